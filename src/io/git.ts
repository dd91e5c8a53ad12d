// git, as the port of src/world/git.ts. Only commands that read objects are run, told to contact nobody and to run
// nothing: a repository's own configuration may name hooks, monitors, helpers and remotes that are programs.
import { execFile, spawn } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { messageOf, WardenError } from '../base/errors.ts'
import type { Git } from '../world/git.ts'
import { diskError } from './diskerror.ts'
import type { Environment } from './environment.ts'
import { readHead } from './githead.ts'

const TIMEOUT_MS = 60_000
const MOST_TREE = 64 << 20
const MOST_BYTES = 512 << 20
const MOST_FILES = 200_000

/** What keeps a repository's own settings from having a say. */
const SAFE = [
  '--no-pager',
  '--no-optional-locks',
  ...['core.fsmonitor=false', 'core.hooksPath=/dev/null', 'protocol.allow=never', 'core.pager=cat'].flatMap((s) => [
    '-c',
    s,
  ]),
]

/** The real git; `env` is the process's. */
export function createGit(env: Environment): Git {
  const safe = {
    ...Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('GIT_'))),
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    SSH_ASKPASS: '',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    LC_ALL: 'C',
  }
  const run = async (folder: string, args: readonly string[], most: number): Promise<Buffer | undefined> =>
    git(folder, args, safe, most)
  const line = async (folder: string, args: readonly string[]): Promise<string | undefined> => {
    const said = (await run(folder, args, 1 << 16))?.toString().trim().split('\n')[0]
    return said !== undefined && /^[0-9a-f]{40,64}$/.test(said) ? said : undefined
  }
  return {
    head: async (folder) => readHead(async (args, most) => run(folder, args, most)),
    commit: async (folder, name) =>
      line(folder, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]),
    mergeBase: async (folder, a, b) => line(folder, ['merge-base', '--end-of-options', a, b]),
    file: async (folder, commit, name, maxBytes) => run(folder, ['cat-file', 'blob', `${commit}:./${name}`], maxBytes),
    async checkout(folder, commit, into): Promise<void> {
      const tree = await run(folder, ['ls-tree', '-r', '-z', commit, '--', '.'], MOST_TREE)
      if (tree === undefined) throw new WardenError('io', `${folder}: git cannot list the files of ${commit}`)
      const blobs = blobsOf(tree.toString())
      if (blobs.length > MOST_FILES) throw new WardenError('too-large', `${commit}: more than ${MOST_FILES} files`)
      await writeBlobs(folder, blobs, into, safe)
    },
  }
}

function git(
  folder: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  maxBuffer: number,
): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const options = {
      cwd: folder,
      env,
      encoding: 'buffer',
      maxBuffer,
      timeout: TIMEOUT_MS,
      killSignal: 'SIGKILL',
    } as const
    execFile('git', [...SAFE, ...args], options, (error, stdout) => {
      if (error === null) return resolve(stdout)
      // What git refuses is not there; that git itself is not is another thing.
      if (typeof error.code === 'number') return resolve(undefined)
      reject(notWorking(error))
    })
  })
}

function notWorking(error: unknown): WardenError {
  return new WardenError('io', `git: cannot be run: ${messageOf(error)}`, {
    remedy: 'install git, or name a saved scan: --baseline scan.json',
    cause: error,
  })
}

interface Blob {
  readonly id: string
  readonly name: string
}

/** The regular files of a listing: `100644 blob <id>\t<name>\0`. */
function blobsOf(listing: string): Blob[] {
  const blobs: Blob[] = []
  for (const entry of listing.split('\0')) {
    const [, id, name] = /^100(?:644|755) blob ([0-9a-f]{40,64})\t(.+)$/s.exec(entry) ?? []
    if (id === undefined || name === undefined) continue
    // git refuses such names, and a repository made by hand may have them: nothing may be written elsewhere.
    const parts = name.split('/')
    if (parts.some((part) => part === '' || part === '.' || part === '..' || part.toLowerCase() === '.git')) continue
    blobs.push({ id, name })
  }
  return blobs
}

/** Asks one git for all blobs, one after another, and writes each: `<id> blob <size>\n<bytes>\n`. */
async function writeBlobs(folder: string, blobs: readonly Blob[], into: string, env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn('git', [...SAFE, 'cat-file', '--batch'], { cwd: folder, env, stdio: ['pipe', 'pipe', 'ignore'] })
  const failed = new Promise<never>((_, reject) => child.on('error', (error) => reject(notWorking(error))))
  failed.catch(() => undefined)
  // That git is gone is seen by what it does not answer.
  child.stdin.on('error', () => undefined)
  const answers = new Answers(child.stdout)
  try {
    let total = 0
    for (const { id, name } of blobs) {
      child.stdin.write(`${id}\n`)
      const bytes = await Promise.race([answers.next(id), failed])
      total += bytes.length
      if (total > MOST_BYTES) throw new WardenError('too-large', `more than ${MOST_BYTES >> 20} MB at the baseline`)
      const file = path.join(into, name)
      try {
        await mkdir(path.dirname(file), { recursive: true })
        await writeFile(file, bytes, { flag: 'wx', mode: 0o600 })
      } catch (error) {
        throw diskError(error, 'write', file)
      }
    }
  } finally {
    child.stdin.end()
    child.kill('SIGKILL')
  }
}

/** The answers of `cat-file --batch`, cut out of a stream. */
class Answers {
  readonly #chunks: AsyncIterator<Buffer, undefined>
  #rest: Buffer = Buffer.alloc(0)

  constructor(stream: AsyncIterable<Buffer, undefined>) {
    this.#chunks = stream[Symbol.asyncIterator]()
  }

  async next(id: string): Promise<Buffer> {
    let end = this.#rest.indexOf(10)
    while (end < 0) {
      await this.#more()
      end = this.#rest.indexOf(10)
    }
    const [, size] = /^[0-9a-f]+ blob (\d+)$/.exec(this.#rest.toString('latin1', 0, end)) ?? []
    if (size === undefined || Number(size) > MOST_BYTES) throw new WardenError('io', `git: cannot read ${id}`)
    this.#rest = this.#rest.subarray(end + 1)
    const wanted = Number(size) + 1
    const parts: Buffer[] = []
    let have = 0
    while (have < wanted) {
      if (this.#rest.length === 0) await this.#more()
      const part = this.#rest.subarray(0, wanted - have)
      this.#rest = this.#rest.subarray(part.length)
      parts.push(part)
      have += part.length
    }
    return Buffer.concat(parts).subarray(0, Number(size))
  }

  async #more(): Promise<void> {
    const next = await this.#chunks.next()
    if (next.done === true) throw new WardenError('io', 'git: ended before it had answered')
    this.#rest = this.#rest.length === 0 ? next.value : Buffer.concat([this.#rest, next.value])
  }
}
