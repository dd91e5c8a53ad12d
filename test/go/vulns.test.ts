// What `modwarden vulns` says of constructed projects: the verdict of govulncheck that is written in each
// (test/go/reach), and where govulncheck is installed, what it says in the same run.
import assert from 'node:assert/strict'
import path from 'node:path'
import { test } from 'node:test'
import { run } from '../../src/commands/run.ts'
import { go, goEnv } from '../support/go.ts'
import { govulncheck, govulncheckReason } from '../support/govulncheck.ts'
import { placeCase, reachCases, writeDatabase, type ReachCase } from '../support/reachcases.ts'
import { withUniverse, type Universe } from '../support/universe.ts'

interface Finding {
  readonly id: string
  readonly level: string
  readonly certain: boolean
  readonly traces: readonly { readonly steps: readonly { readonly file: string; readonly line: number }[] }[]
}

for (const one of reachCases()) {
  test(
    `vulns and govulncheck agree: ${one.title} (${one.name})`,
    { skip: go.available ? false : go.reason },
    async () => {
      await withUniverse(async (u) => {
        const database = place(u, one)
        const findings = await vulnsOf(u, one, database)
        const found = new Map(findings.map(({ id, level }) => [id, level]))
        assert.deepEqual(found, one.more.size > 0 ? one.more : one.want)
        for (const { level, traces } of findings) {
          if (level !== 'symbol') continue
          const [first] = traces[0]?.steps ?? []
          assert.ok(first !== undefined && first.line > 0 && !path.isAbsolute(first.file), 'begins in the own code')
        }
      })
    },
  )
}

test('govulncheck says what is written in the cases', { skip: govulncheckReason() }, async () => {
  for (const one of reachCases()) {
    await withUniverse(async (u) => {
      const database = place(u, one)
      const { levels, failed } = govulncheck(
        u.project,
        database,
        goEnvironment(u, one),
        one.tags === '' ? [] : ['-tags', one.tags],
      )
      assert.deepEqual(levels, one.want, `${one.name}: ${failed}`)
    })
  }
})

function place(u: Universe, one: ReachCase): string {
  placeCase(u, one)
  const database = path.join(u.root, 'db')
  writeDatabase(database, one.advisories)
  return database
}

function goEnvironment(u: Universe, { vendor }: ReachCase): Readonly<Record<string, string>> {
  const { GOPATH = '', GOMODCACHE = '' } = u.environment()
  const mod = vendor ? '-mod=vendor' : '-mod=mod'
  return { GOPATH, GOMODCACHE, GOPROXY: 'off', GOSUMDB: 'off', GOENV: 'off', GOFLAGS: mod }
}

/** In this process: a hundred starts would take longer than all of the work. */
async function vulnsOf(u: Universe, one: ReachCase, database: string): Promise<readonly Finding[]> {
  let stdout = ''
  let stderr = ''
  const sink = (add: (text: string) => void): NodeJS.WriteStream =>
    ({ isTTY: false, bytesWritten: 0, write: (text: string) => (add(text), true) }) as unknown as NodeJS.WriteStream
  const env = {
    ...u.environment(),
    ...goEnvironment(u, one),
    GOROOT: goEnv('GOROOT'),
    GOSUMDB: 'off',
    GOTOOLCHAIN: 'local',
  }
  const args = [
    'vulns',
    u.project,
    '--db',
    database,
    '--format',
    'json',
    '--offline',
    '--no-progress',
    '--platform',
    'linux/amd64',
  ]
  await run([...args, ...(one.tags === '' ? [] : ['--tags', one.tags])], {
    terminal: {
      stdin: process.stdin,
      stdout: sink((text) => (stdout += text)),
      stderr: sink((text) => (stderr += text)),
      env,
    },
    cwd: u.root,
    signal: new AbortController().signal,
  })
  const report = JSON.parse(stdout) as { readonly findings?: readonly Finding[] }
  assert.ok(report.findings !== undefined, `${stdout}${stderr}`)
  return report.findings
}
