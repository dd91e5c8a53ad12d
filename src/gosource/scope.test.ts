import assert from 'node:assert/strict'
import test from 'node:test'
import { utf8 } from '../base/bytes.ts'
import { parseFile } from './parsedecl.ts'
import { packageNameOf, resolvePackage, type Entity, type PackageScope, type SourceFile } from './scope.ts'
import { walk } from './walk.ts'

const source = (name: string, text: string): SourceFile => ({ name, ...parseFile(utf8(text)) })

/** All uses of a name: the line each stands on, and the kind and line of what it means. */
function uses(files: readonly SourceFile[], name: string): string[] {
  const found: string[] = []
  for (const file of files) {
    const line = (pos: number): number => file.text.slice(0, pos).split('\n').length
    walk(file.decls, (node) => {
      if (node.kind !== 'Ident' || node.name !== name) return
      const { entity } = node
      const at =
        entity?.decl === undefined ? '' : ` ${entity.file === file ? '' : `${entity.file?.name}:`}${lineOf(entity)}`
      found.push(`${line(node.pos)}: ${entity?.kind ?? 'nothing'}${at}`)
    })
  }
  return found
}

function lineOf(entity: Entity): number {
  return entity.file?.text.slice(0, entity.decl?.pos).split('\n').length ?? 0
}

function resolved(...texts: readonly string[]): {
  readonly files: readonly SourceFile[]
  readonly scope: PackageScope
} {
  const files = texts.map((text, i) => source(`f${i}.go`, text))
  return { files, scope: resolvePackage('', files) }
}

test('resolvePackage finds package-level names over files, imports only in their own', () => {
  const { files } = resolved(
    'package p\nimport x "example.com/x"\nvar a = b + x.F()\n',
    'package p\nvar b = 1\nvar x2 = x\n',
  )
  assert.deepEqual(uses(files, 'b'), ['3: var f1.go:2', '2: var 2'])
  assert.deepEqual(uses(files, 'x'), ['2: nothing', '3: package 2', '3: nothing'])
})

test('resolvePackage shadows by block, and a new variable is not known in its own value', () => {
  const { files } = resolved(
    'package p\nvar v = 1\nfunc f(v int) {\n\tv := v\n\tif v := v; v > 0 {\n\t\t_ = v\n\t}\n\t_ = v\n}\n',
  )
  assert.deepEqual(uses(files, 'v'), [
    '2: var 2',
    '3: param 3',
    '4: param 3',
    '4: param 3',
    '5: var 5',
    '5: param 3',
    '5: var 5',
    '6: var 5',
    '8: param 3',
  ])
})

test('resolvePackage gives a type switch’s clauses a variable each, and range its own', () => {
  const { files } = resolved(
    'package p\nfunc f(x any, l []int) {\n\tswitch y := x.(type) {\n\tcase int:\n\t\t_ = y\n\t}\n\tfor i := range l {\n\t\t_ = i\n\t}\n}\n',
  )
  assert.deepEqual(uses(files, 'y'), ['3: nothing', '5: var 4'])
  assert.deepEqual(uses(files, 'i'), ['7: var 7', '8: var 7'])
})

test('resolvePackage knows the line that a constant repeats', () => {
  const { scope } = resolved('package p\nconst (\n\ta = 1 << iota\n\tb\n\tc\n)\n')
  const c = scope.names.get('c')
  assert.equal(c?.decl?.kind === 'ValueSpec' ? c.decl.iota : undefined, 2)
  assert.equal(c?.repeats?.names[0]?.name, 'a')
})

test('resolvePackage notes what is written to a variable after its declaration', () => {
  const { scope } = resolved(
    'package p\nvar once = "a"\nvar twice = "a"\nvar list = []string{"a"}\nvar aimed = 1\nfunc f() {\n\ttwice = "b"\n\ttwice += "c"\n\tlist[0] = "b"\n\tg(&aimed)\n}\n',
  )
  const written = (name: string): [number, boolean] => {
    const entity = scope.names.get(name)
    return [entity?.writes.length ?? -1, entity?.changed ?? false]
  }
  assert.deepEqual(['once', 'twice', 'list', 'aimed'].map(written), [
    [0, false],
    [2, false],
    [0, true],
    [0, true],
  ])
})

test('resolvePackage keeps type parameters and receivers to their functions', () => {
  const { files, scope } = resolved(
    'package p\ntype L[T any] struct{ v T }\nfunc (l *L[T]) Get() T { return l.v }\nfunc Map[T, U any](x T, f func(T) U) U { return f(x) }\n',
  )
  assert.deepEqual([...scope.methods.keys()], ['L.Get'])
  assert.deepEqual(
    uses(files, 'T').map((use) => use.replace(/ \d+$/, '')),
    ['2: type', '2: type', '3: type', '3: type', '4: type', '4: type', '4: type'],
  )
})

test('resolvePackage resolves the types of parameters and results outside their names', () => {
  const { files } = resolved('package p\ntype v int\nfunc f(v v,\n\tw v) v {\n\treturn v\n}\n')
  assert.deepEqual(uses(files, 'v'), ['2: type 2', '3: param 3', '3: type 2', '4: type 2', '4: type 2', '5: param 3'])
})

test('resolvePackage keeps all declarations of a name, of build tags that exclude each other', () => {
  const { scope } = resolved(
    'package p\nconst host = "a"\nfunc init() {}\nfunc (t T) M() {}\ntype T int\n',
    'package p\nconst host = "b"\nfunc init() {}\nfunc (t *T) M() {}\n',
  )
  const host = scope.names.get('host')
  assert.deepEqual([host?.file?.name, host?.also.map((other) => other.file?.name)], ['f0.go', ['f1.go']])
  const method = scope.methods.get('T.M')
  assert.deepEqual([method?.file?.name, method?.also.map((other) => other.file?.name)], ['f0.go', ['f1.go']])
  assert.deepEqual(
    scope.nameless.map((made) => `${made.file?.name} ${made.name}`),
    ['f0.go init', 'f1.go init'],
  )
})

test('resolvePackage walks long chains', () => {
  const { files } = resolved(
    `package p\nvar a = ${'b + '.repeat(50_000)}b\nfunc f() { if a { }${' else if a { }'.repeat(5000)} }\nvar c = a${'.f(b)'.repeat(20_000)}\n`,
  )
  let unknown = 0
  walk(files[0]?.decls ?? [], (node) => {
    if (node.kind === 'Ident' && node.name === 'a' && node.entity === undefined) unknown++
  })
  assert.equal(unknown, 0)
})

test('packageNameOf guesses as Go’s tools do', () => {
  assert.deepEqual(
    [
      'fmt',
      'example.com/a/v2',
      'gopkg.in/yaml.v3',
      'github.com/x/go-redis',
      'example.com/a-b',
      'github.com/x/y.go',
    ].map(packageNameOf),
    ['fmt', 'a', 'yaml', 'redis', 'ab', 'y'],
  )
})
