import assert from 'node:assert/strict'
import test from 'node:test'
import { textOf, utf8 } from '../../base/bytes.ts'
import { WardenError } from '../../base/errors.ts'
import type { Files } from '../../world/files.ts'
import { openProofIndex } from './proofindex.ts'

const FILE = '/store/index/=records'
const head = utf8('a signed head')
const quote = { path: 'rsc.io/quote', version: 'v1.5.2' }
const answer = { kind: 'proven', record: 7, h1: ['h1:a', 'h1:b'], goMod: [] } as const

/** A disk of one file. */
function disk(): Files & { bytes: Uint8Array | undefined } {
  const files = {
    bytes: undefined as Uint8Array | undefined,
    read: async () => Promise.resolve(files.bytes),
    write: async (_: string, bytes: Uint8Array) => {
      files.bytes = bytes
      return Promise.resolve()
    },
  }
  return files as unknown as Files & { bytes: Uint8Array | undefined }
}

/** A disk with an index of one record under `head`. */
async function written(): Promise<ReturnType<typeof disk>> {
  const files = disk()
  const index = await openProofIndex(files, FILE, head)
  index.set(quote, answer)
  await index.save(head)
  return files
}

test('openProofIndex gives back what was saved under the same head', async () => {
  const index = await openProofIndex(await written(), FILE, head)
  assert.deepEqual(index.get(quote), answer)
  assert.equal(index.get({ path: 'rsc.io/quote', version: 'v1.5.3' }), undefined)
})

test('openProofIndex believes nothing of another head, and nothing without one', async () => {
  const files = await written()
  for (const other of [utf8('another signed head'), utf8('a signed hea'), new Uint8Array(0)]) {
    assert.equal((await openProofIndex(files, FILE, other)).get(quote), undefined)
  }
})

test('openProofIndex believes no altered byte of its file', async () => {
  const files = await written()
  const bytes = files.bytes ?? new Uint8Array(0)
  for (let i = 0; i < bytes.length; i++) {
    // The newline after the digest separates; what it is says nothing.
    if (i === 64) continue
    files.bytes = Uint8Array.from(bytes)
    files.bytes[i] = (bytes[i] ?? 0) ^ 1
    assert.equal((await openProofIndex(files, FILE, head)).get(quote), undefined, `byte ${i}`)
  }
  for (const damaged of [utf8(''), bytes.subarray(0, 70), bytes.subarray(0, -1), Uint8Array.of(0xff, 0xfe)]) {
    files.bytes = damaged
    assert.equal((await openProofIndex(files, FILE, head)).get(quote), undefined)
  }
})

test('openProofIndex begins anew where the file cannot be read', async () => {
  for (const code of ['io', 'too-large'] as const) {
    const files = disk()
    files.read = async () => Promise.reject(new WardenError(code, 'no'))
    assert.equal((await openProofIndex(files, FILE, head)).get(quote), undefined)
  }
})

test('save writes only what is new, under the head that is remembered then', async () => {
  const files = disk()
  const unchanged = await openProofIndex(files, FILE, head)
  await unchanged.save(head)
  assert.equal(files.bytes, undefined)
  unchanged.set(quote, answer)
  await unchanged.save(new Uint8Array(0))
  assert.equal(files.bytes, undefined)
  const later = utf8('a newer head')
  await unchanged.save(later)
  assert.match(textOf(files.bytes ?? new Uint8Array(0)) ?? '', /rsc\.io\/quote v1\.5\.2 7 h1:a,h1:b $/)
  assert.deepEqual((await openProofIndex(files, FILE, later)).get(quote), answer)
  assert.equal((await openProofIndex(files, FILE, head)).get(quote), undefined)
})
