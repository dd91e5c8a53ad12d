// Members of a line of JSON, read strictly: each has the form that it must have, or the reader says which has not. Not
// zod: a log of a million lines is read with this, in a room that has no packages.
import { WardenError } from '../base/errors.ts'

/** A value and its name in the line: `known.findings[2].rule`. */
export interface Slot {
  readonly value: unknown
  readonly name: string
}

/** The members of an object. */
export interface Members {
  readonly name: string
  readonly values: ReadonlyMap<string, unknown>
}

/** The members of an object. All of these throw `parse` with the name of what is wrong. */
export function members({ value, name }: Slot): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(name, 'an object')
  return { name, values: new Map(Object.entries(value)) }
}

/** A member of an object, whether or not it is there. */
export function member({ name, values }: Members, key: string): Slot {
  return { value: values.get(key), name: name === '' ? key : `${name}.${key}` }
}

/** The member as an object of one member, where it is there; an empty object otherwise. */
export function maybe<K extends string, T>(
  within: Members,
  key: K,
  read: (slot: Slot) => T,
): { readonly [P in K]?: T } {
  const slot = member(within, key)
  // One key, and its value is of the type.
  return slot.value === undefined ? {} : ({ [key]: read(slot) } as { readonly [P in K]: T })
}

/** The items of a list. */
export function items({ value, name }: Slot): readonly Slot[] {
  if (!Array.isArray(value)) throw wrong(name, 'a list')
  return value.map((item: unknown, i) => ({ value: item, name: `${name}[${i}]` }))
}

/** A text. */
export function text({ value, name }: Slot): string {
  if (typeof value !== 'string') throw wrong(name, 'a text')
  return value
}

/** A list of texts. */
export function texts(slot: Slot): readonly string[] {
  return items(slot).map(text)
}

/** Yes or no. */
export function flag({ value, name }: Slot): boolean {
  if (typeof value !== 'boolean') throw wrong(name, 'true or false')
  return value
}

/** A whole number from 0. */
export function whole({ value, name }: Slot): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw wrong(name, 'a whole number')
  return value
}

/** One of a few words. */
export function one<const T extends string>({ value, name }: Slot, words: readonly T[]): T {
  const found = words.find((word) => word === value)
  if (found === undefined) throw wrong(name, `one of ${words.join(', ')}`)
  return found
}

/** A time as Date.toISOString writes it: `2026-11-21T12:00:00.000Z`. */
export function moment(slot: Slot): Date {
  const said = text(slot)
  const time = new Date(said)
  if (Number.isNaN(time.getTime()) || time.toISOString() !== said) throw wrong(slot.name, 'a time in UTC')
  return time
}

function wrong(name: string, form: string): WardenError {
  return new WardenError('parse', `${name === '' ? 'the line' : name}: not ${form}`)
}
