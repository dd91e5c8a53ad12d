// What `doctor --fix` writes, and how `--undo` takes it back: lines of the user's go/env file and permission bits of
// the user's own folders. Never shell profiles, never files of a project or of CI.
//
// A run that is killed leaves either state whole: (1) the record of what was and what will be is written and synced;
// (2) the file is replaced in one step; (3) the modes are set. `--undo` accepts each of them as it was or as it was to
// become, so that it takes back half a repair as well; it refuses where somebody changed them since.
import path from 'node:path'
import { textOf, utf8 } from '../../base/bytes.ts'
import { WardenError } from '../../base/errors.ts'
import { sha256 } from '../../gomod/dirhash.ts'
import type { DoctorChange } from '../../report/doctor.ts'
import type { EnvironmentFacts, EnvironmentFinding } from '../../rules/environment/facts.ts'
import { shown } from '../../rules/environment/repair.ts'
import type { Clock } from '../../world/clock.ts'
import type { DoctorWorld } from './facts.ts'
import { shellQuoted } from '../../base/shellword.ts'

/** What was done. */
export interface Done {
  readonly changes: readonly DoctorChange[]
  /** The record that `--undo` uses; `undefined` where nothing was changed. */
  readonly undo: string | undefined
}

/** One record of `<store>/undo/`; `modwarden/undo/1`. */
interface UndoRecord {
  readonly schema: 'modwarden/undo/1'
  readonly time: string
  readonly file?: {
    readonly path: string
    /** The whole file before, base64; absent where there was none. */
    readonly before?: string
    readonly mode: number
    /** SHA-256 of what was written, hex. */
    readonly after: string
  }
  readonly modes: ReadonlyArray<{ readonly path: string; readonly before: number; readonly after: number }>
}

/** The form of the names that `fixEnvironment` gives: whatever else lies there is no record. */
const RECORD = /^\d[\dTZ.-]*\.json$/
const MOST_ENV = 1 << 20
const MOST_RECORD = 4 << 20

/** Makes the changes of the findings that have a safe one. Throws `io`. */
export async function fixEnvironment(
  world: DoctorWorld,
  clock: Clock,
  facts: EnvironmentFacts,
  findings: readonly EnvironmentFinding[],
): Promise<Done> {
  const settings = new Map<string, string | undefined>()
  const modes = new Map<string, number>()
  for (const { fix } of findings) {
    if (fix?.kind === 'setting') settings.set(fix.name, fix.value)
    if (fix?.kind === 'mode') modes.set(fix.path, fix.mode & (modes.get(fix.path) ?? 0o7777))
  }
  const file = await plannedFile(world, facts, settings)
  const planned = await plannedModes(world, modes)
  if (file === undefined && planned.length === 0) return { changes: [], undo: undefined }
  const time = clock.now().toISOString()
  const record: UndoRecord = {
    schema: 'modwarden/undo/1',
    time,
    ...(file === undefined ? {} : { file: file.record }),
    modes: planned,
  }
  // 1. What was, on the disk, before anything changes. It may hold a password of GOPROXY.
  const undo = path.join(undoFolder(world), `${time.replaceAll(':', '-')}.json`)
  await world.files.write(undo, utf8(`${JSON.stringify(record, undefined, 1)}\n`), { mode: 0o600 })
  // 2. The settings, in one step.
  if (file !== undefined) await world.files.write(file.record.path, file.bytes, { mode: file.record.mode })
  // 3. The permissions.
  for (const change of planned) await world.inodes.setMode(change.path, change.after)
  return {
    undo,
    changes: [
      ...(file?.changes ?? []),
      ...planned.map((change): DoctorChange => ({
        kind: 'mode',
        path: change.path,
        what: `mode ${octal(change.before)} became ${octal(change.after)}`,
      })),
    ],
  }
}

/**
 * Takes back the newest repair, of the places that `facts` name and of no others. Throws `not-found` where there is
 * none, `mismatch` where somebody changed the file or the modes since, `refused` where others could have written the
 * record or it names another place, `io`, `parse`.
 */
export async function undoFix(world: DoctorWorld, facts: EnvironmentFacts): Promise<Done> {
  const folder = undoFolder(world)
  const names = ((await world.files.list(folder)) ?? []).filter(
    (entry) => entry.kind === 'file' && RECORD.test(entry.name),
  )
  const newest = names.at(-1)
  if (newest === undefined) {
    throw new WardenError('not-found', 'doctor --undo: there is nothing to take back', {
      remedy: 'only what modwarden doctor --fix changed can be undone',
    })
  }
  const at = path.join(folder, newest.name)
  const record = parseRecord((await world.files.read(at, MOST_RECORD)) ?? new Uint8Array(0), at)
  await checkRecord(world, facts, record, at)
  const changes: DoctorChange[] = []
  // Everything is looked at before anything is changed: half an undo would help nobody.
  if (record.file !== undefined) await checkUnchanged(world, record.file)
  for (const change of record.modes) await checkMode(world, change)
  if (record.file !== undefined) {
    const { path: file, before, mode } = record.file
    if (before === undefined) await world.files.remove(file)
    else await world.files.write(file, Buffer.from(before, 'base64'), { mode })
    changes.push({ kind: 'file', path: file, what: before === undefined ? 'removed again' : 'as it was before' })
  }
  for (const change of record.modes) {
    await world.inodes.setMode(change.path, change.before)
    changes.push({ kind: 'mode', path: change.path, what: `mode ${octal(change.before)} again` })
  }
  await world.files.remove(at)
  return { changes, undo: undefined }
}

/**
 * The text of an env file with settings changed: other lines stay byte for byte. A value replaces the last line of its
 * name, which is the one that counts, or is added; earlier lines of the name go, as with `go env -w`.
 */
export function changedLines(text: string, settings: ReadonlyMap<string, string | undefined>): string {
  const left = new Map(settings)
  const lines = text.split(/(?<=\n)/)
  const kept: string[] = []
  for (const line of lines.toReversed()) {
    const equals = line.indexOf('=')
    const name = equals > 0 ? line.slice(0, equals) : ''
    if (!settings.has(name)) {
      kept.push(line)
      continue
    }
    const value = left.get(name)
    left.delete(name)
    if (value !== undefined) kept.push(`${name}=${value}\n`)
  }
  const body = kept.toReversed().join('')
  const added = [...left].flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}\n`])).join('')
  return added === '' || body === '' || body.endsWith('\n') ? body + added : `${body}\n${added}`
}

interface PlannedFile {
  readonly record: NonNullable<UndoRecord['file']>
  readonly bytes: Uint8Array
  readonly changes: readonly DoctorChange[]
}

async function plannedFile(
  world: DoctorWorld,
  facts: EnvironmentFacts,
  settings: ReadonlyMap<string, string | undefined>,
): Promise<PlannedFile | undefined> {
  if (facts.userFile === undefined || settings.size === 0) return undefined
  // A link, as those who keep their settings in a repository have it, stays one: its target is replaced.
  const file = await world.inodes.real(facts.userFile.file)
  const before = await world.files.read(file, MOST_ENV)
  const text = textOf(before ?? new Uint8Array(0))
  if (text === undefined) {
    throw new WardenError('io', `${file}: cannot change it: not UTF-8 text`, { remedy: 'mend the file by hand' })
  }
  const bytes = utf8(changedLines(text, settings))
  const mode = (await world.inodes.chain(file)).chain[0]?.mode ?? 0o644
  return {
    bytes,
    record: {
      path: file,
      ...(before === undefined ? {} : { before: Buffer.from(before).toString('base64') }),
      mode: before === undefined ? 0o644 : mode & 0o777,
      after: sha256(bytes),
    },
    changes: [...settings].map(([name, value]) => {
      const was = facts.settings.get(name)?.layers['user file']
      const old = was === undefined ? '' : `${name}=${shown(name, was)}`
      const what = value === undefined ? `${old} removed` : `${name}=${shown(name, value)} written`
      return { kind: 'setting', path: file, what: value !== undefined && old !== '' ? `${what}, was ${old}` : what }
    }),
  }
}

async function plannedModes(world: DoctorWorld, modes: ReadonlyMap<string, number>): Promise<UndoRecord['modes']> {
  const planned: { path: string; before: number; after: number }[] = []
  for (const [target, after] of modes) {
    const [link] = (await world.inodes.chain(target)).chain
    // Looked at again: only what is this user's, and still open, is changed.
    if (link === undefined || link.path !== target || link.uid !== world.inodes.user?.uid || link.mode === after)
      continue
    planned.push({ path: target, before: link.mode, after })
  }
  return planned
}

/**
 * A record in a store that others can write may be theirs: it would have this user write what they like where they
 * like. So it must be this user's own, and about nothing but the settings file and the places of today.
 */
async function checkRecord(world: DoctorWorld, facts: EnvironmentFacts, record: UndoRecord, at: string): Promise<void> {
  await checkOwnRecord(world, record.file?.path, facts.userFile?.file, at)
  const known = new Set(facts.places.flatMap((place) => place.chain.map(({ path: known }) => known)))
  const strange = record.modes.find((change) => !known.has(change.path))
  if (strange !== undefined) throw notTakenBack(at, `${strange.path} is no place where go looks`)
}

/**
 * A record of what may be taken back counts only where nobody else can write it, and for the user's settings file of
 * today; `written` is the file that it names, `settingsFile` the one that there is. Throws `refused`.
 */
export async function checkOwnRecord(
  world: DoctorWorld,
  written: string | undefined,
  settingsFile: string | undefined,
  at: string,
): Promise<void> {
  const [link] = (await world.inodes.chain(at)).chain
  const { user } = world.inodes
  const mine = user === undefined || (link?.uid === user.uid && (link.mode & 0o022) === 0)
  if (!mine) throw notTakenBack(at, 'others can write it')
  const file = settingsFile === undefined ? undefined : await world.inodes.real(settingsFile)
  if (written !== undefined && written !== file) throw notTakenBack(at, `${written} is not the settings file`)
}

function notTakenBack(at: string, why: string): WardenError {
  return new WardenError('refused', `${at}: not taken back: ${why}`, {
    remedy: `look at the record, and remove it: rm ${shellQuoted(at)}`,
  })
}

async function checkUnchanged(
  world: DoctorWorld,
  { path: file, before, after }: NonNullable<UndoRecord['file']>,
): Promise<void> {
  const now = await world.files.read(file, MOST_ENV)
  const untouched = before === undefined ? now === undefined : now !== undefined && base64(now) === before
  if (untouched || (now !== undefined && sha256(now) === after)) return
  throw changedSince(file)
}

async function checkMode(
  world: DoctorWorld,
  { path: target, before, after }: UndoRecord['modes'][number],
): Promise<void> {
  const { chain, exists } = await world.inodes.chain(target)
  const [link] = chain
  if (exists && link?.path === target && (link.mode === before || link.mode === after)) return
  throw changedSince(target)
}

function changedSince(file: string): WardenError {
  return new WardenError('mismatch', `${file}: changed since modwarden doctor --fix, so nothing was undone`, {
    remedy: 'take back by hand what is to be taken back',
  })
}

function parseRecord(bytes: Uint8Array, file: string): UndoRecord {
  const bad = (why: string): WardenError => new WardenError('parse', `${file}: no record of a repair: ${why}`)
  let value: unknown
  try {
    value = JSON.parse(textOf(bytes) ?? '')
  } catch (error) {
    throw new WardenError('parse', `${file}: no record of a repair: not JSON`, { cause: error })
  }
  if (!isObject(value) || value['schema'] !== 'modwarden/undo/1' || typeof value['time'] !== 'string')
    throw bad('schema')
  const modes = Array.isArray(value['modes']) ? value['modes'] : []
  const { file: changed } = value
  return {
    schema: 'modwarden/undo/1',
    time: value['time'],
    ...(changed === undefined ? {} : { file: fileOf(changed, bad) }),
    modes: modes.map((mode: unknown) => {
      if (!isObject(mode)) throw bad('modes')
      return { path: text(mode['path'], bad), before: bits(mode['before'], bad), after: bits(mode['after'], bad) }
    }),
  }
}

function fileOf(value: unknown, bad: (why: string) => WardenError): NonNullable<UndoRecord['file']> {
  if (!isObject(value)) throw bad('file')
  const { before } = value
  return {
    path: text(value['path'], bad),
    ...(before === undefined ? {} : { before: text(before, bad) }),
    mode: bits(value['mode'], bad),
    after: text(value['after'], bad),
  }
}

function text(value: unknown, bad: (why: string) => WardenError): string {
  if (typeof value === 'string') return value
  throw bad('text')
}

function bits(value: unknown, bad: (why: string) => WardenError): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 0o7777) return value
  throw bad('mode')
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function undoFolder(world: DoctorWorld): string {
  return path.join(world.store, 'undo')
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0')
}
