// Semantic versions, pseudo-versions and their order.
import assert from 'node:assert/strict'
import { compareBytes } from '../../src/base/bytes.ts'
import {
  isPseudoVersion,
  pseudoVersion,
  pseudoVersionBase,
  pseudoVersionRev,
  pseudoVersionTime,
  zeroPseudoVersion,
  isZeroPseudoVersion,
} from '../../src/gomod/pseudo.ts'
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
  sortVersions,
} from '../../src/gomod/version.ts'
import { compareGoVersions } from '../../src/gomod/goversion.ts'
import { moreVersions, versionAlphabet } from '../differential/nametext.ts'
import { attempt, looseText, type Target } from '../target.ts'

/** The target. */
export const target: Target = {
  about: 'versions: canonical forms that stay so, a total order, pseudo-versions that come apart as they were made',
  seeds: [...moreVersions, moreVersions.join('\n'), 'v1.0.0\nv1.0.0+a\nv1.0.0-1', '1.21\n1.21rc1\n1.21.0'],
  dictionary: versionAlphabet,
  maxBytes: 512,
  run(input) {
    const rows = looseText(input).split('\n').slice(0, 12)
    for (const v of rows) one(v)
    for (const [i, a] of rows.entries()) {
      for (const b of rows.slice(i)) {
        assert.equal(compareVersions(a, b) + compareVersions(b, a), 0)
        assert.equal(Math.sign(compareGoVersions(a, b)) + Math.sign(compareGoVersions(b, a)), 0)
        const max = maxVersion(a, b)
        assert.ok(compareVersions(max, a) >= 0 && compareVersions(max, b) >= 0)
        assert.ok(max === canonical(a) || max === canonical(b))
      }
    }
    ordered(rows)
  },
}

function one(v: string): void {
  const form = canonical(v)
  assert.equal(form !== '', isValid(v))
  assert.equal(canonical(form), form)
  assert.equal(canonicalVersion(canonicalVersion(v)), canonicalVersion(v))
  assert.equal(compareVersions(v, form), 0)
  if (isValid(v)) {
    assert.ok(major(form) === major(v) && majorMinor(form) === majorMinor(v) && prerelease(form) === prerelease(v))
    assert.ok(form.startsWith(majorMinor(v)) && (prerelease(v) === '' || form.endsWith(prerelease(v))))
    assert.ok(build(v) === '' || v.endsWith(build(v)))
    assert.equal(build(form), '')
  }
  assert.equal(isZeroPseudoVersion(zeroPseudoVersion(major(v))), true)
  if (!isPseudoVersion(v)) return
  assert.ok(isValid(v))
  const rev = pseudoVersionRev(v)
  assert.ok(rev !== '' && v.includes(rev))
  const time = attempt(['parse'], () => pseudoVersionTime(v))
  const base = attempt(['parse'], () => pseudoVersionBase(v))
  if (!time.ok || !base.ok) return
  assert.ok(base.value === '' || (isValid(base.value) && compareVersions(base.value, v) < 0), base.value)
  assert.equal(pseudoVersion(major(v), base.value, time.value, rev), v)
}

function ordered(rows: readonly string[]): void {
  const sorted = sortVersions(rows)
  assert.deepEqual(sortVersions(rows.toReversed()), sorted)
  for (let i = 1; i < sorted.length; i++) {
    for (let j = 0; j < i; j++) {
      const [a, b] = [sorted[j] ?? '', sorted[i] ?? '']
      assert.ok((compareVersions(a, b) || compareBytes(a, b)) <= 0, `${a} before ${b}`)
    }
  }
}
