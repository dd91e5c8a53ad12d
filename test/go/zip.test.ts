// Module zips, asked of Go: archive/zip, CheckZip, Unzip and HashZip of golang.org/x/mod judge the same bytes.
// MODWARDEN_FUZZ=n makes n zips instead of 2,000; MODWARDEN_SEED=n starts elsewhere.

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { WardenError } from '../../src/base/errors.ts'
import { foldKey } from '../../src/gomod/casefold.ts'
import { hash1, sha256 } from '../../src/gomod/dirhash.ts'
import { hashZip, memorySource, openModuleZip } from '../../src/gomod/modzip.ts'
import { runGo, xmod, xmodReason } from '../support/go.ts'
import { foldOracle, fuzzOracle, txtarOracle } from '../support/zipgo.ts'

const skip = xmodReason()

// What Go accepts and we refuse, by the words of our refusal: the classes in zipformat.ts and modzip.ts, and no other.
const listed: readonly (readonly [string, RegExp])[] = [
  ['end', /bytes follow the end record|central directory (?:does not end at|is cut off)|end record disagrees/],
  ['end', /zip64 end record is not where|entries are declared and/],
  ['disks', /one of several disks|on another disk/],
  ['overlap', /it overlaps another entry/],
  ['headers', /the local header has (?:another|other|a zip64 field)/],
  ['encrypted', /it is encrypted or a patch/],
  ['zip64', /two zip64 fields|zip64 field is too short or too large/],
  ['limits', /the name has \d+ bytes|entries in a directory of|too many files and folders/],
  ['folders', /\/": it is there twice/],
]

async function verdict(zip: Uint8Array, path: string, version: string): Promise<{ h1?: string; error?: WardenError }> {
  try {
    return { h1: await hashZip(openModuleZip(memorySource(zip), { path, version })) }
  } catch (error) {
    if (error instanceof WardenError) return { error }
    throw error
  }
}

test('foldKey joins exactly what unicode.SimpleFold joins, on every code point', { skip }, () => {
  // Lines of an orbit each: the code points in hex. All others are alone.
  const key = new Map<string, string>()
  for (const line of runGo(foldOracle, '').trimEnd().split('\n')) {
    const orbit = line.split(' ').map((hex) => String.fromCodePoint(Number.parseInt(hex, 16)))
    const keys = new Set(orbit.map((char) => foldKey(char)))
    assert.equal(keys.size, 1, line)
    for (const char of orbit) key.set(char, [...keys].join(''))
  }
  assert.equal(key.size > 2800, true)
  const owners = new Map([...key.values()].map((k) => [k, true]))
  for (let c = 0; c <= 0x10ffff; c++) {
    if (c >= 0xd800 && c <= 0xdfff) continue
    const char = String.fromCodePoint(c)
    if (key.has(char)) continue
    assert.equal(foldKey(char), char)
    assert.equal(owners.has(char), false, c.toString(16))
  }
})

test('openModuleZip and hashZip agree with CheckZip, Unzip and HashZip on x/mod’s own cases', { skip }, async () => {
  const testdata = join(xmod(), 'zip', 'testdata')
  const cases = readdirSync(testdata).flatMap((kind) =>
    readdirSync(join(testdata, kind)).map((name) => ({ kind, name, file: join(testdata, kind, name) })),
  )
  assert.equal(cases.length, 65)
  const lines = runGo(txtarOracle, cases.map(({ kind, file }) => `${kind}\t${file}\n`).join('')).trimEnd().split('\n')
  assert.equal(lines.length, cases.length)
  const accepted: string[] = []
  for (const [index, { kind, name }] of cases.entries()) {
    const [path = '', version = '', base64 = '', h1 = '', unzip = '', want = ''] = (lines[index] ?? '')
      .split('\t')
      .map((field) => Buffer.from(field, 'base64').toString('latin1'))
    const ours = await verdict(Buffer.from(base64, 'latin1'), Buffer.from(path, 'latin1').toString(), version)
    const label = `${kind}/${name}`
    if (unzip === '') {
      assert.equal(ours.h1, h1, `${label}: ${ours.error?.message}`)
      // The header of a txtar says which hash is right; Go's own test compares the same.
      if (want.startsWith('h1:')) assert.equal(ours.h1, want, label)
      accepted.push(label)
    } else {
      assert.equal(ours.error?.code, 'parse', `${label}: Go says ${unzip}, we accept`)
    }
  }
  assert.equal(accepted.length > 20, true, accepted.join(' '))
})
