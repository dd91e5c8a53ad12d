// Edited go.mod files, by their text; test/go/modedit.test.ts compares with go.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { editGoMod, type WantedRequire } from './modedit.ts'
import { parseGoMod } from './modfile.ts'

function edited(text: string, require: readonly WantedRequire[], goVersion?: string): string {
  return editGoMod(parseGoMod(text, 'go.mod'), require, goVersion)
}

const a = (version: string, indirect = false): WantedRequire => ({ path: 'a.example/a', version, indirect })
const b = (version: string, indirect = false): WantedRequire => ({ path: 'b.example/b', version, indirect })
const c = (version: string, indirect = false): WantedRequire => ({ path: 'c.example/c', version, indirect })

test('editGoMod changes a version and nothing else', () => {
  const text = `module m.example/m // ours

go 1.21

// what we need
require (
	// keep this below 2
	a.example/a v1.0.0 // because of X
	b.example/b v1.0.0
)

require c.example/c v1.0.0 // indirect

replace c.example/c => ../c
`
  assert.equal(
    edited(text, [a('v1.0.1'), b('v1.0.0'), c('v1.0.0', true)]),
    text.replace('a v1.0.0 // because', 'a v1.0.1 // because'),
  )
})

test('editGoMod puts a new indirect requirement into the block of its kind, sorted', () => {
  const text = `module m.example/m

go 1.21

require a.example/a v1.0.0

require (
	b.example/b v1.0.0 // indirect
	d.example/d v1.0.0 // indirect
)
`
  assert.equal(
    edited(text, [
      a('v1.0.0'),
      b('v1.0.0', true),
      c('v1.0.0', true),
      { path: 'd.example/d', version: 'v1.0.0', indirect: true },
    ]),
    text.replace('\td.', '\tc.example/c v1.0.0 // indirect\n\td.'),
  )
})

test('editGoMod makes a second block for the first indirect requirement', () => {
  assert.equal(
    edited('module m.example/m\n\ngo 1.21\n\nrequire a.example/a v1.0.0\n', [a('v1.0.1'), b('v1.0.0', true)]),
    'module m.example/m\n\ngo 1.21\n\nrequire a.example/a v1.0.1\n\nrequire b.example/b v1.0.0 // indirect\n',
  )
})

test('editGoMod keeps one block before go 1.17', () => {
  assert.equal(
    edited('module m.example/m\n\ngo 1.16\n\nrequire b.example/b v1.0.0\n', [b('v1.0.0'), a('v1.0.0', true)]),
    'module m.example/m\n\ngo 1.16\n\nrequire (\n\ta.example/a v1.0.0 // indirect\n\tb.example/b v1.0.0\n)\n',
  )
})

test('editGoMod leaves out what is not wanted, and a block that is empty then', () => {
  assert.equal(
    edited('module m.example/m\n\ngo 1.21\n\nrequire a.example/a v1.0.0\n\nrequire b.example/b v1.0.0 // indirect\n', [
      a('v1.1.0'),
    ]),
    'module m.example/m\n\ngo 1.21\n\nrequire a.example/a v1.1.0\n',
  )
})

test('editGoMod raises the go line and drops a toolchain line that says no more', () => {
  const text = 'module m.example/m\n\ngo 1.21\n\ntoolchain go1.22.1\n\nrequire a.example/a v1.0.0\n'
  assert.equal(edited(text, [a('v1.0.1')], '1.23.0'), 'module m.example/m\n\ngo 1.23.0\n\nrequire a.example/a v1.0.1\n')
  assert.equal(edited(text, [a('v1.0.1')], '1.22.0'), text.replace('1.21', '1.22.0').replace('a v1.0.0', 'a v1.0.1'))
})
