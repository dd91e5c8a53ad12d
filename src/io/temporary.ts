// The names of files that are not finished yet, and their removal where a killed run left them. Who writes into a folder
// clears it first: the next run writes what the killed one could not, so it comes to the same folder.
//
//   .modwarden-<12 characters>.tmp     a file that gets its name when it is whole
//
// Nobody can tell for sure whether the writer of such a file still lives (another machine may share the disk), so only
// old ones are removed: a small file is written in far less than an hour, and a large one changes all the time.
import { hash, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { makeFolders } from './makefolder.ts'

/** How old (ms) a file must be, by its last change, before it counts as left over. */
export const LEFT_OVER_MS: number = 60 * 60 * 1000

/** A path in no use beside `file`, short enough for a folder whose own names are at the limit of the file system. */
export function temporaryBeside(file: string): string {
  return path.join(path.dirname(file), `.modwarden-${randomBytes(9).toString('base64url')}.tmp`)
}

/**
 * Writes a file in one step, behind a line with the SHA-256 of `body`. Failures are ignored: it only saves time. No
 * fsync: a torn file fails its digest.
 */
export function writeDigested(file: string, body: string): void {
  const temporary = temporaryBeside(file)
  try {
    makeFolders(path.dirname(file), 0o700)
    clearUnfinished(path.dirname(file))
    fs.writeFileSync(temporary, `${hash('sha256', body)}\n${body}`, { mode: 0o600, flag: 'wx' })
    fs.renameSync(temporary, file)
  } catch {
    remove(temporary)
  }
}

/** Removes old unfinished files from a folder. What cannot be removed takes room and nothing else: it is passed over. */
export function clearUnfinished(folder: string): void {
  for (const name of namesIn(folder)) {
    if (!/^\.modwarden-[\w-]{12}\.tmp$/.test(name)) continue
    const file = path.join(folder, name)
    const stats = lstat(file)
    if (stats !== undefined && !stats.isDirectory() && isOld(stats)) remove(file)
  }
}

/**
 * Removes old temporary folders, `prefix` and six or more characters, from a folder that is this program's own. One in
 * which anything has changed lately is somebody's work.
 */
export function clearFolders(parent: string, prefix: string): void {
  for (const name of namesIn(parent)) {
    if (!name.startsWith(prefix) || !/^\w{6,}$/.test(name.slice(prefix.length))) continue
    const folder = path.join(parent, name)
    const all = [folder, ...namesIn(folder).map((inside) => path.join(folder, inside))].map(lstat)
    if (all[0]?.isDirectory() === true && all.every((stats) => stats !== undefined && isOld(stats))) remove(folder)
  }
}

function isOld(stats: fs.Stats): boolean {
  return stats.mtimeMs < Date.now() - LEFT_OVER_MS
}

function namesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder)
  } catch {
    return []
  }
}

function lstat(file: string): fs.Stats | undefined {
  try {
    return fs.lstatSync(file, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}

function remove(target: string): void {
  try {
    fs.rmSync(target, { recursive: true, force: true })
  } catch {
    // Not this user's, or a disk that cannot be written: then it stays.
  }
}
