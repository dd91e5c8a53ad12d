// modwarden guard -- go …: one command behind a guard of its own, on a port and a path that nobody else knows. A module
// cache that is warm asks nobody, so what it has of this project is verified and looked at first.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import os from 'node:os'
import path from 'node:path'
import { messageOf, WardenError } from '../base/errors.ts'
import { createFiles } from '../io/files.ts'
import { guardSettings } from '../jobs/guard/lines.ts'
import { printable } from '../report/printable.ts'
import type { ScanReport } from '../report/scan.ts'
import { scanText } from '../report/scantext.ts'
import { verifyText } from '../report/verifytext.ts'
import { count } from '../report/words.ts'
import type { Log } from '../server/accesslog.ts'
import type { Invocation } from './flags/reportflags.ts'
import { startGuard } from './guards/guardrun.ts'
import type { SettingValues } from './settings/settings.ts'
import { scanVerified } from './run/projectscan.ts'
import { paintFor } from './run/terminal.ts'
import { makeReport, type After } from './verify.ts'
import { setUp } from './run/world.ts'

/**
 * Runs `guard`; gives the command's own exit code, 4 where the module cache is not what was agreed on, 1 where it has
 * malicious code.
 */
export async function guardCommand(
  command: readonly string[],
  flags: SettingValues,
  invocation: Invocation,
): Promise<number> {
  const [program, ...args] = command
  if (program === undefined) {
    throw new WardenError('usage', 'no command is named', { remedy: 'modwarden guard -- go get example.com/m' })
  }
  const trouble = await cacheTrouble(flags, invocation)
  if (trouble !== undefined) return trouble
  const { terminal } = invocation
  const tell = (text: string): void => void terminal.stderr.write(`modwarden: ${printable(text)}\n`)
  const ending = new AbortController()
  const setup = await setUp(terminal.env, undefined, flags, ending.signal, tell, { publicRedirects: true })
  try {
    const base = `/${randomBytes(16).toString('hex')}`
    const running = await startGuard(
      setup,
      { host: '127.0.0.1', port: 0, base, isSecret: true },
      quietLog(tell),
      ending,
      invocation,
    )
    try {
      const before = running.guard.log.size()
      const { origin, guard } = running
      const told = guardSettings({ origin, privateGit: guard.privateGit }, setup.go)
      const code = await runBehind(program, args, Object.fromEntries(told), invocation)
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
  settings: Readonly<Record<string, string>>,
  { terminal, cwd, signal }: Invocation,
): Promise<number> {
  const env = { ...terminal.env, ...settings, ...localHosts(terminal.env) }
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

/**
 * Verifies what the cache has of the project in this folder, and looks at its code, without network: the exit code with
 * which nothing is started, after it was told why.
 */
async function cacheTrouble(flags: SettingValues, invocation: Invocation): Promise<4 | 1 | undefined> {
  const { terminal, cwd } = invocation
  if (!(await isInProject(cwd))) return undefined
  // Whoever watches sees that something goes on; what the command writes is left alone otherwise.
  const progress = terminal.stderr.isTTY
  const told = { format: 'text', outputs: [], color: 'auto', quiet: !progress, verbose: false, progress } as const
  const settings = { offline: true, gosumdb: flags.gosumdb }
  let scan: ScanReport | undefined
  const after: After = async (setup, report, onProgress) => {
    // What is not what was agreed on is not looked at: it must go anyway.
    if (report.exitCode !== 4) scan = await scanVerified(setup, cwd, report, invocation, onProgress)
  }
  const report = await makeReport(cwd, { ...told, settings, cache: false, intoModcache: false }, invocation, after)
  const ink = paintFor(terminal.stderr, terminal.env, 'auto')
  if (report.exitCode === 4) {
    terminal.stderr.write(verifyText(report, ink, { verbose: false }))
    return 4
  }
  // A project's own code is its own matter here; what is only doubtful is told by modwarden scan.
  const bad = scan?.modules.filter(({ role, verdict }) => role === 'version' && verdict === 'malicious') ?? []
  if (scan === undefined || bad.length === 0) return undefined
  const shown = { verbose: false, capabilities: false, coverage: false }
  terminal.stderr.write(scanText({ ...scan, modules: bad }, ink, shown))
  if (flags.mode === 'monitor') return undefined
  terminal.stderr.write(
    'modwarden: nothing was started: the module cache has it already, and a warm cache asks no guard\n',
  )
  return 1
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
