// What is known of module versions besides their bytes: names, feeds, dates. Everything that a run needs is opened once;
// what a module version's record says of it is judged for each.
import type { ModuleVersion } from '../../base/finding.ts'
import type { Knowledge } from '../../advisories/known.ts'
import type { ComparedModule, SourceFinding } from '../../report/compare.ts'
import type { ScanRecord } from '../../report/scan.ts'
import type { BehaviourFinding } from '../../rules/behaviour/finding.ts'
import { verdictOf } from '../../rules/behaviour/verdict.ts'
import { judgeDates } from '../../rules/record/dates.ts'
import { judgeKnown, silenceKnownGood } from '../../rules/record/known.ts'
import type { NameIndex } from '../../rules/record/nameindex.ts'
import { judgeNewHost } from '../../rules/record/newhost.ts'
import { judgeName } from '../../rules/record/names.ts'
import { judgeRetracted } from '../../rules/record/retracted.ts'
import { judgeSlop } from '../../rules/record/slop.ts'
import type { FirstLogged, LogClock } from '../../sumdb/clock.ts'
import type { World } from '../../world/world.ts'
import type { Prover } from '../database/prove.ts'
import type { CodeFinding } from '../source/module.ts'
import { judgeCopy } from './copy.ts'
import { keptSource, type KeptSource } from '../source/kept.ts'
import { datesOf } from './dates.ts'
import type { VersionsRun } from '../scan/elsewhere.ts'
import type { PlannedModule } from '../scan/plan.ts'
import type { JudgedFinding, Scanner } from '../scan/scanner.ts'

/** What a run knows. */
export interface Records {
  readonly world: World
  readonly names: NameIndex
  readonly knowledge: Knowledge
  /** The clock of the checksum database; `undefined` where there is none. */
  readonly clock: LogClock | undefined
  /** Asks the network for what the module cache lacks: versions beside this one, the module that it may be a copy of. */
  readonly deep: boolean
  readonly run: VersionsRun
  readonly prover: Prover
  /** Compares a module with its source repository, where that is wanted; findings about its code are looked for in the difference. */
  readonly compare?: (module: ModuleVersion, findings: readonly CodeFinding[]) => Promise<ComparedModule | undefined>
}

/** A module version, and what was found in its bytes. */
export interface RecordSubject {
  readonly plan: PlannedModule
  readonly findings: readonly JudgedFinding[]
  /** Of the bytes that were judged. */
  readonly h1: string | undefined
  /** Whether it does more than the version before it; `undefined` where they were not compared. */
  readonly adds: boolean | undefined
}

/** What a record says of a module version. */
export interface RecordJudgement {
  /** All findings that count, those about its code among them. */
  readonly findings: readonly JudgedFinding[]
  readonly record: ScanRecord | undefined
}

/** Judges what is known of one module version. Throws `fork`, `aborted`. */
export async function judgeRecord(
  scanner: Scanner,
  records: Records,
  subject: RecordSubject,
): Promise<RecordJudgement> {
  const { plan, findings, h1 } = subject
  const { world } = records
  const { module, integrity } = plan
  const refusal = plan.trees.length === 0 ? plan.reasons.join('\n') : undefined
  const known = { path: module.path, version: module.version, h1, ...(refusal === undefined ? {} : { refusal }) }
  const named = judgeName(records.names, module.path, { indirect: plan.direct === false })
  const dates = await datesOf(records, plan)
  const copied = await judgeCopy(scanner, records, { ...subject, committed: dates?.committed })
  const now = world.clock.now()
  const host = dates?.age === undefined ? [] : judgeNewHost(records.names, module.path, dates.age, now)
  const beside = {
    newOwner: host.length > 0,
    clone: copied.some((one) => one.rule === 'MW-CLONE'),
    ...(subject.adds === undefined ? {} : { addsCapabilities: subject.adds }),
  }
  const { age, retracted } = dates ?? {}
  const dated = [
    ...(dates === undefined ? [] : judgeDates({ ...module, ...dates, now, beside })),
    ...(age === undefined ? [] : judgeSlop(records.names, module.path, age, now)),
    ...host,
    ...(retracted === undefined ? [] : judgeRetracted(module, retracted.later, retracted.retract)),
  ]
  const agreed = integrity === 'proven' || integrity === 'unproven'
  const all = [...findings, ...named, ...copied, ...dated].map(asJudged)
  const { findings: left, by, silenced } = silenceKnownGood(records.knowledge, { ...known, agreed }, all)
  const compared = verdictOf(left) === 'clean' ? undefined : await records.compare?.(module, placesOf(left))
  const kept = compared === undefined && h1 !== undefined ? await keptSource(world, h1) : undefined
  const record: ScanRecord = {
    ...(kept === undefined ? {} : { source: plainSource(kept) }),
    ...(compared === undefined ? {} : { source: sourceOf(compared, world.clock.now()) }),
    ...(dates?.record === undefined ? {} : { number: dates.record }),
    ...(dates?.logged === undefined ? {} : { logged: loggedOf(dates.logged) }),
    ...(dates?.committed === undefined ? {} : { committed: dates.committed.toISOString() }),
    ...(dates?.origin === undefined ? {} : { origin: dates.origin }),
    ...(by === undefined ? {} : { knownGood: { by: by.source, reason: by.item.reason, findings: silenced } }),
  }
  return {
    findings: [
      ...[...left, ...judgeKnown(records.knowledge, known)].map(asJudged),
      ...(compared === undefined ? [] : compared.findings.map((found) => sourceFinding(compared, found))),
      ...(kept?.findings ?? []).map((found) => sourceFinding(undefined, found)),
    ],
    record: Object.keys(record).length === 0 ? undefined : record,
  }
}

/** The places that grave findings are about: each step on the way to what acts, because one line alone may be what was added. */
function placesOf(findings: readonly BehaviourFinding[]): CodeFinding[] {
  const grave = findings.filter(
    ({ severity, trigger }) => severity !== 'low' && severity !== 'info' && trigger !== 'record',
  )
  const places = grave.flatMap(({ rule, file, line, trace }) =>
    [{ file, line }, ...trace].map((at): CodeFinding => ({ rule, file: at.file, line: at.line })),
  )
  const named = places.filter(({ file, line }) => file !== '' && line > 0)
  return [...new Map(named.map((place) => [JSON.stringify(place), place])).values()]
}

function plainSource({ verdict, checked, note }: KeptSource): NonNullable<ScanRecord['source']> {
  return { verdict, checked, ...(note === undefined ? {} : { note }) }
}

function sourceOf(compared: ComparedModule, now: Date): NonNullable<ScanRecord['source']> {
  const { verdict, record, reasons } = compared
  const notes = [
    ...(record === 'missing' ? ['origin missing: the .info names no source'] : []),
    ...(verdict === 'not-checkable' ? reasons.slice(0, 1) : []),
  ]
  return { verdict, checked: now.toISOString(), ...(notes.length === 0 ? {} : { note: notes.join('; ') }) }
}

/** What a comparison with the source found, with the lines that only the zip has. */
function sourceFinding(compared: ComparedModule | undefined, found: SourceFinding): JudgedFinding {
  const { rule, severity, message, evidence, remedy } = found
  const told = (compared?.differences ?? []).flatMap(({ name, diff = [] }) =>
    compared?.inDifference.some((text) => text.includes(`${name}:`))
      ? diff
          .filter((line) => /^\d+ \+/.test(line))
          .slice(0, MOST_LINES)
          .map((line) => ({
            file: name,
            line: Number.parseInt(line, 10),
            what: `only in the zip: ${line.replace(/^\d+ \+\s*/, '')}`,
          }))
      : [],
  )
  const trace = [...evidence.map((what) => ({ file: '', line: 0, what })), ...told]
  return { rule, severity, file: '', line: 0, message, folded: [], trace, trigger: 'record', remedy }
}

const MOST_LINES = 8

/** A finding of any rule, as it is judged with others. */
export function asJudged(finding: BehaviourFinding | JudgedFinding): JudgedFinding {
  const { rule, severity, file, line, message, folded, trace, trigger, remedy, path: names } = finding
  const code = 'code' in finding ? finding.code : undefined
  return {
    rule,
    severity,
    file,
    line,
    message,
    folded,
    trace,
    trigger,
    remedy,
    ...(code === undefined ? {} : { code }),
    ...(names === undefined ? {} : { path: names }),
  }
}

function loggedOf(logged: FirstLogged): NonNullable<ScanRecord['logged']> {
  const after = logged.kind === 'between' ? logged.after.toISOString() : undefined
  const { before } = logged
  return {
    ...(after === undefined ? {} : { after }),
    ...(before === undefined ? {} : { before: before.toISOString() }),
    ...(logged.kind === 'between' && logged.askedHere ? { askedHere: true } : {}),
  }
}
