// Forks, told through the client, and their reports.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type TestOps, TestSumdb, testKey, testOps } from '../../test/support/sumdbserver.ts'
import { equalBytes } from '../base/bytes.ts'
import { WardenError, isWardenError } from '../base/errors.ts'
import { type SumdbClient, createSumdbClient } from './client.ts'
import { type ForkReport, checkForkReport } from './fork.ts'

const clientOf = (db: TestSumdb, ops: TestOps): SumdbClient =>
  createSumdbClient({ verifier: db.key.verifier, ops, mayAsk: () => true, tileHeight: db.tileHeight })

const isFork = (error: unknown): boolean => isWardenError(error, 'fork')

// Two databases of 100 records with one key that agree on the first `common`.
function forkAt(common: number): [TestSumdb, TestSumdb] {
  const one = new TestSumdb('sumdb.example', 2).fill(common)
  const other = one.fork()
  other.add('evil.example/x', 'v1.0.0')
  return [one.fill(100 - common), other.fill(99 - common)]
}

async function forkOf(ops: TestOps, work: () => Promise<unknown>): Promise<ForkReport> {
  await assert.rejects(work(), isFork)
  assert.equal(ops.evidence.length, 1)
  return ops.evidence[0] as ForkReport
}

test('a fork is found for every remembered size up to 100, and its report proves it', async () => {
  const key = testKey('sumdb.example', 7).verifier
  let cases = 0
  for (let older = 1; older <= 100; older++) {
    for (const common of new Set([0, Math.floor(older / 2), older - 1])) {
      const [one, other] = forkAt(common)
      for (const newer of new Set([older, Math.min(older + 1, 100), 100])) {
        const ops = testOps(other)
        ops.head = one.signedHead(older)
        ops.lie = (path, honest) => (path === '/latest' ? other.signedHead(newer) : honest())
        // The remembered head's own tiles are in the cache: otherwise the other database's tiles do not go with it.
        for (const [file, bytes] of await tilesOf(one, older)) ops.cache.set(file, bytes)
        const report = await forkOf(ops, () => clientOf(other, ops).update())
        assert.ok(checkForkReport(report, key), `${older} of ${newer} at ${common}`)
        assert.deepEqual([report.older.size, report.newer.size], [older, newer])
        assert.ok(equalBytes(ops.head, one.signedHead(older)))
        cases++
      }
    }
  }
  assert.equal(cases, 882)
})

test('a fork is found in the head of an answer that is older than ours, from the network and the cache', async () => {
  const [one, other] = forkAt(30)
  for (let older = 31; older <= 100; older++) {
    for (const cached of [false, true]) {
      const ops = testOps(one)
      const lie = other.answerOf(7, other.signedHead(older))
      if (cached) ops.cache.set('sumdb.example/lookup/example.com/m7@v1.0.0', lie)
      else ops.lie = (path, honest) => (path.startsWith('/lookup/') ? lie : honest())
      ops.head = one.signedHead()
      const report = await forkOf(ops, () => clientOf(one, ops).lookup('example.com/m7', 'v1.0.0'))
      assert.ok(checkForkReport(report, one.key.verifier))
      assert.equal(report.older.size, older)
    }
  }
})

test('a fork is found in what others remembered', async () => {
  const [one, other] = forkAt(30)
  const ops = testOps(one)
  ops.head = one.signedHead(20)
  let writes = 0
  const write = ops.writeHead.bind(ops)
  ops.writeHead = async (old, head) => {
    if (writes++ === 0) ops.head = other.signedHead(40)
    return write(old, head)
  }
  await forkOf(ops, () => clientOf(one, ops).update())
  assert.ok(equalBytes(ops.head, other.signedHead(40)))
})

test('a fork is found in a floor head', async () => {
  const [one, other] = forkAt(30)
  const ops = testOps(one)
  ops.head = one.signedHead(100)
  const client = createSumdbClient({
    verifier: one.key.verifier,
    ops,
    mayAsk: () => true,
    tileHeight: 2,
    floorHeads: [other.signedHead(60)],
  })
  await forkOf(ops, () => client.lookup('example.com/m7', 'v1.0.0'))
})

test('after a fork nothing is proven any more, and the first evidence is kept alone', async () => {
  const [one, other] = forkAt(30)
  const ops = testOps(one)
  const client = clientOf(one, ops)
  await client.lookup('example.com/m7', 'v1.0.0')
  ops.lie = (path, honest) => (path.startsWith('/lookup/') ? other.answerOf(8, other.signedHead(80)) : honest())
  const results = await Promise.allSettled([8, 9, 10, 11, 7].map((i) => client.lookup(`example.com/m${i}`, 'v1.0.0')))
  assert.ok(isFork((results[0] as PromiseRejectedResult).reason))
  await assert.rejects(client.lookup('example.com/m7', 'v1.0.0'), isFork)
  await assert.rejects(client.lookup('example.com/m20', 'v1.0.0'), isFork)
  await assert.rejects(client.update(), isFork)
  assert.equal(ops.evidence.length, 1)
})

test('a fork is told even where its evidence cannot be kept, with the evidence', async () => {
  const [one, other] = forkAt(30)
  const ops = testOps(one)
  ops.head = one.signedHead(100)
  ops.keepEvidence = async () => {
    throw new WardenError('io', 'no space left')
  }
  ops.lie = (path, honest) => (path.startsWith('/lookup/') ? other.answerOf(8, other.signedHead(80)) : honest())
  await assert.rejects(
    clientOf(one, ops).lookup('example.com/m8', 'v1.0.0'),
    (error) => isWardenError(error, 'fork') && error.message.includes('proof of misbehavior:\n\t'),
  )
})

test('forkReport says what go says', async () => {
  const [one, other] = forkAt(3)
  const ops = testOps(other)
  ops.head = one.signedHead(4)
  for (const [file, bytes] of await tilesOf(one, 4)) ops.cache.set(file, bytes)
  ops.lie = (path, honest) => (path === '/latest' ? other.signedHead(6) : honest())
  const { text } = await forkOf(ops, () => clientOf(other, ops).update())
  const lines = text.split('\n')
  assert.deepEqual(lines.slice(0, 6), [
    'SECURITY ERROR',
    'go.sum database server misbehavior detected!',
    '',
    'old database:',
    '\tgo.sum database tree',
    '\t4',
  ])
  assert.equal(lines.indexOf('new database:'), 10)
  assert.deepEqual(lines.slice(11, 13), ['\tgo.sum database tree', '\t6'])
  assert.equal(lines.indexOf('proof of misbehavior:'), 17)
  // The hash of the first four records in the newer tree, and the proof: the two nodes beside them.
  assert.equal(lines.length, 20)
})

test('checkForkReport believes nothing but signatures and proof', async () => {
  const [one, other] = forkAt(30)
  const ops = testOps(one)
  ops.head = one.signedHead(100)
  ops.lie = (path, honest) => (path.startsWith('/lookup/') ? other.answerOf(8, other.signedHead(80)) : honest())
  const report = await forkOf(ops, () => clientOf(one, ops).lookup('example.com/m8', 'v1.0.0'))
  const key = one.key.verifier
  assert.ok(checkForkReport(report, key))
  assert.ok(!checkForkReport({ ...report, proof: report.proof.slice(1) }, key))
  assert.ok(!checkForkReport({ ...report, proof: report.proof.with(0, report.olderInNewer) }, key))
  assert.ok(!checkForkReport({ ...report, olderInNewer: report.older.hash }, key))
  assert.ok(!checkForkReport({ ...report, older: { ...report.older, note: one.signedHead(80) } }, key))
  assert.ok(!checkForkReport({ ...report, older: { ...report.older, note: report.older.note.with(30, 0x39) } }, key))
  assert.ok(!checkForkReport(report, testKey('sumdb.example', 8).verifier))
})

// The tiles that a client of `db` has cached once it trusted the tree of `size` records.
async function tilesOf(db: TestSumdb, size: number): Promise<ReadonlyMap<string, Uint8Array>> {
  const ops = testOps(db)
  ops.lie = (path, honest) => (path === '/latest' ? db.signedHead(size) : honest())
  await clientOf(db, ops).update()
  return ops.cache
}
