import assert from 'node:assert/strict'
import test from 'node:test'
import { messageOf } from './errors.ts'

test('messageOf gives one well-formed line, whatever JSON.parse quotes', () => {
  assert.equal(messageOf(new Error('one \n  two')), 'one two')
  try {
    JSON.parse('{"\u{10ffff}')
    assert.fail('it is no JSON')
  } catch (error) {
    assert.ok(messageOf(error).isWellFormed())
  }
  try {
    JSON.parse('[\u{10ffff}')
    assert.fail('it is no JSON')
  } catch (error) {
    assert.ok(error instanceof SyntaxError && !error.message.isWellFormed(), 'Node quotes half of the character')
    assert.ok(messageOf(error).isWellFormed())
  }
})
