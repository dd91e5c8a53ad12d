// Building and testing a project with the go command, in its own folder: the one place where code of a project runs, for
// `fix --test` alone. go stays the one that is installed, and changes neither go.mod nor go.sum. First go alone gets what is to
// be built, in the user's environment; then code runs, without any secret of it, and without module proxies.
import { spawn } from 'node:child_process'
import os from 'node:os'
import { messageOf, WardenError } from '../base/errors.ts'
import { findProgram, type Environment } from './environment.ts'

/** How one command went. */
export interface GoRan {
  readonly command: string
  readonly ok: boolean
  readonly seconds: number
  /** The last lines of what it said. */
  readonly output: string
}

/** go reads what is to be built, and fetches what is not here; nothing of it is run. */
const FETCH = ['list', '-deps', '-test', '-f', '', './...']
const COMMANDS: readonly { readonly name: string; readonly args: readonly string[] }[] = [
  // Without -o the program of a module with a single one would lie in its folder.
  { name: 'go build ./...', args: ['build', '-o', os.devNull, './...'] },
  { name: 'go test ./...', args: ['test', './...'] },
]
const MOST_OUTPUT = 64 << 10
const MOST_LINES = 30
const TIMEOUT_MS = 30 * 60_000

/**
 * Runs `go build ./...`, then `go test ./...` where that went well; before them `go list`, which is told only where it fails.
 * Each has `timeoutMs` (30 min). Throws `not-found` without go, `aborted`.
 */
export async function buildAndTest(
  folder: string,
  mod: 'readonly' | 'vendor',
  env: Environment,
  signal: AbortSignal,
  timeoutMs: number = TIMEOUT_MS,
): Promise<readonly GoRan[]> {
  // Flags of the user's come first in what go reads; the last -mod counts.
  const flags = `${env['GOFLAGS'] ?? ''} -mod=${mod}`.trim()
  const settings = { GOFLAGS: flags, GOTOOLCHAIN: env['GOTOOLCHAIN'] ?? 'local' }
  const fetched = await runGo(folder, 'go list ./...', FETCH, { ...env, ...settings }, signal, timeoutMs)
  if (!fetched.ok) return [fetched]
  const done: GoRan[] = []
  for (const { name, args } of COMMANDS) {
    const ran = await runGo(folder, name, args, { ...harmless(env), ...settings, GOPROXY: 'off' }, signal, timeoutMs)
    done.push(ran)
    if (!ran.ok) break
  }
  return done
}

/** What a compiler and tests need to know of this machine, by name: whatever else is in an environment may be a secret. */
const HARMLESS: ReadonlySet<string> = new Set(
  (
    'PATH HOME USER LOGNAME SHELL LANG LANGUAGE TZ TERM TMPDIR TMP TEMP CI CC CXX AR FC PKG_CONFIG PKG_CONFIG_PATH ' +
    'LD_LIBRARY_PATH DYLD_LIBRARY_PATH LIBRARY_PATH CPATH SDKROOT MACOSX_DEPLOYMENT_TARGET XDG_CACHE_HOME XDG_CONFIG_HOME ' +
    'SYSTEMROOT SYSTEMDRIVE WINDIR COMSPEC PATHEXT USERPROFILE LOCALAPPDATA APPDATA PROGRAMDATA NUMBER_OF_PROCESSORS ' +
    'GO111MODULE GOARCH GOBIN GOCACHE GOCACHEPROG GOCOVERDIR GODEBUG GOENV GOEXPERIMENT GOFIPS140 GOHOSTARCH GOHOSTOS ' +
    'GOMODCACHE GONOPROXY GONOSUMDB GOOS GOPATH GOPRIVATE GOROOT GOSUMDB GOTMPDIR GOVCS GOWORK GOMAXPROCS GOMEMLIMIT GOGC ' +
    'GO386 GOAMD64 GOARM GOARM64 GOMIPS GOMIPS64 GOPPC64 GORISCV64 GOWASM'
  ).split(' '),
)

function harmless(env: Environment): Environment {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => HARMLESS.has(name.toUpperCase()) || /^(?:LC_|CGO_)\w+$/.test(name)),
  )
}

async function runGo(
  folder: string,
  command: string,
  args: readonly string[],
  env: Environment,
  signal: AbortSignal,
  timeoutMs: number,
): Promise<GoRan> {
  const began = performance.now()
  // Never what lies in the project, whatever PATH says.
  const program = findProgram(env, 'go')
  if (program === undefined) throw new WardenError('not-found', `${command}: no go on the PATH`)
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
    })
    let said = Buffer.alloc(0)
    const hear = (chunk: Buffer): void => {
      said = Buffer.concat([said, chunk]).subarray(-MOST_OUTPUT)
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    const end = (): void => killGroup(child.pid)
    let isLate = false
    const timer = setTimeout(() => {
      isLate = true
      end()
    }, timeoutMs)
    signal.addEventListener('abort', end, { once: true })
    const settle = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
    }
    child.on('error', (error) => {
      settle()
      reject(new WardenError('not-found', `${command}: go cannot be run: ${messageOf(error)}`, { cause: error }))
    })
    child.on('close', (code) => {
      settle()
      if (signal.aborted) return reject(new WardenError('aborted', `${command}: stopped`))
      const lines = said.toString().trimEnd().split('\n')
      if (isLate) lines.push(`${command}: not finished after ${timeoutMs / 60_000} min, so it was ended`)
      const output = lines.slice(-MOST_LINES).join('\n').trimStart()
      resolve({
        command,
        ok: code === 0,
        seconds: (performance.now() - began) / 1000,
        output: code === 0 ? '' : output,
      })
    })
    if (signal.aborted) end()
  })
}

/** go and all that it starts. */
function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL')
  } catch {
    // It has ended.
  }
}
