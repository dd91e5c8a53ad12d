// modwarden's own settings: defaults, the system's file, the user's file, the project's .modwarden.yaml, MODWARDEN_*
// and flags, each overriding those before it.
//
// A project's file is not trusted with more than the project: it may tighten (`require-proof`, `full`) and name paths
// that are private (`private`), nothing else. A repository that could name upstreams, keys, folders or programs could
// make its own verdict.
import path from 'node:path'
import { textOf } from '../base/bytes.ts'
import { isWardenError, WardenError } from '../base/errors.ts'
import { parseGoWork } from '../gomod/gowork.ts'
import { maxModFileSize } from '../gomod/modlex.ts'
import type { Files } from '../world/files.ts'

/** The settings in force. */
export interface Settings {
  /** GOPROXY's form; `undefined`: what the go command says. */
  readonly upstream: string | undefined
  /** GOSUMDB's form; `undefined`: what the go command says. */
  readonly gosumdb: string | undefined
  /** An absolute folder. */
  readonly store: string
  /** Patterns as in GOPRIVATE, added to it: never sent to a database or a public proxy. */
  readonly private: readonly string[]
  /** Hosts (first path elements) added to the shipped list of public ones. */
  readonly publicHosts: readonly string[]
  /** Ask the database about any path that no pattern makes private. */
  readonly askAll: boolean
  readonly requireProof: boolean
  readonly offline: boolean
  /** Ignore the stat index. */
  readonly full: boolean
  /** Worker threads; `undefined`: the usable cores. */
  readonly workers: number | undefined
}

/** What a flag or the environment gave; absent keys leave the setting alone. */
export type SettingValues = { readonly [K in keyof Settings]?: Settings[K] | undefined }

type Key = keyof Settings
type Kind = 'text' | 'list' | 'switch' | 'number'

const KEYS: { readonly [K in Key]: { readonly name: string; readonly kind: Kind; readonly project: boolean } } = {
  upstream: { name: 'upstream', kind: 'text', project: false },
  gosumdb: { name: 'gosumdb', kind: 'text', project: false },
  store: { name: 'store', kind: 'text', project: false },
  private: { name: 'private', kind: 'list', project: true },
  publicHosts: { name: 'public-hosts', kind: 'list', project: false },
  askAll: { name: 'ask-all', kind: 'switch', project: false },
  requireProof: { name: 'require-proof', kind: 'switch', project: true },
  offline: { name: 'offline', kind: 'switch', project: false },
  full: { name: 'full', kind: 'switch', project: true },
  workers: { name: 'workers', kind: 'number', project: false },
}

const PROJECT_FILE = '.modwarden.yaml'
const MOST_BYTES = 1 << 20

type Environment = Readonly<Record<string, string | undefined>>

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
  const home = env['HOME'] ?? ''
  const user = path.join(absolute(env['XDG_CONFIG_HOME']) ?? path.join(home, '.config'), 'modwarden', 'config.yaml')
  const own: SettingValues[] = []
  for (const file of project === undefined ? [] : await projectFiles(files, env, project)) {
    own.push(await readFile(files, file, true))
  }
  const layers = [
    await readFile(files, '/etc/modwarden/config.yaml', false),
    home === '' && absolute(env['XDG_CONFIG_HOME']) === undefined ? {} : await readFile(files, user, false),
    fromEnvironment(env),
    flags,
  ]
  const value = <K extends Key>(key: K): Settings[K] | undefined =>
    layers.reduce<Settings[K] | undefined>((found, layer) => layer[key] ?? found, undefined)
  const store = value('store') ?? defaultStore(env)
  return {
    upstream: value('upstream'),
    gosumdb: value('gosumdb'),
    store: path.resolve(store),
    private: [...own, ...layers].flatMap((layer) => layer.private ?? []),
    publicHosts: layers.flatMap((layer) => layer.publicHosts ?? []),
    askAll: value('askAll') ?? false,
    requireProof: own.some((layer) => layer.requireProof === true) || (value('requireProof') ?? false),
    offline: value('offline') ?? false,
    full: own.some((layer) => layer.full === true) || (value('full') ?? isCI(env)),
    workers: value('workers'),
  }
}

/**
 * The `.modwarden.yaml` files of a project: in the folder and in those above it up to the one with go.mod and the one
 * with go.work, and in those that go.work uses. They can only tighten, so that all of them count, from wherever in the project the command is run.
 */
async function projectFiles(files: Files, env: Environment, folder: string): Promise<string[]> {
  const above: string[] = []
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    above.push(at)
    if (at === path.dirname(at)) break
  }
  let roots = 1
  for (const name of ['go.mod', 'go.work']) {
    for (const [i, at] of above.entries()) {
      if ((await files.info(path.join(at, name)))?.kind !== 'file') continue
      roots = Math.max(roots, i + 1)
      break
    }
  }
  const within = above.slice(0, roots)
  const folders = [...within]
  // The modules of a workspace are parts of the project too, wherever they lie.
  for (const at of within) folders.push(...(await workspaceFolders(files, path.join(at, 'go.work'))))
  const work = absolute(env['GOWORK'])
  if (work !== undefined && !folders.includes(path.dirname(work))) {
    folders.push(path.dirname(work), ...(await workspaceFolders(files, work)))
  }
  return [...new Set(folders)].map((at) => path.join(at, PROJECT_FILE))
}

/** The folders that a go.work file uses; none where it is not there, or malformed, of which the command itself tells. */
async function workspaceFolders(files: Files, file: string): Promise<string[]> {
  const bytes = await files.read(file, maxModFileSize)
  if (bytes === undefined) return []
  try {
    return parseGoWork(bytes, file).use.map((use) => path.resolve(path.dirname(file), use.path))
  } catch (error) {
    if (isWardenError(error, 'parse', 'too-large')) return []
    throw error
  }
}

/** Whether this is a CI job, by the variable that all of them set. */
export function isCI(env: Environment): boolean {
  const ci = env['CI'] ?? ''
  return ci !== '' && ci !== '0' && ci.toLowerCase() !== 'false'
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

function fromEnvironment(env: Environment): SettingValues {
  const values: Partial<Record<Key, unknown>> = {}
  for (const [key, { name, kind }] of Object.entries(KEYS) as [Key, (typeof KEYS)[Key]][]) {
    const variable = `MODWARDEN_${name.toUpperCase().replaceAll('-', '_')}`
    const text = env[variable]
    if (text === undefined || text === '') continue
    values[key] = fromText(text, kind, variable)
  }
  return values as SettingValues
}

function fromText(text: string, kind: Kind, variable: string): unknown {
  const wrong = (form: string): WardenError =>
    new WardenError('config', `${variable}: ${JSON.stringify(text)} is not ${form}`)
  switch (kind) {
    case 'text':
      return text
    case 'list':
      return text
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== '')
    case 'switch':
      if (['1', 'true', 'yes', 'on'].includes(text.toLowerCase())) return true
      if (['0', 'false', 'no', 'off'].includes(text.toLowerCase())) return false
      throw wrong('true or false')
    case 'number': {
      const n = Number(text)
      if (!Number.isInteger(n) || n < 1 || n > 256) throw wrong('a whole number from 1 to 256')
      return n
    }
  }
}

async function readFile(files: Files, file: string, project: boolean): Promise<SettingValues> {
  const bytes = await files.read(file, MOST_BYTES)
  if (bytes === undefined) return {}
  const text = textOf(bytes)
  if (text === undefined) throw new WardenError('config', 'not UTF-8 text', { place: { file } })
  // Loaded on demand: most runs have no file, and the parser costs more than the whole start.
  const { LineCounter, parseDocument, isMap, isNode, isScalar, visit } = await import('yaml')
  const counter = new LineCounter()
  const document = parseDocument(text, { lineCounter: counter, strict: true, uniqueKeys: true })
  const place = (offset: number | undefined): { file: string; line: number } => ({
    file,
    line: counter.linePos(offset ?? 0).line,
  })
  const [problem] = document.errors
  if (problem !== undefined) {
    throw new WardenError('config', problem.message.split('\n')[0] ?? 'not YAML', { place: place(problem.pos[0]) })
  }
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) return {}
  visit(document, {
    Alias: (_, node) => {
      throw new WardenError('config', 'aliases are not supported', { place: place(node.range?.[0]) })
    },
  })
  if (!isMap(document.contents)) throw new WardenError('config', 'must be a map of settings', { place: place(0) })
  const values: Partial<Record<Key, unknown>> = {}
  for (const item of document.contents.items) {
    const node = item.key
    const name = isScalar(node) ? String(node.value) : ''
    const at = place(isScalar(node) ? node.range?.[0] : undefined)
    const known = (Object.entries(KEYS) as [Key, (typeof KEYS)[Key]][]).find(([, spec]) => spec.name === name)
    if (known === undefined) {
      throw new WardenError('config', `unknown setting ${JSON.stringify(name)}`, {
        place: at,
        remedy: `known settings: ${Object.values(KEYS)
          .map((spec) => spec.name)
          .join(', ')}`,
      })
    }
    const [key, spec] = known
    if (project && !spec.project) {
      throw new WardenError('config', `a project may not set ${name}`, {
        place: at,
        remedy: `set it in your own configuration, by MODWARDEN_${name.toUpperCase().replaceAll('-', '_')} or as a flag`,
      })
    }
    const value: unknown = isNode(item.value) ? item.value.toJS(document, { maxAliasCount: 0 }) : undefined
    values[key] = await checked(value, spec.kind, name, at)
  }
  return values as SettingValues
}

async function checked(
  value: unknown,
  kind: Kind,
  name: string,
  place: { file: string; line: number },
): Promise<unknown> {
  const { z } = await import('zod')
  const schema = {
    text: z.string().min(1),
    list: z.array(z.string().min(1)),
    switch: z.boolean(),
    number: z.number().int().min(1).max(256),
  }[kind]
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw new WardenError('config', `${name}: ${result.error.issues[0]?.message ?? 'wrong kind'}`, { place })
}
