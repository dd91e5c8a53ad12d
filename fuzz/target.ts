// What a fuzz target is, and the words that targets say their properties in.
import assert from 'node:assert/strict'
import { textOf, utf8 } from '../src/base/bytes.ts'
import { WardenError, type ErrorCode } from '../src/base/errors.ts'
import type { Generator } from '../test/support/generate.ts'

/** One piece of the program that takes bytes from outside, and what must hold whatever they are. */
export interface Target {
  /** One sentence: what is fed and what is claimed. */
  readonly about: string
  /** Inputs to begin with: each reaches something that the others do not. */
  readonly seeds: readonly (string | Uint8Array)[]
  /** Words that mean something in this format, besides the string literals of the code that is loaded. */
  readonly dictionary?: readonly string[]
  /** The longest input that is made, in bytes; 8192 unless given. */
  readonly maxBytes?: number
  /** A new input of this format, for formats that mutations of bytes seldom keep whole. */
  generate?(random: Generator): Uint8Array
  /** Throws where a property is broken. What it throws is a finding, whatever it is. */
  run(input: Uint8Array): void | Promise<void>
}

/** What came of trying. */
export type Attempt<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: WardenError }

/**
 * Runs what may fail with a `WardenError` of one of `codes`; anything else that is thrown goes on as a finding. The
 * error's message must be fit for a report: bounded and well-formed.
 */
export function attempt<T>(codes: readonly ErrorCode[], work: () => T): Attempt<T> {
  try {
    return { ok: true, value: work() }
  } catch (error) {
    return { ok: false, error: expected(codes, error) }
  }
}

/** The same for what is awaited. */
export async function attemptLater<T>(codes: readonly ErrorCode[], work: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { ok: true, value: await work() }
  } catch (error) {
    return { ok: false, error: expected(codes, error) }
  }
}

/** The bytes as text, lone bytes replaced as Node replaces them; for parsers that are handed strings. */
export function looseText(input: Uint8Array): string {
  return textOf(input) ?? Buffer.from(input.buffer, input.byteOffset, input.byteLength).toString('latin1')
}

/** Seeds and generated inputs as bytes. */
export function bytesOf(input: string | Uint8Array): Uint8Array {
  return typeof input === 'string' ? utf8(input) : input
}

/** The longest message that an expected failure may have, in characters: it may quote the input, but not blow it up. */
const MOST_MESSAGE = 1 << 16

function expected(codes: readonly ErrorCode[], error: unknown): WardenError {
  if (!(error instanceof WardenError) || !codes.includes(error.code)) throw error
  assert.ok(error.message.length <= MOST_MESSAGE, `a message of ${error.message.length} characters`)
  assert.ok(error.message.length > 0 && error.message.isWellFormed(), 'an empty or ill-formed message')
  const line = error.place?.line
  assert.ok(line === undefined || (Number.isSafeInteger(line) && line >= 1), `line ${line}`)
  return error
}
