import assert from 'node:assert/strict'
import test from 'node:test'
import { gzipSync } from 'node:zlib'
import { folded, moduleOf, sinks, told } from '../../test/support/folding.ts'
import { createFolder } from './fold.ts'
import type { Modules } from './package.ts'

test('fold stops at every limit, and says so', () => {
  const hostile = [
    'strings.Repeat("a", 1e9)',
    'strings.Repeat(strings.Repeat("a", 1<<19), 4)',
    'forever()',
    'deep(1000)',
    'grow()',
    'tower()',
    'make([]byte, 1<<40)',
    'func() [1 << 20][1 << 20]int { var x [1 << 20][1 << 20]int; return x }()',
    'fmt.Sprintf("%0999999999d", 1)',
    'strings.ReplaceAll(strings.Repeat("a", 1000000), "", strings.Repeat("b", 1000000))',
    '1 << 100000',
    `regexp.MustCompile("${'(a*)*'.repeat(20)}b").ReplaceAllString(strings.Repeat("a", 100000), "")`,
  ]
  const bomb = gzipSync(new Uint8Array(4 << 20)).toString('base64')
  hostile.push(
    `func() []byte { d, _ := base64.StdEncoding.DecodeString("${bomb}"); r, _ := gzip.NewReader(bytes.NewReader(d)); b, _ := io.ReadAll(r); return b }()`,
  )
  const source = `package a
import ("strings"; "fmt"; "regexp"; "compress/gzip"; "encoding/base64"; "io"; "bytes")
func forever() string { s := ""; for { s += "a"; s = s[1:] }; return s }
func deep(n int) string { return "x" + deep(n-1) }
func grow() string { s := "a"; for i := 0; i < 100; i++ { s += s }; return s }
func tower() string { l := []any{1}; for { l = append(l, l...) }; return "" }
${hostile.map((x) => `var _ = sink(${x})`).join('\n')}
`
  const results = folded(source)
  assert.equal(results.length, hostile.length)
  assert.deepEqual(
    results.filter((result) => !result.startsWith('unknown: limit')),
    [],
  )
})

test('fold takes structs, cases and lists of many thousand parts', () => {
  const fields = Array.from({ length: 150_000 }, (_, i) => `F${i} int`).join('; ')
  const cases = Array.from({ length: 150_000 }, (_, i) => String(i)).join(', ')
  const source = `package a
import "fmt"
type big struct { ${fields} }
var b = big{}
var _ = sink(b.F1)
func f(n int) { s := "x"; switch n { case ${cases}: s = "y" }; sink(s) }
var _ = sink(fmt.Sprint(make([]int, 150000))[:3])
`
  const results = folded(source)
  assert.deepEqual(
    results.map((result) => result === '0' || result === '[0 ' || result.startsWith('unknown: ')),
    [true, true, true],
  )
})

test('fold ends on rings of names, types and functions', () => {
  assert.deepEqual(
    folded(
      'package a\nconst x = y\nconst y = x\nvar v = w()\nfunc w() string { return v }\ntype T T\ntype U []U\ntype S struct { s S }\ntype P *P\nvar t T\nvar s S\nvar _ = []any{sink(x), sink(v), sink(T("a")), sink(s.s), sink(P{})}\n',
    ),
    [
      'unknown: x stands on itself',
      'unknown: v stands on itself',
      'a',
      'unknown: limit: nested too deeply',
      'unknown: a literal of a pointer to a pointer',
    ],
  )
})

test('fold takes long chains and deep nesting without a crash', () => {
  const sum = `sink(${'"ab" + '.repeat(30_000)}"")`
  const nested = `sink(${'('.repeat(380)}"a"${')'.repeat(380)})`
  const calls = `sink(b${'.f("x")'.repeat(5000)})`
  const source = `package a\ntype B string\nfunc (b B) f(s string) B { return b + B(s) }\nconst b B = ""\nvar _, _, _ = ${sum}, ${nested}, ${calls}\nfunc r(n int) int { if n == 0 { return ${'('.repeat(300)}0${')'.repeat(300)} }; return ${'('.repeat(5)}r(n-1)${')'.repeat(5)} }\nvar _ = sink(r(50))\n`
  assert.deepEqual(
    folded(source).map((result) => result.slice(0, 40)),
    ['ab'.repeat(20), 'a', 'unknown: limit: nested too deeply', 'unknown: limit: nested too deeply'],
  )
})

test('createFolder bounds the work of all folds together', () => {
  const module: Modules = {
    main: moduleOf({
      'a.go': `package a\nfunc f() int { n := 0; for i := 0; i < 1000; i++ { n += i }; return n }\n${'var _ = sink(f())\n'.repeat(5)}`,
    }),
    dependencies: [],
  }
  const folder = createFolder(module, 15_000)
  assert.deepEqual(
    sinks(module.main).map(({ file, x }) => told(folder.fold(file, x))),
    ['499500', '499500', ...Array.from({ length: 3 }, () => 'unknown: limit: too many steps in this module')],
  )
})

test('a loop that a guess keeps from ending takes little of the work', () => {
  const module: Modules = {
    main: moduleOf({
      'a.go': `package a
import "math/rand"
func name(n int) string {
  b := make([]byte, n)
  for i := n - 1; i >= 0; { if x := rand.Int(); x < 9 { b[i] = 'a'; i-- } }
  return string(b)
}
var _ = sink(name(8))
func late() int { n := 0; for i := 0; i < 1000; i++ { n += i }; return n }
var _ = sink(late())
`,
    }),
    dependencies: [],
  }
  const folder = createFolder(module, 15_000)
  const values = sinks(module.main).map(({ file, x }) => folder.foldAll(file, x).map(told))
  assert.deepEqual(values.at(-1), ['499500'])
  assert.equal(folder.refused(), 0)
})
