// A go.mod file with other requirements, changed as little as go changes it: lines stay where they are, new ones go into
// the last block of their kind, direct and indirect ones apart from go 1.17 on, each block sorted.
// https://go.dev/ref/mod#go-mod-file-require; the behaviour is that of golang.org/x/mod/modfile's SetRequire and
// SetRequireSeparateIndirect, but for blocks of other directives, which are left as they are.

import { compareBytes } from '../base/bytes.ts'
import { trimSpace } from '../base/fields.ts'
import { compareToolchains, defaultGoVersion, prunesGraph } from './goversion.ts'
import type { GoWork } from './gowork.ts'
import type { GoMod } from './modfile.ts'
import { formatSyntax } from './modprint.ts'
import type { Block, Comment, Commented, Line, Position, Statement } from './modsyntax.ts'

/** A requirement to be written. */
export interface WantedRequire {
  readonly path: string
  readonly version: string
  readonly indirect: boolean
}

/**
 * The text of a go.mod file with exactly these requirements (each path once), and with another go line where one is
 * given; a toolchain line that says no more than that is left out. The text is printed as go prints it.
 */
export function editGoMod(mod: GoMod, require: readonly WantedRequire[], goVersion?: string): string {
  const draft = mod.syntax.statements.map(draftOf)
  const need = new Map(require.map((r) => [r.path, r]))
  const version = goVersion ?? mod.go?.version ?? defaultGoVersion
  if (prunesGraph(version)) setSeparately(draft, mod, need)
  else setTogether(draft, mod, need)
  for (const block of draft) if (block.kind === 'block' && isRequire(block)) block.lines.sort(compareLines)
  if (goVersion !== undefined) setGo(draft, mod, goVersion)
  return formatSyntax({ file: mod.syntax.file, statements: draft.flatMap(finished) })
}

/** The text of a go.work file with another go line; a toolchain line that says no more than that is left out. */
export function editGoWork(work: GoWork, goVersion: string): string {
  const draft = work.syntax.statements.map(draftOf)
  setGo(draft, work, goVersion)
  return formatSyntax({ file: work.syntax.file, statements: draft.flatMap(finished) })
}

/** A line that may change. */
interface DraftLine extends Commented, Position {
  readonly kind: 'line'
  tokens: string[]
  gone: boolean
}

type DraftBlock = Omit<Block, 'lines'> & { readonly lines: DraftLine[] }
type DraftStatement = DraftLine | DraftBlock | Exclude<Statement, Line | Block>

function draftOf(statement: Statement): DraftStatement {
  if (statement.kind === 'line') return lineOf(statement)
  return statement.kind === 'block' ? { ...statement, lines: statement.lines.map(lineOf) } : statement
}

function lineOf(line: Line): DraftLine {
  return { ...line, tokens: [...line.tokens], gone: false }
}

/** Since go 1.17: direct requirements in one block, indirect ones in another, as far as comments allow. */
function setSeparately(draft: DraftStatement[], mod: GoMod, need: ReadonlyMap<string, WantedRequire>): void {
  let direct = -1
  let indirect = -1
  const requires = draft.flatMap((statement, i) => (isRequire(statement) ? [i] : []))
  for (const i of requires) {
    const statement = draft[i]
    const lines = statement?.kind === 'line' ? [statement] : statement?.kind === 'block' ? statement.lines : []
    const isPlain = statement !== undefined && !hasComments(statement) && !lines.some(hasComments) && lines.length > 0
    if (isPlain && lines.every((line) => !isIndirect(line))) direct = i
    if (isPlain && lines.every(isIndirect)) indirect = i
  }
  const [only, another] = requires
  const single = only !== undefined && another === undefined ? draft[only] : undefined
  const isFlat = single !== undefined && !hasComments(single)
  let directBlock: DraftBlock
  if (direct < 0) {
    if (indirect >= 0) direct = indirect++
    else direct = requires.length > 0 ? (requires.at(-1) ?? 0) + 1 : draft.length
    directBlock = insertBlock(draft, direct)
  } else directBlock = asBlock(draft, direct)
  const indirectBlock = indirect < 0 ? insertBlock(draft, direct + 1) : asBlock(draft, indirect)
  const have = new Set<string>()
  for (const { line, block, path } of requireLines(draft, mod)) {
    const wanted = need.get(path)
    if (wanted === undefined || have.has(path)) {
      line.gone = true
      continue
    }
    have.add(path)
    setVersion(line, wanted)
    const target = wanted.indirect ? indirectBlock : directBlock
    const wrong = wanted.indirect ? directBlock : indirectBlock
    if ((isFlat || block === wrong) && block !== target) move(line, target)
  }
  for (const wanted of need.values()) {
    if (!have.has(wanted.path)) (wanted.indirect ? indirectBlock : directBlock).lines.push(newLine(wanted))
  }
}

/** Before go 1.17: new lines go behind the last one. */
function setTogether(draft: DraftStatement[], mod: GoMod, need: ReadonlyMap<string, WantedRequire>): void {
  const have = new Set<string>()
  for (const { line, path } of requireLines(draft, mod)) {
    const wanted = need.get(path)
    if (wanted === undefined || have.has(path)) line.gone = true
    else setVersion(line, wanted)
    have.add(path)
  }
  const added = [...need.values()].filter(({ path }) => !have.has(path))
  if (added.length === 0) return
  const last = draft.findLastIndex(isRequire)
  const block = last < 0 ? insertBlock(draft, draft.length) : asBlock(draft, last)
  block.lines.push(...added.map(newLine))
}

interface RequireLine {
  readonly line: DraftLine
  readonly block: DraftBlock | undefined
  readonly path: string
}

/** The lines of the file's requirements, in its order, found by their places. */
function requireLines(draft: readonly DraftStatement[], mod: GoMod): RequireLine[] {
  const paths = new Map(mod.require.map(({ line, column, path }) => [`${line}:${column}`, path]))
  return draft.flatMap((statement) => {
    if (!isRequire(statement)) return []
    const block = statement.kind === 'block' ? statement : undefined
    const lines = statement.kind === 'block' ? statement.lines : statement.kind === 'line' ? [statement] : []
    return lines.flatMap((line) => {
      const path = paths.get(`${line.line}:${line.column}`)
      return path === undefined ? [] : [{ line, block, path }]
    })
  })
}

function isRequire(statement: DraftStatement): boolean {
  return statement.kind !== 'comments' && statement.tokens[0] === 'require'
}

/** Whether there are comments besides `// indirect`. */
function hasComments({ before, suffix }: Commented): boolean {
  return before.length > 0 || suffix.length > 1 || (suffix.length === 1 && textOf(suffix[0] ?? '') !== 'indirect')
}

function isIndirect({ suffix }: Commented): boolean {
  const text = textOf(suffix[0] ?? '')
  return text === 'indirect' || /^indirect;\s/.test(text)
}

function textOf(comment: Comment): string {
  return trimSpace(comment.startsWith('//') ? comment.slice(2) : comment)
}

function insertBlock(draft: DraftStatement[], at: number): DraftBlock {
  const bare: Commented = { before: [], suffix: [] }
  const tokens = ['require']
  const block: DraftBlock = { kind: 'block', tokens, lines: [], open: bare, close: bare, ...bare, line: 0, column: 0 }
  draft.splice(at, 0, block)
  return block
}

/** The statement as a block; a single line becomes one. */
function asBlock(draft: DraftStatement[], at: number): DraftBlock {
  const statement = draft[at]
  if (statement?.kind === 'block') return statement
  const block = insertBlock(draft, at)
  draft.splice(at + 1, 1)
  if (statement?.kind === 'line') {
    statement.tokens.shift()
    block.lines.push(statement)
  }
  return block
}

/** The path's token is left as it is: it may be quoted. */
function setVersion(line: DraftLine, { version, indirect }: WantedRequire): void {
  line.tokens[line.tokens.length - 1] = version
  if (isIndirect(line) === indirect) return
  const [first, ...others] = line.suffix
  const text = textOf(first ?? '')
  if (indirect) line.suffix = [text === '' ? '// indirect' : `// indirect; ${text}`, ...others]
  else line.suffix = text === 'indirect' ? [] : [`//${(first ?? '').replace(/^.*?indirect;/, '')}`, ...others]
}

function move(line: DraftLine, block: DraftBlock): void {
  const tokens = line.tokens[0] === 'require' ? line.tokens.slice(1) : line.tokens
  block.lines.push({ ...line, tokens })
  line.gone = true
}

function newLine({ path, version, indirect }: WantedRequire): DraftLine {
  const suffix = indirect ? ['// indirect'] : []
  return { kind: 'line', tokens: [path, version], before: [], suffix, line: 0, column: 0, gone: false }
}

/** Token by token, by their bytes. */
function compareLines(a: DraftLine, b: DraftLine): number {
  for (const [i, token] of a.tokens.entries()) {
    const other = b.tokens[i]
    if (other === undefined) return 1
    const order = compareBytes(token, other)
    if (order !== 0) return order
  }
  return a.tokens.length - b.tokens.length
}

function setGo(draft: DraftStatement[], { toolchain }: Pick<GoMod, 'toolchain'>, version: string): void {
  const at = draft.findIndex((s) => s.kind === 'line' && s.tokens[0] === 'go')
  const line = draft[at]
  if (line?.kind === 'line') line.tokens = ['go', version]
  else {
    const module = draft.findIndex((s) => s.kind === 'line' && s.tokens[0] === 'module')
    const added: DraftLine = { ...newLine({ path: 'go', version, indirect: false }) }
    draft.splice(module + 1, 0, added)
  }
  if (toolchain === undefined || compareToolchains(toolchain.version, `go${version}`) > 0) return
  for (const s of draft) if (s.kind === 'line' && s.tokens[0] === 'toolchain') s.gone = true
}

/** Without the lines that are gone; a block without lines goes, and one with a single line becomes that line. */
function finished(statement: DraftStatement): Statement[] {
  if (statement.kind === 'line') return statement.gone ? [] : [statement]
  if (statement.kind === 'comments' || !isRequire(statement)) return [statement]
  const lines = statement.lines.filter((line) => !line.gone)
  const [first, second] = lines
  if (first === undefined) return []
  if (second !== undefined || statement.close.before.length > 0) return [{ ...statement, lines }]
  return [
    {
      ...first,
      tokens: [...statement.tokens, ...first.tokens],
      before: [...statement.before, ...first.before],
      suffix: [...first.suffix, ...statement.suffix],
    },
  ]
}
