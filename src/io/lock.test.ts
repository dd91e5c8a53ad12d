import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { inFolder, locksContract, rejectsWith } from '../../test/support/contracts.ts'
import { fakeLocks } from '../../test/support/fakes.ts'
import { findProgram } from './environment.ts'
import { findFlocks } from './flock.ts'
import { createLocks, locksOver } from './lock.ts'

const program = findProgram(process.env, 'flock')

locksContract('fakeLocks', fakeLocks)
for (const flock of findFlocks(program)) locksContract(`locks over ${flock.by}`, () => locksOver(flock))

test('createLocks finds a way on Linux', { skip: process.platform !== 'linux' && 'not Linux' }, () => {
  assert.equal(createLocks(process.env).available, true)
})

test('locks of every way keep each other out', async (t) => {
  const [one, other] = findFlocks(program)
  if (one === undefined || other === undefined) return t.skip('only one way to lock here')
  await inFolder(async (folder) => {
    const file = path.join(folder, 'lock')
    await locksOver(one).withLock(file, 'exclusive', async () => {
      await rejectsWith(
        locksOver(other).withLock(file, 'shared', async () => 0, { timeoutMs: 0 }),
        'busy',
      )
    })
    await locksOver(other).withLock(file, 'exclusive', async () => {
      await rejectsWith(
        locksOver(one).withLock(file, 'shared', async () => 0, { timeoutMs: 0 }),
        'busy',
      )
    })
  })
})

test('locks that cannot be had are not available and say what would help', async () => {
  const locks = locksOver(undefined)
  assert.equal(locks.available, false)
  await rejectsWith(
    locks.withLock('/tmp/x', 'shared', async () => 0),
    'io',
    /^\/tmp\/x: cannot lock: no flock here/,
  )
})

test('withLock names who holds the lock where the system tells it', async (t) => {
  if (!existsSync('/proc/locks')) return t.skip('no /proc/locks here')
  if (findFlocks(program)[0]?.by === 'flock(1)') return t.skip('flock(1) locks in its own name, and ends')
  await inFolder(async (folder) => {
    const locks = createLocks(process.env)
    const file = path.join(folder, 'lock')
    await locks.withLock(file, 'exclusive', async () => {
      const waiting = locks.withLock(file, 'exclusive', async () => 0, { timeoutMs: 0 })
      await rejectsWith(
        waiting,
        'busy',
        new RegExp(`lock: locked by process ${process.pid} \\(.+\\) for more than 0 s$`),
      )
    })
  })
})

test('withLock throws io for a path that cannot be a file', () =>
  inFolder(async (folder) => {
    const file = path.join(folder, 'f')
    writeFileSync(file, '')
    const locks = createLocks(process.env)
    await rejectsWith(
      locks.withLock(path.join(file, 'lock'), 'exclusive', async () => 0),
      'io',
      /cannot lock/,
    )
    await rejectsWith(
      locks.withLock(folder, 'exclusive', async () => 0),
      'io',
      /it is a folder/,
    )
  }))

test('a lock ends with the process that held it, and nothing is printed for node:ffi', () =>
  inFolder(async (folder) => {
    const file = path.join(folder, 'lock')
    const module = pathToFileURL(path.join(import.meta.dirname, 'lock.ts')).href
    const source = `import { createLocks } from ${JSON.stringify(module)}
      await createLocks(process.env).withLock(${JSON.stringify(file)}, 'exclusive', async () => process.exit(0))`
    const stderr = path.join(folder, 'stderr')
    execFileSync('/bin/sh', ['-c', '"$0" --input-type=module -e "$1" 2>"$2"', process.execPath, source, stderr])
    assert.equal(readFileSync(stderr, 'utf8'), '')
    assert.equal(await createLocks(process.env).withLock(file, 'exclusive', async () => 1, { timeoutMs: 0 }), 1)
  }))
