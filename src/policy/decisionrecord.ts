// DecisionRecord: a line of the decision log, as the guard exports it in NDJSON: what was decided, and its basis, from
// which it can be decided again, by the same policy or another one.
//
//   {"number":12,"event":"E-7QW2ZK5MDA","time":"2026-11-21T12:00:00.000Z","path":"example.com/m","version":"v1.0.0",
//    "stage":"content","action":"hold","enforced":"hold","policy":"…","reasons":[{"rule":"MW-META-YOUNG",…}],…,
//    "basis":{"mode":"enforce","known":{"standing":"proven","logged":{…},…},"waivers":[…],"overruled":[…]}}
//
// Times are RFC 3339 in UTC. Of people there are references only. A reader passes over members that it does not know: a
// later version may add some; every member that it knows must have its form.
import { WardenError } from '../base/errors.ts'
import type { Circumstances, Mode } from './decide.ts'
import { ACTIONS, type Action, type Reason } from './decision.ts'
import type { Overruling } from './dispute.ts'
import { EVENT } from './event.ts'
import type { Known, KnownContent, KnownFinding, LoggedBounds } from './known.ts'
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
import { SOURCE_VERDICTS } from '../rules/record/source.ts'
import type { Waiver } from './waiver.ts'

/** A waiver as it was in force; where it was written is not kept. */
export type RecordedWaiver = Omit<Waiver, 'place'>

/** A reason, as far as a log needs it: the rest follows from what was known. */
export type RecordedReason = Pick<Reason, 'rule' | 'action' | 'message'>

/** What a decision was made from, besides the policy. */
export interface DecisionBasis {
  readonly mode: Mode['kind']
  readonly known: Known
  /** Those about this version that were there, whether or not they counted. */
  readonly waivers: readonly RecordedWaiver[]
  readonly overruled: readonly Overruling[]
}

/** One line, as far as deciding again needs it. */
export interface DecisionRecord {
  readonly event: string
  readonly time: Date
  readonly action: Action
  readonly enforced: Action
  /** The digest of the policy. */
  readonly policy: string
  readonly reasons: readonly RecordedReason[]
  readonly basis: DecisionBasis
}

/**
 * The basis of a decision as it goes into the log: nothing in it that a decision does not need, and of more than 200
 * findings the gravest.
 */
export function basisOf(known: Known, { mode, waivers, overruled }: Circumstances): DecisionBasis {
  const { path, version } = known
  const slimmed = { ...known, findings: slimOf(known.findings) }
  return {
    mode: mode.kind,
    known: slimmed.content === undefined ? slimmed : { ...slimmed, content: contentOf(slimmed.content) },
    waivers: waivers
      .filter((waiver) => waiver.module === path && waiver.version === version)
      .map(({ place: _, ...waiver }) => waiver),
    overruled: overruled.filter((one) => one.path === path && one.version === version),
  }
}

/**
 * Reads a line. `undefined` for one without a basis: nothing can be decided again from it. Throws `parse` with the member
 * that is wrong.
 */
export function readDecisionLine(line: string): DecisionRecord | undefined {
  const record = members({ value: parsed(line), name: '' })
  const basis = member(record, 'basis')
  const event = text(member(record, 'event'))
  if (!EVENT.test(event)) throw new WardenError('parse', 'event: not E- and ten letters')
  const decided = {
    event,
    time: moment(member(record, 'time')),
    action: one(member(record, 'action'), ACTIONS),
    enforced: one(member(record, 'enforced'), ACTIONS),
    policy: text(member(record, 'policy')),
    reasons: items(member(record, 'reasons')).map((item) => reasonOf(members(item))),
  }
  return basis.value === undefined ? undefined : { ...decided, basis: basisIn(members(basis)) }
}

const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const
const TRIGGERS = ['init', 'var', 'exported', 'hook', 'main', 'test', 'build', 'ide', 'cgo', 'record'] as const
const STAGES = ['metadata', 'content'] as const
const STANDINGS = ['proven', 'unproven', 'mismatch', 'absent', 'unreachable'] as const

/** A module can have as many findings as its author likes: the gravest, in their order. */
function slimOf(findings: readonly KnownFinding[]): readonly KnownFinding[] {
  if (findings.length <= MOST_FINDINGS) return findings.map(slim)
  const rank = ({ severity }: KnownFinding): number => SEVERITIES.indexOf(severity)
  const kept = new Set(findings.toSorted((a, b) => rank(a) - rank(b)).slice(0, MOST_FINDINGS))
  return findings.filter((one) => kept.has(one)).map(slim)
}

const MOST_FINDINGS = 200

function slim({ rule, severity, file, line, message, remedy, trigger, path }: KnownFinding): KnownFinding {
  return { rule, severity, file, line, message, remedy, trigger, ...(path === undefined ? {} : { path }) }
}

function contentOf(content: KnownContent): KnownContent {
  const { h1, findings, incomplete, capabilities, licences, source } = content
  return {
    h1,
    findings: slimOf(findings),
    incomplete,
    capabilities,
    ...(licences === undefined ? {} : { licences }),
    ...(source === undefined ? {} : { source }),
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch (error) {
    throw new WardenError('parse', 'not a line of JSON', { cause: error })
  }
}

function basisIn(m: Members): DecisionBasis {
  return {
    mode: one(member(m, 'mode'), ['enforce', 'monitor', 'break-glass']),
    known: knownOf(members(member(m, 'known'))),
    waivers: items(member(m, 'waivers')).map((item) => waiverOf(members(item))),
    overruled: items(member(m, 'overruled')).map((item) => overrulingOf(members(item))),
  }
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
    ...maybe(m, 'source', (source) => one(source, SOURCE_VERDICTS)),
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
    action: one(member(m, 'action'), ACTIONS),
    message: text(member(m, 'message')),
  }
}
