// Minimal version selection on small graphs.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ModuleVersion } from '../base/finding.ts'
import { compareModuleVersions, minimalRequirements, ModuleTable, RequirementGraph, sortRequirements } from './mvs.ts'

/** A graph from lines `a@v1.0.0 b@v1.0.0 …`: a module and what it requires. The first is the root. */
function graphOf(text: string): { graph: RequirementGraph; at: (name: string) => ModuleVersion } {
  const table = new ModuleTable()
  const at = (name: string): ModuleVersion => {
    const [path = '', version = ''] = name.split('@')
    return table.get(path, version)
  }
  const rows = text.split('\n').map((line) => line.trim().split(' ').map(at))
  const graph = new RequirementGraph([rows[0]?.[0] as ModuleVersion])
  for (const [m, ...requirements] of rows) graph.require(m as ModuleVersion, requirements)
  return { graph, at }
}

const name = (m: ModuleVersion): string => `${m.path}@${m.version}`

// The example of https://research.swtch.com/vgo-mvs: B 1.2 and C 1.2 bring D 1.3 and 1.4, and F stays behind E 1.2.
const blog = `A B@v1.2.0 C@v1.2.0
B@v1.2.0 D@v1.3.0
C@v1.2.0 D@v1.4.0
D@v1.3.0 E@v1.2.0
D@v1.4.0 E@v1.2.0
E@v1.2.0`

test('RequirementGraph selects the highest version that anything requires, and no higher', () => {
  const { graph } = graphOf(blog)
  assert.deepEqual(graph.buildList().map(name), ['A@', 'B@v1.2.0', 'C@v1.2.0', 'D@v1.4.0', 'E@v1.2.0'])
  assert.equal(graph.selected('F'), undefined)
})

test('RequirementGraph selects the main module over any version of it', () => {
  const { graph } = graphOf('A B@v1.0.0\nB@v1.0.0 A@v9.0.0')
  assert.deepEqual(graph.buildList().map(name), ['A@', 'B@v1.0.0'])
})

test('RequirementGraph orders the build list by bytes', () => {
  const { graph } = graphOf('m b@v1.0.0 B@v1.0.0 a_b@v1.0.0 a.b@v1.0.0 a@v1.0.0')
  assert.deepEqual(
    graph.buildList().map((m) => m.path),
    ['m', 'B', 'a', 'a.b', 'a_b', 'b'],
  )
})

test('RequirementGraph.walk goes breadth first and says who required what first', () => {
  const { graph } = graphOf(blog)
  const seen: string[] = []
  graph.walk((m, by) => seen.push(`${name(m)} < ${by === undefined ? '' : name(by)}`))
  assert.deepEqual(seen, [
    'A@ < ',
    'B@v1.2.0 < A@',
    'C@v1.2.0 < A@',
    'D@v1.3.0 < B@v1.2.0',
    'D@v1.4.0 < C@v1.2.0',
    'E@v1.2.0 < D@v1.3.0',
  ])
})

test('minimalRequirements leaves out what others bring along, but for the base', () => {
  const { graph, at } = graphOf(blog)
  const keep = ['B@v1.2.0', 'C@v1.2.0', 'D@v1.4.0', 'E@v1.2.0'].map(at)
  const minimal = (base: readonly string[]): string[] =>
    minimalRequirements(keep, base, (m) => graph.requiredBy(m) ?? []).map(name)
  assert.deepEqual(minimal([]), ['B@v1.2.0', 'C@v1.2.0'])
  assert.deepEqual(minimal(['E', 'gone']), ['B@v1.2.0', 'C@v1.2.0', 'E@v1.2.0'])
})

test('minimalRequirements follows a chain of 100,000 modules, and a circle', () => {
  const table = new ModuleTable()
  const chain = Array.from({ length: 100_000 }, (_, i) => table.get(`m${String(i).padStart(6, '0')}`, 'v1.0.0'))
  const next = new Map(chain.map((m, i) => [m, [chain[(i + 1) % chain.length] as ModuleVersion]]))
  assert.deepEqual(minimalRequirements(chain, [], (m) => next.get(m) ?? []).map(name), ['m000000@v1.0.0'])
})

test('compareModuleVersions puts main modules first among versions and knows Go’s own', () => {
  assert.ok(compareModuleVersions('m', '', 'v9.0.0') > 0)
  assert.ok(compareModuleVersions('m', 'v1.10.0', 'v1.9.0') > 0)
  assert.ok(compareModuleVersions('go', '1.21', '1.21rc1') < 0)
  assert.ok(compareModuleVersions('toolchain', 'go1.22.0', 'go1.21.9') > 0)
  assert.deepEqual(
    sortRequirements([
      { path: 'b', version: 'v1.0.0' },
      { path: 'a', version: 'v1.10.0' },
      { path: 'a', version: 'v1.9.0' },
    ]).map(name),
    ['a@v1.9.0', 'a@v1.10.0', 'b@v1.0.0'],
  )
})

test('minimalRequirements takes a module with 300,000 requirements', () => {
  const big = { path: 'a.b/big', version: 'v1.0.0' }
  const small = { path: 'a.b/small', version: 'v1.0.0' }
  const many = Array.from({ length: 300_000 }, () => small)
  const minimal = minimalRequirements([big, small], ['a.b/big'], (m) => (m === big ? many : []))
  assert.deepEqual(minimal, [big])
})
