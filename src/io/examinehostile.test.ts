// What somebody who can write the module cache may do to be overlooked: hide, race, or make it endless.
import assert from 'node:assert/strict'
import { mkdtempSync, renameSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import test, { type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { publish, put } from '../../test/support/universe.ts'
import { cachePaths } from '../gomod/cachelayout.ts'
import { openModuleZip } from '../gomod/modzip.ts'
import type { ExamineRequest } from '../world/contents.ts'
import { examine } from './examine.ts'
import { FolderComparison } from './folder.ts'
import { openZipFile } from './zipfile.ts'

const quote = publish('rsc.io/quote', 'v1.5.2', { 'deep/er/x.go': 'package x\n' })

/** A module version in a cache of its own, as go leaves it. */
function place(t: TestContext): Required<ExamineRequest> {
  const root = mkdtempSync(path.join(tmpdir(), 'modwarden-hostile-'))
  t.after(() => rmSync(root, { recursive: true }))
  const cache = path.join(root, 'mod')
  const { zip, ziphash, folder, partial } = cachePaths(cache, quote)
  put(zip, quote.zip)
  put(ziphash, quote.h1)
  for (const [name, content] of quote.files) put(path.join(folder, name), content)
  const module = { path: quote.path, version: quote.version }
  return { module, root: cache, zip, ziphash, folder, partial, index: path.join(root, 'index/entry'), trustIndex: true }
}

test('examine calls a path that cannot be looked at unreadable, not absent', async (t) => {
  const request = place(t)
  // Longer than any path may be: lstat fails, and says nothing about what is there.
  const hidden = `${request.folder}/${'x/'.repeat(3000)}`
  const found = await examine({ ...request, folder: hidden })
  assert.equal(found.folder.kind, 'unreadable')
  assert.equal(found.zip.kind, 'hashed')
  assert.equal((await examine({ ...request, zip: hidden })).zip.kind, 'unreadable')
})

test('examine finds an added file whose name is not UTF-8', async (t) => {
  const request = place(t)
  writeFileSync(
    Buffer.concat([Buffer.from(`${request.folder}/x`), Buffer.from([0xff]), Buffer.from('.go')]),
    'package x\n',
  )
  const found = await examine(request)
  assert.equal(found.folder.kind, 'damaged')
  assert.deepEqual(
    found.differences.map((d) => d.kind),
    ['not a file'],
  )
})

test('examine gives up on a file larger than any module', async (t) => {
  const request = place(t)
  rmSync(request.zip)
  put(`${request.folder}/huge.bin`, '')
  truncateSync(`${request.folder}/huge.bin`, 600 * 1024 * 1024)
  const { folder } = await examine(request)
  assert.equal(folder.kind, 'damaged')
  assert.match(folder.kind === 'damaged' ? folder.why : '', /huge\.bin: more bytes than a module can have/)
})

test('examine makes no index entry while a folder above was renamed', async (t) => {
  const request = place(t)
  // No clock of a test can make a file's ctime old; two seconds can.
  await sleep(2200)
  await examine(request)
  assert.equal((await examine(request)).byIndex, true)
  rmSync(request.index)
  // As in an exchange of two trees between stat and read: it leaves a fresh time in the folder above only.
  const folder = path.dirname(request.zip)
  renameSync(path.dirname(folder), `${path.dirname(path.dirname(folder))}/other`)
  renameSync(`${path.dirname(path.dirname(folder))}/other`, path.dirname(folder))
  await examine(request)
  assert.equal((await examine(request)).byIndex, false)
})

test('examine believes stat data of the zip that it read, not of what took its name', async (t) => {
  const request = place(t)
  using source = openZipFile(request.zip)
  const other = `${request.zip}.other`
  writeFileSync(other, Buffer.concat([quote.zip, Buffer.from('x')]))
  utimesSync(other, new Date(0), new Date(0))
  renameSync(other, request.zip)
  assert.equal(source.stats.size, BigInt(quote.zip.length))
  assert.equal(openModuleZip(source, request.module).entries.length, quote.files.size)
})

test('FolderComparison takes time in proportion to what is strange', () => {
  const strange = new Set(Array.from({ length: 50_000 }, (_, i) => `link${i}`))
  const comparison = new FolderComparison('/nowhere', { files: new Set(), strange, unlisted: [] }, undefined, false)
  const record = {} as never
  for (const name of strange) comparison.chunk({ name, size: 0, record }, new Uint8Array(0), true)
  comparison.finish()
  assert.equal(comparison.differences.length, 50_000)
})
