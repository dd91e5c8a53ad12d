// A guard under test: `modwarden serve` as a child process over a universe, and requests to it.
import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import http from 'node:http'
import path from 'node:path'
import type { Role } from '../../src/base/role.ts'
import { hashOfSecret, newSecret } from '../../src/server/identify.ts'
import { openPeople } from '../../src/store/people.ts'
import { openTables } from '../../src/store/tables.ts'
import { withUniverse, type Published, type Universe } from './universe.ts'

/** An answer of a guard. */
export interface GuardAnswer {
  readonly status: number
  readonly headers: http.IncomingHttpHeaders
  readonly body: Buffer
  readonly text: string
}

/** How something is asked. */
export interface AskOptions {
  readonly method?: string
  readonly headers?: http.OutgoingHttpHeaders
  readonly body?: string
}

/** A guard that runs. */
export interface TestGuard {
  readonly base: string
  readonly data: string
  readonly pid: number
  /** Asks for a path, as it is written; never throws for a status. */
  get(below: string, options?: AskOptions): Promise<GuardAnswer>
  /** Sends JSON with a token, or without one. */
  post(below: string, body: unknown, token?: string): Promise<GuardAnswer>
  /** Sends a form as a browser with this cookie does. */
  form(below: string, fields: Readonly<Record<string, string>>, cookie?: string): Promise<GuardAnswer>
  /** What it wrote so far. */
  readonly output: () => string
  /** Tells it to stop, by the signal, and gives its exit code; `null` where it was killed. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

const launcher = path.join(import.meta.dirname, '..', '..', 'bin', 'modwarden.mjs')
const STARTS_MS = 30_000

/** Runs `work` with a guard whose upstream and checksum database are the universe's; it is ended afterwards. */
export async function withGuard(
  u: Universe,
  work: (guard: TestGuard) => Promise<void>,
  flags: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const data = path.join(u.root, 'guard')
  const args = [launcher, 'serve', '--listen', '127.0.0.1:0', '--data', data, ...flags]
  const child = spawn(process.execPath, args, {
    cwd: u.root,
    env: { ...u.environment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const ended = new Promise<number | null>((resolve) => child.on('close', (code) => resolve(code)))
  const agent = new http.Agent({ keepAlive: true, maxSockets: 2000 })
  try {
    const base = `http://127.0.0.1:${await portOf(child, () => output)}`
    await work({
      base,
      data,
      pid: child.pid ?? 0,
      output: () => output,
      get: async (below, options = {}) => ask(`${base}${below}`, agent, options),
      post: async (below, body, token) =>
        ask(`${base}${below}`, agent, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          },
          body: JSON.stringify(body),
        }),
      form: async (below, fields, cookie) =>
        ask(`${base}${below}`, agent, {
          method: 'POST',
          headers: {
            'content-type': 'application/x-www-form-urlencoded',
            origin: base,
            'sec-fetch-site': 'same-origin',
            ...(cookie === undefined ? {} : { cookie }),
          },
          body: String(new URLSearchParams(fields)),
        }),
      stop: async (signal = 'SIGTERM') => {
        agent.destroy()
        child.kill(signal)
        return ended
      },
    })
  } finally {
    agent.destroy()
    child.kill('SIGKILL')
    await ended
  }
}

async function portOf(child: ChildProcess, output: () => string): Promise<number> {
  const began = Date.now()
  for (;;) {
    const port = /listens on [^"]*:(\d+);/.exec(output())?.[1]
    if (port !== undefined) return Number(port)
    if (child.exitCode !== null || Date.now() - began > STARTS_MS)
      throw new Error(`the guard did not start:\n${output()}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

async function ask(
  url: string,
  agent: http.Agent,
  { method = 'GET', headers = {}, body }: AskOptions,
): Promise<GuardAnswer> {
  const { hostname, port } = new URL(url)
  // The path as it is written: a URL would clean it.
  const below = url.slice(url.indexOf('/', 'http://'.length))
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, path: below, method, headers, agent }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const body = Buffer.concat(chunks)
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body, text: body.toString() })
      })
    })
    request.on('error', reject)
    request.end(body)
  })
}

/** Waits until the downloads that a guard counted are written. */
export async function recorded(guard: TestGuard): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    // What has just been answered is counted in the next turn.
    await new Promise((resolve) => setTimeout(resolve, 50))
    if (/^modwarden_downloads_waiting 0$/m.test((await guard.get('/metrics')).text)) return
  }
  throw new Error('its downloads are not written')
}

/** Runs `work` with a guard over a universe that serves modules. */
export async function guarded(
  modules: readonly Published[],
  work: (guard: TestGuard, u: Universe) => Promise<void>,
  flags: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  await withUniverse(async (u) => {
    u.serve(modules)
    await withGuard(u, async (guard) => work(guard, u), flags, env)
  })
}

/** The path of a file of a module version. */
export function urlOf(m: Published, kind: 'info' | 'mod' | 'zip'): string {
  return `/${escaped(m.path)}/@v/${escaped(m.version)}.${kind}`
}

/** The path of the checksum database's answer about it. */
export function lookupOf(u: Universe, m: Published): string {
  return `/sumdb/${u.db.name}/lookup/${escaped(m.path)}@${m.version}`
}

function escaped(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`)
}

/** Makes a token at a guard that runs, or ran, as `modwarden token create` does. */
export async function tokenFor(data: string, name: string, role: Role): Promise<string> {
  const file = path.join(data, 'guard.db')
  const tables = openTables(file)
  try {
    const secret = newSecret(randomBytes(32))
    const [created, expires] = [new Date(), new Date(Date.now() + 86_400_000)]
    await openPeople(tables, file).addToken({ name, role, hash: hashOfSecret(secret), created, expires })
    return secret
  } finally {
    await tables.close()
  }
}

/** Logs in; gives the cookie. */
export async function cookieOf(guard: TestGuard, token: string): Promise<string> {
  const { status, headers } = await guard.form('/login', { token, next: '/' })
  const cookie = headers['set-cookie']?.[0]?.split(';')[0]
  if (status !== 303 || cookie === undefined) throw new Error(`the login answers ${status}`)
  return cookie
}

/** The CSRF token in a page. */
export function csrfIn(page: string): string {
  return /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? ''
}
