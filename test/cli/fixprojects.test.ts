// fix in projects that have a word in it themselves, and on files that somebody prepared; test/go/fixprojects.test.ts asks go.
import assert from 'node:assert/strict'
import { existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import type { FixReport } from '../../src/report/fix.ts'
import { fixDatabase, fixModule, fixPath } from '../support/fixworlds.ts'
import { schemaTroubles } from '../support/jsonschemas.ts'
import { put, withUniverse, type Published, type Ran, type Universe } from '../support/universe.ts'

async function fixed(
  u: Universe,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<FixReport & { readonly code: number }> {
  const ran = await u.run(['fix', ...args, '--format', 'json', '--no-progress'], { env })
  const document = JSON.parse(ran.stdout) as FixReport & { readonly error?: object }
  assert.deepEqual(schemaTroubles(document.error === undefined ? 'fix-1.json' : 'error-1.json', document), [])
  return { ...document, code: ran.code }
}

async function said(u: Universe, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  return u.run(['fix', ...args, '--no-progress'], { env })
}

function read(u: Universe, name: string): string {
  return readFileSync(path.join(u.project, name), 'utf8')
}

/** A project that calls `Bad` of the first of these, and has the rest served; gives the database. */
function flawed(u: Universe, modules: readonly Published[], call = 'Bad'): string {
  const [first] = modules
  assert.ok(first !== undefined)
  u.serve(modules)
  u.cache([first])
  u.require([first])
  u.write('main.go', `package main\n\nimport "${first.path}"\n\nfunc main() { println(a.${call}()) }\n`)
  return fixDatabase(u, { a: 'v1.0.1' }, ['Bad'])
}

const TWO = [fixModule('a v1.0.0'), fixModule('a v1.0.1')]

test('fix --reachable leaves what the code does not call, and removes what it calls', async () => {
  await withUniverse(async (u) => {
    const all = [...TWO, fixModule('b v1.0.0'), fixModule('b v1.0.1')]
    u.serve(all)
    u.cache([all[0], all[2]].filter((m) => m !== undefined))
    u.require([all[0], all[2]].filter((m) => m !== undefined))
    u.write(
      'main.go',
      `package main\n\nimport (\n\t"${fixPath('a')}"\n\t"${fixPath('b')}"\n)\n\nfunc main() { println(a.Bad(), b.Good()) }\n`,
    )
    const db = fixDatabase(u, { a: 'v1.0.1', b: 'v1.0.1' }, ['Bad'])
    const report = await fixed(u, ['--reachable', '--yes', '--db', db])
    assert.deepEqual(
      report.moves.map((m) => `${m.path} ${m.to}`),
      [`${fixPath('a')} v1.0.1`],
    )
    assert.deepEqual(report.left, [])
    assert.equal(report.before.reached, 1)
    assert.equal(report.after?.reached, 0)
    assert.match(read(u, 'go.mod'), /fix\/a v1\.0\.1\n\t.*fix\/b v1\.0\.0/)
  })
})

test('fix touches nothing outside of vendor/ that modules.txt names', async () => {
  for (const [evil, target] of [
    ['..', 'project/precious.txt'],
    ['../../x', 'x/precious.txt'],
  ] as const)
    await withUniverse(async (u) => {
      const db = flawed(u, TWO)
      for (const name of ['LICENSE', 'a.go']) u.write(`vendor/${fixPath('a')}/${name}`, TWO[0]?.files.get(name) ?? '')
      // What a folder stands for is nobody's to prove.
      const other = `# ${evil} v1.0.0 => ./x\nexample.com/x\n`
      u.write('vendor/modules.txt', `# ${fixPath('a')} v1.0.0\n## explicit; go 1.21\n${fixPath('a')}\n${other}`)
      const precious = put(path.join(u.root, target), 'precious')
      const goMod = read(u, 'go.mod')
      const report = await fixed(u, ['--db', db, '--yes'])
      assert.equal(report.code, 1)
      assert.equal(report.status, 'planned')
      assert.match(report.unchecked.join(), /^vendor\/: malformed import path/)
      assert.deepEqual(
        report.files.map(({ file }) => file),
        ['go.sum', 'go.mod'],
      )
      assert.ok(existsSync(precious))
      assert.equal(read(u, 'go.mod'), goMod)
    })
})

test('fix writes through no symbolic link, whether it leads to a file or to nothing', async () => {
  await withUniverse(async (u) => {
    const db = flawed(u, TWO)
    const goMod = read(u, 'go.mod')
    const outside = put(path.join(u.root, 'outside.sum'), read(u, 'go.sum'))
    for (const target of [outside, path.join(u.root, 'nothing.sum')]) {
      rmSync(path.join(u.project, 'go.sum'))
      symlinkSync(target, path.join(u.project, 'go.sum'))
      const ran = await said(u, ['--yes', '--db', db])
      assert.match(ran.stderr, /go\.sum: a symbolic link, so it is not written/)
      assert.equal(ran.code, 3)
      assert.equal(read(u, 'go.mod'), goMod)
    }
    assert.equal(readFileSync(outside, 'utf8').split('\n').length, 3)
    assert.ok(!existsSync(path.join(u.root, 'nothing.sum')))
  })
})

test('fix makes of a go.mod with other line ends what go makes of it, and refuses what go refuses', async () => {
  await withUniverse(async (u) => {
    const db = flawed(u, TWO)
    const goMod = read(u, 'go.mod')
    u.write('go.mod', `\uFEFF${goMod}`)
    const refused = await said(u, ['--yes', '--db', db])
    assert.equal(refused.code, 2)
    assert.match(refused.stderr, /go\.mod:1:1: unexpected input character/)
    u.write('go.mod', goMod.replaceAll('\n', '\r\n'))
    await fixed(u, ['--yes', '--db', db])
    assert.equal(read(u, 'go.mod'), `module github.com/me/project\n\ngo 1.21\n\nrequire ${fixPath('a v1.0.1')}\n`)
  })
})

test('fix has one exit code in every format', async () => {
  await withUniverse(async (u) => {
    const db = flawed(u, TWO)
    const formats = ['sarif', 'html']
    for (const [args, expected] of [
      [['--db', db], 1],
      [['--db', path.join(u.root, 'nothing')], 3],
      [['--db', db, '--all', '--reachable'], 2],
    ] as const) {
      for (const format of expected === 1 ? formats : ['sarif']) {
        assert.equal((await said(u, [...args, '--format', format])).code, expected, `${args.join(' ')} ${format}`)
      }
    }
    const plan = await said(u, ['--db', db])
    assert.equal(plan.code, 1)
    // What is to be pasted works.
    assert.ok(plan.stdout.includes(`modwarden fix --db ${db} --yes`), plan.stdout)
  })
})

test('fix says what holds a fixed version, and moves nothing', async () => {
  await withUniverse(async (u) => {
    const db = flawed(u, TWO)
    const goMod = read(u, 'go.mod')
    for (const [policy, why] of [
      [`deny: [{path: ${fixPath('a')}, reason: SEC-118}]`, /the policy blocks it: .*SEC-118/],
      [
        'age: {days: 7, unknown: hold, repairs: wait}',
        /^fixed in v1\.0\.1: held: nobody can say when it was first logged$/,
      ],
    ] as const) {
      u.write('.modwarden-policy.yaml', `${policy}\n`)
      const report = await fixed(u, ['--yes', '--db', db])
      assert.equal(report.code, 1, JSON.stringify(report))
      assert.deepEqual(
        report.left.map((l) => [l.id, l.kind]),
        [['GO-2026-0001', 'held']],
      )
      assert.match(report.left[0]?.why ?? '', why)
      assert.equal(read(u, 'go.mod'), goMod)
    }
  })
})

test('fix says of a private module that its versions cannot be listed, and asks nobody about it', async () => {
  await withUniverse(async (u) => {
    const db = flawed(u, TWO)
    const report = await fixed(u, ['--yes', '--db', db], { GOPRIVATE: 'github.com/fix/*' })
    assert.equal(report.status, 'nothing')
    assert.match(
      report.unchecked.join('\n'),
      /fix\/a: its versions could not be listed.*private by GONOPROXY or GOPRIVATE/,
    )
    assert.deepEqual(
      u.requests.filter((url) => url.includes('/fix/')),
      [],
    )
  })
})

const OLD = fixModule('old v1.0.0')

test('fix --replace keeps the name that the code uses for the package', async () => {
  await withUniverse(async (u) => {
    const now = fixModule('fresh v1.2.0')
    u.serve([OLD, now])
    u.cache([OLD])
    u.require([OLD])
    u.write('main.go', `package main\n\nimport "${OLD.path}"\n\nfunc main() { println(old.Good()) }\n`)
    const db = fixDatabase(u, { z: 'v1.0.1' })
    const report = await fixed(u, ['--yes', '--db', db, '--replace', `${OLD.path}=${now.path}`])
    assert.equal(report.code, 0, JSON.stringify(report))
    assert.match(read(u, 'main.go'), /^import old "github\.com\/fix\/fresh"$/m)
  })
})

/** A project whose dependency imports the old module. */
function behind(u: Universe, now: Published): string {
  const dependency = fixModule('b v1.0.0', ['old v1.0.0'])
  u.serve([OLD, now, dependency])
  u.cache([OLD, dependency])
  u.require([dependency], {
    goMod: `\nrequire ${fixPath('old v1.0.0')} // indirect\n`,
    goSum: `${OLD.path} v1.0.0 ${OLD.h1}\n${OLD.path} v1.0.0/go.mod ${OLD.goModH1}\n`,
  })
  u.write('main.go', `package main\n\nimport "${fixPath('b')}"\n\nfunc main() { println(b.Good()) }\n`)
  return fixDatabase(u, { old: '' })
}

test('fix --replace puts another module in the place of one that only a dependency imports', async () => {
  await withUniverse(async (u) => {
    const now = fixModule('fresh v1.2.0', [], {
      files: { 'fresh.go': 'package old\n\nfunc Good() string { return "good" }\n' },
    })
    const db = behind(u, now)
    const report = await fixed(u, ['--yes', '--db', db, '--replace', `${OLD.path}=${now.path}`])
    assert.equal(report.code, 0, JSON.stringify(report))
    assert.match(read(u, 'go.mod'), /\nreplace github\.com\/fix\/old => github\.com\/fix\/fresh v1\.2\.0\n$/)
    assert.match(read(u, 'go.sum'), /^github\.com\/fix\/fresh v1\.2\.0 h1:/m)
    assert.deepEqual(
      report.moves.map((m) => [m.path, m.to, m.used, m.adds?.verdict]),
      [[now.path, 'v1.2.0', true, 'clean']],
    )
    assert.match(report.replaced[0]?.note ?? '', /^by a replace line, because only dependencies import it/)
  })
})

test('fix --replace refuses a module that does not fit what a dependency imports', async () => {
  await withUniverse(async (u) => {
    const now = fixModule('fresh v1.2.0')
    const db = behind(u, now)
    const before = read(u, 'go.mod')
    const ran = await said(u, ['--yes', '--db', db, '--replace', `${OLD.path}=${now.path}`])
    assert.equal(ran.code, 2, ran.stdout)
    assert.match(ran.stderr, /as package old, and that of github\.com\/fix\/fresh is called fresh/)
    assert.equal(read(u, 'go.mod'), before)
  })
})
