// A network address that is a struct in Go: net.TCPAddr and its kin, with the host and the port that it is made of.
import type { Expr } from '../ast.ts'
import { textOfValue, type Folder } from '../fold.ts'
import { stepsOf, stringOf, bytesIn, type Value } from '../foldvalue.ts'
import { plain, type Unit } from './program.ts'
import type { Typing } from './typing.ts'

/** What addresses are found with. */
export interface AddressFinder {
  readonly folder: Folder
  readonly typing: Typing
}

/** `host:port` of an expression that is an address as a struct; empty where it is none, or not known. */
export function addressIn({ folder, typing }: AddressFinder, x: Expr, unit: Unit): Value[] {
  const { file } = unit
  const literal = literalOf(x)
  if (literal?.kind === 'CallExpr') {
    const fun = plain(literal.fun)
    const name = fun.kind === 'SelectorExpr' ? typing.member(fun) : undefined
    const [first, second] = literal.args
    if (typeof name !== 'string') return []
    const text = /^net\.Resolve(?:TCP|UDP|IP|Unix)Addr$/.test(name)
      ? second
      : /^net\/netip\.(?:Must)?Parse/.test(name)
        ? first
        : undefined
    if (text !== undefined) return folder.foldAll(file, text).filter((value) => textOfValue(value) !== undefined)
    const inner = /^net\.(?:TCP|UDP)AddrFromAddrPort$/.test(name) ? first : undefined
    return inner === undefined ? [] : addressIn({ folder, typing }, inner, unit)
  }
  if (literal?.kind !== 'CompositeLit' || literal.type === undefined) return []
  const type = typing.meant(literal.type, file)
  if (type?.kind !== 'other' || !/^net\.(?:TCP|UDP|IP)Addr$/.test(type.name)) return []
  const parts = new Map<string, Expr>()
  for (const [i, element] of literal.elements.entries()) {
    if (element.kind === 'KeyValueExpr' && element.key.kind === 'Ident') parts.set(element.key.name, element.value)
    else parts.set(i === 0 ? 'IP' : 'Port', element)
  }
  const ip = parts.get('IP')
  const host = ip === undefined ? undefined : hostOf({ folder, typing }, ip, unit)
  if (host === undefined) return []
  const port = parts.get('Port')
  const number = port === undefined ? undefined : folder.fold(file, port)
  const end = number?.kind === 'int' ? `:${number.value}` : ''
  return [stringOf(`${host.text}${end}`, [...host.steps, ...(number === undefined ? [] : stepsOf(number))])]
}

/** The literal or call that an expression is, through `&` and variables that are set once. */
function literalOf(first: Expr): Expr | undefined {
  let x = plain(first)
  for (let i = 0; i < 6; i++) {
    if (x.kind === 'UnaryExpr' && x.op === '&') x = plain(x.x)
    else if (x.kind === 'StarExpr') x = plain(x.x)
    else if (x.kind === 'Ident' && x.entity?.writes.length === 0) {
      const { decl, index } = x.entity
      const values = decl?.kind === 'ValueSpec' ? decl.values : decl?.kind === 'AssignStmt' ? decl.right : []
      const value = values[index] ?? values[0]
      if (value === undefined) return undefined
      x = plain(value)
    } else return x
  }
  return undefined
}

function hostOf(
  { folder, typing }: AddressFinder,
  first: Expr,
  { file }: Unit,
): { readonly text: string; readonly steps: readonly ReturnType<typeof stepsOf>[number][] } | undefined {
  const x = literalOf(first) ?? first
  if (x.kind === 'CallExpr') {
    const fun = plain(x.fun)
    const name = fun.kind === 'SelectorExpr' ? typing.member(fun) : undefined
    const values = x.args.map((arg) => folder.fold(file, arg))
    const steps = values.flatMap((value) => stepsOf(value))
    const [value] = values
    if (name === 'net.ParseIP' && value !== undefined) {
      const text = textOfValue(value)
      return text === undefined ? undefined : { text, steps }
    }
    if (name === 'net.IPv4' && values.length === 4 && values.every((one) => one.kind === 'int'))
      return { text: values.map((one) => String(one.value)).join('.'), steps }
  }
  const value = folder.fold(file, first)
  const bytes = value.kind === 'slice' || value.kind === 'array' ? bytesIn(value) : undefined
  if (bytes?.length === 4) return { text: bytes.join('.'), steps: stepsOf(value) }
  const text = value.kind === 'string' ? value.text : undefined
  return text === undefined ? undefined : { text, steps: stepsOf(value) }
}
