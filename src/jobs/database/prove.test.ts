import assert from 'node:assert/strict'
import test from 'node:test'
import { WardenError } from '../../base/errors.ts'
import type { ModuleVersion } from '../../base/finding.ts'
import { createSumdbClient } from '../../sumdb/client.ts'
import { isPublicHost } from '../../sumdb/publichosts.ts'
import { testOps, TestSumdb, type TestOps } from '../../../test/support/sumdbserver.ts'
import type { DatabaseAnswer } from '../verify/evidence.ts'
import type { ProofIndex } from './proofindex.ts'
import { createProver, privacyOf, type Privacy, type Prover } from './prove.ts'

const open: Privacy = { noSumdb: '', private: '', publicHosts: [], askAll: false }
const quote = { path: 'rsc.io/quote', version: 'v1.5.2' }
const canary = { path: 'git.canary.example/secret', version: 'v1.0.0' }
const toolchain = { path: 'golang.org/toolchain', version: 'v0.0.1-go1.99.9.linux-amd64' }

/** A prover over a database in memory that logs `quote`, `canary` and a toolchain; `ops.requests` has what was asked. */
function world(privacy: Partial<Privacy> = {}, index?: ProofIndex): { prover: Prover; ops: TestOps; db: TestSumdb } {
  const db = new TestSumdb()
  for (const m of [quote, canary, toolchain]) db.add(m.path, m.version)
  const ops = testOps(db)
  return { prover: over(db, ops, privacy, index), ops, db }
}

/** A prover with the memory that `ops` has. */
function over(db: TestSumdb, ops: TestOps, privacy: Partial<Privacy> = {}, index?: ProofIndex): Prover {
  const own = { ...open, ...privacy }
  const client = createSumdbClient({
    verifier: db.key.verifier,
    ops,
    mayAsk: (path, cached) => cached || own.askAll || isPublicHost(path, own.publicHosts),
  })
  return createProver(client, own, index, undefined)
}

test('ask proves a public path and asks once', async () => {
  const { prover, ops } = world()
  const [first, second] = await Promise.all([prover.ask(quote), prover.ask(quote)])
  assert.equal(first.kind, 'proven')
  assert.equal(first, second)
  assert.deepEqual(
    ops.requests.filter((path) => path.startsWith('/lookup/')),
    ['/lookup/rsc.io/quote@v1.5.2'],
  )
})

for (const [what, privacy, module, kind, asks] of [
  ['an unknown host', {}, canary, 'private?', false],
  ['an unknown host with askAll', { askAll: true }, canary, 'proven', true],
  ['an unknown host among publicHosts', { publicHosts: ['git.canary.example'] }, canary, 'proven', true],
  ['a path of GONOSUMDB', { noSumdb: 'git.canary.example', askAll: true }, canary, 'unasked', false],
  ['a path below a pattern of GONOSUMDB', { noSumdb: '*.example', askAll: true }, canary, 'unasked', false],
  ['a path of the setting private', { private: 'git.canary.example/secret', askAll: true }, canary, 'unasked', false],
  ['a public path of GONOSUMDB', { noSumdb: 'rsc.io/quote' }, quote, 'unasked', false],
  ['a toolchain in spite of GONOSUMDB', { noSumdb: 'golang.org' }, toolchain, 'proven', true],
  ['a version that the database lacks', {}, { path: 'rsc.io/quote', version: 'v9.0.0' }, 'absent', true],
] as const satisfies readonly (readonly [string, Partial<Privacy>, ModuleVersion, DatabaseAnswer['kind'], boolean])[]) {
  test(`ask about ${what}: ${kind}`, async () => {
    const { prover, ops } = world(privacy)
    assert.equal((await prover.ask(module)).kind, kind)
    assert.equal(
      ops.requests.some((path) => path.includes(module.path)),
      asks,
    )
  })
}

test('ask about an unknown host whose answer go has cached is no secret any more', async () => {
  const { prover, ops, db } = world()
  ops.cache.set(`${db.name}/lookup/${canary.path}@${canary.version}`, db.answer(`${canary.path}@${canary.version}`))
  assert.equal((await prover.ask(canary)).kind, 'proven')
  assert.ok(ops.requests.every((path) => !path.includes('canary')))
})

test('ask without a database is unasked for everything, toolchains too', async () => {
  const prover = createProver(undefined, open, undefined, undefined)
  assert.equal((await prover.ask(quote)).kind, 'unasked')
  assert.equal((await prover.ask(toolchain)).kind, 'unasked')
})

for (const [code, kind] of [
  ['unreachable', 'unread'],
  ['too-large', 'unread'],
  ['refused', 'unread'],
  ['mismatch', 'refuted'],
  ['io', 'unread'],
] as const) {
  test(`ask where the database is ${code}: ${kind}`, async () => {
    const { prover, ops } = world()
    ops.lie = (path, honest) => {
      if (path.startsWith('/lookup/')) throw new WardenError(code, 'no')
      return honest()
    }
    assert.equal((await prover.ask(quote)).kind, kind)
  })
}

test('ask throws a stop, and a fork, for which no answer counts any more', async () => {
  const stopped = world()
  stopped.ops.lie = () => {
    throw new WardenError('aborted', 'stopped')
  }
  await assert.rejects(stopped.prover.ask(quote), { code: 'aborted' })

  const { prover, ops, db } = world()
  const other = db.fork()
  db.fill(3)
  other.fill(1).add('rsc.io/other', 'v1.0.0')
  other.fill(9)
  await prover.ask(quote)
  ops.lie = (path) => other.get(path)
  await assert.rejects(over(db, ops).ask({ path: 'rsc.io/other', version: 'v1.0.0' }), { code: 'fork' })
  assert.equal(ops.evidence.length, 1)
})

test('ask takes what the index knows, and gives it what is new', async () => {
  const known = { kind: 'proven', record: 5, h1: ['h1:a'], goMod: ['h1:b'] } as const
  const set: string[] = []
  const index: ProofIndex = {
    get: (m) => (m.path === 'rsc.io/known' ? known : undefined),
    set: (m) => void set.push(m.path),
    save: async () => Promise.resolve(),
  }
  const { prover, ops } = world({}, index)
  assert.equal(await prover.ask({ path: 'rsc.io/known', version: 'v1.0.0' }), known)
  assert.deepEqual(ops.requests, [])
  await prover.ask(quote)
  await prover.ask({ path: 'rsc.io/quote', version: 'v9.0.0' })
  assert.deepEqual(set, ['rsc.io/quote'])
})

test('ask does not let the index speak for what configuration keeps out', async () => {
  const index: ProofIndex = {
    get: () => ({ kind: 'proven', record: 5, h1: [], goMod: [] }),
    set: () => undefined,
    save: async () => Promise.resolve(),
  }
  const { prover } = world({ noSumdb: 'rsc.io' }, index)
  assert.equal((await prover.ask(quote)).kind, 'unasked')
})

test('privacyOf joins go settings and our own', () => {
  const go = { GONOSUMDB: 'a.example' } as Parameters<typeof privacyOf>[0]
  assert.deepEqual(privacyOf(go, { private: ['b.example', 'c.example'], publicHosts: ['d.example'], askAll: false }), {
    noSumdb: 'a.example',
    private: 'b.example,c.example',
    publicHosts: ['d.example'],
    askAll: false,
  })
})
