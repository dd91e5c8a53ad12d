// A guard that runs: everything that `serve` and `guard --` have in common, from settings to an open socket.
import { createAdmission } from '../jobs/admit.ts'
import { createLists } from '../jobs/guardlist.ts'
import type { Log } from '../server/accesslog.ts'
import { createHotSet } from '../server/hotset.ts'
import { listen } from '../server/listen.ts'
import { createMetrics } from '../server/metrics.ts'
import { createRouter } from '../server/router.ts'
import type { GuardWorld } from '../jobs/guardworld.ts'
import type { Invocation } from './flags/reportflags.ts'
import { dataFolder, openGuard } from './guardsetup.ts'
import { openRuling } from './ruling.ts'
import { VERSION } from './version.ts'
import type { Setup } from './world.ts'

/** Where a guard is. */
export interface GuardPlace {
  readonly host: string
  /** 0: the system chooses one. */
  readonly port: number
  /** What stands before every path: empty, or as `/mod`. */
  readonly base: string
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

const HOT_BYTES = 64 << 20

/** Starts one. `ending` ends what is under way, once it was given time. Throws `config`, `io`, `parse`. */
export async function startGuard(
  setup: Setup,
  place: GuardPlace,
  log: Log,
  ending: AbortController,
  invocation: Invocation,
): Promise<RunningGuard> {
  const notice = (text: string): void => log.note('warn', text)
  const ruling = await openRuling(setup, invocation, notice)
  const hot = createHotSet(HOT_BYTES)
  let running: GuardWorld | undefined
  const metrics = createMetrics({
    version: VERSION,
    node: process.versions.node,
    treeSize: () => running?.database?.client.head()?.size ?? 0,
    hotBytes: () => hot.bytes(),
    damaged: () => running?.vault.damaged() ?? 0,
    decisions: () => running?.log.size() ?? 0,
  })
  const open = await openGuard({
    setup,
    data: dataFolder(setup.settings),
    ruling,
    signal: ending.signal,
    onEvent: (event) => metrics.event(event),
    onNotice: notice,
  })
  const close = async (): Promise<void> => {
    ending.abort()
    ruling.close()
    await open.close()
  }
  try {
    const { guard } = open
    running = guard
    const { gosumdb } = setup
    const admission = createAdmission(guard)
    const lists = createLists(guard, admission)
    const epoch = (): number => ruling.now().epoch
    const shown = place.host.includes(':') ? `[${place.host}]` : place.host
    // Only once it listens is the port known: nobody asks before.
    let origin = `${place.address ?? `http://${shown}:${place.port}`}${place.base}`
    const handler = createRouter({
      modules: { admission, lists, epoch, origin: () => origin, private: guard.private },
      sumdb: { client: guard.database?.client, private: guard.private },
      pages: {
        log: guard.log,
        origin: () => origin,
        database: gosumdb.kind === 'on' ? gosumdb.verifier.key : undefined,
        mode: () => ruling.now().mode.kind,
      },
      metrics,
      ready: open.ready,
      version: VERSION,
    })
    const names = place.address === undefined ? [] : [new URL(place.address).host]
    const { host, port, base } = place
    const listening = await listen({ host, port, base, handler, hot, epoch, metrics, log, names })
    if (place.address === undefined) origin = `http://${shown}:${listening.port}${base}`
    return {
      guard,
      origin,
      port: listening.port,
      stop: async () => {
        await listening.close()
        await close()
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}
