// modwarden serve: the guard, until it is told to stop.
import { WardenError } from '../base/errors.ts'
import type { ExitCode } from '../report/verify.ts'
import { createLog } from '../server/accesslog.ts'
import type { Invocation } from './flags/reportflags.ts'
import { startGuard, type GuardPlace } from './guards/guardrun.ts'
import type { SettingValues } from './settings/settings.ts'
import { VERSION } from './version.ts'
import { setUp } from './run/world.ts'

/** Runs `serve`. */
export async function serveCommand(flags: SettingValues, invocation: Invocation): Promise<ExitCode> {
  const { terminal, signal } = invocation
  const log = createLog(
    { write: (text) => void terminal.stdout.write(text), backlog: () => terminal.stdout.writableLength },
    () => new Date(),
  )
  const notice = (text: string): void => log.note('warn', text)
  // What is under way when the guard is told to stop is finished; only then is the rest ended.
  const ending = new AbortController()
  const network = { publicRedirects: true, lasting: true }
  const setup = await setUp(terminal.env, undefined, flags, ending.signal, notice, network)
  try {
    const { settings } = setup
    const place: GuardPlace = { ...addressOf(settings.listen), ...urlOf(settings.url) }
    const running = await startGuard(setup, place, log, ending, invocation)
    const where = `${place.host}:${running.port}`
    log.note('info', `modwarden ${VERSION} listens on ${where}; go env -w GOPROXY=${running.origin}`)
    log.flush()
    await stopped(signal)
    log.note('info', 'stopping: what is under way is finished')
    await running.stop()
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

/** The guard's own address in parts. */
function urlOf(text: string | undefined): Pick<GuardPlace, 'base' | 'address'> {
  if (text === undefined) return { base: '' }
  const url = URL.parse(text)
  const plain = url !== null && url.search === '' && url.hash === '' && url.username === '' && url.password === ''
  if (plain && /^https?:$/.test(url.protocol)) {
    return { address: url.origin, base: url.pathname.replace(/\/+$/, '') }
  }
  throw new WardenError('config', `url: ${JSON.stringify(text)} is not an http or https address`, {
    remedy: 'modwarden serve --url https://guard.example',
  })
}
