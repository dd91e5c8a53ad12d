// A page of the decision log, by module, action and time.
import type { DecisionQuery } from '../world/decisionlog.ts'
import type { Database } from './tables.ts'

/** The leaves that a query wants, the newest first. */
export async function leavesWanted(tables: Database, query: DecisionQuery): Promise<readonly string[]> {
  const { path, version, action, since, until, before, most } = query
  let wanted = tables.rows.selectFrom('decisions').select('leaf').orderBy('number', 'desc').limit(most)
  if (path !== undefined) wanted = wanted.where('path', '=', path)
  if (version !== undefined) wanted = wanted.where('version', '=', version)
  if (action !== undefined) wanted = wanted.where('action', '=', action)
  if (since !== undefined) wanted = wanted.where('number', '>=', await firstSince(tables, since))
  if (until !== undefined) wanted = wanted.where('number', '<', await firstSince(tables, until))
  if (before !== undefined) wanted = wanted.where('number', '<', before)
  return (await wanted.execute()).map(({ leaf }) => leaf)
}

/** The number of the first decision of this time or later: numbers go up with time, and none is missing. */
async function firstSince({ rows }: Database, time: Date): Promise<number> {
  const last = await rows.selectFrom('decisions').select('number').orderBy('number', 'desc').limit(1).executeTakeFirst()
  let low = 0
  let high = (last?.number ?? -1) + 1
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const row = await rows.selectFrom('decisions').select('leaf').where('number', '=', middle).executeTakeFirst()
    if (row === undefined || timeOf(row.leaf) >= time.getTime()) high = middle
    else low = middle + 1
  }
  return low
}

function timeOf(leaf: string): number {
  // Only this program writes leaves, and each has its time.
  return Date.parse((JSON.parse(leaf) as { readonly time: string }).time)
}
