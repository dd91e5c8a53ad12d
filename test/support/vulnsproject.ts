// A project with a known flaw and its database, and `modwarden vulns` run on them as a user runs it.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { placeCase, reachCases, writeDatabase, type ReachCase } from './reachcases.ts'
import { withUniverse, type Ran, type Universe } from './universe.ts'

/** What its JSON says, as far as tests ask. */
export interface VulnsDocument {
  readonly exitCode: number
  readonly findings: readonly {
    readonly id: string
    readonly level: string
    readonly remedy: string
    readonly summary: string
    readonly exploited: boolean
    readonly epss?: number
    readonly at?: { readonly file: string; readonly line: number }
    readonly waived?: { readonly owner: string; readonly reason: string }
  }[]
  readonly left: readonly string[]
  readonly database: { readonly modified?: string; readonly offline: boolean }
  readonly baseline?: string
  readonly summary: { readonly symbol: number; readonly before: number; readonly waived: number }
  readonly error?: { readonly code: string; readonly message: string; readonly remedy?: string }
}

/** A project that calls a vulnerable function in line 7 of main.go, and its database in a folder. */
export async function withCalled(
  work: (
    u: Universe,
    database: string,
    vulns: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Ran>,
  ) => Promise<void>,
  name: string = 'direct-call',
): Promise<void> {
  await withUniverse(async (u) => {
    const one = caseNamed(name)
    placeCase(u, one)
    const database = path.join(u.root, 'db')
    writeDatabase(database, one.advisories)
    // An installation without packages: what these projects import is their own and their modules'.
    const goroot = path.join(u.root, 'goroot')
    mkdirSync(path.join(goroot, 'src'), { recursive: true })
    const git = `${path.join(u.root, 'bin')}:${path.dirname(gitProgram())}`
    const env = { GOROOT: goroot, GOFLAGS: '-mod=mod', GOSUMDB: 'off', GOTOOLCHAIN: 'local', PATH: git }
    await work(u, database, async (args, more) =>
      u.run(['vulns', '--no-progress', ...args], { env: { ...env, ...more } }),
    )
  })
}

/** One of the constructed projects of test/go/reach, by the name of its file. */
export function caseNamed(name: string): ReachCase {
  const found = reachCases().find((one) => one.name === name)
  assert.ok(found !== undefined, name)
  return found
}

/** The JSON that it printed. */
export function documentOf({ stdout, stderr }: Ran): VulnsDocument {
  assert.ok(stdout.startsWith('{'), `${stdout}${stderr}`)
  return JSON.parse(stdout) as VulnsDocument
}

/** Where git is; go is not there, or the tests would say what this machine's go does. */
function gitProgram(): string {
  return execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim()
}
