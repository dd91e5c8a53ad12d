// Asking the checksum database about module versions: whom to ask at all, and what the answer is worth.
//
// Privacy: a module's path is itself a secret where the module is private. No path is sent to a checksum database
// unless no pattern makes it private and either its answer is cached already (so that go has asked before), its host is
// a well-known public one, or the user said to ask about all. Module proxies are asked as go asks them: for what is
// missing here and go.sum or the database names, but for what GONOPROXY, GOPRIVATE or `private` keep from them.
import { isWardenError, messageOf, WardenError } from '../../base/errors.ts'
import type { ModuleVersion } from '../../base/finding.ts'
import { createGate, Once } from '../../base/once.ts'
import { matchPrefixPatterns } from '../../base/patterns.ts'
import { isToolchain } from '../../gomod/cachelayout.ts'
import type { Bundle } from '../../sumdb/bundle.ts'
import type { SumdbClient } from '../../sumdb/client.ts'
import { isPublicHost } from '../../sumdb/publichosts.ts'
import type { GoSettings } from '../../world/go.ts'
import type { DatabaseAnswer } from '../verify/evidence.ts'
import type { ProofIndex } from './proofindex.ts'
import { shellQuoted } from '../../base/shellword.ts'

/** Who may be asked about what. */
export interface Privacy {
  /** GONOSUMDB (go's default for it is GOPRIVATE). */
  readonly noSumdb: string
  /** Patterns of modwarden's own configuration, a comma list. */
  readonly private: string
  readonly publicHosts: readonly string[]
  readonly askAll: boolean
}

/** Answers about module versions, each asked once. */
export interface Prover {
  ask(module: ModuleVersion): Promise<DatabaseAnswer>
  /** How many answers came from a bundle. */
  readonly byBundle: () => number
}

/** Privacy as the go settings and modwarden's own say. */
export function privacyOf(
  go: GoSettings,
  own: { readonly private: readonly string[]; readonly publicHosts: readonly string[]; readonly askAll: boolean },
): Privacy {
  return { noSumdb: go.GONOSUMDB, private: own.private.join(','), publicHosts: own.publicHosts, askAll: own.askAll }
}

/**
 * `client` is `undefined` where GOSUMDB is off; toolchains are then unasked too, which is said. The client's `mayAsk`
 * keeps private paths off the network; here its refusal is told from others.
 */
export function createProver(
  client: SumdbClient | undefined,
  privacy: Privacy,
  index: ProofIndex | undefined,
  bundle: Bundle | undefined,
): Prover {
  const once = new Once<DatabaseAnswer>()
  // Bounds the memory of proofs under way; the client bounds its requests itself.
  const asking = createGate(64)
  let byBundle = 0
  const ask = async (module: ModuleVersion): Promise<DatabaseAnswer> => {
    const kept = keepsOut(module, privacy)
    if (kept !== undefined) return { kind: 'unasked', why: kept }
    if (client === undefined) return { kind: 'unasked', why: 'GOSUMDB=off: no checksum database is asked' }
    const known = index?.get(module)
    if (known !== undefined) return known
    try {
      const record = await client.lookup(module.path, module.version)
      const answer = answerOf(record)
      index?.set(module, answer)
      return answer
    } catch (error) {
      const told = failure(error, module, privacy)
      const carried = told.kind === 'unread' || told.kind === 'private?' ? bundle?.lookup(module) : undefined
      if (carried === undefined) return told
      byBundle++
      return answerOf(carried)
    }
  }
  return {
    ask: async (module) => once.get(`${module.path}@${module.version}`, async () => asking(async () => ask(module))),
    byBundle: () => byBundle,
  }
}

function answerOf(record: {
  readonly id: number
  readonly zip: readonly string[]
  readonly goMod: readonly string[]
}): Extract<DatabaseAnswer, { kind: 'proven' }> {
  const h1 = (hashes: readonly string[]): string[] => hashes.filter((hash) => hash.startsWith('h1:'))
  return { kind: 'proven', record: record.id, h1: h1(record.zip), goMod: h1(record.goMod) }
}

/** Why configuration keeps a path from every database, or `undefined`. go always checks toolchains. */
function keepsOut(module: ModuleVersion, privacy: Privacy): string | undefined {
  if (isToolchain(module)) return undefined
  if (matchPrefixPatterns(privacy.noSumdb, module.path))
    return 'GONOSUMDB (or GOPRIVATE) keeps it from the checksum database'
  if (matchPrefixPatterns(privacy.private, module.path))
    return 'the setting `private` keeps it from the checksum database'
  return undefined
}

/**
 * The line that keeps a path from the database from now on. `go env -w` replaces what was there, and GONOSUMDB once set
 * no longer follows GOPRIVATE: what is kept out today has to be in the line, or it would be asked about tomorrow.
 */
function keepOutLine(module: ModuleVersion, { noSumdb }: Privacy): string {
  const today = noSumdb.split(',').filter((pattern) => pattern !== '' && pattern !== 'none')
  return `go env -w GONOSUMDB=${shellQuoted([...today, module.path].join(','))}`
}

/** A fork ends the run: nothing that this database says counts any more. */
function failure(error: unknown, module: ModuleVersion, privacy: Privacy): DatabaseAnswer {
  if (isWardenError(error, 'fork', 'aborted') || !(error instanceof WardenError)) throw error
  if (error.code === 'not-found') {
    return { kind: 'absent', remedy: `${keepOutLine(module, privacy)}   # only if this module is private` }
  }
  if (error.code === 'refused' && !privacy.askAll && !isPublicHost(module.path, privacy.publicHosts)) {
    const [host = module.path] = module.path.split('/', 1)
    return {
      kind: 'private?',
      remedy: `${keepOutLine(module, privacy)}   # private: never ask. Public: --ask-all, or the setting public-hosts: [${host}]`,
    }
  }
  if (error.code === 'mismatch' || error.code === 'parse') return { kind: 'refuted', why: messageOf(error) }
  return { kind: 'unread', why: messageOf(error), remedy: error.remedy }
}
