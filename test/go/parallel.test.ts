// Many go commands and many runs of modwarden at once, on one module cache, one store and one remembered head, while the
// checksum database grows with every question: all of them succeed, and the memory only ever moves forward.
//
// MODWARDEN_PARALLEL=100 starts a hundred processes; 16 are started otherwise.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import test from 'node:test'
import { createLocks } from '../../src/io/lock.ts'
import { openTreeHead } from '../../src/sumdb/checkpoint.ts'
import { go } from '../support/go.ts'
import {
  publish,
  put,
  sumLines,
  withUniverse,
  type Published,
  type Report,
  type Universe,
} from '../support/universe.ts'

const skip = go.available ? false : go.reason
const PROCESSES = Number(process.env['MODWARDEN_PARALLEL'] ?? 16)
const launcher = path.join(import.meta.dirname, '..', '..', 'bin', 'modwarden.mjs')

/** A hundred processes on few cores take their time; one that is still there then hangs. */
const HANGS_MS = 300_000

const modules = Array.from({ length: 36 }, (_, i) => publish(`github.com/acme/module${i}`, `v1.${i}.0`))

/** What the runs of modwarden do: prove, put into go's cache, read everything, write proofs, take every lock. */
const RUNS: ReadonlyArray<readonly string[]> = [
  ['verify'],
  ['verify', '--into-modcache'],
  ['verify', '--full'],
  ['verify', '--bundle', 'proofs.json'],
  ['repair', '--all'],
]

interface Done {
  readonly what: string
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

test(
  `${PROCESSES} go mod download and modwarden verify at once share a cache and a growing head, and none loses it`,
  { skip, timeout: 2 * HANGS_MS },
  async () => {
    await withUniverse(async (u) => {
      u.db.fill(250)
      u.serve(modules)
      // Every question comes with a newer and larger tree than the one before.
      u.lie = (url) => {
        if (/\/lookup\/|\/latest$/.test(url)) u.db.fill(3)
        return false
      }
      let running = true
      const watched = watchHead(u, () => running)
      const began = performance.now()
      const done = await Promise.all(Array.from({ length: PROCESSES }, async (_, i) => one(u, i)))
      running = false
      const { sizes, lost } = await watched
      const seconds = (performance.now() - began) / 1000
      assert.deepEqual(
        done
          .filter(({ code }) => code !== 0)
          .map(({ what, code, stderr, stdout }) => `${what}: ${code} ${stderr}${stdout}`),
        [],
      )
      assert.deepEqual(lost, [])
      const reports = done
        .filter(({ what }) => what.startsWith('modwarden'))
        .map(({ stdout }) => JSON.parse(stdout) as Report)
      for (const { schema, modules: records } of reports) {
        const wanted = schema === 'modwarden/verify/1' ? 'proven' : 'sound'
        assert.deepEqual(
          records.filter((m) => m.status !== wanted),
          [],
        )
      }

      // What is remembered at the end is the largest that any of them believed in, and of the one history.
      const largest = Math.max(...reports.map((report) => report.database?.treeSize ?? 0), ...sizes)
      const head = headIn(u.gopath, u)
      assert.ok(head !== undefined && head.size >= largest, `${head?.size} of ${largest}`)
      assert.deepEqual(Buffer.from(head.hash), Buffer.from(u.db.head(head.size).hash))
      const own = headIn(u.store, u)
      assert.ok(own !== undefined && own.size > 0 && own.size <= head.size)

      // All of it can be proven without a network, by what they cached together, and go says the same.
      u.lie = () => false
      writeProject(u.project, modules, sumLines(...modules))
      const offline = await run(
        process.execPath,
        [launcher, 'verify', '--offline', '--full'],
        u.project,
        u.environment(),
      )
      assert.equal(offline.code, 0, offline.stdout + offline.stderr)
      const cache = await run(process.execPath, [launcher, 'verify', '--cache', '--full'], u.project, u.environment())
      assert.equal(cache.code, 0, cache.stdout + cache.stderr)
      const verified = await run('go', ['mod', 'verify'], u.project, goEnvironment(u))
      assert.equal(verified.stdout, 'all modules verified\n', verified.stderr)
      assert.deepEqual(u.leftovers(), [])
      process.stderr.write(
        `# ${PROCESSES} processes, ${seconds.toFixed(1)} s; tree ${head.size}, moved ${new Set(sizes).size} times as seen\n`,
      )
    })
  },
)

/** One process: every second one is go. Each has a project of its own, of four of the modules. */
async function one(u: Universe, i: number): Promise<Done> {
  const folder = path.join(u.root, `project${i}`)
  const some = modules.filter((_, k) => (k + i) % 9 === 0)
  if (i % 2 === 0) {
    // Without a go.sum go asks the database about everything.
    writeProject(folder, some, '')
    return run('go', ['mod', 'download'], folder, goEnvironment(u))
  }
  writeProject(folder, some, sumLines(...some))
  const args = RUNS[Math.floor(i / 2) % RUNS.length] ?? []
  return run(process.execPath, [launcher, ...args, '--format', 'json'], folder, {
    ...u.environment(),
    MODWARDEN_WORKERS: '1',
  })
}

function writeProject(folder: string, some: readonly Published[], goSum: string): void {
  const required = some.map((m) => `\t${m.path} ${m.version}\n`).join('')
  put(path.join(folder, 'go.mod'), `module github.com/me/project\n\ngo 1.21\n\nrequire (\n${required})\n`)
  put(path.join(folder, 'go.sum'), goSum)
}

function goEnvironment(u: Universe): NodeJS.ProcessEnv {
  return {
    ...u.environment(),
    PATH: process.env['PATH'],
    GOCACHE: path.join(u.root, 'gocache'),
    GOFLAGS: '-mod=mod',
    GOTOOLCHAIN: 'local',
    GOWORK: 'off',
  }
}

/** Looks at go's remembered head, under its lock, for as long as `running` says: what sizes it had, and what was lost. */
async function watchHead(
  u: Universe,
  running: () => boolean,
): Promise<{ readonly sizes: readonly number[]; readonly lost: readonly string[] }> {
  const locks = createLocks({})
  const file = headFile(u.gopath, u)
  const sizes: number[] = []
  const lost: string[] = []
  while (running()) {
    await new Promise((resolve) => setTimeout(resolve, 3))
    if (!existsSync(file)) continue
    const head = await locks.withLock(file, 'shared', async () => Promise.resolve(headIn(u.gopath, u)))
    const before = sizes.at(-1) ?? 0
    // go makes the file before it takes the lock to write it.
    if (head === undefined && before === 0) continue
    if (head === undefined || head.size < before) lost.push(`${before} became ${head?.size ?? 'nothing'}`)
    else sizes.push(head.size)
  }
  return { sizes, lost }
}

function headFile(root: string, u: Universe): string {
  return path.join(root, 'pkg', 'sumdb', u.db.name, 'latest')
}

/** The head that a file remembers, its signature verified; `undefined` where it is empty. */
function headIn(root: string, u: Universe): ReturnType<typeof openTreeHead> | undefined {
  const bytes = readFileSync(headFile(root, u))
  return bytes.length === 0 ? undefined : openTreeHead(bytes, u.db.key.verifier)
}

async function run(file: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Done> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: HANGS_MS })
    // The proxy and the database are in this process: a hundred clients must not keep it from answering.
    if (child.pid !== undefined) os.setPriority(child.pid, 10)
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    child.on('error', reject)
    child.on('close', (code) => {
      const what = file === 'go' ? `go ${args.join(' ')}` : `modwarden ${args.slice(1).join(' ')}`
      resolve({ what, code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() })
    })
  })
}
