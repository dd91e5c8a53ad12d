// The solver against trying everything, and its answers on graphs that can be read: over 400 lines, because one builder of
// worlds serves all of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { WardenError } from '../base/errors.ts'
import { moduleName } from '../base/finding.ts'
import { parseGoMod, summarizeGoMod } from '../gomod/modfile.ts'
import { compareVersions } from '../gomod/version.ts'
import { planUpgrade, type UpgradePlan, type UpgradeQuestion } from './upgrade.ts'
import { compareCosts, createBench, type Cost } from './upgradebench.ts'
import { searchUpgrade } from './upgradesearch.ts'

/** By `path@version` what it requires. */
type Tree = Readonly<Record<string, readonly string[]>>

interface Case {
  readonly main: readonly string[]
  readonly indirect?: readonly string[]
  readonly tree: Tree
  /** `path@version` of what has an advisory, to the ids. */
  readonly bad?: Readonly<Record<string, readonly string[]>>
  readonly refused?: Readonly<Record<string, string>>
  readonly go?: string
  readonly replace?: string
  readonly limit?: number
  /** By id; without it any price. */
  readonly worth?: Readonly<Record<string, number>>
}

function questionOf(c: Case): UpgradeQuestion {
  const line = (name: string): string => name.replace('@', ' ')
  const text = [
    `module example.com/main\n\ngo ${c.go ?? '1.21'}\n`,
    ...c.main.map((name) => `require ${line(name)}`),
    ...(c.indirect ?? []).map((name) => `require ${line(name)} // indirect`),
    c.replace ?? '',
  ].join('\n')
  return {
    mains: [{ dir: '.', goMod: parseGoMod(text, 'go.mod') }],
    requirementsOf: async (m) => {
      const requires = c.tree[moduleName(m)]
      if (requires === undefined) throw new WardenError('not-found', `${moduleName(m)}: not there`)
      const lines = requires.map((name) => `require ${line(name)}\n`).join('')
      return Promise.resolve(summarizeGoMod(`module ${m.path}\n\ngo ${c.go ?? '1.21'}\n\n${lines}`, 'go.mod'))
    },
    versionsOf: async (path) =>
      Promise.resolve(
        Object.keys(c.tree)
          .filter((name) => name.startsWith(`${path}@`))
          .map((name) => name.slice(path.length + 1)),
      ),
    advisoriesOf: (path, version) => c.bad?.[`${path}@${version}`] ?? [],
    refusalOf: async (m) => Promise.resolve(c.refused?.[moduleName(m)]),
    isWanted: () => true,
    worth: (_, id) => c.worth?.[id] ?? Number.POSITIVE_INFINITY,
    ...(c.limit === undefined ? {} : { limit: c.limit }),
  }
}

async function plan(c: Case): Promise<UpgradePlan> {
  return planUpgrade(questionOf(c))
}

const steps = ({ moves }: UpgradePlan): string[] => moves.map((m) => `${m.path} ${m.from} ${m.to}${m.asked ? '!' : ''}`)
const lines = ({ mains }: UpgradePlan): string[] =>
  (mains[0]?.require ?? []).map((r) => `${r.path} ${r.version}${r.indirect ? ' //' : ''}`)

test('planUpgrade raises what has an advisory to the nearest version without one', async () => {
  const found = await plan({
    main: ['a.example/a@v1.0.0'],
    tree: { 'a.example/a@v1.0.0': [], 'a.example/a@v1.0.1': [], 'a.example/a@v1.0.2': [], 'a.example/a@v1.1.0': [] },
    bad: { 'a.example/a@v1.0.0': ['X-1'], 'a.example/a@v1.0.1': ['X-1'] },
  })
  assert.deepEqual(steps(found), ['a.example/a v1.0.0 v1.0.2!'])
  assert.deepEqual(found.left, [])
  assert.equal(found.exact, true)
  assert.deepEqual(lines(found), ['a.example/a v1.0.2'])
})

test('planUpgrade asks for an indirect module itself where that moves less than what requires it', async () => {
  const found = await plan({
    main: ['a.example/a@v1.0.0'],
    indirect: ['b.example/b@v1.0.0'],
    tree: {
      'a.example/a@v1.0.0': ['b.example/b@v1.0.0'],
      'a.example/a@v1.0.1': ['b.example/b@v1.0.1'],
      'b.example/b@v1.0.0': [],
      'b.example/b@v1.0.1': [],
    },
    bad: { 'b.example/b@v1.0.0': ['X-1'] },
  })
  assert.deepEqual(steps(found), ['b.example/b v1.0.0 v1.0.1!'])
  assert.deepEqual(lines(found), ['a.example/a v1.0.0', 'b.example/b v1.0.1 //'])
})

test('planUpgrade takes a version that no longer needs a module without a fix, and drops its line', async () => {
  const found = await plan({
    main: ['a.example/a@v1.0.0'],
    indirect: ['b.example/b@v1.0.0'],
    tree: { 'a.example/a@v1.0.0': ['b.example/b@v1.0.0'], 'a.example/a@v1.1.0': [], 'b.example/b@v1.0.0': [] },
    bad: { 'b.example/b@v1.0.0': ['X-1'] },
  })
  assert.deepEqual(steps(found), ['a.example/a v1.0.0 v1.1.0!', 'b.example/b v1.0.0 '])
  assert.deepEqual(lines(found), ['a.example/a v1.1.0'])
  assert.deepEqual(found.left, [])
})

test('planUpgrade keeps what would be lowered by an upgrade', async () => {
  const found = await plan({
    go: '1.16',
    main: ['a.example/a@v1.0.0'],
    tree: {
      'a.example/a@v1.0.0': ['b.example/b@v1.5.0'],
      'a.example/a@v1.0.1': ['b.example/b@v1.2.0'],
      'b.example/b@v1.2.0': [],
      'b.example/b@v1.5.0': [],
    },
    bad: { 'a.example/a@v1.0.0': ['X-1'] },
  })
  assert.deepEqual(steps(found), ['a.example/a v1.0.0 v1.0.1!'])
  assert.deepEqual(lines(found), ['a.example/a v1.0.1', 'b.example/b v1.5.0 //'])
})

test('planUpgrade writes no line that only holds up what nobody builds', async () => {
  const found = await planUpgrade({
    ...questionOf({
      main: ['a.example/a@v1.0.0'],
      tree: {
        'a.example/a@v1.0.0': ['b.example/b@v1.5.0'],
        'a.example/a@v1.0.1': ['b.example/b@v1.2.0'],
        'b.example/b@v1.2.0': [],
        'b.example/b@v1.5.0': [],
      },
      bad: { 'a.example/a@v1.0.0': ['X-1'] },
    }),
    isBuilt: (path) => path === 'a.example/a',
  })
  assert.deepEqual(lines(found), ['a.example/a v1.0.1'])
})

test('planUpgrade adds no advisory and nothing that is held', async () => {
  const found = await plan({
    main: ['a.example/a@v1.0.0'],
    tree: {
      'a.example/a@v1.0.0': [],
      'a.example/a@v1.0.1': ['b.example/b@v1.0.0'],
      'a.example/a@v1.0.2': ['c.example/c@v1.0.0'],
      'a.example/a@v1.0.3': [],
      'a.example/a@v1.1.0': [],
      'b.example/b@v1.0.0': [],
      'c.example/c@v1.0.0': [],
    },
    bad: { 'a.example/a@v1.0.0': ['X-1'], 'b.example/b@v1.0.0': ['X-2'] },
    refused: { 'c.example/c@v1.0.0': 'held', 'a.example/a@v1.0.3': 'retracted' },
  })
  assert.deepEqual(steps(found), ['a.example/a v1.0.0 v1.1.0!'])
})

test('planUpgrade says why an advisory stays', async () => {
  const found = await plan({
    main: [
      'a.example/a@v1.0.0',
      'b.example/b@v1.0.0',
      'c.example/c@v1.0.0',
      'd.example/d@v1.0.0',
      'e.example/e@v1.0.0',
    ],
    tree: {
      'a.example/a@v1.0.0': [],
      'b.example/b@v1.0.0': [],
      'b.example/b@v1.0.1': [],
      'c.example/c@v1.0.0': [],
      'c.example/c/v2@v2.0.0': [],
      'd.example/d@v1.0.0': [],
      'd.example/d@v1.0.1': ['a.example/a@v1.0.0', 'f.example/f@v1.0.0'],
      'e.example/e@v1.0.0': [],
      'e.example/e@v1.0.1': [],
      'f.example/f@v1.0.0': [],
      'x.example/x@v1.0.0': [],
    },
    replace: 'replace e.example/e => x.example/x v1.0.0',
    bad: {
      'a.example/a@v1.0.0': ['X-1'],
      'b.example/b@v1.0.0': ['X-2'],
      'c.example/c@v1.0.0': ['X-3'],
      'd.example/d@v1.0.0': ['X-4'],
      'x.example/x@v1.0.0': ['X-5'],
      'f.example/f@v1.0.0': ['X-6'],
    },
    refused: { 'b.example/b@v1.0.1': 'held until 2026-11-24' },
  })
  assert.deepEqual(
    found.left.map(({ path, kind, why }) => `${path} ${kind}: ${why}`),
    [
      'a.example/a no-fix: no released version is without it',
      'b.example/b held: fixed in v1.0.1: held until 2026-11-24',
      'c.example/c major: fixed in c.example/c/v2@v2.0.0, which has another import path',
      'd.example/d conflict: d.example/d@v1.0.1 brings in f.example/f@v1.0.0, which has X-6',
      'e.example/e replaced: a replace line puts x.example/x@v1.0.0 in its place: change that line',
    ],
  )
  assert.deepEqual(found.moves, [])
})

const many = ['b', 'c', 'd', 'e'].map((n) => `${n}.example/${n}`)
/** Where `a` is repaired all of `many` move with it. */
const dragging: Case = {
  main: ['a.example/a@v1.0.0', 'x.example/x@v1.0.0'],
  indirect: many.map((name) => `${name}@v1.0.0`),
  tree: {
    'a.example/a@v1.0.0': many.map((name) => `${name}@v1.0.0`),
    'a.example/a@v1.1.0': many.map((name) => `${name}@v1.1.0`),
    'x.example/x@v1.0.0': [],
    'x.example/x@v1.0.1': [],
    ...Object.fromEntries(many.flatMap((name) => [`${name}@v1.0.0`, `${name}@v1.1.0`].map((one) => [one, []]))),
  },
  bad: { 'a.example/a@v1.0.0': ['X-1'], 'x.example/x@v1.0.0': ['X-2'] },
}

test('planUpgrade leaves an advisory that moves more than it is worth, and says how much more', async () => {
  const found = await plan({ ...dragging, worth: { 'X-1': 4, 'X-2': 1 } })
  assert.deepEqual(steps(found), ['x.example/x v1.0.0 v1.0.1!'])
  assert.deepEqual(
    found.left.map(({ path, id, kind, why, moves }) => ({ path, id, kind, why, moves })),
    [
      {
        path: 'a.example/a',
        id: 'X-1',
        kind: 'dear',
        why: 'fixed in v1.1.0, but 5 more modules would move with it',
        moves: 5,
      },
    ],
  )
  assert.equal(found.exact, true)
})

test('planUpgrade moves what an advisory is worth, and names who brings each module along', async () => {
  for (const worth of [{ 'X-1': 5, 'X-2': 1 }, {}]) {
    const found = await plan({ ...dragging, worth })
    assert.deepEqual(found.left, [])
    assert.deepEqual(
      found.moves.map((m) => [m.path, m.asked, m.broughtBy]),
      [['a.example/a', true, []], ...many.map((name) => [name, false, ['a.example/a']]), ['x.example/x', true, []]],
    )
  }
})

test('planUpgrade leaves two that bring the same modules along where they are not worth it together', async () => {
  const found = await plan({
    ...dragging,
    tree: { ...dragging.tree, 'x.example/x@v1.0.1': many.map((name) => `${name}@v1.1.0`) },
    worth: { 'X-1': 2, 'X-2': 2 },
  })
  assert.deepEqual(found.moves, [])
  assert.deepEqual(
    found.left.map(({ id, kind, moves }) => [id, kind, moves]),
    [
      ['X-1', 'dear', 5],
      ['X-2', 'dear', 5],
    ],
  )
})

// A called flaw must not stay because its repair brings in a module that has one that nobody can repair.
const bringing: Case = {
  main: ['a.example/a@v1.0.0', 'x.example/x@v1.0.0'],
  tree: {
    'a.example/a@v1.0.0': [],
    'a.example/a@v1.1.0': ['n.example/n@v1.0.0'],
    'n.example/n@v1.0.0': [],
    'n.example/n@v1.1.0': [],
    'x.example/x@v1.0.0': [],
    'x.example/x@v1.0.1': [],
  },
  bad: {
    'a.example/a@v1.0.0': ['X-1'],
    'x.example/x@v1.0.0': ['X-2'],
    'n.example/n@v1.0.0': ['X-3', 'X-4'],
    'n.example/n@v1.1.0': ['X-3'],
  },
}

test('planUpgrade takes a repair that brings in an advisory of less worth, at its least, and says so', async () => {
  const found = await plan({ ...bringing, worth: { 'X-3': 3, 'X-4': 3 } })
  assert.deepEqual(steps(found), ['a.example/a v1.0.0 v1.1.0!', 'n.example/n  v1.1.0!', 'x.example/x v1.0.0 v1.0.1!'])
  assert.deepEqual(
    found.left.map(({ path, id, kind, why }) => `${path} ${id} ${kind}: ${why}`),
    ['n.example/n X-3 added: a.example/a needs n.example/n now; no released version is without it'],
  )
})

test('planUpgrade repairs the others where one would bring in as much as it removes, and says why that one stays', async () => {
  const found = await plan(bringing)
  assert.deepEqual(steps(found), ['x.example/x v1.0.0 v1.0.1!'])
  assert.deepEqual(
    found.left.map(({ id, kind, why }) => `${id} ${kind}: ${why}`),
    ['X-1 conflict: a.example/a@v1.1.0 brings in n.example/n@v1.1.0, which has X-3'],
  )
  const refused = { 'n.example/n@v1.0.0': 'held', 'n.example/n@v1.1.0': 'held' }
  assert.deepEqual(steps(await plan({ ...bringing, refused })), ['x.example/x v1.0.0 v1.0.1!'])
})

test('planUpgrade keeps repairs that have nothing to do with one that cannot be had, without the whole search', async () => {
  const names = ['p', 'q', 'r', 's'].map((n) => `${n}.example/${n}`)
  const found = await plan({
    main: ['a.example/a@v1.0.0', ...names.map((name) => `${name}@v1.0.0`)],
    tree: {
      'a.example/a@v1.0.0': [],
      'a.example/a@v1.1.0': ['n.example/n@v1.0.0'],
      'a.example/a@v1.2.0': ['n.example/n@v1.0.0'],
      'n.example/n@v1.0.0': [],
      ...Object.fromEntries(names.flatMap((name) => [`${name}@v1.0.0`, `${name}@v1.0.1`].map((one) => [one, []]))),
    },
    bad: Object.fromEntries(['a.example/a', ...names].map((name) => [`${name}@v1.0.0`, ['X-1']])),
    refused: { 'n.example/n@v1.0.0': 'held' },
    limit: 30,
  })
  assert.deepEqual(
    steps(found),
    names.map((name) => `${name} v1.0.0 v1.0.1!`),
  )
  assert.deepEqual(
    found.left.map(({ path, kind }) => `${path} ${kind}`),
    ['a.example/a conflict'],
  )
})

test('planUpgrade takes a pre-release only where there is one already', async () => {
  const tree = { 'a.example/a@v1.0.0': [], 'a.example/a@v1.0.1-rc.1': [], 'a.example/a@v1.0.0-rc.1': [] }
  const bad = { 'a.example/a@v1.0.0': ['X-1'], 'a.example/a@v1.0.0-rc.1': ['X-1'] }
  assert.deepEqual(steps(await plan({ main: ['a.example/a@v1.0.0'], tree, bad })), [])
  assert.deepEqual(steps(await plan({ main: ['a.example/a@v1.0.0-rc.1'], tree, bad })), [
    'a.example/a v1.0.0-rc.1 v1.0.1-rc.1!',
  ])
})

test('planUpgrade says where its search was cut short, and removes what it says all the same', async () => {
  const versions = ['v1.0.0', 'v1.1.0', 'v1.2.0', 'v1.3.0']
  const names = ['a', 'b', 'c', 'd'].map((n) => `${n}.example/${n}`)
  const tree = Object.fromEntries(
    names.flatMap((name, i) =>
      versions.map((v) => [`${name}@${v}`, i < 3 ? [`${names[i + 1]}@${v === 'v1.3.0' ? 'v1.2.0' : 'v1.0.0'}`] : []]),
    ),
  )
  const found = await plan({
    main: names.slice(0, 1).map((n) => `${n}@v1.0.0`),
    indirect: names.slice(1).map((n) => `${n}@v1.0.0`),
    tree,
    bad: Object.fromEntries(names.map((n) => [`${n}@v1.0.0`, [`X-${n}`]])),
    limit: 12,
  })
  assert.equal(found.exact, false)
  assert.deepEqual(found.left, [])
})

test('planUpgrade throws where a go.mod file of the project as it is cannot be had', async () => {
  await assert.rejects(plan({ main: ['a.example/a@v1.0.0'], tree: {} }), /a\.example\/a@v1\.0\.0: its go\.mod file/)
})

test('planUpgrade finds what trying every set of versions finds', async () => {
  const paths = ['a.example/a', 'b.example/b', 'c.example/c', 'd.example/d']
  const versions = ['v1.0.0', 'v1.0.1', 'v1.1.0']
  const names = paths.flatMap((p) => versions.map((v) => `${p}@${v}`))
  const some = (of: readonly string[], most: number): fc.Arbitrary<string[]> =>
    fc.uniqueArray(fc.constantFrom(...of), { maxLength: most, selector: (name) => name.split('@')[0] })
  const arbitrary = fc.record({
    requires: fc.array(some(names, 2), { minLength: names.length, maxLength: names.length }),
    main: some(names, 3),
    bad: fc.uniqueArray(fc.tuple(fc.constantFrom(...names), fc.constantFrom('X-1', 'X-2')), {
      maxLength: 7,
      selector: ([name]) => name,
    }),
    refused: fc.uniqueArray(fc.constantFrom(...names), { maxLength: 2 }),
    go: fc.constantFrom('1.16', '1.21'),
    worth: fc.record({ 'X-1': fc.constantFrom(1, 2, 3, 100), 'X-2': fc.constantFrom(1, 2) }, { requiredKeys: [] }),
  })
  await fc.assert(
    fc.asyncProperty(arbitrary, async ({ requires, main, bad, refused, go, worth }) => {
      const tree = Object.fromEntries(
        names.map((name, i) => [name, (requires[i] ?? []).filter((r) => r.split('@')[0] !== name.split('@')[0])]),
      )
      const plain = {
        main,
        tree,
        go,
        worth,
        bad: Object.fromEntries(bad.map(([name, id]) => [name, [id]])),
        refused: Object.fromEntries(refused.map((name) => [name, 'held'])),
      }
      // As `go mod tidy` leaves it: every module of the build list has its line.
      const first = await createBench(questionOf({ ...plain, bad: {} }))
      const held = new Set(main.map((name) => name.split('@')[0]))
      const c: Case = {
        ...plain,
        main: main.map((name) => `${name.split('@')[0]}@${first.base.selected.get(name.split('@')[0] ?? '')}`),
        indirect: first.base.list.filter((m) => !held.has(m.path)).map(moduleName),
      }
      const bench = await createBench(questionOf(c))
      const { best, exact } = await searchUpgrade(bench, 100_000)
      assert.equal(exact, true)
      assert.deepEqual(best.cost, await byTrying(c, paths, versions))
      assert.equal(
        best.moves.every((m) => m.to === '' || m.from === '' || compareVersions(m.to, m.from) > 0),
        true,
      )
    }),
    { numRuns: 60 },
  )
})

/** The least cost of all sets of versions that add nothing bad. */
async function byTrying(c: Case, paths: readonly string[], versions: readonly string[]): Promise<Cost> {
  const bench = await createBench(questionOf(c))
  let best = bench.base.cost
  const sets = paths.reduce<Map<string, string>[]>(
    (all, path) => all.flatMap((set) => [set, ...versions.map((v) => new Map(set).set(path, v))]),
    [new Map()],
  )
  for (const raises of sets) {
    const outcome = await bench.outcome(raises)
    if (outcome === undefined || outcome.bad.some((b) => b.id === '')) continue
    if (compareCosts(outcome.cost, best) < 0) best = outcome.cost
  }
  return best
}
