import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crc32, deflateRawSync } from 'node:zlib'
import { open, plain, prefix, refusal, zipOf } from '../../test/support/modzips.ts'
import { numbers, type TestEntry } from '../../test/support/zipwriter.ts'
import { hashZip, readContents } from './modzip.ts'

test('dataOffset refuses local headers that disagree with the directory', async () => {
  const x = { name: 'x', content: 'four' }
  const lies: readonly (readonly [TestEntry, string])[] = [
    [{ ...x, local: { name: `${prefix}y` } }, 'the local header has another name'],
    [{ ...x, local: { name: `${prefix}xx` } }, 'the local header has another name'],
    [{ ...x, local: { method: 0 } }, 'the local header has another method'],
    [{ ...x, local: { flags: 0 } }, 'the local header has other flags'],
    [{ ...x, local: { flags: 9 } }, 'the local header has other flags'],
    [{ ...x, flags: 0, local: { size: 5 } }, 'the local header has another size'],
    [{ ...x, offset: 1 }, 'no local header where the directory says'],
    [{ ...x, local: { extraLength: 17 } }, 'it overlaps another entry or the directory'],
    [{ ...x, local: { extraLength: 0xffff } }, 'it overlaps another entry or the directory'],
  ]
  for (const [entry, why] of lies) assert.equal(await refusal(zipOf([entry])), `"x": ${why}`)
  assert.match(await refusal(zipOf([{ ...x, local: { flags: 0x80e } }])), /^accepted/)
})

test('readZipDirectory refuses encrypted and patched entries', async () => {
  for (const flags of [1, 1 << 5, 1 << 6, 1 << 13]) {
    assert.equal(await refusal(zipOf([{ name: 'x', content: 'four', flags }])), '"x": it is encrypted or a patch')
  }
})

test('readZipDirectory refuses entries that share bytes, before a byte of them is inflated', () => {
  // As in 42.zip's successors: one stream, many entries.
  const data = deflateRawSync(Buffer.alloc(1_000_000))
  const kernel = { content: Buffer.alloc(1_000_000), data }
  const zip = zipOf([
    { name: 'a', ...kernel },
    ...Array.from({ length: 50 }, (_, i) => ({ name: `b${i}`, ...kernel, offset: 0 })),
  ])
  assert.throws(() => open(zip), /b0": it overlaps another entry or the directory/)
  const reach = zipOf([{ name: 'a', content: 'four', compressedSize: 500 }])
  assert.throws(() => open(reach), /a": it overlaps another entry or the directory/)
})

test('readZipDirectory refuses an end record that is not one with its directory', async () => {
  const one: readonly TestEntry[] = [{ name: 'x', content: 'four' }]
  const size = 46 + prefix.length + 1
  assert.equal(await refusal(zipOf(one, { size: size - 1 })), ': the central directory does not end at the end record')
  assert.equal(await refusal(zipOf(one, { offset: 5 })), ': the central directory does not end at the end record')
  assert.equal(await refusal(zipOf(one, { records: 2 })), ': 2 entries are declared and 1 or more are there')
  assert.equal(await refusal(zipOf(one, { records: 0 })), ': 0 entries are declared and 1 or more are there')
  assert.equal(await refusal(zipOf(one, { disk: 1 })), ': it is one of several disks')
  assert.equal(await refusal(Buffer.concat([zipOf(one), Buffer.from('x')])), ': bytes follow the end record')
  assert.equal(
    await refusal(Buffer.concat([Buffer.from('x'), zipOf(one)])),
    ': the central directory does not end at the end record',
  )
  assert.equal(await refusal(zipOf(one).subarray(0, -1)), ': not a zip: it has no end record')
  assert.equal(await refusal(Buffer.from('PK')), ': not a zip: it is too short')
  assert.match(await refusal(zipOf(one, { comment: 'a comment' })), /^accepted/)
})

// A zip64 end record and its locator, put before the end record of a zip, whose own fields then say that nothing fits.
function zip64(zip: Buffer, change: (record: Buffer, locator: Buffer, end: Buffer) => void = () => {}): Buffer {
  const body = zip.subarray(0, -22)
  const end = Buffer.from(zip.subarray(-22))
  const [records, size, offset] = [end.readUInt16LE(10), end.readUInt32LE(12), end.readUInt32LE(16)]
  const record = numbers(4, 0x06064b50, 8, 44, 4, 0, 4, 0, 4, 0, 8, records, 8, records, 8, size, 8, offset)
  const locator = numbers(4, 0x07064b50, 4, 0, 8, body.length, 4, 1)
  end.fill(0xff, 8, 20)
  change(record, locator, end)
  return Buffer.concat([body, record, locator, end])
}

test('readZipDirectory reads zip64 end records, and refuses those that disagree', async () => {
  const zip = zipOf(plain)
  const h1 = await hashZip(open(zip))
  assert.equal(await hashZip(open(zip64(zip))), h1)
  assert.equal(await hashZip(open(zip64(zip, (_, __, end) => zip.copy(end, 0, zip.length - 22)))), h1)
  const disagree = ': the zip64 end record disagrees with the end record'
  assert.equal(await refusal(zip64(zip, (_, __, end) => end.writeUInt16LE(3, 10))), disagree)
  assert.equal(await refusal(zip64(zip, (_, __, end) => end.writeUInt32LE(3, 16))), disagree)
  const sizeOnly = zip64(zip, (_, __, end) => {
    zip.copy(end, 0, zip.length - 22)
    end.writeUInt32LE(0xffffffff, 12)
  })
  assert.equal(await refusal(sizeOnly), disagree)
  const elsewhere = ': the zip64 end record is not where its locator says'
  assert.equal(await refusal(zip64(zip, (_, locator) => locator.writeUInt32LE(1, 8))), elsewhere)
  assert.equal(await refusal(zip64(zip, (_, locator) => locator.writeUInt32LE(0xffffffff, 12))), elsewhere)
  assert.equal(await refusal(zip64(zip, (_, locator) => locator.writeUInt32LE(2, 16))), ': it is one of several disks')
  assert.equal(
    await refusal(zip64(zip, (record) => record.writeUInt32LE(1, 48))),
    ': the central directory does not end at the zip64 end record',
  )
  const many = zip64(zip, (record) => {
    record.writeUInt32LE(1, 28)
    record.writeUInt32LE(1, 36)
  })
  assert.match(await refusal(many, 'too-large'), /^: 4294967300 entries in a directory of/)
})

test('readZipDirectory reads zip64 fields of entries, and refuses short, double and huge ones', async () => {
  const data = deflateRawSync('four')
  const x: TestEntry = { name: 'x', content: 'four', data, compressedSize: 0xffffffff, size: 0xffffffff }
  const field = numbers(2, 1, 2, 16, 8, 4, 8, data.length)
  assert.match(await refusal(zipOf([{ ...x, extra: field }])), /^accepted/)
  assert.match(
    await refusal(zipOf([{ ...x, extra: Buffer.concat([numbers(2, 0x5455, 2, 1, 1, 0), field]) }])),
    /^accepted/,
  )
  assert.equal(await refusal(zipOf([x])), '"x": its zip64 field is missing')
  assert.equal(await refusal(zipOf([{ ...x, extra: Buffer.concat([field, field]) }])), '"x": it has two zip64 fields')
  const short = '"x": its zip64 field is too short or too large'
  assert.equal(await refusal(zipOf([{ ...x, extra: numbers(2, 1, 2, 8, 8, 4) }])), short)
  const huge = numbers(2, 1, 2, 16, 4, 4, 4, 0xffffffff, 8, data.length)
  assert.equal(await refusal(zipOf([{ ...x, extra: huge }])), short)
  const large = numbers(2, 1, 2, 16, 8, 2 ** 40, 8, data.length)
  assert.match(await refusal(zipOf([{ ...x, extra: large }]), 'too-large'), /more than 524288000 bytes together/)
  const far = numbers(2, 1, 2, 16, 8, 4, 8, 2 ** 40)
  assert.equal(await refusal(zipOf([{ ...x, extra: far }])), '"x": it overlaps another entry or the directory')
})

test('readZipDirectory opens and reads 65,535 entries, and 100,000 with zip64', async () => {
  const data = deflateRawSync('x')
  const entry = (i: number): TestEntry => ({ name: `d${i % 100}/f${i}.go`, data, crc32: crc32('x'), size: 1 })
  const many = zipOf(Array.from({ length: 65_535 }, (_, i) => entry(i)))
  assert.equal(open(many).entries.length, 65_535)
  const more = zip64(
    zipOf(
      Array.from({ length: 100_000 }, (_, i) => entry(i)),
      { records: 0 },
    ),
    (record) => {
      record.writeUInt32LE(100_000, 24)
      record.writeUInt32LE(100_000, 32)
    },
  )
  let bytes = 0
  await readContents(open(more), (_, chunk) => void (bytes += chunk.length))
  assert.equal(bytes, 100_000)
})
