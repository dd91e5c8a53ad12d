import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { utf8 } from '../base/bytes.ts'
import { isWardenError } from '../base/errors.ts'
import { parseDbFile, parseModulesFile, parseRecord, unzipped } from './vulndb.ts'

function refusal(work: () => unknown): string {
  try {
    work()
    return 'none'
  } catch (error) {
    if (!isWardenError(error)) throw error
    return `${error.code}: ${error.message}`
  }
}

test('parseModulesFile reads the index', () => {
  const index = parseModulesFile(
    utf8('[{"path":"example.com/m","vulns":[{"id":"GO-2024-1","modified":"2024-01-01T00:00:00Z","fixed":"1.2.3"}]}]'),
    'f',
  )
  assert.deepEqual([...index], [['example.com/m', [{ id: 'GO-2024-1', modified: '2024-01-01T00:00:00Z' }]]])
})

test('parseModulesFile refuses ids that would lead elsewhere, and what is no index', () => {
  for (const id of ['../../x', 'GO/1', '', 'a b', '%2e%2e', 'x'.repeat(200)]) {
    const text = JSON.stringify([{ path: 'example.com/m', vulns: [{ id }] }])
    assert.match(
      refusal(() => parseModulesFile(utf8(text), 'f')),
      /^parse: f: .* is no id$/,
      id,
    )
  }
  for (const text of ['', '{}', '[1]', '[{"path":1}]', '[{"path":"m"}]', '[{"path":"m","vulns":[{}]}]']) {
    assert.match(
      refusal(() => parseModulesFile(utf8(text), 'f')),
      /^parse: f: /,
      text,
    )
  }
})

test('parseDbFile gives a date, and none for that of nobody', () => {
  assert.equal(parseDbFile(utf8('{"modified":"2024-01-01T00:00:00Z"}'), 'f'), '2024-01-01T00:00:00Z')
  assert.equal(parseDbFile(utf8('{"modified":"0001-01-01T00:00:00Z"}'), 'f'), '')
  assert.match(
    refusal(() => parseDbFile(utf8('{}'), 'f')),
    /^parse: f: says not when/,
  )
})

test('parseRecord refuses the record of another id', () => {
  const record = utf8('{"id":"GO-2","affected":[]}')
  assert.match(
    refusal(() => parseRecord(record, 'GO-1', 'f')),
    /^parse: f: is the record of GO-2$/,
  )
  assert.match(
    refusal(() => parseRecord(new Uint8Array(5 << 20), 'GO-1', 'f')),
    /^too-large: f: /,
  )
})

test('unzipped stops at its limit', () => {
  assert.equal(Buffer.from(unzipped(gzipSync('text'), 100, 'f')).toString(), 'text')
  assert.match(
    refusal(() => unzipped(gzipSync(Buffer.alloc(1 << 20)), 1000, 'f')),
    /^too-large: f: more than 1000 bytes$/,
  )
  assert.match(
    refusal(() => unzipped(gzipSync('text').subarray(0, 12), 100, 'f')),
    /^parse: f: not a gzip file/,
  )
})
