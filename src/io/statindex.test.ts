import assert from 'node:assert/strict'
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import test, { type TestContext } from 'node:test'
import { lstat, readIndex, Snapshot, type IndexedFacts } from './statindex.ts'

const facts: IndexedFacts = {
  zip: { h1: 'h1:zip', files: 2, bytes: 10 },
  folder: { h1: 'h1:zip', files: 2, bytes: 10 },
  ziphash: 'h1:zip',
}

interface Place {
  readonly root: string
  readonly index: string
  readonly names: readonly string[]
  readonly locate: (name: string) => string
  readonly read: () => IndexedFacts | undefined
}

/** Two files and a folder; the clock goes ten seconds ahead, so that their times are old enough. */
function place(t: TestContext): Place {
  const root = mkdtempSync(path.join(tmpdir(), 'modwarden-index-'))
  t.after(() => rmSync(root, { recursive: true }))
  mkdirSync(path.join(root, 'sub'))
  writeFileSync(path.join(root, 'a.go'), 'package a\n')
  writeFileSync(path.join(root, 'sub/b.go'), 'package b\n')
  const index = path.join(root, 'index', 'entry')
  const names = ['=folder', 'a.go', 'sub', 'sub/b.go']
  const locate = (name: string): string => (name === '=folder' ? root : path.join(root, name))
  return { root, index, names, locate, read: () => readIndex(index, ['=folder'], locate) }
}

function save({ index, names, locate }: Place): void {
  // The folder of the index itself must not change the times of what is indexed.
  mkdirSync(path.dirname(index), { recursive: true })
  const snapshot = new Snapshot()
  for (const name of names) snapshot.add(name, lstat(locate(name)))
  snapshot.save(index, facts)
}

const later = (t: TestContext): void => t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 10_000 })

test('readIndex gives back what Snapshot saved while nothing changed', (t) => {
  later(t)
  const p = place(t)
  save(p)
  assert.deepEqual(p.read(), facts)
  assert.equal(statSync(p.index).mode & 0o777, 0o600)
})

for (const [what, change] of [
  ['one byte more', (p: Place) => appendFileSync(path.join(p.root, 'a.go'), 'x')],
  [
    'the same size and the times put back',
    (p: Place) => {
      const file = path.join(p.root, 'a.go')
      const { atime, mtime } = statSync(file)
      writeFileSync(file, 'package x\n')
      utimesSync(file, atime, mtime)
    },
  ],
  [
    'another file of the same name and size',
    (p: Place) => {
      const file = path.join(p.root, 'a.go')
      const { atime, mtime } = statSync(file)
      writeFileSync(`${file}.new`, 'package a\n')
      utimesSync(`${file}.new`, atime, mtime)
      renameSync(`${file}.new`, file)
    },
  ],
  ['another mode', (p: Place) => chmodSync(path.join(p.root, 'a.go'), 0o755)],
  ['another mtime', (p: Place) => utimesSync(path.join(p.root, 'a.go'), 1, 1)],
  ['a file removed', (p: Place) => rmSync(path.join(p.root, 'sub/b.go'))],
  ['a file added below', (p: Place) => writeFileSync(path.join(p.root, 'sub/c.go'), '')],
  ['a file added to the folder itself', (p: Place) => writeFileSync(path.join(p.root, 'c.go'), '')],
  [
    'a folder in place of a file',
    (p: Place) => {
      rmSync(path.join(p.root, 'a.go'))
      mkdirSync(path.join(p.root, 'a.go'))
    },
  ],
] as const) {
  test(`readIndex believes nothing after ${what}`, (t) => {
    later(t)
    const p = place(t)
    save(p)
    assert.notEqual(p.read(), undefined)
    change(p)
    assert.equal(p.read(), undefined)
  })
}

test('readIndex believes nothing where something is there now that the entry does not know', (t) => {
  later(t)
  const p = place(t)
  save(p)
  assert.equal(readIndex(p.index, ['=folder', '=zip'], p.locate), undefined)
})

test('readIndex believes nothing of a name that the request does not have', (t) => {
  later(t)
  const p = place(t)
  save(p)
  assert.equal(
    readIndex(p.index, ['=folder'], (name) => (name === 'sub' ? undefined : p.locate(name))),
    undefined,
  )
})

test('readIndex believes no altered byte of the entry, and no torn one', (t) => {
  later(t)
  const p = place(t)
  save(p)
  const good = readFileSync(p.index)
  for (let i = 0; i < good.length; i++) {
    // The newline after the digest separates; what it is says nothing.
    if (i === 64) continue
    const bad = Buffer.from(good)
    bad[i] = (bad[i] ?? 0) ^ 1
    writeFileSync(p.index, bad)
    assert.equal(p.read(), undefined, `byte ${i}`)
  }
  for (const torn of ['', 'x', good.subarray(0, 64), good.subarray(0, 100), Buffer.concat([good, Buffer.from('\n')])]) {
    writeFileSync(p.index, torn)
    assert.equal(p.read(), undefined)
  }
  rmSync(p.index)
  mkdirSync(p.index)
  assert.equal(p.read(), undefined)
})

test('Snapshot saves nothing where a file or folder changed in the last two seconds', (t) => {
  const p = place(t)
  save(p)
  assert.equal(p.read(), undefined)
})

test('Snapshot saves nothing where a time lies in the future', (t) => {
  later(t)
  const p = place(t)
  const future = Date.now() / 1000 + 3600
  utimesSync(path.join(p.root, 'a.go'), future, future)
  save(p)
  assert.equal(p.read(), undefined)
})

test('Snapshot saves nothing where a path was not there, or a name has a newline', (t) => {
  later(t)
  for (const [name, stats] of [
    ['gone', undefined],
    ['a\nb', lstat(tmpdir())],
  ] as const) {
    const p = place(t)
    const snapshot = new Snapshot()
    snapshot.add('=folder', lstat(p.root))
    snapshot.add(name, stats)
    snapshot.save(p.index, facts)
    assert.equal(p.read(), undefined)
  }
})

// A force removal throws where a folder above is a file.

test('Snapshot leaves nothing behind where its folder cannot be made', (t) => {
  later(t)
  const p = place(t)
  writeFileSync(path.join(p.root, 'index'), 'a file')
  const snapshot = new Snapshot()
  snapshot.add('=folder', lstat(p.root))
  snapshot.save(p.index, facts)
  assert.deepEqual(readdirSync(p.root).toSorted(), ['a.go', 'index', 'sub'])
})
