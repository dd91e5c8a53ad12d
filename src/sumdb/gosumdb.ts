// The GOSUMDB setting: which checksum database, under which key, and where. https://go.dev/ref/mod#environment-variables
//
//   setting = "off" | database [ " " url ]
//   database = a name whose key is known here, or a verifier key: name "+" hash "+" key
//   name = host [ "/" path ]
import { WardenError, messageOf } from '../base/errors.ts'
import { type Verifier, parseVerifier } from './note.ts'

/** What GOSUMDB says. */
export type GoSumdb =
  | { readonly kind: 'off' }
  | {
      readonly kind: 'on'
      /** `host` or `host/path`; also a relative path that is safe to use in go's cache. */
      readonly name: string
      readonly verifier: Verifier
      /** Asked directly, through no proxy, where it is given. Without a trailing slash. */
      readonly url: string | undefined
    }

/** The name of Go's own checksum database, which is the default. */
export const DEFAULT_SUMDB = 'sum.golang.org'

/** Parses GOSUMDB; an empty setting is the default database, as in go. Throws `config`. */
export function parseGoSumdb(setting: string): GoSumdb {
  const aliased = setting === '' ? DEFAULT_SUMDB : (ALIASES.get(setting) ?? setting)
  if (aliased === 'off') return { kind: 'off' }
  const [database, url, ...rest] = aliased.split(/\s+/).filter((field) => field !== '')
  if (database === undefined) throw invalid('it is blank')
  if (rest.length > 0) throw invalid('it has more than two fields')
  const verifier = parseKey(KNOWN_KEYS.get(database) ?? database)
  if (!isDatabaseName(verifier.name)) throw invalid(`the name ${JSON.stringify(verifier.name)} is not host[/path]`)
  return { kind: 'on', name: verifier.name, verifier, url: url === undefined ? undefined : checkUrl(url) }
}

// The trust anchor: what every installation of Go has built in.
const KNOWN_KEYS: ReadonlyMap<string, string> = new Map([
  [DEFAULT_SUMDB, 'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8'],
])

// The same database under a host that can be reached from mainland China; go knows this one alias.
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['sum.golang.google.cn', `${DEFAULT_SUMDB} https://sum.golang.google.cn`],
])

function parseKey(key: string): Verifier {
  try {
    return parseVerifier(key)
  } catch (error) {
    throw invalid(messageOf(error), error)
  }
}

// Host and path are used in URLs and as folders of the cache, so they are stricter than in go: letters, digits and
// `-._~`, a port, and no element that is empty, `.` or `..`.
function isDatabaseName(name: string): boolean {
  const [host = '', ...path] = name.split('/')
  const plain = /^[A-Za-z0-9._~-]+$/
  return (
    name.length <= 255 &&
    /^[A-Za-z0-9.-]+(?::\d{1,5})?$/.test(host) &&
    [host, ...path].every((element) => !/^\.*$/.test(element)) &&
    path.every((element) => plain.test(element))
  )
}

function checkUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (
    url === undefined ||
    !['https:', 'http:', 'file:'].includes(url.protocol) ||
    url.search !== '' ||
    url.hash !== ''
  ) {
    throw invalid('its url must be an https, http or file url without query')
  }
  return text.replace(/\/+$/, '')
}

function invalid(why: string, cause?: unknown): WardenError {
  return new WardenError('config', `GOSUMDB: ${why}`, {
    remedy: 'go env -u GOSUMDB',
    ...(cause === undefined ? {} : { cause }),
  })
}
