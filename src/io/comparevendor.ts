// One vendored module compared with its zip (the rules are told in src/jobs/verify/vendor.ts).
import path from 'node:path'
import fs from 'node:fs'
import { equalBytes } from '../base/bytes.ts'
import { WardenError } from '../base/errors.ts'
import { openModuleZip, readContents, type Visit } from '../gomod/modzip.ts'
import type { FileDifference, VendorComparison, VendorRequest } from '../world/contents.ts'
import { diskError } from './diskerror.ts'
import { listFolder } from './folder.ts'
import { describeDifferences } from './folderdiff.ts'
import { lstat } from './statindex.ts'
import { openZipFile } from './zipfile.ts'

/** Compares; throws `io`, `parse`, `too-large` and `aborted`. */
export async function compareVendor(
  request: VendorRequest,
  owners: readonly string[],
  signal: AbortSignal | undefined,
): Promise<VendorComparison> {
  const root = path.join(request.folder, request.at)
  const nested = owners
    .filter((owner) => owner.startsWith(`${request.at}/`))
    .map((owner) => `${owner.slice(request.at.length + 1)}/`)
  const listing = listFolder(root)
  const hidden = lstat(root) === undefined ? undefined : listing.unlisted[0]
  if (hidden !== undefined) throw new WardenError('io', `${path.join(root, hidden)}: cannot be listed`)
  const mine = (name: string): boolean => !nested.some((prefix) => name.startsWith(prefix))
  const packages = new Set(request.packages)
  const differences: FileDifference[] = []
  const inZip = new Set<string>()
  let compared = 0
  using source = openZipFile(request.zip)
  let state: { readonly fd: number; equal: boolean } | undefined
  const visit: Visit = (entry, chunk, last) => {
    if (signal?.aborted === true) throw new WardenError('aborted', 'stopped')
    const first = !inZip.has(entry.name)
    inZip.add(entry.name)
    if (!mine(entry.name)) return
    if (!listing.files.has(entry.name)) {
      if (first && packages.has(folderOf(entry.name)) && isCopied(entry.name, chunk)) {
        differences.push({ name: entry.name, kind: 'removed', expectedSize: entry.size })
      }
      return
    }
    if (first) {
      compared++
      state = open(path.join(root, entry.name), entry.size)
    }
    if (state === undefined) return
    if (state.equal) state.equal = sameBytes(state.fd, chunk, entry.name)
    if (last) {
      fs.closeSync(state.fd)
      if (!state.equal) differences.push({ name: entry.name, kind: 'changed', expectedSize: entry.size })
      state = undefined
    }
  }
  try {
    await readContents(openModuleZip(source, request.module), visit)
  } finally {
    // Read after the callback: the compiler does not see that it assigns.
    const open = state as { readonly fd: number } | undefined
    if (open !== undefined) fs.closeSync(open.fd)
  }
  if (!source.unchanged()) throw new WardenError('io', `${request.zip}: changed while it was read; run again`)
  for (const name of listing.files) if (mine(name) && !inZip.has(name)) differences.push({ name, kind: 'added' })
  for (const name of listing.strange) if (mine(name)) differences.push({ name, kind: 'not a file' })
  const seen = [...listing.files, ...listing.strange].filter(mine).map((name) => path.posix.join(request.at, name))
  const described = await describeDifferences(
    { module: request.module, zip: request.zip, trustIndex: false },
    root,
    differences,
  )
  return { compared, differences: described, seen }
}

function open(file: string, size: number): { fd: number; equal: boolean } {
  try {
    const fd = fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK)
    return { fd, equal: fs.fstatSync(fd).size === size }
  } catch (error) {
    throw diskError(error, 'read', file)
  }
}

function sameBytes(fd: number, chunk: Uint8Array, name: string): boolean {
  const buffer = Buffer.allocUnsafe(chunk.length)
  try {
    for (let at = 0; at < chunk.length;) {
      const got = fs.readSync(fd, buffer, at, chunk.length - at, null)
      if (got === 0) return false
      at += got
    }
  } catch (error) {
    throw diskError(error, 'read', name)
  }
  return equalBytes(buffer, chunk)
}

function folderOf(name: string): string {
  const slash = name.lastIndexOf('/')
  return slash < 0 ? '' : name.slice(0, slash)
}

/** Whether `go mod vendor` copies this file of a listed package's folder. */
function isCopied(name: string, content: Uint8Array): boolean {
  const base = path.posix.basename(name)
  if (base.endsWith('_test.go') || base === 'go.mod' || base === 'go.sum') return false
  // Only Go files, and without a doubtful build constraint: an absent data file may be one that no go version copied.
  if (!base.endsWith('.go')) return false
  const header = Buffer.from(content.subarray(0, 64 << 10)).toString('latin1')
  return !/^[ \t]*\/\/[ \t]*(?:go:build|\+build)\b.*\bignore\b/m.test(header)
}
