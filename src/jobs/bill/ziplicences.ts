// The licences of module zips, for the conditions of a policy. The known texts are loaded when they are first needed: most
// policies do not ask.
import type { ModuleVersion } from '../../base/finding.ts'
import { isLicenceFile } from '../../licence/names.ts'
import type { ModuleFiles } from '../../world/modulefiles.ts'

/** Reads them, by `files`: each an identifier or a choice, none where it is not known what applies. Throws `parse`, `io`. */
export function createZipLicences(
  files: ModuleFiles,
): (module: ModuleVersion, zip: string) => Promise<readonly string[]> {
  let loaded: ReturnType<typeof load> | undefined
  return async (module, zip) => {
    const { index, licencesOf, requiredLicences, maxLicenceFile } = await (loaded ??= load())
    const read = await files.zip(module, zip, isLicenceFile, maxLicenceFile)
    // What could not be read may say anything.
    return read.large.length > 0 ? [] : requiredLicences(licencesOf(index, read.files))
  }
}

async function load() {
  const found = await import('../../licence/licences.ts')
  return { ...found, index: found.makeLicenceIndex() }
}
