// Go's file locks, as the port of src/world/lock.ts: advisory flock(2) locks on whole files, which the go command
// takes on its cache and on the remembered head (cmd/go/internal/lockedfile).
import { constants, statSync } from 'node:fs'
import { open, readFile, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import { WardenError } from '../base/errors.ts'
import type { Locks } from '../world/lock.ts'
import { diskError, errnoOf, isAbsent, isReadOnly } from './diskerror.ts'
import { findProgram, type Environment } from './environment.ts'
import { findFlocks, type Flock } from './flock.ts'
import { makeFolders } from './makefolder.ts'

/** How long (ms) a lock is waited for unless the caller says otherwise. */
const DEFAULT_TIMEOUT_MS = 30_000

/** The pauses (ms) between tries grow from the first to the second: quick for a busy neighbour, cheap for a slow one. */
const FIRST_PAUSE_MS = 2
const LONGEST_PAUSE_MS = 50

/** Locks by the best way that this runtime offers. `env` is only asked where flock(1) is. */
export function createLocks(env: Environment): Locks {
  return locksOver(findFlocks(findProgram(env, 'flock'))[0])
}

/** Locks by one given way; `undefined` gives locks that are not available. */
export function locksOver(flock: Flock | undefined): Locks {
  if (flock === undefined) return { available: false, withLock: unavailable }
  return {
    available: true,
    withLock: async (file, kind, work, options = {}) => {
      const handle = await openToLock(file, kind)
      try {
        await acquire(flock, handle, file, kind, options.timeoutMs ?? DEFAULT_TIMEOUT_MS, options.signal)
        return await work()
      } finally {
        // Closing the open file is what ends the lock, also where `work` threw or this process dies.
        await handle.close()
      }
    },
  }
}

function unavailable(file: string): Promise<never> {
  return Promise.reject(
    new WardenError('io', `${file}: cannot lock: no flock here (neither node:ffi, bun:ffi nor the flock program)`, {
      remedy: 'use Node 26 or newer, or install util-linux for its flock command',
    }),
  )
}

/** Opens as go does: for writing where the lock is exclusive, and never truncating. */
async function openToLock(file: string, kind: 'shared' | 'exclusive'): Promise<FileHandle> {
  const flags = (kind === 'shared' ? constants.O_RDONLY : constants.O_RDWR) | constants.O_CREAT | constants.O_NONBLOCK
  try {
    return await open(file, flags, 0o666)
  } catch (error) {
    try {
      if (isAbsent(error)) {
        makeFolders(path.dirname(file))
        return await open(file, flags, 0o666)
      }
      // A shared lock needs no right to create: the file may be there, for reading only.
      if (kind === 'shared' && isReadOnly(error)) return await open(file, constants.O_RDONLY | constants.O_NONBLOCK)
    } catch (again) {
      throw diskError(errnoOf(again) === 'ENOENT' ? error : again, 'lock', file)
    }
    throw diskError(error, 'lock', file)
  }
}

/** Tries until it has the lock. Each try returns at once, so that this process goes on with other work meanwhile. */
async function acquire(
  flock: Flock,
  handle: FileHandle,
  file: string,
  kind: 'shared' | 'exclusive',
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const deadline = performance.now() + timeoutMs
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    if (signal?.aborted === true) throw stopped(file, signal)
    const outcome = await flock.tryLock(handle.fd, kind)
    if (outcome === 'locked') return
    if (outcome !== 'busy') {
      throw new WardenError('io', `${file}: cannot lock: ${outcome.message}`, {
        remedy: 'keep this folder on a local file system',
      })
    }
    const left = deadline - performance.now()
    if (left <= 0) throw await busy(file, timeoutMs)
    // Up to half is left to chance, so that two who wait do not meet at every try.
    await pauseFor(Math.min(left, pause * (0.5 + Math.random() / 2)), signal)
  }
}

/** Ends early where the signal fires; the caller looks at the signal next. */
function pauseFor(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal?.addEventListener('abort', done, { once: true })
  })
}

function stopped(file: string, signal: AbortSignal): WardenError {
  return new WardenError('aborted', `${file}: stopped while waiting for the lock`, { cause: signal.reason })
}

async function busy(file: string, timeoutMs: number): Promise<WardenError> {
  const holder = await holderOf(file)
  const who = holder === undefined ? 'another process' : holder
  return new WardenError('busy', `${file}: locked by ${who} for more than ${Math.round(timeoutMs / 1000)} s`, {
    remedy: holder === undefined ? 'wait for a running go or modwarden command to end' : `wait for ${holder} to end`,
  })
}

/** Who may hold a lock on `file`, where the system says so: the kernel's table names the holder by inode. */
async function holderOf(file: string): Promise<string | undefined> {
  try {
    const { ino } = statSync(file)
    const table = await readFile('/proc/locks', 'latin1')
    for (const line of table.split('\n')) {
      // 1: FLOCK  ADVISORY  WRITE 1234 08:01:5678 0 EOF; a waiting one has "->" as its second field.
      const fields = line.trim().split(/\s+/)
      if (fields[1] !== 'FLOCK' || fields[5]?.split(':')[2] !== String(ino)) continue
      const pid = fields[4] ?? ''
      if (!/^[1-9][0-9]*$/.test(pid)) continue
      const name = await readFile(`/proc/${pid}/comm`, 'utf8').then(
        (text) => printable(text),
        () => '',
      )
      // flock(1) locks for its parent and ends: then nobody has this number.
      if (name !== '') return `process ${pid} (${name})`
    }
  } catch {
    // No such table on this system, or no right to read it: then nobody is named.
  }
  return undefined
}

/** A process chooses its own name: nothing of it may reach a terminal but plain characters. */
function printable(text: string): string {
  return text
    .trim()
    .replaceAll(/[^\x20-\x7e]/g, '?')
    .slice(0, 32)
}
