import assert from 'node:assert/strict'
import { test } from 'node:test'
import { functionTable as table } from '../../test/support/programwriter.ts'
import { memorySource } from './modzip.ts'
import { readFunctionNames, symbolOfName } from './functionnames.ts'

test('readFunctionNames finds the names wherever the table lies', () => {
  assert.deepEqual(
    [...(readFunctionNames(memorySource(table(['main.main', 'example.com/v.Bad']))) ?? [])],
    ['main.main', 'example.com/v.Bad'],
  )
  assert.equal(readFunctionNames(memorySource(Buffer.alloc(10_000, 0xff))), undefined)
  assert.equal(readFunctionNames(memorySource(new Uint8Array(0))), undefined)
})

test('readFunctionNames takes no table whose offsets lie, or that lacks its names', () => {
  const whole = table(['main.main'])
  for (let at = 64 + 8; at < 64 + 8 + 64; at += 8) {
    const bent = Buffer.from(whole)
    bent.writeBigUInt64LE(1n << 40n, at)
    // How many files there are and where the code begins is not needed.
    if (at === 64 + 16 || at === 64 + 24) continue
    assert.equal(readFunctionNames(memorySource(bent)), undefined, String(at))
  }
  assert.equal(readFunctionNames(memorySource(table(['main.main'], 1000))), undefined)
})

test('symbolOfName takes a name apart as advisories write it', () => {
  const of = (name: string): string | undefined => {
    const found = symbolOfName(name)
    return found === undefined ? undefined : `${found.package} ${found.symbol}`
  }
  assert.equal(of('example.com/m/pkg.Func'), 'example.com/m/pkg Func')
  assert.equal(of('example.com/m/pkg.(*T).Method'), 'example.com/m/pkg T.Method')
  assert.equal(of('example.com/m/pkg.T.Method-fm'), 'example.com/m/pkg T.Method')
  assert.equal(of('gopkg.in/yaml%2ev3.Unmarshal'), 'gopkg.in/yaml.v3 Unmarshal')
  assert.equal(of('example.com/m.(*List[go.shape.int]).Add'), 'example.com/m List.Add')
  assert.equal(of('example.com/m.Map[...]'), 'example.com/m Map')
  assert.equal(of('example.com/m.F.func1'), 'example.com/m F.func1')
  assert.equal(of('type:.eq.example.com/m.T'), undefined)
  assert.equal(of(''), undefined)
})
