// Patterns as GOPRIVATE has them: the first line of an input is the list, the rest is the path.
import assert from 'node:assert/strict'
import { matchPath, matchPrefixPatterns } from '../../src/base/patterns.ts'
import { globAlphabet, moreGlobs, morePathsToMatch } from '../differential/nametext.ts'
import { looseText, type Target } from '../target.ts'

/** The target. */
export const target: Target = {
  about: 'matchPrefixPatterns and matchPath: a list matches where one of its patterns does, in time that is bounded',
  seeds: [
    ...moreGlobs.map((glob, i) => `${glob}\n${morePathsToMatch[i % morePathsToMatch.length]}`),
    `${'*a'.repeat(40)}\n${'a'.repeat(300)}`,
    `${'*/'.repeat(40)}b\n${'a/'.repeat(60)}`,
  ],
  dictionary: [...globAlphabet, ...morePathsToMatch],
  run(input) {
    const [globs = '', ...rest] = looseText(input).split('\n')
    const path = rest.join('\n')
    const whole = matchPrefixPatterns(globs, path)
    const each = globs.split(',')
    assert.equal(
      whole,
      each.some((glob) => matchPrefixPatterns(glob, path)),
    )
    assert.equal(matchPrefixPatterns(`${globs},`, path), whole)
    // What matches a path matches all that is below it.
    if (whole) assert.ok(matchPrefixPatterns(globs, `${path}/below`))
    for (const glob of each.slice(0, 4)) {
      const matched = matchPath(glob, path)
      if (!/[*?[\\]/.test(glob)) assert.equal(matched, glob === path)
      if (matched && glob !== '' && !glob.endsWith('/'))
        assert.ok(!glob.includes('/') === !path.includes('/') || /\[/.test(glob))
    }
    assert.equal(matchPath('*', path), !path.includes('/'))
  },
}
