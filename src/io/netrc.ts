// Credentials for servers: netrc files and the GOAUTH setting, as the go command reads them.
// Specification: `go help goauth`; cmd/go/internal/auth; the netrc format of GNU inetutils.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { messageOf } from '../base/errors.ts'
import type { Environment } from './environment.ts'

/** One complete entry of a netrc file. */
export interface NetrcEntry {
  readonly machine: string
  readonly login: string
  readonly password: string
}

/** Gives the value of the Authorization header for an https URL, or `undefined` where nobody is known there. */
export type Credentials = (url: URL) => Promise<string | undefined>

/**
 * Credentials as GOAUTH says: `netrc` and `off` are supported, other methods are named once through `onNotice` and
 * skipped. The file is read at the first call.
 */
export function createCredentials(
  env: Environment,
  goauth: string,
  onNotice: (text: string) => void = () => undefined,
): Credentials {
  let entries: Promise<readonly NetrcEntry[]> | undefined
  return async (url) => {
    entries ??= readCredentials(env, goauth, onNotice)
    const entry = entryFor(await entries, url)
    return entry === undefined ? undefined : basicAuth(entry.login, entry.password)
  }
}

/** The header's value for a login and a password (RFC 7617). */
export function basicAuth(login: string, password: string): string {
  return `Basic ${Buffer.from(`${login}:${password}`, 'utf8').toString('base64')}`
}

/** The complete entries of a netrc file. Macros are skipped; a `default` entry ends the reading, as in go. */
export function parseNetrc(text: string): readonly NetrcEntry[] {
  const entries: NetrcEntry[] = []
  let entry = { machine: '', login: '', password: '' }
  let inMacro = false
  for (const line of text.split('\n')) {
    if (inMacro) {
      inMacro = line !== ''
      continue
    }
    const words = line.split(/\s+/).filter((word) => word !== '')
    for (let i = 0; i < words.length; i += 2) {
      const value = words[i + 1]
      if (words[i] === 'default') return entries
      if (value === undefined) break
      if (words[i] === 'machine') entry = { machine: value, login: '', password: '' }
      else if (words[i] === 'login') entry.login = value
      else if (words[i] === 'password') entry.password = value
      else if (words[i] === 'macdef') inMacro = true
      if (entry.machine !== '' && entry.login !== '' && entry.password !== '') {
        entries.push(entry)
        entry = { machine: '', login: '', password: '' }
      }
    }
  }
  return entries
}

/** The entry whose machine is the URL's host (with its port), or the longest of its path prefixes; the first wins. */
export function entryFor(entries: readonly NetrcEntry[], url: URL): NetrcEntry | undefined {
  let prefix = (url.host + url.pathname).replace(/\/$/, '')
  for (;;) {
    const found = entries.find((entry) => entry.machine.replace(/^https:\/\//, '').replace(/\/$/, '') === prefix)
    const slash = prefix.lastIndexOf('/')
    if (found !== undefined || slash < 0) return found
    prefix = prefix.slice(0, slash)
  }
}

async function readCredentials(
  env: Environment,
  goauth: string,
  onNotice: (text: string) => void,
): Promise<readonly NetrcEntry[]> {
  const methods = goauth.split(';').map((method) => method.trim().split(/\s+/)[0] ?? '')
  for (const method of methods) {
    // Only the method's name is told: its arguments may be secrets.
    if (!['netrc', 'off', ''].includes(method))
      onNotice(`GOAUTH: the method "${method}" is not supported and was skipped`)
  }
  if (!methods.includes('netrc')) return []
  const file = netrcFile(env)
  if (file === undefined) return []
  try {
    return parseNetrc(await readFile(file, 'utf8'))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) {
      onNotice(`${file}: cannot be read, so nobody is logged in: ${messageOf(error)}`)
    }
    return []
  }
}

/** The netrc file that go reads, whether or not it is there; `undefined` where there is no home. */
export function netrcFile(env: Environment): string | undefined {
  const named = env['NETRC'] ?? ''
  if (named !== '') return named
  const home = env['HOME'] ?? ''
  return home === '' ? undefined : path.join(home, '.netrc')
}
