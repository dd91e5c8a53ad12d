// Module zips, asked of Go: archive/zip, CheckZip, Unzip and HashZip of golang.org/x/mod judge the same bytes.
// MODWARDEN_FUZZ=n makes n zips instead of 2,000; MODWARDEN_SEED=n starts elsewhere.

import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { WardenError } from '../../src/base/errors.ts'
import { foldKey } from '../../src/gomod/casefold.ts'
import { hashZip, memorySource, openModuleZip } from '../../src/gomod/modzip.ts'
import { runGo, xmod, xmodReason } from '../support/go.ts'
import { fuzzOracle } from '../support/zipfuzz.ts'
import { foldOracle, txtarOracle } from '../support/zipgo.ts'

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
  assert.equal(cases.length, 54)
  const lines = runGo(txtarOracle, cases.map(({ kind, file }) => `${kind}\t${file}\n`).join(''))
    .trimEnd()
    .split('\n')
  assert.equal(lines.length, 2 * cases.length)
  let accepted = 0
  let wanted = 0
  for (const [index, line] of lines.entries()) {
    const { kind, name } = cases[Math.floor(index / 2)] ?? { kind: '', name: '' }
    const label = `${kind}/${name} ${index % 2 === 0 ? 'as it is' : 'as packed carelessly'}`
    const [path, version, zip, h1, refusal, want] = line.split('\t').map((field) => Buffer.from(field, 'base64'))
    const ours = await verdict(zip ?? Buffer.alloc(0), String(path), String(version))
    if (refusal?.length === 0) {
      assert.equal(ours.h1, String(h1), `${label}: ${ours.error?.message}`)
      accepted++
    } else {
      assert.equal(ours.error?.code, 'parse', `${label}: Go says ${String(refusal)}, we accept`)
    }
    // The head of a case says what is right, for the archive that is made of it.
    if (String(want).startsWith('h1:')) {
      assert.equal(ours.h1, String(want), label)
      wanted++
    }
    if (kind === 'unzip' && String(want).startsWith('error: ')) assert.notEqual(ours.error, undefined, label)
  }
  assert.deepEqual({ accepted, wanted }, { accepted: 36, wanted: 17 })
})

test(
  'openModuleZip and hashZip never accept what Go refuses, and else give its h1, on made-up zips',
  { skip },
  async (t) => {
    const count = Number(process.env['MODWARDEN_FUZZ'] ?? 2000)
    const first = Number(process.env['MODWARDEN_SEED'] ?? 1)
    const tally = { same: 0, 'both refuse': 0 }
    const classes = new Map<string, number>()
    for (let done = 0; done < count; done += 5000) {
      const args = [String(first + done), String(Math.min(5000, count - done))]
      for (const [index, line] of runGo(fuzzOracle, '', { args }).trimEnd().split('\n').entries()) {
        const [base64 = '', theirs = '', what = ''] = line.split('\t')
        const ours = await verdict(Buffer.from(base64, 'base64'), 'example.com/m', 'v1.0.0')
        const label = `seed ${first + done + index} (${what}): Go says ${theirs}, we ${ours.h1 ?? ours.error?.message}`
        if (ours.h1 !== undefined) {
          assert.equal(ours.h1, theirs, label)
          tally.same++
        } else if (theirs.startsWith('!')) {
          tally['both refuse']++
        } else {
          const name = listed.find(([, words]) => words.test(ours.error?.message ?? ''))?.[0]
          assert.notEqual(name, undefined, label)
          classes.set(name ?? '', (classes.get(name ?? '') ?? 0) + 1)
        }
      }
    }
    t.diagnostic(JSON.stringify({ ...tally, ...Object.fromEntries(classes) }))
    // The generator must stay useful: neither all good nor all bad.
    assert.equal(tally.same > count / 10, true)
    assert.equal(tally['both refuse'] > count / 10, true)
  },
)
