// The build list and the module graph, asked of the go command: `go list -m all` and `go mod graph` over generated
// universes of modules in a proxy folder (all ages of go.mod, replacements, exclusions, workspaces, missing files), and
// over real modules where the network or the module cache has them.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { compareBytes } from '../../src/base/bytes.ts'
import { isWardenError, WardenError } from '../../src/base/errors.ts'
import type { ModuleVersion } from '../../src/base/finding.ts'
import { mapLimit } from '../../src/base/once.ts'
import { loadModuleGraph } from '../../src/gomod/buildlist.ts'
import type { ModuleGraph } from '../../src/gomod/buildlist.ts'
import { parseGoWork } from '../../src/gomod/gowork.ts'
import type { GoModSummary } from '../../src/gomod/modfile.ts'
import { parseGoMod, summarizeGoMod } from '../../src/gomod/modfile.ts'
import { escapePath, escapeVersion } from '../../src/gomod/path.ts'
import { buildWorld, type Files, type Universe } from '../support/buildworlds.ts'
import { go, goEnv } from '../support/go.ts'

const skip = go.available ? false : go.reason

interface GoAnswer {
  readonly list: readonly string[]
  /** `undefined` where go could not load the graph. */
  readonly graph: readonly string[] | undefined
  /** Whose go.mod files `go mod graph` fetched into a cache that was empty. */
  readonly fetched: readonly string[]
  readonly stderr: string
}

const listFormat = '{{.Path}} {{.Version}} {{.Main}} {{.Indirect}}{{with .Replace}} {{.Path}} {{.Version}}{{end}}'

/** Runs go in `dir`; the exit code says nothing here, as `-e` lists are wanted whatever happened. */
function runGo(args: readonly string[], dir: string, env: Readonly<Record<string, string>>) {
  return new Promise<{ stdout: string; stderr: string; failed: boolean }>((resolve) => {
    const environment = { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '-mod=mod', GOWORK: 'off', ...env }
    const options = { cwd: dir, encoding: 'utf8', env: environment, maxBuffer: 256 * 1024 * 1024 } as const
    execFile('go', [...args], options, (error, stdout, stderr) => resolve({ stdout, stderr, failed: error !== null }))
  })
}

async function askGo(dir: string, env: Readonly<Record<string, string>>): Promise<GoAnswer> {
  // The graph first: it leaves go.mod as it is.
  const graph = await runGo(['mod', 'graph'], dir, env['GOFLAGS'] === '' ? env : { ...env, GOFLAGS: '' })
  const fetched = modFilesIn(env['GOMODCACHE'])
  const list = await runGo(['list', '-m', '-e', '-f', listFormat, 'all'], dir, env)
  return {
    list: lines(list.stdout),
    graph: graph.failed ? undefined : lines(graph.stdout).filter((line) => !/(^| )(go|toolchain)@/.test(line)),
    fetched,
    stderr: graph.stderr + list.stderr,
  }
}

function modFilesIn(modcache: string | undefined): string[] {
  if (modcache === undefined) return []
  const download = join(modcache, 'cache', 'download')
  if (!existsSync(download)) return []
  return readdirSync(download, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.mod'))
    .map((file) => file.replaceAll('\\', '/').replace('/@v/', '@').slice(0, -'.mod'.length))
}

function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '')
}

function listOf(graph: ModuleGraph): string[] {
  return graph.buildList.map((m) => {
    const replaced = m.replacedBy === undefined ? '' : ` ${m.replacedBy.path} ${m.replacedBy.version}`
    return `${m.path} ${m.version} ${m.main} ${!m.main && !m.direct}${replaced}`
  })
}

function graphOf(graph: ModuleGraph): string[] {
  const name = (m: ModuleVersion): string => (m.version === '' ? m.path : `${m.path}@${m.version}`)
  return graph.edges.map(({ from, to }) => `${name(from)} ${name(to)}`)
}

/** Our answer for a project in memory. */
function askOurs({ mods, project }: Universe): Promise<ModuleGraph> {
  const requirementsOf = (m: ModuleVersion): Promise<GoModSummary> => {
    const file = m.version === '' ? `${m.path.replace(/^\.\//, '')}/go.mod` : `${m.path}@${m.version}`
    const text = m.version === '' ? project[file] : mods.get(file)
    if (text === undefined) return Promise.reject(new WardenError('not-found', `${file}: not there`))
    return Promise.resolve().then(() => summarizeGoMod(text, file))
  }
  const work = project['go.work']
  if (work === undefined) {
    return loadModuleGraph([{ dir: '.', goMod: parseGoMod(project['go.mod'] ?? '', 'go.mod') }], requirementsOf)
  }
  const goWork = parseGoWork(work, 'go.work')
  const mains = goWork.use.map(({ path }) => {
    const file = `${path.replace(/^\.\//, '')}/go.mod`
    return { dir: path, goMod: parseGoMod(project[file] ?? '', file) }
  })
  return loadModuleGraph(mains, requirementsOf, { work: goWork })
}

const root = go.available ? mkdtempSync(join(tmpdir(), 'modwarden-buildlist-')) : ''
process.on('exit', () => {
  if (root !== '') rmSync(root, { recursive: true, force: true })
})

function writeFiles(folder: string, files: Files): void {
  for (const [name, text] of Object.entries(files)) {
    const file = join(folder, name)
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(file, text)
  }
}

/** Writes a universe as a proxy folder and a project, and asks go. */
function askGoFor(universe: Universe, name: string): Promise<GoAnswer> {
  const proxy = join(root, name, 'proxy')
  for (const [key, text] of universe.mods) {
    const at = key.lastIndexOf('@')
    const version = key.slice(at + 1)
    const folder = join(proxy, escapePath(key.slice(0, at)), '@v')
    writeFiles(folder, {
      [`${escapeVersion(version)}.mod`]: text,
      [`${escapeVersion(version)}.info`]: JSON.stringify({ Version: version, Time: '2020-01-01T00:00:00Z' }),
    })
  }
  const project = join(root, name, 'project')
  writeFiles(project, universe.project)
  const work = universe.project['go.work'] !== undefined
  return askGo(project, {
    GOPROXY: pathToFileURL(proxy).href,
    GOSUMDB: 'off',
    GONOPROXY: 'none',
    GOMODCACHE: join(root, name, 'modcache'),
    GOFLAGS: work ? '' : '-mod=mod -modcacherw',
    GOWORK: work ? join(project, 'go.work') : 'off',
  })
}

function onlyExpected(error: unknown): WardenError {
  if (isWardenError(error)) return error
  throw error
}

async function compare(universe: Universe, name: string): Promise<ModuleGraph | undefined> {
  const [theirs, ours] = await Promise.all([askGoFor(universe, name), askOurs(universe).catch(onlyExpected)])
  const about = (): string =>
    `${name}\n${[...universe.mods, ...Object.entries(universe.project)].map(([k, v]) => `-- ${k} --\n${v}`).join('')}\n${theirs.stderr}`
  if (ours instanceof WardenError) {
    assert.equal(theirs.graph, undefined, `only ours fails: ${ours.message}\n${about()}`)
    assert.ok(ours.place !== undefined || ours.message.includes('example.com/'), `no place: ${ours.message}`)
    return undefined
  }
  assert.equal(ours.missing.length > 0, theirs.graph === undefined, `missing: ${about()}`)
  // With a redundant requirement go must read the graph before it lists anything, and gives up where it cannot.
  if (theirs.graph === undefined && theirs.list.length === 0) return ours
  assert.equal(listOf(ours).join('\n'), theirs.list.join('\n'), `list: ${about()}`)
  if (theirs.graph !== undefined) {
    assert.equal(graphOf(ours).join('\n'), theirs.graph.join('\n'), `graph: ${about()}`)
    const loaded = ours.loaded
      .filter((m) => m.version !== '')
      .map((m) => `${escapePath(m.path)}@${escapeVersion(m.version)}`)
    assert.deepEqual(loaded.toSorted(compareBytes), theirs.fetched.toSorted(compareBytes), `loaded: ${about()}`)
  }
  return ours
}

/** More of them are asked for by hand: WORLDS=1000 FIRST=200 node --test test/go/buildlist.test.ts */
const worlds = Number(process.env['WORLDS'] ?? 200)
const firstWorld = Number(process.env['FIRST'] ?? 0)

test(`loadModuleGraph agrees with go on ${worlds} generated universes`, { skip }, async () => {
  const seen = { workspaces: 0, raised: 0, incomplete: 0, replaced: 0, contradictory: 0 }
  const seeds = Array.from({ length: worlds }, (_, i) => firstWorld + i)
  const failures: unknown[] = []
  await mapLimit(seeds, 3, async (seed) => {
    const universe = buildWorld(seed)
    try {
      const graph = await compare(universe, `u${seed}`)
      if (graph === undefined) {
        seen.contradictory++
        return
      }
      if (universe.project['go.work'] !== undefined) seen.workspaces++
      if (!graph.consistent) seen.raised++
      if (graph.missing.length > 0) seen.incomplete++
      if (graph.buildList.some((m) => m.replacedBy !== undefined)) seen.replaced++
    } catch (error) {
      failures.push(error)
    } finally {
      rmSync(join(root, `u${seed}`), { recursive: true, force: true })
    }
  })
  if (failures.length > 1) process.stderr.write(`${failures.length} universes differ\n`)
  if (failures.length > 0) throw failures[0]
  // So that nobody makes the universes dull unnoticed.
  for (const [what, count] of Object.entries(seen)) assert.ok(count >= 2, `${what}: ${count}`)
})

/** Asks go about a project of real modules, and us with the go.mod files that go left in its cache. */
async function compareReal(project: Files, name: string): Promise<ModuleGraph | string> {
  const folder = join(root, name)
  writeFiles(folder, project)
  const { list, graph, stderr } = await askGo(folder, {})
  if (graph === undefined || list.length === 0) return `go cannot fetch ${name} here: ${stderr.split('\n')[0]}`
  const download = join(goEnv('GOMODCACHE'), 'cache', 'download')
  const goMod = parseGoMod(project['go.mod'] ?? '', 'go.mod')
  const ours = await loadModuleGraph([{ dir: '.', goMod }], ({ path, version }) => {
    const file = join(download, escapePath(path), '@v', `${escapeVersion(version)}.mod`)
    if (!existsSync(file)) return Promise.reject(new WardenError('not-found', `${path}@${version}: not in the cache`))
    return Promise.resolve(summarizeGoMod(readFileSync(file), file))
  })
  assert.deepEqual(listOf(ours), list)
  assert.deepEqual(graphOf(ours), graph)
  assert.deepEqual(ours.missing, [])
  return ours
}

test('loadModuleGraph agrees with go on rsc.io/quote, before graph pruning', { skip }, async (t) => {
  const graph = await compareReal(
    { 'go.mod': 'module example.com/p\n\ngo 1.16\n\nrequire rsc.io/quote v1.5.2\n' },
    'quote',
  )
  if (typeof graph === 'string') return t.skip(graph)
  assert.deepEqual(
    graph.buildList.map((m) => `${m.path} ${m.version}`),
    [
      'example.com/p ',
      'golang.org/x/text v0.0.0-20170915032832-14c0d48ead0c',
      'rsc.io/quote v1.5.2',
      'rsc.io/sampler v1.3.0',
    ],
  )
})

test('loadModuleGraph agrees with go on k8s.io/kubectl, with go.mod left to be updated', { skip }, async (t) => {
  const goMod = 'module example.com/p\n\ngo 1.22.0\n\nrequire k8s.io/kubectl v0.31.0\n\nrequire k8s.io/api v0.30.0\n'
  const graph = await compareReal({ 'go.mod': goMod }, 'kubectl')
  if (typeof graph === 'string') return t.skip(graph)
  assert.equal(graph.consistent, false)
  assert.equal(graph.buildList.find((m) => m.path === 'k8s.io/api')?.version, 'v0.31.0')
  assert.ok(graph.buildList.length > 50)
})
