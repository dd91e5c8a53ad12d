// fix beside the go command in every kind of project: vendored, workspaces, tools, and what --test lets the code see.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { compareBytes } from '../../src/base/bytes.ts'
import type { FixReport } from '../../src/report/fix.ts'
import { fixDatabase, fixModule, fixPath } from '../support/fixworlds.ts'
import { go, goEnv } from '../support/go.ts'
import {
  filesBelow,
  put,
  runProgram,
  sumLines,
  withUniverse,
  type Published,
  type Ran,
  type Universe,
} from '../support/universe.ts'

const skip = go.available ? false : go.reason

/** The go command in a folder of the universe. */
async function goIn(
  u: Universe,
  folder: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const own = { PATH: process.env['PATH'] ?? '', GOROOT: goEnv('GOROOT'), GOCACHE: goEnv('GOCACHE') }
  const env = { ...u.environment(), ...own, GOTOOLCHAIN: 'local', GOFLAGS: '', ...more }
  // Not in this thread: the proxy answers here.
  return runProgram('go', args, { cwd: folder, env })
}

async function mustGo(
  u: Universe,
  folder: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<string> {
  const ran = await goIn(u, folder, args, more)
  assert.equal(ran.code, 0, `go ${args.join(' ')}: ${ran.stdout}${ran.stderr}`)
  return ran.stdout
}

async function fixed(
  u: Universe,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<FixReport & { readonly code: number }> {
  const own = { PATH: process.env['PATH'], GOROOT: goEnv('GOROOT'), GOCACHE: goEnv('GOCACHE'), GOTOOLCHAIN: 'local' }
  const ran = await u.run(['fix', ...args, '--format', 'json', '--no-progress'], { env: { ...own, ...env } })
  return { ...(JSON.parse(ran.stdout) as FixReport), code: ran.code }
}

/** Every file of a project: its name, and its text or the hash of a long one. */
function snapshot(folder: string): readonly string[] {
  return filesBelow(folder)
    .map((file) => {
      const text = readFileSync(file, 'latin1')
      return `${path.relative(folder, file)}: ${text.length < 1000 ? text : createHash('sha256').update(text).digest('hex')}`
    })
    .toSorted(compareBytes)
}

/** A module with all that `go mod vendor` has a rule for. */
function rich(version: string, go: string): Published {
  return fixModule(`b ${version}`, [], {
    go,
    files: {
      'b_test.go': `package b\n\nimport _ "embed"\n\n//go:embed testonly.txt\nvar t string\n`,
      'testonly.txt': 'for tests\n',
      'gen.go': '//go:build ignore\n\npackage main\n',
      'b_plan9.go': 'package b\n',
      'mixed.go': '//go:build (linux && !foo) || ignore\n\npackage b\n',
      'asm.s': '// nothing\n',
      'header.h': '/* nothing */\n',
      '.hidden': version,
      '_draft.go': 'package b\n',
      'go.sum': '',
      'NOTICE.md': `notice ${version}\n`,
      'README.md': `read ${version}\n`,
      'unused/unused.go': 'package unused\n',
      'deep/LICENSE.txt': 'deep\n',
      'deep/README.md': 'not copied\n',
      'deep/er/er.go': `package er\n\nimport "embed"\n\n//go:embed data all:more "with space.txt"\nvar FS embed.FS\n\nvar text = \`\n//go:embed nothing\n\`\n`,
      'deep/er/data/one.txt': version,
      'deep/er/data/.dot': 'left out\n',
      'deep/er/data/sub/two.bin': '\u0000\u0001',
      'deep/er/more/.dot': 'in\n',
      'deep/er/with space.txt': 'x\n',
      'deep/er/other/three.txt': 'left out\n',
      ...(version === 'v1.0.0'
        ? { 'gone.go': 'package b\n' }
        : { 'new.go': `package b\n\nimport _ "${fixPath('b')}/added"\n`, 'added/added.go': 'package added\n' }),
    },
  })
}

for (const line of ['1.16', '1.21', '1.24.0']) {
  test(`fix brings vendor/ along as go mod vendor makes it, at go ${line}`, { skip }, async () => {
    await withUniverse(async (u) => {
      const all = [
        fixModule('a v1.0.0', ['b v1.0.0'], { go: line }),
        rich('v1.0.0', line),
        rich('v1.0.1', line),
        fixModule('d v1.0.0', [], { go: line }),
        fixModule('e v1.0.0', [], { go: line }),
      ]
      const [a, old] = all
      u.serve(all)
      const lines = ['a v1.0.0', 'c v1.0.0', 'd v1.0.0'].map((key) => `require ${fixPath(key)}\n`).join('\n')
      const replaces = `replace ${fixPath('c')} => ./c\n\nreplace ${fixPath('x')} v1.0.0 => ${fixPath('e v1.0.0')}\n`
      u.write(
        'go.mod',
        `module github.com/me/project\n\ngo ${line}\n\n${lines}\nrequire ${fixPath('b v1.0.0')} // indirect\n\n${replaces}`,
      )
      u.write('go.sum', '')
      u.write('c/go.mod', `module ${fixPath('c')}\n\ngo 1.16\n`)
      u.write('c/c.go', 'package c\n')
      const imports = ['a', 'b/deep/er', 'c', 'd'].map((one) => `import _ "${fixPath(one)}"\n`).join('')
      u.write('main.go', `package main\n\n${imports}\nfunc main() {}\n`)
      await mustGo(u, u.project, ['mod', 'tidy'])
      await mustGo(u, u.project, ['mod', 'vendor'])
      assert.ok(a !== undefined && old !== undefined)
      const report = await fixed(u, ['--yes', '--db', fixDatabase(u, { b: 'v1.0.1' })])
      assert.equal(report.exitCode, 0, JSON.stringify([report.unchecked, report.left]))
      assert.deepEqual(report.next, [])
      assert.ok(!existsSync(path.join(u.project, 'vendor', fixPath('b'), 'gone.go')))
      const ours = snapshot(u.project)
      await mustGo(u, u.project, ['build', '-o', os.devNull, '-mod=vendor', './...'])
      rmSync(path.join(u.project, 'vendor'), { recursive: true })
      await mustGo(u, u.project, ['mod', 'vendor'])
      assert.deepEqual(ours, snapshot(u.project))
    })
  })
}

test('fix leaves a vendored project as it is where a module of it cannot be proven', { skip }, async () => {
  await withUniverse(async (u) => {
    const all = [fixModule('a v1.0.0'), fixModule('a v1.0.1')]
    u.serve(all)
    u.write('go.mod', `module github.com/me/project\n\ngo 1.21\n\nrequire ${fixPath('a v1.0.0')}\n`)
    u.write('main.go', `package main\n\nimport _ "${fixPath('a')}"\n\nfunc main() {}\n`)
    await mustGo(u, u.project, ['mod', 'tidy'])
    await mustGo(u, u.project, ['mod', 'vendor'])
    const before = snapshot(u.project)
    const served = all[1]
    assert.ok(served !== undefined)
    // Another zip under the same version.
    u.served.set(`${served.path}@${served.version}`, {
      ...served,
      zip: fixModule('a v1.0.1', [], { files: { 'x.go': 'package a\n' } }).zip,
    })
    const report = await fixed(u, ['--yes', '--db', fixDatabase(u, { a: 'v1.0.1' })])
    assert.match(report.unchecked.join(), /another|something else than was agreed on/)
    assert.equal(report.code, 1)
    assert.equal(report.status, 'planned')
    assert.deepEqual(snapshot(u.project), before)
  })
})

/** Two modules that use a; two comes to it through b. */
function workspace(u: Universe, goLine: string): void {
  const all = [fixModule('a v1.0.0'), fixModule('a v1.0.1'), fixModule('b v1.0.0', ['a v1.0.0']), fixModule('a v1.1.0')]
  const [a, , b] = all
  assert.ok(a !== undefined && b !== undefined)
  u.serve(all)
  u.cache([a, b])
  u.write('go.work', `go ${goLine}\n\nuse (\n\t./one\n\t./two\n)\n`)
  u.write('one/go.mod', `module github.com/me/one\n\ngo 1.21\n\nrequire ${fixPath('a v1.0.0')}\n`)
  u.write('one/go.sum', sumLines(a))
  u.write('one/one.go', `package one\n\nimport "${fixPath('a')}"\n\nfunc One() string { return a.Bad() }\n`)
  const requires = `require (\n\tgithub.com/me/one v0.0.0-00010101000000-000000000000\n\t${fixPath('b v1.0.0')}\n)\n\nrequire ${fixPath('a v1.0.0')} // indirect\n`
  u.write('two/go.mod', `module github.com/me/two\n\ngo 1.21\n\n${requires}\nreplace github.com/me/one => ../one\n`)
  u.write('two/go.sum', sumLines(a, b))
  u.write(
    'two/main.go',
    `package main\n\nimport (\n\t"${fixPath('b')}"\n\t"github.com/me/one"\n)\n\nfunc main() { println(b.Bad(), one.One()) }\n`,
  )
}

test('fix repairs every module of a workspace, so that each builds in it and alone', { skip }, async () => {
  await withUniverse(async (u) => {
    workspace(u, '1.21')
    const work = readFileSync(path.join(u.project, 'go.work'), 'utf8')
    const beside = path.join(u.root, 'beside')
    cpSync(u.project, beside, { recursive: true })
    const report = await fixed(u, ['--yes', '--db', fixDatabase(u, { a: 'v1.0.1' })])
    assert.equal(report.exitCode, 0, JSON.stringify([report.unchecked, report.left]))
    assert.deepEqual(
      report.files.map((f) => f.file),
      ['one/go.sum', 'two/go.sum', 'one/go.mod', 'two/go.mod'],
    )
    assert.equal(readFileSync(path.join(u.project, 'go.work'), 'utf8'), work)
    await mustGo(u, path.join(beside, 'one'), ['get', `${fixPath('a')}@v1.0.1`])
    await mustGo(u, beside, ['work', 'sync'])
    for (const member of ['one', 'two']) {
      const folder = path.join(u.project, member)
      assert.equal(
        readFileSync(path.join(folder, 'go.mod'), 'utf8'),
        readFileSync(path.join(beside, member, 'go.mod'), 'utf8'),
      )
      await mustGo(u, folder, ['build', '-o', os.devNull, '-mod=readonly', './...'])
      await mustGo(u, folder, ['build', '-o', os.devNull, '-mod=readonly', './...'], { GOWORK: 'off' })
    }
  })
})

test('fix brings the vendor folder of a workspace along as go work vendor makes it', { skip }, async () => {
  await withUniverse(async (u) => {
    workspace(u, '1.22')
    await mustGo(u, u.project, ['work', 'vendor'])
    const report = await fixed(u, ['--yes', '--db', fixDatabase(u, { a: 'v1.0.1' })])
    assert.equal(report.exitCode, 0, JSON.stringify([report.unchecked, report.left]))
    await mustGo(u, path.join(u.project, 'two'), ['build', '-o', os.devNull, '-mod=vendor', './...'])
    const ours = snapshot(path.join(u.project, 'vendor'))
    await mustGo(u, u.project, ['work', 'vendor'])
    assert.deepEqual(ours, snapshot(path.join(u.project, 'vendor')))
  })
})

test('fix writes what go get writes for a tool, a go line and a toolchain line', { skip }, async () => {
  await withUniverse(async (u) => {
    const cmd = `package main\n\nimport "${fixPath('b')}"\n\nfunc main() { println(b.Bad()) }\n`
    const all = [
      fixModule('a v1.0.0', ['b v1.0.0'], { files: { 'cmd/at/main.go': cmd } }),
      fixModule('b v1.0.0'),
      fixModule('b v1.0.1', [], { go: '1.25.0' }),
    ]
    const [a, b] = all
    assert.ok(a !== undefined && b !== undefined)
    u.serve(all)
    u.cache([a, b])
    const requires = `require (\n\t${fixPath('a v1.0.0')} // indirect\n\t${fixPath('b v1.0.0')} // indirect\n)\n`
    u.write(
      'go.mod',
      `module github.com/me/project\n\ngo 1.24.0\n\ntoolchain go1.24.5\n\ntool ${fixPath('a')}/cmd/at\n\n${requires}`,
    )
    u.write('go.sum', sumLines(a, b))
    u.write('main.go', 'package main\n\nfunc main() {}\n')
    const beside = path.join(u.root, 'beside')
    cpSync(u.project, beside, { recursive: true })
    const report = await fixed(u, ['--yes', '--db', fixDatabase(u, { b: 'v1.0.1' })])
    assert.equal(report.exitCode, 0, JSON.stringify([report.unchecked, report.left]))
    await mustGo(u, beside, ['get', `${fixPath('b')}@v1.0.1`])
    assert.deepEqual(snapshot(u.project), snapshot(beside))
  })
})

const SECRETS = {
  GITHUB_TOKEN: 'sec-ret-1',
  AWS_SECRET_ACCESS_KEY: 'sec-ret-2',
  DATABASE_URL: 'postgres://me:sec-ret-3@db.example/x',
  MY_COMPANY_PAT: 'sec-ret-4',
  GOAUTH: 'sec-ret-5',
  SSH_AUTH_SOCK: '/sec-ret-6',
  HTTPS_PROXY: 'http://me:sec-ret-7@proxy.example',
}

function environmentTest(body: string): string {
  return `package main\n\nimport (\n\t"os"\n\t"strings"\n\t"testing"\n)\n\nfunc TestIt(t *testing.T) {\n\tos.WriteFile("seen.txt", []byte(strings.Join(os.Environ(), "\\n")), 0o600)\n${body}}\n`
}

test('fix --test gives the code that it runs no secret of the environment, and no proxy', { skip }, async () => {
  await withUniverse(async (u) => {
    const all = [fixModule('a v1.0.0'), fixModule('a v1.0.1')]
    u.serve(all)
    u.cache(all.slice(0, 1))
    u.require(all.slice(0, 1))
    u.write('main.go', `package main\n\nimport "${fixPath('a')}"\n\nfunc main() { println(a.Bad()) }\n`)
    u.write('main_test.go', environmentTest(''))
    const report = await fixed(u, ['--yes', '--test', '--db', fixDatabase(u, { a: 'v1.0.1' })], {
      ...SECRETS,
      LC_ALL: 'C',
    })
    assert.equal(report.exitCode, 0, JSON.stringify([report.unchecked, report.left]))
    assert.deepEqual(
      report.tests.map((t) => [t.command, t.ok]),
      [
        ['go build ./...', true],
        ['go test ./...', true],
      ],
    )
    const seen = readFileSync(path.join(u.project, 'seen.txt'), 'utf8')
    assert.doesNotMatch(seen, /sec-ret/)
    assert.match(seen, /^GOPROXY=off$/m)
    assert.match(seen, /^LC_ALL=C$/m)
  })
})

test('fix --test puts every file back, byte for byte, where a test fails', { skip }, async () => {
  await withUniverse(async (u) => {
    const all = [fixModule('a v1.0.0'), fixModule('a v1.0.1')]
    u.serve(all)
    u.write(
      'go.mod',
      `// mine\r\nmodule github.com/me/project\r\n\r\ngo 1.21\r\n\r\nrequire ${fixPath('a v1.0.0')}\r\n`,
    )
    u.write('main.go', `package main\n\nimport "${fixPath('a')}"\n\nfunc main() { println(a.Bad()) }\n`)
    await mustGo(u, u.project, ['mod', 'download', 'all'])
    await mustGo(u, u.project, ['mod', 'vendor'])
    const crlf = readFileSync(path.join(u.project, 'go.mod'), 'utf8').replaceAll(/\r?\n/g, '\r\n')
    put(path.join(u.project, 'go.mod'), crlf)
    u.write('main_test.go', `package main\n\nimport "testing"\n\nfunc TestIt(t *testing.T) { t.Error("not yet") }\n`)
    const before = snapshot(u.project)
    const report = await fixed(u, ['--yes', '--test', '--db', fixDatabase(u, { a: 'v1.0.1' })])
    assert.equal(report.status, 'undone', JSON.stringify(report))
    assert.equal(report.code, 1)
    assert.match(report.tests.at(-1)?.output ?? '', /not yet/)
    assert.deepEqual(snapshot(u.project), before)
  })
})
