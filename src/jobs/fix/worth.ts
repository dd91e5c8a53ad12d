// How many modules may move so that an advisory goes (docs/decisions/0020): any number for what the project's code calls,
// some for what is in a package that is built, few for what nobody here builds.
import type { Match } from '../../advisories/match.ts'

const WORTH_BUILT = 10
const WORTH_UNBUILT = 3

/** What the worths follow from. */
export interface WorthInput {
  /** Everything that is wanted away goes at any price. */
  readonly anyPrice: boolean
  /** Whether an advisory must go whatever it costs: it was asked for by its id, or is called. */
  readonly isUrgent: (path: string, id: string) => boolean
  /** The match of an advisory at any version of a module. */
  readonly matchOf: (path: string, id: string) => Match | undefined
  /** The packages that are built, by import path. */
  readonly built: ReadonlySet<string>
}

/** The worth of the removal of one advisory, in moved modules. */
export function worthOf({ anyPrice, isUrgent, matchOf, built }: WorthInput, path: string, id: string): number {
  if (anyPrice || isUrgent(path, id)) return Number.POSITIVE_INFINITY
  const packages = matchOf(path, id)?.packages ?? []
  // Without names the whole module is meant.
  return packages.length === 0 || packages.some((one) => built.has(one.path)) ? WORTH_BUILT : WORTH_UNBUILT
}
