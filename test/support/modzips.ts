// What the tests of module zips share: a plain zip of example.com/m@v1.0.0, and why a zip is refused.

import assert from 'node:assert/strict'
import { WardenError, type ErrorCode } from '../../src/base/errors.ts'
import { hashZip, memorySource, openModuleZip, type ModuleZip } from '../../src/gomod/modzip.ts'
import { makeZip, type TestEnd, type TestEntry } from './zipwriter.ts'

/** The module of all these zips. */
export const mod: { readonly path: string; readonly version: string } = { path: 'example.com/m', version: 'v1.0.0' }
/** What names in them begin with. */
export const prefix: string = 'example.com/m@v1.0.0/'

/** Opens a zip of `mod`. */
export function open(zip: Uint8Array): ModuleZip {
  return openModuleZip(memorySource(zip), mod)
}

/** A zip whose names are relative to the module. */
export function zipOf(entries: readonly TestEntry[], end?: TestEnd): Buffer {
  return makeZip(
    entries.map((entry) => ({ ...entry, name: prefix + entry.name })),
    end,
  )
}

/** Opens and reads a zip, and gives why it was refused, without module and prefix; or `accepted` and its h1. */
export async function refusal(zip: Uint8Array, code: ErrorCode = 'parse'): Promise<string> {
  try {
    return `accepted: ${await hashZip(open(zip))}`
  } catch (error) {
    if (!(error instanceof WardenError)) throw error
    assert.equal(error.code, code, error.message)
    assert.notEqual(error.remedy, undefined)
    return error.message.replace('example.com/m@v1.0.0: module zip', '').replace(` entry "${prefix}`, '"')
  }
}

/** Four files: deflated, deflated, empty, stored. */
export const plain: readonly TestEntry[] = [
  { name: 'go.mod', content: 'module example.com/m\n\ngo 1.13\n' },
  { name: 'b.go', content: 'package m\n' },
  { name: 'a/empty.go' },
  { name: 'a/stored.txt', content: 'as it is', method: 0, flags: 0 },
]
