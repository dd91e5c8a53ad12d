// How grave a flaw is by its CVSS vector: 3.0, 3.1 and 4.0 (https://www.first.org/cvss/). Loaded where there is a vector.
import calculator from 'ae-cvss-calculator'
import type { Severity } from '../base/finding.ts'
import type { CvssVector } from './osv.ts'

/** A rating. */
export interface Rating {
  /** 0.0 to 10.0. */
  readonly score: number
  readonly severity: Severity
  readonly vector: string
}

/** The rating by the newest version of CVSS among the vectors; `undefined` where none of them can be read. */
export function ratingOf(vectors: readonly CvssVector[]): Rating | undefined {
  const ordered = vectors
    .filter(({ score }) => score.length <= MOST_VECTOR && /^CVSS:(?:3\.[01]|4\.0)\//.test(score))
    .toSorted((a, b) => Number(b.score.slice(5, 8)) - Number(a.score.slice(5, 8)))
  for (const { score: vector } of ordered) {
    const score = overall(vector)
    if (score !== undefined) return { score, severity: severityOf(score), vector }
  }
  return undefined
}

/** The words of the specification: none, low, medium, high, critical; `none` is our `info`. */
export function severityOf(score: number): Severity {
  if (score >= 9) return 'critical'
  if (score >= 7) return 'high'
  if (score >= 4) return 'medium'
  return score > 0 ? 'low' : 'info'
}

const MOST_VECTOR = 500

/** What of the library is used; its own declarations lead to files without extensions, which not every tool finds. */
interface Calculator {
  readonly fromVector: (vector: string) => { calculateScores(): { readonly overall?: number | undefined } } | null
}

/** The base metrics and the letters that they may have. */
const BASE_3 = { AV: 'NALP', AC: 'LH', PR: 'NLH', UI: 'NR', S: 'UC', C: 'NLH', I: 'NLH', A: 'NLH' } as const
const BASE_4 = {
  AV: 'NALP',
  AC: 'LH',
  AT: 'NP',
  PR: 'NLH',
  UI: 'NPA',
  VC: 'HLN',
  VI: 'HLN',
  VA: 'HLN',
  SC: 'HLN',
  SI: 'HLN',
  SA: 'HLN',
} as const

function overall(vector: string): number | undefined {
  // The library counts a base metric that is missing or has no such value as nothing, which would hide a grave flaw.
  const needed = Object.entries(vector.startsWith('CVSS:4.0/') ? BASE_4 : BASE_3)
  const metrics = new Map(
    vector
      .split('/')
      .slice(1)
      .map((metric): [string, string] => splitMetric(metric)),
  )
  if (metrics.size !== vector.split('/').length - 1) return undefined
  if (!needed.every(([name, values]) => isOneOf(values, metrics.get(name)))) return undefined
  try {
    const { overall: score } = (calculator as Calculator).fromVector(vector)?.calculateScores() ?? {}
    return score !== undefined && Number.isFinite(score) && score >= 0 && score <= 10 ? score : undefined
  } catch {
    // The library throws errors of its own for values that are none: such a vector says nothing.
    return undefined
  }
}

function splitMetric(metric: string): [string, string] {
  const colon = metric.indexOf(':')
  return [metric.slice(0, Math.max(0, colon)), metric.slice(colon + 1)]
}

function isOneOf(values: string, value: string | undefined): boolean {
  return value?.length === 1 && values.includes(value)
}
