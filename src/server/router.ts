// Which handler answers what: a few fixed routes, and everything else is the module proxy protocol.
import { messageOf } from '../base/errors.ts'
import { text, type Handler } from './exchange.ts'
import { badRequest, failureReply } from './failure.ts'
import { serveModules, type ModuleService } from './goproxy.ts'
import type { Metrics } from './metrics.ts'
import { serveEvents, serveHome, type PageService } from './pages.ts'
import { serveSumdb, type SumdbService } from './sumdb.ts'

/** What a guard serves. */
export interface GuardService {
  readonly modules: ModuleService
  readonly sumdb: SumdbService
  readonly pages: PageService
  readonly metrics: Metrics
  /** Throws where the guard could not answer now: the disk, the database. */
  readonly ready: () => Promise<void>
  readonly version: string
}

/** The handler of all requests. */
export function createRouter(service: GuardService): Handler {
  const modules = serveModules(service.modules)
  const sumdb = serveSumdb(service.sumdb)
  const home = serveHome(service.pages)
  const events = serveEvents(service.pages)
  const fixed: Readonly<Record<string, Handler>> = {
    '/': home,
    '/healthz': async () => text(200, 'health', 'ok\n'),
    '/readyz': async () => {
      try {
        await service.ready()
        return text(200, 'health', 'ready\n')
      } catch (error) {
        return text(503, 'health', `not ready: ${messageOf(error)}\n`)
      }
    },
    '/metrics': async () => {
      const { body, type } = await service.metrics.text()
      return text(200, 'metrics', body, { 'content-type': type })
    },
    '/version': async () => text(200, 'version', `${service.version}\n`),
    '/robots.txt': async () => text(200, 'robots', 'User-agent: *\nDisallow: /\n'),
  }
  return async (ask) => {
    const own = fixed[ask.path] ?? (ask.path.startsWith('/e/') ? events : undefined)
    if (own !== undefined && ask.method === 'POST') return badRequest('only GET and HEAD', 405, { allow: 'GET, HEAD' })
    try {
      if (own !== undefined) return await own(ask)
      return await (ask.path.startsWith('/sumdb/') ? sumdb : modules)(ask)
    } catch (error) {
      return failureReply('other', error)
    }
  }
}
