// MW-KNOWN: what feeds and lists already know about a module version, and what that decides. Confirmed malware is
// critical by itself. A known good hash silences what rules say about the same bytes, and never these two: that the
// bytes are not what the checksum database has (which is no finding of code, MW-INT), and that they are malware.
import { isMalwareRefusal } from '../../advisories/refusal.ts'
import { maliciousBy, type Knowledge, type Sourced } from '../../advisories/known.ts'
import type { KnownHash } from '../../advisories/hashlist.ts'
import type { BehaviourFinding } from '../behaviour/finding.ts'
import type { Rule } from '../rule.ts'

/** The rules about what is known. */
export const knownRules: readonly Rule[] = [
  {
    id: 'MW-KNOWN-BAD',
    title: 'the module is known malware',
    severity: 'critical',
    summary:
      'A feed of malicious modules names this version, or a list of bad hashes has its bytes. Somebody looked at it; nothing that is found or not found in its code changes that.',
    found:
      'Module paths and versions are looked up in the list that is built in and in the feeds that are configured, and the h1 in the lists of bad hashes. The finding says which feed, of which date.',
    remedy: 'go mod edit -droprequire=MODULE, then rotate every secret that its code could read',
    references: ['https://ossf.github.io/osv-schema/', 'https://github.com/ossf/malicious-packages'],
    technique: 'T1195.001 Compromise Software Dependencies and Development Tools',
    precision: 'Of 4,501 well-known modules none is named by the built-in list.',
  },
  {
    id: 'MW-KNOWN-REFUSED',
    title: 'the module mirror refuses it as malicious',
    severity: 'critical',
    summary:
      'The module mirror answered that it considers this module to be malicious. It does so after people looked at it.',
    found:
      'The text of the answer is read, not its status: a mirror forbids for many reasons. What is in the module cache already is not asked for, so it is not refused.',
    remedy: 'go mod why -m MODULE shows who needs it; drop it there',
    references: ['https://go.dev/ref/mod#module-proxy', 'https://github.com/golang/go/issues/72106'],
    technique: 'T1195.001 Compromise Software Dependencies and Development Tools',
    precision: 'It is as right as the mirror that is asked.',
  },
]

/** A module version as far as feeds can know it. */
export interface KnownSubject {
  readonly path: string
  /** Empty for a main module. */
  readonly version: string
  /** Of the bytes that are judged; `undefined` where there are none. */
  readonly h1: string | undefined
  /** What the mirror, or the error that quotes it, said when it was asked for the module. */
  readonly refusal?: string
}

/** What is known, as findings: critical all of them; none for what nobody knows. */
export function judgeKnown(known: Knowledge, { path, version, h1, refusal }: KnownSubject): BehaviourFinding[] {
  const findings: BehaviourFinding[] = []
  const named = maliciousBy(known, path, version)
  const [first] = named
  if (first !== undefined) {
    const said = first.item.summary.replace(/\.$/, '').replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase())
    const addresses = new Set(named.flatMap(({ item }) => item.references.map(({ url }) => url)))
    findings.push(
      bad(path, `known malware${said === '' ? '' : `: ${said}`}`, [
        ...named.map(
          ({ item, source, date }) => `${[item.id, ...item.aliases].join(', ')}, by ${source}${dated(date)}`,
        ),
        ...[...addresses].slice(0, MOST_SHOWN),
      ]),
    )
  }
  const listed = h1 === undefined ? undefined : known.bad.get(h1)
  if (listed !== undefined) {
    const { item, source, date } = listed
    findings.push(
      bad(path, `these bytes are on a list of bad ones: ${item.reason}`, [`${item.h1}, by ${source}${dated(date)}`]),
    )
  }
  if (refusal !== undefined && isMalwareRefusal(refusal)) {
    findings.push({
      ...bad(path, 'the module mirror refuses it as malicious', [refusal.slice(0, MOST_QUOTED)]),
      rule: 'MW-KNOWN-REFUSED',
    })
  }
  return findings
}

/** What stays of the findings about a module version after the known-good lists were asked. */
export interface Silenced {
  readonly findings: readonly BehaviourFinding[]
  /** How many were silenced. */
  readonly silenced: number
  /** By what, to be shown; `undefined` where the bytes are not known, or malware all the same. */
  readonly by: Sourced<KnownHash> | undefined
}

/**
 * Silences what is said about bytes that are known to be good: everything that was found in code, files and names, not
 * confirmed malware. `agreed` is whether the bytes are those of the checksum database or go.sum; where they are not, a
 * list of hashes has nothing to say about what is installed.
 */
export function silenceKnownGood(
  known: Knowledge,
  subject: KnownSubject & { readonly agreed: boolean },
  findings: readonly BehaviourFinding[],
): Silenced {
  const { h1, path, version, agreed } = subject
  const by = h1 === undefined ? undefined : known.good.get(h1)
  // The h1 hashes the names of the files, path and version among them: another module cannot have it.
  const same = by !== undefined && by.item.path === path && by.item.version === version
  const malware = [...findings, ...judgeKnown(known, subject)].some(({ rule }) => rule.startsWith('MW-KNOWN'))
  if (!same || !agreed || malware) return { findings, silenced: 0, by: undefined }
  return { findings: [], silenced: findings.length, by }
}

const MOST_SHOWN = 5
const MOST_QUOTED = 300

function bad(path: string, message: string, evidence: readonly string[]): BehaviourFinding {
  return {
    rule: 'MW-KNOWN-BAD',
    severity: 'critical',
    file: '',
    line: 0,
    message,
    folded: [],
    trace: evidence.map((what) => ({ file: '', line: 0, what })),
    trigger: 'record',
    remedy: `go mod why -m ${path} && go mod edit -droprequire=${path}`,
  }
}

function dated(date: string | undefined): string {
  return date === undefined ? '' : ` of ${date.slice(0, 10)}`
}
