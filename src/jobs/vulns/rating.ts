// How grave a flaw is, and whether it is used: the CVSS vectors of the records, EPSS and the list of exploited ones.
import type { Advisory } from '../../advisories/osv.ts'
import type { VulnFinding, VulnLevel } from '../../report/vulns.ts'

/** What is known of flaws in use; empty where no file is named. */
export interface Exploits {
  /** The chance of being exploited within 30 days, 0 to 1, by CVE. */
  readonly epss: ReadonlyMap<string, number>
  readonly known: ReadonlySet<string>
}

/** The rating of a finding. Without a CVSS vector a flaw counts as `medium`, and as `high` where it is called. */
export async function ratedOf(
  { id, aliases, severity: vectors }: Advisory,
  level: VulnLevel,
  { epss, known }: Exploits,
): Promise<Pick<VulnFinding, 'severity' | 'rated' | 'score' | 'vector' | 'epss' | 'exploited'>> {
  const rating = vectors.length === 0 ? undefined : (await import('../../advisories/cvss.ts')).ratingOf(vectors)
  const names = [id, ...aliases]
  const chances = names.flatMap((name) => epss.get(name) ?? [])
  return {
    severity: rating?.severity ?? (level === 'symbol' ? 'high' : 'medium'),
    rated: rating !== undefined,
    ...(rating === undefined ? {} : { score: rating.score, vector: rating.vector }),
    ...(chances.length === 0 ? {} : { epss: Math.max(...chances) }),
    exploited: names.some((name) => known.has(name)),
  }
}
