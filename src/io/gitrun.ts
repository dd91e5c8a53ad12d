// git run so that what a server sends can do nothing but be stored: no hooks, helpers, filters or monitors, no
// configuration but the words given here, no prompt, a few protocols, no redirect, a limit on time, output, memory and
// on what lies in its folder. The git documentation calls the same measures "Security" in git-clone(1) and git(1).
import { spawn, type ChildProcess } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { messageOf, WardenError } from '../base/errors.ts'
import { errnoOf } from './diskerror.ts'

/** One run of git. */
export interface GitRun {
  /** Of the program itself and everything that it starts. */
  readonly env: Readonly<Record<string, string>>
  /** The repository, or an empty folder. */
  readonly folder: string
  /** `-c` settings, then the command. */
  readonly settings: readonly string[]
  readonly args: readonly string[]
  readonly timeoutMs: number
  /** Bytes of stdout that are kept; more is `too-large`. */
  readonly maxOutput: number
  /** Bytes that may lie in `folder`; looked at several times a second. */
  readonly maxFolder?: number
  readonly signal: AbortSignal | undefined
  /** Takes stdout instead of keeping it; what it throws ends the run. */
  readonly onOutput?: (chunk: Buffer) => void
  /** What the run is about, in messages. */
  readonly name: string
}

/** How a run ended. */
export interface GitRan {
  readonly code: number
  readonly stdout: Buffer
  /** The last line or two, safe to be told: what git said was wrong. */
  readonly said: string
}

/** Settings that hold for every run. */
const SAFE: readonly string[] = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.pager=cat',
  'core.attributesFile=/dev/null',
  'core.symlinks=false',
  'core.askPass=',
  'gc.auto=0',
  'maintenance.auto=false',
  'fetch.recurseSubmodules=false',
  'fetch.unpackLimit=1',
  'fetch.writeCommitGraph=false',
  'pack.threads=1',
  'index.threads=1',
  'http.followRedirects=false',
  'http.lowSpeedLimit=1024',
  'http.lowSpeedTime=20',
  'protocol.version=2',
  'transfer.bundleURI=false',
  'advice.detachedHead=false',
  'log.showSignature=false',
]

const LOOK_MS = 150
const MOST_SAID = 16 << 10
/** What one process may map, in kB: a few bytes of a pack can stand for an object of any size. */
const MOST_MEMORY_KB = 4 << 20

/** Runs git. Throws `unreachable` after its time, `too-large`, `aborted`, `io` where git cannot be run at all. */
export async function runGit(run: GitRun): Promise<GitRan> {
  if (run.signal?.aborted === true) throw new WardenError('aborted', `${run.name}: stopped`)
  const settings = [...SAFE, ...run.settings].flatMap((setting) => ['-c', setting])
  const argv = ['--no-pager', '--no-optional-locks', ...settings, ...run.args]
  // Everything in one group of its own: what git starts ends with it. The shell only sets a limit; its text is fixed.
  const [file, args] =
    process.platform === 'win32'
      ? ['git', argv]
      : ['/bin/sh', ['-c', `ulimit -v ${MOST_MEMORY_KB} 2>/dev/null; exec git "$@"`, 'git', ...argv]]
  const child = spawn(file, args, {
    cwd: run.folder,
    env: run.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  })
  return finished(child, run)
}

function finished(child: ChildProcess, run: GitRun): Promise<GitRan> {
  return new Promise((resolve, reject) => {
    let failure: WardenError | undefined
    const end = (error: WardenError): void => {
      failure ??= error
      killGroup(child)
    }
    const stop = (): void => end(new WardenError('aborted', `${run.name}: stopped`))
    const timer = setTimeout(
      () => end(new WardenError('unreachable', `${run.name}: not finished after ${run.timeoutMs / 1000} s`)),
      run.timeoutMs,
    )
    const { maxFolder } = run
    const looking =
      maxFolder === undefined
        ? undefined
        : setInterval(() => {
            if (folderSize(run.folder) > maxFolder) {
              end(new WardenError('too-large', `${run.name}: the server sent more than ${maxFolder >> 20} MB`))
            }
          }, LOOK_MS)
    run.signal?.addEventListener('abort', stop, { once: true })
    const out: Buffer[] = []
    let size = 0
    let said = Buffer.alloc(0)
    child.stdout?.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > run.maxOutput)
        return end(new WardenError('too-large', `${run.name}: more than ${run.maxOutput} bytes`))
      if (failure !== undefined) return
      if (run.onOutput === undefined) return void out.push(chunk)
      try {
        run.onOutput(chunk)
      } catch (error) {
        end(error instanceof WardenError ? error : new WardenError('io', messageOf(error), { cause: error }))
      }
    })
    child.stderr?.on('data', (chunk: Buffer) => {
      said = Buffer.concat([said, chunk]).subarray(-MOST_SAID)
    })
    const done = (): void => {
      clearTimeout(timer)
      clearInterval(looking)
      run.signal?.removeEventListener('abort', stop)
    }
    child.on('error', (error) => {
      done()
      reject(
        new WardenError('io', `git: cannot be run: ${messageOf(error)}`, {
          remedy: 'install git 2.37 or newer',
          cause: error,
        }),
      )
    })
    child.on('close', (code) => {
      done()
      if (failure !== undefined) return reject(failure)
      if (code === 127) return reject(new WardenError('io', 'git: not found', { remedy: 'install git 2.37 or newer' }))
      if (maxFolder !== undefined && folderSize(run.folder) > maxFolder) {
        return reject(new WardenError('too-large', `${run.name}: the server sent more than ${maxFolder >> 20} MB`))
      }
      resolve({ code: code ?? 255, stdout: Buffer.concat(out), said: lastWords(said) })
    })
  })
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined && process.platform !== 'win32') process.kill(-child.pid, 'SIGKILL')
    else child.kill('SIGKILL')
  } catch (error) {
    // It has ended meanwhile.
    if (errnoOf(error) !== 'ESRCH') throw error
  }
}

/** What git said was wrong: its own last lines, not those that a server sent (`remote: …`). */
function lastWords(said: Buffer): string {
  const lines = said
    .toString()
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('remote:') && !line.startsWith('hint:'))
  return lines.slice(-2).join('; ').slice(0, 300)
}

/** Bytes of the files below a folder, as far as they can be seen; what vanishes meanwhile counts nothing. */
function folderSize(folder: string): number {
  let size = 0
  try {
    for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue
      size += fs.lstatSync(path.join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0
    }
  } catch (error) {
    // A folder that git has just removed.
    if (!['ENOENT', 'ENOTDIR'].includes(errnoOf(error))) throw error
  }
  return size
}
