import assert from 'node:assert/strict'
import test from 'node:test'
import { constraintOf, fileBuilds } from './buildconstraint.ts'
import { buildTags } from './callgraph/constraints.ts'

const linux = buildTags({ goos: 'linux', goarch: 'amd64', tags: ['extra'], cgo: true, goVersion: '1.26' })

const builds = (name: string, head = ''): boolean => fileBuilds(name, constraintOf(head), linux)

test('fileBuilds goes by the file name up to its first dot', () => {
  for (const name of [
    'a.go',
    'linux.go',
    'a_linux.go',
    'a_linux_amd64_test.go',
    'a_unix.go',
    'amd64_x.go',
    'a_b_linux.pb.go',
  ]) {
    assert.equal(builds(name), true, name)
  }
  for (const name of ['_a.go', '.a.go', 'a_windows.go', 'a_linux_arm64.go', 'a_windows_test.go', 'a_windows.pb.go']) {
    assert.equal(builds(name), false, name)
  }
})

test('fileBuilds evaluates //go:build before // +build', () => {
  assert.equal(builds('a.go', '//go:build extra && (windows || go1.26)'), true)
  assert.equal(builds('a.go', '//go:build go1.27'), false)
  assert.equal(builds('a.go', '// +build windows,extra linux,!nothing\n\n'), true)
  assert.equal(builds('a.go', '// +build linux\n// +build windows\n\n'), false)
  assert.equal(builds('a.go', '//go:build linux\n// +build windows'), true)
  assert.equal(builds('a.go', '//go:build (linux'), false)
})

test('fileBuilds takes every tag for possible where all platforms count, but ignore', () => {
  const any = (name: string, head: string): boolean => fileBuilds(name, constraintOf(head), 'any')
  assert.equal(any('a_windows.go', '//go:build windows && !cgo && tool'), true)
  assert.equal(any('a.go', '//go:build ignore'), false)
  assert.equal(any('a.go', '//go:build !ignore'), true)
  assert.equal(any('a.go', '//go:build linux && !linux'), true)
})

test('constraintOf gives up on what is nested without end', () => {
  assert.equal(constraintOf(`//go:build ${'('.repeat(5000)}a`), 'malformed')
  assert.equal(constraintOf(`//go:build ${'!'.repeat(9000)}a`), 'malformed')
  assert.equal(constraintOf(`//go:build ${'a || '.repeat(100_000)}a`), 'malformed')
})

test('constraintOf takes +build lines only above a blank line, and in the comments at the top', () => {
  assert.equal(builds('a.go', '// +build windows\n'), true)
  assert.equal(builds('a.go', '// +build windows\n// Package a.\n'), true)
  assert.equal(builds('a.go', '// +build windows\n// more\n\n// Package a.\n'), false)
  assert.equal(builds('a.go', '/* by */\n\n// +build windows\n\n'), true)
  assert.equal(builds('a.go', '\t// +build windows\r\n\r\n'), false)
})

test('constraintOf takes what is no tag of a +build line for ignore', () => {
  for (const line of ['!!linux', '!', 'a-b', '']) assert.equal(builds('a.go', `// +build ${line}\n\n`), false, line)
  assert.equal(builds('a.go', '// +builder windows\n\n'), true)
})

test('constraintOf finds //go:build where go does', () => {
  assert.equal(builds('a.go', '/* by\n me */\n  //go:build windows\n'), false)
  assert.equal(builds('a.go', '/*\n//go:build windows\n*/\n'), true)
  assert.equal(builds('a.go', '/* */ //go:build windows\n'), true)
  assert.equal(constraintOf('//go:build linux\n//go:build linux\n'), 'malformed')
  assert.equal(constraintOf('//go:build\n'), 'malformed')
  assert.equal(constraintOf('//go:build !!linux\n'), 'malformed')
  assert.equal(constraintOf('//go:builder linux\n'), undefined)
})
