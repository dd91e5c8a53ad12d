import assert from 'node:assert/strict'
import test from 'node:test'
import { shellQuote } from './remedy.ts'

test('shellQuote lets nothing of a name reach the shell', () => {
  assert.equal(shellQuote('/c/a@v1.0.0'), '/c/a@v1.0.0')
  assert.equal(shellQuote('/c/!a@v1.0.0'), "'/c/!a@v1.0.0'")
  assert.equal(shellQuote("a'b; rm -rf $HOME"), "'a'\\''b; rm -rf $HOME'")
  assert.equal(shellQuote('a b'), "'a b'")
  assert.equal(shellQuote(''), "''")
})
