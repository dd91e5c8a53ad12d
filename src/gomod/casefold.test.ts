import assert from 'node:assert/strict'
import { test } from 'node:test'
import { foldKey } from './casefold.ts'

test('foldKey leaves lower-case ASCII as it is and lowers the rest of ASCII', () => {
  assert.equal(foldKey('a/b-c_0.go'), 'a/b-c_0.go')
  assert.equal(foldKey('README.md'), 'readme.md')
  assert.equal(foldKey('@AZ[`az{'), '@az[`az{')
})

test('foldKey joins orbits that lower-casing does not', () => {
  assert.equal(foldKey('\u212a'), 'k') // KELVIN SIGN
  assert.equal(foldKey('\u017f'), 's') // LATIN SMALL LETTER LONG S
  assert.equal(foldKey('\u03c2'), foldKey('\u03a3')) // final sigma, capital sigma
  assert.equal(foldKey('\u03c3'), foldKey('\u03a3'))
  assert.equal(foldKey('\u1e9e'), foldKey('\u00df')) // capital and small sharp s
  assert.equal(foldKey('\u01c5'), foldKey('\u01c4')) // title-case and capital dž
  assert.equal(foldKey('\ud801\udc28'), '\ud801\udc00') // Deseret, outside the first plane
})

test('foldKey keeps apart what only full folding or Turkish rules would join', () => {
  assert.notEqual(foldKey('\u00df'), foldKey('ss'))
  assert.notEqual(foldKey('\u0130'), foldKey('i'))
  assert.notEqual(foldKey('\u0131'), foldKey('i'))
})

test('foldKey does not know letters that came after Unicode 15.0', () => {
  assert.equal(foldKey('\u{10d50}'), '\u{10d50}') // Garay, Unicode 16.0
  assert.equal(foldKey('\u1c89'), '\u1c89')
})
