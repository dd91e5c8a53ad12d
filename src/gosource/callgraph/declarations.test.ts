import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { parseFile } from '../parsedecl.ts'
import { indexFile } from './declarations.ts'

function index(text: string): string[] {
  return indexFile(`package p\n${text}`).declared.map(
    ({ kind, receiver, names }) => `${kind} ${receiver === undefined ? '' : `${receiver}.`}${names.join(',')}`,
  )
}

test('indexFile finds functions, methods, groups and what stands in one line', () => {
  const text = `func a() {}; func b()
func (r *T[K, V]) c() { if x { } }
var x, y = 1, 2
var ( z int; w = []int{
  1, // )
} )
const ( A = iota
 B; C )
type ( T[K, V any] struct { f func() }
 U = T[int, int] )
type W interface{ M() }
func d() interface{ M() } { return "}" + '}' + \`}\` /* } */ }
`
  assert.deepEqual(index(text), [
    'func a',
    'func b',
    'func T.c',
    'var x,y',
    'var z',
    'var w',
    'const A',
    'const B',
    'const C',
    'type T',
    'type U',
    'type W',
    'func d',
  ])
})

test('indexFile goes on behind what is no Go, and says that it was', () => {
  const found = indexFile('package p\nfunc a() {}\n)) nonsense\nfunc b() {}\nfunc c() {\n')
  assert.deepEqual([found.declared.map(({ names }) => names[0]), found.broken], [['a', 'b'], true])
})

test('indexFile reads imports, links and exports', () => {
  const text =
    'package p\nimport ( "C"; x "a/b"; _ "unsafe" )\n//go:linkname f a/b.g\nfunc f()\n//export h\nfunc h() {}\n'
  const { imports, linknames, exports } = indexFile(text)
  assert.deepEqual(
    imports.map(({ value, name }) => `${name?.name ?? ''} ${value}`),
    [' C', 'x a/b', '_ unsafe'],
  )
  assert.deepEqual(linknames, [{ local: 'f', target: 'a/b.g' }])
  assert.deepEqual(exports, ['h'])
})

test('indexFile ends on anything, and agrees with the parser where there is no error', () => {
  const part = fc.constantFrom(
    'func f() {',
    '}',
    '(',
    ')',
    'var x = 1',
    'type T struct {',
    '\n',
    ';',
    '"',
    '`',
    "'",
    '//',
    '/*',
    '*/',
    'const (',
    'a',
    ' ',
    '[',
    ']',
    '\\',
    'func (r T) m()',
    'import "x"',
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
      const text = `package p\n${parts.join('')}`
      const found = indexFile(text)
      const parsed = parseFile(Buffer.from(text))
      if (parsed.errors.length > 0) return
      const want = parsed.decls.flatMap((decl) => {
        if (decl.kind === 'FuncDecl') return [decl.pos]
        if (decl.kind !== 'GenDecl' || decl.token === 'import') return []
        return decl.specs.map(({ pos }) => pos)
      })
      assert.deepEqual(
        found.declared.map(({ pos }) => pos),
        want,
      )
      assert.equal(found.broken, false)
    }),
    { numRuns: 500 },
  )
})
