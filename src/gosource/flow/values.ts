// What an expression is worth in a context: folded, with what callers pass for the parameters that it stands on.
import type { Expr } from '../ast.ts'
import type { KnownValue, Told } from '../facts.ts'
import { textOfValue, waysOf } from '../fold.ts'
import { stringsOf, type Value } from '../foldvalue.ts'
import { stringValue } from '../literal.ts'
import type { Entity } from '../scope.ts'
import { addressIn } from './address.ts'
import type { Contexts, Subject } from './contexts.ts'
import type { Engine } from './engine.ts'
import type { Link, Parameter } from './origin.ts'
import { argumentsFor, paramEntity, parametersOf } from './parameters.ts'
import { isTestFile, plain, type Unit } from './program.ts'
import { RowFinder } from './rows.ts'

/** How many elements are looked at that are added to a list. */
const MOST_APPENDED = 32
/** Calls that call a function for each element of their first argument. */
const EACH = /^slices\.\w+Func$/

/** How many values of one argument are kept. */
const MOST_VALUES = 8

/** Finds values; keeps what it found. */
export class Values {
  readonly #e: Engine
  readonly #contexts: Contexts
  readonly #rows = new RowFinder()
  readonly #folded = new Map<Expr, Map<string, readonly Value[]>>()

  constructor(engine: Engine, contexts: Contexts) {
    this.#e = engine
    this.#contexts = contexts
  }

  /** What is known of an expression: a list of values for each element of what is `spread`, or else one list at most. */
  known(subject: Subject, spread: boolean): readonly (readonly KnownValue[])[] {
    const bare = plain(subject.x)
    const written = bare.kind === 'BasicLit' ? stringValue(bare.text) : undefined
    if (written !== undefined) return [[{ text: withoutEnd(written), plain: true, steps: [] }]]
    // A list to which something is added: what is known of each of them.
    if (bare.kind === 'CallExpr' && isAppend(bare)) {
      return bare.args.flatMap((x, i) =>
        i <= MOST_APPENDED ? this.known({ ...subject, x }, i === 0 || (bare.spread && i === bare.args.length - 1)) : [],
      )
    }
    const lists: KnownValue[][] = []
    for (const value of this.folded(subject)) {
      const elements = spread || isTexts(value) ? elementsOf(value) : undefined
      const all = elements ?? [value]
      all.forEach((one, i) => {
        const known = knownValue(one, bare)
        if (known === undefined) return
        const list = (lists[elements === undefined ? 0 : i] ??= [])
        if (list.length < MOST_VALUES) list.push(known)
      })
    }
    // What goes with each row of a table stays in its place; what is the same in all of them is told once.
    return Array.from(lists, (list) => {
      const [first] = list ?? []
      return first !== undefined && list.every(({ text }) => text === first.text) ? [first] : (list ?? [])
    })
  }

  /** The values that an expression may have, as far as they are texts, numbers or lists of texts. */
  folded({ x, unit, links }: Subject): readonly Value[] {
    const bare = plain(x)
    const params = this.#contexts.paramsOf(x, unit)
    const bound = links.filter(({ callee }) => params.some((param) => param.unit === callee))
    // A parameter that nothing binds has no value.
    if (bare.kind === 'Ident' && bare.entity?.kind === 'param' && bare.entity.writes.length === 0 && bound.length === 0)
      return this.#elements(bare, params)
    let known = this.#folded.get(x)
    if (known === undefined) this.#folded.set(x, (known = new Map<string, readonly Value[]>()))
    const key = bound.length === 0 ? '' : this.#contexts.keyOf(links)
    const before = known.get(key)
    if (before !== undefined) return before
    known.set(key, [])
    const givens = this.#given(params, links)
    if (key !== '' && givens.every((given) => given.size === 0)) {
      // Nothing that is passed is known: it is worth what it is worth without callers.
      const plainly = this.folded({ x, unit, links: [] })
      known.set(key, plainly)
      return plainly
    }
    const folder = isTestFile(unit.file) ? this.#e.testFolder : this.#e.folder
    const found: Value[] = []
    const refused = folder.refused()
    const rows = givens.length > 1 ? undefined : this.#rows.of(folder, x, unit.file)
    const each =
      rows === undefined ? givens : rows.values.map((row) => new Map([...(givens[0] ?? []), [rows.entity, row]]))
    for (const given of each) {
      for (const value of folder.foldAll(unit.file, x, given))
        if (found.length < MOST_VALUES && isText(value)) found.push(value)
    }
    if (found.length === 0) found.push(...addressIn(this.#e, x, unit))
    const inner = found.length === 0 ? this.#wrapped(bare, unit) : undefined
    if (inner !== undefined) found.push(...this.folded({ x: inner, unit, links }))
    // What a limit cut short is not kept: whoever asks again learns of it again.
    if (folder.refused() > refused) known.delete(key)
    else known.set(key, found)
    return found
  }

  /** What the parameters that an expression stands on are worth in this context. */
  #given(params: readonly Parameter[], links: readonly Link[]): readonly ReadonlyMap<Entity, Value>[] {
    let maps = [new Map<Entity, Value>()]
    for (const origin of params) {
      const at = links.findIndex(({ callee }) => callee === origin.unit)
      const link = links[at]
      const entity = paramEntity(origin.unit, origin.index)
      if (link === undefined || entity === undefined || this.#isObject(entity)) continue
      const { site, callee } = link
      const args = argumentsFor(this.#e.resolver, site, callee, origin.index)
      const each = args.map((x) => this.folded({ x, unit: site.unit, links: links.slice(at + 1) }))
      const { idents, variadic } = parametersOf(callee)
      const list = variadic && origin.index === idents.length - 1 && !site.call.spread
      // What is passed for `...T` is a list, of the first value of each.
      const values = list ? listOf(each) : (each[0] ?? []).slice(0, MOST_VALUES)
      if (values.length === 0) continue
      // As many values as there are for others: those of one row of a table belong together.
      const rows = maps.length > 1 && maps.length === values.length
      maps = rows
        ? maps.map((map, i) => new Map([...map, [entity, values[i] as Value]])) // within bounds
        : maps.flatMap((map) =>
            values.slice(0, maps.length > 1 ? 4 : MOST_VALUES).map((value) => new Map([...map, [entity, value]])),
          )
      maps = maps.slice(0, MOST_VALUES)
    }
    return maps
  }

  /** Whether a variable is of a type whose values are no texts: folding what is passed for it is of no use. */
  #isObject({ ident, file }: Entity): boolean {
    const type = ident === undefined || file === undefined ? undefined : this.#e.typing.typeOf(ident, file)
    if (type?.kind === 'other') return !/^(?:\[\])*(?:string|byte|rune|u?int\d*|any)$/.test(type.name)
    return (
      type?.kind === 'own' &&
      type.entity.decl?.kind === 'TypeSpec' &&
      /^(?:Struct|Interface|Func|Chan)Type$/.test(type.entity.decl.type.kind)
    )
  }

  /** What a reader, a buffer or a list of bytes is made of. */
  #wrapped(x: Expr, unit: Unit): Expr | undefined {
    if (x.kind === 'Ident') {
      if (x.entity?.global === true) return undefined
      if (x.entity?.decl?.kind === 'RangeStmt') return this.#listed(plain(x.entity.decl.x), unit)
      const value = plain(declaredValues(x.entity)[x.entity?.index ?? 0] ?? x)
      return value.kind === 'CallExpr' ? this.#wrapped(value, unit) : undefined
    }
    const [arg, more] = x.kind === 'CallExpr' ? x.args : []
    if (x.kind !== 'CallExpr' || arg === undefined || more !== undefined) return undefined
    const site = unit.sites.find(({ call }) => call === x)
    const callees = site === undefined ? undefined : this.#e.resolver.callees(site)
    if (callees?.builtin === 'conversion') return arg
    const { model, receiver } = callees ?? {}
    const passes = model !== undefined && model.effect === undefined && model.source === undefined
    return passes && model.carries === undefined && receiver === undefined ? arg : undefined
  }

  /** What the library hands to a function for a parameter: the elements of a list that it is given beside it. */
  #elements(x: Expr, params: readonly Parameter[]): readonly Value[] {
    const [param, more] = params
    if (param === undefined || more !== undefined || param.index < 0) return []
    const known = this.#folded.get(x)?.get('')
    if (known !== undefined) return known
    const found: Value[] = []
    // What gives itself gives nothing.
    this.#folded.set(x, new Map([['', found]]))
    for (const { site, model } of this.#e.reacher.givers(param.unit)) {
      if (model.gives !== undefined || !EACH.test(model.name) || found.length >= MOST_VALUES) continue
      const [list] = site.call.args
      if (list === undefined) continue
      const open = this.#contexts.paramsOf(list, site.unit)[0]?.unit
      const callers = open === undefined ? [] : this.#e.reacher.callers(open)
      const contexts = callers.flatMap((hop): readonly Link[][] =>
        open === undefined || hop.site === undefined ? [] : [[{ callee: open, site: hop.site }]],
      )
      for (const links of open === undefined ? [[]] : contexts.slice(0, MOST_VALUES)) {
        for (const value of this.folded({ x: list, unit: site.unit, links }))
          for (const one of elementsOf(value) ?? []) if (found.length < MOST_VALUES && isText(one)) found.push(one)
      }
    }
    return found
  }

  /** The pattern of names that are looked up: the elements of the list are like it. */
  #listed(x: Expr, unit: Unit): Expr | undefined {
    const [value] = x.kind === 'Ident' ? declaredValues(x.entity) : []
    const call = value === undefined ? x : plain(value)
    const site = call.kind === 'CallExpr' ? unit.sites.find((one) => one.call === call) : undefined
    const model = site === undefined ? undefined : this.#e.resolver.callees(site).model
    return model !== undefined && /\bGlob$/.test(model.name) ? site?.call.args.at(-1) : undefined
  }
}

function declaredValues(entity: Entity | undefined): readonly Expr[] {
  const decl = entity?.decl
  return decl?.kind === 'ValueSpec' ? decl.values : decl?.kind === 'AssignStmt' ? decl.right : []
}

function isAppend({ fun }: Extract<Expr, { kind: 'CallExpr' }>): boolean {
  return fun.kind === 'Ident' && fun.entity?.kind === 'builtin' && fun.name === 'append'
}

function listOf(each: readonly (readonly Value[])[]): Value[] {
  const texts = each.map(([first]) => (first === undefined ? undefined : textOfValue(first)))
  if (!texts.every((text) => text !== undefined && !text.includes('…'))) return []
  return [stringsOf(texts.map((text) => text ?? ''))]
}

function isText(value: Value): boolean {
  return value.kind === 'int' || textOfValue(value) !== undefined || isTexts(value)
}

function isTexts(value: Value): boolean {
  return (value.kind === 'slice' || value.kind === 'array') && textOfValue(value) === undefined
}

/** The elements of a list of texts. */
function elementsOf(value: Value): readonly Value[] | undefined {
  if (value.kind !== 'slice' && value.kind !== 'array') return undefined
  if (value.store.bytes !== undefined) return undefined
  const offset = value.kind === 'slice' ? value.start : 0
  return value.store.cells.slice(offset, offset + Math.min(value.length, 64))
}

function knownValue(value: Value, x: Expr): KnownValue | undefined {
  const whole = textOfValue(value)
  const text = whole === undefined ? (value.kind === 'int' ? String(value.value) : undefined) : withoutEnd(whole)
  if (text === undefined || text === '' || /^…+$/.test(text)) return undefined
  const steps: readonly Told[] = waysOf(value)
  return { text: text.slice(0, 20_000), plain: isWritten(x, 0), steps: steps.slice(0, 40) }
}

/** What C reads of a text, which ends with a zero. */
function withoutEnd(text: string): string {
  let end = text.length
  while (end > 1 && text.charCodeAt(end - 1) === 0) end--
  return text.slice(0, end)
}

/** Whether an expression stands for text as it is written: literals, names of them, and sums of these. */
function isWritten(first: Expr, depth: number): boolean {
  const x = plain(first)
  if (depth > 6) return false
  if (x.kind === 'BasicLit') return true
  if (x.kind === 'BinaryExpr') {
    // A chain of sums leans left.
    let at: Expr = x
    while (at.kind === 'BinaryExpr') {
      if (at.op !== '+' || !isWritten(at.y, depth + 1)) return false
      at = plain(at.x)
    }
    return isWritten(at, depth + 1)
  }
  if (x.kind === 'CallExpr') {
    const [arg, more] = x.args
    const type = plain(x.fun)
    const conversion = type.kind === 'ArrayType' || (type.kind === 'Ident' && type.entity?.kind === 'builtin')
    return conversion && arg !== undefined && more === undefined && isWritten(arg, depth + 1)
  }
  if (x.kind !== 'Ident' || x.entity === undefined) return false
  const { index, writes, changed } = x.entity
  if (writes.length > 0 || changed) return false
  const value = declaredValues(x.entity)[index]
  return value !== undefined && isWritten(value, depth + 1)
}
