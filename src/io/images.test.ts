import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import test from 'node:test'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { isWardenError, type ErrorCode } from '../base/errors.ts'
import { generator } from '../../test/support/generate.ts'
import { digestOf, json, layoutFiles, tar, writeLayout, type TarInput } from '../../test/support/imagewriter.ts'
import { makeProgram } from '../../test/support/programwriter.ts'
import { createImages } from './images.ts'

const images = createImages()

function program(name: string): Buffer {
  const made = makeProgram({ main: { path: `example.com/${name}`, version: 'v1.0.0' } })
  // No program is as small as the ones that the writer makes.
  return Buffer.concat([made, Buffer.alloc(8192)])
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'modwarden-image-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The programs of an image with these layers: path and main module. */
async function found(...layers: readonly Uint8Array[]): Promise<string[]> {
  return inFolder(async (folder) => {
    const { programs } = await images.read(writeLayout(folder, layoutFiles(layers)), {})
    return programs.map(({ path: at, info }) => `${at} ${info.main?.path}`)
  })
}

async function fails(code: ErrorCode, message: RegExp, work: () => Promise<unknown>): Promise<void> {
  await assert.rejects(work, (error) => isWardenError(error, code) && message.test(error.message))
}

test('read finds Go programs in plain, gzip and zstd layers', async () => {
  const layer = (name: string): Buffer => tar([{ name: `usr/bin/${name}`, bytes: program(name) }])
  assert.deepEqual(await found(layer('a'), gzipSync(layer('b')), zstdCompressSync(layer('c'))), [
    '/usr/bin/a example.com/a',
    '/usr/bin/b example.com/b',
    '/usr/bin/c example.com/c',
  ])
})

test('read takes what upper layers leave of lower ones: replaced, removed and emptied', async () => {
  const file = (name: string, bytes: Uint8Array = program('lower')): TarInput => ({ name, bytes })
  const lower = tar(
    ['keep', 'replaced', 'removed', 'dir/inside', 'gone/inside', 'emptied/inside', 'covered/inside'].map((name) =>
      file(name),
    ),
  )
  const upper = tar([
    file('./replaced', program('upper')),
    file('.wh.removed', new Uint8Array(0)),
    file('.wh.gone', new Uint8Array(0)),
    file('emptied/.wh..wh..opq', new Uint8Array(0)),
    file('emptied/new', program('upper')),
    { name: 'dir/', kind: '5' },
    { name: 'covered', kind: '2', target: '/elsewhere' },
  ])
  assert.deepEqual(await found(lower, upper), [
    '/dir/inside example.com/lower',
    '/emptied/new example.com/upper',
    '/keep example.com/lower',
    '/replaced example.com/upper',
  ])
})

test('read keeps a whiteout to the layers below it, and the last of two entries of one name', async () => {
  const layer = tar([
    { name: '.wh.a', bytes: new Uint8Array(0) },
    { name: 'a', bytes: program('first') },
    { name: 'a', bytes: program('last') },
    { name: 'b', kind: '1', target: 'a' },
  ])
  assert.deepEqual(await found(layer), ['/a example.com/last', '/b example.com/last'])
})

test('read gives name, digest, platform and date as the image says them', async () => {
  await inFolder(async (folder) => {
    const files = layoutFiles([gzipSync(tar([{ name: 'app', bytes: program('app') }]))])
    const index = JSON.parse(String(files.get('index.json'))) as {
      manifests: Array<{ digest: string; annotations?: object }>
    }
    const [manifest] = index.manifests
    assert.ok(manifest !== undefined)
    manifest.annotations = { 'org.opencontainers.image.ref.name': 'registry.example/app:v1' }
    files.set('index.json', json(index))
    const read = await images.read(writeLayout(folder, files), {})
    assert.deepEqual(
      { ...read, programs: read.programs.map(({ platform, sha256 }) => [platform, sha256]) },
      {
        name: 'registry.example/app:v1',
        digest: manifest.digest,
        programs: [['linux/amd64', digestOf(program('app')).slice(7)]],
        created: '2026-01-02T03:04:05Z',
        left: [],
      },
    )
  })
})

test('read finds the same in a tar of a layout, and in what docker save writes', async () => {
  const layer = tar([{ name: 'app', bytes: program('app') }])
  await inFolder(async (folder) => {
    const oci = path.join(folder, 'oci.tar')
    writeFileSync(oci, tar([...layoutFiles([gzipSync(layer)])].map(([name, bytes]) => ({ name, bytes }))))
    const config = json({ os: 'linux', architecture: 'arm64', variant: 'v8' })
    const hex = digestOf(config).slice(7)
    const saved = path.join(folder, 'saved.tar')
    const entries = [
      { name: `${hex}.json`, bytes: config },
      { name: 'one/layer.tar', bytes: layer },
      // Old versions of docker link a layer that is there already.
      { name: 'two/layer.tar', kind: '2', target: '../one/layer.tar' },
      {
        name: 'manifest.json',
        bytes: json([{ Config: `${hex}.json`, RepoTags: ['app:v2'], Layers: ['one/layer.tar', 'two/layer.tar'] }]),
      },
    ]
    writeFileSync(saved, tar(entries))
    assert.equal((await images.read(oci, {})).programs[0]?.info.main?.path, 'example.com/app')
    const { name, digest, programs } = await images.read(saved, {})
    assert.deepEqual(
      [name, digest, programs.map((one) => [one.path, one.platform])],
      ['app:v2', `sha256:${hex}`, [['/app', 'linux/arm64/v8']]],
    )
  })
})

test('read refuses a layer that is not what its digest says, also where only the end differs', async () => {
  await inFolder(async (folder) => {
    const layer = gzipSync(tar([{ name: 'app', bytes: program('app') }]))
    const files = layoutFiles([layer])
    for (const changed of [
      Buffer.concat([layer, gzipSync(Buffer.alloc(0))]),
      gzipSync(tar([{ name: 'app', bytes: program('bad') }])),
    ]) {
      files.set(`blobs/sha256/${digestOf(layer).slice(7)}`, changed)
      await fails('mismatch', /its bytes have the digest sha256:/, async () =>
        images.read(writeLayout(folder, files), {}),
      )
    }
  })
})

for (const [what, layer, code, message] of [
  ['a name that leads out', tar([{ name: '../../etc/cron', bytes: program('x') }]), 'parse', /leads out of it/],
  [
    'an entry that ends too soon',
    tar([{ name: 'a', bytes: program('a'), size: 1 << 20 }], false),
    'parse',
    /ends in the middle/,
  ],
  ['a header that is none', Buffer.alloc(2048, 'x'), 'parse', /no tar archive/],
  [
    'gzip that is cut',
    gzipSync(tar([{ name: 'a', bytes: program('a') }])).subarray(0, 200),
    'parse',
    /cannot be unpacked/,
  ],
  [
    'zstd that is damaged',
    Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), Buffer.alloc(64, 0xff)]),
    'parse',
    /cannot be unpacked/,
  ],
  [
    'a pax header of two gigabytes',
    tar([{ name: 'p', kind: 'x', size: 2 ** 31 }], false),
    'too-large',
    /a header of 2147483648 bytes/,
  ],
  [
    'a pax header that cannot be read',
    tar([{ name: 'p', kind: 'x', bytes: Buffer.from('99999999 path=x\n') }]),
    'parse',
    /pax header that cannot be read/,
  ],
  [
    'a size that other readers take for another one',
    tar([
      { name: 'p', kind: 'x', bytes: Buffer.from('13 size=0x10\n') },
      { name: 'a', bytes: program('a') },
    ]),
    'parse',
    /an entry without a size/,
  ],
] as const) {
  test(`read refuses a layer with ${what}`, async () => {
    await fails(code, message, async () => found(layer))
  })
}

for (const [what, index, message] of [
  ['no index', undefined, /neither index\.json nor manifest\.json/],
  ['an index that is no JSON', Buffer.from('{"manifests":['), /is no JSON/],
  ['an index nested too deep', Buffer.from('['.repeat(100_000)), /is no JSON/],
  ['an index of another form', json({ manifests: {} }), /has no list of manifests/],
  ['a digest that is a path', json({ manifests: [{ digest: 'sha256:../../../../etc/passwd' }] }), /no SHA-256 digest/],
  [
    'a manifest that is not there',
    json({ manifests: [{ digest: digestOf(Buffer.from('?')) }] }),
    /is not in the image/,
  ],
  ['no manifest', json({ manifests: [] }), /names no image/],
] as const) {
  test(`read refuses an image with ${what}`, async () => {
    await inFolder(async (folder) => {
      if (index !== undefined) writeFileSync(path.join(folder, 'index.json'), index)
      await assert.rejects(
        async () => images.read(folder, {}),
        (error) => isWardenError(error, 'parse', 'not-found') && message.test(error.message),
      )
    })
  })
}

test('read ends on an index that names itself through another', async () => {
  await inFolder(async (folder) => {
    // A digest cannot be in what it is of; two that name each other by wrong digests fail their check.
    const inner = json({ manifests: [{ digest: `sha256:${'0'.repeat(64)}` }] })
    const files = new Map([
      [`blobs/sha256/${'0'.repeat(64)}`, inner],
      ['index.json', json({ manifests: [{ digest: `sha256:${'0'.repeat(64)}` }] })],
    ])
    await fails('mismatch', /not sha256:0000/, async () => images.read(writeLayout(folder, files), {}))
    let digest = ''
    const deep = new Map<string, Uint8Array>()
    for (let i = 0; i < 8; i++) {
      const bytes = json({ manifests: digest === '' ? [] : [{ digest }], level: i })
      digest = digestOf(bytes)
      deep.set(`blobs/sha256/${digest.slice(7)}`, bytes)
    }
    deep.set('index.json', json({ manifests: [{ digest }] }))
    await fails('parse', /indexes 4 deep/, async () => images.read(writeLayout(folder, deep), {}))
  })
})

test('read holds no more of a layer of zeroes than its headers say, and names a program that is too large', async () => {
  // 200 MB of nothing in 200 kB: passed over, not kept.
  const bomb = gzipSync(
    tar([
      { name: 'zero', bytes: Buffer.alloc(200 << 20) },
      { name: 'app', bytes: program('app') },
    ]),
  )
  assert.deepEqual(await found(bomb), ['/app example.com/app'])
})

test('read refuses a compressed archive with what to do, and stops when asked to', async () => {
  await inFolder(async (folder) => {
    const file = path.join(folder, 'image.tar.gz')
    writeFileSync(file, gzipSync(tar([])))
    await assert.rejects(
      async () => images.read(file, {}),
      (error) => isWardenError(error, 'parse') && error.remedy === 'gunzip -k image.tar.gz   # or unzstd',
    )
    const layout = writeLayout(path.join(folder, 'oci'), layoutFiles([tar([{ name: 'a', bytes: program('a') }])]))
    await fails('aborted', /stopped/, async () => images.read(layout, { signal: AbortSignal.abort() }))
    await fails('not-found', /no such file or folder/, async () => images.read(path.join(folder, 'none'), {}))
  })
})

test('read knows a program whose first bytes come one by one', async () => {
  const layer = tar([{ name: 'app', bytes: program('app') }])
  // A gzip file of many members gives its parts one after another.
  const parts = [512, 513, 514, 515, 520].map((end, i, ends) => gzipSync(layer.subarray(ends[i - 1] ?? 0, end)))
  assert.deepEqual(await found(Buffer.concat([...parts, gzipSync(layer.subarray(520))])), ['/app example.com/app'])
})

test('read never throws but WardenError for layers with changed bytes', async () => {
  const layer = tar([
    { name: 'a', bytes: program('a') },
    { name: 'b', kind: 'L', bytes: Buffer.from('long\0') },
    { name: 'c', bytes: program('c') },
  ])
  const random = generator(20_261_121)
  for (let i = 0; i < 60; i++) {
    const changed = Buffer.from(layer)
    for (let k = 0; k < 8; k++) changed[random.below(changed.length)] = random.below(256)
    try {
      await found(i % 3 === 0 ? gzipSync(changed) : changed)
    } catch (error) {
      assert.ok(isWardenError(error), String(error))
    }
  }
})
