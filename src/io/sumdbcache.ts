// Proven lookups and tiles on disk: in go's cache, where go finds them too, or in our own store where that cannot be
// written.
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { rename, unlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { messageOf } from '../base/errors.ts'
import { sumdbCachePath } from '../gomod/cachelayout.ts'
import { MAX_ANSWER_BYTES } from '../sumdb/record.ts'
import { diskError, errnoOf } from './diskerror.ts'
import type { SumdbOpsOptions } from './sumdbops.ts'
import { makeFolders } from './makefolder.ts'
import { clearUnfinished, temporaryBeside } from './temporary.ts'

/** The cache of one database's files; see `SumdbOps` for their names. */
export interface Cache {
  readonly read: (file: string) => Promise<Uint8Array | undefined>
  readonly write: (file: string, bytes: Uint8Array) => Promise<void>
}

/** Reads go's cache, then our own store; writes to the first of them that can be written. */
export function createCache(options: SumdbOpsOptions, notice: (text: string) => void): Cache {
  const { name, settings, locks, store } = options
  const roots = [settings.GOMODCACHE, store]
  // Changes once, when go's cache turns out not to be writable.
  let writable = locks.available ? 0 : 1
  const made = new Set<string>()
  const place = (root: string, file: string): string => sumdbCachePath(root, name, belowName(name, file))

  return {
    read: async (file) => {
      for (const root of roots) {
        const bytes = readSmall(place(root, file))
        if (bytes !== undefined && bytes.length > 0) return bytes
      }
      return undefined
    },
    write: async (file, bytes) => {
      if (writable === 0) {
        try {
          return await replace(place(settings.GOMODCACHE, file), bytes, made)
        } catch (error) {
          writable = 1
          notice(`the proofs of ${name} are kept in ${store}: ${messageOf(error)}`)
        }
      }
      return replace(place(store, file), bytes, made)
    },
  }
}

function belowName(name: string, file: string): string {
  if (!file.startsWith(`${name}/`)) throw new Error(`${file} is not a file of ${name}`)
  return file.slice(name.length + 1)
}

/**
 * A small file's bytes; `undefined` where there is none that can be read. Synchronous: thousands of files of a few KiB
 * are read in a row (2,662 of them in 21 ms; in 140 ms by open, stat, read and close through the thread pool). What is
 * read is verified by the client, so that a torn or wrong file costs one request and no trust; go's lock is not taken.
 */
function readSmall(file: string): Uint8Array | undefined {
  let fd: number
  try {
    // O_NONBLOCK: a named pipe would be waited for, and this call cannot be stopped.
    fd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (error) {
    if (errnoOf(error) !== '') return undefined
    throw error
  }
  try {
    const stats = fstatSync(fd)
    if (!stats.isFile() || stats.size > MAX_ANSWER_BYTES) return undefined
    const buffer = Buffer.allocUnsafeSlow(stats.size)
    return buffer.subarray(0, readSync(fd, buffer, 0, stats.size, 0))
  } catch (error) {
    if (errnoOf(error) === '') throw error
    return undefined
  } finally {
    closeSync(fd)
  }
}

/**
 * Puts a file there whole, by renaming: go, which reads under a lock of the file, sees the old one or the new one.
 * Not synced: after a power cut an empty or torn file is read as none, and fetched again.
 */
async function replace(file: string, bytes: Uint8Array, made: Set<string>): Promise<void> {
  const folder = path.dirname(file)
  const temporary = temporaryBeside(file)
  try {
    if (!made.has(folder)) {
      makeFolders(folder)
      clearUnfinished(folder)
      made.add(folder)
    }
    await writeFile(temporary, bytes, { flag: 'wx', mode: 0o666 })
    await rename(temporary, file)
  } catch (error) {
    await unlink(temporary).catch(() => undefined)
    made.delete(folder)
    throw diskError(error, 'write', file)
  }
}
