// The module cache: what lies where below GOMODCACHE, and what its files must look like for go to trust them.
// https://go.dev/ref/mod#module-cache and cmd/go/internal/modfetch (cache.go, fetch.go, sumdb.go)
//
//   cache/lock                                             guards edits beside the cache
//   cache/download/<path>/@v/list
//   cache/download/<path>/@v/<version>.info|mod|zip|ziphash|lock|partial
//   cache/download/sumdb/<name>/lookup/<path>@<version>    verified answers of a checksum database
//   cache/download/sumdb/<name>/tile/…                     verified tiles; an empty file counts as none
//   <path>@<version>/…                                     the extracted folder
//   $GOPATH/pkg/sumdb/<name>/latest                        the remembered head, which no cleaning removes
//
// Paths and versions are escaped. go extracts a folder while `.lock` is held, with `.partial` beside it: a folder with
// `.partial`, or without `.ziphash`, is not extracted for go.

import type { ModuleVersion } from '../base/finding.ts'
import { WardenError } from '../base/errors.ts'
import { trimSpace } from '../base/fields.ts'
import { quoted } from '../base/quoted.ts'
import { escapePath, escapeVersion, unescapePath, unescapeVersion } from './path.ts'
import { canonicalVersion } from './version.ts'

/** The kinds of files beside each other in a module's `@v` folder. */
export type CacheFileKind = 'info' | 'mod' | 'zip' | 'ziphash' | 'lock' | 'partial'

/** Where one module version lies, as absolute paths with slashes. */
export interface CachePaths extends Readonly<Record<CacheFileKind, string>> {
  /** The extracted folder. */
  readonly folder: string
  /** The list of versions, one for the module's path. */
  readonly list: string
}

/**
 * Where `mod` lies below the module cache's folder `root`. Throws `parse` where go would not cache it either: the path
 * is no module path or the version not canonical.
 */
export function cachePaths(root: string, mod: ModuleVersion): CachePaths {
  if (mod.version === '' || canonicalVersion(mod.version) !== mod.version) {
    throw new WardenError('parse', `${mod.path}@${quoted(mod.version)}: not a canonical version`)
  }
  const path = escapePath(mod.path)
  const version = escapeVersion(mod.version)
  const versions = `${plainRoot(root)}/cache/download/${path}/@v`
  const file = `${versions}/${version}`
  return {
    info: `${file}.info`,
    mod: `${file}.mod`,
    zip: `${file}.zip`,
    ziphash: `${file}.ziphash`,
    lock: `${file}.lock`,
    partial: `${file}.partial`,
    folder: `${plainRoot(root)}/${path}@${version}`,
    list: `${versions}/list`,
  }
}

/** The lock of the whole cache, which go takes around edits of go.mod and go.sum. */
export function sideLockPath(root: string): string {
  return `${plainRoot(root)}/cache/lock`
}

/**
 * Where a verified file of the checksum database `name` lies: `file` is `lookup/<escaped path>@<escaped version>` or
 * a tile's path. Throws `parse` where either would leave the folder. An empty file there counts as none: go creates
 * before it locks and writes.
 */
export function sumdbCachePath(root: string, name: string, file: string): string {
  return `${plainRoot(root)}/cache/download/sumdb/${checkedName(name)}/${checkedName(file)}`
}

/** Where the checksum database's answer about a module version lies, as `sumdbCachePath`. */
export function sumdbLookupPath(root: string, name: string, mod: ModuleVersion): string {
  return sumdbCachePath(root, name, `lookup/${escapePath(mod.path)}@${escapeVersion(mod.version)}`)
}

/**
 * Where go remembers the greatest signed head of the checksum database `name`: below the first folder of `gopath`, a
 * list with `delimiter` between (`;` on Windows). `undefined` where that is empty: then go has no place for it.
 */
export function rememberedHeadPath(gopath: string, name: string, delimiter: ':' | ';' = ':'): string | undefined {
  const [first = ''] = gopath.split(delimiter)
  return first === '' ? undefined : `${plainRoot(first)}/pkg/sumdb/${checkedName(name)}/latest`
}

/** What `parseDownloadPath` finds. */
export interface DownloadFile {
  readonly path: string
  readonly version: string
  readonly kind: CacheFileKind
}

/**
 * What a file below the cache's folder is, from its path (`cache/download/…`, slashes): the reverse of `cachePaths`.
 * `undefined` for everything else: lists, temporary files, checksum database files, names that go would not make.
 */
export function parseDownloadPath(relative: string): DownloadFile | undefined {
  const found = /^cache\/download\/(.+)\/@v\/([^/]+)\.(info|mod|zip|ziphash|lock|partial)$/s.exec(relative)
  const [, path, version, kind] = found ?? []
  if (path === undefined || version === undefined || kind === undefined) return undefined
  const mod = unescapeModule(path, version)
  return mod === undefined ? undefined : { ...mod, kind: kind as CacheFileKind } // one of the RegExp's alternatives
}

/** The module version of an extracted folder, from its path below the cache's folder: `github.com/!a/b@v1.0.0`. */
export function parseFolderName(relative: string): ModuleVersion | undefined {
  const at = relative.indexOf('@')
  return at < 0 ? undefined : unescapeModule(relative.slice(0, at), relative.slice(at + 1))
}

/**
 * A `.ziphash` file. `torn`: go would hash the zip again and write it anew, because it is not 47 bytes long or has a
 * NUL (go first makes the file as long as it will be, so that a crash leaves NULs). `foreign`: of the right length but
 * no h1, at which go stops.
 */
export type ZipHash =
  | { readonly kind: 'h1'; readonly hash: string }
  | { readonly kind: 'torn' }
  | { readonly kind: 'foreign'; readonly text: string }

/** Reads a `.ziphash` file as go does: white space at its ends does not count. */
export function parseZipHash(bytes: Uint8Array): ZipHash {
  // Whatever is longer is torn whatever it says: do not decode it.
  if (bytes.length > 4096 || bytes.includes(0)) return { kind: 'torn' }
  const text = trimSpace(lenientDecoder.decode(bytes))
  if (Buffer.byteLength(text) !== h1Length) return { kind: 'torn' }
  return text.startsWith('h1:') ? { kind: 'h1', hash: text } : { kind: 'foreign', text }
}

/**
 * Whether go unpacks this module from its own installation (GOROOT/lib/fips140) instead of downloading it: there is an
 * extracted folder, but no zip, `.ziphash` or go.sum line, and the checksum database does not have it.
 */
export function isUnpackedFromGoroot(mod: ModuleVersion): boolean {
  return mod.path === 'golang.org/fips140'
}

/**
 * Whether it is a Go toolchain that go itself downloaded. It stands in no go.sum; go asks the checksum database about
 * it even with GOSUMDB=off and GONOSUMDB.
 */
export function isToolchain(mod: ModuleVersion): boolean {
  return mod.path === 'golang.org/toolchain'
}

/**
 * The file whose copy `name` may be in an extracted toolchain: no zip may hold nested modules, so that the zip has
 * `src/_go.mod`, which go copies to `src/go.mod` before the first start. `undefined` where `name` is no go.mod.
 */
export function toolchainOriginal(name: string): string | undefined {
  return name === 'go.mod' || name.endsWith('/go.mod') ? `${name.slice(0, -'go.mod'.length)}_go.mod` : undefined
}

const h1Length = 'h1:'.length + 44
const lenientDecoder = new TextDecoder('utf-8', { ignoreBOM: true })

function plainRoot(root: string): string {
  return root.length > 1 && root.endsWith('/') ? root.slice(0, -1) : root
}

// A database's name has slashes and comes from a setting or a project: it must not lead out of its folder.
function checkedName(name: string): string {
  const bad = name.split('/').some((element) => element === '' || element === '.' || element === '..')
  if (bad || /[\0-\x1f\x7f\\]/.test(name)) {
    throw new WardenError('parse', `${quoted(name)}: not a path inside of the checksum database's folder`)
  }
  return name
}

function unescapeModule(escapedPath: string, escapedVersion: string): ModuleVersion | undefined {
  try {
    const path = unescapePath(escapedPath)
    const version = unescapeVersion(escapedVersion)
    return canonicalVersion(version) === version ? { path, version } : undefined
  } catch (error) {
    if (error instanceof WardenError) return undefined
    throw error
  }
}
