// outdated: what is newer than what a project builds, what of it may be taken today, and what is wrong with what is in
// use: retracted, given up, in several majors, not needed.
import { compareBytes, textOf } from '../../base/bytes.ts'
import { isWardenError, messageOf } from '../../base/errors.ts'
import { moduleName, type ModuleVersion } from '../../base/finding.ts'
import { mapLimit } from '../../base/once.ts'
import type { BuildModule } from '../../gomod/buildlist.ts'
import { prunesGraph } from '../../gomod/goversion.ts'
import { summarizeGoMod, type GoModSummary } from '../../gomod/modfile.ts'
import { parseInfo } from '../../gomod/origin.ts'
import { isPseudoVersion, pseudoVersionTime } from '../../gomod/pseudo.ts'
import { compareVersions, prerelease } from '../../gomod/version.ts'
import { dragsOf, incompatibleAsks, newerVersions, nextMajorPath, severalMajors } from '../../graph/outdated.ts'
import { retractionOf } from '../../graph/retracted.ts'
import { requiredLicences } from '../../licence/expression.ts'
import { licenceTrouble } from '../../policy/licences.ts'
import type { OutdatedModule, OutdatedReport, RequirementTrouble } from '../../report/outdated.ts'
import type { TreeGap } from '../../report/tree.ts'
import type { World } from '../../world/world.ts'
import { openLicences, rootLicences, type KeptLicences } from '../bill/keptlicences.ts'
import { keptSource } from '../source/kept.ts'
import { refusals, type FixRules } from '../fix/policy.ts'
import type { ProjectTree } from '../project/projecttree.ts'
import { scopeOf, subjectOf } from './tree.ts'
import { openVersionLists, type ListOptions, type VersionList, type VersionLists } from '../project/versionlists.ts'

/** What it goes by. */
export interface OutdatedInput extends ListOptions {
  /** What decides who may come in; lists and sources are this run's. */
  readonly rules: Omit<FixRules, 'versionsOf' | 'sources'>
  readonly platform: string
  readonly began: number
  readonly onProgress: (text: () => string) => void
}

/** So many versions are asked about until one may come in. */
const MOST_CANDIDATES = 5
const MOST_INFO = 1 << 20
/** Nobody is asked for more majors ahead than these, nor for those of more modules. */
const MOST_MAJORS = 10
const MOST_PROBED = 300

/** Makes the report of a tree that was read under every build tag. Throws `aborted`, `fork`. */
export async function outdatedReport(world: World, tree: ProjectTree, input: OutdatedInput): Promise<OutdatedReport> {
  const { selected, graph } = tree
  const lists = await openVersionLists(world, input)
  const licences = await openLicences(world.files, world.store, input.full)
  const others = selected.modules.filter((m) => !m.main)
  let done = 0
  const run: Run = {
    world,
    tree,
    input,
    lists,
    licences,
    unread: new Map(),
    refusalOf: refusalsOf(tree, lists, input),
    // Whoever is asked for majors ahead: what the project itself chose.
    probed: new Set(
      others
        .filter((m) => m.direct && m.replacedBy === undefined)
        .slice(0, MOST_PROBED)
        .map((m) => m.path),
    ),
    excluded: new Set(
      tree.project.mains.flatMap(({ goMod }) => goMod.exclude.map(({ path, version }) => `${path} ${version}`)),
    ),
  }
  const modules = await mapLimit(others, 16, async (m) => {
    const looked = await lookAt(run, m)
    done++
    input.onProgress(() => `asking for versions: ${done} of ${others.length}`)
    return looked
  })
  await lists.save()
  await licences.save()
  const majors = severalMajors(others.filter((m) => tree.uses.has(m.path)))
  const bad = modules.some((m) => m.retracted !== undefined || m.licenceTrouble !== undefined)
  const remembered = lists.remembered()
  const gaps = [...tree.gaps, ...[...run.unread.values()].toSorted((a, b) => compareBytes(a.what, b.what))]
  const open = gaps.length > 0 || modules.some((m) => m.state === 'unchecked')
  return {
    schema: 'modwarden/outdated/1',
    subject: subjectOf(tree, input.platform),
    modules,
    conflicts: {
      majors: [...majors].map(([name, list]) => ({ name, modules: list })),
      drags: dragsOf(graph, selected),
    },
    requirements: requirementTroubles(tree),
    ...(remembered === undefined
      ? {}
      : {
          remembered: {
            lists: remembered.lists,
            oldest: remembered.oldest.toISOString(),
            hours: Math.max(0, Math.floor((input.began - remembered.oldest.getTime()) / 3_600_000)),
          },
        }),
    gaps,
    exitCode: open ? 3 : bad ? 1 : 0,
    seconds: (world.clock.now().getTime() - input.began) / 1000,
  }
}

interface Run {
  readonly world: World
  readonly tree: ProjectTree
  readonly input: OutdatedInput
  readonly lists: VersionLists
  readonly licences: KeptLicences
  /** By module version: the go.mod files that would say what was taken back, and could not be had. */
  readonly unread: Map<string, TreeGap>
  readonly refusalOf: (m: ModuleVersion) => Promise<string | undefined>
  readonly probed: ReadonlySet<string>
  /** By `path version`: what the project's own go.mod files will not have. */
  readonly excluded: ReadonlySet<string>
}

/** Why a version may not come in, by the same rules as for `fix`; nothing is refused for what could not be asked. */
function refusalsOf(
  tree: ProjectTree,
  lists: VersionLists,
  { rules }: OutdatedInput,
): (m: ModuleVersion) => Promise<string | undefined> {
  const refusal = refusals(
    {
      ...rules,
      sources: tree.sources,
      versionsOf: async (modulePath) => {
        const list = await lists.of(modulePath)
        return list.kind === 'listed' ? list.versions : []
      },
    },
    { modified: '', about: () => [] },
    () => undefined,
  )
  return async (m) => {
    const answer = await rules.prover.ask(m)
    return answer.kind === 'proven' || answer.kind === 'absent' || answer.kind === 'refuted' ? refusal(m) : undefined
  }
}

async function lookAt(run: Run, m: BuildModule): Promise<OutdatedModule> {
  const { tree } = run
  const named = tree.project.named.get(m.path)
  const base = {
    path: m.path,
    version: m.version,
    direct: m.direct,
    scope: scopeOf(tree, m),
    ...(m.replacedBy === undefined ? {} : { replacedBy: { path: m.replacedBy.path, version: m.replacedBy.version } }),
    ...(await factsOf(run, m)),
    ...(named === undefined ? {} : { at: { file: named.file, line: named.line } }),
  }
  const actual = m.replacedBy ?? m
  // A folder has no versions.
  if (actual.version === '') return { ...base, state: 'current', behind: 0, majors: [] }
  const list = await versionsFor(run, actual)
  const majors = await majorsAhead(run, m)
  if (list.kind === 'private') return { ...base, state: 'private', behind: 0, majors }
  if (list.kind === 'failed') return { ...base, state: 'unchecked', why: list.why, behind: 0, majors }
  // Nobody can say that nothing is newer of a module that nobody knows.
  if (list.kind === 'none') {
    return { ...base, state: 'unchecked', why: 'no proxy of GOPROXY has a module of this path', behind: 0, majors }
  }
  const { versions } = list
  const latest = await latestMod(run, actual, versions)
  const noted = notesOf(latest, actual.version)
  const offered = newerVersions(versions, actual.version).filter(
    (version) =>
      !run.excluded.has(`${actual.path} ${version}`) &&
      (latest === undefined || retractionOf(latest.retract, version) === undefined),
  )
  const [newest] = offered
  if (newest === undefined || (await isOlderCommit(run, { path: actual.path, version: newest }, actual.version))) {
    return { ...base, ...noted, state: 'current', behind: 0, majors }
  }
  const held = await run.refusalOf({ path: actual.path, version: newest })
  let allowed = held === undefined ? newest : undefined
  for (const version of held === undefined ? [] : offered.slice(1, MOST_CANDIDATES)) {
    if ((await run.refusalOf({ path: actual.path, version })) !== undefined) continue
    allowed = version
    break
  }
  return {
    ...base,
    ...noted,
    state: 'outdated',
    newest,
    ...(allowed === undefined ? {} : { allowed }),
    ...(held === undefined ? {} : { held }),
    behind: offered.length,
    majors,
  }
}

/** The versions that may be an update of `module`: the tagged ones, and the newest commit where it is beyond all of them. */
async function versionsFor(run: Run, module: ModuleVersion): Promise<VersionList> {
  const tagged = await run.lists.of(module.path)
  if (tagged.kind !== 'listed') return tagged
  const asks = incompatibleAsks(tagged.versions, module.version)
  const incompatible = typeof asks === 'boolean' ? asks : !(await hasGoMod(run, { path: module.path, version: asks }))
  const versions = incompatible ? tagged.versions : tagged.versions.filter((v) => !v.endsWith('+incompatible'))
  if (versions.some((v) => compareVersions(v, module.version) >= 0)) return { ...tagged, versions }
  // A module without a tag has the version of its newest commit.
  const commit = await run.lists.latest(module.path)
  if (commit.kind === 'none' && versions.length > 0) return { ...tagged, versions }
  return commit.kind === 'listed' ? { ...commit, versions: [...versions, ...commit.versions] } : commit
}

/** Whether its author wrote a go.mod file; for a version without one the proxies make one of a line. */
async function hasGoMod({ tree }: Run, module: ModuleVersion): Promise<boolean> {
  const { bytes } = await tree.sources.goMod(module)
  return bytes === undefined || textOf(bytes) !== `module ${module.path}\n`
}

/** Whether an update from a commit would go back in time, to a tag that is older than it: go does not take it. */
async function isOlderCommit({ world, tree, input }: Run, to: ModuleVersion, from: string): Promise<boolean> {
  if (!isPseudoVersion(from) || isPseudoVersion(to.version)) return false
  try {
    const [here] = await world.files.readMany([tree.sources.paths(to).info], MOST_INFO)
    const bytes = here ?? (input.offline ? undefined : await world.proxy.info(to, input.signal))
    const time = bytes === undefined ? NaN : Date.parse(parseInfo(bytes).time)
    return time < pseudoVersionTime(from).getTime()
  } catch (error) {
    if (!isWardenError(error) || isWardenError(error, 'aborted')) throw error
    return false
  }
}

/** What its files and earlier runs say: licence, source, date. */
async function factsOf(
  { world, tree, licences, input }: Run,
  m: BuildModule,
): Promise<Pick<OutdatedModule, 'licence' | 'licenceTrouble' | 'source' | 'released'>> {
  const actual = m.replacedBy ?? m
  const found = await rootLicences(licences, m.path, tree.source.here)
  const troubles = input.rules.policy.layers.flatMap((layer) => {
    const trouble = found === undefined ? undefined : licenceTrouble(layer.licences, requiredLicences(found))
    return trouble === undefined || trouble.level === 'off' || trouble.level === 'monitor' ? [] : [trouble.message]
  })
  const version = actual.version === '' ? {} : await recordedOf(world, tree, actual)
  return {
    ...(found === undefined ? {} : { licence: found.declared }),
    ...(troubles[0] === undefined ? {} : { licenceTrouble: troubles[0] }),
    ...version,
  }
}

async function recordedOf(
  world: World,
  tree: ProjectTree,
  module: ModuleVersion,
): Promise<Pick<OutdatedModule, 'source' | 'released'>> {
  const { info, ziphash } = tree.sources.paths(module)
  const [infoBytes, hashBytes] = await world.files.readMany([info, ziphash], MOST_INFO)
  let released: string | undefined
  try {
    if (infoBytes !== undefined) released = parseInfo(infoBytes).time
  } catch (error) {
    if (!isWardenError(error, 'parse')) throw error
  }
  const h1 = hashBytes === undefined ? '' : Buffer.from(hashBytes).toString('latin1').trim()
  const kept = /^h1:[A-Za-z0-9+/]{43}=$/.test(h1) ? await keptSource(world, h1) : undefined
  const gone = kept === undefined || ['same', 'origin-missing'].includes(kept.verdict) ? undefined : kept.verdict
  return {
    ...(released === undefined || released === '' ? {} : { released }),
    ...(gone === undefined ? {} : { source: gone }),
  }
}

async function majorsAhead({ lists, probed }: Run, m: BuildModule): Promise<ModuleVersion[]> {
  const found: ModuleVersion[] = []
  if (!probed.has(m.path)) return found
  let next = nextMajorPath(m.path)
  while (next !== undefined && found.length < MOST_MAJORS) {
    const list: VersionList = await lists.of(next)
    const newest = list.kind === 'listed' ? highest(list.versions) : undefined
    if (newest === undefined) break
    found.push({ path: next, version: newest })
    next = nextMajorPath(next)
  }
  return found
}

/** As go chooses: the highest release, otherwise the highest pre-release. */
function highest(versions: readonly string[]): string | undefined {
  const released = versions.filter((version) => prerelease(version) === '')
  return (released.length > 0 ? released : versions).toSorted(compareVersions).at(-1)
}

/**
 * The go.mod file of the latest version, which says what was taken back: the cache's own, a proven one, or, as go has it,
 * the proxy's word where the user's settings keep the module from the checksum database.
 */
async function latestMod(
  { world, tree, input, unread }: Run,
  module: ModuleVersion,
  versions: readonly string[],
): Promise<GoModSummary | undefined> {
  const latest = highest(versions)
  const version = latest === undefined || compareVersions(latest, module.version) < 0 ? module.version : latest
  const name = moduleName({ path: module.path, version })
  const open = (why: string): undefined => {
    unread.set(name, { kind: 'go.mod', what: name, why: `${why}; so nobody knows what was retracted` })
  }
  try {
    await tree.sources.preload([{ path: module.path, version }])
    const { bytes, error } = await tree.sources.goMod({ path: module.path, version })
    if (bytes !== undefined) return summarizeGoMod(bytes, name)
    const { kind } = await input.rules.prover.ask({ path: module.path, version })
    if (kind === 'unasked') {
      return summarizeGoMod(await world.proxy.goMod({ path: module.path, version }, input.signal), name)
    }
    return open(error === undefined ? 'it is not here' : messageOf(error))
  } catch (error) {
    if (!isWardenError(error) || isWardenError(error, 'aborted', 'fork')) throw error
    return open(messageOf(error))
  }
}

function notesOf(latest: GoModSummary | undefined, version: string): Pick<OutdatedModule, 'retracted' | 'deprecated'> {
  const retracted = latest === undefined ? undefined : retractionOf(latest.retract, version)
  return {
    ...(retracted === undefined ? {} : { retracted }),
    ...(latest === undefined || latest.deprecated === '' ? {} : { deprecated: latest.deprecated }),
  }
}

/**
 * What `go mod tidy` would change about the `require` lines: packages of the project under every build tag, its tests, and
 * all that they import. Nothing where packages could not be had, and in a workspace, whose modules are each their own.
 */
export function requirementTroubles({ project, uses, gaps, graph, packages }: ProjectTree): RequirementTrouble[] {
  const [main] = project.mains
  if (project.work !== undefined || main === undefined || gaps.length > 0 || packages.target !== 'any') return []
  const troubles: RequirementTrouble[] = []
  const direct = new Set<string>()
  // go marks the modules of tools as indirect.
  for (const name of packages.own) {
    const found = packages.packages.get(name)
    for (const imported of [...(found?.imports ?? []), ...(found?.testImports ?? [])]) {
      const target = packages.packages.get(imported.path)
      if (target !== undefined) direct.add(target.module)
    }
  }
  const selected = new Map(graph.buildList.map((m) => [m.path, m]))
  const brought = new Set(
    graph.edges.flatMap(({ from, to }) =>
      from.version !== '' && selected.get(to.path)?.version === to.version ? [to.path] : [],
    ),
  )
  const required = new Set<string>()
  for (const { path, indirect, line } of main.goMod.require) {
    // Of several lines for one module the first is named: tidying leaves one.
    if (required.has(path)) continue
    required.add(path)
    const at = { path, line: `go.mod:${line}` }
    // What tests of dependencies import is kept where no other requirement brings it in at this version.
    if (!uses.has(path) && (!packages.testedWith.has(path) || brought.has(path)))
      troubles.push({ kind: 'unused', ...at })
    else if (indirect && direct.has(path)) troubles.push({ kind: 'should-be-direct', ...at })
    else if (!indirect && !direct.has(path)) troubles.push({ kind: 'should-be-indirect', ...at })
  }
  const mains = new Set(graph.buildList.filter((m) => m.main).map((m) => m.path))
  const needed = prunesGraph(main.goMod.go?.version ?? '1.16') ? uses.keys() : direct.values()
  for (const path of [...needed].toSorted(compareBytes)) {
    if (!required.has(path) && !mains.has(path)) troubles.push({ kind: 'missing', path })
  }
  return troubles
}
