// Whether a file still fits a package that it imports at another version, without compiling: exported names that are gone,
// struct literals and calls that had the right number of parts before and have it no more, named fields that are gone.
// https://go.dev/ref/spec#Qualified_identifiers, https://go.dev/ref/spec#Composite_literals, https://go.dev/ref/spec#Calls
//
// What needs types of values is not seen: methods, fields behind a dot, interfaces that gained a method. So a misfit that is
// told is one (what did not fit before is not told), and none told is no promise that it compiles.
import type { CallExpr, CompositeLit, Expr, Field, FuncType } from './ast.ts'
import { localNames, lineFinder } from './importuses.ts'
import { parseFile } from './parsedecl.ts'
import { resolvePackage, type SourceFile } from './scope.ts'
import { walk } from './walk.ts'

/** What an exported name of a package is, as far as its uses depend on it. */
export type ApiShape =
  | { readonly kind: 'func'; readonly params: number; readonly variadic: boolean; readonly results: number }
  /** `fields` in order; of an embedded one the name of its type. */
  | { readonly kind: 'struct'; readonly fields: readonly string[] }
  | { readonly kind: 'other' }

/** The exported names of a package; several shapes where build tags choose one. */
export type Api = ReadonlyMap<string, readonly ApiShape[]>

/** Exported names whose shape differs between two versions of a package; none after it where the name is gone. */
export type ApiChanges = ReadonlyMap<
  string,
  { readonly before: readonly ApiShape[]; readonly after: readonly ApiShape[] }
>

/** One use that fits no more. */
export interface Misfit {
  /** The import path. */
  readonly path: string
  readonly symbol: string
  /** From 1. */
  readonly line: number
  /** What is wrong, in words that follow the symbol: `is gone`, `has 3 fields now`. */
  readonly why: string
}

/** The exported names that files of one package declare. */
export function exportedApi(files: readonly Uint8Array[]): Api {
  const api = new Map<string, ApiShape[]>()
  const add = (name: string, shape: ApiShape): void => {
    if (!isExported(name)) return
    const known = api.get(name)
    if (known === undefined) api.set(name, [shape])
    else known.push(shape)
  }
  for (const bytes of files) {
    for (const decl of parseFile(bytes).decls) {
      if (decl.kind === 'FuncDecl') {
        if (decl.receiver === undefined) add(decl.name.name, funcShape(decl.type))
      } else if (decl.kind === 'GenDecl') {
        for (const spec of decl.specs) {
          if (spec.kind === 'ValueSpec') for (const { name } of spec.names) add(name, OTHER)
          else if (spec.kind === 'TypeSpec') add(spec.name.name, typeShape(spec.type))
        }
      }
    }
  }
  return api
}

/** The names of `before` that are gone, or have another shape. */
export function apiChanges(before: Api, after: Api): ApiChanges {
  const changes = new Map<string, { readonly before: readonly ApiShape[]; readonly after: readonly ApiShape[] }>()
  for (const [name, shapes] of before) {
    const now = after.get(name) ?? []
    if (now.length !== shapes.length || now.some((one, i) => !isSame(one, shapes[i])))
      changes.set(name, { before: shapes, after: now })
  }
  return changes
}

/** An imported package that changed: the name of its package clause, and how. */
export interface ChangedImport {
  readonly clause: string
  readonly changes: ApiChanges
}

/** The uses of changed packages in a file that fitted before and do not fit now, each name once. `changed` by import path. */
export function misfitsIn(name: string, bytes: Uint8Array, changed: ReadonlyMap<string, ChangedImport>): Misfit[] {
  const file: SourceFile = { name, ...parseFile(bytes) }
  const clauses = new Map([...changed].map(([path, { clause }]) => [path, clause]))
  const { names } = localNames(file, clauses)
  if (names.size === 0) return []
  resolvePackage('', [file])
  const found = new Map<string, Misfit>()
  const lineAt = lineFinder(file.text)
  const check = (expr: Expr | undefined, trouble: (shape: ApiShape) => string | undefined): void => {
    const used = nameOf(expr, names)
    const change = used === undefined ? undefined : changed.get(used.path)?.changes.get(used.symbol)
    if (used === undefined || change === undefined || found.has(`${used.path} ${used.symbol}`)) return
    const now = change.after.map(trouble)
    const why = change.after.length === 0 ? 'is gone' : now[0]
    // One shape that fits is enough: which one is built is not known here.
    if (why === undefined || now.includes(undefined)) return
    if (change.after.length > 0 && change.before.every((shape) => trouble(shape) !== undefined)) return
    found.set(`${used.path} ${used.symbol}`, { ...used, line: lineAt(used.pos), why })
  }
  walk(file.decls, (node) => {
    switch (node.kind) {
      case 'SelectorExpr':
        check(node, () => undefined)
        break
      case 'CallExpr':
        check(calleeOf(node), (shape) => callTrouble(shape, node))
        break
      case 'CompositeLit': {
        if (node.type === undefined) break
        check(node.type, (shape) => literalTrouble(shape, node))
        const element = elementType(node.type)
        for (const one of element === undefined ? [] : node.elements) {
          const value = one.kind === 'KeyValueExpr' ? one.value : one
          if (value.kind === 'CompositeLit' && value.type === undefined)
            check(element, (shape) => literalTrouble(shape, value))
        }
        break
      }
      case 'AssignStmt':
        checkResults(node.left.length, node.right, check)
        break
      case 'ValueSpec':
        checkResults(node.names.length, node.values, check)
        break
      default:
    }
    return true
  })
  return [...found.values()]
}

const OTHER: ApiShape = { kind: 'other' }

function isExported(name: string): boolean {
  return /^\p{Lu}/u.test(name)
}

function funcShape({ params, results }: FuncType): ApiShape {
  return {
    kind: 'func',
    params: countOf(params),
    variadic: params.at(-1)?.type?.kind === 'Ellipsis',
    results: countOf(results),
  }
}

function typeShape(type: Expr): ApiShape {
  return type.kind === 'StructType' ? { kind: 'struct', fields: type.fields.flatMap(fieldNames) } : OTHER
}

function fieldNames({ names, type }: Field): string[] {
  if (names.length > 0) return names.map(({ name }) => name)
  const embedded = type?.kind === 'StarExpr' ? type.x : type
  const named = embedded?.kind === 'IndexExpr' ? embedded.x : embedded
  return [named?.kind === 'Ident' ? named.name : named?.kind === 'SelectorExpr' ? named.sel.name : '']
}

function countOf(fields: readonly Field[]): number {
  return fields.reduce((sum, { names }) => sum + Math.max(1, names.length), 0)
}

function isSame(a: ApiShape, b: ApiShape | undefined): boolean {
  if (a.kind === 'func' && b?.kind === 'func')
    return a.params === b.params && a.variadic === b.variadic && a.results === b.results
  if (a.kind === 'struct' && b?.kind === 'struct')
    return a.fields.length === b.fields.length && a.fields.every((name, i) => name === b.fields[i])
  return a.kind === b?.kind
}

/** The imported name that an expression is: `q.Name`, in parentheses or not. */
function nameOf(
  expr: Expr | undefined,
  names: ReadonlyMap<string, string>,
): { readonly path: string; readonly symbol: string; readonly pos: number } | undefined {
  if (expr?.kind !== 'SelectorExpr' || expr.x.kind !== 'Ident') return undefined
  const { entity } = expr.x
  if (entity !== undefined && entity.kind !== 'package') return undefined
  const path = names.get(expr.x.name)
  return path === undefined ? undefined : { path, symbol: expr.sel.name, pos: expr.pos }
}

/** What is called, without type arguments. */
function calleeOf({ fun }: CallExpr): Expr {
  return fun.kind === 'IndexExpr' ? fun.x : fun
}

/** The type of the elements of a list or map literal, which they need not repeat; of pointers what they point to. */
function elementType(type: Expr): Expr | undefined {
  if (type.kind !== 'ArrayType' && type.kind !== 'MapType') return undefined
  const element = type.kind === 'ArrayType' ? type.elem : type.value
  return element.kind === 'StarExpr' ? element.x : element
}

function callTrouble(shape: ApiShape, { args, spread }: CallExpr): string | undefined {
  if (shape.kind !== 'func') return undefined
  const { params, variadic } = shape
  // `f(g())`: g may give them all.
  if (args.length === 1 && args[0]?.kind === 'CallExpr' && params > 1) return undefined
  const fits = !variadic
    ? args.length === params && !spread
    : spread
      ? args.length === params
      : args.length >= params - 1
  return fits ? undefined : `takes ${counted(params, 'argument')} now`
}

function literalTrouble(shape: ApiShape, { elements }: CompositeLit): string | undefined {
  if (shape.kind !== 'struct' || elements.length === 0) return undefined
  const isKeyed = elements.some((one) => one.kind === 'KeyValueExpr')
  if (!isKeyed)
    return elements.length === shape.fields.length ? undefined : `has ${counted(shape.fields.length, 'field')} now`
  for (const one of elements) {
    if (one.kind === 'KeyValueExpr' && one.key.kind === 'Ident' && !shape.fields.includes(one.key.name))
      return `has no field ${one.key.name} now`
  }
  return undefined
}

/** `a, b := q.F()` with another number of results. */
function checkResults(
  names: number,
  values: readonly Expr[],
  check: (expr: Expr | undefined, trouble: (shape: ApiShape) => string | undefined) => void,
): void {
  const [value] = values
  if (values.length !== 1 || value?.kind !== 'CallExpr') return
  check(calleeOf(value), (shape) =>
    shape.kind !== 'func' || shape.results === names ? undefined : `gives ${counted(shape.results, 'result')} now`,
  )
}

function counted(n: number, word: string): string {
  return `${n === 0 ? 'no' : n} ${word}${n === 1 ? '' : 's'}`
}
