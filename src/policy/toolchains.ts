// Go toolchains by release: which versions of golang.org/toolchain may come in. A setting names patterns of releases, and
// becomes a layer of the policy, so that a refusal has its reason and its event like every other one.
import { isToolchain } from '../gomod/cachelayout.ts'
import { EMPTY_LAYER, type Layer } from './policy.ts'

/** The Go release of a toolchain's version, `go1.26.8` of `v0.0.1-go1.26.8.linux-amd64`; `undefined` for another form. */
export function releaseOf(version: string): string | undefined {
  return /^v0\.0\.1-(go\d[\w.-]*?)\.[a-z\d]+-[a-z\d]+$/.exec(version)?.[1]
}

/** Whether patterns let a toolchain's version in; none let all in. `*` stands for any letters: `go1.26.*`, `go1.27rc*`. */
export function isToolchainAllowed(patterns: readonly string[], version: string): boolean {
  if (patterns.length === 0) return true
  const release = releaseOf(version)
  return release !== undefined && patterns.some((pattern) => matches(pattern, release))
}

/** The layer that says so; `undefined` where all are let in. */
export function toolchainLayer(patterns: readonly string[]): Layer | undefined {
  if (patterns.length === 0) return undefined
  const listed = patterns.join(', ')
  return {
    ...EMPTY_LAYER,
    name: 'toolchains',
    conditions: [
      {
        name: 'toolchains',
        when: `path == "golang.org/toolchain" && !(release in [${listed}])`,
        stage: 'metadata',
        level: 'block',
        message: `not among the Go toolchains that are allowed here: ${listed}`,
        holds: ({ path, version }) =>
          typeof path === 'string' &&
          typeof version === 'string' &&
          isToolchain({ path, version }) &&
          !isToolchainAllowed(patterns, version),
      },
    ],
  }
}

/** Whether a release fits a pattern; by parts, so that nothing takes long. */
function matches(pattern: string, release: string): boolean {
  const [first = '', ...rest] = pattern.split('*')
  if (!release.startsWith(first)) return false
  const last = rest.pop()
  if (last === undefined) return release === first
  let at = first.length
  for (const part of rest) {
    const found = release.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return release.length - last.length >= at && release.endsWith(last)
}
