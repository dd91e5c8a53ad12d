import assert from 'node:assert/strict'
import { test } from 'node:test'
import { quoted } from './quoted.ts'

test('quoted leaves visible text as it is, letters beyond ASCII too', () => {
  assert.equal(quoted('github.com/é/日本 x'), '"github.com/é/日本 x"')
})

test('quoted escapes what a terminal would obey or a reader would not see', () => {
  assert.equal(quoted('a\u001b[2J\n"\0'), String.raw`"a\u001b[2J\n\"\u0000"`)
  assert.equal(quoted('\u202egpj\u200b\u0085\u00a0\ufeff\u2028'), String.raw`"\u202egpj\u200b\u0085\u00a0\ufeff\u2028"`)
  assert.equal(quoted('\ud800'), String.raw`"\ud800"`)
  assert.equal(quoted('\u{e0041}'), String.raw`"\udb40\udc41"`)
})

test('quoted cuts long text', () => {
  assert.equal(quoted('a'.repeat(300)), `"${'a'.repeat(200)}…"`)
  assert.equal(quoted('a'.repeat(200)), `"${'a'.repeat(200)}"`)
})
