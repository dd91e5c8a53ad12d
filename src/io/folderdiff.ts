// What differs between an extracted folder and its intact zip, shown: sizes, times and the lines themselves.
import fs from 'node:fs'
import { structuredPatch } from 'diff'
import { textOf } from '../base/bytes.ts'
import { isWardenError } from '../base/errors.ts'
import { openModuleZip, readContents } from '../gomod/modzip.ts'
import type { ExamineRequest, FileDifference } from '../world/contents.ts'
import { lstat } from './statindex.ts'
import { openZipFile } from './zipfile.ts'

/** How many differences are described; the count tells of the rest. */
const MOST_FILES = 100
/** How many files get a diff, and of what size and length each. */
const MOST_DIFFS = 10
const MOST_BYTES = 256 << 10
const MOST_LINES = 40

/** Fills in sizes, times and diffs of at most 100 differences. Never throws for what it finds. */
export async function describeDifferences(
  request: ExamineRequest,
  folder: string,
  differences: readonly FileDifference[],
): Promise<FileDifference[]> {
  const shown = differences.slice(0, MOST_FILES)
  const wanted = new Set(
    shown
      .filter((d) => d.kind === 'changed')
      .slice(0, MOST_DIFFS)
      .map((d) => d.name),
  )
  const originals = await readOriginals(request, wanted)
  let diffs = 0
  return shown.map((difference) => {
    const file = `${folder}/${difference.name}`
    const stats = difference.kind === 'removed' ? undefined : lstat(file)
    const described: FileDifference = {
      ...difference,
      ...(stats === undefined
        ? {}
        : { size: Number(stats.size), modified: new Date(Number(stats.mtimeMs)).toISOString() }),
    }
    if (difference.kind !== 'changed' && difference.kind !== 'added') return described
    if (diffs >= MOST_DIFFS || stats === undefined || stats.size > MOST_BYTES) return described
    const before = difference.kind === 'added' ? '' : originals.get(difference.name)
    const after = readText(file)
    if (before === undefined || after === undefined) return described
    diffs++
    return { ...described, ...unified(before, after) }
  })
}

/** The texts of some of the zip's files. */
async function readOriginals(request: ExamineRequest, wanted: ReadonlySet<string>): Promise<Map<string, string>> {
  const texts = new Map<string, string>()
  if (wanted.size === 0 || request.zip === undefined) return texts
  try {
    using source = openZipFile(request.zip)
    await readContents(openModuleZip(source, request.module), (entry, chunk, last) => {
      if (!wanted.has(entry.name) || entry.size > MOST_BYTES || !last) return
      const text = textOf(chunk)
      if (text !== undefined) texts.set(entry.name, text)
    })
  } catch (error) {
    // Removed or replaced since it was hashed, by a go command or a clean beside us: the verdict stands, its lines are
    // not to be had.
    if (!isWardenError(error)) throw error
  }
  return texts
}

function readText(file: string): string | undefined {
  try {
    const fd = fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK)
    try {
      const buffer = Buffer.alloc(MOST_BYTES)
      return textOf(buffer.subarray(0, fs.readSync(fd, buffer, 0, buffer.length, 0)))
    } finally {
      fs.closeSync(fd)
    }
  } catch {
    return undefined
  }
}

/** Changed lines with their numbers, `41 + func init() { … }`; at most `most`. Nothing where it takes over `mostMs`. */
export function unified(
  before: string,
  after: string,
  most: number = MOST_LINES,
  mostMs: number = 1000,
): Pick<FileDifference, 'diff' | 'diffCut'> {
  const patch = structuredPatch('', '', before, after, '', '', { context: 0, timeout: mostMs })
  if (patch === undefined) return {}
  const lines: string[] = []
  for (const hunk of patch.hunks) {
    let oldLine = hunk.oldStart
    let newLine = hunk.newStart
    for (const text of hunk.lines) {
      const sign = text[0]
      if (sign === '-') lines.push(`${oldLine++} - ${text.slice(1)}`)
      else if (sign === '+') lines.push(`${newLine++} + ${text.slice(1)}`)
    }
  }
  return { diff: lines.slice(0, most), diffCut: lines.length > most }
}
