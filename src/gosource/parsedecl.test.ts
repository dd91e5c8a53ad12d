import assert from 'node:assert/strict'
import test from 'node:test'
import { utf8 } from '../base/bytes.ts'
import type { File } from './ast.ts'
import { parseFile } from './parsedecl.ts'
import { walk } from './walk.ts'

const parse = (text: string): File => parseFile(utf8(text))
const kinds = (file: File): string[] => {
  const seen: string[] = []
  walk(file.decls, (node) => void seen.push(node.kind))
  return seen
}
const problems = (text: string): string[] =>
  parse(text).errors.map((e) => `${text.slice(0, e.pos).split('\n').length}: ${e.message}`)

test('parseFile reads a file with positions in bytes', () => {
  const text = 'package p\n\nvar s = "é" + f(1)\n'
  const file = parse(text)
  assert.deepEqual(file.errors, [])
  const [decl] = file.decls
  assert.ok(decl?.kind === 'GenDecl')
  const [spec] = decl.specs
  assert.ok(spec?.kind === 'ValueSpec')
  const [value] = spec.values
  assert.ok(value?.kind === 'BinaryExpr' && value.y.kind === 'CallExpr')
  assert.deepEqual([value.pos, value.opPos, value.y.pos, value.end], [19, 24, 26, 30])
})

test('parseFile tells an array type from type parameters', () => {
  const kindsOf = (spec: string): string => {
    const [decl] = parse(`package p\ntype T${spec}\n`).decls
    const [type] = decl?.kind === 'GenDecl' ? decl.specs : []
    return type?.kind !== 'TypeSpec' ? '' : type.typeParams === undefined ? type.type.kind : `${type.typeParams.length}`
  }
  assert.deepEqual(
    [
      '[N]int',
      '[N * M]int',
      '[P *C,]int',
      '[P any] int',
      '[P, Q any] int',
      '[P *struct{}] int',
      '[N(1)]int',
      '[]int',
    ].map(kindsOf),
    ['ArrayType', 'ArrayType', '1', '1', '1', '1', 'ArrayType', 'ArrayType'],
  )
})

test('parseFile keeps a composite literal out of the head of a control clause', () => {
  assert.deepEqual(problems('package p\nfunc f() { if x == (T{}) { }; for range []int{1} { }; switch { } }\n'), [])
  assert.equal(parse('package p\nfunc f() { if x == T{} { } }\n').errors.length > 0, true)
})

test('parseFile marks what is no Go and sees the rest of the file', () => {
  const text = 'package p\n\nfunc a() { x := := 1 }\n\nfunc b() { exec.Command("id") }\n\ngarbage here\n\nvar c = f()\n'
  const file = parse(text)
  assert.equal(file.errors.length > 0, true)
  const names = file.decls.flatMap((d) => (d.kind === 'FuncDecl' ? [d.name.name] : []))
  assert.deepEqual(names, ['a', 'b'])
  const calls: string[] = []
  walk(file.decls, (n) => {
    if (n.kind === 'CallExpr') calls.push(text.slice(n.pos, n.end))
  })
  assert.deepEqual(calls, ['exec.Command("id")', 'f()'])
})

for (const [what, text, message] of [
  ['a string without an end', 'package p\nvar s = "a\n', '2: string literal not terminated'],
  ['a comment without an end', 'package p\n/* a', '2: comment not terminated'],
  ['a NUL', 'package p\nvar a = 1\0\n', '2: a NUL character'],
  ['an import that comes late', 'package p\nvar a = 1\nimport "fmt"\n', '3: imports stand before other declarations'],
  [
    'a variadic parameter that is not the last',
    'package p\nfunc f(a ...int, b int)\n',
    '2: only the last parameter may be variadic',
  ],
] as const) {
  test(`parseFile marks ${what}`, () => {
    assert.equal(problems(text).includes(message), true, problems(text).join('\n'))
  })
}

test('parseFile marks bytes that are no UTF-8, and reads on', () => {
  const file = parseFile(new Uint8Array([...utf8('package p\nvar a = "'), 0xff, ...utf8('"\nvar b = 2\n')]))
  assert.deepEqual(
    file.errors.map((e) => e.message),
    ['the file is not UTF-8'],
  )
  assert.equal(file.decls.length, 2)
})

for (const [what, nest] of [
  ['parentheses', (n: number) => `${'('.repeat(n)}1${')'.repeat(n)}`],
  ['literals', (n: number) => `[]T${'{'.repeat(n)}${'}'.repeat(n)}`],
  ['unary operators', (n: number) => `${'-'.repeat(1)}${'!'.repeat(n)}x`],
  ['pointers', (n: number) => `${'*'.repeat(n)}x`],
  ['functions', (n: number) => `${'func() { _ = '.repeat(n)}1${' }'.repeat(n)}`],
  ['calls of calls', (n: number) => `${'f('.repeat(n)}${')'.repeat(n)}`],
  ['channels', (n: number) => `make(${'chan '.repeat(n)}int)`],
] as const) {
  test(`parseFile gives up a declaration of a million nested ${what}, and reads the next`, () => {
    const file = parse(`package p\nvar a = ${nest(1_000_000)}\nfunc b() { exec() }\n`)
    assert.deepEqual(
      file.errors.map((e) => e.message),
      ['nested too deeply to be read'],
    )
    assert.equal(file.decls.at(-1)?.kind, 'FuncDecl')
  })
}

test('parseFile reads long chains that do not nest', () => {
  const chain = parse(`package p\nvar a = ${'"a" + '.repeat(100_000)}"b"\n`)
  assert.deepEqual(chain.errors, [])
  assert.equal(kinds(chain).filter((kind) => kind === 'BinaryExpr').length, 100_000)
  const calls = parse(`package p\nvar a = x${'.f()'.repeat(100_000)}\n`)
  assert.deepEqual(calls.errors, [])
  const branches = parse(`package p\nfunc f() { if a { }${' else if a { }'.repeat(20_000)} }\n`)
  assert.deepEqual(branches.errors, [])
  assert.equal(kinds(branches).filter((kind) => kind === 'IfStmt').length, 20_001)
})
