// A folder and those above it, made one by one. Not `mkdir` with `recursive`: where the file system says "no such file"
// for a name that it will never take, as /proc does, Node asks again for ever.
import { mkdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { errnoOf } from './diskerror.ts'

/**
 * Makes `folder` where it is missing; `mode` is that of the new ones. Throws the system's own error, also where
 * something else than a folder is in the way.
 */
export function makeFolders(folder: string, mode?: number): void {
  const missing: string[] = []
  let at = folder
  while (!isFolder(at) && at !== path.dirname(at)) {
    missing.push(at)
    at = path.dirname(at)
  }
  // From the top down, each once: what fails now fails for good.
  for (const next of missing.toReversed()) {
    try {
      mkdirSync(next, mode)
    } catch (error) {
      // Another process was quicker.
      if (errnoOf(error) !== 'EEXIST' || !isFolder(next)) throw error
    }
  }
}

function isFolder(place: string): boolean {
  return statSync(place, { throwIfNoEntry: false })?.isDirectory() === true
}
