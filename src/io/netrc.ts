// netrc files, as the go command reads them: the format of GNU inetutils; cmd/go/internal/auth (parseNetrc).
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

/** The entries of the file that go reads; none where there is none, and `onNotice` hears where it cannot be read. */
export async function readNetrc(env: Environment, onNotice: (text: string) => void): Promise<readonly NetrcEntry[]> {
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
