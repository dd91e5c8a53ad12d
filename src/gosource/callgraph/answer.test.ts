import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compareBytes } from '../../base/bytes.ts'
import { ask } from '../../../test/support/reachquestion.ts'
import { answerReach } from './answer.ts'
import type { Question } from './question.ts'

/** What a program of one file reaches besides its main and its initialiser; guesses have a question mark. */
function reached(text: string, others: Readonly<Record<string, string>> = {}, more: Partial<Question> = {}): string {
  const answer = ask({ 'example.com/m': `package main\n${text}`, ...others }, more)
  return answer.reached
    .filter(({ symbol }) => symbol !== 'main' && symbol !== 'init')
    .map(
      ({ package: path, symbol, certain }) =>
        `${path === 'example.com/m' ? '' : `${path}.`}${symbol}${certain ? '' : '?'}`,
    )
    .toSorted(compareBytes)
    .join(' ')
}

const I = 'type I interface{ M() }\ntype A struct{}\nfunc (A) M() {}\ntype B struct{}\nfunc (*B) M() {}\n'

test('answerReach follows calls of functions, and not those that nobody calls', () => {
  assert.equal(reached('func main() { a() }\nfunc a() { b() }\nfunc b() {}\nfunc c() { d() }\nfunc d() {}'), 'a b')
})

test('answerReach finds a method by the type of its receiver', () => {
  assert.equal(reached(`${I}func main() { var a A; a.M() }`), 'A.M')
  assert.equal(reached(`${I}func main() { b := &B{}; b.M() }`), 'B.M')
  assert.equal(reached(`${I}func f() B { return B{} }\nfunc main() { x := f(); x.M() }`), 'B.M f')
})

test('answerReach calls through an interface what was put into it', () => {
  assert.equal(reached(`${I}func main() { var i I = A{}; i.M() }`), 'A.M')
  assert.equal(reached(`${I}func call(i I) { i.M() }\nfunc main() { call(&B{}) }`), 'B.M call')
  assert.equal(reached(`${I}func main() { var i I = A{}; var j I = &B{}; i.M(); _ = j }`), 'A.M')
})

test('answerReach keeps variables, fields, elements, keys and channels apart by their types', () => {
  assert.equal(reached(`${I}type S struct{ i, j I }\nfunc main() { s := S{i: A{}, j: &B{}}; s.j.M() }`), 'B.M')
  assert.equal(reached(`${I}func main() { s := []I{A{}}; for _, i := range s { i.M() } }`), 'A.M')
  assert.equal(reached(`${I}func main() { m := map[string]I{"a": A{}}; m["b"] = &B{}; m["a"].M() }`), 'A.M B.M')
  assert.equal(reached(`${I}func main() { m := map[I]int{A{}: 1}; for k := range m { k.M() } }`), 'A.M')
  assert.equal(reached(`${I}func main() { c := make(chan I); go func() { c <- &B{} }(); (<-c).M() }`), 'B.M')
  assert.equal(reached(`${I}var v I\nfunc set() { v = A{} }\nfunc main() { set(); v.M() }`), 'A.M set')
  assert.equal(reached(`${I}func main() { var i I; p := &i; *p = A{}; i.M() }`), 'A.M')
  assert.equal(reached(`${I}func main() { s := append([]I(nil), A{}, &B{}); s[0].M() }`), 'A.M B.M')
})

test('answerReach follows results, several at once too', () => {
  assert.equal(reached(`${I}func f() (int, I) { return 1, A{} }\nfunc main() { _, i := f(); i.M() }`), 'A.M f')
  assert.equal(
    reached(`${I}func f() (i I, n int) { i = &B{}; return }\nfunc g(i I, n int) { i.M() }\nfunc main() { g(f()) }`),
    'B.M f g',
  )
  assert.equal(reached(`${I}func f(is ...I) { is[0].M() }\nfunc main() { f(A{}, &B{}) }`), 'A.M B.M f')
})

test('answerReach calls function values: closures, fields, maps, method values and method expressions', () => {
  assert.equal(reached('func a() {}\nfunc b() {}\nfunc main() { f := a; f() ; _ = b }'), 'a')
  assert.equal(reached('func a() {}\nfunc main() { func() { a() }() }'), 'a')
  assert.equal(reached('func a() {}\nfunc run(f func()) { f() }\nfunc main() { run(func() { a() }) }'), 'a run')
  assert.equal(reached('func a() {}\nfunc main() { f := func() { a() }; _ = f }'), '')
  assert.equal(reached('type S struct{ f func() }\nfunc a() {}\nfunc main() { s := S{a}; s.f() }'), 'a')
  assert.equal(
    reached('func a() {}\nfunc b(int) {}\nvar m = map[string]func(){"x": a}\nfunc main() { m["x"](); _ = b }'),
    'a',
  )
  assert.equal(reached(`${I}func main() { f := A{}.M; f() }`), 'A.M')
  assert.equal(reached(`${I}func main() { f := (*B).M; f(&B{}) }`), 'B.M')
  assert.equal(reached(`${I}func main() { var i I = A{}; f := i.M; f() }`), 'A.M')
  assert.equal(reached(`${I}func main() { f := I.M; f(&B{}) }`), 'B.M')
})

test('answerReach follows a function type with methods through an interface', () => {
  const text =
    'type F func()\nfunc (f F) M() { f() }\ntype I interface{ M() }\nfunc a() {}\nfunc main() { var i I = F(a); i.M() }'
  assert.equal(reached(text), 'F.M a')
})

test('answerReach promotes the methods of embedded types and interfaces', () => {
  assert.equal(reached(`${I}type E struct{ A }\nfunc main() { E{}.M() }`), 'A.M')
  assert.equal(reached(`${I}type E struct{ *B }\nfunc main() { var i I = E{}; i.M() }`), 'B.M')
  assert.equal(reached(`${I}type E struct{ I }\nfunc main() { e := E{A{}}; e.M() }`), 'A.M')
  assert.equal(reached(`${I}type E struct{ I }\nfunc main() { var i I = E{&B{}}; i.M() }`), 'B.M')
  assert.equal(reached(`${I}type E struct{ A }\nfunc (E) M() {}\nfunc main() { var i I = E{}; i.M() }`), 'E.M')
})

test('answerReach gives generic functions and types their arguments', () => {
  assert.equal(reached(`${I}func call[T I](t T) { t.M() }\nfunc main() { call(A{}) }`), 'A.M call')
  assert.equal(
    reached(`${I}func call[T I](ts []T) { for _, t := range ts { t.M() } }\nfunc main() { call([]*B{}) }`),
    'B.M call',
  )
  assert.equal(
    reached(
      `${I}type L[T any] struct{ v T }\nfunc (l *L[T]) Get() T { return l.v }\nfunc main() { l := &L[A]{}; l.Get().M() }`,
    ),
    'A.M L.Get',
  )
  assert.equal(
    reached(`${I}func each[S ~[]E, E I](s S) { s[0].M() }\ntype As []A\nfunc main() { each(As{}) }`),
    'A.M each',
  )
  assert.equal(
    reached(
      `${I}func apply[T, U any](t T, f func(T) U) U { return f(t) }\nfunc main() { apply(1, func(int) A { return A{} }).M() }`,
    ),
    'A.M apply',
  )
  assert.equal(
    reached(`${I}func id[T any](t T) T { return t }\nfunc run(f func(A) A) { f(A{}).M() }\nfunc main() { run(id) }`),
    'A.M id run',
  )
  assert.equal(reached(`${I}func zero[T any]() T { var t T; return t }\nfunc main() { zero[A]().M() }`), 'A.M zero')
})

test('answerReach sees types and functions through assertions, switches and conversions', () => {
  assert.equal(reached(`${I}func main() { var x any = A{}; x.(I).M() }`), 'A.M')
  assert.equal(reached(`${I}func main() { var x any = &B{}; if i, ok := x.(I); ok { i.M() } }`), 'B.M')
  assert.equal(
    reached(`${I}func main() { var x any; switch v := x.(type) { case A: v.M(); case *B: v.M() } }`),
    'A.M B.M',
  )
  assert.equal(reached('func a() {}\nfunc main() { var x any = a; x.(func())() }'), 'a')
  assert.equal(reached(`${I}type S struct{ i I }\ntype T S\nfunc main() { s := S{A{}}; t := T(s); t.i.M() }`), 'A.M')
})

test('answerReach runs deferred calls, goroutines, loops over functions and what panics carry', () => {
  assert.equal(reached('func a() {}\nfunc b() {}\nfunc main() { defer a(); go b() }'), 'a b')
  assert.equal(
    reached(`${I}func seq(yield func(I) bool) { yield(A{}) }\nfunc main() { for i := range seq { i.M() } }`),
    'A.M seq',
  )
  assert.equal(reached(`${I}func main() { defer func() { recover().(I).M() }(); panic(&B{}) }`), 'B.M')
})

test('answerReach enters initialisers of all imported packages and the values of their variables', () => {
  const lib = 'package lib\nvar X = f()\nfunc f() int { return 1 }\nfunc init() { g() }\nfunc g() {}\nfunc H() {}'
  assert.equal(
    reached('import _ "example.com/lib"\nfunc main() {}', { 'example.com/lib': lib }),
    'example.com/lib.f example.com/lib.g example.com/lib.init'.replace(' example.com/lib.init', ''),
  )
})

test('answerReach takes everything exported of a library as called', () => {
  const lib =
    'package m\nfunc A() { b() }\nfunc b() {}\nfunc c() {}\ntype T struct{}\nfunc (T) M() { d() }\nfunc d() {}\nfunc (T) n() {}'
  const answer = ask({ 'example.com/m': lib })
  assert.deepEqual(answer.reached.map(({ symbol }) => symbol).toSorted(compareBytes), ['A', 'T.M', 'b', 'd', 'init'])
})

test('answerReach reads the files of one system, and tests where they are asked for', () => {
  const sources = {
    'example.com/m/main.go': 'package main\nfunc main() { f() }',
    'example.com/m/f_linux.go': 'package main\nfunc f() { onLinux() }\nfunc onLinux() {}',
    'example.com/m/f_windows.go': 'package main\nfunc f() { onWindows() }\nfunc onWindows() {}',
    'example.com/m/g.go': '//go:build never\n\npackage main\nfunc init() { never() }\nfunc never() {}',
    'example.com/m/m_test.go': 'package main\nfunc TestX() { helper() }\nfunc helper() {}',
  }
  const names = (more: Partial<Question>): string =>
    ask(sources, more)
      .reached.map(({ symbol }) => symbol)
      .toSorted(compareBytes)
      .join(' ')
  assert.equal(names({}), 'f init main onLinux')
  assert.equal(names({ goos: 'windows' }), 'f init main onWindows')
  assert.equal(names({ tags: ['never'] }), 'f init main never onLinux')
  assert.equal(names({ tests: true }), 'TestX f helper init main onLinux')
})

test('answerReach marks what only reflection can call as uncertain', () => {
  const reflect =
    'package reflect\ntype Value struct{}\nfunc ValueOf(i any) Value { return Value{} }\nfunc (v Value) MethodByName(s string) Value { return v }\nfunc (v Value) Call() {}'
  const text = 'import "reflect"\ntype T struct{}\nfunc (T) Run() { inner() }\nfunc (T) hidden() {}\nfunc inner() {}\n'
  const found = reached(`${text}func main() { reflect.ValueOf(T{}).MethodByName("Run").Call() }`, { reflect })
  assert.equal(found, 'T.Run? inner? reflect.Value.Call reflect.Value.MethodByName reflect.ValueOf')
  assert.equal(reached(`${text}func main() { reflect.ValueOf(T{}) }`, { reflect }), 'reflect.ValueOf')
})

test('answerReach lets reflection make values of the types that it is shown, and of their parts', () => {
  const reflect =
    'package reflect\ntype Value struct{ p any }\nfunc New(t Type) Value { return Value{} }\nfunc (v Value) Interface() any { return v.p }\ntype Type interface{ X() }\nfunc TypeOf(i any) Type { return nil }'
  const text = `import "reflect"\n${I}type S struct{ F *B }\nvar t = reflect.TypeOf(S{})\nfunc main() { reflect.New(t).Interface().(I).M() }`
  assert.equal(reached(text, { reflect }), 'B.M? reflect.New reflect.TypeOf reflect.Value.Interface')
})

test('answerReach guesses what a package without source does with what it is handed', () => {
  const text = `import "example.com/gone"\n${I}func a() {}\nfunc main() { gone.Use(A{}, a); gone.New().M() }`
  assert.equal(reached(text), 'A.M? a?')
  const answer = ask({ 'example.com/m': `package main\n${text}` })
  assert.deepEqual(answer.troubles, [
    'example.com/gone: there is no source of this package, so nothing is known of what it calls',
  ])
})

test('answerReach follows linkname to a body elsewhere', () => {
  const lib = 'package lib\nimport _ "unsafe"\nfunc hidden() { deep() }\nfunc deep() {}'
  const text =
    'import (\n_ "example.com/lib"\n_ "unsafe"\n)\n\n//go:linkname there example.com/lib.hidden\nfunc there()\nfunc main() { there() }'
  assert.equal(reached(text, { 'example.com/lib': lib }), 'example.com/lib.deep example.com/lib.hidden there')
})

test('answerReach takes what is exported to C as called perhaps, where the file is built', () => {
  const text = 'import "C"\n//export Callback\nfunc Callback() { inner() }\nfunc inner() {}\nfunc main() {}'
  assert.equal(reached(text, {}, { cgo: true }), 'Callback? inner?')
})

test('answerReach reads on behind what is no Go, and says so', () => {
  const answer = ask({
    'example.com/m': 'package main\nfunc main() { a() }\n)( nonsense\nfunc a() { b( }\nfunc b() {}\n',
  })
  assert.ok(answer.troubles.length > 0)
  assert.ok(answer.reached.some(({ symbol }) => symbol === 'main'))
})

test('answerReach gives a shortest path, with the line of each call', () => {
  const lib = 'package lib\n\nfunc Open() {\n\n\thidden()\n}\n\nfunc hidden() {}\n'
  const answer = ask(
    {
      'example.com/m':
        'package main\nimport "example.com/lib"\nfunc main() {\n\trun()\n}\nfunc run() {\n\tlib.Open()\n}\n',
      'example.com/lib': lib,
    },
    { targets: [{ package: 'example.com/lib', symbols: ['hidden'] }] },
  )
  assert.deepEqual(answer.reached, [
    {
      package: 'example.com/lib',
      symbol: 'hidden',
      certain: true,
      path: [
        { function: 'main', package: 'example.com/m', file: 'example.com/m/x.go', line: 4 },
        { function: 'run', package: 'example.com/m', file: 'example.com/m/x.go', line: 7 },
        { function: 'Open', package: 'example.com/lib', file: 'example.com/lib/x.go', line: 5 },
        { function: 'hidden', package: 'example.com/lib', file: 'example.com/lib/x.go', line: 8 },
      ],
    },
  ])
  assert.deepEqual(answer.imports('example.com/lib'), ['example.com/m', 'example.com/lib'])
  assert.deepEqual(answer.imports('example.com/other'), [])
})

test('answerReach ends on programs that never would', () => {
  const endless =
    'type L[T any] struct{ n *L[[]T] }\nfunc (l *L[T]) M() { l.n.M(); f[[]T]() }\nfunc f[T any]() { f[[]T]() }\n'
  assert.equal(reached(`${endless}func main() { f[int](); (&L[int]{}).M() }`), 'L.M f')
  assert.equal(
    reached(
      'type T T\ntype A = B\ntype B = A\ntype I interface{ I }\nfunc main() { var t T; t.M(); var i I; i.M(); var a A; a.M() }',
    ),
    '',
  )
  const chain = 'a().'.repeat(50_000)
  assert.equal(
    reached(`type T struct{}\nfunc (t T) a() T { return t }\nfunc main() { T{}.${chain}a() }`).includes('b'),
    false,
  )
  assert.equal(reached(`func main() { _ = 1${' + 1'.repeat(50_000)} }`), '')
  assert.equal(reached(`func main() { ${'{'.repeat(5000)} }`), '')
})

test('answerReach stops when it is told to', () => {
  const question = { 'example.com/m': 'package main\nfunc main() {}' }
  const signal = AbortSignal.abort(new Error('enough'))
  assert.throws(
    () =>
      answerReach(
        {
          roots: ['example.com/m'],
          load: (importPath) => ({
            importPath,
            module: { path: 'example.com', version: '' },
            files: [{ name: 'x.go', bytes: Buffer.from(question['example.com/m']) }],
          }),
          goos: 'linux',
          goarch: 'amd64',
          tags: [],
          cgo: false,
          goVersion: '1.26',
          tests: false,
          targets: [],
        },
        signal,
      ),
    /enough/,
  )
})

test('answerReach does not read what control never comes to', () => {
  const ends = [
    'return',
    'panic(1)',
    'for {\n}',
    'select {}',
    'switch {\ndefault:\nreturn\n}',
    'if x { return } else { panic(1) }',
  ]
  for (const end of ends) {
    assert.equal(reached(`var x bool\nfunc a() {}\nfunc main() {\n${end}\na()\n}`), '', end)
  }
  const goesOn = [
    'for { break }',
    'switch {\ncase x:\nreturn\n}',
    'if x { return }',
    'goto l\nl:',
    'func() { return }()',
  ]
  for (const end of goesOn) {
    assert.equal(reached(`var x bool\nfunc a() {}\nfunc main() {\n${end}\na()\n}`), 'a', end)
  }
})

test('answerReach takes the last value of a variable in its own block, and all where a closure or a pointer sees it', () => {
  const text = 'func a() {}\nfunc b() {}\n'
  assert.equal(reached(`${text}func main() { f := a; f = b; f() }`), 'b')
  assert.equal(reached(`${text}func main() { f := a; if true { f = b }; f() }`), 'a b')
  assert.equal(reached(`${text}func main() { f := a; f = b; func() { f() }() }`), 'a b')
  assert.equal(reached(`${text}func main() { f := a; p := &f; f = b; (*p)() }`), 'a b')
})

test('answerReach gives a method to the type that its receiver is an alias of', () => {
  const targets = [{ package: 'example.com/m', symbols: ['T.M'] }]
  const text = 'type T struct{}\ntype A = T\nfunc (A) M() {}\nfunc main() { T{}.M() }'
  assert.equal(reached(text, {}, { targets }), 'T.M')
})

test('answerReach reads no function of others where no package that is asked for is imported', () => {
  const answer = ask(
    {
      'example.com/m': 'package main\nimport "example.com/lib"\nfunc main() { lib.A() }\n',
      'example.com/lib': 'package lib\nfunc A() { a( }\n',
    },
    { targets: [{ package: 'x', symbols: [] }] },
  )
  assert.deepEqual([answer.reached, answer.troubles], [[], []])
})
