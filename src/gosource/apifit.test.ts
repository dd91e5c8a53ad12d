import assert from 'node:assert/strict'
import { test } from 'node:test'
import { utf8 } from '../base/bytes.ts'
import { apiChanges, exportedApi, misfitsIn } from './apifit.ts'

/** The misfits of code that imports `q`, as `line symbol why`. */
function misfits(before: string | readonly string[], after: string | readonly string[], code: string): string[] {
  const api = (texts: string | readonly string[]): ReturnType<typeof exportedApi> =>
    exportedApi([texts].flat().map((text) => utf8(`package q\n${text}\n`)))
  const changes = apiChanges(api(before), api(after))
  const file = utf8(`package p\nimport "example.com/q-go"\n${code}\n`)
  return misfitsIn('p.go', file, new Map([['example.com/q-go', { clause: 'q', changes }]])).map(
    ({ line, symbol, why }) => `${line} ${symbol} ${why}`,
  )
}

test('apiChanges names what is gone or has another shape, and nothing that is new or unexported', () => {
  const before = exportedApi([utf8('package q\nvar A, B int\nconst C = 1\ntype T struct{ x int }\nfunc f(int) {}\n')])
  const after = exportedApi([
    utf8('package q\nvar A int\nconst C = 2\ntype T struct{ x, y int }\nfunc f() {}\nvar N int\n'),
  ])
  assert.deepEqual([...apiChanges(before, after).keys()], ['B', 'T'])
})

test('misfitsIn finds a name that is gone, and none where the name is something else', () => {
  assert.deepEqual(misfits('func F() {}', '', 'var x = q.F'), ['3 F is gone'])
  assert.deepEqual(misfits('type T int', '', 'func g(a, b *q.T) {}'), ['3 T is gone'])
  assert.deepEqual(misfits('func F() {}', '', 'type r struct{ F int }\nfunc g(q r) int { return q.F }'), [])
  // A method is not a name of the package.
  assert.deepEqual(misfits('type T int\nfunc (T) F() {}', 'type T int', 'func g(t q.T) { t.F() }'), [])
})

test('misfitsIn counts the values of a literal without names, and looks for the names of others', () => {
  const [two, three] = ['type T struct { A int; B string }', 'type T struct { A int; B, C string }']
  assert.deepEqual(misfits(two, three, 'var x = q.T{1, ""}'), ['3 T has 3 fields now'])
  assert.deepEqual(misfits(two, three, 'var x = map[int]q.T{1: {1, ""}}'), ['3 T has 3 fields now'])
  assert.deepEqual(misfits(two, three, 'var x, y = q.T{}, q.T{A: 1, B: ""}'), [])
  assert.deepEqual(misfits(three, two, 'var x = q.T{A: 1, C: ""}'), ['3 T has no field C now'])
  assert.deepEqual(
    misfits(
      'type T struct { *E[int]; A int }\ntype E[X any] struct{}',
      'type T struct { A int }\ntype E[X any] struct{}',
      'var x = q.T{E: nil}',
    ),
    ['3 T has no field E now'],
  )
})

test('misfitsIn counts arguments, those of variadic functions too', () => {
  const code = (call: string): string => `func g(s []int) { ${call} }`
  assert.deepEqual(misfits('func F(a int) {}', 'func F(a, b int) {}', code('q.F(1)')), ['3 F takes 2 arguments now'])
  assert.deepEqual(misfits('func F(a int) {}', 'func F() {}', code('defer q.F(1)')), ['3 F takes no arguments now'])
  assert.deepEqual(misfits('func F(a int) {}', 'func F(a int, b ...int) {}', code('q.F(1)')), [])
  assert.deepEqual(misfits('func F(a ...int) {}', 'func F(a int, b ...int) {}', code('q.F(s...)')), [
    '3 F takes 2 arguments now',
  ])
  assert.deepEqual(misfits('func F[X any](a X) {}', 'func F[X any](a, b X) {}', code('q.F[int](1)')), [
    '3 F takes 2 arguments now',
  ])
  // What another call gives may be both.
  assert.deepEqual(misfits('func F(a int) {}', 'func F(a, b int) {}', code('q.F(h())')), [])
})

test('misfitsIn counts results where all are named', () => {
  const [one, two] = ['func F() int { return 1 }', 'func F() (int, error) { return 1, nil }']
  assert.deepEqual(misfits(one, two, 'var x = q.F()'), ['3 F gives 2 results now'])
  assert.deepEqual(misfits(two, one, 'func g() { x, err := q.F(); _, _ = x, err }'), ['3 F gives 1 result now'])
  assert.deepEqual(misfits(one, two, 'func g() { q.F(); go q.F() }'), [])
})

test('misfitsIn does not tell what did not fit before, nor what fits under some build tag', () => {
  assert.deepEqual(misfits('func F(a, b int) {}', 'func F(a, b, c int) {}', 'func g() { q.F(1) }'), [])
  const both = ['func F(a int) {}', '//go:build x\nfunc F(a, b int) {}']
  assert.deepEqual(misfits('func F(a int) {}', both, 'func g() { q.F(1) }'), [])
})
