// modwarden serve: the guard, until it is told to stop.
import { WardenError } from '../base/errors.ts'
import { createAdmission } from '../jobs/admit.ts'
import { createLists } from '../jobs/guardlist.ts'
import type { ExitCode } from '../report/verify.ts'
import { createLog } from '../server/accesslog.ts'
import { createHotSet } from '../server/hotset.ts'
import { listen } from '../server/listen.ts'
import { createMetrics } from '../server/metrics.ts'
import { createRouter } from '../server/router.ts'
import { dataFolder, openGuard } from './guardsetup.ts'
import type { Invocation } from './flags/reportflags.ts'
import { openRuling } from './ruling.ts'
import type { SettingValues } from './settings.ts'
import { VERSION } from './version.ts'
import { setUp } from './world.ts'

const HOT_BYTES = 64 << 20

/** Runs `serve`. */
export async function serveCommand(flags: SettingValues, invocation: Invocation): Promise<ExitCode> {
  const { terminal, signal } = invocation
  const log = createLog(
    (text) => void terminal.stdout.write(text),
    () => new Date(),
  )
  const notice = (text: string): void => log.note('warn', text)
  // What is under way when the guard is told to stop is finished; only then is the rest ended.
  const ending = new AbortController()
  const setup = await setUp(terminal.env, undefined, flags, ending.signal, notice)
  try {
    const { settings, gosumdb } = setup
    const place = addressOf(settings.listen)
    const given = settings.url === undefined ? undefined : urlOf(settings.url)
    const ruling = await openRuling(setup, invocation, notice)
    const data = dataFolder(settings)
    let client: { treeSize(): number; damaged(): number; decisions(): number } | undefined
    const hot = createHotSet(HOT_BYTES)
    const metrics = createMetrics({
      version: VERSION,
      node: process.versions.node,
      treeSize: () => client?.treeSize() ?? 0,
      hotBytes: hot.bytes,
      damaged: () => client?.damaged() ?? 0,
      decisions: () => client?.decisions() ?? 0,
    })
    const open = await openGuard({
      setup,
      data,
      ruling,
      signal: ending.signal,
      onEvent: (event) => metrics.event(event),
      onNotice: notice,
    })
    try {
      const { guard } = open
      client = {
        treeSize: () => guard.database?.client.head()?.size ?? 0,
        damaged: guard.vault.damaged,
        decisions: () => guard.log.size(),
      }
      const origin = given?.origin ?? `http://${shown(place)}`
      const admission = createAdmission(guard)
      const epoch = (): number => ruling.now().epoch
      const handler = createRouter({
        modules: { admission, lists: createLists(guard, admission), epoch, origin, private: guard.private },
        sumdb: { client: guard.database?.client, private: guard.private },
        pages: {
          log: guard.log,
          origin,
          database: gosumdb.kind === 'on' ? gosumdb.verifier.key : undefined,
          mode: () => ruling.now().mode.kind,
        },
        metrics,
        ready: open.ready,
        version: VERSION,
      })
      const names = given === undefined ? [] : [given.host]
      const listening = await listen({ ...place, base: given?.base ?? '', handler, hot, epoch, metrics, log, names })
      log.note('info', `modwarden ${VERSION} listens on ${place.host}:${listening.port}; go env -w GOPROXY=${origin}`)
      log.flush()
      await stopped(signal)
      log.note('info', 'stopping: what is under way is finished')
      await listening.close()
    } finally {
      ending.abort()
      ruling.close()
      await open.close()
    }
    return 0
  } finally {
    log.flush()
    await setup.close()
  }
}

async function stopped(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}

/** `127.0.0.1:4080`, `[::1]:4080`, `:4080` for every address. */
function addressOf(text: string): { readonly host: string; readonly port: number } {
  const [, six, name = '', port = ''] = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9.-]*)):(\d{1,5})$/.exec(text) ?? []
  const number = Number(port)
  if (port !== '' && number <= 65_535) return { host: six ?? (name === '' ? '::' : name), port: number }
  throw new WardenError('config', `listen: ${JSON.stringify(text)} is not HOST:PORT`, {
    remedy: 'modwarden serve --listen 127.0.0.1:4080',
  })
}

function shown({ host, port }: ReturnType<typeof addressOf>): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/** The guard's own address in parts. */
function urlOf(text: string): { readonly origin: string; readonly base: string; readonly host: string } {
  const url = URL.parse(text)
  const bad =
    url === null || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '' || url.username !== ''
  if (bad) {
    throw new WardenError('config', `url: ${JSON.stringify(text)} is not an http or https address`, {
      remedy: 'modwarden serve --url https://guard.example',
    })
  }
  const base = url.pathname.replace(/\/+$/, '')
  return { origin: `${url.origin}${base}`, base, host: url.host }
}
