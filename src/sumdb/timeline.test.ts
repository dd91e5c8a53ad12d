// Stories of heads, told through the client: newest, older, remembered, torn and floor heads. Forks are in fork.test.ts.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type TestOps, TestSumdb, signedNote, testKey, testOps } from '../../test/support/sumdbserver.ts'
import { equalBytes } from '../base/bytes.ts'
import { type ErrorCode, WardenError, isWardenError } from '../base/errors.ts'
import { formatTreeHead } from './checkpoint.ts'
import { type SumdbClient, type SumdbClientOptions, createSumdbClient } from './client.ts'
import { parseTilePath } from './tile.ts'

const PATH = 'example.com/m7'
const ANSWER = '/lookup/example.com/m7@v1.0.0'

function clientOf(db: TestSumdb, ops: TestOps, more: Partial<SumdbClientOptions> = {}): SumdbClient {
  return createSumdbClient({ verifier: db.key.verifier, ops, mayAsk: () => true, tileHeight: db.tileHeight, ...more })
}

const isCode =
  (...codes: readonly ErrorCode[]) =>
  (error: unknown): boolean =>
    isWardenError(error, ...codes)

function assertTrueTiles(db: TestSumdb, ops: TestOps): void {
  for (const [file, bytes] of ops.cache) {
    const path = file.slice(db.name.length + 1)
    if (path.startsWith('tile/')) assert.ok(equalBytes(bytes, db.tile(parseTilePath(path))), file)
  }
}

test('update proves the newest head consistent with the remembered one and remembers it', async () => {
  const db = new TestSumdb('sumdb.example', 2).fill(30)
  const ops = testOps(db)
  ops.head = db.signedHead(30)
  db.fill(20)
  const client = clientOf(db, ops)
  assert.equal((await client.update()).size, 50)
  await client.update()
  assert.ok(equalBytes(ops.head, db.signedHead(50)))
  assert.equal(ops.requests.filter((path) => path === '/latest').length, 1)
  assertTrueTiles(db, ops)
})

test('update never goes back to a smaller head', async () => {
  const db = new TestSumdb('sumdb.example', 2).fill(50)
  const ops = testOps(db)
  ops.head = db.signedHead(50)
  ops.lie = (path, honest) => (path === '/latest' ? db.signedHead(30) : honest())
  assert.equal((await clientOf(db, ops).update()).size, 50)
  assert.ok(equalBytes(ops.head, db.signedHead(50)))
})

test('update merges what others remembered meanwhile, and never loses it', async () => {
  const db = new TestSumdb('sumdb.example', 2).fill(60)
  for (const others of [20, 40, 50, 60]) {
    const ops = testOps(db)
    ops.head = db.signedHead(10)
    ops.lie = (path, honest) => (path === '/latest' ? db.signedHead(50) : honest())
    let conflicts = 0
    const write = ops.writeHead.bind(ops)
    ops.writeHead = async (old, head) => {
      if (conflicts++ === 0) ops.head = db.signedHead(others)
      return write(old, head)
    }
    const head = await clientOf(db, ops).update()
    assert.equal(head.size, Math.max(50, others))
    assert.ok(equalBytes(ops.head, db.signedHead(Math.max(50, others))))
  }
})

test('a remembered head that is larger than every other known one is written again, for the copy of it', async () => {
  const db = new TestSumdb('sumdb.example', 2).fill(30)
  const largest = db.signedHead(30)
  for (const [floorHeads, expected] of [
    [[], 1],
    [[db.signedHead(20)], 1],
    [[largest], 0],
  ] as const) {
    const ops = testOps(db)
    ops.head = largest
    const written: Uint8Array[] = []
    ops.writeHead = async (old, head) => {
      assert.ok(equalBytes(old, head))
      written.push(head)
      return true
    }
    assert.equal((await clientOf(db, ops, { floorHeads }).lookup(PATH, 'v1.0.0')).id, 7)
    assert.deepEqual(written, expected === 1 ? [largest] : [])
  }
})

test('update gives up remembering after a hundred conflicts, and says so', async () => {
  const db = new TestSumdb('sumdb.example', 2).fill(20)
  const ops = testOps(db)
  let tries = 0
  ops.writeHead = async () => {
    tries++
    return false
  }
  const client = clientOf(db, ops)
  await client.update()
  assert.equal(tries, 100)
  assert.deepEqual(client.stats.unremembered, ['others changed it 100 times'])
})

test('update goes on where the head cannot be written, and says so', async () => {
  const db = new TestSumdb('sumdb.example', 2).fill(20)
  const ops = testOps(db)
  ops.writeHead = async () => {
    throw new WardenError('io', 'read-only')
  }
  const client = clientOf(db, ops)
  assert.equal((await client.lookup(PATH, 'v1.0.0')).id, 7)
  assert.deepEqual(client.stats.unremembered, ['read-only'])
})

test('the tiles of a head are saved before it is remembered', async () => {
  const db = new TestSumdb('sumdb.example', 2).fill(21)
  const ops = testOps(db)
  const order: string[] = []
  const writeCache = ops.writeCache.bind(ops)
  const writeHead = ops.writeHead.bind(ops)
  ops.writeCache = async (file, bytes) => {
    await new Promise((resolve) => setImmediate(resolve))
    order.push(file)
    return writeCache(file, bytes)
  }
  ops.writeHead = async (old, head) => {
    order.push('head')
    return writeHead(old, head)
  }
  await clientOf(db, ops).update()
  assert.deepEqual(order, [
    'sumdb.example/tile/2/0/005.p/1',
    'sumdb.example/tile/2/1/001.p/1',
    'sumdb.example/tile/2/2/000.p/1',
    'head',
  ])
})

test('an empty or torn remembered head is no first contact where a floor is known', async () => {
  const db = new TestSumdb('sumdb.example', 2).fill(40)
  const forked = new TestSumdb('sumdb.example', 2).fill(20)
  forked.add('evil.example/x', 'v1.0.0')
  forked.fill(30)
  const floor = db.signedHead(40)
  for (const torn of [new Uint8Array(0), floor.subarray(0, 50), floor.subarray(0, -1), new Uint8Array(188)]) {
    const ops = testOps(forked)
    ops.head = torn
    // The tiles of the floor's tree are the forked database's too, up to the fork: they do not go with the floor.
    await assert.rejects(
      clientOf(db, ops, { floorHeads: [floor] }).lookup('evil.example/x', 'v1.0.0'),
      isCode('fork', 'mismatch'),
    )
    const honest = testOps(db)
    honest.head = torn
    const client = clientOf(db, honest, { floorHeads: [db.signedHead(5), floor] })
    assert.equal((await client.lookup(PATH, 'v1.0.0')).id, 7)
    assert.ok(equalBytes(honest.head, floor))
    assert.equal(client.stats.damaged.length > 0, torn.length > 0)
  }
})

test('a torn remembered head is an error where no other head is known', async () => {
  const db = new TestSumdb('sumdb.example', 2).fill(40)
  const ops = testOps(db)
  ops.head = db.signedHead().subarray(0, 50)
  await assert.rejects(
    clientOf(db, ops).lookup(PATH, 'v1.0.0'),
    (error) =>
      isWardenError(error, 'parse') && error.place?.file === 'sumdb.example/latest' && error.remedy !== undefined,
  )
  assert.equal(ops.requests.length, 0)
})

test('a remembered head that another key signed is refused, floor or not', async () => {
  const db = new TestSumdb('sumdb.example', 2).fill(40)
  const ops = testOps(db)
  ops.head = signedNote(formatTreeHead(db.head()), testKey('sumdb.example', 9))
  for (const floorHeads of [[], [db.signedHead(5)]]) {
    await assert.rejects(clientOf(db, ops, { floorHeads }).lookup(PATH, 'v1.0.0'), isCode('mismatch'))
  }
})

test('offline, the remembered head serves where the tiles of a larger floor are missing', async () => {
  const db = new TestSumdb('sumdb.example', 2).fill(40)
  const ops = testOps(db)
  await clientOf(db, ops).lookup(PATH, 'v1.0.0')
  const floor = db.fork().fill(25).signedHead()
  const offline = clientOf(db, ops, { offline: true, floorHeads: [floor] })
  assert.equal((await offline.lookup(PATH, 'v1.0.0')).head.size, 40)
  assert.equal(offline.stats.uncheckedHeads, 1)
  // But nothing new counts before the floor was checked.
  ops.lie = (path, honest) => {
    if (path.startsWith('/tile/')) throw new WardenError('unreachable', 'no tiles')
    return honest()
  }
  const online = clientOf(db, ops, { floorHeads: [floor] })
  await assert.rejects(online.lookup('example.com/m9', 'v1.0.0'), isCode('unreachable'))
  assert.ok(!ops.requests.includes('/lookup/example.com/m9@v1.0.0'))
})

test('nothing can be proven offline without the tiles of the remembered head', async () => {
  const db = new TestSumdb('sumdb.example', 2).fill(40)
  const ops = testOps(db)
  ops.head = db.signedHead()
  ops.cache.set(`${db.name}${ANSWER}`, db.answer('example.com/m7@v1.0.0'))
  await assert.rejects(clientOf(db, ops, { offline: true }).lookup(PATH, 'v1.0.0'), isCode('unreachable'))
})

test('a database that grows while it is asked is followed', async () => {
  const db = new TestSumdb('sumdb.example', 2).fill(30)
  const ops = testOps(db)
  ops.lie = (path, honest) => {
    if (path.startsWith('/lookup/')) db.fill(1)
    return honest()
  }
  const client = clientOf(db, ops)
  for (let i = 0; i < 30; i++) assert.equal((await client.lookup(`example.com/m${i}`, 'v1.0.0')).id, i)
  assert.equal(client.head()?.size, 60)
})
