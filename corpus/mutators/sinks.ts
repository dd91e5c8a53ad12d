// The same effect by another function: exec.Command, &exec.Cmd{}, os.StartProcess, syscall.Exec; http.Get, Client.Do …
import type { CallExpr, Expr, Stmt } from '../../src/gosource/ast.ts'
import type { SourceFile } from '../../src/gosource/scope.ts'
import { importPath } from '../../src/gosource/scope.ts'
import type { Random } from '../random.ts'
import type { Draft, Edit, GoPackage } from '../rewrite.ts'
import { importedAs, packagesOf, pruneImports, walkFile, withEdits } from '../rewrite.ts'

interface Site {
  readonly pkg: GoPackage
  readonly file: SourceFile
  readonly random: Random
  /** The name of a package in this file, imported where it is not. */
  readonly use: (path: string) => string
  readonly text: (x: Expr) => string
}

/** Swaps about three of four sinks that have another form; `undefined` where there are none. */
export function sinks(draft: Draft, random: Random): Draft | undefined {
  const edits = new Map<string, Edit[]>()
  for (const pkg of packagesOf(draft)) {
    for (const file of pkg.files) {
      const list: Edit[] = []
      const wanted = new Map<string, { name: string; edits: readonly Edit[] }>()
      const use = (path: string): string => {
        const found = wanted.get(path) ?? importedAs(pkg, file, path)
        wanted.set(path, found)
        return found.name
      }
      const site: Site = { pkg, file, random, use, text: (x) => file.text.slice(x.pos, x.end) }
      walkFile(file, (node) => {
        if (list.some(({ pos, end }) => node.pos >= pos && node.end <= end)) return false
        const swapped = isStmt(node) ? started(site, node) : node.kind === 'CallExpr' ? called(site, node) : undefined
        if (swapped === undefined) return true
        list.push(...swapped)
        return swapped.length === 0
      })
      if (list.length > 0) edits.set(file.name, [...list, ...[...wanted.values()].flatMap((found) => found.edits)])
    }
  }
  return edits.size === 0 ? undefined : pruneImports(withEdits(draft, edits), [...edits.keys()])
}

function isStmt(node: { readonly kind: string }): node is Stmt {
  return node.kind === 'ExprStmt' || node.kind === 'AssignStmt'
}

/** `exec.Command(…).Start()` or `.Run()` whose result nobody wants. */
function started(site: Site, stmt: Stmt): Edit[] | undefined {
  let x: Expr | undefined
  if (stmt.kind === 'ExprStmt') ({ x } = stmt)
  else if (stmt.kind === 'AssignStmt' && stmt.left.length === 1 && stmt.right.length === 1) {
    const [left] = stmt.left
    if (left?.kind === 'Ident' && left.name === '_') [x] = stmt.right
  }
  if (x?.kind !== 'CallExpr' || x.fun.kind !== 'SelectorExpr' || x.fun.x.kind !== 'CallExpr') return undefined
  if (x.fun.sel.name !== 'Start' && x.fun.sel.name !== 'Run') return undefined
  const command = x.fun.x
  if (callee(site, command) !== 'os/exec.Command' || site.random.chance(0.5)) return undefined
  const [program] = command.args
  if (program === undefined) return undefined
  const argv = argumentList(site, command)
  const form = site.random.chance(0.7)
    ? `_, _ = ${site.use('os')}.StartProcess(${site.text(program)}, ${argv}, &${site.use('os')}.ProcAttr{})`
    : `_ = ${site.use('syscall')}.Exec(${site.text(program)}, ${argv}, ${site.use('os')}.Environ())`
  return [{ pos: stmt.pos, end: stmt.end, text: form }]
}

/** A call that another expression of the same type stands for. */
function called(site: Site, call: CallExpr): Edit[] | undefined {
  const { random, text, use } = site
  const replace = (form: string): Edit[] => [{ pos: call.pos, end: call.end, text: form }]
  /** Only what is before the first argument changes. */
  const fun = (form: string): Edit[] => [{ pos: call.fun.pos, end: call.lparen + 1, text: form }]
  const [first, second, third] = call.args
  const name = callee(site, call)
  if (name === undefined || first === undefined || random.chance(0.25)) return undefined
  switch (name) {
    case 'os/exec.Command':
      if (random.chance(0.4)) return fun(`${use('os/exec')}.CommandContext(${use('context')}.Background(), `)
      return replace(`(&${use('os/exec')}.Cmd{Path: ${text(first)}, Args: ${argumentList(site, call)}})`)
    case 'net/http.Get':
      if (random.chance(0.4)) return fun(`${use('net/http')}.DefaultClient.Get(`)
      return replace(request(use('net/http'), `"GET", ${text(first)}, nil`, ''))
    case 'net/http.Post': {
      if (second === undefined || third === undefined || random.chance(0.4))
        return fun(`${use('net/http')}.DefaultClient.Post(`)
      const http = use('net/http')
      return replace(
        request(http, `"POST", ${text(first)}, ${text(third)}`, `req.Header.Set("Content-Type", ${text(second)}); `),
      )
    }
    case 'net/http.PostForm':
      return fun(`${use('net/http')}.DefaultClient.PostForm(`)
    case 'net.Dial':
      return fun(`(&${use('net')}.Dialer{}).Dial(`)
    case 'net.LookupTXT':
      return fun(`${use('net')}.DefaultResolver.LookupTXT(${use('context')}.Background(), `)
    default:
      return undefined
  }
}

function request(http: string, args: string, header: string): string {
  const failed = 'if err != nil { return nil, err }; '
  return `func() (*${http}.Response, error) { req, err := ${http}.NewRequest(${args}); ${failed}${header}return ${http}.DefaultClient.Do(req) }()`
}

function argumentList(site: Site, command: CallExpr): string {
  const texts = command.args.map(site.text)
  if (!command.spread) return `[]string{${texts.join(', ')}}`
  return `append([]string{${texts.slice(0, -1).join(', ')}}, ${texts.at(-1) ?? ''}...)`
}

/** `import/path.Name` of what is called, where it is a package's function. */
function callee(site: Site, { fun }: CallExpr): string | undefined {
  if (fun.kind !== 'SelectorExpr' || fun.x.kind !== 'Ident' || fun.x.entity?.kind !== 'package') return undefined
  const { decl } = fun.x.entity
  if (decl?.kind !== 'ImportSpec' || site.file.text.includes('import "C"')) return undefined
  return `${importPath(decl)}.${fun.sel.name}`
}
