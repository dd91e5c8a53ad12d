// go.mod files: what their directives say, with places, and the file again as go prints it.
// https://go.dev/ref/mod#go-mod-file; judged by golang.org/x/mod/modfile. Versions are not looked up ("fixed").

import type { ModuleVersion } from '../base/finding.ts'
import { trimSpace } from '../base/fields.ts'
import { quote } from './goquote.ts'
import {
  Args,
  forEachLine,
  godebugLine,
  goLine,
  invalidVersion,
  keep,
  majorProblem,
  ModFileErrors,
  pathLine,
  replaceLine,
  saysIndirect,
  stringArg,
  toolchainLine,
  versionArg,
} from './moddirective.ts'
import type { Godebug, GoLine, PathLine, Problem, Replace } from './moddirective.ts'
import { formatSyntax } from './modprint.ts'
import { parseSyntax, readStatements } from './modsyntax.ts'
import type { Commented, Line, Position, Syntax } from './modsyntax.ts'
import { splitPathVersion } from './path.ts'
import { plainRequirements } from './plainmod.ts'

/** The `module` line. */
export interface ModuleLine extends Position {
  readonly path: string
  /** The text behind `Deprecated:` in its comments, or empty. */
  readonly deprecated: string
}

/** What a `require` line says; `indirect` is its `// indirect` comment. */
export interface Requirement extends ModuleVersion {
  readonly indirect: boolean
}

/** A `require` line. */
export interface Require extends Requirement, Position {}

/** An `exclude` line. */
export interface Exclude extends ModuleVersion, Position {}

/** A `retract` line: versions from `low` to `high`, both retracted, as written: they may lack the canonical form. */
export interface Retract extends Position {
  readonly low: string
  readonly high: string
  /** The comments that give the reason, in lines; may be empty. */
  readonly rationale: string
}

/** A go.mod file. */
export interface GoMod {
  readonly file: string
  readonly module: ModuleLine | undefined
  readonly go: GoLine | undefined
  readonly toolchain: GoLine | undefined
  readonly godebug: readonly Godebug[]
  readonly require: readonly Require[]
  readonly exclude: readonly Exclude[]
  readonly replace: readonly Replace[]
  readonly retract: readonly Retract[]
  readonly tool: readonly PathLine[]
  readonly ignore: readonly PathLine[]
  /** False where a version was not written in its canonical form; in a main module go then wants `go mod tidy`. */
  readonly canonical: boolean
  /** The tree that `formatGoMod` prints, with quotes and versions normalised. */
  readonly syntax: Syntax
}

/** What the module graph needs of a dependency's go.mod file. */
export interface GoModRequirements {
  /** The path of the `module` line, or `undefined` without one. */
  readonly module: string | undefined
  /** The version of the `go` line, or `undefined` without one. */
  readonly go: string | undefined
  readonly require: readonly Requirement[]
}

/** What is asked of a dependency's go.mod file, without the tree. */
export interface GoModSummary extends GoModRequirements {
  readonly deprecated: string
  readonly require: readonly Require[]
  readonly retract: readonly Retract[]
}

/**
 * A go.mod file; `file` is its name in errors. With `lax`, for dependencies, unknown and main-module-only directives
 * are skipped. Throws a `WardenError` `parse` (`too-large` over 16 MiB) with the place and go's words; where a file has
 * several errors, `modFileErrors` lists them.
 */
export function parseGoMod(content: Uint8Array | string, file: string, options: { lax?: boolean } = {}): GoMod {
  const mod = new ModDraft(parseSyntax(content, file), options.lax ?? false)
  forEachLine(mod.syntax, mod.errors, mod.lax, modBlocks, (line, verb, args, block) => mod.add(line, verb, args, block))
  mod.errors.throwIfAny()
  return mod
}

/**
 * What `summarizeGoMod` has of a dependency's go.mod file for the module graph, sooner where the file is plain; throws
 * as that does. `known` remembers lines: the files of one graph name the same requirements over and over, and share them.
 */
export function readRequirements(
  content: Uint8Array | string,
  file: string,
  known: Map<string, Requirement>,
): GoModRequirements {
  return plainRequirements(content, known) ?? summarizeGoMod(content, file)
}

/** The go.mod file of a dependency, laxly parsed. Throws as `parseGoMod` does. */
export function summarizeGoMod(content: Uint8Array | string, file: string): GoModSummary {
  const mod = new ModDraft({ file, statements: [] }, true)
  readStatements(
    content,
    file,
    (statement) => {
      if (statement.kind === 'line')
        mod.add(statement, statement.tokens[0] ?? '', new Args(statement.tokens, 1), undefined)
    },
    (line, block) => {
      const verb = block.tokens[0] ?? ''
      if (block.tokens.length === 1 && modBlocks.has(verb)) mod.add(line, verb, new Args(line.tokens, 0), block)
    },
  )
  mod.errors.throwIfAny()
  const { module, go, require, retract } = mod
  return { module: module?.path, go: go?.version, deprecated: module?.deprecated ?? '', require, retract }
}

/** The text of a go.mod file as go prints it. */
export function formatGoMod(mod: GoMod): string {
  return formatSyntax(mod.syntax)
}

const modBlocks = new Set(['module', 'godebug', 'require', 'exclude', 'replace', 'retract', 'tool', 'ignore'])
const laxVerbs = new Set(['go', 'module', 'retract', 'require', 'ignore'])

/** A go.mod file while its lines are read; then it is the `GoMod`. */
class ModDraft implements GoMod {
  readonly file: string
  readonly syntax: Syntax
  readonly lax: boolean
  readonly errors: ModFileErrors
  module: ModuleLine | undefined = undefined
  go: GoLine | undefined = undefined
  toolchain: GoLine | undefined = undefined
  canonical = true
  readonly godebug: Godebug[] = []
  readonly require: Require[] = []
  readonly exclude: Exclude[] = []
  readonly replace: Replace[] = []
  readonly retract: Retract[] = []
  readonly tool: PathLine[] = []
  readonly ignore: PathLine[] = []

  constructor(syntax: Syntax, lax: boolean) {
    this.file = syntax.file
    this.syntax = syntax
    this.lax = lax
    this.errors = new ModFileErrors(syntax.file)
  }

  add(line: Line, verb: string, args: Args, block: Commented | undefined): void {
    const { errors, lax } = this
    if (lax && !laxVerbs.has(verb)) return
    switch (verb) {
      case 'module':
        return this.#module(line, args, block)
      case 'go':
        this.go = goLine(line, args, this.go, lax, errors)
        return
      case 'toolchain':
        this.toolchain = toolchainLine(line, args, this.toolchain, errors)
        return
      case 'godebug':
        return keep(this.godebug, godebugLine(line, args, errors))
      case 'require':
      case 'exclude':
        return this.#requirement(line, verb, args)
      case 'replace':
        return keep(
          this.replace,
          replaceLine(line, args, errors, () => this.#changed()),
        )
      case 'retract':
        return keep(this.retract, retractLine(line, args, block, lax, errors))
      case 'tool':
        return keep(this.tool, pathLine(line, args, 'tool directive expects exactly one argument', errors))
      case 'ignore':
        return keep(this.ignore, pathLine(line, args, 'ignore directive expects exactly one argument', errors))
      default:
        errors.add(line, `unknown directive: ${verb}`)
    }
  }

  #module(line: Line, args: Args, block: Commented | undefined): void {
    if (this.module !== undefined) return this.errors.add(line, 'repeated module statement')
    const at = { line: line.line, column: line.column }
    const path = stringArg(args, 0)
    this.module = { path: typeof path === 'string' ? path : '', deprecated: deprecation(line, block), ...at }
    if (args.length !== 1) this.errors.add(line, 'usage: module module/path')
    else if (typeof path !== 'string') this.errors.add(line, `invalid quoted string: ${path.problem}`)
  }

  #requirement(line: Line, verb: 'require' | 'exclude', args: Args): void {
    const { errors } = this
    if (args.length !== 2) return errors.add(line, `usage: ${verb} module/path v1.2.3`)
    const path = stringArg(args, 0)
    if (typeof path !== 'string') return errors.add(line, `invalid quoted string: ${path.problem}`)
    const version = versionArg(verb, path, args, 1, () => this.#changed())
    if (typeof version !== 'string') return errors.add(line, version.problem)
    const { pathMajor, ok } = splitPathVersion(path)
    if (!ok) return errors.add(line, 'invalid module path')
    const wrong = majorProblem(version, pathMajor)
    if (wrong !== undefined) return errors.add(line, `${verb} ${path}: ${wrong}`)
    if (verb === 'exclude') this.exclude.push({ path, version, line: line.line, column: line.column })
    else this.require.push({ path, version, indirect: isIndirect(line), line: line.line, column: line.column })
  }

  #changed(): void {
    this.canonical = false
  }
}

function retractLine(
  line: Line,
  args: Args,
  block: Commented | undefined,
  lax: boolean,
  errors: ModFileErrors,
): Retract | undefined {
  const interval = retractInterval(args)
  if ('problem' in interval) {
    // A later Go may have other intervals: only the main module's must be understood.
    return lax ? undefined : errors.add(line, interval.problem)
  }
  if (interval.used < args.length && !lax) {
    return errors.add(line, `unexpected token after version: ${quote(args.at(interval.used))}`)
  }
  const rationale = directiveComment(line, block)
  return { low: interval.low, high: interval.high, rationale, line: line.line, column: line.column }
}

/** `v1.2.3` or `[v1.2.3, v1.4.0]`, with the number of arguments used. Versions are left as written. */
function retractInterval(args: Args): { low: string; high: string; used: number } | Problem {
  if (args.length === 0 || args.at(0) === '(') return { problem: "expected '[' or version" }
  if (args.at(0) !== '[') {
    const version = retractVersion(args, 0)
    return typeof version === 'string' ? { low: version, high: version, used: 1 } : version
  }
  if (args.length < 2) return { problem: "expected version after '['" }
  const low = retractVersion(args, 1)
  if (typeof low !== 'string') return low
  if (args.at(2) !== ',') return { problem: "expected ',' after version" }
  if (args.length < 4) return { problem: "expected version after ','" }
  const high = retractVersion(args, 3)
  if (typeof high !== 'string') return high
  if (args.at(4) !== ']') return { problem: "expected ']' after version" }
  return { low, high, used: 5 }
}

function retractVersion(args: Args, index: number): string | Problem {
  const version = stringArg(args, index)
  // Go prints any version here without quotes; one that needs them stays quoted, or it would print as something else.
  return typeof version === 'string'
    ? version
    : { problem: invalidVersion('retract', '', args.at(index), version.problem) }
}

/** The comments of a line, or of its block where it has none, without slashes, in lines. */
function directiveComment(line: Line, block: Commented | undefined): string {
  const from = block !== undefined && line.before.length === 0 && line.suffix.length === 0 ? block : line
  return [...from.before, ...from.suffix]
    .filter((comment) => comment.startsWith('//'))
    .map((comment) => trimSpace(comment.slice(2)))
    .join('\n')
}

/** The first paragraph of a line's comments that begins with `Deprecated:`, without that word. */
function deprecation(line: Line, block: Commented | undefined): string {
  const text = directiveComment(line, block)
  return /(?:^|\n\n)Deprecated: *([^]*?)(?:$|\n\n)/.exec(text)?.[1] ?? ''
}

/** Whether a requirement has an `// indirect` comment. */
function isIndirect(line: Line): boolean {
  const [comment] = line.suffix
  return comment !== undefined && saysIndirect(comment)
}
