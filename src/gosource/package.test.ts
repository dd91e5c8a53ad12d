import assert from 'node:assert/strict'
import test from 'node:test'
import { utf8 } from '../base/bytes.ts'
import { embeddedFiles, embedPatterns } from './embed.ts'
import { buildConstraint, findPackage, importedPackage, packageOfFile, readModule, type GoModule } from './package.ts'

function moduleOf(path: string, files: Readonly<Record<string, string>>): GoModule {
  return readModule(path, new Map(Object.entries(files).map(([name, text]) => [name, utf8(text)])))
}

test('readModule groups files by folder and package clause, test packages apart', () => {
  const module = moduleOf('example.com/m', {
    'a.go': 'package m\n',
    'a_test.go': 'package m\n',
    'b_test.go': 'package m_test\n',
    'gen.go': 'package main\n',
    'sub/x.go': 'package other\n',
    'README.md': '# no Go\n',
  })
  assert.deepEqual(
    module.packages.map(({ path, test, scope }) => [path, scope.name, test, scope.files.map((file) => file.name)]),
    [
      ['example.com/m', 'm', false, ['a.go', 'a_test.go']],
      ['example.com/m', 'm_test', true, ['b_test.go']],
      ['example.com/m', 'main', false, ['gen.go']],
      ['example.com/m/sub', 'other', false, ['sub/x.go']],
    ],
  )
  assert.equal(module.byPath.get('example.com/m')?.scope.name, 'm')
  assert.equal(module.byPath.get('example.com/m/sub')?.scope.name, 'other')
})

test('findPackage takes the vendor folder, the module, and of dependencies the longest path', () => {
  const main = moduleOf('example.com/m', {
    'vendor/example.net/v/v.go': 'package v\n',
    'in/in.go': 'package in\n',
  })
  const short = moduleOf('example.net/d', { 'sub/s.go': 'package short\n' })
  const long = moduleOf('example.net/d/sub', { 's.go': 'package long\n' })
  const modules = { main, dependencies: [long, short] }
  const names = ['example.net/v', 'example.com/m/in', 'example.net/d/sub', 'fmt'].map(
    (path) => findPackage(modules, main, path)?.scope.name,
  )
  assert.deepEqual(names, ['v', 'in', 'long', undefined])
})

test('importedPackage says what an imported name means, under an alias too', () => {
  const main = moduleOf('example.com/m', {
    'a.go': 'package a\nimport b "example.com/m/sub"\nvar x = b.Y\n',
    'sub/s.go': 'package s\nvar Y = 1\n',
  })
  const modules = { main, dependencies: [] }
  const [file] = main.byPath.get('example.com/m')?.scope.files ?? []
  const decl = file?.decls[1]
  const spec = decl?.kind === 'GenDecl' ? decl.specs[0] : undefined
  const value = spec?.kind === 'ValueSpec' ? spec.values[0] : undefined
  const entity = value?.kind === 'SelectorExpr' && value.x.kind === 'Ident' ? value.x.entity : undefined
  assert.ok(file !== undefined && entity !== undefined)
  assert.equal(importedPackage(modules, entity)?.scope.name, 's')
  assert.equal(packageOfFile(modules, file)?.scope.name, 'a')
})

test('buildConstraint gives the constraint as it is written', () => {
  const module = moduleOf('example.com/m', {
    'a.go': '// Copyright\n\n//go:build linux && !cgo\n\npackage a\n',
    'b.go': '// +build linux darwin\n// +build amd64\n\npackage a\n',
    'c.go': 'package a\n\n//go:build windows\n',
  })
  assert.deepEqual(module.packages[0]?.scope.files.map(buildConstraint), [
    'linux && !cgo',
    'linux darwin\namd64',
    undefined,
  ])
})

test('embedPatterns reads the directives above a variable, alone and in a group', () => {
  const module = moduleOf('example.com/m', {
    'a.go': `package a

import _ "embed"

//go:embed a.txt "with space.txt"
//go:embed all:dir
// a comment
var one string

//go:embed far.txt
var (
	//go:embed b.bin
	two []byte
	three string
)

var four = 1 //go:embed not.txt
var five string
`,
  })
  const found = ['one', 'two', 'three', 'five'].map((name) => {
    const entity = module.byPath.get('example.com/m')?.scope.names.get(name)
    return entity?.decl?.kind === 'ValueSpec' && entity.file !== undefined
      ? embedPatterns(entity.file, entity.decl)
      : undefined
  })
  assert.deepEqual(found, [['a.txt', 'with space.txt', 'all:dir'], ['b.bin'], [], []])
})

test('embeddedFiles matches as go:embed does', () => {
  const names = ['p/a.txt', 'p/b.md', 'p/d/x', 'p/d/.hidden', 'p/d/_skip/y', 'p/d/e/z', 'q/a.txt', 'a.txt']
  assert.deepEqual(embeddedFiles('p', ['*.txt'], names), ['p/a.txt'])
  assert.deepEqual(embeddedFiles('p', ['d'], names), ['p/d/e/z', 'p/d/x'])
  assert.deepEqual(embeddedFiles('p', ['all:d'], names), ['p/d/.hidden', 'p/d/_skip/y', 'p/d/e/z', 'p/d/x'])
  assert.deepEqual(embeddedFiles('p', ['d/.hidden', 'b.md'], names), ['p/b.md', 'p/d/.hidden'])
  assert.deepEqual(embeddedFiles('', ['a.txt'], names), ['a.txt'])
})
