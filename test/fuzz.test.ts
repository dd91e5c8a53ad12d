// The fuzz targets on what is kept of their corpora, and the engine on planted targets: a crash, a hang and a heap that
// grows must be found, or finding nothing means nothing.

import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { appendToCorpus, formatLine, readCorpus, writeCorpus } from '../fuzz/engine/corpus.ts'
import { withCounters } from '../fuzz/engine/instrument.ts'
import { mutate } from '../fuzz/engine/mutate.ts'
import { failureOf, shrink } from '../fuzz/engine/shrink.ts'
import { watch } from '../fuzz/engine/watch.ts'
import { bytesOf, type Target } from '../fuzz/target.ts'
import { generator } from './support/generate.ts'

const root = join(import.meta.dirname, '..')
const names = readdirSync(join(root, 'fuzz/targets')).map((name) => name.replace(/\.ts$/, ''))

test('there are at least ten targets, and each has a corpus', () => {
  assert.ok(names.length >= 10, `${names.length}`)
  assert.deepEqual(readdirSync(join(root, 'fuzz/corpus')), names)
})

test('the corpora together are small enough for a repository', () => {
  const sizes = names.flatMap((name) => {
    const folder = join(root, 'fuzz/corpus', name)
    return readdirSync(folder).map((file) => statSync(join(folder, file)).size)
  })
  assert.ok(sizes.reduce((sum, size) => sum + size, 0) < 300_000)
})

for (const name of names) {
  test(`the target ${name} holds for its seeds and its corpus`, async () => {
    const { target }: { readonly target: Target } = await import(`../fuzz/targets/${name}.ts`)
    const inputs = [...target.seeds.map(bytesOf), ...readCorpus(join(root, 'fuzz/corpus', name))]
    for (const input of inputs) {
      try {
        await target.run(Uint8Array.from(input))
      } catch (error) {
        throw new Error(`${name}: ${formatLine(input)}`, { cause: error })
      }
    }
  })
}

test('the engine finds an input that only coverage leads to, and makes it small', async () => {
  const { findings, status } = await planted('crash', { seed: 7, milliseconds: 60_000, executions: 300_000 })
  assert.deepEqual(
    findings.map(({ kind }) => kind),
    ['crash'],
    `${status.executions} executions`,
  )
  const [finding] = findings
  assert.match(finding?.text ?? '', /^Error: planted/)
  // v0.0.0-0: every part is needed.
  assert.equal(finding?.input.length, 8)
  assert.ok(status.branches > 20)
})

test('the engine ends a hang, names the input and goes on', async () => {
  const { findings } = await planted('hang', { hangMs: 1500 })
  const [first] = findings
  assert.equal(first?.kind, 'hang')
  assert.equal(Buffer.from(first.input).toString(), 'h')
})

test('the engine survives a target that fills the heap, and names the input', async () => {
  const { findings } = await planted('memory', { heapMb: 64 })
  const [first] = findings
  assert.equal(first?.kind, 'memory')
  assert.equal(Buffer.from(first.input).toString(), 'm')
})

test('withCounters puts a counter into every branch and changes no line', () => {
  const text = [
    'export function f(a: number): string {',
    "  if (a > 1) return 'x'",
    "  else if (a === 0) throw new Error('none')",
    '  for (const b of [1]) void b',
    "  const g = (c: number) => (c > 2 ? 'y' : `z${c}`)",
    '  switch (a) {',
    "    case 1: return g(a) || 'w'",
    '    default: return ""',
    '  }',
    '}',
    '',
  ].join('\n')
  const state = { used: 0, literals: new Set<string>() }
  const out = withCounters('src/x.ts', text, state)
  assert.equal(out.split('\n').length, text.split('\n').length)
  // The function, the two branches of if, the loop, the arrow, its two values, ||, two cases.
  assert.equal(state.used, 10)
  assert.equal(out.match(/__modwardenBranches\[\d+\]\+\+/g)?.length, 10)
  assert.match(out, /if \(a > 1\) \{__modwardenBranches\[\d\]\+\+;return 'x'\}$/m)
  assert.deepEqual([...state.literals].toSorted(), ['none', 'w', 'x', 'y', 'z'])
})

test('a corpus reads what it writes, and its lines are inert text', () => {
  const folder = mkdtempSync(join(tmpdir(), 'modwarden-corpus-'))
  try {
    const inputs = ['', 'a\nb', '\u001b[31m\u202e\ufeff\u0085', '"#'].map(bytesOf)
    inputs.push(Buffer.from([0xff, 0, 0x80]))
    for (const input of inputs) appendToCorpus(folder, input)
    assert.deepEqual(readCorpus(folder).map(formatLine), inputs.map(formatLine))
    writeCorpus(folder, 'about', inputs)
    const file = readFileSync(join(folder, 'found.txt'), 'utf8')
    assert.match(file, /^# about\n/)
    assert.match(file, /^[\n\x20-\x7e]+$/)
    assert.equal(readCorpus(folder).length, inputs.length)
  } finally {
    rmSync(folder, { recursive: true })
  }
  assert.deepEqual(readCorpus(join(folder, 'none')), [])
})

test('shrink leaves only what is needed', async () => {
  const small = await shrink(bytesOf('aaaaXbbbbbbYcc'), async (input) => /X.*Y/s.test(Buffer.from(input).toString()))
  assert.equal(Buffer.from(small).toString(), 'XY')
})

test('failureOf is the same for the same failure with other values', () => {
  const stack = (value: string, line: number): string =>
    `Error: bad "${value}"\n    at f (file:///x/src/gomod/y.ts:${line}:1)\n    at g (node:internal)`
  assert.equal(failureOf(stack('a', 3)), failureOf(stack('b', 3)))
  assert.notEqual(failureOf(stack('a', 3)), failureOf(stack('a', 4)))
})

test('mutate is the same for the same seed, and never longer than it may be', () => {
  const make = (): Uint8Array[] => {
    const random = generator(5)
    const material = { random, dictionary: [bytesOf('word')], other: () => bytesOf('other\ntext 12'), maxBytes: 40 }
    let input: Uint8Array = bytesOf('one line\nand 7 more')
    return Array.from({ length: 500 }, () => (input = mutate(input, material)))
  }
  const inputs = make()
  assert.deepEqual(inputs, make())
  assert.ok(inputs.every((input) => input.length <= 40))
  assert.ok(new Set(inputs.map(formatLine)).size > 300)
})

function planted(
  name: string,
  task: { seed?: number; milliseconds?: number; executions?: number; hangMs?: number; heapMb?: number },
): ReturnType<typeof watch> {
  const { hangMs, heapMb, ...rest } = task
  return watch(
    {
      root,
      target: join(root, 'fuzz/planted', `${name}.ts`),
      seed: 1,
      milliseconds: 0,
      executions: 0,
      corpus: [],
      ...rest,
    },
    { ...(hangMs === undefined ? {} : { hangMs }), ...(heapMb === undefined ? {} : { heapMb }) },
  )
}
