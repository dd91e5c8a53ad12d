// Who signed and made a tag or commit, and whether earlier versions know them. All of it is context: most tags are not
// signed, and what a signature names is only what it says of itself until somebody with the keys has verified it.
import { isWardenError } from '../../base/errors.ts'
import type { ModuleVersion } from '../../base/finding.ts'
import { personOf, signatureOf, type Signature } from '../../gomod/signature.ts'
import type { RepositoryPlace } from '../../gomod/vcszip.ts'
import { compareVersions, isValid, sortVersions } from '../../gomod/version.ts'
import type { SourceSigning } from '../../report/compare.ts'
import type { Checkout, History, Remote } from '../../world/vcs.ts'
import type { Comparing } from './module.ts'

/** How many earlier tags are looked at. */
const MOST_EARLIER = 5

/** Reads the signature; where `isSame`, earlier tags are asked for only if the run looks at all of them. */
export async function signingOf(
  run: Comparing,
  remote: Remote,
  { version }: ModuleVersion,
  { tagPrefix }: RepositoryPlace,
  checkout: Checkout,
  isSame: boolean,
): Promise<SourceSigning> {
  const { commitText, tagText } = checkout
  const { by, signature } = signedBy(commitText, tagText)
  const person = personOf(tagText ?? commitText)
  const earlier = isSame && run.history === 'doubtful' ? [] : await earlierTags(run, remote, version, tagPrefix)
  const before = earlier.map((tag) => signedBy(tag.commitText, tag.tagText).signature?.signer ?? '')
  const people = new Set(earlier.map((tag) => personOf(tag.tagText ?? tag.commitText)?.email.toLowerCase()))
  const known = signature === undefined ? before.every((signer) => signer === '') : before.includes(signature.signer)
  return {
    by,
    ...(signature === undefined ? {} : { kind: signature.kind, signer: signature.signer }),
    ...(signature?.issuer === undefined ? {} : { issuer: signature.issuer }),
    verified: signature !== undefined && (await checkout.verified()),
    ...(person === undefined ? {} : { committer: `${person.name} <${person.email}>` }),
    earlier: earlier.length,
    newSigner: earlier.length > 0 && !known,
    newCommitter: earlier.length > 0 && person !== undefined && !people.has(person.email.toLowerCase()),
  }
}

function signedBy(
  commitText: string,
  tagText: string | undefined,
): { readonly by: SourceSigning['by']; readonly signature: Signature | undefined } {
  const tag = tagText === undefined ? undefined : signatureOf(tagText)
  if (tag !== undefined) return { by: 'tag', signature: tag }
  const commit = signatureOf(commitText)
  return { by: commit === undefined ? 'none' : 'commit', signature: commit }
}

/** The newest tags before a version, without their files; none where the server will not give them. */
async function earlierTags(
  { vcs, signal }: Comparing,
  remote: Remote,
  version: string,
  tagPrefix: string,
): Promise<readonly History[]> {
  const start = `refs/tags/${tagPrefix}`
  const versions = [...remote.refs.keys()]
    .filter((ref) => ref.startsWith(start))
    .map((ref) => ref.slice(start.length))
    .filter((name) => isValid(name) && compareVersions(name, version) < 0)
  const refs = sortVersions(versions)
    .slice(-MOST_EARLIER)
    .map((name) => start + name)
  if (refs.length === 0) return []
  try {
    return await vcs.history(remote, refs, signal)
  } catch (error) {
    if (!isWardenError(error, 'not-found', 'unreachable', 'too-large', 'refused')) throw error
    return []
  }
}
