// Fields and methods of types: what `x.name` means, with embedding and promotion, and which types implement an interface
// (https://go.dev/ref/spec#Selectors, https://go.dev/ref/spec#Method_sets).
import type { Interface, Named, Signature, Type } from './gotype.ts'
import type { FuncDecl } from './program.ts'
import { memberKey, type Typing } from './typeexpr.ts'

/** What a selector finds. */
export type Member =
  /** A field of `owner`, a struct type as it is named. */
  | { readonly kind: 'field'; readonly owner: Type; readonly name: string; readonly type: Type }
  /** A declared method. `settable` is whether only a pointer has it. */
  | {
      readonly kind: 'method'
      readonly decl: FuncDecl
      readonly owner: Named
      readonly pointerOnly: boolean
      readonly promoted: boolean
    }
  /** A method of an interface: of the operand itself, or of a field that embeds it. */
  | {
      readonly kind: 'abstract'
      readonly interface: Interface
      readonly name: string
      readonly type: Signature
      readonly field: { readonly owner: Type; readonly name: string; readonly type: Type } | undefined
    }

/** How far embedding is followed, and how many types at one depth. */
const MOST_DEPTH = 24
const MOST_WIDTH = 500

/** Looks members up, each once. */
export class Members {
  readonly #typing: Typing
  readonly #found = new Map<number, Map<string, Member | null>>()
  readonly #implements = new Map<Interface, Map<Type, boolean>>()
  readonly #signatures = new Map<string, Signature>()
  readonly #names = new Map<number, ReadonlySet<string>>()

  constructor(typing: Typing) {
    this.#typing = typing
  }

  /** The field or method of a type by its key (`memberKey`); `undefined` where there is none, or several. */
  find(type: Type, key: string): Member | undefined {
    let known = this.#found.get(type.id)
    if (known === undefined) {
      known = new Map()
      this.#found.set(type.id, known)
    }
    let member = known.get(key)
    if (member === undefined) {
      member = this.#search(type, key) ?? null
      known.set(key, member)
    }
    return member ?? undefined
  }

  #search(type: Type, key: string): Member | undefined {
    const typing = this.#typing
    const behind = type.kind === 'named' ? typing.under(type) : type
    if (behind !== type && behind.kind === 'pointer') {
      // Of `type P *T` a selector goes to the fields, and to no method.
      const member = this.find(behind, key)
      return member?.kind === 'field' ? member : undefined
    }
    const start = this.deref(type)
    let level: {
      readonly type: Type
      readonly pointer: boolean
      readonly field: { owner: Type; name: string; type: Type } | undefined
    }[] = [{ type: start, pointer: start !== type, field: undefined }]
    const seen = new Set<number>()
    for (let depth = 0; depth < MOST_DEPTH && level.length > 0; depth++) {
      const next: typeof level = []
      let found: Member | undefined
      let count = 0
      for (const { type: at, pointer, field } of level) {
        if (at.kind === 'named') {
          if (seen.has(at.id)) continue
          seen.add(at.id)
          const decl = this.#method(at, key)
          if (decl !== undefined) {
            count++
            const pointerOnly = decl.head().receiver?.pointer === true && !pointer
            found = { kind: 'method', decl, owner: at, pointerOnly, promoted: depth > 0 }
            continue
          }
        }
        const under = typing.under(at)
        if (under.kind === 'struct') {
          for (const one of under.fields) {
            if (one.name === key) {
              count++
              found = { kind: 'field', owner: at, name: key, type: one.type }
            } else if (one.embedded && next.length < MOST_WIDTH) {
              const inner = this.deref(one.type)
              // Through a pointer everything can be called.
              next.push({
                type: inner,
                pointer: pointer || inner !== one.type,
                field: { owner: at, name: one.name, type: one.type },
              })
            }
          }
        } else if (under.kind === 'interface') {
          const signature = typing.methodsOf(under).get(key)
          if (signature !== undefined) {
            count++
            found = { kind: 'abstract', interface: under, name: key, type: signature, field }
          }
        }
      }
      if (count > 0) return count === 1 ? found : undefined
      level = next
    }
    return undefined
  }

  #method(at: Named, key: string): FuncDecl | undefined {
    const dot = key.lastIndexOf('.')
    const name = dot < 0 ? key : key.slice(dot + 1)
    const decl = at.decl.methods.get(name)
    return decl === undefined || (dot >= 0 && decl.file.package.path !== key.slice(0, dot)) ? undefined : decl
  }

  /** What a pointer points to; any other type itself. */
  deref(type: Type): Type {
    if (type.kind === 'pointer') return type.elem
    return type
  }

  /** The signature of a method, without its receiver, for its type's arguments. */
  signature(decl: FuncDecl, args: readonly Type[]): Signature {
    const key = args.length === 0 ? `${decl.id}` : `${decl.id}:${args.map(({ id }) => id).join(',')}`
    let found = this.#signatures.get(key)
    if (found === undefined) {
      found = this.#typing.signature(decl.head().type, this.#typing.functionScope(decl, args))
      this.#signatures.set(key, found)
    }
    return found
  }

  /** Whether values of a type can be in an interface: with all its methods, of the same signatures. */
  implements(type: Type, target: Interface): boolean {
    let known = this.#implements.get(target)
    if (known === undefined) {
      known = new Map()
      this.#implements.set(target, known)
    }
    let answer = known.get(type)
    if (answer === undefined) {
      // Set first: signatures may ask again.
      known.set(type, false)
      answer = this.#check(type, target)
      known.set(type, answer)
    }
    return answer
  }

  #check(type: Type, target: Interface): boolean {
    const methods = this.#typing.methodsOf(target)
    // Most types lack one of the names, which is known without looking anything up.
    const names = this.methodNames(type)
    for (const name of methods.keys()) if (!names.has(name)) return false
    for (const [name, signature] of methods) {
      const member = this.find(type, name)
      if (member === undefined || member.kind === 'field') return false
      if (member.kind === 'method') {
        if (member.pointerOnly) return false
        if (!same(this.signature(member.decl, member.owner.args), signature)) return false
      } else if (!same(member.type, signature)) return false
    }
    return true
  }

  /** Whether a type of which all is known has nothing of a key: no field, no method, not two of them either. */
  lacks(type: Named, key: string): boolean {
    if (this.find(type, key) !== undefined || this.methodNames(type).has(key)) return false
    const seen = new Set<number>()
    const parts: Type[] = [type]
    for (let at = parts.pop(); at !== undefined; at = parts.pop()) {
      const under = this.#typing.under(this.deref(at))
      if (under.kind === 'unknown' || under.kind === 'param') return false
      if (seen.has(at.id)) continue
      seen.add(at.id)
      if (under.kind === 'interface') parts.push(...under.embedded)
      for (const field of under.kind === 'struct' ? under.fields : []) {
        if (field.name === key) return false
        if (field.embedded) parts.push(field.type)
      }
    }
    return true
  }

  /** Whether values of a type have methods at all. */
  hasMethods(type: Type): boolean {
    return this.methodNames(type).size > 0
  }

  /** The keys of all methods that a type and its pointers have or are promoted. */
  methodNames(type: Type): ReadonlySet<string> {
    const { id } = this.deref(type)
    let names = this.#names.get(id)
    if (names === undefined) {
      names = this.#collect(type)
      this.#names.set(id, names)
    }
    return names
  }

  #collect(type: Type): Set<string> {
    const names = new Set<string>()
    const seen = new Set<number>()
    let level: Type[] = [type]
    for (let depth = 0; depth < MOST_DEPTH && level.length > 0; depth++) {
      const next: Type[] = []
      for (const one of level) {
        const at = this.deref(one)
        if (seen.has(at.id)) continue
        seen.add(at.id)
        if (at.kind === 'named') {
          for (const [name, decl] of at.decl.methods) names.add(memberKey(name, decl.file.package.path))
        }
        const under = this.#typing.under(at)
        if (under.kind === 'interface') for (const name of this.#typing.methodsOf(under).keys()) names.add(name)
        else if (under.kind === 'struct') {
          for (const field of under.fields) if (field.embedded && next.length < MOST_WIDTH) next.push(field.type)
        }
      }
      level = next
    }
    return names
  }
}

/** Whether signatures are the same, as far as they are known. */
function same(a: Signature, b: Signature): boolean {
  if (a === b) return true
  if (a.params.length !== b.params.length || a.results.length !== b.results.length) return false
  return a.params.every((one, i) => alike(one, b.params[i])) && a.results.every((one, i) => alike(one, b.results[i]))
}

function alike(a: Type, b: Type | undefined): boolean {
  return a === b || a.kind === 'unknown' || b?.kind === 'unknown'
}
