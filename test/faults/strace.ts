// The program under strace: once to see what it does to the disk, and then with one system call made to fail, or with
// the process killed as it enters it. https://strace.io, strace(1), "Tampering".
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathsOf, SYSCALLS, type Point } from './points.ts'

/** What happens at a point: the process dies before the call, or the call fails. */
export type Fault = 'SIGKILL' | 'EIO' | 'ENOSPC'

/** All of them, in the order in which they are tried. */
export const FAULTS: readonly Fault[] = ['SIGKILL', 'EIO', 'ENOSPC']

/** How a run ended. */
export interface Ended {
  /** The exit code; `undefined` where the process was killed. */
  readonly code: number | undefined
  readonly stdout: string
  readonly stderr: string
  /** What strace wrote. */
  readonly log: string
}

/** The program to run: node's arguments, the folder and the environment. */
export interface Command {
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
}

/** Why there is no strace here, for `skip`; `false` where it can trace and inject. */
export function straceReason(): string | false {
  const found = findStrace()
  if (found === undefined) return 'strace is not installed'
  const tried = spawnSync(found, ['-f', '--seccomp-bpf', '-o', '/dev/null', '-e', 'inject=rename:error=EIO', 'true'])
  return tried.status === 0 ? false : 'strace may not trace a process here, or is older than 5.3'
}

/** Runs the command with every interesting system call in the log. */
export async function traced(command: Command): Promise<Ended> {
  return underStrace(
    ['--seccomp-bpf', '-y', '-s', '0', '-e', `trace=${SYSCALLS.map((name) => `?${name}`).join(',')}`],
    command,
  )
}

/** Runs the command with one fault at one point. `log` is empty where the point was not reached. */
export async function injected(command: Command, root: string, point: Point, fault: Fault): Promise<Ended> {
  const what = fault === 'SIGKILL' ? 'signal=KILL' : `error=${fault}`
  const { syscall, nth } = point
  const paths = pathsOf(point, root).flatMap((at) => ['-P', at])
  // A signal is not delivered where strace is woken by a seccomp filter only (found with strace 6.1).
  const quick = fault === 'SIGKILL' ? [] : ['--seccomp-bpf']
  return underStrace(
    [...quick, ...paths, '-e', `trace=${syscall}`, '-e', `inject=${syscall}:${what}:when=${nth}`],
    command,
  )
}

/** Whether a log of `injected` says that the fault happened. */
export function happened({ log, code }: Ended, fault: Fault): boolean {
  return fault === 'SIGKILL' ? code === undefined || log.includes('killed by SIGKILL') : log.includes('(INJECTED)')
}

async function underStrace(options: readonly string[], command: Command): Promise<Ended> {
  const folder = mkdtempSync(path.join(tmpdir(), 'modwarden-strace-'))
  const log = path.join(folder, 'log')
  const args = ['-f', '-qq', '-o', log, ...options, process.execPath, ...command.args]
  try {
    const ran = await run(findStrace() ?? 'strace', args, command)
    return { ...ran, log: readFileSync(log, 'latin1') }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Runs a program to its end, however it ends; one that hangs is killed. */
export async function run(
  file: string,
  args: readonly string[],
  { cwd, env }: Pick<Command, 'cwd' | 'env'>,
): Promise<Omit<Ended, 'log'>> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    const watchdog = setTimeout(() => {
      err.push(Buffer.from('HANGS'))
      child.kill('SIGKILL')
    }, HANGS_MS)
    child.on('error', reject)
    child.on('close', (code) => {
      clearTimeout(watchdog)
      resolve({
        code: code ?? undefined,
        stdout: Buffer.concat(out).toString(),
        stderr: Buffer.concat(err).toString(),
      })
    })
  })
}

/** Longer than any run takes. */
const HANGS_MS = 60_000

function findStrace(): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, 'strace'))
    .find((file) => existsSync(file))
}
