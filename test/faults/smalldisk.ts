// A disk that is really small: a file system in memory, mounted where a test wants it.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** A file system of 1 MiB at `folder`, which can be filled to the last byte and emptied again. */
export async function mounted(
  folder: string,
  work: (fill: () => void, empty: () => void) => Promise<void>,
): Promise<void> {
  mkdirSync(folder, { recursive: true })
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m,mode=0700', 'none', folder])
  const filler = path.join(folder, 'filler')
  try {
    await work(
      () => fillUp(filler),
      () => rmSync(filler),
    )
  } finally {
    execFileSync('umount', [folder])
  }
}

function fillUp(file: string): void {
  const fd = openSync(file, 'wx')
  try {
    for (let size = 1 << 16; size > 0; size = size >> 1) {
      try {
        for (;;) writeSync(fd, Buffer.alloc(size, 1))
      } catch (error) {
        assert.match(String(error), /ENOSPC/)
      }
    }
  } finally {
    closeSync(fd)
  }
}

/** File systems of one's own need root and a kernel that permits mounting. */
export function mountReason(): string | false {
  if (process.geteuid?.() !== 0) return 'mounting needs root'
  const folder = mkdtempSync(path.join(tmpdir(), 'modwarden-mount-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', 'none', folder], { stdio: 'ignore' })
    execFileSync('umount', [folder], { stdio: 'ignore' })
    return false
  } catch {
    return 'nothing can be mounted here'
  } finally {
    rmdirSync(folder)
  }
}
