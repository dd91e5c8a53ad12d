// The modules in the folders of a project: its main modules, those that lie below them or that a replace line leads to,
// and the copies in vendor/.
import path from 'node:path'
import { compareBytes, textOf } from '../../base/bytes.ts'
import { isWardenError, messageOf } from '../../base/errors.ts'
import { parseGoMod } from '../../gomod/modfile.ts'
import { maxModFileSize } from '../../gomod/modlex.ts'
import { parseModulesTxt, type ModulesTxt } from '../../gomod/modulestxt.ts'
import type { Files } from '../../world/files.ts'
import type { PlannedModule } from './plan.ts'

/** A folder with a go.mod. */
export interface LocalFolder {
  readonly folder: string
  /** What go.mod calls it; where that cannot be read, the folder's name. */
  readonly path: string
  /** What is wrong with its go.mod. */
  readonly why?: string
}

/** No project has more modules, or folders; what is beyond is said to be left. */
const MOST_FOLDERS = 50_000
const MOST_MODULES = 500
const MOST_DEPTH = 64
const NOT_ENTERED: ReadonlySet<string> = new Set(['.git', '.hg', '.svn', '.bzr', '.jj'])

/** What a folder is called as a module. */
export async function localFolder(files: Files, folder: string): Promise<LocalFolder> {
  const file = path.join(folder, 'go.mod')
  const name = path.basename(folder) || 'module'
  try {
    const bytes = await files.read(file, maxModFileSize)
    if (bytes === undefined) return { folder, path: name }
    const module = parseGoMod(bytes, file, { lax: true }).module?.path
    return module === undefined
      ? { folder, path: name, why: 'its go.mod has no module line' }
      : { folder, path: module }
  } catch (error) {
    if (!isWardenError(error)) throw error
    return { folder, path: name, why: `its go.mod cannot be read: ${messageOf(error)}` }
  }
}

/**
 * Folders with a go.mod at or below a folder, in the order of their paths; not those in vendor/, which are copies.
 * `left` says what was not looked at. Throws `io` where the folder itself cannot be listed.
 */
export async function modulesBelow(
  files: Files,
  folder: string,
): Promise<{ readonly folders: readonly string[]; readonly left: readonly string[] }> {
  const folders: string[] = []
  const left: string[] = []
  const pending = [{ at: folder, depth: 0 }]
  let seen = 0
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { at, depth } = next
    if (++seen > MOST_FOLDERS || folders.length >= MOST_MODULES) {
      left.push(`${folder}: more than ${MOST_FOLDERS} folders or ${MOST_MODULES} modules`)
      break
    }
    let entries: Awaited<ReturnType<Files['list']>>
    try {
      entries = await files.list(at)
    } catch (error) {
      if (!isWardenError(error, 'io') || at === folder) throw error
      left.push(messageOf(error))
      continue
    }
    const isModule = entries?.some((entry) => entry.name === 'go.mod' && entry.kind !== 'folder') === true
    if (isModule) folders.push(at)
    const vendored =
      entries?.some((entry) => entry.name === 'vendor') === true && (isModule || (await isVendor(files, at)))
    for (const { name, kind } of entries ?? []) {
      if (kind !== 'folder' || NOT_ENTERED.has(name) || (name === 'vendor' && vendored)) continue
      if (depth < MOST_DEPTH) pending.push({ at: path.join(at, name), depth: depth + 1 })
      else left.push(`${path.join(at, name)}: deeper than ${MOST_DEPTH} folders`)
    }
  }
  return { folders: folders.toSorted(compareBytes), left }
}

async function isVendor(files: Files, folder: string): Promise<boolean> {
  return (await files.info(path.join(folder, 'vendor', 'modules.txt')))?.kind === 'file'
}

/**
 * One local module, and with `vendored` the copies in its vendor/, each as a module of its own; what modules.txt claims
 * for no module stays with the module that has the folder.
 */
export async function planLocal(
  files: Files,
  { folder, path: modulePath, why }: LocalFolder,
  role: 'main' | 'local',
  vendored: boolean,
): Promise<PlannedModule[]> {
  const copies = await readVendor(files, folder)
  const claimed = copies === undefined ? [] : claimedFolders(copies)
  const leave = claimed.map(({ below }) => `vendor/${below}`)
  const module = { path: modulePath, version: '' }
  const own: PlannedModule = {
    module,
    role,
    dir: folder,
    trees: [{ tree: { kind: 'local', module, folder, leave } }],
    reasons: why === undefined ? [] : [why],
    incomplete: why !== undefined,
  }
  if (!vendored) return [own]
  const others = claimed.map(({ below, version }): PlannedModule => {
    const copy = { path: below, version }
    const at = path.join(folder, 'vendor', below)
    // A module that lies in another one's folder is looked at for itself.
    const inside = claimed.filter((other) => other.below.startsWith(`${below}/`))
    const nested = inside.map((other) => other.below.slice(below.length + 1))
    return {
      module: copy,
      role: 'vendored',
      dir: at,
      trees: [{ tree: { kind: 'local', module: copy, folder: at, leave: nested } }],
      reasons: [],
      incomplete: false,
    }
  })
  const here = await Promise.all(others.map(async (other) => (await files.info(other.dir))?.kind === 'folder'))
  return [own, ...others.filter((_, i) => here[i] === true)]
}

async function readVendor(files: Files, folder: string): Promise<ModulesTxt | undefined> {
  const file = path.join(folder, 'vendor', 'modules.txt')
  try {
    const bytes = await files.read(file, maxModFileSize)
    return bytes === undefined ? undefined : parseModulesTxt(textOf(bytes) ?? '', file)
  } catch (error) {
    // Then all of vendor/ is looked at as the module's own files.
    if (!isWardenError(error, 'io', 'too-large')) throw error
    return undefined
  }
}

/** The folders below vendor/ that hold modules, and their versions. */
function claimedFolders(modules: ModulesTxt): { readonly below: string; readonly version: string }[] {
  const found = new Map<string, string>()
  for (const { path: modulePath, version, packages } of modules.modules) {
    // A path is checked where a package of it is: go reads no other lines. Nothing may lead out of the folder.
    const safe = modulePath.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
    if (packages.length > 0 && safe) found.set(modulePath, version)
  }
  return [...found].map(([below, version]) => ({ below, version })).toSorted((a, b) => compareBytes(a.below, b.below))
}
