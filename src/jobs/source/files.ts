// The files of the zip that go makes of one commit of a repository: which folder holds the module, and what of it and of
// the root belongs into the zip. The rules are gomod/vcszip.ts's; here they are applied to what git gives.
import type { ModuleVersion } from '../../base/finding.ts'
import { moduleFiles, moduleFolder, type RepositoryPlace } from '../../gomod/vcszip.ts'
import type { Checkout, SourceTree, WantedFile } from '../../world/vcs.ts'

/** What a zip is made of. */
export interface ZipFiles {
  /** The module's folder in the repository. */
  readonly folder: string
  readonly tree: SourceTree
  readonly files: readonly WantedFile[]
}

/** The folder that holds the module at a commit, and its go.mod (`undefined`: none). Throws `parse` where none does. */
export async function sourceFolder(
  checkout: Checkout,
  modulePath: string,
  place: RepositoryPlace,
): Promise<{ readonly folder: string; readonly goMod: Uint8Array | undefined }> {
  const goModIn = async (folder: string): Promise<Uint8Array | undefined> =>
    checkout.file(folder === '' ? 'go.mod' : `${folder}/go.mod`)
  return moduleFolder(modulePath, place, {
    folder: await goModIn(place.folder),
    majorFolder: place.majorFolder === undefined ? undefined : await goModIn(place.majorFolder),
  })
}

/** The files. Throws `parse` and `too-large` where go makes no zip of the commit, `io`, `aborted`. */
export async function zipFiles(checkout: Checkout, module: ModuleVersion, place: RepositoryPlace): Promise<ZipFiles> {
  const { folder } = await sourceFolder(checkout, module.path, place)
  const tree = await checkout.archive(folder)
  const goModFile = tree.files.find(({ name, kind }) => name === 'go.mod' && kind === 'file')
  const goMod = goModFile === undefined ? undefined : await tree.read(goModFile)
  // A module below the root gets the repository's licence, where its folder has none of any kind.
  const isLicensed = folder === '' || tree.files.some(({ name }) => name === 'LICENSE')
  const license = isLicensed ? undefined : await checkout.file('LICENSE')
  const added =
    license === undefined ? [] : [{ name: 'LICENSE', kind: 'file', size: license.length, bytes: license } as const]
  const all = [...tree.files.map((file) => ({ ...file, tree: file })), ...added]
  return { folder, tree, files: moduleFiles(all, goMod) }
}
