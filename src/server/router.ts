// Which handler answers what, and for whom: a few fixed routes, and everything else is the module proxy protocol. Who
// asks is found out first, once, for all of them.
import { messageOf } from '../base/errors.ts'
import type { ModeSwitch } from '../world/register.ts'
import { createRateLimit } from './ratelimit.ts'
import type { ApiService } from './api/routes.ts'
import { serveEvents } from './eventpage.ts'
import { text, type Ask, type Handler, type Reply } from './exchange.ts'
import { badRequest, failureReply } from './failure.ts'
import { serveModules, type ModuleService } from './goproxy.ts'
import type { Identifying } from './identify.ts'
import { basePath, loginPage, serveLogin, serveLogout, type LoginService } from './loginpage.ts'
import type { Metrics } from './metrics.ts'
import { serveMode } from './modepage.ts'
import type { Frame } from './pageframe.ts'
import { serveHome } from './pages.ts'
import { serveSumdb, type SumdbService } from './sumdb.ts'

/** What a guard serves. */
export interface GuardService {
  readonly modules: ModuleService
  readonly sumdb: SumdbService
  readonly api: ApiService
  readonly identifying: Identifying
  readonly metrics: Metrics
  readonly origin: () => string
  /** The key of the checksum database; `undefined` where none is asked. */
  readonly database: string | undefined
  /** Whether whoever is not known gets nothing. */
  readonly requireIdentity: boolean
  /** Where the first token is kept, for people of this machine; `undefined` where there are others. */
  readonly tokenFile: () => string | undefined
  /** Throws where the guard could not answer now: the disk, the database. */
  readonly ready: () => Promise<void>
  readonly version: string
}

/** So often may somebody write, in a minute. */
const WRITES_A_MINUTE = 60
/** Requests of one person under way, wherever they come from. */
const MOST_OF_ONE = 2000

/** The handler of all requests. */
export function createRouter(service: GuardService): Handler {
  const { api, identifying, origin, requireIdentity } = service
  const frame = (ask: Ask): Frame => ({
    base: basePath(origin()),
    alarm: alarmOf(api),
    who: ask.who,
    csrf: ask.csrf,
  })
  const login: LoginService = { identifying, origin, frame, tokenFile: service.tokenFile, now: api.now }
  const pages = { log: api.log, origin, database: service.database, mode: () => modeText(api), frame }
  const events = serveEvents({ steered: api, origin, frame, isPrivate: api.isPrivate, tokenFile: service.tokenFile })
  const programs = onDemand(async () => {
    const { serveApi } = await import('./api/api.ts')
    return serveApi({ service: api, version: service.version, origin })
  })
  const routes: Routes = {
    open: {
      '/healthz': async () => text(200, 'health', 'ok\n'),
      '/readyz': async () => readyReply(service),
      '/metrics': async () => {
        const { body, type } = await service.metrics.text()
        return text(200, 'metrics', body, { 'content-type': type })
      },
      '/version': async () => text(200, 'version', `${service.version}\n`),
      '/robots.txt': async () => text(200, 'robots', 'User-agent: *\nDisallow: /\n'),
    },
    home: serveHome({ ...pages, waiting: api, isPrivate: api.isPrivate, privateGit: service.modules.privateGit }),
    login: serveLogin(login),
    logout: serveLogout(login),
    events,
    mode: serveMode({ steered: api, switched: api.switched, origin, frame }),
    programs,
    sumdb: serveSumdb(service.sumdb),
    modules: serveModules(service.modules),
  }
  const writes = createRateLimit(WRITES_A_MINUTE, 60_000, () => api.now().getTime())
  const underWay = new Map<string, number>()

  return async (asked) => {
    const { handler, door } = handlerFor(routes, asked.path)
    if (door === 'open') return onlyGet(handler, asked)
    try {
      const shown = await identifying.identify(asked)
      if (shown.kind === 'wrong') return refusal(door, asked, shown.status, shown.why)
      const ask = shown.kind === 'known' ? { ...asked, who: shown.who, csrf: shown.csrf } : asked
      if (ask.who === undefined && requireIdentity && door !== 'login') {
        return refusal(door, ask, 401, 'this guard answers only to who shows a token')
      }
      const name = ask.who?.person ?? ask.client
      if (ask.method === 'POST' && !writes.take(name)) return refusal(door, ask, 429, 'too many writes: wait a minute')
      const busy = underWay.get(name) ?? 0
      if (ask.who !== undefined && busy >= MOST_OF_ONE) {
        return refusal(door, ask, 429, 'too many requests of yours are under way')
      }
      underWay.set(name, busy + 1)
      try {
        const given = await handler(ask)
        const reply = requireIdentity && door === 'go' ? forOne(given) : given
        return ask.who === undefined ? reply : { who: ask.who.person, ...reply }
      } finally {
        const now = (underWay.get(name) ?? 1) - 1
        if (now === 0) underWay.delete(name)
        else underWay.set(name, now)
      }
    } catch (error) {
      return failureReply('other', error)
    }
  }

  function refusal(door: Door, ask: Ask, status: number, why: string): Reply {
    const headers: Reply['headers'] =
      status === 401 ? { 'www-authenticate': `${door === 'programs' ? 'Bearer' : 'Basic'} realm="modwarden"` } : {}
    switch (door) {
      case 'programs': {
        const error = {
          code: status === 401 ? 'unknown' : 'refused',
          message: why,
          remedy: 'send a token that is good',
        }
        const type = { 'content-type': 'application/json', 'cache-control': 'no-store' }
        return text(status, 'api', `${JSON.stringify({ error })}\n`, { ...headers, ...type })
      }
      case 'page':
      case 'login':
        return loginPage(login, ask, status, why, ask.path.startsWith('/e/') ? ask.path : '/')
      case 'open':
      case 'go':
        return badRequest(status === 401 ? `${why}; put one into .netrc` : why, status, headers)
    }
  }
}

/** Who stands before a route, and in what form they hear of trouble. */
type Door = 'open' | 'go' | 'page' | 'login' | 'programs'

interface Routes {
  readonly open: Readonly<Record<string, Handler>>
  readonly home: Handler
  readonly login: Handler
  readonly logout: Handler
  readonly events: Handler
  readonly mode: Handler
  readonly programs: Handler
  readonly sumdb: Handler
  readonly modules: Handler
}

function handlerFor(routes: Routes, path: string): { readonly handler: Handler; readonly door: Door } {
  const open = Object.hasOwn(routes.open, path) ? routes.open[path] : undefined
  if (open !== undefined) return { handler: open, door: 'open' }
  if (path === '/') return { handler: async (ask) => onlyGet(routes.home, ask), door: 'page' }
  if (path === '/login') return { handler: routes.login, door: 'login' }
  if (path === '/logout') return { handler: async (ask) => onlyPost(routes.logout, ask), door: 'login' }
  if (path === '/mode') return { handler: routes.mode, door: 'page' }
  if (path.startsWith('/e/')) return { handler: routes.events, door: 'page' }
  if (path === '/openapi.json' || path.startsWith('/api/')) return { handler: routes.programs, door: 'programs' }
  return { handler: path.startsWith('/sumdb/') ? routes.sumdb : routes.modules, door: 'go' }
}

/** What is given to those who are known alone is kept by no cache in between; a cookie, unlike a token, says it to none. */
function forOne(reply: Reply): Reply {
  const said = reply.headers['cache-control'] ?? ''
  if (/\b(?:private|no-store)\b/.test(said)) return reply
  return { ...reply, headers: { ...reply.headers, 'cache-control': said === '' ? 'private' : `private, ${said}` } }
}

async function onlyGet(handler: Handler, ask: Ask): Promise<Reply> {
  return ask.method === 'POST' ? badRequest('only GET and HEAD', 405, { allow: 'GET, HEAD' }) : handler(ask)
}

async function onlyPost(handler: Handler, ask: Ask): Promise<Reply> {
  return ask.method === 'POST' ? handler(ask) : badRequest('only POST', 405, { allow: 'POST' })
}

async function readyReply(service: GuardService): Promise<Reply> {
  try {
    await service.ready()
    const alarm = alarmOf(service.api)
    return text(200, 'health', alarm === undefined ? 'ready\n' : `ready\n${alarm}\n`)
  } catch (error) {
    return text(503, 'health', `not ready: ${messageOf(error)}\n`)
  }
}

/** What everybody must know: that what is decided is not done. In ASCII, of what the guard itself knows. */
function alarmOf({ ruling }: Pick<ApiService, 'ruling'>): string | undefined {
  const { mode } = ruling()
  if (mode.kind === 'enforce') return undefined
  const nothing = 'nothing is refused but what fails its proof'
  if (mode.kind === 'monitor') return `Monitor mode: ${nothing}.`
  return `Break-glass until ${mode.until.toISOString().slice(0, 16).replace('T', ' ')} UTC: ${nothing}.`
}

function modeText({ ruling, switched }: Pick<ApiService, 'ruling' | 'switched'>): string {
  const by: ModeSwitch | undefined = switched()
  return `${ruling().mode.kind}${by === undefined ? '' : `, since ${by.at.slice(0, 16).replace('T', ' ')} UTC: ${by.reason}`}`
}

/** A handler that is loaded with the first request for it. */
function onDemand(load: () => Promise<Handler>): Handler {
  let loaded: Promise<Handler> | undefined
  return async (ask) => (await (loaded ??= load()))(ask)
}
