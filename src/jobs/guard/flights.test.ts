import assert from 'node:assert/strict'
import test from 'node:test'
import { fakeClock } from '../../../test/support/fakes.ts'
import { WardenError } from '../../base/errors.ts'
import { createFlights } from './flights.ts'

test('createFlights does the work once for all who ask while it is under way, and again afterwards', async () => {
  const flights = createFlights(fakeClock())
  let done = 0
  const { promise, resolve } = Promise.withResolvers<void>()
  const work = async (): Promise<number> => {
    await promise
    return ++done
  }
  const asked = [flights.run('a', work), flights.run('a', work), flights.run('b', work)]
  assert.equal(flights.underWay(), 2)
  resolve()
  assert.deepEqual(await Promise.all(asked), [1, 1, 2])
  assert.equal(await flights.run('a', work), 3)
  assert.equal(flights.underWay(), 0)
})

test('createFlights remembers a failure for a moment, and forgets what is no failure of others', async () => {
  const clock = fakeClock()
  const flights = createFlights(clock)
  let tries = 0
  const failing = (code: 'unreachable' | 'io') => async (): Promise<never> => {
    tries++
    throw new WardenError(code, `${code} ${tries}`)
  }
  await assert.rejects(flights.run('a', failing('unreachable')), /unreachable 1/)
  await assert.rejects(flights.run('a', failing('unreachable')), /unreachable 1/)
  await clock.sleep(3000)
  await assert.rejects(flights.run('a', failing('unreachable')), /unreachable 2/)
  await assert.rejects(flights.run('b', failing('io')), /io 3/)
  await assert.rejects(flights.run('b', failing('io')), /io 4/)
})
