// What failures of the network are called, and how a URL is named where anyone may read it.
import { WardenError } from '../base/errors.ts'
import { errnoOf } from './diskerror.ts'

/** A URL for messages: without user, password, query and fragment, each of which may hold a secret. */
export function redactUrl(url: string): string {
  const parsed = URL.parse(url)
  // What is no URL may hold a password with a slash in it, and without "//" the user's name is taken for a scheme: then
  // everything up to the last "@" goes.
  const hasNoHost = parsed === null || (parsed.host === '' && parsed.protocol !== 'file:')
  const text = hasNoHost ? url.replace(/^.*@/s, 'xxxxx@') : parsed.href.replace(/\/\/[^/]*@/, '//xxxxx@')
  return text.replace(/[?#].*$/s, '?…')
}

/** The error for a body that is longer than it may be. */
export function tooLarge(url: URL, maxBytes: number): WardenError {
  return new WardenError('too-large', `${redactUrl(url.href)}: the answer is longer than ${maxBytes} bytes`, {
    remedy: 'nothing of it was used; ask whoever runs this server',
  })
}

/** The error for a server that could not be asked; a `WardenError` is given back as it is. */
export function unreachable(url: URL, error: unknown): WardenError {
  if (error instanceof WardenError) return error
  const [why, remedy] = reasonOf(error)
  return new WardenError('unreachable', `${redactUrl(url.href)}: ${why}`, { remedy, cause: error })
}

function reasonOf(error: unknown): readonly [why: string, remedy: string] {
  const online = 'check the network, HTTPS_PROXY and GOPROXY; --offline uses only what is here'
  const code = errnoOf(error)
  const known = REASONS[code]
  if (known !== undefined) return [known, online]
  const message = error instanceof Error && error.message !== '' ? (error.message.split('\n')[0] ?? '') : code
  if (/CERT|SIGNED|ISSUER|ALTNAME|SELF_SIGNED/.test(code)) {
    return [`its certificate is not trusted (${code})`, 'set SSL_CERT_FILE to the certificates that you trust']
  }
  return [message === '' ? 'no connection' : message, online]
}

const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name could not be looked up',
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection was broken off',
  EPIPE: 'the connection was broken off',
  ETIMEDOUT: 'the connection timed out',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
}
