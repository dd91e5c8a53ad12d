// What a value comes from, and how it got there: the words that slices are told in.
import type { CompositeLit, Expr } from '../ast.ts'
import type { SourceKind, Told } from '../facts.ts'
import type { Entity, SourceFile } from '../scope.ts'
import type { CallModel } from './catalogue.ts'
import type { CallSite, Unit } from './program.ts'

/** One thing that a value comes from. */
export type Origin =
  | {
      readonly kind: 'source'
      readonly source: SourceKind
      readonly site: CallSite | undefined
      readonly at: Expr
      readonly unit: Unit
      readonly model: CallModel | undefined
      readonly values: readonly string[]
    }
  /** A call that made an object, or a composite literal. */
  | { readonly kind: 'object'; readonly site: CallSite; readonly model: CallModel }
  | { readonly kind: 'literal'; readonly lit: CompositeLit; readonly unit: Unit; readonly type: string }
  /** -1 is the receiver. */
  | { readonly kind: 'param'; readonly unit: Unit; readonly index: number }
  | { readonly kind: 'function'; readonly of: Unit }
  /** A function of the library, where functions alone are looked for. */
  | { readonly kind: 'library'; readonly model: CallModel }

/** The parameter of a function that something stands on. */
export type Parameter = Extract<Origin, { kind: 'param' }>

/** How an origin was reached, from it to the value: a list that begins at the origin. */
export interface Trail {
  readonly unit: Unit
  readonly pos: number
  readonly what: string
  readonly next: Trail | undefined
}

/** A call on the way, which gives the parameters of what it calls their values. */
export interface Link {
  readonly callee: Unit
  readonly site: CallSite
}

/** An origin, and how it was reached. */
export interface Found {
  readonly origin: Origin
  readonly trail: Trail | undefined
  /** The calls between, innermost first, where what the origin is depends on their arguments. */
  readonly via: readonly Link[]
}

/** What a slice found. */
export interface Origins {
  readonly found: ReadonlyMap<string, Found>
  /** The variables on the way. */
  readonly entities: ReadonlySet<Entity>
  /** The fields on the way: `Type.field`. */
  readonly fields: ReadonlySet<string>
  /** Whether a limit was reached. */
  readonly cut: boolean
}

/** Ciphers by the names of their calls: that data goes through one is told on the way. */
export const CIPHER: RegExp =
  /(?:^|\/)(?:cipher|aes|des|rc4|rsa|chacha20|chacha20poly1305|salsa20|box|secretbox|openpgp|age)\.[A-Z]/

/** Ciphers, hashes, and encodings that make a text unreadable, as the above. */
export const TRANSFORMS: RegExp = new RegExp(
  `${CIPHER.source}|^encoding/(?:hex|base32|ascii85|base64)\\.\\w*\\.?\\w*Encod|^crypto/(?:md5|sha\\d+|sha3|hmac|pbkdf2)\\.|^hash[/.]|/(?:blake2\\w|bcrypt|scrypt|argon2)\\.`,
)

/** A trail with one more step before what it has. */
export function stepped(trail: Trail | undefined, unit: Unit, pos: number, what: string): Trail {
  return { unit, pos, what, next: trail }
}

/** The inner trail, of at most 12 steps, then the outer one. */
export function joinedTrails(inner: Trail | undefined, outer: Trail | undefined): Trail | undefined {
  const steps: Trail[] = []
  for (let at = inner; at !== undefined && steps.length < 12; at = at.next) steps.push(at)
  let result = outer
  for (const step of steps.toReversed()) result = { ...step, next: result }
  return result
}

/** The steps of a trail as they are told, at most 8, from the origin on. */
export function toldTrail(trail: Trail | undefined, lineOf: (file: SourceFile, pos: number) => number): Told[] {
  const steps: Told[] = []
  for (let at = trail; at !== undefined && steps.length < 8; at = at.next) {
    steps.push({ file: at.unit.file.name, line: lineOf(at.unit.file, at.pos), what: at.what })
  }
  return steps
}
