// Evidence: a private copy of what lies at a path, and a description of all of it. What is copied was put there by
// somebody unknown: links are not followed, pipes and devices not opened, sizes and numbers bounded, and the small files
// come first, because what was planted is small and what is meant to use up the room is not.
import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { lstat, open, readdir, readlink, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import { messageOf, WardenError } from '../base/errors.ts'
import type { KeepRequest, KeptFile } from '../world/contents.ts'
import { diskError, errnoOf } from './diskerror.ts'
import { makeFolders } from './makefolder.ts'

const MOST_BYTES = 2 * 1024 * 1024 * 1024
const MOST_FILES = 200_000
const CHUNK = 1 << 20

/** One thing found below the path: its name as bytes, since any may be there, and its stat data. */
interface Found {
  readonly name: Buffer
  readonly kind: KeptFile['kind']
  readonly size: number
  readonly mode: number
  readonly mtime: Date
  /** Why nothing more is known about it. */
  readonly hidden?: string
}

/** Copies and describes; see `Contents.keep`. */
export async function keepTree(request: KeepRequest, signal: AbortSignal | undefined): Promise<readonly KeptFile[]> {
  const from = Buffer.from(request.from)
  const found = await findAll(from, signal)
  const described = new Map<Found, KeptFile>()
  const made = new Set<string>()
  let bytes = 0
  for (const item of found.toSorted((a, b) => a.size - b.size)) {
    if (signal?.aborted === true) throw new WardenError('aborted', 'stopped while evidence was kept')
    const kept = await keepOne(request, from, item, MOST_BYTES - bytes, made)
    if (kept.sha256 !== undefined) bytes += kept.size
    described.set(item, kept)
  }
  for (const folder of made) await syncFolder(folder)
  return found.map((item) => described.get(item)).filter((kept) => kept !== undefined)
}

const SLASH = Buffer.from('/')

async function findAll(from: Buffer, signal: AbortSignal | undefined): Promise<Found[]> {
  const found: Found[] = []
  const pending = [Buffer.alloc(0)]
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (signal?.aborted === true) throw new WardenError('aborted', 'stopped while evidence was kept')
    const at = name.length === 0 ? from : Buffer.concat([from, SLASH, name])
    try {
      const stats = await lstat(at)
      const kind = stats.isFile() ? 'file' : stats.isSymbolicLink() ? 'link' : 'other'
      const facts = { name, kind, size: stats.size, mode: stats.mode & 0o7777, mtime: stats.mtime } as const
      if (!stats.isDirectory()) {
        found.push(facts)
      } else {
        const children = await readdir(at, { encoding: 'buffer' })
        children.sort((a, b) => b.compare(a))
        for (const child of children) pending.push(name.length === 0 ? child : Buffer.concat([name, SLASH, child]))
      }
    } catch (error) {
      if (name.length === 0 || !isHidden(error)) throw diskError(error, 'look at', at.toString())
      // Too deep for the system, or no right to look at it: that it is there is evidence enough.
      found.push({ name, kind: 'other', size: 0, mode: 0, mtime: new Date(0), hidden: messageOf(error) })
    }
    if (found.length > MOST_FILES || pending.length > MOST_FILES) {
      throw new WardenError('too-large', `${from.toString()}: more than ${MOST_FILES} files`, {
        remedy: 'no module has so many: move the folder away by hand, and keep it',
      })
    }
  }
  return found
}

async function keepOne(
  { to }: KeepRequest,
  from: Buffer,
  item: Found,
  room: number,
  made: Set<string>,
): Promise<KeptFile> {
  const name = item.name.toString()
  const facts = {
    name,
    kind: item.kind,
    size: item.size,
    mode: item.mode.toString(8).padStart(4, '0'),
    mtime: item.mtime.toISOString(),
  }
  const at = item.name.length === 0 ? from : Buffer.concat([from, SLASH, item.name])
  if (item.kind === 'link') {
    const target = await readlink(at).catch((error: unknown) => messageOf(error))
    return { ...facts, target, left: 'a link: it is not followed' }
  }
  if (item.kind !== 'file') return { ...facts, left: item.hidden ?? 'not a file' }
  if (item.size > room) return { ...facts, left: 'too large to be kept' }
  const source = await openFile(at)
  if (typeof source === 'string') return { ...facts, left: source }
  try {
    const copy = name === '' ? to : path.join(to, safeName(item.name))
    makeFolderOf(copy, to, made)
    const { sha256, size } = await copyFile(source, copy, room)
    return { ...facts, size, ...(sha256 === undefined ? { left: 'it grew while it was read' } : { sha256 }) }
  } catch (error) {
    // Its name is too long below the evidence's folder: what a hostile name must not do is stop the repair.
    if (errnoOf(error) === 'ENAMETOOLONG') return { ...facts, left: messageOf(error) }
    throw error
  } finally {
    await source.close()
  }
}

/** A file for reading: never through a link, never waiting for a pipe's other end. Otherwise why not. */
async function openFile(at: Buffer): Promise<FileHandle | string> {
  let handle: FileHandle
  try {
    handle = await open(at, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    if (!isHidden(error)) throw diskError(error, 'keep as evidence', at.toString())
    return `cannot be read: ${messageOf(error)}`
  }
  if ((await handle.stat()).isFile()) return handle
  await handle.close()
  return 'it is no longer a file'
}

/**
 * Whether a file keeps its bytes from this user for good: whoever planted it must not be able to stop a repair. Any other
 * failure may pass, and what cannot be kept now must not be replaced now.
 */
function isHidden(error: unknown): boolean {
  return ['EACCES', 'EPERM', 'ELOOP', 'ENOENT', 'ENOTDIR', 'ENXIO', 'ENODEV', 'ENAMETOOLONG'].includes(errnoOf(error))
}

/** Bytes that are no UTF-8 have no name in a path: such a file is kept under its bytes in hexadecimal. */
function safeName(name: Buffer): string {
  const text = name.toString()
  return Buffer.from(text).equals(name) ? text : `not-utf8-${name.toString('hex').slice(0, 200)}`
}

function makeFolderOf(copy: string, to: string, made: Set<string>): void {
  const folder = path.dirname(copy)
  if (made.has(folder)) return
  try {
    makeFolders(folder, 0o700)
  } catch (error) {
    throw diskError(error, 'make the folder', folder)
  }
  const above = path.dirname(to)
  for (let at = folder; at.length >= above.length && !made.has(at); at = path.dirname(at)) made.add(at)
}

async function copyFile(
  source: FileHandle,
  copy: string,
  room: number,
): Promise<{ readonly sha256: string | undefined; readonly size: number }> {
  const hash = createHash('sha256')
  const buffer = Buffer.allocUnsafeSlow(CHUNK)
  let size = 0
  try {
    const target = await open(copy, 'wx', 0o600)
    try {
      for (;;) {
        const { bytesRead } = await source.read(buffer, 0, buffer.length, null)
        if (bytesRead === 0) break
        size += bytesRead
        if (size > room) return { sha256: undefined, size }
        const chunk = buffer.subarray(0, bytesRead)
        hash.update(chunk)
        await target.writeFile(chunk)
      }
      await target.sync()
    } finally {
      await target.close()
    }
  } catch (error) {
    throw diskError(error, 'keep evidence in', copy)
  }
  return { sha256: hash.digest('hex'), size }
}

async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY)
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw diskError(error, 'keep evidence in', folder)
  }
}
