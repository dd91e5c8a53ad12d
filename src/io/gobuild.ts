// Building and testing a project with the go command, in its own folder: the one place where code of a project runs, for
// `fix --test` alone. go stays the one that is installed, and changes neither go.mod nor go.sum.
import { spawn } from 'node:child_process'
import { messageOf, WardenError } from '../base/errors.ts'
import type { Environment } from './environment.ts'

/** How one command went. */
export interface GoRan {
  readonly command: string
  readonly ok: boolean
  readonly seconds: number
  /** The last lines of what it said. */
  readonly output: string
}

const COMMANDS: readonly (readonly string[])[] = [
  ['build', './...'],
  ['test', './...'],
]
const MOST_OUTPUT = 64 << 10
const MOST_LINES = 30
const TIMEOUT_MS = 30 * 60_000

/** Runs `go build ./...`, then `go test ./...` where that went well. Throws `not-found` without go, `aborted`. */
export async function buildAndTest(folder: string, env: Environment, signal: AbortSignal): Promise<readonly GoRan[]> {
  const done: GoRan[] = []
  for (const args of COMMANDS) {
    const ran = await runGo(folder, args, env, signal)
    done.push(ran)
    if (!ran.ok) break
  }
  return done
}

async function runGo(folder: string, args: readonly string[], env: Environment, signal: AbortSignal): Promise<GoRan> {
  const command = `go ${args.join(' ')}`
  const began = performance.now()
  // Flags of the user's come first in what go reads; the last -mod counts.
  const flags = [env['GOFLAGS'] ?? '', '-mod=readonly'].join(' ').trim()
  return new Promise((resolve, reject) => {
    const child = spawn('go', args, {
      cwd: folder,
      env: { ...withoutSecrets(env), GOFLAGS: flags, GOTOOLCHAIN: env['GOTOOLCHAIN'] ?? 'local' },
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
    const timer = setTimeout(end, TIMEOUT_MS)
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
      const output = said.toString().trimEnd().split('\n').slice(-MOST_LINES).join('\n')
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

/** The code that runs here is new to everybody: it gets no variable whose name says that it is a secret. */
function withoutSecrets(env: Environment): Environment {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name]) =>
        !/TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL|PRIVATE|API_?KEY|ACCESS_KEY/i.test(name) || name === 'GOPRIVATE',
    ),
  )
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
