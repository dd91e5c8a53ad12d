import { test } from 'node:test'
import { clockContract, rejectsWith } from '../../test/support/contracts.ts'
import { fakeClock } from '../../test/support/fakes.ts'
import { createClock } from './clock.ts'

clockContract('createClock', createClock)
clockContract('fakeClock', fakeClock)

test('createClock: a sleep that is under way ends when the signal fires', async () => {
  const stop = new AbortController()
  const sleeping = createClock().sleep(600_000, stop.signal)
  stop.abort()
  await rejectsWith(sleeping, 'aborted')
})
