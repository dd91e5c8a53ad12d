// A module zip unpacked into a new folder as the go command does it (golang.org/x/mod/zip.Unzip, then
// modfetch.makeDirsReadOnly): files 0444, folders 0555. Run in a worker thread; all calls are blocking.
//
// The zip is judged by our own reader before a name of it is used, and hashed while it is unpacked: what was written is
// what was hashed, whatever happens to the file meanwhile. Unlike go, everything is synced before the folder may get its
// name: after a power cut go would believe a folder of empty files.
import fs from 'node:fs'
import path from 'node:path'
import { isWardenError, WardenError, type ErrorCode } from '../base/errors.ts'
import { moduleName } from '../base/finding.ts'
import { hashContents, openModuleZip, type ZipEntry } from '../gomod/modzip.ts'
import type { ExtractRequest } from '../world/contents.ts'
import { diskError } from './diskerror.ts'
import { openZipFile } from './zipfile.ts'

/** What became of a zip, in a form that can be sent from one thread to another. */
export type Extracted =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly message: string; readonly remedy: string | undefined }

/** Unpacks one zip. Never throws for what is found; a folder that could not be finished is removed. */
export async function extract(request: ExtractRequest): Promise<Extracted> {
  try {
    await unpack(request)
    return { kind: 'done' }
  } catch (error) {
    fs.rmSync(request.folder, { recursive: true, force: true })
    const told = isWardenError(error) ? error : diskError(error, 'extract to', request.folder)
    return { kind: 'failed', code: told.code, message: told.message, remedy: told.remedy }
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
  // 1. The folder itself: it must be new, so that nothing in it was put there by anybody else.
  fs.mkdirSync(folder)
  const folders = new Set<string>([''])
  const makeFolder = (name: string): void => {
    if (folders.has(name)) return
    const above = path.posix.dirname(name)
    makeFolder(above === '.' ? '' : above)
    fs.mkdirSync(`${folder}/${name}`)
    folders.add(name)
  }
  // 2. Every file, on the disk. The zip's names are distinct, also where case does not count, and none leads out.
  let open: { readonly entry: ZipEntry; readonly fd: number } | undefined
  try {
    const h1 = await hashContents(opened, (entry, chunk, last) => {
      if (open === undefined) {
        const above = path.posix.dirname(entry.name)
        makeFolder(above === '.' ? '' : above)
        open = { entry, fd: fs.openSync(`${folder}/${entry.name}`, NEW, 0o444) }
      }
      writeAll(open.fd, chunk)
      if (!last) return
      fs.fsyncSync(open.fd)
      fs.closeSync(open.fd)
      open = undefined
    })
    if (!expected.includes(h1)) {
      throw new WardenError('mismatch', `${moduleName(module)}: the zip is not what was agreed on (${h1})`)
    }
  } finally {
    if (open !== undefined) fs.closeSync(open.fd)
  }
  // 3. Every folder, the deepest first.
  for (const name of [...folders].toReversed()) {
    const place = name === '' ? folder : `${folder}/${name}`
    if (!writable) fs.chmodSync(place, fs.statSync(place).mode & 0o555)
    const fd = fs.openSync(place, fs.constants.O_RDONLY | fs.constants.O_DIRECTORY)
    try {
      fs.fsyncSync(fd)
    } finally {
      fs.closeSync(fd)
    }
  }
}

const NEW = fs.constants.O_WRONLY | fs.constants.O_CREAT | fs.constants.O_EXCL | fs.constants.O_NOFOLLOW

function writeAll(fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += fs.writeSync(fd, bytes, at)
}
