// The statistics over runs: a flaky server has everything verified from its bytes, a mismatch has a sample of what the
// index vouched for read again, and the history survives what a disk does to it.
import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { appendFileSync, existsSync, lstatSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { flip, publish, put, withUniverse, type Published, type Ran, type Universe } from '../support/universe.ts'

interface Counts {
  readonly compared: number
  readonly matched: number
  readonly fetches: number
  readonly retried: number
  readonly damaged: number
}

interface Statistics {
  readonly run: Counts
  readonly window: Counts & { readonly runs: number }
  readonly crossed: readonly string[]
  readonly sample?: { readonly of: number; readonly read: number; readonly differing: number }
  readonly full?: string
}

interface Verified extends Ran {
  readonly statistics: Statistics
  readonly byIndex: number
  readonly status: Readonly<Record<string, string>>
  readonly rules: readonly string[]
}

const quote = publish('rsc.io/quote', 'v1.5.2')
const sampler = publish('rsc.io/sampler', 'v1.3.0')

async function verify(u: Universe, env: Readonly<Record<string, string>> = {}): Promise<Verified> {
  const ran = await u.run(['verify', '--json'], { env })
  const report = JSON.parse(ran.stdout) as {
    readonly statistics: Statistics
    readonly summary: { readonly byIndex: number }
    readonly modules: ReadonlyArray<{ readonly path: string; readonly status: string }>
    readonly findings: ReadonlyArray<{ readonly rule: string; readonly severity: string }>
  }
  return {
    ...ran,
    statistics: report.statistics,
    byIndex: report.summary.byIndex,
    status: Object.fromEntries(report.modules.map((m) => [m.path, m.status])),
    rules: report.findings.map((f) => `${f.rule} ${f.severity}`),
  }
}

/** Runs twice, so that the index knows everything. Only what is older than two seconds is indexed. */
async function indexed(u: Universe, modules: readonly Published[]): Promise<void> {
  u.sound(modules)
  assert.equal((await u.run(['verify'])).code, 0)
  await sleep(2100)
  assert.equal((await u.run(['verify'])).code, 0)
  assert.equal((await verify(u)).byIndex, modules.length)
}

/** Changes a file of the extracted folder, and has the index say that this is how it was when it was read. */
function forge(u: Universe, m: Published, file: string): void {
  const { folder, zip, ziphash } = u.paths(m)
  flip(path.join(folder, file))
  const index = path.join(u.store, 'index/files', folder)
  const [head = '', ...names] = readFileSync(index, 'utf8').slice(65).split('\n')
  const stats = new BigUint64Array(names.length * 6)
  for (const [i, name] of names.entries()) {
    const special: Readonly<Record<string, string>> = { '=zip': zip, '=ziphash': ziphash, '=folder': folder }
    const s = lstatSync(special[name] ?? path.join(folder, name), { bigint: true })
    stats.set([s.dev, s.ino, s.mode, s.size, s.mtimeNs, s.ctimeNs], i * 6)
  }
  const facts = JSON.parse(head) as Readonly<Record<string, unknown>>
  const forged = JSON.stringify({ ...facts, stats: hash('sha256', new Uint8Array(stats.buffer)) })
  const body = [forged, ...names].join('\n')
  writeFileSync(index, `${hash('sha256', body)}\n${body}`)
}

test('verify reads everything again when too many fetches had to be tried twice', async () => {
  await withUniverse(async (u) => {
    await indexed(u, [quote, sampler])
    const missing = Array.from({ length: 9 }, (_, i) => publish(`rsc.io/m${i}`, 'v1.0.0'))
    u.serve(missing)
    u.require([quote, sampler, ...missing])
    const seen = new Set<string>()
    u.lie = (url, response) => {
      if (!url.endsWith('.zip') || seen.has(url)) return false
      seen.add(url)
      response.writeHead(503, { 'content-type': 'text/plain' }).end('busy')
      return true
    }
    const flaky = await verify(u)
    assert.equal(flaky.code, 0, flaky.stderr)
    assert.deepEqual(flaky.statistics.crossed, ['retry-share'])
    assert.equal(flaky.statistics.full, 'retry-share')
    assert.equal(flaky.statistics.run.retried, 9)
    assert.ok(flaky.statistics.run.fetches >= 20)
    assert.equal(flaky.byIndex, 0)
    assert.deepEqual(flaky.rules, ['MW-INT-RETRIES low'])
    assert.match(flaky.stderr, /9 fetches of \d+ had to be tried again: everything is verified from its bytes/)
    // Nothing is fetched any more, and what earlier runs did decides nothing about this one.
    const next = await verify(u)
    assert.deepEqual([next.code, next.statistics.crossed, next.rules], [0, [], []])
    assert.ok(next.byIndex >= 2)
    assert.equal(next.statistics.window.retried, 9)
  })
})

test('verify does not forget what was broken when failing fetches have it verify everything again', async () => {
  await withUniverse(async (u) => {
    await indexed(u, [quote])
    const missing = Array.from({ length: 9 }, (_, i) => publish(`rsc.io/m${i}`, 'v1.0.0'))
    u.serve(missing)
    u.require([quote, ...missing])
    const seen = new Set<string>()
    u.lie = (url, response) => {
      if (!url.endsWith('.zip') || seen.has(url)) return false
      seen.add(url)
      if (url.includes('/m0/')) response.writeHead(200).end('forged')
      else response.writeHead(503).end()
      return true
    }
    const attacked = await verify(u)
    assert.equal(attacked.statistics.full, 'retry-share')
    assert.equal(attacked.code, 4, attacked.stderr)
    assert.equal(attacked.status['rsc.io/m0'], 'broken')
    assert.match(attacked.stderr, /what was broken at first was not so any more/)
  })
})

test('verify only counts retried fetches where the reaction is none', async () => {
  await withUniverse(async (u) => {
    await indexed(u, [quote])
    const missing = Array.from({ length: 9 }, (_, i) => publish(`rsc.io/m${i}`, 'v1.0.0'))
    u.serve(missing)
    u.require([quote, ...missing])
    const seen = new Set<string>()
    u.lie = (url, response) => {
      if (!url.endsWith('.zip') || seen.has(url)) return false
      seen.add(url)
      response.writeHead(503).end()
      return true
    }
    const flaky = await verify(u, { MODWARDEN_RETRY_SHARE_REACTION: 'none' })
    assert.deepEqual([flaky.code, flaky.byIndex, flaky.statistics.full], [0, 1, undefined])
    assert.deepEqual(flaky.rules, ['MW-INT-RETRIES low'])
  })
})

test('verify finds by a sample what a forged index hides, and believes that index no more', async () => {
  await withUniverse(async (u) => {
    await indexed(u, [quote, sampler])
    forge(u, sampler, 'sampler.go')
    // The forgery holds against a run that has no reason for doubt.
    const calm = await verify(u)
    assert.deepEqual([calm.code, calm.byIndex, calm.statistics.sample], [0, 2, undefined])
    const file = path.join(u.paths(quote).folder, 'quote.go')
    const { atime, mtime } = statSync(file)
    flip(file)
    utimesSync(file, atime, mtime)
    const alarmed = await verify(u, { MODWARDEN_MATCH_RATE_REACTION: 'alarm' })
    assert.deepEqual(alarmed.status, { 'rsc.io/quote': 'broken', 'rsc.io/sampler': 'proven' })
    assert.deepEqual(alarmed.statistics.crossed, ['match-rate'])
    const sampled = await verify(u)
    assert.equal(sampled.code, 4)
    assert.deepEqual(sampled.status, { 'rsc.io/quote': 'broken', 'rsc.io/sampler': 'broken' })
    assert.deepEqual(sampled.statistics.sample, { of: 1, read: 1, differing: 1 })
    assert.equal(sampled.statistics.full, 'sample')
    assert.ok(sampled.rules.includes('MW-INT-RATE high'))
    assert.match(sampled.stderr, /1 module that the index vouched for is something else: everything is verified/)
    assert.equal(existsSync(path.join(u.store, 'index/files', u.paths(sampler).folder)), false)
    const text = await u.run(['verify'], { env: { MODWARDEN_MATCH_RATE: '0' } })
    assert.equal(text.code, 4)
    assert.match(text.stdout, /2 tampered/)
  })
})

test('verify tells the rates where one is crossed, or with -v', async () => {
  await withUniverse(async (u) => {
    u.sound([quote, sampler])
    assert.doesNotMatch((await u.run(['verify'])).stdout, /rates/)
    assert.match(
      (await u.run(['verify', '-v'])).stdout,
      /^ {2}rates {5}100 % of 6 compared hashes match · 30 days, 2 runs: 100 % match/m,
    )
    flip(path.join(u.paths(quote).folder, 'quote.go'))
    const { stdout } = await u.run(['audit'])
    assert.match(stdout, /^ {2}rates {5}83\.33 % of 6 compared hashes match/m)
  })
})

test('verify says that cached answers of the database were damaged', async () => {
  await withUniverse(async (u) => {
    u.sound([quote])
    assert.equal((await u.run(['verify'])).code, 0)
    put(u.lookupFile(quote), 'nonsense\n')
    const { code, stdout } = await u.run(['verify', '--full'])
    assert.equal(code, 0)
    assert.match(stdout, /1 cached answer of the database damaged and asked again/)
    assert.match((await u.run(['statistics'])).stdout, /1 cached database answer damaged/)
  })
})

test('statistics: rates by day, exit 1 where they are low, torn lines and a first run', async () => {
  await withUniverse(async (u) => {
    const first = await u.run(['statistics'])
    assert.deepEqual([first.code, first.stdout], [0, 'no run in the last 30 days: modwarden verify makes the first\n'])
    u.sound([quote, sampler])
    assert.equal((await u.run(['verify'])).code, 0)
    const history = path.join(u.store, 'statistics.ndjson')
    assert.equal(statSync(history).mode & 0o777, 0o600)
    appendFileSync(history, '{"at":"20')
    flip(path.join(u.paths(quote).folder, 'quote.go'))
    flip(path.join(u.paths(sampler).folder, 'sampler.go'))
    assert.equal((await u.run(['verify'])).code, 4)
    const text = await u.run(['statistics'])
    assert.equal(text.code, 1)
    assert.match(text.stdout, /^30 days {4} 2 runs {2}83\.33 % {9}12 /m)
    assert.match(text.stdout, /^LOW {2}match rate 83\.33 %, at least 99\.9 % wanted/m)
    const json = await u.json(['statistics'])
    assert.equal(json.code, 1)
    assert.equal(json.report.schema, 'modwarden/statistics/1')
    // A run that is sound again tells of the window, and is not held up by it.
    u.cache([quote, sampler])
    const sound = await verify(u)
    assert.deepEqual([sound.code, sound.rules], [0, ['MW-INT-RATE low']])
  })
})

test('the history is cut to what counts when it has grown', async () => {
  await withUniverse(async (u) => {
    u.sound([quote])
    const old = { at: '2020-01-01T00:00:00.000Z', compared: 1, matched: 1, fetches: 0, retried: 0, damaged: 0 }
    const line = `${JSON.stringify({ ...old, differing: [] })}\n`
    const file = put(path.join(u.store, 'statistics.ndjson'), line.repeat(Math.ceil((1 << 20) / line.length)))
    assert.equal((await u.run(['verify'])).code, 0)
    assert.equal(readFileSync(file, 'utf8').split('\n').length, 2)
    assert.equal((await u.run(['verify'])).code, 0)
    assert.equal(readFileSync(file, 'utf8').split('\n').length, 3)
  })
})
