import assert from 'node:assert/strict'
import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { inFolder, rejectsWith } from '../../test/support/contracts.ts'
import { hash1, sha256 } from '../gomod/dirhash.ts'
import { hashZip, openModuleZip } from '../gomod/modzip.ts'
import { openZipFile } from './zipfile.ts'
import { writeModuleZip } from './zipwrite.ts'

const module = { path: 'example.com/m', version: 'v1.0.0' }
const tree = { files: [], read: async () => Promise.resolve(new Uint8Array(0)) }
const named = (name: string, bytes: Uint8Array): { readonly name: string; readonly bytes: Uint8Array } => ({
  name,
  bytes,
})

test('writeModuleZip writes what the strict reader takes, with the h1 of its files', () =>
  inFolder(async (folder) => {
    const files = [
      named('go.mod', Buffer.from('module example.com/m\n')),
      named('ä b/ü[1].go', Buffer.from('package p\n')),
      named('empty.txt', new Uint8Array(0)),
      named('big.dat', Buffer.alloc(5 << 20, 'abcdefg')),
    ]
    const file = path.join(folder, 'm.zip')
    await writeModuleZip(module, tree, files, file, undefined)
    using source = openZipFile(file)
    assert.equal(
      await hashZip(openModuleZip(source, module)),
      hash1(files.map(({ name, bytes }) => ({ name: `example.com/m@v1.0.0/${name}`, sha256: sha256(bytes) }))),
    )
  }))

test('writeModuleZip replaces no file, and leaves none where it fails', () =>
  inFolder(async (folder) => {
    const file = path.join(folder, 'm.zip')
    const many = Array.from({ length: 65_535 }, (_, i) => named(`f${i}`, new Uint8Array(0)))
    await rejectsWith(writeModuleZip(module, tree, many, file, undefined), 'too-large', /65535 files/)
    const broken = { ...tree, read: async () => Promise.reject(new Error('gone')) }
    const wanted = [{ name: 'a', tree: { name: 'a', kind: 'file', size: 1, sha256: '' } as const }]
    await assert.rejects(writeModuleZip(module, broken, wanted, file, undefined))
    await rejectsWith(
      writeModuleZip(module, tree, [named('a', new Uint8Array(1))], file, AbortSignal.abort()),
      'aborted',
      /stopped/,
    )
    assert.equal(existsSync(file), false)
    writeFileSync(file, 'mine')
    await rejectsWith(writeModuleZip(module, tree, [], file, undefined), 'io', /m\.zip/)
  }))
