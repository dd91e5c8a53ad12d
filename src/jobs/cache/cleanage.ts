// When a module version was last used, as far as the disk says: the newest of the access and modification times of
//
//   .zip, .mod, .ziphash    read when go downloads, extracts, loads a module graph or checks a sum
//   .info                   read when go resolves a version
//   .lock                   made at the first download
//   the extracted folder    read when go lists its packages; its files' own times are the build's, and too many
//
// Most systems note an access at most once a day (`relatime`), which is enough for ages in days. With `noatime` only the
// download is left; the report says so where no access was noted at all. Reading everything, as `verify --cache` does
// the first time, counts as use.
import type { CachePaths } from '../../gomod/cachelayout.ts'
import type { World } from '../../world/world.ts'

/** When a module version was last used, and whether any access later than its making was noted. */
export interface LastUse {
  readonly time: Date
  readonly accessed: boolean
}

const NOTED_MS = 2000

/** The last use; `undefined` where nothing of it is there. */
export async function lastUse(world: World, paths: CachePaths): Promise<LastUse | undefined> {
  let newest = 0
  let accessed = false
  let found = false
  for (const place of [paths.zip, paths.mod, paths.ziphash, paths.info, paths.lock, paths.folder]) {
    const info = await world.files.info(place)
    if (info === undefined) continue
    found = true
    newest = Math.max(newest, info.atime.getTime(), info.mtime.getTime())
    accessed ||= info.atime.getTime() > info.mtime.getTime() + NOTED_MS
  }
  return found ? { time: new Date(newest), accessed } : undefined
}

const UNITS: Readonly<Record<string, number>> = { h: 1, d: 24, w: 7 * 24, y: 365 * 24 }

/** `90d`, `12h`, `4w`, `1y` in milliseconds; `undefined` where it is none of them. */
export function parseAge(text: string): number | undefined {
  const [, digits, unit] = /^(\d{1,5})([hdwy])$/.exec(text) ?? []
  const hours = unit === undefined ? undefined : UNITS[unit]
  return digits === undefined || hours === undefined ? undefined : Number(digits) * hours * 3_600_000
}
