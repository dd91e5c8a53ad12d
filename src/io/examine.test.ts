import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import test, { type TestContext } from 'node:test'
import { cachePaths } from '../gomod/cachelayout.ts'
import type { Examined, ExamineRequest } from '../world/contents.ts'
import { publish, publishExactly, put, type Published } from '../../test/support/universe.ts'
import { makeZip } from '../../test/support/zipwriter.ts'
import { examine } from './examine.ts'

const quote = publish('rsc.io/quote', 'v1.5.2', { 'deep/er/x.go': 'package x\n', 'empty.txt': '' })
const evil = publish('rsc.io/quote', 'v1.5.2', { 'evil.go': 'package quote\n' })

interface Place {
  readonly zip: string
  readonly ziphash: string
  readonly folder: string
  readonly index: string
  readonly examine: (trustIndex?: boolean) => Promise<Examined>
}

/** A module version in a cache of its own, as go leaves it. */
function place(t: TestContext, m: Published = quote): Place {
  const root = mkdtempSync(path.join(tmpdir(), 'modwarden-examine-'))
  t.after(() => rmSync(root, { recursive: true }))
  const { zip, ziphash, folder } = cachePaths(root, m)
  put(zip, m.zip)
  put(ziphash, m.h1)
  for (const [name, content] of m.files) put(path.join(folder, name), content)
  const index = path.join(root, 'index/entry')
  const request: ExamineRequest = {
    module: { path: m.path, version: m.version },
    zip,
    ziphash,
    folder,
    index,
    trustIndex: false,
  }
  return { zip, ziphash, folder, index, examine: async (trustIndex = false) => examine({ ...request, trustIndex }) }
}

/** Moves the clock on, so that files made just now are old enough for the index. */
const later = (t: TestContext): void => t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 10_000 })

test('examine hashes zip and folder as go does', async (t) => {
  const found = await place(t).examine()
  assert.deepEqual(found, {
    zip: { kind: 'hashed', h1: quote.h1, files: 5, bytes: 128 },
    folder: { kind: 'hashed', h1: quote.h1, files: 5, bytes: 128 },
    differences: [],
    differenceCount: 0,
    ziphash: quote.h1,
    byIndex: false,
  })
})

for (const [what, change, kind, names] of [
  ['an edited file', (p: Place) => appendFileSync(`${p.folder}/quote.go`, '// x\n'), 'hashed', ['changed quote.go']],
  [
    'an edited file of the same size',
    (p: Place) => writeFileSync(`${p.folder}/deep/er/x.go`, 'package y\n'),
    'hashed',
    ['changed deep/er/x.go'],
  ],
  ['a shortened file', (p: Place) => truncateSync(`${p.folder}/quote.go`, 3), 'hashed', ['changed quote.go']],
  [
    'an empty file with a byte',
    (p: Place) => appendFileSync(`${p.folder}/empty.txt`, '.'),
    'hashed',
    ['changed empty.txt'],
  ],
  ['an added file', (p: Place) => put(`${p.folder}/a/b/evil.go`, 'package b\n'), 'hashed', ['added a/b/evil.go']],
  ['a removed file', (p: Place) => rmSync(`${p.folder}/deep/er/x.go`), 'hashed', ['removed deep/er/x.go']],
  ['a link to nowhere', (p: Place) => symlinkSync('/nonexistent', `${p.folder}/link`), 'damaged', ['not a file link']],
  ['a link to a folder', (p: Place) => symlinkSync('.', `${p.folder}/loop`), 'damaged', ['not a file loop']],
  [
    'a link in place of a file',
    (p: Place) => {
      rmSync(`${p.folder}/LICENSE`)
      symlinkSync('quote.go', `${p.folder}/LICENSE`)
    },
    'damaged',
    ['not a file LICENSE'],
  ],
  [
    'a pipe in place of a file',
    (p: Place) => {
      rmSync(`${p.folder}/LICENSE`)
      execFileSync('mkfifo', [`${p.folder}/LICENSE`])
    },
    'damaged',
    ['not a file LICENSE'],
  ],
  [
    'a folder in place of a file',
    (p: Place) => {
      rmSync(`${p.folder}/LICENSE`)
      put(`${p.folder}/LICENSE/x`, '')
    },
    'hashed',
    ['removed LICENSE', 'added LICENSE/x'],
  ],
  [
    'a name in another case',
    (p: Place) => put(`${p.folder}/QUOTE.go`, 'package quote\n'),
    'hashed',
    ['added QUOTE.go'],
  ],
] as const) {
  test(`examine sees ${what} in the folder`, async (t) => {
    const p = place(t)
    change(p)
    const { zip, folder, differences, differenceCount } = await p.examine()
    assert.equal(zip.kind, 'hashed')
    assert.equal(folder.kind, kind)
    if (folder.kind === 'hashed') assert.notEqual(folder.h1, quote.h1)
    assert.deepEqual(
      differences.map((d) => `${d.kind} ${d.name}`),
      names,
    )
    assert.equal(differenceCount, names.length)
  })
}

test('examine describes what changed with sizes and lines', async (t) => {
  const p = place(t)
  writeFileSync(`${p.folder}/deep/er/x.go`, 'package y\nvar z = 1\n')
  const [difference] = (await p.examine()).differences
  assert.deepEqual(
    { ...difference, modified: undefined },
    {
      name: 'deep/er/x.go',
      kind: 'changed',
      size: 20,
      expectedSize: 10,
      modified: undefined,
      diff: ['1 - package x', '1 + package y', '2 + var z = 1'],
      diffCut: false,
    },
  )
})

test('examine of ten thousand added files describes a hundred and counts all', async (t) => {
  const p = place(t)
  mkdirSync(`${p.folder}/many`)
  for (let i = 0; i < 2000; i++) writeFileSync(`${p.folder}/many/${i}`, '')
  const { differences, differenceCount } = await p.examine()
  assert.equal(differences.length, 100)
  assert.equal(differenceCount, 2000)
})

for (const [what, bytes] of [
  ['another module’s zip', publish('rsc.io/other', 'v1.0.0').zip],
  ['an empty file', ''],
  ['text', '<html>sign in</html>'],
  ['a zip without its directory', quote.zip.subarray(0, quote.zip.length - 30)],
  ['a zip with a wrong checksum', makeZip([{ name: 'rsc.io/quote@v1.5.2/go.mod', content: 'module x\n', crc32: 1 }])],
  ['a zip with a path that leads out', makeZip([{ name: 'rsc.io/quote@v1.5.2/../x', content: 'x' }])],
] as const) {
  test(`examine calls ${what} damaged, and the folder what it is`, async (t) => {
    const p = place(t)
    writeFileSync(p.zip, bytes)
    const { zip, folder } = await p.examine()
    assert.equal(zip.kind, 'damaged')
    assert.deepEqual(folder, { kind: 'hashed', h1: quote.h1, files: 5, bytes: 128 })
  })
}

test('examine says of another zip and another .ziphash what they are', async (t) => {
  const p = place(t)
  writeFileSync(p.zip, evil.zip)
  writeFileSync(p.ziphash, evil.h1)
  const { zip, folder, ziphash, differences } = await p.examine()
  assert.equal(zip.kind === 'hashed' && zip.h1, evil.h1)
  assert.equal(folder.kind === 'hashed' && folder.h1, quote.h1)
  assert.equal(ziphash, evil.h1)
  assert.deepEqual(
    differences.map((d) => `${d.kind} ${d.name}`),
    ['added deep/er/x.go', 'added empty.txt', 'removed evil.go'],
  )
})

test('examine says what is absent and unreadable', async (t) => {
  const p = place(t)
  rmSync(p.ziphash)
  rmSync(p.zip)
  const folderOnly = await p.examine()
  assert.deepEqual([folderOnly.zip.kind, folderOnly.folder.kind, folderOnly.ziphash], ['absent', 'hashed', undefined])
  rmSync(p.folder, { recursive: true })
  const nothing = await p.examine()
  assert.deepEqual([nothing.zip.kind, nothing.folder.kind], ['absent', 'absent'])
  mkdirSync(p.zip)
  assert.equal((await p.examine()).zip.kind, 'unreadable')
  rmSync(p.zip, { recursive: true })
  execFileSync('mkfifo', [p.zip])
  assert.notEqual((await p.examine()).zip.kind, 'hashed')
})

test('examine takes a torn .ziphash for none, as go does', async (t) => {
  const p = place(t)
  for (const torn of ['', 'h1:short', '\0'.repeat(47), `${quote.h1}${quote.h1}`]) {
    writeFileSync(p.ziphash, torn)
    assert.equal((await p.examine()).ziphash, undefined)
  }
  writeFileSync(p.ziphash, `${quote.h1}\n`)
  assert.equal((await p.examine()).ziphash, quote.h1)
})

test('examine by index reads nothing again until something changes', async (t) => {
  later(t)
  const p = place(t)
  const first = await p.examine(true)
  assert.equal(first.byIndex, false)
  assert.deepEqual(await p.examine(true), { ...first, byIndex: true })
  assert.equal((await p.examine(false)).byIndex, false)
  appendFileSync(`${p.folder}/quote.go`, '// x\n')
  const changed = await p.examine(true)
  assert.equal(changed.byIndex, false)
  assert.equal(changed.differenceCount, 1)
  // What differs is never indexed, and the old entry is gone.
  assert.ok(!existsSync(p.index))
})

test('examine by index sees a zip, a .ziphash or a folder that came or went', async (t) => {
  later(t)
  for (const change of [
    (p: Place) => rmSync(p.zip),
    (p: Place) => rmSync(p.ziphash),
    (p: Place) => rmSync(p.folder, { recursive: true }),
    (p: Place) => writeFileSync(p.ziphash, evil.h1),
  ]) {
    const p = place(t)
    await p.examine(true)
    assert.equal((await p.examine(true)).byIndex, true)
    change(p)
    assert.equal((await p.examine(true)).byIndex, false)
  }
  const p = place(t)
  rmSync(p.zip)
  await p.examine(true)
  put(p.zip, evil.zip)
  const { zip, byIndex } = await p.examine(true)
  assert.deepEqual([byIndex, zip.kind === 'hashed' && zip.h1], [false, evil.h1])
})

test('examine makes no index entry of what was written in the last two seconds', async (t) => {
  const p = place(t)
  await p.examine(true)
  assert.ok(!existsSync(p.index))
  assert.equal((await p.examine(true)).byIndex, false)
})

test('examine lets a toolchain have the copies that go makes of its _go.mod files', async (t) => {
  const toolchain = publishExactly('golang.org/toolchain', 'v0.0.1-go1.99.9.linux-amd64', {
    'bin/go': 'go',
    'src/_go.mod': 'module std\n',
  })
  const p = place(t, toolchain)
  put(`${p.folder}/src/go.mod`, 'module std\n')
  const { folder, differences } = await p.examine()
  assert.equal(folder.kind === 'hashed' && folder.h1, toolchain.h1)
  assert.deepEqual(differences, [])
  put(`${p.folder}/src/go.mod`, 'module evil\n')
  const edited = await p.examine()
  assert.deepEqual(
    edited.differences.map((d) => `${d.kind} ${d.name}`),
    ['added src/go.mod'],
  )
})

test('examine of a toolchain with an edited copy is no index entry', async (t) => {
  later(t)
  const toolchain = publishExactly('golang.org/toolchain', 'v0.0.1-go1.99.9.linux-amd64', {
    'src/_go.mod': 'module std\n',
  })
  const p = place(t, toolchain)
  put(`${p.folder}/src/go.mod`, 'module evil\n')
  await p.examine(true)
  assert.equal((await p.examine(true)).byIndex, false)
})

// A force removal throws where a folder above is a file (src/io/statindex.ts, `save`; src/io/examine.ts, `keep`).

test('examine goes on where the index cannot be written or removed', async (t) => {
  later(t)
  const p = place(t)
  writeFileSync(path.dirname(p.index), 'a file')
  assert.equal((await p.examine(true)).zip.kind, 'hashed')
  appendFileSync(`${p.folder}/quote.go`, '// x\n')
  assert.equal((await p.examine(true)).differenceCount, 1)
})

test('examine takes a folder that go has not finished for none, unless it is what its zip holds', async (t) => {
  const p = place(t)
  const partial = p.ziphash.replace(/hash$/, '').replace(/zip$/, 'partial')
  const request: ExamineRequest = { ...p, module: quote, partial, trustIndex: false }
  rmSync(`${p.folder}/quote.go`)
  assert.equal((await examine(request)).folder.kind, 'hashed')
  put(partial, '')
  const unfinished = await examine(request)
  assert.equal(unfinished.folder.kind, 'absent')
  assert.equal(unfinished.zip.kind, 'hashed')
  assert.deepEqual(unfinished.differences, [])
  put(`${p.folder}/quote.go`, quote.files.get('quote.go') ?? '')
  assert.equal((await examine(request)).folder.kind, 'hashed')
})
