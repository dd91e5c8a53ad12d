// The directives that go.mod and go.work files share, and what all directives are made of: arguments, quotes, versions,
// and errors that are collected. https://go.dev/ref/mod#go-mod-file; judged by golang.org/x/mod/modfile.

import { WardenError, messageOf } from '../base/errors.ts'
import { isSpace, trimSpace } from '../base/fields.ts'
import type { ModuleVersion } from '../base/finding.ts'
import { isPrintable, quote, unquote } from './goquote.ts'
import type { Commented, Line, Position, Syntax } from './modsyntax.ts'
import { checkPathMajor, splitPathVersion } from './path.ts'
import { canonicalVersion } from './version.ts'

/** A `go` or `toolchain` line: `1.23.0`, `go1.23.0`. */
export interface GoLine extends Position {
  readonly version: string
}

/** A `godebug key=value` line. */
export interface Godebug extends Position {
  readonly key: string
  readonly value: string
}

/** A `replace` line. An empty `old.version` means all versions, an empty `new.version` that `new.path` is a folder. */
export interface Replace extends Position {
  readonly old: ModuleVersion
  readonly new: ModuleVersion
}

/** A `tool`, `ignore` or (in go.work) `use` line. */
export interface PathLine extends Position {
  readonly path: string
}

/** All errors behind one thrown by `parseGoMod` or `parseGoWork`, in the file's order; at most 100 are kept. */
export function modFileErrors(error: WardenError): readonly WardenError[] {
  const all = error.cause instanceof AggregateError ? error.cause.errors : [error]
  return all.filter((one) => one instanceof WardenError)
}

/** Whether a replacement names a folder rather than a module, on any system: rooted, or starting with `.` or `..`. */
export function isFolderPath(path: string): boolean {
  return /^(\.\.?$|\.\.?[\\/]|[\\/]|[A-Za-z]:)/.test(path)
}

/** Errors of one file. Their number is capped, so that a file of nonsense costs no more than reading it. */
export class ModFileErrors {
  readonly #file: string
  readonly #errors: WardenError[] = []

  constructor(file: string) {
    this.#file = file
  }

  /** Notes an error at a line. The message may quote the file: it is cut, and what a terminal would obey is escaped. */
  add(at: Position, text: string): undefined {
    if (this.#errors.length >= maxErrors) return
    const short = text.length > maxMessage ? `${text.slice(0, maxMessage)}…` : text
    const message = short.replace(/[^\P{C}\n\t]/gu, (char) => quote(char).slice(1, -1))
    const place = { file: this.#file, line: at.line, column: at.column }
    this.#errors.push(new WardenError('parse', message, { place }))
  }

  /** Throws the only error, or the first with the others behind it. */
  throwIfAny(): void {
    const [first] = this.#errors
    if (first === undefined) return
    const others = this.#errors.length - 1
    if (others === 0) throw first
    const message = `${first.message} (and ${others} more ${others === 1 ? 'error' : 'errors'} in this file)`
    const details = first.place === undefined ? {} : { place: first.place }
    throw new WardenError('parse', message, { ...details, cause: new AggregateError(this.#errors) })
  }
}

/** Calls `add` for each directive of a file, whether it stands alone or in one of the blocks that may be. */
export function forEachLine(
  syntax: Syntax,
  errors: ModFileErrors,
  lax: boolean,
  blocks: ReadonlySet<string>,
  add: (line: Line, verb: string, args: Args, block: Commented | undefined) => void,
): void {
  for (const statement of syntax.statements) {
    if (statement.kind === 'comments') continue
    const verb = statement.tokens[0] ?? ''
    if (statement.kind === 'line') {
      add(statement, verb, new Args(statement.tokens, 1), undefined)
    } else if (statement.tokens.length > 1 || !blocks.has(verb)) {
      if (!lax) errors.add(statement, `unknown block type: ${statement.tokens.join(' ')}`)
    } else {
      for (const line of statement.lines) add(line, verb, new Args(line.tokens, 0), statement)
    }
  }
}

/** The arguments of a directive: the tokens of a line behind its verb. Setting one rewrites the tree. */
export class Args {
  readonly #tokens: string[]
  readonly #skip: number

  constructor(tokens: string[], skip: number) {
    this.#tokens = tokens
    this.#skip = skip
  }

  get length(): number {
    return this.#tokens.length - this.#skip
  }

  /** The argument at `index`, empty behind the last. */
  at(index: number): string {
    return this.#tokens[index + this.#skip] ?? ''
  }

  /** Puts `token` in the place of the argument at `index`. */
  set(index: number, token: string): void {
    this.#tokens[index + this.#skip] = token
  }
}

/** The message of an expected problem with one directive. */
export interface Problem {
  readonly problem: string
}

/** The value of a bare or double-quoted argument; the tree gets it in its normal form. */
export function stringArg(args: Args, index: number): string | Problem {
  const token = args.at(index)
  if (token.startsWith('"')) {
    const value = unquote(token)
    if (value === undefined) return { problem: 'invalid syntax' }
    args.set(index, mustQuote(value) ? quote(value) : value)
    return value
  }
  // Other quotes are kept for the future, and 'x' must not mean a path with quotes in it.
  if (/["'`]/.test(token)) return { problem: 'unquoted string cannot contain quote' }
  return token
}

/** A `tool`, `ignore` or `use` line's path, or `undefined` with an error noted. */
export function pathLine(line: Line, args: Args, usage: string, errors: ModFileErrors): PathLine | undefined {
  if (args.length !== 1) return errors.add(line, usage)
  const path = stringArg(args, 0)
  if (typeof path !== 'string') return errors.add(line, `invalid quoted string: ${path.problem}`)
  return { path, line: line.line, column: line.column }
}

/** A `godebug` line, or `undefined` with an error noted. */
export function godebugLine(line: Line, args: Args, errors: ModFileErrors): Godebug | undefined {
  const setting = args.at(0)
  const equals = setting.indexOf('=')
  if (args.length !== 1 || equals < 0 || /["'`,]/.test(setting)) return errors.add(line, 'usage: godebug key=value')
  return { key: setting.slice(0, equals), value: setting.slice(equals + 1), line: line.line, column: line.column }
}

/** A `go` line, or `undefined` with an error noted. With `lax` a suffix that Go does not know is dropped. */
export function goLine(
  line: Line,
  args: Args,
  known: GoLine | undefined,
  lax: boolean,
  errors: ModFileErrors,
): GoLine | undefined {
  if (known !== undefined) return errors.add(line, 'repeated go statement') ?? known
  if (args.length !== 1) return errors.add(line, 'go directive expects exactly one argument')
  if (!/^[1-9][0-9]*\.(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*))?([a-z]+[0-9]+)?$/.test(args.at(0))) {
    const version = lax ? /^v?([1-9][0-9]*\.(?:0|[1-9][0-9]*))[^0-9][^\n]*$/.exec(args.at(0))?.[1] : undefined
    if (version === undefined) {
      return errors.add(line, `invalid go version '${args.at(0)}': must match format 1.23.0`)
    }
    args.set(0, version)
  }
  return { version: args.at(0), line: line.line, column: line.column }
}

/** A `toolchain` line, or `undefined` with an error noted. */
export function toolchainLine(
  line: Line,
  args: Args,
  known: GoLine | undefined,
  errors: ModFileErrors,
): GoLine | undefined {
  if (known !== undefined) return errors.add(line, 'repeated toolchain statement') ?? known
  if (args.length !== 1) return errors.add(line, 'toolchain directive expects exactly one argument')
  if (!/^default$|^go1($|\.)/.test(args.at(0))) {
    return errors.add(line, `invalid toolchain version '${args.at(0)}': must match format go1.23.0 or default`)
  }
  return { version: args.at(0), line: line.line, column: line.column }
}

/** A `replace` line, or `undefined` with an error noted; `onChange` is told when a version was not canonical. */
export function replaceLine(line: Line, args: Args, errors: ModFileErrors, onChange: () => void): Replace | undefined {
  const arrow = args.at(1) === '=>' ? 1 : 2
  if (args.length < arrow + 2 || args.length > arrow + 3 || args.at(arrow) !== '=>') {
    return errors.add(
      line,
      'usage: replace module/path [v1.2.3] => other/module v1.4\n\t or replace module/path [v1.2.3] => ../local/directory',
    )
  }
  const path = stringArg(args, 0)
  if (typeof path !== 'string') return errors.add(line, `invalid quoted string: ${path.problem}`)
  const { pathMajor, ok } = splitPathVersion(path)
  if (!ok) return errors.add(line, `replace ${path}: invalid module path`)
  let version = ''
  if (arrow === 2) {
    const found = versionArg('replace', path, args, 1, onChange)
    if (typeof found !== 'string') return errors.add(line, found.problem)
    const wrong = majorProblem(found, pathMajor)
    if (wrong !== undefined) return errors.add(line, `replace ${path}: ${wrong}`)
    version = found
  }
  const target = stringArg(args, arrow + 1)
  if (typeof target !== 'string') return errors.add(line, `invalid quoted string: ${target.problem}`)
  let targetVersion = ''
  if (args.length === arrow + 2) {
    if (!isFolderPath(target)) {
      return errors.add(
        line,
        target.includes('@')
          ? "replacement module must match format 'path version', not 'path@version'"
          : 'replacement module without version must be directory path (rooted or starting with . or ..)',
      )
    }
    if (target.includes('\\')) {
      return errors.add(line, 'replacement directory appears to be Windows path (on a non-windows system)')
    }
  } else {
    const found = versionArg('replace', target, args, arrow + 2, onChange)
    if (typeof found !== 'string') return errors.add(line, found.problem)
    if (isFolderPath(target)) {
      return errors.add(line, `replacement module directory path ${quote(target)} cannot have version`)
    }
    targetVersion = found
  }
  return {
    old: { path, version },
    new: { path: target, version: targetVersion },
    line: line.line,
    column: line.column,
  }
}

/** A version argument in its canonical form. */
export function versionArg(
  verb: string,
  path: string,
  args: Args,
  index: number,
  onChange: () => void,
): string | Problem {
  const version = stringArg(args, index)
  if (typeof version !== 'string') return { problem: invalidVersion(verb, path, args.at(index), version.problem) }
  const canonical = canonicalVersion(version)
  if (canonical === '') return { problem: invalidVersion(verb, path, version, 'must be of the form v1.2.3') }
  if (canonical !== version) onChange()
  args.set(index, canonical)
  return canonical
}

/** Go's message for a bad version of a module. */
export function invalidVersion(verb: string, path: string, version: string, why: string): string {
  return `${verb}${path === '' ? '' : ` ${path}`}: version ${quote(version)} invalid: ${why}`
}

/** What is wrong with a version under a path with this major version suffix, in go's words. */
export function majorProblem(version: string, pathMajor: string): string | undefined {
  try {
    checkPathMajor(version, pathMajor)
    return undefined
  } catch (error) {
    if (error instanceof WardenError) return messageOf(error)
    throw error
  }
}

/** Whether the comment behind a requirement, with its slashes, says `// indirect`. */
export function saysIndirect(comment: string): boolean {
  if (comment === '// indirect') return true
  const text = trimSpace(comment.startsWith('//') ? comment.slice(2) : comment)
  return text === 'indirect' || (text.startsWith('indirect;') && isSpace(text.charCodeAt('indirect;'.length)))
}

/** Adds `item` to `list`, where there is one. */
export function keep<T>(list: T[], item: T | undefined): void {
  if (item !== undefined) list.push(item)
}

const maxErrors = 100
const maxMessage = 1000

/** Whether a value must be quoted to be one token. */
function mustQuote(value: string): boolean {
  if (value === '' || value.includes('//') || value.includes('/*') || /[ "'`]/.test(value)) return true
  if (value.length > 1 && /[()[\]{},]/.test(value)) return true
  if (/^[!-~]*$/.test(value)) return false
  for (const char of value) if (!isPrintable(char.codePointAt(0) ?? 0)) return true
  return false
}
