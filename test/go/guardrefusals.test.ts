// What developers see where a guard refuses, with the installed Go and, where MODWARDEN_TEST_GOS names some (absolute paths
// of go commands, with colons between), with other releases of it: every line of the refusal, and that go goes on elsewhere.
import assert from 'node:assert/strict'
import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { go } from '../support/go.ts'
import { withGuard, type TestGuard } from '../support/guard.ts'
import { DOUBTFUL, HARMFUL } from '../support/scanning.ts'
import { publish, publishExactly, put, runProgram, withUniverse, type Ran, type Universe } from '../support/universe.ts'

const others = (process.env['MODWARDEN_TEST_GOS'] ?? '').split(':').filter((file) => file !== '')
const GOS: readonly (readonly [string, string, string | false])[] = [
  ['the installed go', 'go', go.available ? false : go.reason],
  ...others.map(
    (file) =>
      [
        file
          .split(path.sep)
          .slice(-3, -2)
          .join()
          .replace(/^toolchain@v0\.0\.1-|\.\w+-\w+$/g, ''),
        file,
        !existsSync(file) && 'not there',
      ] as const,
  ),
  ...(others.length > 0 ? [] : [['other releases of go', '', 'MODWARDEN_TEST_GOS names none'] as const]),
]

const greeting = 'package m\n\n// Hello greets.\nfunc Hello() string { return "hello" }\n'
const MODULES = [
  publish('rsc.io/quote', 'v1.5.2'),
  publish('rsc.io/doubt', 'v1.0.0'),
  publish('rsc.io/doubt', 'v1.1.0', { 'doubt.go': DOUBTFUL }),
  publish('rsc.io/evil', 'v0.9.0'),
  publish('rsc.io/evil', 'v1.0.0', { 'evil.go': 'package evil\n\n// V is 1.\nconst V = 1\n' }),
  publish('rsc.io/evil', 'v1.1.0', { 'evil.go': HARMFUL }),
  publish('rsc.io/bad', 'v1.0.0', { 'bad.go': HARMFUL.replace('package evil', 'package bad') }),
  publish('rsc.io/back', 'v1.0.0', { 'back.go': greeting.replace('package m', 'package back') }),
  publish('rsc.io/back', 'v1.1.0', { 'back.go': DOUBTFUL.replace('package doubt', 'package back') }),
  publish('rsc.io/back', 'v1.2.0', { 'go.mod': 'module rsc.io/back\n\ngo 1.21\n\nretract v1.2.0 // too soon\n' }),
]

const POLICY = 'levels:\n  - rule: MW-HOST-IP\n    level: hold\n'
const NOTE = '\tnote  : do not retry with GOPROXY=direct: it would not be checked\n'

for (const [name, program, skip] of GOS) {
  test(`${name} shows refusals whole, and goes on where something is refused`, { skip }, async () => {
    await behindGuard(async (guard, run, u) => {
      // Cold: nobody has asked for any of it. A hold, with what may be taken instead.
      assert.equal(
        plain(await run('get', 'rsc.io/doubt@v1.1.0'), guard),
        'go: rsc.io/doubt@v1.1.0: reading GUARD/rsc.io/doubt/@v/v1.1.0.zip: 403 Forbidden\n' +
          '\tserver response:\n' +
          '\t[modwarden] HELD EVENT rsc.io/doubt@v1.1.0\n' +
          '\twhy   : connects to 203.0.113.9:4444\n' +
          '\trule  : MW-HOST-IP at doubt.go:6\n' +
          '\tdo    : go get rsc.io/doubt@v1.0.0   (newest allowed)\n' +
          '\twaiver: ask for one on the page below: why, and until when\n' +
          '\tinfo  : GUARD/e/EVENT\n' +
          NOTE,
      )
      // A block; the version before it is allowed.
      const blocked = plain(await run('get', 'rsc.io/evil@v1.1.0'), guard)
      assert.match(
        blocked,
        /\tserver response:\n\t\[modwarden\] BLOCKED EVENT rsc\.io\/evil@v1\.1\.0\n\twhy {3}: MALWARE: /,
      )
      assert.match(blocked, /\n\tdo {4}: go get rsc\.io\/evil@v1\.0\.0 {3}\(newest allowed\)\n/)
      assert.match(blocked, /\n\twaiver: not for malware: dispute it on the page below\n\tinfo {2}: GUARD\/e\/EVENT\n/)
      assert.ok(blocked.endsWith(NOTE), blocked)
      // Nothing of it is allowed: then nothing is named.
      const all = plain(await run('get', 'rsc.io/bad@v1.0.0'), guard)
      assert.doesNotMatch(all, /go get rsc\.io\/bad|newest allowed|Truncated/)
      // The newest version is malicious, and nobody has fetched it: go takes the one before it.
      assert.equal((await run('get', 'rsc.io/evil@v0.9.0', 'rsc.io/doubt@v1.0.0', 'rsc.io/back@v1.0.0')).code, 0)
      const up = await run('get', '-u', 'rsc.io/evil', 'rsc.io/doubt', 'rsc.io/back')
      assert.equal(up.code, 0, up.stderr)
      const listed = await run('list', '-m', '-u', 'all')
      assert.deepEqual(
        [listed.code, listed.stdout],
        [0, 'github.com/me/project\nrsc.io/back v1.0.0\nrsc.io/doubt v1.0.0\nrsc.io/evil v1.0.0\n'],
      )
      assert.equal((await run('list', '-m', '-versions', 'rsc.io/evil')).stdout, 'rsc.io/evil v0.9.0 v1.0.0\n')
      assert.equal((await run('list', '-m', '-json', 'rsc.io/evil@latest')).stdout.includes('"v1.0.0"'), true)
      // Waived, it comes, with the checksum database through the guard; then the cache is warm and asks nobody.
      await u.run([
        'waive',
        'MW-HOST-IP',
        '--module',
        'rsc.io/doubt@v1.1.0',
        '--user',
        '--for',
        '14d',
        '--reason',
        'our own test server',
        '--owner',
        'kim',
      ])
      await until(async () => (await guard.get('/rsc.io/doubt/@v/v1.1.0.zip')).status === 200)
      const got = await run('get', 'rsc.io/doubt@v1.1.0')
      assert.equal(got.code, 0, got.stderr)
      const warm = await run('mod', 'download', 'rsc.io/doubt@v1.1.0', { GOPROXY: 'off' })
      assert.equal(warm.code, 0, warm.stderr)
    }, program)
  })

  test(`${name} changes to toolchains that are allowed, and says why another one is not`, { skip }, async () => {
    const release = (version: string): ReturnType<typeof publish> => {
      const system = `${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`
      return publishExactly('golang.org/toolchain', `v0.0.1-${version}.${system}`, {
        'bin/go': `#!/bin/sh\necho this is ${version}\n`,
        'bin/gofmt': '',
        'pkg/tool/none': '',
        'lib/none': '',
      })
    }
    await behindGuard(
      async (guard, run) => {
        const changed = await run('version', { GOTOOLCHAIN: 'go1.98.1' })
        assert.equal(changed.stdout, 'this is go1.98.1\n', changed.stderr)
        const refused = plain(await run('version', { GOTOOLCHAIN: 'go1.99.0' }), guard)
        assert.match(
          refused,
          /\n\tserver response:\n\t\[modwarden\] BLOCKED EVENT golang\.org\/toolchain\.\.\.o1\.99\.0\./,
        )
        assert.match(refused, /\n\twhy {3}: not among the Go toolchains that are allowed here: go1\.98\.\*\n/)
        assert.match(refused, /\n\tdo {4}: ask whoever writes the policy\n/)
      },
      program,
      [release('go1.98.1'), release('go1.99.0')],
      { MODWARDEN_TOOLCHAINS: 'go1.98.*' },
    )
  })
}

type Run = (...args: readonly (string | Readonly<Record<string, string>>)[]) => Promise<Ran>

async function behindGuard(
  work: (guard: TestGuard, run: Run, u: Universe) => Promise<void>,
  program: string,
  modules: readonly ReturnType<typeof publish>[] = MODULES,
  more: Readonly<Record<string, string>> = {},
): Promise<void> {
  await withUniverse(async (u) => {
    u.serve(modules)
    writeFileSync(path.join(u.project, 'go.mod'), 'module github.com/me/project\n\ngo 1.21\n')
    const policy = put(path.join(u.root, 'policy.yaml'), POLICY)
    await withGuard(
      u,
      async (guard) => {
        await work(
          guard,
          async (...given) => {
            const args = given.filter((one) => typeof one === 'string')
            const env = {
              ...u.environment(),
              PATH: process.env['PATH'] ?? '',
              GOCACHE: path.join(u.root, 'gocache'),
              GOFLAGS: '-mod=mod',
              GOTOOLCHAIN: 'local',
              GOWORK: 'off',
              GOVCS: '*:off',
              GOPROXY: guard.base,
              ...given.findLast((one) => typeof one !== 'string'),
            }
            return runProgram(program, args, { cwd: u.project, env })
          },
          u,
        )
      },
      ['--policy', policy],
      more,
    )
  })
}

/** What go said, without what is different in each run; it failed. */
function plain({ code, stderr }: Ran, guard: TestGuard): string {
  assert.equal(code, 1, stderr)
  return stderr
    .replaceAll(guard.base, 'GUARD')
    .replaceAll(/\bE-[A-Z2-7]{10}\b/g, 'EVENT')
    .replace(/^(?:go: downloading .*\n)*/, '')
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 100))
}
