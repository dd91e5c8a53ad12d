import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { inFolder, rejectsWith } from '../../test/support/contracts.ts'
import { fakeClock, fakeHttp, fakeLocks, type Reply } from '../../test/support/fakes.ts'
import { compareBytes } from '../base/bytes.ts'
import { WardenError } from '../base/errors.ts'
import { formatTreeHead } from '../sumdb/checkpoint.ts'
import type { ForkReport } from '../sumdb/fork.ts'
import type { Locks } from '../world/lock.ts'
import { createFiles } from './files.ts'
import { locksOver } from './lock.ts'
import { createSumdbOps, type SumdbMemory, type SumdbOpsOptions } from './sumdbops.ts'

const name = 'db.example/sumdb'

/** What stands for a signed head: these operations never check a signature. */
const head = (size: number): Uint8Array =>
  Buffer.from(`${formatTreeHead({ size, hash: new Uint8Array(32).fill(size) })}\n— ${name} c2ln\n`)

interface Bench {
  readonly ops: SumdbMemory
  readonly asked: string[]
  readonly notices: string[]
  /** The file that go remembers the head in, and our own copy of it. */
  readonly goHead: string
  readonly ownHead: string
  readonly cache: string
  readonly store: string
}

/** Operations over folders of their own and a network that `reply` answers. */
function bench<T>(
  work: (bench: Bench) => Promise<T>,
  reply: (url: string) => Reply | undefined = () => undefined,
  options: Partial<SumdbOpsOptions> & { readonly GOPROXY?: string } = {},
): Promise<T> {
  return inFolder((folder) => {
    const http = fakeHttp(reply)
    const notices: string[] = []
    const store = path.join(folder, 'store')
    const cache = path.join(folder, 'mod')
    const { GOPROXY = 'https://a.example,https://b.example' } = options
    const ops = createSumdbOps({
      name,
      settings: { GOPROXY, GOPATH: `${folder}/go${path.delimiter}/other`, GOMODCACHE: cache },
      http,
      files: createFiles(),
      locks: fakeLocks(),
      clock: fakeClock('2026-03-04T05:06:07Z'),
      store,
      onNotice: (text) => notices.push(text),
      ...options,
    })
    const goHead = path.join(folder, 'go/pkg/sumdb', name, 'latest')
    return work({ ops, asked: http.asked, notices, goHead, ownHead: `${store}/pkg/sumdb/${name}/latest`, cache, store })
  })
}

/** Replies by the first letter of the host, to `supported`; everything else is answered with its own URL. */
const supported =
  (answers: Readonly<Record<string, Reply>>) =>
  (url: string): Reply | undefined =>
    url.endsWith('/supported') ? answers[new URL(url).hostname.charAt(0)] : url

const read = async (ops: SumdbMemory): Promise<string> => Buffer.from(await ops.readRemote('/latest', 1000)).toString()

test('readRemote asks the first proxy that speaks for the database, and asks whether it does once', () =>
  bench(
    async ({ ops, asked }) => {
      assert.equal(await read(ops), 'https://b.example/sumdb/db.example/sumdb/latest')
      await Promise.all([read(ops), read(ops)])
      assert.equal(asked.filter((url) => url.endsWith('/supported')).length, 2)
    },
    supported({ b: 'yes' }),
  ))

test('readRemote asks the database itself where no proxy speaks for it', async () => {
  await bench(async ({ ops }) => assert.equal(await read(ops), 'https://db.example/sumdb/latest'), supported({}))
  const direct = { GOPROXY: 'https://a.example|direct' }
  await bench(
    async ({ ops }) => assert.equal(await read(ops), 'https://db.example/sumdb/latest'),
    supported({}),
    direct,
  )
})

test('readRemote never falls back from a proxy that speaks for the database', () =>
  bench(
    async ({ ops, asked }) => {
      await rejectsWith(ops.readRemote('/lookup/x@v1.0.0', 100), 'unreachable', /status 500/)
      await rejectsWith(ops.readRemote('/lookup/x@v1.0.0', 100), 'unreachable')
      assert.deepEqual(new Set(asked.map((url) => new URL(url).hostname)), new Set(['a.example']))
    },
    (url) => (url.endsWith('/supported') ? '' : { status: 500 }),
  ))

test('readRemote takes a proxy that answers neither yes nor no for an unavailable database', async () => {
  for (const [reply, code] of [
    [{ status: 403 }, 'refused'],
    [{ status: 500 }, 'unreachable'],
    [new WardenError('unreachable', 'down'), 'unreachable'],
  ] as const) {
    await bench(
      async ({ ops, asked }) => {
        await rejectsWith(ops.readRemote('/latest', 100), code)
        assert.equal(asked.length, 1)
      },
      supported({ a: reply, b: 'yes' }),
    )
  }
})

test('readRemote asks the next proxy after any failure before a bar', () =>
  bench(
    async ({ ops }) => assert.equal(await read(ops), 'https://b.example/sumdb/db.example/sumdb/latest'),
    supported({ a: { status: 500 }, b: 'yes' }),
    { GOPROXY: 'https://a.example|https://b.example' },
  ))

test('readRemote asks nobody where GOPROXY is off', () =>
  bench(
    async ({ ops, asked }) => {
      await rejectsWith(ops.readRemote('/latest', 100), 'refused', /GOPROXY says "off"/)
      assert.deepEqual(asked, [])
    },
    () => 'x',
    { GOPROXY: 'off' },
  ))

test('readRemote asks the URL of GOSUMDB and no proxy', () =>
  bench(
    async ({ ops, asked }) => {
      assert.equal(await read(ops), 'https://own.example/db/latest')
      assert.equal(asked.length, 1)
    },
    (url) => url,
    { url: 'https://own.example/db' },
  ))

test('readRemote tells a surely missing record from one that cannot be had', () =>
  bench(
    async ({ ops }) => {
      await rejectsWith(ops.readRemote('/404', 100), 'not-found', /^db.example\/sumdb\/404: .*status 404: not here$/)
      await rejectsWith(ops.readRemote('/410', 100), 'not-found')
      await rejectsWith(ops.readRemote('/403', 100), 'refused')
      await rejectsWith(ops.readRemote('/429', 100), 'unreachable')
      await rejectsWith(ops.readRemote('/200', 5), 'too-large')
    },
    (url) => {
      const status = Number(url.slice(-3))
      return status === 200 ? 'too long' : { status, text: 'not here' }
    },
    { url: 'https://own.example' },
  ))

test('readHead is empty before first contact, and makes no file', () =>
  bench(async ({ ops, goHead }) => {
    assert.equal((await ops.readHead()).length, 0)
    assert.equal((await ops.readOwnHead()).length, 0)
    assert.equal(fs.existsSync(goHead), false)
  }))

test('writeHead compares and swaps the file of go, and keeps our own copy', () =>
  bench(async ({ ops, goHead, ownHead }) => {
    assert.equal(await ops.writeHead(new Uint8Array(0), head(10)), true)
    assert.deepEqual(fs.readFileSync(goHead), Buffer.from(head(10)))
    assert.equal(await ops.writeHead(head(9), head(12)), false)
    assert.deepEqual(Buffer.from(await ops.readHead()), Buffer.from(head(10)))
    assert.equal(await ops.writeHead(head(10), head(9)), true)
    // Shorter than before: no byte of the old one may be left.
    assert.deepEqual(fs.readFileSync(goHead), Buffer.from(head(9)))
    assert.deepEqual(fs.readFileSync(ownHead), Buffer.from(head(10)))
  }))

test('writeHead writes an empty file over, as go does, while our own copy keeps the memory', () =>
  bench(async ({ ops, goHead }) => {
    await ops.writeHead(new Uint8Array(0), head(10))
    fs.writeFileSync(goHead, '')
    assert.equal((await ops.readHead()).length, 0)
    assert.deepEqual(Buffer.from(await ops.readOwnHead()), Buffer.from(head(10)))
    assert.equal(await ops.writeHead(new Uint8Array(0), head(11)), true)
    assert.deepEqual(fs.readFileSync(goHead), Buffer.from(head(11)))
  }))

test('writeHead keeps the file itself: who holds it open sees the new head', () =>
  bench(async ({ ops, goHead }) => {
    await ops.writeHead(new Uint8Array(0), head(10))
    const { ino } = fs.statSync(goHead)
    await ops.writeHead(head(10), head(11))
    assert.equal(fs.statSync(goHead).ino, ino)
  }))

test('without locks the head of go is read and never written: the memory is the greater of both', () =>
  bench(
    async ({ ops, goHead, ownHead }) => {
      assert.equal(await ops.writeHead(new Uint8Array(0), head(10)), true)
      assert.equal(fs.existsSync(goHead), false)
      assert.deepEqual(fs.readFileSync(ownHead), Buffer.from(head(10)))
      fs.mkdirSync(path.dirname(goHead), { recursive: true })
      fs.writeFileSync(goHead, head(20))
      assert.deepEqual(Buffer.from(await ops.readHead()), Buffer.from(head(20)))
      assert.equal(await ops.writeHead(head(10), head(21)), false)
      assert.equal(await ops.writeHead(head(20), head(21)), true)
      assert.deepEqual(Buffer.from(await ops.readHead()), Buffer.from(head(21)))
      assert.deepEqual(fs.readFileSync(goHead), Buffer.from(head(20)))
    },
    undefined,
    { locks: locksOver(undefined) },
  ))

test('where the head of go cannot be written it is remembered in the store, and somebody is told', () => {
  const locks = fakeLocks()
  const readOnly = Object.assign(new Error('read-only'), { code: 'EROFS' })
  return bench(
    async ({ ops, ownHead, notices }) => {
      assert.equal(await ops.writeHead(new Uint8Array(0), head(10)), true)
      assert.deepEqual(fs.readFileSync(ownHead), Buffer.from(head(10)))
      assert.deepEqual(Buffer.from(await ops.readHead()), Buffer.from(head(10)))
      assert.equal(notices.length, 1)
      assert.match(notices[0] ?? '', /cannot be written, so the head of db.example\/sumdb is remembered in/)
    },
    undefined,
    {
      locks: {
        available: true,
        withLock: (file, kind, work, more) =>
          file.endsWith('/go/pkg/sumdb/db.example/sumdb/latest')
            ? Promise.reject(new WardenError('io', `${file}: cannot lock`, { cause: readOnly }))
            : locks.withLock(file, kind, work, more),
      },
    },
  )
})

test('writeHead of the head that is there catches our own copy up, and leaves the file of go alone', () =>
  bench(async ({ ops, goHead, ownHead }) => {
    await ops.writeHead(new Uint8Array(0), head(10))
    fs.rmSync(ownHead)
    fs.utimesSync(goHead, 1, 1)
    assert.equal(await ops.writeHead(head(10), head(10)), true)
    assert.deepEqual(fs.readFileSync(ownHead), Buffer.from(head(10)))
    assert.equal(fs.statSync(goHead).mtimeMs, 1000)
  }))

test('writeHead that cannot write says so, beside the error, and our own copy has the head', () => {
  const locks: Locks = { available: true, withLock: async (_file, _kind, work) => work() }
  return bench(
    async ({ ops, goHead, ownHead, notices }) => {
      fs.mkdirSync(goHead, { recursive: true })
      await rejectsWith(ops.writeHead(new Uint8Array(0), head(10)), 'io')
      assert.deepEqual(fs.readFileSync(ownHead), Buffer.from(head(10)))
      assert.equal(notices.length, 1)
      assert.match(notices[0] ?? '', /^the newest head of db\.example\/sumdb could not be remembered: /)
    },
    undefined,
    { locks },
  )
})

test('the cache of go is written and read back; empty files, folders and too long ones count as none', () =>
  bench(async ({ ops, cache, store }) => {
    const file = `${name}/tile/8/0/x001/067`
    assert.equal(await ops.readCache(file), undefined)
    await ops.writeCache(file, Buffer.from('tile'))
    const place = path.join(cache, 'cache/download/sumdb', file)
    assert.equal(fs.readFileSync(place, 'utf8'), 'tile')
    assert.deepEqual(fs.readdirSync(path.dirname(place)), ['067'])
    assert.equal(Buffer.from((await ops.readCache(file)) ?? []).toString(), 'tile')
    fs.writeFileSync(place, '')
    assert.equal(await ops.readCache(file), undefined)
    fs.writeFileSync(place, Buffer.alloc(2_000_000))
    assert.equal(await ops.readCache(file), undefined)
    fs.rmSync(place)
    fs.mkdirSync(place)
    assert.equal(await ops.readCache(file), undefined)
    assert.equal(fs.existsSync(store), false)
  }))

test('a cache that cannot be written leaves proofs to the store, and says so once', () =>
  bench(async ({ ops, cache, store, notices }) => {
    fs.writeFileSync(cache, 'not a folder')
    await ops.writeCache(`${name}/lookup/a@v1.0.0`, Buffer.from('1'))
    await ops.writeCache(`${name}/lookup/b@v1.0.0`, Buffer.from('2'))
    assert.equal(Buffer.from((await ops.readCache(`${name}/lookup/b@v1.0.0`)) ?? []).toString(), '2')
    assert.equal(fs.readFileSync(path.join(store, 'cache/download/sumdb', name, 'lookup/a@v1.0.0'), 'utf8'), '1')
    assert.equal(notices.length, 1)
  }))

test('without locks nothing is written into the cache of go', () =>
  bench(
    async ({ ops, cache }) => {
      await ops.writeCache(`${name}/lookup/a@v1.0.0`, Buffer.from('1'))
      assert.equal(fs.existsSync(cache), false)
      assert.equal(Buffer.from((await ops.readCache(`${name}/lookup/a@v1.0.0`)) ?? []).toString(), '1')
    },
    undefined,
    { locks: locksOver(undefined) },
  ))

test('a file whose name would leave the cache is refused', () =>
  bench(async ({ ops }) => {
    await rejectsWith(ops.writeCache(`${name}/../../x`, Buffer.from('1')), 'parse')
    await rejectsWith(ops.readCache(`${name}/tile/../../../../x`), 'parse')
  }))

const report: ForkReport = {
  name,
  key: `${name}+00000000+AA==`,
  older: { size: 10, hash: new Uint8Array(32).fill(1), note: head(10) },
  newer: { size: 20, hash: new Uint8Array(32).fill(2), note: head(20) },
  olderInNewer: new Uint8Array(32).fill(3),
  proof: [new Uint8Array(32).fill(4)],
  text: 'SECURITY ERROR',
}

test('keepEvidence keeps both notes, the proof and the report, and writes over none of an earlier fork', () =>
  bench(async ({ ops, store, notices }) => {
    await ops.keepEvidence(report)
    await ops.keepEvidence({ ...report, text: 'SECOND' })
    const evidence = path.join(store, 'evidence')
    const first = '2026-03-04T050607Z-fork-db.example_sumdb'
    assert.deepEqual(fs.readdirSync(evidence).toSorted(compareBytes), [first, `${first}-2`])
    const folder = path.join(evidence, first)
    assert.deepEqual(fs.readdirSync(folder).toSorted(compareBytes), [
      'fork.json',
      'newer.note',
      'older.note',
      'report.txt',
    ])
    assert.deepEqual(fs.readFileSync(path.join(folder, 'older.note')), Buffer.from(head(10)))
    assert.equal(fs.readFileSync(path.join(folder, 'report.txt'), 'utf8'), 'SECURITY ERROR\n')
    const document: unknown = JSON.parse(fs.readFileSync(path.join(folder, 'fork.json'), 'utf8'))
    assert.deepEqual(document, {
      schema: 'modwarden/fork/1',
      name,
      key: `${name}+00000000+AA==`,
      older: { size: 10, hash: 'AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=' },
      newer: { size: 20, hash: 'AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=' },
      olderInNewer: 'AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM=',
      proof: ['BAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQ='],
    })
    assert.match(notices[0] ?? '', /^the evidence of the fork of db.example\/sumdb is in /)
  }))

test('keepEvidence that cannot write says so and throws nothing: the fork itself must be told', () =>
  bench(async ({ ops, store, notices }) => {
    fs.writeFileSync(store, 'not a folder')
    await ops.keepEvidence(report)
    assert.match(notices.join(), /could not be kept/)
  }))
