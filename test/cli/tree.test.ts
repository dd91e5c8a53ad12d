// why, tree and outdated, end to end: what people read, every format, and projects that cannot be read in full. Over 400
// lines: all three are asked about one project.
import assert from 'node:assert/strict'
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { DRAWINGS, FORMATS } from '../../src/report/formats.ts'
import { schemaTroubles } from '../support/jsonschemas.ts'
import { publish, put, sumLines, withUniverse, type Universe } from '../support/universe.ts'
import { VALID } from '../support/validformats.ts'

const text = publish('rsc.io/text', 'v0.3.0', {
  'lang/lang.go': 'package lang\n\nfunc Parse(s string) string { return s }\n\ntype Tag string\n',
  'other/other.go': 'package other\n',
})
const later = publish('rsc.io/text', 'v0.4.0', {
  'go.mod': 'module rsc.io/text\n\ngo 1.21\n\nretract v0.3.0 // broken parser\n',
})
const web = publish('rsc.io/web', 'v1.2.0', {
  'go.mod': 'module rsc.io/web\n\ngo 1.21\n\nrequire rsc.io/text v0.3.0\n',
  'web.go': 'package web\n\nimport "rsc.io/text/lang"\n\nfunc Serve() lang.Tag { return lang.Tag(lang.Parse("")) }\n',
})
const webTwo = publish('rsc.io/web/v2', 'v2.0.0')
const check = publish('rsc.io/check', 'v1.0.0')
const idle = publish('rsc.io/idle', 'v1.0.0', {
  'go.mod': '// Deprecated: use nothing.\nmodule rsc.io/idle\n\ngo 1.21\n\nrequire rsc.io/text v0.2.0\n',
})
const oldText = publish('rsc.io/text', 'v0.2.0')

/** A project that uses web, checks with check, and requires idle for nothing. */
function project(u: Universe): void {
  u.serve([text, later, web, webTwo, check, idle, oldText])
  u.cache([text, web, check, idle, oldText])
  u.require([web, check, idle], { goSum: sumLines(text, oldText) })
  put(
    path.join(u.project, 'go.mod'),
    'module github.com/me/project\n\ngo 1.21\n\nrequire (\n\trsc.io/web v1.2.0\n\trsc.io/check v1.0.0\n\trsc.io/idle v1.0.0\n\trsc.io/text v0.3.0 // indirect\n)\n',
  )
  u.write('main.go', 'package main\n\nimport "rsc.io/web"\n\nfunc main() { web.Serve() }\n')
  u.write('main_test.go', 'package main\n\nimport _ "rsc.io/check"\n')
}

test('why names the ways, who decides, what is used and what hangs on it', async () => {
  await withUniverse(async (u) => {
    project(u)
    const { code, stdout, stderr } = await u.run(['why', 'rsc.io/text', '--offline'])
    assert.equal(code, 0, stderr)
    assert.equal(
      stdout.replace(/ {3}\d+\.\d+ s\n$/, '\n'),
      `rsc.io/text@v0.3.0: indirect, used by the project's code
  required by     you (go.mod:6) -> rsc.io/web@v1.2.0    needs v0.3.0, decides
                  you (go.mod:8) -> rsc.io/idle@v1.0.0            needs v0.2.0
                  and 1 that repeat it as // indirect
  picked because  rsc.io/web and go.mod:9 ask for the highest version; without
                  them it would be v0.2.0
  packages used   lang (1 of 3)
  lang   imported by 0 of yours, 1 of others
    imported at   main.go:3 -> rsc.io/web/web.go:3
    uses          Parse*, Tag*
                  * only code of others uses it
  hangs on it     nothing else
ok: it is used, and nothing else hangs on it
`,
    )
  })
})

test('why answers for packages, of Go itself too, and says where a name is in no build', async () => {
  await withUniverse(async (u) => {
    project(u)
    u.write('more/more.go', 'package more\n\nimport "strings"\n\nvar X = strings.ToUpper("x")\n')
    const own = await u.run(['why', 'strings'])
    assert.match(own.stdout, /^strings: a package of Go itself, imported here\n/)
    assert.match(own.stdout, /imported at {3}more\/more.go:3\n {4}uses {10}ToUpper\n/)
    const none = await u.run(['why', 'rsc.io/text/other'])
    assert.deepEqual([none.code, none.stdout], [2, ''])
    assert.match(none.stderr, /rsc.io\/text\/other: no code here imports it; rsc.io\/text is in the build/)
    const short = await u.run(['why', 'text'])
    assert.match(short.stderr, /did you mean modwarden why rsc.io\/text\?/)
  })
})

test('why names files of a workspace from its own folder', async () => {
  await withUniverse(async (u) => {
    u.write('go.work', 'go 1.21\n\nuse ./a\n')
    rmSync(path.join(u.project, 'go.mod'), { force: true })
    u.write('a/go.mod', 'module rsc.io/a\n\ngo 1.21\n\nrequire rsc.io/x v0.0.0\n\nreplace rsc.io/x => ../x\n')
    u.write('a/a.go', 'package a\n\nimport `rsc.io/x`\n\nvar _ = x.F\n')
    u.write('x/go.mod', 'module rsc.io/x\n\ngo 1.21\n')
    u.write('x/x.go', 'package x\n\nfunc F() {}\n')
    const { code, stdout, stderr } = await u.run(['why', 'rsc.io/x', '--offline'])
    assert.equal(code, 0, stderr)
    assert.match(stdout, /required by {5}you \(a\/go\.mod:5\)/)
    assert.match(stdout, /imported at {3}a\/a\.go:3\n {4}uses {10}F\n/)
    assert.doesNotMatch(stdout, /picked because/)
  })
})

test('why takes no package that could not be found for one of Go itself', async () => {
  await withUniverse(async (u) => {
    project(u)
    u.write('more.go', 'package main\n\nimport (\n\t_ "gone.example/z/y"\n\t_ "rsc.io/check/sub"\n)\n')
    const missing = await u.run(['why', 'gone.example/z/y', '--offline'])
    assert.equal(missing.code, 3)
    assert.match(missing.stdout, /^gone.example\/z\/y: imported here, and no module of the build has it\n/)
    rmSync(u.paths(check).folder, { recursive: true })
    rmSync(u.paths(check).zip)
    const absent = await u.run(['why', 'rsc.io/check/sub', '--offline'])
    assert.equal(absent.code, 3)
    assert.match(absent.stdout, /^rsc.io\/check\/sub of rsc.io\/check@v1.0.0: direct, /)
  })
})

test('why reads the graph anew where what was kept of it is damaged', async () => {
  await withUniverse(async (u) => {
    project(u)
    const told = async (): Promise<string> => (await u.run(['why', 'rsc.io/text'])).stdout.replace(/ +[\d.]+ s\n$/, '')
    const first = await told()
    assert.match(first, /rsc\.io\/web@v1\.2\.0/)
    const folder = path.join(u.store, 'graphs')
    const names = readdirSync(folder)
    assert.equal(names.length, 1)
    for (const damaged of ['null', '{"format":1}', '[]', '{', '']) {
      put(path.join(folder, names[0] ?? ''), damaged)
      assert.equal(await told(), first, damaged)
    }
    const kept = readFileSync(path.join(folder, names[0] ?? ''), 'utf8')
    put(path.join(folder, names[0] ?? ''), kept.replace(/"edges":\[[^\]]*\]/, '"edges":null'))
    assert.equal(await told(), first)
  })
})

test('tree draws each module once, below the one that brings it in', async () => {
  await withUniverse(async (u) => {
    project(u)
    const { code, stdout } = await u.run(['tree', '--offline', '--platform', 'linux/amd64'])
    assert.equal(code, 0)
    assert.equal(
      stdout.replace(/ {3}\d+\.\d+ s\n$/, '\n'),
      `github.com/me/project: 4 modules, 3 direct; 2 used, 1 by tests alone
├─ rsc.io/check v1.0.0                                                    test
├─ rsc.io/web v1.2.0
│  └─ rsc.io/text v0.3.0
└─ rsc.io/idle v1.0.0                                        deprecated unused
ok: 1 module only count for versions on linux/amd64, go 1.21
`,
    )
    const only = await u.run(['tree', '--only', 'unused,test'])
    assert.match(only.stdout, /rsc.io\/idle v1.0.0 .*\n {2}use nothing\.\n {2}you -> here\n2 modules of 4\n/)
    assert.match((await u.run(['tree', '--only', 'nonsense'])).stderr, /Allowed: direct, indirect/)
  })
})

for (const [command, ...more] of [['tree'], ['why', 'rsc.io/text'], ['outdated']] as const) {
  test(`${command} in every format, and its document by its schema`, async () => {
    await withUniverse(async (u) => {
      project(u)
      const formats = command === 'tree' ? [...FORMATS, ...DRAWINGS] : FORMATS
      const args = [command, ...more, ...formats.flatMap((format) => ['-o', `${format}=out/${format}`])]
      const { code } = await u.run(args)
      assert.equal(code, command === 'outdated' ? 1 : 0)
      for (const format of formats) VALID[format](readFileSync(path.join(u.project, 'out', format), 'utf8'), code)
      const document: unknown = JSON.parse(readFileSync(path.join(u.project, 'out/json'), 'utf8'))
      assert.deepEqual(schemaTroubles(`${command}-1.json`, document), [])
      const again = await u.run(['convert', 'out/json', '-f', 'text'])
      assert.equal(again.stdout, readFileSync(path.join(u.project, 'out/text'), 'utf8'))
    })
  })
}

test('outdated names updates, retractions, later majors and lines that go.mod does not need', async () => {
  await withUniverse(async (u) => {
    project(u)
    const { code, report } = await u.json(['outdated', '--ask-all'])
    const found = report as unknown as {
      modules: { path: string; newest?: string; retracted?: string; deprecated?: string; majors: { path: string }[] }[]
      requirements: unknown
    }
    assert.equal(code, 1)
    assert.deepEqual(
      found.modules.map((m) => [m.path, m.newest, m.retracted, m.deprecated, m.majors.map((major) => major.path)]),
      [
        ['rsc.io/check', undefined, undefined, undefined, []],
        ['rsc.io/idle', undefined, undefined, 'use nothing.', []],
        ['rsc.io/text', 'v0.4.0', 'broken parser', undefined, []],
        ['rsc.io/web', undefined, undefined, undefined, ['rsc.io/web/v2']],
      ],
    )
    assert.deepEqual(found.requirements, [{ kind: 'unused', path: 'rsc.io/idle', line: 'go.mod:8' }])
    const before = u.requests.length
    const again = await u.run(['outdated', '--ask-all'])
    assert.equal(again.code, 1)
    assert.deepEqual(
      u.requests.slice(before).filter((url) => url.endsWith('/@v/list')),
      [],
    )
  })
})

test('outdated marks what it could not ask, and ends with 3', async () => {
  await withUniverse(async (u) => {
    project(u)
    const offline = await u.run(['outdated', '--offline', '-v'])
    assert.equal(offline.code, 3)
    assert.match(offline.stdout, /not checked {2}rsc.io\/web@v1.2.0\n/)
    assert.match(offline.stdout, /^INCOMPLETE: 4 modules could not be checked/m)
    assert.deepEqual(u.requests, [])
    u.lie = (url, response) => {
      if (!url.includes('rsc.io/web/@v/list')) return false
      response.writeHead(403).end('no')
      return true
    }
    const refused = await u.run(['outdated'])
    assert.equal(refused.code, 3)
    assert.match(refused.stdout, /^INCOMPLETE: 1 module could not be checked/m)
    const kept = await u.run(['outdated'], { env: { GOPRIVATE: 'rsc.io/*' } })
    assert.match(kept.stdout, /not asked: 4 modules that GONOPROXY or GOPRIVATE keeps from proxies/)
  })
})

test('outdated asks for the newest commit of what has no tag, and does not call current what no proxy knows', async () => {
  await withUniverse(async (u) => {
    project(u)
    u.lie = (url, response) => {
      if (url.includes('rsc.io/check/@v/list')) response.writeHead(200).end('')
      else if (url.includes('rsc.io/check/@latest')) response.writeHead(200).end('{"Version":"v1.1.0"}')
      else if (url.includes('rsc.io/idle/@v/list')) response.writeHead(404).end('no')
      else return false
      return true
    }
    const { code, report } = await u.json(['outdated', '--ask-all'])
    const { modules } = report as unknown as {
      modules: ReadonlyArray<{ path: string; state: string; newest?: string; why?: string }>
    }
    const of = (name: string): unknown[] =>
      modules.flatMap(({ path: at, state, newest, why }) => (at === name ? [state, newest, why] : []))
    assert.equal(code, 3)
    assert.deepEqual(of('rsc.io/check'), ['outdated', 'v1.1.0', undefined])
    assert.deepEqual(of('rsc.io/idle'), ['unchecked', undefined, 'no proxy of GOPROXY has a module of this path'])
  })
})

test('outdated takes what go would take: no later major of a module, no step back in time, nothing excluded', async () => {
  const commit = publish('rsc.io/commit', 'v0.6.1-0.20240319094008-0393e58bdf10')
  const next = publish('rsc.io/commit', 'v0.6.1-0.20250313105119-ba97887b0a25')
  const back = publish('rsc.io/back', 'v0.4.4-0.20260814222900-a849f4e2cd68')
  const fore = publish('rsc.io/back', 'v0.4.9')
  const majors = publish('rsc.io/majors', 'v1.0.0')
  const latest = publish('rsc.io/majors', 'v1.6.0')
  const legacy = publish('rsc.io/legacy', 'v1.0.0')
  const barred = publish('rsc.io/barred', 'v1.0.0')
  const lists = {
    commit: `v0.6.0\n${commit.version}\n${next.version}\n`,
    back: `v0.4.3\n${back.version}\nv0.4.9\n`,
    majors: 'v1.0.0\nv1.6.0\nv2.0.0+incompatible\n',
    legacy: 'v1.0.0\nv2.0.0+incompatible\n',
    barred: 'v1.0.0\nv1.1.0\nv1.2.0\n',
  }
  await withUniverse(async (u) => {
    u.serve([commit, next, back, fore, majors, latest, legacy, barred])
    u.cache([commit, back, majors, legacy, barred])
    u.require([commit, back, majors, legacy, barred], { goMod: '\nexclude rsc.io/barred v1.2.0\n' })
    u.write('main.go', 'package main\n')
    u.lie = (url, response) => {
      const [, name, asked] = /rsc\.io\/(\w+)\/(@.*)$/.exec(url) ?? []
      if (asked === '@v/list') response.end(Object.entries(lists).find(([of]) => of === name)?.[1] ?? '')
      else if (asked === '@latest') response.writeHead(404).end('no')
      // The author wrote none: proxies make a line of one.
      else if (url.endsWith('rsc.io/legacy/@v/v1.0.0.mod')) response.end('module rsc.io/legacy\n')
      else if (url.endsWith('back/@v/v0.4.9.info')) response.end('{"Version":"v0.4.9","Time":"2025-01-01T00:00:00Z"}')
      else return false
      return true
    }
    put(u.paths(legacy).mod, 'module rsc.io/legacy\n')
    const { report } = await u.json(['outdated', '--ask-all'])
    const { modules } = report as unknown as { modules: ReadonlyArray<{ path: string; newest?: string }> }
    assert.deepEqual(
      modules.map((m) => [m.path, m.newest]),
      [
        ['rsc.io/back', undefined],
        ['rsc.io/barred', 'v1.1.0'],
        ['rsc.io/commit', next.version],
        ['rsc.io/legacy', 'v2.0.0+incompatible'],
        ['rsc.io/majors', 'v1.6.0'],
      ],
    )
  })
})

test('outdated says how old the lists are that it did not ask for, and believes none but its own', async () => {
  await withUniverse(async (u) => {
    project(u)
    // go's own list is of what is in the cache: it says nothing about what is newer.
    for (const m of [text, web, check, idle]) put(u.paths(m).list, `${m.version}\n`)
    assert.match((await u.run(['outdated', '--offline'])).stdout, /^INCOMPLETE: 4 modules could not be checked/m)
    await u.run(['outdated', '--ask-all'])
    const file = path.join(u.store, 'index', 'versions.json')
    const kept = readFileSync(file, 'utf8')
    put(file, kept.replaceAll(/"asked":"[^"]*"/g, '"asked":"2026-01-02T00:00:00.000Z"'))
    const { code, stdout } = await u.run(['outdated', '--offline'])
    assert.equal(code, 1, stdout)
    assert.match(stdout, / {2}5 lists of versions from earlier, the oldest \d+ days old \(2026-01-02\)\n/)
    chmodSync(u.store, 0o777)
    assert.match((await u.run(['outdated', '--offline'])).stdout, /^INCOMPLETE: 4 modules could not be checked/m)
  })
})

test('outdated ends with 3 where the go.mod file cannot be had that says what was retracted', async () => {
  await withUniverse(async (u) => {
    project(u)
    u.lie = (url, response) => {
      if (!url.endsWith('rsc.io/text/@v/v0.4.0.mod')) return false
      response.writeHead(503).end('no')
      return true
    }
    const { code, stdout } = await u.run(['outdated', '--ask-all'])
    assert.equal(code, 3, stdout)
    assert.match(stdout, /rsc.io\/text +v0.3.0 -> v0.4.0\n/)
    assert.match(stdout, / {2}not read {2}rsc.io\/text@v0.4.0:\n/)
    assert.match(stdout, /^INCOMPLETE: 1 thing could not be read/m)
    u.lie = () => false
    const unproven = await u.run(['outdated'], { env: { GONOSUMDB: 'rsc.io/*' } })
    assert.equal(unproven.code, 1, unproven.stdout)
    assert.match(unproven.stdout, /RETRACTED {2}rsc.io\/text@v0.3.0\n/)
  })
})

test('tree shows what could not be had, and ends with 3: a go.mod, a module, a folder', async () => {
  await withUniverse(async (u) => {
    project(u)
    rmSync(u.paths(text).folder, { recursive: true })
    rmSync(u.paths(text).zip)
    const absent = await u.run(['tree', '--offline'])
    assert.equal(absent.code, 3)
    assert.match(
      absent.stdout,
      /not read {2}rsc.io\/text@v0.3.0: is not in the module cache \(rsc.io\/web\/web.go:3\)\nINCOMPLETE: /,
    )
    assert.match(absent.stdout, /rsc.io\/idle v1.0.0 .*use unknown/)
    const drawn = await u.run(['tree', '--offline', '-f', 'mermaid'])
    assert.match(drawn.stdout, /^%% INCOMPLETE: 1 thing could not be read\nflowchart LR\n/)
    assert.equal((await u.run(['tree'])).code, 0, 'it is fetched and proven')
    assert.equal(existsSync(u.paths(text).zip), false)

    put(
      path.join(u.project, 'go.mod'),
      `${readFileSync(path.join(u.project, 'go.mod'), 'utf8')}\nreplace rsc.io/web => ../gone\n`,
    )
    const gone = await u.run(['tree', '--offline'])
    assert.equal(gone.code, 3)
    assert.match(
      gone.stdout.replaceAll(/\n {2}/g, ' '),
      /gone\/go.mod: no such file, but a replace line names its folder/,
    )
  })
})

test('tree says what is wrong with the files of the project', async () => {
  await withUniverse(async (u) => {
    project(u)
    u.write('odd.go', 'pakage main\n')
    const odd = await u.run(['tree'])
    assert.equal(odd.code, 3)
    assert.match(odd.stdout, /not read {2}github.com\/me\/project\/odd.go: no Go file: it has no package clause\n/)
    u.write('odd.go', '//go:build ignore\n\npakage main\n')
    assert.equal((await u.run(['tree'])).code, 0)

    const relative = await u.run(['tree'], { env: { GOWORK: 'go.work' } })
    assert.equal(relative.code, 2)
    assert.match(relative.stderr, /GOWORK: go.work: not an absolute path/)
    u.write('go.work', 'go 1.20\n\nuse .\n')
    const old = await u.run(['tree'])
    assert.equal(old.code, 2)
    assert.match(old.stderr, /go.work:1: module . of the workspace requires go >= 1.21, but go.work lists go 1.20\n/)
    rmSync(path.join(u.project, 'go.work'))

    const file = path.join(u.project, 'go.mod')
    put(file, readFileSync(file, 'utf8').replace('rsc.io/text v0.3.0', 'rsc.io/text v0.2.0'))
    const raised = await u.run(['tree'])
    assert.equal(raised.code, 0)
    assert.match(raised.stdout, / {2}go.mod is not up to date; shown is what go would make of it: go mod tidy\nok: /)
  })
})

test('tree says why nobody knows what a file should be', async () => {
  await withUniverse(async (u) => {
    const old = publish('rsc.io/old', 'v1.0.0', {
      'go.mod': 'module rsc.io/old\n\ngo 1.16\n\nrequire rsc.io/text v0.3.0\n',
    })
    u.serve([old, text])
    u.cache([old])
    u.require([old])
    const { code, stdout } = await u.run(['tree', '--offline'])
    assert.equal(code, 3)
    assert.match(
      stdout.replaceAll(/\n {2}/g, ' '),
      /not read {2}rsc.io\/text@v0.3.0: nothing says what its go.mod should be: go.sum has no line for it, and the checksum/,
    )
  })
})

test('tree takes requirements in a circle, and a replacement by a folder', async () => {
  await withUniverse(async (u) => {
    const one = publish('rsc.io/one', 'v1.0.0', {
      'go.mod': 'module rsc.io/one\n\ngo 1.16\n\nrequire rsc.io/two v1.0.0\n',
    })
    const two = publish('rsc.io/two', 'v1.0.0', {
      'go.mod': 'module rsc.io/two\n\ngo 1.16\n\nrequire rsc.io/one v1.0.0\n',
    })
    u.serve([one, two])
    u.cache([one, two])
    u.require([one], { goSum: sumLines(two), goMod: '\nreplace rsc.io/two => ./two\n' })
    u.write('two/go.mod', 'module rsc.io/two\n\ngo 1.16\n\nrequire rsc.io/one v1.0.0\n')
    u.write('two/two.go', 'package two\n')
    u.write('main.go', 'package main\n\nimport _ "rsc.io/two"\n')
    const { code, stdout } = await u.run(['tree'])
    assert.equal(code, 0, stdout)
    assert.match(stdout, /│? {2}└─ rsc.io\/two v1.0.0 => .\/two +replaced\n/)
  })
})
