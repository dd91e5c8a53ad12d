// Feeds: fetched from files, folders and servers into the store, under conditions that an old, false or unsigned one does
// not meet; carried to where there is no network; and never taken from a project's settings.
import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { serving } from '../support/loopback.ts'
import { signedNote, testKey, type TestKey } from '../support/sumdbserver.ts'
import { put, withUniverse, type Ran, type Universe } from '../support/universe.ts'

const H1 = 'h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='

interface Row {
  readonly kind: string
  readonly source: string
  readonly state: string
  readonly entries: number
  readonly date?: string
  readonly signedBy?: readonly string[]
  readonly reason?: string
}

function record(id: string, module: string, modified: string): string {
  const affected = [
    { package: { ecosystem: 'Go', name: module }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }] },
  ]
  return JSON.stringify({ id, modified, affected })
}

async function feed(
  u: Universe,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Ran & { readonly rows: readonly Row[] }> {
  const ran = await u.run(['feed', ...args, '--json'], { env })
  const document = JSON.parse(ran.stdout) as { readonly feeds?: readonly Row[] }
  return { ...ran, rows: (document.feeds ?? []).filter(({ state }) => state !== 'built-in') }
}

function sign(text: string, key: TestKey): string {
  return Buffer.from(signedNote(text, key)).toString()
}

function stored(u: Universe): readonly string[] {
  const folder = path.join(u.store, 'feeds')
  return readdirSync(folder).map((name) => readFileSync(path.join(folder, name), 'utf8'))
}

test('feed without any setting has the built-in list, and says how to have more', async () => {
  await withUniverse(async (u) => {
    const { code, stdout } = await u.run(['feed', 'status'])
    assert.equal(code, 0)
    assert.match(stdout, /^ok {2}malicious {2}50 {2}2026-09 {2}built in\nno feed is configured: .*malware-feeds/)
    assert.deepEqual(u.requests, [])
  })
})

test('feed update takes files, folders and servers, and says the date of each', async () => {
  await withUniverse(async (u) => {
    // A checkout of malicious packages: npm's records are not read, so that they may have any form.
    const folder = path.join(u.root, 'malicious-packages')
    put(path.join(folder, 'osv/malicious/npm/x/MAL-2030-9.json'), 'not read')
    put(
      path.join(folder, 'osv/malicious/go/example.com/a/MAL-2030-1.json'),
      record('MAL-2030-1', 'example.com/a', '2026-03-01T00:00:00Z'),
    )
    put(
      path.join(folder, 'osv/malicious/go/example.com/b/MAL-2030-2.json'),
      record('MAL-2030-2', 'example.com/b', '2026-04-01T00:00:00Z'),
    )
    const list = put(path.join(u.root, 'good.txt'), `# date 2026-05-01\n${H1} example.com/m v1.0.0 read by kim\n`)
    u.lie = (url, response) => {
      if (url !== '/feed.ndjson') return false
      response.end(`${record('MAL-2030-3', 'example.com/c', '2026-06-01T00:00:00Z')}\n`)
      return true
    }
    const env = { MODWARDEN_MALWARE_FEEDS: `${folder},${u.base}/feed.ndjson`, MODWARDEN_KNOWN_GOOD: list }
    const before = await feed(u, ['status'], env)
    assert.equal(before.code, 3)
    assert.deepEqual(
      before.rows.map(({ state }) => state),
      ['missing', 'missing', 'missing'],
    )
    const updated = await feed(u, ['update'], env)
    assert.equal(updated.code, 0, updated.stdout)
    assert.deepEqual(
      updated.rows.map(({ kind, state, entries, date }) => [kind, state, entries, date]),
      [
        ['malicious', 'updated', 2, '2026-04-01T00:00:00Z'],
        ['malicious', 'updated', 1, '2026-06-01T00:00:00Z'],
        ['known-good', 'updated', 1, '2026-05-01T00:00:00Z'],
      ],
    )
    assert.deepEqual(
      (await feed(u, ['update'], env)).rows.map(({ state }) => state),
      ['unchanged', 'unchanged', 'unchanged'],
    )
    const status = await u.run(['feed', 'status'], { env })
    assert.equal(status.code, 0)
    assert.match(status.stdout, /^ok {2}known-good {3}1 {2}2026-05-01 {2}.*good\.txt {3}fetched 20/m)
    assert.match(status.stdout, /^ok: 3 of 3 feeds in order$/m)
    assert.deepEqual(u.requests, ['/feed.ndjson', '/feed.ndjson'])
    assert.deepEqual(u.leftovers(), [])
  })
})

test('feed update keeps the old feed where the new one is malformed, empty, older, of the future or not there', async () => {
  await withUniverse(async (u) => {
    const file = path.join(u.root, 'feed.json')
    const env = { MODWARDEN_MALWARE_FEEDS: file }
    put(file, record('MAL-2030-1', 'example.com/a', '2026-03-01T00:00:00Z'))
    assert.equal((await feed(u, ['update'], env)).code, 0)
    const good = stored(u)
    const rows: readonly (readonly [content: string | undefined, reason: RegExp])[] = [
      ['{"id":', /not JSON/],
      ['[]', /no record of a malicious Go module/],
      [record('GO-2030-1', 'example.com/a', '2026-04-01T00:00:00Z'), /no record of a malicious Go module/],
      [
        record('MAL-2030-1', 'example.com/a', '2026-02-01T00:00:00Z'),
        /of 2026-02-01T00:00:00Z, and what is stored is of 2026-03-01/,
      ],
      [record('MAL-2030-1', 'example.com/a', ''), /says no date, and what is stored is of 2026-03-01/],
      [record('MAL-2030-1', 'example.com/a', '2999-01-01T00:00:00Z'), /in the future/],
    ]
    for (const [content, reason] of rows) {
      put(file, content ?? '')
      const { code, rows: found } = await feed(u, ['update'], env)
      assert.equal(code, 3)
      assert.deepEqual([found[0]?.state, found[0]?.entries, found[0]?.date], ['failed', 1, '2026-03-01T00:00:00Z'])
      assert.match(found[0]?.reason ?? '', reason)
      assert.match(found[0]?.reason ?? '', /what was stored before stays$/)
      assert.deepEqual(stored(u), good)
    }
    const gone = await feed(u, ['update'], { MODWARDEN_MALWARE_FEEDS: `${file}.gone` })
    assert.equal(gone.code, 3)
    assert.match(gone.rows[0]?.reason ?? '', /there is no such file or folder/)
    assert.equal((await feed(u, ['status'], env)).rows[0]?.state, 'current')
  })
})

test('feed update asks nobody but the host that is named', async () => {
  await withUniverse(async (u) => {
    const elsewhere: string[] = []
    await serving(
      (request, response) => {
        elsewhere.push(request.url ?? '')
        response.end(record('MAL-2030-1', 'example.com/a', '2026-03-01T00:00:00Z'))
      },
      async (other) => {
        u.lie = (url, response) => {
          if (url === '/moved.json') response.writeHead(302, { location: '/feed.json' }).end()
          else if (url === '/feed.json') response.end(record('MAL-2030-1', 'example.com/a', '2026-03-01T00:00:00Z'))
          else response.writeHead(302, { location: `${other}/feed.json` }).end()
          return true
        }
        const away = await feed(u, ['update'], { MODWARDEN_MALWARE_FEEDS: `${u.base}/away.json` })
        assert.equal(away.code, 3)
        assert.match(away.rows[0]?.reason ?? '', /redirected to another host/)
        assert.deepEqual(elsewhere, [])
        assert.equal((await feed(u, ['update'], { MODWARDEN_MALWARE_FEEDS: `${u.base}/moved.json` })).code, 0)
      },
    )
    const plain = await feed(u, ['update'], { MODWARDEN_MALWARE_FEEDS: 'http://feeds.invalid/x.json' })
    assert.match(plain.rows[0]?.reason ?? '', /plain http and without a key/)
    const secret = await feed(u, ['status'], {
      MODWARDEN_MALWARE_FEEDS: 'https://kim:secret@feeds.invalid/x.json?token=1',
    })
    assert.equal(secret.rows[0]?.source, 'https://feeds.invalid/x.json')
  })
})

test('feed update --offline opens no socket', async () => {
  await withUniverse(async (u) => {
    const file = put(path.join(u.root, 'feed.json'), record('MAL-2030-1', 'example.com/a', '2026-03-01T00:00:00Z'))
    const { code, rows } = await feed(u, ['update', '--offline'], {
      MODWARDEN_MALWARE_FEEDS: `${u.base}/feed.json,${file}`,
    })
    assert.equal(code, 3)
    assert.deepEqual(
      rows.map(({ state }) => state),
      ['failed', 'updated'],
    )
    assert.match(rows[0]?.reason ?? '', /--offline opens no connection/)
    assert.deepEqual(u.requests, [])
  })
})

test('feed with a key takes what that key signed, and nothing else', async () => {
  await withUniverse(async (u) => {
    const key = testKey('feeds.example', 1)
    const other = testKey('other.example', 2)
    const file = path.join(u.root, 'feed.txt')
    const text = (date: string): string =>
      `# feed known-bad\n# date ${date}\n${H1} example.com/m v1.0.0 wipes the disk\n`
    const open = { MODWARDEN_KNOWN_BAD: file }
    const env = { ...open, MODWARDEN_FEED_KEYS: key.verifier.key }
    const failing = async (content: string, reason: RegExp): Promise<void> => {
      put(file, content)
      const { code, rows } = await feed(u, ['update'], env)
      assert.equal(code, 3)
      assert.match(rows[0]?.reason ?? '', reason)
    }
    await failing(text('2026-03-01'), /is not signed by a key of feed-keys/)
    // What was stored without a key does not count once there is one.
    assert.equal((await feed(u, ['update'], open)).code, 0)
    assert.equal((await feed(u, ['status'], env)).rows[0]?.state, 'failed')
    put(file, sign(text('2026-03-01'), key))
    const signed = await feed(u, ['update'], env)
    assert.deepEqual([signed.code, signed.rows[0]?.state, signed.rows[0]?.signedBy], [0, 'updated', ['feeds.example']])
    await failing(sign(text('2026-04-01'), other), /is not signed by a key/)
    await failing(sign(text('2026-04-01'), key).replace('wipes', 'paints'), /signature is wrong/)
    await failing(sign(text('2026-02-01'), key), /what is stored is of 2026-03-01/)
    await failing(sign(`# feed known-bad\n${H1} example.com/m v1.0.0 undated\n`, key), /says no date/)
    // A list of good hashes by the same key is none of bad ones, and one that does not say which is neither.
    await failing(sign(text('2026-05-01').replace('known-bad', 'known-good'), key), /is a feed of known-good/)
    await failing(sign(text('2026-05-01').replace('# feed known-bad\n', ''), key), /does not say of which kind it is/)
    assert.equal((await feed(u, ['status'], env)).rows[0]?.date, '2026-03-01T00:00:00Z')
    // Without the key a signed feed is read as it is.
    assert.equal((await feed(u, ['status'], open)).rows[0]?.state, 'current')
    const bad = await u.run(['feed', 'status'], { env: { ...open, MODWARDEN_FEED_KEYS: 'nonsense' } })
    assert.deepEqual([bad.code, /feed-keys: verifier key/.test(bad.stderr)], [2, true])
  })
})

test('feed export carries feeds to a machine where they are configured, too, under the same conditions', async () => {
  await withUniverse(async (u) => {
    const file = put(path.join(u.root, 'feed.json'), record('MAL-2030-1', 'example.com/a', '2026-03-01T00:00:00Z'))
    const env = { MODWARDEN_MALWARE_FEEDS: file }
    const nothing = await u.run(['feed', 'export', 'feeds.json'], { env })
    assert.deepEqual([nothing.code, /no feed is stored/.test(nothing.stderr)], [3, true])
    assert.equal((await feed(u, ['update'], env)).code, 0)
    assert.equal((await feed(u, ['export', 'feeds.json'], env)).code, 0)

    const there = { ...env, MODWARDEN_STORE: path.join(u.root, 'there') }
    const refused = await feed(u, ['import', 'feeds.json'], { MODWARDEN_STORE: there.MODWARDEN_STORE })
    assert.equal(refused.code, 3)
    assert.match(refused.rows[0]?.reason ?? '', /not configured here/)
    assert.deepEqual(
      (await feed(u, ['import', 'feeds.json'], there)).rows.map(({ state }) => state),
      ['updated'],
    )
    assert.equal((await feed(u, ['status'], there)).rows[0]?.entries, 1)

    put(file, record('MAL-2030-1', 'example.com/a', '2026-05-01T00:00:00Z'))
    assert.equal((await feed(u, ['update'], env)).code, 0)
    const older = await feed(u, ['import', 'feeds.json'], env)
    assert.deepEqual([older.code, older.rows[0]?.date], [3, '2026-05-01T00:00:00Z'])
    u.write('broken.json', '{"schema":"modwarden/feeds/1","feeds":[{"kind":"malicious"}]}')
    const broken = await u.run(['feed', 'import', 'broken.json'], { env })
    assert.deepEqual([broken.code, /is no export of feeds/.test(broken.stderr)], [2, true])
    assert.deepEqual(u.requests, [])
  })
})

test('a project names no feeds, and paths are whole', async () => {
  await withUniverse(async (u) => {
    u.write('.modwarden.yaml', 'known-good:\n  - /srv/good.txt\n')
    const { code, stderr } = await u.run(['verify', '--offline'])
    assert.equal(code, 2)
    assert.match(stderr, /a project may not set known-good/)
    // feed itself belongs to no project.
    mkdirSync(path.join(u.root, 'x'))
    assert.equal((await u.run(['feed', 'status'])).code, 0)
    const relative = await u.run(['feed', 'status'], { env: { MODWARDEN_KNOWN_BAD: 'bad.txt' } })
    assert.deepEqual([relative.code, /neither a URL nor an absolute path/.test(relative.stderr)], [2, true])
  })
})
