import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isWardenError } from '../base/errors.ts'
import { readFeed } from './feed.ts'
import { parseHashList } from './hashlist.ts'
import { isMalwareRefusal } from './refusal.ts'

const H1 = 'h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='

function record(id: string, modified: string, summary = ''): string {
  const affected = [{ package: { ecosystem: 'Go', name: 'example.com/bad' }, versions: ['1.0.0'] }]
  return JSON.stringify({ id, modified, summary, affected })
}

test('readFeed takes what is called malicious, and its newest date', () => {
  const feed = readFeed(
    'malicious',
    [
      { name: 'a', text: record('MAL-2030-1', '2030-01-02T03:04:05Z') },
      { name: 'b', text: record('GO-2030-0001', '0001-01-01T00:00:00Z', 'Malicious code in example.com/bad') },
      { name: 'c', text: record('GO-2030-0002', '2030-05-05T00:00:00Z', 'Denial of service in example.com/bad') },
    ],
    'feed',
  )
  assert.deepEqual(
    feed.advisories.map(({ id }) => id),
    ['MAL-2030-1', 'GO-2030-0001'],
  )
  assert.equal(feed.date, '2030-05-05T00:00:00Z')
})

test('readFeed believes a date line before the records, and refuses one that is no date', () => {
  const text = (date: string): string =>
    `# modwarden\n# date ${date}\n${record('MAL-2030-1', '2030-01-02T03:04:05Z')}\n`
  const dateOf = (date: string): string | undefined =>
    readFeed('malicious', [{ name: 'a', text: text(date) }], 'feed').date
  assert.equal(dateOf('2030-06-07T08:09:10Z'), '2030-06-07T08:09:10Z')
  assert.equal(dateOf('2030-06-07'), '2030-06-07T00:00:00Z')
  assert.equal(dateOf('2030-06-07T08:09:10.5+02:00'), '2030-06-07T06:09:10Z')
  for (const date of ['yesterday', '2030-13-01', '0001-01-01']) {
    assert.throws(
      () => dateOf(date),
      (error) => isWardenError(error, 'parse'),
      date,
    )
  }
})

test('readFeed refuses a feed without an entry', () => {
  for (const [kind, text] of [
    ['malicious', '[]'],
    ['malicious', record('GO-2030-0002', '', 'a flaw')],
    ['known-good', '# nothing\n'],
  ] as const) {
    assert.throws(
      () => readFeed(kind, [{ name: 'a', text }], 'feed'),
      (error) => isWardenError(error, 'parse'),
    )
  }
})

test('parseHashList reads lines, and names the one that is wrong', () => {
  assert.deepEqual(parseHashList(`# ours\n\n${H1} example.com/m v1.2.3 read by kim, 2026-11\r\n`, 'list'), [
    { h1: H1, path: 'example.com/m', version: 'v1.2.3', reason: 'read by kim, 2026-11' },
  ])
  const wrong = [
    `example.com/m v1.2.3 ${H1}`,
    `${H1} example.com/m v1.2.3`,
    `${H1} example.com/m 1.2.3 why`,
    `${H1} Example.com/m/v2 v1.2.3 why`,
    `${H1.slice(0, -2)}= example.com/m v1.2.3 why`,
  ]
  for (const line of wrong) {
    assert.throws(
      () => parseHashList(`# one\n${line}\n`, 'list'),
      (error) => isWardenError(error, 'parse') && error.place?.line === 2,
      line,
    )
  }
})

test('isMalwareRefusal reads the words of the mirror, not its status', () => {
  assert.ok(
    isMalwareRefusal(
      'reading https://example.com: 403 Forbidden\n\tserver response:\n\tSECURITY ERROR\n\tThe Go team considers this module to be malicious.',
    ),
  )
  for (const text of [
    '403 Forbidden',
    'SECURITY ERROR: checksum mismatch',
    'considers this module to be malicious',
    '',
  ]) {
    assert.ok(!isMalwareRefusal(text), text)
  }
})
