import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import test from 'node:test'
import { keptFile, readKept, writeKept } from './factsstore.ts'

const h1 = 'h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='
const key = { h1, maker: '1.abc' }

test('readKept gives back what writeKept wrote for the same bytes and maker, and nothing else', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'modwarden-facts-'))
  try {
    const file = keptFile(folder, 'judged', h1)
    assert.equal(path.relative(folder, file), path.join('00', `${'00'.repeat(32)}.judged`))
    assert.equal(readKept(file, key), undefined)
    writeKept(file, key, '{"a":"ü\\n"}')
    assert.equal(readKept(file, key), '{"a":"ü\\n"}')
    assert.equal(readKept(file, { ...key, maker: '2.abc' }), undefined)
    assert.equal(readKept(file, { ...key, h1: h1.replace('AAA', 'BBB') }), undefined)
    const whole = readFileSync(file)
    for (let cut = 0; cut < whole.length; cut += 7) {
      writeFileSync(file, whole.subarray(0, cut))
      assert.equal(readKept(file, key), undefined)
    }
    const changed = Buffer.from(whole)
    changed[changed.length - 3] = 0x62
    writeFileSync(file, changed)
    assert.equal(readKept(file, key), undefined)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
