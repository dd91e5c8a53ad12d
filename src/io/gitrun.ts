// git run so that what a server sends can do nothing but be stored: no hooks, helpers, filters or monitors, no
// configuration but the words given here, no prompt, a few protocols, no redirect, a limit on time, output, memory and
// on what lies in its folder. The git documentation calls the same measures "Security" in git-clone(1) and git(1).
import { spawn, type ChildProcess } from 'node:child_process'
import fs from 'node:fs'
import { Socket } from 'node:net'
import path from 'node:path'
import { messageOf, WardenError } from '../base/errors.ts'
import { diskError, errnoOf } from './diskerror.ts'

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
  /** Seconds of a processor that each process may use; as many as `timeoutMs` says unless given. */
  readonly maxProcessor?: number
  /** Bytes that may lie in `folder`; looked at several times a second. No file may be larger. */
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
  /** All that was said, at most the last 16 KiB; a server's words too. */
  readonly stderr: string
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
  // Everything in one group of its own: what git starts ends with it.
  const [file, args] =
    process.platform === 'win32' ? ['git', argv] : ['/bin/sh', ['-c', shellText(run), 'git', ...argv]]
  const child = spawn(file, args, {
    cwd: run.folder,
    env: run.env,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  })
  return finished(child, run)
}

/**
 * What starts git: numbers and fixed words alone. A process beside it waits for a line from this program; where none comes
 * before the pipe is closed, this program was killed, and so is the group.
 */
function shellText({ maxProcessor, timeoutMs, maxFolder }: GitRun): string {
  const limits = [
    `-v ${MOST_MEMORY_KB}`,
    `-t ${maxProcessor ?? Math.ceil(timeoutMs / 1000)}`,
    // In blocks of 512 bytes, and one more than the look at the folder finds too much.
    ...(maxFolder === undefined ? [] : [`-f ${Math.ceil(maxFolder / 512) + 8}`]),
  ].map((limit) => `ulimit ${limit} 2>/dev/null;`)
  return `(read -r line <&3 || kill -s KILL 0) >/dev/null 2>&1 & ${limits.join(' ')} exec git "$@" 3<&-`
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
    let isLooking = false
    const looking =
      maxFolder === undefined
        ? undefined
        : setInterval(() => {
            if (isLooking) return
            isLooking = true
            isFuller(run.folder, maxFolder)
              .then((fuller) => {
                isLooking = false
                if (fuller) end(tooMuch(run, maxFolder))
              })
              .catch((error: unknown) => end(diskError(error, 'look at', run.folder)))
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
          remedy: 'install git 2.40 or newer',
          cause: error,
        }),
      )
    })
    const leash = child.stdio[3]
    // It has ended meanwhile, together with all that would read it.
    leash?.on('error', () => undefined)
    child.on('exit', () => {
      if (leash instanceof Socket) leash.end('\n', () => leash.destroy())
    })
    child.on('close', (code, ended) => {
      done()
      if (failure !== undefined) return reject(failure)
      if (code === 127) return reject(new WardenError('io', 'git: not found', { remedy: 'install git 2.40 or newer' }))
      const ran = { code: code ?? 255, stdout: Buffer.concat(out), said: lastWords(said), stderr: said.toString() }
      if (ended === 'SIGKILL' || ended === 'SIGXCPU' || ended === 'SIGXFSZ') {
        return reject(new WardenError('too-large', `${run.name}: stopped at the limits that are set for it (${ended})`))
      }
      if (maxFolder === undefined) return resolve(ran)
      isFuller(run.folder, maxFolder)
        .then((fuller) => (fuller ? reject(tooMuch(run, maxFolder)) : resolve(ran)))
        .catch((error: unknown) => reject(diskError(error, 'look at', run.folder)))
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
    .filter(
      (line) =>
        line !== '' && !/^(?:remote:|hint:|Please make sure you have the |and the repository exists)/.test(line),
    )
  return lines.slice(-2).join('; ').slice(0, 300)
}

function tooMuch({ name }: GitRun, most: number): WardenError {
  return new WardenError('too-large', `${name}: the server sent more than ${Math.floor(most / 2 ** 20)} MB`)
}

/** What an entry of a folder costs besides its bytes. */
const ENTRY_BYTES = 4096

/** Whether more than `most` bytes of the disk are used below a folder; what vanishes meanwhile counts nothing. */
async function isFuller(folder: string, most: number): Promise<boolean> {
  let size = 0
  const folders = [folder]
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    try {
      for await (const entry of await fs.promises.opendir(next)) {
        const place = path.join(next, entry.name)
        if (entry.isDirectory()) folders.push(place)
        const stats = entry.isFile() ? await fs.promises.lstat(place).catch(gone) : undefined
        size += ENTRY_BYTES + (stats === undefined ? 0 : Math.max(stats.size, stats.blocks * 512))
        if (size > most) return true
      }
    } catch (error) {
      gone(error)
    }
  }
  return false
}

/** Passes over what git has just removed. */
function gone(error: unknown): undefined {
  if (!['ENOENT', 'ENOTDIR'].includes(errnoOf(error))) throw error
}
