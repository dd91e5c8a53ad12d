// Stories of lookups: honest, lying, damaged and unreachable databases. Those of heads are in timeline.test.ts, those
// of forks in fork.test.ts. Over 400 lines, because each lie is a story of its own over one set of helpers.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type TestOps, TestSumdb, signedNote, testKey, testLines, testOps } from '../../test/support/sumdbserver.ts'
import { compareBytes, equalBytes, textOf, utf8 } from '../base/bytes.ts'
import { type ErrorCode, WardenError, isWardenError } from '../base/errors.ts'
import { formatTreeHead } from './checkpoint.ts'
import { type SumdbClient, type SumdbClientOptions, createSumdbClient } from './client.ts'
import { parseAnswer } from './record.ts'
import { parseTilePath } from './tile.ts'
import { checkRecord, recordHash } from './tlog.ts'

const PATH = 'example.com/m7'
const ANSWER = '/lookup/example.com/m7@v1.0.0'

function clientOf(db: TestSumdb, ops: TestOps, more: Partial<SumdbClientOptions> = {}): SumdbClient {
  return createSumdbClient({
    verifier: db.key.verifier,
    ops,
    mayAsk: () => true,
    tileHeight: db.tileHeight,
    ...more,
  })
}

const isCode =
  (...codes: readonly ErrorCode[]) =>
  (error: unknown): boolean =>
    isWardenError(error, ...codes)

// What the cache holds is what an honest database would have given: nothing false was ever saved.
function assertTrueCache(db: TestSumdb, ops: TestOps): void {
  for (const [file, bytes] of ops.cache) {
    const path = file.slice(db.name.length + 1)
    if (path.startsWith('tile/')) assert.ok(equalBytes(bytes, db.tile(parseTilePath(path))), file)
    else {
      const [saved, honest] = [parseAnswer(bytes), parseAnswer(db.get(`/${path}`))]
      assert.ok(saved.id === honest.id && equalBytes(saved.text, honest.text), file)
    }
  }
}

test('lookup proves the lines of a record', async () => {
  const db = new TestSumdb().fill(300)
  const ops = testOps(db)
  const record = await clientOf(db, ops).lookup(PATH, 'v1.0.0')
  assert.equal(record.id, 7)
  assert.equal(record.text, testLines(PATH, 'v1.0.0'))
  assert.equal(record.lines.length, 2)
  assert.match(record.zip[0] ?? '', /^h1:.{44}$/)
  assert.match(record.goMod[0] ?? '', /^h1:.{44}$/)
  assert.equal(record.head.size, 300)
  assert.ok(checkRecord(record.proof, 300, db.head().hash, 7, recordHash(utf8(record.text))))
})

test('lookup asks for the newest head first, and for each tile once', async () => {
  const db = new TestSumdb().fill(300)
  const ops = testOps(db)
  await clientOf(db, ops).lookup(PATH, 'v1.0.0')
  assert.deepEqual(ops.requests, ['/latest', '/tile/8/0/001.p/44', '/tile/8/1/000.p/1', ANSWER, '/tile/8/0/000'])
})

test('lookup saves what it proved where go looks for it, and remembers the head', async () => {
  const db = new TestSumdb().fill(300)
  const ops = testOps(db)
  await clientOf(db, ops).lookup(PATH, 'v1.0.0')
  assert.deepEqual([...ops.cache.keys()].toSorted(compareBytes), [
    'sumdb.example/db/lookup/example.com/m7@v1.0.0',
    'sumdb.example/db/tile/8/0/000',
    'sumdb.example/db/tile/8/0/001.p/44',
    'sumdb.example/db/tile/8/1/000.p/1',
  ])
  assertTrueCache(db, ops)
  assert.ok(equalBytes(ops.head, db.signedHead()))
})

test('lookup asks nothing again with a warm cache', async () => {
  const db = new TestSumdb('sumdb.example', 2).fill(100)
  const ops = testOps(db)
  await clientOf(db, ops).lookup(PATH, 'v1.0.0')
  ops.requests.length = 0
  const client = clientOf(db, ops)
  assert.equal((await client.lookup(PATH, 'v1.0.0')).id, 7)
  assert.equal(ops.requests.length, 0)
  assert.equal(client.stats.cachedLookups, 1)
  assert.equal(client.stats.tileRequests, 0)
})

test('lookup gives everyone who asks at once the same answer, asked for once', async () => {
  const db = new TestSumdb('sumdb.example', 2).fill(100)
  const ops = testOps(db)
  const client = clientOf(db, ops)
  const records = await Promise.all(
    Array.from({ length: 200 }, (_, i) => client.lookup(`example.com/m${i % 100}`, 'v1.0.0')),
  )
  assert.deepEqual(
    records.map((r) => r.id),
    Array.from({ length: 200 }, (_, i) => i % 100),
  )
  assert.equal(new Set(ops.requests).size, ops.requests.length)
  assertTrueCache(db, ops)
})

test('lookup escapes upper case and keeps names with slashes apart', async () => {
  const db = new TestSumdb('sumdb.example/a/b').fill(1)
  db.add('example.com/Upper/v2', 'v2.0.0-RC1')
  const ops = testOps(db)
  const record = await clientOf(db, ops).lookup('example.com/Upper/v2', 'v2.0.0-RC1')
  assert.equal(record.id, 1)
  assert.ok(ops.cache.has('sumdb.example/a/b/lookup/example.com/!upper/v2@v2.0.0-!r!c1'))
})

test('lookup refuses paths and versions that are none, before anything is asked', async () => {
  const db = new TestSumdb().fill(1)
  const ops = testOps(db)
  const client = clientOf(db, ops)
  for (const [path, version] of [
    ['example.com/../x', 'v1.0.0'],
    ['example.com/a!b', 'v1.0.0'],
    ['example.com/a\nb', 'v1.0.0'],
    ['/example.com', 'v1.0.0'],
    ['', 'v1.0.0'],
    ['example.com/a', ''],
    ['example.com/a', 'v1.0.0/go.mod'],
    ['example.com/a', '../x'],
    ['example.com/a', 'v1.0.0\n'],
  ] as const) {
    await assert.rejects(client.lookup(path, version), isCode('parse'), `${path} ${version}`)
  }
  assert.equal(ops.requests.length, 0)
})

test('lookup tells what the database lacks from what it cannot ask', async () => {
  const db = new TestSumdb().fill(10)
  const ops = testOps(db)
  await assert.rejects(clientOf(db, ops).lookup('example.com/none', 'v1.0.0'), isCode('not-found'))
  for (const code of ['unreachable', 'refused', 'too-large'] as const) {
    ops.lie = () => {
      throw new WardenError(code, 'no')
    }
    await assert.rejects(clientOf(db, ops).lookup(PATH, 'v1.0.0'), isCode(code))
  }
})

test('lookup works with a database that has no /latest', async () => {
  const db = new TestSumdb('sumdb.example', 2).fill(50)
  const ops = testOps(db)
  ops.lie = (path, honest) => {
    if (path === '/latest') throw new WardenError('not-found', 'no')
    return honest()
  }
  const client = clientOf(db, ops)
  await Promise.all([1, 2, 3].map((i) => client.lookup(`example.com/m${i}`, 'v1.0.0')))
  assert.equal(ops.requests.filter((path) => path === '/latest').length, 1)
  assert.ok(equalBytes(ops.head, db.signedHead()))
})

test('lookup takes older and newer heads than the newest and checks each once', async () => {
  const db = new TestSumdb('sumdb.example', 2).fill(100)
  const ops = testOps(db)
  ops.lie = (path, honest) => {
    if (path === '/latest') return db.signedHead(60)
    const number = /m(\d+)@/.exec(path)?.[1]
    return number === undefined ? honest() : db.answerOf(Number(number), db.signedHead(Number(number) + 1))
  }
  const client = clientOf(db, ops)
  const ids = await Promise.all([80, 10, 99, 59, 10, 30, 70].map((i) => client.lookup(`example.com/m${i}`, 'v1.0.0')))
  assert.deepEqual(
    ids.map((r) => r.id),
    [80, 10, 99, 59, 10, 30, 70],
  )
  assert.equal(client.stats.heads, 6)
  assert.equal(client.head()?.size, 100)
  assert.ok(equalBytes(ops.head, db.signedHead(100)))
  assertTrueCache(db, ops)
})

// CVE-2026-42501
test('lookup refuses empty answers and answers of something else, and saves nothing of them', async () => {
  const db = new TestSumdb('sumdb.example', 2).fill(20)
  const empty = db.addText(utf8('\n'))
  const more = db.addText(utf8(`${testLines(PATH, 'v1.0.0')}${testLines('example.com/other', 'v1.0.0')}`))
  const zipOfOther = db.addText(utf8('example.com/m7 v1.0.1 h1:AAAA\n'))
  const lies: Uint8Array[] = [
    new Uint8Array(0),
    utf8('\n'),
    utf8('7\n\n'),
    utf8('7\n\n\n'),
    utf8('<html>\n\nnot here</html>\n'),
    db.signedHead(),
    Buffer.concat([utf8('7\n\n'), db.signedHead()]),
    db.answerOf(empty),
    db.answerOf(more),
    db.answerOf(zipOfOther),
    db.answerOf(8),
    db.answer('example.com/m8@v1.0.0'),
  ]
  for (const lie of lies) {
    const ops = testOps(db)
    ops.lie = (path, honest) => (path === ANSWER ? lie : honest())
    await assert.rejects(clientOf(db, ops).lookup(PATH, 'v1.0.0'), isCode('mismatch'))
    assert.ok(![...ops.cache.keys()].some((file) => file.includes('/lookup/')))
    assertTrueCache(db, ops)
  }
})

// CVE-2026-56864
test('lookup takes no line from outside of the proven record', async () => {
  const db = new TestSumdb('sumdb.example', 2).fill(20)
  const bad = 'example.com/bad v1.0.0 h1:7uVkIFmeBqHfdjD+gZwtXXI+RODJ2Wc4O7MPEh/QiW4='
  const withLines = signedNote(`${formatTreeHead(db.head())}${bad}\n`, db.key)
  const ops = testOps(db)
  ops.lie = (path, honest) => (path.startsWith('/lookup/') ? db.answerOf(7, withLines) : honest())
  await assert.rejects(clientOf(db, ops).lookup('example.com/bad', 'v1.0.0'), isCode('mismatch'))
  // The same head is fine for the module whose record it is.
  const record = await clientOf(db, ops).lookup(PATH, 'v1.0.0')
  assert.equal(record.text, testLines(PATH, 'v1.0.0'))
  assert.ok(!record.lines.some((line) => line.includes('bad')))
})

test('lookup refuses a record with any byte of number, text or head changed', async () => {
  const db = new TestSumdb('sumdb.example', 2).fill(20)
  const honest = db.answer('example.com/m7@v1.0.0')
  // The last character before the "=" has bits that are not part of the signature, which Go ignores too.
  const ignored = honest.length - 3
  for (let at = 0; at < honest.length; at++) {
    if (at === ignored) continue
    const ops = testOps(db)
    ops.head = db.signedHead()
    ops.lie = (path, answer) => (path === ANSWER ? honest.with(at, (honest[at] ?? 0) ^ 0x01) : answer())
    await assert.rejects(clientOf(db, ops).lookup(PATH, 'v1.0.0'), isCode('mismatch'), String(at))
    assert.ok(!ops.cache.has(`${db.name}${ANSWER}`))
  }
})

test('lookup refuses a record whose number is beyond the tree', async () => {
  const db = new TestSumdb('sumdb.example', 2).fill(20)
  const ops = testOps(db)
  ops.lie = (path, honest) =>
    path === '/latest' || path === ANSWER
      ? path === ANSWER
        ? db.answerOf(7, db.signedHead(7))
        : db.signedHead(7)
      : honest()
  await assert.rejects(clientOf(db, ops).lookup(PATH, 'v1.0.0'), isCode('mismatch'))
})

test('lookup refuses heads of another key, another name and another format', async () => {
  const db = new TestSumdb('sumdb.example', 2).fill(20)
  const text = formatTreeHead(db.head())
  for (const head of [
    signedNote(text, testKey('sumdb.example', 8)),
    signedNote(text, testKey('sumdb.example/other', 7)),
    signedNote(text.replace('tree', 'tree v2'), db.key),
    signedNote(text.replace('20', '020'), db.key),
    utf8(text),
    utf8(''),
  ]) {
    for (const target of ['/latest', ANSWER]) {
      const ops = testOps(db)
      ops.lie = (path, honest) => (path === target ? (path === ANSWER ? db.answerOf(7, head) : head) : honest())
      await assert.rejects(clientOf(db, ops).lookup(PATH, 'v1.0.0'), isCode('mismatch'), `${target} ${textOf(head)}`)
      assert.ok(!ops.cache.has(`${db.name}${ANSWER}`))
    }
  }
})

test('lookup refuses tiles with flipped bits, at the beginning and later', async () => {
  const db = new TestSumdb('sumdb.example', 2).fill(20)
  const ops = testOps(db)
  const flipped: TestOps['lie'] = (path, honest) =>
    path.startsWith('/tile/') ? honest().map((byte) => byte ^ 0x80) : honest()
  ops.lie = flipped
  await assert.rejects(clientOf(db, ops).lookup(PATH, 'v1.0.0'), isCode('mismatch'))
  assert.deepEqual(ops.cache.size, 0)
  assert.equal(ops.head.length, 0)
  ops.lie = (_path, honest) => honest()
  await clientOf(db, ops).lookup(PATH, 'v1.0.0')
  db.fill(5)
  ops.lie = flipped
  await assert.rejects(clientOf(db, ops).lookup('example.com/m22', 'v1.0.0'), isCode('mismatch'))
  assert.ok(equalBytes(ops.head, db.signedHead(20)))
  assert.deepEqual(ops.evidence, [])
  assertTrueCache(Object.assign(db.fork(), { get: (path: string) => ops.cache.get(`${db.name}${path}`) }), ops)
})

test('lookup refuses tiles that are cut, empty, too long or endless', async () => {
  const db = new TestSumdb('sumdb.example', 2).fill(20)
  for (const change of [
    (b: Uint8Array) => b.subarray(0, -1),
    () => new Uint8Array(0),
    (b: Uint8Array) => Buffer.concat([b, b]),
    (b: Uint8Array) => Buffer.concat([b, Buffer.alloc(32)]),
    () => new Uint8Array(10_000_000),
  ]) {
    const ops = testOps(db)
    ops.lie = (path, honest) => (path.startsWith('/tile/') ? change(honest()) : honest())
    await assert.rejects(clientOf(db, ops).lookup(PATH, 'v1.0.0'), isCode('mismatch', 'too-large'))
    assert.equal(ops.cache.size, 0)
  }
})

test('every request says how long its answer may be, and longer ones are refused', async () => {
  const db = new TestSumdb('sumdb.example', 2).fill(20)
  const ops = testOps(db)
  const limits = new Map<string, number>()
  ops.lie = (path, honest, maxBytes) => {
    limits.set(path.split('/')[1] ?? '', maxBytes)
    return path === ANSWER ? new Uint8Array(maxBytes + 1) : honest()
  }
  await assert.rejects(clientOf(db, ops).lookup(PATH, 'v1.0.0'), isCode('too-large'))
  assert.deepEqual([...limits.keys()].toSorted(compareBytes), ['latest', 'lookup', 'tile'])
  assert.ok([...limits.values()].every((limit) => limit <= 1_200_000))
  assert.ok((limits.get('tile') ?? 0) <= 128)
})

test('lookup stops asking a database that is out of reach', async () => {
  const db = new TestSumdb().fill(10)
  const ops = testOps(db)
  ops.lie = () => {
    throw new WardenError('unreachable', 'time-out')
  }
  const client = clientOf(db, ops, { concurrency: 4 })
  const results = await Promise.allSettled(
    Array.from({ length: 500 }, (_, i) => client.lookup(`example.com/x${i}`, 'v1.0.0')),
  )
  assert.ok(results.every((r) => r.status === 'rejected' && isWardenError(r.reason, 'unreachable')))
  assert.ok(ops.requests.length < 20, String(ops.requests.length))
})

test('lookup keeps to the number of requests at once', async () => {
  const db = new TestSumdb('sumdb.example', 2).fill(100)
  const ops = testOps(db)
  let now = 0
  let most = 0
  ops.lie = async (_path, honest) => {
    most = Math.max(most, ++now)
    await new Promise((resolve) => setImmediate(resolve))
    now--
    return honest()
  }
  const client = clientOf(db, ops, { concurrency: 5 })
  await Promise.all(db.records.map((_, i) => client.lookup(`example.com/m${i}`, 'v1.0.0')))
  assert.equal(most, 5)
})

test('lookup without permission asks nothing and sends no path', async () => {
  const db = new TestSumdb().fill(10)
  db.add('private.example/canary', 'v1.0.0')
  const ops = testOps(db)
  const asked: string[] = []
  const mayAsk = (path: string, cached: boolean): boolean => {
    asked.push(`${path} ${cached}`)
    return cached || !path.startsWith('private.example/')
  }
  await assert.rejects(clientOf(db, ops, { mayAsk }).lookup('private.example/canary', 'v1.0.0'), isCode('refused'))
  assert.deepEqual(asked, ['private.example/canary false'])
  assert.equal(ops.requests.length, 0)
  await clientOf(db, ops, { mayAsk }).lookup(PATH, 'v1.0.0')
  assert.ok(!ops.requests.some((path) => path.includes('canary')))
})

test('lookup asks again about a damaged cached answer, once and if it may', async () => {
  const db = new TestSumdb('sumdb.example', 2).fill(20)
  const file = `${db.name}${ANSWER}`
  for (const damaged of [
    utf8('garbage'),
    db.answerOf(8),
    db.answer('example.com/m7@v1.0.0').with(100, 0x41),
    Buffer.concat([utf8(`7\n${testLines(PATH, 'v1.0.0').replace('h1:', 'h1:AAA')}\n`), db.signedHead()]),
  ]) {
    const ops = testOps(db)
    await clientOf(db, ops).lookup(PATH, 'v1.0.0')
    ops.cache.set(file, damaged)
    ops.requests.length = 0
    await assert.rejects(clientOf(db, ops, { mayAsk: () => false }).lookup(PATH, 'v1.0.0'), isCode('refused'))
    await assert.rejects(clientOf(db, ops, { offline: true }).lookup(PATH, 'v1.0.0'), isCode('unreachable'))
    assert.equal(ops.requests.length, 0)
    const client = clientOf(db, ops, { mayAsk: (_path, cached) => cached })
    assert.equal((await client.lookup(PATH, 'v1.0.0')).id, 7)
    assert.equal(client.stats.damaged.length, 1)
    assert.equal(ops.requests.filter((path) => path === ANSWER).length, 1)
    assertTrueCache(db, ops)
  }
})

test('lookup fetches damaged cached tiles again', async () => {
  const db = new TestSumdb('sumdb.example', 2).fill(21)
  const ops = testOps(db)
  await clientOf(db, ops).lookup(PATH, 'v1.0.0')
  const tiles = [...ops.cache.keys()].filter((file) => file.includes('/tile/'))
  assert.equal(tiles.length, 5)
  for (const file of tiles) {
    const good = ops.cache.get(file) as Uint8Array
    for (const bad of [good.with(0, (good[0] ?? 0) ^ 1), good.subarray(1), new Uint8Array(good.length)]) {
      ops.cache.set(file, bad)
      await assert.rejects(clientOf(db, ops, { offline: true }).lookup(PATH, 'v1.0.0'), isCode('unreachable'))
      assert.equal((await clientOf(db, ops).lookup(PATH, 'v1.0.0')).id, 7)
      assertTrueCache(db, ops)
    }
  }
})

test('lookup offline proves what is cached and never asks', async () => {
  const db = new TestSumdb('sumdb.example', 2).fill(64)
  const ops = testOps(db)
  await clientOf(db, ops).lookup(PATH, 'v1.0.0')
  ops.requests.length = 0
  const client = clientOf(db, ops, { offline: true })
  assert.equal((await client.lookup(PATH, 'v1.0.0')).id, 7)
  await assert.rejects(client.lookup('example.com/m50', 'v1.0.0'), isCode('unreachable'))
  await assert.rejects(client.update(), isCode('unreachable'))
  assert.equal(ops.requests.length, 0)
})

test('lookup proves a cached answer whose own head is out of reach, if the record is in the trusted tree', async () => {
  const db = new TestSumdb('sumdb.example', 2).fill(100)
  const ops = testOps(db)
  await clientOf(db, ops).lookup(PATH, 'v1.0.0')
  const newer = db.fork().fill(30)
  ops.cache.set(`${db.name}${ANSWER}`, newer.answer('example.com/m7@v1.0.0'))
  const client = clientOf(db, ops, { offline: true })
  assert.equal((await client.lookup(PATH, 'v1.0.0')).head.size, 100)
  assert.equal(client.stats.uncheckedHeads, 1)
  assert.ok(equalBytes(ops.head, db.signedHead()))
})

test('a full disk loses no proof', async () => {
  const db = new TestSumdb('sumdb.example', 2).fill(30)
  const ops = testOps(db)
  ops.writeCache = async () => {
    throw new WardenError('io', 'no space left')
  }
  const client = clientOf(db, ops)
  assert.equal((await client.lookup(PATH, 'v1.0.0')).id, 7)
  assert.equal(client.stats.unsaved, 6)
})
