// What earlier comparisons with source repositories said, by the h1 of what was compared: tags move, so it is told with its
// date and forgotten after a month. A file of modwarden's own store; what is damaged counts for nothing.
import { textOf, utf8 } from '../../base/bytes.ts'
import { isWardenError } from '../../base/errors.ts'
import type { ComparedModule, SourceFinding } from '../../report/compare.ts'
import type { SourceVerdict } from '../../rules/record/source.ts'
import type { World } from '../../world/world.ts'

/** What is kept of a comparison. */
export interface KeptSource {
  readonly verdict: SourceVerdict
  /** When it was made, RFC 3339. */
  readonly checked: string
  readonly note?: string
  readonly findings: readonly SourceFinding[]
}

type StoreWorld = Pick<World, 'files' | 'clock' | 'store'>

const MOST_BYTES = 1 << 20
const MOST_AGE_MS = 30 * 86_400_000
const FORMAT = 'modwarden-compared-1'

/** Keeps what was found; what could not be compared is not kept. A disk that does not take it is no failure. */
export async function keepSources(world: StoreWorld, modules: readonly ComparedModule[]): Promise<void> {
  for (const { h1, verdict, findings, record } of modules) {
    if (h1 === undefined || verdict === 'not-checkable') continue
    const checked = world.clock.now().toISOString()
    const note = record === 'missing' ? 'origin missing: the .info names no source' : undefined
    const kept: KeptSource = { verdict, checked, findings, ...(note === undefined ? {} : { note }) }
    try {
      await world.files.write(fileOf(world, h1), utf8(JSON.stringify({ format: FORMAT, h1, ...kept })), { mode: 0o600 })
    } catch (error) {
      if (!isWardenError(error, 'io')) throw error
    }
  }
}

/** What is known of the source of these bytes; `undefined` where nothing is, or it is too old. */
export async function keptSource(world: StoreWorld, h1: string): Promise<KeptSource | undefined> {
  try {
    const bytes = await world.files.read(fileOf(world, h1), MOST_BYTES)
    const text = bytes === undefined ? undefined : textOf(bytes)
    if (text === undefined) return undefined
    // Only this program writes such a file, into a folder that only this user can write.
    const kept = JSON.parse(text) as KeptSource & { readonly format: string; readonly h1: string }
    if (kept.format !== FORMAT || kept.h1 !== h1) return undefined
    const age = world.clock.now().getTime() - Date.parse(kept.checked)
    return age >= 0 && age < MOST_AGE_MS ? kept : undefined
  } catch (error) {
    if (isWardenError(error, 'io', 'too-large') || error instanceof SyntaxError) return undefined
    throw error
  }
}

function fileOf({ store }: Pick<World, 'store'>, h1: string): string {
  const hex = Buffer.from(h1.slice('h1:'.length), 'base64').toString('hex')
  return `${store}/compared/${hex.slice(0, 2)}/${hex}.json`
}
