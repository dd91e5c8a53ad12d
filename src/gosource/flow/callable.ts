// What a call of a value may call, of all functions that the value may be: those that take as many arguments.
// https://go.dev/ref/spec#Calls
import type { Expr } from '../ast.ts'
import type { SourceFile } from '../scope.ts'
import { plain, type CallSite, type Program, type Unit } from './program.ts'
import type { Typing } from './typing.ts'

/** Makes a finder that says whether a call of a value may call a function. */
export function createCallableFinder(program: Program, typing: Typing): (unit: Unit, site: CallSite) => boolean {
  const expressions = new Map<Unit, boolean>()
  /** Whether a method is used as a function somewhere that takes its receiver first: `(*T).Method`. */
  const isMethodExpression = (unit: Unit): boolean => {
    const { node } = unit
    if (node.kind !== 'FuncDecl' || node.receiver === undefined) return false
    let is = expressions.get(unit)
    if (is === undefined) {
      const used = program.referencesByName.get(node.name.name) ?? []
      is = used.some(({ unit: from, at }) => at.kind === 'SelectorExpr' && isType(at.x, from.file))
      expressions.set(unit, is)
    }
    return is
  }
  const isType = (first: Expr, file: SourceFile): boolean => {
    let x = first
    while (x.kind === 'ParenExpr' || x.kind === 'StarExpr' || x.kind === 'IndexExpr') x = x.x
    if (x.kind === 'Ident')
      return x.entity?.kind === 'type' || (x.entity === undefined && typing.meant(x, file) !== undefined)
    const member = x.kind === 'SelectorExpr' ? typing.member(x) : undefined
    return typeof member === 'object' && member.kind === 'type'
  }
  return (unit, site) => mayTake(unit, site, isMethodExpression(unit))
}

/** Whether a function takes as many arguments as a call of a value has: others are not what is called. */
function mayTake({ node }: Unit, { call }: CallSite, receiverFirst: boolean): boolean {
  if (node.kind === 'ValueSpec') return false
  const given = call.args.length
  const [first] = call.args
  // A list that is spread, and what one call gives, may be any number.
  if (call.spread || (given === 1 && first !== undefined && plain(first).kind === 'CallExpr')) return true
  const { params } = node.type
  const wanted = params.reduce((sum, { names }) => sum + Math.max(1, names.length), 0)
  const isEnough = (count: number): boolean =>
    params.at(-1)?.type?.kind === 'Ellipsis' ? count >= wanted - 1 : count === wanted
  return isEnough(given) || (receiverFirst && isEnough(given - 1))
}
