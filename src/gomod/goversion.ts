// Versions of Go itself, as `go` and `toolchain` lines have them: 1.21, 1.21rc1, 1.21.3, go1.21.3-corp. They are not
// semantic versions. https://go.dev/doc/toolchain#version; the behaviour is that of cmd/go/internal/gover.

import { compareBytes } from '../base/bytes.ts'

/** The go version of a go.mod file without a `go` line. https://go.dev/ref/mod#go-mod-file-go */
export const defaultGoVersion = '1.16'

/** The go version of a go.work file without a `go` line. */
export const defaultWorkVersion = '1.18'

/**
 * Orders two Go versions without the `go` prefix: negative, zero or positive. `1.21` comes before `1.21rc1`, and that
 * before `1.21.0`; malformed versions are equal to each other and come before all others.
 */
export function compareGoVersions(a: string, b: string): number {
  if (a === b) return 0
  const x = parsed(a)
  const y = parsed(b)
  for (let i = 0; i < x.length; i++) {
    const p = x[i] ?? ''
    const q = y[i] ?? ''
    // Kinds ("", alpha, beta, rc) order as text, numbers of any length by length first.
    if (p !== q) return i === 3 ? compareBytes(p, q) : p.length - q.length || compareBytes(p, q)
  }
  return 0
}

/** Orders two names of toolchains, as `compareGoVersions` orders what they are made from; `default` comes first. */
export function compareToolchains(a: string, b: string): number {
  return compareGoVersions(toolchainVersion(a), toolchainVersion(b))
}

/** Whether a module of this go version prunes its dependencies' dependencies from the graph: 1.17 and later. */
export function prunesGraph(goVersion: string): boolean {
  return compareGoVersions(goVersion, '1.17') >= 0
}

/** Whether `goVersion` is a requirement on Go itself rather than a hint: 1.21 and later. */
export function isStrictGoVersion(goVersion: string): boolean {
  return compareGoVersions(goVersion, '1.21') >= 0
}

const goVersionPattern = /^(0|[1-9][0-9]*)(?:\.(0|[1-9][0-9]*)(?:\.(0|[1-9][0-9]*)|([a-z]+)(0|[1-9][0-9]*)?)?)?$/

/** Major, minor, patch, kind and number of a pre-release; all empty where malformed. */
function parsed(version: string): readonly string[] {
  const match = goVersionPattern.exec(version)
  if (match === null) return ['', '', '', '', '']
  const [, major = '', minor, patch, kind = '', number = ''] = match
  if (minor === undefined) return [major, '0', '0', '', '']
  // Since Go 1.21 a missing patch is the language version, which precedes the release .0.
  const old = minor.length < 2 || (minor.length === 2 && minor < '21')
  return [major, minor, patch ?? (kind === '' && old ? '0' : ''), kind, number]
}

function toolchainVersion(name: string): string {
  if (goVersionPattern.test(name)) return name
  if (!name.startsWith('go') || /[\\/]/.test(name)) return ''
  const version = /^[^ \t-]*/.exec(name.slice(2))?.[0] ?? ''
  return goVersionPattern.test(version) ? version : ''
}
