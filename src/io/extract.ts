// A module zip unpacked into a new folder as the go command does it (golang.org/x/mod/zip.Unzip, then
// modfetch.makeDirsReadOnly): files 0444, folders 0555. Run in a worker thread; all calls are blocking.
//
// The zip is judged by our own reader before a name of it is used, and hashed while it is unpacked: what was written is
// what was hashed, whatever happens to the file meanwhile. Unlike go, everything is synced before the folder may get its
// name: after a power cut go would believe a folder of empty files.
import fs from 'node:fs'
import { isWardenError, WardenError, type ErrorCode } from '../base/errors.ts'
import { moduleName } from '../base/finding.ts'
import { hashContents, openModuleZip, type ZipEntry } from '../gomod/modzip.ts'
import type { ExtractRequest } from '../world/contents.ts'
import { diskError } from './diskerror.ts'
import { syncFileSystem } from './syncdisk.ts'
import { openZipFile } from './zipfile.ts'

/** What became of a zip, in a form that can be sent from one thread to another. */
export type Extracted =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly message: string; readonly remedy: string | undefined }

/** Unpacks one zip. Never throws for what is found; a folder that could not be finished is removed. */
export async function extract(request: ExtractRequest): Promise<Extracted> {
  let made = false
  try {
    // 1. The folder itself: it must be new, so that nothing in it was put there by anybody else.
    fs.mkdirSync(request.folder)
    made = true
    await unpack(request)
    return { kind: 'done' }
  } catch (error) {
    if (made) clear(request.folder)
    const told = isWardenError(error) ? error : diskError(error, 'extract to', request.folder)
    return { kind: 'failed', code: told.code, message: told.message, remedy: told.remedy }
  }
}

/** What cannot be removed now has a name that whoever gets the lock next knows as unfinished. */
function clear(folder: string): void {
  try {
    fs.rmSync(folder, { recursive: true, force: true })
  } catch {
    // Read-only folders of a user who is not root, or the disk that made the extraction fail.
  }
}

/** Throws what `extract` could not do. */
export function extracted(result: Extracted | undefined, { folder }: ExtractRequest): void {
  if (result?.kind === 'done') return
  if (result === undefined) throw new Error(`${folder}: no answer`)
  const { code, message, remedy } = result
  throw new WardenError(code, message, remedy === undefined ? {} : { remedy })
}

async function unpack({ module, zip, folder, expected, writable }: ExtractRequest): Promise<void> {
  using source = openZipFile(zip)
  const opened = openModuleZip(source, module)
  const folders = new Set<string>([''])
  const makeFolderOf = (name: string): void => {
    if (folders.has(name.slice(0, Math.max(0, name.lastIndexOf('/'))))) return
    for (let end = name.indexOf('/'); end >= 0; end = name.indexOf('/', end + 1)) {
      const above = name.slice(0, end)
      if (folders.has(above)) continue
      fs.mkdirSync(`${folder}/${above}`)
      folders.add(above)
    }
  }
  // 2. Every file. The zip's names are distinct, also where case does not count, and none leads out.
  const files: string[] = []
  let open: { readonly entry: ZipEntry; readonly fd: number } | undefined
  try {
    const h1 = await hashContents(opened, (entry, chunk, last) => {
      if (open === undefined) {
        makeFolderOf(entry.name)
        files.push(entry.name)
        open = { entry, fd: fs.openSync(`${folder}/${entry.name}`, NEW, 0o444) }
      }
      writeAll(open.fd, chunk)
      if (!last) return
      fs.closeSync(open.fd)
      open = undefined
    })
    if (!expected.includes(h1)) {
      throw new WardenError('mismatch', `${moduleName(module)}: the zip is not what was agreed on (${h1})`)
    }
  } finally {
    if (open !== undefined) fs.closeSync(open.fd)
  }
  // 3. The folders' permissions, the deepest first.
  const places = [...folders].toReversed().map((name) => (name === '' ? folder : `${folder}/${name}`))
  if (!writable) for (const place of places) fs.chmodSync(place, fs.statSync(place).mode & 0o555)
  // 4. All of it on the disk.
  syncAll(folder, [...files.map((name) => `${folder}/${name}`), ...places])
}

/** Below this number of files each is synced by itself: one call for the whole disk also waits for what others write. */
const FEW = 32

function syncAll(folder: string, places: readonly string[]): void {
  if (places.length > FEW && withOpen(folder, syncFileSystem)) return
  for (const place of places) withOpen(place, fs.fsyncSync)
}

function withOpen<T>(place: string, work: (fd: number) => T): T {
  const fd = fs.openSync(place, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW)
  try {
    return work(fd)
  } finally {
    fs.closeSync(fd)
  }
}

const NEW = fs.constants.O_WRONLY | fs.constants.O_CREAT | fs.constants.O_EXCL | fs.constants.O_NOFOLLOW

function writeAll(fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += fs.writeSync(fd, bytes, at)
}
