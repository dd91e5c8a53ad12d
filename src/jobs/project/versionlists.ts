// The versions that a module has, asked of the proxies and remembered for an hour, so that the second look is quick and
// nobody's server is asked the same all day. What is remembered is only a list of names: nothing is trusted because of it.
import { textOf, utf8 } from '../../base/bytes.ts'
import { isWardenError, messageOf, WardenError } from '../../base/errors.ts'
import { createGate, Once } from '../../base/once.ts'
import { matchPrefixPatterns } from '../../base/patterns.ts'
import { sha256 } from '../../gomod/dirhash.ts'
import { parseInfo } from '../../gomod/origin.ts'
import { isPseudoVersion, pseudoVersionTime } from '../../gomod/pseudo.ts'
import { isValid } from '../../gomod/version.ts'
import type { GoSettings } from '../../world/go.ts'
import type { World } from '../../world/world.ts'

/** What is known of a module's versions. */
export type VersionList =
  | { readonly kind: 'listed'; readonly versions: readonly string[]; readonly asked: Date }
  /** Every proxy says that there is no such module. */
  | { readonly kind: 'none' }
  /** GONOPROXY or GOPRIVATE keeps it from the proxies. */
  | { readonly kind: 'private' }
  | { readonly kind: 'failed'; readonly why: string }

/** How lists are had. */
export interface ListOptions {
  readonly go: Pick<GoSettings, 'GOPROXY' | 'GONOPROXY'>
  /** Opens no connection: what is remembered counts at any age. */
  readonly offline: boolean
  /** Ignores what is remembered. */
  readonly full: boolean
  readonly signal: AbortSignal | undefined
}

/** What lists need of the world. */
type ListWorld = Pick<World, 'files' | 'store' | 'clock' | 'proxy'>

/** Lists that were not asked for in this run. */
interface RememberedLists {
  readonly lists: number
  /** When the oldest of them was asked for. */
  readonly oldest: Date
}

/** Lists, each asked once a run, eight at a time. */
export interface VersionLists {
  of(modulePath: string): Promise<VersionList>
  /**
   * What `@latest` is, for a module without a tagged version that is new enough; where the proxies have no such document,
   * the newest commit that their list names, as go has it (https://go.dev/ref/mod#goproxy-protocol).
   */
  latest(modulePath: string): Promise<VersionList>
  /** Of the lists that were given out so far, those that an earlier run asked for. */
  remembered(): RememberedLists | undefined
  /** Keeps what was asked for the next run. A disk that does not take it is no failure. */
  save(): Promise<void>
}

const FORMAT = 'modwarden-versions-2'
const FRESH_MS = 3_600_000
const MOST_BYTES = 64 << 20
const MOST_LIST = 4 << 20
const MOST_INFO = 1 << 20
const MOST_AT_ONCE = 8

const notAsked: VersionList = {
  kind: 'failed',
  why: 'its versions were not asked for yet, and --offline asks nobody',
}

interface Kept {
  readonly asked: string
  /** Absent where there is no such module. */
  readonly versions?: readonly string[]
}

/** Opens the lists. */
export async function openVersionLists(world: ListWorld, options: ListOptions): Promise<VersionLists> {
  const { go, offline, full, signal } = options
  const file = `${world.store}/index/versions.json`
  // Another proxy may have other versions.
  const known = full ? new Map<string, Kept>() : await readKept(world, file, proxyKey(go.GOPROXY))
  const now = world.clock.now().getTime()
  const once = new Once<VersionList>()
  const gate = createGate(MOST_AT_ONCE)
  let changed = false
  let remembered: RememberedLists | undefined
  const ask = async (modulePath: string, isLatest: boolean): Promise<VersionList> => {
    if (matchPrefixPatterns(go.GONOPROXY, modulePath)) return { kind: 'private' }
    const key = isLatest ? `${modulePath}@latest` : modulePath
    const kept = known.get(key)
    const age = kept === undefined ? Infinity : now - Date.parse(kept.asked)
    if (kept !== undefined && (offline || (age >= 0 && age < FRESH_MS))) return listOf(kept)
    // The list in go's own cache names only the versions that are in the cache: nobody asked for it.
    if (offline) return notAsked
    try {
      const versions = await gate(async () =>
        isLatest ? latestOf(world, modulePath, signal) : world.proxy.list(modulePath, signal),
      )
      known.set(key, { asked: new Date(now).toISOString(), versions })
      changed = true
      return { kind: 'listed', versions, asked: new Date(now) }
    } catch (error) {
      if (!isWardenError(error) || error.code === 'aborted') throw error
      if (error.code !== 'not-found') return { kind: 'failed', why: messageOf(error) }
      known.set(key, { asked: new Date(now).toISOString() })
      changed = true
      return { kind: 'none' }
    }
  }
  const noted = (list: VersionList): VersionList => {
    if (list.kind !== 'listed' || list.asked.getTime() === now) return list
    const oldest = remembered === undefined || list.asked < remembered.oldest ? list.asked : remembered.oldest
    remembered = { lists: (remembered?.lists ?? 0) + 1, oldest }
    return list
  }
  return {
    of: async (modulePath) => once.get(modulePath, async () => noted(await ask(modulePath, false))),
    latest: async (modulePath) => once.get(`${modulePath}@latest`, async () => noted(await ask(modulePath, true))),
    remembered: () => remembered,
    async save(): Promise<void> {
      if (!changed) return
      try {
        const document = { format: FORMAT, proxy: proxyKey(go.GOPROXY), lists: Object.fromEntries(known) }
        await world.files.write(file, utf8(JSON.stringify(document)), { mode: 0o600, durable: false })
      } catch (error) {
        if (!isWardenError(error, 'io')) throw error
      }
    },
  }
}

/** Which proxies they are, without the passwords that may stand in their addresses. */
function proxyKey(proxy: string): string {
  return sha256(utf8(proxy))
}

async function latestOf(
  world: ListWorld,
  modulePath: string,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  try {
    const { version } = parseInfo(await world.proxy.raw(modulePath, '@latest', MOST_INFO, signal))
    if (!isValid(version)) throw new WardenError('parse', `${modulePath}: @latest names no version`)
    return [version]
  } catch (error) {
    // A proxy need not have it. `refused` is also what "direct" comes to behind a proxy that has not.
    if (!isWardenError(error, 'not-found', 'refused')) throw error
    const newest = newestCommit(textOf(await world.proxy.raw(modulePath, '@v/list', MOST_LIST, signal)) ?? '')
    if (newest === undefined) throw error
    return [newest]
  }
}

/** Of the lines of a list, `VERSION [TIME]`, the pseudo-version whose commit is the newest. */
function newestCommit(list: string): string | undefined {
  let best: { readonly version: string; readonly time: number } | undefined
  for (const line of list.split('\n')) {
    const [version = '', said = ''] = line.trim().split(/\s+/)
    if (!isPseudoVersion(version)) continue
    const told = Date.parse(said)
    const time = Number.isNaN(told) ? pseudoVersionTime(version).getTime() : told
    if (best === undefined || best.time < time) best = { version, time }
  }
  return best?.version
}

function listOf({ versions, asked }: Kept): VersionList {
  return versions === undefined ? { kind: 'none' } : { kind: 'listed', versions, asked: new Date(asked) }
}

async function readKept(world: ListWorld, file: string, proxy: string): Promise<Map<string, Kept>> {
  try {
    const text = textOf((await world.files.read(file, MOST_BYTES)) ?? new Uint8Array(0))
    if (text === undefined || text === '') return new Map()
    const read: unknown = JSON.parse(text)
    if (!isRecord(read) || read['format'] !== FORMAT || read['proxy'] !== proxy || !isRecord(read['lists']))
      return new Map()
    return new Map(Object.entries(read['lists']).flatMap(([key, kept]) => (isKept(kept) ? [[key, kept]] : [])))
  } catch (error) {
    if (isWardenError(error, 'io', 'too-large') || error instanceof SyntaxError) return new Map()
    throw error
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

/** Whether an entry is as this program writes it: what came onto a disk by other ways is asked for again. */
function isKept(value: unknown): value is Kept {
  if (!isRecord(value)) return false
  const { asked, versions } = value
  if (typeof asked !== 'string' || Number.isNaN(Date.parse(asked))) return false
  return (
    versions === undefined || (Array.isArray(versions) && versions.every((v) => typeof v === 'string' && isValid(v)))
  )
}
