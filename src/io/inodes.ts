// Owners, permissions and times, as the port of src/world/inodes.ts: stat(2), chmod(2).
import { constants } from 'node:fs'
import { lstat, open, readlink, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Inodes, PathLink } from '../world/inodes.ts'
import { diskError } from './diskerror.ts'

/** macOS lets its administrators, group 80, write /opt and /usr/local as root; they are no strangers there. */
const DARWIN_ADMIN = 80

/** Linux follows no more in one path. */
const MOST_LINKS = 40

/** The real file system. */
export function createInodes(platform: NodeJS.Platform = process.platform): Inodes {
  const uid = process.getuid?.()
  const gid = process.getgid?.()
  return {
    user: uid === undefined || gid === undefined ? undefined : { uid, gid },
    async chain(target) {
      const real = await realPath(target)
      const chain: PathLink[] = []
      const seen = new Set<string>()
      let exists = false
      for (const end of [real, ...(await foldersOfLinks(target))]) {
        for (let at = end; !seen.has(at); at = path.dirname(at)) {
          seen.add(at)
          const stats = await stat(at).catch(() => undefined)
          if (stats === undefined) continue
          exists ||= at === real
          const group = platform === 'darwin' && stats.gid === DARWIN_ADMIN ? 0 : stats.gid
          chain.push({ path: at, mode: stats.mode & 0o1777, uid: stats.uid, gid: group })
        }
      }
      return { chain, exists }
    },
    async times(file) {
      const stats = await lstat(file).catch(() => undefined)
      return stats === undefined ? undefined : { modified: stats.mtimeMs, changed: stats.ctimeMs }
    },
    real: realPath,
    async setMode(target, mode) {
      try {
        // Through a descriptor that follows no link: what was looked at may have been replaced meanwhile.
        const handle = await open(target, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
        try {
          await handle.chmod(mode)
        } finally {
          await handle.close()
        }
      } catch (error) {
        throw diskError(error, 'change the mode of', target)
      }
    },
  }
}

/**
 * The real folders that hold the links which a path leads through: whoever can write one of them can lead the path
 * elsewhere, whatever the permissions of where it leads now.
 */
async function foldersOfLinks(target: string): Promise<readonly string[]> {
  const folders: string[] = []
  const seen = new Set<string>()
  const waiting = [path.resolve(target)]
  for (let next = waiting.pop(); next !== undefined && seen.size < MOST_LINKS; next = waiting.pop()) {
    for (let at = next; at !== path.dirname(at); at = path.dirname(at)) {
      const to = seen.has(at) ? undefined : await readlink(at).catch(() => undefined)
      if (to === undefined) continue
      seen.add(at)
      const folder = await realPath(path.dirname(at))
      folders.push(folder)
      waiting.push(path.resolve(folder, to))
    }
  }
  return folders
}

/** Links resolved up to the last element that exists; the rest as it is. */
async function realPath(target: string): Promise<string> {
  const rest: string[] = []
  for (let at = path.resolve(target); ; at = path.dirname(at)) {
    const real = await realpath(at).catch(() => undefined)
    if (real !== undefined) return path.join(real, ...rest.toReversed())
    if (at === path.dirname(at)) return path.resolve(target)
    rest.push(path.basename(at))
  }
}
