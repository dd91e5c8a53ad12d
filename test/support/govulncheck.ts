// govulncheck as a test oracle: MODWARDEN_GOVULNCHECK names the program, whoever runs the tests has it installed.
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { go } from './go.ts'

/** Why govulncheck cannot be asked, for `skip`; `false` where it can. */
export function govulncheckReason(): string | false {
  if (!go.available) return go.reason
  return program() === undefined ? 'MODWARDEN_GOVULNCHECK does not name govulncheck' : false
}

/** The folder that it lies in; empty where it is not named. */
export function govulncheckPath(): string {
  const named = program()
  return named === undefined ? '' : path.dirname(named)
}

/** What a run found. */
export interface GovulncheckVerdict {
  /** The closest level of each id. */
  readonly levels: ReadonlyMap<string, string>
  /** Empty where the run gave a verdict. */
  readonly failed: string
}

/** Runs govulncheck in several folders, as it looks at one module at a time, and puts together what it found. */
export function govulncheckEach(
  folders: readonly string[],
  database: string,
  env: Readonly<Record<string, string | undefined>>,
  args: readonly string[],
): GovulncheckVerdict {
  const levels = new Map<string, string>()
  for (const folder of folders) {
    const one = govulncheck(folder, database, env, args)
    if (one.failed !== '') return one
    for (const [id, level] of one.levels) if (rank(level) > rank(levels.get(id))) levels.set(id, level)
  }
  return { levels, failed: '' }
}

/** Runs govulncheck in a folder, on all packages below it or on another thing, with the database in another folder. */
export function govulncheck(
  folder: string,
  database: string,
  env: Readonly<Record<string, string | undefined>>,
  args: readonly string[] = [],
  what: string = './...',
): GovulncheckVerdict {
  const run = spawnSync(
    program() ?? 'govulncheck',
    ['-format', 'json', '-db', pathToFileURL(database).href, ...args, what],
    { cwd: folder, env: { ...process.env, ...env }, encoding: 'utf8', maxBuffer: 512 << 20, timeout: 300_000 },
  )
  if (run.error !== undefined) throw run.error
  if (run.status !== 0) return { levels: new Map(), failed: run.stderr }
  const levels = new Map<string, string>()
  for (const message of messagesOf(run.stdout)) {
    const finding = message['finding'] as
      | { osv: string; trace: readonly { package?: string; function?: string }[] }
      | undefined
    if (finding === undefined) continue
    const [frame] = finding.trace
    const level = frame?.function !== undefined ? 'symbol' : frame?.package !== undefined ? 'package' : 'module'
    if (rank(level) > rank(levels.get(finding.osv))) levels.set(finding.osv, level)
  }
  return { levels, failed: '' }
}

function program(): string | undefined {
  const named = process.env['MODWARDEN_GOVULNCHECK']
  return named === '' ? undefined : named
}

function rank(level: string | undefined): number {
  return ['module', 'package', 'symbol'].indexOf(level ?? '')
}

/** The messages of its output: JSON values one after another, each of which begins at the start of a line. */
function messagesOf(text: string): readonly Record<string, unknown>[] {
  return text
    .split(/\n(?=\{)/)
    .filter((part) => part.trim() !== '')
    .map((part) => JSON.parse(part) as Record<string, unknown>)
}
