// store verify: everything that a guard keeps, against what it must be. Each file is read and hashed against its row, each
// zip's h1 is made anew by the strict reader, and each row is held against the checksum database's record, proven from the
// tiles and answers that are kept: no network. What is not as it was kept is put aside by the vault.
import { isWardenError, messageOf } from '../../base/errors.ts'
import { moduleName, type ModuleVersion } from '../../base/finding.ts'
import { compareBytes } from '../../base/bytes.ts'
import { mapLimit } from '../../base/once.ts'
import { stopIf } from '../../base/stopped.ts'
import { cachePaths } from '../../gomod/cachelayout.ts'
import type { StoreProblem } from '../../report/store.ts'
import type { SumdbClient } from '../../sumdb/client.ts'
import type { Examined } from '../../world/contents.ts'
import type { KeptVersion, Vault } from '../../world/vault.ts'
import type { World } from '../../world/world.ts'

/** What it works with. */
export interface StoreWorld {
  readonly vault: Vault
  readonly contents: World['contents']
  /** The guard's own client, which asks nobody; `undefined` where GOSUMDB is off. */
  readonly database: { readonly client: SumdbClient; readonly key: string } | undefined
  /** The folder that the vault keeps files in, in go's layout. */
  readonly root: string
  readonly signal: AbortSignal
}

/** What it found. */
export interface StoreVerified {
  readonly versions: number
  readonly bytes: number
  readonly proven: number
  readonly unproven: number
  readonly broken: readonly StoreProblem[]
  readonly unchecked: readonly StoreProblem[]
}

const PAGE = 200
const AT_ONCE = 8

/** Verifies all of it. Throws `aborted`, `io`. */
export async function verifyStore(
  world: StoreWorld,
  onProgress: (versions: number, bytes: number) => void,
): Promise<StoreVerified> {
  const found = { versions: 0, bytes: 0, proven: 0, unproven: 0 }
  const broken: StoreProblem[] = []
  const unchecked: StoreProblem[] = []
  let after: ModuleVersion | undefined
  for (;;) {
    const page = await world.vault.page(after, PAGE)
    await mapLimit(page, AT_ONCE, async (kept) => {
      stopIf(world.signal)
      const problems = { broken, unchecked }
      found.bytes += await checkFiles(world, kept, problems)
      const proven = await checkProof(world, kept, problems)
      if (proven !== 'open') found[proven]++
      found.versions++
      onProgress(found.versions, found.bytes)
    })
    after = page.at(-1)
    if (page.length < PAGE) return { ...found, broken: ordered(broken), unchecked: ordered(unchecked) }
  }
}

interface Problems {
  readonly broken: StoreProblem[]
  readonly unchecked: StoreProblem[]
}

/** Gives how much was read. */
async function checkFiles(world: StoreWorld, kept: KeptVersion, { broken, unchecked }: Problems): Promise<number> {
  const what = moduleName(kept)
  let read = 0
  let wrong: Awaited<ReturnType<Vault['recheck']>>
  try {
    wrong = await world.vault.recheck(kept, (bytes) => {
      read += bytes
    })
  } catch (error) {
    if (!isWardenError(error, 'io')) throw error
    unchecked.push({ what, part: 'files', why: messageOf(error) })
    return read
  }
  for (const part of wrong) broken.push({ what, part, why: 'gone, or not what was kept' })
  if (kept.zip === undefined || wrong.includes('zip')) return read
  let examined: Examined | undefined
  const request = { module: kept, zip: cachePaths(world.root, kept).zip, trustIndex: false }
  await world.contents.examine([request], (_, result) => (examined = result), world.signal)
  const zip = examined?.zip
  if (zip?.kind === 'hashed' && zip.h1 !== kept.zip.h1) {
    broken.push({ what, part: 'zip', why: `its h1 is ${zip.h1}, and its row says ${kept.zip.h1}` })
  } else if (zip?.kind === 'damaged') broken.push({ what, part: 'zip', why: zip.why })
  else if (zip?.kind !== 'hashed') {
    unchecked.push({ what, part: 'zip', why: zip?.kind === 'unreadable' ? zip.why : 'it went away meanwhile' })
  }
  return read
}

/** Whether a row is what the database has on record. */
async function checkProof(
  { database }: StoreWorld,
  kept: KeptVersion,
  { broken, unchecked }: Problems,
): Promise<'proven' | 'unproven' | 'open'> {
  const what = moduleName(kept)
  const { proof } = kept
  if (proof === undefined) return 'unproven'
  if (database === undefined || database.key !== proof.key) {
    unchecked.push({ what, part: 'proof', why: `it was proven by another database: ${proof.key.replace(/\+.*/s, '')}` })
    return 'open'
  }
  try {
    const { id, zip, goMod } = await database.client.lookup(kept.path, kept.version)
    const wrong =
      id !== proof.record
        ? `record ${id} in the database, ${proof.record} in its row`
        : kept.zip !== undefined && !zip.includes(kept.zip.h1)
          ? 'the database has another hash of the zip'
          : kept.goMod !== undefined && !goMod.includes(kept.goMod.h1)
            ? 'the database has another hash of go.mod'
            : undefined
    if (wrong === undefined) return 'proven'
    broken.push({ what, part: 'proof', why: wrong })
  } catch (error) {
    if (!isWardenError(error) || error.code === 'aborted') throw error
    const lies = error.code === 'mismatch' || error.code === 'fork'
    const list = lies ? broken : unchecked
    list.push({
      what,
      part: 'proof',
      why: lies ? messageOf(error) : 'its proof is not kept whole, and nobody is asked',
    })
  }
  return 'open'
}

function ordered(problems: readonly StoreProblem[]): readonly StoreProblem[] {
  // In the order of the pages: those of one page were found side by side.
  return problems.toSorted((a, b) => compareBytes(a.what, b.what))
}
