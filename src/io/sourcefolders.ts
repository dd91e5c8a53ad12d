// SourceFolders on the disk: extracted folders, folders that somebody works in, and zips, which are read whole. Pipes and
// devices are never opened, and a link counts only where it leads to a file of the same module.
import fs from 'node:fs'
import path from 'node:path'
import { compareBytes } from '../base/bytes.ts'
import { isWardenError, messageOf, WardenError } from '../base/errors.ts'
import type { FileHead, GoFile, ListedFolder, SourceFolder, SourceFolders } from '../world/sourcefolders.ts'
import { readTree } from './moduletree.ts'

/** A licence and the imports of nearly all files fit. */
const HEAD = 8192
const MOST_FILE = 64 << 20
const MOST_ENTRIES = 100_000

/** Makes the port. */
export function createSourceFolders(): SourceFolders {
  return {
    folder(root) {
      return statOf(root)?.isDirectory() === true ? onDisk(root) : undefined
    },
    async zip(module, file) {
      const { contents } = await readTree({ kind: 'zip', module, zip: file })
      return inMemory(file, contents)
    },
  }
}

function onDisk(root: string): SourceFolder {
  const at = (name: string): string => (name === '' ? root : `${root}/${name}`)
  const buffer = Buffer.allocUnsafe(HEAD)
  const entries = (folder: string): readonly fs.Dirent[] => {
    try {
      const listed = fs.readdirSync(at(folder), { withFileTypes: true })
      if (listed.length <= MOST_ENTRIES) return listed
      throw new WardenError('too-large', `${at(folder)}: more than ${MOST_ENTRIES} entries`)
    } catch (error) {
      if (isWardenError(error)) throw error
      if (isAbsent(error)) return []
      throw new WardenError('io', `${at(folder)}: cannot be listed: ${messageOf(error)}`, { cause: error })
    }
  }
  return {
    place: root,
    list(folder): ListedFolder | undefined {
      const listed = entries(folder)
      if (listed.length === 0) return undefined
      const goFiles: GoFile[] = []
      const folders: string[] = []
      let goMod = false
      for (const entry of listed) {
        if (entry.isDirectory()) folders.push(entry.name)
        else if (entry.name === 'go.mod') goMod = true
        else if (entry.name.endsWith('.go') && (entry.isFile() || leadsToOwnFile(root, at(folder), entry))) {
          const place = `${at(folder)}/${entry.name}`
          goFiles.push({ name: entry.name, head: () => headOf(place, buffer) })
        }
      }
      goFiles.sort((a, b) => compareBytes(a.name, b.name))
      return { goFiles, folders: folders.toSorted(compareBytes), goMod }
    },
    read(file) {
      const place = at(file)
      const info = statOf(place)
      if (info?.isFile() !== true) return undefined
      if (info.size > MOST_FILE) throw new WardenError('too-large', `${place}: more than ${MOST_FILE >> 20} MiB`)
      try {
        return fs.readFileSync(place)
      } catch (error) {
        throw new WardenError('io', `${place}: cannot be read: ${messageOf(error)}`, { cause: error })
      }
    },
    files: (folder) =>
      entries(folder)
        .filter((entry) => entry.isFile())
        .map((entry) => entry.name)
        .toSorted(compareBytes),
  }
}

/** Links are followed; `undefined` where there is nothing. Throws `io`. */
function statOf(place: string): fs.Stats | undefined {
  try {
    return fs.statSync(place, { throwIfNoEntry: false })
  } catch (error) {
    throw new WardenError('io', `${place}: cannot be read: ${messageOf(error)}`, { cause: error })
  }
}

/** `undefined` where the file went away. Throws `io`. */
function headOf(file: string, buffer: Buffer): FileHead | undefined {
  let descriptor: number
  try {
    descriptor = fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK)
  } catch (error) {
    if (isAbsent(error)) return undefined
    throw new WardenError('io', `${file}: cannot be read: ${messageOf(error)}`, { cause: error })
  }
  try {
    const read = fs.readSync(descriptor, buffer, 0, HEAD, 0)
    const size = read < HEAD ? read : fs.fstatSync(descriptor).size
    return { size, head: buffer.subarray(0, read) }
  } catch (error) {
    throw new WardenError('io', `${file}: cannot be read: ${messageOf(error)}`, { cause: error })
  } finally {
    fs.closeSync(descriptor)
  }
}

function leadsToOwnFile(root: string, folder: string, entry: fs.Dirent): boolean {
  if (!entry.isSymbolicLink()) return false
  try {
    const target = fs.realpathSync(`${folder}/${entry.name}`)
    return target.startsWith(`${fs.realpathSync(root)}${path.sep}`) && fs.lstatSync(target).isFile()
  } catch {
    // A link to nothing, or in a circle: no file.
    return false
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
}

function inMemory(place: string, contents: ReadonlyMap<string, Uint8Array>): SourceFolder {
  const files = new Map<string, string[]>()
  const folders = new Map<string, Set<string>>([['', new Set()]])
  for (const name of contents.keys()) {
    let folder = folderOf(name)
    const list = files.get(folder) ?? []
    list.push(name.slice(folder === '' ? 0 : folder.length + 1))
    files.set(folder, list)
    for (let child = folder; child !== ''; child = folder) {
      folder = folderOf(child)
      const known = folders.get(folder) ?? new Set()
      folders.set(folder, known)
      if (known.has(baseOf(child))) break
      known.add(baseOf(child))
    }
  }
  return {
    place,
    list(folder): ListedFolder | undefined {
      const names = files.get(folder) ?? []
      const below = folders.get(folder)
      if (names.length === 0 && below === undefined) return undefined
      const goFiles = names
        .filter((name) => name.endsWith('.go'))
        .map((name): GoFile => {
          const bytes = contents.get(folder === '' ? name : `${folder}/${name}`) ?? new Uint8Array(0)
          return { name, head: () => ({ size: bytes.length, head: bytes }) }
        })
      return { goFiles, folders: [...(below ?? [])].toSorted(compareBytes), goMod: names.includes('go.mod') }
    },
    read: (file) => contents.get(file),
    files: (folder) => files.get(folder) ?? [],
  }
}

function folderOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('/')))
}

function baseOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1)
}
