// The package graph and the requirements, asked of the go command: `go list -deps -test` under several platforms, with
// vendor/, replacements, tools, a workspace, nested modules and cgo; and `go mod tidy`. Everything is in local folders.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { compareBytes } from '../../src/base/bytes.ts'
import { databaseOf } from '../../src/commands/run/databaseof.ts'
import { setUp } from '../../src/commands/run/world.ts'
import type { Target } from '../../src/gosource/buildconstraint.ts'
import { reachedFrom } from '../../src/graph/packages.ts'
import { createSourceFolders } from '../../src/io/sourcefolders.ts'
import { requirementTroubles } from '../../src/jobs/tree/outdated.ts'
import { loadProject } from '../../src/jobs/project/project.ts'
import { readProjectTree, type ProjectTree } from '../../src/jobs/project/projecttree.ts'
import { parseGoMod } from '../../src/gomod/modfile.ts'
import { go } from '../support/go.ts'

const skip = go.available ? false : go.reason

const root = go.available ? mkdtempSync(path.join(tmpdir(), 'modwarden-packages-')) : ''
process.on('exit', () => {
  if (root !== '') rmSync(root, { recursive: true, force: true })
})

type Files = Readonly<Record<string, string>>

/** The modules that all projects here know, in folders beside them. */
const MODULES: Files = {
  'dep/go.mod': 'module example.com/dep\n\ngo 1.22\n\nrequire example.com/deep v1.0.0\n',
  'dep/dep.go': 'package dep\n\nimport _ "example.com/deep"\n',
  'dep/dep_test.go': 'package dep\n\nimport _ "example.com/deep/fortests"\n',
  'dep/win_windows.go': 'package dep\n\nimport _ "example.com/deep/win"\n',
  'dep/sub/sub.go': 'package sub // import "example.com/dep/sub"\n',
  'dep/sub/extra.go':
    '//go:build extra && !plan9\n\npackage sub\n\nimport (\n\t"fmt"\n\tx "example.com/deep/extra"\n)\n\nvar _, _ = fmt.Sprint, x.X\n',
  'dep/c/c.go': 'package c\n\nimport "C"\n\nimport _ "example.com/deep/cgo"\n',
  'dep/c/nocgo.go': '//go:build !cgo\n\npackage c\n\nimport _ "example.com/deep/nocgo"\n',
  'dep/gen/main.go': '//go:build ignore\n\npackage main\n\nimport _ "example.com/never"\n',
  'dep/gen/gen.go': 'package gen\n',
  'deep/go.mod': 'module example.com/deep\n\ngo 1.16\n',
  'deep/deep.go': 'package deep\n\nimport "strings"\n\nvar _ = strings.ToUpper\n',
  'deep/win/win.go': 'package win\n',
  'deep/extra/extra.go': 'package extra\n\nvar X = 1\n',
  'deep/cgo/cgo.go': 'package cgo\n',
  'deep/nocgo/nocgo.go': 'package nocgo\n',
  'deep/fortests/f.go': 'package fortests\n',
  'nested/go.mod': 'module example.com/dep/nested\n\ngo 1.22\n',
  'nested/nested.go': 'package nested\n',
  'tool/go.mod': 'module example.com/tool\n\ngo 1.22\n',
  'tool/cmd/tool/main.go': 'package main\n\nimport _ "example.com/tool/lib"\n\nfunc main() {}\n',
  'tool/lib/lib.go': 'package lib\n',
  'check/go.mod': 'module example.com/check\n\ngo 1.22\n',
  'check/check.go': 'package check\n',
  'idle/go.mod': 'module example.com/idle\n\ngo 1.22\n',
  'idle/idle.go': 'package idle\n',
  'tested/go.mod': 'module example.com/tested\n\ngo 1.22\n\nrequire example.com/testing v1.0.0\n',
  'tested/tested.go': 'package tested\n',
  'tested/tested_test.go': 'package tested\n\nimport _ "example.com/testing"\n',
  'testing/go.mod': 'module example.com/testing\n\ngo 1.22\n',
  'testing/testing.go': 'package testing\n',
}

const NAMES = ['dep', 'deep', 'nested', 'tool', 'check', 'idle', 'tested', 'testing']
const pathOf = (name: string): string => (name === 'nested' ? 'example.com/dep/nested' : `example.com/${name}`)
const replaces = (above: string): string => NAMES.map((name) => `replace ${pathOf(name)} => ${above}${name}\n`).join('')

const PROJECT: Files = {
  'app/go.mod':
    'module example.com/app\n\ngo 1.24\n\ntool example.com/tool/cmd/tool\n\nrequire (\n\texample.com/check v1.0.0\n\texample.com/dep v1.0.0\n\texample.com/dep/nested v1.0.0\n\texample.com/tool v1.0.0 // indirect\n\texample.com/deep v1.0.0 // indirect\n)\n\n' +
    replaces('../'),
  'app/main.go':
    'package main\n\nimport (\n\t_ "example.com/app/internal/own"\n\t_ "example.com/dep"\n\t_ "example.com/dep/c"\n\t_ "example.com/dep/gen"\n)\n\nfunc main() {}\n',
  'app/internal/own/own.go': 'package own\n\nimport _ "example.com/dep/sub"\n',
  'app/internal/own/own_test.go': 'package own_test\n\nimport _ "example.com/check"\n',
  'app/internal/own/x_linux.pb.go': 'package own\n\nimport _ "example.com/dep/nested"\n',
  'app/testdata/no.go': 'package no\n\nimport _ "example.com/never"\n',
  'app/_hidden/no.go': 'package no\n\nimport _ "example.com/never"\n',
  'app/below/go.mod': 'module example.com/app/below\n',
  'app/below/no.go': 'package no\n\nimport _ "example.com/never"\n',
}

function written(name: string, ...all: readonly Files[]): string {
  const folder = path.join(root, name)
  for (const files of all) {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
      writeFileSync(path.join(folder, file), text)
    }
  }
  return folder
}

type Environment = Readonly<Record<string, string>>

const base = (env: Environment): Record<string, string | undefined> => ({
  ...process.env,
  GOTOOLCHAIN: 'local',
  GOFLAGS: '-mod=mod',
  GOPROXY: 'off',
  GOSUMDB: 'off',
  GOWORK: 'off',
  GOENV: 'off',
  GOMODCACHE: path.join(root, 'modcache'),
  MODWARDEN_STORE: path.join(root, 'store'),
  CGO_ENABLED: '0',
  ...env,
})

async function runGo(args: readonly string[], cwd: string, env: Environment): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('go', [...args], { cwd, env: base(env), encoding: 'utf8' }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout)
      else reject(new Error(`go ${args.join(' ')}: ${stderr}`, { cause: error }))
    })
  })
}

async function treeOf(folder: string, target: Target, env: Environment): Promise<ProjectTree> {
  const { signal } = new AbortController()
  const setup = await setUp(base(env), folder, { offline: true }, signal, () => undefined)
  try {
    const { world, go: settings } = setup
    const project = await loadProject(world.files, folder, settings)
    const database = await databaseOf(setup, project)
    return await readProjectTree(world, createSourceFolders(), settings, project, database, {
      target,
      offline: true,
      full: false,
      signal,
    })
  } finally {
    await setup.close()
  }
}

/** Packages outside the standard library, without the variants that go makes for tests. */
async function goPackages(folder: string, env: Environment, tests: boolean): Promise<string[]> {
  const format = '{{if not .Standard}}{{.ImportPath}}{{end}}'
  const args = ['list', '-e', '-deps', ...(tests ? ['-test'] : []), '-f', format, './...']
  const lines = (await runGo(args, folder, env)).split('\n').map((line) => line.replace(/ \[.*\]$/, ''))
  const plain = lines.map((line) => line.replace(/(?:_test|\.test)$/, '')).filter((line) => line !== '')
  return [...new Set(plain)].toSorted(compareBytes)
}

function ourPackages({ packages }: ProjectTree, tests: boolean): string[] {
  return [...reachedFrom(packages, packages.own, tests).keys()].toSorted(compareBytes)
}

const linux: Target = { goos: 'linux', goarch: 'amd64', tags: [], cgo: false, goVersion: '1.26' }

const BUILDS: ReadonlyArray<readonly [string, Target, Environment]> = [
  ['linux', linux, { GOOS: 'linux', GOARCH: 'amd64' }],
  ['windows', { ...linux, goos: 'windows' }, { GOOS: 'windows', GOARCH: 'amd64' }],
  ['a tag', { ...linux, tags: ['extra'] }, { GOOS: 'linux', GOARCH: 'amd64', GOFLAGS: '-mod=mod -tags=extra' }],
  ['cgo', { ...linux, cgo: true }, { GOOS: 'linux', GOARCH: 'amd64', CGO_ENABLED: '1' }],
]

test(
  'readProjectTree finds the packages of go list -deps, with and without tests, on each platform',
  { skip },
  async () => {
    const folder = path.join(written('platforms', MODULES, PROJECT), 'app')
    const seen = new Set<string>()
    for (const [name, target, env] of BUILDS) {
      const tree = await treeOf(folder, target, env)
      for (const tests of [false, true]) {
        const theirs = await goPackages(folder, env, tests)
        assert.deepEqual(ourPackages(tree, tests), theirs, `${name}, ${tests ? 'with' : 'without'} tests`)
        seen.add(theirs.join(' '))
      }
      assert.deepEqual(tree.gaps, [], name)
      assert.equal(tree.uses.get('example.com/tool')?.need, 'tool')
      assert.equal(tree.uses.get('example.com/check')?.need, 'test')
    }
    assert.equal(seen.size, 8, 'every build is another one')
  },
)

test('readProjectTree reads vendor/ where go builds from it', { skip }, async () => {
  const folder = path.join(written('vendored', MODULES, PROJECT), 'app')
  await runGo(['mod', 'vendor'], folder, {})
  const env = { GOFLAGS: '', GOOS: 'linux', GOARCH: 'amd64' }
  const tree = await treeOf(folder, linux, env)
  assert.equal(tree.source.vendored, true)
  assert.deepEqual(ourPackages(tree, true), await goPackages(folder, env, true))
  assert.deepEqual(tree.gaps, [])
})

test(
  'readProjectTree reads vendor/ where GOFLAGS, as go splits it, and modules.txt let go build from it',
  { skip },
  async () => {
    const folder = path.join(written('vendorflags', MODULES, PROJECT), 'app')
    await runGo(['mod', 'vendor'], folder, {})
    const isVendored = async (GOFLAGS: string): Promise<boolean> => {
      const env = { GOFLAGS, GOOS: 'linux', GOARCH: 'amd64' }
      const theirs = (await runGo(['list', '-f', '{{.Dir}}', 'example.com/dep'], folder, env)).includes('/vendor/')
      assert.equal((await treeOf(folder, linux, env)).source.vendored, theirs, GOFLAGS)
      return theirs
    }
    const seen: boolean[] = []
    for (const flags of ['"-mod=mod"', "'-ldflags=-X a -mod=mod'", '-mod=vendor --mod=mod', '-mod=mod -mod=vendor']) {
      seen.push(await isVendored(flags))
    }
    assert.deepEqual(seen, [false, true, false, true])
    const modulesTxt = path.join(folder, 'vendor/modules.txt')
    writeFileSync(modulesTxt, `## workspace\n${readFileSync(modulesTxt, 'utf8')}`)
    assert.equal(await isVendored(''), false)
  },
)

test('readProjectTree reads all main modules of a workspace', { skip }, async () => {
  const second = {
    'second/go.mod': `module example.com/second\n\ngo 1.24\n\nrequire example.com/dep v1.0.0\n\n${replaces('../')}`,
    'second/second.go': 'package second\n\nimport (\n\t_ "example.com/app/internal/own"\n\t_ "example.com/dep"\n)\n',
    'go.work': 'go 1.24\n\nuse ./app\nuse ./second\n',
  }
  const folder = written('workspace', MODULES, PROJECT, second)
  const env = { GOFLAGS: '', GOWORK: path.join(folder, 'go.work'), GOOS: 'linux', GOARCH: 'amd64' }
  const tree = await treeOf(folder, linux, env)
  const format = '{{if not .Standard}}{{.ImportPath}}{{end}}'
  const theirs = await runGo(['list', '-e', '-deps', '-f', format, './app/...', './second/...'], folder, env)
  const names = theirs.split('\n').filter((line) => line !== '')
  assert.deepEqual(ourPackages(tree, false), names.toSorted(compareBytes))
  assert.deepEqual(
    tree.graph.buildList.filter((m) => m.main).map((m) => m.path),
    ['example.com/app', 'example.com/second'],
  )
})

const ALL =
  '\texample.com/check v1.0.0\n\texample.com/dep v1.0.0\n\texample.com/dep/nested v1.0.0\n\texample.com/tool v1.0.0 // indirect\n\texample.com/deep v1.0.0 // indirect\n'

const LINES: ReadonlyArray<readonly [name: string, lines: string, go?: string, code?: string]> = [
  ['tidy', ALL],
  [
    'unused',
    '\texample.com/check v1.0.0\n\texample.com/dep v1.0.0\n\texample.com/dep/nested v1.0.0\n\texample.com/tool v1.0.0\n\texample.com/deep v1.0.0 // indirect\n\texample.com/idle v1.0.0\n',
  ],
  [
    'comments',
    '\texample.com/check v1.0.0 // indirect\n\texample.com/dep v1.0.0\n\texample.com/dep/nested v1.0.0\n\texample.com/tool v1.0.0\n\texample.com/deep v1.0.0\n',
  ],
  ['unused before graph pruning', `${ALL}\texample.com/idle v1.0.0 // indirect\n`, '1.16'],
  ['twice', `${ALL}\texample.com/idle v1.0.0\n\texample.com/idle v1.0.0\n`],
  [
    'what tests of dependencies need',
    `${ALL}\texample.com/tested v1.0.0\n\texample.com/testing v1.0.0\n`,
    '1.24',
    'package main\n\nimport _ "example.com/tested"\n',
  ],
]

for (const [name, lines, version = '1.24', code = 'package main\n'] of LINES) {
  test(`requirementTroubles says what go mod tidy changes: ${name}`, { skip }, async () => {
    const goMod = `module example.com/app\n\ngo ${version}\n\ntool example.com/tool/cmd/tool\n\nrequire (\n${lines})\n\n${replaces('../')}`
    const files = { 'app/go.mod': goMod, 'app/more.go': code }
    const folder = path.join(written(`tidy-${name}`, MODULES, PROJECT, files), 'app')
    rmSync(path.join(folder, 'testdata'), { recursive: true })
    const tree = await treeOf(folder, 'any', {})
    const wanted = requirementTroubles(tree).map(({ kind, path: module }) => `${kind} ${module}`)
    await runGo(['mod', 'tidy'], folder, {})
    const before = new Map(parseGoMod(goMod, 'go.mod').require.map((r) => [r.path, r.indirect]))
    const after = new Map(
      parseGoMod(readFileSync(path.join(folder, 'go.mod')), 'go.mod').require.map((r) => [r.path, r.indirect]),
    )
    const changes = [
      ...[...before].flatMap(([module, indirect]) => {
        const now = after.get(module)
        if (now === undefined) return [`unused ${module}`]
        if (now === indirect) return []
        return [`${now ? 'should-be-indirect' : 'should-be-direct'} ${module}`]
      }),
      ...[...after.keys()].filter((module) => !before.has(module)).map((module) => `missing ${module}`),
    ]
    assert.deepEqual(wanted.toSorted(compareBytes), changes.toSorted(compareBytes))
    assert.equal(changes.length > 0, name !== 'tidy', changes.join(', '))
  })
}
