// What `modwarden vulns` says of constructed projects: the verdict of govulncheck that is written in each
// (test/go/reach), and where govulncheck is installed, what it says in the same run.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { test } from 'node:test'
import { run } from '../../src/commands/run/run.ts'
import { go, goEnv } from '../support/go.ts'
import { govulncheck, govulncheckEach, govulncheckPath, govulncheckReason } from '../support/govulncheck.ts'
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
        const tags = one.tags === '' ? [] : ['--tags', one.tags]
        const asked = [u.project, '--db', database, '--platform', 'linux/amd64', ...tags]
        const { findings, left } = await documentOf(u, one, asked)
        const found = new Map(findings.map(({ id, level }) => [id, level]))
        assert.deepEqual(found, one.more.size > 0 ? one.more : one.want)
        // What compiles has all that it names.
        const absent = left.filter((said) => /: nothing declares |: it imports itself /.test(said))
        assert.deepEqual(one.more.size === 0 ? absent : [], [])
        for (const { level, traces } of findings) {
          if (level !== 'symbol') continue
          const [first] = traces[0]?.steps ?? []
          assert.ok(first !== undefined && first.line > 0 && !path.isAbsolute(first.file), 'begins in the own code')
        }
      })
    },
  )
}

test(
  'vulns needs no go.mod of a module that is in the vendor folder',
  { skip: go.available ? false : go.reason },
  async () => {
    const one = reachCases().find(({ name }) => name === 'vendored-program')
    assert.ok(one !== undefined)
    await withUniverse(async (u) => {
      const database = place(u, one)
      assert.deepEqual((await documentOf(u, one, [u.project, '--db', database])).left, [])
    })
  },
)

test('govulncheck says what is written in the cases', { skip: govulncheckReason() }, async () => {
  for (const one of reachCases()) {
    await withUniverse(async (u) => {
      const database = place(u, one)
      const { levels, failed } = govulncheckEach(
        one.folders.map((folder) => path.join(u.project, folder)),
        database,
        goEnvironment(u, one),
        one.tags === '' ? [] : ['-tags', one.tags],
      )
      assert.deepEqual(levels, one.want, `${one.name}: ${failed}`)
    })
  }
})

test('vulns --engine govulncheck says what it says, in our own report', { skip: govulncheckReason() }, async () => {
  const one = reachCases().find(({ name }) => name === 'two-advisories')
  assert.ok(one !== undefined)
  await withUniverse(async (u) => {
    const found = await reportOf(u, one, [u.project, '--db', place(u, one), '--engine', 'govulncheck'])
    assert.deepEqual(new Map(found.map(({ id, level }) => [id, level])), one.want)
    assert.deepEqual(found[0]?.traces[0]?.steps[0], {
      function: 'main',
      package: 'example.com/me',
      file: 'main.go',
      line: 7,
    })
  })
})

test('vulns --binary finds in a program what govulncheck finds in it', { skip: govulncheckReason() }, async () => {
  for (const name of ['direct-call', 'imported-only', 'embedded-pointer-interface']) {
    const one = reachCases().find((found) => found.name === name)
    if (one === undefined) continue
    await withUniverse(async (u) => {
      const database = place(u, one)
      const program = path.join(u.root, 'program')
      const env = { ...process.env, ...goEnvironment(u, one) }
      execFileSync('go', ['build', '-o', program, '.'], { cwd: u.project, env })
      const { levels, failed } = govulncheck(u.project, database, goEnvironment(u, one), ['-mode', 'binary'], program)
      const found = await reportOf(u, one, ['--binary', program, '--db', database])
      assert.deepEqual(new Map(found.map(({ id, level }) => [id, level])), levels, `${name}: ${failed}`)
      // Stripped of symbols the runtime still has the names of functions, inlined ones among them.
      execFileSync('go', ['build', '-ldflags=-s -w', '-o', program, '.'], { cwd: u.project, env })
      const stripped = await reportOf(u, one, ['--binary', program, '--db', database])
      assert.deepEqual(stripped, found)
    })
  }
})

function place(u: Universe, one: ReachCase): string {
  placeCase(u, one)
  const database = path.join(u.root, 'db')
  writeDatabase(database, one.advisories)
  return database
}

function goEnvironment(u: Universe, { vendor, files }: ReachCase): Readonly<Record<string, string>> {
  const { GOPATH = '', GOMODCACHE = '' } = u.environment()
  const mod = vendor ? '-mod=vendor' : files.has('go.work') ? '' : '-mod=mod'
  return { GOPATH, GOMODCACHE, GOPROXY: 'off', GOSUMDB: 'off', GOENV: 'off', GOFLAGS: mod }
}

/** In this process: a hundred starts would take longer than all of the work. */
async function reportOf(u: Universe, one: ReachCase, args: readonly string[]): Promise<readonly Finding[]> {
  return (await documentOf(u, one, args)).findings
}

async function documentOf(
  u: Universe,
  one: ReachCase,
  args: readonly string[],
): Promise<{ readonly findings: readonly Finding[]; readonly left: readonly string[] }> {
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
    PATH: `${govulncheckPath()}:${process.env['PATH'] ?? ''}`,
    GOCACHE: goEnv('GOCACHE'),
  }
  await run(['vulns', ...args, '--format', 'json', '--offline', '--no-progress'], {
    terminal: {
      stdin: process.stdin,
      stdout: sink((text) => (stdout += text)),
      stderr: sink((text) => (stderr += text)),
      env,
    },
    cwd: u.root,
    signal: new AbortController().signal,
  })
  assert.ok(stdout.includes('"findings":'), `${stdout}${stderr}`)
  return JSON.parse(stdout) as { findings: readonly Finding[]; left: readonly string[] }
}
