import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { isWardenError } from '../base/errors.ts'
import { judgeHash, oddLines, parseGoSum } from './gosum.ts'

const a = `h1:${'A'.repeat(43)}=`
const b = `h1:${'B'.repeat(43)}=`
const c = `h1:${'C'.repeat(43)}=`

test('parseGoSum tells zips from go.mod files and keeps all hashes in order', () => {
  const sum = parseGoSum(`x.y/z v1.0.0 ${a}\nx.y/z v1.0.0/go.mod ${b}\n\nx.y/z v1.0.0 ${c}\n`, 'go.sum')
  assert.deepEqual(sum.lines, [
    { path: 'x.y/z', version: 'v1.0.0', goMod: false, hash: a, line: 1 },
    { path: 'x.y/z', version: 'v1.0.0', goMod: true, hash: b, line: 2 },
    { path: 'x.y/z', version: 'v1.0.0', goMod: false, hash: c, line: 4 },
  ])
  assert.deepEqual(sum.hashes('x.y/z', 'v1.0.0', false), [a, c])
  assert.deepEqual(sum.hashes('x.y/z', 'v1.0.0', true), [b])
  assert.deepEqual(sum.hashes('x.y/Z', 'v1.0.0', true), [])
})

test('parseGoSum takes any white space, and no newline at the end', () => {
  const sum = parseGoSum(`\r\n \t\n\tx.y/z  v1.0.0/go.mod\t${a} \r\nx.y/w\u00a0v1.0.0\u0085${b}`, 'go.sum')
  assert.deepEqual(sum.hashes('x.y/z', 'v1.0.0', true), [a])
  assert.deepEqual(sum.hashes('x.y/w', 'v1.0.0', false), [b])
})

test('parseGoSum says file and line of a line that has not three fields', () => {
  for (const [row, count] of [
    ['x.y/z v1.0.0', 2],
    ['x', 1],
    [`x.y/z v1.0.0 ${a} ${b}`, 4],
  ] as const) {
    assert.throws(
      () => parseGoSum(`\nx.y/z v1.0.0 ${a}\n${row}\n`, 'p/go.sum'),
      (error) => {
        assert.ok(isWardenError(error, 'parse'))
        assert.equal(error.message, `malformed go.sum: wrong number of fields ${count}`)
        assert.deepEqual(error.place, { file: 'p/go.sum', line: 3 })
        return true
      },
    )
  }
})

test('parseGoSum drops the hash of an empty go.mod', () => {
  const sum = parseGoSum('x.y/z v1.0.0/go.mod h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY=\n', 'go.sum')
  assert.deepEqual(sum.lines, [])
  assert.deepEqual(sum.hashes('x.y/z', 'v1.0.0', true), [])
})

test('parseGoSum reads bytes: a byte order mark stays, and what is not UTF-8 is no module', () => {
  const bytes = Buffer.concat([
    Buffer.from(`\ufeffx.y/z v1.0.0 ${a}\nx.y/`),
    Buffer.from([0xff]),
    Buffer.from(` v1.0.0 ${b}\nx.y/z v1.0.0 ${c}\n`),
  ])
  const sum = parseGoSum(bytes, 'go.sum')
  assert.deepEqual(
    sum.lines.map((l) => l.path),
    ['\ufeffx.y/z', 'x.y/\ufffd', 'x.y/z'],
  )
  assert.deepEqual(sum.hashes('x.y/z', 'v1.0.0', false), [c])
})

test('parseGoSum is not confused by names of object properties', () => {
  const sum = parseGoSum(`__proto__ constructor ${a}\n`, 'go.sum')
  assert.deepEqual(sum.hashes('__proto__', 'constructor', false), [a])
  assert.deepEqual(sum.hashes('toString', '', false), [])
})

test('judgeHash lets the first h1 line decide and passes over unknown algorithms', () => {
  const mod = { path: 'x.y/z', version: 'v1.0.0' }
  const sum = parseGoSum(`x.y/z v1.0.0 h2:new\nx.y/z v1.0.0 ${a}\nx.y/z v1.0.0 ${b}\nx.y/w v1.0.0 h2:new\n`, 'go.sum')
  assert.equal(judgeHash(sum, mod, false, a), 'equal')
  assert.equal(judgeHash(sum, mod, false, b), 'different')
  assert.equal(judgeHash(sum, mod, false, c), 'different')
  assert.equal(judgeHash(sum, mod, true, a), 'absent')
  assert.equal(judgeHash(sum, { path: 'x.y/w', version: 'v1.0.0' }, false, a), 'absent')
})

test('oddLines names what go reads over', () => {
  const rows = [
    `x.y/z v1.0.0 ${a}`,
    `../z v1.0.0 ${a}`,
    `x.y/\0 v1.0.0 ${a}`,
    `x.y/!z v1.0.0 ${a}`,
    `x.y/z one ${a}`,
    `x.y/z/v2 v1.0.0 ${a}`,
    'x.y/z v1.0.0 h2:new',
    'x.y/z v1.0.0 h1:short',
    `x.y/z v1.0.0 ${b}`,
    `x.y/z v1.0.0 ${a}`,
    `x.y/z v1.0.0/go.mod ${b}`,
  ]
  assert.deepEqual(
    oddLines(parseGoSum(rows.join('\n'), 'go.sum')).map((odd) => `${odd.line}: ${odd.message}`),
    [
      '2: malformed module path "../z": invalid path element ".."',
      String.raw`3: malformed module path "x.y/\u0000": invalid char "\u0000"`,
      '4: malformed module path "x.y/!z": invalid char "!"',
      '5: x.y/z@"one": not a semantic version',
      '6: x.y/z/v2@v1.0.0: invalid version: should be v2, not v1',
      '7: x.y/z@v1.0.0: unknown hash algorithm: "h2:new"',
      '8: x.y/z@v1.0.0: malformed h1 hash: "h1:short"',
      '9: x.y/z@v1.0.0: another hash than in line 1',
    ],
  )
})

test('parseGoSum reads ten thousand lines of one module', () => {
  const text = Array.from({ length: 10_000 }, (_, i) => `x.y/z v1.0.${i} ${a}\nx.y/z v1.0.0/go.mod ${b}\n`).join('')
  const sum = parseGoSum(text, 'go.sum')
  assert.equal(sum.lines.length, 20_000)
  assert.equal(sum.hashes('x.y/z', 'v1.0.0', true).length, 10_000)
})

test('parseGoSum finds every line again, or throws a WardenError, whatever it is given', () => {
  const piece = fc.constantFrom(' ', '\n', '\t', '\r\n', '\0', 'x.y/z', 'v1.0.0', '/go.mod', a, 'h2:', '\u00a0', 'é')
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ unit: 'binary' })), { maxLength: 40 }), (pieces) => {
      try {
        const sum = parseGoSum(pieces.join(''), 'go.sum')
        for (const { path, version, goMod, hash } of sum.lines) {
          assert.ok(sum.hashes(path, version, goMod).includes(hash))
        }
        oddLines(sum)
      } catch (error) {
        if (!isWardenError(error, 'parse')) throw error
      }
    }),
  )
})
