// Forms of the pages: what they bring, and whether they are ours. A browser sends cookies along with whatever any site
// tells it to send; so a form counts only with the CSRF token of its login, and never from another origin.
import { textOf } from '../base/bytes.ts'
import { WardenError } from '../base/errors.ts'
import type { Identity } from '../world/people.ts'
import type { Ask } from './exchange.ts'
import { same } from './identify.ts'

/** The fields of a form. */
export interface Form {
  /** The value of a field, without white space around it; empty where it is absent. */
  readonly value: (name: string) => string
  /** All values of fields of a name. */
  readonly values: (name: string) => readonly string[]
}

const MOST_FORM = 16 * 1024

/**
 * Reads a form. Throws `refused` where another site sent it, `usage` where it is no form, `too-large`. `origin` is the
 * guard's own address.
 */
export async function formOf(ask: Ask, origin: string): Promise<Form> {
  refuseForeign(ask, origin)
  const type = (ask.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/x-www-form-urlencoded') throw new WardenError('usage', 'not a form of these pages')
  const said = textOf(await ask.body(MOST_FORM))
  if (said === undefined) throw new WardenError('usage', 'the form is not UTF-8')
  const fields = new URLSearchParams(said)
  return {
    value: (name) => (fields.get(name) ?? '').trim(),
    values: (name) => fields.getAll(name),
  }
}

/** Who sends a form of a page that needs a login. Throws `refused`. */
export function senderOf(ask: Ask, form: Form): Identity {
  if (ask.who === undefined || ask.csrf === undefined) throw new WardenError('refused', 'nobody is logged in')
  if (!same(form.value('csrf'), ask.csrf)) {
    throw new WardenError('refused', 'the form is of another login', { remedy: 'load the page again' })
  }
  return ask.who
}

/** Throws `refused` where a browser says that another site is behind a request. */
function refuseForeign({ header }: Ask, origin: string): void {
  const from = header('origin')
  // What is no address (`null`) is nobody's.
  const host = from === undefined ? undefined : (URL.parse(from)?.host ?? '')
  const own = [header('host'), URL.parse(origin)?.host].filter((one) => one !== undefined && one !== '')
  const foreign =
    (host !== undefined && !own.includes(host)) ||
    !['same-origin', 'none', undefined].includes(header('sec-fetch-site'))
  if (foreign) throw new WardenError('refused', 'the form comes from another site')
}
