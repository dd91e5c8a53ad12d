// Go source as go/parser reads it: the same files are accepted, and the trees are equal, node by node, with positions.
// By default a sample; MODWARDEN_ALL=1 takes every file of GOROOT and of the module cache.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { globSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { env } from 'node:process'
import { describe, test } from 'node:test'
import { parseFile } from '../../src/gosource/parsedecl.ts'
import { generator, type Generator } from '../support/generate.ts'
import { go, goEnv, runGo } from '../support/go.ts'
import { dump, framed, oracle } from '../support/gosourcego.ts'

const all = env['MODWARDEN_ALL'] === '1'

const TOKENS = [
  '(',
  ')',
  '{',
  '}',
  '[',
  ']',
  ',',
  ';',
  ':=',
  '.',
  '...',
  ' func ',
  ' type ',
  '<-',
  '*',
  '"',
  '`',
  "'",
  '\n',
  ' range ',
  ' x ',
  '0x',
  '1e',
  '=',
  ' case ',
  ':',
]

describe('parseFile and go/parser', { skip: !go.available && go.reason }, () => {
  test('parseFile accepts the files of GOROOT that go/parser accepts, with the same tree', () => {
    const root = goEnv('GOROOT')
    const files = goFiles(root)
    // What was written to try parsers out is always taken.
    const hard = files.filter((file) => /[\\/](?:test|testdata)[\\/]/.test(file.slice(root.length)))
    const rest = files.filter((file) => !hard.includes(file))
    compare(all ? files : [...hard.filter((_, i) => i % 4 === 0), ...rest.filter((_, i) => i % 12 === 0)])
  })

  test('parseFile accepts the files of the module cache that go/parser accepts, with the same tree', () => {
    const files = goFiles(goEnv('GOMODCACHE'))
    compare(all ? files : files.filter((_, i) => i % Math.ceil(files.length / 1000) === 0))
  })

  test('parseFile refuses what go/parser refuses, of files that were changed at random', () => {
    const root = goEnv('GOROOT')
    const random = generator()
    const files = goFiles(path.join(root, 'src', 'go')).filter((file) => statSync(file).size < 20_000)
    const sources: Uint8Array[] = []
    for (let i = 0; i < (all ? 50_000 : 1500); i++) sources.push(mutated(readFileSync(random.pick(files)), random))
    compareSources(sources, (i) => `mutation ${i} of TEST_SEED=${random.seed}`)
  })
})

function compare(files: readonly string[]): void {
  for (let i = 0; i < files.length; i += 2000) {
    const part = files.slice(i, i + 2000)
    compareSources(
      part.map((file) => readFileSync(file)),
      (at) => part[at] ?? '',
    )
  }
}

function compareSources(sources: readonly Uint8Array[], name: (i: number) => string): void {
  const answers = runGo(oracle, framed(sources)).trimEnd().split('\n')
  assert.equal(answers.length, sources.length)
  const differ = sources.flatMap((source, i) => {
    const file = parseFile(source)
    const tree = dump(file)
    const ours = tree === undefined ? 'error' : `ok ${createHash('sha256').update(tree).digest('hex')}`
    const theirs = answers[i] ?? ''
    if (ours === theirs || (ours === 'error' && theirs.startsWith('error '))) return []
    return [`${name(i)}: go/parser: ${theirs.slice(0, 200)}, parseFile: ${file.errors[0]?.message ?? ours}`]
  })
  assert.deepEqual(differ.slice(0, 10), [])
}

function goFiles(root: string): string[] {
  return globSync('**/*.go', { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .toSorted()
}

/** A source with a few bytes removed, doubled, exchanged or replaced by tokens. */
function mutated(source: Uint8Array, random: Generator): Uint8Array {
  let text = Buffer.from(source).toString('latin1')
  for (let n = 1 + random.below(3); n > 0; n--) {
    const at = random.below(text.length)
    const length = random.below(12)
    const kind = random.below(20)
    if (kind < 7) text = text.slice(0, at) + text.slice(at + length)
    else if (kind < 16) text = text.slice(0, at) + random.pick(TOKENS) + text.slice(at)
    else {
      const from = random.below(text.length)
      text = text.slice(0, at) + text.slice(from, from + length * 4) + text.slice(at)
    }
  }
  return Buffer.from(text, 'latin1')
}
