// A guard's store as one file, to be carried to another one: a tar archive whose modules lie as a module proxy serves
// them, each with its own proof, so that whoever takes it trusts nobody but the checksum database's key.
//
//   modwarden-store/manifest.json                  {"schema":"modwarden/store-export/1","made":"…","log":"name+hash+key"}
//   modwarden-store/<path>/@v/<version>.proof      a proof bundle of this one record (src/sumdb/bundle.ts)
//   modwarden-store/<path>/@v/<version>.mod|info|zip
//   modwarden-store/decisions.ndjson               the leaves of the decision log
//   modwarden-store/heads.ndjson                   its signed heads, a JSON string each
//
// A version's proof comes before its files. Paths and versions are escaped as in a module cache.
import { createReadStream } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { utf8 } from '../base/bytes.ts'
import { moduleName, type ModuleVersion } from '../base/finding.ts'
import { stopIf } from '../base/stopped.ts'
import { isWardenError, messageOf } from '../base/errors.ts'
import { cachePaths } from '../gomod/cachelayout.ts'
import { diskError } from '../io/diskerror.ts'
import { createFiles } from '../io/files.ts'
import { drop } from '../io/statindex.ts'
import { temporaryBeside } from '../io/temporary.ts'
import { formatBundle } from '../sumdb/bundle.ts'
import type { SumdbClient } from '../sumdb/client.ts'
import type { KeptVersion, OpenZip, Vault } from '../world/vault.ts'
import { decisionLeaves } from './decisionlog.ts'
import { tarEnd, tarHeader, tarPadding } from './tar.ts'
import type { Database } from './tables.ts'

/** The form of the manifest. */
export const PORTABLE_SCHEMA = 'modwarden/store-export/1'

/** The folder of all names in the archive. */
export const PORTABLE_ROOT = 'modwarden-store/'

/** What is written, and from where. */
export interface ExportOptions {
  readonly vault: Vault
  readonly tables: Database
  /** A client that asks nobody. */
  readonly client: SumdbClient
  /** The key of the decision log. */
  readonly logKey: string
  readonly now: Date
  /** Versions of which nothing came since are left out. */
  readonly since: Date | undefined
  readonly signal: AbortSignal
  readonly onProgress: (versions: number, bytes: number) => void
}

/** What was written. */
export interface Exported {
  readonly versions: number
  readonly bytes: number
  readonly decisions: number
  /** Versions that are unproven by configuration: nobody could prove them elsewhere, so they are not in it. */
  readonly unproven: number
  /** Versions whose proof is not kept whole, and files that are not what was kept; they are not in it. */
  readonly left: readonly LeftOut[]
}

/** What could not be carried, and why. */
export interface LeftOut {
  readonly what: string
  readonly part: 'proof' | Part
  readonly why: string
}

type Part = 'mod' | 'info' | 'zip'

const PAGE = 200

/** Writes the file, in one step. Throws `aborted`, `io`. */
export async function exportStore(file: string, options: ExportOptions): Promise<Exported> {
  const temporary = temporaryBeside(file)
  try {
    const handle = await open(temporary, 'wx', 0o600)
    let written: Exported
    try {
      written = await writeAll(new Writer(handle, temporary), options)
    } finally {
      await handle.close()
    }
    await createFiles().rename(temporary, file)
    return written
  } catch (error) {
    drop(temporary)
    throw isWardenError(error) || !(error instanceof Error) ? error : diskError(error, 'write', file)
  }
}

async function writeAll(to: Writer, options: ExportOptions): Promise<Exported> {
  const { vault, tables, logKey, now, since, signal, onProgress } = options
  const manifest = { schema: PORTABLE_SCHEMA, made: now.toISOString(), log: logKey }
  await to.file('manifest.json', utf8(`${JSON.stringify(manifest)}\n`))
  const left: LeftOut[] = []
  let versions = 0
  let unproven = 0
  let after: ModuleVersion | undefined
  for (;;) {
    const page = await vault.page(after, PAGE)
    for (const kept of page) {
      stopIf(signal)
      if (since !== undefined && (kept.changed ?? kept.firstSeen) < since.toISOString()) continue
      if (kept.proof === undefined) {
        unproven++
        continue
      }
      const proof = await proofOf(options.client, kept)
      if (typeof proof === 'string') {
        left.push({ what: moduleName(kept), part: 'proof', why: proof })
        continue
      }
      const lost = await writeVersion(to, vault, kept, proof)
      left.push(...lost.map((part) => ({ what: moduleName(kept), part, why: 'gone, or not what was kept' })))
      versions++
      onProgress(versions, to.bytes)
    }
    after = page.at(-1)
    if (page.length < PAGE) break
  }
  const decisions = await writeLog(to, tables)
  await to.raw(tarEnd())
  return { versions, bytes: to.bytes, decisions, unproven, left }
}

/** Gives the files that the row names and that are not there. */
async function writeVersion(
  to: Writer,
  vault: Vault,
  module: KeptVersion,
  proof: Uint8Array,
): Promise<readonly Part[]> {
  const lost: Part[] = []
  // The names of go's cache without its folders.
  const at = cachePaths('', module)
    .info.replace('/cache/download/', '')
    .replace(/\.info$/, '')
  await to.file(`${at}.proof`, proof)
  const goMod = await vault.goMod(module)
  if (goMod !== undefined) await to.file(`${at}.mod`, goMod)
  else if (module.goMod !== undefined) lost.push('mod')
  const info = await vault.info(module)
  if (info !== undefined) await to.file(`${at}.info`, info)
  else if (module.info !== undefined) lost.push('info')
  const zip = await vault.openZip(module)
  if (zip !== undefined) await to.zip(`${at}.zip`, zip)
  else if (module.zip !== undefined) lost.push('zip')
  return lost
}

/** The bundle of one record, or why there is none. */
async function proofOf(client: SumdbClient, { path, version }: ModuleVersion): Promise<Uint8Array | string> {
  try {
    return formatBundle(client.name, [await client.lookup(path, version)])
  } catch (error) {
    if (!isWardenError(error) || error.code === 'aborted') throw error
    return `its proof is not kept: ${messageOf(error)}`
  }
}

/**
 * The log as it is now: how many leaves there are is settled by a head that is signed for all of them. The sizes of files
 * stand before them in an archive, so the leaves are counted first.
 */
async function writeLog(to: Writer, tables: Database): Promise<number> {
  const heads = await tables.rows.selectFrom('heads').select(['note', 'size']).orderBy('size').execute()
  const decisions = heads.at(-1)?.size ?? 0
  let size = 0
  for await (const leaf of firstLeaves(tables, decisions)) size += Buffer.byteLength(leaf) + 1
  await to.stream('decisions.ndjson', size, async function* () {
    for await (const leaf of firstLeaves(tables, decisions)) yield Buffer.from(`${leaf}\n`)
  })
  await to.file('heads.ndjson', utf8(heads.map(({ note }) => `${JSON.stringify(note)}\n`).join('')))
  return decisions
}

async function* firstLeaves(tables: Database, most: number): AsyncIterable<string> {
  let count = 0
  for await (const leaf of decisionLeaves(tables)) {
    if (count++ === most) return
    yield leaf
  }
}

/** Owns the file that is written, and how much of it there is. */
class Writer {
  readonly #handle: FileHandle
  readonly #place: string
  bytes = 0

  constructor(handle: FileHandle, place: string) {
    this.#handle = handle
    this.#place = place
  }

  async raw(bytes: Uint8Array): Promise<void> {
    try {
      await this.#handle.writeFile(bytes)
    } catch (error) {
      throw diskError(error, 'write', this.#place)
    }
    this.bytes += bytes.length
  }

  async file(name: string, bytes: Uint8Array): Promise<void> {
    await this.raw(Buffer.concat([tarHeader(`${PORTABLE_ROOT}${name}`, bytes.length), bytes, tarPadding(bytes.length)]))
  }

  async stream(name: string, size: number, chunks: () => AsyncIterable<Uint8Array>): Promise<void> {
    await this.raw(tarHeader(`${PORTABLE_ROOT}${name}`, size))
    for await (const chunk of chunks()) await this.raw(chunk)
    await this.raw(tarPadding(size))
  }

  /** Closes the zip. */
  async zip(name: string, zip: OpenZip): Promise<void> {
    try {
      await this.stream(name, zip.size, () => zip.read(0, zip.size))
    } finally {
      await zip.close()
    }
  }
}

/** The bytes of a file as a stream. Throws `io`. */
export async function* streamOf(file: string): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: 256 << 10 })) {
      // Without an encoding, chunks are bytes.
      if (chunk instanceof Buffer) yield chunk
    }
  } catch (error) {
    throw diskError(error, 'read', file)
  }
}
