// Names that were made up: put together from well-known ones, and registered since, or not at all. The age is that of
// the checksum database's record, which nobody can back-date.
import type { BehaviourFinding } from '../behaviour/finding.ts'
import { isEstablished, isListed } from './namechecks.ts'
import type { NameIndex, Target } from './nameindex.ts'
import { nameOf } from './modulename.ts'

/** How old a module is: of its first version that the checksum database logged. */
export type ModuleAge =
  /** The database was asked and has no record. */
  | { readonly kind: 'absent' }
  /** Logged at that time at the earliest. */
  | { readonly kind: 'logged'; readonly since: Date }

/** Younger than this, a module may have been made for a name that somebody made up. */
const YOUNG_DAYS = 14

/** One medium finding for a made-up name of a module that is younger than 14 days, or that the database lacks. */
export function judgeSlop(index: NameIndex, path: string, age: ModuleAge, now: Date): BehaviourFinding[] {
  const name = nameOf(path)
  if (name === undefined || isListed(index, name) || isEstablished(index, name, false)) return []
  const days = age.kind === 'absent' ? 0 : Math.floor((now.getTime() - age.since.getTime()) / 86_400_000)
  if (days >= YOUNG_DAYS) return []
  const target = partOf(index, name.repo)
  if (target === undefined) return []
  const when = age.kind === 'absent' ? 'the checksum database has no such module' : `it is ${days} days old`
  return [
    {
      rule: 'MW-NAME-SLOP',
      severity: 'medium',
      file: '',
      line: 0,
      message: `a name put together from that of ${target.path}, and ${when}; who named it may have made it up`,
      folded: [target.path],
      trace: [{ file: '', line: 0, what: `${target.path} is well known` }],
      trigger: 'record',
      remedy: `go list -m -versions ${path}`,
    },
  ]
}

/** The well-known module whose name is a word of a name with several: `gin` of gin-jwt-auth. */
function partOf(index: NameIndex, repo: string): Target | undefined {
  const words = repo.split(/[-_.]/).filter((word) => word !== 'go' && word !== 'golang')
  if (words.length < 2 || words.length > MOST_WORDS) return undefined
  for (const word of words) {
    const target = index.byRepo.get(word)?.find(({ known, rank }) => known && rank < MOST_KNOWN)
    if (target !== undefined && word.length >= 3) return target
  }
  return undefined
}

const MOST_WORDS = 8
/** Further down the list names are words like any other. */
const MOST_KNOWN = 1000
