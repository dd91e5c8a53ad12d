// The malicious modules that were publicly named, as OSV records: what every installation knows without a feed.
import { type Advisory, parseAdvisory } from './osv.ts'

/** The records of builtindata.ts; loaded when they are asked for. */
export async function builtinAdvisories(): Promise<readonly Advisory[]> {
  const { maliciousText } = await import('./builtindata.ts')
  return maliciousText
    .trim()
    .split('\n')
    .map((line, i) => parseAdvisory(recordOf(line, i + 1), 'the built-in list'))
}

/** The month of the newest record: `2026-09`. */
export function builtinDate(records: readonly Advisory[]): string {
  return records.reduce((latest, { published }) => (published > latest ? published : latest), '').slice(0, 7)
}

function recordOf(line: string, number: number): object {
  const [module = '', versions = '', month = '', aliases = '', source = '', note = ''] = line.split('\t')
  const named = versions.split(',')
  const all = versions === '*'
  const revisions = named.flatMap((version) => /-\*-([0-9a-f]{12})$/.exec(version)?.[1] ?? [])
  const day = `${month}-01T00:00:00Z`
  const databases = aliases === '-' ? [] : aliases.split(',')
  return {
    id: `MW-MAL-${String(number).padStart(4, '0')}`,
    modified: day,
    published: day,
    aliases: databases,
    summary: `Malicious code in ${module}${note === '-' ? '' : `: ${note}`}`,
    affected: [
      {
        package: { ecosystem: 'Go', name: module },
        ...(all ? { ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }] } : {}),
        versions: all ? [] : named.filter((version) => !version.includes('*')),
        database_specific: { revisions },
      },
    ],
    references: [
      ...(source === '-' ? [] : [{ type: 'ARTICLE', url: source }]),
      ...databases.map((id) => ({ type: 'ADVISORY', url: addressOf(id) })),
    ],
  }
}

function addressOf(id: string): string {
  return id.startsWith('GO-') ? `https://pkg.go.dev/vuln/${id}` : `https://osv.dev/vulnerability/${id}`
}
