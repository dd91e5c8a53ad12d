// What a bill of materials needs of files: the SHA-256 of zips and the licences in them, remembered between runs as long
// as the file system says that a file is the same.
import { textOf, utf8 } from '../base/bytes.ts'
import { isWardenError, messageOf } from '../base/errors.ts'
import { moduleName, type ModuleVersion } from '../base/finding.ts'
import {
  licenceEngine,
  licencesOf,
  makeLicenceIndex,
  maxLicenceFile,
  noLicences,
  type LicenceIndex,
  type Licences,
  type NamedFile,
} from '../licence/licences.ts'
import { isLicenceFile } from '../licence/names.ts'
import type { Files } from '../world/files.ts'
import type { ModuleFiles, SomeFiles } from '../world/modulefiles.ts'

/** What is known of a zip. */
export interface ZipFound {
  /** Hexadecimal. */
  readonly sha256: string
  readonly licences: Licences
}

/** Zips and folders, read or remembered. What cannot be read is told in a sentence to `left`. */
export interface BillFiles {
  /** Of a zip whose contents have this h1. */
  ofZip(module: ModuleVersion, zip: string, h1: string | undefined, left: string[]): Promise<ZipFound | undefined>
  ofFolder(folder: string, left: string[]): Promise<Licences | undefined>
  /** Keeps what was read for the next run. */
  save(): Promise<void>
}

/** One remembered zip; its key is the path. */
interface Kept extends ZipFound {
  readonly stamp: string
  readonly h1: string
}

const MOST_KEPT = 64 << 20

/** Opens what earlier runs remembered in `store`; with `full` nothing of it is believed. */
export async function openBillFiles(
  ports: { readonly files: Files; readonly modules: ModuleFiles },
  store: string,
  full: boolean,
): Promise<BillFiles> {
  const file = `${store}/index/licences-${licenceEngine}.json`
  const kept = full ? new Map<string, Kept>() : readKept(await quietly(async () => ports.files.read(file, MOST_KEPT)))
  let fresh = false
  let index: LicenceIndex | undefined
  const judge = ({ files, large }: SomeFiles): Licences => {
    // One that is too large is a file all the same: what it says is not known.
    const whole: NamedFile[] = [...files, ...large.map((name) => ({ name, bytes: new Uint8Array(maxLicenceFile + 1) }))]
    return whole.length === 0 ? noLicences : licencesOf((index ??= makeLicenceIndex()), whole)
  }
  return {
    async ofZip(module, zip, h1, left): Promise<ZipFound | undefined> {
      const stamp = ports.modules.stamp(zip)
      const known = kept.get(zip)
      if (known !== undefined && known.stamp === stamp && known.h1 === h1) return known
      try {
        const read = await ports.modules.zip(module, zip, isLicenceFile, maxLicenceFile)
        const found = { sha256: read.sha256, licences: judge(read) }
        // The same before and after: what was read is what the stamp is of.
        if (stamp !== undefined && h1 !== undefined && ports.modules.stamp(zip) === stamp) {
          kept.set(zip, { ...found, stamp, h1 })
          fresh = true
        }
        return found
      } catch (error) {
        if (!isWardenError(error, 'io', 'parse', 'too-large')) throw error
        left.push(`${moduleName(module)}: its licences are not known: ${messageOf(error)}`)
        return undefined
      }
    },
    async ofFolder(folder, left): Promise<Licences | undefined> {
      try {
        return judge(await ports.modules.folder(folder, isLicenceFile, maxLicenceFile))
      } catch (error) {
        if (!isWardenError(error, 'io', 'too-large')) throw error
        left.push(`${folder}: its licences are not known: ${messageOf(error)}`)
        return undefined
      }
    },
    async save(): Promise<void> {
      if (!fresh) return
      // It only saves time: what cannot be kept is read again.
      await quietly(async () => ports.files.write(file, utf8(JSON.stringify([...kept])), { mode: 0o600 }))
    },
  }
}

/** A file of our own store, which only this user can write; one that is torn or of another form is none. */
function readKept(bytes: Uint8Array | undefined): Map<string, Kept> {
  try {
    const rows: unknown = JSON.parse((bytes === undefined ? undefined : textOf(bytes)) ?? '[]')
    if (!Array.isArray(rows)) return new Map()
    return new Map(rows.filter(isRow))
  } catch (error) {
    if (error instanceof SyntaxError) return new Map()
    throw error
  }
}

function isRow(row: unknown): row is [string, Kept] {
  if (!Array.isArray(row)) return false
  const [zip, kept] = row as readonly unknown[]
  if (typeof zip !== 'string' || typeof kept !== 'object' || kept === null) return false
  const { stamp, h1, sha256, licences } = kept as Partial<Record<keyof Kept, unknown>>
  return [stamp, h1, sha256].every((value) => typeof value === 'string') && isLicences(licences)
}

function isLicences(value: unknown): value is Licences {
  if (typeof value !== 'object' || value === null) return false
  const { expression, declared, evidence } = value as Partial<Record<keyof Licences, unknown>>
  return typeof expression === 'string' && typeof declared === 'string' && Array.isArray(evidence)
}

async function quietly<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (!isWardenError(error, 'io', 'too-large')) throw error
    return undefined
  }
}
