// Advisories on the disk: a folder or archive in the layout of the Go vulnerability database, or files of OSV records.
import path from 'node:path'
import { filesOfArchive, isArchiveName, MOST_ARCHIVE_BYTES } from '../../advisories/archive.ts'
import { parseOsv, type Advisory } from '../../advisories/osv.ts'
import {
  DB_FILE,
  MODULES_FILE,
  MOST_INDEX_BYTES,
  parseDbFile,
  parseModulesFile,
  parseRecord,
  realDate,
  recordFile,
  refuseWithoutIndex,
  unzipped,
  type IndexEntry,
  type ModuleIndex,
} from '../../advisories/vulndb.ts'
import { compareBytes } from '../../base/bytes.ts'
import { isWardenError, messageOf, WardenError } from '../../base/errors.ts'
import type { World } from '../../world/world.ts'

/** What of the World advisories need. */
export type AdvisoryWorld = Pick<World, 'files' | 'http' | 'clock' | 'store'>

/** What to do where no database is named. */
export const NAME_A_DATABASE =
  'name one: modwarden vulns --db URL-FOLDER-OR-ARCHIVE; for good: GOVULNDB, or vulndb in your own configuration'

/** What one source says about the modules that were wanted. */
export interface ReadDatabase {
  readonly advisories: readonly Advisory[]
  readonly modified: string
  readonly fetched?: string
  readonly modules: number
  readonly left: readonly string[]
}

/** The largest record, in bytes. */
export const MOST_RECORD: number = 4 << 20
const MOST_FILES = 50_000

/** How the files of a layout are had: a file's bytes, gzipped or not; `undefined` where it is not there. */
export type ReadFile = (name: string, most: number) => Promise<Uint8Array | undefined>

/** Reads a folder, archive or file. Throws `not-found`, `parse`, `too-large`, `io`; single records that cannot be read are in `left`. */
export async function fromDisk(
  world: AdvisoryWorld,
  source: string,
  wanted: readonly string[] | undefined,
): Promise<ReadDatabase> {
  const info = await world.files.info(source)
  const kind = info?.kind === 'link' ? ((await world.files.info(`${source}/.`))?.kind ?? 'file') : info?.kind
  if (kind === undefined) {
    throw new WardenError('not-found', `${source}: there is no such folder or file`, { remedy: NAME_A_DATABASE })
  }
  if (kind === 'folder') {
    const read: ReadFile = async (name, most) => {
      const plain = await world.files.read(path.join(source, name), most)
      if (plain !== undefined) return plain
      const packed = await world.files.read(path.join(source, `${name}.gz`), most)
      return packed === undefined ? undefined : unzipped(packed, most, `${source}/${name}.gz`)
    }
    const records = (await world.files.list(path.join(source, 'ID'))) ?? []
    const indexed = await fromLayout(
      read,
      records.map(({ name }) => `ID/${name}`),
      source,
      wanted,
    )
    return indexed ?? looseRecords(await filesIn(world, source), source, wanted)
  }
  const bytes = await world.files.read(source, MOST_ARCHIVE_BYTES)
  if (bytes === undefined) throw new WardenError('not-found', `${source}: there is no such file`)
  if (!isArchiveName(source)) return looseRecords(new Map([[source, () => bytes]]), source, wanted)
  const files = filesOfArchive(bytes, source)
  const read: ReadFile = async (name, most) => {
    const found = files.get(name)?.() ?? files.get(`${name}.gz`)?.()
    if (found !== undefined && found.length > most) {
      throw new WardenError('too-large', `${source}: ${name}: more than ${most} bytes`)
    }
    return Promise.resolve(found === undefined ? undefined : unzipped(found, most, `${source}: ${name}`))
  }
  return (await fromLayout(read, [...files.keys()], source, wanted)) ?? looseRecords(files, source, wanted)
}

/** What the index of a layout names; `undefined` where there is no layout. `names` are its files, as far as they are records. */
async function fromLayout(
  read: ReadFile,
  names: readonly string[],
  source: string,
  wanted: readonly string[] | undefined,
): Promise<ReadDatabase | undefined> {
  const indexBytes = await read(MODULES_FILE, MOST_INDEX_BYTES)
  const dbBytes = await read(DB_FILE, 1 << 20)
  if (indexBytes === undefined) return dbBytes === undefined ? undefined : refuseWithoutIndex(source)
  const index = parseModulesFile(indexBytes, `${source}: ${MODULES_FILE}`)
  const advisories: Advisory[] = []
  const left: string[] = []
  const known = new Set([...index.values()].flat().map(({ id }) => id))
  const entries = entriesOf(index, wanted)
  for (const { id } of entries) {
    const name = `${source}: ${recordFile(id)}`
    try {
      const bytes = await read(recordFile(id), MOST_RECORD)
      if (bytes === undefined) left.push(`${name}: its index names it, and it is not there`)
      else advisories.push(parseRecord(bytes, id, name))
    } catch (error) {
      if (!isWardenError(error, 'parse', 'too-large')) throw error
      left.push(messageOf(error))
    }
  }
  // An index that was cut, or is of another day than the records.
  const unnamed = names.filter((name) => {
    const id = /^ID\/([\w-]+)\.json(?:\.gz)?$/.exec(name)?.[1]
    return id !== undefined && id !== 'index' && !known.has(id)
  })
  const [first] = unnamed
  if (first !== undefined) {
    const more = unnamed.length > 1 ? ` and ${unnamed.length - 1} more` : ''
    left.push(`${source}: its ${MODULES_FILE} does not name ${first}${more}, so they were not looked at`)
  }
  const modified = dbBytes === undefined ? '' : parseDbFile(dbBytes, `${source}: ${DB_FILE}`)
  return { advisories, modified, modules: index.size, left }
}

/** Records without an index: each file one or many. One that is no record at all is told. */
function looseRecords(
  files: ReadonlyMap<string, () => Uint8Array>,
  source: string,
  wanted: readonly string[] | undefined,
): ReadDatabase {
  const interesting = wanted === undefined ? undefined : new Set(wanted)
  const advisories: Advisory[] = []
  const left: string[] = []
  const modules = new Set<string>()
  let documents = 0
  for (const [name, read] of files) {
    if (!/\.(?:json|jsonl|ndjson)(?:\.gz)?$/.test(name)) continue
    documents++
    try {
      for (const one of parseOsv(unzipped(read(), MOST_ARCHIVE_BYTES, name), name)) {
        for (const { module } of one.affected) modules.add(module)
        if (interesting === undefined || one.affected.some(({ module }) => interesting.has(module)))
          advisories.push(one)
      }
    } catch (error) {
      if (!isWardenError(error, 'parse', 'too-large')) throw error
      left.push(messageOf(error))
    }
  }
  if (documents === 0 || (advisories.length === 0 && modules.size === 0)) {
    const [first] = left
    throw new WardenError('parse', first ?? `${source}: no advisory about a Go module in it`, {
      remedy: NAME_A_DATABASE,
    })
  }
  const modified = advisories.reduce((newest, one) => (realDate(one.modified) > newest ? one.modified : newest), '')
  return { advisories, modified, modules: modules.size, left }
}

async function filesIn(world: AdvisoryWorld, folder: string): Promise<ReadonlyMap<string, () => Uint8Array>> {
  const names: string[] = []
  for (const { name, kind } of (await world.files.list(folder)) ?? []) {
    if (kind !== 'folder') names.push(`${folder}/${name}`)
    else if (/^(?:ID|advisories|\d{4})$/.test(name)) {
      for (const below of (await world.files.list(`${folder}/${name}`)) ?? [])
        names.push(`${folder}/${name}/${below.name}`)
    }
  }
  const wanted = names.filter((name) => /\.(?:json|jsonl|ndjson)(?:\.gz)?$/.test(name))
  if (wanted.length > MOST_FILES) throw new WardenError('too-large', `${folder}: more than ${MOST_FILES} files`)
  const contents = await world.files.readMany(wanted, MOST_RECORD)
  return new Map(
    wanted.map((name, i) => [
      name,
      (): Uint8Array => {
        const bytes = contents[i]
        if (bytes === undefined)
          throw new WardenError('parse', `${name}: cannot be read, or has more than ${MOST_RECORD} bytes`)
        return bytes
      },
    ]),
  )
}

/** The records about the wanted modules, each once, by id. */
export function entriesOf(index: ModuleIndex, wanted: readonly string[] | undefined): readonly IndexEntry[] {
  const lists = wanted === undefined ? [...index.values()] : wanted.flatMap((module) => [index.get(module) ?? []])
  const byId = new Map(lists.flat().map((entry) => [entry.id, entry]))
  return [...byId.values()].toSorted((a, b) => compareBytes(a.id, b.id))
}
