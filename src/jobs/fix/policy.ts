// Which versions an upgrade may not go to today: what the policy holds or blocks, what its author took back, what is known
// to be malicious, and what the checksum database surely lacks.
import type { AdvisoryBook } from '../../advisories/book.ts'
import type { Knowledge } from '../../advisories/known.ts'
import { vulnerabilitiesOf } from '../../advisories/match.ts'
import { isWardenError, messageOf } from '../../base/errors.ts'
import { moduleName, type ModuleVersion } from '../../base/finding.ts'
import { Once } from '../../base/once.ts'
import { summarizeGoMod, type Retract } from '../../gomod/modfile.ts'
import { compareVersions, prerelease } from '../../gomod/version.ts'
import { decide, isRefusal } from '../../policy/decide.ts'
import type { Known, LoggedBounds } from '../../policy/known.ts'
import type { Policy } from '../../policy/policy.ts'
import { judgeKnown } from '../../rules/record/known.ts'
import { judgeRetracted } from '../../rules/record/retracted.ts'
import type { FirstLogged, LogClock } from '../../sumdb/clock.ts'
import type { DatabaseAnswer } from '../verify/evidence.ts'
import type { Prover } from '../database/prove.ts'
import type { Sources } from '../project/sources.ts'

/** What decides. */
export interface FixRules {
  readonly policy: Policy
  readonly knowledge: Knowledge
  readonly clock: LogClock
  readonly now: Date
  readonly prover: Prover
  readonly sources: Sources
  readonly versionsOf: (path: string) => Promise<readonly string[]>
}

/**
 * Why nobody may move to a version today, in the words that follow "fixed in v1.2.3:", or `undefined`. `from` is the
 * version that the project has: what repairs one of its advisories may pass the age rule, where the policy says so.
 */
export function refusals(
  rules: FixRules,
  book: AdvisoryBook,
  from: (path: string) => string | undefined,
): (m: ModuleVersion) => Promise<string | undefined> {
  const retractions = new Once<{ readonly later: string; readonly retract: readonly Retract[] } | undefined>()
  return async (m) => {
    const answer = await rules.prover.ask(m)
    if (answer.kind === 'refuted') return `the checksum database's answer about it does not hold: ${answer.why}`
    const taken = await retractions.get(m.path, async () => latestRetractions(rules, m.path))
    const retracted = taken === undefined ? [] : judgeRetracted(m, taken.later, taken.retract)
    const known = knownOf(rules, book, m, from(m.path), answer, retracted[0]?.message)
    const { action, reasons, opens } = decide(rules.policy, known, {
      now: rules.now,
      mode: { kind: 'enforce' },
      waivers: [],
      overruled: [],
    })
    const [first] = reasons
    if (isRefusal(action) && first !== undefined) {
      if (action === 'block') return `the policy blocks it: ${first.message}`
      return `held${opens === undefined ? '' : ` until ${opens.toISOString().slice(0, 16)}Z`}: ${first.message}`
    }
    return retracted[0]?.message
  }
}

function knownOf(
  { knowledge, clock }: FixRules,
  book: AdvisoryBook,
  m: ModuleVersion,
  from: string | undefined,
  answer: DatabaseAnswer,
  retracted: string | undefined,
): Known {
  const idsOf = (version: string): readonly string[] =>
    vulnerabilitiesOf(book, { path: m.path, version }, { goos: '', goarch: '' }).map(({ advisory }) => advisory.id)
  const still = new Set(idsOf(m.version))
  return {
    stage: 'metadata',
    path: m.path,
    version: m.version,
    // What cannot be asked now is refused when its hashes are needed, not because of its age.
    standing: answer.kind === 'proven' ? 'proven' : answer.kind === 'absent' ? 'absent' : 'unproven',
    logged: answer.kind === 'proven' ? boundsOf(clock.firstLogged(answer.record)) : {},
    findings: judgeKnown(knowledge, { ...m, h1: answer.kind === 'proven' ? answer.h1[0] : undefined }),
    repairs: from === undefined || from === '' ? [] : idsOf(from).filter((id) => !still.has(id)),
    ...(retracted === undefined ? {} : { retracted }),
  }
}

function boundsOf(logged: FirstLogged): LoggedBounds {
  return {
    ...(logged.kind === 'between' ? { notBefore: logged.after } : {}),
    ...(logged.before === undefined ? {} : { notAfter: logged.before }),
  }
}

/** The retractions that the newest go.mod file names, proven; where it cannot be had nothing is known to be taken back. */
async function latestRetractions(
  { sources, versionsOf }: FixRules,
  path: string,
): Promise<{ readonly later: string; readonly retract: readonly Retract[] } | undefined> {
  try {
    const all = await versionsOf(path)
    const released = all.filter((version) => prerelease(version) === '')
    const later = (released.length > 0 ? released : all).toSorted(compareVersions).at(-1)
    if (later === undefined) return undefined
    const { bytes } = await sources.provenGoMod({ path, version: later })
    if (bytes === undefined) return undefined
    return { later, retract: summarizeGoMod(bytes, moduleName({ path, version: later })).retract }
  } catch (error) {
    if (!isWardenError(error) || isWardenError(error, 'aborted', 'fork')) throw error
    return undefined
  }
}

/** A sentence for what could not be asked. */
export function unaskedWords(path: string, error: unknown): string {
  return `${path}: its versions could not be listed, so that only those of the module cache count: ${messageOf(error)}`
}
