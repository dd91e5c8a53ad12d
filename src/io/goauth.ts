// Credentials for https servers as the GOAUTH setting says, which is the user's own, as the go command has it:
//
//   off        none
//   netrc      NETRC, or .netrc in the home
//   git DIR    `git credential fill` in DIR, after a refusal; approve or reject when the answer to it is there
//   command    printed header lines for URLs; asked once at first, and again with the URL and the answer after a refusal
//
// Specification: `go help goauth`; cmd/go/internal/auth. Nothing of what programs print, and none of their arguments, is
// ever part of a message. Unlike go, what is refused with 404 is asked again only where nothing was shown before: a guard
// is asked for much that is not there.
import { spawn } from 'node:child_process'
import { statSync } from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import { createGate } from '../base/once.ts'
import { findProgram, type Environment } from './environment.ts'
import { basicAuth, readNetrc } from './netrc.ts'

/** Headers that show who asks, by lower-case name. */
export type AuthHeaders = Readonly<Record<string, string>>

/** An answer of the kind 4xx. */
export interface RefusedAnswer {
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
}

/** What is known for https URLs. Nothing throws: who cannot be logged in asks as a stranger. */
export interface Credentials {
  /** `undefined` where nobody is known there. */
  readonly headers: (url: URL) => Promise<AuthHeaders | undefined>
  /** Asks anew after a refusal; `undefined` where there is nothing else to show than `shown`. */
  readonly refused: (
    url: URL,
    answer: RefusedAnswer,
    shown: AuthHeaders | undefined,
  ) => Promise<AuthHeaders | undefined>
  /** Hears how what `refused` gave was answered. */
  readonly settled: (url: URL, status: number) => void
}

/** How programs are run. */
const PROGRAM_MS = 60_000
const MOST_OUTPUT = 1 << 20
const PROGRAMS_AT_ONCE = 2
/** How long (ms) nothing is asked again for a place that there was nothing new for. */
const AGAIN_MS = 60_000
const MOST_KEPT = 10_000

type Method =
  | { readonly kind: 'netrc' }
  | { readonly kind: 'git'; readonly folder: string }
  | { readonly kind: 'command'; readonly program: string; readonly args: readonly string[] }

/** Credentials for one client. `onNotice` hears, once each, of methods that cannot be used. */
export function createCredentials(
  env: Environment,
  goauth: string,
  onNotice: (text: string) => void = () => undefined,
): Credentials {
  const told = new Set<string>()
  const notice = (text: string): void => {
    if (!told.has(text)) onNotice(text)
    told.add(text)
  }
  let methods: readonly Method[] | undefined
  const known = new Map<string, AuthHeaders>()
  const filled = new Map<string, { readonly folder: string; readonly said: string }>()
  const lately = new Map<string, number>()
  const gate = createGate(PROGRAMS_AT_ONCE)
  let first: Promise<void> | undefined

  const store = (prefix: string, headers: AuthHeaders): void => {
    const key = prefix.replace(/^https:\/\//, '').replace(/\/$/, '')
    if (Object.keys(headers).length === 0) known.delete(key)
    else if (known.size < MOST_KEPT || known.has(key)) known.set(key, headers)
  }

  /** Runs every method; the first of the list has the last word. */
  const runAll = async (url: URL | undefined, answer: RefusedAnswer | undefined): Promise<void> => {
    methods ??= parseGoAuth(env, goauth, notice)
    for (const method of methods.toReversed()) {
      if (method.kind === 'netrc') {
        const entries = await readNetrc(env, notice)
        for (const { machine, login, password } of entries.toReversed()) {
          store(machine, { authorization: basicAuth(login, password) })
        }
      } else if (method.kind === 'git') {
        if (url === undefined) continue
        const got = await gate(async () => askGit(env, method.folder, url))
        if (got === undefined) notice('GOAUTH: git credential fill gives nothing that can be used')
        else {
          store(got.prefix, { authorization: basicAuth(got.username, got.password) })
          filled.set(url.href, { folder: method.folder, said: got.said })
        }
      } else {
        const said = await gate(async () => askCommand(env, method, url, answer))
        const sets = said === undefined ? undefined : parseCredentialSets(said)
        if (sets === undefined) notice(`GOAUTH: ${method.program} failed, or printed what is not of the form`)
        else for (const [prefix, headers] of sets) store(prefix, headers)
      }
    }
  }
  const load = (url: URL): AuthHeaders | undefined => {
    let prefix = (url.host + url.pathname).replace(/\/$/, '')
    for (;;) {
      const found = known.get(prefix)
      const slash = prefix.lastIndexOf('/')
      if (found !== undefined || slash < 0) return found
      prefix = prefix.slice(0, slash)
    }
  }
  return {
    async headers(url): Promise<AuthHeaders | undefined> {
      await (first ??= runAll(undefined, undefined))
      return load(url)
    },
    async refused(asked, answer, shown): Promise<AuthHeaders | undefined> {
      const url = withoutUser(asked)
      const isUnknown = answer.status === 401 || answer.status === 403
      if (!isUnknown && shown !== undefined) return undefined
      const now = Date.now()
      // For who was refused just now there is nothing new a moment later.
      const place = url.pathname.split('/').slice(0, 4).join('/')
      const key = `${url.host}${place} ${isUnknown} ${JSON.stringify(shown)}`
      if (now - (lately.get(key) ?? -Infinity) < AGAIN_MS) return different(load(url), shown)
      methods ??= parseGoAuth(env, goauth, notice)
      if (methods.length === 0) return undefined
      await runAll(url, answer)
      const found = different(load(url), shown)
      if (lately.size >= MOST_KEPT) lately.clear()
      if (found === undefined) lately.set(key, now)
      return found
    },
    settled(asked, status): void {
      const { href } = withoutUser(asked)
      const said = filled.get(href)
      filled.delete(href)
      if (said === undefined || (status !== 200 && status !== 401)) return
      const action = status === 200 ? 'approve' : 'reject'
      // What the helper remembers is its own matter: nobody waits for it.
      void run(env, 'git', ['credential', action], said.folder, said.said)
    },
  }
}

/** What a URL says of who asks is no other program's matter. */
function withoutUser(url: URL): URL {
  const bare = new URL(url)
  bare.username = ''
  bare.password = ''
  return bare
}

/** The methods of a GOAUTH setting; none where go would refuse it. */
function parseGoAuth(env: Environment, goauth: string, notice: (text: string) => void): readonly Method[] {
  const items = goauth.split(';').map((item) => splitWords(item.trim()))
  const methods: Method[] = []
  for (const words of items) {
    const [name, folder = '', ...more] = words ?? []
    if (words === undefined || name === undefined || name === '') {
      notice('GOAUTH: a method is empty or has a quote without end, so nobody is logged in')
      return []
    }
    if (name === 'off') {
      if (items.length > 1) notice('GOAUTH: off stands beside other methods, so nobody is logged in')
      return []
    }
    if (name === 'netrc') methods.push({ kind: 'netrc' })
    else if (name === 'git') {
      if (more.length > 0 || !isFolder(folder))
        notice('GOAUTH: git needs the absolute path of one folder, and is skipped')
      else methods.push({ kind: 'git', folder })
    } else {
      const program = path.isAbsolute(name) ? name : name.includes('/') ? undefined : findProgram(env, name)
      if (program === undefined) notice(`GOAUTH: ${name} is no program on the PATH, and is skipped`)
      else methods.push({ kind: 'command', program, args: words.slice(1) })
    }
  }
  return methods
}

function isFolder(folder: string): boolean {
  return path.isAbsolute(folder) && statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true
}

/** Words as cmd/internal/quoted has them: quotes around whole words, without escapes; `undefined` for one without end. */
function splitWords(text: string): readonly string[] | undefined {
  const words: string[] = []
  for (let at = 0; at < text.length;) {
    const char = text[at] ?? ''
    if (/[ \t\r\n]/.test(char)) {
      at++
      continue
    }
    const isQuoted = char === '"' || char === "'"
    const rest = text.slice(at + (isQuoted ? 1 : 0))
    const end = isQuoted ? rest.indexOf(char) : rest.search(/[ \t\r\n]|$/)
    if (end < 0) return undefined
    words.push(rest.slice(0, end))
    at += end + (isQuoted ? 2 : 0)
  }
  return words
}

interface GitAnswer {
  readonly prefix: string
  readonly username: string
  readonly password: string
  readonly said: string
}

/** What the user's credential helpers have for a URL. */
async function askGit(env: Environment, folder: string, url: URL): Promise<GitAnswer | undefined> {
  const said = await run(env, 'git', ['credential', 'fill'], folder, `url=${url.href}\n`)
  if (said === undefined) return undefined
  const fields = new Map<string, string>()
  for (const line of said.split('\n')) {
    const equals = line.indexOf('=')
    if (equals > 0) fields.set(line.slice(0, equals).trim(), line.slice(equals + 1).trim())
  }
  const part = (name: string): string => fields.get(name) ?? ''
  const below = part('path') === '' ? '' : `/${part('path').replace(/^\//, '')}`
  const prefix = fields.has('url') ? part('url') : `${part('protocol')}://${part('host')}${below}`
  // Of the server that was asked about, and of no other one; the end of a host's name is the end of it.
  const isOf = url.href === prefix || url.href.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`)
  if (!prefix.startsWith('https://') || !isOf || part('password') === '') return undefined
  return { prefix, username: part('username'), password: part('password'), said }
}

async function askCommand(
  env: Environment,
  { program, args }: Extract<Method, { kind: 'command' }>,
  url: URL | undefined,
  answer: RefusedAnswer | undefined,
): Promise<string | undefined> {
  const input = answer === undefined ? '' : responseText(answer)
  return run(env, program, url === undefined ? args : [...args, url.href], path.parse(program).root, input)
}

/** An answer's head, as programs read it. */
function responseText({ status, headers }: RefusedAnswer): string {
  const lines = [...headers].map(([name, value]) => `${name}: ${value.replaceAll(/[\r\n]+/g, ' ')}\n`)
  return `HTTP/1.1 ${status} ${http.STATUS_CODES[status] ?? ''}\n${lines.join('')}\n`
}

/** Runs a program; what it prints, `undefined` where it fails. It asks nobody: there is no terminal. */
function run(
  env: Environment,
  program: string,
  args: readonly string[],
  cwd: string,
  input: string,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const quiet = { GIT_TERMINAL_PROMPT: '0', GIT_ASKPASS: '', SSH_ASKPASS: '', GCM_INTERACTIVE: 'never' }
    const child = spawn(program, args, { cwd, env: { ...env, ...quiet }, stdio: ['pipe', 'pipe', 'ignore'] })
    const chunks: Buffer[] = []
    let size = 0
    const done = (code: number | null): void => {
      clearTimeout(late)
      resolve(code === 0 && size <= MOST_OUTPUT ? Buffer.concat(chunks).toString() : undefined)
    }
    // What the program itself started may hold its output open for ever, and is not waited for.
    const giveUp = (): void => {
      child.kill('SIGKILL')
      child.stdout.destroy()
      done(null)
    }
    const late = setTimeout(giveUp, PROGRAM_MS)
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > MOST_OUTPUT) giveUp()
      else chunks.push(chunk)
    })
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
    child.on('error', () => done(1))
    child.on('close', done)
  })
}

/**
 * What a GOAUTH command printed: URLs, an empty line, headers, an empty line, and so on. By URL; `undefined` where it is
 * not of that form. Headers that are about the connection are left out.
 */
export function parseCredentialSets(text: string): ReadonlyMap<string, AuthHeaders> | undefined {
  const sets = new Map<string, AuthHeaders>()
  const lines = text.split('\n')
  // Every line has its end: what follows the last one is nothing.
  if (lines.pop() !== '') return undefined
  for (let at = 0; at < lines.length;) {
    const urls: string[] = []
    for (; at < lines.length && lines[at] !== ''; at++) {
      const url = URL.parse(lines[at] ?? '')
      if (url === null) return undefined
      if (url.protocol === 'https:') urls.push(url.href)
    }
    if (at++ >= lines.length) return undefined
    const headers: Record<string, string> = {}
    for (; at < lines.length && lines[at] !== ''; at++) {
      const [, name, value] = /^([!#$%&'*+.^`|~\w-]{1,256}): (.*)$/.exec(lines[at] ?? '') ?? []
      // eslint-disable-next-line no-control-regex -- control characters are what is looked for
      if (name === undefined || value === undefined || /[\u0000-\u0008\u000A-\u001F\u007F]/.test(value))
        return undefined
      const key = name.toLowerCase()
      if (OWN.has(key)) continue
      headers[key] = headers[key] === undefined ? value.trim() : `${headers[key]}, ${value.trim()}`
    }
    if (at++ >= lines.length) return undefined
    for (const url of urls) sets.set(url, headers)
  }
  return sets
}

/** Headers that the client alone sets. */
const OWN: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'accept-encoding',
  'upgrade',
  'te',
  'trailer',
  'expect',
])

function different(found: AuthHeaders | undefined, shown: AuthHeaders | undefined): AuthHeaders | undefined {
  return found === undefined || JSON.stringify(found) === JSON.stringify(shown) ? undefined : found
}
