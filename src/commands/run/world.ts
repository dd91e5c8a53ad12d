// The real World of one run: settings of go and of modwarden, and everything outside built from them.
import { statSync } from 'node:fs'
import type { SumdbOps } from '../../sumdb/client.ts'
import { parseGoSumdb, type GoSumdb } from '../../sumdb/gosumdb.ts'
import { createClock } from '../../io/clock.ts'
import { createContents } from '../../io/contents.ts'
import type { Environment } from '../../io/environment.ts'
import { createFiles } from '../../io/files.ts'
import { createGo } from '../../io/goenv.ts'
import type { HttpClient } from '../../io/http.ts'
import { createLocks } from '../../io/lock.ts'
import { createPrograms } from '../../io/programs.ts'
import { createModuleProxy } from '../../io/proxy.ts'
import { withRetries } from '../../io/retry.ts'
import { createSumdbOps } from '../../io/sumdbops.ts'
import type { Contents } from '../../world/contents.ts'
import type { Files } from '../../world/files.ts'
import type { Go, GoSettings } from '../../world/go.ts'
import type { FetchCounts, Http } from '../../world/http.ts'
import type { World } from '../../world/world.ts'
import { FLOOR_HEAD } from '../../sumdb/floorhead.ts'
import { DEFAULT_SUMDB } from '../../sumdb/gosumdb.ts'
import { utf8 } from '../../base/bytes.ts'
import { messageOf } from '../../base/errors.ts'
import { lastingThreads } from './threads.ts'
import { VERSION } from '../version.ts'
import { loadSettings, type Settings, type SettingValues } from '../settings/settings.ts'
import { makeFolders } from '../../io/makefolder.ts'
import { clearFolders } from '../../io/temporary.ts'

/** A run's world and the settings it was built from. */
export interface Setup {
  readonly world: World
  readonly settings: Settings
  readonly go: GoSettings
  readonly gosumdb: GoSumdb
  /** Signed heads of the database that were seen before: our own copy, the release's floor. */
  readonly floorHeads: readonly Uint8Array[]
  /** How the requests of the run went so far. */
  readonly fetches: () => FetchCounts
  close(): Promise<void>
}

/** How the network and the machine are used. */
export interface NetworkOptions {
  /** The run lasts: it takes less of the machine's memory, and longer for what it reads. */
  readonly lasting?: boolean
  /** Redirects lead to public addresses only: somebody else than the user chooses what is asked for. */
  readonly publicRedirects?: boolean
  /** The run mostly examines no zip: its threads start when it does. */
  readonly lateThreads?: boolean
}

/** Of the threads that hash zips in a run that lasts: what they leave behind is taken up soon. */
const LASTING_NURSERY_MB = 2

/** Builds the world. Throws `config`, `io`. */
export async function setUp(
  env: Environment,
  project: string | undefined,
  flags: SettingValues,
  signal: AbortSignal,
  onNotice: (text: string) => void,
  options: NetworkOptions = {},
): Promise<Setup> {
  const plain = createFiles()
  const goPort = createGo({ env })
  // go is asked while the settings are read: starting it takes longer than all of that.
  const asked = goPort.settings()
  asked.catch(() => undefined)
  const settings = await readSettings(plain, env, project, flags, onNotice)
  // Unless they are to be late: the threads take as long to start as go does.
  const contents = createContents(
    new URL('../workers/examine.ts', import.meta.url),
    settings.workers ?? (options.lasting === true ? lastingThreads() : undefined),
    options.lasting === true ? LASTING_NURSERY_MB : undefined,
    options.lateThreads,
  )
  try {
    return await build(env, settings, goPort, await asked, contents, signal, onNotice, options)
  } catch (error) {
    // Threads that nobody closes would keep the process alive.
    await contents.close()
    throw error
  }
}

/**
 * Reads the settings, and makes the store: what is in one that others can write is not believed. Throws `config`, `io`.
 */
export async function readSettings(
  files: Files,
  env: Environment,
  project: string | undefined,
  flags: SettingValues,
  onNotice: (text: string) => void,
): Promise<Settings> {
  const read = await loadSettings(files, env, project, flags)
  const settings = isPrivateFolder(read.store, onNotice) ? read : { ...read, full: true }
  // What a killed run was fetching. Where others can write, nothing is removed for its name.
  if (settings === read) clearFolders(`${settings.store}/tmp`, 'fetch-')
  return settings
}

async function build(
  env: Environment,
  settings: Settings,
  goPort: Go,
  fromGo: GoSettings,
  contents: Contents,
  signal: AbortSignal,
  onNotice: (text: string) => void,
  { publicRedirects = false }: NetworkOptions,
): Promise<Setup> {
  const go: GoSettings = {
    ...fromGo,
    ...(settings.upstream === undefined ? {} : { GOPROXY: settings.upstream }),
    ...(settings.gosumdb === undefined ? {} : { GOSUMDB: settings.gosumdb }),
  }
  const gosumdb = parseGoSumdb(go.GOSUMDB)
  const files = createFiles({ temporary: `${settings.store}/tmp` })
  const locks = createLocks(env)
  const clock = createClock()
  const network = onDemand(async () => {
    const { createHttp, offlineHttp } = await import('../../io/http.ts')
    if (settings.offline) return { ...offlineHttp(), close: () => undefined }
    return createHttp({
      env: withNetrc(env, settings),
      version: VERSION,
      goauth: go.GOAUTH,
      goinsecure: go.GOINSECURE,
      publicRedirects,
      onNotice,
    })
  })
  const retrying = withRetries(network, clock)
  const http = stoppedBy(signal, retrying)
  const memory =
    gosumdb.kind === 'off'
      ? undefined
      : createSumdbOps({
          name: gosumdb.name,
          url: gosumdb.url,
          settings: go,
          http,
          files,
          locks,
          clock,
          store: settings.store,
          onNotice,
        })
  const own = await memory?.readOwnHead()
  const floorHeads = [
    ...(own === undefined || own.length === 0 ? [] : [own]),
    ...(gosumdb.kind === 'on' && gosumdb.name === DEFAULT_SUMDB ? [utf8(FLOOR_HEAD)] : []),
  ]
  return {
    settings,
    go,
    gosumdb,
    floorHeads,
    fetches: () => retrying.counts(),
    world: {
      http,
      files,
      locks,
      go: goPort,
      clock,
      contents,
      proxy: createModuleProxy({ settings: withPrivate(go, settings), http }),
      programs: createPrograms(),
      sumdb: memory ?? noDatabase,
      store: settings.store,
    },
    async close(): Promise<void> {
      network.close()
      await contents.close()
    },
  }
}

/** The environment with the netrc file that the settings name. */
export function withNetrc(env: Environment, { netrc }: Pick<Settings, 'netrc'>): Environment {
  return netrc === undefined ? env : { ...env, NETRC: netrc }
}

/**
 * Makes the store where it is missing, for this user alone. An index in a folder that others can write to is worth
 * nothing, and is not used then.
 */
function isPrivateFolder(store: string, onNotice: (text: string) => void): boolean {
  try {
    makeFolders(store, 0o700)
    const { mode, uid } = statSync(store)
    if ((mode & 0o022) === 0 && (process.getuid === undefined || uid === process.getuid())) return true
    onNotice(`${store}: others can write here, so what earlier runs noted is not believed; chmod go-w it`)
    return false
  } catch (error) {
    onNotice(`${store}: cannot be made, so nothing is remembered, and every run reads everything: ${messageOf(error)}`)
    return false
  }
}

/** The client made for the first request: most runs have none, and HTTP/2 and TLS take long to load. */
function onDemand(make: () => Promise<HttpClient>): HttpClient {
  let made: Promise<HttpClient> | undefined
  const client = async (): Promise<HttpClient> => (made ??= make())
  return {
    get: async (url, options) => (await client()).get(url, options),
    download: async (url, to, options) => (await client()).download(url, to, options),
    close: () => void made?.then((http) => http.close()),
  }
}

/** Ends every request when the user wants to stop, whoever makes it: a silent server is not waited for. */
function stoppedBy(signal: AbortSignal, http: Http): Http {
  return {
    get: async (url, options) => http.get(url, { ...options, signal: options.signal ?? signal }),
    download: async (url, to, options) => http.download(url, to, { ...options, signal: options.signal ?? signal }),
  }
}

/** Paths that modwarden's own configuration calls private are not asked of a public proxy either. */
function withPrivate(go: GoSettings, settings: Settings): GoSettings {
  if (settings.private.length === 0) return go
  return { ...go, GONOPROXY: [go.GONOPROXY, ...settings.private].filter((p) => p !== '' && p !== 'none').join(',') }
}

/** GOSUMDB=off: nothing is asked, remembered or cached. */
const noDatabase: SumdbOps = {
  readRemote: async () => Promise.reject(new Error('GOSUMDB=off: there is no database to ask')),
  readHead: async () => Promise.resolve(new Uint8Array(0)),
  writeHead: async () => Promise.resolve(false),
  readCache: async () => Promise.resolve(undefined),
  writeCache: async () => Promise.resolve(),
  keepEvidence: async () => Promise.resolve(),
}
