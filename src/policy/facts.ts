// Facts: what the conditions of a policy may speak of. Plain values under fixed names, told from what is known; a name
// is never given another meaning. The table is what the reader checks conditions by and what people are shown.
import { isPseudoVersion } from '../gomod/pseudo.ts'
import { major, prerelease } from '../gomod/version.ts'
import { latestLogged } from './age.ts'
import type { Horizon } from './horizon.ts'
import type { Known, KnownFinding, Stage } from './known.ts'
import { ownerOfPath } from './lists.ts'
import type { Weighed } from './weighing.ts'

/** The values of all facts, by name. Whole numbers are bigint, as CEL has them. */
export type Facts = Readonly<Record<string, unknown>>

/** What is told of one fact. */
export interface FactSpec {
  /** In CEL's words; `findings` is a list of values with the members rule, severity, file and message. */
  readonly type: 'string' | 'int' | 'bool' | 'list<string>' | 'findings'
  /** From which stage on there is something to tell. */
  readonly stage: Stage
  readonly about: string
}

/** All facts. */
export const FACTS: Readonly<Record<string, FactSpec>> = {
  path: { type: 'string', stage: 'metadata', about: "the module's path" },
  version: { type: 'string', stage: 'metadata', about: 'the version: v1.2.3' },
  owner: { type: 'string', stage: 'metadata', about: 'by the path, lower-case: github.com/acme, or the host' },
  major: { type: 'int', stage: 'metadata', about: 'the major version' },
  prerelease: { type: 'bool', stage: 'metadata', about: 'whether it is one, pseudo-versions among them' },
  pseudo: { type: 'bool', stage: 'metadata', about: 'whether it is a pseudo-version: a commit without a tag' },
  proven: { type: 'bool', stage: 'metadata', about: 'false where the database is not asked, by configuration' },
  age_days: {
    type: 'int',
    stage: 'metadata',
    about: 'whole days since the last moment at which it can have been logged first; -1: unknown',
  },
  seen_days: { type: 'int', stage: 'metadata', about: 'whole days since this installation first had it; -1: unknown' },
  repairs: { type: 'list<string>', stage: 'metadata', about: 'ids of the advisories that it repairs' },
  retracted: { type: 'bool', stage: 'metadata', about: 'whether its author took it back' },
  deprecated: { type: 'bool', stage: 'metadata', about: 'whether the module is deprecated' },
  findings: {
    type: 'findings',
    stage: 'metadata',
    about: 'each with rule, severity, file, message; before the zip was read those of name, dates and feeds',
  },
  verdict: { type: 'string', stage: 'content', about: 'clean, suspicious or malicious' },
  incomplete: { type: 'bool', stage: 'content', about: 'whether it could not be looked at in full' },
  capabilities: { type: 'list<string>', stage: 'content', about: 'what the code can do: process, connect, …' },
  licences: { type: 'list<string>', stage: 'content', about: 'SPDX identifiers; empty where none was found' },
  source: { type: 'string', stage: 'content', about: 'same, differs, tag-moved, …; empty: not compared' },
  h1: { type: 'string', stage: 'content', about: 'of the zip' },
}

/** The facts whose value changes by time alone. */
const TIMED = /\b(?:age|seen)_days\b/

/** Whether an expression may change its value by time alone. */
export function isTimed(expression: string): boolean {
  return TIMED.test(expression)
}

/** The facts of a module version; those of the zip are there only where it was read. */
export function factsOf({ known, findings, verdict }: Weighed, now: Date): Facts {
  const { content, path, version } = known
  return {
    path,
    version,
    owner: ownerOfPath(path),
    major: BigInt(/\d+/.exec(major(version))?.[0] ?? '0'),
    prerelease: prerelease(version) !== '',
    pseudo: isPseudoVersion(version),
    proven: known.standing === 'proven',
    age_days: daysSince(latestLogged(known), now),
    seen_days: daysSince(known.firstSeen, now),
    repairs: [...known.repairs],
    retracted: known.retracted !== undefined,
    deprecated: known.deprecated !== undefined,
    findings: findings.slice(0, MOST_FINDINGS).map(factsOfFinding),
    ...(content === undefined
      ? {}
      : {
          verdict,
          incomplete: content.incomplete,
          capabilities: [...content.capabilities],
          licences: [...(content.licences ?? [])],
          source: content.source ?? '',
          h1: content.h1,
        }),
  }
}

/** Asks the horizon for the next time at which a timed fact changes. */
export function watchFacts(known: Known, horizon: Horizon): void {
  for (const time of [latestLogged(known), known.firstSeen]) {
    if (time === undefined) continue
    const days = Math.max(-1, Math.floor((horizon.now.getTime() - time.getTime()) / DAY))
    horizon.before(time.getTime() + (days + 1) * DAY)
  }
}

const DAY = 86_400_000

/** A condition's time grows with them. */
const MOST_FINDINGS = 500

function daysSince(time: Date | undefined, now: Date): bigint {
  const days = time === undefined ? Number.NaN : Math.floor((now.getTime() - time.getTime()) / DAY)
  return Number.isNaN(days) ? -1n : BigInt(Math.max(0, days))
}

function factsOfFinding({ rule, severity, file, message }: KnownFinding): Readonly<Record<string, string>> {
  return { rule, severity, file, message }
}
