// Go's own versions as the advisories of `stdlib` and `toolchain` write them: semantic versions.
// https://go.dev/doc/security/vuln/database#schema, https://go.dev/doc/toolchain#version

/**
 * `v1.26.8` of `go1.26.8`, `v1.26.0-rc.1` of `go1.26rc1`; what a distributor adds (`-corp`, ` X:boringcrypto`) does not
 * count. `undefined` for what is no release: `devel …`.
 */
export function stdlibVersion(goVersion: string): string | undefined {
  const found = /^(?:go)?(\d{1,6})(?:\.(\d{1,6}))?(?:\.(\d{1,6}))?(?:(alpha|beta|rc)(\d{1,6}))?(?:[-+ ].*)?$/s.exec(
    goVersion,
  )
  if (found === null) return undefined
  const [, major = '', minor = '0', patch = '0', kind, number = '0'] = found
  return `v${Number(major)}.${Number(minor)}.${Number(patch)}${kind === undefined ? '' : `-${kind}.${Number(number)}`}`
}

/** `go1.26.8` of `v1.26.8`, `go1.26rc1` of `v1.26.0-rc.1`: what people call it. */
export function goReleaseName(version: string): string {
  const found = /^v?(\d+)\.(\d+)\.(\d+)(?:-(alpha|beta|rc)\.(\d+))?/.exec(version)
  if (found === null) return version
  const [, major = '', minor = '', patch = '', kind, number = ''] = found
  if (kind !== undefined) return `go${major}.${minor}${patch === '0' ? '' : `.${patch}`}${kind}${number}`
  // Since Go 1.21 the first release of a minor version is called .0.
  const short = patch === '0' && major === '1' && Number(minor) < 21
  return `go${major}.${minor}${short ? '' : `.${patch}`}`
}
