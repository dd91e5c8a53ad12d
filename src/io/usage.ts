// How much lies below a path: sizes summed without following a link. Blocking calls in slices: a promise for each of
// 150,000 files costs more than looking at them.
import fs from 'node:fs'
import { setImmediate as pause } from 'node:timers/promises'
import type { Usage } from '../world/files.ts'
import { diskError, isAbsent } from './diskerror.ts'

/** Folders that are listed before other work of this process gets its turn. */
const SLICE = 64

/** What lies at or below a path; what vanishes or cannot be listed meanwhile counts nothing. Throws `io` for the path itself. */
export async function usageOf(target: string): Promise<Usage | undefined> {
  let stats: fs.Stats
  try {
    stats = fs.lstatSync(target)
  } catch (error) {
    if (isAbsent(error)) return undefined
    throw diskError(error, 'look at', target)
  }
  if (!stats.isDirectory()) return { bytes: stats.isFile() ? stats.size : 0, files: 1 }
  let bytes = 0
  let files = 0
  let listed = 0
  const pending = [Buffer.from(target)]
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    if (++listed % SLICE === 0) await pause()
    for (const entry of entriesOf(folder)) {
      const at = Buffer.concat([folder, SLASH, entry.name])
      if (entry.isDirectory()) {
        pending.push(at)
        continue
      }
      files++
      if (entry.isFile()) bytes += sizeOf(at)
    }
  }
  return { bytes, files }
}

const SLASH = Buffer.from('/')

function entriesOf(folder: Buffer): fs.Dirent<Buffer>[] {
  try {
    return fs.readdirSync(folder, { withFileTypes: true, encoding: 'buffer' })
  } catch {
    return []
  }
}

function sizeOf(file: Buffer): number {
  try {
    return fs.lstatSync(file).size
  } catch {
    return 0
  }
}
