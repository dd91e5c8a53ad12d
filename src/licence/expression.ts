// SPDX licence expressions (https://spdx.github.io/spdx-spec/v2.3/SPDX-license-expressions/): `MIT OR Apache-2.0`. OR binds
// least, then AND, then WITH.
import { WardenError } from '../base/errors.ts'

/** An expression. `id` is one identifier with its exception, as it is written. */
export type LicenceExpression =
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly LicenceExpression[] }

/** What is said of a licence that is not known. */
export const noAssertion = 'NOASSERTION'

const longest = 2000
const deepest = 20

/** Parses an expression of at most 2,000 characters, 20 levels deep. Throws `parse`. */
export function parseLicenceExpression(text: string): LicenceExpression {
  if (text.length > longest) throw bad(text, `it is longer than ${longest} characters`)
  const tokens = text.match(/[()]|[^\s()]+/g) ?? []
  let at = 0
  const word = (): string | undefined => tokens[at]?.toUpperCase()
  const joined = (kind: 'and' | 'or', operand: () => LicenceExpression): LicenceExpression => {
    const parts = [operand()]
    while (word() === kind.toUpperCase()) {
      at++
      parts.push(operand())
    }
    return join(kind, parts)
  }
  const simple = (depth: number): LicenceExpression => {
    const token = tokens[at++]
    if (token === '(') {
      if (depth >= deepest) throw bad(text, `it is more than ${deepest} levels deep`)
      const inner = or(depth + 1)
      if (tokens[at++] !== ')') throw bad(text, 'a parenthesis is not closed')
      return inner
    }
    if (token === undefined || !/^[A-Za-z0-9][A-Za-z0-9.:-]*\+?$/.test(token) || /^(?:and|or|with)$/i.test(token)) {
      throw bad(text, token === undefined ? 'it ends too soon' : `${JSON.stringify(token)} is no identifier`)
    }
    if (word() !== 'WITH') return { kind: 'id', id: token }
    const exception = tokens[at + 1] ?? ''
    if (!/^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(exception)) throw bad(text, 'WITH names no exception')
    at += 2
    return { kind: 'id', id: `${token} WITH ${exception}` }
  }
  const or = (depth: number): LicenceExpression => joined('or', () => joined('and', () => simple(depth)))
  const expression = or(0)
  if (at < tokens.length) throw bad(text, `${JSON.stringify(tokens[at])} is one too many`)
  return expression
}

/** Joins expressions, each once; what is joined the same way inside is taken out of its parentheses. */
export function join(kind: 'and' | 'or', parts: readonly LicenceExpression[]): LicenceExpression {
  const flat = parts.flatMap((part) => (part.kind === kind ? part.parts : [part]))
  const once = new Map(flat.map((part) => [printLicenceExpression(part), part]))
  const [first] = once.values()
  return once.size === 1 && first !== undefined ? first : { kind, parts: [...once.values()] }
}

/** The text of an expression. */
export function printLicenceExpression(expression: LicenceExpression): string {
  if (expression.kind === 'id') return expression.id
  const word = expression.kind === 'and' ? ' AND ' : ' OR '
  return expression.parts.map((part) => (part.kind === 'id' ? part.id : `(${printLicenceExpression(part)})`)).join(word)
}

/** Whether it can be met with licences that are allowed: all of AND, one of OR. */
export function isSatisfied(expression: LicenceExpression, allowed: (id: string) => boolean): boolean {
  if (expression.kind === 'id') return allowed(expression.id)
  const met = (part: LicenceExpression): boolean => isSatisfied(part, allowed)
  return expression.kind === 'and' ? expression.parts.every(met) : expression.parts.some(met)
}

/**
 * The licences of a module as a policy wants them: all that apply, each an identifier or a choice; none where it is not
 * known what applies.
 */
export function requiredLicences({ expression }: { readonly expression: string }): readonly string[] {
  if (expression === noAssertion) return []
  const all = parseLicenceExpression(expression)
  return (all.kind === 'and' ? all.parts : [all]).map(printLicenceExpression)
}

/** Every identifier in it, in order. */
export function licenceIds(expression: LicenceExpression): readonly string[] {
  if (expression.kind === 'id') return [expression.id]
  return [...new Set(expression.parts.flatMap(licenceIds))]
}

function bad(text: string, what: string): WardenError {
  return new WardenError('parse', `licence expression ${JSON.stringify(text.slice(0, 80))}: ${what}`)
}
