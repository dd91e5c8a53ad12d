// The GOPROXY protocol's client side: which proxies are asked, in which order, and when the next one is.
// Specification: https://go.dev/ref/mod#goproxy-protocol and #environment-variables (GOPROXY);
// cmd/go/internal/modfetch/proxy.go (proxyList, TryProxies).
//
//   GOPROXY = item { ("," | "|") item }
//   item    = URL | host[/path] (https is meant) | path of a folder's file URL | "direct" | "off" | blank
//
// After "," the next item is asked only where this one answered 404 or 410; after "|" after any failure.
import path from 'node:path'
import { WardenError } from '../base/errors.ts'
import { textOf } from '../base/bytes.ts'
import { fields, trimSpace } from '../base/fields.ts'
import { moduleName, type ModuleVersion } from '../base/finding.ts'
import { matchPrefixPatterns } from '../base/patterns.ts'
import { quoted } from '../base/quoted.ts'
import { checkModule, escapePath, escapeVersion } from '../gomod/path.ts'
import { maxZipFile } from '../gomod/modzip.ts'
import { isPseudoVersion } from '../gomod/pseudo.ts'
import { canonicalVersion, isValid, sortVersions } from '../gomod/version.ts'
import type { GoSettings } from '../world/go.ts'
import type { Answer, Http } from '../world/http.ts'
import type { ModuleProxy } from '../world/proxy.ts'
import { redactUrl } from './httperrors.ts'

/** One item of GOPROXY. */
export type ProxyItem =
  | { readonly kind: 'proxy'; readonly url: string; readonly fallBackOnError: boolean }
  | { readonly kind: 'direct' | 'off' }

/** What asking the proxies came to: an answer of one of them, or the item that ended the list. */
export type Asked<T> =
  | { readonly kind: 'found'; readonly value: T; readonly url: string }
  /** `earlier` is the gravest failure before it that was not a plain 404 or 410. */
  | { readonly kind: 'direct' | 'off'; readonly earlier: WardenError | undefined }

const MAX_MOD_BYTES = 16 * 1024 * 1024
const MAX_INFO_BYTES = 1024 * 1024
const MAX_LIST_BYTES = 16 * 1024 * 1024

/**
 * A client for the proxies that `settings` name. What it throws begins with the module and names the proxy without
 * its secrets; modules that GONOPROXY matches are `refused` before any proxy is asked.
 */
export function createModuleProxy(options: {
  readonly settings: Pick<GoSettings, 'GOPROXY' | 'GONOPROXY'>
  readonly http: Http
}): ModuleProxy {
  const { settings, http } = options
  const fetch: Fetch = async (name, modulePath, file, get) => {
    if (matchPrefixPatterns(settings.GONOPROXY, modulePath)) throw isPrivate(name)
    const target = `${escapePath(modulePath)}/${file}`
    const asked = await askProxies(parseGoProxy(settings.GOPROXY), async (proxy) => {
      const url = joinUrl(proxy, target)
      const answer = await get(url)
      if (answer.status !== 200) throw answerError(name, url, answer)
      return answer
    })
    if (asked.kind === 'found') return { body: asked.value.body, url: asked.url }
    throw asked.earlier ?? notProxied(name, asked.kind)
  }
  const file = async (module: ModuleVersion, kind: 'info' | 'mod', maxBytes: number, signal?: AbortSignal) => {
    const below = `@v/${escapeVersion(module.version)}.${kind}`
    return fetch(moduleName(module), module.path, below, (url) => http.get(url, { maxBytes, signal }))
  }
  return {
    list: async (modulePath, signal) => {
      const get = (url: string): Promise<Answer> => http.get(url, { maxBytes: MAX_LIST_BYTES, signal })
      return versionsIn((await fetch(modulePath, modulePath, '@v/list', get)).body)
    },
    info: async (module, signal) => {
      const { body, url } = await file(module, 'info', MAX_INFO_BYTES, signal)
      checkInfo(body, module, url)
      return body
    },
    goMod: async (module, signal) => {
      checkCanonical(module)
      return (await file(module, 'mod', MAX_MOD_BYTES, signal)).body
    },
    raw: async (modulePath, below, maxBytes, signal) =>
      (await fetch(modulePath, modulePath, below, (url) => http.get(url, { maxBytes, signal }))).body,
    zip: async (module, to, { signal, onBytes } = {}) => {
      checkCanonical(module)
      const limits = { maxBytes: maxZipFile, signal, ...(onBytes === undefined ? {} : { onBytes }) }
      const below = `@v/${escapeVersion(module.version)}.zip`
      await fetch(moduleName(module), module.path, below, (url) => http.download(url, to, limits))
    },
  }
}

/** The items of a GOPROXY setting. Throws `config` where it is empty, names no proxy, or names one that cannot be. */
export function parseGoProxy(setting: string): readonly ProxyItem[] {
  if (setting === '') {
    throw new WardenError('config', 'GOPROXY: not set, and there is no go command whose default could be used', {
      remedy: 'set GOPROXY, or install Go',
    })
  }
  const items: ProxyItem[] = []
  // The separator after an item says what happens when that item fails.
  for (const [, text = '', separator] of setting.matchAll(/([^,|]*)([,|]|$)/g)) {
    const item = trimSpace(text)
    if (item === '') continue
    if (item === 'direct' || item === 'off') {
      items.push({ kind: item })
      break
    }
    items.push({ kind: 'proxy', url: proxyUrl(item), fallBackOnError: separator === '|' })
  }
  if (items.length > 0) return items
  throw new WardenError('config', `GOPROXY: names no proxy: ${JSON.stringify(setting)}`, {
    remedy: 'set GOPROXY to the URL of a module proxy, or unset it: go env -u GOPROXY',
  })
}

/**
 * Asks one proxy after the other by GOPROXY's rules. `ask` throws `not-found` for 404 and 410 only. Where all failed,
 * the gravest failure is thrown: a plain `not-found` only if every proxy said so.
 */
export async function askProxies<T>(items: readonly ProxyItem[], ask: (url: string) => Promise<T>): Promise<Asked<T>> {
  let earlier: WardenError | undefined
  let missing: WardenError | undefined
  for (const item of items) {
    if (item.kind !== 'proxy') return { kind: item.kind, earlier }
    try {
      return { kind: 'found', value: await ask(item.url), url: item.url }
    } catch (error) {
      if (!(error instanceof WardenError) || error.code === 'aborted') throw error
      if (error.code === 'not-found') {
        missing ??= error
        continue
      }
      earlier ??= error
      if (!item.fallBackOnError) break
    }
  }
  throw earlier ?? missing ?? new WardenError('config', 'GOPROXY: names no proxy')
}

/**
 * The URL of `below` (escaped as go escapes upper case, with slashes) in the path of `base`, whose query stays where it is.
 * A percent sign in it stands for itself, as a branch's name may have one: taken for an encoding, it would be a way out.
 */
export function joinUrl(base: string, below: string): string {
  const url = new URL(base)
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${below.replace(/^\//, '').replaceAll('%', '%25')}`
  return url.href
}

/**
 * What an answer other than 200 means: 404 and 410 are `not-found`, 408, 429 and 5xx `unreachable`, all others
 * `refused`. The server's own words are quoted where it sends plain text.
 */
export function answerError(subject: string, url: string, answer: Answer): WardenError {
  const { status } = answer
  const said = serverText(answer)
  const message = `${subject}: ${redactUrl(url)}: status ${status}${said === '' ? '' : `: ${said}`}`
  if (status === 404 || status === 410) return new WardenError('not-found', message, { said })
  if (status === 408 || status === 429 || status >= 500) {
    return new WardenError('unreachable', message, { remedy: 'try again later' })
  }
  const remedy =
    status === 401 || status === 407 ? 'put your credentials into ~/.netrc' : 'ask whoever runs this server'
  return new WardenError('refused', message, { remedy })
}

type Fetch = (
  name: string,
  modulePath: string,
  file: string,
  get: (url: string) => Promise<Answer>,
) => Promise<{ readonly body: Uint8Array; readonly url: string }>

function proxyUrl(item: string): string {
  // As in go: a word alone is reserved, something with ".", ":" or "/" but no ":/" lacks only its scheme.
  const bare = /[.:/]/.test(item) && !item.includes(':/') && !path.posix.isAbsolute(item)
  const text = bare ? `https://${item}` : item
  const url = URL.parse(text)
  const bad = (why: string): WardenError =>
    new WardenError('config', `GOPROXY: ${redactUrl(text)}: ${why}`, {
      remedy: 'name a URL of scheme https, http or file: go env -w GOPROXY=https://…',
    })
  if (url === null) throw bad('not a URL')
  if (url.protocol === 'file:') {
    if (url.host !== '' || url.search !== '' || url.hash !== '') throw bad('a file URL with more than a path')
  } else if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw bad('its scheme is none of https, http and file')
  }
  return text
}

function isPrivate(name: string): WardenError {
  return new WardenError('refused', `${name}: private by GONOPROXY or GOPRIVATE, so no proxy is asked`, {
    remedy: `go mod download ${name}`,
  })
}

function notProxied(name: string, kind: 'direct' | 'off'): WardenError {
  if (kind === 'off') {
    return new WardenError('refused', `${name}: GOPROXY says "off", so nothing is fetched`, {
      remedy: 'set GOPROXY to a module proxy',
    })
  }
  return new WardenError('refused', `${name}: no proxy has it, and "direct" is not supported: only proxies are asked`, {
    remedy: `go mod download ${name}`,
  })
}

/** `.mod` and `.zip` exist for canonical versions only; anything else would ask a proxy for a branch. */
function checkCanonical(module: ModuleVersion): void {
  checkModule(module.path, module.version)
  if (canonicalVersion(module.version) !== module.version) {
    throw new WardenError('parse', `${moduleName(module)}: not a canonical version`)
  }
}

function versionsIn(body: Uint8Array): readonly string[] {
  const text = Buffer.from(body).toString('utf8')
  const versions = text
    .split('\n')
    .map((line) => fields(line)[0] ?? '')
    .filter((version) => isValid(version) && !isPseudoVersion(version))
  return sortVersions(versions)
}

/** A proxy must not answer for another version than a canonical one that it was asked for. */
function checkInfo(body: Uint8Array, module: ModuleVersion, proxy: string): void {
  const subject = `${moduleName(module)}: ${redactUrl(proxy)}`
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(body).toString('utf8'))
  } catch (error) {
    throw new WardenError('parse', `${subject}: .info is not JSON`, { cause: error })
  }
  const version = typeof value === 'object' && value !== null && 'Version' in value ? value.Version : undefined
  if (typeof version !== 'string') throw new WardenError('parse', `${subject}: .info names no version`)
  if (version !== module.version && canonicalVersion(module.version) === module.version) {
    throw new WardenError('mismatch', `${subject}: .info is of ${quoted(version)} instead`)
  }
}

/** What a server says in plain text, as go shows it: at most eight lines up to a blank one, nothing unprintable. */
function serverText(answer: Answer): string {
  const [type = '', ...parameters] = (answer.headers.get('content-type') ?? '').toLowerCase().split(';')
  const charset = parameters.map((p) => p.trim()).find((p) => p.startsWith('charset=')) ?? 'charset=utf-8'
  if (type.trim() !== 'text/plain' || !/^charset="?(utf-8|us-ascii)"?$/.test(charset)) return ''
  const text = textOf(answer.body)
  // Control and format characters (bidirectional overrides, say) could do funny business with a terminal.
  if (text === undefined || /[^\P{C}\n\r\t]/u.test(text)) return ''
  const lines = text.split('\n').map((line) => line.trim())
  const blank = lines.indexOf('')
  return lines
    .slice(0, Math.min(8, blank < 0 ? 8 : blank))
    .join(' ')
    .slice(0, 648)
}
