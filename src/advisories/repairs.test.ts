import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bookOf } from './book.ts'
import { parseOsv } from './osv.ts'
import { repairsOf } from './repairs.ts'

const PATH = 'example.com/m'
const advisory = (id: string, events: readonly object[], more: object = {}): object => ({
  id,
  modified: '2026-11-01T00:00:00Z',
  affected: [{ package: { ecosystem: 'Go', name: PATH }, ranges: [{ type: 'SEMVER', events }] }],
  ...more,
})
const flaw = [{ introduced: '0' }, { fixed: '1.2.3' }]
const book = bookOf(
  parseOsv(
    JSON.stringify([
      advisory('GO-2026-0001', flaw),
      advisory('GO-2026-0002', [{ introduced: '0' }, { fixed: '1.2.3' }, { introduced: '1.2.3' }, { fixed: '1.3.0' }]),
      advisory('MAL-2026-0003', flaw),
      advisory('GO-2026-0004', flaw, { withdrawn: '2026-11-02T00:00:00Z' }),
      advisory('GO-2026-0005', flaw, { aliases: ['MAL-2026-0009'] }),
    ]),
    'test',
  ),
  '',
)

for (const [version, repaired] of [
  ['v1.2.3', ['GO-2026-0001']],
  ['v1.3.0', ['GO-2026-0002']],
  ['v1.2.4', []],
  ['v1.2.2', []],
  ['', []],
] as const) {
  test(`repairsOf ${JSON.stringify(version)} is ${repaired.join(', ') || 'nothing'}`, () =>
    assert.deepEqual(repairsOf(book, { path: PATH, version }), repaired))
}

test('repairsOf is nothing for another module', () =>
  assert.deepEqual(repairsOf(book, { path: 'example.com/other', version: 'v1.2.3' }), []))
