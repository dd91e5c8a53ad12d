// modwarden guard -- go …: one command behind a guard of its own, on a port and a path that nobody else knows. A module
// cache that is warm asks nobody, so what it has of this project is verified first.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import os from 'node:os'
import path from 'node:path'
import { messageOf, WardenError } from '../base/errors.ts'
import { createFiles } from '../io/files.ts'
import { printable } from '../report/printable.ts'
import { verifyText } from '../report/verifytext.ts'
import { count } from '../report/words.ts'
import type { Log } from '../server/accesslog.ts'
import type { Invocation } from './flags/reportflags.ts'
import { startGuard } from './guardrun.ts'
import type { SettingValues } from './settings.ts'
import { paintFor } from './terminal.ts'
import { makeReport } from './verify.ts'
import { setUp } from './world.ts'

/** Runs `guard`; gives the command's own exit code, 4 where the module cache is not what was agreed on. */
export async function guardCommand(
  command: readonly string[],
  flags: SettingValues,
  invocation: Invocation,
): Promise<number> {
  const [program, ...args] = command
  if (program === undefined) {
    throw new WardenError('usage', 'no command is named', { remedy: 'modwarden guard -- go get example.com/m' })
  }
  if (await cacheIsBroken(flags, invocation)) return 4
  const { terminal } = invocation
  const tell = (text: string): void => void terminal.stderr.write(`modwarden: ${printable(text)}\n`)
  const ending = new AbortController()
  const setup = await setUp(terminal.env, undefined, flags, ending.signal, tell, { publicRedirects: true })
  try {
    const base = `/${randomBytes(16).toString('hex')}`
    const running = await startGuard(setup, { host: '127.0.0.1', port: 0, base }, quietLog(tell), ending, invocation)
    try {
      const before = running.guard.log.size()
      const code = await runBehind(program, args, running.origin, invocation)
      const stopped = await running.guard.log.stopped(MOST_TOLD)
      const now = stopped.filter(({ number }) => number >= before)
      if (now.length > 0) {
        tell(`stopped ${count(now.length, 'decision')}:`)
        for (const { action, event, path: modulePath, version, reasons } of now) {
          tell(`  ${action} ${event} ${modulePath}@${version}: ${reasons[0]?.message ?? ''}`)
        }
      }
      return code
    } finally {
      await running.stop()
    }
  } finally {
    await setup.close()
  }
}

const MOST_TOLD = 10

/** What the command was stopped by is told by go itself, and at the end; requests are nobody's matter. */
function quietLog(tell: (text: string) => void): Log {
  return {
    request: ({ status, note }) => {
      if (status === 500 && note !== undefined) tell(note)
    },
    note: (level, text) => {
      if (level !== 'info') tell(text)
    },
    flush: () => undefined,
  }
}

async function runBehind(
  program: string,
  args: readonly string[],
  origin: string,
  { terminal, cwd, signal }: Invocation,
): Promise<number> {
  const env = { ...terminal.env, GOPROXY: origin, ...localHosts(terminal.env) }
  const child = spawn(program, args, { cwd, env, stdio: 'inherit' })
  const end = (): void => void child.kill('SIGTERM')
  signal.addEventListener('abort', end, { once: true })
  try {
    return await new Promise<number>((resolve, reject) => {
      child.on('error', (error) => {
        reject(new WardenError('usage', `${program}: cannot be started: ${messageOf(error)}`, { cause: error }))
      })
      child.on('close', (code, killed) =>
        resolve(code ?? 128 + (killed === null ? 0 : (os.constants.signals[killed] ?? 0))),
      )
    })
  } finally {
    signal.removeEventListener('abort', end)
  }
}

/** A proxy that the user has must not be asked about this machine. */
function localHosts(env: Invocation['terminal']['env']): Readonly<Record<string, string>> {
  const hosts = [env['NO_PROXY'] ?? env['no_proxy'] ?? '', '127.0.0.1'].filter((host) => host !== '').join(',')
  return { NO_PROXY: hosts, no_proxy: hosts }
}

/** Verifies what the cache has of the project in this folder, without network; says what is wrong. */
async function cacheIsBroken(flags: SettingValues, invocation: Invocation): Promise<boolean> {
  const { terminal, cwd } = invocation
  if (!(await isInProject(cwd))) return false
  const quiet = { format: 'text', outputs: [], color: 'auto', quiet: true, verbose: false, progress: false } as const
  const settings = { offline: true, gosumdb: flags.gosumdb }
  const report = await makeReport(cwd, { ...quiet, settings, cache: false, intoModcache: false }, invocation)
  if (report.exitCode !== 4) return false
  const ink = paintFor(terminal.stderr, terminal.env, 'auto')
  terminal.stderr.write(verifyText(report, ink, { verbose: false }))
  return true
}

async function isInProject(folder: string): Promise<boolean> {
  const files = createFiles()
  for (let at = folder; ; at = path.dirname(at)) {
    for (const name of ['go.mod', 'go.work']) {
      if ((await files.info(path.join(at, name)))?.kind === 'file') return true
    }
    if (at === path.dirname(at)) return false
  }
}
