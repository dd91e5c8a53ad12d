// A guard built from settings: its folder, its tables, its own memory of the checksum database, and the World. Everything
// that it keeps lies in one folder, so that it can be moved, and so that no other program's cache is trusted.
//
//   <data>/guard.db, log.key    the tables, and the key of the decision log
//   <data>/session.key          what signs logins; admin.token: the first token of a guard on loopback
//   <data>/modules, evidence    src/store/vault.ts
//   <data>/go, pkg              the proven tiles and lookups, and the remembered head (src/io/sumdbops.ts)
//   <data>/facts                what scans found, by h1
import { hash, randomBytes } from 'node:crypto'
import { chmodSync, statSync } from 'node:fs'
import path from 'node:path'
import { WardenError } from '../../base/errors.ts'
import { utf8 } from '../../base/bytes.ts'
import { parseGitRules, placeByRules } from '../../gomod/gitrules.ts'
import type { Environment } from '../../io/environment.ts'
import { createModuleFiles } from '../../io/modulefiles.ts'
import { createModuleProxy } from '../../io/proxy.ts'
import { createSumdbOps } from '../../io/sumdbops.ts'
import { makeFolders } from '../../io/makefolder.ts'
import type { GuardEvent, GuardWorld } from '../../jobs/guard/guardworld.ts'
import { createGitModules, withGit } from '../../jobs/source/gitmodules.ts'
import { openLogClock } from '../../jobs/database/logclock.ts'
import { createAskAdvisories } from '../../jobs/cache/repairadvisories.ts'
import { createZipLicences } from '../../jobs/bill/ziplicences.ts'
import type { GuardDatabase } from '../../jobs/guard/standing.ts'
import { buildNameIndex } from '../../rules/record/nameindex.ts'
import { popularPaths } from '../../rules/record/popular.ts'
import { openDecisionLog } from '../../store/decisionlog.ts'
import { openDownloads } from '../../store/downloads.ts'
import { openJudgements } from '../../store/judgements.ts'
import { openLogKey } from '../../store/logkey.ts'
import { openTables, type Database } from '../../store/tables.ts'
import { openVault } from '../../store/vault.ts'
import { createSumdbClient } from '../../sumdb/client.ts'
import { FLOOR_HEAD } from '../../sumdb/floorhead.ts'
import { DEFAULT_SUMDB } from '../../sumdb/gosumdb.ts'
import type { GoSettings } from '../../world/go.ts'
import type { ModuleProxy } from '../../world/proxy.ts'
import type { OpenRuling } from './ruling.ts'
import { createScanner } from '../scanning/scanner.ts'
import type { Settings } from '../settings/table.ts'
import { lastingThreads } from '../run/threads.ts'
import { VERSION } from '../version.ts'
import { advisorySources } from '../vulnssources.ts'
import { withNetrc, type Setup } from '../run/world.ts'

/** A guard that must be closed. */
export interface OpenGuard {
  readonly guard: GuardWorld
  /** Throws where the database cannot be read. */
  readonly ready: () => Promise<void>
  close(): Promise<void>
}

/** What a guard is built from besides its settings. */
export interface GuardSetup {
  readonly env: Environment
  readonly setup: Setup
  /** Of `openGuardTables`; closed with the guard. */
  readonly tables: Database
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

/** Makes the folder private, and opens its tables. Throws `config`, `io`. */
export function openGuardTables(data: string): Database {
  makePrivate(data)
  return openTables(tablesFile(data))
}

/** Opens it. Throws `config`, `io`, `parse`. */
export async function openGuard(options: GuardSetup): Promise<OpenGuard> {
  const { setup, data, tables, ruling, signal, onEvent, onNotice } = options
  const { world, go, settings } = setup
  const log = openDecisionLog(tables, await openLogKey(world.files, logKeyFile(data)))
  const vault = openVault({ data, tables, now: () => world.clock.now(), onDamage: onNotice })
  const downloads = openDownloads({ tables, now: () => world.clock.now(), onTrouble: onNotice })
  const workers = settings.workers ?? lastingThreads()
  const scanner = createScanner({ store: data, full: false, workers, nurseryMb: NURSERY_MB })
  const { database, logClock } = await openDatabase(options)
  const unproxied = joined(go.GONOPROXY, privatePatterns(settings))
  const upstream = createModuleProxy({ settings: proxiesOf(go.GOPROXY, unproxied), http: world.http })
  const git = await openGit(options, upstream)
  const guard: GuardWorld = {
    world: { ...world, proxy: git.proxy },
    vault,
    log,
    downloads,
    judgements: openJudgements(tables),
    basis: basisBy(ruling, scanner.maker),
    database,
    scanner,
    names: buildNameIndex(await popularPaths(), []),
    knowledge: ruling.knowledge,
    logClock,
    ruling: ruling.now,
    private: unproxied,
    privateGit: parseGitRules(settings.privateGit).map(({ pattern }) => pattern),
    fromGit: git.serves,
    advisories: createAskAdvisories(world, advisorySources(settings, options.env, undefined, data), signal, onNotice),
    licences: createZipLicences(createModuleFiles()),
    toolchains: settings.toolchains,
    random: (bytes) => randomBytes(bytes),
    signal,
    onEvent,
  }
  return {
    guard,
    ready: async () => void (await vault.find({ path: 'ready.invalid', version: 'v0.0.0' })),
    close: async () => {
      await scanner.close()
      await git.close()
      // What cannot be written now is lost; that it could not be is told already.
      await downloads.close().catch(() => undefined)
      await tables.close()
    },
  }
}

/** What a judgement follows from, by name: made anew when the ruling is. */
function basisBy({ now, knowledge }: OpenRuling, maker: string): () => string {
  let made: { readonly epoch: number; readonly text: string } | undefined
  return () => {
    const { policy, waivers, overruled, mode, epoch } = now()
    if (made?.epoch !== epoch) {
      const { malicious, bad, good } = knowledge()
      // What feeds say, not who says it when: a feed that is fetched again and says the same changes nothing.
      const said = [
        [...malicious].map(([key, known]) => [key, known.map(({ item }) => item)]),
        ...[bad, good].map((hashes) => [...hashes].map(([key, { item }]) => [key, item])),
      ]
      const all = JSON.stringify([maker, policy.digest, waivers, overruled, mode.kind, said])
      made = { epoch, text: hash('sha256', all).slice(0, 32) }
    }
    return made.text
  }
}

/** What the settings call private: what they say where to find is private, too. */
function privatePatterns({ private: patterns, privateGit }: Settings): readonly string[] {
  return [...patterns, ...parseGitRules(privateGit).map(({ pattern }) => pattern)]
}

/** The proxies, and beside them the repositories of private modules where the settings name some. */
async function openGit(
  { env, setup, data, signal }: GuardSetup,
  upstream: ModuleProxy,
): Promise<{
  readonly proxy: ModuleProxy
  readonly serves: (modulePath: string) => boolean
  readonly close: () => Promise<void>
}> {
  const rules = parseGitRules(setup.settings.privateGit)
  if (rules.length === 0) return { proxy: upstream, serves: () => false, close: async () => Promise.resolve() }
  const { createVcs } = await import('../../io/vcs.ts')
  const temporary = path.join(data, 'tmp')
  const vcs = createVcs({ env: withNetrc(env, setup.settings), version: VERSION, goauth: setup.go.GOAUTH, temporary })
  const serves = (modulePath: string): boolean => placeByRules(rules, modulePath).kind !== 'none'
  const git = createGitModules({ vcs, rules, go: setup.go, clock: setup.world.clock, signal })
  return { proxy: withGit(upstream, git, serves), serves, close: async () => vcs.close() }
}

/** A guard's own client of the checksum database, over files of its own, and the clock of its log. */
export async function openDatabase({
  setup,
  data,
  onNotice,
}: Pick<GuardSetup, 'setup' | 'data' | 'onNotice'>): Promise<{
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
  const unasked = joined(go.GONOSUMDB, privatePatterns(settings))
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

/** A thread's nursery: smaller than where somebody waits for a scan, as it stays. */
const NURSERY_MB = 12

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
