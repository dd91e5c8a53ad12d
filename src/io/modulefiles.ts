// A few files of a module's zip or folder, as the port of src/world/modulefiles.ts. Zips pass the strict reader first; only
// the entries that are wanted are inflated.
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { compareBytes } from '../base/bytes.ts'
import { WardenError } from '../base/errors.ts'
import { moduleName, type ModuleVersion } from '../base/finding.ts'
import { openModuleZip } from '../gomod/modzip.ts'
import { ZipContents } from '../gomod/zipcontents.ts'
import type { ModuleFiles, SomeFiles, ZipFacts } from '../world/modulefiles.ts'
import { diskError, isAbsent } from './diskerror.ts'
import { lstat } from './statindex.ts'
import { openZipFile } from './zipfile.ts'

const CHUNK = 1 << 20
const MOST_FILES = 200_000
const MOST_DEPTH = 64
const MOST_WANTED = 1000
const RACY_MS = 2000

/** The real files. */
export function createModuleFiles(): ModuleFiles {
  return {
    zip: async (module, file, wanted, maxBytes) => readZip(module, file, wanted, maxBytes),
    folder: async (folder, wanted, maxBytes) => readFolder(folder, wanted, maxBytes),
    sha256: hashOf,
    stamp(file): string | undefined {
      const stats = lstat(file)
      if (stats === undefined || !stats.isFile()) return undefined
      const fresh = BigInt(Date.now() - RACY_MS) * 1_000_000n
      if (stats.mtimeNs >= fresh || stats.ctimeNs >= fresh) return undefined
      return [stats.dev, stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(' ')
    },
  }
}

async function readZip(
  module: ModuleVersion,
  file: string,
  wanted: (name: string) => boolean,
  maxBytes: number,
): Promise<ZipFacts> {
  using source = openZipFile(file)
  const opened = openModuleZip(source, module)
  const named = opened.entries.filter(({ name }) => wanted(name))
  const small = named.filter(({ size }) => size <= maxBytes).slice(0, MOST_WANTED)
  const files: Array<{ name: string; bytes: Uint8Array }> = []
  let chunks: Uint8Array[] = []
  const contents = new ZipContents<(typeof small)[number]>(
    source,
    opened.directory,
    moduleName(module),
    (entry, chunk, last) => {
      // Valid during the call only.
      chunks.push(new Uint8Array(chunk))
      if (!last) return
      files.push({ name: entry.name, bytes: Buffer.concat(chunks) })
      chunks = []
    },
  )
  try {
    for (const entry of small.toSorted((a, b) => a.record.headerOffset - b.record.headerOffset)) {
      const later = contents.read(entry)
      if (later !== undefined) await later
    }
    contents.flush()
  } finally {
    contents.close()
  }
  const sha256 = hashOf(file)
  if (!source.unchanged()) throw new WardenError('io', `${file}: changed while it was read`, { remedy: 'run it again' })
  files.sort((a, b) => compareBytes(a.name, b.name))
  return { sha256, files, large: named.filter((entry) => !small.includes(entry)).map(({ name }) => name) }
}

function hashOf(file: string): string {
  const sum = createHash('sha256')
  const buffer = Buffer.allocUnsafe(CHUNK)
  let fd: number | undefined
  try {
    fd = fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK)
    for (;;) {
      const count = fs.readSync(fd, buffer)
      if (count === 0) return sum.digest('hex')
      sum.update(buffer.subarray(0, count))
    }
  } catch (error) {
    throw diskError(error, 'read', file)
  } finally {
    if (fd !== undefined) fs.closeSync(fd)
  }
}

function readFolder(root: string, wanted: (name: string) => boolean, maxBytes: number): SomeFiles {
  const files: Array<{ name: string; bytes: Uint8Array }> = []
  const large: string[] = []
  let seen = 0
  const walk = (relative: string, depth: number): void => {
    const at = path.join(root, relative)
    for (const entry of entriesOf(at)) {
      if (++seen > MOST_FILES || depth > MOST_DEPTH) {
        throw new WardenError('too-large', `${root}: more than ${MOST_FILES} files, or ${MOST_DEPTH} folders deep`)
      }
      const name = relative === '' ? entry.name : `${relative}/${entry.name}`
      if (entry.isDirectory()) {
        // Other modules, what go does not look at, and what was copied here.
        if (/^[._]|^(?:vendor|testdata|node_modules)$/.test(entry.name)) continue
        if (lstat(path.join(root, name, 'go.mod')) === undefined) walk(name, depth + 1)
      } else if (entry.isFile() && wanted(name)) {
        const bytes = files.length < MOST_WANTED ? smallFile(path.join(root, name), maxBytes) : undefined
        if (bytes === undefined) large.push(name)
        else files.push({ name, bytes })
      }
    }
  }
  walk('', 0)
  return { files: files.toSorted((a, b) => compareBytes(a.name, b.name)), large }
}

function entriesOf(folder: string): fs.Dirent[] {
  try {
    return fs.readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    if (isAbsent(error)) return []
    throw diskError(error, 'list', folder)
  }
}

function smallFile(file: string, maxBytes: number): Uint8Array | undefined {
  let fd: number | undefined
  try {
    fd = fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK)
    const { size } = fs.fstatSync(fd)
    if (size > maxBytes) return undefined
    const buffer = Buffer.alloc(size)
    const count = fs.readSync(fd, buffer, 0, size, 0)
    return buffer.subarray(0, count)
  } catch (error) {
    throw diskError(error, 'read', file)
  } finally {
    if (fd !== undefined) fs.closeSync(fd)
  }
}
