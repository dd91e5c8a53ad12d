// One module version compared with its source: which commit its version names today, which one was recorded, and whether
// the zip is what go makes of them.
import { isWardenError, messageOf } from '../../base/errors.ts'
import { moduleName, type ModuleVersion } from '../../base/finding.ts'
import {
  isHash,
  isSameRepository,
  originTroubles,
  parseInfo,
  repositoryMoved,
  revisionOf,
  type Info,
  type Revision,
} from '../../gomod/origin.ts'
import { personOf } from '../../gomod/signature.ts'
import { repositoryPlace, type RepositoryPlace } from '../../gomod/vcszip.ts'
import { judgeSource, type SourceVerdict } from '../../rules/record/source.ts'
import type { ComparedModule } from '../../report/compare.ts'
import type { LineRange, Remote, Vcs } from '../../world/vcs.ts'
import { compareCommit, type Compared } from './commit.ts'
import type { Permission, Place, PlaceFinder } from './place.ts'
import { signingOf } from './signing.ts'
import { shellQuoted } from '../../base/shellword.ts'

/** A finding about the code of a module, which may lie in what the source does not have. */
export interface CodeFinding {
  readonly rule: string
  readonly file: string
  /** From 1; 0 for the file as a whole. */
  readonly line: number
}

/** One module version that is to be compared. */
export interface CompareTarget {
  readonly module: ModuleVersion
  readonly direct: boolean
  readonly at?: { readonly file: string; readonly line: number }
  readonly integrity: ComparedModule['integrity']
  /** Its zip; or why there is none. */
  readonly zip: { readonly file: string } | { readonly why: string }
  /** The `.info` document; `undefined` where there is none. */
  readonly info: Uint8Array | undefined
  readonly permission: Permission
  readonly findings: readonly CodeFinding[]
}

/** What comparisons of one run share. */
export interface Comparing {
  readonly vcs: Vcs
  readonly places: PlaceFinder
  /** What servers have, each asked once. */
  readonly remotes: (url: string, access: Remote['access']) => Promise<Remote>
  /** Whether earlier tags are looked at, for who signed and committed them: of all, or only where something is wrong. */
  readonly history: 'all' | 'doubtful'
  readonly signal: AbortSignal | undefined
}

type Draft = { -readonly [K in keyof ComparedModule]?: ComparedModule[K] }

/** Compares; throws `aborted`, `fork` and bugs only: what else goes wrong makes the module not checkable. */
export async function compareModule(run: Comparing, target: CompareTarget): Promise<ComparedModule> {
  const { module, direct, at, integrity } = target
  const draft: Draft = {}
  const reasons: string[] = []
  const remedy: string[] = []
  const troubles: string[] = []
  let verdict: SourceVerdict
  let inDifference: readonly string[] = []
  try {
    const info = readInfo(target, reasons)
    draft.record = info?.origin === undefined ? 'missing' : 'there'
    if (info?.origin !== undefined && isHash(info.origin.hash)) draft.recordedCommit = info.origin.hash
    if (info !== undefined && TIME.test(info.time)) draft.recordedTime = info.time
    const looked = await look(run, target, info, draft, { reasons, remedy, troubles })
    verdict = looked.verdict
    inDifference = looked.changed === undefined ? [] : insideOf(target.findings, looked.changed)
  } catch (error) {
    if (!isWardenError(error) || error.code === 'aborted' || error.code === 'fork') throw error
    verdict = 'not-checkable'
    reasons.push(messageOf(error))
    if (error.remedy !== undefined) remedy.push(error.remedy)
  }
  if (troubles.length > 0) draft.record = 'false'
  if (integrity === 'broken') {
    reasons.push('what lies in the module cache is not what was agreed on')
    remedy.push('modwarden verify')
  }
  if (draft.contents === 'differ')
    remedy.push(`modwarden scan ${shellQuoted(moduleName(module))}   # what the installed code does`)
  const { differences = [], differenceCount = 0 } = draft
  const findings = judgeSource(moduleName(module), {
    verdict,
    ...(draft.contents === undefined ? {} : { contents: draft.contents }),
    ...(draft.recordedContents === undefined ? {} : { recordedContents: draft.recordedContents }),
    repository: draft.repository ?? '',
    revision: draft.revision ?? '',
    ...(draft.commit === undefined ? {} : { commit: draft.commit }),
    ...(draft.recordedCommit === undefined ? {} : { recordedCommit: draft.recordedCommit }),
    files: differences.map(({ name }) => name),
    fileCount: differenceCount,
    falseRecord: troubles,
    inDifference,
  })
  return {
    ...module,
    record: 'missing',
    compared: 0,
    ...draft,
    verdict,
    direct,
    ...(at === undefined ? {} : { at }),
    integrity,
    differences,
    differenceCount,
    inDifference,
    findings: findings.map(({ rule, severity, message, trace, remedy: next }) => ({
      rule,
      severity,
      message,
      evidence: trace.map(({ file, what }) => (file === '' ? what : `${file}: ${what}`)),
      remedy: next,
    })),
    reasons,
    remedy,
  }
}

/** A time as Go writes it (RFC 3339). */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/

interface Notes {
  readonly reasons: string[]
  readonly remedy: string[]
  readonly troubles: string[]
}

interface Looked {
  readonly verdict: SourceVerdict
  /** Lines that are the zip's alone, where that was compared. */
  readonly changed?: ReadonlyMap<string, 'all' | readonly LineRange[]>
}

async function look(
  run: Comparing,
  target: CompareTarget,
  info: Info | undefined,
  draft: Draft,
  notes: Notes,
): Promise<Looked> {
  const { module, permission } = target
  if (permission.kind === 'not') {
    notes.reasons.push(permission.why)
    notes.remedy.push(permission.remedy)
    return { verdict: 'not-checkable' }
  }
  const { access } = permission
  const found: Place = await run.places.find(module, info, access)
  if (found.kind === 'missing') {
    notes.reasons.push(found.why)
    return { verdict: 'origin-missing' }
  }
  const { repository } = found
  notes.reasons.push(...found.notes)
  draft.by = found.by
  draft.repository = repository.url
  const place = repositoryPlace(module.path, repository.root, repository.subfolder)
  if (info !== undefined) notes.troubles.push(...originTroubles(module, info, repository, place))
  if (info?.origin !== undefined && repositoryMoved(module, info, repository)) {
    notes.reasons.push(`its path leads to another repository than was recorded: ${info.origin.url}`)
  }
  const revision = revisionOf(module.version, place)
  draft.revision = revision.kind === 'tag' ? revision.ref : revision.prefix
  let remote: Remote
  try {
    remote = await run.remotes(repository.url, access)
  } catch (error) {
    if (!isWardenError(error, 'not-found')) throw error
    notes.reasons.push(messageOf(error))
    return { verdict: 'repository-gone' }
  }
  draft.repository = remote.url
  // A code host leads on from an old name to a new one, whoever has it now.
  if (!isSameRepository(remote.url, repository.url)) notes.reasons.push(`${repository.url} leads on to ${remote.url}`)
  const recorded = notes.troubles.length === 0 && info?.origin !== undefined ? info.origin.hash : ''
  const wanted = await wantedCommit(run, remote, revision, recorded, notes)
  if ('why' in target.zip) {
    notes.reasons.push(target.zip.why)
    return { verdict: wanted === undefined ? 'tag-gone' : 'not-checkable' }
  }
  const zip = target.zip.file
  const compareWith = async (ref: string | undefined, commit: string): Promise<Compared> =>
    compareCommit(run, remote, module, place, zip, { ref, commit })
  if (wanted === undefined) {
    if (!isHash(recorded)) return { verdict: 'tag-gone' }
    const then = await compareRecorded(compareWith, recorded)
    draft.recordedContents = then?.contents ?? 'gone'
    if (then?.contents !== 'differ') return { verdict: 'tag-gone' }
    // Worse than a tag that is gone: the zip is not what it is said to be made of.
    fill(draft, place, then, notes)
    return { verdict: 'differs', ...changedIn(then) }
  }
  const today = await compareWith(wanted.ref, wanted.commit)
  try {
    fill(draft, place, today, notes)
    const signing = await orReason(notes, 'who signed it', async () =>
      signingOf(run, remote, module, place, today.checkout, today.contents === 'same'),
    )
    if (signing !== undefined) draft.signing = signing
  } finally {
    await today.checkout.dispose()
  }
  const isMoved = movedSince(info, recorded, today)
  if (isMoved && isHash(recorded) && recorded !== today.checkout.commit) {
    // What stands in the way of the second comparison takes nothing from the first.
    const then = await orReason(
      notes,
      'the commit that was recorded',
      async () => (await compareRecorded(compareWith, recorded))?.contents ?? 'gone',
    )
    if (then !== undefined) draft.recordedContents = then
  }
  return { verdict: verdictOf(today.contents, isMoved, recorded, draft.recordedContents), ...changedIn(today) }
}

/** What `work` gives; where it fails, a reason instead: it is about something besides. */
async function orReason<T>(notes: Notes, what: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (!isWardenError(error) || error.code === 'aborted' || error.code === 'fork') throw error
    notes.reasons.push(`${what} could not be looked at: ${messageOf(error)}`)
    return undefined
  }
}

function changedIn({ comparison }: Compared): Pick<Looked, 'changed'> {
  return comparison === undefined ? {} : { changed: comparison.changed }
}

/**
 * A tag that has moved explains a difference, unless the recorded commit does not hold the zip either. Times alone do not
 * make a tag moved whose files are the same: some proxies put their own time there.
 */
function verdictOf(
  contents: 'same' | 'differ',
  isMoved: boolean,
  recorded: string,
  recordedIs: ComparedModule['recordedContents'],
): SourceVerdict {
  if (contents === 'same') return isMoved && recorded !== '' ? 'tag-moved' : 'same'
  return isMoved && recordedIs !== 'differ' ? 'tag-moved' : 'differs'
}

function movedSince(info: Info | undefined, recorded: string, { checkout }: Compared): boolean {
  if (recorded !== '') return recorded !== checkout.commit
  const then = Date.parse(info?.time ?? '')
  const now = personOf(checkout.commitText)?.time
  return now !== undefined && Number.isFinite(then) && Math.floor(then / 1000) !== now
}

function readInfo({ module, info }: CompareTarget, reasons: string[]): Info | undefined {
  if (info === undefined) return undefined
  try {
    return parseInfo(info)
  } catch (error) {
    if (!isWardenError(error, 'parse')) throw error
    reasons.push(`${moduleName(module)}: ${messageOf(error)}`)
    return undefined
  }
}

/** The commit that the version names today; `undefined` where there is no such tag, or nothing leads to the commit. */
async function wantedCommit(
  run: Comparing,
  remote: Remote,
  revision: Revision,
  recorded: string,
  notes: Notes,
): Promise<{ readonly ref: string | undefined; readonly commit: string } | undefined> {
  if (revision.kind === 'tag') {
    const ref = remote.refs.get(revision.ref)
    return ref === undefined ? undefined : { ref: revision.ref, commit: ref.commit }
  }
  try {
    const commit = await run.vcs.findCommit(remote, revision.prefix, run.signal)
    const ref = [...remote.refs].find(([, { object }]) => object === commit)?.[0]
    return { ref, commit }
  } catch (error) {
    if (isWardenError(error, 'not-found')) return undefined
    if (!isWardenError(error, 'too-large', 'unreachable') || !isHash(recorded)) throw error
    notes.reasons.push(`whether a branch or tag leads to the commit was not looked at: ${messageOf(error)}`)
    return { ref: undefined, commit: recorded }
  }
}

/** The same with the recorded commit, whose objects are not kept; `undefined` where the server no longer gives it. */
async function compareRecorded(
  compareWith: (ref: string | undefined, commit: string) => Promise<Compared>,
  commit: string,
): Promise<Compared | undefined> {
  try {
    const compared = await compareWith(undefined, commit)
    await compared.checkout.dispose()
    return compared
  } catch (error) {
    if (!isWardenError(error, 'not-found', 'mismatch')) throw error
    return undefined
  }
}

function fill(
  draft: Draft,
  place: RepositoryPlace,
  { checkout, contents, comparison, folder, why }: Compared,
  notes: Notes,
): void {
  draft.commit = checkout.commit
  const time = personOf(checkout.commitText)?.time
  if (time !== undefined && Math.abs(time) < 253_402_300_800)
    draft.commitTime = new Date(time * 1000).toISOString().replace('.000Z', 'Z')
  draft.contents = contents
  if (folder !== '' || place.folder !== '') draft.folder = folder
  if (why !== undefined) notes.reasons.push(`go makes no zip of what the tag holds: ${why}`)
  if (comparison === undefined) return
  draft.h1 = comparison.zip
  draft.sourceH1 = comparison.source
  draft.compared = comparison.compared
  draft.differences = comparison.differences
  draft.differenceCount = comparison.differenceCount
}

/** Findings whose lines the source does not have. */
function insideOf(
  findings: readonly CodeFinding[],
  changed: ReadonlyMap<string, 'all' | readonly LineRange[]>,
): string[] {
  const inside = findings.filter(({ file, line }) => {
    const lines = changed.get(file)
    if (lines === undefined) return false
    return lines === 'all' || line === 0 || lines.some(({ from, to }) => from <= line && line <= to)
  })
  return [...new Set(inside.map(({ rule, file, line }) => `${rule} ${file}${line > 0 ? `:${line}` : ''}`))]
}
