// Deciding on a module version in a guard: what is known is gathered, decided on, and recorded where the decision is
// another one than the last. A decision holds until its time, its policy or its facts change.
import { isWardenError } from '../../base/errors.ts'
import { moduleName, type ModuleVersion } from '../../base/finding.ts'
import { decide, isRefusal, type Circumstances } from '../../policy/decide.ts'
import type { Policy } from '../../policy/policy.ts'
import type { Decision } from '../../policy/decision.ts'
import { basisOf, type DecisionBasis } from '../../policy/decisionrecord.ts'
import { eventName } from '../../policy/event.ts'
import type { Known, KnownContent, LoggedBounds, Stage, Standing } from '../../policy/known.ts'
import type { BehaviourFinding } from '../../rules/behaviour/finding.ts'
import { commitDate, judgeDates } from '../../rules/record/dates.ts'
import { repairsOf } from '../../advisories/repairs.ts'
import { wantedBy } from '../../policy/wanted.ts'
import type { AskAuthor } from '../known/authorsays.ts'
import { judgeKnown, silenceKnownGood } from '../../rules/record/known.ts'
import { judgeDemo } from '../../rules/record/demo.ts'
import { judgeName } from '../../rules/record/names.ts'
import type { FirstLogged } from '../../sumdb/clock.ts'
import type { LoggedDecision, NewDecision, RecordedRecall } from '../../world/decisionlog.ts'
import type { GuardWorld } from './guardworld.ts'
import type { JudgedFinding } from '../scan/scanner.ts'

/** What a decision is made from, besides what the guard knows anyway. */
export interface DecisionSubject {
  readonly module: ModuleVersion
  readonly stage: Stage
  readonly standing: Standing
  /** The number of its record. */
  readonly record?: number | undefined
  readonly firstSeen?: string | undefined
  /** The commit's time, as `.info` says; empty where nobody asked. */
  readonly committed?: string | undefined
  readonly content?: ContentFacts | undefined
  /** What the upstream said when it refused the module. */
  readonly refusal?: string | undefined
}

/** What reading the zip told. */
export interface ContentFacts extends Omit<KnownContent, 'findings'> {
  readonly findings: readonly JudgedFinding[]
}

/** A decision and its record. */
export interface Made {
  readonly decision: Decision
  /** `undefined` where a check could not be made just now: that is nothing to remember. */
  readonly logged: LoggedDecision | undefined
}

/** Makes decisions, and remembers those that still hold. */
export interface Deciding {
  decide(subject: DecisionSubject): Promise<Made>
  /** The decision that still holds; `undefined` where none was made, or something changed. */
  known(module: ModuleVersion, stage: Stage): Made | undefined
}

const MOST_KNOWN = 100_000
const MOST_FINDINGS = 20

/** What deciding needs of a guard. */
export type DecidingWorld = Pick<
  GuardWorld,
  'log' | 'downloads' | 'names' | 'knowledge' | 'logClock' | 'ruling' | 'advisories' | 'random' | 'onEvent'
> & { readonly world: Pick<GuardWorld['world'], 'clock'>; readonly vault: Pick<GuardWorld['vault'], 'find'> }

/** Makes it for one guard. */
export function createDeciding(guard: DecidingWorld, askAuthor: AskAuthor): Deciding {
  const made = new Map<string, Made & { readonly epoch: number }>()
  const keyOf = (module: ModuleVersion, stage: Stage): string => `${stage} ${moduleName(module)}`
  /** What is being recorded, by key: the next is held against it, so that a version is taken back by one of them only. */
  const recording = new Map<string, Promise<unknown>>()
  const inTurn = async <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const before = recording.get(key)
    const own = before === undefined ? work() : before.then(work, work)
    recording.set(key, own)
    try {
      return await own
    } finally {
      if (recording.get(key) === own) recording.delete(key)
    }
  }
  return {
    known(module, stage): Made | undefined {
      const key = keyOf(module, stage)
      const found = made.get(key)
      if (found === undefined) return undefined
      const over = found.decision.validUntil !== undefined && found.decision.validUntil <= guard.world.clock.now()
      if (found.epoch === guard.ruling().epoch && !over) return found
      made.delete(key)
      return undefined
    },
    async decide(subject): Promise<Made> {
      const ruling = guard.ruling()
      const findings = await recordFindings(guard, subject)
      const circumstances = { ...ruling, now: guard.world.clock.now() }
      const { known, decision } = await decideOn(
        guard,
        await knownOf(guard, askAuthor, subject, findings),
        ruling.policy,
        circumstances,
      )
      if (decision.temporary) return { decision, logged: undefined }
      const evidence = [...findings, ...(subject.content?.findings ?? [])]
      const key = keyOf(subject.module, subject.stage)
      const basis = basisOf(known, circumstances)
      const logged = await inTurn(key, async () => record(guard, subject, decision, evidence, basis))
      const result = { decision, logged, epoch: ruling.epoch }
      if (made.size >= MOST_KNOWN) made.clear()
      // What is wrong with one download, what is not logged yet and what an upstream says today may be otherwise soon.
      const lasting = subject.standing !== 'mismatch' && subject.standing !== 'absent' && subject.refusal === undefined
      if (lasting) made.set(key, result)
      return result
    },
  }
}

/** Decides; on a version that is too young again, knowing what it repairs. */
async function decideOn(
  guard: DecidingWorld,
  known: Known,
  policy: Policy,
  circumstances: Circumstances,
): Promise<{ readonly known: Known; readonly decision: Decision }> {
  const decision = decide(policy, known, circumstances)
  const isYoung = decision.reasons.some(({ rule, action }) => rule === 'MW-META-YOUNG' && isRefusal(action))
  const book = isYoung ? await guard.advisories(known.path) : undefined
  const repairs = book === undefined ? [] : repairsOf(book, known)
  if (repairs.length === 0) return { known, decision }
  const knowing = { ...known, repairs }
  return { known: knowing, decision: decide(policy, knowing, circumstances) }
}

/** Whether what is done keeps it back. */
export function isStopped({ decision }: Made): boolean {
  return isRefusal(decision.action)
}

/** What name, dates and feeds say. */
async function recordFindings(guard: DecidingWorld, subject: DecisionSubject): Promise<readonly BehaviourFinding[]> {
  const { module, content, refusal, committed } = subject
  const known = { ...module, h1: content?.h1, ...(refusal === undefined ? {} : { refusal }) }
  const date = committed === undefined || committed === '' ? undefined : commitDate(committed)
  const dated = judgeDates({
    ...module,
    record: subject.record,
    committed: date,
    logged: await loggedOf(guard, subject),
    siblings: [],
    now: guard.world.clock.now(),
    beside: { clone: false },
  })
  return [
    ...judgeName(guard.names, module.path),
    ...dated,
    ...judgeKnown(guard.knowledge(), known),
    ...judgeDemo(module),
  ]
}

async function loggedOf(guard: DecidingWorld, { record }: DecisionSubject): Promise<FirstLogged | undefined> {
  return record === undefined ? undefined : (await guard.logClock())?.firstLogged(record)
}

async function knownOf(
  guard: DecidingWorld,
  askAuthor: AskAuthor,
  subject: DecisionSubject,
  findings: readonly BehaviourFinding[],
): Promise<Known> {
  const { module, stage, standing, firstSeen, content } = subject
  const isAsked = (standing === 'proven' || standing === 'unproven') && wantedBy(guard.ruling().policy).author
  const about = {
    ...module,
    standing,
    logged: bounds(await loggedOf(guard, subject)),
    ...(firstSeen === undefined ? {} : { firstSeen: new Date(firstSeen) }),
    repairs: [],
    ...(isAsked ? await askAuthor(module) : {}),
  }
  if (content === undefined) {
    if (stage === 'content') throw new Error('a decision on content needs the content')
    return { ...about, stage, findings }
  }
  const agreed = standing === 'proven' || standing === 'unproven'
  const left = silenceKnownGood(guard.knowledge(), { ...module, h1: content.h1, agreed }, [
    ...content.findings,
    ...findings,
  ])
  // What silences the code's findings leaves malware alone.
  const silenced = left.by !== undefined
  return {
    ...about,
    stage,
    findings: silenced ? findings.filter(({ rule }) => rule.startsWith('MW-KNOWN')) : findings,
    content: silenced ? { ...content, findings: [] } : content,
  }
}

function bounds(logged: FirstLogged | undefined): LoggedBounds {
  if (logged === undefined) return {}
  return {
    ...(logged.kind === 'between' ? { notBefore: logged.after } : {}),
    ...(logged.before === undefined ? {} : { notAfter: logged.before }),
  }
}

/** Records a decision that is not the last one about the same; what was given before is given on where the log fails. */
async function record(
  guard: DecidingWorld,
  subject: DecisionSubject,
  decision: Decision,
  findings: readonly (BehaviourFinding | JudgedFinding)[],
  basis: DecisionBasis,
): Promise<LoggedDecision> {
  const { log, world, onEvent } = guard
  const made = newDecision(subject, decision, findings, world.clock.now())
  const last = await log.last(subject.module, subject.stage)
  if (last !== undefined && sameDecision(last, made)) return last
  const recall = last !== undefined && isRefusal(decision.action) ? await recallOf(guard, last, made.time) : undefined
  const next = { ...made, ...(recall === undefined ? {} : { recall }), basis }
  try {
    const event = eventName(guard.random(10))
    const logged = await log.append({ event, ...next }, (written) => sameDecision(written, made))
    // Another process, or another request, decided the same and was first: it has told of it.
    if (logged.event !== event) return logged
    onEvent({ kind: 'decision', action: decision.action, rule: decision.reasons[0]?.rule ?? '' })
    // A version is taken back once: by what is decided on its contents, where they are kept.
    const isWhole = subject.stage === 'content' || (await guard.vault.find(subject.module))?.zip === undefined
    if (recall !== undefined && isWhole) {
      onEvent({ kind: 'recalled', module: subject.module, action: decision.action, event, recall })
    }
    return logged
  } catch (error) {
    const given = last !== undefined && !isRefusal(decision.action) && isGiving(last)
    if (isWardenError(error, 'io') && given) return last
    throw error
  }
}

/** What was given until now; `undefined` where the last decision stopped it already. */
async function recallOf(
  { log, downloads }: DecidingWorld,
  last: LoggedDecision,
  to: string,
): Promise<RecordedRecall | undefined> {
  if (!isGiving(last)) return undefined
  const earlier = await log.history(last.path, last.version, MOST_EARLIER)
  const same = earlier.filter(({ stage }) => stage === last.stage)
  const stop = same.findIndex((one) => !isGiving(one))
  const from = (stop < 0 ? same : same.slice(0, stop)).at(-1)?.time ?? last.time
  const uses = await downloads.uses(last, new Date(from))
  return { action: last.action, from, to, downloads: uses?.count ?? 0, people: uses?.people ?? 0 }
}

const MOST_EARLIER = 100

function isGiving({ action }: LoggedDecision): boolean {
  return action === 'allow' || action === 'warn'
}

function newDecision(
  { module, stage, content, record: number }: DecisionSubject,
  { action, enforced, reasons, opens, policy }: Decision,
  findings: readonly (BehaviourFinding | JudgedFinding)[],
  now: Date,
): Omit<NewDecision, 'event'> {
  return {
    path: module.path,
    version: module.version,
    time: now.toISOString(),
    stage,
    action,
    enforced,
    reasons: reasons.map(({ rule, action: leads, message, remedy, file, line }) => ({
      rule,
      action: leads,
      message,
      ...(file === undefined || file === '' ? {} : { file }),
      ...(line === undefined || line === 0 ? {} : { line }),
      remedy,
    })),
    findings: findings.slice(0, MOST_FINDINGS).map((finding) => ({
      rule: finding.rule,
      severity: finding.severity,
      file: finding.file,
      line: finding.line,
      message: finding.message,
      folded: finding.folded,
      trace: finding.trace.map(({ file, line, what }) => ({ file, line, what })),
      ...('code' in finding && finding.code !== undefined ? { code: finding.code } : {}),
    })),
    ...(content === undefined ? {} : { h1: content.h1 }),
    ...(number === undefined ? {} : { record: number }),
    ...(opens === undefined ? {} : { until: opens.toISOString() }),
    policy,
  }
}

/** Whether nobody would learn anything from the second one: findings and policy may change without changing what follows. */
function sameDecision(last: NewDecision, next: Omit<NewDecision, 'event'>): boolean {
  const told = ({ action, enforced, reasons, h1 = '', until = '' }: Omit<NewDecision, 'event'>): string =>
    JSON.stringify([action, enforced, h1, until, reasons.map((r) => [r.rule, r.action, r.message, r.file, r.line])])
  return told(last) === told(next)
}
