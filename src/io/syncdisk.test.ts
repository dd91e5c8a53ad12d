import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { inFolder } from '../../test/support/contracts.ts'
import { nodeFfi } from './flock.ts'
import { syncFileSystem } from './syncdisk.ts'

test('syncFileSystem syncs where the system can, and says false where it cannot and for no open file', (t) =>
  inFolder(async (folder) => {
    fs.writeFileSync(path.join(folder, 'f'), 'x')
    const fd = fs.openSync(folder, fs.constants.O_RDONLY)
    try {
      const done = syncFileSystem(fd)
      if (!done) t.diagnostic('no syncfs here')
      if (nodeFfi() === undefined) assert.equal(done, false)
    } finally {
      fs.closeSync(fd)
    }
    assert.equal(syncFileSystem(-1), false)
  }))
