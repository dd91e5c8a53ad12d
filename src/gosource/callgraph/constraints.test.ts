import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildTags, expressionHolds, headMatches, nameMatches } from './constraints.ts'

const linux = buildTags({ goos: 'linux', goarch: 'amd64', tags: ['extra'], cgo: true, goVersion: '1.26.8' })
const ios = buildTags({ goos: 'ios', goarch: 'arm64', tags: [], cgo: false, goVersion: 'go1.21' })

test('nameMatches reads system and machine from the end of a name, never from its beginning', () => {
  const matching = (names: string): string[] => names.split(' ').filter((name) => nameMatches(name, linux))
  assert.deepEqual(matching('a.go a_linux.go a_windows.go a_amd64.go a_linux_amd64.go a_linux_arm64.go linux.go'), [
    'a.go',
    'a_linux.go',
    'a_amd64.go',
    'a_linux_amd64.go',
    'linux.go',
  ])
  assert.deepEqual(matching('_a.go .a.go windows.go a_windows.pb.go a_windows_test.go a_unix.go a_windows_x.go'), [
    'windows.go',
    'a_unix.go',
    'a_windows_x.go',
  ])
  assert.equal(nameMatches('a_darwin.go', ios), true)
})

test('expressionHolds evaluates tags with their operators', () => {
  const holding = (lines: readonly string[]): string[] => lines.filter((line) => expressionHolds(line, linux))
  assert.deepEqual(
    holding([
      'linux',
      '!linux',
      'linux && cgo',
      'windows || unix',
      '!(windows || darwin)',
      'extra && go1.26',
      'go1.27',
      'gc',
    ]),
    ['linux', 'linux && cgo', 'windows || unix', '!(windows || darwin)', 'extra && go1.26', 'gc'],
  )
  assert.deepEqual(holding(['', '&&', 'linux &&', '(linux', 'linux)', 'linux linux', '!', 'linux & cgo']), [])
  assert.equal(expressionHolds(`${'('.repeat(5000)}linux`, linux), false)
})

test('headMatches reads the constraint before the package clause alone', () => {
  assert.equal(headMatches('// Text.\n\n//go:build windows\n\npackage p\n', linux), false)
  assert.equal(headMatches('/* Text. */\n//go:build linux\n\npackage p\n', linux), true)
  assert.equal(headMatches('package p\n//go:build windows\n', linux), true)
  assert.equal(headMatches('// +build windows darwin\n// +build !cgo\n\npackage p\n', linux), false)
  assert.equal(headMatches('// +build linux,cgo windows\n\npackage p\n', linux), true)
  assert.equal(headMatches('//go:build linux\n// +build windows\n\npackage p\n', linux), true)
})
