// What the cache lacks is fetched, verified before it is used, and kept in modwarden's store; offline nothing is asked.
import assert from 'node:assert/strict'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { cachePaths } from '../../src/gomod/cachelayout.ts'
import { filesBelow, publish, put, sumLines, withUniverse, type Lie } from '../support/universe.ts'

const quote = publish('rsc.io/quote', 'v1.5.2')
const sampler = publish('github.com/Acme/sampler', 'v1.3.0')
const evil = publish('rsc.io/quote', 'v1.5.2', { 'quote.go': 'package quote\n\nfunc init() { println("evil") }\n' })
const evilMod = publish('rsc.io/quote', 'v1.5.2', {
  'go.mod': 'module rsc.io/quote\n\nrequire evil.example/x v1.0.0\n',
})

test('verify fetches what is missing, verifies and keeps it, and writes nothing into GOMODCACHE but proofs', async () => {
  await withUniverse(async (u) => {
    u.serve([quote, sampler])
    u.require([quote, sampler])
    const first = await u.json(['verify'])
    assert.equal(first.code, 0)
    assert.deepEqual(
      first.report.modules.map((m) => [m.path, m.status, m.parts['zip']]),
      [
        ['github.com/Acme/sampler', 'proven', 'ok'],
        ['rsc.io/quote', 'proven', 'ok'],
      ],
    )
    assert.equal(first.report.summary['fetched'], 2)
    const stored = u.stored().map((file) => path.relative(u.store, file))
    assert.deepEqual(stored.toSorted(), [
      'modules/cache/download/github.com/!acme/sampler/@v/v1.3.0.mod',
      'modules/cache/download/github.com/!acme/sampler/@v/v1.3.0.zip',
      'modules/cache/download/github.com/!acme/sampler/@v/v1.3.0.ziphash',
      'modules/cache/download/rsc.io/quote/@v/v1.5.2.mod',
      'modules/cache/download/rsc.io/quote/@v/v1.5.2.zip',
      'modules/cache/download/rsc.io/quote/@v/v1.5.2.ziphash',
    ])
    assert.deepEqual(
      filesBelow(u.modcache).filter((file) => !file.includes('/sumdb/')),
      [],
    )
    assert.deepEqual(u.leftovers(), [])

    const before = u.requests.length
    const again = await u.run(['verify', '--offline', '--full'])
    assert.equal(again.code, 0)
    assert.equal(u.requests.length, before)

    // What the store holds is not believed either: it is read again, and fetched anew where it was changed.
    const { zip } = cachePaths(path.join(u.store, 'modules'), quote)
    writeFileSync(zip, evil.zip)
    const offline = await u.run(['verify', '--offline', '--full', '--into-modcache'])
    assert.equal(offline.code, 3)
    assert.ok(!existsSync(u.paths(quote).zip))
    assert.equal((await u.run(['verify', '--full'])).code, 0)
    assert.deepEqual(readFileSync(zip), Buffer.from(quote.zip))
  })
})

const served =
  (wanted: RegExp, body: Uint8Array): Lie =>
  (url, response) => {
    if (!wanted.test(url)) return false
    response.end(body)
    return true
  }

for (const [what, lie, rule] of [
  ['another zip', served(/quote\/@v\/v1\.5\.2\.zip$/, evil.zip), 'MW-INT-ZIP'],
  ['a zip that is none', served(/quote\/@v\/v1\.5\.2\.zip$/, Buffer.from('<html>sign in</html>')), 'MW-INT-ZIP'],
  ['another go.mod', served(/quote\/@v\/v1\.5\.2\.mod$/, evilMod.goMod), 'MW-INT-GOMOD'],
] as const) {
  test(`verify of a proxy that sends ${what}: exit 4, and nothing of it is kept`, async () => {
    await withUniverse(async (u) => {
      u.serve([quote, sampler])
      u.require([quote, sampler])
      u.lie = lie
      const { code, stdout } = await u.run(['verify', '--into-modcache'])
      assert.equal(code, 4)
      assert.match(stdout, /TAMPERED {2}rsc\.io\/quote@v1\.5\.2/)
      assert.ok(stdout.includes(rule))
      assert.match(
        stdout,
        /a proxy sent another (?:zip|go\.mod) of rsc\.io\/quote@v1\.5\.2 than was agreed on; it was not kept/,
      )
      const kept = [...u.stored(), ...filesBelow(u.modcache)].filter((file) => file.includes('/quote/'))
      const bytes = kept.map((file) => readFileSync(file))
      for (const bad of [evil.zip, evilMod.goMod]) assert.ok(bytes.every((b) => !b.equals(Buffer.from(bad))))
      assert.ok(kept.every((file) => !file.endsWith(rule === 'MW-INT-ZIP' ? '.zip' : '.mod')))
      assert.deepEqual(u.leftovers(), [])
      // The sound module beside it is where go looks.
      assert.ok(existsSync(u.paths(sampler).zip))
      u.lie = () => false
      assert.equal((await u.run(['verify'])).code, 0)
    })
  })
}

test('verify of a proxy that lacks a module or breaks off: exit 3, and says which', async () => {
  await withUniverse(async (u) => {
    u.serve([quote, sampler])
    u.require([quote, sampler])
    u.served.delete('rsc.io/quote@v1.5.2')
    const lacks = await u.run(['verify'])
    assert.equal(lacks.code, 3)
    assert.match(lacks.stdout, /UNCHECKED {2}rsc\.io\/quote@v1\.5\.2[\s\S]*status 404/)
    u.serve([quote], { unlogged: true })
    u.lie = (url, response) => {
      if (!url.endsWith('/quote/@v/v1.5.2.zip')) return false
      response.writeHead(200, { 'content-length': quote.zip.length })
      response.write(quote.zip.subarray(0, 40))
      setTimeout(() => response.destroy(), 50)
      return true
    }
    assert.equal((await u.run(['verify'])).code, 3)
    assert.deepEqual(u.leftovers(), [])
  })
})

test('verify without anything that says what a module should be fetches nothing of it', async () => {
  await withUniverse(async (u) => {
    u.serve([quote])
    u.require([quote])
    u.write('go.sum', '')
    const { code } = await u.run(['verify'], { env: { GOSUMDB: 'off' } })
    assert.equal(code, 3)
    assert.deepEqual(u.stored(), [])
  })
})

test('verify --into-modcache puts modules where go looks, go.mod files of the graph too', async () => {
  await withUniverse(async (u) => {
    const root = publish('rsc.io/root', 'v1.0.0', {
      'go.mod': 'module rsc.io/root\n\nrequire github.com/Acme/sampler v1.3.0\n',
    })
    const old = publish('github.com/Acme/sampler', 'v1.3.0')
    const newer = publish('github.com/Acme/sampler', 'v1.4.0')
    u.serve([root, old, newer])
    u.require([root, newer], { goSum: `${sumLines(old).split('\n')[1]}\n` })
    const { code, stderr } = await u.run(['verify', '--into-modcache'])
    assert.equal(stderr, '')
    assert.equal(code, 0)
    for (const m of [root, newer]) {
      assert.deepEqual(readFileSync(u.paths(m).zip), Buffer.from(m.zip))
      assert.equal(readFileSync(u.paths(m).ziphash, 'utf8'), m.h1)
      assert.deepEqual(readFileSync(u.paths(m).mod), Buffer.from(m.goMod))
    }
    assert.ok(existsSync(u.paths(old).mod))
    assert.ok(!existsSync(u.paths(old).zip))
    assert.deepEqual(u.leftovers(), [])
    // What is there is never replaced.
    rmSync(u.paths(root).zip)
    writeFileSync(u.paths(root).mod, 'module rsc.io/root // edited\n')
    assert.equal((await u.run(['verify', '--into-modcache'])).code, 4)
    assert.equal(readFileSync(u.paths(root).mod, 'utf8'), 'module rsc.io/root // edited\n')
  })
})

test('verify --into-modcache goes on where one module cannot be put where go looks: exit 3, and it says why', async () => {
  await withUniverse(async (u) => {
    u.serve([quote, sampler])
    u.require([quote, sampler])
    put(path.join(u.paths(quote).lock, 'in the way'), '')
    const { code, stdout } = await u.run(['verify', '--into-modcache'])
    assert.equal(code, 3)
    assert.match(
      stdout,
      /^UNCHECKED {2}rsc\.io\/quote@v1\.5\.2\n {2}because {3}it could not be put where go looks: .*v1\.5\.2\.lock/m,
    )
    assert.deepEqual(readFileSync(u.paths(sampler).zip), Buffer.from(sampler.zip))
    assert.equal(existsSync(u.paths(quote).zip), false)
  })
})

test('verify --offline on an empty machine opens no socket: exit 3', async () => {
  await withUniverse(async (u) => {
    u.serve([quote])
    u.require([quote])
    const { code, stdout } = await u.run(['verify', '--offline'])
    assert.equal(code, 3)
    assert.match(stdout, /UNCHECKED {2}rsc\.io\/quote@v1\.5\.2/)
    assert.deepEqual(u.requests, [])
  })
})

test('verify proves from a bundle what no database in reach proves', async () => {
  await withUniverse(async (u) => {
    u.db.fill(100)
    u.sound([quote, sampler])
    const bundle = path.join(u.project, 'go.sum.proofs.json')
    const wrote = await u.run(['verify', '--bundle', 'go.sum.proofs.json'])
    assert.equal(wrote.code, 0)
    assert.match(wrote.stderr, /2 proofs in /)
    const elsewhere = { GOPATH: path.join(u.root, 'other'), MODWARDEN_STORE: path.join(u.root, 'otherstore') }
    rmSync(path.join(u.modcache, 'cache/download/sumdb'), { recursive: true })
    const { code, report } = await u.json(['verify', '--offline'], { env: elsewhere })
    assert.equal(code, 0)
    assert.deepEqual(
      report.modules.map((m) => m.status),
      ['proven', 'proven'],
    )
    // One that holds less does not replace it, nor is another file taken for one.
    u.lie = (url, response) => url.endsWith('sampler@v1.3.0') && response.writeHead(500).end() !== undefined
    const poorer = await u.run(['verify', '--bundle', 'go.sum.proofs.json'], { env: elsewhere })
    assert.equal(poorer.code, 3)
    assert.match(poorer.stderr, /go\.sum\.proofs\.json: left as it is/)
    u.lie = () => false
    const wrongFile = await u.run(['verify', '--bundle', 'go.sum'])
    assert.equal(wrongFile.code, 2)
    assert.match(wrongFile.stderr, /go\.sum: is there and is no proof bundle/)
    assert.match(readFileSync(path.join(u.project, 'go.sum'), 'utf8'), /^rsc\.io\/quote /)
    rmSync(path.join(u.modcache, 'cache/download/sumdb'), { recursive: true })
    rmSync(elsewhere.GOPATH, { recursive: true })
    rmSync(elsewhere.MODWARDEN_STORE, { recursive: true })
    // One that was altered counts for nothing.
    const good = readFileSync(bundle, 'utf8')
    writeFileSync(bundle, good.replaceAll(quote.h1, evil.h1))
    const altered = await u.run(['verify', '--offline'], { env: elsewhere })
    assert.equal(altered.code, 4)
    assert.match(altered.stderr, /the proof bundle does not hold/)
    // The project's bundle of a database that this user does not use is no help, and no harm.
    const other = await u.run(['verify', '--offline'], { env: { ...elsewhere, GOSUMDB: 'sum.golang.org' } })
    assert.equal(other.code, 3)
    const missing = await u.run(['verify', '--offline', '--bundle', 'none.json'], { env: elsewhere })
    assert.equal(missing.code, 2)
  })
})
