// Build info in hand-made programs of every format, and what hostile ones must not do. Go's own opinion of the same
// programs is asked in test/go/buildinfo.test.ts.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { isWardenError } from '../base/errors.ts'
import {
  inlineInfo,
  inlineStrings,
  makeElf,
  makeFat,
  makeMachO,
  makePe,
  makePlan9,
  makeProgram,
  makeXcoff,
  peAddress,
  pointerInfo,
  type ProgramText,
  type Shape,
} from '../../test/support/programwriter.ts'
import { parseBuildInfo, readBuildInfo, type BuildInfo } from './buildinfo.ts'
import type { FileSource } from './executable.ts'
import { memorySource } from './zipformat.ts'

const sum = 'h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='
const text: ProgramText = {
  path: 'example.com/tool/cmd/tool',
  main: { path: 'example.com/tool', version: 'v1.2.0', sum },
  deps: [
    { path: 'example.com/a', version: 'v1.0.0', sum },
    { path: 'example.com/b', version: 'v1.1.0', replace: { path: 'example.com/fork', version: 'v1.1.1', sum } },
    { path: 'example.com/c', version: 'v1.0.0', replace: { path: '../c', version: '(devel)', sum: '' } },
  ],
  settings: ['GOOS=linux', '-ldflags="-s -w"'],
}
const info: BuildInfo = {
  goVersion: 'go1.26.8',
  path: 'example.com/tool/cmd/tool',
  main: { path: 'example.com/tool', version: 'v1.2.0', sum },
  deps: [
    { path: 'example.com/a', version: 'v1.0.0', sum },
    {
      path: 'example.com/b',
      version: 'v1.1.0',
      sum: '',
      replace: { path: 'example.com/fork', version: 'v1.1.1', sum },
    },
    { path: 'example.com/c', version: 'v1.0.0', sum: '', replace: { path: '../c', version: '(devel)', sum: '' } },
  ],
  settings: [
    { key: 'GOOS', value: 'linux' },
    { key: '-ldflags', value: '-s -w' },
  ],
}

const shapes: readonly Shape[] = [
  {},
  { section: false },
  { little: false },
  { wide: false },
  { wide: false, little: false, section: false },
  { before: 2 * 1024 * 1024 + 16, section: false },
]

for (const shape of shapes) {
  const name = JSON.stringify(shape)
  test(`readBuildInfo reads an ELF program ${name}`, () => {
    assert.deepEqual(read(makeElf(inlineInfo(text), shape)), info)
    assert.deepEqual(read(makeElf(pointerInfo(text, shape), shape)), { ...info, goVersion: 'go1.17' })
  })
  test(`readBuildInfo reads a Mach-O program ${name}`, () => {
    assert.deepEqual(read(makeMachO(inlineInfo(text), shape)), info)
    assert.deepEqual(read(makeMachO(pointerInfo(text, shape), shape)), { ...info, goVersion: 'go1.17' })
  })
}

for (const wide of [true, false]) {
  test(`readBuildInfo reads PE, XCOFF and Plan 9 programs of ${wide ? 64 : 32} bits`, () => {
    assert.deepEqual(read(makePe(inlineInfo(text), { wide })), info)
    const pointers = pointerInfo(text, { wide }, peAddress(wide))
    assert.deepEqual(read(makePe(pointers, { wide })), { ...info, goVersion: 'go1.17' })
    assert.deepEqual(read(makeXcoff(inlineInfo(text), { wide })), info)
    assert.deepEqual(read(makePlan9(inlineInfo(text), { wide })), info)
  })
}

test('readBuildInfo reads a fat file whose images say the same, and refuses one whose images differ', () => {
  const image = makeMachO(inlineInfo(text), {})
  assert.deepEqual(read(makeFat([image, makeMachO(inlineInfo(text), { wide: false })])), info)
  const other = makeMachO(inlineInfo({ ...text, deps: [] }), {})
  assert.throws(() => read(makeFat([image, other])), /build info: the images of this fat file are of different modules/)
  const none = makeMachO(Buffer.alloc(64), {})
  assert.throws(() => read(makeFat([image, none])), /different modules/)
})

test('readBuildInfo refuses a fat file whose first image is a program and whose next one is none or cut off', () => {
  const image = makeMachO(inlineInfo(text), {})
  const fat = makeFat([image, makeMachO(inlineInfo(text), { wide: false })])
  assert.throws(() => read(fat.subarray(0, -1)), /Mach-O program: image 2 lies outside of the file/)
  assert.throws(() => read(makeFat([image, Buffer.alloc(64)])), /Mach-O program: image 2 is no program/)
})

test('readBuildInfo takes a Java class, whose magic is that of a fat file, for no program', () => {
  assert.equal(read(Buffer.concat([Buffer.from('cafebabe00000041', 'hex'), Buffer.alloc(400, 7)])), undefined)
})

test('readBuildInfo finds nothing in files that are no Go programs', () => {
  for (const bytes of [
    Buffer.alloc(0),
    Buffer.from('#!/bin/sh\necho hello, world\n'),
    Buffer.from(`MZ${'.'.repeat(200)}`),
    makeElf(Buffer.from('no build info here, only data'), {}),
    makePe(Buffer.alloc(64), {}),
    makeMachO(Buffer.alloc(64), { section: false }),
  ]) {
    assert.equal(read(bytes), undefined)
  }
})

test('readBuildInfo says the go version of a program without modules', () => {
  assert.deepEqual(read(makeElf(inlineStrings(Buffer.from('go1.20'), Buffer.from('')), {})), {
    goVersion: 'go1.20',
    path: '',
    deps: [],
    settings: [],
  })
})

test('readBuildInfo passes over a magic that is not aligned', () => {
  const decoy = Buffer.concat([Buffer.alloc(7), inlineInfo({ goVersion: 'go9' })])
  const aligned = Buffer.concat([decoy, Buffer.alloc(16 - (decoy.length % 16)), inlineInfo(text)])
  assert.deepEqual(read(makeElf(aligned, { section: false })), info)
})

test('readBuildInfo reads a header that lies across two chunks of the search', () => {
  assert.deepEqual(read(makeElf(inlineInfo(text), { section: false, before: (1 << 20) - 16 })), info)
})

test('readBuildInfo takes strings that are longer than the program for no build info', () => {
  const cut = Buffer.concat([inlineInfo(text).subarray(0, 32), Buffer.from('ffff7f', 'hex'), Buffer.from('go1.26.8')])
  assert.equal(read(makeElf(cut, {})), undefined)
})

test('readBuildInfo refuses sizes and counts that no program has', () => {
  const elf = makeProgram(text)
  const sections = Buffer.from(elf)
  sections.writeUInt16LE(0xffff, 60)
  assert.throws(() => read(sections), malformed(/a header lies outside of the file/))
  const headers = Buffer.from(elf)
  headers.writeUInt16LE(0xffff, 54)
  assert.throws(() => read(headers), malformed(/2 headers of 65535 bytes/))
  const macho = makeMachO(inlineInfo(text), {})
  macho.writeUInt32LE(0xffffffff, 20)
  assert.throws(() => read(macho), malformed(/4294967295 bytes of load commands/))
  const looping = makeMachO(inlineInfo(text), {})
  looping.writeUInt32LE(0, 36)
  assert.throws(() => read(looping), malformed(/a load command of 0 bytes/))
})

test('readBuildInfo searches a huge file of zeros for a bounded time only', () => {
  // A file of 1 PB whose data segment is as large as it.
  const head = Buffer.concat([makeElf(Buffer.alloc(64), { section: false }).subarray(0, 0x400)])
  const size = 2 ** 50
  const segment = 64 + 56
  head.writeBigUInt64LE(BigInt(size - 0x400), segment + 32)
  head.writeBigUInt64LE(BigInt(size - 0x400), segment + 40)
  let reads = 0
  const source: FileSource = {
    size,
    read(offset, length) {
      reads++
      assert.ok(length <= 1 << 20)
      return offset + length <= head.length ? head.subarray(offset, offset + length) : Buffer.alloc(length)
    },
  }
  assert.throws(() => readBuildInfo(source), malformed(/not in the first 268435456 bytes of the data/))
  assert.ok(reads < 300)
})

test('readBuildInfo searches the images of a fat file no longer than one program', () => {
  // 32 images that are the same bytes: half a GiB of zeros as data.
  const image = makeMachO(Buffer.alloc(64), { section: false })
  // After the one that is named __PAGEZERO.
  const segment = 32 + image.readUInt32LE(32 + 4)
  for (const field of [32, 48]) image.writeBigUInt64LE(1n << 29n, segment + field)
  const head = makeFat([image])
  head.writeUInt32BE(32, 4)
  for (let i = 0; i < 32; i++) {
    head.writeUInt32BE(0x1000, 8 + 20 * i + 8)
    head.writeUInt32BE(1 << 30, 8 + 20 * i + 12)
  }
  let bytes = 0
  const read: FileSource['read'] = (offset, length) => {
    bytes += length
    assert.ok(bytes < 300 << 20)
    const part = Buffer.alloc(length)
    part.set(head.subarray(offset, offset + length))
    return part
  }
  assert.throws(() => readBuildInfo({ size: 2 ** 31, read }), malformed(/not in the first 268435456 bytes of the data/))
})

test('readBuildInfo refuses text of more than 8 MiB before it reads it', () => {
  const huge = inlineStrings(Buffer.from('go1.26.8'), Buffer.alloc((8 << 20) + 1, 0x20))
  assert.throws(() => read(makeElf(huge, {})), malformed(/8388609 bytes of it/))
})

test('parseBuildInfo refuses what Go refuses, with the line', () => {
  for (const [lines, why] of [
    ['dep\texample.com/m\n', /line 1: a module of 1 columns/],
    ['path\tx\nmod\ta\tb\tc\td\n', /line 2: a module of too many columns/],
    ['=>\texample.com/m\tv1.0.0\th1:x\n', /line 1: a replacement of nothing/],
    ['dep\ta\tv1\n=>\tb\tv1\n', /line 2: a module of 2 columns/],
    ['dep\ta\tv1\n=>\tb\tv1\t\n=>\tc\tv1\t\n', /line 3: a replacement of nothing/],
    ['build\tkey\n', /line 1: a setting without a key/],
    ['build\t=value\n', /line 1: a setting without a key/],
    ['build\t"key\n', /line 1: a setting without a key/],
    ['build\ta b=c\n', /line 1: a setting that is not quoted/],
    ['build\ta=b c\n', /line 1: a setting that is not quoted/],
    ['build\ta="\\q"\n', /line 1: a setting that is not quoted/],
    ['x\n'.repeat(50_001), /more than 50000 lines/],
  ] as const) {
    assert.throws(() => parseBuildInfo(lines), malformed(why), JSON.stringify(lines.slice(0, 40)))
  }
})

test('parseBuildInfo keeps quoted keys and values, and skips lines that it does not know', () => {
  const lines = 'future\tthing\n\nbuild\t"a b"="c\\td"\nbuild\t`k`=`v\\t`\nbuild\te=\nbuild\tx="\\xff"\nbuild\tlast=1'
  assert.deepEqual(parseBuildInfo(lines).settings, [
    { key: 'a b', value: 'c\td' },
    { key: 'k', value: 'v\\t' },
    { key: 'e', value: '' },
    { key: 'x', value: '\ufffd' },
  ])
})

test('parseBuildInfo takes the last main module and replaces the module of the line before', () => {
  const parsed = parseBuildInfo('mod\ta\tv1\tx\nmod\tb\tv2\n=>\tc\tv3\ty\n')
  assert.deepEqual(parsed.main, { path: 'b', version: 'v2', sum: '', replace: { path: 'c', version: 'v3', sum: 'y' } })
})

test('readBuildInfo throws nothing but parse on programs that somebody changed', () => {
  const programs = [
    makeProgram(text),
    makeElf(pointerInfo(text, { wide: false, little: false }), { wide: false, little: false }),
    makePe(inlineInfo(text), {}),
    makeMachO(inlineInfo(text), {}),
    makeFat([makeMachO(inlineInfo(text), { wide: false })]),
    makeXcoff(inlineInfo(text), {}),
    makePlan9(inlineInfo(text), {}),
  ].map((bytes) => Uint8Array.from(bytes))
  const change = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), to: fc.nat(255) })
  const early = fc.record({
    at: fc.double({ min: 0, max: 0.2, noNaN: true }),
    to: fc.constantFrom(0, 1, 127, 128, 255),
  })
  fc.assert(
    fc.property(
      fc.constantFrom(...programs),
      fc.array(fc.oneof(change, early), { maxLength: 12 }),
      fc.nat(),
      (program, changes, cut) => {
        const bytes = Uint8Array.from(program.subarray(0, cut % 5 === 0 ? cut % program.length : program.length))
        for (const { at, to } of changes) bytes[Math.floor(at * (bytes.length - 1))] = to
        try {
          readBuildInfo(memorySource(bytes))
        } catch (error) {
          assert.ok(isWardenError(error, 'parse'), String(error))
        }
      },
    ),
    { numRuns: 3000 },
  )
})

function read(bytes: Uint8Array): BuildInfo | undefined {
  return readBuildInfo(memorySource(bytes))
}

function malformed(message: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(isWardenError(error, 'parse'), String(error))
    assert.match(error.message, message)
    return true
  }
}
