import assert from 'node:assert/strict'
import { test } from 'node:test'
import { textOf, utf8 } from '../base/bytes.ts'
import { renameImports, type RenamedImport } from './importspecs.ts'

const toB = (path: string): RenamedImport | undefined =>
  path === 'a.example/a' || path.startsWith('a.example/a/') ? { path: `b.example/b${path.slice(11)}` } : undefined

test('renameImports changes import paths and nothing else', () => {
  const source = `// Package ü says "a.example/a".
package p // import "a.example/a"

import "fmt"
import (
\tbolt "a.example/a" // why "a.example/a"
\t_ \`a.example/a/sub\`
\t"a.example/ab"
)

const s = "a.example/a"
`
  const found = renameImports(utf8(source), toB)
  assert.equal(found?.count, 2)
  assert.equal(
    textOf(found?.bytes ?? new Uint8Array(0)),
    source.replace('bolt "a.example/a"', 'bolt "b.example/b"').replace('`a.example/a/sub`', '"b.example/b/sub"'),
  )
})

test('renameImports leaves a file alone that imports nothing of it, or that is no Go', () => {
  assert.equal(renameImports(utf8('package p\n\nimport "fmt"\n'), toB), undefined)
  assert.equal(renameImports(utf8('package p\n\nimport "a.example/a"\n\nfunc {\n'), toB), undefined)
})

test('renameImports keeps the name that the code uses, where the import gives none', () => {
  const source = 'package p\n\nimport "a.example/a"\nimport _ "a.example/a/sub"\n\nvar x = a.X\n'
  const found = renameImports(utf8(source), (path) => ({ path: path.replace('a.example/a', 'b.example/b'), name: 'a' }))
  assert.equal(
    textOf(found?.bytes ?? new Uint8Array(0)),
    'package p\n\nimport a "b.example/b"\nimport _ "b.example/b/sub"\n\nvar x = a.X\n',
  )
})

test('renameImports sets a name apart from an import without a space', () => {
  const found = renameImports(utf8('package p\n\nimport"a.example/a"\n'), () => ({ path: 'b.example/b', name: 'a' }))
  assert.equal(textOf(found?.bytes ?? new Uint8Array(0)), 'package p\n\nimport a "b.example/b"\n')
})
