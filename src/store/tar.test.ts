import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import test from 'node:test'
import { generator } from '../../test/support/generate.ts'
import { readTar, tarEnd, tarHeader, tarPadding } from './tar.ts'

const FILES: ReadonlyArray<readonly [name: string, bytes: Buffer]> = [
  ['a.txt', Buffer.from('one')],
  [`${'long/'.repeat(40)}ü.zip`, Buffer.alloc(1025, 7)],
  ['empty', Buffer.alloc(0)],
  ['block', Buffer.alloc(512, 1)],
]

const WHOLE = Buffer.concat([
  ...FILES.flatMap(([name, bytes]) => [tarHeader(name, bytes.length), bytes, tarPadding(bytes.length)]),
  tarEnd(),
])

test('readTar gives back what was written, however it comes', async () => {
  for (const size of [1, 511, 512, 10_000]) {
    const found: (readonly [string, Buffer])[] = []
    for await (const file of readTar(inPieces(WHOLE, size))) found.push([file.name, await file.whole(2000)])
    assert.deepEqual(found, FILES)
  }
})

test('readTar passes over what nobody reads, and gives no more than is allowed', async () => {
  const names: string[] = []
  for await (const file of readTar(inPieces(WHOLE, 700))) {
    names.push(file.name)
    if (file.size > 600) await assert.rejects(file.whole(600), { code: 'too-large' })
  }
  assert.equal(names.length, 4)
})

test('tarHeader makes what tar(1) lists', (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'modwarden-tar-'))
  try {
    const file = path.join(folder, 'x.tar')
    writeFileSync(file, WHOLE)
    let listed: string
    try {
      listed = execFileSync('tar', ['--quoting-style=literal', '-tf', file], { encoding: 'utf8', stdio: 'pipe' })
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return t.skip('tar is not installed')
      throw error
    }
    assert.deepEqual(
      listed.trimEnd().split('\n'),
      FILES.map(([name]) => name),
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('readTar throws parse or gives files for whatever comes, and ends', async () => {
  const random = generator()
  for (let i = 0; i < 300; i++) {
    const bytes = Buffer.from(WHOLE)
    for (let n = random.below(4); n >= 0; n--) bytes[random.below(bytes.length)] = random.below(256)
    const cut = bytes.subarray(0, random.below(bytes.length + 1))
    try {
      for await (const file of readTar(inPieces(cut, 997))) for await (const _ of file.bytes()) void _
    } catch (error) {
      assert.equal((error as { code?: string }).code, 'parse', `TEST_SEED=${random.seed}`)
    }
  }
})

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  return Promise.resolve()
}
