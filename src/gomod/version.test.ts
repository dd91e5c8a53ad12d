import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  build,
  canonical,
  canonicalVersion,
  compareVersions,
  isValid,
  major,
  majorMinor,
  maxVersion,
  prerelease,
  sortModules,
  sortVersions,
} from './version.ts'

test('isValid refuses what is no version', () => {
  const bad = [
    '',
    'v',
    '1.2.3',
    'V1.2.3',
    'v1.',
    'v01',
    'v1.02',
    'v1.2.03',
    'v1.2.3.4',
    'v1-pre',
    'v1+meta',
    'v1.2-pre',
  ]
  bad.push(
    'v1.2.3-',
    'v1.2.3-01',
    'v1.2.3-a..b',
    'v1.2.3+',
    'v1.2.3+a..b',
    'v1.2.3+a+b',
    'v1.2.3-é',
    ' v1.2.3',
    'v1.2.3\n',
  )
  for (const v of bad) assert.equal(isValid(v), false, JSON.stringify(v))
})

test('isValid takes short forms, long numbers and build metadata with leading zeros', () => {
  const good = [
    'v1',
    'v0.0',
    'v1.2.3',
    'v1.2.3-0',
    'v1.2.3-0a',
    'v1.2.3--',
    'v1.2.3-a.0.b+01.-',
    `v${'9'.repeat(400)}.0.0`,
  ]
  for (const v of good) assert.equal(isValid(v), true, v)
})

test('canonical fills in numbers and drops build metadata', () => {
  assert.equal(canonical('v1'), 'v1.0.0')
  assert.equal(canonical('v1.2'), 'v1.2.0')
  assert.equal(canonical('v1.2.3-pre+meta'), 'v1.2.3-pre')
  assert.equal(canonical('master'), '')
})

test('canonicalVersion keeps +incompatible and nothing else', () => {
  assert.equal(canonicalVersion('v2.0.0+incompatible'), 'v2.0.0+incompatible')
  assert.equal(canonicalVersion('v2.0.0+meta'), 'v2.0.0')
  assert.equal(canonicalVersion('v2.0.0+incompatible.1'), 'v2.0.0')
  assert.equal(canonicalVersion('bad+incompatible'), '')
})

test('major, majorMinor, prerelease and build are the parts of a version, and empty of none', () => {
  const parts = (v: string): string[] => [major(v), majorMinor(v), prerelease(v), build(v)]
  assert.deepEqual(parts('v1.2.3-pre.1+meta'), ['v1', 'v1.2', '-pre.1', '+meta'])
  assert.deepEqual(parts('v2'), ['v2', 'v2.0', '', ''])
  assert.deepEqual(parts('x'), ['', '', '', ''])
})

test('compareVersions orders by precedence', () => {
  const order = ['none', 'v0.9.9', 'v1.0.0-1', 'v1.0.0-2', 'v1.0.0-10', 'v1.0.0-alpha', 'v1.0.0-alpha.1']
  order.push('v1.0.0-alpha.beta', 'v1.0.0-beta', 'v1.0.0', 'v1.0.10', 'v1.2.0', 'v1.10.0', 'v2.0.0')
  order.push('v9007199254740993.0.0', 'v9007199254740994.0.0')
  for (const [i, v] of order.entries()) {
    for (const [j, w] of order.entries()) assert.equal(compareVersions(v, w), Math.sign(i - j), `${v} ${w}`)
  }
})

test('compareVersions takes build metadata, short forms and invalid versions for equal', () => {
  assert.equal(compareVersions('v1.0.0+a', 'v1.0.0+b'), 0)
  assert.equal(compareVersions('v1', 'v1.0.0'), 0)
  assert.equal(compareVersions('bad', 'worse'), 0)
})

test('maxVersion gives the greater one in canonical form', () => {
  assert.equal(maxVersion('v1', 'v0.9.0'), 'v1.0.0')
  assert.equal(maxVersion('v1.0.0+a', 'v1.0.1+b'), 'v1.0.1')
  assert.equal(maxVersion('bad', 'v1.0.0'), 'v1.0.0')
  assert.equal(maxVersion('bad', 'worse'), '')
})

test('sortVersions orders equal versions by their bytes', () => {
  assert.deepEqual(sortVersions(['v1.10.0', 'v1.2.0', 'v1.2.0+b', 'v1.2.0+a', 'x']), [
    'x',
    'v1.2.0',
    'v1.2.0+a',
    'v1.2.0+b',
    'v1.10.0',
  ])
})

test('sortModules orders paths by UTF-8 bytes, then versions, then go.mod lines', () => {
  const m = (path: string, version: string): { path: string; version: string } => ({ path, version })
  const astral = m('x.y/\u{1f600}', 'v1.0.0')
  const ligature = m('x.y/\ufb01', 'v1.0.0')
  const given = [astral, ligature, m('b', 'v1.10.0'), m('b', 'v1.9.0/go.mod'), m('b', 'v1.9.0'), m('B', 'v9.0.0')]
  assert.deepEqual(sortModules(given), [
    m('B', 'v9.0.0'),
    m('b', 'v1.9.0'),
    m('b', 'v1.9.0/go.mod'),
    m('b', 'v1.10.0'),
    ligature,
    astral,
  ])
  assert.equal(given[0], astral)
})

test('isValid reads a megabyte of identifiers', () => {
  assert.equal(isValid(`v1.0.0-${'a.'.repeat(500_000)}b`), true)
  assert.equal(isValid(`v1.0.0-${'a.'.repeat(500_000)}`), false)
})
