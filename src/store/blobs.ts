// Files of module versions on the guard's disk, in the layout of go's module cache. A file counts only as what its row
// says: small ones are hashed whenever they are read; a zip is hashed unless the file system says that nothing about it
// changed since it was hashed (device, inode, size, both times, all of them old enough for a change to show).
import { createHash, hash } from 'node:crypto'
import fs, { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { WardenError } from '../base/errors.ts'
import { errnoOf, diskError, isAbsent } from '../io/diskerror.ts'
import type { KeptZip, OpenZip } from '../world/vault.ts'

/** What is known of files, by path. */
export interface Known {
  /** What the file system said of those whose bytes were hashed and right. */
  readonly right: Map<string, string>
  /** Those that are being hashed, with what the file system says of them: one reading does for all who ask. */
  readonly hashing: Map<string, Promise<boolean>>
}

/** Nothing is known yet. */
export function nothingKnown(): Known {
  return { right: new Map(), hashing: new Map() }
}

/** Hears of bytes that were read; the next are read when it resolves. */
export type OnBytes = (bytes: number) => void | Promise<void>

/** How old a file's times must be for a later change to leave a trace in them. */
const RACY_NS = 2_000_000_000n

/** So many files are remembered; a forgotten one is hashed once more. */
const MOST_KNOWN = 200_000

const CHUNK = 256 << 10

/**
 * Opens a zip that is what its row says. `undefined` where it is absent; 'damaged' where its bytes are others. `onBytes`
 * hears of what is read to find that out, and may hold it up. Throws `io`.
 */
export async function openKeptZip(
  file: string,
  kept: KeptZip,
  known: Known,
  onBytes?: OnBytes,
): Promise<OpenZip | 'damaged' | undefined> {
  let handle: FileHandle
  try {
    handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    if (isAbsent(error)) return undefined
    if (errnoOf(error) === 'ELOOP') return 'damaged'
    throw diskError(error, 'read', file)
  }
  try {
    const state = await stateOf(handle)
    const right =
      state.regular &&
      state.size === kept.size &&
      (known.right.get(file) === state.text || (await isWhole(handle, kept, `${file} ${state.text}`, known, onBytes)))
    if (!right) {
      known.right.delete(file)
      await handle.close()
      return 'damaged'
    }
    if (state.settled) remember(known, file, state.text)
    return {
      ...kept,
      read: (start, end) => readRange(handle, file, { start, end, state: state.text, known }),
      close: async () => handle.close(),
    }
  } catch (error) {
    await handle.close().catch(() => undefined)
    throw diskError(error, 'read', file)
  }
}

/** The sha256 of a file, in hexadecimal, and its size. Throws `io`. */
export async function digestOfFile(file: string): Promise<{ readonly sha256: string; readonly size: number }> {
  try {
    const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW)
    try {
      return await digestOf(handle)
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw diskError(error, 'read', file)
  }
}

/** A small file whose bytes `isRight` says are what was kept; as `openKeptZip`. */
export function readKept(
  file: string,
  maxBytes: number,
  isRight: (bytes: Uint8Array) => boolean,
): Uint8Array | 'damaged' | undefined {
  let fd: number
  try {
    fd = fs.openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    if (isAbsent(error)) return undefined
    if (errnoOf(error) === 'ELOOP') return 'damaged'
    throw diskError(error, 'read', file)
  }
  try {
    const stats = fs.fstatSync(fd)
    if (!stats.isFile() || stats.size > maxBytes) return 'damaged'
    const bytes = fs.readFileSync(fd)
    return isRight(bytes) ? bytes : 'damaged'
  } catch (error) {
    throw diskError(error, 'read', file)
  } finally {
    fs.closeSync(fd)
  }
}

/** The sha256 of bytes, in hexadecimal. */
export function digestOfBytes(bytes: Uint8Array): string {
  return hash('sha256', bytes)
}

async function isWhole(
  handle: FileHandle,
  kept: KeptZip,
  key: string,
  { hashing }: Known,
  onBytes: OnBytes | undefined,
): Promise<boolean> {
  const underWay = hashing.get(key)
  if (underWay !== undefined) return underWay
  const work = digestOf(handle, onBytes).then(({ sha256 }) => sha256 === kept.sha256)
  hashing.set(key, work)
  return work.finally(() => hashing.delete(key))
}

async function digestOf(
  handle: FileHandle,
  onBytes?: OnBytes,
): Promise<{ readonly sha256: string; readonly size: number }> {
  const sum = createHash('sha256')
  const buffer = Buffer.allocUnsafe(CHUNK)
  let size = 0
  for (;;) {
    const { bytesRead } = await handle.read(buffer, 0, CHUNK, size)
    if (bytesRead === 0) return { sha256: sum.digest('hex'), size }
    sum.update(buffer.subarray(0, bytesRead))
    size += bytesRead
    await onBytes?.(bytesRead)
  }
}

interface State {
  readonly text: string
  readonly size: number
  readonly regular: boolean
  /** Whether a change from now on would show. */
  readonly settled: boolean
}

async function stateOf(handle: FileHandle): Promise<State> {
  const stats = await handle.stat({ bigint: true })
  const { dev, ino, size, mtimeNs, ctimeNs } = stats
  const fresh = BigInt(Date.now()) * 1_000_000n - RACY_NS
  return {
    text: `${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs}`,
    size: Number(size),
    regular: stats.isFile(),
    settled: mtimeNs < fresh && ctimeNs < fresh,
  }
}

function remember(known: Known, file: string, state: string): void {
  const { right } = known
  right.delete(file)
  right.set(file, state)
  if (right.size <= MOST_KNOWN) return
  for (const oldest of right.keys()) {
    right.delete(oldest)
    return
  }
}

/** The last piece is given only when nothing about the file changed while it was read: a reader gets all of it or a cut. */
async function* readRange(
  handle: FileHandle,
  file: string,
  {
    start,
    end,
    state,
    known,
  }: { readonly start: number; readonly end: number; readonly state: string; readonly known: Known },
): AsyncIterable<Uint8Array> {
  for (let at = start; at < end;) {
    const buffer = Buffer.allocUnsafe(Math.min(CHUNK, end - at))
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, at)
    at += bytesRead
    if (bytesRead === 0 || (at >= end && (await stateOf(handle)).text !== state)) {
      known.right.delete(file)
      throw new WardenError('io', `${file}: changed while it was read`)
    }
    yield bytesRead === buffer.length ? buffer : buffer.subarray(0, bytesRead)
  }
}
