// repair: every harmful change that verify finds is put right from proven bytes, the bad files are kept, and what cannot
// be proven is not touched.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { makeProgram } from '../support/programwriter.ts'
import { filesBelow, publish, put, sumLines, withUniverse, type Published, type Universe } from '../support/universe.ts'

const quote = publish('rsc.io/quote', 'v1.5.2')
const sampler = publish('rsc.io/sampler', 'v1.3.0')
/** What somebody would like a module to be; it does nothing. */
const evil = (m: Published): Published => publish(m.path, m.version, { 'evil.go': '// inert\n' })

type Tampering = (u: Universe, m: Published) => void
const edit: Tampering = (u, m) => appendFileSync(path.join(u.paths(m).folder, 'quote.go'), '// x\n')
const forge: Tampering = (u, m) => {
  writeFileSync(u.paths(m).zip, evil(m).zip)
  writeFileSync(u.paths(m).ziphash, evil(m).h1)
  put(path.join(u.paths(m).folder, 'evil.go'), '// inert\n')
}

const tamperings: Readonly<Record<string, Tampering>> = {
  'an extracted file edited': edit,
  'a file removed from the folder': (u, m) => rmSync(path.join(u.paths(m).folder, 'LICENSE')),
  'a link added to the folder': (u, m) => symlinkSync('/nonexistent', path.join(u.paths(m).folder, 'zz.txt')),
  'a named pipe added to the folder': (u, m) => execFileSync('mkfifo', [path.join(u.paths(m).folder, 'pipe')]),
  'a name that is no UTF-8 added to the folder': (u, m) =>
    writeFileSync(Buffer.concat([Buffer.from(`${u.paths(m).folder}/`), Buffer.from([0xff, 0x2e, 0x67, 0x6f])]), 'x'),
  'a file in the place of the folder': (u, m) => {
    rmSync(u.paths(m).folder, { recursive: true })
    writeFileSync(u.paths(m).folder, 'x')
  },
  'the zip altered': (u, m) => writeFileSync(u.paths(m).zip, evil(m).zip),
  'the zip cut short': (u, m) => truncateSync(u.paths(m).zip, m.zip.length - 40),
  'zip, folder and .ziphash altered together': forge,
  'zip, folder, .ziphash and go.sum altered together': (u, m) => {
    forge(u, m)
    const file = path.join(u.project, 'go.sum')
    writeFileSync(file, readFileSync(file, 'utf8').replace(m.h1, evil(m).h1))
  },
  'the zip removed and the folder edited': (u, m) => {
    rmSync(u.paths(m).zip)
    edit(u, m)
  },
  '.ziphash removed and the zip altered': (u, m) => {
    rmSync(u.paths(m).ziphash)
    writeFileSync(u.paths(m).zip, evil(m).zip)
  },
  '.ziphash altered': (u, m) => writeFileSync(u.paths(m).ziphash, evil(m).h1),
  'the cached go.mod edited': (u, m) => appendFileSync(u.paths(m).mod, '// x\n'),
}

test('repair --all puts every harmful change right and keeps what was bad', async (t) => {
  await withUniverse(async (u) => {
    const cases = Object.entries(tamperings)
    const modules = cases.map((_, i) => publish(`rsc.io/case${i}/quote`, 'v1.5.2'))
    u.sound([sampler, ...modules])
    cases.forEach(([, tamper], i) => tamper(u, modules[i] as Published))
    assert.equal((await u.run(['verify'])).code, 4)
    const { code, report } = await u.json(['repair', '--all', '--go-sum'])
    assert.equal(code, 0, JSON.stringify(report))
    const repaired = report.modules as unknown as ReadonlyArray<{ path: string; status: string; evidence?: string }>
    for (const [i, [what]] of cases.entries()) {
      await t.test(what, () => {
        const m = modules[i] as Published
        const record = repaired.find((r) => r.path === m.path)
        assert.equal(record?.status, 'repaired')
        const kept = JSON.parse(readFileSync(`${record.evidence}/repair.json`, 'utf8'))
        assert.equal(kept.schema, 'modwarden/evidence/1')
        assert.deepEqual(kept.expected.zip, [m.h1])
        assert.ok(kept.files.length > 0)
        assert.deepEqual(readFileSync(u.paths(m).zip), Buffer.from(m.zip))
        assert.equal(readFileSync(u.paths(m).ziphash, 'utf8'), m.h1)
        assert.deepEqual(readFileSync(u.paths(m).mod), Buffer.from(m.goMod))
        assert.deepEqual(readdirSync(u.paths(m).folder).toSorted(), ['LICENSE', 'go.mod', 'quote.go'])
      })
    }
    assert.equal(
      repaired.some((r) => r.path === sampler.path),
      false,
    )
    assert.equal(readFileSync(path.join(u.project, 'go.sum'), 'utf8'), sumLines(sampler, ...modules))
    assert.equal((await u.run(['verify', '--full'])).code, 0)
    assert.deepEqual(u.leftovers(), [])
  })
})

test('repair of a named version needs no network where the zip is sound, and touches no other', async () => {
  await withUniverse(async (u) => {
    u.sound([quote, sampler])
    assert.equal((await u.run(['verify'])).code, 0)
    edit(u, quote)
    appendFileSync(path.join(u.paths(sampler).folder, 'sampler.go'), '// x\n')
    u.requests.length = 0
    const { code, stdout } = await u.run(['repair', 'rsc.io/quote@v1.5.2', '--offline'])
    assert.equal(code, 0, stdout)
    assert.match(stdout, /^REPAIRED {2}rsc\.io\/quote@v1\.5\.2 {3}folder$/m)
    assert.match(stdout, /^ {2}next {6}go clean -cache /m)
    assert.match(stdout, /^ok: what was broken is right now\. /m)
    assert.deepEqual(u.requests, [])
    const { folder } = u.paths(quote)
    assert.equal(lstatSync(folder).mode & 0o777, 0o555)
    assert.equal(lstatSync(path.join(folder, 'quote.go')).mode & 0o777, 0o444)
    const after = await u.json(['verify'])
    assert.deepEqual(
      after.report.modules.map((m) => [m.path, m.status]),
      [
        ['rsc.io/quote', 'proven'],
        ['rsc.io/sampler', 'broken'],
      ],
    )
    const all = await u.run(['repair', '--all', '-q'], { env: { GOFLAGS: '-modcacherw' } })
    assert.equal(all.code, 0)
    assert.equal(all.stdout, '')
    assert.equal(lstatSync(u.paths(sampler).folder).mode & 0o200, 0o200)
  })
})

test('repair touches nothing where nothing proven can be had: exit 3; with --remove it takes the bad files away', async () => {
  await withUniverse(async (u) => {
    u.sound([quote, sampler])
    assert.equal((await u.run(['verify'])).code, 0)
    forge(u, quote)
    const before = contents(u.modcache)
    const { code, stdout } = await u.run(['repair', '--all', '--offline'])
    assert.equal(code, 3, stdout)
    assert.match(stdout, /^NOT REPAIRED {2}rsc\.io\/quote@v1\.5\.2 {3}zip, \.ziphash, folder$/m)
    assert.match(stdout, /because {3}proven bytes cannot be had, so nothing was touched/)
    assert.deepEqual(contents(u.modcache), before)
    const removed = await u.json(['repair', '--all', '--offline', '--remove'])
    assert.equal(removed.code, 0, removed.stdout)
    const [record] = removed.report.modules as unknown as ReadonlyArray<{ status: string; evidence: string }>
    assert.equal(record?.status, 'removed')
    assert.deepEqual(readFileSync(path.join(record.evidence, 'zip')), Buffer.from(evil(quote).zip))
    assert.equal(readFileSync(path.join(record.evidence, 'folder/evil.go'), 'utf8'), '// inert\n')
    const { zip, ziphash, folder, partial, mod } = u.paths(quote)
    assert.deepEqual([zip, ziphash, folder, partial, mod].map(existsSync), [false, false, false, false, true])
    assert.equal((await u.run(['verify'])).code, 0)
  })
})

test('repair keeps evidence for its user alone, and no password in it', async () => {
  await withUniverse(async (u) => {
    u.sound([quote])
    forge(u, quote)
    const GOPROXY = `${u.base},https://me:s3cret@proxy.invalid`
    const { code, report } = await u.json(['repair', '--all'], { env: { GOPROXY } })
    assert.equal(code, 0)
    const [record] = report.modules as unknown as ReadonlyArray<{ evidence: string }>
    assert.equal(statSync(record?.evidence ?? '').mode & 0o777, 0o700)
    const kept = filesBelow(record?.evidence ?? '')
    for (const file of kept) assert.equal(statSync(file).mode & 0o777, 0o600, file)
    const text = readFileSync(`${record?.evidence}/repair.json`, 'utf8')
    assert.doesNotMatch(text, /s3cret/)
    const document = JSON.parse(text)
    assert.deepEqual(document.bad, ['zip', '.ziphash', 'folder'])
    assert.equal(document.found.zip, evil(quote).h1)
    assert.equal(document.expected.by, 'checksum database')
    assert.deepEqual(
      document.differences.map((d: { name: string; kind: string }) => [d.name, d.kind]),
      [['evil.go', 'added']],
    )
    const trail = readFileSync(path.join(u.store, 'audit.ndjson'), 'utf8').trimEnd().split('\n')
    assert.deepEqual(
      trail.map((line) => JSON.parse(line)).map((l) => [l.event, l.path, l.status]),
      [
        ['start', 'rsc.io/quote', undefined],
        ['end', undefined, 'repaired'],
      ],
    )
  })
})

test('repair names the programs that were built from what was bad', async () => {
  await withUniverse(async (u) => {
    u.sound([quote, sampler])
    forge(u, quote)
    const built = (name: string, m: Published, sum: string): void => {
      const deps = [{ path: m.path, version: m.version, sum }]
      chmodSync(put(path.join(u.gopath, 'bin', name), makeProgram({ deps })), 0o755)
    }
    built('bad', quote, evil(quote).h1)
    built('doubtful', quote, quote.h1)
    built('other', sampler, sampler.h1)
    const { code, stdout } = await u.run(['repair', '--all'])
    assert.equal(code, 0)
    assert.match(stdout, /^ {2}program {3}\S+\/bin\/bad {3}was built from other bytes: rsc\.io\/quote@v1\.5\.2$/m)
    assert.match(
      stdout,
      /^ {2}program {3}\S+\/bin\/doubtful {3}embeds it, and may have been built from the bad files: /m,
    )
    assert.doesNotMatch(stdout, /bin\/other/)
  })
})

test('repair never follows a link out of the cache, neither to keep nor to write nor to remove', async () => {
  await withUniverse(async (u) => {
    u.sound([quote, sampler])
    const outside = path.join(u.root, 'outside')
    put(path.join(outside, 'secret'), 'mine\n')
    const { folder } = u.paths(quote)
    rmSync(folder, { recursive: true })
    symlinkSync(outside, folder)
    symlinkSync(path.join(outside, 'secret'), path.join(u.paths(sampler).folder, 'link.go'))
    rmSync(u.paths(sampler).ziphash)
    symlinkSync(path.join(outside, 'secret'), u.paths(sampler).ziphash)
    const { code, stdout } = await u.run(['repair', '--all'])
    assert.equal(code, 0, stdout)
    assert.deepEqual(
      filesBelow(outside).map((file) => readFileSync(file, 'utf8')),
      ['mine\n'],
    )
    for (const file of filesBelow(path.join(u.store, 'evidence'))) {
      assert.doesNotMatch(readFileSync(file, 'utf8'), /^mine$/m, file)
    }
    assert.equal(lstatSync(folder).isDirectory(), true)
    assert.equal((await u.run(['verify', '--full'])).code, 0)
  })
})

test('repair completes what an interrupted one began, and says so', async () => {
  await withUniverse(async (u) => {
    u.sound([quote, sampler])
    const { folder, zip, partial } = u.paths(quote)
    put(partial, '')
    put(`${folder}.tmp-123456/evil.go`, '// inert\n')
    chmodSync(`${folder}.tmp-123456`, 0o555)
    put(`${zip}987654.tmp`, 'half a zip')
    const start = { time: '2026-11-21T10:00:00.000Z', id: 'abc', event: 'start', action: 'repair', ...quote }
    const line = { ...start, zip: undefined, goMod: undefined, files: undefined, cache: u.modcache, parts: ['zip'] }
    // The line after it was cut short by the same power cut.
    put(path.join(u.store, 'audit.ndjson'), `${JSON.stringify(line)}\n{"time":"2026`)
    const { code, stdout } = await u.run(['repair', '--all'])
    assert.equal(code, 0)
    assert.match(stdout, /^SOUND {2}rsc\.io\/quote@v1\.5\.2$/m)
    assert.match(stdout, /note {6}a repair that began 2026-11-21T10:00:00\.000Z was interrupted here/)
    assert.deepEqual(u.leftovers(), [])
    const again = await u.run(['repair', '--all'])
    assert.match(again.stdout, /^ok: nothing was broken\. /m)
    assert.doesNotMatch(again.stdout, /interrupted/)
  })
})

test('repair of the whole cache needs no project', async () => {
  await withUniverse(async (u) => {
    u.serve([quote, sampler])
    u.cache([quote, sampler])
    forge(u, quote)
    const elsewhere = { cwd: path.join(u.root, 'tmp') }
    const { code, stdout } = await u.run(['repair', '--all', '--cache'], elsewhere)
    assert.equal(code, 0, stdout)
    edit(u, quote)
    assert.equal((await u.run(['repair', 'rsc.io/quote@v1.5.2'], elsewhere)).code, 0)
    assert.equal((await u.run(['verify', '--cache', '--full'], elsewhere)).code, 0)
    assert.equal((await u.run(['repair', '--all'], elsewhere)).code, 2)
  })
})

test('repair takes nothing from a proxy that was not agreed on: exit 4, and nothing changes', async () => {
  await withUniverse(async (u) => {
    u.sound([quote])
    forge(u, quote)
    u.lie = (url, response) => url.endsWith('.zip') && response.end(evil(quote).zip) !== undefined
    const { code, stdout } = await u.run(['repair', '--all'])
    assert.equal(code, 4)
    assert.match(stdout, /a proxy sent another zip than was agreed on/)
    assert.deepEqual(readFileSync(u.paths(quote).zip), Buffer.from(evil(quote).zip))
    assert.deepEqual(
      u.stored().filter((file) => file.endsWith('.zip')),
      [],
    )
  })
})

test('repair goes on to what a bad go.mod had hidden', async () => {
  await withUniverse(async (u) => {
    const root = publish('rsc.io/root', 'v1.0.0', {
      'go.mod': 'module rsc.io/root\n\nrequire rsc.io/quote v1.5.2\n',
    })
    u.serve([root, quote])
    u.cache([root, quote])
    u.require([root])
    // Without its lines in go.sum only the graph names it.
    const hidden = publish('rsc.io/root', 'v1.0.0', { 'go.mod': 'module rsc.io/root\n' })
    writeFileSync(u.paths(root).mod, hidden.goMod)
    forge(u, quote)
    const { code, stdout } = await u.run(['repair', '--all'])
    assert.equal(code, 0, stdout)
    assert.match(stdout, /^REPAIRED {2}rsc\.io\/root@v1\.0\.0 {3}\.mod$/m)
    assert.match(stdout, /^REPAIRED {2}rsc\.io\/quote@v1\.5\.2 {3}zip, \.ziphash, folder$/m)
  })
})

for (const [command, args] of [
  ['repair', ['repair', '--all']],
  ['rebuild', ['rebuild', '--yes']],
] as const) {
  test(`${command} ends by SIGINT with 130 while a proxy is silent, and nothing in the cache has changed`, async () => {
    await withUniverse(async (u) => {
      u.sound([quote, sampler])
      forge(u, quote)
      const before = contents(u.modcache)
      let kill: (signal: NodeJS.Signals) => void = () => undefined
      u.lie = (url, response) => {
        if (!url.endsWith('.zip')) return false
        response.writeHead(200, { 'content-length': 1000 })
        response.write('PK')
        setTimeout(() => kill('SIGINT'), 200)
        return true
      }
      const { code, stdout } = await u.run(args, { onStart: (send) => (kill = send) })
      assert.equal(code, 130)
      assert.equal(stdout, '')
      assert.deepEqual(contents(u.modcache), before)
      assert.deepEqual(u.leftovers(), [])
      u.lie = () => false
      assert.equal((await u.run(args)).code, 0)
      assert.equal((await u.run(['verify', '--full'])).code, 0)
    })
  })
}

test('repair says what a command line means that it does not take', async () => {
  await withUniverse(async (u) => {
    u.sound([quote])
    for (const [args, message] of [
      [['repair'], /repair what\?/],
      [['repair', 'rsc.io/quote'], /not a module version/],
      [['repair', 'rsc.io/quote@latest'], /not a module version/],
      [['repair', 'rsc.io/quote@v1'], /not a module version/],
      [['repair', '../x@v1.0.0'], /not a module version/],
      [['repair', '--all', 'rsc.io/quote@v1.5.2'], /--all goes without module versions/],
      [['repair', '--all', '--cache', '.'], /--cache goes without a folder/],
      [['repair', '--cache', '--go-sum', 'rsc.io/quote@v1.5.2'], /--go-sum goes without --cache/],
    ] as const) {
      const { code, stderr } = await u.run(args)
      assert.equal(code, 2, args.join(' '))
      assert.match(stderr, message)
    }
    const unknown = await u.run(['repair', 'rsc.io/none@v1.0.0'])
    assert.equal(unknown.code, 3)
    assert.match(unknown.stdout, /because {3}nothing of it is in the module cache/)
  })
})

/** Every path below a folder with what it holds, without the checksum database's files. */
function contents(folder: string): string[] {
  return filesBelow(folder)
    .filter((file) => !file.includes('/sumdb/') && !file.endsWith('.lock'))
    .map((file) => `${file} ${readFileSync(file).toString('base64')}`)
}
