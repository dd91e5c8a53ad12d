// Compiled programs, as the port of src/world/programs.ts: only the parts of a file that hold its build info are read.
import { lstat, readdir, realpath } from 'node:fs/promises'
import path from 'node:path'
import type { Dirent } from 'node:fs'
import { compareBytes } from '../base/bytes.ts'
import { isWardenError, WardenError } from '../base/errors.ts'
import { readBuildInfo, type BuildInfo } from '../gomod/buildinfo.ts'
import type { ProgramList, Programs } from '../world/programs.ts'
import { diskError, isAbsent } from './diskerror.ts'
import { openZipFile } from './zipfile.ts'

/** No file holds a program larger than this: 8 GiB. */
const LARGEST = 8 * 1024 ** 3
const MOST_ENTRIES = 100_000
const DEEPEST = 16

/** The real programs. */
export function createPrograms(): Programs {
  return { read: readProgram, list: listPrograms }
}

async function readProgram(file: string): Promise<BuildInfo | undefined> {
  const real = await resolved(file)
  if (real === undefined) throw new WardenError('not-found', `${file}: no such file`)
  using source = openZipFile(real)
  if (source.size > LARGEST) throw new WardenError('parse', `${file}: larger than any program`)
  try {
    const info = readBuildInfo(source)
    if (!source.unchanged()) {
      throw new WardenError('io', `${file}: changed while it was read`, { remedy: 'run the command again' })
    }
    return info
  } catch (error) {
    if (!isWardenError(error, 'parse') || error.place !== undefined) throw error
    throw new WardenError('parse', error.message, { place: { file }, cause: error })
  }
}

async function listPrograms(folder: string): Promise<ProgramList | undefined> {
  const root = await resolved(folder)
  if (root === undefined) return undefined
  const files: string[] = []
  const left: { file: string; why: string }[] = []
  let entries = 0
  const pending = [{ at: folder, depth: 0 }]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { at, depth } = next
    let found: readonly Dirent[]
    try {
      found = await readdir(at, { withFileTypes: true })
    } catch (error) {
      if (at === folder) throw diskError(error, 'list', folder)
      left.push({ file: at, why: diskError(error, 'list', at).message.slice(at.length + 2) })
      continue
    }
    for (const entry of found) {
      const file = path.join(at, entry.name)
      if (++entries > MOST_ENTRIES) {
        left.push({ file: at, why: `more than ${MOST_ENTRIES} files` })
        pending.length = 0
        break
      }
      if (entry.isSymbolicLink()) left.push({ file, why: 'a link, which is not followed' })
      else if (entry.isDirectory() && depth < DEEPEST) pending.push({ at: file, depth: depth + 1 })
      else if (entry.isDirectory()) left.push({ file, why: 'too deep' })
      else if (entry.isFile() && (await mayBeProgram(file))) files.push(file)
    }
  }
  return { files: files.sort(compareBytes), left }
}

/** Go's own rule (cmd/go/internal/version, isGoBinaryCandidate). */
async function mayBeProgram(file: string): Promise<boolean> {
  const name = file.toLowerCase()
  if (/\.(?:so|exe|dll)$/.test(name) || name.includes('.so.')) return true
  try {
    return ((await lstat(file)).mode & 0o111) !== 0
  } catch (error) {
    if (isAbsent(error)) return false
    throw diskError(error, 'read', file)
  }
}

async function resolved(file: string): Promise<string | undefined> {
  try {
    return await realpath(file)
  } catch (error) {
    if (isAbsent(error)) return undefined
    throw diskError(error, 'read', file)
  }
}
