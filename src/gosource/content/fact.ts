// How facts about content are collected: with a place, and no more of a kind than a reader could look at.
import { compareBytes } from '../../base/bytes.ts'
import type { ContentFact, ContentKind } from '../facts.ts'

/** From mild to grave. */
export type Weight = ContentFact['weight']

/** How many facts of one kind are kept; one more says how many there were. */
export const MOST_FACTS = 200
/** How much of a value is kept, in characters. */
const LONGEST_VALUE = 4096
const MOST_VALUES = 50

const WEIGHTS: readonly Weight[] = ['low', 'medium', 'high', 'critical']

/** One fact; values are cut, so that no file can make the facts large. */
export function contentFact(
  kind: ContentKind,
  weight: Weight,
  file: string,
  line: number,
  what: string,
  values: readonly string[] = [],
): ContentFact {
  const short = values
    .slice(0, MOST_VALUES)
    .map((value) => (value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}…` : value))
  return { kind, weight, file, line, what, values: short }
}

/** The graver of two weights. */
export function graver(a: Weight, b: Weight): Weight {
  return WEIGHTS.indexOf(a) >= WEIGHTS.indexOf(b) ? a : b
}

/** One step milder. */
export function milder(weight: Weight): Weight {
  return WEIGHTS[Math.max(0, WEIGHTS.indexOf(weight) - 1)] ?? 'low'
}

/** In the order of files and lines; of each kind the gravest `MOST_FACTS`, and how many more there were. */
export function orderedFacts(facts: readonly ContentFact[]): ContentFact[] {
  const kept: ContentFact[] = []
  for (const [kind, all] of Map.groupBy(facts, (fact) => fact.kind)) {
    const byWeight = all.toSorted((a, b) => WEIGHTS.indexOf(b.weight) - WEIGHTS.indexOf(a.weight) || byPlace(a, b))
    kept.push(...byWeight.slice(0, MOST_FACTS))
    const next = byWeight[MOST_FACTS]
    if (next !== undefined) {
      kept.push(contentFact(kind, next.weight, next.file, next.line, `${all.length - MOST_FACTS} more like these`))
    }
  }
  return kept.toSorted((a, b) => byPlace(a, b) || compareBytes(a.kind, b.kind))
}

/** The line of an offset, from 1. Counts from the start: for the few places that are told. */
export function lineAt(text: string, offset: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++
  return line
}

function byPlace(a: ContentFact, b: ContentFact): number {
  return compareBytes(a.file, b.file) || a.line - b.line
}
