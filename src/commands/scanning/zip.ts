// A module zip that is named by its file: what it says it is, by the one folder that all its entries are in.
import { WardenError } from '../../base/errors.ts'
import type { ModuleVersion } from '../../base/finding.ts'
import { readZipDirectory } from '../../gomod/zipformat.ts'
import { openZipFile } from '../../io/zipfile.ts'
import type { PlannedModule } from '../../jobs/scan/plan.ts'

/** Plans one zip. Throws `parse` where its names are not those of a module zip, `too-large`, `io`. */
export function planZip(file: string): PlannedModule {
  const module = moduleOfZip(file)
  return {
    module,
    role: 'version',
    dir: file,
    trees: [{ tree: { kind: 'zip', module, zip: file } }],
    reasons: [],
    incomplete: false,
  }
}

function moduleOfZip(file: string): ModuleVersion {
  using source = openZipFile(file)
  const [first] = readZipDirectory(source, file).records
  // `path@version/`, the path with slashes; the strict reader checks it and all other names against it.
  const [, modulePath, version] = /^([^@]+)@([^/@]+)\//.exec(first?.name ?? '') ?? []
  if (modulePath !== undefined && version !== undefined) return { path: modulePath, version }
  throw new WardenError('parse', `${file}: no module zip: its names do not begin with path@version/`, {
    remedy: 'name a zip as the module proxy serves it, or unpack it and name the folder',
  })
}
