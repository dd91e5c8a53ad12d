import assert from 'node:assert/strict'
import test from 'node:test'
import { licenceFileKind } from './names.ts'

for (const [name, kind] of [
  ['LICENSE', 'licence'],
  ['License.md', 'licence'],
  ['LICENCE-MIT', 'licence'],
  ['MIT-LICENSE.txt', 'licence'],
  ['LICENSE.libyaml', 'licence'],
  ['COPYING.LESSER', 'licence'],
  ['UNLICENSE', 'licence'],
  ['LICENSES/MIT.txt', 'licence'],
  ['a/b/LICENSE', 'licence'],
  ['NOTICE.txt', 'notice'],
  ['PATENTS', 'notice'],
  ['license.go', undefined],
  ['licenses.yml', undefined],
  ['testdata/LICENSE', undefined],
  ['.github/LICENSE', undefined],
  ['licensecheck/README', undefined],
  ['relicensed', undefined],
] as const) {
  test(`licenceFileKind says ${kind ?? 'nothing'} of ${name}`, () => {
    assert.equal(licenceFileKind(name), kind)
  })
}
