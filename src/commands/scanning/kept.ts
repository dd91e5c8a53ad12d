// Facts and judgements that earlier scans kept in the store, by the h1 of what was read. Apart from the engine that makes them, so
// that a run which finds everything here loads none of it.
import { FACTS_VERSION, type Facts } from '../../gosource/facts.ts'
import { keptFile, readKept, writeKept, type KeptKey } from '../../io/factsstore.ts'
import type { Scanned } from '../../jobs/scan/scanner.ts'

/** Where facts and judgements are kept, and what makes them. */
export interface Keeping {
  /** A folder of the store. */
  readonly folder: string
  /** Whether what is there counts. */
  readonly trust: boolean
  /** The digest of the engine, which makes the facts. */
  readonly engine: string
  /** The digest of the rules, which judge them. */
  readonly rules: string
}

/** The judgement that is kept for an h1; `undefined` where there is none by this engine and these rules. */
export function keptJudgement(keeping: Keeping, h1: string): Scanned | undefined {
  if (!keeping.trust) return undefined
  const text = readKept(keptFile(keeping.folder, 'judged', h1), judgedKey(keeping, h1))
  // Only this program writes such a file for this key, and its digest held.
  return text === undefined ? undefined : (JSON.parse(text) as Scanned)
}

/** Keeps one. */
export function keepJudgement(keeping: Keeping, h1: string, scanned: Scanned): void {
  writeKept(keptFile(keeping.folder, 'judged', h1), judgedKey(keeping, h1), JSON.stringify(scanned))
}

/** The facts that are kept for an h1; `undefined` where there are none by this engine. */
export function keptFacts(keeping: Keeping, h1: string): Facts | undefined {
  if (!keeping.trust) return undefined
  const text = readKept(keptFile(keeping.folder, 'facts', h1), factsKey(keeping, h1))
  // Only this program writes such a file for this key, and its digest held.
  return text === undefined ? undefined : (JSON.parse(text) as Facts)
}

/** Keeps them. */
export function keepFacts(keeping: Keeping, h1: string, facts: Facts): void {
  writeKept(keptFile(keeping.folder, 'facts', h1), factsKey(keeping, h1), JSON.stringify(facts))
}

function factsKey({ engine }: Keeping, h1: string): KeptKey {
  return { h1, maker: `${FACTS_VERSION}.${engine}` }
}

function judgedKey({ engine, rules }: Keeping, h1: string): KeptKey {
  return { h1, maker: `${FACTS_VERSION}.${engine}.${rules}` }
}
