import assert from 'node:assert/strict'
import test from 'node:test'
import { treeFacts, type AuditTree } from './audittree.ts'

const tree: AuditTree = {
  modules: 12,
  used: 7,
  tests: 1,
  tools: 0,
  retracted: [],
  deprecated: ['example.com/old'],
  licences: [
    { licence: 'MIT', modules: 4 },
    { licence: 'Apache-2.0', modules: 2 },
    { licence: 'BSD-3-Clause', modules: 1 },
    { licence: 'MIT OR Apache-2.0', modules: 1 },
  ],
  unlicensed: [],
  gaps: 0,
}

test('treeFacts says what is used, given up and licensed how', () => {
  assert.deepEqual(treeFacts(tree), [
    { name: 'tree', state: 'ok', text: '7 of 12 modules used, 1 by tests alone · 1 deprecated: example.com/old' },
    { name: 'licences', state: 'ok', text: 'MIT 4, Apache-2.0 2, BSD-3-Clause 1 and 1 more' },
  ])
})

test('treeFacts is open where a version was taken back, a licence is not known or a part could not be had', () => {
  const states = (more: Partial<AuditTree>): string =>
    treeFacts({ ...tree, ...more })
      .map(({ state }) => state)
      .join(' ')
  assert.equal(states({ retracted: ['example.com/m@v1.0.0'] }), 'open ok')
  assert.equal(states({ gaps: 2 }), 'open ok')
  assert.equal(states({ unlicensed: ['example.com/m'] }), 'ok open')
  // Without packages there is nothing that a licence would be needed for.
  assert.equal(states({ used: 0, licences: [] }), 'ok')
})
