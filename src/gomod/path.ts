// Module, import and file paths: which are valid, how the major version ends them, and how they are escaped for disks
// and URLs that know no case. https://go.dev/ref/mod#go-mod-file-ident and https://pkg.go.dev/golang.org/x/mod/module
//
// A path is elements between slashes, and each kind allows more than the one before:
//   module   A-Z a-z 0-9 - . _ ~, the first element a lower-case domain, the last one no /v0, /v1, /v02 or /v2.1
//   import   and `+`
//   file     and Unicode letters, the space and !#$%&(),=@[]^{}
// No element is empty, begins (module) or ends with a dot, or is a device on Windows; none of a module or import path
// ends in `~1`, which Windows may take for another one's short name.
//
// Escaped, an upper-case letter is `!` and its lower-case one: github.com/!azure. No valid path has a `!`.

import { WardenError } from '../base/errors.ts'
import { quoted } from '../base/quoted.ts'
import { isLetter } from './letters.ts'
import { build, isValid, major } from './version.ts'

declare const escapedPath: unique symbol
declare const escapedVersion: unique symbol

/** A valid module path with upper-case letters escaped: fit for a file name or a URL, for nothing else. */
export type EscapedPath = string & { readonly [escapedPath]: true }

/** A version with upper-case letters escaped: fit for a file name or a URL, for nothing else. */
export type EscapedVersion = string & { readonly [escapedVersion]: true }

/**
 * Throws `parse` where `path` is no valid module path. Stricter than Go in one kind of name: `gopkg.in/a.v-unstable`,
 * which x/mod lets pass and then panics over.
 */
export function checkPath(path: string): void {
  const why = whyNoModulePath(path)
  if (why !== undefined) throw malformed('module', path, why)
}

/** Whether `path` is a valid module path, as `checkPath` says. */
export function isModulePath(path: string): boolean {
  return whyNoModulePath(path) === undefined
}

/** Throws `parse` where `path` is no valid import path. */
export function checkImportPath(path: string): void {
  const why = whyNoPath(path, 'import')
  if (why !== undefined) throw malformed('import', path, why)
}

/** Throws `parse` where `path` is no valid file path inside a module, with slashes. */
export function checkFilePath(path: string): void {
  const why = whyNoPath(path, 'file')
  if (why !== undefined) throw malformed('file', path, why)
}

/**
 * Throws `parse` where `path` is no valid module path, `version` no semantic version, or the two do not belong
 * together: `example.com/m/v2` has versions `v2.…` only. The version need not be canonical.
 */
export function checkModule(path: string, version: string): void {
  checkPath(path)
  if (!isValid(version)) {
    throw new WardenError('parse', `${path}@${quoted(version)}: not a semantic version`)
  }
  const { pathMajor } = splitPathVersion(path)
  if (!matchPathMajor(version, pathMajor)) {
    throw new WardenError('parse', `${path}@${version}: invalid version: ${shouldBe(version, pathMajor)}`)
  }
}

/**
 * Splits `path@version` at its first `@`, as the go command reads arguments; without one `version` is `undefined`.
 * Throws `parse` where the version begins with `-` or `/`: it would be an option or a path for whatever tool is handed
 * it (CVE-2025-68119). Nothing else is checked.
 */
export function parsePathVersion(text: string): { readonly path: string; readonly version: string | undefined } {
  const at = text.indexOf('@')
  if (at < 0) return { path: text, version: undefined }
  const version = text.slice(at + 1)
  if (version.startsWith('-') || version.startsWith('/')) {
    throw new WardenError('parse', `${quoted(text.slice(0, at))}: invalid module version ${quoted(version)}`)
  }
  return { path: text.slice(0, at), version }
}

/** What `splitPathVersion` finds: `prefix + pathMajor` is the path. */
export interface PathVersion {
  readonly prefix: string
  /** `/v2`, `.v2` or `.v2-unstable` (gopkg.in), or empty. */
  readonly pathMajor: string
  /** False where the path ends in something like a major version that is none, such as `/v1`; then it is not split. */
  readonly ok: boolean
}

/** Splits a module path before its major version: `/vN` with N from 2, or `.vN` with any N under gopkg.in. */
export function splitPathVersion(path: string): PathVersion {
  const isGopkg = path.startsWith('gopkg.in/')
  const unstable = isGopkg && path.endsWith('-unstable') ? '-unstable'.length : 0
  const end = path.length - unstable
  let start = end
  // Go takes dots for part of the number here, so that /v1.2 is found, and refused.
  while (start > 0 && (isDigit(path[start - 1]) || (!isGopkg && path[start - 1] === '.'))) start--
  const number = path.slice(start, end)
  const whole: PathVersion = { prefix: path, pathMajor: '', ok: !isGopkg }
  // gopkg.in: every path must end in .vN.
  if (path.slice(start - 2, start) !== (isGopkg ? '.v' : '/v') || start < 2) return whole
  if (isGopkg) {
    if (number === '' || (number.startsWith('0') && path.slice(start) !== '0')) return whole
  } else {
    if (number === '') return whole
    if (number.includes('.') || number.startsWith('0') || number === '1') return { ...whole, ok: false }
  }
  return { prefix: path.slice(0, start - 2), pathMajor: path.slice(start - 2), ok: true }
}

/** Throws `parse` where `version` does not belong to a path that ends in `pathMajor` (as `splitPathVersion` gives it). */
export function checkPathMajor(version: string, pathMajor: string): void {
  if (matchPathMajor(version, pathMajor)) return
  throw new WardenError('parse', `version ${quoted(version)} invalid: ${shouldBe(version, pathMajor)}`)
}

/** Whether `version` belongs to a path that ends in `pathMajor`: `checkPathMajor` would not throw. */
export function matchPathMajor(version: string, pathMajor: string): boolean {
  const stable = withoutUnstable(pathMajor)
  // Early pseudo-versions of gopkg.in/….v1 were v0.0.0-…, and go.mod files still have them.
  if (stable === '.v1' && version.startsWith('v0.0.0-')) return true
  const m = major(version)
  if (stable === '') return m === 'v0' || m === 'v1' || build(version) === '+incompatible'
  return (stable.startsWith('/') || stable.startsWith('.')) && m === stable.slice(1)
}

/** `v2` of `/v2`, `.v2` and `.v2-unstable`; empty of nothing, which stands for v0 and v1. */
export function pathMajorPrefix(pathMajor: string): string {
  if (pathMajor === '') return ''
  const m = withoutUnstable(pathMajor).slice(1)
  // Only what splitPathVersion gave may come here: anything else is a mistake of the caller, not bad input.
  if (!/^[/.]/.test(pathMajor) || m !== major(m)) throw new Error(`not a major version suffix: ${quoted(pathMajor)}`)
  return m
}

/** The escaped form of a module path. Throws `parse` where it is not valid. */
export function escapePath(path: string): EscapedPath {
  checkPath(path)
  return escape(path) as EscapedPath // checkPath allows ASCII without `!` only
}

/** The escaped form of a version, which need not be semantic but must be one ASCII file name without `!`, else `parse`. */
export function escapeVersion(version: string): EscapedVersion {
  if (plainVersion.test(version)) return version as EscapedVersion // a file name, without an upper-case letter or `!`
  if (whyNoElement(version, 'file') !== undefined || /[^ -~]|!/.test(version)) {
    throw new WardenError('parse', `version ${quoted(version)} invalid: disallowed version string`)
  }
  return escape(version) as EscapedVersion // one file name, ASCII, without `!`: checked above
}

/** The module path of an escaped one. Throws `parse` where the escapes or the path are not valid. */
export function unescapePath(escaped: string): string {
  const path = unescape(escaped)
  const why = path === undefined ? 'an upper-case letter, a character beyond ASCII or a stray !' : whyNoModulePath(path)
  if (path === undefined || why !== undefined) {
    throw new WardenError('parse', `invalid escaped module path ${quoted(escaped)}: ${why}`)
  }
  return path
}

/** The version of an escaped one. Throws `parse` where the escapes are not valid or it is no file name. */
export function unescapeVersion(escaped: string): string {
  const version = unescape(escaped)
  if (version === undefined || whyNoElement(version, 'file') !== undefined) {
    throw new WardenError('parse', `invalid escaped version ${quoted(escaped)}`)
  }
  return version
}

type Kind = 'module' | 'import' | 'file'

// No device's name begins so.
const plainVersion = /^v[0-9](?:[a-z0-9.+-]*[a-z0-9])?$/

function malformed(kind: Kind, path: string, why: string): WardenError {
  return new WardenError('parse', `malformed ${kind} path ${quoted(path)}: ${why}`)
}

function whyNoModulePath(path: string): string | undefined {
  // A graph names thousands: two looks at the whole path tell of nearly all of them what many at each element would.
  if (plainModulePath.test(path) && !device.test(path)) return splitPathVersion(path).ok ? undefined : 'invalid version'
  const why = whyNoPath(path, 'module')
  if (why !== undefined) return why
  const slash = path.indexOf('/')
  const first = slash < 0 ? path : path.slice(0, slash)
  if (!first.includes('.')) return 'missing dot in first path element'
  const bad = /[^a-z0-9.-]/.exec(first)
  if (bad !== null) return `invalid char '${bad[0]}' in first path element`
  if (!splitPathVersion(path).ok) return 'invalid version'
  return undefined
}

// Elements without `~`, a dot at an end or two together; of the first none but what a domain has.
const plainModulePath = /^[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)+(?:\/[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*)*$/
const device = /(?:^|\/)(?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?:[./]|$)/i

// The order of the checks is Go's, so that the reasons are.
function whyNoPath(path: string, kind: Kind): string | undefined {
  // A lone surrogate is what is left of bytes that were not UTF-8.
  if (!path.isWellFormed()) return 'invalid UTF-8'
  if (path === '') return 'empty string'
  if (path.startsWith('-') && kind !== 'file') return 'leading dash'
  if (path.includes('//')) return 'double slash'
  if (path.endsWith('/')) return 'trailing slash'
  for (const element of path.split('/')) {
    const why = whyNoElement(element, kind)
    if (why !== undefined) return why
  }
  return undefined
}

function whyNoElement(element: string, kind: Kind): string | undefined {
  if (element === '') return 'empty path element'
  if (/^\.+$/.test(element)) return `invalid path element ${quoted(element)}`
  if (kind === 'module' && element.startsWith('.')) return 'leading dot in path element'
  if (element.endsWith('.')) return 'trailing dot in path element'
  const bad = badCharacter(element, kind)
  if (bad !== undefined) return `invalid char ${quoted(bad)}`
  // https://learn.microsoft.com/windows/win32/fileio/naming-a-file: what comes before the first dot is the name.
  const dot = element.indexOf('.')
  const short = dot < 0 ? element : element.slice(0, dot)
  // Without the u flag, `i` never folds a letter beyond ASCII into an ASCII one.
  if (/^(?:con|prn|aux|nul|com[1-9]|lpt[1-9])$/i.test(short)) {
    return `${quoted(short)} disallowed as path element component on Windows`
  }
  if (kind !== 'file') {
    const tilde = short.lastIndexOf('~')
    if (tilde >= 0 && /^[0-9]+$/.test(short.slice(tilde + 1))) return 'trailing tilde and digits in path element'
  }
  return undefined
}

// One class each, tried on the whole element first: nearly all pass.
const notInModule = /[^A-Za-z0-9._~-]/u
const notInImport = /[^A-Za-z0-9._~+-]/u
const notInFile = /[^A-Za-z0-9._~+!#$%&(),=@[\]^{} -]/u

function badCharacter(element: string, kind: Kind): string | undefined {
  const unusual = (kind === 'file' ? notInFile : kind === 'import' ? notInImport : notInModule).exec(element)
  if (unusual === null || kind !== 'file') return unusual?.[0]
  for (const c of element.slice(unusual.index)) {
    const codePoint = c.codePointAt(0) ?? 0
    if (codePoint < 0x80 ? notInFile.test(c) : !isLetter(codePoint)) return c
  }
  return undefined
}

function shouldBe(version: string, pathMajor: string): string {
  const wanted = pathMajor === '' ? 'v0 or v1' : withoutUnstable(pathMajor).replace(/^[/.]/, '')
  return `should be ${wanted}, not ${major(version)}`
}

function withoutUnstable(pathMajor: string): string {
  return pathMajor.startsWith('.v') && pathMajor.endsWith('-unstable') ? pathMajor.slice(0, -9) : pathMajor
}

function isDigit(c: string | undefined): boolean {
  return c !== undefined && c >= '0' && c <= '9'
}

function escape(text: string): string {
  return text.replaceAll(/[A-Z]/g, (c) => `!${c.toLowerCase()}`)
}

// `undefined` where an upper-case letter or anything beyond ASCII is in it, or a `!` stands before no lower-case letter.
function unescape(escaped: string): string | undefined {
  if (/[A-Z]|[^\0-\x7f]|!(?![a-z])/.test(escaped)) return undefined
  return escaped.replaceAll(/!([a-z])/g, (_, c: string) => c.toUpperCase())
}
