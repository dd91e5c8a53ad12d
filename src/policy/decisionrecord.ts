// DecisionRecord: what the guard writes down of a decision, a JSON line each: enough to make it again, by the same policy
// or another one. The line is what the decision log holds, what it exports as NDJSON, and what `policy replay` reads.
//
//   {"schema":"modwarden/decision/1","event":"E-7QW2ZK5MDA","at":"2026-11-21T12:00:00.000Z","engine":"…","mode":"enforce",
//    "known":{"path":"example.com/m","version":"v1.0.0","stage":"content","standing":"proven",…},
//    "waivers":[…],"overruled":[…],
//    "decision":{"action":"hold","enforced":"hold","verdict":"clean","temporary":false,"policy":"…","reasons":[…]}}
//
// Times are RFC 3339 in UTC. Of people there are references only. A reader passes over members that it does not know: a
// later version may add some; every member that it knows must have its form.
import { WardenError } from '../base/errors.ts'
import type { Mode } from './decide.ts'
import { ACTIONS, type Decision } from './decision.ts'
import type { Overruling } from './dispute.ts'
import { EVENT } from './event.ts'
import type { Known, KnownContent, KnownFinding, LoggedBounds } from './known.ts'
import { LEVELS } from './policy.ts'
import {
  flag,
  items,
  member,
  members,
  moment,
  one,
  maybe,
  text,
  texts,
  whole,
  type Members,
  type Slot,
} from './recordmembers.ts'
import type { Waiver } from './waiver.ts'

/** A waiver as it was in force; where it was written is not kept. */
export type RecordedWaiver = Omit<Waiver, 'place'>

/** A reason, as far as a log needs it: the rest follows from what was known. */
export type RecordedReason = Pick<Decision['reasons'][number], 'rule' | 'level' | 'action' | 'message' | 'change'>

/** One line. */
export interface DecisionRecord {
  readonly event: string
  readonly at: Date
  /** The digest of what made findings of the bytes. */
  readonly engine: string
  readonly mode: Mode['kind']
  /** Whose policy was over the guard's, where one was. */
  readonly project?: string
  /** A reference to whoever asked, where that is known. */
  readonly by?: string
  readonly known: Known
  /** Those about this version that were there, whether or not they counted. */
  readonly waivers: readonly RecordedWaiver[]
  readonly overruled: readonly Overruling[]
  readonly decision: Pick<Decision, 'action' | 'enforced' | 'temporary' | 'verdict' | 'policy'> & {
    readonly reasons: readonly RecordedReason[]
    readonly opens?: Date
    readonly validUntil?: Date
  }
}

/** A record as one line of JSON, without its end. */
export function decisionLine(record: DecisionRecord): string {
  const { known, decision, waivers, ...about } = record
  return JSON.stringify({
    schema: SCHEMA,
    ...about,
    known: { ...known, findings: known.findings.map(slim), ...contentOf(known.content) },
    // Only what is named here: where a waiver is written is nobody's business who reads a log.
    waivers: waivers.map((waiver) => Object.fromEntries(WAIVER_MEMBERS.map((key) => [key, waiver[key]]))),
    decision: {
      ...decision,
      reasons: decision.reasons.map((reason) => Object.fromEntries(REASON_MEMBERS.map((key) => [key, reason[key]]))),
    },
  })
}

/** Reads a line. Throws `parse` with the member that is wrong. */
export function readDecisionLine(line: string): DecisionRecord {
  const record = members({ value: parsed(line), name: '' })
  one(member(record, 'schema'), [SCHEMA])
  const decision = members(member(record, 'decision'))
  return {
    event: eventOf(record),
    at: moment(member(record, 'at')),
    engine: text(member(record, 'engine')),
    mode: one(member(record, 'mode'), ['enforce', 'monitor', 'break-glass']),
    ...maybe(record, 'project', text),
    ...maybe(record, 'by', text),
    known: knownOf(members(member(record, 'known'))),
    waivers: items(member(record, 'waivers')).map((item) => waiverOf(members(item))),
    overruled: items(member(record, 'overruled')).map((item) => overrulingOf(members(item))),
    decision: {
      action: one(member(decision, 'action'), ACTIONS),
      enforced: one(member(decision, 'enforced'), ACTIONS),
      temporary: flag(member(decision, 'temporary')),
      verdict: one(member(decision, 'verdict'), VERDICTS),
      policy: text(member(decision, 'policy')),
      reasons: items(member(decision, 'reasons')).map((item) => reasonOf(members(item))),
      ...maybe(decision, 'opens', moment),
      ...maybe(decision, 'validUntil', moment),
    },
  }
}

const SCHEMA = 'modwarden/decision/1'
const VERDICTS = ['clean', 'suspicious', 'malicious'] as const
const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const
const TRIGGERS = ['init', 'var', 'exported', 'hook', 'main', 'test', 'build', 'ide', 'cgo', 'record'] as const
const REASON_MEMBERS = ['rule', 'level', 'action', 'message', 'change'] as const
const WAIVER_MEMBERS = [
  'rule',
  'module',
  'version',
  'path',
  'reason',
  'owner',
  'expires',
  'ticket',
  'created',
  'from',
] as const
const STAGES = ['metadata', 'content'] as const
const STANDINGS = ['proven', 'unproven', 'mismatch', 'absent', 'unreachable'] as const
const CHANGERS = ['nobody', 'administrators', 'policy', 'waiver', 'retry'] as const
const SOURCES = [
  'same',
  'differs',
  'tag-moved',
  'tag-gone',
  'repository-gone',
  'origin-missing',
  'not-checkable',
] as const

function slim({ rule, severity, file, line, message, remedy, trigger, path }: KnownFinding): KnownFinding {
  return { rule, severity, file, line, message, remedy, trigger, ...(path === undefined ? {} : { path }) }
}

function contentOf(content: KnownContent | undefined): { readonly content?: KnownContent } {
  return content === undefined ? {} : { content: { ...content, findings: content.findings.map(slim) } }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch (error) {
    throw new WardenError('parse', 'not a line of JSON', { cause: error })
  }
}

function eventOf(record: Members): string {
  const event = text(member(record, 'event'))
  if (!EVENT.test(event)) throw new WardenError('parse', 'event: not E- and ten letters')
  return event
}

function knownOf(m: Members): Known {
  const stage = one(member(m, 'stage'), STAGES)
  const about = {
    path: text(member(m, 'path')),
    version: text(member(m, 'version')),
    ...maybe(m, 'origin', text),
    standing: one(member(m, 'standing'), STANDINGS),
    logged: boundsOf(members(member(m, 'logged'))),
    ...maybe(m, 'firstSeen', moment),
    findings: findingsOf(member(m, 'findings')),
    repairs: texts(member(m, 'repairs')),
    ...maybe(m, 'retracted', text),
    ...maybe(m, 'deprecated', text),
  }
  if (stage === 'content') return { ...about, stage, content: contentIn(member(m, 'content')) }
  return { ...about, stage, ...maybe(m, 'content', contentIn) }
}

function boundsOf(m: Members): LoggedBounds {
  return { ...maybe(m, 'notBefore', moment), ...maybe(m, 'notAfter', moment) }
}

function contentIn(slot: Slot): KnownContent {
  const m = members(slot)
  return {
    h1: text(member(m, 'h1')),
    findings: findingsOf(member(m, 'findings')),
    incomplete: flag(member(m, 'incomplete')),
    capabilities: texts(member(m, 'capabilities')),
    ...maybe(m, 'licences', texts),
    ...maybe(m, 'source', (source) => one(source, SOURCES)),
  }
}

function findingsOf(slot: Slot): readonly KnownFinding[] {
  return items(slot).map((item) => {
    const m = members(item)
    return {
      rule: text(member(m, 'rule')),
      severity: one(member(m, 'severity'), SEVERITIES),
      file: text(member(m, 'file')),
      line: whole(member(m, 'line')),
      message: text(member(m, 'message')),
      remedy: text(member(m, 'remedy')),
      trigger: one(member(m, 'trigger'), TRIGGERS),
      ...maybe(m, 'path', texts),
    }
  })
}

function waiverOf(m: Members): RecordedWaiver {
  return {
    ...maybe(m, 'rule', text),
    ...maybe(m, 'module', text),
    ...maybe(m, 'version', text),
    ...maybe(m, 'path', text),
    reason: text(member(m, 'reason')),
    owner: text(member(m, 'owner')),
    expires: text(member(m, 'expires')),
    ...maybe(m, 'ticket', text),
    ...maybe(m, 'created', text),
    from: one(member(m, 'from'), ['project', 'user']),
  }
}

function overrulingOf(m: Members): Overruling {
  return {
    path: text(member(m, 'path')),
    version: text(member(m, 'version')),
    h1: text(member(m, 'h1')),
    reason: text(member(m, 'reason')),
    expires: text(member(m, 'expires')),
    by: texts(member(m, 'by')),
  }
}

function reasonOf(m: Members): RecordedReason {
  return {
    rule: text(member(m, 'rule')),
    level: one(member(m, 'level'), LEVELS),
    action: one(member(m, 'action'), ACTIONS),
    message: text(member(m, 'message')),
    change: one(member(m, 'change'), CHANGERS),
  }
}
