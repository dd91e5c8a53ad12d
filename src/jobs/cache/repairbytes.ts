// Proven bytes for a module version that is to be repaired: what the cache still has is used where it lies, the rest
// comes from modwarden's own store or a proxy. Nothing is given that is not what was agreed on.
import { utf8 } from '../../base/bytes.ts'
import { isWardenError } from '../../base/errors.ts'
import { hashGoMod } from '../../gomod/dirhash.ts'
import { maxModFileSize } from '../../gomod/modlex.ts'
import type { ModuleVersion } from '../../base/finding.ts'
import type { ModuleRecord } from '../../report/verify.ts'
import type { World } from '../../world/world.ts'
import type { Agreed } from '../verify/agreed.ts'
import type { Sources } from '../project/sources.ts'

/** What could be had. */
export interface ProvenBytes {
  /** A zip in modwarden's store; `undefined` where none is needed, or none can be had. */
  readonly zip: string | undefined
  readonly goMod: Uint8Array | undefined
  /** Why something is missing, in a sentence each. */
  readonly why: readonly string[]
  /** Whether a proxy sent something else than was agreed on. */
  readonly sentOther: boolean
}

/** A module version and how its parts stand in the cache; what is not named is of no interest. */
export type Standing = ModuleVersion & Pick<ModuleRecord, 'parts'>

/** Gets what a record says is wrong. Throws `fork` and `aborted` only. */
export async function provenBytes(
  world: World,
  sources: Sources,
  record: Standing,
  agreed: Agreed,
): Promise<ProvenBytes> {
  const { parts } = record
  const why: string[] = []
  let sentOther = false
  let zip: string | undefined
  // The folder is extracted from the cache's own zip where that is right.
  const wantsZip =
    parts.zip !== 'ok' && [parts.zip, parts.folder, parts['.ziphash']].some((s) => s !== undefined && s !== 'ok')
  if (wantsZip && agreed.zip.length > 0) {
    const got = await sources.contents(record)
    if (got.kind === 'here') zip = got.zip
    else why.push(got.kind === 'missing' ? got.why : 'a proxy sent another zip than was agreed on')
    sentOther ||= got.kind === 'wrong'
  }
  let goMod: Uint8Array | undefined
  if (parts['.mod'] !== undefined && parts['.mod'] !== 'ok' && agreed.goMod.length > 0) {
    goMod = await localGoMod(world, sources, record, agreed)
    if (goMod === undefined) {
      const got = await sources.provenGoMod(record)
      goMod = got.bytes
      if (got.error !== undefined) why.push(got.error.message)
      sentOther ||= got.error?.code === 'mismatch'
    }
  }
  return { zip, goMod, why, sentOther }
}

/** A go.mod that needs no network: the extracted one, or the one that proxies make up for modules without. */
async function localGoMod(
  world: World,
  sources: Sources,
  record: Standing,
  agreed: Agreed,
): Promise<Uint8Array | undefined> {
  const madeUp = utf8(`module ${record.path}\n`)
  if (agreed.goMod.includes(hashGoMod(madeUp))) return madeUp
  try {
    const extracted = await world.files.read(`${sources.paths(record).folder}/go.mod`, maxModFileSize)
    return extracted !== undefined && agreed.goMod.includes(hashGoMod(extracted)) ? extracted : undefined
  } catch (error) {
    if (isWardenError(error, 'io', 'too-large')) return undefined
    throw error
  }
}
