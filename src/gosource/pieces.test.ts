import assert from 'node:assert/strict'
import test from 'node:test'
import { utf8 } from '../base/bytes.ts'
import { piecesOf } from './pieces.ts'

const table = utf8(`package t\n\nvar t = "${'x'.repeat(3_000_000)}"\n`)

test('piecesOf keeps a small module whole', () => {
  const contents = new Map([
    ['a.go', utf8('package a\n')],
    ['b/b.go', utf8('package b\n')],
    ['b/data.txt', utf8('data')],
  ])
  const { pieces, count, goFiles, goBytes } = piecesOf('example.com/m', contents)
  assert.deepEqual(
    [[...pieces].map((piece) => [...piece.keys()]), count, goFiles, goBytes],
    [[['a.go', 'b/b.go', 'b/data.txt']], 1, 2, 20],
  )
})

test('piecesOf puts what acts, who calls it and what it embeds together, before tables of any size', () => {
  const contents = new Map([
    ['a/a.go', table],
    ['b/b.go', table],
    ['caller/c.go', utf8('package caller\n\nimport "example.com/m/run"\n')],
    ['run/r.go', utf8('package run\n\nimport "os/exec"\n')],
    ['run/data/x.bin', utf8('data')],
    ['z/z.go', utf8('package z\n')],
  ])
  const { pieces, count } = piecesOf('example.com/m', contents)
  assert.deepEqual(
    [...pieces].map((piece) => [...piece.keys()]),
    [['run/r.go', 'caller/c.go', 'z/z.go', 'a/a.go', 'run/data/x.bin'], ['b/b.go']],
  )
  assert.equal(count, 2)
})
