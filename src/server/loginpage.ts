// Logging in by a token, and out again. The cookie is out of reach of scripts and of other sites.
import { isWardenError, messageOf } from '../base/errors.ts'
import { EVENT } from '../policy/event.ts'
import { type Ask, type Handler, type Reply } from './exchange.ts'
import { formOf, senderOf } from './forms.ts'
import { cookieName, type Identifying } from './identify.ts'
import { escaped, framed, hidden, type Frame } from './pageframe.ts'

/** What logging in needs. */
export interface LoginService {
  readonly identifying: Identifying
  readonly origin: () => string
  readonly frame: (ask: Ask) => Frame
  /** Where the first token is kept, for people of this machine; `undefined` where there are others. */
  readonly tokenFile: () => string | undefined
  readonly now: () => Date
}

/** The handler of `/login`. */
export function serveLogin(service: LoginService): Handler {
  const { identifying, origin } = service
  return async (ask) => {
    if (ask.method !== 'POST') return loginPage(service, ask, 200, undefined, '/')
    try {
      const form = await formOf(ask, origin())
      const next = nextOf(form.value('next'))
      const session = await identifying.login(form.value('token'), ask.client)
      if (session === 'busy') return loginPage(service, ask, 429, 'Too many wrong tokens: wait a minute.', next)
      if (session === 'wrong') return loginPage(service, ask, 401, 'The token is unknown, over or revoked.', next)
      // The login that the browser had is not left behind, to be found.
      await identifying.logout(ask)
      const seconds = Math.floor((session.until.getTime() - service.now().getTime()) / 1000)
      const reply = seeOther(origin(), next, `${cookieName(origin())}=${session.value}${attributes(origin(), seconds)}`)
      return { ...reply, who: session.who.person }
    } catch (error) {
      if (!isWardenError(error, 'refused', 'usage', 'too-large')) throw error
      return loginPage(service, ask, error.code === 'refused' ? 403 : 400, messageOf(error), '/')
    }
  }
}

/** The handler of `/logout`. */
export function serveLogout(service: LoginService): Handler {
  const { origin, identifying } = service
  return async (ask) => {
    try {
      const form = await formOf(ask, origin())
      senderOf(ask, form)
      await identifying.logout(ask)
      return seeOther(origin(), '/', `${cookieName(origin())}=${attributes(origin(), 0)}`)
    } catch (error) {
      if (!isWardenError(error, 'refused', 'usage', 'too-large')) throw error
      return loginPage(service, ask, 403, messageOf(error), '/')
    }
  }
}

/** The page that asks for a token; `next` is where it leads. */
export function loginPage(
  { frame, tokenFile }: Pick<LoginService, 'frame' | 'tokenFile'>,
  ask: Ask,
  status: number,
  trouble: string | undefined,
  next: string,
): Reply {
  const { base } = frame(ask)
  const parts = [
    '<h1>Log in</h1>',
    trouble === undefined ? '' : `<p class="told trouble" role="alert">${escaped(trouble)}</p>`,
    loginForm(base, next, tokenFile()),
  ]
  return framed({ status, route: 'login', title: 'Log in · modwarden', parts }, frame(ask))
}

/** The form alone, for pages that need somebody. */
export function loginForm(base: string, next: string, tokenFile: string | undefined): string {
  return [
    `<form method="post" action="${escaped(base)}/login">${hidden('next', next)}`,
    '<label for="token">Your token</label><input id="token" name="token" type="password" required autocomplete="off" spellcheck="false">',
    '<button>Log in</button></form>',
    tokenFile === undefined
      ? '<p class="faint">Whoever runs this guard makes one: <code>modwarden token create --name YOU --role developer</code></p>'
      : `<p class="faint">The first one was written to a file on the guard’s machine: <code>${escaped(tokenFile)}</code></p>`,
  ].join('\n')
}

/** Leads to a page of ours after a form. */
export function seeOther(origin: string, below: string, cookie?: string): Reply {
  const location = `${basePath(origin)}${below}`
  const headers = { location, 'cache-control': 'no-store', ...(cookie === undefined ? {} : { 'set-cookie': cookie }) }
  return { status: 303, route: 'login', headers, body: new Uint8Array(0) }
}

/** The path of the guard: empty, or as `/mod`. */
export function basePath(origin: string): string {
  return (URL.parse(origin)?.pathname ?? '').replace(/\/+$/, '')
}

/** Only pages of ours: an address from a form leads nowhere else. */
function nextOf(said: string): string {
  return said.startsWith('/e/') && EVENT.test(said.slice(3)) ? said : '/'
}

function attributes(origin: string, seconds: number): string {
  const secure = origin.startsWith('https:') ? '; Secure' : ''
  return `; Path=${basePath(origin)}/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure}`
}
