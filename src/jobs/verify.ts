// verify: is every module version of a project the one the world agreed on?
//
// The order: the module graph from go.mod files; then, side by side, the cache's zips and folders are hashed by the
// workers while the checksum database is asked; what the cache lacks is fetched; vendor/ is compared; all of it is
// judged, one module version at a time (judge.ts).
import path from 'node:path'
import { isWardenError, messageOf, WardenError } from '../base/errors.ts'
import { moduleName, type Finding, type ModuleVersion } from '../base/finding.ts'
import { mapLimit } from '../base/once.ts'
import { loadModuleGraph, type ModuleGraph } from '../gomod/buildlist.ts'
import { isToolchain, isUnpackedFromGoroot } from '../gomod/cachelayout.ts'
import { summarizeGoMod, type GoModSummary } from '../gomod/modfile.ts'
import type { VerifyReport } from '../report/verify.ts'
import { bytes as size, count, number } from '../report/words.ts'
import type { Examined, ExamineRequest, Hashed } from '../world/contents.ts'
import type { GoSettings } from '../world/go.ts'
import type { World } from '../world/world.ts'
import type { Database } from './database.ts'
import { judge, type Evidence, type Judgement } from './judge.ts'
import { sumsOf, type Project } from './project.ts'
import { createSources, type Sources } from './sources.ts'
import { summarize, type Counted } from './tally.ts'
import { installIntoModcache } from './install.ts'
import { verifyVendor } from './vendor.ts'

/** How a verification is done. */
export interface VerifyOptions {
  readonly full: boolean
  readonly offline: boolean
  /** Puts fetched modules where go looks for them. */
  readonly intoModcache: boolean
  readonly requireProof: boolean
  readonly signal?: AbortSignal | undefined
  /** Hears what is under way; the text is made only when it is shown. */
  readonly onProgress?: (text: () => string) => void
}

/** A module version whose contents count, and what is known of it before anything is read. */
export interface Subject {
  readonly module: ModuleVersion
  readonly direct: boolean
  readonly goModOnly: boolean
  /** Whether only go.sum names it: no build of today needs it, so nothing of it is fetched. */
  readonly onlyListed?: boolean
}

const ABSENT: Hashed = { kind: 'absent' }
const NOTHING: Examined = {
  zip: ABSENT,
  folder: ABSENT,
  differences: [],
  differenceCount: 0,
  ziphash: undefined,
  byIndex: false,
}
const ASKING = 64
const FETCHING = 8

/**
 * Verifies a project. Throws `parse` and `usage` for the project's own files, `fork` where the checksum database
 * signed two histories, `aborted`; what is wrong with a module is in the report.
 */
export async function verifyProject(
  world: World,
  go: GoSettings,
  project: Project,
  database: Database,
  options: VerifyOptions,
): Promise<VerifyReport> {
  const began = world.clock.now().getTime()
  const sources = createSources(world, {
    modcache: go.GOMODCACHE,
    project,
    prover: database.prover,
    signal: options.signal,
  })
  options.onProgress?.(() => 'reading go.mod files')
  // What go.sum names is nearly all that the graph will ask for: the workers need not wait for it.
  const listed = [...project.sums].filter(([, lines]) => lines.zip.length > 0).map(([key]) => moduleOf(key))
  const hashing = new Hashing(world, sources, options)
  hashing.add(listed.filter((m) => isWellFormed(m) && !isUnpackedFromGoroot(m)))
  const graph = await loadGraph(world, project, sources, options)
  const { subjects, replaced } = subjectsOf(graph, project)
  subjects.push(...(await toolchains(world, go, project, graph)))
  const judgements = await examineAll(world, { project, sources, database, subjects, hashing }, options)
  const findings: Finding[] = graph.missing.map((m) => missingFinding(m.actual, m.error))
  const selected = new Map(graph.buildList.map((m) => [m.path, m.replacedBy ?? { path: m.path, version: m.version }]))
  options.onProgress?.(() => 'comparing vendor/')
  const vendor = await verifyVendor(world, project, selected, zipOf(world, sources, judgements), options.signal)
  await database.save()
  return summarize({
    subject: {
      kind: 'project',
      folder: project.folder,
      modules: project.mains.map((main) => main.goMod.module?.path ?? ''),
      go: go.goVersion,
    },
    database: database.use(),
    judged: judgements,
    vendor,
    graphMissing: graph.missing.length,
    findings,
    replaced,
    requireProof: options.requireProof,
    seconds: (world.clock.now().getTime() - began) / 1000,
  })
}

/** Loads the module graph, go.mod files of the cache first. */
async function loadGraph(
  world: World,
  project: Project,
  sources: Sources,
  options: VerifyOptions,
): Promise<ModuleGraph> {
  const listed: ModuleVersion[] = []
  for (const [key, lines] of project.sums) if (lines.goMod.length > 0) listed.push(moduleOf(key))
  await sources.preload(listed.filter(isWellFormed))
  const requirementsOf = async (module: ModuleVersion): Promise<GoModSummary> => {
    if (module.version === '') return folderGoMod(world, project, module.path)
    const found = await sources.goMod(module)
    if (found.bytes !== undefined) return summarizeGoMod(found.bytes, `${moduleName(module)}/go.mod`)
    throw found.error ?? new WardenError('not-found', `${moduleName(module)}: no go.mod file`)
  }
  return loadModuleGraph(
    project.mains.map((main) => ({
      dir: project.work === undefined ? '.' : path.relative(project.folder, main.folder) || '.',
      goMod: main.goMod,
    })),
    requirementsOf,
    {
      ...(project.work === undefined ? {} : { work: project.work }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    },
  )
}

function moduleOf(key: string): ModuleVersion {
  const space = key.indexOf(' ')
  return { path: key.slice(0, space), version: key.slice(space + 1) }
}

/** A go.sum may hold lines that go never looks up; they name no file. */
function isWellFormed(module: ModuleVersion): boolean {
  return !module.path.includes('..') && /^v\d/.test(module.version) && /^[\w.~/-]+$/.test(module.path) && !/[A-Z]/.test(module.path.split('/')[0] ?? '')
}

async function folderGoMod(world: World, project: Project, folder: string): Promise<GoModSummary> {
  const file = path.resolve(project.folder, folder, 'go.mod')
  const bytes = await world.files.read(file, 16 << 20)
  if (bytes === undefined) throw new WardenError('not-found', `${file}: no such file, but a replace line names its folder`)
  return summarizeGoMod(bytes, file)
}

/** What the build list and the rest of the graph ask to be checked. */
function subjectsOf(graph: ModuleGraph, project: Project): { readonly subjects: Subject[]; readonly replaced: number } {
  const subjects = new Map<string, Subject>()
  let replaced = 0
  for (const m of graph.buildList) {
    if (m.main) continue
    const actual = m.replacedBy ?? m
    if (actual.version === '') {
      replaced++
      continue
    }
    const module = { path: actual.path, version: actual.version }
    // go takes these from its own installation; they stand in no go.sum and no database.
    if (!isUnpackedFromGoroot(module)) subjects.set(moduleName(module), { module, direct: m.direct, goModOnly: false })
  }
  for (const m of graph.loaded) {
    const module = { path: m.path, version: m.version }
    if (m.version === '' || subjects.has(moduleName(module)) || isUnpackedFromGoroot(module)) continue
    subjects.set(moduleName(module), { module, direct: false, goModOnly: true })
  }
  // Lines that this graph does not need are still promises that a later build takes up; they are checked too.
  for (const key of project.sums.keys()) {
    const module = moduleOf(key)
    if (!subjects.has(moduleName(module)) && isWellFormed(module)) {
      subjects.set(moduleName(module), { module, direct: false, goModOnly: true, onlyListed: true })
    }
  }
  return { subjects: [...subjects.values()], replaced }
}

/** Toolchains that the project's `toolchain` or `go` line selects and that go has downloaded. */
async function toolchains(world: World, go: GoSettings, project: Project, graph: ModuleGraph): Promise<Subject[]> {
  const names = new Set<string>([`go${graph.goVersion}`])
  for (const main of project.mains) if (main.goMod.toolchain !== undefined) names.add(main.goMod.toolchain.version)
  if (project.work?.toolchain !== undefined) names.add(project.work.toolchain.version)
  if (go.GOTOOLCHAIN.startsWith('go1')) names.add(go.GOTOOLCHAIN.replace(/\+.*$/, ''))
  const found: Subject[] = []
  for (const { name } of (await world.files.list(`${go.GOMODCACHE}/cache/download/golang.org/toolchain/@v`)) ?? []) {
    const version = /^(v0\.0\.1-(go[\w.-]+?)\.[a-z0-9]+-[a-z0-9]+)\.(?:zip|ziphash)$/.exec(name)
    if (version?.[1] === undefined || version[2] === undefined || !names.has(version[2])) continue
    const module = { path: 'golang.org/toolchain', version: version[1] }
    if (found.every((s) => s.module.version !== module.version)) found.push({ module, direct: false, goModOnly: false })
  }
  return found
}

function missingFinding(module: ModuleVersion, error: WardenError): Finding {
  return {
    rule: 'MW-INT-GRAPH',
    severity: error.code === 'mismatch' ? 'critical' : 'medium',
    module,
    message: `the go.mod file of ${moduleName(module)} could not be had, so the build list may be incomplete: ${messageOf(error)}`,
    ...(error.remedy === undefined ? {} : { remedy: [error.remedy] }),
  }
}

/** What examining needs beside options. */
export interface ExamineAll {
  readonly project: Project | undefined
  readonly sources: Sources
  readonly database: Database
  readonly subjects: readonly Subject[]
  readonly hashing: Hashing
}

/** Zips and folders being hashed; each module version once, however often it is added. */
export class Hashing {
  readonly #world: World
  readonly #sources: Sources
  readonly #options: VerifyOptions
  readonly #started = new Set<string>()
  readonly #parts: Promise<void>[] = []
  readonly results: Map<string, Examined> = new Map()
  bytes: number = 0

  constructor(world: World, sources: Sources, options: VerifyOptions) {
    this.#world = world
    this.#sources = sources
    this.#options = options
  }

  /** Starts on those that are new. */
  add(modules: readonly ModuleVersion[]): void {
    const fresh = modules.filter((m) => !this.#started.has(moduleName(m)))
    for (const m of fresh) this.#started.add(moduleName(m))
    const requests = fresh.map((module): ExamineRequest => {
      const { zip, ziphash, folder } = this.#sources.paths(module)
      const index = indexFile(this.#world, folder)
      return { module, zip, ziphash, folder, index, trustIndex: !this.#options.full }
    })
    const part = this.#world.contents.examine(
      requests,
      (index, result) => {
        const module = fresh[index]
        if (module === undefined) return
        this.results.set(moduleName(module), result)
        this.bytes += result.zip.kind === 'hashed' ? result.zip.bytes : result.folder.kind === 'hashed' ? result.folder.bytes : 0
      },
      this.#options.signal,
    )
    // Heard of in `done`; until then a failure waits.
    part.catch(() => undefined)
    this.#parts.push(part)
  }

  /** Resolves when all that was added is hashed. Throws `aborted`. */
  async done(): Promise<void> {
    await Promise.all(this.#parts)
  }
}

/** Hashes, asks, fetches and judges every subject. */
export async function examineAll(world: World, run: ExamineAll, options: VerifyOptions): Promise<Counted[]> {
  const { subjects, database, hashing } = run
  const contents = subjects.filter((s) => !s.goModOnly)
  let answered = 0
  options.onProgress?.(
    () =>
      `hashed ${number(hashing.results.size)} of ${count(contents.length, 'module')}, ${size(hashing.bytes)} · proofs ${number(answered)} of ${number(subjects.length)}`,
  )
  hashing.add(contents.map((s) => s.module))
  const asking = mapLimit(subjects, ASKING, async (s) => {
    await database.prover.ask(s.module)
    answered++
  })
  const [hashed, asked] = await Promise.allSettled([hashing.done(), asking])
  for (const settled of [asked, hashed]) if (settled.status === 'rejected') throw settled.reason
  return mapLimit(subjects, FETCHING, async (s) => {
    if (options.signal?.aborted === true) throw new WardenError('aborted', 'stopped')
    return judgeOne(world, run, s, s.goModOnly ? undefined : hashing.results.get(moduleName(s.module)), options)
  })
}

/** One index file for each extracted folder's path, whichever cache it is in. */
function indexFile(world: World, folder: string): string {
  return `${world.store}/index/files${folder}`
}

async function judgeOne(
  world: World,
  run: ExamineAll,
  subject: Subject,
  found: Examined | undefined,
  options: VerifyOptions,
): Promise<Counted> {
  const { project, sources, database } = run
  const { module } = subject
  const sums = project === undefined ? undefined : sumsOf(project, module.path, module.version)
  const answer = await database.prover.ask(module)
  const paths = sources.paths(module)
  // Only a go.sum line for the zip says that a build of this project needs the contents.
  const contentsNeeded = !subject.goModOnly && (sums?.zip.length ?? 0) > 0
  let examined = found
  let missing: string | undefined
  let fetched = false
  if (found !== undefined && found.zip.kind === 'absent' && found.folder.kind === 'absent') {
    examined = NOTHING
    if (contentsNeeded) {
      options.onProgress?.(() => `fetching ${moduleName(module)}`)
      const got = await sources.contents(module)
      if (got.kind === 'wrong') examined = got.examined
      else if (got.kind === 'missing') missing = got.why
      else {
        const request: ExamineRequest = { module, zip: got.zip, ziphash: got.ziphash, index: indexFile(world, got.zip), trustIndex: !options.full }
        await world.contents.examine([request], (_, result) => (examined = result), options.signal)
        fetched = got.fetched
        if (options.intoModcache) await installIntoModcache(world, paths, module, got.zip, await sources.goMod(module))
      }
    }
  }
  // Contents that this project's go.sum does not name and no database vouches for are another project's matter.
  if (examined !== undefined && sums !== undefined && sums.zip.length === 0 && sums.goMod.length > 0 && answer.kind !== 'proven' && answer.kind !== 'absent') {
    examined = NOTHING
  }
  const goMod = isToolchain(module) ? ABSENT : await goModHash(sources, module, subject)
  const evidence: Evidence = {
    module,
    direct: subject.direct,
    goModOnly: subject.goModOnly,
    sums,
    database: answer,
    examined,
    goMod,
    contentsNeeded,
    missing,
    paths,
  }
  const judgement: Judgement = judge(evidence)
  return { judgement, examined, goMod, fetched, folder: paths.folder }
}

/** The hash of a go.mod file that is here. */
async function goModHash(sources: Sources, module: ModuleVersion, subject: Subject): Promise<Hashed> {
  try {
    return (await sources.goMod(module, subject.onlyListed !== true)).hashed
  } catch (error) {
    if (!isWardenError(error) || error.code === 'aborted' || error.code === 'fork') throw error
    return { kind: 'unreadable', why: messageOf(error) }
  }
}

/** Proven zips for vendor/: the cache's where it is sound, otherwise fetched. */
function zipOf(
  world: World,
  sources: Sources,
  judged: readonly Counted[],
): (module: ModuleVersion) => Promise<{ readonly zip: string } | { readonly why: string }> {
  const byName = new Map(judged.map((c) => [moduleName(c.judgement.record), c.judgement.record]))
  return async (module) => {
    const record = byName.get(moduleName(module))
    const { zip } = sources.paths(module)
    if (record?.parts.zip === 'ok' && (await world.files.info(zip)) !== undefined) return { zip }
    const got = await sources.contents(module)
    if (got.kind === 'here') return { zip: got.zip }
    return { why: got.kind === 'missing' ? got.why : 'the fetched zip is not what was agreed on' }
  }
}
