import assert from 'node:assert/strict'
import { test } from 'node:test'
import { WardenError, isWardenError } from '../base/errors.ts'
import { limitedFetch } from './remote.ts'

const unreachable = (error: unknown): boolean => isWardenError(error, 'unreachable')

test('limitedFetch offline calls nothing', async () => {
  let calls = 0
  const fetch = limitedFetch(async () => (calls++, new Uint8Array(0)), { name: 'db', offline: true, concurrency: 1 })
  await assert.rejects(fetch('/latest', 10), unreachable)
  assert.equal(calls, 0)
})

test('limitedFetch gives up after eight failures in a row, not before', async () => {
  let calls = 0
  const answers = [...Array<boolean>(7).fill(false), true, ...Array<boolean>(8).fill(false), true]
  const fetch = limitedFetch(
    async () => {
      if (answers[calls++] !== true) throw new WardenError('unreachable', 'time-out')
      return new Uint8Array(1)
    },
    { name: 'db', offline: false, concurrency: 1 },
  )
  for (let i = 0; i < 7; i++) await assert.rejects(fetch('/a', 10), unreachable)
  assert.equal((await fetch('/a', 10)).length, 1)
  for (let i = 0; i < 20; i++) await assert.rejects(fetch('/a', 10), unreachable)
  assert.equal(calls, 16)
})

test('limitedFetch takes "there is no such thing" for an answer', async () => {
  let calls = 0
  const fetch = limitedFetch(
    async () => {
      calls++
      throw new WardenError('not-found', 'no')
    },
    { name: 'db', offline: false, concurrency: 1 },
  )
  for (let i = 0; i < 20; i++) await assert.rejects(fetch('/a', 10), (error) => isWardenError(error, 'not-found'))
  assert.equal(calls, 20)
})

test('limitedFetch refuses answers that are longer than asked for', async () => {
  const fetch = limitedFetch(async () => new Uint8Array(11), { name: 'db', offline: false, concurrency: 1 })
  await assert.rejects(fetch('/a', 10), (error) => isWardenError(error, 'too-large'))
  assert.equal((await fetch('/a', 11)).length, 11)
})
