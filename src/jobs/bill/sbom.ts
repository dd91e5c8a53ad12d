// sbom: what a project is made of. The module graph as go chooses it, every hash checked as `verify` checks it, licences
// from the same zips, scopes from the packages that are imported.
import path from 'node:path'
import { compareBytes } from '../../base/bytes.ts'
import { moduleName, type ModuleVersion } from '../../base/finding.ts'
import type { BuildModule, ModuleGraph } from '../../gomod/buildlist.ts'
import type { ModuleUse } from '../../graph/packages.ts'
import type { Licences } from '../../licence/licences.ts'
import type { BillDatabase, BillEdge, BillPart, Bill, PartScope, Provenance } from '../../report/bom.ts'
import { worstExit } from '../../report/exit.ts'
import type { ExitCode, ModuleRecord } from '../../report/verify.ts'
import type { GoSettings } from '../../world/go.ts'
import type { Head } from '../../world/git.ts'
import type { World } from '../../world/world.ts'
import type { BillFiles } from './files.ts'
import { checkAll, type VerifyOptions } from '../verify/check.ts'
import type { Database } from '../database/database.ts'
import { loadGraph, missingFinding, subjectsOf } from '../project/modulegraph.ts'
import { Hashing } from '../verify/hashing.ts'
import type { Project } from '../project/project.ts'
import { createSources, type Sources } from '../project/sources.ts'
import { stampedVersion } from '../project/stampedversion.ts'
import { chosenGo } from '../vulns/go.ts'

/** What a bill is made from. */
export interface BillInput {
  readonly project: Project
  readonly database: Database
  readonly files: BillFiles
  /** What is checked out where the project lies; `undefined` where it is no repository. */
  readonly head: Head | undefined
  /** Seconds since 1970 that the document is to be dated with, instead of the commit's. */
  readonly epoch: number | undefined
  /** Whether modules are told, too, that only take part in the choice of versions. */
  readonly unused: boolean
  /** Finds out which modules the project's packages use; `undefined` leaves scopes out. */
  readonly uses?: ((graph: ModuleGraph, sources: Sources) => Promise<Uses | undefined>) | undefined
}

/** What of the project uses each module, by path. */
export interface Uses {
  readonly modules: ReadonlyMap<string, Pick<ModuleUse, 'need'>>
  /** Whether every package could be read: otherwise a module that nothing was found to use may be used all the same. */
  readonly whole: boolean
}

/** A bill, and what it was made from, for who needs both. */
export interface ProjectBill {
  readonly bill: Bill
  readonly graph: ModuleGraph
  readonly sources: Sources
}

/**
 * Makes the bill of a project. Throws `parse` and `usage` for the project's own files, `fork`, `aborted`; what could not
 * be had is in the bill's `left`, with exit code 3.
 */
export async function billOfProject(
  world: World,
  go: GoSettings,
  input: BillInput,
  options: VerifyOptions,
): Promise<ProjectBill> {
  const { project, database, files } = input
  const { full, signal } = options
  const sources = createSources(world, { modcache: go.GOMODCACHE, project, prover: database.prover, full, signal })
  const hashing = new Hashing(world, sources, options)
  const graph = await loadGraph(world, project, sources, signal)
  const uses = await input.uses?.(graph, sources)
  const told = input.unused ? graph.buildList : neededModules(graph, project, uses)
  const names = new Set(told.map((m) => moduleName(m.replacedBy ?? m)))
  const subjects = subjectsOf(graph, project).subjects.filter(
    (one) => !one.goModOnly && names.has(moduleName(one.module)),
  )
  const { judged } = await checkAll(world, { project, sources, database, subjects, hashing }, options)
  await database.save()
  const records = new Map(judged.map(({ judgement }) => [moduleName(judgement.record), judgement.record]))
  const left = graph.missing.map((missing) => missingFinding(missing).message)
  const parts = new Map<string, BillPart>()
  const refs = new Map<string, string>()
  for (const module of told) {
    const part = await partOf(module, { world, input, go, graph, sources, records, uses, left })
    refs.set(module.path, part.ref)
    // A replacement may be in the build list for its own sake too.
    const other = parts.get(part.ref)
    if (other === undefined || scopeOrder(part.scope) < scopeOrder(other.scope)) parts.set(part.ref, part)
  }
  const standard = standardPart(go, project, graph)
  if (standard !== undefined) parts.set(standard.ref, standard)
  await files.save()
  const all = [...parts.values()].toSorted((a, b) => compareBytes(a.ref, b.ref))
  const [first] = graph.buildList
  const subject = all.find(({ ref }) => ref === refs.get(first?.path ?? '')) ?? unnamed
  const used = database.use()
  const timestamp = dateOf(input)
  return {
    graph,
    sources,
    bill: {
      subject,
      parts: all.filter((part) => part !== subject),
      edges: edgesOf(graph, refs, standard),
      ...(timestamp === undefined ? {} : { timestamp }),
      ...(used === undefined ? {} : { database: databaseOf(used) }),
      left,
      exitCode: worstExit([left.length > 0 ? 3 : 0, ...all.map(({ provenance }) => exitOf(provenance))]),
    },
  }
}

const unnamed: BillPart = { ref: 'main', kind: 'project', path: 'main', version: '', direct: true }

/**
 * The modules of which anything is needed, and those that a go.mod of the project names: the others choose versions, and
 * nothing of them is in any build. All of them where it is not known what is needed.
 */
function neededModules(graph: ModuleGraph, { mains }: Project, uses: Uses | undefined): readonly BuildModule[] {
  if (uses?.whole !== true) return graph.buildList
  const named = new Set(mains.flatMap(({ goMod }) => goMod.require.map(({ path: name }) => name)))
  return graph.buildList.filter((m) => m.main || uses.modules.has(m.path) || named.has(m.path))
}

interface PartContext {
  readonly world: World
  readonly input: BillInput
  readonly go: GoSettings
  readonly graph: ModuleGraph
  readonly sources: Sources
  readonly records: ReadonlyMap<string, ModuleRecord>
  readonly uses: Uses | undefined
  readonly left: string[]
}

async function partOf(module: BuildModule, context: PartContext): Promise<BillPart> {
  const { input, uses, left } = context
  const { project, files } = input
  if (module.main) return mainPart(module, context)
  const { direct } = module
  const scope = scopeOf(uses, module.path)
  const actual = module.replacedBy
  if (actual?.version === '') {
    const licences = await files.ofFolder(path.resolve(project.folder, actual.path), left)
    return {
      ref: module.path,
      kind: 'folder',
      path: module.path,
      version: '',
      direct,
      ...(module.version === '' ? {} : { replaces: { path: module.path, version: module.version } }),
      ...(scope === undefined ? {} : { scope }),
      ...(licences === undefined ? {} : { licences }),
      facts: { folder: actual.path },
    }
  }
  const real: ModuleVersion = actual ?? module
  const record = context.records.get(moduleName(real))
  const zip = await zipOf(real, record, context)
  const found = zip === undefined ? undefined : await files.ofZip(real, zip, record?.expected?.h1, left)
  return {
    ref: moduleName(real),
    kind: 'module',
    path: real.path,
    version: real.version,
    direct,
    ...(actual === undefined ? {} : { replaces: { path: module.path, version: module.version } }),
    ...(scope === undefined ? {} : { scope }),
    ...(record?.expected?.h1 === undefined ? {} : { h1: record.expected.h1 }),
    ...(found === undefined ? {} : { sha256: found.sha256 }),
    provenance: record === undefined ? UNNEEDED : provenanceOf(record),
    ...(found?.licences === undefined ? {} : { licences: found.licences }),
  }
}

/** A zip whose contents are what was agreed on; of one that is not, neither hash nor licences are told. */
async function zipOf(
  module: ModuleVersion,
  record: ModuleRecord | undefined,
  { world, sources, left }: PartContext,
): Promise<string | undefined> {
  if (record === undefined || record.status === 'broken') return undefined
  const { zip } = sources.paths(module)
  // It may have been fetched into modwarden's own store.
  if (record.parts.zip === 'ok' && (await world.files.info(zip)) !== undefined) return zip
  const got = await sources.contents(module)
  if (got.kind === 'here') return got.zip
  if (record.status === 'proven' || record.status === 'unproven') {
    left.push(`${moduleName(module)}: its zip is not here, so its SHA-256 and licences are not known`)
  }
  return undefined
}

const UNNEEDED: Provenance = {
  status: 'unproven',
  reasons: ['nothing of it is here and no go.sum line names it: this build does not need it'],
}

/** Where a hash comes from, as `verify` recorded it. */
export function provenanceOf(record: ModuleRecord): Provenance {
  const { status, expected, reasons } = record
  return {
    status,
    ...(expected === undefined ? {} : { by: expected.by }),
    ...(record.record === undefined ? {} : { record: record.record }),
    reasons,
  }
}

async function mainPart(module: BuildModule, { input, left }: PartContext): Promise<BillPart> {
  const { project, files, head } = input
  const main = project.mains.find(({ goMod }) => goMod.module?.path === module.path)
  const folder = main?.folder ?? project.folder
  const licences = await files.ofFolder(folder, left)
  const version =
    head === undefined ? '' : await stampedVersion(module.path, head, path.relative(project.folder, folder))
  return {
    ref: module.path,
    kind: 'project',
    path: module.path,
    version,
    direct: true,
    ...(licences === undefined ? {} : { licences }),
    ...(head === undefined ? {} : { facts: { commit: head.commit, changed: String(head.changed) } }),
  }
}

/** What nothing was found to need is optional only where everything was read. */
function scopeOf(uses: Uses | undefined, name: string): PartScope | undefined {
  const need = uses?.modules.get(name)?.need
  if (need === undefined) return uses?.whole === true ? 'optional' : undefined
  return need === 'code' ? 'required' : need === 'test' ? 'excluded' : 'optional'
}

function scopeOrder(scope: PartScope | undefined): number {
  return scope === undefined ? 3 : ['required', 'optional', 'excluded'].indexOf(scope)
}

/** The name that scanners know Go's standard library by; its version is Go's. */
function standardPart(go: GoSettings, project: Project, graph: ModuleGraph): BillPart | undefined {
  const chosen = chosenGo(go, project, graph)
  return chosen === undefined ? undefined : standardLibrary(chosen.note.version, { 'chosen by': chosen.note.from })
}

/** Of every release; that of another build of Go is not known. */
const GO_LICENCE: Licences = { expression: 'BSD-3-Clause', declared: 'BSD-3-Clause', evidence: [] }

/** Go's standard library of one version (`go1.26.8`). */
export function standardLibrary(version: string, facts?: Readonly<Record<string, string>>): BillPart {
  return {
    ref: `stdlib@${version}`,
    kind: 'standard',
    path: 'stdlib',
    version,
    direct: true,
    scope: 'required',
    ...(/^go\d+\.\d+/.test(version) ? { licences: GO_LICENCE } : {}),
    ...(facts === undefined ? {} : { facts }),
  }
}

function edgesOf(graph: ModuleGraph, refs: ReadonlyMap<string, string>, standard: BillPart | undefined): BillEdge[] {
  const edges = new Map<string, Set<string>>()
  for (const ref of refs.values()) edges.set(ref, new Set())
  const selected = new Map(graph.buildList.map((m) => [m.path, m.version]))
  const needs = new Map<string, Set<string>>()
  for (const { from, to } of graph.edges) {
    if (selected.get(from.path) !== from.version) continue
    const all = needs.get(from.path)
    if (all === undefined) needs.set(from.path, new Set([to.path]))
    else all.add(to.path)
  }
  for (const [from, ref] of refs) {
    // What comes through a module that is not told hangs on who requires that.
    const seen = new Set<string>()
    const open = [...(needs.get(from) ?? [])]
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (seen.has(next)) continue
      seen.add(next)
      const other = refs.get(next)
      if (other === undefined) open.push(...(needs.get(next) ?? []))
      else if (other !== ref) edges.get(ref)?.add(other)
    }
  }
  if (standard !== undefined) {
    for (const m of graph.buildList) if (m.main) edges.get(refs.get(m.path) ?? '')?.add(standard.ref)
    edges.set(standard.ref, new Set())
  }
  return [...edges]
    .map(([from, to]) => ({ from, to: [...to].toSorted(compareBytes) }))
    .toSorted((a, b) => compareBytes(a.from, b.from))
}

/** The tree that every proof leads to; absent where no head was seen. */
export function databaseOf({ name, treeSize, rootHash }: BillDatabase): BillDatabase {
  return { name, treeSize, rootHash }
}

function dateOf({ epoch, head }: BillInput): string | undefined {
  const time = epoch === undefined ? head?.time : new Date(epoch * 1000)
  return time === undefined ? undefined : isoTime(time)
}

/** RFC 3339, to the second. */
export function isoTime(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z')
}

/** What a part's provenance means for the run: as in `verify`. */
export function exitOf(provenance: Provenance | undefined): ExitCode {
  switch (provenance?.status) {
    case 'broken':
      return 4
    case 'unlisted':
      return 1
    case 'unchecked':
      return 3
    default:
      return 0
  }
}
