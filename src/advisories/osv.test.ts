import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { isWardenError } from '../base/errors.ts'
import { affectedBy, isAffected, isInRange } from './affects.ts'
import { readFeed } from './feed.ts'
import { parseHashList } from './hashlist.ts'
import { type Affected, parseAdvisory, parseOsv, type RangeEvent } from './osv.ts'

/** A record as the Go vulnerability database and the malicious packages of the OpenSSF write them. */
const RECORD = {
  schema_version: '1.7.4',
  id: 'MAL-2030-1',
  modified: '2030-01-02T03:04:05Z',
  published: '2030-01-01T00:00:00Z',
  aliases: ['GHSA-aaaa-bbbb-cccc'],
  summary: 'Malicious code in example.com/Bad (Go)',
  affected: [
    {
      package: { ecosystem: 'Go', name: 'example.com/Bad' },
      ranges: [
        { type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '1.2.0' }] },
        { type: 'GIT', repo: 'https://example.com/bad.git', events: [{ introduced: '0' }] },
      ],
      versions: ['1.5.0'],
      ecosystem_specific: { imports: [{ path: 'example.com/Bad/x', symbols: ['F'] }] },
    },
    { package: { ecosystem: 'npm', name: 'bad' } },
  ],
  references: [{ type: 'ARTICLE', url: 'https://example.com/story' }],
  database_specific: { iocs: { domains: ['example.com'] } },
}

describe('parseOsv', () => {
  test('reads a record as it is written, Go alone', () => {
    const [one, ...others] = parseOsv(JSON.stringify(RECORD), 'feed')
    assert.deepEqual(others, [])
    assert.deepEqual(one, {
      id: 'MAL-2030-1',
      aliases: ['GHSA-aaaa-bbbb-cccc'],
      modified: '2030-01-02T03:04:05Z',
      published: '2030-01-01T00:00:00Z',
      withdrawn: undefined,
      severity: [],
      summary: 'Malicious code in example.com/Bad (Go)',
      details: '',
      affected: [
        {
          module: 'example.com/Bad',
          byCommit: true,
          ranges: [
            {
              events: [
                { kind: 'introduced', version: '0' },
                { kind: 'fixed', version: '1.2.0' },
              ],
            },
          ],
          versions: ['v1.5.0'],
          ecosystemSpecific: { imports: [{ path: 'example.com/Bad/x', symbols: ['F'] }] },
          databaseSpecific: {},
        },
      ],
      references: [{ type: 'ARTICLE', url: 'https://example.com/story' }],
      databaseSpecific: { iocs: { domains: ['example.com'] } },
    })
  })

  test('reads an array, and one record a line with comments', () => {
    const two = { ...RECORD, id: 'MAL-2030-2' }
    const ids = (text: string): string[] => parseOsv(text, 'feed').map(({ id }) => id)
    assert.deepEqual(ids(JSON.stringify([RECORD, two])), ['MAL-2030-1', 'MAL-2030-2'])
    assert.deepEqual(ids(`# date 2030-01-02\n${JSON.stringify(RECORD)}\n\n${JSON.stringify(two)}\n`), [
      'MAL-2030-1',
      'MAL-2030-2',
    ])
    assert.deepEqual(ids(JSON.stringify(RECORD, undefined, 2)), ['MAL-2030-1'])
    assert.deepEqual(ids(JSON.stringify({ ...RECORD, affected: [] })), [])
  })

  test('refuses what has another form', () => {
    const affected = (item: object): object => ({
      ...RECORD,
      affected: [{ package: RECORD.affected[0]?.package, ...item }],
    })
    const wrong: unknown[] = [
      1,
      'text',
      null,
      [[]],
      {},
      { ...RECORD, id: 7 },
      { ...RECORD, id: '../x' },
      { ...RECORD, aliases: 'GHSA' },
      { ...RECORD, aliases: [1] },
      { ...RECORD, summary: {} },
      { ...RECORD, affected: {} },
      { ...RECORD, references: ['https://example.com'] },
      { ...RECORD, affected: [{ package: { ecosystem: 'Go', name: '' } }] },
      affected({ versions: 'v1' }),
      affected({ ranges: [{ type: 'OTHER', events: [] }] }),
      affected({ ranges: [{ type: 'SEMVER', events: [] }] }),
      affected({ ranges: [{ type: 'SEMVER', events: [{ fixed: '1.0.0' }] }] }),
      affected({ ranges: [{ type: 'SEMVER', events: [{ introduced: '0', fixed: '1.0.0' }] }] }),
      affected({ ranges: [{ type: 'SEMVER', events: [{ begins: '0' }] }] }),
      affected({ ranges: [{ type: 'SEMVER', events: [{ introduced: 0 }] }] }),
    ]
    for (const value of wrong) {
      assert.throws(
        () => parseOsv(JSON.stringify(value), 'feed'),
        (error) => isWardenError(error, 'parse'),
        JSON.stringify(value),
      )
    }
    for (const text of ['', '{', '[1', 'h1:x', '\ud800', '['.repeat(100_000)]) {
      assert.throws(
        () => parseOsv(text, 'feed'),
        (error) => isWardenError(error, 'parse'),
      )
    }
    assert.throws(
      () => parseOsv(new Uint8Array([0xff, 0xfe]), 'feed'),
      (error) => isWardenError(error, 'parse'),
    )
    assert.throws(
      () => parseOsv(JSON.stringify([RECORD, RECORD]), 'feed', 1),
      (error) => isWardenError(error, 'too-large'),
    )
  })
})

describe('isAffected', () => {
  test('follows the order of versions, with pseudo-versions and pre-releases where they belong', () => {
    const range = (...events: readonly (readonly [RangeEvent['kind'], string])[]): { events: RangeEvent[] } => ({
      events: events.map(([kind, version]) => ({ kind, version })),
    })
    const first = range(['introduced', '0'], ['fixed', '1.2.0'], ['introduced', '2.0.0'], ['last_affected', '2.1.0'])
    const rows: readonly (readonly [string, boolean])[] = [
      ['v0.0.0-20200101000000-abcdefabcdef', true],
      ['v1.1.9', true],
      ['v1.2.0-rc.1', true],
      ['v1.2.0', false],
      ['v1.9.0', false],
      ['v2.0.0', true],
      ['v2.0.0+incompatible', true],
      ['v2.1.0', true],
      ['v2.1.1', false],
    ]
    for (const [version, expected] of rows) assert.equal(isInRange(first, version), expected, version)
    // The order of the record does not count, and fixed and introduced at one version is what the list says last.
    assert.equal(isInRange(range(['fixed', '1.0.0'], ['introduced', '0']), 'v0.9.0'), true)
  })

  test('knows single versions, revisions, and what names nothing', () => {
    const none: Affected = {
      byCommit: false,
      module: 'm',
      ranges: [],
      versions: [],
      ecosystemSpecific: {},
      databaseSpecific: {},
    }
    assert.equal(isAffected(none, 'v1.0.0'), true)
    // A range by commits names something, and no version.
    assert.equal(isAffected({ ...none, byCommit: true }, 'v1.0.0'), false)
    assert.equal(isAffected({ ...none, versions: ['v1.0.0'] }, 'v1.0.0'), true)
    assert.equal(isAffected({ ...none, versions: ['v1.0.0'] }, 'v1.0.1'), false)
    assert.equal(isAffected({ ...none, versions: ['v1.0.0'] }, ''), false)
    assert.equal(isAffected({ ...none, ranges: [{ events: [{ kind: 'introduced', version: '0' }] }] }, ''), true)
    const revision = { ...none, databaseSpecific: { revisions: ['abcdefabcdef'] } }
    assert.equal(isAffected(revision, 'v0.0.0-20200101000000-abcdefabcdef'), true)
    assert.equal(isAffected(revision, 'v0.0.0-20200101000000-bbcdefabcdef'), false)
    assert.equal(isAffected(revision, 'v1.0.0'), false)
  })

  test('affectedBy passes over what was withdrawn, and over the case of a path', () => {
    const advisory = parseAdvisory(RECORD, 'feed')
    assert.equal(affectedBy(advisory, 'example.com/bad', 'v1.0.0')?.module, 'example.com/Bad')
    assert.equal(affectedBy(advisory, 'example.com/Bad', 'v1.3.0'), undefined)
    assert.equal(affectedBy(advisory, 'example.com/Bad', 'v1.5.0')?.module, 'example.com/Bad')
    assert.equal(affectedBy(advisory, 'example.com/Bad/v2', 'v1.0.0'), undefined)
    const withdrawn = parseAdvisory({ ...RECORD, withdrawn: '2030-02-01T00:00:00Z' }, 'feed')
    assert.equal(affectedBy(withdrawn, 'example.com/Bad', 'v1.0.0'), undefined)
  })
})

test('parseOsv, parseHashList and readFeed throw nothing but a WardenError for whatever comes', () => {
  const json = fc.json().map((text) => `[${text}]`)
  const mutated = fc.tuple(fc.nat(), fc.string({ maxLength: 3 })).map(([at, text]) => {
    const whole = JSON.stringify(RECORD)
    const from = at % whole.length
    return whole.slice(0, from) + text + whole.slice(from + 1)
  })
  fc.assert(
    fc.property(fc.oneof(fc.string(), json, mutated), (text) => {
      for (const read of [
        () => parseOsv(text, 'feed'),
        () => parseHashList(text, 'feed'),
        () => readFeed('malicious', [{ name: 'a', text }], 'feed'),
      ]) {
        try {
          read()
        } catch (error) {
          assert.ok(isWardenError(error), String(error))
        }
      }
    }),
    { numRuns: 500 },
  )
})
