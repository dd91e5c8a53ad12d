// Words of command lines: what a POSIX shell (https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html)
// or cmd.exe would start, as far as the text says it. Nothing is expanded: a variable stays `$name`, and `…` stands for
// a part that is not known. Time is linear in the text; what nests deeper than eight levels is left out.

/** One program of a command line. */
export interface Simple {
  /** The words without quotes, the program first; assignments before it are in `assigned`. */
  readonly words: readonly string[]
  readonly assigned: readonly string[]
  readonly redirections: readonly Redirection[]
  /** Command lines inside: `$(…)`, `` `…` ``, `<(…)`, `(…)`. */
  readonly inside: readonly (readonly Pipeline[])[]
  /** What a here-document or here-string gives to it; empty where there is none. */
  readonly given: string
}

/** `> file`, `2>> file`, `< file`. */
export interface Redirection {
  readonly kind: 'in' | 'out'
  readonly file: string
}

/** Programs of which each reads what the one before prints. */
export type Pipeline = readonly Simple[]

/** Whose grammar it is. */
export type Shell = 'posix' | 'cmd'

/** How deep command lines may stand in each other. */
const DEEPEST = 8

/** How much of a text is read. */
const MOST_TEXT = 1 << 16

/** The pipelines of a command line or script, in order. Never throws: what is not understood is read as words. */
export function pipelines(text: string, shell: Shell = 'posix'): readonly Pipeline[] {
  const reader: Reader = { text: text.slice(0, MOST_TEXT), at: 0, shell, until: '', depth: 0, documents: [] }
  return list(reader, '')
}

/** The base name of a program, in lower case, without `.exe`. */
export function programName(word: string): string {
  const base = word.slice(Math.max(word.lastIndexOf('/'), word.lastIndexOf('\\')) + 1)
  return base.toLowerCase().replace(/\.(?:exe|com|cmd|bat)$/, '')
}

interface Reader {
  readonly text: string
  at: number
  readonly shell: Shell
  /** What closes the innermost command line. */
  until: string
  depth: number
  /** Here-documents whose lines have not come yet. */
  documents: Document[]
}

interface Document {
  readonly end: string
  readonly of: { given: string }
}

interface Draft {
  words: string[]
  assigned: string[]
  redirections: Redirection[]
  inside: (readonly Pipeline[])[]
  given: string
}

function draft(): Draft {
  return { words: [], assigned: [], redirections: [], inside: [], given: '' }
}

/** Pipelines up to a closing character, which is taken. */
function list(r: Reader, until: string): readonly Pipeline[] {
  const all: Pipeline[] = []
  let pipeline: Simple[] = []
  let command = draft()
  const endCommand = (): void => {
    if (command.words.length + command.inside.length + command.assigned.length + command.redirections.length > 0)
      pipeline.push(command)
    command = draft()
  }
  const endPipeline = (): void => {
    endCommand()
    if (pipeline.length > 0) all.push(pipeline)
    pipeline = []
  }
  while (r.at < r.text.length) {
    const char = r.text[r.at] ?? ''
    const next = r.text[r.at + 1] ?? ''
    if (char === until) {
      r.at++
      break
    }
    if (char === '\n' || char === ';') {
      r.at++
      endPipeline()
      if (char === '\n') readDocuments(r)
    } else if (char === '|' && next !== '|') {
      r.at += next === '&' ? 2 : 1
      endCommand()
    } else if ((char === '&' && next !== '>') || char === '|') {
      r.at += next === char ? 2 : 1
      endPipeline()
    } else if (char === ' ' || char === '\t' || char === '\r') r.at++
    else if (char === '#' && r.shell === 'posix') toLineEnd(r)
    else if (char === '(' && r.shell === 'posix') inner(r, command, 1, ')')
    else if (char === ')' && r.shell === 'posix') r.at++
    else if (isRedirection(r)) redirection(r, command)
    else {
      const start = r.at
      const word = readWord(r, command)
      const reserved = r.shell === 'posix' && command.words.length === 0 && RESERVED.has(word)
      if (reserved) endCommand()
      else if (command.words.length === 0 && /^[A-Za-z_]\w*\+?=/.test(word) && r.shell === 'posix')
        command.assigned.push(word)
      else command.words.push(word)
      // A word takes at least one character, whatever it is.
      if (r.at === start) r.at++
    }
  }
  endPipeline()
  return all
}

/** Words of the grammar that stand before a program. */
const RESERVED: ReadonlySet<string> = new Set([
  'if',
  'then',
  'else',
  'elif',
  'fi',
  'do',
  'done',
  'while',
  'until',
  '{',
  '}',
  '!',
  'time',
])

function toLineEnd(r: Reader): void {
  const end = r.text.indexOf('\n', r.at)
  r.at = end < 0 ? r.text.length : end
}

/** A command line inside another: `skip` characters open it. */
function inner(r: Reader, command: Draft, skip: number, until: string): void {
  r.at += skip
  if (r.depth >= DEEPEST) return
  const { until: before } = r
  r.depth++
  r.until = until
  command.inside.push(list(r, until))
  r.until = before
  r.depth--
}

function isRedirection(r: Reader): boolean {
  const char = r.text[r.at] ?? ''
  if (char === '>' || (char === '<' && r.text[r.at + 1] !== '(')) return true
  if (char === '&') return r.text[r.at + 1] === '>'
  return /^[0-9]$/.test(char) && /^[<>]$/.test(r.text[r.at + 1] ?? '')
}

function redirection(r: Reader, command: Draft): void {
  let char = r.text[r.at] ?? ''
  while (char !== '<' && char !== '>') char = r.text[++r.at] ?? '<'
  const kind = char === '<' ? 'in' : 'out'
  let operator = ''
  while (/^[<>&|-]$/.test(r.text[r.at] ?? '') && operator.length < 3) operator += r.text[r.at++] ?? ''
  if (operator === '>&' || operator === '<&') {
    // A number is another stream, anything else a file.
    if (/^[0-9-]$/.test(r.text[r.at] ?? '')) {
      r.at++
      return
    }
  }
  while (r.text[r.at] === ' ' || r.text[r.at] === '\t') r.at++
  const file = readWord(r, command)
  if (operator === '<<<') command.given += file
  else if (operator.startsWith('<<')) r.documents.push({ end: file, of: command })
  else command.redirections.push({ kind, file })
}

function readDocuments(r: Reader): void {
  for (const { end, of } of r.documents) {
    const start = r.at
    for (;;) {
      const stop = r.text.indexOf('\n', r.at)
      const line = r.text.slice(r.at, stop < 0 ? undefined : stop)
      const before = r.at
      r.at = stop < 0 ? r.text.length : stop + 1
      if (line.trim() === end || stop < 0) {
        of.given += r.text.slice(start, line.trim() === end ? before : r.at)
        break
      }
    }
  }
  r.documents = []
}

function readWord(r: Reader, command: Draft): string {
  const parts: string[] = []
  while (r.at < r.text.length) {
    const char = r.text[r.at] ?? ''
    if (char === '`' && r.until === '`') break
    if (/[\s|&;<>()]/.test(char) && !(char === '(' && r.shell === 'cmd') && !(char === ')' && r.shell === 'cmd')) {
      if (char !== '<' || r.text[r.at + 1] !== '(') break
      parts.push('<(')
      inner(r, command, 2, ')')
    } else if (char === "'" && r.shell === 'posix') parts.push(quoted(r, "'"))
    else if (char === '"') parts.push(doubleQuoted(r, command))
    else if (char === '\\' && r.shell === 'posix') {
      if (r.text[r.at + 1] !== '\n') parts.push(r.text[r.at + 1] ?? '')
      r.at += 2
    } else if (char === '^' && r.shell === 'cmd') {
      parts.push(r.text[r.at + 1] ?? '')
      r.at += 2
    } else if (!substitution(r, command, parts)) {
      parts.push(char)
      r.at++
    }
  }
  return parts.join('')
}

function quoted(r: Reader, mark: string): string {
  const end = r.text.indexOf(mark, r.at + 1)
  const text = r.text.slice(r.at + 1, end < 0 ? undefined : end)
  r.at = end < 0 ? r.text.length : end + 1
  return text
}

function doubleQuoted(r: Reader, command: Draft): string {
  if (r.shell === 'cmd') return quoted(r, '"')
  r.at++
  const parts: string[] = []
  while (r.at < r.text.length && r.text[r.at] !== '"') {
    if (r.text[r.at] === '\\' && /^["\\$`\n]$/.test(r.text[r.at + 1] ?? '')) {
      parts.push(r.text[r.at + 1] ?? '')
      r.at += 2
    } else if (!substitution(r, command, parts)) parts.push(r.text[r.at++] ?? '')
  }
  r.at++
  return parts.join('')
}

/** `$(…)` and `` `…` ``: read apart, and a mark in their place. */
function substitution(r: Reader, command: Draft, parts: string[]): boolean {
  if (r.shell !== 'posix') return false
  const char = r.text[r.at]
  if (char === '$' && r.text[r.at + 1] === '(' && r.text[r.at + 2] !== '(') {
    parts.push('$()')
    inner(r, command, 2, ')')
    return true
  }
  if (char !== '`') return false
  parts.push('$()')
  inner(r, command, 1, '`')
  return true
}
