// Git repositories for tests, made with the real git, and a server for them on loopback: `git http-backend` as a CGI
// program (git-http-backend(1), RFC 3875). Everything in them is inert text.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** Whether git with its http-backend is installed, and where not, the reason for `skip`. */
export const gitServer: { readonly reason: string | false } = {
  reason:
    spawnSync('git', ['http-backend'], { env: { PATH: process.env['PATH'] } }).error === undefined
      ? false
      : 'git is not installed',
}

/** What a file of a commit is: text, bytes, a link, or nothing any more. */
export type Content = string | Uint8Array | { readonly link: string } | undefined

/** How a commit is made. */
export interface CommitOptions {
  /** Seconds since 1970, of author and committer; a fixed one unless given. */
  readonly time?: number
  readonly email?: string
  /** Further arguments for `git commit`: `-S`. */
  readonly args?: readonly string[]
  /** `-c` settings. */
  readonly settings?: readonly string[]
}

/** One repository with a work tree; the server shows it as `/<name>`. */
export class TestRepository {
  readonly folder: string
  readonly #home: string

  constructor(root: string, name: string, home: string, format = 'sha1') {
    this.folder = path.join(root, name)
    this.#home = home
    mkdirSync(this.folder, { recursive: true })
    this.git('init', '-q', '-b', 'main', `--object-format=${format}`)
    this.git('config', 'core.autocrlf', 'false')
    this.git('config', 'uploadpack.allowFilter', 'true')
  }

  /** Runs git in it; gives stdout without the last newline. */
  git(...args: string[]): string {
    return this.#run(args, {})
  }

  /** Runs git with bytes on stdin; gives stdout without the last newline. */
  feed(input: Uint8Array, ...args: string[]): string {
    const env = gitEnvironment(this.#home)
    return execFileSync('git', args, { cwd: this.folder, env, input }).toString().trimEnd()
  }

  /** Writes files and commits all there is; gives the commit. */
  commit(files: Readonly<Record<string, Content>>, options: CommitOptions = {}): string {
    for (const [name, content] of Object.entries(files)) this.#write(name, content)
    this.git('add', '-A', '-f')
    const { time = 1_700_000_000, email = 'kim@example.com', args = [], settings = [] } = options
    const who = {
      GIT_AUTHOR_DATE: `${time} +0000`,
      GIT_COMMITTER_DATE: `${time} +0000`,
      GIT_AUTHOR_EMAIL: email,
      GIT_COMMITTER_EMAIL: email,
    }
    const config = settings.flatMap((setting) => ['-c', setting])
    this.#run([...config, 'commit', '-q', '--allow-empty', '-m', 'change', ...args], who)
    return this.git('rev-parse', 'HEAD')
  }

  #write(name: string, content: Content): void {
    const file = path.join(this.folder, name)
    if (content === undefined) return rmSync(file, { recursive: true })
    mkdirSync(path.dirname(file), { recursive: true })
    if (typeof content === 'string' || content instanceof Uint8Array) writeFileSync(file, content)
    else symlinkSync(content.link, file)
  }

  #run(args: readonly string[], env: Readonly<Record<string, string>>): string {
    return execFileSync('git', args, { cwd: this.folder, env: { ...gitEnvironment(this.#home), ...env } })
      .toString()
      .trimEnd()
  }
}

/** An environment in which git knows nobody but a test's author. */
export function gitEnvironment(home: string): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Kim',
    GIT_AUTHOR_EMAIL: 'kim@example.com',
    GIT_COMMITTER_NAME: 'Kim',
    GIT_COMMITTER_EMAIL: 'kim@example.com',
  }
}

/** Runs `work` with a folder for repositories and one for a home. */
export async function withRepositories<T>(
  work: (make: (name: string, format?: string) => TestRepository, root: string, home: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'modwarden-repos-'))
  try {
    const [root, home] = [path.join(folder, 'repos'), path.join(folder, 'home')]
    mkdirSync(root)
    mkdirSync(home)
    return await work((name, format) => new TestRepository(root, name, home, format), root, home)
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** A server of all repositories below a folder. */
export function gitHandler(root: string): RequestListener {
  return (request, response) => serveGit(root, request, response)
}

function serveGit(root: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? '/', 'http://localhost')
  const header = (name: string): string => [request.headers[name] ?? ''].flat().join(', ')
  const child = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: root,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
      PATH_INFO: decodeURIComponent(pathname),
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: header('content-type'),
      HTTP_CONTENT_ENCODING: header('content-encoding'),
      GIT_PROTOCOL: header('git-protocol'),
      REMOTE_ADDR: '127.0.0.1',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  child.stdin.on('error', () => undefined)
  request.pipe(child.stdin)
  let head: Buffer | undefined = Buffer.alloc(0)
  child.stdout.on('data', (chunk: Buffer) => {
    if (head === undefined) return void response.write(chunk)
    head = Buffer.concat([head, chunk])
    const end = head.indexOf('\r\n\r\n')
    if (end < 0) return
    const headers = new Map(
      head
        .toString('latin1', 0, end)
        .split('\r\n')
        .map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
    )
    const status = Number.parseInt(headers.get('Status') ?? '200', 10)
    headers.delete('Status')
    response.writeHead(status, Object.fromEntries(headers))
    response.write(head.subarray(end + 4))
    head = undefined
  })
  child.on('close', () => response.end())
  response.on('close', () => child.kill())
}
