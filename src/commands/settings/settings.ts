// modwarden's own settings: defaults, the system's file, the user's file, the project's .modwarden.yaml, MODWARDEN_*
// and flags, each overriding those before it, but for the project's, which can only tighten. Where each value comes from
// is kept beside it by the same steps that choose it, so that `config show --origin` cannot say something else.
import path from 'node:path'
import { WardenError } from '../../base/errors.ts'
import type { Files } from '../../world/files.ts'
import { projectFiles, readSettingsFile } from './file.ts'
import {
  settingRows,
  variableOf,
  type Key,
  type MatchReaction,
  type RetryReaction,
  type Settings,
  type SettingSpec,
} from './table.ts'

export type { Settings } from './table.ts'

/** What a flag or the environment gave; absent keys leave the setting alone. */
export type SettingValues = { readonly [K in Key]?: Settings[K] | undefined }

/** Where a value comes from. */
export type Origin =
  | { readonly kind: 'default' }
  | { readonly kind: 'file'; readonly file: string; readonly line: number }
  | { readonly kind: 'variable' | 'flag'; readonly name: string }

/** The settings, and for each where its value comes from: more than one place where they add up. */
export interface TracedSettings {
  readonly settings: Settings
  readonly origins: Readonly<Record<Key, readonly Origin[]>>
}

type Environment = Readonly<Record<string, string | undefined>>

/** One place that sets things. */
type Layer = { readonly [K in Key]?: { readonly value: Settings[K]; readonly origin: Origin } }

/** A value in the making. */
interface Traced<V> {
  readonly value: V
  readonly origins: readonly Origin[]
}

const DEFAULT: readonly Origin[] = [{ kind: 'default' }]

/**
 * Reads all layers for a folder of a project (`undefined`: no project). Throws `config` with file and line for what is
 * unknown, of the wrong kind, or not the project's to set.
 */
export async function loadSettings(
  files: Files,
  env: Environment,
  project: string | undefined,
  flags: SettingValues,
): Promise<Settings> {
  return (await traceSettings(files, env, project, flags)).settings
}

/** The same, with the origin of each value. */
export async function traceSettings(
  files: Files,
  env: Environment,
  project: string | undefined,
  flags: SettingValues,
): Promise<TracedSettings> {
  const own: Layer[] = []
  for (const file of project === undefined ? [] : await projectFiles(files, env, project)) {
    own.push(await fromFile(files, file, true))
  }
  const user = userFile(env)
  const layers = [
    await fromFile(files, SYSTEM_FILE, false),
    user === undefined ? {} : await fromFile(files, user, false),
    fromEnvironment(env),
    fromFlags(flags),
  ]
  const store = chosen(layers, 'store') ?? { value: defaultStore(env), origins: DEFAULT }
  const traced: { readonly [K in Key]: Traced<Settings[K]> } = {
    upstream: chosen(layers, 'upstream') ?? byDefault(undefined),
    gosumdb: chosen(layers, 'gosumdb') ?? byDefault(undefined),
    store: { ...store, value: path.resolve(store.value) },
    private: added([...own, ...layers], 'private'),
    publicHosts: added(layers, 'publicHosts'),
    malwareFeeds: added(layers, 'malwareFeeds'),
    knownGood: added(layers, 'knownGood'),
    knownBad: added(layers, 'knownBad'),
    feedKeys: added(layers, 'feedKeys'),
    privateGit: added(layers, 'privateGit'),
    netrc: chosen(layers, 'netrc') ?? byDefault(undefined),
    toolchains: added(layers, 'toolchains'),
    vulndb: chosen(layers, 'vulndb') ?? byDefault(undefined),
    advisories: added(layers, 'advisories'),
    epss: chosen(layers, 'epss') ?? byDefault(undefined),
    exploited: chosen(layers, 'exploited') ?? byDefault(undefined),
    askAll: chosen(layers, 'askAll') ?? byDefault(false),
    requireProof: switchedOn(own, 'requireProof', chosen(layers, 'requireProof') ?? byDefault(false)),
    offline: chosen(layers, 'offline') ?? byDefault(false),
    full: switchedOn(own, 'full', chosen(layers, 'full') ?? fullInCI(env)),
    workers: chosen(layers, 'workers') ?? byDefault(undefined),
    matchRate: bounded(own, 'matchRate', chosen(layers, 'matchRate') ?? byDefault(99.9), Math.max),
    matchRateReaction: joined<MatchReaction>(
      own.map((layer) => layer.matchRateReaction),
      chosen(layers, 'matchRateReaction') ?? byDefault(['alarm', 'sample']),
    ),
    sample: bounded(own, 'sample', chosen(layers, 'sample') ?? byDefault(5), Math.max),
    retryShare: bounded(own, 'retryShare', chosen(layers, 'retryShare') ?? byDefault(5), Math.min),
    retryShareReaction: joined<RetryReaction>(
      own.map((layer) => layer.retryShareReaction),
      chosen(layers, 'retryShareReaction') ?? byDefault(['full']),
    ),
    recordClients: chosen(layers, 'recordClients') ?? byDefault(false),
    scrubRate: chosen(layers, 'scrubRate') ?? byDefault(8),
    listen: chosen(layers, 'listen') ?? byDefault('127.0.0.1:4080'),
    data: chosen(layers, 'data') ?? byDefault(undefined),
    url: chosen(layers, 'url') ?? byDefault(undefined),
    policy: chosen(layers, 'policy') ?? byDefault(undefined),
    mode: chosen(layers, 'mode') ?? byDefault('enforce'),
    requireIdentity: chosen(layers, 'requireIdentity') ?? byDefault(false),
    tlsCert: chosen(layers, 'tlsCert') ?? byDefault(undefined),
    tlsKey: chosen(layers, 'tlsKey') ?? byDefault(undefined),
    trustedProxies: added(layers, 'trustedProxies'),
    idTokens: chosen(layers, 'idTokens') ?? byDefault(undefined),
  }
  const split = (part: 'value' | 'origins'): unknown =>
    Object.fromEntries(Object.entries(traced).map(([key, setting]) => [key, setting[part]]))
  return {
    settings: split('value') as Settings,
    origins: split('origins') as TracedSettings['origins'],
  }
}

/** The file of the whole machine. */
export const SYSTEM_FILE = '/etc/modwarden/config.yaml'

/** The user's file, whether or not it is there; `undefined` where there is no home to look in. */
function userFile(env: Environment): string | undefined {
  const folder = userFolder(env)
  return folder === undefined ? undefined : path.join(folder, 'config.yaml')
}

/** The folder of the user's own files; `undefined` where there is no home to look in. */
export function userFolder(env: Environment): string | undefined {
  const config = absolute(env['XDG_CONFIG_HOME']) ?? (env['HOME'] ? path.join(env['HOME'], '.config') : undefined)
  return config === undefined ? undefined : path.join(config, 'modwarden')
}

/** Whether this is a CI job, by the variable that all of them set. */
export function isCI(env: Environment): boolean {
  const ci = env['CI'] ?? ''
  return ci !== '' && ci !== '0' && ci.toLowerCase() !== 'false'
}

/** What the last layer says that says anything. */
function chosen<K extends Key>(layers: readonly Layer[], key: K): Traced<Settings[K]> | undefined {
  const said = layers.findLast((layer) => layer[key] !== undefined)?.[key]
  return said === undefined ? undefined : { value: said.value, origins: [said.origin] }
}

function byDefault<V>(value: V): Traced<V> {
  return { value, origins: DEFAULT }
}

function fullInCI(env: Environment): Traced<boolean> {
  return isCI(env) ? { value: true, origins: [{ kind: 'variable', name: 'CI' }] } : byDefault(false)
}

type ListKey =
  | 'trustedProxies'
  | 'private'
  | 'publicHosts'
  | 'malwareFeeds'
  | 'knownGood'
  | 'knownBad'
  | 'feedKeys'
  | 'advisories'
  | 'privateGit'
  | 'toolchains'

/** What all layers say, together. */
function added(layers: readonly Layer[], key: ListKey): Traced<readonly string[]> {
  const said = layers.map((layer) => layer[key]).filter((setting) => setting !== undefined)
  if (said.length === 0) return byDefault([])
  return { value: said.flatMap((setting) => setting.value), origins: said.map((setting) => setting.origin) }
}

/** A project may switch it on, and never off. */
function switchedOn(own: readonly Layer[], key: 'requireProof' | 'full', otherwise: Traced<boolean>): Traced<boolean> {
  const on = own.map((layer) => layer[key]).filter((setting) => setting?.value === true)
  if (on.length === 0) return otherwise
  return { value: true, origins: on.flatMap((setting) => (setting === undefined ? [] : [setting.origin])) }
}

/** A project may move it to the strict side, and never back. */
function bounded(
  own: readonly Layer[],
  key: 'matchRate' | 'sample' | 'retryShare',
  otherwise: Traced<number>,
  stricter: (a: number, b: number) => number,
): Traced<number> {
  return own.reduce((found, layer) => {
    const said = layer[key]
    if (said === undefined || stricter(said.value, found.value) === found.value) return found
    return { value: said.value, origins: [said.origin] }
  }, otherwise)
}

/** A project may add to it, and take nothing away. */
function joined<W>(
  own: ReadonlyArray<{ readonly value: readonly W[]; readonly origin: Origin } | undefined>,
  otherwise: Traced<readonly W[]>,
): Traced<readonly W[]> {
  return own.reduce<Traced<readonly W[]>>((found, said) => {
    const more = (said?.value ?? []).filter((word) => !found.value.includes(word))
    if (said === undefined || more.length === 0) return found
    return { value: [...found.value, ...more], origins: [...found.origins, said.origin] }
  }, otherwise)
}

function defaultStore(env: Environment): string {
  const cache = absolute(env['XDG_CACHE_HOME']) ?? (env['HOME'] ? path.join(env['HOME'], '.cache') : undefined)
  if (cache !== undefined) return path.join(cache, 'modwarden')
  throw new WardenError('config', 'neither HOME nor XDG_CACHE_HOME is set, so there is no place for the store', {
    remedy: 'set MODWARDEN_STORE to a folder that only you can write',
  })
}

/** The XDG specification has relative paths ignored. */
function absolute(folder: string | undefined): string | undefined {
  return folder !== undefined && path.isAbsolute(folder) ? folder : undefined
}

async function fromFile(files: Files, file: string, project: boolean): Promise<Layer> {
  const said = await readSettingsFile(files, file, project)
  // Each value has the form of its setting: the file's reader checked it.
  return Object.fromEntries(
    said.map(({ key, value, place }) => [key, { value, origin: { kind: 'file', file, line: place.line } }]),
  ) as Layer
}

function fromEnvironment(env: Environment): Layer {
  const said = settingRows().flatMap(([key, spec]) => {
    const name = variableOf(spec)
    const text = env[name]
    if (text === undefined || text === '') return []
    return [[key, { value: fromText(text, spec, name), origin: { kind: 'variable', name } }] as const]
  })
  return Object.fromEntries(said) as Layer
}

function fromFlags(flags: SettingValues): Layer {
  const said = settingRows().flatMap(([key, { name }]) => {
    const value = flags[key]
    if (value === undefined) return []
    return [[key, { value, origin: { kind: 'flag', name: value === false ? `--no-${name}` : `--${name}` } }] as const]
  })
  return Object.fromEntries(said) as Layer
}

function fromText(text: string, { kind, words = [] }: SettingSpec, variable: string): unknown {
  const wrong = (form: string): WardenError =>
    new WardenError('config', `${variable}: ${JSON.stringify(text)} is not ${form}`)
  switch (kind) {
    case 'text':
      return text
    case 'list':
      return itemsOf(text)
    case 'switch':
      if (['1', 'true', 'yes', 'on'].includes(text.toLowerCase())) return true
      if (['0', 'false', 'no', 'off'].includes(text.toLowerCase())) return false
      throw wrong('true or false')
    case 'count': {
      const n = Number(text)
      if (!Number.isInteger(n) || n < 1 || n > 256) throw wrong('a whole number from 1 to 256')
      return n
    }
    case 'percent': {
      const n = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
      if (!(n <= 100)) throw wrong('a number from 0 to 100')
      return n
    }
    case 'words': {
      const items = itemsOf(text)
      if (items.length === 1 && items[0] === 'none') return []
      if (items.length === 0 || !items.every((item) => words.includes(item))) {
        throw wrong(`none, or some of ${words.join(', ')}`)
      }
      return items
    }
  }
}

function itemsOf(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
}
