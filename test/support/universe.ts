// A small world for end-to-end tests: modules, a module proxy on loopback that passes a checksum database in memory,
// a module cache as the go command would fill it, a project, and the program as a child process. No Go is needed.
import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { isWardenError } from '../../src/base/errors.ts'
import type { ModuleVersion } from '../../src/base/finding.ts'
import { cachePaths, parseDownloadPath, sumdbLookupPath, type CachePaths } from '../../src/gomod/cachelayout.ts'
import { hash1, hashGoMod, sha256 } from '../../src/gomod/dirhash.ts'
import { unescapePath } from '../../src/gomod/path.ts'
import { serving } from './loopback.ts'
import { TestSumdb } from './sumdbserver.ts'
import { makeZip } from './zipwriter.ts'

/** A module version as its author published it. */
export interface Published extends ModuleVersion {
  readonly zip: Uint8Array
  readonly goMod: Uint8Array
  readonly h1: string
  readonly goModH1: string
  /** The files of the zip, by their names below the module's root. */
  readonly files: ReadonlyMap<string, string>
}

/** What a run of the program gave. */
export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** How the program is run; `env` is laid over the universe's own, `undefined` takes a variable away. */
export interface RunOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Called with what sends signals to the child once it has started. */
  readonly onStart?: ((kill: (signal: NodeJS.Signals) => void) => void) | undefined
}

/** Answers a request itself where it gives true. */
export type Lie = (url: string, response: ServerResponse) => boolean

const launcher = path.join(import.meta.dirname, '..', '..', 'bin', 'modwarden.mjs')

const WITH_PROGRESS: ReadonlySet<string> = new Set([
  'verify',
  'audit',
  'repair',
  'clean',
  'rebuild',
  'scan',
  'diff',
  'why',
  'tree',
  'outdated',
])

/** Longer than any run takes; a child that is still there then hangs, and its test fails. */
const HANGS_MS = 90_000

/** Makes a module version with a go.mod, a LICENSE and a Go file; `files` adds to them and replaces them. */
export function publish(modulePath: string, version: string, files: Readonly<Record<string, string>> = {}): Published {
  const name = path.posix.basename(modulePath).replaceAll(/\W/g, '')
  return publishExactly(modulePath, version, {
    'go.mod': `module ${modulePath}\n\ngo 1.21\n`,
    LICENSE: 'Do what you like.\n',
    [`${name}.go`]: `package ${name}\n\n// Hello greets.\nfunc Hello() string { return "hello" }\n`,
    ...files,
  })
}

/** Makes a module version of these files. Without a go.mod among them a proxy makes one up, as for old modules. */
export function publishExactly(
  modulePath: string,
  version: string,
  files: Readonly<Record<string, string>>,
): Published {
  const all = Object.entries(files)
  const prefix = `${modulePath}@${version}/`
  const goMod = Buffer.from(files['go.mod'] ?? `module ${modulePath}\n`)
  return {
    path: modulePath,
    version,
    files: new Map(all),
    zip: makeZip(all.map(([file, content]) => ({ name: prefix + file, content }))),
    goMod,
    h1: hash1(all.map(([file, content]) => ({ name: prefix + file, sha256: sha256(Buffer.from(content)) }))),
    goModH1: hashGoMod(goMod),
  }
}

/** The go.sum lines of module versions. */
export function sumLines(...modules: readonly Published[]): string {
  return modules.map((m) => `${m.path} ${m.version} ${m.h1}\n${m.path} ${m.version}/go.mod ${m.goModH1}\n`).join('')
}

/** A world; `withUniverse` makes one and takes it away again. */
export class Universe {
  readonly root: string
  readonly base: string
  readonly db: TestSumdb
  readonly project: string
  readonly modcache: string
  readonly gopath: string
  readonly store: string
  /** Paths that the server was asked for, in order. */
  readonly requests: string[] = []
  readonly served: Map<string, Published> = new Map()
  lie: Lie = () => false
  #tree: { get(path: string): Uint8Array }

  constructor(root: string, base: string, database: string) {
    this.root = root
    this.base = base
    this.db = new TestSumdb(database)
    this.#tree = this.db
    this.project = path.join(root, 'project')
    this.gopath = path.join(root, 'gopath')
    this.modcache = path.join(this.gopath, 'pkg', 'mod')
    this.store = path.join(root, 'home', '.cache', 'modwarden')
    for (const folder of [this.project, this.modcache, path.join(root, 'home'), path.join(root, 'tmp')]) {
      mkdirSync(folder, { recursive: true })
    }
  }

  /** The database that answers from now on: another history under the same key, for a fork. */
  answerFrom(db: { get(path: string): Uint8Array }): void {
    this.#tree = db
  }

  /** Serves module versions and logs them in the database; `unlogged` ones are served only. */
  serve(modules: readonly Published[], options: { readonly unlogged?: boolean } = {}): void {
    for (const m of modules) {
      this.served.set(`${m.path}@${m.version}`, m)
      if (options.unlogged !== true) this.db.add(m.path, m.version, sumLines(m))
    }
  }

  /** Fills GOMODCACHE as `go mod download` does. */
  cache(modules: readonly Published[]): void {
    for (const m of modules) {
      const at = this.paths(m)
      put(at.zip, m.zip)
      put(at.ziphash, m.h1)
      put(at.mod, m.goMod)
      put(at.info, JSON.stringify({ Version: m.version, Time: '2020-01-01T00:00:00Z' }))
      put(at.lock, '')
      for (const [file, content] of m.files) put(path.join(at.folder, file), content)
    }
  }

  /** Where a module version lies in GOMODCACHE. */
  paths(m: ModuleVersion): CachePaths {
    return cachePaths(this.modcache, m)
  }

  /** Where the database's cached answer about a module version lies. */
  lookupFile(m: ModuleVersion): string {
    return sumdbLookupPath(this.modcache, this.db.name, m)
  }

  /** Writes a project that requires module versions directly, with its go.sum. */
  require(modules: readonly Published[], more: { readonly goMod?: string; readonly goSum?: string } = {}): void {
    const lines = modules.map((m) => `\t${m.path} ${m.version}\n`).join('')
    const block = modules.length === 0 ? '' : `\nrequire (\n${lines})\n`
    put(path.join(this.project, 'go.mod'), `module github.com/me/project\n\ngo 1.21\n${block}${more.goMod ?? ''}`)
    put(path.join(this.project, 'go.sum'), sumLines(...modules) + (more.goSum ?? ''))
  }

  /** Serves, caches and requires: a sound project. */
  sound(modules: readonly Published[]): void {
    this.serve(modules)
    this.cache(modules)
    this.require(modules)
  }

  /** Writes a file below the project's folder. */
  write(name: string, content: string | Uint8Array): string {
    return put(path.join(this.project, name), content)
  }

  /** Requests to the database so far, without the proxy's part of the path. */
  asked(): string[] {
    const prefix = `/sumdb/${this.db.name}`
    return this.requests.filter((url) => url.startsWith(prefix)).map((url) => url.slice(prefix.length))
  }

  /** Files left in the store and the cache under names that only unfinished work has. */
  leftovers(): string[] {
    const unfinished = /\.tmp$|^\.modwarden-|\.partial$|^fetch-|\.\d{3,}\.[a-z0-9]{6,}$/
    const folders = [this.store, this.modcache, path.join(this.root, 'tmp'), this.project]
    return folders.flatMap(filesBelow).filter((file) => file.split(path.sep).some((name) => unfinished.test(name)))
  }

  /** All files in modwarden's own copies of modules. */
  stored(): string[] {
    return filesBelow(path.join(this.store, 'modules'))
  }

  /** The environment that the program runs in. No go command is on its PATH. */
  environment(): Readonly<Record<string, string>> {
    return {
      HOME: path.join(this.root, 'home'),
      TMPDIR: path.join(this.root, 'tmp'),
      PATH: path.join(this.root, 'bin'),
      GOENV: 'off',
      GOPATH: this.gopath,
      GOMODCACHE: this.modcache,
      GOPROXY: this.base,
      GOSUMDB: this.db.key.verifier.key,
    }
  }

  /** Runs bin/modwarden.mjs. */
  async run(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
    // On a slow machine a second passes, and progress would stand on stderr: tests say what else may stand there.
    const quiet = WITH_PROGRESS.has(args[0] ?? '') && !args.includes('--no-progress') ? ['--no-progress'] : []
    return runProgram(process.execPath, [launcher, ...args, ...quiet], {
      cwd: options.cwd ?? this.project,
      env: { ...this.environment(), ...options.env },
      onStart: options.onStart,
    })
  }

  /** Runs with `--format json`; the document beside what `run` gives. */
  async json(args: readonly string[], options: RunOptions = {}): Promise<Ran & { readonly report: Report }> {
    const ran = await this.run([...args, '--format', 'json'], options)
    return { ...ran, report: JSON.parse(ran.stdout) as Report }
  }

  /** Answers one request to the server, whose path is not percent-encoded. */
  answer(url: string, response: ServerResponse): void {
    this.requests.push(url)
    if (this.lie(url, response)) return
    try {
      const body = this.#body(url)
      response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'text/plain' }).end(body ?? 'not here')
    } catch (error) {
      if (!isWardenError(error, 'not-found')) throw error
      response.writeHead(404, { 'content-type': 'text/plain' }).end(error.message)
    }
  }

  /** The list of a module's versions; `undefined` for a module that is not served. */
  #versions(modulePath: string): string | undefined {
    const versions = [...this.served.values()].filter((m) => m.path === modulePath).map((m) => `${m.version}\n`)
    return versions.length === 0 ? undefined : versions.join('')
  }

  #body(url: string): Uint8Array | string | undefined {
    const database = `/sumdb/${this.db.name}`
    if (url.startsWith(`${database}/`)) {
      const below = url.slice(database.length)
      return below === '/supported' ? '' : this.#tree.get(below)
    }
    const list = /^\/(.+)\/@v\/list$/.exec(url)?.[1]
    if (list !== undefined) return this.#versions(unescapePath(list))
    const file = parseDownloadPath(`cache/download${url}`)
    const m = file === undefined ? undefined : this.served.get(`${file.path}@${file.version}`)
    if (file === undefined || m === undefined) return undefined
    if (file.kind === 'info') return JSON.stringify({ Version: m.version, Time: '2020-01-01T00:00:00Z' })
    if (file.kind === 'mod') return m.goMod
    return file.kind === 'zip' ? m.zip : undefined
  }
}

/** What tests read of a JSON document of any command. */
export interface Report {
  readonly schema: string
  readonly exitCode: number
  readonly modules: ReadonlyArray<
    ModuleVersion & {
      readonly status: string
      readonly direct: boolean
      readonly goModOnly: boolean
      readonly parts: Readonly<Record<string, string>>
      readonly reasons: readonly string[]
      readonly remedy: readonly string[]
      readonly byIndex: boolean
    }
  >
  readonly files: ReadonlyArray<{
    readonly path: string
    readonly name: string
    readonly kind: string
    readonly part: string
    readonly diff?: readonly string[]
  }>
  readonly findings: ReadonlyArray<{
    readonly rule: string
    readonly severity: string
    readonly message: string
    readonly file?: string
    readonly line?: number
  }>
  readonly programs?: ReadonlyArray<
    ModuleVersion & {
      readonly file: string
      readonly sum: string
      readonly replaced: boolean
      readonly badSum: boolean
      readonly install?: string
    }
  >
  readonly unreadPrograms?: ReadonlyArray<{ readonly file: string; readonly why: string }>
  readonly summary: Readonly<Record<string, never>>
  readonly database?: {
    readonly name: string
    readonly treeSize: number
    readonly consistentWith: string
    readonly lookups: number
    readonly cachedLookups: number
  }
  readonly error?: {
    readonly code: string
    readonly message: string
    readonly place?: { readonly file: string; readonly line?: number }
    readonly remedy?: string
  }
  readonly verify?: Report
}

/** Runs `work` in a new world. The database's name has a slash, as names may have. */
export async function withUniverse(
  work: (u: Universe) => Promise<void>,
  options: { readonly database?: string } = {},
): Promise<void> {
  const root = mkdtempSync(path.join(tmpdir(), 'modwarden-universe-'))
  let universe: Universe | undefined
  try {
    await serving(
      (request, response) => universe?.answer(decodeURIComponent(request.url ?? ''), response),
      async (base) => {
        universe = new Universe(root, base, options.database ?? 'sumdb.example/db')
        await work(universe)
      },
    )
  } finally {
    removeAll(root)
  }
}

/** Writes a file, making its folders; gives its path. */
export function put(file: string, content: string | Uint8Array): string {
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, content)
  return file
}

/** Changes one character of a text file and nothing of its size. */
export function flip(file: string): void {
  const bytes = readFileSync(file)
  const last = bytes.length - 2
  bytes[last] = (bytes[last] ?? 0) ^ 1
  writeFileSync(file, bytes)
}

/** All files below a folder; none where it is not there. */
export function filesBelow(folder: string): string[] {
  const stats = statSync(folder, { throwIfNoEntry: false })
  if (stats === undefined) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.join(entry.parentPath, entry.name))
}

/** Runs a program to its end. A run that hangs is killed, and fails its test. */
export async function runProgram(
  file: string,
  args: readonly string[],
  options: Pick<RunOptions, 'onStart'> & { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: options.cwd, env: options.env, stdio: ['ignore', 'pipe', 'pipe'] })
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    const watchdog = setTimeout(() => child.kill('SIGKILL'), HANGS_MS)
    child.on('error', reject)
    child.on('close', (code, signal) => {
      clearTimeout(watchdog)
      const ran = { stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }
      if (code === null) reject(new Error(`${args.join(' ')}: ended by ${signal}\n${ran.stdout}${ran.stderr}`))
      else resolve({ code, ...ran })
    })
    options.onStart?.((signal) => child.kill(signal))
  })
}

/** Removes a tree, read-only folders of a module cache too. */
export function removeAll(root: string): void {
  const folders = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isDirectory())
  for (const entry of folders) chmodSync(path.join(entry.parentPath, entry.name), 0o700)
  rmSync(root, { recursive: true, force: true })
}
