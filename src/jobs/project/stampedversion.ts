// The version that go stamps into a program built from a repository: its tag, or the pseudo-version of its commit, with
// `+dirty` where files differ. https://pkg.go.dev/runtime/debug#BuildInfo, cmd/go/internal/load (setBuildInfo).
import { isWardenError } from '../../base/errors.ts'
import { splitPathVersion } from '../../gomod/path.ts'
import { versionOfCommit } from '../../gomod/repoversions.ts'
import type { Head } from '../../world/git.ts'

/**
 * The version of a main module; empty where go stamps none. `below` is its folder relative to the one that `head` was
 * read in.
 */
export async function stampedVersion(modulePath: string, head: Head, below: string): Promise<string> {
  const folder = [head.folder, below.replaceAll('\\', '/')].filter((part) => part !== '').join('/')
  const { pathMajor } = splitPathVersion(modulePath)
  // A major version may have a folder of its own, which tags do not name.
  const major = pathMajor.replace(/^\//, '')
  const tagFolder =
    major !== '' && (folder === major || folder.endsWith(`/${major}`)) ? folder.slice(0, -major.length) : folder
  const place = {
    folder,
    majorFolder: undefined,
    tagPrefix: tagFolder === '' ? '' : `${tagFolder.replace(/\/$/, '')}/`,
  }
  try {
    const version = await versionOfCommit(
      { path: modulePath, place },
      {
        hash: head.commit,
        time: head.time,
        tags: head.tags,
        tag: undefined,
        has: async (file) => Promise.resolve(file === 'go.mod'),
        check: async () => Promise.resolve(),
        tagsBefore: async () => Promise.resolve(head.tagsBefore),
        // go does not look at what was taken back here, as it does where it chooses a version.
        isRetracted: async () => Promise.resolve(false),
      },
      '',
    )
    return head.changed ? `${version}${version.endsWith('+incompatible') ? '.dirty' : '+dirty'}` : version
  } catch (error) {
    if (!isWardenError(error)) throw error
    return ''
  }
}
