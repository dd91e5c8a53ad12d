// Licences: whether those of a module may come in. SPDX identifiers (https://spdx.org/licenses/), in any case.
import { isWardenError } from '../base/errors.ts'
import { isSatisfied, parseLicenceExpression, type LicenceExpression } from '../licence/expression.ts'
import type { Level, LicenceRule } from './policy.ts'

/**
 * What a rule has against a module's licences, all of which apply; one may be a choice (`MIT OR Apache-2.0`), and is met
 * by either. `undefined` for nothing. `licences` is `undefined` where nobody looked.
 */
export function licenceTrouble(
  { allow, deny, level, unknown }: LicenceRule,
  licences: readonly string[] | undefined,
): { readonly level: Level; readonly message: string } | undefined {
  if (allow === undefined && deny === undefined && unknown === 'off') return undefined
  if (licences === undefined || licences.length === 0) return { level: unknown, message: 'no licence was found' }
  const allowed = (id: string): boolean => !isIn(deny ?? [], id) && (allow === undefined || isIn(allow, id))
  const refused = licences.filter((one) => !isSatisfied(expressionOf(one), allowed))
  if (refused.length === 0) return undefined
  return { level, message: `its licence is not allowed: ${refused.join(', ')}` }
}

/** What is no expression is a name like any other: nothing allows it unless it is named. */
function expressionOf(text: string): LicenceExpression {
  try {
    return parseLicenceExpression(text)
  } catch (error) {
    if (!isWardenError(error, 'parse')) throw error
    return { kind: 'id', id: text }
  }
}

function isIn(list: readonly string[], licence: string): boolean {
  return list.some((one) => one.toLowerCase() === licence.toLowerCase())
}
