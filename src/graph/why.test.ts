import assert from 'node:assert/strict'
import test from 'node:test'
import type { BuildModule, Edge } from '../gomod/buildlist.ts'
import { selectedGraph } from './modules.ts'
import { dragsOf, incompatibleAsks, newerVersions, nextMajorPath, severalMajors } from './outdated.ts'
import { firstRequirers, wayToRequirer, whyModule } from './why.ts'

/** `m@v1.0.0`; a main module has no version. */
function parsed(name: string): { path: string; version: string } {
  const [path = '', version = ''] = name.split('@')
  return { path, version }
}

function graphOf(list: readonly string[], lines: readonly string[]) {
  const buildList = list.map((name): BuildModule => ({ ...parsed(name), main: !name.includes('@'), direct: false }))
  const edges = lines.map((line): Edge => {
    const [from = '', to = '', comment] = line.split(' ')
    return { from: parsed(from), to: parsed(to), ...(comment === undefined ? {} : { indirect: true }) }
  })
  return { buildList, edges, missing: [], loaded: [], consistent: true, goVersion: '1.26' }
}

const graph = graphOf(
  ['you', 'a@v1.2.0', 'b@v1.0.0', 'c@v1.5.0', 'd@v1.0.0', 'e@v1.0.0'],
  [
    'you a@v1.2.0',
    'you b@v1.0.0',
    'you c@v1.5.0 //',
    'a@v1.2.0 c@v1.5.0',
    'b@v1.0.0 c@v1.3.0',
    'b@v1.0.0 d@v1.0.0 //',
    'b@v0.9.0 c@v1.4.0',
    'a@v1.2.0 b@v0.9.0',
    'c@v1.5.0 d@v1.0.0',
    'd@v1.0.0 e@v1.0.0',
    'd@v1.0.0 c@v1.0.0',
  ],
)

test('whyModule gives the requirers that mean it first, with their ways and who decides', () => {
  const selected = selectedGraph(graph)
  const why = whyModule(graph, selected, 'c')
  const way = (r: Parameters<typeof wayToRequirer>[1]): string =>
    wayToRequirer(selected, r)
      .map((m) => m.path)
      .join('>')
  assert.deepEqual(
    why?.requirers.map((r) => `${way(r)} ${r.module.path}@${r.module.version} ${r.needs}`),
    [
      'you>a a@v1.2.0 v1.5.0',
      'you>b b@v1.0.0 v1.3.0',
      'you>a>c>d d@v1.0.0 v1.0.0',
      'you you@ v1.5.0',
      ' b@v0.9.0 v1.4.0',
    ],
  )
  assert.deepEqual(
    why?.decided.map((r) => r.module.path),
    ['a', 'you'],
  )
})

test('whyModule says what would be chosen without the deciding requirement, of versions that are not selected too', () => {
  assert.equal(whyModule(graph, selectedGraph(graph), 'c')?.without, 'v1.4.0')
  assert.equal(whyModule(graph, selectedGraph(graph), 'a')?.without, undefined)
})

test('whyModule counts what hangs on a module alone, over cycles', () => {
  const alone = (path: string): string[] | undefined =>
    whyModule(graph, selectedGraph(graph), path)?.alone.map((m) => m.path)
  assert.deepEqual(alone('c'), ['d', 'e'])
  assert.deepEqual(alone('a'), [])
  assert.deepEqual(alone('d'), ['e'])
  assert.equal(whyModule(graph, selectedGraph(graph), 'nobody'), undefined)
})

test('selectedGraph takes // indirect lines for ways only where nothing else leads to a module', () => {
  const selected = selectedGraph(graph)
  const depthOf = (path: string): number | undefined => selected.depth[selected.index.get(path) ?? -1]
  assert.deepEqual(['you', 'a', 'b', 'c', 'd', 'e'].map(depthOf), [0, 1, 1, 2, 3, 4])
  const lonely = selectedGraph(
    graphOf(['you', 'x@v1.0.0', 'y@v1.0.0', 'z@v1.0.0'], ['you x@v1.0.0 //', 'x@v1.0.0 y@v1.0.0']),
  )
  assert.deepEqual([...lonely.depth], [0, 1, 2, -1])
})

test('selectedGraph takes a million requirements', () => {
  const list = ['you', ...Array.from({ length: 1000 }, (_, i) => `m${i}@v1.0.0`)]
  const lines = list.flatMap((from) => list.slice(1).map((to) => `${from} ${to}`))
  const selected = selectedGraph(graphOf(list, lines))
  assert.equal(selected.edges.length, 1000 * 1001 - 1000)
  assert.equal(selected.alone[0], 1000)
  assert.equal(Math.max(...selected.depth), 1)
})

test('newerVersions offers releases to a release, the highest first', () => {
  const versions = ['v1.0.0', 'v1.1.0', 'v1.2.0-rc.1', 'v1.10.0', 'v2.0.0+incompatible']
  assert.deepEqual(newerVersions(versions, 'v1.0.0'), ['v2.0.0+incompatible', 'v1.10.0', 'v1.1.0'])
  assert.deepEqual(newerVersions(versions, 'v2.0.0+incompatible'), [])
  assert.deepEqual(newerVersions(['v0.1.0-a', 'v0.1.0-b'], 'v0.0.0-20200101000000-abcdefabcdef'), [
    'v0.1.0-b',
    'v0.1.0-a',
  ])
})

test('newerVersions sends a pre-release to a later one, and a commit beyond all tags to the newest commit', () => {
  assert.deepEqual(newerVersions(['v1.2.2', 'v1.3.0-rc.1', 'v1.3.0-rc.2'], 'v1.3.0-rc.1'), ['v1.3.0-rc.2'])
  const commits = ['v0.6.0', 'v0.6.1-0.20250313105119-ba97887b0a25']
  assert.deepEqual(newerVersions(commits, 'v0.6.1-0.20240319094008-0393e58bdf10'), [commits[1]])
  assert.deepEqual(newerVersions(['v1.0.0', 'v1.1.0-rc.1'], 'v1.0.0'), [])
})

test('incompatibleAsks names the version whose go.mod file decides about later majors', () => {
  const versions = ['v1.0.0', 'v1.6.0', 'v2.0.0+incompatible']
  assert.equal(incompatibleAsks(versions, 'v1.0.0'), 'v1.6.0')
  assert.equal(incompatibleAsks(versions, 'v1.7.0'), true)
  assert.equal(incompatibleAsks(versions, 'v2.0.0+incompatible'), true)
  assert.equal(incompatibleAsks(['v1.0.0'], 'v1.0.0'), true)
})

test('nextMajorPath names the module of the next major version', () => {
  assert.equal(nextMajorPath('example.com/m'), 'example.com/m/v2')
  assert.equal(nextMajorPath('example.com/m/v2'), 'example.com/m/v3')
  assert.equal(nextMajorPath('gopkg.in/yaml.v2'), 'gopkg.in/yaml.v3')
  assert.equal(nextMajorPath('gopkg.in/yaml.v2-unstable'), undefined)
})

test('severalMajors and dragsOf find conflicts', () => {
  const modules = [parsed('example.com/m@v1.0.0'), parsed('example.com/m/v2@v2.0.0'), parsed('example.com/n@v1.0.0')]
  assert.deepEqual(
    [...severalMajors(modules)].map(([name, list]) => `${name} ${list.length}`),
    ['example.com/m 2'],
  )
  assert.deepEqual(dragsOf(graph, selectedGraph(graph)), [
    { module: parsed('c@v1.5.0'), by: parsed('a@v1.2.0'), others: 'v1.4.0' },
  ])
})

test('whyModule is quick where thousands that require it are thousands of steps away', () => {
  const names = Array.from({ length: 20_000 }, (_, i) => `m${i}@v1.0.0`)
  const lines = names.flatMap((name, i) => [`${names[i - 1] ?? 'you'} ${name}`, `${name} t@v1.0.0`])
  const deep = graphOf(['you', ...names, 't@v1.0.0'], lines)
  const began = performance.now()
  const why = whyModule(deep, selectedGraph(deep), 't')
  assert.equal(why?.requirers.length, 20_000)
  // A way to each would be 200 million steps.
  assert.ok(performance.now() - began < 3000)
})

test('firstRequirers keeps whoever decides, be it a version that is not in the build itself', () => {
  const old = graphOf(
    ['you', 'a@v1.0.0', 'b@v1.0.0', 'c@v1.0.0', 't@v1.9.0'],
    ['you a@v1.0.0', 'a@v1.0.0 t@v1.0.0', 'b@v1.0.0 t@v1.1.0', 'c@v1.0.0 t@v1.2.0', 'a@v0.9.0 t@v1.9.0'],
  )
  const all = whyModule(old, selectedGraph(old), 't')?.requirers ?? []
  assert.equal(all.at(-1)?.needs, 'v1.9.0')
  const first = firstRequirers(all, 'v1.9.0', 2)
  assert.deepEqual([first.length, first.at(-1)?.needs], [2, 'v1.9.0'])
})
