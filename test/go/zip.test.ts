// Module zips, asked of Go: archive/zip, CheckZip, Unzip and HashZip of golang.org/x/mod judge the same bytes. Made-up
// zips: differential.test.ts.

import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { foldKey } from '../../src/gomod/casefold.ts'
import { zipVerdict } from '../../fuzz/differential/zips.ts'
import { runGo, xmod, xmodReason } from '../support/go.ts'
import { foldOracle, txtarOracle } from '../support/zipgo.ts'

const skip = xmodReason()

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
    const ours = await zipVerdict(zip ?? Buffer.alloc(0), String(path), String(version))
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
