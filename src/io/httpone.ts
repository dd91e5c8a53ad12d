// Requests over HTTP/1.1: Node's own client with an agent that keeps connections alive.
import type http from 'node:http'
import { errnoOf } from './diskerror.ts'
import type { Stop } from './httpstop.ts'
import type { Head, Sent, Wire } from './wires.ts'

/** Sends with `request` over the connections of `agent`, which it owns. */
export function wireOne(request: typeof http.request, agent: http.Agent): Wire {
  return {
    send: async (sent, stop) => {
      for (let stale = 0; ; stale++) {
        const sending = request(sent.url, { agent, headers: sent.headers })
        try {
          return await headOf(sending, sent, stop)
        } catch (error) {
          // A server may close a kept-alive connection just as the request is sent; nothing was answered, so it is
          // asked again on another one (RFC 9110, 9.2.2).
          const lost = sending.reusedSocket && ['ECONNRESET', 'EPIPE'].includes(errnoOf(error))
          if (!lost || stop.reason !== undefined || stale === MAX_STALE) throw error
        }
      }
    },
    close: () => agent.destroy(),
  }
}

/** Stale kept-alive connections in a row that are replaced without a word. */
const MAX_STALE = 3

function headOf(request: http.ClientRequest, sent: Sent, stop: Stop): Promise<Head> {
  return new Promise((resolve, reject) => {
    // This timer belongs to the socket: it runs again after every byte, during the body too.
    request.setTimeout(sent.idleMs, () => stop.silent(sent.idleMs))
    request.on('error', reject)
    request.on('response', (response) => {
      // Whoever reads the body hears of its errors too; between here and there they must not be unheard.
      response.on('error', () => undefined)
      stop.watch(response)
      const headers = new Map<string, string>()
      for (const [name, value] of Object.entries(response.headers)) {
        if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value)
      }
      resolve({ status: response.statusCode ?? 0, headers, body: response })
    })
    stop.watch(request)
    request.end()
  })
}
