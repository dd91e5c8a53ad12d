// The audit trail of what modwarden changed: one JSON line at the start of each change and one at its end, on the disk
// before the next step, in `<store>/audit.ndjson`. A start without an end is a run that was interrupted; nothing has to
// be rolled back, because doing the same again is the recovery.
//
//   {"time":"2026-11-21T11:00:00.000Z","id":"5f1c…","event":"start","action":"repair","path":"rsc.io/quote","version":"v1.5.2",
//    "cache":"/home/u/go/pkg/mod","parts":["zip"],"evidence":"/home/u/.cache/modwarden/evidence/…","who":"u@host"}
//   {"time":"…","id":"5f1c…","event":"end","status":"repaired"}
import { randomInt } from 'node:crypto'
import path from 'node:path'
import { textOf } from '../../base/bytes.ts'
import { isWardenError } from '../../base/errors.ts'
import type { ModuleVersion } from '../../base/finding.ts'
import type { World } from '../../world/world.ts'

/** What is about to be changed: one module version, or many things at once (`path` is empty). */
export interface TrailStart extends ModuleVersion {
  readonly action: 'repair' | 'clean' | 'rebuild'
  /** GOMODCACHE, or the project's folder for its go.sum. */
  readonly cache: string
  readonly parts: readonly string[]
  /** The folder of the evidence; `undefined` where nothing is kept. */
  readonly evidence?: string
  readonly who: string
}

/** A change that began and of which no end is known. */
export interface Unfinished extends ModuleVersion {
  readonly id: string
  readonly time: string
  readonly evidence: string | undefined
}

const MOST_BYTES = 64 << 20

/** The trail's file. */
function trailFile(world: World): string {
  return `${world.store}/audit.ndjson`
}

/** Writes the start of a change; gives its id, for `trailEnd`. Throws `io`: then nothing may be changed. */
export async function trailStart(world: World, start: TrailStart): Promise<string> {
  const id = `${randomInt(2 ** 47).toString(16)}${randomInt(2 ** 47).toString(16)}`
  const line = { time: world.clock.now().toISOString(), id, event: 'start', ...start }
  await world.files.appendLine(trailFile(world), JSON.stringify(line))
  return id
}

/** Writes the end of a change. */
export async function trailEnd(world: World, id: string, status: string, why?: string): Promise<void> {
  const line = {
    time: world.clock.now().toISOString(),
    id,
    event: 'end',
    status,
    ...(why === undefined ? {} : { why }),
  }
  await world.files.appendLine(trailFile(world), JSON.stringify(line))
}

/**
 * The changes of single module versions of one cache that began and did not end; empty where there is no trail, or one that is too
 * large to be read. Lines that are torn or of another form are passed over.
 */
export async function unfinishedChanges(world: World, cache: string): Promise<readonly Unfinished[]> {
  const open = new Map<string, Unfinished>()
  for (const line of (await readTrail(world)).split('\n')) {
    const entry = parsed(line)
    const { id, event, path, version, time } = entry
    if (typeof id !== 'string') continue
    if (event === 'end') open.delete(id)
    if (event !== 'start' || entry['cache'] !== cache) continue
    if (typeof path !== 'string' || path === '' || typeof version !== 'string' || typeof time !== 'string') continue
    const { evidence } = entry
    open.set(id, { id, time, path, version, evidence: typeof evidence === 'string' ? evidence : undefined })
  }
  return [...open.values()]
}

/**
 * Ends a change that an earlier run began and a later one has done. Evidence without a description is of a run that had
 * changed nothing yet: what it was copying is kept by now, whole, or was right.
 */
export async function trailComplete(world: World, { id, evidence }: Unfinished): Promise<void> {
  // Only what lies where evidence lies, whatever the trail says.
  const isOurs = evidence !== undefined && path.dirname(evidence) === `${world.store}/evidence`
  if (isOurs && !path.basename(evidence).includes('-go.sum') && (await isUndescribed(world, evidence))) {
    await world.files.remove(evidence)
  }
  await trailEnd(world, id, 'completed by a later run')
}

async function isUndescribed(world: World, evidence: string): Promise<boolean> {
  return (await world.files.info(`${evidence}/repair.json`)) === undefined
}

async function readTrail(world: World): Promise<string> {
  try {
    const bytes = await world.files.read(trailFile(world), MOST_BYTES)
    return bytes === undefined ? '' : (textOf(bytes) ?? '')
  } catch (error) {
    if (isWardenError(error, 'too-large')) return ''
    throw error
  }
}

interface Line {
  readonly [key: string]: unknown
  readonly id?: unknown
  readonly event?: unknown
  readonly path?: unknown
  readonly version?: unknown
  readonly time?: unknown
  readonly evidence?: unknown
}

function parsed(line: string): Line {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? (value as Line) : {}
  } catch {
    return {}
  }
}
