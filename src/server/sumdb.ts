// A checksum database through the guard. https://go.dev/design/25530-sumdb#proxying-a-checksum-database
//
//   GET /sumdb/<name>/supported                 200 only for the database that the guard itself verifies
//   GET /sumdb/<name>/latest                    the signed head of the tree that it trusts
//   GET /sumdb/<name>/lookup/<path>@<version>   the record, proven here, and the head that it is proven in
//   GET /sumdb/<name>/tile/8/<level>/<index>    a tile of that tree, proven here
//
// Names may have slashes. Nothing is passed on unproven, and what was proven once is given during an outage too: clients
// check everything again with the key that they have.
import { utf8 } from '../base/bytes.ts'
import { isWardenError, messageOf, WardenError } from '../base/errors.ts'
import { matchPrefixPatterns } from '../base/patterns.ts'
import { checkModule, unescapePath, unescapeVersion } from '../gomod/path.ts'
import type { SumdbClient } from '../sumdb/client.ts'
import { parseTilePath } from '../sumdb/tile.ts'
import { text, type Handler, type Reply } from './exchange.ts'
import { badRequest, failureReply } from './failure.ts'

/** The database that is served. */
export interface SumdbService {
  /** `undefined` where GOSUMDB is off: then none is supported. */
  readonly client: SumdbClient | undefined
  /** Patterns whose lookups are refused. */
  readonly private: string
}

/** The handler of `/sumdb/…`. */
export function serveSumdb({ client, private: patterns }: SumdbService): Handler {
  return async (ask) => {
    const prefix = client === undefined ? undefined : `/sumdb/${client.name}/`
    if (client === undefined || prefix === undefined || !ask.path.startsWith(prefix)) {
      return text(404, 'sumdb', 'not found: not a checksum database that this guard verifies\n')
    }
    if (ask.method === 'POST') return badRequest('only GET and HEAD', 405, { allow: 'GET, HEAD' })
    const below = ask.path.slice(prefix.length)
    try {
      if (below === 'supported') return text(200, 'sumdb', '')
      if (below === 'latest') return text(200, 'sumdb', Buffer.from(await headOf(client)).toString('utf8'))
      if (below.startsWith('lookup/')) return await lookup(client, below.slice('lookup/'.length), patterns)
      if (below.startsWith('tile/')) return await tile(client, below)
      return text(404, 'sumdb', 'not found\n')
    } catch (error) {
      return failureReply('sumdb', error)
    }
  }
}

async function headOf(client: SumdbClient): Promise<Uint8Array> {
  try {
    return (await client.update()).note
  } catch (error) {
    const known = client.head()
    if (known !== undefined && isWardenError(error, 'unreachable', 'refused', 'not-found')) return known.note
    throw error
  }
}

async function lookup(client: SumdbClient, asked: string, patterns: string): Promise<Reply> {
  const at = asked.lastIndexOf('@')
  let module: { readonly path: string; readonly version: string }
  try {
    module = { path: unescapePath(asked.slice(0, Math.max(0, at))), version: unescapeVersion(asked.slice(at + 1)) }
    checkModule(module.path, module.version)
  } catch (error) {
    if (!isWardenError(error, 'parse')) throw error
    return badRequest(messageOf(error))
  }
  if (matchPrefixPatterns(patterns, module.path)) {
    return text(403, 'sumdb', '[modwarden] private here: no checksum database is asked about it\n')
  }
  const { id, text: record, head } = await client.lookup(module.path, module.version)
  const body = Buffer.concat([utf8(`${id}\n${record}\n`), head.note])
  return { status: 200, route: 'sumdb', body, headers: { 'content-type': 'text/plain; charset=utf-8' } }
}

async function tile(client: SumdbClient, path: string): Promise<Reply> {
  let wanted: ReturnType<typeof parseTilePath>
  try {
    wanted = parseTilePath(path)
  } catch (error) {
    if (!isWardenError(error, 'parse')) throw error
    return badRequest(messageOf(error))
  }
  if (wanted.level < 0) throw new WardenError('not-found', 'tiles of records are not served')
  const body = await client.tile(wanted)
  const headers = { 'content-type': 'application/octet-stream', 'cache-control': 'max-age=86400' }
  return { status: 200, route: 'sumdb', body, headers }
}
