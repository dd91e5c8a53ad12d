import assert from 'node:assert/strict'
import test from 'node:test'
import type { Severity } from '../../base/finding.ts'
import type { BehaviourFinding } from './finding.ts'
import { kindOf, verdictOf } from './verdict.ts'

const finding = (rule: string, severity: Severity, path: readonly string[] = []): BehaviourFinding => ({
  rule,
  severity,
  file: 'a.go',
  line: 1,
  message: 'x',
  folded: [],
  trace: [],
  trigger: 'exported',
  remedy: 'x',
  path,
})

test('verdictOf is malicious for one critical finding, and for two high ones of different kinds on one path', () => {
  assert.equal(verdictOf([finding('MW-DL-EXEC', 'critical')]), 'malicious')
  assert.equal(
    verdictOf([finding('MW-HOST-IP', 'high', ['a', 'b']), finding('MW-EXFIL-ARG', 'high', ['b'])]),
    'malicious',
  )
  assert.equal(verdictOf([finding('MW-HOST-IP', 'high', ['a']), finding('MW-EXFIL-ARG', 'high', ['b'])]), 'suspicious')
  assert.equal(verdictOf([finding('MW-HOST-IP', 'high', ['a']), finding('MW-HOST-DROP', 'high', ['a'])]), 'suspicious')
  assert.equal(verdictOf([finding('MW-HOST-IP', 'high', ['a']), finding('MW-GATE', 'high', ['a'])]), 'suspicious')
  assert.equal(verdictOf([finding('MW-BLOB', 'high'), finding('MW-IDE', 'high')]), 'suspicious')
})

test('verdictOf is suspicious for one high finding or medium ones of two rules, and clean for less', () => {
  assert.equal(verdictOf([finding('MW-HOST-IP', 'high')]), 'suspicious')
  assert.equal(verdictOf([finding('MW-INIT-FS', 'medium'), finding('MW-INIT-EXEC', 'medium')]), 'suspicious')
  assert.equal(verdictOf([finding('MW-INIT-FS', 'medium'), finding('MW-INIT-FS', 'medium')]), 'clean')
  assert.equal(verdictOf([finding('MW-INIT-FS', 'medium'), finding('MW-INIT-FS', 'low')]), 'clean')
  assert.equal(verdictOf([]), 'clean')
})

test('kindOf takes rules about one thing together', () => {
  assert.equal(kindOf('MW-HOST-IP'), kindOf('MW-HOST-DROP'))
  assert.equal(kindOf('MW-OBF-B64'), kindOf('MW-OBF-INDEX'))
  assert.notEqual(kindOf('MW-INIT-NET'), kindOf('MW-INIT-EXEC'))
  assert.equal(kindOf('MW-GATE'), '')
})
