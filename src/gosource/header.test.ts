import assert from 'node:assert/strict'
import test from 'node:test'
import { readHeader } from './header.ts'

const read = (text: string, end = true): ReturnType<typeof readHeader> => readHeader(Buffer.from(text), end)

test('readHeader reads package clause and imports with their lines and names', () => {
  const header = read(
    '// Package a.\npackage a // of old\n\nimport "fmt"\nimport (\n\t_ "embed"\n\t. `os`\n\n\ty "gopkg.in/yaml.v3"; "io"\n)\n\nvar x = "import \\"no\\""\nimport "late"\n',
  )
  assert.equal(header.name, 'a')
  assert.deepEqual(header.imports, [
    { path: 'fmt', line: 4 },
    { path: 'embed', line: 6, name: '_' },
    { path: 'os', line: 7, name: '.' },
    { path: 'gopkg.in/yaml.v3', line: 9, name: 'y' },
    { path: 'io', line: 9 },
  ])
  assert.equal(header.constraint, undefined)
  assert.equal(header.whole, true)
})

test('readHeader knows where more bytes are needed', () => {
  const text = '/* a long licence */\npackage a\n\nimport (\n\t"fmt"\n\t"os"\n)\n\nfunc main() {}\n'
  for (let cut = 0; cut < text.indexOf('func'); cut++) {
    const header = read(text.slice(0, cut), false)
    assert.equal(header.whole, false, JSON.stringify(text.slice(0, cut)))
  }
  assert.equal(read(text.slice(0, text.indexOf('main')), false).whole, true)
})

test('readHeader reads heads of any length alike', () => {
  const rest = '//go:build linux\n\npackage a\n\nimport (\n\t"fmt"\n\t"os"\n)\n\nfunc main() {}\n'
  const short = read(rest)
  // The head is looked at in two steps: the border between them is tried at each of its bytes.
  for (let licence = 2048 - rest.length - 20; licence < 2060; licence++) {
    const header = read(`// ${'x'.repeat(licence)}\n\n${rest}${'// more\n'.repeat(400)}`)
    assert.deepEqual(
      { ...header, imports: header.imports.map(({ path }) => path) },
      { ...short, imports: ['fmt', 'os'] },
      String(licence),
    )
    assert.deepEqual(
      header.imports.map(({ line }) => line),
      [8, 9],
    )
  }
})

test('readHeader takes what is no Go without a word', () => {
  assert.deepEqual(read('hello'), { name: '', imports: [], constraint: undefined, whole: true })
  assert.deepEqual(read('package a\nimport ( 5 )').imports, [])
  assert.deepEqual(read('package a\nimport "').imports, [])
  assert.deepEqual(read(''), { name: '', imports: [], constraint: undefined, whole: true })
})

test('readHeader takes build constraints from line comments above the package clause', () => {
  assert.deepEqual(read('//go:build linux && !cgo\n\npackage a').constraint, {
    kind: 'and',
    of: [
      { kind: 'tag', tag: 'linux' },
      { kind: 'not', of: { kind: 'tag', tag: 'cgo' } },
    ],
  })
  assert.equal(read('/*\n//go:build ignore\n*/\npackage a').constraint, undefined)
  assert.deepEqual(read('//go:build ignore\n\npakage a').constraint, { kind: 'tag', tag: 'ignore' })
  assert.equal(read('package a\n//go:build ignore\n').constraint, undefined)
  assert.equal(read('//go:build linux &&\n\npackage a').constraint, 'malformed')
})
