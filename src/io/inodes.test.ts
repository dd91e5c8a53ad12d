import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, realpathSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { inFolder, rejectsWith } from '../../test/support/contracts.ts'
import { createInodes } from './inodes.ts'

const inodes = createInodes()
const skip = inodes.user === undefined && 'this system has no numbers for users'

test('chain goes from the thing to the root, links resolved', { skip }, () =>
  inFolder(async (given) => {
    const folder = realpathSync(given)
    mkdirSync(path.join(folder, 'real', 'sub'), { recursive: true })
    symlinkSync('real', path.join(folder, 'link'))
    chmodSync(path.join(folder, 'real'), 0o1777)
    const { chain, exists } = await inodes.chain(path.join(folder, 'link', 'sub'))
    assert.equal(exists, true)
    assert.deepEqual(
      chain.slice(0, 3).map((link) => link.path),
      [path.join(folder, 'real', 'sub'), path.join(folder, 'real'), folder],
    )
    assert.equal(chain.at(-1)?.path, '/')
    assert.equal(chain[1]?.mode, 0o1777)
    assert.equal(chain[0]?.uid, inodes.user?.uid)
  }),
)

test('chain has the folders that hold a link on the way, too', { skip }, () =>
  inFolder(async (given) => {
    const folder = realpathSync(given)
    for (const name of ['real', 'shared', 'other']) mkdirSync(path.join(folder, name))
    symlinkSync('../shared/b', path.join(folder, 'other', 'a'))
    symlinkSync('../real', path.join(folder, 'shared', 'b'))
    const { chain, exists } = await inodes.chain(path.join(folder, 'other', 'a'))
    assert.equal(exists, true)
    assert.equal(chain[0]?.path, path.join(folder, 'real'))
    const paths = chain.map((link) => link.path)
    assert.ok(paths.includes(path.join(folder, 'shared')) && paths.includes(path.join(folder, 'other')))
    assert.equal(new Set(paths).size, paths.length)
  }),
)

test('chain begins with what exists', { skip }, () =>
  inFolder(async (given) => {
    const folder = realpathSync(given)
    const { chain, exists } = await inodes.chain(path.join(folder, 'a', 'b'))
    assert.equal(exists, false)
    assert.equal(chain[0]?.path, folder)
  }),
)

test('times tells bytes that are older than their inode', { skip }, () =>
  inFolder(async (folder) => {
    const file = path.join(folder, 'f')
    writeFileSync(file, 'x')
    utimesSync(file, 1_000_000_000, 1_000_000_000)
    const times = await inodes.times(file)
    assert.equal(times?.modified, 1_000_000_000_000)
    assert.ok((times?.changed ?? 0) > 1_600_000_000_000)
    assert.equal(await inodes.times(path.join(folder, 'none')), undefined)
  }),
)

test('setMode changes a folder or file, and never through a link', { skip }, () =>
  inFolder(async (folder) => {
    const file = path.join(folder, 'f')
    writeFileSync(file, 'x')
    await inodes.setMode(file, 0o600)
    await inodes.setMode(folder, 0o750)
    assert.deepEqual([statSync(file).mode & 0o7777, statSync(folder).mode & 0o7777], [0o600, 0o750])
    symlinkSync('f', path.join(folder, 'link'))
    await rejectsWith(inodes.setMode(path.join(folder, 'link'), 0o777), 'io')
    assert.equal(statSync(file).mode & 0o777, 0o600)
  }),
)

test('real resolves links as far as the path exists', { skip }, () =>
  inFolder(async (given) => {
    const folder = realpathSync(given)
    symlinkSync(folder, path.join(folder, 'link'))
    assert.equal(await inodes.real(path.join(folder, 'link', 'x', 'y')), path.join(folder, 'x', 'y'))
  }),
)
