import { test } from 'node:test'
import assert from 'node:assert/strict'
import { createGate, mapLimit, Once } from './once.ts'

test('createGate lets its number in, in order, and goes on after failures', async () => {
  const enter = createGate(2)
  const begun: number[] = []
  const ends: (() => void)[] = []
  const work = [0, 1, 2, 3, 4].map((i) =>
    enter(async () => {
      begun.push(i)
      await new Promise<void>((resolve) => ends.push(resolve))
      if (i === 1) throw new Error('one')
      return i
    }),
  )
  const settled = Promise.allSettled(work)
  assert.deepEqual(begun, [0, 1])
  for (let i = 0; i < 5; i++) {
    ends[i]?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  assert.deepEqual(begun, [0, 1, 2, 3, 4])
  assert.deepEqual(
    (await settled).map((r) => r.status),
    ['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled'],
  )
})

test('Once gives everyone one promise and forgets a failure', async () => {
  const once = new Once<number>()
  let runs = 0
  const work = async (): Promise<number> => {
    runs++
    if (runs === 1) throw new Error('first')
    return Promise.resolve(runs)
  }
  const results = await Promise.allSettled([once.get('k', work), once.get('k', work)])
  assert.deepEqual(
    results.map((r) => r.status),
    ['rejected', 'rejected'],
  )
  assert.equal(await once.get('k', work), 2)
  assert.equal(await once.get('k', work), 2)
  assert.equal(runs, 2)
})

test('mapLimit keeps the order, its limit, and stops at the first error', async () => {
  let under = 0
  let most = 0
  const doubled = await mapLimit([1, 2, 3, 4, 5], 2, async (n) => {
    most = Math.max(most, ++under)
    await new Promise((resolve) => setImmediate(resolve))
    under--
    return 2 * n
  })
  assert.deepEqual(doubled, [2, 4, 6, 8, 10])
  assert.equal(most, 2)
  const started: number[] = []
  const failing = mapLimit([1, 2, 3, 4], 1, async (n) => {
    started.push(n)
    if (n === 2) throw new Error('two')
    return Promise.resolve(n)
  })
  await assert.rejects(failing, /two/)
  assert.deepEqual(started, [1, 2])
})
