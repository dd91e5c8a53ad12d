import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crc32, deflateRawSync, gunzipSync } from 'node:zlib'
import { Batch, inflatePieces, inflateWhole } from './inflate.ts'

interface Stream {
  readonly stream: Buffer
  readonly size: number
  readonly crc: number
}

function honest(text: string): Stream {
  return { stream: deflateRawSync(text), size: Buffer.byteLength(text), crc: crc32(text) }
}

function trailer(crc: number, size: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeUInt32LE(crc, 0)
  bytes.writeUInt32LE(size, 4)
  return bytes
}

const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255])

// What gunzip makes of the streams where nobody looks: an attack that does not deceive it would prove nothing.
function naive(streams: readonly Stream[]): Buffer {
  return gunzipSync(Buffer.concat(streams.flatMap((s) => [header, s.stream, trailer(s.crc, s.size)])))
}

function batched(streams: readonly Stream[]): string | undefined {
  const batch = new Batch()
  for (const { stream, size, crc } of streams) batch.add(stream, size, crc)
  return batch.inflate()?.toString()
}

function refusedAlthoughGunzipAgrees(streams: readonly Stream[]): void {
  const sum = streams.reduce((total, { size }) => total + size, 0)
  assert.equal(naive(streams).length, sum, 'the attack has the length that was declared')
  assert.equal(batched(streams), undefined)
}

test('Batch.inflate gives all files in a row, and again after clear', () => {
  const batch = new Batch()
  for (const text of ['first', 'second', 'x'.repeat(500_000)]) {
    const { stream, size, crc } = honest(text)
    batch.add(stream, size, crc)
  }
  assert.equal(batch.inflate()?.toString(), `firstsecond${'x'.repeat(500_000)}`)
  assert.deepEqual(batch.stream(1), deflateRawSync('second'))
  batch.clear()
  assert.equal(batch.inflate(), undefined)
  batch.add(honest('third').stream, 5, crc32('third'))
  assert.equal(batch.inflate()?.toString(), 'third')
})

test('Batch.inflate refuses a wrong CRC-32, a wrong size and a damaged stream', () => {
  const good = honest('good')
  assert.equal(batched([good, { ...good, crc: 1 }]), undefined)
  assert.equal(batched([good, { ...good, size: 5 }]), undefined)
  assert.equal(batched([{ ...good, size: 3 }, good]), undefined)
  assert.equal(batched([good, { ...good, stream: good.stream.subarray(0, 3) }]), undefined)
  assert.equal(batched([{ ...good, stream: Buffer.from([7]) }, good]), undefined)
})

test('Batch.inflate refuses a stream that hides a member of its own and a zero byte, where gunzip stops', () => {
  const all = honest('one two ')
  const stop = Buffer.concat([all.stream, trailer(all.crc, all.size), Buffer.from([0])])
  refusedAlthoughGunzipAgrees([
    { stream: stop, size: 4, crc: crc32('one ') },
    { stream: Buffer.from('nothing that could be inflated'), size: 4, crc: crc32('two ') },
  ])
})

test('Batch.inflate refuses a header inside a stream that swallows the trailer and header after it', () => {
  const a = honest('aaaa')
  const b = honest('bbbb')
  // FEXTRA with a length of 18: our trailer and the next header become extra data.
  const swallow = Buffer.from([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255, 18, 0])
  refusedAlthoughGunzipAgrees([
    { stream: Buffer.concat([a.stream, trailer(a.crc, 4), swallow]), size: 4, crc: 0xbad },
    b,
  ])
})

test('Batch.inflate refuses a stream that runs on through the trailer and header after it', () => {
  // A stored block of 18 bytes takes in trailer and header; the last member has the size of the last stream only.
  const first = Buffer.from([0, 18, 0, 0xed, 0xff])
  const second = Buffer.from([1, 4, 0, 0xfb, 0xff, ...Buffer.from('tail')])
  const swallowed = Buffer.concat([trailer(7, 9), header, Buffer.from('tail')])
  const streams = [
    { stream: first, size: 9, crc: 7 },
    { stream: second, size: swallowed.length, crc: crc32(swallowed) },
  ]
  assert.deepEqual(naive(streams), swallowed)
  assert.equal(batched(streams), undefined)
})

test('Batch.inflate refuses an empty member in front of the real one', () => {
  const real = honest('real')
  const empty = Buffer.concat([deflateRawSync(''), trailer(0, 0), header])
  refusedAlthoughGunzipAgrees([{ ...real, stream: Buffer.concat([empty, real.stream]) }])
})

test('Batch.inflate refuses a stream of no bytes, which another could swallow unseen', () => {
  const swallowed = Buffer.concat([trailer(7, 0), header])
  const second = Buffer.from([1, 0, 0, 0xff, 0xff])
  refusedAlthoughGunzipAgrees([
    { stream: Buffer.from([0, 18, 0, 0xed, 0xff]), size: 0, crc: 7 },
    { stream: second, size: swallowed.length, crc: crc32(swallowed) },
  ])
})

test('Batch.inflate decides nothing where a file holds the magic of a member', () => {
  const bytes = Buffer.from([1, 4, 0, 0xfb, 0xff, 0x1f, 0x8b, 8, 0])
  const stored = { stream: bytes, size: 4, crc: crc32(bytes.subarray(5)) }
  assert.equal(naive([stored]).length, 4)
  assert.equal(batched([stored]), undefined)
})

test('inflateWhole gives the declared size or a reason, and ignores bytes after the end', () => {
  const { stream } = honest('hello')
  assert.deepEqual(inflateWhole(stream, 5), Buffer.from('hello'))
  assert.deepEqual(inflateWhole(Buffer.concat([stream, Buffer.from('after')]), 5), Buffer.from('hello'))
  assert.deepEqual(inflateWhole(deflateRawSync(''), 0), Buffer.alloc(0))
  assert.equal(inflateWhole(stream, 4), 'more bytes came out than the declared size')
  assert.equal(inflateWhole(stream, 6), '5 bytes came out instead of the declared 6')
  assert.equal(inflateWhole(stream, 0), 'more bytes came out than the declared size')
  assert.match(String(inflateWhole(stream.subarray(0, 4), 5)), /^damaged/)
  assert.match(String(inflateWhole(Buffer.from([7]), 5)), /^damaged/)
  assert.match(String(inflateWhole(Buffer.alloc(0), 0)), /^damaged/)
})

test('inflatePieces gives what inflateWhole gives, in pieces', async () => {
  const content = Buffer.alloc(3_000_000, 'some words that repeat ')
  const stream = deflateRawSync(content)
  const cut = (bytes: Buffer, length: number): Iterator<Buffer> =>
    Array.from({ length: Math.ceil(bytes.length / length) }, (_, i) =>
      bytes.subarray(i * length, (i + 1) * length),
    ).values()
  const pieces: Buffer[] = []
  assert.equal(await inflatePieces(cut(stream, 1000), content.length, (piece) => pieces.push(piece)), undefined)
  assert.equal(pieces.length > 5, true)
  assert.equal(Buffer.concat(pieces).equals(content), true)
  const ignore = (): void => {}
  const after = Buffer.concat([stream, Buffer.alloc(5000, 'after')])
  assert.equal(await inflatePieces(cut(after, 1000), content.length, ignore), undefined)
  assert.equal(await inflatePieces(cut(after, stream.length), content.length, ignore), undefined)
  const wrong = '3000000 bytes came out instead of the declared 3000001'
  assert.equal(await inflatePieces(cut(stream, 1000), 3_000_001, ignore), wrong)
  const tooLong = 'more bytes came out than the declared size'
  assert.equal(await inflatePieces(cut(stream, 1000), 2_999_999, ignore), tooLong)
  assert.match((await inflatePieces(cut(stream.subarray(0, -1), 1000), content.length, ignore)) ?? '', /^damaged/)
  assert.match((await inflatePieces(cut(Buffer.from([7]), 1), 1, ignore)) ?? '', /^damaged/)
})

test('inflatePieces throws what its caller throws, and takes nothing after that', async () => {
  const stream = deflateRawSync(Buffer.alloc(3_000_000))
  let calls = 0
  const take = (): void => {
    calls++
    throw new Error('enough')
  }
  await assert.rejects(inflatePieces([stream].values(), 3_000_000, take), /enough/)
  assert.equal(calls, 1)
})
