// The checksum database away, wrong, silent or lying: what is still proven, and which exit code says the rest.
import assert from 'node:assert/strict'
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { openTreeHead } from '../../src/sumdb/checkpoint.ts'
import { checkForkReport } from '../../src/sumdb/fork.ts'
import { publish, sumLines, withUniverse, type Lie, type Universe } from '../support/universe.ts'

const quote = publish('rsc.io/quote', 'v1.5.2')
const sampler = publish('rsc.io/sampler', 'v1.3.0')
const statuses = async (u: Universe, args: readonly string[] = [], env = {}): Promise<[number, string[]]> => {
  const { code, report } = await u.json(['verify', ...args], { env })
  return [code, report.modules.map((m) => `${m.path} ${m.status}`)]
}

test('verify of a version that the database surely lacks: exit 1', async () => {
  await withUniverse(async (u) => {
    u.serve([quote])
    u.serve([sampler], { unlogged: true })
    u.cache([quote, sampler])
    u.require([quote, sampler])
    const { code, stdout } = await u.run(['verify'])
    assert.equal(code, 1)
    assert.match(
      stdout,
      /UNLISTED {2}rsc\.io\/sampler@v1\.3\.0\n {2}because {3}the checksum database surely has no such version/,
    )
    assert.match(stdout, /^FINDINGS {2}2 modules/m)
    assert.deepEqual(await statuses(u), [1, ['rsc.io/quote proven', 'rsc.io/sampler unlisted']])
    // Broken is worse: 4 before 1.
    writeFileSync(u.paths(quote).ziphash, sampler.h1)
    assert.equal((await u.run(['verify'])).code, 4)
  })
})

test('verify while the database is out of reach proves what is cached, and exits 3 for the rest', async () => {
  await withUniverse(async (u) => {
    u.db.fill(300)
    u.sound([quote, sampler])
    assert.equal((await u.run(['verify'])).code, 0)
    rmSync(u.lookupFile(sampler))
    // A port where nobody listens.
    const env = { GOPROXY: 'http://127.0.0.1:9' }
    const { code, stdout } = await u.run(['verify', '--full'], { env })
    assert.equal(code, 3)
    assert.match(
      stdout,
      /UNCHECKED {2}rsc\.io\/sampler@v1\.3\.0\n {2}because {3}the checksum database could not be asked/,
    )
    assert.match(stdout, /^INCOMPLETE {2}2 modules/m)
    assert.deepEqual(await statuses(u, ['--full'], env), [3, ['rsc.io/quote proven', 'rsc.io/sampler unchecked']])
    assert.deepEqual(await statuses(u, ['--full', '--offline']), [
      3,
      ['rsc.io/quote proven', 'rsc.io/sampler unchecked'],
    ])
    const page = await u.run(['audit', '--offline', '--full'])
    assert.equal(page.code, 3)
    assert.match(page.stdout, /INCOMPLETE: what could be checked is sound/)
  })
})

test('verify with GOSUMDB=off compares with go.sum and says unproven: exit 0, with --require-proof 3', async () => {
  await withUniverse(async (u) => {
    u.sound([quote, sampler])
    const env = { GOSUMDB: 'off' }
    const { code, stdout } = await u.run(['verify'], { env })
    assert.equal(code, 0)
    assert.match(stdout, /2 unproven by configuration, equal to go\.sum/)
    assert.deepEqual(await statuses(u, ['--require-proof'], env), [
      3,
      ['rsc.io/quote unproven', 'rsc.io/sampler unproven'],
    ])
    assert.deepEqual(u.requests, [])
    // Without a line of go.sum nothing says what it should be.
    u.write('go.sum', sumLines(quote))
    assert.deepEqual(await statuses(u, [], env), [3, ['rsc.io/quote unproven', 'rsc.io/sampler unchecked']])
  })
})

test('verify of a database that signed two histories: exit 4, and evidence that anyone can check', async () => {
  await withUniverse(async (u) => {
    u.db.fill(20)
    const other = u.db.fork()
    u.sound([quote, sampler])
    assert.equal((await u.run(['verify'])).code, 0)
    const late = publish('rsc.io/late', 'v1.0.0')
    other.fill(5)
    other.add(late.path, late.version, sumLines(late))
    u.answerFrom(other)
    u.cache([late])
    u.require([quote, sampler, late])
    const { code, stderr } = await u.run(['verify'])
    assert.equal(code, 4)
    assert.match(stderr, /sumdb\.example\/db/)
    const evidence = path.join(u.store, 'evidence')
    const [folder = '', ...more] = readdirSync(evidence)
    assert.deepEqual(more, [])
    assert.match(folder, /^\d{4}-\d\d-\d\dT\d{6}Z-fork-sumdb\.example_db$/)
    assert.ok(stderr.includes(path.join(evidence, folder)))
    const read = (name: string): Buffer => readFileSync(path.join(evidence, folder, name))
    const document = JSON.parse(read('fork.json').toString())
    assert.equal(document.schema, 'modwarden/fork/1')
    const { verifier } = u.db.key
    const bytes = (text: string): Uint8Array => Buffer.from(text, 'base64')
    const fork = {
      name: document.name,
      key: document.key,
      older: openTreeHead(read('older.note'), verifier),
      newer: openTreeHead(read('newer.note'), verifier),
      olderInNewer: bytes(document.olderInNewer) as never,
      proof: document.proof.map(bytes),
      text: read('report.txt').toString(),
    }
    assert.deepEqual([fork.older.size, fork.newer.size], [22, 26])
    assert.ok(checkForkReport(fork, verifier))
    const json = await u.json(['verify'])
    assert.equal(json.code, 4)
    assert.equal(json.report.exitCode, 4)
    assert.equal(json.report.error?.code, 'fork')
  })
})

const text =
  (body: string | Uint8Array): Lie =>
  (_url, response) => {
    response.end(body)
    return true
  }
const only =
  (wanted: RegExp, lie: Lie): Lie =>
  (url, response) =>
    wanted.test(url) && lie(url, response)
const status =
  (code: number): Lie =>
  (_url, response) => {
    response.writeHead(code).end('no')
    return true
  }
/** Sends for ever, or until the client has had enough. */
const endless: Lie = (_url, response) => {
  const more = (): void => {
    while (!response.destroyed && response.write('x'.repeat(1 << 16)));
    if (!response.destroyed) response.once('drain', more)
  }
  more()
  return true
}
const brokenOff: Lie = (_url, response) => {
  response.writeHead(200, { 'content-length': 1000 })
  response.write('0\n')
  setTimeout(() => response.destroy(), 50)
  return true
}

for (const [what, lie, exit, state] of [
  ['empty lookups', only(/\/lookup\//, text('')), 4, 'broken'],
  ['unrelated text', only(/\/lookup\//, text('<html>welcome to this hotel</html>')), 4, 'broken'],
  ['an unsigned head', only(/\/latest$/, text('go.sum database tree\n1\nAAAA\n\n')), 4, 'broken'],
  ['endless lookups', only(/\/lookup\//, endless), 3, 'unchecked'],
  ['an endless head', only(/\/latest$/, endless), 0, 'proven'],
  ['lookups that break off', only(/\/lookup\//, brokenOff), 3, 'unchecked'],
  ['errors 500', only(/\/lookup\//, status(500)), 3, 'unchecked'],
  ['errors 403', only(/\/lookup\//, status(403)), 3, 'unchecked'],
  ['no newest head', only(/\/latest$/, status(404)), 0, 'proven'],
  ['errors 429 to everything', only(/\/sumdb\//, status(429)), 3, 'unchecked'],
] as const) {
  test(`verify of a database that gives ${what}: exit ${exit}`, async () => {
    await withUniverse(async (u) => {
      u.sound([quote])
      u.lie = lie
      assert.deepEqual(await statuses(u), [exit, [`rsc.io/quote ${state}`]])
      if (exit === 0) return
      // Nothing false was kept: the honest database is believed at once.
      u.lie = () => false
      assert.deepEqual(await statuses(u), [0, ['rsc.io/quote proven']])
    })
  })
}

test('verify of a record of another module: exit 4, and its lines are not believed', async () => {
  await withUniverse(async (u) => {
    u.sound([quote, sampler])
    u.lie = (url, response) => {
      if (!url.includes('/lookup/rsc.io/quote@')) return false
      response.end(u.db.answer('rsc.io/sampler@v1.3.0'))
      return true
    }
    assert.deepEqual(await statuses(u), [4, ['rsc.io/quote broken', 'rsc.io/sampler proven']])
  })
})

test('verify of a broken GOSUMDB or a stranger to its key: exit 2 and 4', async () => {
  await withUniverse(async (u) => {
    u.sound([quote])
    const broken = await u.run(['verify'], { env: { GOSUMDB: 'sumdb.example/db+00000000+AAAA' } })
    assert.equal(broken.code, 2)
    assert.match(broken.stderr, /^modwarden: GOSUMDB: /)
    u.lie = only(
      /\/(?:latest|lookup)/,
      text('go.sum database tree\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n— other.example AAAAAAAA\n'),
    )
    assert.equal((await u.run(['verify'])).code, 4)
  })
})
