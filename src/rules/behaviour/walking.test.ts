// What goes through a tree of files and destroys it, read from source: who says where decides.
import assert from 'node:assert/strict'
import test from 'node:test'
import { utf8 } from '../../base/bytes.ts'
import { readFacts } from '../../gosource/readfacts.ts'
import { judgeFacts } from './judge.ts'

function said(body: string): string[] {
  const text = `package a\n\nimport (\n\t"io/fs"\n\t"os"\n\t"path/filepath"\n)\n\nvar _ fs.FS\nvar _ = filepath.Join\n\n${body}\n`
  return judgeFacts(readFacts('example.com/m', new Map([['a.go', utf8(text)]])))
    .findings.filter(({ severity, rule }) => severity !== 'info' && rule !== 'MW-GATE')
    .map(({ rule, severity, message }) => `${rule} ${severity} ${message}`)
}

const walk = (root: string, body: string): string =>
  `filepath.WalkDir(${root}, func(p string, d fs.DirEntry, err error) error { ${body}; return nil })`

test('MW-DESTROY: the files of a home or a system that is gone through, whoever removes or empties them', () => {
  const removed = ['MW-DESTROY critical removes the files below ~, through which it goes']
  assert.deepEqual(said(`func Current() { home, _ := os.UserHomeDir(); ${walk('home', 'os.Remove(p)')} }`), removed)
  const passed = `type visitor func(string)\nfunc sweep(root string, v visitor) { ${walk('root', 'v(p)')} }\nfunc free(p string) { os.Remove(p) }\nfunc Current() { home, _ := os.UserHomeDir(); sweep(home, free) }`
  assert.deepEqual(said(passed), removed)
  const listed = `func Current() { home, _ := os.UserHomeDir(); all, _ := os.ReadDir(home); for _, d := range all { os.RemoveAll(filepath.Join(home, d.Name())) } }`
  assert.deepEqual(said(listed), removed)
  assert.deepEqual(said(`func Current() { ${walk('"/"', 'os.WriteFile(p, nil, 0o600)')} }`), [
    'MW-DESTROY critical overwrites the files below /, through which it goes',
  ])
})

test('MW-DESTROY: no finding below a folder that the caller names, in a part of a home, or beside the files', () => {
  assert.deepEqual(said(`func Clean(dir string) { ${walk('dir', 'os.Remove(p)')} }`), [])
  const part = `func Clean() { home, _ := os.UserHomeDir(); ${walk('filepath.Join(home, ".cache", "lib")', 'os.Remove(p)')} }`
  assert.deepEqual(said(part), [])
  const beside = `func Index() { home, _ := os.UserHomeDir(); ${walk('home', 'os.WriteFile(p+".idx", nil, 0o600)')} }`
  assert.deepEqual(said(beside), [])
})
