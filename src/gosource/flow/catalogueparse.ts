// Reads the text of the catalogue of calls; the grammar stands on top of catalogue.ts. Strict: a line that is not
// understood would be a call that is not seen.
import { WardenError } from '../../base/errors.ts'
import type { EffectKind, SourceKind } from '../facts.ts'
import type { CallCatalogue, CallModel, FieldModel, ParamRole } from './catalogue.ts'
import { withLookups } from './cataloguelookup.ts'
import { readEffect, readMarks, readRole, readSource, type Marks } from './cataloguemarks.ts'

/**
 * Reads texts in the grammar of catalogue.ts into one catalogue. Throws WardenError `parse` for a line that is malformed
 * or says again what a line before it said; the place is the text's number from 1, as `catalogue 1`, and the line.
 */
export function parseCatalogue(texts: readonly string[]): CallCatalogue {
  const reader = new Reader()
  texts.forEach((text, at) => {
    reader.read(text, `catalogue ${at + 1}`)
  })
  return reader.catalogue()
}

/** Names that stand for themselves in types: Go's own, and this grammar's. */
const PLAIN_TYPE =
  /^(?:_|map|func|chan|error|bool|string|byte|rune|u?int(?:8|16|32|64)?|uintptr|float(?:32|64)|complex(?:64|128))$/

/** Those of them that most results are: a shortcut. */
const COMMON_TYPES: ReadonlySet<string> = new Set(['error', 'string', 'int', 'bool', '[]byte', '_'])

/** The parameters of a call. */
interface Params {
  readonly params: readonly ParamRole[]
  readonly variadic: boolean
}

/** What a line says of a type; its fields and embedded types come with later lines. */
interface TypeUnderWork {
  readonly name: string
  object: boolean
  effect: EffectKind | undefined
  readonly fields: Map<string, FieldModel>
  readonly embeds: string[]
  /** Whether a `type` line named it: a second one is a mistake. */
  declared: boolean
}

class Reader {
  readonly #calls = new Map<string, CallModel>()
  readonly #types = new Map<string, TypeUnderWork>()
  readonly #vars = new Map<string, string>()
  readonly #sources = new Map<string, SourceKind>()
  readonly #packages = new Set<string>()
  // Many lines say the same of their calls; each way of saying it is read once.
  readonly #knownMarks = new Map<string, Marks>()
  readonly #knownParams = new Map<string, Params>()
  readonly #knownTypes = new Map<string, string>()
  #paths: readonly string[] = []
  #file = ''
  #line = 0

  read(text: string, file: string): void {
    this.#paths = []
    this.#file = file
    this.#line = 0
    for (const line of text.split('\n')) {
      this.#line++
      const trimmed = line.trim()
      if (trimmed !== '' && !trimmed.startsWith('#')) this.#statement(trimmed)
    }
  }

  catalogue(): CallCatalogue {
    return withLookups({
      calls: this.#calls,
      types: this.#types,
      vars: this.#vars,
      sources: this.#sources,
      packages: this.#packages,
    })
  }

  #statement(line: string): void {
    const space = line.indexOf(' ')
    const word = space < 0 ? line : line.slice(0, space)
    const rest = space < 0 ? '' : line.slice(space + 1).trim()
    if (word === 'package') return this.#package(rest)
    if (this.#paths.length === 0) this.#fail('no package line is above it')
    switch (word) {
      case 'func':
        return this.#func(rest)
      case 'type':
        return this.#type(rest)
      case 'field':
        return this.#field(rest)
      case 'embed':
        return this.#embed(rest)
      case 'var':
        return this.#var(rest)
      default:
        this.#fail(`${word} is none of package, func, type, field, embed and var`)
    }
  }

  #package(rest: string): void {
    this.#paths = words(rest)
    if (this.#paths.length === 0) this.#fail('the package has no import path')
    for (const path of this.#paths) {
      if (path !== '*' && !/^[a-zA-Z0-9][-\w.~]*(?:\/[-\w.~]+)*$/.test(path)) this.#fail(`${path} is no import path`)
      this.#packages.add(path)
    }
  }

  #func(rest: string): void {
    const open = rest.indexOf('(')
    const close = rest.indexOf(')')
    const colon = rest.indexOf(':')
    const end = colon < 0 ? rest.length : colon
    if (open < 0 || close < open || end < close) this.#fail('a func is NAME(PARAMETERS) RESULTS : MARKS')
    const name = rest.slice(0, open)
    if (!/^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?$/.test(name)) this.#fail(`${name} is no name of a function or method`)
    const { params, variadic } = this.#params(rest.slice(open + 1, close))
    const dot = name.indexOf('.')
    const marks = this.#marks(rest.slice(end + 1), params.length, dot > 0 || this.#paths.includes('*'))
    const results = words(rest.slice(close + 1, end))
    for (const path of this.#paths) {
      if (path === '*' && dot > 0) this.#fail('a method of an unknown type has no type')
      const full = `${path}.${name}`
      if (this.#calls.has(full)) this.#fail(`${full} is listed already`)
      // A type that has methods alone is a type as well.
      if (dot > 0) this.#typeNamed(`${path}.${name.slice(0, dot)}`)
      const types = results.map((type) => this.#fullType(type, path))
      this.#calls.set(full, callModel(full, params, variadic, types, marks))
    }
  }

  #params(list: string): Params {
    const known = this.#knownParams.get(list)
    if (known !== undefined) return known
    const trimmed = list.trim()
    const variadic = trimmed.endsWith('...')
    const names = trimmed === '' ? [] : (variadic ? trimmed.slice(0, -3) : trimmed).split(',')
    const params = names.map((text) => {
      const name = text.trim()
      if (name === '_') return undefined
      if (name === 'object' || name === 'method') return name
      return readRole(name) ?? this.#fail(`${name} is no role of a parameter`)
    })
    this.#knownParams.set(list, { params, variadic })
    return { params, variadic }
  }

  #marks(text: string, params: number, receiver: boolean): Marks {
    const key = `${params} ${receiver} ${text}`
    const marks = this.#knownMarks.get(key) ?? readMarks(words(text), { params, receiver }, this.#fail)
    this.#knownMarks.set(key, marks)
    return marks
  }

  #type(rest: string): void {
    const [head, marks] = this.#headAndMarks(rest)
    const [name = '', ...more] = head
    if (!isName(name) || more.length > 0) this.#fail('a type is NAME : MARKS')
    let object = false
    let effect: EffectKind | undefined
    for (const mark of marks) {
      if (mark === '@') object = true
      else if (mark.startsWith('!') && effect === undefined) {
        effect = readEffect(mark.slice(1)) ?? this.#fail(`${mark} is no effect`)
      } else this.#fail(`${mark} is no mark of a type`)
    }
    for (const path of this.#paths) {
      const type = this.#typeNamed(`${path}.${name}`)
      if (type.declared) this.#fail(`${type.name} is listed already`)
      type.declared = true
      type.object = object
      type.effect = effect
    }
  }

  #field(rest: string): void {
    const [member = '', type = '', last, ...more] = words(rest)
    const [owner = '', name = '', ...deeper] = member.split('.')
    if (!isName(owner) || !isName(name) || deeper.length > 0 || type === '' || more.length > 0)
      this.#fail('a field is TYPE.NAME TYPE ROLE')
    const role = last === undefined ? undefined : (readRole(last) ?? this.#fail(`${last} is no role of a field`))
    for (const path of this.#paths) {
      const { fields } = this.#typeNamed(`${path}.${owner}`)
      if (fields.has(name)) this.#fail(`${path}.${member} is listed already`)
      fields.set(name, { type: this.#fullType(type, path), role })
    }
  }

  #embed(rest: string): void {
    const [name = '', ...embeds] = words(rest)
    if (!isName(name) || embeds.length === 0) this.#fail('an embed is TYPE TYPE...')
    for (const path of this.#paths) {
      this.#typeNamed(`${path}.${name}`).embeds.push(...embeds.map((type) => this.#fullType(type, path)))
    }
  }

  #var(rest: string): void {
    const [head, marks] = this.#headAndMarks(rest)
    const [name = '', type = '', ...more] = head
    if (!isName(name) || type === '' || more.length > 0) this.#fail('a var is NAME TYPE : ?SOURCE')
    const [mark, ...others] = marks
    if (others.length > 0) this.#fail('a var has one mark, ?SOURCE')
    const source = mark === undefined ? undefined : readSource(mark, this.#fail)
    for (const path of this.#paths) {
      const full = `${path}.${name}`
      if (this.#vars.has(full)) this.#fail(`${full} is listed already`)
      this.#vars.set(full, this.#fullType(type, path))
      if (source !== undefined) this.#sources.set(full, source)
    }
  }

  #headAndMarks(rest: string): readonly [readonly string[], readonly string[]] {
    const colon = rest.indexOf(':')
    return colon < 0 ? [words(rest), []] : [words(rest.slice(0, colon)), words(rest.slice(colon + 1))]
  }

  #typeNamed(name: string): TypeUnderWork {
    let type = this.#types.get(name)
    if (type === undefined) {
      type = { name, object: false, effect: undefined, fields: new Map(), embeds: [], declared: false }
      this.#types.set(name, type)
    }
    return type
  }

  /** A type by its name in full. */
  #fullType(type: string, path: string): string {
    if (COMMON_TYPES.has(type)) return type
    const key = `${path} ${type}`
    const full = this.#knownTypes.get(key) ?? this.#readType(type, path)
    this.#knownTypes.set(key, full)
    return full
  }

  #readType(type: string, path: string): string {
    const element = type.replace(/^(?:\[\])+/, '')
    if (PLAIN_TYPE.test(element)) return type
    if (isName(element) && path !== '*') return `${type.slice(0, type.length - element.length)}${path}.${element}`
    if (!/^[a-zA-Z0-9][-\w.~/]*\.[A-Za-z_]\w*$/.test(element)) this.#fail(`${type} is no type`)
    return type
  }

  readonly #fail = (what: string): never => {
    throw new WardenError('parse', `catalogue of calls: ${what}`, {
      place: { file: this.#file, line: this.#line },
      remedy: 'correct the line; its grammar is in src/gosource/flow/catalogue.ts',
    })
  }
}

function callModel(
  name: string,
  params: readonly ParamRole[],
  variadic: boolean,
  results: readonly string[],
  marks: Marks,
): CallModel {
  const data = params.flatMap((role, at) => (role === 'data' ? [at] : []))
  const written = data.length === 1 ? data[0] : undefined
  const nothing = marks.constant || marks.source !== undefined || marks.write !== undefined
  return {
    name,
    params,
    variadic,
    roles: marks.roles,
    results,
    effect: marks.effect,
    write: marks.write === undefined ? undefined : { to: marks.write.to, from: marks.write.from ?? written ?? '*' },
    source: marks.source,
    fills: marks.fills,
    object: marks.object,
    joins: marks.joins,
    standsFor: marks.standsFor,
    carries: marks.carries ?? (nothing ? [] : undefined),
    calls: marks.calls,
    starts: marks.starts,
    keeps: marks.keeps,
    gives: marks.gives,
    flags: marks.flags,
    capability: marks.capability,
  }
}

function words(text: string): readonly string[] {
  return text.split(' ').filter((word) => word !== '')
}

function isName(text: string): boolean {
  return /^[A-Za-z_]\w*$/.test(text)
}
