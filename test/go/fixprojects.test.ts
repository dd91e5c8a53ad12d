// fix beside the go command in every kind of project: vendored, workspaces, tools, and another module instead.
import assert from 'node:assert/strict'
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { fixDatabase, fixModule, fixPath } from '../support/fixworlds.ts'
import { fixed, mustGo, snapshot } from '../support/fixbeside.ts'
import { go } from '../support/go.ts'
import { sumLines, withUniverse, type Published, type Universe } from '../support/universe.ts'

const skip = go.available ? false : go.reason

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

test('fix raises the go lines of a workspace as go get and go work sync do', { skip }, async () => {
  await withUniverse(async (u) => {
    const [old, now] = [fixModule('a v1.0.0'), fixModule('a v1.0.1', [], { go: '1.25.0' })]
    u.serve([old, now])
    u.cache([old])
    u.write('go.work', 'go 1.21.0\n\ntoolchain go1.22.0\n\nuse (\n\t./one\n\t./two\n)\n')
    for (const member of ['one', 'two']) {
      u.write(`${member}/go.mod`, `module github.com/me/${member}\n\ngo 1.21\n\nrequire ${fixPath('a v1.0.0')}\n`)
      u.write(`${member}/go.sum`, sumLines(old))
      u.write(`${member}/main.go`, `package main\n\nimport "${fixPath('a')}"\n\nfunc main() { println(a.Bad()) }\n`)
    }
    const beside = path.join(u.root, 'beside')
    cpSync(u.project, beside, { recursive: true })
    const report = await fixed(u, ['--yes', '--db', fixDatabase(u, { a: 'v1.0.1' })])
    assert.equal(report.exitCode, 0, JSON.stringify([report.unchecked, report.left]))
    await mustGo(u, path.join(beside, 'one'), ['get', `${fixPath('a')}@v1.0.1`])
    await mustGo(u, beside, ['work', 'sync'])
    for (const name of ['go.work', 'one/go.mod', 'two/go.mod']) {
      assert.equal(readFileSync(path.join(u.project, name), 'utf8'), readFileSync(path.join(beside, name), 'utf8'))
    }
    for (const env of [{ GOWORK: 'off' }, { GOWORK: path.join(u.project, 'go.work') }])
      await mustGo(u, path.join(u.project, 'two'), ['build', '-o', os.devNull, '-mod=readonly', './...'], env)
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

test('fix --replace leaves what go builds and tidies to nothing else, also behind a dependency', { skip }, async () => {
  await withUniverse(async (u) => {
    const code = 'func Bad() string { return "v1.0.0" }\n'
    const old = fixModule('old v1.0.0')
    const near = fixModule('near v1.0.0', [], { files: { 'near.go': `package other\n\n${code}` } })
    const far = fixModule('far v1.0.0', [], { files: { 'far.go': `package deep\n\n${code}` } })
    const deep = fixModule('deep v1.0.0')
    u.serve([old, near, far, deep, fixModule('b v1.0.0', ['deep v1.0.0'])])
    u.write('go.mod', `module github.com/me/project\n\ngo 1.21\n`)
    const imports = ['old', 'b'].map((one) => `\t"${fixPath(one)}"\n`).join('')
    u.write('main.go', `package main\n\nimport (\n${imports})\n\nfunc main() { println(old.Bad(), b.Bad()) }\n`)
    await mustGo(u, u.project, ['mod', 'tidy'])
    const pairs = [`${old.path}=${near.path}`, `${deep.path}=${far.path}`].flatMap((pair) => ['--replace', pair])
    const report = await fixed(u, ['--yes', '--test', '--db', fixDatabase(u, { z: '' }), ...pairs])
    assert.equal(report.code, 0, JSON.stringify(report))
    assert.ok(report.tests.every((t) => t.ok))
    const goMod = readFileSync(path.join(u.project, 'go.mod'), 'utf8')
    assert.match(goMod, /^replace github\.com\/fix\/deep => github\.com\/fix\/far v1\.0\.0$/m)
    await mustGo(u, u.project, ['mod', 'tidy'])
    assert.equal(readFileSync(path.join(u.project, 'go.mod'), 'utf8'), goMod)
  })
})
