import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { inFolder } from '../../test/support/contracts.ts'
import { exchangePaths } from './exchange.ts'
import { nodeFfi } from './flock.ts'

test('exchangePaths lets two folders change names, or says that it cannot and changes nothing', (t) =>
  inFolder(async (folder) => {
    const [a = '', b = ''] = ['a', 'b ä'].map((name) => path.join(folder, name))
    for (const place of [a, b]) {
      mkdirSync(place)
      writeFileSync(path.join(place, path.basename(place)), '')
    }
    const done = exchangePaths(a, b)
    if (!done) t.diagnostic('folders cannot be exchanged here in one step')
    if (nodeFfi() === undefined) assert.equal(done, false)
    assert.deepEqual(readdirSync(a), [done ? 'b ä' : 'a'])
    assert.deepEqual(readdirSync(b), [done ? 'a' : 'b ä'])
  }))

test('exchangePaths says false where one of them is not there, and for a name with a NUL', () =>
  inFolder(async (folder) => {
    assert.equal(exchangePaths(folder, path.join(folder, 'none')), false)
    assert.equal(exchangePaths(folder, `${folder}\0x`), false)
  }))
