// Module zips: opened, hashed, and hashed a second way.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import { compareBytes } from '../../src/base/bytes.ts'
import { foldKey } from '../../src/gomod/casefold.ts'
import { byName, hashContents, memorySource, openModuleZip, type ZipSource } from '../../src/gomod/modzip.ts'
import { checkFilePath } from '../../src/gomod/path.ts'
import type { Generator } from '../../test/support/generate.ts'
import { mod, plain, prefix, zipOf } from '../../test/support/modzips.ts'
import { makeZip, numbers, type TestEntry } from '../../test/support/zipwriter.ts'
import { attemptLater, type Target } from '../target.ts'

/** The target. */
export const target: Target = {
  about: 'openModuleZip and hashContents: what is accepted has one meaning, the same for another reader',
  seeds: [
    zipOf(plain),
    zipOf([]),
    zipOf([{ name: 'd/' }, { name: 'd/a.go', content: 'package d\n' }]),
    zipOf(
      [
        { name: 'a', content: 'x'.repeat(5000) },
        { name: 'b', content: 'y', method: 0 },
      ],
      { comment: 'comment' },
    ),
    zipOf([{ name: 'a', content: 'x', extra: numbers(2, 1, 2, 8, 8, 1) }]),
    zipOf([
      { name: 'a', content: 'x', flags: 0, local: { flags: 8 } },
      { name: 'A', content: 'x' },
    ]),
    zipOf([{ name: 'go.mod', content: 'module example.com/m\n' }, { name: 'x/go.mod' }]),
  ],
  dictionary: [
    'PK\u0001\u0002',
    'PK\u0003\u0004',
    'PK\u0005\u0006',
    'PK\u0006\u0006',
    'PK\u0006\u0007',
    prefix,
    'go.mod',
  ],
  generate: hostileZip,
  async run(input) {
    const accepted = await attemptLater(['parse', 'too-large'], async () => {
      const zip = openModuleZip(memorySource(input), mod)
      const seen = new Map<string, string>()
      let bytes: Buffer[] = []
      const h1 = await hashContents(zip, (entry, chunk, last) => {
        bytes.push(Buffer.from(chunk))
        if (!last) return
        const content = Buffer.concat(bytes)
        bytes = []
        assert.equal(content.length, entry.size)
        seen.set(entry.name, createHash('sha256').update(content).digest('hex'))
      })
      return { zip, h1, seen }
    })
    // A source that uses one buffer for everything, as a file's does, must come to the same.
    const again = await attemptLater(['parse', 'too-large'], async () => {
      return hashContents(openModuleZip(reusing(input), mod), () => undefined)
    })
    assert.equal(again.ok, accepted.ok)
    if (!accepted.ok || !again.ok) return
    const { zip, h1, seen } = accepted.value
    assert.equal(again.value, h1)

    assert.equal(seen.size, zip.entries.length, 'each name once')
    const folded = new Set<string>()
    for (const { name } of zip.entries) {
      checkFilePath(name)
      assert.ok(!/^go\.mod$/i.test(name) || name === 'go.mod')
      assert.ok(!/\/go\.mod$/i.test(name))
      const key = foldKey(name)
      assert.ok(!folded.has(key), 'no two names differ in case only')
      folded.add(key)
    }
    for (const key of folded) {
      for (let at = key.indexOf('/'); at >= 0; at = key.indexOf('/', at + 1)) assert.ok(!folded.has(key.slice(0, at)))
    }
    const lines = byName(zip).map(({ name, record }) => {
      const sum = createHash('sha256')
        .update(plainly(Buffer.from(input), record.headerOffset, record))
        .digest('hex')
      assert.equal(seen.get(name), sum)
      return [`${prefix}${name}`, sum] as const
    })
    const none = createHash('sha256').digest('hex')
    for (const { name } of zip.folders) lines.push([`${prefix}${name}`, none])
    const text = lines
      .toSorted(([a], [b]) => compareBytes(a, b))
      .map(([name, sum]) => `${sum}  ${name}\n`)
      .join('')
    assert.equal(h1, `h1:${createHash('sha256').update(text).digest('base64')}`)
  },
}

/** An entry's contents by its local header alone. */
function plainly(zip: Buffer, at: number, record: { readonly compressedSize: number; readonly size: number }): Buffer {
  const method = zip.readUInt16LE(at + 8)
  const start = at + 30 + zip.readUInt16LE(at + 26) + zip.readUInt16LE(at + 28)
  const data = zip.subarray(start, start + record.compressedSize)
  return method === 0 ? data : inflateRawSync(data, { maxOutputLength: record.size + 1 })
}

function reusing(input: Uint8Array): ZipSource {
  const source = memorySource(input)
  const buffer = Buffer.alloc(input.length)
  return {
    size: source.size,
    read(offset, length) {
      const bytes = source.read(offset, length)
      buffer.fill(0xaa)
      buffer.set(bytes)
      return buffer.subarray(0, length)
    },
  }
}

const names = [
  'go.mod',
  'a.go',
  'A.go',
  'd/',
  'd',
  'd/a',
  'D/b',
  'é.go',
  'con',
  '../x',
  'a//b',
  'LICENSE',
  'x/go.mod',
  'ſ',
  's',
]

/** A zip of up to six entries; most are right, some lie in one field. */
function hostileZip(random: Generator): Uint8Array {
  const entries: TestEntry[] = []
  for (let n = random.below(6); n > 0; n--) {
    const name = prefix + (random.below(2) === 0 ? random.pick(names) : `f${random.below(30)}.go`)
    const content = name.endsWith('/')
      ? ''
      : random.pick(['', 'package m\n', 'x'.repeat(random.below(3000)), 'éé\0\u001f\u008b'])
    const lie = random.below(4) === 0 ? random.pick(lies)(random) : {}
    entries.push({ name, content, ...(random.below(3) === 0 ? { method: 0 } : {}), ...lie })
  }
  const n = random.below(64)
  return makeZip(
    entries,
    random.pick([{}, {}, {}, { comment: 'c' }, { records: n }, { size: n }, { offset: n }, { disk: 1 }]),
  )
}

const lies: readonly ((random: Generator) => Partial<TestEntry>)[] = [
  (random) => ({ crc32: random.below(1000) }),
  (random) => ({ size: random.pick([0, 1, 0xffffffff, random.below(5000)]) }),
  (random) => ({ compressedSize: random.pick([0, 1, 0xffffffff, random.below(5000)]) }),
  (random) => ({ flags: random.below(0x10000) }),
  () => ({ flags: 0 }),
  (random) => ({ method: random.below(12) }),
  (random) => ({ offset: random.below(400) }),
  (random) => ({ extra: numbers(2, 1, 2, random.pick([0, 8, 16, 24]), 8, random.below(100), 8, random.below(100)) }),
  (random) => ({ descriptor: Buffer.alloc(random.below(30)) }),
  () => ({ local: { name: `${prefix}other` } }),
  (random) => ({ local: { flags: random.pick([0, 8, 0x800, 1]) } }),
  (random) => ({ local: { extraLength: random.below(20) } }),
  (random) => ({ data: Buffer.from(Array.from({ length: random.below(40) }, () => random.below(256))) }),
]
