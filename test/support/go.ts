// The installed Go as a test oracle: small programs against golang.org/x/mod, built once and fed on stdin. Tests that
// use it take `skip: go.reason` where Go is missing, so that what was not asked is named.

import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const xmodVersion = 'v0.40.0'
const environment: NodeJS.ProcessEnv = {
  ...process.env,
  GOFLAGS: '-mod=mod',
  GOTOOLCHAIN: 'local',
  GOWORK: 'off',
  GO111MODULE: 'on',
}

/** Whether `go` can be started here, and where not, the reason for `skip` (empty where it can). */
export const go: { readonly available: boolean; readonly reason: string } = detect()

let xmodFolder: string | Error | undefined

/** One value of `go env`, asked in the system's temporary folder, where no project's toolchain line counts. */
export function goEnv(name: string): string {
  return execFileSync('go', ['env', name], { encoding: 'utf8', cwd: tmpdir(), env: environment }).trim()
}

/**
 * The folder of golang.org/x/mod v0.40.0 in the module cache, downloaded through the go command where it is missing.
 * Throws where it cannot be had, the second time without asking again; `xmodReason` is the form for `skip`.
 */
export function xmod(): string {
  xmodFolder ??= findXmod()
  if (xmodFolder instanceof Error) throw xmodFolder
  return xmodFolder
}

/** Why x/mod cannot be asked, for `skip`: that Go is missing or the module cannot be fetched; `false` where it can. */
export function xmodReason(): string | false {
  if (!go.available) return go.reason
  try {
    xmod()
    return false
  } catch {
    return `golang.org/x/mod ${xmodVersion} cannot be fetched here`
  }
}

/** What `runGo` may be told: further arguments, and how long the run may take (default 120 000 ms). */
export interface RunGoOptions {
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly timeoutMs?: number
}

/**
 * Runs `source`, the main.go of a program that may import golang.org/x/mod, with `input` on stdin, and gives its
 * stdout. The binary is cached by the hash of the source, so that a test run builds each oracle once. Throws with the
 * program's stderr where it does not build or does not exit with 0. Output is limited to 512 MiB.
 */
export function runGo(source: string, input: string | Uint8Array, options: RunGoOptions = {}): string {
  const run = spawnSync(built(source), [...(options.args ?? [])], {
    input,
    encoding: 'utf8',
    maxBuffer: 512 * 1024 * 1024,
    timeout: options.timeoutMs ?? 120_000,
    env: { ...environment, ...options.env },
  })
  // A program that ended early leaves a broken pipe; why it ended is in its stderr.
  if (run.error !== undefined && !run.stderr) throw run.error
  if (run.status !== 0) throw new Error(`go oracle exited with ${run.status ?? run.signal}: ${run.stderr}`)
  return run.stdout
}

function detect(): { available: boolean; reason: string } {
  const run = spawnSync('go', ['version'], { encoding: 'utf8', cwd: tmpdir(), env: environment })
  if (run.status === 0) return { available: true, reason: '' }
  return { available: false, reason: 'the go command is not installed' }
}

function findXmod(): string | Error {
  const run = spawnSync('go', ['mod', 'download', '-json', `golang.org/x/mod@${xmodVersion}`], {
    encoding: 'utf8',
    cwd: tmpdir(),
    env: environment,
  })
  if (run.status !== 0) return new Error(`go mod download golang.org/x/mod@${xmodVersion}: ${run.stderr}${run.stdout}`)
  const answer: unknown = JSON.parse(run.stdout)
  if (typeof answer === 'object' && answer !== null && 'Dir' in answer && typeof answer.Dir === 'string') {
    return answer.Dir
  }
  return new Error(`go mod download golang.org/x/mod@${xmodVersion}: no folder in the answer`)
}

/**
 * The binary of `source`, built where it is not cached yet. It is built in a folder of its own and renamed into place, so
 * that two test processes may build at once.
 */
export function built(source: string): string {
  const key = createHash('sha256').update(`${xmodVersion}\n${source}`).digest('hex').slice(0, 24)
  const bins = join(tmpdir(), 'modwarden-test-oracles')
  const binary = join(bins, `${key}${process.platform === 'win32' ? '.exe' : ''}`)
  if (existsSync(binary)) return binary
  xmod()
  mkdirSync(bins, { recursive: true })
  const folder = mkdtempSync(join(bins, 'build-'))
  try {
    const requirement = `require golang.org/x/mod ${xmodVersion}`
    writeFileSync(join(folder, 'go.mod'), `module oracle.example/m\n\ngo 1.25\n\n${requirement}\n`)
    writeFileSync(join(folder, 'main.go'), source)
    const build = spawnSync('go', ['build', '-trimpath', '-o', 'oracle', '.'], {
      encoding: 'utf8',
      cwd: folder,
      // The oracle is a test's tool: its sums are x/mod's own, checked by go against the module cache's hash only.
      env: { ...environment, GONOSUMDB: '*', GOPRIVATE: '' },
    })
    if (build.status !== 0) throw new Error(`the go oracle does not build:\n${build.stderr}`)
    renameSync(join(folder, 'oracle'), binary)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return binary
}
