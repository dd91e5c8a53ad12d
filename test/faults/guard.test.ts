// A guard over a disk that fails or is full: nothing wrong is given, it says so, and it is well again by itself. A sample
// of all faults at all points, another one each time: `npm run faults` tries every one.
import assert from 'node:assert/strict'
import path from 'node:path'
import test from 'node:test'
import { generator } from '../support/generate.ts'
import { urlOf, withGuard } from '../support/guard.ts'
import { publish, withUniverse } from '../support/universe.ts'
import { ADMISSIONS, admissionCampaign } from './admission.ts'
import { failuresOf, isTelling } from './campaign.ts'
import { mounted, mountReason } from './smalldisk.ts'
import { straceReason } from './strace.ts'

const skip = straceReason()
const program = path.join(import.meta.dirname, '..', '..', 'bin', 'modwarden.mjs')
const random = generator()
const FULL = { skip: mountReason() }
const TRIALS_EACH = 3

for (const admission of ADMISSIONS) {
  test(
    `${admission.name}: a sample of failures leaves nothing wrong (TEST_SEED=${random.seed})`,
    { skip },
    async () => {
      const result = await admissionCampaign(admission, {
        program,
        lanes: 2,
        choose: (all) => {
          const rest = all.filter(([point, fault]) => isTelling(point, fault))
          return Array.from({ length: TRIALS_EACH }, () => rest.splice(random.below(rest.length), 1)).flat()
        },
      })
      assert.deepEqual(failuresOf(result), [])
    },
  )
}

const small = publish('rsc.io/quote', 'v1.5.2')
// Not compressible to nothing: it has no room in what is left.
const large = publish('github.com/Acme/sampler', 'v1.3.0', {
  'data.txt': Array.from({ length: 20_000 }, (_, i) => (i * 7919) % 65_521).join('\n'),
})

test('a guard over a full disk gives what it has, 503 for the rest, and all when there is room', FULL, async () => {
  await withUniverse(async (u) => {
    u.serve([small, large])
    const data = path.join(u.root, 'guard')
    await mounted(data, async (fill, empty) => {
      await withGuard(u, async (guard) => {
        assert.equal((await guard.get(urlOf(small, 'zip'))).status, 200)
        fill()
        for (let i = 0; i < 3; i++) {
          const refused = await guard.get(urlOf(large, 'zip'))
          assert.equal(refused.status, 503, refused.text)
          assert.match(refused.text, /^\[modwarden\] the guard cannot read or write what it keeps/)
          assert.deepEqual((await guard.get(urlOf(small, 'zip'), NOT_HOT)).body, Buffer.from(small.zip))
        }
        empty()
        for (const m of [large, small]) {
          const given = await guard.get(urlOf(m, 'zip'), NOT_HOT)
          assert.equal(given.status, 200, given.text)
          assert.deepEqual(given.body, Buffer.from(m.zip))
        }
        await guard.stop()
        assert.match(guard.output(), /the disk is full/)
      })
      const checked = await u.run(['store', 'verify', '--data', data])
      assert.equal(checked.code, 0, checked.stdout)
    })
  })
})

/** Asks past the answers in memory. */
const NOT_HOT = { headers: { 'if-none-match': '"other"' } }
