// Which of many callers of one helper are worth a look of their own: those whose arguments are not all plain words. It
// looks at what stands in the call, and folds no more than names and sums, so that hundreds of callers cost little.
import type { Expr } from '../ast.ts'
import { textOfValue } from '../fold.ts'
import { stringValue } from '../literal.ts'
import type { Contexts } from './contexts.ts'
import type { Engine } from './engine.ts'
import { isTestFile, plain, type CallSite } from './program.ts'

/** How telling a call is, by its most telling argument: 0 where all of them are plain words. */
export const INTEREST = { dull: 0, given: 1, made: 2, telling: 3 } as const

/** How telling the arguments of a call are. */
export function interestOf(engine: Engine, contexts: Contexts, { call, unit }: CallSite): number {
  // What a test passes comes to nobody.
  if (isTestFile(unit.file)) return INTEREST.dull
  let most: number = INTEREST.dull
  for (const arg of call.args) most = Math.max(most, ofArgument(engine, contexts, plain(arg), { call, unit }))
  return most
}

function ofArgument(
  { folder }: Engine,
  contexts: Contexts,
  x: Expr,
  { unit }: Pick<CallSite, 'call' | 'unit'>,
): number {
  if (x.kind === 'BasicLit') return ofText(stringValue(x.text))
  if (x.kind === 'FuncLit') return INTEREST.dull
  if (contexts.paramsOf(x, unit).length > 0) return INTEREST.given
  if (x.kind === 'SelectorExpr' && x.x.kind === 'Ident' && x.x.entity?.kind !== 'package') return INTEREST.given
  if (x.kind !== 'Ident' && x.kind !== 'BinaryExpr' && x.kind !== 'SelectorExpr') return INTEREST.made
  if (x.kind === 'Ident' && x.entity?.global !== true) return INTEREST.made
  const [value, more] = folder.foldAll(unit.file, x)
  if (value === undefined) return INTEREST.made
  return more === undefined && value.kind === 'string' ? ofText(textOfValue(value)) : INTEREST.made
}

/** A shell's line or name, an address, a place outside: whatever is more than a word. */
function ofText(text: string | undefined): number {
  return text !== undefined && isTelling(text) ? INTEREST.telling : INTEREST.dull
}

/** Whether a text is more than a word. */
export function isTelling(text: string): boolean {
  return /[\s|;&$`<>\\~]|:\/\/|^\/|^-[a-z]*[ce]$|\d\.\d+\.\d+\.\d|^(?:\w*sh|cmd|python\d?|perl|ruby|node|php|osascript|mshta|rundll32)(?:\.exe)?$/i.test(
    text,
  )
}
