// Retractions: which versions a module's author took back, and why. https://go.dev/ref/mod#go-mod-file-retract
import type { Retract } from '../gomod/modfile.ts'
import { compareVersions } from '../gomod/version.ts'

/** The reason of the first retraction that holds for a version, which may be empty; `undefined` where none does. */
export function retractionOf(retract: readonly Retract[], version: string): string | undefined {
  const found = retract.find(
    ({ low, high }) => compareVersions(low, version) <= 0 && compareVersions(version, high) <= 0,
  )
  return found?.rationale
}
