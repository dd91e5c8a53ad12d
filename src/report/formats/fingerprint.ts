// What makes a finding the same one in the next run, for code hosts that track findings over time.
import { createHash } from 'node:crypto'
import type { Located } from '../view.ts'

/**
 * 32 hex digits of a finding's rule, module path and file in the repository. Not the version: a finding that was
 * dismissed stays so when the module is upgraded and is still bad. Several findings may have the same; number them.
 */
export function fingerprint(finding: Located, file: string): string {
  const { rule, module } = finding
  const identity = JSON.stringify([rule, module?.path ?? '', file])
  return createHash('sha256').update(identity).digest('hex').slice(0, 32)
}

/** Numbers equal fingerprints: `…:1`, `…:2`. */
export function numbered(seen: Map<string, number>, identity: string): string {
  const ordinal = (seen.get(identity) ?? 0) + 1
  seen.set(identity, ordinal)
  return `${identity}:${ordinal}`
}
