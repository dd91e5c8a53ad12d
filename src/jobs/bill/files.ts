// What a bill of materials needs of files: the SHA-256 of zips and the licences in them, by keptlicences.ts.
import { isWardenError, messageOf } from '../../base/errors.ts'
import { moduleName, type ModuleVersion } from '../../base/finding.ts'
import { maxLicenceFile } from '../../licence/engine.ts'
import type { Licences } from '../../licence/licences.ts'
import { isLicenceFile } from '../../licence/names.ts'
import type { Files } from '../../world/files.ts'
import type { ModuleFiles } from '../../world/modulefiles.ts'
import { openLicences, type ZipFound } from './keptlicences.ts'

/** Zips and folders, read or remembered. What cannot be read is told in a sentence to `left`. */
export interface BillFiles {
  /** Of a zip whose contents have this h1. */
  ofZip(module: ModuleVersion, zip: string, h1: string | undefined, left: string[]): Promise<ZipFound | undefined>
  ofFolder(folder: string, left: string[]): Promise<Licences | undefined>
  /** Keeps what was read for the next run. */
  save(): Promise<void>
}

/** Opens what earlier runs remembered in `store`; with `full` nothing of it is believed. */
export async function openBillFiles(
  ports: { readonly files: Files; readonly modules: ModuleFiles },
  store: string,
  full: boolean,
): Promise<BillFiles> {
  const { modules } = ports
  const kept = await openLicences(ports.files, store, full)
  return {
    async ofZip(module, zip, h1, left): Promise<ZipFound | undefined> {
      const stamp = modules.stamp(zip)
      const known = stamp === undefined || h1 === undefined ? undefined : kept.zip(zip, { stamp, h1 })
      if (known !== undefined) return known
      try {
        const read = await modules.zip(module, zip, isLicenceFile, maxLicenceFile)
        const found = { sha256: read.sha256, licences: await kept.judge(read) }
        // The same before and after: what was read is what the stamp is of.
        if (stamp !== undefined && h1 !== undefined && modules.stamp(zip) === stamp) {
          kept.keepZip(zip, { stamp, h1 }, found)
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
        return await kept.judge(await modules.folder(folder, isLicenceFile, maxLicenceFile))
      } catch (error) {
        if (!isWardenError(error, 'io', 'too-large')) throw error
        left.push(`${folder}: its licences are not known: ${messageOf(error)}`)
        return undefined
      }
    },
    save: async () => kept.save(),
  }
}
