// The licences of a project's modules, found in their own files, and remembered by the hash of what was read: texts are
// long, and do not change. The known texts are loaded when a module is new.
import { textOf, utf8 } from '../base/bytes.ts'
import { isWardenError, WardenError } from '../base/errors.ts'
import { sha256 } from '../gomod/dirhash.ts'
import { licenceEngine } from '../licence/engine.ts'
import { isLicenceFile } from '../licence/names.ts'
import type { World } from '../world/world.ts'
import type { OpenModule } from './openmodules.ts'

/** The licence of a module's root. */
export interface RootLicence {
  /** An SPDX expression; `NOASSERTION` where it is not known what applies. */
  readonly expression: string
  /** Every identifier or choice that applies, for a policy. */
  readonly required: readonly string[]
}

/** Licences by module path. */
export interface KeptLicences {
  /** `undefined` where the module's files are not here. */
  of(modulePath: string, open: OpenModule): Promise<RootLicence | undefined>
  /** Keeps what was found. A disk that does not take it is no failure. */
  save(): Promise<void>
}

const FORMAT = 'modwarden-licences-1'
const MOST_BYTES = 32 << 20

/** Opens what was found before. */
export async function openLicences(world: World): Promise<KeptLicences> {
  const file = `${world.store}/index/root-licences.json`
  const known = await readKept(world, file)
  let loaded: ReturnType<typeof load> | undefined
  let changed = false
  return {
    async of(modulePath, open) {
      const source = await open(modulePath)
      if (source instanceof WardenError) return undefined
      const files: { readonly name: string; readonly bytes: Uint8Array }[] = []
      try {
        for (const name of source.files('')) {
          const bytes = isLicenceFile(name) ? source.read(name) : undefined
          if (bytes !== undefined && bytes.length <= 1 << 20) files.push({ name, bytes })
        }
      } catch (error) {
        if (!isWardenError(error, 'io', 'too-large')) throw error
        return undefined
      }
      if (files.length === 0) return { expression: 'NOASSERTION', required: [] }
      const key = files.map(({ name, bytes }) => `${name} ${sha256(bytes)}`).join(' ')
      const kept = known.get(key)
      if (kept !== undefined) return kept
      const { index, licencesOf, requiredLicences } = await (loaded ??= load())
      const found = licencesOf(index, files)
      const licence = { expression: found.declared, required: requiredLicences(found) }
      known.set(key, licence)
      changed = true
      return licence
    },
    async save(): Promise<void> {
      if (!changed) return
      try {
        const document = { format: FORMAT, engine: licenceEngine, found: Object.fromEntries(known) }
        await world.files.write(file, utf8(JSON.stringify(document)), { mode: 0o600 })
      } catch (error) {
        if (!isWardenError(error, 'io')) throw error
      }
    },
  }
}

async function load() {
  const found = await import('../licence/licences.ts')
  return { ...found, index: found.makeLicenceIndex() }
}

async function readKept(world: World, file: string): Promise<Map<string, RootLicence>> {
  try {
    const text = textOf((await world.files.read(file, MOST_BYTES)) ?? new Uint8Array(0))
    if (text === undefined || text === '') return new Map()
    // Only this program writes such a file, into a folder that only this user can write.
    const read = JSON.parse(text) as { format: string; engine: number; found: Record<string, RootLicence> }
    return read.format === FORMAT && read.engine === licenceEngine ? new Map(Object.entries(read.found)) : new Map()
  } catch (error) {
    if (isWardenError(error, 'io', 'too-large') || error instanceof SyntaxError) return new Map()
    throw error
  }
}
