// C, C++ and Objective-C as far as it takes to say which function calls which, what runs at load, and which text a call
// is given: tokens, definitions by name, macros, initialised variables. No preprocessor conditions, no types, no
// overloads: all branches are read, and functions of one name are one.

/** A token; `value` of a string is what it spells, a byte a character. */
export interface CToken {
  readonly kind: 'name' | 'string' | 'char' | 'number' | 'mark'
  readonly value: string
  /** Its offset in its text. */
  readonly at: number
}

/** A C text: a preamble or a file. `line` is that of its first byte in its file. */
export interface CText {
  readonly file: string
  readonly text: string
  readonly line: number
}

/** A definition with a body. */
export interface CFunction {
  readonly name: string
  readonly source: CText
  readonly body: readonly CToken[]
}

/** All that C texts of one package define. */
export interface CProgram {
  readonly functions: ReadonlyMap<string, readonly CFunction[]>
  /** Names of functions that run without being called, when the program is loaded or ends. */
  readonly atLoad: ReadonlySet<string>
  readonly macros: ReadonlyMap<string, readonly CToken[]>
  /** Initialisers of variables outside of functions, by name. */
  readonly variables: ReadonlyMap<string, readonly CToken[]>
  /** Whether there were more tokens than are read. */
  readonly cut: boolean
}

/** How many tokens of a package are read; SQLite's single file has more than a million. */
const MOST_TOKENS = 2_000_000

interface Making {
  readonly functions: Map<string, CFunction[]>
  readonly atLoad: Set<string>
  readonly macros: Map<string, readonly CToken[]>
  readonly variables: Map<string, readonly CToken[]>
  /** Macros that stand for a constructor attribute. */
  readonly marks: Set<string>
}

/** Reads the C texts of one package. Never throws for what is in them. */
export function readC(sources: readonly CText[]): CProgram {
  const made: Making = {
    functions: new Map(),
    atLoad: new Set(),
    macros: new Map(),
    variables: new Map(),
    marks: new Set(),
  }
  let left = MOST_TOKENS
  // Macros first: one of a header may mark a function of a file as a constructor.
  const read = sources.map((source): { readonly source: CText; tokens: readonly CToken[] } => {
    const tokens = cTokens(source.text, left, made.macros)
    left -= tokens.length
    return { source, tokens }
  })
  const pasting = pastingMacros(made.macros)
  if (pasting.size > 0) {
    for (const [name, body] of made.macros) if (!pasting.has(name)) made.macros.set(name, pasted(body, pasting))
    for (const one of read) one.tokens = pasted(one.tokens, pasting)
  }
  for (const [name, body] of made.macros) {
    if (body.some((token) => token.kind === 'name' && CONSTRUCTOR.test(token.value))) made.marks.add(name)
  }
  for (const { source, tokens } of read) readDeclarations(source, tokens, made)
  return { ...made, cut: left <= 0 }
}

/** Macros that paste what they are given together, as `#define CAT(a, b) a##b`, and those that hand it on to such ones. */
function pastingMacros(macros: ReadonlyMap<string, readonly CToken[]>): ReadonlySet<string> {
  const found = new Set<string>()
  for (const [name, body] of macros)
    if (body.some(({ value }, i) => value === '#' && body[i + 1]?.value === '#')) found.add(name)
  if (found.size === 0) return found
  for (const [name, body] of macros) {
    const [first, open] = body
    // A name for what is pasted is no pasting macro; one that hands on letters of its own is.
    if (first !== undefined && found.has(first.value) && open?.value === '(' && isHandedOn(body)) found.add(name)
  }
  return found
}

/** Whether all that a macro hands on are single letters, as parameters of such macros are named. */
function isHandedOn(body: readonly CToken[]): boolean {
  return body.slice(2, -1).every(({ kind, value }) => kind === 'mark' || value.length === 1)
}

/** Tokens with the names that pasting macros make: `CAT(po, pen)` is `popen`. */
function pasted(tokens: readonly CToken[], pasting: ReadonlySet<string>): readonly CToken[] {
  const found: CToken[] = []
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as CToken // the index is within bounds
    const pastes = token.kind === 'name' && pasting.has(token.value) && tokens[i + 1]?.value === '('
    const end = pastes ? closing(tokens, i + 1) : i
    const names = end - i > 20 ? [] : tokens.slice(i + 2, end).filter(({ value }) => value !== ',')
    if (!pastes || names.length < 2 || names.some(isNoPart)) found.push(token)
    else {
      found.push({ ...token, value: names.map(({ value }) => value).join('') })
      i = end
    }
  }
  return found
}

function isNoPart({ kind }: CToken): boolean {
  return kind !== 'name' && kind !== 'number'
}

/** The index of the bracket that closes the one at `open`; the number of tokens where none does. */
export function closing(tokens: readonly CToken[], open: number): number {
  let depth = 0
  for (let i = open; i < tokens.length; i++) {
    const { kind, value } = tokens[i] as CToken // the index is within bounds
    if (kind !== 'mark') continue
    if (value === '(' || value === '{' || value === '[') depth++
    else if ((value === ')' || value === '}' || value === ']') && --depth <= 0) return i
  }
  return tokens.length
}

const NAME = /[A-Za-z_$@\u0080-\u00FF][\w$\u0080-\u00FF]*/y
const NUMBER = /\.?\d(?:[eEpP][+-]|[\w.'])*/y
const RAW = /(?:u8|[uUL])?R"([^()\\ \n]{0,16})\(/y

/** The tokens of a text without its comments; #define lines go into `macros`, other directives are left out. */
function cTokens(text: string, most: number, macros: Map<string, readonly CToken[]>): CToken[] {
  const tokens: CToken[] = []
  let lineStarts = true
  let at = 0
  const take = (kind: CToken['kind'], value: string, end: number): void => {
    tokens.push({ kind, value, at })
    lineStarts = false
    at = end
  }
  while (at < text.length && tokens.length < most) {
    const c = text.charCodeAt(at)
    if (c === 10) {
      lineStarts = true
      at++
    } else if (c <= 32) at++
    else if (c === 92 && /\s/.test(text[at + 1] ?? '')) at += text[at + 1] === '\r' ? 3 : 2
    else if (c === 47 && text[at + 1] === '/') at = endOr(text.indexOf('\n', at), text)
    else if (c === 47 && text[at + 1] === '*') at = endOr(text.indexOf('*/', at + 2), text) + 2
    else if (c === 35 && lineStarts) {
      const end = directiveEnd(text, at)
      define(text.slice(at + 1, end), at + 1, macros, most - tokens.length)
      at = end
    } else if (c === 34 || c === 39) {
      const end = literalEnd(text, at, c)
      take(c === 34 ? 'string' : 'char', spelled(text.slice(at + 1, end)), end)
    } else if ((c >= 48 && c <= 57) || (c === 46 && isDigit(text.charCodeAt(at + 1)))) {
      const number = matched(NUMBER, text, at)
      take('number', number, at + number.length)
    } else if (startsName(c)) {
      const name = matched(NAME, text, at)
      const quote = text[at + name.length]
      if (quote === '"' && /^(?:u8|[uUL])?R$/.test(name)) {
        const open = matched(RAW, text, at)
        const close = `)${open.slice(open.indexOf('"') + 1, -1)}"`
        const end = open === '' ? at + name.length : endOr(text.indexOf(close, at), text)
        take('string', text.slice(at + open.length, end), open === '' ? end : end + close.length)
      } else if ((quote === '"' || quote === "'") && /^(?:u8|[uUL])$/.test(name)) at += name.length
      else take('name', name, at + name.length)
    } else {
      const two = text.slice(at, at + 2)
      take('mark', two === '->' || two === '::' ? two : (two[0] ?? ''), at + (two === '->' || two === '::' ? 2 : 1))
    }
  }
  return tokens
}

function startsName(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95 || c === 36 || c === 64 || c >= 128
}

function isDigit(c: number): boolean {
  return c >= 48 && c <= 57
}

function matched(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at
  return pattern.test(text) ? text.slice(at, pattern.lastIndex) : ''
}

function endOr(found: number, text: string): number {
  return found < 0 ? text.length : found
}

/** Behind the quote that ends a literal, or the end of its line. */
function literalEnd(text: string, from: number, quote: number): number {
  for (let i = from + 1; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === 92) i++
    else if (c === quote) return i + 1
    else if (c === 10) return i
  }
  return text.length
}

/** The end of a directive: of its last line that does not go on. */
function directiveEnd(text: string, from: number): number {
  let end = text.indexOf('\n', from)
  while (end > 0 && (text[end - 1] === '\\' || (text[end - 1] === '\r' && text[end - 2] === '\\'))) {
    end = text.indexOf('\n', end + 1)
  }
  return end < 0 ? text.length : end
}

function define(line: string, base: number, macros: Map<string, readonly CToken[]>, most: number): void {
  const found = /^[ \t]*define[ \t]+(\w+)(\([^)\n]*\))?/.exec(line)
  if (found === null || macros.size >= 100_000) return
  const start = found[0].length
  const body = cTokens(line.slice(start), Math.min(most, 1000), new Map())
  macros.set(
    found[1] ?? '',
    body.map((token) => ({ ...token, at: token.at + base + start })),
  )
}

/** The text of a literal without its end quote, with escapes resolved. */
function spelled(text: string): string {
  const inner = /["']$/.test(text) ? text.slice(0, -1) : text
  if (!inner.includes('\\')) return inner
  return inner.replaceAll(
    /\\(?:x([0-9a-fA-F]{1,8})|([0-7]{1,3})|\r?\n|([^]))/g,
    (_, hex?: string, octal?: string, one?: string) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16) & 255)
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 255)
      if (one === undefined) return ''
      return { n: '\n', t: '\t', r: '\r', a: '\u0007', b: '\b', f: '\f', v: '\v', e: '\u001B' }[one] ?? one
    },
  )
}

function readDeclarations(source: CText, tokens: readonly CToken[], made: Making): void {
  const objects = /\.(?:cc|cpp|cxx|hh|hpp|hxx|mm)$/.test(source.file)
  // Classes that are open, and those whose constructor runs where a variable of them is declared.
  const scopes: (string | undefined)[] = []
  const classes = new Set<string>()
  const declared = (head: readonly CToken[]): void => {
    if (!objects || head.some(({ value }) => value === '(' || value === 'extern')) return
    for (const { value } of head) if (classes.has(value)) made.atLoad.add(value)
  }
  let head: CToken[] = []
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as CToken // the index is within bounds
    const { kind, value } = token
    if (kind !== 'mark') {
      if (head.length < 2000) head.push(token)
    } else if (value === ';') {
      if (runsAtLoad(head, made)) addName(made.atLoad, functionName(head))
      if (scopes.every((scope) => scope === undefined)) declared(head)
      head = []
    } else if (value === '=') {
      const end = statementEnd(tokens, i)
      initialised(head, tokens.slice(i + 1, end), made)
      head = []
      i = end
    } else if (value === '{') {
      if (opensScope(head, objects)) {
        scopes.push(className(head))
        head = []
        continue
      }
      const end = closing(tokens, i)
      const name = functionName(head)
      if (name !== undefined) {
        const list = made.functions.get(name) ?? []
        list.push({ name, source, body: tokens.slice(i + 1, end) })
        made.functions.set(name, list)
        if (runsAtLoad(head, made)) made.atLoad.add(name)
        if (scopes.at(-1) === name) classes.add(name)
      }
      head = []
      i = end
    } else if (value === '}') {
      // A name behind a class is a variable of it: `struct Setup { … } setup;`
      const scope = scopes.pop()
      const next = tokens[i + 1]
      if (scope !== undefined && classes.has(scope) && next?.kind === 'name') made.atLoad.add(scope)
      head = []
    } else if (value === ':' && head.length === 1 && /^(?:public|private|protected)$/.test(head[0]?.value ?? '')) {
      head = []
    } else if (
      (value === '+' || value === '-') &&
      tokens[i + 1]?.value === '(' &&
      head[0]?.value.startsWith('@') === true
    ) {
      // A method of Objective-C, behind `@implementation NAME`.
      head = [token]
    } else if (head.length < 2000) head.push(token)
  }
}

function statementEnd(tokens: readonly CToken[], from: number): number {
  for (let i = from; i < tokens.length; i++) {
    const { kind, value } = tokens[i] as CToken // the index is within bounds
    if (kind !== 'mark') continue
    if (value === ';') return i
    if (value === '{' || value === '(' || value === '[') i = closing(tokens, i)
    else if (value === '}') return i
  }
  return tokens.length
}

/** Whether a brace opens what holds definitions itself: extern "C", namespace, class. */
function opensScope(head: readonly CToken[], objects: boolean): boolean {
  const last = head.at(-1)
  if (last?.kind === 'string' && head.at(-2)?.value === 'extern') return true
  const opens = (value: string): boolean =>
    value === 'namespace' || value === 'class' || (objects && value === 'struct')
  return head.some(({ value }) => opens(value)) && !head.some(({ value }) => value === '(')
}

function className(head: readonly CToken[]): string | undefined {
  const at = head.findIndex(({ value }) => value === 'class' || value === 'struct')
  return at < 0 ? undefined : head[at + 1]?.value
}

/** The name that a head declares as a function: before the last parenthesis outside of others and of attributes. */
function functionName(head: readonly CToken[]): string | undefined {
  if (head[0]?.value === '+' || head[0]?.value === '-') {
    return head.find(({ kind }, i) => kind === 'name' && head[i - 1]?.value === ')')?.value
  }
  let name: string | undefined
  for (let i = 0; i < head.length; i++) {
    const token = head[i] as CToken // the index is within bounds
    if (token.kind === 'mark' && token.value === ':') break
    if (token.kind !== 'mark' || token.value !== '(') continue
    const before = head[i - 1]
    if (
      before?.kind === 'name' &&
      !/^(?:__attribute__|__attribute|__declspec|__asm__|asm|alignas|throw|noexcept)$/.test(before.value)
    ) {
      name = before.value
    }
    i = closing(head, i)
  }
  return name
}

function addName(to: Set<string>, name: string | undefined): void {
  if (name !== undefined) to.add(name)
}

const CONSTRUCTOR = /^_*(?:con|de)structor_*$/
const LOAD_SECTION = /^\.?(?:init_array|preinit_array|fini_array|ctors|dtors|init|CRT\$X)|mod_init_func/

/** Whether a head says that its function runs at load: an attribute, a macro of one, `+load`, DllMain. */
function runsAtLoad(head: readonly CToken[], made: Making): boolean {
  if (head[0]?.value === '+' && ['load', 'initialize'].includes(functionName(head) ?? '')) return true
  return head.some(({ kind, value }, i) => {
    if (kind === 'string') return LOAD_SECTION.test(value)
    if (kind !== 'name') return false
    if (CONSTRUCTOR.test(value))
      return head[i - 1]?.value === '(' || head[i - 1]?.value === ',' || head[i - 1]?.value === ':'
    if (value === 'DllMain') return true
    return made.marks.has(value)
  })
}

/** A variable outside of functions: what it is given, and what that runs. */
function initialised(head: readonly CToken[], value: readonly CToken[], made: Making): void {
  const pointer = head.findIndex((token, i) => token.value === '*' && head[i - 1]?.value === '(')
  const bracket = head.findIndex((token) => token.kind === 'mark' && token.value === '[')
  const named =
    pointer >= 0
      ? head[pointer + 1]
      : head.slice(0, bracket < 0 ? head.length : bracket).findLast(({ kind }) => kind === 'name')
  if (named !== undefined && made.variables.size < 100_000) made.variables.set(named.value, value)
  const inSection = head.some(({ kind, value }) => kind === 'string' && LOAD_SECTION.test(value))
  value.forEach((token, i) => {
    // C++ runs the calls of an initialiser at load; C has none there.
    if (token.kind === 'name' && (inSection || value[i + 1]?.value === '(')) made.atLoad.add(token.value)
  })
}
