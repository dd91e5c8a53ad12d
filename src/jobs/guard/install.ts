// What `guard install` writes into the user's go settings, and how `guard uninstall` takes exactly that back. As with
// `doctor --fix`, a run that is killed leaves either state whole: (1) the record of what was is written and synced; (2) the
// file of `go env -w` is replaced in one step. `uninstall` removes the file's lines first and the record last.
import path from 'node:path'
import { textOf, utf8 } from '../../base/bytes.ts'
import { WardenError } from '../../base/errors.ts'
import { sha256 } from '../../gomod/dirhash.ts'
import type { Clock } from '../../world/clock.ts'
import type { GoLayers } from '../../world/golayers.ts'
import { changedLines, checkOwnRecord } from '../doctor/fix.ts'
import type { DoctorWorld } from '../doctor/facts.ts'
import { guardSettings, type GuardAddress, type PatternsInForce } from './lines.ts'
import { shellQuoted } from '../../base/shellword.ts'

/** One setting: what it is, and what it was in the user's file; absent: not there. */
export interface InstalledSetting {
  readonly name: string
  readonly value: string
  readonly before?: string
}

/** What is to be written. */
export interface InstallPlan {
  /** The file of `go env -w`. */
  readonly file: string
  readonly settings: readonly InstalledSetting[]
  /** Whether the file says all of it already. */
  readonly isThere: boolean
}

/** What was taken back: the settings as they are again, and those that somebody changed since, which were left. */
export interface Uninstalled {
  readonly file: string
  readonly restored: readonly InstalledSetting[]
  readonly left: readonly string[]
}

interface InstallRecord {
  readonly schema: 'modwarden/guard-install/1'
  readonly time: string
  readonly file: string
  /** The whole file before, base64; absent where there was none. */
  readonly before?: string
  /** SHA-256 of what was written, hex. */
  readonly after: string
  readonly settings: readonly InstalledSetting[]
}

const MOST_ENV = 1 << 20
const MOST_RECORD = 4 << 20

/** Plans it. Throws `config` where something stronger than the user's file says otherwise, or there is no such file. */
export function planInstall(layers: GoLayers, address: GuardAddress): InstallPlan {
  const wanted = guardSettings(address, inForce(layers))
  const overriding = wanted.filter(([name]) => layers.environment.has(name)).map(([name]) => name)
  if (overriding.length > 0) {
    throw new WardenError(
      'config',
      `${overriding.join(', ')}: set in the environment, which counts more than what go env -w writes`,
      {
        remedy: `unset ${overriding.join(' ')}   # and where it is set: your shell's profile, or the job's settings`,
      },
    )
  }
  if (layers.userFile === undefined) {
    throw new WardenError('config', 'GOENV is off, or there is no home: there is no file that go env -w could write', {
      remedy: `export ${wanted.map(([name, value]) => `${name}=${shellQuoted(value)}`).join(' ')}`,
    })
  }
  const now = valuesIn(layers.userFile.text)
  const settings = wanted.map(([name, value]) => {
    const before = now.get(name)
    return { name, value, ...(before === undefined ? {} : { before }) }
  })
  return { file: layers.userFile.file, settings, isThere: settings.every(({ value, before }) => value === before) }
}

/** The patterns that count now. */
export function inForce({ inForce: values }: GoLayers): PatternsInForce {
  return { GONOPROXY: values.get('GONOPROXY') ?? '', GONOSUMDB: values.get('GONOSUMDB') ?? '' }
}

/** Writes it. Throws `config` where it was done before, `io`. */
export async function install(world: DoctorWorld, clock: Clock, plan: InstallPlan): Promise<void> {
  if ((await world.files.info(recordFile(world))) !== undefined) {
    throw new WardenError('config', 'a guard is installed already', { remedy: 'modwarden guard uninstall --yes' })
  }
  // A link, as those who keep their settings in a repository have it, stays one: its target is replaced.
  const file = await world.inodes.real(plan.file)
  const before = await world.files.read(file, MOST_ENV)
  const text = textOf(before ?? new Uint8Array(0))
  if (text === undefined) {
    throw new WardenError('io', `${file}: cannot change it: not UTF-8 text`, { remedy: 'mend the file by hand' })
  }
  const bytes = utf8(changedLines(text, new Map(plan.settings.map(({ name, value }) => [name, value]))))
  const record: InstallRecord = {
    schema: 'modwarden/guard-install/1',
    time: clock.now().toISOString(),
    file,
    ...(before === undefined ? {} : { before: Buffer.from(before).toString('base64') }),
    after: sha256(bytes),
    settings: plan.settings,
  }
  // 1. What was. It may hold a password of GOPROXY.
  await world.files.write(recordFile(world), utf8(`${JSON.stringify(record, undefined, 1)}\n`), { mode: 0o600 })
  // 2. The settings, in one step.
  await world.files.write(file, bytes, { mode: before === undefined ? 0o644 : await modeOf(world, file) })
}

/** Takes back what the record says; `write` false only tells. Throws `not-found`, `refused`, `parse`, `io`. */
export async function uninstall(world: DoctorWorld, layers: GoLayers, write: boolean): Promise<Uninstalled> {
  const at = recordFile(world)
  const bytes = await world.files.read(at, MOST_RECORD)
  if (bytes === undefined) {
    throw new WardenError('not-found', 'no guard is installed: modwarden wrote nothing that could be taken back', {
      remedy: 'go env -u GOPROXY takes back a line that you wrote yourself',
    })
  }
  const record = parseRecord(bytes, at)
  await checkOwnRecord(world, record.file, layers.userFile?.file, at)
  const now = await world.files.read(record.file, MOST_ENV)
  const text = textOf(now ?? new Uint8Array(0)) ?? ''
  const values = valuesIn(text)
  // What is not what was written is somebody's later choice; what is as before was never written, by a run that was killed.
  const isOurs = ({ name, value }: InstalledSetting): boolean => values.get(name) === value
  const restored = record.settings.filter(isOurs)
  const left = record.settings
    .filter((setting) => !isOurs(setting) && values.get(setting.name) !== setting.before)
    .map(({ name }) => name)
  if (!write) return { file: record.file, restored, left }
  if (now !== undefined && sha256(now) === record.after) {
    if (record.before === undefined) await world.files.remove(record.file)
    else
      await world.files.write(record.file, Buffer.from(record.before, 'base64'), {
        mode: await modeOf(world, record.file),
      })
  } else if (restored.length > 0) {
    const changes = new Map(restored.map(({ name, before }) => [name, before]))
    await world.files.write(record.file, utf8(changedLines(text, changes)), { mode: await modeOf(world, record.file) })
  }
  await world.files.remove(at)
  return { file: record.file, restored, left }
}

function recordFile({ store }: DoctorWorld): string {
  return path.join(store, 'guard-install.json')
}

async function modeOf(world: DoctorWorld, file: string): Promise<number> {
  return ((await world.inodes.chain(file)).chain[0]?.mode ?? 0o644) & 0o777
}

/** The last line of a name counts, as go reads the file. */
function valuesIn(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  for (const line of text.split('\n')) {
    const equals = line.indexOf('=')
    if (equals > 0 && /^[A-Z]/.test(line)) values.set(line.slice(0, equals), line.slice(equals + 1))
  }
  return values
}

function parseRecord(bytes: Uint8Array, file: string): InstallRecord {
  const bad = (why: string, cause?: unknown): WardenError =>
    new WardenError('parse', `${file}: no record of an installation: ${why}`, cause === undefined ? {} : { cause })
  let value: unknown
  try {
    value = JSON.parse(textOf(bytes) ?? '')
  } catch (error) {
    throw bad('not JSON', error)
  }
  if (!isObject(value) || value['schema'] !== 'modwarden/guard-install/1') throw bad('schema')
  const { time, file: changed, before, after, settings } = value
  if (typeof time !== 'string' || typeof changed !== 'string' || typeof after !== 'string') throw bad('its members')
  if (before !== undefined && typeof before !== 'string') throw bad('before')
  if (!Array.isArray(settings)) throw bad('settings')
  return {
    schema: 'modwarden/guard-install/1',
    time,
    file: changed,
    after,
    ...(before === undefined ? {} : { before }),
    settings: settings.map((one: unknown) => {
      if (!isObject(one)) throw bad('settings')
      const { name, value: said, before: was } = one
      if (typeof name !== 'string' || !NAMES.has(name) || typeof said !== 'string') throw bad('settings')
      if (was !== undefined && (typeof was !== 'string' || was.includes('\n'))) throw bad('settings')
      return { name, value: said, ...(was === undefined ? {} : { before: was }) }
    }),
  }
}

const NAMES: ReadonlySet<string> = new Set(['GOPROXY', 'GONOPROXY', 'GONOSUMDB'])

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
