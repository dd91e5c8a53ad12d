import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isWardenError } from '../base/errors.ts'
import {
  isPseudoVersion,
  isZeroPseudoVersion,
  pseudoVersion,
  pseudoVersionBase,
  pseudoVersionRev,
  pseudoVersionTime,
  zeroPseudoVersion,
} from './pseudo.ts'

const time = new Date('2006-01-02T15:04:05Z')
const forms: ReadonlyArray<readonly [major: string, older: string, version: string]> = [
  ['', '', 'v0.0.0-20060102150405-hash'],
  ['v2', '', 'v2.0.0-20060102150405-hash'],
  ['v1', 'v1.2.3', 'v1.2.4-0.20060102150405-hash'],
  ['v1', 'v1.2.99999999999999999', 'v1.2.100000000000000000-0.20060102150405-hash'],
  ['v1', 'v1.2.0', 'v1.2.1-0.20060102150405-hash'],
  ['v1', 'v1.2.3-pre', 'v1.2.3-pre.0.20060102150405-hash'],
  ['v1', 'v1.2.3-pre.0', 'v1.2.3-pre.0.0.20060102150405-hash'],
  ['v2', 'v2.2.3+incompatible', 'v2.2.4-0.20060102150405-hash+incompatible'],
  ['v2', 'v2.2.3-pre+incompatible', 'v2.2.3-pre.0.20060102150405-hash+incompatible'],
]

test('pseudoVersion comes after the version it is given, and is taken apart again', () => {
  for (const [major, older, version] of forms) {
    assert.equal(pseudoVersion(major, older, time, 'hash'), version)
    assert.equal(isPseudoVersion(version), true)
    assert.equal(pseudoVersionBase(version), older)
    assert.equal(pseudoVersionRev(version), 'hash')
    assert.equal(pseudoVersionTime(version).toISOString(), '2006-01-02T15:04:05.000Z')
  }
})

test('isPseudoVersion refuses what only looks like one', () => {
  const bad = [
    'v1.0.0',
    'v1.2.3-20060102150405-hash',
    'v1.0.0-2006010215040-hash',
    'v1.0.0-200601021504055-hash',
    'v1.0.0-20060102150405-',
    'v1.0.0-20060102150405-ha.sh',
    'v1.0.0-1.20060102150405-hash',
    'v1.0.0-a0.20060102150405-hash',
    'v1.0.20060102150405-hash',
    '1.0.0-20060102150405-hash',
    'v01.0.0-20060102150405-hash',
  ]
  for (const v of bad) {
    assert.equal(isPseudoVersion(v), false, v)
    assert.throws(
      () => pseudoVersionRev(v),
      (e) => isWardenError(e, 'parse'),
    )
  }
})

test('pseudoVersionBase refuses a form that no version comes before', () => {
  assert.throws(() => pseudoVersionBase('v1.0.0-20060102150405-hash+incompatible'), /lacks base version/)
  assert.throws(() => pseudoVersionBase('v1.2.0-0.20060102150405-hash'), /negative patch number/)
  assert.equal(pseudoVersionBase('v1.2.10-0.20060102150405-hash'), 'v1.2.9')
  assert.equal(pseudoVersionBase('v1.2.1000-0.20060102150405-hash'), 'v1.2.999')
})

test('pseudoVersionTime refuses a time that there is not', () => {
  for (const stamp of [
    '20061302150405',
    '20060230150405',
    '20060102240000',
    '20060102156005',
    '20060102150460',
    '00000000000000',
  ]) {
    assert.throws(() => pseudoVersionTime(`v0.0.0-${stamp}-hash`), /malformed time/, stamp)
  }
  assert.equal(pseudoVersionTime('v0.0.0-20240229000000-hash').toISOString(), '2024-02-29T00:00:00.000Z')
  assert.equal(pseudoVersionTime('v0.0.0-00500101000000-hash').getUTCFullYear(), 50)
})

test('isZeroPseudoVersion knows the placeholder of each major version', () => {
  assert.equal(zeroPseudoVersion(''), 'v0.0.0-00010101000000-000000000000')
  assert.equal(isZeroPseudoVersion('v2.0.0-00010101000000-000000000000'), true)
  assert.equal(isZeroPseudoVersion('v2.0.0-20060102150405-000000000000'), false)
  assert.equal(isZeroPseudoVersion('x'), false)
})
