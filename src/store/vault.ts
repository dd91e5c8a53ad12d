// The Vault of src/world/vault.ts over a folder and the guard's database.
//
//   <data>/modules/cache/download/<path>/@v/<version>.info|mod|zip   as in go's module cache
//   <data>/evidence/damaged/<name>                                   files that were no longer what was kept
//   <data>/tmp/fetch-…                                               what is being fetched; old ones go at the start
import { mkdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { WardenError } from '../base/errors.ts'
import { moduleName, type ModuleVersion } from '../base/finding.ts'
import { cachePaths } from '../gomod/cachelayout.ts'
import { hashGoMod } from '../gomod/dirhash.ts'
import { maxModFileSize } from '../gomod/modlex.ts'
import { diskError } from '../io/diskerror.ts'
import { createFiles } from '../io/files.ts'
import { clearFolders } from '../io/temporary.ts'
import type { KeptVersion, Vault, VaultParts } from '../world/vault.ts'
import { digestOfBytes, digestOfFile, openKeptZip, nothingKnown, readKept } from './blobs.ts'
import type { Database } from './tables.ts'

/** What a vault needs. */
export interface VaultOptions {
  /** The guard's own folder. */
  readonly data: string
  readonly tables: Database
  readonly now: () => Date
  /** Hears of files that are no longer what was kept. */
  readonly onDamage: (text: string) => void
}

/** The form of the documents. */
const SCHEMA = 1

/** So many rows are remembered: this process alone writes them. */
const MOST_ROWS = 50_000

const MAX_INFO_BYTES = 1 << 20

/** Opens the vault of a folder; what a killed run was fetching is removed. */
export function openVault(options: VaultOptions): Vault {
  const { data, tables, now } = options
  const root = path.join(data, 'modules')
  const files = createFiles({ temporary: path.join(data, 'tmp') })
  const known = nothingKnown()
  let damaged = 0
  clearFolders(path.join(data, 'tmp'), 'fetch-')

  const rows = new Map<string, KeptVersion>()
  const remember = (kept: KeptVersion): KeptVersion => {
    if (rows.size >= MOST_ROWS) rows.clear()
    rows.set(moduleName(kept), kept)
    return kept
  }

  const find = async (module: ModuleVersion): Promise<KeptVersion | undefined> => {
    const remembered = rows.get(moduleName(module))
    if (remembered !== undefined) return remembered
    const row = await tables.rows
      .selectFrom('versions')
      .select('document')
      .where('path', '=', module.path)
      .where('version', '=', module.version)
      .executeTakeFirst()
    // Only this program writes such a document, and its schema is this one's.
    return row === undefined ? undefined : remember(JSON.parse(row.document) as KeptVersion)
  }

  /** Remembers a row at once, so that the next one about the same version goes on from it, and makes it durable. */
  const write = async (kept: KeptVersion): Promise<void> => {
    const { path: modulePath, version } = remember(kept)
    const document = JSON.stringify(kept)
    const statement = tables.rows
      .insertInto('versions')
      .values({ path: modulePath, version, schema: SCHEMA, document })
      .onConflict((conflict) => conflict.columns(['path', 'version']).doUpdateSet({ schema: SCHEMA, document }))
      .compile()
    try {
      await tables.soon((now) => now.run(statement))
    } catch (error) {
      rows.delete(moduleName(kept))
      throw diskError(error, 'write a row of', path.join(data, 'guard.db'))
    }
  }

  /** Puts a changed file aside, and says so. The row stays: the next fetch writes the file anew. */
  const setAside = (module: ModuleVersion, file: string): undefined => {
    damaged++
    const folder = path.join(data, 'evidence', 'damaged')
    const name = `${now().toISOString().replaceAll(':', '')}-${damaged}-${path.basename(file)}`
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      renameSync(file, path.join(folder, name))
    } catch {
      // What cannot be moved is not served either: it is hashed again, and found changed again.
      rmSync(file, { force: true, recursive: true })
    }
    options.onDamage(`${moduleName(module)}: ${path.basename(file)} is not what was kept; it is put aside as ${name}`)
    return undefined
  }

  const small = async (
    module: ModuleVersion,
    kind: 'info' | 'mod',
    isRight: (kept: KeptVersion, bytes: Uint8Array) => boolean,
  ): Promise<Uint8Array | undefined> => {
    const kept = await find(module)
    if (kept === undefined || (kind === 'info' ? kept.info : kept.goMod) === undefined) return undefined
    const file = cachePaths(root, module)[kind]
    const found = readKept(file, kind === 'info' ? MAX_INFO_BYTES : maxModFileSize, (bytes) => isRight(kept, bytes))
    return found === 'damaged' ? setAside(module, file) : found
  }

  const openZip: Vault['openZip'] = async (module) => {
    const zip = (await find(module))?.zip
    if (zip === undefined) return undefined
    const file = cachePaths(root, module).zip
    const opened = await openKeptZip(file, zip, known)
    return opened === 'damaged' ? setAside(module, file) : opened
  }

  return {
    find,
    keep: async (module, parts) => {
      const at = cachePaths(root, module)
      const zip = parts.zip === undefined ? undefined : { h1: parts.zip.h1, ...(await digestOfFile(parts.zip.file)) }
      const described = describe(parts)
      // 1. The bytes, each file whole and durable before it has its name.
      if (parts.info !== undefined) await files.write(at.info, parts.info)
      if (parts.goMod !== undefined) await files.write(at.mod, parts.goMod.bytes)
      if (parts.zip !== undefined) await files.rename(parts.zip.file, at.zip)
      // 2. The row that makes them count. A run that is killed before this finds nothing, and fetches again. Parts of one
      // version come in side by side: between reading the row and remembering the new one nothing is waited for.
      const stored = await find(module)
      const before = rows.get(moduleName(module)) ?? stored
      const kept = {
        ...versionOf(module, before, now()),
        ...before,
        ...described,
        ...(zip === undefined ? {} : { zip }),
      }
      await write(kept)
      return kept
    },
    info: async (module) => small(module, 'info', (kept, bytes) => kept.info?.sha256 === digestOfBytes(bytes)),
    goMod: async (module) => small(module, 'mod', (kept, bytes) => kept.goMod?.h1 === hashGoMod(bytes)),
    openZip,
    zipFile: async (module) => {
      const opened = await openZip(module)
      await opened?.close()
      return opened === undefined ? undefined : cachePaths(root, module).zip
    },
    temporaryFolder: async () => files.temporaryFolder('fetch-'),
    damaged: () => damaged,
  }
}

function versionOf(
  { path: modulePath, version }: ModuleVersion,
  before: KeptVersion | undefined,
  now: Date,
): KeptVersion {
  return { path: modulePath, version, firstSeen: before?.firstSeen ?? now.toISOString() }
}

function describe({ info, goMod, proof, given }: VaultParts): Pick<KeptVersion, 'info' | 'goMod' | 'proof' | 'given'> {
  if (goMod !== undefined && hashGoMod(goMod.bytes) !== goMod.h1) {
    throw new WardenError('mismatch', 'a go.mod file is kept only under its own hash')
  }
  return {
    ...(info === undefined ? {} : { info: { sha256: digestOfBytes(info) } }),
    ...(goMod === undefined ? {} : { goMod: { h1: goMod.h1 } }),
    ...(proof === undefined ? {} : { proof }),
    ...(given === undefined ? {} : { given }),
  }
}
