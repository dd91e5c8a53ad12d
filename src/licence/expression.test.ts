import assert from 'node:assert/strict'
import test from 'node:test'
import { isWardenError } from '../base/errors.ts'
import { isSatisfied, licenceIds, parseLicenceExpression, printLicenceExpression } from './expression.ts'

for (const [text, printed] of [
  ['MIT', 'MIT'],
  ['mit or apache-2.0 and isc', 'mit OR (apache-2.0 AND isc)'],
  ['(MIT)', 'MIT'],
  ['MIT AND (ISC AND MIT)', 'MIT AND ISC'],
  ['GPL-2.0-only WITH Classpath-exception-2.0 OR MIT', 'GPL-2.0-only WITH Classpath-exception-2.0 OR MIT'],
  ['LicenseRef-x AND GPL-2.0+', 'LicenseRef-x AND GPL-2.0+'],
] as const) {
  test(`parseLicenceExpression reads ${text}`, () => {
    assert.equal(printLicenceExpression(parseLicenceExpression(text)), printed)
  })
}

for (const text of [
  '',
  'MIT ISC',
  'MIT AND',
  'OR MIT',
  '(MIT',
  'MIT)',
  'MIT WITH',
  'M!T',
  '('.repeat(500),
  'a '.repeat(3000),
]) {
  test(`parseLicenceExpression refuses ${JSON.stringify(text.slice(0, 20))}`, () => {
    assert.throws(
      () => parseLicenceExpression(text),
      (error) => isWardenError(error, 'parse'),
    )
  })
}

test('isSatisfied wants all of AND and one of OR', () => {
  const expression = parseLicenceExpression('ISC AND (MIT OR GPL-3.0-only)')
  assert.equal(
    isSatisfied(expression, (id) => id !== 'GPL-3.0-only'),
    true,
  )
  assert.equal(
    isSatisfied(expression, (id) => id !== 'ISC'),
    false,
  )
  assert.deepEqual(licenceIds(expression), ['ISC', 'MIT', 'GPL-3.0-only'])
})
