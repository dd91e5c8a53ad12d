// A guard built from settings: its folder, its tables, its own memory of the checksum database, and the World. Everything
// that it keeps lies in one folder, so that it can be moved, and so that no other program's cache is trusted.
//
//   <data>/guard.db, log.key    the tables, and the key of the decision log
//   <data>/modules, evidence    src/store/vault.ts
//   <data>/go, pkg              the proven tiles and lookups, and the remembered head (src/io/sumdbops.ts)
//   <data>/facts                what scans found, by h1
import { randomBytes } from 'node:crypto'
import { chmodSync, statSync } from 'node:fs'
import path from 'node:path'
import { WardenError } from '../base/errors.ts'
import { utf8 } from '../base/bytes.ts'
import { createModuleProxy } from '../io/proxy.ts'
import { createSumdbOps } from '../io/sumdbops.ts'
import { makeFolders } from '../io/makefolder.ts'
import type { GuardEvent, GuardWorld } from '../jobs/guardworld.ts'
import { openLogClock } from '../jobs/logclock.ts'
import type { GuardDatabase } from '../jobs/standing.ts'
import { buildNameIndex } from '../rules/record/nameindex.ts'
import { popularPaths } from '../rules/record/popular.ts'
import { openDecisionLog } from '../store/decisionlog.ts'
import { openLogKey } from '../store/logkey.ts'
import { openTables } from '../store/tables.ts'
import { openVault } from '../store/vault.ts'
import { createSumdbClient } from '../sumdb/client.ts'
import { FLOOR_HEAD } from '../sumdb/floorhead.ts'
import { DEFAULT_SUMDB } from '../sumdb/gosumdb.ts'
import type { GoSettings } from '../world/go.ts'
import type { OpenRuling } from './ruling.ts'
import { createScanner } from './scanner.ts'
import type { Settings } from './settingstable.ts'
import type { Setup } from './world.ts'

/** A guard that must be closed. */
export interface OpenGuard {
  readonly guard: GuardWorld
  /** Throws where the database cannot be read. */
  readonly ready: () => Promise<void>
  close(): Promise<void>
}

/** What a guard is built from besides its settings. */
export interface GuardSetup {
  readonly setup: Setup
  readonly data: string
  readonly ruling: OpenRuling
  readonly signal: AbortSignal
  readonly onEvent: (event: GuardEvent) => void
  readonly onNotice: (text: string) => void
}

/** The folder that settings name for a guard. */
export function dataFolder(settings: Pick<Settings, 'data' | 'store'>): string {
  return path.resolve(settings.data ?? path.join(settings.store, 'guard'))
}

/** The file of its tables. */
export function tablesFile(data: string): string {
  return path.join(data, 'guard.db')
}

/** The file of the key that signs its log. */
export function logKeyFile(data: string): string {
  return path.join(data, 'log.key')
}

/** Opens it. Throws `config`, `io`, `parse`. */
export async function openGuard(options: GuardSetup): Promise<OpenGuard> {
  const { setup, data, ruling, signal, onEvent, onNotice } = options
  const { world, go, settings } = setup
  makePrivate(data)
  const tables = openTables(tablesFile(data))
  const log = openDecisionLog(tables, await openLogKey(world.files, logKeyFile(data)))
  const vault = openVault({ data, tables, now: () => world.clock.now(), onDamage: onNotice })
  const scanner = createScanner({ store: data, full: false, workers: settings.workers })
  const { database, logClock } = await openDatabase(options)
  const unproxied = joined(go.GONOPROXY, settings.private)
  const guard: GuardWorld = {
    world: { ...world, proxy: createModuleProxy({ settings: proxiesOf(go.GOPROXY, unproxied), http: world.http }) },
    vault,
    log,
    database,
    scanner,
    names: buildNameIndex(await popularPaths(), []),
    knowledge: ruling.knowledge,
    logClock,
    ruling: ruling.now,
    private: unproxied,
    random: (bytes) => randomBytes(bytes),
    signal,
    onEvent,
  }
  return {
    guard,
    ready: async () => void (await vault.find({ path: 'ready.invalid', version: 'v0.0.0' })),
    close: async () => {
      await scanner.close()
      await tables.close()
    },
  }
}

/** Its own client of the checksum database, over files of its own. */
async function openDatabase({ setup, data, onNotice }: GuardSetup): Promise<{
  readonly database: GuardDatabase | undefined
  readonly logClock: GuardWorld['logClock']
}> {
  const { gosumdb, go, world, settings } = setup
  if (gosumdb.kind === 'off') return { database: undefined, logClock: async () => Promise.resolve(undefined) }
  const ops = createSumdbOps({
    name: gosumdb.name,
    url: gosumdb.url,
    settings: { GOPROXY: go.GOPROXY, GOPATH: path.join(data, 'go'), GOMODCACHE: path.join(data, 'go', 'pkg', 'mod') },
    http: world.http,
    files: world.files,
    locks: world.locks,
    clock: world.clock,
    store: data,
    onNotice,
  })
  const own = await ops.readOwnHead()
  const floorHeads = [...(own.length === 0 ? [] : [own]), ...(gosumdb.name === DEFAULT_SUMDB ? [utf8(FLOOR_HEAD)] : [])]
  const unasked = joined(go.GONOSUMDB, settings.private)
  // Whoever asks a guard about a path asks the proxies behind it, too: only what settings call private is kept back.
  const client = createSumdbClient({ verifier: gosumdb.verifier, ops, mayAsk: () => true, floorHeads })
  let clock: { readonly at: number; readonly made: ReturnType<typeof openLogClock> } | undefined
  return {
    database: { client, key: gosumdb.verifier.key, unasked },
    // What this installation saw of the log grows all the time, and is read from the disk.
    logClock: async () => {
      const now = world.clock.now().getTime()
      if (clock === undefined || now - clock.at > CLOCK_MS) {
        clock = { at: now, made: openLogClock({ sumdb: ops, clock: world.clock }, gosumdb) }
      }
      return clock.made
    },
  }
}

/**
 * The upstreams without what ends go's list: a guard fetches from proxies only. With `direct` at the end, a path that no
 * proxy has would be trouble and not the 404 that go, which probes the prefixes of a path, goes on after.
 */
function proxiesOf(GOPROXY: string, GONOPROXY: string): Pick<GoSettings, 'GOPROXY' | 'GONOPROXY'> {
  const proxies = GOPROXY.replace(/(?:^|[,|])\s*direct\s*(?:[,|].*)?$/s, '')
  if (proxies !== '' || GOPROXY === '') return { GOPROXY: proxies, GONOPROXY }
  throw new WardenError('config', 'the upstream is "direct" alone, and a guard fetches from module proxies', {
    remedy: 'modwarden serve --upstream URL',
  })
}

const CLOCK_MS = 60_000

function joined(said: string, ours: readonly string[]): string {
  return [...said.split(','), ...ours].filter((pattern) => pattern !== '' && pattern !== 'none').join(',')
}

/** What lies in a folder that others can write proves nothing. */
function makePrivate(data: string): void {
  makeFolders(data, 0o700)
  const { mode, uid } = statSync(data)
  if (process.getuid !== undefined && uid !== process.getuid()) {
    throw new WardenError('config', `${data}: belongs to another user`, {
      remedy: 'choose a folder of your own: --data DIR',
    })
  }
  if ((mode & 0o022) !== 0) chmodSync(data, mode & 0o755)
}
