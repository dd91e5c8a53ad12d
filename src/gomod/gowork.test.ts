// go.work files without Go.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { WardenError } from '../base/errors.ts'
import { formatGoWork, parseGoWork } from './gowork.ts'

const whole = `go 1.23.0

toolchain go1.23.4

godebug panicnil=1

use (
	. // here
	"./with space"
)

replace example.com/a v1.0.0 => ../a
`

test('parseGoWork reads every directive with its place', () => {
  const work = parseGoWork(whole, 'go.work')
  assert.deepEqual(work.go, { version: '1.23.0', line: 1, column: 1 })
  assert.deepEqual(work.toolchain, { version: 'go1.23.4', line: 3, column: 1 })
  assert.deepEqual(work.godebug, [{ key: 'panicnil', value: '1', line: 5, column: 1 }])
  assert.deepEqual(work.use, [
    { path: '.', line: 8, column: 2 },
    { path: './with space', line: 9, column: 2 },
  ])
  assert.deepEqual(work.replace, [
    { old: { path: 'example.com/a', version: 'v1.0.0' }, new: { path: '../a', version: '' }, line: 12, column: 1 },
  ])
})

test('formatGoWork prints a well-formed file as it is', () => {
  assert.equal(formatGoWork(parseGoWork(whole, 'go.work')), whole)
})

for (const [text, message] of [
  ['require a.io v1.0.0\n', 'unknown directive: require'],
  ['require (\n\ta.io v1.0.0\n)\n', 'unknown block type: require'],
  ['use a b\n', 'usage: use local/dir'],
  ['go 1.21.future\n', "invalid go version '1.21.future': must match format 1.23.0"],
] as const) {
  test(`parseGoWork refuses ${JSON.stringify(text)}`, () => {
    assert.throws(
      () => parseGoWork(text, 'go.work'),
      (error) => error instanceof WardenError && error.message === message && error.place?.line === 1,
    )
  })
}
