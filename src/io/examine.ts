// Examining one module version's files in a module cache: the hot path of `verify`, run in worker threads.
//
// Every byte is read once and hashed once. The zip's contents are hashed; the extracted folder is not hashed beside
// it but compared with the zip's bytes, which says the same and costs a memcmp. Only a folder without a sound zip, or
// one that differs, is hashed on its own. File system calls are synchronous: this runs in a worker of its own, and a
// promise for each of 150,000 small files would cost more than reading them.
import { hash, createHash } from 'node:crypto'
import type fs from 'node:fs'
import path from 'node:path'
import { isWardenError, messageOf } from '../base/errors.ts'
import { isToolchain, parseZipHash } from '../gomod/cachelayout.ts'
import { hash1 } from '../gomod/dirhash.ts'
import { openModuleZip, readContents, type ModuleZip, type Visit } from '../gomod/modzip.ts'
import type { Examined, ExamineRequest, Hashed } from '../world/contents.ts'
import { FolderComparison, isToolchainCopy, listFolder, readFile, readWhole, type FolderListing } from './folder.ts'
import { drop, lstat, readIndex, Snapshot } from './statindex.ts'
import { openZipFile } from './zipfile.ts'

const NAME = { zip: '=zip', ziphash: '=ziphash', folder: '=folder' } as const

/** Examines one module version. Never throws for what it finds in the cache. */
export async function examine(request: ExamineRequest): Promise<Examined> {
  const places = { [NAME.zip]: request.zip, [NAME.ziphash]: request.ziphash, [NAME.folder]: request.folder }
  const present = new Map<string, fs.BigIntStats>()
  for (const [name, place] of Object.entries(places)) {
    const stats = place === undefined ? undefined : lstat(place)
    if (stats !== undefined) present.set(name, stats)
  }
  if (request.trustIndex && request.index !== undefined) {
    const facts = readIndex(request.index, [...present.keys()], (name) => {
      if (!name.startsWith('=')) return `${request.folder}/${name}`
      return present.has(name) ? places[name as keyof typeof places] : undefined
    })
    if (facts !== undefined) {
      return {
        zip: facts.zip === undefined ? { kind: 'absent' } : { kind: 'hashed', ...facts.zip },
        folder: facts.folder === undefined ? { kind: 'absent' } : { kind: 'hashed', ...facts.folder },
        differences: [],
        differenceCount: 0,
        ziphash: facts.ziphash,
        byIndex: true,
      }
    }
  }
  // With the index ignored none is made either: stat data of 150,000 files costs a tenth of reading them.
  const snapshot = request.trustIndex && request.index !== undefined ? new Snapshot() : undefined
  for (const [name, stats] of present) snapshot?.add(name, stats)
  const examined = await readAll(request, present, snapshot)
  if (request.index !== undefined) keep(request.index, examined, snapshot)
  return examined
}

/** Makes an index entry where all that is there was read and agrees; removes one that would say so falsely. */
function keep(index: string, examined: Examined, snapshot: Snapshot | undefined): void {
  const { zip, folder, ziphash } = examined
  const facts = (hashed: Hashed): { h1: string; files: number; bytes: number } | undefined =>
    hashed.kind === 'hashed' ? { h1: hashed.h1, files: hashed.files, bytes: hashed.bytes } : undefined
  const sound = [zip, folder].every((hashed) => hashed.kind === 'hashed' || hashed.kind === 'absent')
  const agree = zip.kind !== 'hashed' || folder.kind !== 'hashed' || zip.h1 === folder.h1
  if (!sound || !agree) drop(index)
  else snapshot?.save(index, { zip: facts(zip), folder: facts(folder), ziphash })
}

async function readAll(
  request: ExamineRequest,
  present: ReadonlyMap<string, fs.BigIntStats>,
  snapshot: Snapshot | undefined,
): Promise<Examined> {
  const ziphash = present.has(NAME.ziphash) ? readZiphash(request.ziphash as string) : undefined
  const folder = present.has(NAME.folder) ? (request.folder as string) : undefined
  if (folder !== undefined && present.get(NAME.folder)?.isDirectory() !== true) {
    return {
      zip: await hashZipOf(request, present),
      folder: { kind: 'damaged', why: 'it is not a folder' },
      ...NO_DETAILS,
      ziphash,
    }
  }
  const listing = folder === undefined ? undefined : listFolder(folder, snapshot)
  const found = { ...NO_DETAILS, ziphash }
  if (!present.has(NAME.zip)) {
    return { ...found, zip: { kind: 'absent' }, folder: hashFolder(request, folder, listing, snapshot) }
  }
  const comparison =
    folder === undefined || listing === undefined
      ? undefined
      : new FolderComparison(folder, listing, snapshot, isToolchain(request.module))
  const zip = await readZip(request, (entry, chunk, last) => comparison?.chunk(entry, chunk, last))
  comparison?.finish()
  if (zip.kind === 'hashed' && comparison?.same === true) return { ...found, zip, folder: { ...zip } }
  // A comparison takes names out of its listing as it meets them.
  const again = folder === undefined ? undefined : listFolder(folder)
  const hashed = hashFolder(request, folder, again, undefined)
  if (zip.kind !== 'hashed' || folder === undefined || comparison === undefined)
    return { ...found, zip, folder: hashed }
  // Loaded on demand: nearly no run needs it, and every worker would pay for it.
  const { describeDifferences } = await import('./folderdiff.ts')
  const described = await describeDifferences(request, folder, comparison.differences)
  return { ...found, zip, folder: hashed, differences: described, differenceCount: comparison.differences.length }
}

const NO_DETAILS = { byIndex: false, differences: [], differenceCount: 0 } as const

async function hashZipOf(request: ExamineRequest, present: ReadonlyMap<string, unknown>): Promise<Hashed> {
  return present.has(NAME.zip) ? readZip(request, () => undefined) : { kind: 'absent' }
}

/** Hashes the zip while `visit` sees every byte of it. */
async function readZip(request: ExamineRequest, visit: Visit): Promise<Hashed> {
  return withZip(request, async (opened): Promise<Hashed> => {
    // Folder entries count in a zip's h1, as empty files (CONTRACTS §1.4).
    const sums = opened.folders.map(({ name }) => ({ name: opened.prefix + name, sha256: hash('sha256', '') }))
    let bytes = 0
    let running: ReturnType<typeof createHash> | undefined
    await readContents(opened, (entry, chunk, last) => {
      bytes += chunk.length
      if (last && running === undefined) {
        sums.push({ name: opened.prefix + entry.name, sha256: hash('sha256', chunk) })
      } else {
        running ??= createHash('sha256')
        running.update(chunk)
        if (last) {
          sums.push({ name: opened.prefix + entry.name, sha256: running.digest('hex') })
          running = undefined
        }
      }
      visit(entry, chunk, last)
    })
    return { kind: 'hashed', h1: hash1(sums), files: opened.entries.length, bytes }
  })
}

/** Opens the zip for `use`; damage and trouble with reading become values. */
async function withZip(request: ExamineRequest, use: (zip: ModuleZip) => Promise<Hashed>): Promise<Hashed> {
  try {
    using source = openZipFile(request.zip as string)
    const result = await use(openModuleZip(source, request.module))
    return source.unchanged() ? result : { kind: 'unreadable', why: 'the zip changed while it was read; run again' }
  } catch (error) {
    if (isWardenError(error, 'io')) return { kind: 'unreadable', why: messageOf(error) }
    if (isWardenError(error)) return { kind: 'damaged', why: messageOf(error) }
    throw error
  }
}

/** What .ziphash says; `undefined` where go would compute it anew. */
function readZiphash(file: string): string | undefined {
  try {
    const found = parseZipHash(readWhole(file, 4096))
    return found.kind === 'torn' ? undefined : found.kind === 'h1' ? found.hash : found.text
  } catch {
    return undefined
  }
}

/** h1 of a folder as golang.org/x/mod/sumdb/dirhash.HashDir computes it; anything but a file in it is damage. */
function hashFolder(
  request: ExamineRequest,
  folder: string | undefined,
  listing: FolderListing | undefined,
  snapshot: Snapshot | undefined,
): Hashed {
  if (folder === undefined || listing === undefined) return { kind: 'absent' }
  const [odd] = listing.strange
  const prefix = `${request.module.path}@${request.module.version}/`
  const sums: { readonly name: string; readonly sha256: string }[] = []
  let bytes = 0
  try {
    for (const name of listing.files) {
      if (isToolchain(request.module) && isToolchainCopy(folder, name)) {
        snapshot?.add(name, lstat(`${folder}/${name}`))
        continue
      }
      const sum = createHash('sha256')
      bytes += readFile(path.join(folder, name), name, snapshot, (chunk) => sum.update(chunk))
      sums.push({ name: prefix + name, sha256: sum.digest('hex') })
    }
    if (odd !== undefined) return { kind: 'damaged', why: `${odd} is not an ordinary file or cannot be listed` }
    return { kind: 'hashed', h1: hash1(sums), files: sums.length, bytes }
  } catch (error) {
    return { kind: isWardenError(error, 'parse') ? 'damaged' : 'unreadable', why: messageOf(error) }
  }
}
