// Where `modwarden vulns` has its database from: a folder, an archive, a URL; and that none is taken for whole that is broken.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { OsvRecord } from '../support/reachcases.ts'
import { makeTar } from '../support/tarwriter.ts'
import type { Universe } from '../support/universe.ts'
import { caseNamed, documentOf, withCalled } from '../support/vulnsproject.ts'

describe('vulns reads databases', () => {
  test('vulns without a database exits 3 and says how to name one', async () => {
    await withCalled(async (_, __, vulns) => {
      const { code, stderr, stdout } = await vulns(['--format', 'json'])
      assert.equal(code, 3)
      assert.match(stderr, /no vulnerability database is named/)
      assert.match(stderr, /GOVULNDB/)
      assert.equal(documentOf({ code, stdout, stderr }).error?.code, 'not-found')
    })
  })

  test('vulns reads an archive as it reads the folder', async () => {
    await withCalled(async (u, database, vulns) => {
      const archive = path.join(u.root, 'db.tar.gz')
      writeFileSync(
        archive,
        gzipSync(makeTar(filesOf(database).map(({ name, content }) => ({ name: `vulndb/${name}`, content })))),
      )
      const { findings } = documentOf(await vulns(['--db', archive, '--format', 'json']))
      assert.deepEqual(
        findings.map(({ id, level }) => [id, level]),
        [['GO-9000-0001', 'symbol']],
      )
    })
  })

  test('vulns refuses an archive whose names lead out of it', async () => {
    await withCalled(async (u, _, vulns) => {
      const archive = path.join(u.root, 'db.tar')
      writeFileSync(archive, makeTar([{ name: '../../index/modules.json', content: '[]' }]))
      const { code, stderr } = await vulns(['--db', archive])
      assert.equal(code, 3)
      assert.match(stderr, /a name in it leads out of it: "\.\.\/\.\.\/index\/modules\.json"/)
    })
  })

  test('vulns marks a record that cannot be read, and exits 3', async () => {
    await withCalled(async (_, database, vulns) => {
      writeFileSync(path.join(database, 'ID', 'GO-9000-0001.json'), '{"id":"GO-9000-0001","affected":[{"package":')
      const document = documentOf(await vulns(['--db', database, '--format', 'json']))
      assert.equal(document.exitCode, 3)
      assert.match(document.left[0] ?? '', /ID\/GO-9000-0001\.json: not JSON/)
    })
  })

  test('vulns takes a border that is no version for none, and says so', async () => {
    await withCalled(async (_, database, vulns) => {
      const record = caseNamed('direct-call').advisories[0]
      const odd = JSON.stringify(record).replace('"1.1.0"', '"soon"')
      writeFileSync(path.join(database, 'ID', 'GO-9000-0001.json'), odd)
      const document = documentOf(await vulns(['--db', database, '--format', 'json']))
      assert.equal(document.exitCode, 1)
      assert.deepEqual(document.left, ['GO-9000-0001: example.com/vuln: fixed "soon" is no version'])
    })
  })

  test('vulns fetches from a URL what is new, and offline uses what it kept', async () => {
    await withCalled(async (u, _, vulns) => {
      const records = caseNamed('direct-call').advisories
      const asked = serveDatabase(u, records)
      const url = `${u.base}/vulndb`
      const first = documentOf(await vulns(['--db', url, '--format', 'json']))
      assert.deepEqual(
        first.findings.map(({ id }) => id),
        ['GO-9000-0001'],
      )
      assert.deepEqual(asked.splice(0), ['index/db.json', 'index/modules.json', 'ID/GO-9000-0001.json'])
      await vulns(['--db', url])
      assert.deepEqual(asked.splice(0), ['index/db.json'])
      const offline = documentOf(await vulns(['--db', url, '--offline', '--format', 'json']))
      assert.deepEqual(asked.splice(0), [])
      assert.deepEqual([offline.database.offline, offline.findings.length], [true, 1])
    })
  })

  test('vulns refuses a database that is older than the one it kept', async () => {
    await withCalled(async (u, _, vulns) => {
      const records = caseNamed('direct-call').advisories
      serveDatabase(u, records, { modified: '2026-03-01T00:00:00Z' })
      await vulns(['--db', `${u.base}/vulndb`])
      serveDatabase(u, records, { modified: '2026-02-01T00:00:00Z' })
      const { code, stderr } = await vulns(['--db', `${u.base}/vulndb`])
      assert.equal(code, 3)
      assert.match(stderr, /is of 2026-02-01T00:00:00Z, and what is kept is of 2026-03-01T00:00:00Z/)
    })
  })

  test('vulns never takes a damaged database for one in which nothing is wrong', async () => {
    await withCalled(async (u, database, vulns) => {
      const index = path.join(database, 'index', 'modules.json')
      const [date, whole] = [path.join(database, 'index', 'db.json'), readFileSync(index)]
      const archive = path.join(u.root, 'db.tar.gz')
      const packed = gzipSync(makeTar(filesOf(database)))
      const told = async (source: string): Promise<string> => {
        const { exitCode, error, left } = documentOf(await vulns(['--db', source, '--format', 'json']))
        assert.equal(exitCode, 3, source)
        return (error?.message ?? left.join(' ')).replaceAll(`${u.root}/`, '')
      }
      writeFileSync(index, '[]')
      assert.equal(await told(database), 'db: index/modules.json: names no module')
      writeFileSync(index, whole.subarray(0, whole.length - 20))
      assert.match(await told(database), /^db: index\/modules\.json: not JSON: /)
      writeFileSync(index, '')
      assert.match(await told(database), /^db: index\/modules\.json: not JSON: /)
      writeFileSync(index, '<html>log in first</html>')
      assert.match(await told(database), /^db: index\/modules\.json: not JSON: /)
      // Without the module that has the flaw: its record is still there.
      writeFileSync(index, '[{"path":"example.com/other","vulns":[]}]')
      assert.match(await told(database), /does not name ID\/GO-9000-0001\.json, so they were not looked at$/)
      rmSync(index)
      assert.equal(await told(database), 'db: has index/db.json and no index/modules.json')
      rmSync(date)
      rmSync(path.join(database, 'ID'), { recursive: true })
      assert.equal(await told(database), 'db: no advisory about a Go module in it')
      writeFileSync(archive, packed.subarray(0, packed.length - 30))
      assert.match(await told(archive), /^db\.tar\.gz: not a gzip file: /)
      writeFileSync(archive, gzipSync(makeTar([{ name: 'readme.txt', content: 'nothing' }])))
      assert.equal(await told(archive), 'db.tar.gz: no advisory about a Go module in it')
    })
  })

  test('vulns never takes half an answer from a URL for one in which nothing is wrong', async () => {
    await withCalled(async (u, _, vulns) => {
      const records = caseNamed('two-advisories').advisories
      const told = async (): Promise<string> => {
        const ran = documentOf(await vulns(['--db', `${u.base}/vulndb`, '--format', 'json']))
        assert.equal(ran.exitCode, 3)
        return (ran.error?.message ?? ran.left.join(' ')).replaceAll(u.base, '')
      }
      serveDatabase(u, records, { broken: { 'index/modules.json': '[]' } })
      assert.equal(await told(), '/vulndb/index/modules.json: names no module')
      serveDatabase(u, records, { broken: { 'index/modules.json': undefined } })
      assert.equal(await told(), '/vulndb: no index/modules.json there')
      serveDatabase(u, records, { broken: { 'index/modules.json': gzipSync('[{"path":').subarray(0, 15) } })
      assert.match(await told(), /^\/vulndb\/index\/modules\.json\.gz: not a gzip file: /)
      serveDatabase(u, records, { broken: { 'index/db.json': 'no JSON' } })
      assert.match(await told(), /^\/vulndb\/index\/db\.json: not JSON: /)
      const only = Object.fromEntries(records.map(({ id }) => [`ID/${id}.json`, undefined]))
      serveDatabase(u, records, { broken: only })
      assert.match(
        await told(),
        /^(?:\/vulndb\/ID\/GO-9000-000\d\.json: .*its index names it, and it is not there ?){2}$/,
      )
    })
  })

  test('vulns fetches of a changed database only the records that changed', async () => {
    await withCalled(async (u, _, vulns) => {
      const records = caseNamed('two-advisories').advisories
      serveDatabase(u, records)
      await vulns(['--db', `${u.base}/vulndb`])
      const [first, ...rest] = records
      assert.ok(first !== undefined)
      const modified = '2026-03-02T00:00:00Z'
      const changed = [{ ...first, modified, summary: 'Worse than was thought' }, ...rest]
      const asked = serveDatabase(u, changed, { modified })
      const { findings, database } = documentOf(await vulns(['--db', `${u.base}/vulndb`, '--format', 'json']))
      assert.deepEqual(asked.toSorted(), [`ID/${first.id}.json`, 'index/db.json', 'index/modules.json'])
      assert.equal(database.modified, modified)
      assert.deepEqual(
        findings.filter(({ summary }) => summary === 'Worse than was thought').map(({ id }) => id),
        [first.id],
      )
    }, 'two-advisories')
  })

  test('vulns fetches again what is damaged in its own store', async () => {
    await withCalled(async (u, _, vulns) => {
      const url = `${u.base}/vulndb`
      const asked = serveDatabase(u, caseNamed('direct-call').advisories)
      await vulns(['--db', url])
      const [kept = ''] = filesOf(u.root).flatMap(({ name }) => (/vulndb\/[0-9a-f]+\.txt$/.test(name) ? [name] : []))
      const file = path.join(u.root, kept)
      const whole = readFileSync(file, 'utf8')
      asked.splice(0)
      writeFileSync(file, whole.replace('"affected":[', '"affected":{'))
      const again = documentOf(await vulns(['--db', url, '--format', 'json']))
      assert.deepEqual([again.findings.length, asked.splice(0)], [1, ['index/db.json', 'ID/GO-9000-0001.json']])
      writeFileSync(file, whole.replace(/\n\[.*\n/, '\n[]\n'))
      assert.equal(documentOf(await vulns(['--db', url, '--offline', '--format', 'json'])).exitCode, 3)
      assert.equal(documentOf(await vulns(['--db', url, '--format', 'json'])).findings.length, 1)
    })
  })

  test('vulns says how old a database is, and that an old one may lack what is new', async () => {
    await withCalled(async (_, database, vulns) => {
      const { stdout } = await vulns(['--db', database])
      assert.match(stdout, /^note {2}the database is [\d,]+ days old: what was found since is not in it$/m)
      assert.match(stdout, /^database \S+ of 2026-01-02 \([\d,]+ days old\)/m)
    })
  })

  test('vulns tells from files that the settings name which flaws are exploited, and ranks them first', async () => {
    await withCalled(async (u, database, vulns) => {
      const third = caseNamed('function-fields').advisories[2]
      assert.ok(third !== undefined)
      const aliased = JSON.stringify({ ...third, aliases: ['CVE-2026-1234'] })
      writeFileSync(path.join(database, 'ID', `${third.id}.json`), aliased)
      const [epss, exploited] = [path.join(u.root, 'epss.csv.gz'), path.join(u.root, 'kev.json')]
      writeFileSync(epss, gzipSync('#model_version:v1\ncve,epss,percentile\nCVE-2026-1234,0.4211,0.97\n'))
      writeFileSync(exploited, '{"vulnerabilities":[{"cveID":"CVE-2026-1234"}]}')
      const named = { MODWARDEN_EPSS: epss, MODWARDEN_EXPLOITED: exploited }
      const { stdout } = await vulns(['--db', database], named)
      assert.match(stdout, /^CALLED {2}GO-9100-0003 .*KNOWN TO BE EXPLOITED.*EPSS 42\.1%/m)
      const { findings } = documentOf(await vulns(['--db', database, '--format', 'json'], named))
      const [worst] = findings
      assert.deepEqual([worst?.id, worst?.exploited, worst?.epss], ['GO-9100-0003', true, 0.4211])
      writeFileSync(exploited, '{"vulnerabilities":[]}')
      const broken = await vulns(['--db', database], named)
      assert.deepEqual([broken.code, /kev\.json: no CVE in it/.test(broken.stderr)], [2, true])
    }, 'function-fields')
  })

  test('feed update takes the whole database', async () => {
    await withCalled(async (u) => {
      const records = caseNamed('two-advisories').advisories
      serveDatabase(u, records)
      const ran = await u.run(['feed', 'update', '--format', 'json'], { env: { GOVULNDB: `${u.base}/vulndb` } })
      const { feeds } = JSON.parse(ran.stdout) as {
        readonly feeds: readonly { readonly kind: string; readonly state: string; readonly entries: number }[]
      }
      assert.deepEqual(
        feeds.map(({ kind, state, entries }) => [kind, state, entries]),
        [['vulnerabilities', 'updated', 2]],
      )
    })
  })
})

function filesOf(folder: string): { name: string; content: string }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => ({ name: path.relative(folder, file), content: readFileSync(file, 'utf8') }))
}

/** Serves a database below /vulndb, some files of it broken or not there; gives the list of what is asked, without .gz. */
function serveDatabase(
  u: Universe,
  records: readonly OsvRecord[],
  {
    modified = '2026-03-01T00:00:00Z',
    broken = {},
  }: { readonly modified?: string; readonly broken?: Readonly<Record<string, string | Uint8Array | undefined>> } = {},
): string[] {
  const asked: string[] = []
  const index = [...new Set(records.flatMap(({ affected }) => affected.map((one) => one.package.name)))].map(
    (name) => ({
      path: name,
      vulns: records.map((one) => ({ id: one.id, modified: one.modified })),
    }),
  )
  const files = new Map<string, unknown>([
    ['index/db.json', { modified }],
    ['index/modules.json', index],
    ...records.map((one): [string, unknown] => [`ID/${one.id}.json`, one]),
  ])
  u.lie = (url, response) => {
    if (!url.startsWith('/vulndb/')) return false
    const name = url.slice('/vulndb/'.length).replace(/\.gz$/, '')
    const found = files.get(name)
    if (name in broken) {
      const given = broken[name]
      if (given === undefined) response.writeHead(404).end()
      else response.writeHead(200).end(given)
    } else if (found === undefined) response.writeHead(404).end()
    else response.writeHead(200).end(gzipSync(JSON.stringify(found)))
    asked.push(name)
    return true
  }
  return asked
}
