// Differential fuzzing against Go, one in a hundred of what a full run asks: `npm run fuzz -- --differential` asks more.
// The seed is random unless TEST_SEED is set; a difference names the seed of its own batch.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compareWithGo } from '../../fuzz/differential/compare.ts'
import { generator } from '../support/generate.ts'
import { xmodReason } from '../support/go.ts'

test('a hundred thousand names, texts and zips are judged as Go judges them', { skip: xmodReason() }, async (t) => {
  const { seed } = generator()
  t.diagnostic(`TEST_SEED=${seed}`)
  const { inputs, tally, differences } = await compareWithGo({ seed, inputs: 100_000, zips: 1000 })
  t.diagnostic(JSON.stringify(tally))
  assert.deepEqual(differences, [])
  assert.ok(inputs >= 100_000, `${inputs}`)
  // The generators must stay useful: neither all right nor all wrong.
  for (const [kind, least] of [
    ['zip, same', 100],
    ['zip, both refuse', 300],
    ['go.mod strict, parsed', 500],
    ['go.mod strict, refused', 1000],
    ['go.mod lax, parsed', 500],
    ['go.mod work, parsed', 300],
    ['go.sum, read', 1000],
    ['go.sum, refused', 1000],
    ['CheckPath', 2000],
    ['Compare', 2000],
  ] as const) {
    assert.ok((tally[kind] ?? 0) >= least, `${kind}: ${tally[kind]}`)
  }
})
