// The remembered head of a checksum database: go's own file where it can be locked and written, compared and swapped
// as the go command does it, and a copy of our own that only ever grows.
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import path from 'node:path'
import { WardenError, messageOf } from '../base/errors.ts'
import { equalBytes, textOf } from '../base/bytes.ts'
import { rememberedHeadPath } from '../gomod/cachelayout.ts'
import { MAX_HEAD_BYTES, parseTreeHead } from '../sumdb/checkpoint.ts'
import { diskError, isReadOnly } from './diskerror.ts'
import type { SumdbOpsOptions } from './sumdbops.ts'

/** The memory of one database's heads. */
export interface Heads {
  readonly read: () => Promise<Uint8Array>
  readonly write: (old: Uint8Array, head: Uint8Array) => Promise<boolean>
  readonly readOwn: () => Promise<Uint8Array>
}

/** go's file where it can be locked and written, else our own. `notice` hears where it cannot. */
export function createHeads(options: SumdbOpsOptions, notice: (text: string) => void): Heads {
  const { name, settings, files, locks, store } = options
  const goFile = rememberedHeadPath(settings.GOPATH, name, path.delimiter === ';' ? ';' : ':')
  const ownFile = path.join(store, 'pkg', 'sumdb', name, 'latest')
  // Changes once, when go's file turns out not to be writable.
  let shared = goFile !== undefined && locks.available

  const readFile = async (file: string): Promise<Uint8Array> =>
    (await files.read(file, MAX_HEAD_BYTES)) ?? new Uint8Array(0)
  const readOwn = (): Promise<Uint8Array> => readFile(ownFile)

  const readGo = async (): Promise<Uint8Array> => {
    // Looked for first: taking the lock would make an empty file.
    if (goFile === undefined || (await files.info(goFile)) === undefined) return new Uint8Array(0)
    return locks.available ? locks.withLock(goFile, 'shared', () => readFile(goFile)) : readFile(goFile)
  }

  /** Where go's file cannot be written, the memory is the greater of the two: go may have gone ahead. */
  const readGreater = async (): Promise<Uint8Array> => {
    const [go, own] = [await readGo(), await readOwn()]
    return headSize(go) > headSize(own) ? go : own
  }

  const lockOwn = <T>(work: () => Promise<T>): Promise<T> =>
    locks.available ? locks.withLock(`${ownFile}.lock`, 'exclusive', work) : work()

  /** Our own copy only ever grows. */
  const keepOwn = async (head: Uint8Array): Promise<void> => {
    await lockOwn(async () => {
      if (headSize(head) > headSize(await readOwn())) await files.write(ownFile, head)
    })
  }

  const writeShared = (file: string, old: Uint8Array, head: Uint8Array): Promise<boolean> =>
    locks.withLock(file, 'exclusive', async () => {
      const now = await readFile(file)
      // An empty file is one that go is about to write, or was interrupted in writing: go overwrites it too.
      if (now.length > 0 && !equalBytes(now, old)) return false
      // The same head again is for our own copy alone.
      if (!equalBytes(now, head)) await writeInPlace(file, head)
      return true
    })

  const writeOwn = (old: Uint8Array, head: Uint8Array): Promise<boolean> =>
    lockOwn(async () => {
      if (!equalBytes(await readGreater(), old)) return false
      await files.write(ownFile, head)
      return true
    })

  return {
    readOwn,
    read: () => (shared ? readGo() : readGreater()),
    write: async (old, head) => {
      if (shared && goFile !== undefined) {
        try {
          const written = await writeShared(goFile, old, head)
          if (written) {
            await keepOwn(head).catch((error: unknown) =>
              notice(`our own copy of the head of ${name} could not be kept: ${messageOf(error)}`),
            )
          }
          return written
        } catch (error) {
          if (!isReadOnly(error)) {
            // A disk that is full or broken under go's file: the memory is kept where it can be, as a floor for later.
            await keepOwn(head).catch(() => undefined)
            throw error
          }
          shared = false
          notice(`${goFile}: cannot be written, so the head of ${name} is remembered in ${ownFile}`)
        }
      }
      return writeOwn(old, head)
    },
  }
}

/**
 * Replaces a locked file's bytes in place, as everyone must who locks the file itself: after a rename others would
 * hold the lock of a file that is gone. Written over first and cut afterwards, so that no moment has an empty file.
 */
async function writeInPlace(file: string, bytes: Uint8Array): Promise<void> {
  try {
    const handle = await open(file, constants.O_RDWR)
    try {
      for (let done = 0; done < bytes.length;) {
        done += (await handle.write(bytes, done, bytes.length - done, done)).bytesWritten
      }
      await handle.truncate(bytes.length)
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw diskError(error, 'write', file)
  }
}

/** How many records a head speaks of, unverified; -1 where it is none. */
function headSize(note: Uint8Array): number {
  try {
    return parseTreeHead(textOf(note) ?? '').size
  } catch (error) {
    if (error instanceof WardenError) return -1
    throw error
  }
}
