import assert from 'node:assert/strict'
import { symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { inFolder } from '../../test/support/contracts.ts'
import { put } from '../../test/support/universe.ts'
import { usageOf } from './usage.ts'

test('usageOf sums the files below a path and follows no link', () =>
  inFolder(async (folder) => {
    const from = path.join(folder, 'from')
    put(path.join(from, 'a'), '12345')
    put(path.join(from, 'b/c/d'), '123')
    symlinkSync('/', path.join(from, 'root'))
    writeFileSync(Buffer.concat([Buffer.from(`${from}/`), Buffer.from([0xff])]), '12')
    assert.deepEqual(await usageOf(from), { bytes: 10, files: 4 })
    assert.deepEqual(await usageOf(path.join(from, 'a')), { bytes: 5, files: 1 })
    assert.equal(await usageOf(path.join(from, 'none')), undefined)
  }))
