// flock(2) itself, which Node's fs lacks: over node:ffi, over bun:ffi, or through the flock(1) program.
// Specification: flock(2), flock(1); go's own use is in cmd/go/internal/lockedfile/internal/filelock.
import { spawn } from 'node:child_process'

/** What became of one try that never waits. */
export type Flocked = 'locked' | 'busy' | { readonly errno: number | undefined; readonly message: string }

/** A way to call flock(2) on an open file. The lock belongs to the open file and ends when that is closed. */
export interface Flock {
  readonly by: 'node:ffi' | 'bun:ffi' | 'flock(1)'
  /** Tries once, without waiting. */
  readonly tryLock: (fd: number, kind: 'shared' | 'exclusive') => Promise<Flocked>
}

/**
 * Every way that works here, best first; empty where there is none. `flockProgram` is the absolute path of flock(1),
 * where there is one.
 */
export function findFlocks(flockProgram: string | undefined): readonly Flock[] {
  return [overNodeFfi(), overBunFfi(), overProgram(flockProgram)].filter((found) => found !== undefined)
}

// linux and the BSDs (macOS too) agree on these.
const LOCK_SH = 1
const LOCK_EX = 2
const LOCK_NB = 4

/** The C library's names: glibc, musl (x64, arm64), macOS. */
export const C_LIBRARIES: readonly string[] = [
  'libc.so.6',
  'libc.musl-x86_64.so.1',
  'libc.musl-aarch64.so.1',
  'libSystem.B.dylib',
]

/** Where the C library keeps errno: linux, macOS and FreeBSD. */
const ERRNO_LOCATIONS = ['__errno_location', '__error']

/** flock and errno as functions of this process. `errno` is read right after the call, before anything else runs. */
function native(by: Flock['by'], call: (fd: number, op: number) => number, errno: () => number): Flock {
  const tryLock: Flock['tryLock'] = (fd, kind) => {
    const failed = call(fd, (kind === 'shared' ? LOCK_SH : LOCK_EX) + LOCK_NB) !== 0
    return Promise.resolve(failed ? meaningOf(errno()) : 'locked')
  }
  return { by, tryLock }
}

/** Errors that no waiting can mend; all others (EWOULDBLOCK, EINTR) mean "try again". */
const HARD_ERRORS: Readonly<Record<number, string>> = {
  9: 'bad file descriptor',
  22: 'flock is not supported on this file',
  37: 'no locks available on this file system',
  38: 'flock is not implemented on this system',
  95: 'this file system has no locks',
}

function meaningOf(errno: number): Flocked {
  const message = process.platform === 'linux' ? HARD_ERRORS[errno] : undefined
  return message === undefined ? 'busy' : { errno, message }
}

/** Foreign functions of this runtime, where it is a Node that has them and permits them. */
export function nodeFfi(): NodeFfi | undefined {
  const ffi = quietly(() => builtin('node:ffi'))
  return isNodeFfi(ffi) ? ffi : undefined
}

function overNodeFfi(): Flock | undefined {
  const ffi = nodeFfi()
  if (ffi === undefined) return undefined
  for (const [library, location] of candidates()) {
    try {
      const { functions } = ffi.dlopen(library, {
        flock: { arguments: ['i32', 'i32'], return: 'i32' },
        [location]: { arguments: [], return: 'pointer' },
      })
      const { flock, [location]: errnoAt } = functions
      if (flock === undefined || errnoAt === undefined) continue
      return native(
        'node:ffi',
        (fd, op) => Number(flock(fd, op)),
        () => ffi.getInt32(errnoAt()),
      )
    } catch {
      // Another C library, or foreign functions are not permitted to this process.
    }
  }
  return undefined
}

function overBunFfi(): Flock | undefined {
  const ffi = builtin('bun:ffi')
  if (!isBunFfi(ffi)) return undefined
  for (const [library, location] of candidates()) {
    try {
      const { symbols } = ffi.dlopen(library, {
        flock: { args: ['i32', 'i32'], returns: 'i32' },
        [location]: { args: [], returns: 'ptr' },
      })
      const { flock, [location]: errnoAt } = symbols
      if (flock === undefined || errnoAt === undefined) continue
      return native(
        'bun:ffi',
        (fd, op) => Number(flock(fd, op)),
        () => ffi.read.i32(errnoAt(), 0),
      )
    } catch {
      // Another C library.
    }
  }
  return undefined
}

function candidates(): ReadonlyArray<readonly [string, string]> {
  return C_LIBRARIES.flatMap((library) => ERRNO_LOCATIONS.map((location) => [library, location] as const))
}

type Foreign = Readonly<Record<string, ((...args: ReadonlyArray<number | string>) => unknown) | undefined>>

/** The parts of node:ffi used in this room; it is younger than the type declarations. */
export interface NodeFfi {
  dlopen(library: string, symbols: object): { readonly functions: Foreign }
  getInt32(pointer: unknown): number
}

/** The parts of bun:ffi used here. */
interface BunFfi {
  dlopen(library: string, symbols: object): { readonly symbols: Foreign }
  readonly read: { i32(pointer: unknown, offset: number): number }
}

function isNodeFfi(value: unknown): value is NodeFfi {
  return typeof value === 'object' && value !== null && 'dlopen' in value && 'getInt32' in value
}

function isBunFfi(value: unknown): value is BunFfi {
  return (
    (typeof value === 'object' || typeof value === 'function') && value !== null && 'dlopen' in value && 'read' in value
  )
}

/** A module of the runtime itself, or `undefined` where this runtime has no such module. */
function builtin(name: string): unknown {
  try {
    return process.getBuiltinModule(name)
  } catch {
    return undefined
  }
}

/** Runs `work` without the ExperimentalWarning that loading node:ffi prints; all other warnings go through. */
function quietly<T>(work: () => T): T {
  // oxlint-disable-next-line typescript/unbound-method -- called through Reflect.apply with its own object
  const emitWarning = process.emitWarning
  const filtered = (...args: readonly unknown[]): void => {
    if (args[1] !== 'ExperimentalWarning') Reflect.apply(emitWarning, process, args)
  }
  process.emitWarning = filtered
  try {
    return work()
  } finally {
    process.emitWarning = emitWarning
  }
}

/**
 * flock(1) as a child that inherits the open file as its descriptor 3, locks it and ends. The lock stays: it belongs
 * to the open file, which this process still has, not to the process that asked for it.
 */
function overProgram(program: string | undefined): Flock | undefined {
  if (program === undefined) return undefined
  const tryLock: Flock['tryLock'] = (fd, kind) =>
    new Promise((resolve) => {
      const args = ['-n', kind === 'shared' ? '-s' : '-x', '3']
      const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe', fd], env: {}, cwd: '/' })
      let message = ''
      child.stderr?.setEncoding('utf8').on('data', (text: string) => (message = (message + text).slice(0, 500)))
      child.on('error', (error) => resolve({ errno: undefined, message: error.message }))
      child.on('close', (code) => {
        // Of flock(1): 0 is "locked", 1 "somebody else has it"; all other codes come from sysexits(3).
        if (code === 0) resolve('locked')
        else if (code === 1) resolve('busy')
        else resolve({ errno: undefined, message: message.trim() === '' ? `flock ended with ${code}` : message.trim() })
      })
    })
  return { by: 'flock(1)', tryLock }
}
