import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testKey } from '../../test/support/sumdbserver.ts'
import { isWardenError } from '../base/errors.ts'
import { type GoSumdb, parseGoSumdb } from './gosumdb.ts'

const summary = (setting: string): unknown => {
  const parsed: GoSumdb = parseGoSumdb(setting)
  return parsed.kind === 'off' ? 'off' : [parsed.name, parsed.verifier.keyHash.toString(16), parsed.url]
}
const keyOf = (name: string): string => testKey(name, 3).verifier.key

test('parseGoSumdb knows the default database by its name', () => {
  assert.deepEqual(summary('sum.golang.org'), ['sum.golang.org', '33de0ae', undefined])
  assert.deepEqual(summary(''), ['sum.golang.org', '33de0ae', undefined])
  assert.deepEqual(summary('sum.golang.org https://mirror.example/sum/'), [
    'sum.golang.org',
    '33de0ae',
    'https://mirror.example/sum',
  ])
})

test('parseGoSumdb knows the one alias that go knows', () => {
  assert.deepEqual(summary('sum.golang.google.cn'), ['sum.golang.org', '33de0ae', 'https://sum.golang.google.cn'])
})

test('parseGoSumdb takes a key, a path in its name, and a url', () => {
  assert.deepEqual((summary(keyOf('localhost.example/sumdb/a')) as unknown[])[0], 'localhost.example/sumdb/a')
  assert.deepEqual((summary(keyOf('localhost:8080')) as unknown[])[0], 'localhost:8080')
  assert.deepEqual(
    (summary(`${keyOf('db.example')}\t http://127.0.0.1:4000/x`) as unknown[])[2],
    'http://127.0.0.1:4000/x',
  )
  assert.deepEqual((summary(`${keyOf('db.example')} file:///srv/sumdb`) as unknown[])[2], 'file:///srv/sumdb')
})

test('parseGoSumdb knows off', () => {
  assert.equal(summary('off'), 'off')
})

test('parseGoSumdb refuses every other setting', () => {
  const bad = [
    ' ',
    'sum.example.org',
    'sum.golang.org+033de0ae',
    'sum.golang.org+033de0af+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8',
    'other.example+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8',
    'sum.golang.org https://a.example https://b.example',
    'sum.golang.org ftp://a.example',
    'sum.golang.org a.example',
    'sum.golang.org https://a.example?q=1',
    'sum.golang.org https://a.example#f',
    'Off',
    ...['a.example/', '/a', 'a.example//b', 'a.example/../b', 'a.example/.', 'a.example/b?c', 'a.example/b#c'].map(
      keyOf,
    ),
    ...['user@a.example', 'a.example/b%2fc', 'a.example\\b', 'a.example/b:c', '..', 'a.example/\u00e9'].map(keyOf),
    keyOf(`a.example/${'x'.repeat(300)}`),
  ]
  for (const setting of bad) {
    assert.throws(
      () => parseGoSumdb(setting),
      (error) => isWardenError(error, 'config'),
      setting,
    )
  }
})
