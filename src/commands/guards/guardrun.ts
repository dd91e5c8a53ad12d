// A guard that runs: everything that `serve` and `guard --` have in common, from settings to an open socket.
import { randomBytes } from 'node:crypto'
import { matchPrefixPatterns } from '../../base/patterns.ts'
import { createAdmission } from '../../jobs/guard/admit.ts'
import { readOrders } from '../../jobs/guard/orders.ts'
import { dayOf } from '../../policy/waiver.ts'
import { createLists } from '../../jobs/guard/lists.ts'
import type { Log } from '../../server/accesslog.ts'
import { createHotSet } from '../../server/hotset.ts'
import { listen } from '../../server/listen.ts'
import { trustProxies } from '../../server/proxies.ts'
import { createMetrics } from '../../server/metrics.ts'
import { createRouter } from '../../server/router.ts'
import type { GuardWorld } from '../../jobs/guard/guardworld.ts'
import type { Invocation } from '../flags/reportflags.ts'
import { eventText, startKeeping, type Keeping } from './guardkeeping.ts'
import { readCertificate, watchCertificate } from './certificate.ts'
import { firstToken, openGuardPeople, openIdentifying } from './guardpeople.ts'
import { dataFolder, openGuard, openGuardTables } from './guardsetup.ts'
import { openRuling } from './ruling.ts'
import { VERSION } from '../version.ts'
import type { Setup } from '../run/world.ts'

/** Where a guard is. */
export interface GuardPlace {
  readonly host: string
  /** 0: the system chooses one. */
  readonly port: number
  /** What stands before every path: empty, or as `/mod`. */
  readonly base: string
  /** Whether `base` is known to nobody but the command that runs behind it: private modules are given then. */
  readonly isSecret?: boolean
  /** The address that clients know, without the base; `undefined`: the one that it listens on. */
  readonly address?: string | undefined
}

/** What runs. */
export interface RunningGuard {
  readonly guard: GuardWorld
  /** The address for GOPROXY. */
  readonly origin: string
  readonly port: number
  /** Finishes what is under way, and closes everything. */
  stop(): Promise<void>
}

const HOT_BYTES = 48 << 20

/** Starts one. `ending` ends what is under way, once it was given time. Throws `config`, `io`, `parse`. */
export async function startGuard(
  setup: Setup,
  place: GuardPlace,
  log: Log,
  ending: AbortController,
  invocation: Invocation,
): Promise<RunningGuard> {
  const notice = (text: string): void => log.note('warn', text)
  const { settings, world } = setup
  // The command behind a guard of its own knows no token and no certificate: those settings are of `serve`.
  const isOwn = place.isSecret === true
  const tls = isOwn ? undefined : readCertificate(settings)
  const clientOf = trustProxies(settings.trustedProxies)
  const requireIdentity = settings.requireIdentity && !isOwn
  const data = dataFolder(settings)
  const now = (): Date => world.clock.now()
  const tables = openGuardTables(data)
  const known = openGuardPeople(tables, data)
  const ruling = await openRuling(setup, invocation, async () => readOrders(known, now()), notice)
  const hot = createHotSet(HOT_BYTES)
  let running: GuardWorld | undefined
  const metrics = createMetrics({
    version: VERSION,
    node: process.versions.node,
    treeSize: () => running?.database?.client.head()?.size ?? 0,
    hotBytes: () => hot.bytes(),
    damaged: () => running?.vault.damaged() ?? 0,
    decisions: () => running?.log.size() ?? 0,
    mode: () => ruling.now().mode.kind,
    waivers: () => ruling.now().waivers.filter(({ expires }) => expires >= dayOf(now())).length,
    downloadsWaiting: () => running?.downloads.waiting() ?? 0,
    downloadsLost: () => running?.downloads.lost() ?? 0,
  })
  const open = await openGuard({
    env: invocation.terminal.env,
    setup,
    data,
    tables,
    ruling,
    signal: ending.signal,
    onEvent: (event) => {
      metrics.event(event)
      const told = eventText(event)
      if (told !== undefined) notice(told)
    },
    onNotice: notice,
  })
  let keeping: Keeping | undefined
  const close = async (): Promise<void> => {
    ending.abort()
    ruling.close()
    await keeping?.done
    await open.close()
  }
  try {
    const { guard } = open
    running = guard
    const { gosumdb } = setup
    const admission = createAdmission(guard)
    const lists = createLists(guard, admission)
    const { onServed, done } = startKeeping(guard, admission, setup.settings, notice)
    keeping = { onServed, done }
    const epoch = (): number => ruling.now().epoch
    const shown = place.host.includes(':') ? `[${place.host}]` : place.host
    // Only once it listens is the port known: nobody asks before.
    const scheme = tls === undefined ? 'http' : 'https'
    let origin = `${place.address ?? `${scheme}://${shown}:${place.port}`}${place.base}`
    const identifying = await openIdentifying(known, setup, data, () => origin)
    const isLocal = !isOwn && place.address === undefined && isLoopback(place.host)
    const tokenFile = isLocal ? await firstToken(known, data, now()) : undefined
    if (!isLoopback(place.host) && !origin.startsWith('https:')) {
      notice('tokens would go over the network in the open: --tls-cert and --tls-key, or a proxy and --url https://…')
    }
    const switched = ruling.switched()
    if (switched !== undefined)
      notice(`the mode is ${switched.mode}, as ${switched.by} switched it: ${switched.reason}`)
    if (tokenFile !== undefined) log.note('info', `the token of this guard's administrator is in ${tokenFile}`)
    const handler = createRouter({
      modules: {
        admission,
        lists,
        epoch,
        origin: () => origin,
        private: guard.private,
        privateGit: guard.privateGit,
        fromGit: guard.fromGit,
        mayHavePrivate: (ask) => isOwn || ask.who !== undefined,
      },
      sumdb: { client: guard.database?.client, private: guard.private },
      api: {
        ...known,
        log: guard.log,
        ruling: ruling.now,
        switched: ruling.switched,
        refresh: async () => ruling.refresh(),
        now,
        random: (bytes) => randomBytes(bytes),
        judge: async (module) => admission.judge(module),
        tell: ({ by, what, about, reason }) =>
          log.note(what === 'break-glass' ? 'error' : 'warn', `${by}: ${what} ${about}: ${reason}`),
        vault: guard.vault,
        downloads: guard.downloads,
        isPrivate: (modulePath) => !isOwn && matchPrefixPatterns(guard.private, modulePath),
      },
      identifying,
      origin: () => origin,
      database: gosumdb.kind === 'on' ? gosumdb.verifier.key : undefined,
      requireIdentity,
      tokenFile: () => tokenFile,
      metrics,
      ready: open.ready,
      version: VERSION,
    })
    const mayHot = (authorization: string | undefined): false | { readonly who: string | undefined } => {
      if (authorization === undefined) return requireIdentity ? false : { who: undefined }
      const who = identifying.recent(authorization)?.person
      return who === undefined ? false : { who }
    }
    const names = place.address === undefined ? [] : [new URL(place.address).host]
    const { host, port, base } = place
    const listening = await listen({
      host,
      port,
      base,
      handler,
      hot,
      epoch,
      metrics,
      onServed,
      log,
      names,
      tls,
      clientOf,
      mayHot,
    })
    if (place.address === undefined) origin = `${scheme}://${shown}:${listening.port}${base}`
    const pair =
      tls === undefined ? undefined : watchCertificate(settings, tls, (next) => listening.setTls(next), notice)
    return {
      guard,
      origin,
      port: listening.port,
      stop: async () => {
        pair?.close()
        await listening.close()
        await close()
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host)
}
