// Which files of a repository make the zip of a module version, by go's own rules, so that a zip can be made again from
// its source. https://go.dev/ref/mod#zip-files and #vcs-dir; cmd/go/internal/modfetch/coderepo.go (findDir, Zip) and
// golang.org/x/mod/zip (checkFiles). The oracle is `go mod download` from local repositories (test/go/vcszip.test.ts).
//
//   folder   the module's subdirectory; of /v2 and above either that folder or `v2` in it, whose go.mod says so
//   left out vendored packages, folders with a go.mod of their own, links, submodules, .hg_archival.txt
//   added    the LICENSE of the repository's root, where the module is below it and has none
//   contents as `git archive` gives them with core.autocrlf=input and core.eol=lf, export-ignore and export-subst off
import { isWardenError, WardenError } from '../base/errors.ts'
import { quoted } from '../base/quoted.ts'
import { compareGoVersions } from './goversion.ts'
import { parseGoMod } from './modfile.ts'
import { maxZipFile } from './modzip.ts'
import { pathMajorPrefix, splitPathVersion } from './path.ts'
import { ZipNames } from './zipnames.ts'

/** One file of a repository's tree, or of the module's folder in it. */
export interface TreeFile {
  /** With slashes, relative. */
  readonly name: string
  readonly kind: 'file' | 'link'
  readonly size: number
}

/** The largest go.mod and the largest LICENSE, in bytes (Go's MaxGoMod and MaxLICENSE). */
const MOST_SMALL = 16 << 20

/**
 * The files that belong into the zip, in the order in which they came; `files` are relative to the module's folder and
 * `goMod` is the go.mod there, whose go line decides about vendor/ (`undefined`: none). Throws `parse` and `too-large`
 * where go makes no zip of such files at all.
 */
export function moduleFiles<File extends TreeFile>(files: readonly File[], goMod: Uint8Array | undefined): File[] {
  const language = goMod === undefined ? '' : languageOf(goMod)
  const nested = nestedModules(files)
  const names = new ZipNames()
  const chosen: File[] = []
  let left = maxZipFile
  for (const file of files) {
    const { name, kind, size } = file
    if (isVendored(name, language) || isBelow(name, nested) || name === '.hg_archival.txt') continue
    if (name.toLowerCase() === 'go.mod' && name !== 'go.mod') throw noZip(name, 'go.mod must be lower-case')
    const why = names.add(name, false)
    if (why !== undefined) throw noZip(name, why)
    if (kind === 'link') continue
    left -= size
    if (left < 0) throw new WardenError('too-large', `the files have more than ${maxZipFile} bytes together`)
    if ((name === 'go.mod' || name === 'LICENSE') && size > MOST_SMALL) {
      throw new WardenError('too-large', `${name}: ${size} bytes, more than ${MOST_SMALL}`)
    }
    chosen.push(file)
  }
  return chosen
}

/** Where a module is in its repository: the folders to look in and the tag that names a version. */
export interface RepositoryPlace {
  /** The module's folder by its path; empty for the root. */
  readonly folder: string
  /** A second folder, `sub/v2`, that holds it where a go.mod there says so; `undefined` where there cannot be one. */
  readonly majorFolder: string | undefined
  /** What tags of this module begin with: `sub/`, or empty. */
  readonly tagPrefix: string
}

/**
 * The place of a module in the repository that is rooted at the import path `root`; `subfolder` is what a go-import tag
 * names besides. Throws `parse` where such a repository cannot hold the module.
 */
export function repositoryPlace(modulePath: string, root: string, subfolder = ''): RepositoryPlace {
  const { prefix, pathMajor, ok } = splitPathVersion(modulePath)
  if (!ok) throw new WardenError('parse', `${quoted(modulePath)}: not a module path`)
  let folder = ''
  if (root !== modulePath) {
    if (prefix !== root && !prefix.startsWith(`${root}/`)) {
      throw new WardenError('parse', `${modulePath}: not in the repository of ${root}`)
    }
    folder = prefix.slice(root.length + 1)
  }
  folder = [folder, ...subfolder.split('/')].filter((part) => part !== '' && part !== '.').join('/')
  if (folder.split('/').includes('..')) {
    throw new WardenError('parse', `${modulePath}: its folder ${quoted(folder)} leads out of the repository`)
  }
  const hasMajor = pathMajor.startsWith('/') && root !== modulePath
  const below = folder === '' ? '' : `${folder}/`
  return {
    folder,
    majorFolder: hasMajor ? `${below}${pathMajorPrefix(pathMajor)}` : undefined,
    tagPrefix: below,
  }
}

/** What the two folders' go.mod files say; `undefined` where there is no such file. */
export interface FoundGoMods {
  readonly folder: Uint8Array | undefined
  readonly majorFolder: Uint8Array | undefined
}

/**
 * The folder that holds a module version, and its go.mod (`undefined`: an old module without one). Throws `parse` where
 * go finds the module in neither or in both.
 */
export function moduleFolder(
  modulePath: string,
  place: RepositoryPlace,
  found: FoundGoMods,
): { readonly folder: string; readonly goMod: Uint8Array | undefined } {
  const { pathMajor } = splitPathVersion(modulePath)
  const own = found.folder === undefined ? undefined : modulePathIn(found.folder)
  const isOwn = own !== undefined && (isMajor(own, pathMajor) || (pathMajor === '' && own.startsWith('gopkg.in/')))
  if (place.majorFolder !== undefined && found.majorFolder !== undefined) {
    const isMajorOwn = isMajor(modulePathIn(found.majorFolder) ?? '', pathMajor)
    if (isOwn && isMajorOwn) throw noModule(modulePath, `${quoted(place.folder)} and ${place.majorFolder} both hold it`)
    if (isMajorOwn) return { folder: place.majorFolder, goMod: found.majorFolder }
    throw noModule(modulePath, `${place.majorFolder}/go.mod names another module`)
  }
  if (isOwn) return { folder: place.folder, goMod: found.folder }
  if (found.folder !== undefined) {
    throw noModule(modulePath, `go.mod in ${place.folder === '' ? 'the root' : place.folder} names another module`)
  }
  // Without a go.mod only the root of a repository is a module, of v0, v1 or gopkg.in.
  if (place.folder === '' && (pathMajor === '' || pathMajor.startsWith('.'))) return { folder: '', goMod: undefined }
  throw noModule(modulePath, `no go.mod in ${place.folder === '' ? 'the root' : place.folder}`)
}

/** The `module` line's path; `undefined` where there is none that go would find. */
function modulePathIn(goMod: Uint8Array): string | undefined {
  try {
    return parseGoMod(goMod, 'go.mod', { lax: true }).module?.path
  } catch (error) {
    // modfile.ModulePath looks for the first `module` line, whatever else the file holds.
    if (!isWardenError(error)) throw error
    return /^[ \t]*module[ \t]+"?([^\s"/]\S*?)"?[ \t]*(?:\/\/.*)?$/m.exec(Buffer.from(goMod).toString())?.[1]
  }
}

/** Whether a path's major version allows the versions of another one that ends in `pathMajor` (cmd/go's isMajor). */
function isMajor(found: string, pathMajor: string): boolean {
  const split = splitPathVersion(found)
  if (found === '' || !split.ok) return false
  if (pathMajor === '') return ['', 'v0', 'v1'].includes(pathMajorPrefix(split.pathMajor))
  return split.pathMajor !== '' && pathMajor.slice(1) === split.pathMajor.slice(1)
}

/** The language version of the go line, `1.24`; empty where the file has none that can be read, as in x/mod/zip. */
function languageOf(goMod: Uint8Array): string {
  try {
    const version = parseGoMod(goMod, 'go.mod', { lax: true }).go?.version ?? ''
    return /^[0-9]+(?:\.[0-9]+)?/.exec(version)?.[0] ?? ''
  } catch (error) {
    if (!isWardenError(error)) throw error
    return ''
  }
}

/** Folders below the root that have a go.mod of their own, each with its final slash. */
function nestedModules(files: readonly TreeFile[]): ReadonlySet<string> {
  const folders = new Set<string>()
  for (const { name, kind } of files) {
    const slash = name.lastIndexOf('/') + 1
    if (slash > 0 && kind === 'file' && name.slice(slash).toLowerCase() === 'go.mod') folders.add(name.slice(0, slash))
  }
  return folders
}

function isBelow(name: string, folders: ReadonlySet<string>): boolean {
  if (folders.size === 0) return false
  for (let slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
    if (folders.has(name.slice(0, slash + 1))) return true
  }
  return false
}

/**
 * Whether x/mod/zip takes a file for one of a vendored package. Before 1.24 a `vendor` below the root was mistaken
 * (https://go.dev/issue/37397), and old checksums need that mistake.
 */
function isVendored(name: string, language: string): boolean {
  const isNew = compareGoVersions(language, '1.24') >= 0
  if (isNew && name === 'vendor/modules.txt') return true
  const inner = name.indexOf('/vendor/')
  const start = name.startsWith('vendor/')
    ? 'vendor/'.length
    : inner < 0
      ? undefined
      : (isNew ? inner : 0) + '/vendor/'.length
  return start !== undefined && name.includes('/', start)
}

function noZip(name: string, why: string): WardenError {
  return new WardenError('parse', `${quoted(name)}: ${why}`)
}

function noModule(modulePath: string, why: string): WardenError {
  return new WardenError('parse', `${modulePath}: ${why}`)
}
