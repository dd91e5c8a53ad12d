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
import { go, goEnv } from '../support/go.ts'

const skip = go.available ? false : go.reason

/** Files by their path below a project's folder. */
type Files = Readonly<Record<string, string>>

interface Universe {
  /** go.mod files by `path@version`. */
  readonly mods: ReadonlyMap<string, string>
  readonly project: Files
}

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

function randomOf(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** Versions of every kind that go knows, by the path that they need. */
const KINDS: readonly (readonly [path: string, versions: readonly string[]])[] = [
  ['example.com/m', ['v1.0.0', 'v1.1.0', 'v1.2.0-rc.1', 'v1.10.0']],
  ['example.com/m', ['v0.1.0', 'v0.9.0', 'v0.10.0', 'v1.0.0-beta.2', 'v1.0.0']],
  [
    'example.com/inc',
    ['v1.9.0', 'v2.0.0+incompatible', 'v2.0.1-0.20240102030405-0123456789ab+incompatible', 'v11.0.0+incompatible'],
  ],
  [
    'example.com/pseudo',
    [
      'v0.0.0-20200101000000-0123456789ab',
      'v0.0.0-20200101000001-0023456789ab',
      'v0.1.1-0.20210101000000-aaaaaaaaaaaa',
      'v0.1.1',
    ],
  ],
  ['example.com/pre', ['v1.2.3-pre.0.20200101000000-0123456789ab', 'v1.2.3-alpha', 'v1.2.3-alpha.1', 'v1.2.3']],
  ['example.com/Upper/v2', ['v2.0.0', 'v2.0.1', 'v2.1.0-rc.1']],
  ['gopkg.in/yaml.v3', ['v3.0.0', 'v3.0.1', 'v3.0.0-20210107192922-496545a6307b']],
]

/** The go.mod file that an old module without one is given. */
function withoutGoMod(path: string): string {
  return `module ${path}\n`
}

/** One universe; what is in it follows from its number alone. */
function generate(seed: number): Universe {
  const random = randomOf(seed * 7919 + 13)
  for (let i = 0; i < 5; i++) random(2)
  const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T
  const chance = (percent: number): boolean => random(100) < percent
  const gone = chance(12)
  const versions = new Map<string, readonly string[]>()
  for (let i = 3 + random(7); i > 0; i--) {
    const [prefix, all] = pick(KINDS)
    const path = prefix.startsWith('gopkg.in') ? prefix : prefix.replace(/(\/v2)?$/, `${i}$1`)
    versions.set(path, all.slice(0, 1 + random(all.length)))
  }
  const paths = [...versions.keys()]
  const anyVersion = (): ModuleVersion => {
    const path = pick(paths)
    return { path, version: pick(versions.get(path) ?? []) }
  }
  const requirements = (most: number): string => {
    const all = Array.from({ length: random(most + 1) }, anyVersion).map(
      ({ path, version }) =>
        `${path} ${version}${chance(40) ? pick([' // indirect', ' // indirect; why', ' //indirect']) : ''}`,
    )
    if (chance(50)) return all.map((line) => `require ${line}\n`).join('')
    return `require (\n${all.map((line) => `\t${line}\n`).join('')})\n`
  }
  const goLine = (): string =>
    pick([
      '',
      'go 1.12\n',
      'go 1.16\n',
      'go 1.17\n',
      'go 1.17\n',
      'go 1.20\n',
      'go 1.21\n',
      'go 1.21.3\n',
      'go 1.21rc2\n',
      'go 1.25\n',
      'go 1.26.1\n',
    ])
  const toolchain = (): string =>
    chance(20) ? `toolchain ${pick(['go1.21.3', 'go1.22.0', 'go1.26.2-custom', 'default'])}\n` : ''
  // Of a dependency none of these counts.
  const noise = (): string => {
    if (!chance(25)) return ''
    const { path, version } = anyVersion()
    return pick([
      `exclude ${path} ${version}\n`,
      `replace ${path} => ./nowhere\n`,
      'retract [v0.0.1, v1.10.0] // all of them\n',
      '// Deprecated: use another.\nretract v1.0.0\n',
      `tool ${path}/cmd\n`,
      'ignore ./x\n',
      'unknown directive\n',
    ])
  }
  const mods = new Map<string, string>()
  for (const [path, list] of versions) {
    for (const version of list) {
      if (gone && chance(8)) continue
      const declared = gone && chance(4) ? 'example.com/other' : path
      if (version.endsWith('+incompatible') || chance(5)) mods.set(`${path}@${version}`, withoutGoMod(path))
      else if (gone && chance(3)) mods.set(`${path}@${version}`, `module ${path}\nrequire (\n${path}\n`)
      else mods.set(`${path}@${version}`, `module ${declared}\n${goLine()}${toolchain()}${requirements(4)}${noise()}`)
    }
  }
  // Whoever requires an older version of the main module brings its old requirements along.
  if (chance(20)) {
    mods.set('example.com/main@v1.0.0', `module example.com/main\n${goLine()}${requirements(3)}`)
    for (const [key, text] of mods) {
      if (chance(10)) mods.set(key, `${text}require example.com/main v1.0.0\n`)
    }
  }
  const itself = (): string =>
    mods.has('example.com/main@v1.0.0') && chance(20) ? 'require example.com/main v1.0.0\n' : ''
  const project: Record<string, string> = {}
  /** Each pair once: go refuses two of one kind. */
  const directives = (depth: string): string => {
    let text = ''
    for (let i = random(3); i > 0; i--) {
      const { path, version } = anyVersion()
      text += `exclude ${path} ${version}\n`
    }
    const replaced = new Set<string>()
    for (let i = random(4); i > 0; i--) {
      const { path, version } = anyVersion()
      const old = chance(50) ? path : `${path} ${version}`
      if (replaced.has(old)) continue
      replaced.add(old)
      const target = chance(10) ? { path: 'example.com/main', version: 'v1.0.0' } : anyVersion()
      if (chance(50) && majorFits(target.path, target.version)) {
        text += `replace ${old} => ${target.path} ${target.version}\n`
      } else if (gone && chance(30)) text += `replace ${old} => ${depth}nowhere\n`
      else {
        const folder = pick(['local', 'deep/local'])
        const module = pick(['example.com/local', path])
        project[`${folder}/go.mod`] = `module ${module}\n${goLine()}${toolchain()}${requirements(3)}${noise()}`
        text += `replace ${old} => ${depth}${folder}\n`
      }
    }
    if (chance(15)) text += `tool ${pick(paths)}/cmd/x\n`
    if (chance(10)) text += 'retract v0.0.1 // a mistake\n'
    return text
  }
  if (chance(70)) {
    project['go.mod'] =
      `module example.com/main\n${goLine()}${toolchain()}${requirements(7)}${itself()}${directives('./')}`
    return { mods, project }
  }
  const mains = ['a', 'b', 'c'].slice(0, 1 + random(3))
  for (const main of mains) {
    const sibling = pick(mains)
    // A main module that is required at a version must be there at that version too.
    if (chance(50))
      mods.set(`example.com/${sibling}@v1.0.0`, `module example.com/${sibling}\n${goLine()}${requirements(2)}`)
    const required = mods.has(`example.com/${sibling}@v1.0.0`) ? `require example.com/${sibling} v1.0.0\n` : ''
    const own = `module example.com/${main}\n${goLine()}${toolchain()}${requirements(5)}${required}`
    project[`${main}/go.mod`] = own + directives('../')
  }
  const replaced = anyVersion()
  const target = anyVersion()
  const replace = chance(30) ? `replace ${replaced.path} => ${target.path} ${target.version}\n` : ''
  const go = pick(['go 1.26.1\n', 'go 1.26.1\n', 'go 1.26.1\n', 'go 1.25\n', ''])
  project['go.work'] = `${go}${toolchain()}${mains.map((main) => `use ./${main}\n`).join('')}${replace}`
  return { mods, project }
}

/** Go refuses a replacement by a version that its path cannot have. */
function majorFits(path: string, version: string): boolean {
  return path.endsWith('/v2') ? version.startsWith('v2.') : true
}

/** More of them are asked for by hand: WORLDS=1000 FIRST=200 node --test test/go/buildlist.test.ts */
const worlds = Number(process.env['WORLDS'] ?? 200)
const firstWorld = Number(process.env['FIRST'] ?? 0)

test(`loadModuleGraph agrees with go on ${worlds} generated universes`, { skip }, async () => {
  const seen = { workspaces: 0, raised: 0, incomplete: 0, replaced: 0, contradictory: 0 }
  const seeds = Array.from({ length: worlds }, (_, i) => firstWorld + i)
  const failures: unknown[] = []
  await mapLimit(seeds, 3, async (seed) => {
    const universe = generate(seed)
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
