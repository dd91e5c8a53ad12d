// rebuild: everything is had and proven before anything in the cache changes; then the cache holds what the project needs
// and nothing else.
import assert from 'node:assert/strict'
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { filesBelow, publish, put, sumLines, withUniverse, type Universe } from '../support/universe.ts'

const quote = publish('rsc.io/quote', 'v1.5.2', {
  'go.mod': 'module rsc.io/quote\n\ngo 1.16\n\nrequire rsc.io/sampler v1.2.0\n',
})
const sampler = publish('rsc.io/sampler', 'v1.3.0')
const older = publish('rsc.io/sampler', 'v1.2.0')
const other = publish('github.com/acme/other', 'v1.0.0')
const evil = publish('rsc.io/quote', 'v1.5.2', { 'evil.go': '// inert\n' })

interface Rebuilt {
  readonly dryRun: boolean
  readonly modules: ReadonlyArray<{ path: string; version: string; status: string; parts: string[]; evidence?: string }>
  readonly others: ReadonlyArray<{ name: string; status: string }>
  readonly goSum: ReadonlyArray<{ line: number }>
  readonly exitCode: number
}

async function rebuild(u: Universe, ...args: string[]): Promise<Rebuilt> {
  const { report, stderr } = await u.json(['rebuild', ...args])
  assert.equal(report.schema, 'modwarden/rebuild/1', stderr)
  return report as unknown as Rebuilt
}

/** A project that needs two modules and the go.mod of a third; the cache has one bad, one old and one that nobody needs. */
function poisoned(u: Universe): void {
  u.serve([quote, sampler, older, other])
  u.require([quote, sampler], { goSum: `${sumLines(older).split('\n')[1]}\n` })
  u.cache([quote, older, other])
  writeFileSync(u.paths(quote).zip, evil.zip)
  put(path.join(u.modcache, 'cache/vcs/0123/HEAD'), 'ref\n')
}

/** Rows by their first word. */
function ordered<T>(rows: ReadonlyArray<readonly [string, ...T[]]>): ReadonlyArray<readonly [string, ...T[]]> {
  return rows.toSorted(([a], [b]) => (a < b ? -1 : 1))
}

/** Every file of the cache but the checksum database's, with what it holds. */
function contents(u: Universe): string[] {
  return filesBelow(u.modcache)
    .filter((file) => !file.includes('/sumdb/') && !file.endsWith('.lock'))
    .map((file) => `${path.relative(u.modcache, file)} ${readFileSync(file).toString('base64')}`)
}

test('rebuild without --yes has and proves everything, says what would change, and changes nothing', async () => {
  await withUniverse(async (u) => {
    poisoned(u)
    const before = contents(u)
    const { code, stdout } = await u.run(['rebuild'])
    assert.equal(code, 0)
    assert.match(stdout, /^TO REPLACE {2}rsc\.io\/quote@v1\.5\.2 {3}zip$/m)
    assert.match(
      stdout,
      /^ready: everything is proven and at hand; would remove \S+ \S+ of 3 others; nothing was touched: --yes does it\./m,
    )
    assert.deepEqual(contents(u), before)
    // The bytes are here now: doing it opens no connection.
    u.requests.length = 0
    assert.equal((await u.run(['rebuild', '--yes', '--offline'])).code, 0)
    assert.deepEqual(u.requests, [])
  })
})

test('rebuild --yes leaves what the project needs, proven, keeps what was bad and removes the rest', async () => {
  await withUniverse(async (u) => {
    poisoned(u)
    const report = await rebuild(u, '--yes')
    assert.equal(report.exitCode, 0)
    assert.deepEqual(ordered(report.modules.map((m) => [`${m.path}@${m.version}`, m.status, m.parts])), [
      ['rsc.io/quote@v1.5.2', 'replaced', ['zip']],
      ['rsc.io/sampler@v1.2.0', 'sound', []],
      ['rsc.io/sampler@v1.3.0', 'added', ['zip', '.ziphash', 'folder', '.mod']],
    ])
    assert.deepEqual(ordered(report.others.map((item) => [item.name, item.status])), [
      ['cache/vcs', 'removed'],
      ['github.com/acme/other@v1.0.0', 'removed'],
      ['rsc.io/sampler@v1.2.0 (its contents)', 'removed'],
    ])
    const evidence = report.modules.find((m) => m.status === 'replaced')?.evidence ?? ''
    assert.deepEqual(readFileSync(path.join(evidence, 'zip')), Buffer.from(evil.zip))
    for (const m of [quote, sampler]) {
      const { zip, ziphash, mod, info, folder } = u.paths(m)
      assert.deepEqual([zip, ziphash, mod, info, folder].map(existsSync), [true, true, true, true, true])
    }
    assert.deepEqual([u.paths(older).mod, u.paths(older).zip, u.paths(older).folder].map(existsSync), [
      true,
      false,
      false,
    ])
    assert.equal(existsSync(u.paths(other).mod), false)
    assert.equal((await u.run(['verify', '--cache', '--full', '--offline'])).code, 0)
    assert.deepEqual(u.leftovers(), [])
    const again = await rebuild(u, '--yes')
    assert.ok(again.modules.every((m) => m.status === 'sound'))
    assert.deepEqual(again.others, [])
  })
})

test('rebuild --keep-others leaves other projects what they need', async () => {
  await withUniverse(async (u) => {
    poisoned(u)
    assert.deepEqual((await rebuild(u, '--yes', '--keep-others')).others, [])
    assert.equal(existsSync(u.paths(other).zip), true)
    assert.equal(existsSync(path.join(u.modcache, 'cache/vcs/0123/HEAD')), true)
  })
})

test('rebuild touches nothing where one thing cannot be had: exit 3', async () => {
  for (const [what, lie] of [
    ['a zip', /sampler\/@v\/v1\.3\.0\.zip$/],
    ['a go.mod', /sampler\/@v\/v1\.3\.0\.mod$/],
  ] as const) {
    await withUniverse(async (u) => {
      poisoned(u)
      const before = contents(u)
      u.lie = (url, response) => lie.test(url) && response.writeHead(500).end() !== undefined
      const { code, stdout } = await u.run(['rebuild', '--yes'])
      assert.equal(code, 3, what)
      assert.match(stdout, /^LACKING {2}rsc\.io\/sampler@v1\.3\.0/m)
      assert.match(stdout, /so nothing in the cache was touched/)
      assert.deepEqual(contents(u), before)
    })
  }
})

test('rebuild touches nothing where go.sum names other bytes than were agreed on: exit 4', async () => {
  await withUniverse(async (u) => {
    poisoned(u)
    const file = path.join(u.project, 'go.sum')
    writeFileSync(file, readFileSync(file, 'utf8').replace(quote.h1, evil.h1))
    const before = contents(u)
    const { code, stdout } = await u.run(['rebuild', '--yes'])
    assert.equal(code, 4)
    assert.match(stdout, /^BROKEN {2}go\.sum:1$/m)
    assert.match(stdout, /^ {2}next {6}modwarden repair --all --go-sum$/m)
    assert.deepEqual(contents(u), before)
  })
})

test('rebuild is not misled by a bad go.mod, and builds without .info files', async () => {
  await withUniverse(async (u) => {
    poisoned(u)
    appendFileSync(u.paths(quote).mod, 'require github.com/acme/other v1.0.0\n')
    u.lie = (url, response) => url.endsWith('.info') && response.writeHead(404).end() !== undefined
    const { code, stdout } = await u.run(['rebuild', '--yes'])
    assert.equal(code, 0, stdout)
    assert.match(stdout, /^REPLACED {2}rsc\.io\/quote@v1\.5\.2 {3}zip, \.mod$/m)
    assert.match(stdout, /^note: 1 \.info file could not be had; go builds without it$/m)
    assert.equal(existsSync(u.paths(other).mod), false)
  })
})
