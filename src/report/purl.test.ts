import assert from 'node:assert/strict'
import test from 'node:test'
import { golangPurl, modulePurl, standardPurl } from './purl.ts'

test('golangPurl is lower-case, and modulePurl keeps the path', () => {
  assert.equal(golangPurl('github.com/BurntSushi/toml/v2', 'v2.0.0'), 'pkg:golang/github.com/burntsushi/toml/v2@v2.0.0')
  assert.equal(golangPurl('std', ''), 'pkg:golang/std')
  assert.equal(standardPurl('go1.26.8'), 'pkg:golang/stdlib@1.26.8')
  assert.equal(
    modulePurl('github.com/A/b@v1.0.0+incompatible h1:x'),
    'pkg:golang/github.com/A/b@v1.0.0%2Bincompatible#h1:x',
  )
})
