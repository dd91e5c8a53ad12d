import assert from 'node:assert/strict'
import test from 'node:test'
import { shellQuoted } from './shellword.ts'

test('shellQuoted makes one word of anything, and leaves what is harmless', () => {
  assert.equal(shellQuoted('https://h.example/x,y'), 'https://h.example/x,y')
  assert.equal(shellQuoted('git.example/~user/mod@v1.0.0'), 'git.example/~user/mod@v1.0.0')
  assert.equal(shellQuoted("a b'c$(d)"), String.raw`'a b'\''c$(d)'`)
  assert.equal(shellQuoted("a'b; rm -rf $HOME"), String.raw`'a'\''b; rm -rf $HOME'`)
  for (const word of ['*', '', '~root/x', 'HOME=~root', 'a:~root', 'a!b', 'a\nb', 'é']) {
    assert.equal(shellQuoted(word), `'${word}'`)
  }
})
