// What the files of modules are licensed under, remembered between runs, for all who ask: what was judged by the hashes of
// what was read, because texts are long and do not change; and of zips whose files need not be read again, as long as the
// file system says that they are the same. The known texts are loaded when something is new.
import { textOf, utf8 } from '../../base/bytes.ts'
import { isWardenError, WardenError } from '../../base/errors.ts'
import { sha256 } from '../../gomod/dirhash.ts'
import { licenceEngine, maxLicenceFile } from '../../licence/engine.ts'
import type { Licences } from '../../licence/licences.ts'
import { isLicenceFile } from '../../licence/names.ts'
import type { Files } from '../../world/files.ts'
import type { SomeFiles } from '../../world/modulefiles.ts'
import type { OpenModule } from '../project/openmodules.ts'

/** What is known of a zip. */
export interface ZipFound {
  /** Hexadecimal. */
  readonly sha256: string
  readonly licences: Licences
}

/** A zip as it was when it was read. */
export interface ZipState {
  readonly stamp: string
  /** Of its contents. */
  readonly h1: string
}

/** What was found. */
export interface KeptLicences {
  /** What files say together; judged once for the same names and bytes. */
  judge(read: SomeFiles): Promise<Licences>
  /** What was found in a zip, by its path; `undefined` where it is another one now. */
  zip(file: string, state: ZipState): ZipFound | undefined
  keepZip(file: string, state: ZipState, found: ZipFound): void
  /** Keeps it for the next run. A disk that does not take it is no failure: what is not kept is read again. */
  save(): Promise<void>
}

interface KeptZip extends ZipState {
  readonly sha256: string
  /** Of what was judged. */
  readonly key: string
}

const FORMAT = 'modwarden-licences-2'
const MOST_BYTES = 64 << 20

/** What is asked of the disk. */
type LicenceFiles = Pick<Files, 'read' | 'write'>

/** Opens what earlier runs found; with `full` nothing of it is believed. */
export async function openLicences(files: LicenceFiles, store: string, full: boolean): Promise<KeptLicences> {
  const file = `${store}/index/licences.json`
  const { zips, found } = full ? nothing() : await readKept(files, file)
  const keys = new WeakMap<Licences, string>()
  for (const [key, licences] of found) keys.set(licences, key)
  let loaded: ReturnType<typeof load> | undefined
  let changed = false
  return {
    async judge(read) {
      const key = keyOf(read)
      const kept = found.get(key)
      if (kept !== undefined) return kept
      const { index, licencesOf } = await (loaded ??= load())
      // One that is too large is a file all the same: what it says is not known.
      const large = read.large.map((name) => ({ name, bytes: new Uint8Array(maxLicenceFile + 1) }))
      const licences = licencesOf(index, [...read.files, ...large])
      found.set(key, licences)
      keys.set(licences, key)
      changed = true
      return licences
    },
    zip(path, { stamp, h1 }) {
      const kept = zips.get(path)
      const licences = kept === undefined ? undefined : found.get(kept.key)
      if (kept === undefined || licences === undefined || kept.stamp !== stamp || kept.h1 !== h1) return undefined
      return { sha256: kept.sha256, licences }
    },
    keepZip(path, { stamp, h1 }, { sha256: sum, licences }) {
      const key = keys.get(licences)
      if (key === undefined) return
      zips.set(path, { stamp, h1, sha256: sum, key })
      changed = true
    },
    async save() {
      if (!changed) return
      try {
        const document = { format: FORMAT, engine: licenceEngine, zips: [...zips], found: [...found] }
        await files.write(file, utf8(JSON.stringify(document)), { mode: 0o600 })
      } catch (error) {
        if (!isWardenError(error, 'io')) throw error
      }
    },
  }
}

/** What the files in a module's root say; `undefined` where its files are not here, or cannot be read. */
export async function rootLicences(
  kept: KeptLicences,
  modulePath: string,
  open: OpenModule,
): Promise<Licences | undefined> {
  const source = await open(modulePath)
  if (source instanceof WardenError) return undefined
  const files: Array<{ readonly name: string; readonly bytes: Uint8Array }> = []
  const large: string[] = []
  const names = (folder: string): string[] =>
    source.files(folder).map((name) => (folder === '' ? name : `${folder}/${name}`))
  try {
    for (const name of [...names(''), ...names('LICENSES')].filter(isLicenceFile)) {
      const bytes = source.read(name)
      if (bytes === undefined) continue
      if (bytes.length <= maxLicenceFile) files.push({ name, bytes })
      else large.push(name)
    }
  } catch (error) {
    if (!isWardenError(error, 'io', 'too-large')) throw error
    return undefined
  }
  return kept.judge({ files, large })
}

function keyOf({ files, large }: SomeFiles): string {
  const read = files.map(({ name, bytes }) => [name, sha256(bytes)])
  return sha256(utf8(JSON.stringify([read, large])))
}

async function load() {
  const found = await import('../../licence/licences.ts')
  return { ...found, index: found.makeLicenceIndex() }
}

interface Kept {
  readonly zips: Map<string, KeptZip>
  readonly found: Map<string, Licences>
}

function nothing(): Kept {
  return { zips: new Map(), found: new Map() }
}

/** A file of our own store, which only this user can write; one that is torn, or of another form or engine, is none. */
async function readKept(files: LicenceFiles, file: string): Promise<Kept> {
  try {
    const bytes = await files.read(file, MOST_BYTES)
    const read = fieldsOf(JSON.parse((bytes === undefined ? undefined : textOf(bytes)) ?? 'null'))
    if (read['format'] !== FORMAT || read['engine'] !== licenceEngine) return nothing()
    return { zips: rowsOf(read['zips'], isKeptZip), found: rowsOf(read['found'], isLicences) }
  } catch (error) {
    if (isWardenError(error, 'io', 'too-large') || error instanceof SyntaxError) return nothing()
    throw error
  }
}

function rowsOf<T>(value: unknown, isOne: (one: unknown) => one is T): Map<string, T> {
  const rows = new Map<string, T>()
  for (const row of Array.isArray(value) ? (value as readonly unknown[]) : []) {
    const [key, one] = Array.isArray(row) ? (row as readonly unknown[]) : []
    if (typeof key === 'string' && isOne(one)) rows.set(key, one)
  }
  return rows
}

function isKeptZip(value: unknown): value is KeptZip {
  const { stamp, h1, sha256: sum, key } = fieldsOf(value)
  return [stamp, h1, sum, key].every((one) => typeof one === 'string')
}

function isLicences(value: unknown): value is Licences {
  const { expression, declared, evidence } = fieldsOf(value)
  return typeof expression === 'string' && typeof declared === 'string' && Array.isArray(evidence)
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
}
