import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { isWardenError } from '../base/errors.ts'
import { makeTar } from '../../test/support/tarwriter.ts'
import { makeZip } from '../../test/support/zipwriter.ts'
import { filesOfArchive } from './archive.ts'

function contents(bytes: Uint8Array): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...filesOfArchive(bytes, 'db')].map(([name, read]) => [name, Buffer.from(read()).toString()]),
  )
}

function refusal(bytes: Uint8Array): string {
  try {
    for (const read of filesOfArchive(bytes, 'db').values()) read()
  } catch (error) {
    if (isWardenError(error)) return `${error.code}: ${error.message}`
    throw error
  }
  return 'none'
}

describe('filesOfArchive', () => {
  const files = [
    { name: 'vulndb/index/db.json', content: '{}' },
    { name: 'vulndb/ID/GO-1.json', content: '{"id":1}' },
  ]

  test('reads tar, gzipped tar and zip alike, without the folder around all', () => {
    const want = { 'index/db.json': '{}', 'ID/GO-1.json': '{"id":1}' }
    for (const bytes of [makeTar(files), gzipSync(makeTar(files)), makeZip(files)])
      assert.deepEqual(contents(bytes), want)
  })

  test('passes over links and devices', () => {
    const linked = [...files, { name: 'vulndb/ID/link.json', content: '', kind: '2' }]
    assert.deepEqual(Object.keys(contents(makeTar(linked))), ['index/db.json', 'ID/GO-1.json'])
  })

  test('refuses names that lead out, and names that are there twice', () => {
    for (const name of ['../x.json', '/etc/x.json', 'a/../../x.json', 'a\\x.json']) {
      assert.match(refusal(makeTar([{ name, content: '' }])), /^parse: db: a name in it leads out of it/, name)
    }
    assert.match(refusal(makeTar([...files, ...files])), /^parse: db: .* is in it twice$/)
  })

  test('refuses a bomb before it is whole', () => {
    assert.match(refusal(gzipSync(Buffer.alloc(600 << 20))), /^too-large: db: holds more than 512 MiB$/)
  })

  test('refuses what is cut off, damaged, or no archive', () => {
    const tar = makeTar(files)
    assert.match(refusal(tar.subarray(0, 700)), /^parse: db: ends/)
    assert.match(refusal(gzipSync(tar).subarray(0, 60)), /^parse: db: not a gzip file/)
    const wrong = Buffer.from(tar)
    wrong[3] = 0x41
    assert.match(refusal(wrong), /^parse: db: no tar header at byte 0/)
    assert.match(refusal(Buffer.from('not an archive at all')), /^parse: db: /)
  })
})
