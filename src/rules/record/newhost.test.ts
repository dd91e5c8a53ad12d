import assert from 'node:assert/strict'
import test from 'node:test'
import { buildNameIndex } from './nameindex.ts'
import { judgeNewHost } from './newhost.ts'

const index = buildNameIndex(['go.uber.org/zap', 'github.com/spf13/cobra'], [])
const now = new Date('2026-11-21T12:00:00Z')
const since = (date: string): { readonly kind: 'logged'; readonly since: Date } => ({
  kind: 'logged',
  since: new Date(date),
})

test('judgeNewHost tells a young module on a host that no well-known module has', () => {
  assert.deepEqual(
    judgeNewHost(index, 'orderedtree.example/btree', since('2026-11-18T12:00:00Z'), now).map((f) => [
      f.rule,
      f.severity,
      f.message,
    ]),
    [
      [
        'MW-NAME-NEWHOST',
        'medium',
        'no well-known module is on orderedtree.example, and nobody had asked for this one before 3 days ago',
      ],
    ],
  )
})

test('judgeNewHost is silent about old modules, code hosts, known hosts and what the database lacks', () => {
  const young = since('2026-11-20T12:00:00Z')
  assert.deepEqual(judgeNewHost(index, 'orderedtree.example/btree', since('2026-11-01T12:00:00Z'), now), [])
  assert.deepEqual(judgeNewHost(index, 'github.com/new/thing', young, now), [])
  assert.deepEqual(judgeNewHost(index, 'go.uber.org/new', young, now), [])
  assert.deepEqual(judgeNewHost(index, 'orderedtree.example/btree', { kind: 'absent' }, now), [])
})
