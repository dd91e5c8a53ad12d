// Two paths that change names in one step: renameat2(2) with RENAME_EXCHANGE, renamex_np(2) with RENAME_SWAP on macOS.
// Node's fs has neither; without node:ffi there is none, and the caller renames twice.
import { C_LIBRARIES, nodeFfi } from './flock.ts'

const AT_FDCWD = -100
const RENAME_EXCHANGE = 2
const RENAME_SWAP = 2

/** Exchanges two paths of one file system; `false` where that cannot be done here, and then nothing happened. */
export function exchangePaths(a: string, b: string): boolean {
  // A NUL would end the path early.
  if (a.includes('\0') || b.includes('\0')) return false
  const ffi = nodeFfi()
  if (ffi === undefined) return false
  for (const library of C_LIBRARIES) {
    try {
      if (process.platform === 'darwin') {
        const { renamex_np: swap } = ffi.dlopen(library, {
          renamex_np: { arguments: ['string', 'string', 'u32'], return: 'i32' },
        }).functions
        if (swap !== undefined) return Number(swap(a, b, RENAME_SWAP)) === 0
      } else {
        const { renameat2 } = ffi.dlopen(library, {
          renameat2: { arguments: ['i32', 'string', 'i32', 'string', 'u32'], return: 'i32' },
        }).functions
        // All errors are one to the caller: a kernel or file system that lacks it is told by EINVAL or ENOSYS.
        if (renameat2 !== undefined) return Number(renameat2(AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE)) === 0
      }
    } catch {
      // Another C library, or one without the function.
    }
  }
  return false
}
