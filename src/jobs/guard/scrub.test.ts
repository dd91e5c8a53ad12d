import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fakeClock } from '../../../test/support/fakes.ts'
import { WardenError } from '../../base/errors.ts'
import { scrubOnce, type ScrubWorld } from './scrub.ts'

test('scrubOnce reads on after a file that the disk does not give, and tells of it', async () => {
  const modules = ['a.example/a', 'a.example/b', 'a.example/c'].map((path) => ({ path, version: 'v1.0.0' }))
  const places = new Map<string, string>()
  const unasked = async (): Promise<never> => Promise.reject(new Error('not asked'))
  const guard: ScrubWorld = {
    world: { clock: fakeClock() },
    signal: new AbortController().signal,
    onEvent: () => undefined,
    judgements: {
      pending: unasked,
      mark: unasked,
      next: unasked,
      place: async (name) => Promise.resolve(places.get(name)),
      setPlace: async (name, document) => Promise.resolve(void places.set(name, document)),
    },
    vault: {
      page: async (after) => Promise.resolve(after === undefined ? modules.map((m) => ({ ...m, firstSeen: '' })) : []),
      recheck: async ({ path }) =>
        path.endsWith('b')
          ? Promise.reject(new WardenError('io', 'b: the disk reports an error'))
          : Promise.resolve(path.endsWith('c') ? ['zip'] : []),
    },
  }
  const { versions, damaged, unread } = await scrubOnce(guard, 1e9)
  assert.deepEqual([versions, damaged], [3, ['a.example/c@v1.0.0 zip']])
  assert.deepEqual(unread, [{ what: 'a.example/b@v1.0.0', why: 'b: the disk reports an error' }])
  assert.equal(JSON.parse(places.get('scrub') ?? '').path, undefined)
})
