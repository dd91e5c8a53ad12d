// A corpus on disk: text files of one input a line, so that a run only appends and a diff can be read.
//
//   "a JSON string"     an input that is UTF-8
//   aGVsbG8K            base64 of any other
//   # a comment
import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { textOf, utf8 } from '../../src/base/bytes.ts'

/** All inputs in the `.txt` files of a folder; none where there is no folder. Throws where a line is not one. */
export function readCorpus(folder: string): Uint8Array[] {
  return corpusFiles(folder).flatMap((name) =>
    readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => parseLine(line)),
  )
}

/** Adds an input to `found.txt` of a folder, which is made where it is missing. */
export function appendToCorpus(folder: string, input: Uint8Array): void {
  mkdirSync(folder, { recursive: true })
  appendFileSync(join(folder, 'found.txt'), `${formatLine(input)}\n`)
}

/** Writes `found.txt` of a folder anew, in the order of the lines, under a first line of `about`. */
export function writeCorpus(folder: string, about: string, inputs: readonly Uint8Array[]): void {
  mkdirSync(folder, { recursive: true })
  const lines = inputs.map(formatLine).toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1))
  writeFileSync(join(folder, 'found.txt'), `${[`# ${about}`, ...lines].join('\n')}\n`)
}

/** One input as a line of a corpus. */
export function formatLine(input: Uint8Array): string {
  const text = textOf(input)
  if (text === undefined) return Buffer.from(input.buffer, input.byteOffset, input.byteLength).toString('base64')
  // ASCII alone: no line holds what an editor or a terminal would obey or hide.
  return JSON.stringify(text).replaceAll(/[^\x20-\x7e]/g, escaped)
}

function parseLine(line: string): Uint8Array {
  if (!line.startsWith('"')) return Buffer.from(line, 'base64')
  const text: unknown = JSON.parse(line)
  if (typeof text !== 'string') throw new Error('not a line of a corpus')
  return utf8(text)
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

function corpusFiles(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.txt'))
      .toSorted((a, b) => (a < b ? -1 : 1))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}
