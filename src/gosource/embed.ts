// go:embed directives (https://pkg.go.dev/embed): which files of the module a variable holds.
import { compareBytes } from '../base/bytes.ts'
import { matchPath } from '../base/patterns.ts'
import type { ValueSpec } from './ast.ts'
import { readHeader } from './header.ts'
import { lastCommentBefore, Lexer } from './lexer.ts'
import { stringValue } from './literal.ts'
import type { SourceFile } from './scope.ts'

const DIRECTIVE = '//go:embed'

/** How many patterns of one variable are read. */
const MOST_PATTERNS = 100

/** The patterns of the go:embed lines above a variable, in order; none for most. */
export function embedPatterns(file: SourceFile, spec: ValueSpec): string[] {
  const patterns: string[] = []
  let before = lineAbove(file, spec.pos)
  let at = lastCommentBefore(file.comments, before)
  // Upward over comments, as long as nothing but space is between.
  for (; at >= 0 && patterns.length < MOST_PATTERNS; at -= 2) {
    const start = file.comments[at] ?? 0
    const end = file.comments[at + 1] ?? 0
    // A comment behind code belongs to that code.
    const line = file.text.slice(file.text.lastIndexOf('\n', start - 1) + 1, start)
    if (file.text.slice(end, before).trim() !== '' || line.trim() !== '') break
    const comment = file.text.slice(start, end)
    if (comment.startsWith(DIRECTIVE)) patterns.unshift(...parsePatterns(comment.slice(DIRECTIVE.length)))
    before = start
  }
  return patterns
}

/** The patterns of every go:embed line of a file that imports embed, as go/build collects them; none for others. Linear. */
export function allEmbedPatterns(bytes: Uint8Array): string[] {
  if (!readHeader(bytes, true).imports.some((one) => one.path === 'embed')) return []
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  const lexer = new Lexer(text, () => undefined)
  do lexer.next()
  while (lexer.token !== 'EOF')
  const patterns: string[] = []
  for (let i = 0; i < lexer.comments.length; i += 2) {
    const start = lexer.comments[i] ?? 0
    const line = text.slice(text.lastIndexOf('\n', start) + 1, start)
    const comment = text.slice(start, lexer.comments[i + 1])
    if (line.trim() === '' && /^\/\/go:embed[ \t]/.test(comment))
      patterns.push(...parsePatterns(comment.slice(DIRECTIVE.length)))
  }
  return patterns
}

/** The names of the files that patterns embed into a package of `folder`, ordered as Go orders them. */
export function embeddedFiles(folder: string, patterns: readonly string[], names: Iterable<string>): string[] {
  const root = folder === '' ? '' : `${folder}/`
  const found: string[] = []
  for (const name of names) {
    if (!name.startsWith(root)) continue
    const inner = name.slice(root.length)
    if (patterns.some((pattern) => embeds(pattern, inner))) found.push(name)
  }
  return found.toSorted(compareBytes)
}

/** Where the line begins on which a variable is declared: behind `var`, unless the variable is in a group. */
function lineAbove(file: SourceFile, pos: number): number {
  let at = pos
  const line = file.text.lastIndexOf('\n', pos - 1) + 1
  if (/^\s*(?:var\s+)?$/.test(file.text.slice(line, pos))) at = line
  return at
}

function parsePatterns(text: string): string[] {
  const words = text.match(/"(?:[^"\\\n]|\\.)*"|`[^`\n]*`|[^\s"`]+/g) ?? []
  return words.slice(0, MOST_PATTERNS).map((word) => Buffer.from(stringValue(word) ?? word, 'latin1').toString('utf8'))
}

/** Whether a pattern embeds a file of the folder: it names it, or a folder above it. */
function embeds(pattern: string, inner: string): boolean {
  const all = pattern.startsWith('all:')
  const plain = all ? pattern.slice(4) : pattern
  const parts = inner.split('/')
  const depth = plain.split('/').length
  if (plain === '.') return all || !parts.some(isHidden)
  if (depth > parts.length || !matchPath(plain, parts.slice(0, depth).join('/'))) return false
  // Files in an embedded folder whose names begin with . or _ are left out, but for `all:`.
  return all || !parts.slice(depth).some(isHidden)
}

function isHidden(name: string): boolean {
  return name.startsWith('.') || name.startsWith('_')
}
