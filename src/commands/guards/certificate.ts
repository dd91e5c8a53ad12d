// The certificate of serve: read from its files, and read again when they change, so that a renewed one needs no restart.
import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import { messageOf, WardenError } from '../../base/errors.ts'
import type { TlsPair } from '../../server/listen.ts'
import type { Settings } from '../settings/table.ts'

const LOOK_MS = 2000

/** The pair that the settings name; `undefined` where they name none. Throws `config`. */
export function readCertificate({ tlsCert, tlsKey }: Pick<Settings, 'tlsCert' | 'tlsKey'>): TlsPair | undefined {
  if (tlsCert === undefined && tlsKey === undefined) return undefined
  if (tlsCert === undefined || tlsKey === undefined) {
    throw new WardenError('config', `${tlsCert === undefined ? 'tls-cert' : 'tls-key'}: is missing: TLS needs both`, {
      remedy: 'modwarden serve --tls-cert FILE --tls-key FILE',
    })
  }
  const pair = { cert: bytesOf(tlsCert, 'tls-cert'), key: bytesOf(tlsKey, 'tls-key') }
  try {
    createSecureContext({ cert: Buffer.from(pair.cert), key: Buffer.from(pair.key) })
  } catch (error) {
    throw new WardenError('config', `${tlsCert}: cannot be used with ${tlsKey}: ${messageOf(error)}`, { cause: error })
  }
  return pair
}

/** Looks at the files every few seconds. One that cannot be used is told, and the last good one stays. */
export function watchCertificate(
  settings: Pick<Settings, 'tlsCert' | 'tlsKey'>,
  first: TlsPair,
  onChange: (pair: TlsPair) => void,
  onNotice: (text: string) => void,
): { readonly close: () => void } {
  let last = first
  let trouble = ''
  const timer = setInterval(() => {
    try {
      const next = readCertificate(settings)
      trouble = ''
      if (next === undefined || (equal(next.cert, last.cert) && equal(next.key, last.key))) return
      last = next
      onChange(next)
      onNotice('the certificate changed: new connections get the new one')
    } catch (error) {
      const told = `the certificate stays as it was: ${messageOf(error)}`
      if (told !== trouble) onNotice(told)
      trouble = told
    }
  }, LOOK_MS)
  timer.unref()
  return { close: () => clearInterval(timer) }
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}

function bytesOf(file: string, name: string): Uint8Array {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new WardenError('config', `${name}: ${messageOf(error)}`, { cause: error })
  }
}
