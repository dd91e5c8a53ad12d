import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { deflateRawSync } from 'node:zlib'
import { mod, open, plain, prefix, refusal, zipOf } from '../../test/support/modzips.ts'
import { makeZip, numbers, type TestEntry } from '../../test/support/zipwriter.ts'
import { WardenError } from '../base/errors.ts'
import { byName, hashZip, memorySource, openModuleZip, readContents, type ZipSource } from './modzip.ts'

test('openModuleZip gives the files of a plain zip in the order of the directory, and byName sorts them', () => {
  const zip = open(zipOf(plain))
  assert.equal(zip.prefix, prefix)
  assert.deepEqual(
    zip.entries.map(({ name, size }) => [name, size]),
    [
      ['go.mod', 30],
      ['b.go', 10],
      ['a/empty.go', 0],
      ['a/stored.txt', 8],
    ],
  )
  assert.deepEqual(
    byName(zip).map(({ name }) => name),
    ['a/empty.go', 'a/stored.txt', 'b.go', 'go.mod'],
  )
})

test('readContents visits every file once with its bytes, in the order of the zip', async () => {
  const seen: string[] = []
  await readContents(open(zipOf(plain)), (entry, chunk, last) => {
    seen.push(`${entry.name} ${last}: ${Buffer.from(chunk).toString()}`)
  })
  assert.deepEqual(seen, [
    'go.mod true: module example.com/m\n\ngo 1.13\n',
    'b.go true: package m\n',
    'a/empty.go true: ',
    'a/stored.txt true: as it is',
  ])
})

test('hashZip gives the h1 of a known archive', async () => {
  const zip = zipOf([
    { name: 'go.mod', content: 'module example.com/m\n\ngo 1.13\n' },
    { name: 'm.go', content: 'package m\n\nfunc Foo() int { return 42 }\n' },
    {
      name: 'cmd/hello/hello.go',
      content: 'package main\n\nimport (\n  "fmt"\n  "example.com/m"\n)\n\nfunc main() {\n  fmt.Println(m.Foo())\n}\n',
    },
  ])
  // From golang.org/x/mod/zip/testdata/unzip/simple.txt.
  assert.equal(await hashZip(open(zip)), 'h1:tpqYOOmuilagXzyqoJ3roUjp8gneQeTv5YVpL6BG7/k=')
})

test('hashZip hashes folder entries, the root too, as HashZip does', async () => {
  const without = await hashZip(open(zipOf([{ name: 'd/x', content: 'x' }])))
  const zip = open(zipOf([{ name: '' }, { name: 'd/' }, { name: 'd/x', content: 'x' }]))
  assert.equal(zip.entries.length, 1)
  assert.equal(await hashZip(zip), 'h1:wf3F2l2dUmikZ4ZCdOIuTaueF2PIwkTJZQxKRoscxbw=')
  assert.notEqual(await hashZip(zip), without)
})

test('hashZip of a zip without entries is the sum of nothing', async () => {
  assert.equal(await hashZip(open(makeZip([]))), 'h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=')
})

test('readContents hands a file over 4 MiB out in pieces, deflated or stored, and one of 4 MiB whole', async () => {
  const large = Buffer.alloc(4 * 1024 * 1024 + 1, 'seven b')
  const whole = large.subarray(1)
  const zip = zipOf([
    { name: 'large', content: large },
    { name: 'stored', content: large, method: 0 },
    { name: 'whole', content: whole },
    { name: 'stored whole', content: whole, method: 0 },
    { name: 'small', content: 'small' },
  ])
  const seen = new Map<
    string,
    { calls: number; longest: number; lasts: number; sum: string; hash: ReturnType<typeof createHash> }
  >()
  await readContents(open(zip), ({ name }, chunk, last) => {
    const file = seen.get(name) ?? { calls: 0, longest: 0, lasts: 0, sum: '', hash: createHash('sha256') }
    seen.set(name, file)
    file.calls++
    file.longest = Math.max(file.longest, chunk.length)
    file.hash.update(chunk)
    if (!last) return
    file.lasts++
    file.sum = file.hash.digest('hex')
  })
  const sum = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
  for (const name of ['large', 'stored']) {
    const { calls = 0, longest = 0, lasts, sum: found } = seen.get(name) ?? {}
    assert.equal(calls > 4 && longest <= 1024 * 1024, true, `${name}: ${calls} calls, ${longest} bytes`)
    assert.equal(lasts, 1)
    assert.equal(found, sum(large))
  }
  for (const name of ['whole', 'stored whole']) {
    assert.equal(seen.get(name)?.calls, 1)
    assert.equal(seen.get(name)?.sum, sum(whole))
  }
  assert.equal(seen.get('small')?.calls, 1)
})

test('readContents refuses a large file whose end is wrong, before its last piece', async () => {
  const content = Buffer.alloc(5_000_000, 'x')
  for (const lie of [
    { crc32: 1 },
    { size: 4_999_999 },
    { size: 5_000_001 },
    { data: deflateRawSync(content).subarray(0, -4) },
  ]) {
    let lasts = 0
    const zip = open(zipOf([{ name: 'large', content, ...lie }]))
    await assert.rejects(
      readContents(zip, (_, __, last) => void (lasts += Number(last))),
      WardenError,
    )
    assert.equal(lasts, 0)
  }
})

test('readContents reads a small file whose stream is followed by many bytes, and does not hold them', async () => {
  const data = Buffer.concat([deflateRawSync('small'), Buffer.alloc(20_000_000)])
  const longest = { read: 0 }
  const memory = memorySource(
    zipOf([
      { name: 'small', content: 'small', data },
      { name: 'next', content: 'next' },
    ]),
  )
  const source: ZipSource = {
    size: memory.size,
    read(offset, length) {
      longest.read = Math.max(longest.read, length)
      return memory.read(offset, length)
    },
  }
  const seen: string[] = []
  await readContents(openModuleZip(source, mod), (_, chunk) => seen.push(Buffer.from(chunk).toString()))
  assert.deepEqual(seen, ['small', 'next'])
  assert.equal(longest.read <= 1024 * 1024, true)
})

test('readContents accepts bytes after a stream, gzip magic in a file, and a CRC-32 that was never set', async () => {
  const magic = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0])
  const zip = zipOf([
    { name: 'a', content: 'before' },
    { name: 'after', content: 'x', data: Buffer.concat([deflateRawSync('x'), Buffer.from('garbage')]) },
    { name: 'magic', content: magic, data: deflateRawSync(magic, { level: 0 }) },
    { name: 'unset', content: 'y', crc32: 0, flags: 0 },
    { name: 'z', content: 'behind' },
  ])
  const seen: string[] = []
  await readContents(open(zip), ({ name }, chunk) => seen.push(`${name} ${Buffer.from(chunk).toString('latin1')}`))
  assert.deepEqual(seen, ['a before', 'after x', 'magic \x1f\x8b\b\0\0\0\0\0', 'unset y', 'z behind'])
})

test('readContents refuses wrong contents and names the entry', async () => {
  const next = { name: 'next', content: 'next' }
  const lies: readonly (readonly [TestEntry, string])[] = [
    [{ name: 'x', content: 'four', crc32: 1 }, '"x": its contents have another CRC-32'],
    [{ name: 'x', content: 'four', crc32: 1, flags: 0, method: 0 }, '"x": its contents have another CRC-32'],
    [{ name: 'x', content: '', crc32: 1 }, '"x": its contents have another CRC-32'],
    [{ name: 'x', content: 'four', crc32: 0 }, '"x": its contents have another CRC-32'],
    [{ name: 'x', content: 'four', size: 3 }, '"x": more bytes came out than the declared size'],
    [{ name: 'x', content: 'four', size: 0 }, '"x": more bytes came out than the declared size'],
    [{ name: 'x', content: 'four', size: 5 }, '"x": 4 bytes came out instead of the declared 5'],
    [{ name: 'x', content: 'four', size: 5, method: 0 }, '"x": 4 bytes are stored instead of the declared 5'],
    [{ name: 'x', content: 'four', data: Buffer.from([7]) }, '"x": damaged (invalid block type)'],
    [{ name: 'x', content: '', data: Buffer.alloc(0) }, '"x": damaged (unexpected end of file)'],
    [{ name: 'x', descriptor: numbers(4, 0x08074b50, 4, 1, 8, 0) }, '"x": its data descriptor has another CRC-32'],
    [{ name: 'x', content: 'four', method: 12 }, '"x": unknown compression method 12'],
  ]
  for (const [entry, why] of lies) assert.equal(await refusal(zipOf([next, entry, { ...next, name: 'z' }])), why)
})

test('openModuleZip refuses names outside the module, bad names and a misplaced go.mod', async () => {
  const outside = await refusal(makeZip([{ name: 'example.com/m@v1.0.1/x' }]))
  assert.equal(outside, ' entry "example.com/m@v1.0.1/x": its name does not begin with "example.com/m@v1.0.0/"')
  assert.match(await refusal(makeZip([{ name: 'example.com/m@v1.0.0' }])), /its name does not begin with/)
  assert.match(await refusal(zipOf([{ name: 'a\u001b[2Jb' }])), /\\u001b\[2Jb": malformed file path/)
  assert.equal(await refusal(zipOf([{ name: 'x/go.mod' }])), '"x/go.mod": a go.mod below the root')
  assert.equal(await refusal(zipOf([{ name: 'x/Go.Mod' }])), '"x/Go.Mod": a go.mod below the root')
  assert.equal(await refusal(zipOf([{ name: 'Go.mod' }])), '"Go.mod": go.mod must be lower-case')
  assert.match(await refusal(zipOf([{ name: 'xgo.mod' }, { name: 'go.mod2' }, { name: 'go.mod' }])), /^accepted/)
  assert.equal(await refusal(zipOf([{ name: 'x' }, { name: 'x' }])), '"x": it is there twice')
  assert.equal(await refusal(zipOf([{ name: 'd/' }, { name: 'd/' }])), '"d/": it is there twice')
  assert.equal(await refusal(zipOf([{ name: 'd/', content: 'x' }])), '"d/": a folder has contents')
  assert.match(await refusal(zipOf([{ name: 'n/'.repeat(2038) + 'nnnn' }]), 'too-large'), /the name has 4101 bytes/)
  const latin1 = zipOf([{ name: 'e' }])
  latin1.writeUInt8(0xe9, latin1.lastIndexOf('/e') + 1)
  assert.match(await refusal(latin1), /the name is not UTF-8/)
})

test('openModuleZip refuses declared sizes over the limits of Go, at once', async () => {
  const mib = 1024 * 1024
  assert.match(
    await refusal(zipOf([{ name: 'go.mod', size: 16 * mib + 1 }]), 'too-large'),
    /"go.mod": 16777217 bytes, more than/,
  )
  assert.match(
    await refusal(zipOf([{ name: 'LICENSE', size: 16 * mib + 1 }]), 'too-large'),
    /"LICENSE": 16777217 bytes/,
  )
  const both = [
    { name: 'a', size: 400 * mib },
    { name: 'b', size: 100 * mib + 1 },
  ]
  assert.equal(await refusal(zipOf(both), 'too-large'), ': its files have more than 524288000 bytes together')
  assert.equal(
    open(
      zipOf([
        { name: 'x/LICENSE', size: 17 * mib },
        { name: 'a', size: 483 * mib },
      ]),
    ).entries.length,
    2,
  )
  const source = { ...memorySource(new Uint8Array(0)), size: 500 * mib + 1 }
  assert.throws(() => openModuleZip(source, mod), /524288001 bytes, more than 524288000/)
})

test('openModuleZip refuses a module path or version that is not canonical', () => {
  const source = memorySource(zipOf(plain))
  assert.throws(() => openModuleZip(source, { path: 'example.com/m', version: 'v1.0' }), /not canonical/)
  assert.throws(() => openModuleZip(source, { path: 'example.com/m', version: 'v2.0.0' }), WardenError)
  assert.throws(() => openModuleZip(source, { path: 'm', version: 'v1.0.0' }), WardenError)
})

test('openModuleZip and readContents throw nothing but WardenError on a zip with any byte changed or cut', async () => {
  const zip = zipOf([...plain, { name: 'd/', flags: 0 }, { name: 'unset', content: 'y', crc32: 0, flags: 0 }])
  const h1 = await hashZip(open(zip))
  const accepts = async (bytes: Buffer, what: string): Promise<boolean> => {
    try {
      await hashZip(open(bytes))
      return true
    } catch (error) {
      assert.equal(error instanceof WardenError, true, `${what}: ${String(error)}`)
      return false
    }
  }
  let accepted = 0
  for (let at = 0; at < zip.length; at++) {
    for (const value of [0, 0xff, (zip[at] ?? 0) ^ 1]) {
      const changed = Buffer.from(zip)
      changed[at] = value
      if (await accepts(changed, `byte ${at} is ${value}`)) accepted++
    }
    assert.equal(await accepts(zip.subarray(0, at), `cut at ${at}`), false)
  }
  // Times, versions and attributes may change, and the byte that is what it was.
  assert.equal(accepted > 100 && accepted < zip.length * 1.5, true, String(accepted))
  assert.equal(await hashZip(open(zip)), h1)
})
