// The marks of a line of the catalogue of calls, and the words that they are made of; the grammar stands on top of
// catalogue.ts.
import type { Capability, EffectKind, Role, SourceKind } from '../facts.ts'
import type { Slot } from './catalogue.ts'

/** What a line says of its call beside name, parameters and results. */
export interface Marks {
  effect: EffectKind | undefined
  write: { readonly to: Slot; readonly from: Slot | undefined } | undefined
  source: SourceKind | undefined
  readonly roles: Array<{ readonly role: Role; readonly from: Slot | { readonly source: SourceKind } }>
  readonly fills: Array<{ readonly to: Slot; readonly from: Slot | { readonly source: SourceKind } }>
  object: boolean
  joins: boolean
  standsFor: Role | undefined
  constant: boolean
  carries: readonly Slot[] | undefined
  readonly calls: number[]
  readonly starts: number[]
  readonly keeps: number[]
  gives: SourceKind | undefined
  flags: number | undefined
  capability: Capability | undefined
}

/** Says what is wrong with a line, and ends its reading. */
type Fail = (what: string) => never

/** What a call has that marks may name. */
interface Named {
  /** How many parameters. */
  readonly params: number
  readonly receiver: boolean
}

/** Reads the marks of a call. */
export function readMarks(texts: readonly string[], named: Named, fail: Fail): Marks {
  const marks: Marks = {
    effect: undefined,
    write: undefined,
    source: undefined,
    roles: [],
    fills: [],
    object: false,
    joins: false,
    standsFor: undefined,
    constant: false,
    carries: undefined,
    calls: [],
    starts: [],
    keeps: [],
    gives: undefined,
    flags: undefined,
    capability: undefined,
  }
  for (const text of texts) {
    const before = { ...marks }
    readMark(text, marks, named, fail)
    for (const key of SINGLE) {
      if (before[key] !== undefined && before[key] !== marks[key])
        fail(`${text} says another thing than a mark before it`)
    }
  }
  if (marks.constant && (marks.carries !== undefined || marks.source !== undefined))
    fail('const stands beside neither carries nor ?SOURCE')
  return marks
}

/** A source by its mark, `?network`. */
export function readSource(text: string, fail: Fail): SourceKind {
  const kind = text.slice(1)
  return text.startsWith('?') && isOne(SOURCES, kind) ? kind : fail(`${text} is no source`)
}

/** An effect by its name, `process`; `undefined` where there is none of it. */
export function readEffect(word: string): EffectKind | undefined {
  return isOne(EFFECTS, word) ? word : undefined
}

/** A role by its name; `undefined` where there is none of it. */
export function readRole(word: string): Role | undefined {
  return isOne(ROLES, word) ? word : undefined
}

/** Marks that a call has once. */
const SINGLE = ['effect', 'write', 'source', 'standsFor', 'carries', 'gives', 'flags', 'capability'] as const

// Tables of the words of facts.ts: a word that is added there and missing here does not compile.
const EFFECTS: Readonly<Record<EffectKind, true>> = {
  process: true,
  connect: true,
  listen: true,
  'file-write': true,
  'file-remove': true,
  'file-mode': true,
  load: true,
  memory: true,
  setenv: true,
  registry: true,
  interpret: true,
}

const ROLES: Readonly<Record<Role, true>> = {
  command: true,
  argument: true,
  stdin: true,
  output: true,
  environment: true,
  network: true,
  host: true,
  url: true,
  path: true,
  data: true,
  header: true,
  mode: true,
  name: true,
  value: true,
}

const SOURCES: Readonly<Record<SourceKind, true>> = {
  network: true,
  dns: true,
  environ: true,
  env: true,
  file: true,
  'host-info': true,
  argument: true,
  stdin: true,
  'secret-input': true,
  embed: true,
  decrypted: true,
  'process-output': true,
  capture: true,
}

const CAPABILITIES: Readonly<Record<Capability, true>> = {
  FILES: true,
  NETWORK: true,
  RUNTIME: true,
  READ_SYSTEM_STATE: true,
  MODIFY_SYSTEM_STATE: true,
  OPERATING_SYSTEM: true,
  SYSTEM_CALLS: true,
  ARBITRARY_EXECUTION: true,
  CGO: true,
  UNSAFE_POINTER: true,
  REFLECT: true,
  EXEC: true,
}

function readMark(text: string, marks: Marks, named: Named, fail: Fail): void {
  const rest = text.slice(1)
  if (text === 'const') marks.constant = true
  else if (text === '@') marks.object = true
  else if (text === '@self') marks.joins = readSlot('self', named, fail) === 'self'
  else if (text.startsWith('@') && isOne(ROLES, rest)) marks.standsFor = rest
  else if (text === '!write') marks.write = { to: readSlot('self', named, fail), from: undefined }
  else if (text.startsWith('!write:')) marks.write = readWrite(text, named, fail)
  else if (text.startsWith('!') && isOne(EFFECTS, rest)) marks.effect = rest
  else if (text.startsWith('?')) marks.source = readSource(text, fail)
  else if (text.startsWith('%') && isOne(CAPABILITIES, rest)) marks.capability = rest
  else if (text.includes('<-')) {
    const [to = '', from = '', ...more] = text.split('<-')
    if (more.length > 0) fail(`${text} is no mark`)
    marks.fills.push({ to: readSlot(to, named, fail), from: readOrigin(from, named, fail) })
  } else readSetting(text, marks, named, fail)
}

/** `!write:0` and `!write:0=1`. */
function readWrite(text: string, named: Named, fail: Fail): Marks['write'] {
  const [to = '', from, ...more] = text.slice('!write:'.length).split('=')
  if (more.length > 0) fail(`${text} is no mark`)
  return { to: readSlot(to, named, fail), from: from === undefined ? undefined : readSlot(from, named, fail) }
}

/** `calls=0` and its like. */
function readSetting(text: string, marks: Marks, named: Named, fail: Fail): void {
  const [word = '', value = '', ...more] = text.split('=')
  if (more.length > 0) fail(`${text} is no mark`)
  if (word === 'carries') marks.carries = value.split(',').map((name) => readSlot(name, named, fail))
  else if (word === 'calls') marks.calls.push(readArgument(value, named, fail))
  else if (word === 'go') marks.starts.push(readArgument(value, named, fail))
  else if (word === 'later') marks.keeps.push(readArgument(value, named, fail))
  else if (word === 'gives') marks.gives = readSource(value, fail)
  else if (word === 'flags') marks.flags = readArgument(value, named, fail)
  else if (isOne(ROLES, word)) marks.roles.push({ role: word, from: readOrigin(value, named, fail) })
  else fail(`${text} is no mark`)
}

function readOrigin(name: string, named: Named, fail: Fail): Slot | { readonly source: SourceKind } {
  return name.startsWith('?') ? { source: readSource(name, fail) } : readSlot(name, named, fail)
}

function readArgument(name: string, named: Named, fail: Fail): number {
  const slot = readSlot(name, named, fail)
  return typeof slot === 'number' ? slot : fail(`${name} is no number of an argument`)
}

function readSlot(name: string, named: Named, fail: Fail): Slot {
  if (name === '*') return name
  if (name === 'self') return named.receiver ? name : fail('a function has no receiver')
  const number = /^[0-9]{1,2}$/.test(name) ? Number(name) : Number.NaN
  return number < named.params ? number : fail(`${name} is no argument`)
}

function isOne<K extends string>(table: Readonly<Record<K, true>>, word: string): word is K {
  return Object.hasOwn(table, word)
}
