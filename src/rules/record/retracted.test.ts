import assert from 'node:assert/strict'
import test from 'node:test'
import { judgeRetracted } from './retracted.ts'

const module = { path: 'example.com/m', version: 'v1.2.0' }

test('judgeRetracted finds a version inside an interval, with the first line of its reason', () => {
  const interval = { low: 'v1.1.0', high: 'v1.2.0', rationale: '\nbroken index\nsee the notes' }
  assert.deepEqual(
    judgeRetracted(module, 'v1.3.0', [{ low: 'v0.9.0', high: 'v0.9.0', rationale: '' }, interval]).map((f) => [
      f.rule,
      f.severity,
      f.message,
      f.remedy,
    ]),
    [['MW-META-RETRACTED', 'low', 'its author retracted it in v1.3.0: broken index', 'go get example.com/m@latest']],
  )
  assert.equal(
    judgeRetracted(module, 'v1.3.0', [{ ...interval, rationale: '' }])[0]?.message,
    'its author retracted it in v1.3.0',
  )
})

test('judgeRetracted finds nothing outside of every interval', () => {
  assert.deepEqual(judgeRetracted(module, 'v1.3.0', [{ low: 'v1.2.1', high: 'v1.2.9', rationale: '' }]), [])
  assert.deepEqual(judgeRetracted(module, 'v1.3.0', []), [])
})
