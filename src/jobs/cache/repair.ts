// repair: whatever verify finds broken is put right from proven bytes, with the bad files kept as evidence.
//
// The order: verify, reading every byte; proven bytes fetched into modwarden's own store where the cache's are not the
// ones; each module version mended under go's lock (mend.ts); and again, because a bad go.mod may have hidden a part of
// the build list. An interrupted run is found in the audit trail, and its modules are gone through once more.
import { isWardenError, messageOf } from '../../base/errors.ts'
import { moduleName, type Finding, type ModuleVersion } from '../../base/finding.ts'
import { mapLimit } from '../../base/once.ts'
import { cachePaths } from '../../gomod/cachelayout.ts'
import { worstExit } from '../../report/exit.ts'
import type { RepairRecord, RepairReport, RepairStatus, SumRepair } from '../../report/repair.ts'
import type { ExitCode, ModuleRecord, Part, VerifyReport } from '../../report/verify.ts'
import type { World } from '../../world/world.ts'
import { agreedOn, whyUnsure, type Agreed } from '../verify/agreed.ts'
import { checkAll, type VerifyOptions } from '../verify/check.ts'
import { findLeftovers, sweep } from './cleanleftovers.ts'
import type { Database } from '../database/database.ts'
import { Hashing } from '../verify/hashing.ts'
import type { Actor } from './keep.ts'
import { mend, type Mended, type Mending } from './mend.ts'
import type { Project } from '../project/project.ts'
import { provenBytes, type ProvenBytes, type Standing } from './repairbytes.ts'
import { repairSums, wrongSums } from './repairsums.ts'
import { createSources, type Sources } from '../project/sources.ts'
import { trailComplete, unfinishedChanges, type Unfinished } from './trail.ts'
import { verifyProject } from '../verify/verify.ts'
import { verifyCache } from '../verify/cache.ts'

/** What is repaired. */
export type RepairTarget =
  | { readonly kind: 'all' }
  /** These alone, whether the project needs them or not. */
  | { readonly kind: 'modules'; readonly modules: readonly ModuleVersion[] }

/** How it is repaired. */
export interface RepairOptions extends VerifyOptions {
  /** Removes what is bad even where nothing proven can be had. */
  readonly remove: boolean
  /** Replaces wrong lines of the project's go.sum. */
  readonly goSum: boolean
}

/** A bad go.mod hides what it would have required; more rounds than any project has such layers. */
const ROUNDS = 5
const MENDING = 4

/**
 * Repairs a project, or the whole cache where `project` is `undefined`. Throws `usage` and `parse` for the project's own
 * files, `fork`, `aborted`; what goes wrong with a module is in the report.
 */
export async function repair(
  world: World,
  project: Project | undefined,
  database: Database,
  target: RepairTarget,
  actor: Actor,
  options: RepairOptions,
): Promise<RepairReport> {
  const { go } = actor
  const began = world.clock.now().getTime()
  const full = { ...options, full: true, intoModcache: false }
  const records = new Map<string, RepairRecord>()
  let leftovers = 0
  let checked: Checked | undefined
  const unfinished = await unfinishedChanges(world, go.GOMODCACHE)
  for (let round = 0; round < ROUNDS; round++) {
    checked = await check(world, project, database, target, actor, full)
    const sources = sourcesFor(world, project, database, actor, options)
    const wrong = checked.modules.filter((m) => needsMending(m) && !records.has(moduleName(m)))
    const interrupted = round > 0 ? [] : unfinished.filter((u) => belongs(u, target) && !wrong.some((m) => same(m, u)))
    const candidates = [...wrong, ...interrupted.map(onlyNamed)]
    if (candidates.length === 0) break
    let done = 0
    options.onProgress?.(() => `repaired ${done} of ${candidates.length}`)
    const mended = await mapLimit(candidates, MENDING, async (record) => {
      const got = await repairOne(world, { project, database, sources, actor, options, record, unfinished })
      done++
      return got
    })
    for (const got of mended) {
      records.set(moduleName(got.record), got.record)
      leftovers += got.leftovers
    }
    // Only a go.mod that was wrong can have hidden something from the check.
    if (!mended.some((got) => got.record.status === 'repaired' && got.record.parts.includes('.mod'))) break
    if (target.kind === 'modules') break
  }
  if (target.kind === 'all') {
    // What an earlier run could not clear away beside modules that are right by now.
    leftovers += await sweep(world, go.GOMODCACHE, await findLeftovers(world, go.GOMODCACHE), options.signal)
  }
  const kept =
    project === undefined ? { sums: [] } : await sumsOfProject(world, project, database, target, actor, options)
  await database.save()
  return summarize(target, checked, records, kept, {
    subject: { kind: project === undefined ? 'cache' : 'project', folder: project?.folder ?? go.GOMODCACHE },
    leftovers,
    seconds: (world.clock.now().getTime() - began) / 1000,
  })
}

/** The wrong lines of go.sum, replaced where that is asked for; where that fails they stay wrong, with the reason. */
async function sumsOfProject(
  world: World,
  project: Project,
  database: Database,
  target: RepairTarget,
  actor: Actor,
  options: RepairOptions,
): Promise<KeptSums> {
  const sums = await wrongSums(database, project, target)
  if (!options.goSum) return { sums }
  try {
    const kept = await repairSums(world, project, sums, actor, options.signal)
    // What an earlier run left open is done now.
    for (const change of await unfinishedChanges(world, project.folder)) await trailComplete(world, change)
    return kept
  } catch (error) {
    if (!isWardenError(error) || error.code === 'aborted') throw error
    return { sums, why: messageOf(error) }
  }
}

interface KeptSums {
  readonly sums: readonly SumRepair[]
  readonly evidence?: string
  readonly why?: string
}

/** What a check found, whichever way it was made. */
interface Checked {
  readonly modules: readonly ModuleRecord[]
  readonly findings: readonly Finding[]
}

async function check(
  world: World,
  project: Project | undefined,
  database: Database,
  target: RepairTarget,
  { go }: Actor,
  options: VerifyOptions,
): Promise<Checked> {
  if (target.kind === 'all') {
    const report: VerifyReport =
      project === undefined
        ? await verifyCache(world, go, database, options)
        : await verifyProject(world, go, project, database, options)
    return report
  }
  const { prover } = database
  const sources = createSources(world, { modcache: go.GOMODCACHE, project, prover, full: true, signal: options.signal })
  const hashing = new Hashing(world, sources, options)
  const subjects = target.modules.map((module) => ({ module, direct: false, goModOnly: false, onlyListed: true }))
  const { judged } = await checkAll(world, { project, sources, database, subjects, hashing }, options)
  return { modules: judged.map((c) => c.judgement.record), findings: [] }
}

function sourcesFor(
  world: World,
  project: Project | undefined,
  { prover }: Database,
  { go }: Actor,
  { signal }: RepairOptions,
): Sources {
  return createSources(world, { modcache: go.GOMODCACHE, project, prover, full: true, signal })
}

const REPAIRABLE: readonly Part[] = ['zip', 'folder', '.ziphash', '.mod']

/** What is wrong, or cannot be read and so cannot be shown to be right. */
function needsMending(m: ModuleRecord): boolean {
  return REPAIRABLE.some((part) => {
    const state = m.parts[part]
    return state === 'differs' || state === 'damaged' || (state === 'unread' && m.expected !== undefined)
  })
}

function same(a: ModuleVersion, b: ModuleVersion): boolean {
  return a.path === b.path && a.version === b.version
}

function belongs(u: Unfinished, target: RepairTarget): boolean {
  return target.kind === 'all' || target.modules.some((m) => same(m, u))
}

function onlyNamed({ path, version }: Unfinished): ModuleRecord {
  return {
    path,
    version,
    status: 'unchecked',
    direct: false,
    goModOnly: false,
    parts: {},
    reasons: [],
    remedy: [],
    byIndex: false,
  }
}

interface One {
  readonly project: Project | undefined
  readonly database: Database
  readonly sources: Sources
  readonly actor: Actor
  readonly options: RepairOptions
  readonly record: ModuleRecord
  readonly unfinished: readonly Unfinished[]
}

async function repairOne(
  world: World,
  one: One,
): Promise<{ readonly record: RepairRecord; readonly leftovers: number }> {
  const { project, database, sources, actor, options, record } = one
  const module = { path: record.path, version: record.version }
  const earlier = one.unfinished.filter((u) => same(u, module))
  const told = (status: RepairStatus, more: Partial<RepairRecord> = {}): RepairRecord => ({
    ...module,
    status,
    parts: REPAIRABLE.filter((part) => record.parts[part] !== undefined && needsPart(record, part)),
    ...(earlier[0] === undefined ? {} : { interrupted: earlier[0].time }),
    reasons: [],
    remedy: [],
    ...more,
  })
  try {
    const agreed = await agreedOn(database.prover, project, module)
    const expected = expectedOf(agreed)
    const unsure = whyUnsure(agreed)
    if (unsure !== undefined && !options.remove) {
      return { leftovers: 0, record: told('failed', { reasons: [unsure] }) }
    }
    const paths = cachePaths(actor.go.GOMODCACHE, module)
    const attempt = async (standing: Standing): Promise<Attempt> => {
      const bytes = await provenBytes(world, sources, standing, agreed)
      const mending: Mending = {
        action: 'repair',
        module,
        paths,
        cache: actor.go.GOMODCACHE,
        agreed: unsure === undefined ? agreed : { ...agreed, zip: [], goMod: [] },
        zip: bytes.zip,
        goMod: bytes.goMod,
        complete: false,
        remove: options.remove,
      }
      return { bytes, mended: await mend(world, mending, actor, options.signal) }
    }
    let { bytes, mended } = await attempt(record)
    // More is wrong than the check had seen, or it was an interrupted run that was not checked: now it is known what for.
    if (mended.kind === 'lacking' && bytes.why.length === 0) {
      ;({ bytes, mended } = await attempt({ ...module, parts: standingOf(mended.bad) }))
    }
    // Whatever an earlier run left open has its end now.
    if (mended.kind !== 'lacking') for (const change of earlier) await trailComplete(world, change)
    return { leftovers: mended.leftovers, record: told(...outcome(mended, expected, bytes)) }
  } catch (error) {
    if (!isWardenError(error) || error.code === 'aborted' || error.code === 'fork') throw error
    const remedy = error.remedy === undefined ? [] : [error.remedy]
    return { leftovers: 0, record: told('failed', { reasons: [messageOf(error)], remedy }) }
  }
}

interface Attempt {
  readonly bytes: ProvenBytes
  readonly mended: Mended
}

/** Bad contents want a proven zip, whichever part it is: under the lock the cache's own was not one. */
function standingOf(bad: readonly Part[]): ModuleRecord['parts'] {
  const contents = bad.some((part) => part !== '.mod')
  return { ...(contents ? { zip: 'differs' } : {}), ...(bad.includes('.mod') ? { '.mod': 'differs' } : {}) }
}

function outcome(
  mended: Mended,
  expected: RepairRecord['expected'],
  bytes: ProvenBytes,
): [RepairStatus, Partial<RepairRecord>] {
  const agreed = expected === undefined ? {} : { expected }
  switch (mended.kind) {
    case 'sound':
    case 'added':
      return ['sound', { ...agreed, parts: [] }]
    case 'repaired':
    case 'removed':
      return [mended.kind, { ...agreed, parts: mended.bad, evidence: mended.evidence }]
    case 'broken':
      return [
        'broken',
        {
          ...agreed,
          parts: mended.bad,
          ...(mended.evidence === undefined ? {} : { evidence: mended.evidence }),
          reasons: ['it was replaced, and is wrong again'],
        },
      ]
    case 'lacking':
      return [
        bytes.sentOther ? 'broken' : 'failed',
        {
          ...agreed,
          parts: mended.bad,
          reasons: ['proven bytes cannot be had, so nothing was touched', ...mended.unread, ...bytes.why],
          remedy: bytes.sentOther ? ['go env GOPROXY   # see which proxy answers, and ask whoever runs it'] : [],
        },
      ]
  }
}

function needsPart(record: ModuleRecord, part: Part): boolean {
  const state = record.parts[part]
  return state === 'differs' || state === 'damaged' || state === 'unread'
}

function expectedOf({ zip, goMod, by }: Agreed): RepairRecord['expected'] {
  const [h1] = zip
  const [modH1] = goMod
  if (h1 === undefined && modH1 === undefined) return undefined
  return { ...(h1 === undefined ? {} : { h1 }), ...(modH1 === undefined ? {} : { goMod: modH1 }), by }
}

function summarize(
  target: RepairTarget,
  checked: Checked | undefined,
  records: ReadonlyMap<string, RepairRecord>,
  { sums, evidence, why }: KeptSums,
  more: { readonly subject: RepairReport['subject']; readonly leftovers: number; readonly seconds: number },
): RepairReport {
  const all = checked?.modules ?? []
  const modules = [...records.values()]
  for (const m of all) {
    if (records.has(moduleName(m)) || !(m.status === 'unchecked' || m.status === 'unlisted' || m.status === 'broken'))
      continue
    // Broken by its go.sum line alone: told there.
    if (m.status === 'broken' && sums.some((s) => same(s, m))) continue
    const { path, version, remedy } = m
    const twice =
      m.parts['go.sum'] === 'differs' ? ['go.sum has two hashes for it, and no database says which is right'] : []
    const reasons = [...m.reasons, ...twice]
    modules.push({ path, version, status: m.status === 'broken' ? 'broken' : 'unchecked', parts: [], reasons, remedy })
  }
  for (const { path, version } of target.kind === 'modules' ? target.modules : []) {
    if (all.some((m) => same(m, { path, version })) || records.has(moduleName({ path, version }))) continue
    const reasons = ['nothing of it is in the module cache']
    modules.push({ path, version, status: 'failed', parts: [], reasons, remedy: [] })
  }
  const status: Record<RepairStatus, number> = { repaired: 0, removed: 0, sound: 0, broken: 0, failed: 0, unchecked: 0 }
  for (const m of modules) status[m.status]++
  const vendor = checked?.findings.some((f) => f.rule === 'MW-INT-VENDOR' && f.severity === 'critical') ?? false
  const findings = checked?.findings.filter((f) => f.rule === 'MW-INT-GRAPH') ?? []
  const codes: ExitCode[] = []
  if (status.broken > 0 || vendor || sums.some((s) => s.status === 'told')) codes.push(4)
  if (status.failed > 0 || status.unchecked > 0 || findings.length > 0) codes.push(3)
  return {
    schema: 'modwarden/repair/1',
    subject: more.subject,
    modules,
    goSum: sums,
    ...(evidence === undefined ? {} : { goSumEvidence: evidence }),
    ...(why === undefined ? {} : { goSumReason: why }),
    vendor,
    findings,
    summary: {
      checked: all.length,
      status,
      leftovers: more.leftovers,
      seconds: Math.round(more.seconds * 1000) / 1000,
    },
    exitCode: worstExit(codes),
  }
}
