import assert from 'node:assert/strict'
import test from 'node:test'
import type { Facts } from '../../gosource/facts.ts'
import { factsOf, hidden, reached, type GivenEffect } from '../../../test/support/facts.ts'
import { deltaOf } from './delta.ts'
import { judgeDelta, type Step } from './deltarules.ts'

const runs: GivenEffect = { kind: 'process', call: 'os/exec.Command', line: 9, given: [['command', 'git']] }
const asks: GivenEffect = { kind: 'connect', call: 'net/http.Get', line: 7, given: [['url', 'https://a.example/x']] }
const atImport = [reached('init')]
const byCaller = [reached('exported', 'Open')]

function judged(before: readonly GivenEffect[], after: readonly GivenEffect[], step: Step = 'patch'): string[] {
  return judgeDelta(deltaOf(factsOf(before), factsOf(after)), step, 'v1.0.0').map((f) => `${f.severity}: ${f.message}`)
}

test('deltaOf takes moved code for no news', () => {
  const before = factsOf([{ ...runs, reach: byCaller }])
  const after = factsOf([{ ...runs, reach: byCaller, line: 90, file: 'other.go' }])
  assert.deepEqual(deltaOf(before, after).effects, [])
  assert.equal(deltaOf(before, factsOf([])).removedEffects, 1)
})

test('deltaOf tells another value, another way to run and a further call of the same', () => {
  const before = factsOf([{ ...asks, reach: byCaller }])
  const other: GivenEffect = { ...asks, line: 8, reach: byCaller, given: [['url', 'https://b.example/']] }
  const more = deltaOf(before, factsOf([{ ...asks, reach: byCaller }, other, { ...asks, line: 20, reach: byCaller }]))
  assert.deepEqual(
    more.effects.map(({ effect, values, newKind }) => [effect.line, values, newKind]),
    [
      [8, ['https://b.example/'], false],
      [20, ['https://a.example/x'], false],
    ],
  )
  const sooner = deltaOf(before, factsOf([{ ...asks, reach: atImport }]))
  assert.deepEqual(
    sooner.effects.map(({ automatic, newKind }) => [automatic, newKind]),
    [[true, true]],
  )
})

test('deltaOf says which value the source hides', () => {
  const url = hidden('https://a.example/x', 'encoding/base64.DecodeString', ['aHR0cHM6Ly9hLmV4YW1wbGUveA=='])
  const after = factsOf([{ ...asks, reach: byCaller, given: [['url', { values: [url] }]] }])
  assert.deepEqual(
    deltaOf(factsOf([]), after).effects.map((one) => one.hidden),
    [true],
  )
})

test('MW-DELTA is critical where an import begins to start programs and to connect', () => {
  const armed = [
    { ...runs, reach: atImport },
    { ...asks, reach: atImport },
  ]
  assert.deepEqual(judged([], armed), ['critical: importing it now starts programs and connects, which v1.0.0 did not'])
  assert.deepEqual(judged([], armed, 'major'), [
    'high: importing it now starts programs and connects, which v1.0.0 did not',
  ])
  assert.deepEqual(judged(armed, [...armed, { ...runs, line: 30, reach: atImport }]), [])
})

test('MW-DELTA is high for programs at import alone, and medium for connections', () => {
  assert.deepEqual(judged([], [{ ...runs, reach: atImport }]), [
    'high: importing it now starts programs, which v1.0.0 did not',
  ])
  assert.deepEqual(judged([], [{ ...asks, reach: atImport }]), [
    'medium: importing it now connects, which v1.0.0 did not',
  ])
})

test('MW-DELTA weighs what a caller asks for by whether programs and connections belong together', () => {
  const together = [
    { ...runs, reach: byCaller },
    { ...asks, reach: byCaller },
  ]
  const apart = [
    { ...runs, reach: [reached('exported', 'Clean')] },
    { ...asks, reach: byCaller },
  ]
  const message = 'it now starts programs and connects, and v1.0.0 did nothing of the kind'
  assert.deepEqual(judged([], together), [`high: ${message}`])
  assert.deepEqual(judged([], apart), [`medium: ${message}`])
  assert.deepEqual(judged([], apart, 'major'), [`low: ${message}`])
})

test('MW-DELTA passes over tests, programs and what was there', () => {
  assert.deepEqual(judged([], [{ ...runs, reach: [reached('test')] }]), [])
  assert.deepEqual(judged([], [{ ...runs, reach: [reached('main')] }]), [])
  assert.deepEqual(
    judged([{ ...runs, reach: byCaller }], [{ ...runs, line: 60, reach: [reached('exported', 'Close')] }]),
    [],
  )
})

test('MW-DELTA tells a new capability of which no value is known', () => {
  const can = (facts: Facts): Facts => ({
    ...facts,
    capabilities: [{ capability: 'NETWORK', file: 'net.go', line: 3, calls: 1 }],
  })
  const delta = deltaOf(factsOf([]), can(factsOf([])))
  assert.deepEqual(
    judgeDelta(delta, 'minor', 'v1.0.0').map((f) => [f.severity, f.file, f.line, f.message]),
    [['medium', 'net.go', 3, 'it can now use the network, and v1.0.0 could not']],
  )
  assert.deepEqual(judgeDelta(deltaOf(can(factsOf([])), can(factsOf([]))), 'minor', 'v1.0.0'), [])
})
