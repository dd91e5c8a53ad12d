// Where the body of an answer goes: into memory or into a new file, never more of it than was allowed.
import { constants } from 'node:fs'
import { open, unlink, type FileHandle } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import type { WardenError } from '../base/errors.ts'
import { diskError } from './diskerror.ts'

/** How much is kept of the body of an answer that is not 200: enough for go's eight lines of error text. */
const MAX_ERROR_BODY: number = 64 * 1024

/** A body's upper limit, and the error that says it was passed. */
export interface Cap {
  readonly maxBytes: number
  readonly error: () => WardenError
}

/** Takes the body of a 200; what it gives back is the answer's body. */
export type Sink = (body: Readable, cap: Cap) => Promise<Uint8Array>

/** A whole body in memory. */
export function collect(body: Readable, cap: Cap): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    body.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > cap.maxBytes) body.destroy(cap.error())
      else chunks.push(chunk)
    })
    body.on('end', () => resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)))
    body.on('error', reject)
    body.on('close', () => reject(new Error('broken off')))
  })
}

/** The beginning of a body, at most `MAX_ERROR_BODY` of it; the rest is never waited for. */
export async function collectPart(body: Readable): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    if (!Buffer.isBuffer(chunk)) continue
    chunks.push(chunk)
    size += chunk.length
    // Leaving the loop ends the connection.
    if (size >= MAX_ERROR_BODY) break
  }
  return Buffer.concat(chunks).subarray(0, MAX_ERROR_BODY)
}

/** A whole body into a new file, which is gone again where anything fails. */
export async function saveTo(
  path: string,
  body: Readable,
  cap: Cap,
  onBytes: ((bytes: number) => void) | undefined,
): Promise<Uint8Array> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW
  const handle = await open(path, flags, 0o600).catch((error: unknown) => {
    body.destroy()
    throw diskError(error, 'write', path)
  })
  try {
    await copyInto(handle, path, body, cap, onBytes)
    await handle.close()
  } catch (error) {
    await handle.close().catch(() => undefined)
    await unlink(path).catch(() => undefined)
    throw error
  }
  return new Uint8Array(0)
}

async function copyInto(
  handle: FileHandle,
  path: string,
  body: Readable,
  cap: Cap,
  onBytes: ((bytes: number) => void) | undefined,
): Promise<void> {
  let size = 0
  for await (const chunk of body) {
    if (!Buffer.isBuffer(chunk)) continue
    size += chunk.length
    if (size > cap.maxBytes) throw cap.error()
    for (let done = 0; done < chunk.length;) {
      const { bytesWritten } = await handle.write(chunk, done).catch((error: unknown) => {
        throw diskError(error, 'write', path)
      })
      done += bytesWritten
    }
    onBytes?.(chunk.length)
  }
}
