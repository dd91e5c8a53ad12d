// The texts themselves are the fixtures: what is asked is what becomes of them when they are changed.
import assert from 'node:assert/strict'
import test from 'node:test'
import { assert as always, constantFrom, property, uint8Array } from 'fast-check'
import { utf8 } from '../base/bytes.ts'
import { licencesOf, makeLicenceIndex, maxLicenceFile, requiredLicences } from './licences.ts'
import { licenceTexts } from './texts.ts'

const index = makeLicenceIndex()
const texts = new Map(licenceTexts)
const text = (id: string): string => texts.get(id) ?? assert.fail(id)
const of = (files: Readonly<Record<string, string>>): ReturnType<typeof licencesOf> =>
  licencesOf(
    index,
    Object.entries(files).map(([name, content]) => ({ name, bytes: utf8(content) })),
  )

test('licencesOf knows every text of the list again', () => {
  const wrong = licenceTexts.filter(([id, content]) => {
    const { expression } = of({ LICENSE: content })
    // The list's text of the lesser licence has the other licence in it.
    return expression !== (id === 'LGPL-3.0-only' ? 'GPL-3.0-only AND LGPL-3.0-only' : id)
  })
  assert.deepEqual(
    wrong.map(([id, content]) => [id, of({ LICENSE: content }).expression]),
    [],
  )
})

test('licencesOf passes over names, titles, bullets, quotes, spelling and where lines end', () => {
  const bsd = text('BSD-3-Clause')
    .replace('<year> <owner>', '2024, 2025 The Gopher Company. All rights reserved')
    .replace('the copyright holder nor', 'Gopher Company Inc. nor')
    .replaceAll(/^(\d)\. /gm, '   * ')
    .replaceAll('"', '``')
    .replaceAll(/ (?=[a-z]{6})/g, '\n// ')
  assert.deepEqual(of({ LICENSE: `The Gopher Licence\n==================\n\n${bsd}` }).expression, 'BSD-3-Clause')
  const mit = text('MIT').replace('sublicense', 'sub-\nlicence').toUpperCase()
  assert.deepEqual(of({ COPYING: mit }).expression, 'MIT')
})

for (const [what, changed] of [
  [
    'a condition more',
    text('MIT').replace('THE SOFTWARE IS', 'It must not be used by armies or their friends.\n\nTHE SOFTWARE IS'),
  ],
  [
    'a condition after it',
    `${text('MIT')}\n\nThe right to sell the work is not part of this grant, whatever it says above.`,
  ],
  ['a condition less', text('GPL-2.0-only').slice(0, 11_000)],
  ['a short restriction after it', `${text('MIT')}\n\nNo commercial use.`],
  ['a short restriction before it', `It may not be used by armies.\n\n${text('Apache-2.0')}`],
  ['a tag and a restriction', 'SPDX-License-Identifier: MIT\n\nYou must not use this commercially.'],
  [
    'terms that nobody knows',
    'You may use it on Tuesdays if you ask us first and send a postcard, which has to show a ship.',
  ],
] as const) {
  test(`licencesOf asserts nothing of a text with ${what}`, () => {
    assert.equal(of({ LICENSE: changed }).expression, 'NOASSERTION')
  })
}

test('licencesOf tells licences from each other that are nearly the same', () => {
  for (const id of [
    'BSD-2-Clause',
    'BSD-2-Clause-Views',
    'BSD-4-Clause',
    'ISC',
    '0BSD',
    'X11',
    'JSON',
    'AGPL-3.0-only',
  ]) {
    assert.equal(of({ LICENSE: text(id) }).declared, id)
  }
})

test('licencesOf joins the licences of one file, however often each is in it', () => {
  const both = [text('MIT'), text('BSD-3-Clause'), text('MIT'), text('BSD-3-Clause')].join('\n\n----\n\n')
  assert.equal(of({ LICENSE: both }).expression, 'BSD-3-Clause AND MIT')
})

test('licencesOf gives a choice only where the file says that there is one', () => {
  const both = `${text('MIT')}\n\n${text('Apache-2.0')}`
  assert.equal(of({ LICENSE: both }).expression, 'Apache-2.0 AND MIT')
  const dual = { LICENSE: `This work is dual-licensed.\n\n${both}` }
  assert.equal(of(dual).expression, 'Apache-2.0 OR MIT')
  assert.equal(of({ ...dual, 'LICENSE-MIT': text('MIT') }).expression, 'Apache-2.0 OR MIT')
  assert.equal(
    of({ 'LICENSE-MIT': text('MIT'), 'LICENSE-APACHE': text('Apache-2.0') }).expression,
    'Apache-2.0 AND MIT',
  )
  assert.equal(of({ LICENSE: `SPDX-License-Identifier: MIT OR Apache-2.0\n${both}` }).expression, 'MIT OR Apache-2.0')
})

test('licencesOf reads a tag without a text, and none that no list has', () => {
  assert.equal(of({ LICENSE: 'SPDX-License-Identifier: MPL-2.0\n' }).expression, 'MPL-2.0')
  for (const tag of ['MIT-like', 'MIT WITH love', 'LicenseRef-a:b', 'MIT AND', '('.repeat(100)]) {
    assert.equal(of({ NOTICE: `SPDX-License-Identifier: ${tag}\n` }).expression, 'NOASSERTION')
  }
})

test('licencesOf declares what the licence files state, and not what notices quote of others', () => {
  const notice = `This holds work of others.\n\n${text('BSD-3-Clause')}\n\n${text('ISC').slice(0, 500)} and no more than that.`
  const read = of({ LICENSE: text('Apache-2.0'), NOTICE: notice, 'THIRD_PARTY_LICENSES.txt': text('MIT') })
  assert.equal(read.declared, 'Apache-2.0')
  assert.notEqual(read.expression, 'Apache-2.0')
  assert.equal(of({ NOTICE: text('MIT') }).declared, 'MIT')
})

test('licencesOf knows a file that only says whose the work is from one that states terms', () => {
  const whose =
    'Extensions of the original work are by Kim Gopher. Use of this source code is governed by a BSD-style license that can be found in the LICENSE file.'
  assert.equal(of({ LICENSE: text('BSD-3-Clause'), COPYRIGHT: whose }).declared, 'BSD-3-Clause')
  assert.equal(of({ COPYRIGHT: whose }).declared, 'NOASSERTION')
  assert.equal(
    of({ LICENSE: text('MIT'), COPYRIGHT: `${whose} It must not be used by armies.` }).declared,
    'NOASSERTION',
  )
  assert.equal(of({ COPYRIGHT: text('BSL-1.0') }).declared, 'BSL-1.0')
})

test('licencesOf takes the notice of a licence for the licence', () => {
  const notice = text('Apache-2.0').slice(text('Apache-2.0').indexOf('Licensed under the Apache License'))
  assert.deepEqual(of({ LICENSE: `Copyright 2026 Gophers\n\n${notice}` }), {
    expression: 'Apache-2.0',
    declared: 'Apache-2.0',
    evidence: [{ file: 'LICENSE', id: 'Apache-2.0', share: 1 }],
  })
})

test('licencesOf tells what a module declares from what is in its folders', () => {
  const files = {
    LICENSE: text('Apache-2.0'),
    'internal/deep/LICENSE.txt': text('BSD-3-Clause'),
    'testdata/LICENSE': text('GPL-3.0-only'),
    'license.go': 'package license',
  }
  const { expression, declared, evidence } = of(files)
  assert.equal(declared, 'Apache-2.0')
  assert.equal(expression, 'Apache-2.0 AND BSD-3-Clause')
  assert.deepEqual(evidence, [
    { file: 'LICENSE', id: 'Apache-2.0', share: 1 },
    { file: 'internal/deep/LICENSE.txt', id: 'BSD-3-Clause', share: 1 },
  ])
})

test('licencesOf asserts nothing of a module without a licence, or with a file too long to read', () => {
  assert.deepEqual(of({}), { expression: 'NOASSERTION', declared: 'NOASSERTION', evidence: [] })
  const long = text('MIT') + ' '.repeat(maxLicenceFile)
  assert.equal(of({ LICENSE: long }).expression, 'NOASSERTION')
})

test('requiredLicences gives what applies, choices whole', () => {
  assert.deepEqual(requiredLicences({ expression: 'ISC AND (MIT OR Apache-2.0)' }), ['ISC', 'MIT OR Apache-2.0'])
  assert.deepEqual(requiredLicences({ expression: 'MIT OR Apache-2.0' }), ['MIT OR Apache-2.0'])
  assert.deepEqual(requiredLicences({ expression: 'NOASSERTION' }), [])
})

test('licencesOf ends soon on a file made of one licence a thousand times, or of signs', () => {
  const many = text('MIT').repeat(900)
  assert.equal(of({ LICENSE: many.slice(0, maxLicenceFile - text('MIT').length) }).declared === '', false)
  for (const sign of [
    '-\n',
    '\n',
    '<a',
    'copyright (c) ',
    '&quot;',
    '- \n\t',
    'a-\n',
    '\u{10ffff}',
    'a b ',
    'warranties of merchantability and fitness for a particular purpose ',
  ]) {
    assert.equal(of({ LICENSE: sign.repeat((maxLicenceFile / 4 / sign.length) | 0) }).evidence.length < 3, true)
  }
})

test('licencesOf gives an expression for any file', () => {
  always(
    property(uint8Array({ maxLength: 500 }), constantFrom('LICENSE', 'NOTICE'), (bytes, name) => {
      assert.match(licencesOf(index, [{ name, bytes }]).expression, /^[\w.+ ()-]+$/)
    }),
    { numRuns: 300 },
  )
})

test('licencesOf takes no choice from words that deny one', () => {
  const both = `${text('MIT')}\n\n${text('Apache-2.0')}`
  assert.equal(of({ LICENSE: `This project is dual licensed.\n\n${both}` }).expression, 'Apache-2.0 OR MIT')
  assert.equal(of({ LICENSE: `This project is not dual licensed.\n\n${both}` }).expression, 'Apache-2.0 AND MIT')
  assert.equal(of({ LICENSE: `It is no longer dual licensed.\n\n${both}` }).expression, 'Apache-2.0 AND MIT')
})

test('licencesOf reads some megabytes of new text, and asserts nothing where there is more', () => {
  const filler = (seed: number): string => `${text('MIT')}\n${String.fromCharCode(97 + seed)} `.padEnd(1 << 20, '\n')
  const files = (count: number): Record<string, string> =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`d${i}/LICENSE`, filler(i)]))
  assert.equal(of(files(8)).expression, 'MIT')
  assert.equal(of(files(20)).expression, 'NOASSERTION')
})
