// The zip of a module version, written from the files of its source: deflated entries `path@version/name` without times, in
// the order in which they come. Its bytes need not be those of another program's zip: the h1 is over what is in it.
// Format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
import { open, rm, type FileHandle } from 'node:fs/promises'
import { promisify } from 'node:util'
import { crc32, deflateRaw } from 'node:zlib'
import { WardenError } from '../base/errors.ts'
import { moduleName, type ModuleVersion } from '../base/finding.ts'
import type { SourceTree, WantedFile } from '../world/vcs.ts'
import { diskError } from './diskerror.ts'

/** One more would need the 64-bit form. */
const MOST_FILES = 65_534

const deflate = promisify(deflateRaw)

/** Writes it into a new file, which is gone again where it fails. Throws `too-large`, `io`, `aborted`. */
export async function writeModuleZip(
  module: ModuleVersion,
  tree: SourceTree,
  files: readonly WantedFile[],
  file: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (files.length > MOST_FILES) {
    throw new WardenError('too-large', `${moduleName(module)}: ${files.length} files, more than ${MOST_FILES}`)
  }
  let handle: FileHandle
  try {
    handle = await open(file, 'wx', 0o600)
  } catch (error) {
    throw diskError(error, 'write', file)
  }
  try {
    await writeEntries(handle, module, tree, files, signal)
    await handle.close()
  } catch (error) {
    await handle.close().catch(() => undefined)
    await rm(file, { force: true })
    throw error instanceof WardenError ? error : diskError(error, 'write', file)
  }
}

async function writeEntries(
  handle: FileHandle,
  module: ModuleVersion,
  tree: SourceTree,
  files: readonly WantedFile[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const directory: Buffer[] = []
  let at = 0
  const put = async (...parts: readonly Buffer[]): Promise<void> => {
    const bytes = Buffer.concat(parts)
    await handle.writeFile(bytes)
    at += bytes.length
  }
  for (const wanted of files) {
    if (signal?.aborted === true) throw new WardenError('aborted', `${moduleName(module)}: stopped`)
    const content = 'tree' in wanted ? await tree.read(wanted.tree) : wanted.bytes
    const name = Buffer.from(`${moduleName(module)}/${wanted.name}`)
    const packed = await deflate(content)
    const about = entryHeader(crc32(content), packed.length, content.length, name.length)
    const offset = at
    await put(Buffer.from('PK\u0003\u0004'), about, name, packed)
    directory.push(Buffer.concat([Buffer.from('PK\u0001\u0002\u0014\u0000'), about, directoryRest(offset), name]))
  }
  const start = at
  await put(...directory)
  const end = Buffer.alloc(22)
  end.write('PK\u0005\u0006', 'latin1')
  end.writeUInt16LE(files.length, 8)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(at - start, 12)
  end.writeUInt32LE(start, 16)
  await put(end)
}

/** What a local header and its copy in the directory have in common: from the version needed to the extra field's length. */
function entryHeader(sum: number, packed: number, size: number, name: number): Buffer {
  const header = Buffer.alloc(26)
  header.writeUInt16LE(20, 0)
  // Names are UTF-8.
  header.writeUInt16LE(0x800, 2)
  header.writeUInt16LE(8, 4)
  header.writeUInt32LE(sum, 10)
  header.writeUInt32LE(packed, 14)
  header.writeUInt32LE(size, 18)
  header.writeUInt16LE(name, 22)
  return header
}

/** The comment's length, the disk, attributes, and where the local header is. */
function directoryRest(offset: number): Buffer {
  const rest = Buffer.alloc(14)
  rest.writeUInt32LE(offset, 10)
  return rest
}
