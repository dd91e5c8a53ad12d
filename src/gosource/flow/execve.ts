// Programs that are started by the system call itself (https://man7.org/linux/man-pages/man2/execve.2.html), through
// syscall.Syscall or a function in assembly: what the pointers point to that it is given.
import type { CallExpr, Expr } from '../ast.ts'
import type { CallModel } from './catalogue.ts'
import type { Engine } from './engine.ts'
import { plain, type CallSite } from './program.ts'

/** Numbers of execve and execveat that are those of no everyday call elsewhere: amd64, arm64, riscv64, s390x has 11. */
const NUMBERS: ReadonlySet<bigint> = new Set([59n, 221n, 322n, 281n, 520n, 545n])

/** The call of execve as the catalogue would say it; its arguments are read by `execveRoles`. */
export const EXECVE: CallModel = {
  name: 'syscall.Exec',
  params: [],
  variadic: false,
  roles: [],
  results: [],
  effect: 'process',
  write: undefined,
  source: undefined,
  fills: [],
  object: false,
  joins: false,
  standsFor: undefined,
  carries: [],
  calls: [],
  starts: [],
  keeps: [],
  gives: undefined,
  flags: undefined,
  capability: undefined,
}

/** Whether a call that makes system calls, or one of a function without a body, makes this one. */
export function isExecve({ folder }: Engine, { call, unit }: CallSite): boolean {
  const [number] = call.args
  if (number === undefined || call.args.length < 3) return false
  const x = plain(number)
  if (x.kind === 'SelectorExpr') return /^SYS_EXECVE(?:AT)?$/.test(x.sel.name)
  const value = folder.fold(unit.file, x)
  return value.kind === 'int' && NUMBERS.has(value.value)
}

/** What the pointers that it is given point to: the program, and its arguments, its own name first. */
export function execveRoles({ call }: CallSite): { readonly role: 'command' | 'argument'; readonly x: Expr }[] {
  const [, path, list] = call.args
  const found: { role: 'command' | 'argument'; x: Expr }[] = []
  if (path !== undefined) found.push({ role: 'command', x: pointee(path) })
  const all = list === undefined ? undefined : declared(pointee(list))
  if (all?.kind !== 'CompositeLit') return found
  for (const element of all.elements)
    if (plain(element).kind !== 'Ident' || !isNil(element)) found.push({ role: 'argument', x: pointee(element) })
  return found
}

/** What a pointer points to, through conversions: `text` of `uintptr(unsafe.Pointer(&text[0]))`. */
function pointee(first: Expr): Expr {
  let x = plain(first)
  for (let i = 0; i < 12; i++) {
    if (x.kind === 'CallExpr') {
      const inner = pointed(x)
      if (inner === undefined) return x
      x = plain(inner)
    } else if (x.kind === 'UnaryExpr' && x.op === '&') {
      const of = plain(x.x)
      x = of.kind === 'IndexExpr' ? plain(of.x) : of
    } else if (x.kind === 'Ident') {
      const value = declared(x)
      if (value.kind !== 'CallExpr' || pointed(value) === undefined) return x
      x = value
    } else return x
  }
  return x
}

/** What a conversion converts, or a call gives the pointer of: unsafe.StringData, syscall.BytePtrFromString, a helper. */
function pointed(call: CallExpr): Expr | undefined {
  const [arg, more] = call.args
  return more === undefined ? arg : undefined
}

/** What a variable is declared with that is set once. */
function declared(first: Expr): Expr {
  const x = plain(first)
  if (x.kind !== 'Ident' || x.entity === undefined) return x
  const { decl, index, writes } = x.entity
  if (writes.length > 0) return x
  const values = decl?.kind === 'ValueSpec' ? decl.values : decl?.kind === 'AssignStmt' ? decl.right : []
  return plain(values[index] ?? values[0] ?? x)
}

function isNil(x: Expr): boolean {
  const bare = plain(x)
  return bare.kind === 'Ident' && bare.name === 'nil'
}
