// A module's zip against one commit of its repository: the zip that go makes of it, file by file.
import { isWardenError, messageOf } from '../../base/errors.ts'
import type { ModuleVersion } from '../../base/finding.ts'
import type { RepositoryPlace } from '../../gomod/vcszip.ts'
import type { Checkout, Remote, SourceComparison, Vcs } from '../../world/vcs.ts'
import { zipFiles, type ZipFiles } from './files.ts'

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
    const made = await filesOrReason(checkout, module, place)
    if ('why' in made) return { checkout, contents: 'differ', comparison: undefined, folder: place.folder, ...made }
    const comparison = await vcs.compare(module, zip, made.tree, made.files, signal)
    const contents = comparison.zip === comparison.source ? 'same' : 'differ'
    return { checkout, contents, comparison, folder: made.folder, why: undefined }
  } catch (error) {
    await checkout.dispose()
    throw error
  }
}

/** Where go makes no zip of a commit, it cannot have been made from it. */
async function filesOrReason(
  checkout: Checkout,
  module: ModuleVersion,
  place: RepositoryPlace,
): Promise<ZipFiles | { readonly why: string }> {
  try {
    return await zipFiles(checkout, module, place)
  } catch (error) {
    if (!isWardenError(error, 'parse')) throw error
    return { why: messageOf(error) }
  }
}
