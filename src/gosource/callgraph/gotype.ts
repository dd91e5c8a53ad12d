// Go's types (https://go.dev/ref/spec#Types) as terms. Each term exists once, so that identical types are the same
// object; a generic type is a term for each list of arguments. Arrays are identical whatever their length: the length
// would need constant evaluation, and no choice of a method depends on it.
import { compareBytes } from '../../base/bytes.ts'
import type { TypeDecl } from './program.ts'

/** A predeclared type that is no interface, or an untyped constant's; nothing hangs on what it is but its name. */
export interface Basic extends Term {
  readonly kind: 'basic'
  readonly name: string
}

/** A declared type, with the arguments of its parameters. */
export interface Named extends Term {
  readonly kind: 'named'
  readonly decl: TypeDecl
  readonly args: readonly Type[]
  /** The type behind it, once it is asked for. */
  under: Type | 'asked' | undefined
}

/** `*T`, `[]T`, `[n]T`. */
export interface Holder extends Term {
  readonly kind: 'pointer' | 'slice' | 'array'
  readonly elem: Type
}

/** `map[K]V`. */
export interface GoMap extends Term {
  readonly kind: 'map'
  readonly key: Type
  readonly elem: Type
}

/** `chan T`. */
export interface Chan extends Term {
  readonly kind: 'chan'
  readonly direction: 'both' | 'send' | 'receive'
  readonly elem: Type
}

/** A field of a struct. */
export interface StructField {
  readonly name: string
  readonly type: Type
  readonly embedded: boolean
}

/** `struct {…}`. */
export interface Struct extends Term {
  readonly kind: 'struct'
  readonly fields: readonly StructField[]
}

/** `func(…) …`. */
export interface Signature extends Term {
  readonly kind: 'func'
  readonly params: readonly Type[]
  readonly results: readonly Type[]
  readonly variadic: boolean
}

/** A method that an interface writes. */
export interface InterfaceMethod {
  readonly name: string
  readonly type: Signature
}

/** `interface {…}`. */
export interface Interface extends Term {
  readonly kind: 'interface'
  readonly methods: readonly InterfaceMethod[]
  /** Embedded interfaces. */
  readonly embedded: readonly Type[]
  /** The lists of types that it is limited to. */
  readonly unions: readonly (readonly Type[])[]
  /** All methods, embedded ones too, once they are asked for. */
  all: ReadonlyMap<string, Signature> | undefined
}

/** A type parameter, where no argument is known. */
export interface TypeParam extends Term {
  readonly kind: 'param'
  readonly name: string
  readonly constraint: () => Type
}

/** What a call with several results gives. */
export interface Tuple extends Term {
  readonly kind: 'tuple'
  readonly elems: readonly Type[]
}

/** A type that is not known. */
export interface Unknown extends Term {
  readonly kind: 'unknown'
}

interface Term {
  readonly id: number
  /** How deep it nests; arguments that nest too deeply are not known. */
  readonly depth: number
}

/** A type. */
export type Type = Basic | Named | Holder | GoMap | Chan | Struct | Signature | Interface | TypeParam | Tuple | Unknown

/** How deep a type may nest: `func f[T any]() { f[[]T]() }` would go on for ever. */
const MOST_DEPTH = 24

/** Makes types, and the same one for the same parts. */
export class Types {
  readonly unknown: Unknown = { kind: 'unknown', id: 0, depth: 0 }
  // The most frequent ones have tables of their own: a text as a key costs more than all the rest.
  readonly #basics = new Map<string, Basic>()
  readonly #plain = new Map<TypeDecl, Named>()
  readonly #holders: Readonly<Record<Holder['kind'], Map<number, Holder>>> = {
    pointer: new Map(),
    slice: new Map(),
    array: new Map(),
  }
  readonly #made = new Map<string, Type>()
  #next = 1

  /** How many types there are. */
  get count(): number {
    return this.#next
  }

  basic(name: string): Basic {
    let made = this.#basics.get(name)
    if (made === undefined) {
      made = { kind: 'basic', id: this.#next++, depth: 0, name }
      this.#basics.set(name, made)
    }
    return made
  }

  named(decl: TypeDecl, args: readonly Type[]): Type {
    if (args.length === 0) {
      let made = this.#plain.get(decl)
      if (made === undefined) {
        made = { kind: 'named', id: this.#next++, depth: 0, decl, args, under: undefined }
        this.#plain.set(decl, made)
      }
      return made
    }
    const depth = deepest(args) + (args.length > 0 ? 1 : 0)
    return this.#make(`N${decl.id}${ids(args)}`, depth, (id) => ({
      kind: 'named',
      id,
      depth,
      decl,
      args,
      under: undefined,
    }))
  }

  holder(kind: Holder['kind'], elem: Type): Type {
    const known = this.#holders[kind].get(elem.id)
    if (known !== undefined) return known
    const depth = elem.depth + 1
    if (depth > MOST_DEPTH) return this.unknown
    const made: Holder = { kind, id: this.#next++, depth, elem }
    this.#holders[kind].set(elem.id, made)
    return made
  }

  map(key: Type, elem: Type): Type {
    const depth = Math.max(key.depth, elem.depth) + 1
    return this.#make(`m${key.id},${elem.id}`, depth, (id) => ({ kind: 'map', id, depth, key, elem }))
  }

  chan(direction: Chan['direction'], elem: Type): Type {
    const depth = elem.depth + 1
    return this.#make(`c${direction}${elem.id}`, depth, (id) => ({ kind: 'chan', id, depth, direction, elem }))
  }

  struct(fields: readonly StructField[]): Type {
    const key = fields.map(({ name, type, embedded }) => `${embedded ? '!' : ''}${name} ${type.id}`).join(';')
    const depth = deepest(fields.map(({ type }) => type)) + 1
    return this.#make(`S${key}`, depth, (id) => ({ kind: 'struct', id, depth, fields }))
  }

  signature(params: readonly Type[], results: readonly Type[], variadic: boolean): Signature {
    const depth = Math.max(deepest(params), deepest(results)) + 1
    const key = `F${variadic ? '.' : ''}${ids(params)}>${ids(results)}`
    const made = this.#make(key, depth, (id) => ({ kind: 'func', id, depth, params, results, variadic }))
    return made.kind === 'func' ? made : this.signature([], [], false)
  }

  interface(
    methods: readonly InterfaceMethod[],
    embedded: readonly Type[],
    unions: readonly (readonly Type[])[],
  ): Interface {
    const written = methods.map(({ name, type }) => `${name} ${type.id}`).toSorted(compareBytes)
    const key = `I${written.join(';')}|${ids(embedded)}|${unions.map((union) => ids(union)).join('|')}`
    return this.#make(key, 0, (id) => ({
      kind: 'interface',
      id,
      depth: 1,
      methods,
      embedded,
      unions,
      all: undefined,
    })) as Interface
  }

  tuple(elems: readonly Type[]): Tuple {
    return this.#make(`T${ids(elems)}`, 0, (id) => ({ kind: 'tuple', id, depth: 1, elems })) as Tuple
  }

  /** A type parameter of its own. */
  param(name: string, constraint: () => Type): TypeParam {
    return { kind: 'param', id: this.#next++, depth: 0, name, constraint }
  }

  #make(key: string, depth: number, build: (id: number) => Type): Type {
    const known = this.#made.get(key)
    if (known !== undefined) return known
    if (depth > MOST_DEPTH) return this.unknown
    const type = build(this.#next++)
    this.#made.set(key, type)
    return type
  }
}

function ids(types: readonly Type[]): string {
  let text = ''
  for (const { id } of types) text += `,${id}`
  return text
}

function deepest(types: readonly Type[]): number {
  let most = 0
  for (const { depth } of types) if (depth > most) most = depth
  return most
}
