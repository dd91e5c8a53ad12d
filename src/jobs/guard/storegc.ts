// store gc: zips that nobody has fetched for long go, the longest unused first. Rows, proofs, go.mod files and decisions
// stay: they are small, and what comes back is proven by them. Never goes what a project needs, what was fetched lately,
// and what is held or blocked: that is evidence.
import { moduleName, type ModuleVersion } from '../../base/finding.ts'
import { stopIf } from '../../base/stopped.ts'
import type { StoreItem } from '../../report/store.ts'
import type { DecisionLog } from '../../world/decisionlog.ts'
import type { Vault } from '../../world/vault.ts'

/** What is to go. */
export interface GcChoice {
  /** Unused for so long (ms). */
  readonly olderThan: number | undefined
  /** So that at most so many bytes of zips are left, as far as that can be done. */
  readonly maxBytes: number | undefined
  /** Versions that projects need, as `path@version`. */
  readonly needed: ReadonlySet<string>
  /** Without it only the plan is made. */
  readonly yes: boolean
}

/** Where it is looked up. */
export interface GcWorld {
  readonly vault: Pick<Vault, 'page' | 'dropZip'>
  readonly log: Pick<DecisionLog, 'last'>
  /** When a version was fetched last. */
  readonly lastUse: (module: ModuleVersion) => Promise<Date | undefined>
  readonly now: Date
  readonly signal: AbortSignal
}

/** What it did, or would do. */
export interface Collected {
  readonly versions: number
  readonly removed: readonly StoreItem[]
  /** Bytes of zips that are left. */
  readonly left: number
}

const PAGE = 500
/** What was fetched in these days (ms) stays whatever the limit of size says. */
const RECENT_MS = 7 * 86_400_000

/** Chooses, and removes with `yes`. Throws `aborted`, `io`. */
export async function collectGarbage(
  world: GcWorld,
  choice: GcChoice,
  onProgress: (text: string) => void,
): Promise<Collected> {
  const { vault, log, signal } = world
  const now = world.now.getTime()
  const all: StoreItem[] = []
  let versions = 0
  let total = 0
  let after: ModuleVersion | undefined
  for (;;) {
    const page = await vault.page(after, PAGE)
    for (const kept of page) {
      stopIf(signal)
      versions++
      if (kept.zip === undefined) continue
      total += kept.zip.size
      const { path, version, firstSeen } = kept
      const used = (await world.lastUse(kept))?.toISOString() ?? firstSeen
      if (!choice.needed.has(moduleName(kept))) all.push({ path, version, bytes: kept.zip.size, used })
    }
    onProgress(`looked at ${versions} versions`)
    after = page.at(-1)
    if (page.length < PAGE) break
  }
  const oldestFirst = all.toSorted((a, b) => Date.parse(a.used) - Date.parse(b.used))
  const removed: StoreItem[] = []
  let left = total
  for (const item of oldestFirst) {
    const age = now - Date.parse(item.used)
    const isOld = choice.olderThan !== undefined && age >= choice.olderThan
    const isTooMuch = choice.maxBytes !== undefined && left > choice.maxBytes && age >= RECENT_MS
    if (!isOld && !isTooMuch) continue
    const action = (await log.last(item, 'content'))?.action
    if (action === 'hold' || action === 'block') continue
    removed.push(item)
    left -= item.bytes
  }
  if (choice.yes) {
    for (const [i, item] of removed.entries()) {
      stopIf(signal)
      // Who asked for it since keeps it.
      const last = await world.lastUse(item)
      if (last === undefined || last.getTime() <= Date.parse(item.used)) await vault.dropZip(item)
      onProgress(`removed ${i + 1} of ${removed.length} zips`)
    }
  }
  return { versions, removed, left }
}
