import assert from 'node:assert/strict'
import test from 'node:test'
import { createHotSet } from './hotset.ts'

const reply = (size: number, until?: Date): Parameters<ReturnType<typeof createHotSet>['put']>[1] => ({
  status: 200,
  route: 'mod',
  headers: { 'content-type': 'text/plain' },
  body: new Uint8Array(size),
  hot: { epoch: 1, until },
})

test('createHotSet gives an answer until its time or the epoch', () => {
  const hot = createHotSet(10_000)
  hot.put('/a', reply(10, new Date(1000)))
  assert.deepEqual(hot.get('/a', 1, 999)?.headers, ['content-type', 'text/plain', 'content-length', '10'])
  assert.equal(hot.get('/a', 1, 1000), undefined)
  hot.put('/b', reply(10))
  assert.equal(hot.get('/b', 2, 0), undefined)
  assert.equal(hot.bytes(), 0)
})

test('createHotSet stays within its bytes, and drops the oldest', () => {
  const hot = createHotSet(5000)
  for (const name of ['/a', '/b', '/c', '/d', '/e']) hot.put(name, reply(1000))
  assert.deepEqual(
    ['/a', '/b', '/c', '/d', '/e'].map((name) => hot.get(name, 1, 0) !== undefined),
    [false, false, true, true, true],
  )
  assert.ok(hot.bytes() <= 5000)
})

test('createHotSet wants what there is room for, and otherwise what is asked for more than the oldest', () => {
  const hot = createHotSet(5000)
  assert.deepEqual([hot.wants('/a', 1000), hot.wants('/huge', 3 << 20)], [true, false])
  for (const name of ['/a', '/b', '/c']) hot.put(name, reply(1000))
  for (let i = 0; i < 3; i++) hot.get('/a', 1, 0)
  // The oldest was given three times: it has another turn, and is the newest then.
  assert.equal(hot.wants('/d', 1000), false)
  assert.equal(hot.wants('/d', 1000), true)
  hot.put('/d', reply(1000))
  assert.deepEqual(
    ['/a', '/b', '/d'].map((name) => hot.get(name, 1, 0) !== undefined),
    [true, false, true],
  )
})

test('createHotSet keeps nothing that does not say that it may be given again', () => {
  const hot = createHotSet(5000)
  const { hot: _, ...once } = reply(10)
  hot.put('/a', once)
  assert.equal(hot.get('/a', 1, 0), undefined)
})
