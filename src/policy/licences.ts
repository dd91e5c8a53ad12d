// Licences: whether those of a module may come in. SPDX identifiers (https://spdx.org/licenses/), in any case.
import type { Level, LicenceRule } from './policy.ts'

/** What a rule has against a module's licences; `undefined` for nothing. `licences` is `undefined` where nobody looked. */
export function licenceTrouble(
  { allow, deny, level, unknown }: LicenceRule,
  licences: readonly string[] | undefined,
): { readonly level: Level; readonly message: string } | undefined {
  if (allow === undefined && deny === undefined && unknown === 'off') return undefined
  if (licences === undefined || licences.length === 0) return { level: unknown, message: 'no licence was found' }
  const refused = licences.filter((one) => isIn(deny ?? [], one) || (allow !== undefined && !isIn(allow, one)))
  if (refused.length === 0) return undefined
  return { level, message: `its licence is not allowed: ${refused.join(', ')}` }
}

function isIn(list: readonly string[], licence: string): boolean {
  return list.some((one) => one.toLowerCase() === licence.toLowerCase())
}
