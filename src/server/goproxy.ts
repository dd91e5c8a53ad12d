// The module proxy protocol. https://go.dev/ref/mod#goproxy-protocol
//
//   GET <path>/@v/list              versions, a line each
//   GET <path>/@v/<version>.info    JSON; <version> may be a branch, a commit or a part of a version
//   GET <path>/@v/<version>.mod     go.mod
//   GET <path>/@v/<version>.zip
//   GET <path>/@latest              as .info
//
// Paths and versions are escaped: `!` and a lower-case letter for an upper-case one.
import { createHash, hash } from 'node:crypto'
import { discard } from '../base/bytes.ts'
import { isWardenError, messageOf, WardenError } from '../base/errors.ts'
import type { ModuleVersion } from '../base/finding.ts'
import { matchPrefixPatterns } from '../base/patterns.ts'
import { checkModule, matchPathMajor, splitPathVersion, unescapePath, unescapeVersion } from '../gomod/path.ts'
import { canonicalVersion } from '../gomod/version.ts'
import type { Admission, Admitted } from '../jobs/guard/admit.ts'
import type { Made } from '../jobs/guard/decide.ts'
import type { Lists } from '../jobs/guard/lists.ts'
import type { OpenZip } from '../world/vault.ts'
import { isUnchanged, text, type Ask, type Handler, type Reply } from './exchange.ts'
import { badRequest, failureReply, privateReply, stoppedReply } from './failure.ts'

/** What the protocol is served from. */
export interface ModuleService {
  readonly admission: Admission
  readonly lists: Lists
  /** Changes when decisions may. */
  readonly epoch: () => number
  /** The guard's own address, for links. */
  readonly origin: () => string
  /** Patterns of GOPRIVATE's form: this guard asks no proxy about them. */
  readonly private: string
  /** The patterns of those that are fetched from their repositories. */
  readonly privateGit: readonly string[]
  /** Whether a module of them is fetched from its repository here. */
  readonly fromGit: (modulePath: string) => boolean
  /** Whether such modules are given to whoever asks: to an identity, or behind a path that nobody else knows. */
  readonly mayHavePrivate: (ask: Ask) => boolean
}

/** What is asked for. */
type Wanted =
  | { readonly kind: 'list' | 'latest'; readonly path: string }
  | { readonly kind: 'info' | 'mod' | 'zip'; readonly module: ModuleVersion }
  | { readonly kind: 'query'; readonly path: string; readonly escaped: string; readonly query: string }

/** The handler of everything that is no route of the guard's own. */
export function serveModules(service: ModuleService): Handler {
  const reading: Reading = { bytes: 0, underWay: new Map() }
  return async (ask) => {
    let wanted: Wanted | undefined
    try {
      wanted = parseRoute(ask.path)
    } catch (error) {
      if (!isWardenError(error)) throw error
      return badRequest(messageOf(error))
    }
    if (wanted === undefined) return text(404, 'other', 'not found: no path of the module proxy protocol\n')
    if (ask.method === 'POST') return badRequest('only GET and HEAD', 405, { allow: 'GET, HEAD' })
    const modulePath = 'module' in wanted ? wanted.module.path : wanted.path
    const isPrivate = matchPrefixPatterns(service.private, modulePath)
    const isFromGit = isPrivate && service.fromGit(modulePath)
    if (isPrivate && !(isFromGit && service.mayHavePrivate(ask))) {
      return privateReply(wanted.kind, modulePath, isFromGit)
    }
    try {
      const reply = await answer(service, ask, wanted, reading)
      // Who has it already, and is told so, has it.
      const told: Reply =
        'module' in wanted && [200, 206, 304].includes(reply.status)
          ? { ...reply, served: { ...wanted.module, kind: wanted.kind } }
          : reply
      return isPrivate ? privately(told) : told
    } catch (error) {
      return failureReply(wanted.kind, error)
    }
  }
}

/** Given to nobody else without being looked at: neither by this program's memory, nor by a cache in between. */
function privately({ hot: _, ...reply }: Reply): Reply {
  return { ...reply, headers: { ...reply.headers, 'cache-control': 'private, no-cache' } }
}

async function answer(service: ModuleService, ask: Ask, wanted: Wanted, reading: Reading): Promise<Reply> {
  const { admission, lists } = service
  const fetch = mayFetch(ask)
  switch (wanted.kind) {
    case 'list': {
      const { bytes, stale } = await lists.list(wanted.path, fetch)
      const warning: Reply['headers'] = stale ? { warning: '110 - "the upstream cannot be asked"' } : {}
      return document(ask, wanted.kind, bytes, 'text/plain; charset=utf-8', {
        'cache-control': 'max-age=30',
        ...warning,
      })
    }
    case 'latest': {
      const got = await lists.latest(wanted.path, fetch)
      return await json(service, ask, wanted.kind, got, { path: wanted.path, version: 'latest' })
    }
    case 'query': {
      const got = await lists.query(wanted.path, wanted.escaped, wanted.query, fetch)
      return await json(service, ask, wanted.kind, got, { path: wanted.path, version: wanted.query })
    }
    case 'info': {
      const epoch = service.epoch()
      const got = await admission.info(wanted.module, fetch)
      return hot(await json(service, ask, wanted.kind, got, wanted.module), got, epoch)
    }
    case 'mod': {
      const epoch = service.epoch()
      const got = await admission.goMod(wanted.module, fetch)
      if (got.kind === 'stopped') return await stopped(service, ask, wanted.kind, got.made, wanted.module)
      return hot(document(ask, wanted.kind, got.value, 'text/plain; charset=utf-8', FOR_LONG), got, epoch)
    }
    case 'zip': {
      const epoch = service.epoch()
      const got = await admission.zip(wanted.module, fetch)
      if (got.kind === 'stopped') return await stopped(service, ask, wanted.kind, got.made, wanted.module)
      const reply = zipReply(ask, got.value)
      const isWhole = reply.status === 200 && ask.method === 'GET' && hasRoom(reading, got.value)
      const stays = isWhole && ask.mayStay?.(got.value.size) === true
      return stays ? hot({ ...reply, body: await wholeOf(got.value, reading) }, got, epoch) : reply
    }
  }
}

/** Decisions change, so nobody in between may keep an answer without asking again soon. */
const FOR_LONG: Reply['headers'] = { 'cache-control': 'max-age=60' }

async function json(
  service: ModuleService,
  ask: Ask,
  route: string,
  got: Admitted<Uint8Array>,
  asked: ModuleVersion,
): Promise<Reply> {
  if (got.kind === 'given') return document(ask, route, got.value, 'application/json', FOR_LONG)
  return stopped(service, ask, route, got.made, asked)
}

async function stopped(
  service: ModuleService,
  ask: Ask,
  route: string,
  made: Made,
  asked: ModuleVersion,
): Promise<Reply> {
  const instead = mayFetch(ask) ? await service.lists.instead(made) : undefined
  return stoppedReply(route, made, asked, service.origin(), instead)
}

/** https://go.dev/ref/mod does not name the header; proxies that speak it to each other do. */
function mayFetch(ask: Ask): boolean {
  return ask.header('disable-module-fetch')?.trim().toLowerCase() !== 'true'
}

function document(ask: Ask, route: string, body: Uint8Array, type: string, more: Reply['headers']): Reply {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  const headers = { 'content-type': type, etag, 'x-content-type-options': 'nosniff', ...more }
  if (isUnchanged(ask, etag)) return { status: 304, route, headers: { etag, ...more }, body: new Uint8Array(0) }
  return { status: 200, route, headers, body }
}

function hot(reply: Reply, got: Admitted<unknown>, epoch: number): Reply {
  if (reply.status !== 200 || got.kind !== 'given') return reply
  return { ...reply, hot: { epoch, until: got.made?.decision.validUntil } }
}

/** Zips that are being read into memory, by their h1, and how large they are together. */
interface Reading {
  bytes: number
  readonly underWay: Map<string, Promise<Uint8Array>>
}

/** So many bytes are read into memory at the same time; what comes in beside them is sent as it is read. */
const MOST_READING = 8 << 20

function hasRoom({ bytes, underWay }: Reading, { h1, size }: OpenZip): boolean {
  return underWay.has(h1) || bytes + size <= MOST_READING
}

/** All bytes of a zip, read once for all who ask at the same time, and hashed: what is in memory is not looked at again. */
async function wholeOf(zip: OpenZip, reading: Reading): Promise<Uint8Array> {
  try {
    const underWay = reading.underWay.get(zip.h1)
    if (underWay !== undefined) return await underWay
    reading.bytes += zip.size
    const work = readWhole(zip).finally(() => {
      reading.bytes -= zip.size
      reading.underWay.delete(zip.h1)
    })
    reading.underWay.set(zip.h1, work)
    return await work
  } finally {
    await zip.close()
  }
}

async function readWhole(zip: OpenZip): Promise<Uint8Array> {
  // Of its own: a piece of a shared one would keep all of that in memory.
  const bytes = Buffer.allocUnsafeSlow(zip.size)
  let at = 0
  for await (const chunk of zip.read(0, zip.size)) {
    bytes.set(chunk, at)
    at += chunk.length
    discard(chunk)
  }
  if (hash('sha256', bytes) === zip.sha256) return bytes
  throw new WardenError('io', 'a stored zip changed while it was read', { remedy: 'ask again' })
}

function zipReply(ask: Ask, zip: OpenZip): Reply {
  const etag = `"${zip.h1.slice(3).replace(/=+$/, '')}"`
  const headers = { 'content-type': 'application/zip', etag, 'accept-ranges': 'bytes', ...FOR_LONG }
  const whole = { zip, start: 0, end: zip.size }
  if (isUnchanged(ask, etag))
    return { status: 304, route: 'zip', headers: { etag, ...FOR_LONG }, body: { ...whole, end: 0 } }
  const range = zipRange(ask, zip, etag)
  if (range === 'unsatisfiable') {
    return {
      ...text(416, 'zip', 'no such range\n', { 'content-range': `bytes */${zip.size}` }),
      body: { ...whole, end: 0 },
    }
  }
  if (range === undefined) return { status: 200, route: 'zip', headers, body: whole }
  const place = `bytes ${range.start}-${range.end - 1}/${zip.size}`
  return { status: 206, route: 'zip', headers: { ...headers, 'content-range': place }, body: { zip, ...range } }
}

/** One range (RFC 9110, 14.2); several, or a malformed one, are answered with the whole. */
function zipRange(
  ask: Ask,
  zip: OpenZip,
  etag: string,
): { readonly start: number; readonly end: number } | 'unsatisfiable' | undefined {
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(ask.header('range')?.trim() ?? '') ?? []
  const condition = ask.header('if-range')
  if ((from === '' && to === '') || (condition !== undefined && condition !== etag)) return undefined
  const start = from === '' ? Math.max(0, zip.size - Number(to)) : Number(from)
  const end = from === '' || to === '' ? zip.size : Math.min(zip.size, Number(to) + 1)
  if (from !== '' && to !== '' && Number(to) < Number(from)) return undefined
  return start >= zip.size || start >= end ? 'unsatisfiable' : { start, end }
}

const MOST_PATH = 2000

/** What a path asks for; `undefined` for none of the protocol's. Throws `parse` for a malformed module or version. */
function parseRoute(path: string): Wanted | undefined {
  if (path.length > MOST_PATH) return undefined
  const latest = /^\/(.+)\/@latest$/s.exec(path)?.[1]
  if (latest !== undefined) return { kind: 'latest', path: unescapePath(latest) }
  const [, escapedPath, file = ''] = /^\/(.+)\/@v\/([^/]+)$/s.exec(path) ?? []
  if (escapedPath === undefined) return undefined
  const modulePath = unescapePath(escapedPath)
  if (file === 'list') return { kind: 'list', path: modulePath }
  const [, escaped, ending] = /^(.+)\.(info|mod|zip)$/s.exec(file) ?? []
  if (escaped === undefined || (ending !== 'info' && ending !== 'mod' && ending !== 'zip')) return undefined
  const version = unescapeVersion(escaped)
  if (canonicalVersion(version) === version && (ending !== 'info' || isOf(modulePath, version))) {
    checkModule(modulePath, version)
    return { kind: ending, module: { path: modulePath, version } }
  }
  // A program behind an upstream could take it for an option; go sends none such (CVE-2025-68119).
  if (version.startsWith('-')) throw new WardenError('parse', `${modulePath}: no version or query begins with "-"`)
  return ending === 'info' ? { kind: 'query', path: modulePath, escaped, query: version } : undefined
}

/** Whether a version can be one of the module; `v2.0.0` of one without `/v2` is a query, for v2.0.0+incompatible. */
function isOf(modulePath: string, version: string): boolean {
  return matchPathMajor(version, splitPathVersion(modulePath).pathMajor)
}
