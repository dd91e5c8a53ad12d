import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import test from 'node:test'
import { isWardenError } from '../base/errors.ts'
import { hash1, sha256 } from '../gomod/dirhash.ts'
import { publish } from '../../test/support/universe.ts'
import { readTree } from './moduletree.ts'

const local = { path: 'example.com/m', version: '' }

function inFolder(files: Readonly<Record<string, string>>, work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'modwarden-tree-'))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    writeFileSync(path.join(folder, name), text)
  }
  return work(folder).finally(() => rmSync(folder, { recursive: true }))
}

test('readTree of a local folder leaves other modules, version control and what it is told to', async () => {
  const files = {
    'go.mod': 'module example.com/m\n',
    'b.go': 'package m\n',
    'a/a.go': 'package a\n',
    'nested/go.mod': 'module example.com/nested\n',
    'nested/n.go': 'package n\n',
    '.git/config': 'x',
    'vendor/example.com/x/x.go': 'package x\n',
    'vendor/modules.txt': '',
  }
  await inFolder(files, async (folder) => {
    const read = await readTree({ kind: 'local', module: local, folder, leave: ['vendor/example.com/x'] })
    assert.deepEqual([...read.contents.keys()], ['a/a.go', 'b.go', 'go.mod', 'vendor/modules.txt'])
    assert.deepEqual(read.unread, [])
    const sums = ['a/a.go', 'b.go', 'go.mod', 'vendor/modules.txt'].map((name) => ({
      name: `example.com/m@/${name}`,
      sha256: sha256(Buffer.from(files[name as keyof typeof files])),
    }))
    assert.equal(read.h1, hash1(sums))
  })
})

test('readTree follows a link to source within the module, and says of any other', async () => {
  await inFolder({ 'go.mod': 'module example.com/m\n', 'a/a.go': 'package a\n' }, async (folder) => {
    symlinkSync('a/a.go', path.join(folder, 'in.go'))
    symlinkSync('/etc/hostname', path.join(folder, 'out.go'))
    symlinkSync('nothing', path.join(folder, 'gone.go'))
    symlinkSync('/etc', path.join(folder, 'data'))
    const read = await readTree({ kind: 'local', module: local, folder, leave: [] })
    assert.deepEqual([...read.contents.keys()], ['a/a.go', 'go.mod', 'in.go'])
    assert.deepEqual(
      new Map(read.unread.map((u) => [u.file, `${u.why}, ${u.grave}`])),
      new Map([
        ['gone.go', 'a link to nothing, true'],
        ['out.go', 'a link that leads out of the module, true'],
      ]),
    )
    assert.equal(read.h1, undefined)
  })
})

test('readTree of an extracted folder and of a zip give the same files, and the h1 that go knows', async () => {
  const quote = publish('rsc.io/quote', 'v1.5.2')
  await inFolder(Object.fromEntries(quote.files), async (folder) => {
    const fromFolder = await readTree({ kind: 'folder', module: quote, folder })
    const zip = path.join(folder, '..', `${path.basename(folder)}.zip`)
    writeFileSync(zip, quote.zip)
    try {
      const fromZip = await readTree({ kind: 'zip', module: quote, zip })
      assert.equal(fromFolder.h1, quote.h1)
      assert.equal(fromZip.h1, quote.h1)
      assert.deepEqual(
        [...fromZip.contents],
        [...fromFolder.contents].map(([name, b]) => [name, new Uint8Array(b)]),
      )
    } finally {
      rmSync(zip)
    }
  })
})

test('readTree of a large zip holds a part of it, and reads the rest again, as long as the zip is the same', async () => {
  const large = (letter: string): string => letter.repeat(18 << 20)
  const files = { 'a.txt': large('a'), 'b.txt': large('b'), 'c.go': 'package m\n', 'd.txt': large('d') }
  const m = publish('example.com/large', 'v1.0.0', files)
  await inFolder({}, async (folder) => {
    const zip = path.join(folder, 'm.zip')
    writeFileSync(zip, m.zip)
    const { contents, h1, unread, bytes } = await readTree({ kind: 'zip', module: m, zip })
    assert.deepEqual([h1, unread, contents.size], [m.h1, [], m.files.size])
    assert.equal(
      bytes,
      [...m.files.values()].reduce((sum, text) => sum + text.length, 0),
    )
    for (let times = 0; times < 2; times++) {
      for (const [name, text] of m.files)
        assert.ok(Buffer.from(text).equals(contents.get(name) ?? new Uint8Array()), name)
    }
    assert.equal(contents.get('none'), undefined)
    const other = publish('example.com/large', 'v1.0.0', { ...files, 'd.txt': large('e') })
    const shorter = publish('example.com/large', 'v1.0.0', { ...files, 'a.txt': 'a' })
    for (const now of [other.zip, shorter.zip, Buffer.from('none')]) {
      writeFileSync(zip, now)
      assert.throws(() => contents.get('d.txt'), { code: 'io', message: /m\.zip: d\.txt changed while it was read$/ })
    }
  })
})

test('readTree refuses a zip of another module, and a folder that is not there', async () => {
  const quote = publish('rsc.io/quote', 'v1.5.2')
  await inFolder({}, async (folder) => {
    const zip = path.join(folder, 'm.zip')
    writeFileSync(zip, quote.zip)
    const other = { path: 'rsc.io/other', version: 'v1.0.0' }
    await assert.rejects(readTree({ kind: 'zip', module: other, zip }), (error) => isWardenError(error, 'parse'))
    const gone = { kind: 'local', module: local, folder: path.join(folder, 'gone'), leave: [] } as const
    await assert.rejects(readTree(gone), (error) => isWardenError(error, 'io'))
  })
})
