// The rows of the first test are those of x/mod's TestMatchPrefixPatterns in other words; test/go asks Go itself.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { matchPath, matchPrefixPatterns } from './patterns.ts'

test('matchPrefixPatterns holds a pattern against as many elements as it has', () => {
  assert.equal(matchPrefixPatterns('*/quote', 'rsc.io/quote/v3'), true)
  assert.equal(matchPrefixPatterns('*/quo??', 'rsc.io/quote'), true)
  assert.equal(matchPrefixPatterns('*/quo', 'rsc.io/quote'), false)
  assert.equal(matchPrefixPatterns('*quo*', 'rsc.io/quote'), false)
  assert.equal(matchPrefixPatterns('rsc.io', 'rsc.io/quote'), true)
  assert.equal(matchPrefixPatterns('rsc', 'rsc.io/quote'), false)
  assert.equal(matchPrefixPatterns('*/*/*', 'rsc.io/quote'), false)
})

test('matchPrefixPatterns skips empty patterns and one trailing slash', () => {
  assert.equal(matchPrefixPatterns('', 'rsc.io/quote'), false)
  assert.equal(matchPrefixPatterns('/', 'rsc.io/quote'), false)
  assert.equal(matchPrefixPatterns(',,*/quote', 'rsc.io/quote'), true)
  assert.equal(matchPrefixPatterns('rsc.io/', 'rsc.io/quote'), true)
  assert.equal(matchPrefixPatterns('rsc.io//', 'rsc.io/quote'), false)
})

test('matchPrefixPatterns takes white space for part of a pattern', () => {
  assert.equal(matchPrefixPatterns('a.b, rsc.io', 'rsc.io/quote'), false)
})

test('matchPrefixPatterns goes on after a malformed pattern', () => {
  assert.equal(matchPrefixPatterns('[,rsc.io', 'rsc.io/quote'), true)
  assert.equal(matchPrefixPatterns('rsc.io[', 'rsc.io/quote'), false)
})

test('matchPath matches classes, ranges and escapes', () => {
  assert.equal(matchPath('[a-c]x', 'bx'), true)
  assert.equal(matchPath('[^a-c]x', 'bx'), false)
  assert.equal(matchPath('[\\]\\-]', '-'), true)
  assert.equal(matchPath('\\*', '*'), true)
  assert.equal(matchPath('\\*', 'x'), false)
})

test('matchPath matches nothing where a class is empty, open or has a bare hyphen', () => {
  for (const pattern of ['[]', '[]a]', '[^]', '[-]', '[x-]', '[-x]', '[a', '[a-', '[\\', '\\']) {
    for (const name of ['', 'a', '-', ']', 'x', '\\'])
      assert.equal(matchPath(pattern, name), false, `${pattern} ${name}`)
  }
})

test('matchPath lets a star stop inside of a character, as Go does', () => {
  assert.equal(matchPath('?', 'é'), true)
  assert.equal(matchPath('*[^é]', 'é'), true)
  assert.equal(matchPath('*é', 'aé'), true)
})

test('matchPath never lets a star or question mark take a slash', () => {
  assert.equal(matchPath('*', 'a/b'), false)
  assert.equal(matchPath('a?b', 'a/b'), false)
  assert.equal(matchPath('a*b', 'a/b'), false)
})

test('matchPath does not explode on many stars', () => {
  // 2^30 steps and more for a matcher that tries every way; this one tries each place once for each star.
  assert.equal(matchPath(`${'a*'.repeat(100)}b`, 'a'.repeat(5000)), false)
})
