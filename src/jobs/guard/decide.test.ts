import assert from 'node:assert/strict'
import { setImmediate } from 'node:timers/promises'
import { test } from 'node:test'
import { fakeClock } from '../../../test/support/fakes.ts'
import { knowledgeOf } from '../../advisories/known.ts'
import { policyOf } from '../../policy/policy.ts'
import { buildNameIndex } from '../../rules/record/nameindex.ts'
import type { LoggedDecision } from '../../world/decisionlog.ts'
import { createDeciding } from './decide.ts'

test('createDeciding logs a decision once that several come to at the same time', async () => {
  const logged: LoggedDecision[] = []
  const unasked = async (): Promise<never> => Promise.reject(new Error('not asked'))
  const deciding = createDeciding(
    {
      world: { clock: fakeClock() },
      names: buildNameIndex([], []),
      knowledge: () => knowledgeOf([]),
      logClock: async () => Promise.resolve(undefined),
      ruling: () => ({ policy: policyOf(), mode: { kind: 'enforce' }, waivers: [], overruled: [], epoch: 1 }),
      advisories: async () => Promise.resolve(undefined),
      random: (bytes) => new Uint8Array(bytes).fill(logged.length),
      onEvent: () => undefined,
      vault: { find: async () => Promise.resolve(undefined) },
      downloads: {
        count: () => undefined,
        of: unasked,
        uses: unasked,
        gaps: unasked,
        waiting: () => 0,
        lost: () => 0,
        flush: unasked,
      },
      log: {
        key: '',
        size: () => logged.length,
        append: async (decision) => {
          await setImmediate()
          const one = { ...decision, number: logged.length }
          logged.push(one)
          return one
        },
        last: async ({ version }, stage) => {
          await setImmediate()
          return logged.findLast((one) => one.version === version && one.stage === stage)
        },
        history: unasked,
        find: unasked,
        stopped: unasked,
        page: unasked,
      },
    },
    async () => Promise.resolve({}),
  )
  const decide = async (version: string): Promise<number | undefined> => {
    const module = { path: 'example.com/m', version }
    return (await deciding.decide({ module, stage: 'metadata', standing: 'mismatch' })).logged?.number
  }
  const versions = ['v1.0.0', 'v1.0.0', 'v1.1.0', 'v1.0.0']
  const numbers = await Promise.all(versions.map(decide))
  assert.equal(logged.length, 2)
  assert.deepEqual([numbers[1], numbers[3]], [numbers[0], numbers[0]])
})
