// A module's zip against one commit of its repository: the zip that go makes of it, file by file.
import { isWardenError, messageOf } from '../base/errors.ts'
import type { ModuleVersion } from '../base/finding.ts'
import { moduleFiles, moduleFolder, type RepositoryPlace } from '../gomod/vcszip.ts'
import type { Checkout, Remote, SourceComparison, SourceTree, Vcs, WantedFile } from '../world/vcs.ts'

/** A zip and one commit, compared. */
export interface Compared {
  /** To be disposed of by who asked. */
  readonly checkout: Checkout
  readonly contents: 'same' | 'differ'
  /** `undefined` where the commit does not hold the module at all. */
  readonly comparison: SourceComparison | undefined
  readonly folder: string
  readonly why: string | undefined
}

/** Compares a zip with what go makes of one commit. Throws as `Vcs` does. */
export async function compareCommit(
  { vcs, signal }: { readonly vcs: Vcs; readonly signal: AbortSignal | undefined },
  remote: Remote,
  module: ModuleVersion,
  place: RepositoryPlace,
  zip: string,
  wanted: { readonly ref: string | undefined; readonly commit: string },
): Promise<Compared> {
  const checkout = await vcs.fetch(remote, wanted, signal)
  try {
    const made = await zipFiles(checkout, module, place)
    if ('why' in made) return { checkout, contents: 'differ', comparison: undefined, ...made }
    const comparison = await vcs.compare(module, zip, made.tree, made.files, signal)
    const contents = comparison.zip === comparison.source ? 'same' : 'differ'
    return { checkout, contents, comparison, folder: made.folder, why: undefined }
  } catch (error) {
    await checkout.dispose()
    throw error
  }
}

/** The files of the zip that go makes of a commit; or why it makes none, so that the zip cannot be made from it. */
async function zipFiles(
  checkout: Checkout,
  module: ModuleVersion,
  place: RepositoryPlace,
): Promise<
  | { readonly folder: string; readonly tree: SourceTree; readonly files: readonly WantedFile[] }
  | { readonly folder: string; readonly why: string }
> {
  const goModIn = async (folder: string): Promise<Uint8Array | undefined> =>
    checkout.file(folder === '' ? 'go.mod' : `${folder}/go.mod`)
  let { folder } = place
  try {
    const found = {
      folder: await goModIn(place.folder),
      majorFolder: place.majorFolder === undefined ? undefined : await goModIn(place.majorFolder),
    }
    folder = moduleFolder(module.path, place, found).folder
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
  } catch (error) {
    if (!isWardenError(error, 'parse')) throw error
    return { folder, why: messageOf(error) }
  }
}
