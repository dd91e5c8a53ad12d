// govulncheck as another engine: https://pkg.go.dev/golang.org/x/vuln/cmd/govulncheck. It compiles what it looks at, so it
// runs only where the user asked for it. It is given the same database as we read, in a folder of our own.
import { spawn } from 'node:child_process'
import { pathToFileURL } from 'node:url'
import { messageOf, WardenError } from '../base/errors.ts'
import type { Environment } from './environment.ts'

/** What is run. */
export interface GovulncheckRun {
  /** The project's folder. */
  readonly folder: string
  /** A folder in the layout of the Go vulnerability database. */
  readonly database: string
  readonly tags: readonly string[]
  readonly tests: boolean
  readonly env: Environment
  readonly signal: AbortSignal
}

const MOST_OUTPUT = 512 << 20

/**
 * Its JSON output. Throws `config` where it is not installed, `io` where it fails (code that does not compile, too), and
 * `too-large`, `aborted`.
 */
export async function runGovulncheck(run: GovulncheckRun): Promise<string> {
  const { folder, database, tags, tests, env, signal } = run
  const flags = [...(tags.length === 0 ? [] : ['-tags', tags.join(',')]), ...(tests ? ['-test'] : [])]
  const args = ['-format', 'json', '-db', pathToFileURL(database).href, ...flags, './...']
  const child = spawn('govulncheck', args, { cwd: folder, env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'], signal })
  const stdout: Buffer[] = []
  let stderr = ''
  let size = 0
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size <= MOST_OUTPUT) stdout.push(chunk)
    else child.kill('SIGKILL')
  })
  child.stderr.on('data', (chunk: Buffer) => {
    if (stderr.length < 1 << 16) stderr += chunk.toString('utf8')
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', (error) => {
      const missing = 'code' in error && error.code === 'ENOENT'
      if (signal.aborted) reject(new WardenError('aborted', 'stopped', { cause: error }))
      else if (missing) reject(notInstalled())
      else reject(new WardenError('io', `govulncheck: cannot be started: ${messageOf(error)}`, { cause: error }))
    })
    child.on('close', resolve)
  })
  if (size > MOST_OUTPUT) throw new WardenError('too-large', 'govulncheck: wrote more than 512 MiB')
  if (code === 0) return Buffer.concat(stdout).toString('utf8')
  throw new WardenError('io', `govulncheck: ended with ${code ?? 'a signal'}: ${said(stderr)}`, {
    remedy: 'modwarden vulns, which needs no code that compiles',
  })
}

function notInstalled(): WardenError {
  return new WardenError('config', 'govulncheck: is not installed', {
    remedy: 'go install golang.org/x/vuln/cmd/govulncheck@v1.8.0; or leave --engine away',
  })
}

function said(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '')
  return lines.slice(0, 6).join('; ').slice(0, 600)
}
