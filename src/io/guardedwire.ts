// Connections to hosts that strangers name: the system's look-up, and no address that may not be asked. It is looked at
// when it is connected to, so that a name that changes its address in between leads nowhere either.
import dns from 'node:dns'
import http from 'node:http'
import https from 'node:https'
import type { LookupFunction } from 'node:net'
import { isWardenError, type WardenError } from '../base/errors.ts'
import { checkAddress } from './addresses.ts'
import type { Environment } from './environment.ts'
import { wireOne } from './httpone.ts'
import { secureContextFor } from './trust.ts'
import type { Wire } from './wires.ts'

/** A wire whose every connection leads to addresses that may be asked; where one may not, `refusalIn` the error says so. */
export function guardedWire(secure: boolean, allowPrivate: boolean, env: Environment): Wire {
  const lookup = guardedLookup(allowPrivate)
  const options = { keepAlive: true, maxSockets: 4, lookup }
  if (!secure) return wireOne(http.request, new http.Agent(options))
  return wireOne(https.request, new https.Agent({ ...options, secureContext: secureContextFor(env) }))
}

/** What the look-up said, however deep the failed connection keeps it. */
export function refusalIn(error: unknown): WardenError | undefined {
  if (isWardenError(error)) return error
  if (error instanceof AggregateError) return error.errors.map(refusalIn).find((found) => found !== undefined)
  return error instanceof Error && error.cause !== undefined ? refusalIn(error.cause) : undefined
}

/** The system's own look-up, which gives nothing where one of a name's addresses may not be asked. */
function guardedLookup(allowPrivate: boolean): LookupFunction {
  return (host, options, callback) => {
    dns.lookup(host, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, '')
      try {
        for (const { address } of addresses) checkAddress(host, address, allowPrivate)
      } catch (refusal) {
        return callback(refusal instanceof Error ? refusal : new Error(String(refusal)), '')
      }
      if (options.all === true) return callback(null, addresses)
      const [first] = addresses
      callback(null, first?.address ?? '', first?.family)
    })
  }
}
