import assert from 'node:assert/strict'
import test from 'node:test'
import { utf8 } from '../../base/bytes.ts'
import { readFacts } from '../readfacts.ts'
import { standardCatalogue } from './cataloguestandard.ts'

const catalogue = standardCatalogue()

/** A module whose functions take all the work that folding may take, before what `last` does. */
function graveGapsOf(body: string, last: string): string[] {
  const many = Array.from({ length: 60 }, (_, i) => `func W${i}(dir string) { ${body.replaceAll('I', String(i))} }`)
  const source = `package a
import (
  "os"
  "os/exec"
  "path/filepath"
)
func name(n int) string {
  s := 0
  for i := 0; i < 60000; i++ { s = s*31 + i + n }
  b := []byte("abc")
  b[s%3] = 'x'
  return string(b)
}
${many.join('\n')}
${last}
var _ = filepath.Join
var _ = exec.Command
`
  const contents = new Map([['a.go', utf8(source)]])
  return readFacts('example.com/m', contents, catalogue).gaps.flatMap(({ grave, why }) => (grave ? [why] : []))
}

const HARMLESS = 'os.WriteFile(filepath.Join(dir, name(I)), nil, 0o600)'

test('readFacts is complete where the limit of folding is met in names of files below a folder of the caller', () => {
  assert.deepEqual(graveGapsOf(HARMLESS, ''), [])
})

test('readFacts is complete where sums of texts are asked after the limit of folding was met', () => {
  const last = 'func Z() { os.WriteFile("/tmp/"+"z", nil, 0o600) }'
  assert.deepEqual(graveGapsOf(HARMLESS, last), [])
})

test('readFacts is incomplete where the limit of folding is met in a program that is started', () => {
  assert.deepEqual(graveGapsOf('exec.Command(name(I)).Run()', '').slice(0, 1), ['limit: too many steps of folding'])
})

test('readFacts is incomplete where the limit of folding hides a file that only the module knows', () => {
  const hidden = 'func Z() { os.WriteFile(name(70), nil, 0o600) }'
  assert.deepEqual(graveGapsOf(HARMLESS, hidden), ['limit: too many steps of folding'])
})

test('readFacts is complete where a file that no build has is not Go, and incomplete where a build has it', () => {
  const gaps = (header: string): boolean[] => {
    const contents = new Map([['a.templ.go', utf8(`${header}\n\npackage {{.Pkg}}\n`)]])
    return readFacts('example.com/m', contents, catalogue).gaps.map(({ grave }) => grave)
  }
  assert.deepEqual(gaps('// +build ignore'), [false])
  assert.deepEqual(gaps('//go:build ignore'), [false])
  assert.deepEqual(gaps('//go:build linux'), [true])
})
