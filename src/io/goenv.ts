// Go's settings, as the port of src/world/go.ts. Where go is installed it is asked: `go env -json` in an empty folder
// of our own, never in a project's, because a `toolchain` line there makes go download and run another Go. Elsewhere
// the files are read that go would read: the user's (`go env -w`) and GOROOT/go.env.
// Specification: `go help environment`; cmd/go/internal/cfg (initEnvCache, EnvFile), go/build (defaultGOPATH).
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { WardenError, messageOf } from '../base/errors.ts'
import type { Go, GoSettings } from '../world/go.ts'
import { findProgram, type Environment } from './environment.ts'

/** What `createGo` needs: the user's environment, and the platform where it is not this one (tests). */
export interface GoOptions {
  readonly env: Environment
  readonly platform?: NodeJS.Platform
}

/** The installed Go, or what its files say. Throws nothing itself; `settings` throws `config`. */
export function createGo(options: GoOptions): Go {
  const { env, platform = process.platform } = options
  let known: Promise<GoSettings> | undefined
  return {
    settings: () => {
      known ??= readSettings(env, platform)
      return known
    },
  }
}

/** The first folder of a GOPATH list, where go keeps the remembered heads; `undefined` where there is none. */
export function firstGoPath(settings: Pick<GoSettings, 'GOPATH'>): string | undefined {
  const first = settings.GOPATH.split(path.delimiter)[0]
  return first === undefined || first === '' ? undefined : first
}

/** Go's environment file and GOROOT/go.env: `NAME=value` lines; all others are ignored, as go ignores them. */
export function parseEnvFile(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  for (const line of text.split('\n')) {
    const equals = line.indexOf('=')
    const first = line.charCodeAt(0)
    if (equals < 0 || !(first >= 0x41 && first <= 0x5a)) continue
    values.set(line.slice(0, equals), line.slice(equals + 1))
  }
  return values
}

/** The names asked of `go env`; asking for a few is faster than for all, some of which start a C compiler. */
const ASKED =
  'GOVERSION GOPROXY GOSUMDB GOPRIVATE GONOPROXY GONOSUMDB GOINSECURE GOMODCACHE GOPATH GOAUTH GOVCS GOBIN GOENV GOROOT'

/** What go would use as checksum database where nothing says otherwise. */
const DEFAULT_GOSUMDB = 'sum.golang.org'

/** How long (ms) `go env` may take; it needs some 5. */
const GO_TIMEOUT_MS = 20_000

async function readSettings(env: Environment, platform: NodeJS.Platform): Promise<GoSettings> {
  const go = findProgram(env, 'go')
  const settings = go === undefined ? await fromFiles(env, platform) : await fromGo(go, env)
  return checked(settings, platform)
}

async function fromGo(go: string, env: Environment): Promise<GoSettings> {
  const said = await askGo(go, env)
  const value = (name: string): string => said.get(name) ?? ''
  // What the child was told otherwise, by go's own order: the environment, the user's file, GOROOT/go.env.
  const user = await readEnvFile(value('GOENV'))
  const installed = await readEnvFile(value('GOROOT') === '' ? '' : path.join(value('GOROOT'), 'go.env'))
  const own = (name: string): string => lookUp(name, env, user, installed)
  return {
    source: 'go',
    goVersion: value('GOVERSION') === '' ? undefined : value('GOVERSION'),
    GOPROXY: value('GOPROXY'),
    GOSUMDB: value('GOSUMDB'),
    GOPRIVATE: value('GOPRIVATE'),
    GONOPROXY: value('GONOPROXY'),
    GONOSUMDB: value('GONOSUMDB'),
    GOINSECURE: value('GOINSECURE'),
    GOFLAGS: own('GOFLAGS'),
    GOMODCACHE: value('GOMODCACHE'),
    GOPATH: value('GOPATH'),
    GOWORK: own('GOWORK'),
    GOTOOLCHAIN: own('GOTOOLCHAIN'),
    GOAUTH: value('GOAUTH'),
    GOVCS: value('GOVCS'),
    GOBIN: value('GOBIN'),
    GOENV: value('GOENV'),
    GOROOT: value('GOROOT'),
  }
}

/**
 * Runs `go env -json` for `names` in a new empty folder, told to be itself: no other toolchain, no workspace, no flags.
 * Throws `config` where go does not work.
 */
export async function askGo(
  go: string,
  env: Environment,
  names: readonly string[] = ASKED.split(' '),
): Promise<ReadonlyMap<string, string>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'modwarden-go-')).catch((error: unknown) => {
    throw new WardenError('io', `${tmpdir()}: cannot make a temporary folder: ${messageOf(error)}`, {
      remedy: 'set TMPDIR to a folder that can be written',
      cause: error,
    })
  })
  try {
    const told = { ...env, PWD: folder, GOTOOLCHAIN: 'local', GOWORK: 'off', GOFLAGS: '' }
    return jsonStrings(await run(go, ['env', '-json', ...names], folder, told), go)
  } finally {
    await rmdir(folder).catch(() => undefined)
  }
}

function run(program: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    const limits = { timeout: GO_TIMEOUT_MS, maxBuffer: 1024 * 1024, killSignal: 'SIGKILL' } as const
    execFile(program, args, { cwd, env, encoding: 'utf8', ...limits }, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout)
      const said = stderr.trim().split('\n')[0] ?? ''
      reject(notWorking(program, said === '' ? messageOf(error) : said, error))
    })
  })
}

function jsonStrings(text: string, program: string): ReadonlyMap<string, string> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw notWorking(program, 'what "go env -json" prints is not JSON', error)
  }
  if (typeof value !== 'object' || value === null) throw notWorking(program, '"go env -json" printed no object')
  return new Map(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}

function notWorking(program: string, why: string, cause?: unknown): WardenError {
  return new WardenError('config', `${program}: does not work: ${why}`, {
    remedy: 'repair the Go installation, or take it off the PATH and set GOPROXY',
    cause,
  })
}

async function fromFiles(env: Environment, platform: NodeJS.Platform): Promise<GoSettings> {
  const envFile = userEnvFile(env, platform)
  const user = await readEnvFile(envFile)
  const goroot = lookUp('GOROOT', env, user, new Map())
  const installed = await readEnvFile(goroot === '' ? '' : path.join(goroot, 'go.env'))
  const value = (name: string): string => lookUp(name, env, user, installed)
  const or = (name: string, otherwise: string): string => (value(name) === '' ? otherwise : value(name))
  const GOPATH = or('GOPATH', defaultGoPath(env, platform, goroot))
  const first = firstGoPath({ GOPATH })
  return {
    source: 'files',
    goVersion: undefined,
    // No public mirror is named here: without go, the user or the installation must name it.
    GOPROXY: value('GOPROXY'),
    GOSUMDB: or('GOSUMDB', DEFAULT_GOSUMDB),
    GOPRIVATE: value('GOPRIVATE'),
    GONOPROXY: or('GONOPROXY', value('GOPRIVATE')),
    GONOSUMDB: or('GONOSUMDB', value('GOPRIVATE')),
    GOINSECURE: value('GOINSECURE'),
    GOFLAGS: value('GOFLAGS'),
    GOMODCACHE: or('GOMODCACHE', first === undefined ? '' : path.join(first, 'pkg', 'mod')),
    GOPATH,
    GOWORK: value('GOWORK'),
    GOTOOLCHAIN: value('GOTOOLCHAIN'),
    GOAUTH: or('GOAUTH', 'netrc'),
    GOVCS: value('GOVCS'),
    GOBIN: value('GOBIN'),
    GOENV: envFile,
    GOROOT: goroot,
  }
}

function lookUp(
  name: string,
  env: Environment,
  user: ReadonlyMap<string, string>,
  installed: ReadonlyMap<string, string>,
): string {
  const set = env[name]
  // An empty variable counts as unset; an empty line in the user's file hides GOROOT's, as in go.
  return set === undefined || set === '' ? (user.get(name) ?? installed.get(name) ?? '') : set
}

/** Where `go env -w` writes; `''` where GOENV is "off" or there is no home to find it in, as `go env GOENV` says. */
function userEnvFile(env: Environment, platform: NodeJS.Platform): string {
  const named = env['GOENV'] ?? ''
  if (named !== '') return named === 'off' ? '' : named
  const folder = userConfigFolder(env, platform)
  return folder === '' ? '' : path.join(folder, 'go', 'env')
}

/** Go's os.UserConfigDir. */
function userConfigFolder(env: Environment, platform: NodeJS.Platform): string {
  const home = env['HOME'] ?? ''
  if (platform === 'win32') return env['AppData'] ?? env['APPDATA'] ?? ''
  if (platform === 'darwin') return home === '' ? '' : path.join(home, 'Library', 'Application Support')
  const xdg = env['XDG_CONFIG_HOME'] ?? ''
  if (xdg !== '') return path.isAbsolute(xdg) ? xdg : ''
  return home === '' ? '' : path.join(home, '.config')
}

function defaultGoPath(env: Environment, platform: NodeJS.Platform, goroot: string): string {
  const home = env[platform === 'win32' ? 'USERPROFILE' : 'HOME'] ?? ''
  if (home === '') return ''
  const folder = path.join(home, 'go')
  return goroot !== '' && path.resolve(goroot) === path.resolve(folder) ? '' : folder
}

async function readEnvFile(file: string): Promise<ReadonlyMap<string, string>> {
  if (file === '') return new Map()
  // go takes a file that it cannot read for an empty one.
  return readFile(file, 'utf8').then(parseEnvFile, () => new Map<string, string>())
}

/** Refuses settings with which nothing can be found; go refuses the same when it first needs them. */
function checked(settings: GoSettings, platform: NodeJS.Platform): GoSettings {
  if (settings.GOMODCACHE === '') {
    const home = platform === 'win32' ? 'USERPROFILE' : 'HOME'
    throw new WardenError('config', `module cache not found: neither GOMODCACHE, GOPATH nor ${home} is set`, {
      remedy: 'set GOMODCACHE to the absolute path of the module cache',
    })
  }
  for (const [name, value] of [
    ['GOMODCACHE', settings.GOMODCACHE],
    ['GOPATH', firstGoPath(settings) ?? ''],
  ] as const) {
    if (value !== '' && !path.isAbsolute(value)) {
      throw new WardenError('config', `${name}: must be an absolute path: ${JSON.stringify(value)}`, {
        remedy: `set ${name} to an absolute path, or unset it: go env -u ${name}`,
      })
    }
  }
  return settings
}
