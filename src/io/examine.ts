// Examining one module version's files in a module cache: the hot path of `verify`, run in worker threads.
//
// Every byte is read once and hashed once. The zip's contents are hashed; the extracted folder is not hashed beside
// it but compared with the zip's bytes, which says the same and costs a memcmp. Only a folder without a sound zip, or
// one that differs, is hashed on its own. File system calls are synchronous: this runs in a worker of its own, and a
// promise for each of 150,000 small files would cost more than reading them.
import { createHash } from 'node:crypto'
import type fs from 'node:fs'
import path from 'node:path'
import { isWardenError, messageOf } from '../base/errors.ts'
import { isToolchain, parseZipHash } from '../gomod/cachelayout.ts'
import { hash1 } from '../gomod/dirhash.ts'
import { hashContents, maxZipFile, openModuleZip, type Visit } from '../gomod/modzip.ts'
import type { Examined, ExamineRequest, Hashed } from '../world/contents.ts'
import { FolderComparison, isToolchainCopy, listFolder, readFile, readWhole, type FolderListing } from './folder.ts'
import { drop, lstat, lstatOrError, readIndex, Snapshot } from './statindex.ts'
import { openZipFile } from './zipfile.ts'

const NAME = { zip: '=zip', ziphash: '=ziphash', folder: '=folder' } as const

/** Examines one module version. Never throws for what it finds in the cache. */
export async function examine(request: ExamineRequest): Promise<Examined> {
  const places = { [NAME.zip]: request.zip, [NAME.ziphash]: request.ziphash, [NAME.folder]: request.folder }
  const present = new Map<string, fs.BigIntStats>()
  // What may be there but cannot be looked at is not absent: nothing is known about it.
  const unreadable = new Map<string, string>()
  for (const [name, place] of Object.entries(places)) {
    const stats = place === undefined ? undefined : lstatOrError(place)
    if (stats instanceof Error) unreadable.set(name, messageOf(stats))
    else if (stats !== undefined) present.set(name, stats)
  }
  const index = unreadable.size === 0 ? request.index : undefined
  if (request.trustIndex && index !== undefined) {
    const facts = readIndex(index, [...present.keys()], (name) => {
      if (!name.startsWith('=')) return `${request.folder}/${name}`
      return present.has(name) ? places[name as keyof typeof places] : undefined
    })
    if (facts !== undefined) {
      return {
        ...NO_DETAILS,
        zip: facts.zip === undefined ? ABSENT : { kind: 'hashed', ...facts.zip },
        folder: facts.folder === undefined ? ABSENT : { kind: 'hashed', ...facts.folder },
        ziphash: facts.ziphash,
        byIndex: true,
      }
    }
  }
  // With the index ignored none is made either: stat data of 150,000 files costs a tenth of reading them.
  const snapshot = request.trustIndex && index !== undefined ? new Snapshot() : undefined
  // Asked after the folder was found: go makes the mark before the folder, so that without it the folder is whole.
  const unfinished = request.partial !== undefined && present.has(NAME.folder) && lstat(request.partial) !== undefined
  const read = await readAll(request, present, snapshot)
  if (unfinished && !(read.folder.kind === 'hashed' && read.zip.kind === 'hashed' && read.folder.h1 === read.zip.h1)) {
    if (request.index !== undefined) drop(request.index)
    return { ...read, ...NO_DETAILS, folder: ABSENT }
  }
  const hidden = (name: string): Hashed | undefined => {
    const why = unreadable.get(name)
    return why === undefined ? undefined : { kind: 'unreadable', why }
  }
  const examined = { ...read, zip: hidden(NAME.zip) ?? read.zip, folder: hidden(NAME.folder) ?? read.folder }
  if (request.index !== undefined) keep(request.index, examined, snapshot, foldersAbove(request))
  return examined
}

const ABSENT: Hashed = { kind: 'absent' }
const NO_DETAILS = { byIndex: false, differences: [], differenceCount: 0 } as const

/** Makes an index entry where all that is there was read and agrees; removes one that would say so falsely. */
function keep(index: string, examined: Examined, snapshot: Snapshot | undefined, above: readonly string[]): void {
  const { zip, folder, ziphash } = examined
  const facts = (hashed: Hashed): { h1: string; files: number; bytes: number } | undefined =>
    hashed.kind === 'hashed' ? { h1: hashed.h1, files: hashed.files, bytes: hashed.bytes } : undefined
  const sound = [zip, folder].every((hashed) => hashed.kind === 'hashed' || hashed.kind === 'absent')
  const agree = zip.kind !== 'hashed' || folder.kind !== 'hashed' || zip.h1 === folder.h1
  if (!sound || !agree) drop(index)
  else snapshot?.save(index, { zip: facts(zip), folder: facts(folder), ziphash }, above)
}

/** The folders between the cache's own and what is read: whoever may write there can exchange one for another. */
function foldersAbove({ root, zip, folder }: ExamineRequest): string[] {
  const above = new Set<string>()
  for (const place of [zip, folder]) {
    if (root === undefined || place?.startsWith(`${root}/`) !== true) continue
    for (let at = path.dirname(place); at.length >= root.length; at = path.dirname(at)) above.add(at)
  }
  return [...above]
}

async function readAll(
  request: ExamineRequest,
  present: ReadonlyMap<string, fs.BigIntStats>,
  snapshot: Snapshot | undefined,
): Promise<Examined> {
  const ziphash = present.has(NAME.ziphash) ? readZiphash(request.ziphash as string, snapshot) : undefined
  const found = { ...NO_DETAILS, ziphash }
  const folder = present.has(NAME.folder) ? (request.folder as string) : undefined
  const isFolder = folder !== undefined && present.get(NAME.folder)?.isDirectory() === true
  if (folder === undefined || !isFolder) {
    return {
      ...found,
      zip: present.has(NAME.zip) ? await readZip(request, snapshot, () => undefined) : ABSENT,
      folder: folder === undefined ? ABSENT : { kind: 'damaged', why: 'it is not a folder' },
    }
  }
  snapshot?.add(NAME.folder, lstat(folder))
  const listing = listFolder(folder, snapshot)
  if (!present.has(NAME.zip)) return { ...found, zip: ABSENT, folder: hashFolder(request, folder, listing, snapshot) }
  const comparison = new FolderComparison(folder, listing, snapshot, isToolchain(request.module))
  const zip = await readZip(request, snapshot, (entry, chunk, last) => comparison.chunk(entry, chunk, last))
  comparison.finish()
  const { differences } = comparison
  if (zip.kind === 'hashed' && differences.length === 0 && listing.unlisted.length === 0) {
    return { ...found, zip, folder: { ...zip } }
  }
  // A comparison takes names out of its listing as it meets them.
  const read = hashFolder(request, folder, listFolder(folder), undefined)
  if (zip.kind !== 'hashed') return { ...found, zip, folder: read }
  // A part that cannot be read does not make doubtful what is certain about the others.
  const certain = read.kind === 'unreadable' ? differences.find((d) => d.kind !== 'removed') : undefined
  const hashed: Hashed = certain === undefined ? read : { kind: 'damaged', why: `${certain.name}: ${certain.kind}` }
  // Loaded on demand: nearly no run needs it, and every worker would pay for it.
  const { describeDifferences } = await import('./folderdiff.ts')
  const described = await describeDifferences(request, folder, differences)
  return { ...found, zip, folder: hashed, differences: described, differenceCount: differences.length }
}

/** Hashes the zip while `visit` sees every byte of it; damage and trouble with reading become values. */
async function readZip(request: ExamineRequest, snapshot: Snapshot | undefined, visit: Visit): Promise<Hashed> {
  try {
    using source = openZipFile(request.zip as string)
    // Of the file that is open, not of whatever its name leads to by now.
    snapshot?.add(NAME.zip, source.stats)
    const opened = openModuleZip(source, request.module)
    let bytes = 0
    const h1 = await hashContents(opened, (entry, chunk, last) => {
      bytes += chunk.length
      visit(entry, chunk, last)
    })
    if (!source.unchanged()) return { kind: 'unreadable', why: 'the zip changed while it was read; run again' }
    return { kind: 'hashed', h1, files: opened.entries.length, bytes }
  } catch (error) {
    if (isWardenError(error, 'io')) return { kind: 'unreadable', why: messageOf(error) }
    if (isWardenError(error)) return { kind: 'damaged', why: messageOf(error) }
    throw error
  }
}

/** What .ziphash says; `undefined` where go would compute it anew. */
function readZiphash(file: string, snapshot: Snapshot | undefined): string | undefined {
  try {
    const found = parseZipHash(readWhole(file, 4096, (stats) => snapshot?.add(NAME.ziphash, stats)))
    return found.kind === 'torn' ? undefined : found.kind === 'h1' ? found.hash : found.text
  } catch {
    return undefined
  }
}

/** h1 of a folder as golang.org/x/mod/sumdb/dirhash.HashDir computes it; anything but a file in it is damage. */
function hashFolder(
  request: ExamineRequest,
  folder: string,
  listing: FolderListing,
  snapshot: Snapshot | undefined,
): Hashed {
  // First what is certain: a folder that holds such a thing is not what any zip holds, whatever else it holds.
  const [odd] = listing.strange
  if (odd !== undefined) return { kind: 'damaged', why: `${odd} is not a file that a module can hold` }
  const [hidden] = listing.unlisted
  if (hidden !== undefined) return { kind: 'unreadable', why: `${hidden} cannot be listed` }
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
      bytes += readFile(`${folder}/${name}`, name, snapshot, maxZipFile - bytes, (chunk) => sum.update(chunk))
      sums.push({ name: prefix + name, sha256: sum.digest('hex') })
    }
    return { kind: 'hashed', h1: hash1(sums), files: sums.length, bytes }
  } catch (error) {
    return { kind: isWardenError(error, 'parse', 'too-large') ? 'damaged' : 'unreadable', why: messageOf(error) }
  }
}
