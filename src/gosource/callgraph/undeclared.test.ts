import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ask } from '../../../test/support/reachquestion.ts'

/** What is said of the files of a program, the files of its main package by their names. */
function troubles(text: string, others: Readonly<Record<string, string>> = {}): readonly string[] {
  return ask({ 'example.com/m': `package main\n${text}`, ...others }).troubles
}

test('answerReach says what own code names and nothing declares: what that calls is not known', () => {
  const cases = [
    ['func main() { g := made(); g.Do() }', 'made'],
    ['func main() { var g Made; g.Do() }', 'Made'],
    ['func main() { var m map[string][]*Made; _ = m }', 'Made'],
    ['func main() { x := Made{}; _ = x }', 'Made'],
    ['type T struct{}\nfunc main() { var t T; t.Made() }', 'T.Made'],
    ['type T struct{}\nfunc main() { f := (&T{}).Made; f() }', 'T.Made'],
    ['type T struct{}\nfunc main() { f := T.Made; f(T{}) }', 'T.Made'],
    ['type I interface{ Made() }\ntype T struct{}\nfunc main() { var i I = &T{}; i.Made() }', 'T.Made'],
    ['type P[T any] interface{ *T }\nfunc f[T any, Q P[T]]() { made() }\nfunc main() { f[int]() }', 'made'],
    ['var v = made()\nfunc main() {}', 'made'],
    ['import "example.com/lib"\nfunc main() { lib.Made(lib.A) }', 'lib.Made'],
    ['import "example.com/lib"\nfunc main() { var x lib.Made; _ = x }', 'lib.Made'],
  ]
  for (const [text = '', name] of cases) {
    const lib = { 'example.com/lib': 'package lib\nconst A = 1\n' }
    assert.deepEqual(
      troubles(text, lib),
      [`example.com/m/x.go: nothing declares ${name}; what it calls is not known`],
      text,
    )
  }
  assert.deepEqual(troubles('func main() { d(); e(); b(); größe(); f() }'), [
    'example.com/m/x.go: nothing declares b, d, e and 2 more; what they call is not known',
  ])
})

test('answerReach says it too where nothing that is asked for is imported', () => {
  const sources = { 'example.com/m': 'package main\nimport "fmt"\nfunc main() { fmt.Println(made()) }' }
  const answer = ask({ ...sources, fmt: 'package fmt\nfunc Println(a ...any) {}' }, { targets: [] })
  assert.deepEqual(answer.troubles, ['example.com/m/x.go: nothing declares made; what it calls is not known'])
})

test('answerReach finds what good code names, wherever that is declared', () => {
  const lib = { 'example.com/lib': 'package lib\nfunc Dotted() {}\ntype R interface{ Close() error }\n' }
  const good = [
    'func main() { a := []int{len("a"), cap(make([]int, 1))}; clear(a); _ = min(1, 2); print(nil == nil, true, iota) }',
    'import . "example.com/lib"\nfunc main() { Dotted() }',
    'import . "example.com/absent"\nfunc main() { Dotted() }',
    'import "example.com/go-absent-v4"\nfunc main() { v4.Do() }',
    'import "example.com/absent"\ntype T struct{ absent.T }\nfunc main() { absent.Do(); var t T; t.Do() }',
    'import "example.com/lib"\ntype T struct{ lib.R }\ntype U interface{ lib.R }\nfunc f(u U) { u.Close() }\nfunc main() { var t T; t.Close(); f(t) }',
    'type L[T any] struct{ next *L[T]; v T }\nfunc (l *L[E]) Add(e E) *L[E] { var z E; return &L[E]{l, z} }\nfunc main() { (&L[int]{}).Add(1).Add(2) }',
    'type T struct{ f func() }\ntype P *T\nfunc main() { var p P = &T{}; p.f() }',
    'func main() {\nouter:\n for i := range 3 { if i > 1 { break outer }; goto end\nend:\n }\n type T struct{ n int }; var t T; t.n = 1; const c = 2; _ = c }',
    'type A struct{ B }\ntype B struct{ *A }\nfunc (B) M() {}\nfunc main() { var a A; a.M() }',
    'import "unsafe"\nfunc main() { var x int; _ = unsafe.Sizeof(x) }',
    'import "C"\nfunc main() { C.puts(nil); var n C.int; _ = n }',
    'func asm(n int) int\nfunc main() { asm(1) }',
  ]
  for (const text of good) {
    const found = ask({ 'example.com/m': `package main\n${text}`, ...lib }, { cgo: true }).troubles
    assert.deepEqual(
      found.filter((one) => one.includes('nothing declares')),
      [],
      text,
    )
  }
  const library = ask({
    'example.com/m':
      'package m\ntype Ptr[T any] interface{ *T; M() }\ntype S[T any, P Ptr[T]] struct{ p P }\nfunc (s S[_, P]) Do() { s.p.M() }\n',
  })
  assert.deepEqual(library.troubles, [])
})

test('answerReach says that a package imports itself, which is no program', () => {
  const circle = {
    'example.com/m': 'package main\nimport "example.com/a"\nfunc main() { a.A() }',
    'example.com/a': 'package a\nimport "example.com/b"\nfunc A() { b.B() }',
    'example.com/b': 'package b\nimport "example.com/a"\nfunc B() { a.A() }',
  }
  assert.deepEqual(ask(circle).troubles, [
    'example.com/a: it imports itself over example.com/b, which Go does not build',
  ])
  assert.deepEqual(ask({ 'example.com/m': 'package m\nimport "example.com/m"' }).troubles, [
    'example.com/m: it imports itself, which Go does not build',
  ])
})
