// How a module version stands to the checksum database, for a guard: what was proven once is kept with it and never asked
// again; what could not be asked is asked again the next time.
import { isWardenError, messageOf } from '../../base/errors.ts'
import type { ModuleVersion } from '../../base/finding.ts'
import { matchPrefixPatterns } from '../../base/patterns.ts'
import { isToolchain } from '../../gomod/cachelayout.ts'
import type { SumdbClient } from '../../sumdb/client.ts'
import type { KeptProof, KeptVersion } from '../../world/vault.ts'

/** The database of a guard. */
export interface GuardDatabase {
  readonly client: SumdbClient
  readonly key: string
  /** Patterns of GONOSUMDB's form: not asked about, but for toolchains. */
  readonly unasked: string
}

/** What the database says. */
export type ProofFound =
  | { readonly kind: 'proven'; readonly proof: KeptProof }
  | { readonly kind: 'unproven' }
  | { readonly kind: 'absent' | 'unreachable'; readonly why: string }

/**
 * Asks the database. `database` is `undefined` where GOSUMDB is off. Throws `fork`, `aborted`, and `mismatch` where an
 * answer is not in the log: then nothing is known of the module, and somebody on the way lies.
 */
export async function findProof(
  database: GuardDatabase | undefined,
  module: ModuleVersion,
  kept: KeptVersion | undefined,
): Promise<ProofFound> {
  if (database === undefined) return { kind: 'unproven' }
  if (!isToolchain(module) && matchPrefixPatterns(database.unasked, module.path)) return { kind: 'unproven' }
  if (kept?.proof !== undefined && kept.proof.key === database.key) return { kind: 'proven', proof: kept.proof }
  try {
    const { id, zip, goMod } = await database.client.lookup(module.path, module.version)
    return { kind: 'proven', proof: { key: database.key, record: id, zip: onlyH1(zip), goMod: onlyH1(goMod) } }
  } catch (error) {
    if (isWardenError(error, 'not-found')) return { kind: 'absent', why: messageOf(error) }
    if (isWardenError(error, 'unreachable', 'refused', 'too-large', 'io', 'busy')) {
      return { kind: 'unreachable', why: messageOf(error) }
    }
    throw error
  }
}

function onlyH1(hashes: readonly string[]): string[] {
  return hashes.filter((hash) => hash.startsWith('h1:'))
}
