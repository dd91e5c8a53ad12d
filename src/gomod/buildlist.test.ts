// The build list without Go: the cases of https://go.dev/ref/mod#graph-pruning and what goes wrong.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isWardenError, WardenError } from '../base/errors.ts'
import type { ModuleVersion } from '../base/finding.ts'
import { loadModuleGraph } from './buildlist.ts'
import type { GraphOptions, ModuleGraph } from './buildlist.ts'
import { parseGoWork } from './gowork.ts'
import type { GoModSummary } from './modfile.ts'
import { parseGoMod, summarizeGoMod } from './modfile.ts'

interface Asked {
  readonly asked: string[]
  readonly requirementsOf: (m: ModuleVersion) => Promise<GoModSummary>
}

const name = (m: ModuleVersion): string => (m.version === '' ? m.path : `${m.path}@${m.version}`)

/** Modules from lines `a@v1.0.0 1.17 b@v1.0.0 …`: a module, its go version (`-` for none) and what it requires. */
function universe(text: string): Asked {
  const mods = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [module = '', go = '', ...required] = line.trim().split(' ')
    mods.set(module, goMod(module.split('@')[0] ?? '', go, required))
  }
  const asked: string[] = []
  return {
    asked,
    requirementsOf: async (m) => {
      asked.push(name(m))
      const text = mods.get(name(m))
      if (text === undefined) throw new WardenError('not-found', `${name(m)}: gone`)
      return summarizeGoMod(text, name(m))
    },
  }
}

function goMod(module: string, go: string, required: readonly string[], more = ''): string {
  const lines = required.map((r) => `require ${r.replace('@', ' ')}\n`).join('')
  return `module ${module}\n${go === '-' ? '' : `go ${go}\n`}${lines}${more}`
}

function load(main: string, others: Asked, options?: GraphOptions): Promise<ModuleGraph> {
  return loadModuleGraph([{ dir: '.', goMod: parseGoMod(main, 'go.mod') }], others.requirementsOf, options)
}

const list = (graph: ModuleGraph): string[] => graph.buildList.map(name)
const edges = (graph: ModuleGraph): string[] => graph.edges.map(({ from, to }) => `${name(from)} ${name(to)}`)

test('loadModuleGraph prunes behind requirements that are at go 1.17', async () => {
  const others = universe(`a@v1.0.0 1.17 b@v1.0.0
    b@v1.0.0 1.17 c@v1.0.0
    c@v1.0.0 1.17`)
  const graph = await load(goMod('m.io', '1.17', ['a@v1.0.0']), others)
  assert.deepEqual(list(graph), ['m.io', 'a@v1.0.0', 'b@v1.0.0'])
  assert.deepEqual(edges(graph), ['m.io a@v1.0.0', 'a@v1.0.0 b@v1.0.0'])
  assert.deepEqual(others.asked, ['a@v1.0.0'])
  assert.deepEqual(graph.loaded.map(name), ['a@v1.0.0'])
  assert.deepEqual([graph.consistent, graph.missing, graph.goVersion], [true, [], '1.17'])
})

test('loadModuleGraph goes all the way behind a module before go 1.17, even through later ones', async () => {
  const others = universe(`a@v1.0.0 1.16 b@v1.0.0
    b@v1.0.0 1.17 c@v1.0.0
    c@v1.0.0 1.17 d@v1.0.0
    d@v1.0.0 -`)
  assert.deepEqual(list(await load(goMod('m.io', '1.17', ['a@v1.0.0']), others)), [
    'm.io',
    'a@v1.0.0',
    'b@v1.0.0',
    'c@v1.0.0',
    'd@v1.0.0',
  ])
})

test('loadModuleGraph goes all the way for a main module before go 1.17 or without a go line', async () => {
  for (const go of ['1.16', '-']) {
    const others = universe(`a@v1.0.0 1.17 b@v1.0.0
      b@v1.0.0 1.17 c@v1.0.0
      c@v1.0.0 1.17`)
    const graph = await load(goMod('m.io', go, ['a@v1.0.0']), others)
    assert.deepEqual(list(graph), ['m.io', 'a@v1.0.0', 'b@v1.0.0', 'c@v1.0.0'])
  }
})

test('loadModuleGraph raises requirements that are too low, and takes in what that brings', async () => {
  const others = universe(`a@v1.0.0 1.17 b@v1.1.0
    b@v1.0.0 1.17
    b@v1.1.0 1.17 c@v1.1.0
    c@v1.0.0 1.17
    c@v1.1.0 1.17 d@v1.0.0
    d@v1.0.0 1.17`)
  const graph = await load(goMod('m.io', '1.17', ['a@v1.0.0', 'b@v1.0.0', 'c@v1.0.0']), others)
  assert.deepEqual(list(graph), ['m.io', 'a@v1.0.0', 'b@v1.1.0', 'c@v1.1.0', 'd@v1.0.0'])
  assert.equal(graph.consistent, false)
})

test('loadModuleGraph drops the lower of two requirements and what it would bring', async () => {
  const others = universe(`a@v1.0.0 1.17 b@v1.0.0
    a@v1.1.0 1.17
    b@v1.0.0 1.17`)
  const graph = await load(goMod('m.io', '1.17', ['a@v1.1.0', 'a@v1.0.0']), others)
  assert.deepEqual([list(graph), graph.consistent], [['m.io', 'a@v1.1.0'], false])
})

test('loadModuleGraph keeps excluded versions out, whoever requires them', async () => {
  const others = universe('a@v1.0.0 1.17 b@v1.1.0 b@v1.0.0\nb@v1.0.0 1.17')
  const text = goMod('m.io', '1.17', ['a@v1.0.0', 'c@v1.0.0'], 'exclude (\n\tb v1.1.0\n\tc v1.0.0\n)\n')
  const graph = await load(text, others)
  assert.deepEqual([list(graph), graph.consistent], [['m.io', 'a@v1.0.0', 'b@v1.0.0'], true])
})

test('loadModuleGraph reads a replacement’s go.mod in place of the module’s', async () => {
  const others = universe('a@v1.0.0 1.17\nb@v1.0.0 1.17 d@v1.0.0\n../c 1.17 e@v1.0.0\nd@v1.0.0 1.17\ne@v1.0.0 1.17')
  const text = goMod('m.io', '1.17', ['a@v1.0.0', 'c@v1.0.0'], 'replace (\n\ta => b v1.0.0\n\tc v1.0.0 => ../c\n)\n')
  const graph = await load(text, others)
  assert.deepEqual(others.asked.toSorted(), ['../c', 'b@v1.0.0'])
  assert.deepEqual(graph.loaded.map(name), ['../c', 'b@v1.0.0'])
  assert.deepEqual(graph.buildList, [
    { path: 'm.io', version: '', main: true, direct: false },
    { path: 'a', version: 'v1.0.0', main: false, direct: true, replacedBy: { path: 'b', version: 'v1.0.0' } },
    { path: 'c', version: 'v1.0.0', main: false, direct: true, replacedBy: { path: '../c', version: '' } },
    { path: 'd', version: 'v1.0.0', main: false, direct: false },
    { path: 'e', version: 'v1.0.0', main: false, direct: false },
  ])
})

test('loadModuleGraph joins the modules of a workspace, and reads behind what one raised for another', async () => {
  const others = universe(`a@v1.0.0 1.17 b@v1.0.0
    a@v1.1.0 1.17 c@v1.0.0
    c@v1.0.0 1.17 d@v1.0.0
    x.io@v1.0.0 1.17`)
  const work = parseGoWork('go 1.25\nuse ./y\nuse ./x\n', 'go.work')
  const mains = [goMod('y.io', '1.17', ['a@v1.0.0', 'x.io@v1.0.0']), goMod('x.io', '1.25', ['a@v1.1.0'])]
  const graph = await loadModuleGraph(
    mains.map((text, index) => ({ dir: ['./y', './x'][index] ?? '', goMod: parseGoMod(text, 'go.mod') })),
    others.requirementsOf,
    { work },
  )
  assert.deepEqual(list(graph), ['x.io', 'y.io', 'a@v1.1.0', 'b@v1.0.0', 'c@v1.0.0', 'd@v1.0.0'])
  assert.deepEqual(
    graph.buildList.map((m) => m.main),
    [true, true, false, false, false, false],
  )
  assert.deepEqual(graph.loaded.map(name), ['a@v1.0.0', 'a@v1.1.0', 'c@v1.0.0', 'x.io@v1.0.0'])
})

test('loadModuleGraph lists neither go nor toolchain, but says which Go is asked for', async () => {
  const others = universe('a@v1.0.0 1.25.1')
  const graph = await load(goMod('m.io', '1.22.0', ['a@v1.0.0'], 'toolchain go1.22.5\n'), others)
  assert.deepEqual([list(graph), edges(graph)], [['m.io', 'a@v1.0.0'], ['m.io a@v1.0.0']])
  assert.deepEqual([graph.goVersion, graph.consistent], ['1.25.1', false])
})

test('loadModuleGraph collects go.mod files that cannot be had, with the way to them', async () => {
  const others = universe('a@v1.0.0 1.16 b@v1.0.0\nb@v1.0.0 1.16 c@v1.0.0')
  const graph = await load(goMod('m.io', '1.17', ['a@v1.0.0']), others)
  assert.deepEqual(list(graph), ['m.io', 'a@v1.0.0', 'b@v1.0.0', 'c@v1.0.0'])
  const [missing] = graph.missing
  assert.equal(graph.missing.length, 1)
  assert.deepEqual(missing?.module, { path: 'c', version: 'v1.0.0' })
  assert.deepEqual(missing.requiredBy.map(name), ['m.io', 'a@v1.0.0', 'b@v1.0.0'])
  assert.equal(missing.error.message, 'c@v1.0.0: gone')
})

test('loadModuleGraph with failFast throws what the first missing go.mod threw', async () => {
  const main = goMod('m.io', '1.17', ['a@v1.0.0'])
  await assert.rejects(load(main, universe('b@v1.0.0 1.17'), { failFast: true }), { message: 'a@v1.0.0: gone' })
})

test('loadModuleGraph passes on what is no WardenError', async () => {
  const asked = { asked: [], requirementsOf: () => Promise.reject(new TypeError('a bug')) }
  await assert.rejects(load(goMod('m.io', '1.17', ['a@v1.0.0']), asked), TypeError)
})

test('loadModuleGraph does not believe a go.mod that names another module', async () => {
  const summary = (text: string): Asked => ({ asked: [], requirementsOf: async () => summarizeGoMod(text, 'go.mod') })
  const main = goMod('m.io', '1.17', ['a@v1.0.0'])
  const reasons = await Promise.all(
    ['module b\n', 'go 1.17\n'].map(async (text) =>
      (await load(main, summary(text))).missing.map((m) => m.error.message),
    ),
  )
  assert.deepEqual(reasons, [
    ['a@v1.0.0: parsing go.mod: module declares its path as b but was required as a'],
    ['a@v1.0.0: parsing go.mod: missing module line'],
  ])
})

test('loadModuleGraph asks for each go.mod once, at most 32 at a time', async () => {
  const required = Array.from({ length: 100 }, (_, i) => `a${i}@v1.0.0`)
  let now = 0
  let most = 0
  const asked: string[] = []
  const requirementsOf = async (m: ModuleVersion): Promise<GoModSummary> => {
    asked.push(name(m))
    most = Math.max(most, ++now)
    await new Promise(setImmediate)
    now--
    return summarizeGoMod(goMod(m.path, '1.16', required), 'go.mod')
  }
  const graph = await load(goMod('m.io', '1.16', required), { asked, requirementsOf })
  assert.deepEqual([graph.buildList.length, asked.length, new Set(asked).size, most], [101, 100, 100, 32])
})

test('loadModuleGraph follows a chain of 5,000 modules, and stops at its limit', async () => {
  const requirementsOf = async (m: ModuleVersion): Promise<GoModSummary> =>
    summarizeGoMod(
      goMod(
        m.path,
        '1.16',
        [`a${Number(m.path.slice(1)) + 1}@v1.0.0`].filter((r) => r !== 'a5001@v1.0.0'),
      ),
      '',
    )
  const main = goMod('m.io', '1.16', ['a1@v1.0.0'])
  const graph = await load(main, { asked: [], requirementsOf })
  assert.equal(graph.buildList.length, 5001)
  await assert.rejects(load(main, { asked: [], requirementsOf }, { limit: 4999 }), (e) => isWardenError(e, 'too-large'))
})

test('loadModuleGraph stops when it is told to', async () => {
  const signal = AbortSignal.abort()
  const others = universe('a@v1.0.0 1.17')
  await assert.rejects(load(goMod('m.io', '1.17', ['a@v1.0.0']), others, { signal }), (e) =>
    isWardenError(e, 'aborted'),
  )
  assert.deepEqual(others.asked, [])
})

test('loadModuleGraph refuses main modules that go refuses', async () => {
  const none = universe('a@v1.0.0 1.17')
  const main = (text: string) => ({ dir: '.', goMod: parseGoMod(text, 'go.mod') })
  await assert.rejects(load('go 1.17\n', none), { code: 'parse', message: 'missing module declaration' })
  await assert.rejects(load('module go\n', none), { code: 'parse', message: 'go: module path is reserved' })
  await assert.rejects(load('module -x\n', none), { code: 'parse' })
  await assert.rejects(loadModuleGraph([], none.requirementsOf), { code: 'usage' })
  const twice = [main('module m.io\n'), main('module m.io\n')]
  const work = parseGoWork('go 1.25\n', 'go.work')
  await assert.rejects(loadModuleGraph(twice, none.requirementsOf, { work }), {
    code: 'config',
    message: 'm.io: appears multiple times in the workspace',
  })
})
