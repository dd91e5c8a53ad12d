import assert from 'node:assert/strict'
import test from 'node:test'
import { redactUrl } from './httperrors.ts'

test('redactUrl shows no password, wherever a mistyped URL has it', () => {
  assert.equal(redactUrl('https://user:secret@proxy.example/p?token=secret#x'), 'https://xxxxx@proxy.example/p?…')
  assert.equal(redactUrl('https://user:se/cret@proxy.example'), 'xxxxx@proxy.example')
  assert.equal(redactUrl('user:secret@proxy.example:/p'), 'xxxxx@proxy.example:/p')
})

test('redactUrl leaves an at sign in the path of a file or a server', () => {
  assert.equal(redactUrl('file:///srv/example.com/m/@v/list'), 'file:///srv/example.com/m/@v/list')
  assert.equal(redactUrl('https://proxy.example/m/@v/list'), 'https://proxy.example/m/@v/list')
})
