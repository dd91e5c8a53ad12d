// The Vault of src/world/vault.ts over a folder and the guard's database.
//
//   <data>/modules/cache/download/<path>/@v/<version>.info|mod|zip   as in go's module cache
//   <data>/evidence/damaged/<name>                                   files that were no longer what was kept
//   <data>/tmp/fetch-…                                               what is being fetched; old ones go at the start
import { mkdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import type { SelectQueryBuilder } from 'kysely'
import { WardenError } from '../base/errors.ts'
import { moduleName, type ModuleVersion } from '../base/finding.ts'
import { cachePaths } from '../gomod/cachelayout.ts'
import { hashGoMod } from '../gomod/dirhash.ts'
import { maxModFileSize } from '../gomod/modlex.ts'
import { diskError } from '../io/diskerror.ts'
import { createFiles } from '../io/files.ts'
import { clearFolders } from '../io/temporary.ts'
import type { KeptVersion, Vault, VaultParts } from '../world/vault.ts'
import { digestOfBytes, digestOfFile, openKeptZip, nothingKnown, readKept, type OnBytes } from './blobs.ts'
import type { Database, Tables } from './tables.ts'

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
  let foreign = tables.foreign()
  /** Rows that this process read count until another one writes any. */
  const remembered = (module: ModuleVersion): KeptVersion | undefined => {
    const now = tables.foreign()
    if (now !== foreign) rows.clear()
    foreign = now
    return rows.get(moduleName(module))
  }
  const remember = (kept: KeptVersion): KeptVersion => {
    if (rows.size >= MOST_ROWS) rows.clear()
    rows.set(moduleName(kept), kept)
    return kept
  }

  const find = async (module: ModuleVersion): Promise<KeptVersion | undefined> => {
    const known = remembered(module)
    if (known !== undefined) return known
    const row = await rowOf(tables, module).executeTakeFirst()
    return row === undefined ? undefined : remember(parseRow(row.document))
  }

  /**
   * Makes a row from the one that is there, durably. Parts of one version come in side by side, and from other processes
   * too: the row is read and written in one transaction.
   */
  const write = async (
    module: ModuleVersion,
    change: (before: KeptVersion | undefined) => KeptVersion | undefined,
  ): Promise<KeptVersion | undefined> => {
    let kept: KeptVersion | undefined
    try {
      await tables.soon((at) => {
        const [before] = at.all(rowOf(tables, module).compile(), ({ document }) => parseRow(String(document)))
        kept = change(before)
        if (kept === undefined) return
        const { path: modulePath, version } = module
        const document = JSON.stringify(kept)
        const statement = tables.rows
          .insertInto('versions')
          .values({ path: modulePath, version, schema: SCHEMA, document })
          .onConflict((conflict) => conflict.columns(['path', 'version']).doUpdateSet({ schema: SCHEMA, document }))
        at.run(statement.compile())
        remember(kept)
      })
      return kept
    } catch (error) {
      rows.delete(moduleName(module))
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

  const isStillRight = async (file: string, module: ModuleVersion, onBytes: OnBytes | undefined): Promise<boolean> => {
    const zip = (await find(module))?.zip
    if (zip === undefined) return true
    // What was known of it does not count: bytes can rot without leaving a trace in its times.
    const opened = await openKeptZip(file, zip, nothingKnown(), onBytes)
    if (opened !== 'damaged') {
      await opened?.close()
      return opened !== undefined
    }
    known.right.delete(file)
    // It may have been replaced by another process in the meantime, with its row.
    rows.delete(moduleName(module))
    const again = (await find(module))?.zip
    if (again !== undefined && again.sha256 !== zip.sha256) return isStillRight(file, module, onBytes)
    setAside(module, file)
    return false
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
      // 2. The row that makes them count. A run that is killed before this finds nothing, and fetches again.
      const made = (before: KeptVersion | undefined): KeptVersion => ({
        ...versionOf(module, before, now()),
        ...before,
        ...described,
        ...(zip === undefined ? {} : { zip }),
        ...(zip === undefined && parts.goMod === undefined && parts.info === undefined
          ? {}
          : { changed: now().toISOString() }),
      })
      return (await write(module, made)) ?? made(undefined)
    },
    info: async (module) => small(module, 'info', isRightFor('info')),
    goMod: async (module) => small(module, 'mod', isRightFor('mod')),
    openZip,
    zipFile: async (module) => {
      const opened = await openZip(module)
      await opened?.close()
      return opened === undefined ? undefined : cachePaths(root, module).zip
    },
    page: async (after, most) => {
      const rest = tables.rows.selectFrom('versions').select('document').orderBy('path').orderBy('version').limit(most)
      const wanted =
        after === undefined
          ? rest
          : rest.where((eb) => eb(eb.refTuple('path', 'version'), '>', eb.tuple(after.path, after.version)))
      return (await wanted.execute()).map(({ document }) => parseRow(document))
    },
    recheck: async (module, onBytes) => {
      const kept = await find(module)
      if (kept === undefined) return []
      const at = cachePaths(root, module)
      const wrong: ('info' | 'mod' | 'zip')[] = []
      for (const kind of ['info', 'mod'] as const) {
        const bytes = await small(module, kind, isRightFor(kind))
        await onBytes?.(bytes?.length ?? 0)
        if (bytes === undefined && partOf(kept, kind)) wrong.push(kind)
      }
      if (kept.zip !== undefined && !(await isStillRight(at.zip, module, onBytes))) wrong.push('zip')
      return wrong
    },
    dropZip: async (module) => {
      // 1. The row, so that nothing names a file that goes. 2. The file; one that a kill leaves is nobody's.
      const { zip } = (await find(module)) ?? {}
      if (zip === undefined) return 0
      await write(module, (before) => {
        if (before === undefined) return undefined
        const { zip: _, ...rest } = before
        return rest
      })
      await files.remove(cachePaths(root, module).zip, { durable: true })
      return zip.size
    },
    temporaryFolder: async () => files.temporaryFolder('fetch-'),
    damaged: () => damaged,
  }
}

function rowOf(
  { rows }: Database,
  module: ModuleVersion,
): SelectQueryBuilder<Tables, 'versions', { readonly document: string }> {
  return rows
    .selectFrom('versions')
    .select('document')
    .where('path', '=', module.path)
    .where('version', '=', module.version)
}

/** Only this program writes such a document, and its schema is this one's. */
function parseRow(document: string): KeptVersion {
  return JSON.parse(document) as KeptVersion
}

function isRightFor(kind: 'info' | 'mod'): (kept: KeptVersion, bytes: Uint8Array) => boolean {
  return kind === 'info'
    ? (kept, bytes) => kept.info?.sha256 === digestOfBytes(bytes)
    : (kept, bytes) => kept.goMod?.h1 === hashGoMod(bytes)
}

function partOf(kept: KeptVersion, kind: 'info' | 'mod'): boolean {
  return (kind === 'info' ? kept.info : kept.goMod) !== undefined
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
