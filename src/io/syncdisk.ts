// Everything on a file system synced by one call, syncfs(2): for thousands of new files that costs a fraction of an fsync
// for each, which all wait for the same journal. Node's fs lacks it; without node:ffi, and elsewhere than on linux, there
// is none, and the caller syncs its files one by one.
import { C_LIBRARIES, nodeFfi } from './flock.ts'

/**
 * Syncs the file system that an open file lies on; `false` where that cannot be done here, or where something could not
 * be written (since linux 5.8 also what other programs wrote): then nothing is known.
 */
export function syncFileSystem(fd: number): boolean {
  if (process.platform !== 'linux') return false
  const ffi = nodeFfi()
  if (ffi === undefined) return false
  for (const library of C_LIBRARIES) {
    try {
      const { syncfs } = ffi.dlopen(library, { syncfs: { arguments: ['i32'], return: 'i32' } }).functions
      if (syncfs !== undefined) return Number(syncfs(fd)) === 0
    } catch {
      // Another C library, or one without the function.
    }
  }
  return false
}
