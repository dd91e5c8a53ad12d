import assert from 'node:assert/strict'
import { test } from 'node:test'
import { utf8 } from '../base/bytes.ts'
import { WardenError } from '../base/errors.ts'
import { hash1, hashGoMod, isH1, sha256 } from './dirhash.ts'

const file = (name: string): { name: string; sha256: string } => ({ name, sha256: sha256(utf8(`data for ${name}`)) })

test('hash1 gives one sum whatever the order', () => {
  const sum = hash1([file('xyz'), file('abc')])
  assert.equal(sum, 'h1:EP6WfDoQTSk9klnxcjriWJOGztueJUywHNmWeq+efB8=')
  assert.equal(hash1([file('abc'), file('xyz')]), sum)
})

test('hash1 of nothing is the sha256 of nothing', () => {
  assert.equal(hash1([]), 'h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=')
})

test('hash1 sorts by UTF-8 bytes, not by UTF-16 units', () => {
  // U+FFE6 is before U+10400 in bytes and after it in UTF-16.
  assert.equal(hash1([file('\u{10400}'), file('\uffe6')]), 'h1:Dech5JxyS4f88BtcMzkP3y4Nc0F+5z2dhHwI/NChbG8=')
})

test('hash1 refuses a newline in a file name', () => {
  assert.throws(
    () => hash1([file('a\nbc')]),
    (error) => error instanceof WardenError && error.code === 'parse',
  )
})

test('hash1 refuses a file name that comes twice', () => {
  assert.throws(() => hash1([file('b'), file('a'), file('b')]), /file name "b" comes twice/)
})

test('hashGoMod gives what go.sum has for an empty go.mod and for a usual one', () => {
  assert.equal(hashGoMod(utf8('')), 'h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY=')
  assert.equal(hashGoMod(utf8('module example.com/m\n')), 'h1:flS2VctbRrTv+sBE+VKgxx6hlkMGPVz9MGOmzMYFg3k=')
})

test('isH1 takes 32 bytes in canonical base64 and nothing else', () => {
  assert.equal(isH1('h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='), true)
  assert.equal(isH1('h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV='), false)
  assert.equal(isH1('h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU'), false)
  assert.equal(isH1('h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n'), false)
  assert.equal(isH1('h2:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='), false)
  assert.equal(isH1('h1:'), false)
})
