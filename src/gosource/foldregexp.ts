// Package regexp (https://pkg.go.dev/regexp/syntax): a matcher of its own, because a pattern of the program must never run
// as a pattern of ours, whose time has no bound. Each instruction is tried at each place once, as RE2 does, so the work
// is at most pattern times text. A part of the syntax that it does not know makes the value unknown.
import { type Call, tick } from './foldmachine.ts'
import { define, made, orError, type Table } from './foldnative.ts'
import { checkSize, nilOf, type ObjectValue, Stop, stringOf, stringsOf, type Value } from './foldvalue.ts'
import { compile, type Program } from './regexpprogram.ts'
import { decodeRune, latin } from './runes.ts'

/** regexp. */
export function regexpFunctions(table: Table): void {
  const compiled = (name: string, text: string): ObjectValue | undefined => {
    const program = compile(text)
    return program === undefined ? undefined : made(name, text, program)
  }
  define(table, 'regexp.MustCompile', 's', (_, text) => compiled('regexp.Regexp', text))
  define(table, 'regexp.Compile', 's', (_, text) => {
    const value = compiled('regexp.Regexp', text)
    return value === undefined ? undefined : orError(value, '')
  })
  define(table, 'regexp.QuoteMeta', 's', (_, s) => s.replaceAll(/[\\.+*?()|[\]{}^$]/g, String.raw`\$&`))
  define(table, 'regexp.MatchString', 'ss', (call, pattern, text) => {
    const program = compile(pattern)
    return program === undefined ? undefined : find(call, program, text, 0) !== undefined
  })
  const type = 'regexp.Regexp'
  define(table, `${type}.MatchString`, 'os', (call, self, text) => find(call, of(self), text, 0) !== undefined)
  define(table, `${type}.Match`, 'ob', (call, self, text) => find(call, of(self), latin(text), 0) !== undefined)
  define(table, `${type}.String`, 'o', (_, self) => self.state.text)
  define(table, `${type}.FindString`, 'os', (call, self, text) => group(text, find(call, of(self), text, 0), 0))
  define(table, `${type}.FindStringSubmatch`, 'os', (call, self, text) => {
    const found = find(call, of(self), text, 0)
    return found === undefined ? nilOf() : groups(of(self), text, found)
  })
  define(table, `${type}.FindAllString`, 'osi', (call, self, text, n) => {
    const all = findAll(call, of(self), text, n)
    return all.length === 0 ? nilOf() : stringsOf(all.map((found) => group(text, found, 0)))
  })
  define(table, `${type}.Split`, 'osi', (call, self, text, n) => (n === 0 ? nilOf() : split(call, of(self), text, n)))
  define(table, `${type}.ReplaceAllString`, 'oss', (call, self, text, by) => {
    return replace(call, of(self), text, (found) => expand(of(self), text, found, by))
  })
  define(table, `${type}.ReplaceAllLiteralString`, 'oss', (call, self, text, by) =>
    replace(call, of(self), text, () => by),
  )
  define(table, `${type}.ReplaceAll`, 'obb', (call, self, text, by) => {
    const source = latin(text)
    return bytes(replace(call, of(self), source, (found) => expand(of(self), source, found, latin(by))))
  })
  define(table, `${type}.ReplaceAllStringFunc`, 'osv', (call, self, text, fun) => {
    return replace(call, of(self), text, (found) => {
      const value = call.apply(fun, [stringOf(group(text, found, 0))])
      return value.kind === 'string' ? value.text : undefined
    })
  })
}

function bytes(text: string | undefined): Uint8Array | undefined {
  return text === undefined ? undefined : new Uint8Array(Buffer.from(text, 'latin1'))
}

function of(self: ObjectValue): Program {
  if (self.name !== 'regexp.Regexp') throw new Stop('no regexp', false)
  return self.state.more as Program // compile alone makes them
}

/** Where a match and its groups begin and end, in pairs; -1 where a group took no part. */
type Match = readonly number[]

/** The first match at or behind a place. */
function find(call: Call, program: Program, text: string, from: number): Match | undefined {
  const seen = new Uint8Array(Math.ceil(((text.length + 1) * program.code.length) / 8))
  checkSize(seen.length)
  // Nothing that failed at a place for one start can succeed for a later one.
  for (let start = from; start <= text.length; start++) {
    const found = matchAt(call, program, text, start, seen)
    if (found !== undefined) return found
  }
  return undefined
}

interface Thread {
  readonly pc: number
  readonly at: number
  readonly saved: readonly number[]
}

function matchAt(call: Call, program: Program, text: string, start: number, seen: Uint8Array): Match | undefined {
  const stack: Thread[] = [{ pc: 0, at: start, saved: [] }]
  for (let thread = stack.pop(); thread !== undefined; thread = stack.pop()) {
    let { pc, at, saved } = thread
    for (;;) {
      const bit = at * program.code.length + pc
      const mask = 1 << (bit & 7)
      if (((seen[bit >> 3] ?? 0) & mask) !== 0) break
      seen[bit >> 3] = (seen[bit >> 3] ?? 0) | mask
      tick(call.machine)
      const step = program.code[pc]
      if (step === undefined) break
      if (step.op === 'match') {
        const ends = [start, at]
        for (let i = 2; i < program.groups * 2 + 2; i++) ends.push(saved[i] ?? -1)
        return ends
      }
      if (step.op === 'rune') {
        if (at >= text.length) break
        const { rune, width } = decodeRune(text, at)
        if (!step.matches(rune)) break
        at += width
        pc++
      } else if (step.op === 'split') {
        stack.push({ pc: step.second, at, saved })
        pc = step.first
      } else if (step.op === 'jump') pc = step.to
      else if (step.op === 'save') {
        const copy = saved.slice()
        copy[step.slot] = at
        saved = copy
        pc++
      } else {
        if (!step.holds(at === 0 ? -1 : text.charCodeAt(at - 1), at >= text.length ? -1 : text.charCodeAt(at))) break
        pc++
      }
    }
  }
  return undefined
}

function findAll(call: Call, program: Program, text: string, n: number): Match[] {
  const all: Match[] = []
  let last = -1
  for (let at = 0; at <= text.length && (n < 0 || all.length < n);) {
    const found = find(call, program, text, at)
    if (found === undefined) break
    const [start = 0, end = 0] = found
    // An empty match right behind another one does not count.
    if (end > start || start !== last) all.push(found)
    last = end
    at = end > start ? end : end + (end < text.length ? decodeRune(text, end).width : 1)
  }
  return all
}

function group(text: string, found: Match | undefined, number: number): string {
  const start = found?.[number * 2] ?? -1
  return start < 0 ? '' : text.slice(start, found?.[number * 2 + 1])
}

function groups(program: Program, text: string, found: Match): Value {
  return stringsOf(Array.from({ length: program.groups + 1 }, (_, i) => group(text, found, i)))
}

function split(call: Call, program: Program, text: string, n: number): readonly string[] {
  const parts: string[] = []
  let from = 0
  for (const found of findAll(call, program, text, -1)) {
    const [start = 0, end = 0] = found
    if (n > 0 && parts.length === n - 1) break
    if (end === 0 || (start === end && start === text.length)) continue
    parts.push(text.slice(from, start))
    from = end
  }
  return [...parts, text.slice(from)]
}

function replace(
  call: Call,
  program: Program,
  text: string,
  by: (found: Match) => string | undefined,
): string | undefined {
  let out = ''
  let from = 0
  for (const found of findAll(call, program, text, -1)) {
    const to = by(found)
    if (to === undefined) return undefined
    out += text.slice(from, found[0]) + to
    from = found[1] ?? from
    checkSize(out.length)
  }
  return out + text.slice(from)
}

/** `$1`, `${name}` and `$$` in what replaces a match. */
function expand(program: Program, text: string, found: Match, by: string): string {
  return by.replaceAll(/\$(?:\$|\{([A-Za-z0-9_]+)\}|([A-Za-z0-9_]+))/g, (whole, braced?: string, plain?: string) => {
    const name = braced ?? plain
    if (name === undefined) return whole === '$$' ? '$' : whole
    const number = /^[0-9]+$/.test(name) ? Number(name) : program.names.indexOf(name)
    return number < 0 ? '' : group(text, found, number)
  })
}
