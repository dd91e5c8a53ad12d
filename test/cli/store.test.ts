// What a guard keeps, looked after by hand: verified, read again, made smaller, carried to another guard.
import assert from 'node:assert/strict'
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import test from 'node:test'
import { cachePaths } from '../../src/gomod/cachelayout.ts'
import type { StoreReport } from '../../src/report/store.ts'
import { openGuardTables } from '../../src/commands/guards/guardsetup.ts'
import { importStore } from '../../src/store/portableimport.ts'
import { openVault } from '../../src/store/vault.ts'
import { tarEnd, tarHeader, tarPadding } from '../../src/store/tar.ts'
import { recorded, urlOf, withGuard, type TestGuard } from '../support/guard.ts'
import { schemaTroubles } from '../support/jsonschemas.ts'
import { flip, publish, withUniverse, type Published, type Universe } from '../support/universe.ts'

const quote = publish('rsc.io/quote', 'v1.5.2')
const cased = publish('github.com/Azure/Sdk', 'v1.0.0')
const long = publish(`example.com/${'long/'.repeat(30)}name`, 'v1.0.0')
const ALL = [quote, cased, long]

test('store verify proves what a guard keeps, beside it, and says what is not what was kept', async () => {
  await filled(async (u, guard) => {
    const well = await store(u, ['verify', '--data', guard.data])
    assert.deepEqual([well.code, well.report.versions, well.report.proven, well.report.broken], [0, 3, 3, []])
    // A bit that rots leaves no trace in a file's times: here it leaves one.
    flip(cachePaths(path.join(guard.data, 'modules'), quote).zip)
    const { stdout, code } = await u.run(['store', 'verify', '--data', guard.data])
    assert.equal(code, 4)
    assert.match(stdout, /^BROKEN {2}3 versions, /)
    assert.match(stdout, /^zip {4}rsc\.io\/quote@v1\.5\.2: gone, or not what was kept$/m)
    assert.equal(readdirSync(path.join(guard.data, 'evidence', 'damaged')).length, 1)
    // The guard fetches it anew.
    assert.deepEqual((await guard.get(urlOf(quote, 'zip'), NOT_HOT)).body, Buffer.from(quote.zip))
    assert.equal((await store(u, ['verify', '--data', guard.data])).code, 0)
  })
})

test('store verify finds rows and decisions that were changed in the tables', async () => {
  await filled(async (u, guard) => {
    await guard.stop()
    const forged = publish('rsc.io/quote', 'v1.5.2', { 'quote.go': 'package quote // forged\n' })
    const zip = cachePaths(path.join(guard.data, 'modules'), quote).zip
    writeFileSync(zip, forged.zip)
    const { createHash } = await import('node:crypto')
    const tables = new DatabaseSync(path.join(guard.data, 'guard.db'))
    const sha256 = createHash('sha256').update(forged.zip).digest('hex')
    const change = tables.prepare(
      `UPDATE versions SET document = json_set(document, '$.zip', json(?), '$.proof.zip', json(?)) WHERE path = ?`,
    )
    change.run(
      JSON.stringify({ h1: forged.h1, sha256, size: forged.zip.length }),
      JSON.stringify([forged.h1]),
      quote.path,
    )
    tables.exec(`DELETE FROM decisions WHERE number = 0`)
    tables.close()
    const { code, report } = await store(u, ['verify', '--data', guard.data])
    assert.deepEqual(
      [code, report.broken],
      [
        4,
        [
          { what: 'rsc.io/quote@v1.5.2', part: 'proof', why: 'the database has another hash of the zip' },
          { what: 'decision log', part: 'log', why: 'decision 0 is missing' },
        ],
      ],
    )
  })
})

test('store scrub reads everything, and goes on where it was stopped', async () => {
  await filled(async (u, guard) => {
    await guard.stop()
    const tables = new DatabaseSync(path.join(guard.data, 'guard.db'))
    const place = { began: Date.now(), path: cased.path, version: cased.version }
    tables.prepare(`INSERT OR REPLACE INTO places VALUES ('scrub', ?)`).run(JSON.stringify(place))
    tables.close()
    const zips = ALL.map((m) => cachePaths(path.join(guard.data, 'modules'), m).zip)
    for (const zip of zips) flip(zip)
    const rest = await store(u, ['scrub', '--data', guard.data])
    assert.deepEqual(
      [rest.code, rest.report.versions, rest.report.broken.map(({ what }) => what)],
      [4, 1, ['rsc.io/quote@v1.5.2']],
    )
    const all = await store(u, ['scrub', '--rate', '100', '--data', guard.data])
    assert.deepEqual([all.code, all.report.versions, all.report.broken.length], [4, 3, 3])
  })
})

test('store gc removes what nobody fetched for long and no project needs, and only with --yes', async () => {
  await filled(async (u, guard) => {
    const old = new DatabaseSync(path.join(guard.data, 'guard.db'))
    const minute = Math.floor(Date.parse('2026-01-01') / 60_000)
    await recorded(guard)
    for (const m of [quote, cased]) old.prepare('UPDATE uses SET last = ? WHERE path = ?').run(minute, m.path)
    old.close()
    u.require([quote])
    const zip = (m: Published): string => cachePaths(path.join(guard.data, 'modules'), m).zip
    const args = ['gc', '--older-than', '30d', '--project', u.project, '--data', guard.data]
    const plan = await store(u, args)
    assert.deepEqual(
      plan.report.removed?.map((item) => item.path),
      [cased.path],
    )
    assert.deepEqual([plan.code, plan.report.done, existsSync(zip(cased))], [0, false, true])
    const text = await u.run(['store', ...args])
    assert.match(
      text.stdout,
      /^ok {2}1 zip of 3 would go: .*\n +\d+ B {2}2026-01-01 {2}github\.com\/Azure\/Sdk@v1\.0\.0\nnothing is removed yet/,
    )
    const done = await store(u, [...args, '--yes'])
    assert.deepEqual(
      [done.code, done.report.done, existsSync(zip(cased)), existsSync(zip(quote))],
      [0, true, false, true],
    )
    assert.deepEqual((await guard.get(urlOf(cased, 'zip'), NOT_HOT)).body, Buffer.from(cased.zip))
    await recorded(guard)
    const size = await store(u, ['gc', '--max-size', '0M', '--data', guard.data])
    assert.deepEqual(
      size.report.removed?.map((item) => item.path),
      [quote.path],
    )
    assert.equal((await u.run(['store', 'gc', '--data', guard.data])).code, 2)
  })
})

test('store export carries modules, proofs and decisions to a guard that has no network', async () => {
  await filled(async (u, guard) => {
    const file = path.join(u.root, 'guard.tar')
    const out = await store(u, ['export', file, '--data', guard.data])
    assert.deepEqual([out.code, out.report.versions, out.report.decisions], [0, 3, 3], out.stdout)
    assert.equal(statSync(file).mode & 0o777, 0o600)
    // All are long known; of one nothing came lately either, and one has a file that is no longer what was kept.
    const tables = new DatabaseSync(path.join(guard.data, 'guard.db'))
    tables.exec(`UPDATE versions SET document = json_set(document, '$.firstSeen', '2020-01-01T00:00:00.000Z')`)
    const old = tables.prepare(`UPDATE versions SET document = json_set(document, '$.changed', ?) WHERE path = ?`)
    old.run('2020-01-01T00:00:00.000Z', cased.path)
    tables.close()
    flip(cachePaths(path.join(guard.data, 'modules'), long).zip)
    const late = await store(u, ['export', `${file}.late`, '--since', '2020-02-01', '--data', guard.data])
    assert.deepEqual(
      [late.code, late.report.versions, late.report.unchecked],
      [3, 2, [{ what: `${long.path}@v1.0.0`, part: 'zip', why: 'left out: gone, or not what was kept' }]],
    )
    await guard.stop()
    const data = path.join(u.root, 'other')
    const taken = await store(u, ['import', file, '--data', data])
    assert.deepEqual([taken.code, taken.report.versions, taken.report.known, taken.report.decisions], [0, 3, 0, 3])
    const again = await store(u, ['import', file, '--data', data])
    assert.deepEqual([again.code, again.report.known], [0, 3])
    const [log = ''] = readdirSync(path.join(data, 'imported'))
    const leaves = readFileSync(path.join(data, 'imported', log, 'decisions.ndjson'), 'utf8')
      .trim()
      .split('\n')
    assert.equal(leaves.length, 3)
    assert.deepEqual(readdirSync(path.join(data, 'tmp')), [])
    u.lie = (_, response) => response.writeHead(500).end() !== undefined
    const flags = ['--data', data]
    await withGuard(
      u,
      async (other) => {
        for (const m of ALL) {
          assert.deepEqual((await other.get(urlOf(m, 'zip'))).body, Buffer.from(m.zip))
          assert.deepEqual((await other.get(urlOf(m, 'mod'))).body, Buffer.from(m.goMod))
        }
      },
      flags,
    )
  })
})

test('store import takes nothing that is not proven, and only what has a place in an export', async () => {
  await filled(async (u, guard) => {
    const file = path.join(u.root, 'guard.tar')
    await store(u, ['export', file, '--data', guard.data])
    await guard.stop()
    const right = entriesOf(readFileSync(file))
    const name = 'modwarden-store/rsc.io/quote/@v/v1.5.2'
    const forged = publish('rsc.io/quote', 'v1.5.2', { 'quote.go': 'package quote // forged\n' })
    const data = path.join(u.root, 'other')
    const tables = openGuardTables(data)
    const vault = openVault({ data, tables, now: () => new Date(), onDamage: (text) => assert.fail(text) })
    const taking = async (bytes: Buffer): ReturnType<typeof importStore> => {
      writeFileSync(file, bytes)
      return importStore(file, {
        vault,
        data,
        verifier: u.db.key.verifier,
        h1Of: async (_, zip) =>
          Promise.resolve([...ALL, forged].find((m) => readFileSync(zip).equals(m.zip))?.h1 ?? assert.fail('unknown')),
        signal: new AbortController().signal,
        onProgress: () => undefined,
      })
    }
    const brokenIn = async (entries: readonly Entry[]): Promise<readonly string[]> =>
      (await taking(archive(entries))).broken.map(({ what, part }) => `${what} ${part}`)
    const swapped = right.map((one) =>
      one.name === `${name}.zip`
        ? { ...one, bytes: Buffer.from(forged.zip) }
        : one.name.endsWith('!azure/!sdk/@v/v1.0.0.mod')
          ? { ...one, bytes: Buffer.from('module evil\n') }
          : one,
    )
    assert.deepEqual(await brokenIn(swapped), ['github.com/Azure/Sdk@v1.0.0 mod', 'rsc.io/quote@v1.5.2 zip'])
    // What is broken was not here, however much of it is.
    assert.equal((await taking(archive(swapped))).known, 1)
    // Another version's proof, and none.
    const proof = right.find((one) => one.name.endsWith('!azure/!sdk/@v/v1.0.0.proof'))
    const others = right.map((one) =>
      one.name === `${name}.proof` ? { ...one, bytes: proof?.bytes ?? one.bytes } : one,
    )
    assert.deepEqual(await brokenIn(others), ['rsc.io/quote@v1.5.2 proof'])
    assert.equal((await taking(archive(right.filter((one) => one.name !== `${name}.proof`)))).versions, 2)
    assert.equal(existsSync(cachePaths(path.join(data, 'modules'), quote).zip), false)
    // A log that was cut, and then a whole one.
    const cut = right.map((one) =>
      one.name.endsWith('decisions.ndjson') ? { ...one, bytes: one.bytes.subarray(0, one.bytes.indexOf(10) + 1) } : one,
    )
    assert.match(
      (await taking(archive(cut))).broken[0]?.why ?? '',
      /a head was signed for \d decisions, and there are 1/,
    )
    for (const [evil, message] of [
      [{ name: '../../etc/cron.d/x', bytes: Buffer.from('x') }, /has no place in one/],
      [{ name: 'modwarden-store/../x/@v/v1.0.0.zip', bytes: Buffer.from('x') }, /\.\./],
      [{ name: 'modwarden-store/a/b.txt', bytes: Buffer.from('x') }, /has no place in one/],
      [{ name: 'modwarden-store/heads.ndjson', bytes: Buffer.from('"x"\n') }, /"modwarden-store\/heads.ndjson" has no/],
      [{ name: `${name}.mod`, bytes: Buffer.alloc(0), kind: '2' }, /an entry of kind "2"/],
    ] as const) {
      const all = archive([...right.slice(0, 1), evil, ...right.slice(1)])
      await assert.rejects(taking(all), { code: 'parse', message })
    }
    const whole = archive(right)
    for (let i = 0; i < 20; i++)
      await assert.rejects(taking(whole.subarray(0, (whole.length * i) / 20)), { code: 'parse' })
    // What was stopped goes on.
    assert.deepEqual((await taking(whole)).broken, [])
    for (const m of ALL) assert.equal((await vault.find(m))?.zip?.h1, m.h1)
    assert.deepEqual(readdirSync(path.join(data, 'tmp')), [])
    await tables.close()
  })
})

/** Asks past the hot set. */
const NOT_HOT = { headers: { 'if-none-match': '"other"' } }

async function filled(work: (u: Universe, guard: TestGuard) => Promise<void>): Promise<void> {
  await withUniverse(async (u) => {
    u.serve(ALL)
    await withGuard(u, async (guard) => {
      const urls = ALL.flatMap((m) => [urlOf(m, 'mod'), urlOf(m, 'zip')])
      for (const { status } of await Promise.all(urls.map(async (url) => guard.get(url)))) assert.equal(status, 200)
      await work(u, guard)
    })
  })
}

async function store(
  u: Universe,
  args: readonly string[],
): Promise<{ readonly code: number; readonly stdout: string; readonly report: StoreReport }> {
  const { code, stdout } = await u.run(['store', ...args, '--format', 'json'])
  const report = JSON.parse(stdout) as StoreReport
  if (!('error' in report)) assert.deepEqual(schemaTroubles('store-1.json', report), [])
  return { code: code ?? -1, stdout, report }
}

interface Entry {
  readonly name: string
  readonly bytes: Buffer
  readonly kind?: string
}

function archive(entries: readonly Entry[]): Buffer {
  const parts = entries.flatMap(({ name, bytes, kind }) => {
    const header = tarHeader(name, bytes.length)
    if (kind !== undefined) {
      header.write(kind, 156, 'latin1')
      header.fill(' ', 148, 156)
      const sum = header.reduce((n, byte) => n + byte, 0)
      header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
    }
    return [header, bytes, tarPadding(bytes.length)]
  })
  return Buffer.concat([...parts, tarEnd()])
}

/** Short names and long ones, as tar(1) would list them. */
function entriesOf(tar: Buffer): Entry[] {
  const entries: Entry[] = []
  let longName: string | undefined
  for (let at = 0; tar[at] !== 0;) {
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 135), 8)
    const bytes = tar.subarray(at + 512, at + 512 + size)
    const name = tar.toString('utf8', at, tar.indexOf(0, at))
    if (tar[at + 156] === 'x'.charCodeAt(0)) longName = / path=(.*)\n/.exec(bytes.toString())?.[1]
    else {
      entries.push({ name: longName ?? name, bytes: Buffer.from(bytes) })
      longName = undefined
    }
    at += 512 + Math.ceil(size / 512) * 512
  }
  return entries
}
