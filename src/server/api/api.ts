// The API over HTTP: JSON in, JSON out, and trouble as JSON too.
//
//   GET  /openapi.json    what there is
//   …    /api/v1/…        src/server/api/routes.ts
//
// Writes need a token, or a login whose page proves by its CSRF token that it is one of ours. A body is JSON by its
// content type: a form of another site cannot send that without asking first, and nobody answers such a question here.
import { textOf, utf8 } from '../../base/bytes.ts'
import { isWardenError, WardenError, type ErrorCode } from '../../base/errors.ts'
import { mayAs } from '../../base/role.ts'
import type { Ask, Handler, Reply } from '../exchange.ts'
import { failureReply } from '../failure.ts'
import { same } from '../identify.ts'
import { openApi } from './openapi.ts'
import { matchPath, type RawCall, type Route } from './route.ts'
import { apiRoutes, type ApiService } from './routes.ts'

/** What the API needs besides. */
export interface ApiOptions {
  readonly service: ApiService
  readonly version: string
  readonly origin: () => string
}

const MOST_BODY = 64 * 1024
const MOST_QUERY = 2000

/** The handler of `/api/…` and `/openapi.json`. */
export function serveApi({ service, version, origin }: ApiOptions): Handler {
  const routes = apiRoutes()
  return async (ask) => {
    if (ask.path === '/openapi.json') {
      if (ask.method === 'POST') return wrongMethod(['GET'])
      return json(200, openApi(routes, version, origin()))
    }
    const fitting = routes.flatMap((route) => {
      const params = matchPath(route.path, ask.path)
      return params === undefined ? [] : [{ route, params }]
    })
    if (fitting.length === 0) return problem(404, 'not-found', 'no such route', 'they are listed in /openapi.json')
    const method = ask.method === 'HEAD' ? 'GET' : ask.method
    const found = fitting.find(({ route }) => route.method === method)
    if (found === undefined) return wrongMethod(fitting.map(({ route }) => route.method))
    try {
      return json(200, await call(service, found.route, found.params, ask))
    } catch (error) {
      return troubleOf(error)
    }
  }
}

async function call(
  service: ApiService,
  route: Route<ApiService>,
  params: RawCall['params'],
  ask: Ask,
): Promise<unknown> {
  const { who } = ask
  if (route.needs !== 'anyone') {
    if (who === undefined) throw new Unknown()
    if (!mayAs(who.role, route.needs)) {
      throw new WardenError('refused', `this needs the role ${route.needs}, and you are ${who.role}`)
    }
  }
  if (route.method === 'POST' && ask.csrf !== undefined && !same(ask.csrf, ask.header('x-csrf-token') ?? '')) {
    throw new WardenError('refused', 'a login alone does not write: send its CSRF token', {
      remedy: 'send a token as Authorization: Bearer …',
    })
  }
  return route.run(service, { params, query: queryOf(ask), body: await bodyOf(route, ask), who })
}

/** Nobody is known to ask, and somebody must be. */
class Unknown extends Error {}

function queryOf({ query }: Ask): Readonly<Record<string, string>> {
  if (query.length > MOST_QUERY) throw new WardenError('usage', `a query has at most ${MOST_QUERY} characters`)
  const found = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(query)) {
    if (found.has(name)) throw new WardenError('usage', `query: ${JSON.stringify(name)} is there twice`)
    found.set(name, value)
  }
  return Object.fromEntries(found)
}

async function bodyOf(route: Route<ApiService>, ask: Ask): Promise<unknown> {
  if (route.body === undefined) return undefined
  const type = (ask.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') {
    throw new WrongType()
  }
  const text = textOf(await ask.body(MOST_BODY))
  try {
    return JSON.parse(text ?? '')
  } catch (error) {
    throw new WardenError('usage', 'the body is not JSON', { cause: error })
  }
}

/** The body is not said to be JSON. */
class WrongType extends Error {}

const STATUS: Readonly<Partial<Record<ErrorCode, number>>> = {
  usage: 400,
  parse: 400,
  refused: 403,
  'not-found': 404,
  'too-large': 413,
  unreachable: 503,
  fork: 503,
  busy: 503,
  aborted: 503,
  mismatch: 502,
}

function troubleOf(error: unknown): Reply {
  if (error instanceof Unknown) {
    const told = problem(401, 'unknown', 'nobody is known to ask', 'send a token: Authorization: Bearer mwt_…')
    return { ...told, headers: { ...told.headers, 'www-authenticate': 'Bearer realm="modwarden"' } }
  }
  if (error instanceof WrongType) {
    return problem(415, 'usage', 'the body must be JSON', 'send content-type: application/json')
  }
  if (isWardenError(error)) {
    const status = STATUS[error.code]
    if (status !== undefined) return problem(status, error.code, error.message, error.remedy)
  }
  // Paths of this machine, and bugs, are for its log.
  const { note } = failureReply('api', error)
  const told = problem(500, 'internal', 'the guard has trouble', 'tell whoever runs it to look at its log')
  return note === undefined ? told : { ...told, note }
}

function wrongMethod(methods: readonly string[]): Reply {
  const told = problem(405, 'usage', `only ${methods.join(', ')}`, undefined)
  return { ...told, headers: { ...told.headers, allow: methods.join(', ') } }
}

function problem(status: number, code: string, message: string, remedy: string | undefined): Reply {
  return json(status, { error: { code, message, ...(remedy === undefined ? {} : { remedy }) } })
}

function json(status: number, value: unknown): Reply {
  return {
    status,
    route: 'api',
    body: utf8(`${JSON.stringify(value)}\n`),
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      // Nothing here is for pages of others to embed or to read.
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cross-origin-resource-policy': 'same-origin',
    },
  }
}
