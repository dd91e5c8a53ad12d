import assert from 'node:assert/strict'
import test from 'node:test'
import { assign } from './owners.ts'
import type { Check, Located } from '../view.ts'

const check = (name: string, more: Partial<Check> = {}): Check => ({
  name,
  state: 'bad',
  summary: '',
  parts: [],
  reasons: [],
  files: [],
  remedy: [],
  ...more,
})
const finding = (message: string, more: Partial<Located> = {}): Located => ({
  rule: 'MW-X',
  severity: 'high',
  message,
  ...more,
})
const assigned = (findings: readonly Located[], checks: readonly Check[]): unknown => {
  const { byCheck, loose } = assign(findings, checks)
  return [[...byCheck].map(([at, list]) => [at, list.map((f) => f.message)]), loose.map((f) => f.message)]
}

test('assign gives a finding to the bad check of its module', () => {
  const module = { path: 'example.com/a', version: 'v1.0.0' }
  const checks = [check('example.com/b@v1.0.0'), check('example.com/a@v1.0.0')]
  assert.deepEqual(assigned([finding('one', { module }), finding('two', { module })], checks), [
    [[1, ['one', 'two']]],
    [],
  ])
  const [b, a] = checks
  assert.ok(a !== undefined && b !== undefined)
  assert.deepEqual(assigned([finding('one', { module })], [b, { ...a, state: 'ok' }]), [[], ['one']])
})

test('assign gives a finding to the check of its line before the one of its module', () => {
  const module = { path: 'example.com/a', version: 'v1.0.0' }
  const checks = [check('example.com/a@v1.0.0'), check('go.sum:7')]
  assert.deepEqual(assigned([finding('one', { module, file: 'go.sum', line: 7 })], checks), [[[1, ['one']]], []])
})

test('assign gives findings that say the same as checks to them in turn', () => {
  const checks = [check('a', { summary: 'same' }), check('b', { reasons: ['same', 'same'] })]
  assert.deepEqual(assigned([finding('same'), finding('same'), finding('same'), finding('other')], checks), [
    [
      [0, ['same']],
      [1, ['same', 'same']],
    ],
    ['other'],
  ])
})

test('assign gives a finding to the check whose name its sentence begins with', () => {
  const checks = [check('vendor/'), check('constructor')]
  assert.deepEqual(assigned([finding('vendor/ is not what the modules hold'), finding('vendor/x is')], checks), [
    [[0, ['vendor/ is not what the modules hold']]],
    ['vendor/x is'],
  ])
})
