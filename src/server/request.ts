// A request of HTTP as the plain value that handlers get: one clean path, one reading of it, a body that is bounded.
import type { IncomingMessage } from 'node:http'
import { WardenError } from '../base/errors.ts'
import type { Ask } from './exchange.ts'

/** The request as a value, or what is wrong with it. `base` stands before every path. */
export function askOf(request: IncomingMessage, whole: string, base: string, client: string, id: string): Ask | Error {
  const { method } = request
  if (method !== 'GET' && method !== 'HEAD' && method !== 'POST') return new Error('only GET, HEAD and POST')
  if (!whole.startsWith('/')) return new Error('the request is not for a path')
  const mark = whole.startsWith(`${base}/api/`) ? whole.indexOf('?') : -1
  const url = mark < 0 ? whole : whole.slice(0, mark)
  if (url.includes('?') || whole.includes('#')) return new Error('no such path of this guard has a query')
  // A proxy or a cache on the way that takes it for a part of a name sees another path than this one does.
  if (/%(?:2f|5c)/i.test(url)) return new Error('the path has an encoded slash')
  let path: string
  try {
    path = decodeURIComponent(url)
  } catch {
    return new Error('the path is not percent-encoded UTF-8')
  }
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f\\]/.test(path)) return new Error('the path has a control character')
  if (
    path
      .split('/')
      .some((element, i, all) => element === '.' || element === '..' || (element === '' && i > 0 && i < all.length - 1))
  ) {
    return new Error('the path is not clean')
  }
  if (base !== '' && path !== base && !path.startsWith(`${base}/`)) {
    // What watches the guard does not know its base.
    if (!['/healthz', '/readyz', '/metrics'].includes(path)) return new Error(`the guard is at ${base}`)
  } else path = path.slice(base.length)
  return {
    method,
    path: path === '' ? '/' : path,
    query: mark < 0 ? '' : whole.slice(mark + 1),
    client,
    id,
    body: async (mostBytes) => bodyOf(request, mostBytes),
    header: (name) => {
      const value = request.headers[name]
      return typeof value === 'string' ? value : value?.[0]
    },
  }
}

async function bodyOf(request: IncomingMessage, mostBytes: number): Promise<Uint8Array> {
  const tooLarge = new WardenError('too-large', `the body is longer than ${mostBytes} bytes`)
  if (Number(request.headers['content-length'] ?? 0) > mostBytes) throw tooLarge
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    // Not `for await`: leaving that closes the connection, and with it the answer.
    const take = (chunk: Buffer): void => {
      length += chunk.length
      if (length <= mostBytes) return void chunks.push(chunk)
      request.off('data', take)
      request.pause()
      reject(tooLarge)
    }
    const broken = (): void => reject(new WardenError('unreachable', 'the request broke off'))
    // Somebody was asked about it meanwhile, and it went away: nothing more is heard of it.
    if (request.destroyed) {
      broken()
      return
    }
    request.on('data', take)
    request.once('end', () => resolve(Buffer.concat(chunks)))
    request.once('error', broken)
    request.once('close', broken)
  })
}
