import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { bookOf } from './book.ts'
import { isUnreviewed, oddRanges, vulnerabilitiesOf } from './match.ts'
import { parseAdvisory, type Advisory } from './osv.ts'
import { goReleaseName, stdlibVersion } from './stdlib.ts'

const ANY = { goos: '', goarch: '' }

interface Entry {
  readonly module?: string
  readonly events?: readonly Readonly<Record<string, string>>[]
  readonly imports?: readonly object[]
  readonly custom?: readonly Readonly<Record<string, string>>[]
}

function advisory(id: string, entries: readonly Entry[], more: object = {}): Advisory {
  return parseAdvisory(
    {
      id,
      published: '2024-01-01T00:00:00Z',
      affected: entries.map(({ module = 'example.com/m', events = [{ introduced: '0' }], imports, custom }) => ({
        package: { ecosystem: 'Go', name: module },
        ranges: [{ type: 'SEMVER', events }],
        ecosystem_specific: {
          ...(imports === undefined ? {} : { imports }),
          ...(custom === undefined ? {} : { custom_ranges: [{ type: 'ECOSYSTEM', events: custom }] }),
        },
      })),
      ...more,
    },
    'test',
  )
}

function matchesOf(
  one: Advisory,
  version: string,
  path: string = 'example.com/m',
): ReturnType<typeof vulnerabilitiesOf> {
  return vulnerabilitiesOf(bookOf([one], ''), { path, version }, ANY)
}

describe('vulnerabilitiesOf', () => {
  const fixedIn124 = advisory('GO-1', [{ events: [{ introduced: '0' }, { fixed: '1.2.4' }] }])

  test('a commit after v1.2.3 is before the repair in v1.2.4', () => {
    assert.equal(matchesOf(fixedIn124, 'v1.2.4-0.20260102030405-abcdefabcdef')[0]?.fixed, 'v1.2.4')
    assert.deepEqual(matchesOf(fixedIn124, 'v1.2.5-0.20260102030405-abcdefabcdef'), [])
  })

  test('a commit after no tag is in doubt by the year of an advisory that says no date, or the zero of Go', () => {
    for (const published of ['', '0001-01-01T00:00:00Z']) {
      const one = advisory('GO-2024-1', [{ events: [{ introduced: '0' }, { fixed: '1.2.4' }] }], { published })
      assert.equal(one.published, '')
      const [before] = matchesOf(one, 'v0.0.0-20241231235959-abcdefabcdef')
      assert.deepEqual([before?.fixed, before?.doubt], ['v1.2.4', undefined])
      const [after] = matchesOf(one, 'v0.0.0-20250102030405-abcdefabcdef')
      assert.match(after?.doubt ?? '', /later than the advisory/)
    }
  })

  test('a commit after no tag that is later than the advisory is held in doubt', () => {
    const late = matchesOf(fixedIn124, 'v0.0.0-20250102030405-abcdefabcdef')
    assert.match(late[0]?.doubt ?? '', /after no tag and later than the advisory/)
    const early = matchesOf(fixedIn124, 'v0.0.0-20200102030405-abcdefabcdef')
    assert.deepEqual(
      early.map(({ doubt }) => doubt),
      [undefined],
    )
  })

  test('a commit after no tag is not missed because a flaw came with v1.0.0', () => {
    const since = advisory('GO-1', [{ events: [{ introduced: '1.0.0' }, { fixed: '1.2.4' }] }])
    assert.match(matchesOf(since, 'v0.0.0-20230102030405-abcdefabcdef')[0]?.doubt ?? '', /no place in the order/)
    assert.deepEqual(matchesOf(since, 'v0.9.0'), [])
  })

  test('commits after no tag are compared with a repair that is such a commit by date', () => {
    const byDate = advisory('GO-1', [{ events: [{ introduced: '0' }, { fixed: '0.0.0-20210102030405-111111111111' }] }])
    assert.deepEqual(matchesOf(byDate, 'v0.0.0-20220102030405-abcdefabcdef'), [])
    assert.equal(matchesOf(byDate, 'v0.0.0-20200102030405-abcdefabcdef').length, 1)
  })

  test('the repair is the first that no later range takes back', () => {
    const events = [{ introduced: '0' }, { fixed: '1.1.0' }, { introduced: '1.1.0' }, { fixed: '1.3.0' }]
    assert.equal(matchesOf(advisory('GO-1', [{ events }]), 'v1.0.0')[0]?.fixed, 'v1.3.0')
  })

  test('several entries of one module are one match, with the packages of those that hold', () => {
    const two = advisory('GO-1', [
      { events: [{ introduced: '0' }, { fixed: '1.0.0' }], imports: [{ path: 'example.com/m/a' }] },
      { events: [{ introduced: '1.0.0' }], imports: [{ path: 'example.com/m/b', symbols: ['F'] }] },
    ])
    assert.deepEqual(
      matchesOf(two, 'v1.5.0').flatMap(({ packages }) => packages.map(({ path }) => path)),
      ['example.com/m/b'],
    )
  })

  test('a platform leaves packages of other systems out', () => {
    const windows = advisory('GO-1', [{ imports: [{ path: 'example.com/m', goos: ['windows'] }] }])
    const book = bookOf([windows], '')
    const on = (goos: string): number =>
      vulnerabilitiesOf(book, { path: 'example.com/m', version: 'v1.0.0' }, { goos, goarch: 'amd64' }).length
    assert.deepEqual([on('windows'), on('linux'), on('')], [1, 0, 1])
  })

  test('ranges in a numbering of the project say that it may be repaired, and nothing more', () => {
    const custom = advisory('GO-1', [{ custom: [{ introduced: '0' }, { fixed: '1.4.0' }] }])
    const [match] = matchesOf(custom, 'v1.5.0')
    assert.match(match?.doubt ?? '', /not those of Go/)
    assert.deepEqual(
      matchesOf(custom, 'v1.3.0').map(({ doubt, fixed }) => [doubt, fixed]),
      [[undefined, 'v1.4.0']],
    )
  })

  test('a border that is no version is no border', () => {
    const odd = advisory('GO-1', [{ events: [{ introduced: 'beginning' }, { fixed: '2' }, { fixed: 'soon' }] }])
    assert.equal(matchesOf(odd, 'v1.0.0').length, 1)
    assert.deepEqual(matchesOf(odd, 'v2.0.0'), [])
    assert.deepEqual(oddRanges(odd, 'example.com/m'), [
      'introduced "beginning" is no version',
      'fixed "soon" is no version',
    ])
  })

  test('a version of 2 without a go.mod is ordered without its +incompatible', () => {
    const two = advisory('GO-1', [{ events: [{ introduced: '0' }, { fixed: '2.0.1+incompatible' }] }])
    assert.equal(matchesOf(two, 'v2.0.0+incompatible')[0]?.fixed, 'v2.0.1+incompatible')
    assert.deepEqual(matchesOf(two, 'v2.0.1+incompatible'), [])
  })

  test('the standard library has the order of its own versions', () => {
    const std = advisory('GO-1', [{ module: 'stdlib', events: [{ introduced: '1.22.0-0' }, { fixed: '1.22.3' }] }])
    const held = (go: string): boolean => matchesOf(std, stdlibVersion(go) ?? '', 'stdlib').length > 0
    assert.deepEqual(['go1.21.9', 'go1.22rc1', 'go1.22.2', 'go1.22.3', 'go1.22.2-corp'].map(held), [
      false,
      true,
      true,
      false,
      true,
    ])
  })
})

describe('bookOf', () => {
  test('merges names of one flaw: what Go says of a module counts, severity comes from the rest', () => {
    const go = advisory('GO-2024-0001', [{ events: [{ introduced: '0' }, { fixed: '1.2.0' }] }], {
      aliases: ['CVE-2024-1'],
    })
    const ghsa = advisory('GHSA-aaaa-bbbb-cccc', [{}, { module: 'example.com/other' }], {
      aliases: ['CVE-2024-1'],
      severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
    })
    const book = bookOf([ghsa, go], '')
    const [one] = book.about('example.com/m')
    assert.deepEqual(
      [one?.id, one?.aliases, one?.severity.length],
      ['GO-2024-0001', ['CVE-2024-1', 'GHSA-aaaa-bbbb-cccc'], 1],
    )
    assert.deepEqual(book.about('example.com/m').length, 1)
    assert.deepEqual(vulnerabilitiesOf(book, { path: 'example.com/m', version: 'v1.3.0' }, ANY), [])
    assert.deepEqual(
      book.about('example.com/other').map(({ id }) => id),
      ['GO-2024-0001'],
    )
  })

  test('keeps two records of the Go database apart, whatever names they share', () => {
    const a = advisory('GO-2024-0001', [{}], { aliases: ['CVE-2024-1'] })
    const b = advisory('GO-2024-0002', [{}], { aliases: ['CVE-2024-1'] })
    assert.deepEqual(
      bookOf([b, a], '')
        .about('example.com/m')
        .map(({ id }) => id),
      ['GO-2024-0001', 'GO-2024-0002'],
    )
  })

  test('leaves out what was withdrawn', () => {
    assert.deepEqual(
      bookOf([advisory('GO-1', [{}], { withdrawn: '2024-02-01T00:00:00Z' })], '').about('example.com/m'),
      [],
    )
  })

  test('joins a chain of ten thousand names into one', () => {
    const chain = Array.from({ length: 10_000 }, (_, i) => advisory(`OSV-${i}`, [{}], { aliases: [`OSV-${i + 1}`] }))
    assert.equal(bookOf(chain, '').about('example.com/m').length, 1)
  })
})

test('isUnreviewed is what the database says', () => {
  assert.equal(isUnreviewed(advisory('GO-1', [{}], { database_specific: { review_status: 'UNREVIEWED' } })), true)
  assert.equal(isUnreviewed(advisory('GO-1', [{}], { database_specific: { review_status: 'REVIEWED' } })), false)
})

test('goReleaseName gives the names of releases back', () => {
  const names = ['go1.20', 'go1.21.0', 'go1.26rc1', 'go1.26.8']
  assert.deepEqual(
    names.map((name) => goReleaseName(stdlibVersion(name) ?? '')),
    names,
  )
  assert.equal(stdlibVersion('devel go1.27-abcdef'), undefined)
})
