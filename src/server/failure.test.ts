import assert from 'node:assert/strict'
import test from 'node:test'
import { WardenError, type ErrorCode } from '../base/errors.ts'
import { failureReply } from './failure.ts'

test('failureReply says 404 for nothing but what all upstreams lack', () => {
  const codes: readonly ErrorCode[] = [
    'refused',
    'parse',
    'mismatch',
    'too-large',
    'unreachable',
    'fork',
    'io',
    'busy',
    'aborted',
    'config',
  ]
  for (const code of codes) {
    assert.ok(failureReply('mod', new WardenError(code, 'x: y')).status >= 500, code)
  }
  assert.equal(failureReply('mod', new WardenError('not-found', 'x: y')).status, 404)
  assert.equal(failureReply('mod', new WardenError('unreachable', 'x: the server was silent for 30 s')).status, 504)
  assert.equal(failureReply('mod', new TypeError('a bug')).status, 500)
})

test('failureReply tells no path of the machine and no bug, but to the log', () => {
  const full = failureReply('zip', new WardenError('io', '/var/lib/guard/x: cannot write: the disk is full'))
  const bug = failureReply('zip', new TypeError('secret is undefined'))
  for (const { body } of [full, bug]) {
    assert.doesNotMatch(Buffer.from(body as Uint8Array).toString(), /\/var|secret|TypeError/)
  }
  assert.match(full.note ?? '', /\/var\/lib\/guard\/x/)
})

test('failureReply is what go shows whole: at most eight lines of 75 columns, ASCII', () => {
  const hostile = `rsc.io/${'x'.repeat(300)}: ${'wörd\u001B[31m\n\n'.repeat(200)}`
  const text = Buffer.from(failureReply('mod', new WardenError('parse', hostile)).body as Uint8Array).toString()
  const lines = text.trimEnd().split('\n')
  assert.ok(lines.length <= 8 && lines.every((line) => line.length > 0 && line.length <= 75))
  assert.match(text, /^[\n -~]+$/)
})
