// The disk, as the port of src/world/files.ts: whole files and folders, bounded, atomic, and nothing left behind.
// The order of the durable steps is that of every careful program: temporary file, fsync, rename, fsync of the folder
// (see "All File Systems Are Not Created Equal", OSDI 2014).
import { closeSync, constants, fstatSync, openSync, readSync, type Dirent, type Stats } from 'node:fs'
import { chmod, copyFile, lstat, mkdtemp, open, readdir, rename, rm, unlink, type FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { WardenError } from '../base/errors.ts'
import { compareBytes } from '../base/bytes.ts'
import type { FileInfo, Files, WriteOptions } from '../world/files.ts'
import { diskError, errnoOf, isAbsent, isReadOnly } from './diskerror.ts'
import { exchangePaths } from './exchange.ts'
import { makeFolders } from './makefolder.ts'
import { clearUnfinished, temporaryBeside } from './temporary.ts'
import { usageOf } from './usage.ts'

/** How large a file may be that is read whole, where the caller names no limit: 256 MiB. */
const DEFAULT_MAX_BYTES: number = 256 * 1024 * 1024

/** Folders nested deeper than this are not made writable on removal: a bound on what a hostile tree can cost. */
const MAX_DEPTH = 512

const SLASH = Buffer.from('/')

/** The real disk. `temporary` is where private folders are made; the system's own place unless given. */
export function createFiles(options: { readonly temporary?: string } = {}): Files {
  return {
    read: readWhole,
    readMany: async (paths, maxBytes) => paths.map((file) => readNow(file, maxBytes)),
    list: listFolder,
    info: fileInfo,
    write: writeAtomic,
    create: createDurably,
    appendLine,
    remove: removeAll,
    makeFolder,
    rename: renameDurably,
    exchange: exchangeDurably,
    usage: usageOf,
    copy: copyDurably,
    temporaryFolder: (prefix) => temporaryFolder(options.temporary ?? tmpdir(), prefix),
  }
}

async function readWhole(file: string, maxBytes: number = DEFAULT_MAX_BYTES): Promise<Uint8Array | undefined> {
  let handle: FileHandle
  try {
    // O_NONBLOCK: opening a named pipe would otherwise wait for a writer for ever.
    handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (error) {
    if (isAbsent(error)) return undefined
    throw diskError(error, 'read', file)
  }
  try {
    const stats = await handle.stat()
    if (!stats.isFile()) throw notAFile(file)
    if (stats.size > maxBytes) throw tooLarge(file, maxBytes)
    return await readAtMost(handle, file, stats.size, maxBytes)
  } catch (error) {
    throw diskError(error, 'read', file)
  } finally {
    await handle.close()
  }
}

/** `readWhole` for one of many small files: without promises, and `undefined` for whatever cannot be read. */
function readNow(file: string, maxBytes: number): Uint8Array | undefined {
  let fd: number
  try {
    fd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch {
    return undefined
  }
  try {
    const stats = fstatSync(fd)
    if (!stats.isFile() || stats.size > maxBytes) return undefined
    const buffer = Buffer.allocUnsafeSlow(stats.size + 1)
    const length = readSync(fd, buffer, 0, buffer.length, 0)
    // A file that grows meanwhile is left to `read`.
    return length === stats.size ? buffer.subarray(0, length) : undefined
  } catch {
    return undefined
  } finally {
    closeSync(fd)
  }
}

/** Reads to the end, whatever the size was a moment ago: the file may grow or shrink meanwhile. */
async function readAtMost(handle: FileHandle, file: string, size: number, maxBytes: number): Promise<Uint8Array> {
  // One byte more than expected shows the end of the file without a second buffer.
  let buffer = Buffer.allocUnsafeSlow(Math.min(size, maxBytes) + 1)
  let length = 0
  for (;;) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length, null)
    if (bytesRead === 0) return buffer.subarray(0, length)
    length += bytesRead
    if (length > maxBytes) throw tooLarge(file, maxBytes)
    if (length === buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.min(buffer.length * 2, maxBytes + 1))
      buffer.copy(larger, 0, 0, length)
      buffer = larger
    }
  }
}

async function listFolder(folder: string): ReturnType<Files['list']> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    return entries
      .map((entry) => ({ name: entry.name, kind: kindOf(entry) }))
      .toSorted((a, b) => compareBytes(a.name, b.name))
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined
    throw diskError(error, 'list', folder)
  }
}

async function fileInfo(file: string): Promise<FileInfo | undefined> {
  try {
    const stats = await lstat(file)
    return { kind: kindOf(stats), size: stats.size, mode: stats.mode & 0o777, mtime: stats.mtime, atime: stats.atime }
  } catch (error) {
    if (isAbsent(error)) return undefined
    throw diskError(error, 'look at', file)
  }
}

function kindOf(entry: Dirent | Stats): FileInfo['kind'] {
  if (entry.isFile()) return 'file'
  if (entry.isDirectory()) return 'folder'
  return entry.isSymbolicLink() ? 'link' : 'other'
}

async function writeAtomic(file: string, bytes: Uint8Array, options: WriteOptions = {}): Promise<void> {
  const { mode, durable = true } = options
  const folder = path.dirname(file)
  await makeFolder(folder)
  clearUnfinished(folder)
  const temporary = temporaryBeside(file)
  try {
    // 1. All bytes, on the disk, under a name that nobody reads. O_EXCL and O_NOFOLLOW: never through a planted link.
    await writeNew(temporary, bytes, mode ?? 0o644, durable, mode !== undefined)
    // 2. The name changes hands in one step.
    await rename(temporary, file)
  } catch (error) {
    await unlink(temporary).catch(() => undefined)
    throw diskError(error, 'write', file)
  }
  // 3. The new name itself is durable.
  if (durable) await syncFolder(folder)
}

async function writeNew(
  file: string,
  bytes: Uint8Array,
  mode: number,
  durable: boolean,
  isExact = false,
): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW
  const handle = await open(file, flags, mode)
  try {
    await handle.writeFile(bytes)
    if (isExact) await handle.chmod(mode)
    if (durable) await handle.sync()
  } finally {
    await handle.close()
  }
}

async function createDurably(file: string, bytes: Uint8Array, options: { readonly mode?: number } = {}): Promise<void> {
  await makeFolder(path.dirname(file))
  try {
    await writeNew(file, bytes, options.mode ?? 0o644, true)
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') await unlink(file).catch(() => undefined)
    throw diskError(error, 'write', file)
  }
  await syncFolder(path.dirname(file))
}

async function appendLine(file: string, line: string): Promise<void> {
  await makeFolder(path.dirname(file))
  const { O_RDWR, O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants
  try {
    const handle = await open(file, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600)
    try {
      const stats = await handle.stat()
      if (!stats.isFile()) throw notAFile(file)
      const last = Buffer.alloc(1)
      const torn = stats.size > 0 && (await handle.read(last, 0, 1, stats.size - 1)).bytesRead === 1 && last[0] !== 0x0a
      // One write, so that the lines of two processes do not mix.
      await handle.write(`${torn ? '\n' : ''}${line}\n`)
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw diskError(error, 'write', file)
  }
  await syncFolder(path.dirname(file))
}

async function makeFolder(folder: string, mode?: number): Promise<void> {
  try {
    makeFolders(folder, mode)
  } catch (error) {
    throw diskError(error, 'make the folder', folder)
  }
}

async function renameDurably(from: string, to: string): Promise<void> {
  await makeFolder(path.dirname(to))
  try {
    await syncFile(from)
    await rename(from, to).catch(async (error: unknown) => {
      // A folder that gets another parent is written to itself (its ".."), and those of the module cache are 0555.
      if (!isReadOnly(error) || !(await lstat(from)).isDirectory()) throw error
      await chmod(from, 0o700)
      await rename(from, to)
    })
  } catch (error) {
    throw diskError(error, `rename ${from} to`, to)
  }
  await syncFolder(path.dirname(to))
  if (path.dirname(from) !== path.dirname(to)) await syncFolder(path.dirname(from))
}

async function exchangeDurably(a: string, b: string): Promise<boolean> {
  if (!exchangePaths(a, b)) return false
  await syncFolder(path.dirname(a))
  return true
}

async function copyDurably(from: string, to: string, options: { readonly mode?: number } = {}): Promise<void> {
  await makeFolder(path.dirname(to))
  try {
    await copyFile(from, to, constants.COPYFILE_EXCL)
    if (options.mode !== undefined) await chmod(to, options.mode)
    await syncFile(to)
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') await unlink(to).catch(() => undefined)
    throw diskError(error, `copy ${from} to`, to)
  }
}

async function syncFile(file: string): Promise<void> {
  if (!(await lstat(file)).isFile()) return
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
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
    // Some file systems cannot sync a folder; there the rename is as durable as it gets.
    if (!['EINVAL', 'EACCES', 'EPERM', 'EISDIR', 'ENOTSUP'].includes(errnoOf(error))) {
      throw diskError(error, 'sync', folder)
    }
  }
}

async function removeAll(target: string, options: { readonly durable?: boolean } = {}): Promise<void> {
  try {
    await rm(target, { recursive: true, force: true })
  } catch (error) {
    if (!['EACCES', 'EPERM', 'ENOTEMPTY'].includes(errnoOf(error))) throw diskError(error, 'remove', target)
    // The module cache's folders are read-only (0555); `go clean -modcache` makes them writable first, too.
    try {
      await makeWritable(Buffer.from(target), 0)
      await rm(target, { recursive: true, force: true })
    } catch (again) {
      throw diskError(again, 'remove', target)
    }
  }
  if (options.durable === true) await syncFolder(path.dirname(target))
}

/** Gives this user all rights on a folder and those in it. Links are never followed. Names are bytes: any may be there. */
async function makeWritable(folder: Buffer, depth: number): Promise<void> {
  if (depth > MAX_DEPTH) {
    throw new WardenError('io', `${folder.toString()}: cannot remove: folders are nested too deeply`)
  }
  const stats = await lstat(folder)
  if (!stats.isDirectory()) return
  await chmod(folder, 0o700)
  for (const entry of await readdir(folder, { withFileTypes: true, encoding: 'buffer' })) {
    if (entry.isDirectory()) await makeWritable(Buffer.concat([folder, SLASH, entry.name]), depth + 1)
  }
}

async function temporaryFolder(parent: string, prefix: string): Promise<string> {
  await makeFolder(parent)
  try {
    return await mkdtemp(path.join(parent, prefix))
  } catch (error) {
    throw diskError(error, 'make a temporary folder', parent)
  }
}

function notAFile(file: string): WardenError {
  return new WardenError('io', `${file}: cannot read: it is not a regular file`, {
    remedy: 'look at what is there, and put a file in its place',
  })
}

function tooLarge(file: string, maxBytes: number): WardenError {
  return new WardenError('too-large', `${file}: larger than ${maxBytes} bytes`, {
    remedy: 'look at what wrote this file: nothing that belongs there is this large',
  })
}
