// The checksum database for one run: its client, the proof index, whom it may be asked about, and how it was used.
import { isWardenError, WardenError } from '../../base/errors.ts'
import { moduleName, type ModuleVersion } from '../../base/finding.ts'
import { mapLimit } from '../../base/once.ts'
import type { DatabaseUse } from '../../report/verify.ts'
import { formatBundle, openBundle, type Bundle } from '../../sumdb/bundle.ts'
import type { Verifier } from '../../sumdb/note.ts'
import { createSumdbClient, type ProvenRecord, type SumdbClient } from '../../sumdb/client.ts'
import type { GoSumdb } from '../../sumdb/gosumdb.ts'
import { equalBytes } from '../../base/bytes.ts'
import { openTreeHead, type SignedHead } from '../../sumdb/checkpoint.ts'
import { isPublicHost } from '../../sumdb/publichosts.ts'
import type { World } from '../../world/world.ts'
import { openProofIndex } from './proofindex.ts'
import { createProver, type Privacy, type Prover } from './prove.ts'

/** The database of a run. */
export interface Database {
  readonly prover: Prover
  /** `undefined` where GOSUMDB is off. */
  use(): DatabaseUse | undefined
  /** Keeps what was proven for the next run. */
  save(): Promise<void>
  /**
   * Writes the proofs of module versions as a bundle; gives their number. Those that cannot be proven now are left out,
   * but a bundle that is there is not replaced by one that holds less (`unreachable`).
   */
  writeBundle(file: string, modules: readonly ModuleVersion[]): Promise<number>
}

/** How the database is used. */
export interface DatabaseOptions {
  readonly privacy: Privacy
  readonly offline: boolean
  /** Ignores the proof index: everything is proven again. */
  readonly full: boolean
  /** Signed heads seen before: our own copy, and the release's floor. */
  readonly floorHeads: readonly Uint8Array[]
  /** A bundle of proofs to fall back on; a file that is not there is an error only where the user named it. */
  readonly bundle?: { readonly file: string; readonly named: boolean } | undefined
}

const MOST_BUNDLE = 64 << 20

/** Opens the database that GOSUMDB names. Throws `io`. */
export async function openDatabase(world: World, gosumdb: GoSumdb, options: DatabaseOptions): Promise<Database> {
  const { privacy } = options
  if (gosumdb.kind === 'off') {
    return {
      prover: createProver(undefined, privacy, undefined, undefined),
      use: () => undefined,
      save: async () => Promise.resolve(),
      writeBundle: async () => Promise.reject(new WardenError('config', 'GOSUMDB=off: there are no proofs to write')),
    }
  }
  const { name, verifier } = gosumdb
  const head = await world.sumdb.readHead()
  // A name is a host or a path below one; no name has a "=", so that none is in the way of another.
  const indexFile = `${world.store}/index/proofs/${name}/=records`
  const index = await openProofIndex(world.files, indexFile, options.full ? new Uint8Array(0) : head)
  const client = createSumdbClient({
    verifier,
    ops: world.sumdb,
    mayAsk: (path, cached) => cached || privacy.askAll || isPublicHost(path, privacy.publicHosts),
    offline: options.offline,
    floorHeads: options.floorHeads,
  })
  const bundle = await readBundle(world, options, verifier, head)
  const prover = createProver(client, privacy, index, bundle)
  return {
    prover,
    use(): DatabaseUse {
      const { stats } = client
      const now =
        client.head() ??
        (prover.byBundle() > 0 ? bundle?.head : undefined) ??
        (head.length === 0 ? undefined : openTreeHead(head, verifier))
      return {
        name,
        treeSize: now?.size ?? 0,
        rootHash: now === undefined ? '' : Buffer.from(now.hash).toString('base64'),
        consistentWith:
          prover.byBundle() > 0 && !sameHead(bundle?.head, client.head())
            ? 'not checked'
            : head.length === 0
              ? 'nothing: first contact'
              : stats.uncheckedHeads > 0
                ? 'not checked'
                : 'the remembered head',
        lookups: stats.lookupRequests,
        cachedLookups: stats.cachedLookups,
        tileRequests: stats.tileRequests,
        tileBytes: stats.tileBytes,
        ...(stats.damaged.length === 0 ? {} : { damaged: stats.damaged.length }),
        ...(stats.unsaved === 0 ? {} : { unsaved: stats.unsaved }),
        ...(stats.unremembered.length === 0 ? {} : { unremembered: [...new Set(stats.unremembered)].slice(0, 5) }),
      }
    },
    async save(): Promise<void> {
      try {
        await index.save(await world.sumdb.readHead())
      } catch (error) {
        // A full or read-only disk: the next run proves everything again.
        if (!isWardenError(error, 'io')) throw error
      }
    },
    async writeBundle(file, modules): Promise<number> {
      // All proofs lead to one head, the newest: records that were proven under an earlier one are asked again.
      await client.update().catch((error: unknown) => {
        if (!isWardenError(error, 'not-found', 'refused', 'unreachable')) throw error
      })
      const records = await mapLimit(modules, 64, async (module) => {
        const answer = await prover.ask(module)
        return answer.kind === 'proven' ? provenNow(client, module) : undefined
      })
      const proven = records.filter((record) => record !== undefined)
      const bytes = formatBundle(name, proven)
      // What is written is what a reader will make of it.
      const made = openBundle(bytes, verifier, file)
      const earlier = await earlierBundle(world, verifier, file)
      const lost = modules.filter((m) => earlier?.lookup(m) !== undefined && made.lookup(m) === undefined)
      const [first] = lost
      if (first !== undefined) {
        const others = lost.length === 1 ? '' : ` and ${lost.length - 1} more`
        throw new WardenError(
          'unreachable',
          `${file}: left as it is: it proves ${moduleName(first)}${others}, which could not be proven now`,
          {
            remedy: 'run it again when the checksum database can be reached, or name another file',
          },
        )
      }
      await world.files.write(file, bytes)
      return made.size
    },
  }
}

/** A record with its proof; `undefined` where it was proven earlier or by a bundle and cannot be asked for now. */
async function provenNow(client: SumdbClient, module: ModuleVersion): Promise<ProvenRecord | undefined> {
  try {
    return await client.lookup(module.path, module.version)
  } catch (error) {
    if (isWardenError(error, 'not-found', 'refused', 'unreachable', 'too-large')) return undefined
    throw error
  }
}

/** The bundle that is about to be replaced; `undefined` where there is none, or one that does not hold. */
async function earlierBundle(world: World, verifier: Verifier, file: string): Promise<Bundle | undefined> {
  const bytes = await world.files.read(file, MOST_BUNDLE)
  if (bytes === undefined) return undefined
  try {
    return openBundle(bytes, verifier, file)
  } catch (error) {
    if (isWardenError(error, 'mismatch')) return undefined
    if (!isWardenError(error, 'parse', 'config')) throw error
    throw new WardenError('usage', `${file}: is there and is no proof bundle of ${verifier.name}: left as it is`, {
      remedy: 'name another file, or remove this one first',
      cause: error,
    })
  }
}

async function readBundle(
  world: World,
  options: DatabaseOptions,
  verifier: Verifier,
  head: Uint8Array,
): Promise<Bundle | undefined> {
  if (options.bundle === undefined) return undefined
  const { file, named } = options.bundle
  const bytes = await world.files.read(file, MOST_BUNDLE)
  try {
    if (bytes !== undefined) {
      const bundle = openBundle(bytes, verifier, file)
      refuseOtherHistory(bundle.head, head, verifier, file)
      return bundle
    }
  } catch (error) {
    // The project's own bundle is of the database that its authors use; this user's may be another one.
    if (!named && isWardenError(error, 'config')) return undefined
    throw error
  }
  if (named)
    throw new WardenError('usage', `${file}: no such file`, {
      remedy: 'make one with network: modwarden verify --bundle FILE',
    })
  return undefined
}

/**
 * Two signed heads of one size must be of one tree. Heads of different sizes cannot be compared without the tiles that
 * the bundle stands in for; then the report says that nothing was compared.
 */
function refuseOtherHistory(carried: SignedHead, remembered: Uint8Array, verifier: Verifier, file: string): void {
  if (remembered.length === 0) return
  let known: SignedHead
  try {
    known = openTreeHead(remembered, verifier)
  } catch (error) {
    // The client says what is wrong with a remembered head that is torn.
    if (isWardenError(error, 'parse', 'mismatch')) return
    throw error
  }
  if (known.size !== carried.size || equalBytes(known.hash, carried.hash)) return
  throw new WardenError('fork', `${verifier.name}: the proof bundle is of another history than the remembered head`, {
    place: { file },
    remedy: 'keep the file and the remembered head, and trust neither until this is explained',
  })
}

function sameHead(a: SignedHead | undefined, b: SignedHead | undefined): boolean {
  return a !== undefined && b !== undefined && a.size === b.size && equalBytes(a.hash, b.hash)
}
