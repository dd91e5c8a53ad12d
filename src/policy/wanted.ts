// What a policy wants to know that costs something to find out: nobody looks for what no row asks about.
import { LEVELS, type Level, type Policy } from './policy.ts'

/** What is asked about. */
export interface Wanted {
  /** The licences of the zip. */
  readonly licences: boolean
  /** What the author says in the newest version: what is taken back, that the module is at its end. */
  readonly author: boolean
}

/** What any layer of a policy does something about, or names in a condition. */
export function wantedBy({ layers }: Policy): Wanted {
  const named = (fact: RegExp): boolean =>
    layers.some(({ conditions }) => conditions.some(({ when }) => fact.test(when)))
  const counts = (level: Level): boolean => LEVELS.indexOf(level) > LEVELS.indexOf('monitor')
  return {
    licences:
      layers.some(
        ({ licences: { allow, deny, unknown } }) => allow !== undefined || deny !== undefined || counts(unknown),
      ) || named(/\blicences\b/),
    author:
      layers.some(({ retracted, deprecated }) => counts(retracted) || counts(deprecated)) ||
      named(/\b(?:retracted|deprecated)\b/),
  }
}
