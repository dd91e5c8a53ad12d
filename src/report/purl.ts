// Package URLs of Go modules (https://github.com/package-url/purl-spec, type golang). The type's rule is that namespace and
// name are lower-case, so that two modules whose paths differ in case alone have one purl: the exact path stands beside it
// as the component's name, and is what identifies it within a document.
import { PackageURL } from 'packageurl-js'

/** `pkg:golang/github.com/burntsushi/toml@v1.4.0` for a module path and its version (empty: none). */
export function golangPurl(modulePath: string, version: string): string {
  const slash = modulePath.lastIndexOf('/')
  const namespace = slash < 0 ? null : modulePath.slice(0, slash).toLowerCase()
  const name = modulePath.slice(slash + 1).toLowerCase()
  // The package leaves `+` as it is, which some readers take for a space.
  return new PackageURL('golang', namespace, name, version === '' ? null : version, null, null)
    .toString()
    .replaceAll('+', '%2B')
}

/** The purl of Go's standard library of a Go (`go1.26.8`), as scanners know it. */
export function standardPurl(goVersion: string): string {
  return golangPurl('stdlib', goVersion.replace(/^go/, ''))
}

/**
 * `pkg:golang/github.com/BurntSushi/toml@v1.4.0` for `path@version`: a name in documents of ours, by which a module is found
 * again. What follows a space is put behind `#`.
 */
export function modulePurl(ref: string): string {
  return `pkg:golang/${ref.replace(' ', '#').replaceAll('+', '%2B')}`
}
