// The real go command behind a guard: what it says when something is stopped, and that it goes on where it should.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { go } from '../support/go.ts'
import { withGuard } from '../support/guard.ts'
import { DOUBTFUL, evil } from '../support/scanning.ts'
import { flip, publish, put, runProgram, sumLines, withUniverse, type Ran, type Universe } from '../support/universe.ts'

const skip = go.available ? false : go.reason
const quote = publish('rsc.io/quote', 'v1.5.2')
const older = publish('rsc.io/doubt', 'v1.0.0')
/** Doubtful, and takes the version before it back. */
const newer = publish('rsc.io/doubt', 'v1.1.0', {
  'go.mod': 'module rsc.io/doubt\n\ngo 1.21\n\nretract v1.0.5\n',
  'doubt.go': DOUBTFUL,
})
const taken = publish('rsc.io/doubt', 'v1.0.5')
const holding = 'levels:\n  - rule: MW-HOST-IP\n    level: hold\n'

test('go shows why a malicious module is blocked, whole, and builds what is allowed', { skip }, async () => {
  await withUniverse(async (u) => {
    u.serve([quote, evil])
    project(u)
    await withGuard(u, async (guard) => {
      const got = await goRun(u, guard.base, 'get', 'rsc.io/evil@v1.0.0')
      assert.equal(got.code, 1)
      assert.match(
        got.stderr,
        /rsc\.io\/evil@v1\.0\.0: reading http:\S+\.zip: 403 Forbidden\n\tserver response:\n\t\[modwarden\] BLOCKED E-/,
      )
      assert.match(got.stderr, /\n\tnote {2}: do not retry with GOPROXY=direct: it would not be checked\n/)
      assert.doesNotMatch(got.stderr, /Truncated/)
      assert.equal((await goRun(u, guard.base, 'get', 'rsc.io/quote')).code, 0)
      u.write('main.go', 'package main\n\nimport "rsc.io/quote"\n\nfunc main() { println(quote.Hello()) }\n')
      const built = await goRun(u, guard.base, 'run', '.')
      assert.deepEqual([built.code, built.stderr.endsWith('hello\n')], [0, true])
    })
  })
})

test(
  'go get -u and go list -m -u all work where the newest version is held, and go round what it took back',
  { skip },
  async () => {
    await withUniverse(async (u) => {
      u.serve([older, taken, newer])
      project(u)
      const policy = put(path.join(u.root, 'policy.yaml'), holding)
      const work = async (guard: { readonly base: string }): Promise<void> => {
        assert.equal((await goRun(u, guard.base, 'get', 'rsc.io/doubt@v1.0.0')).code, 0)
        const up = await goRun(u, guard.base, 'get', '-u', 'rsc.io/doubt')
        assert.equal(up.code, 0, up.stderr)
        const listed = await goRun(u, guard.base, 'list', '-m', '-u', 'all')
        assert.deepEqual([listed.code, listed.stdout], [0, 'github.com/me/project\nrsc.io/doubt v1.0.0\n'])
        const named = await goRun(u, guard.base, 'get', 'rsc.io/doubt@v1.1.0')
        assert.equal(named.code, 1)
        assert.match(named.stderr, /403 Forbidden\n\tserver response:\n\t\[modwarden\] HELD E-/)
      }
      await withGuard(u, work, ['--policy', policy])
    })
  },
)

test('go verifies with its own checksum database through the guard', { skip }, async () => {
  await withUniverse(async (u) => {
    u.serve([quote])
    project(u)
    await withGuard(u, async (guard) => {
      const got = await goRun(u, guard.base, 'get', 'rsc.io/quote@v1.5.2')
      assert.equal(got.code, 0, got.stderr)
      assert.deepEqual(
        u.requests.filter((url) => url.startsWith('/sumdb/')).map((url) => url.replace(/\.p\/\d+$/, '.p')),
        [
          '/sumdb/sumdb.example/db/supported',
          '/sumdb/sumdb.example/db/latest',
          '/sumdb/sumdb.example/db/tile/8/0/000.p',
          '/sumdb/sumdb.example/db/lookup/rsc.io/quote@v1.5.2',
        ],
      )
    })
  })
})

test('guard -- go get stops malware, gives the exit code of go, and says what it stopped', { skip }, async () => {
  await withUniverse(async (u) => {
    u.serve([quote, evil])
    project(u)
    const options = { env: goEnvironment(u) }
    const good = await u.run(['guard', '--', 'go', 'get', 'rsc.io/quote@v1.5.2'], options)
    assert.deepEqual(
      [good.code, good.stderr],
      [0, 'go: downloading rsc.io/quote v1.5.2\ngo: added rsc.io/quote v1.5.2\n'],
    )
    const bad = await u.run(['guard', '--', 'go', 'get', 'rsc.io/evil@v1.0.0'], options)
    assert.equal(bad.code, 1)
    assert.match(
      bad.stderr,
      /\[modwarden\] BLOCKED (E-[A-Z2-7]{10}) [^]*\nmodwarden: stopped 1 decision:\nmodwarden: {3}block \1 rsc\.io\/evil@v1\.0\.0: /,
    )
    assert.equal((await u.run(['guard', '--', 'sh', '-c', 'exit 7'], options)).code, 7)
    // A program of that name is no command of ours.
    const bin = path.join(u.root, 'bin')
    chmodSync(put(path.join(bin, 'install'), '#!/bin/sh\necho "mine $*"\n'), 0o755)
    const own = await u.run(['guard', '--', 'install', '--yes'], {
      env: { ...options.env, PATH: `${bin}:${options.env['PATH']}` },
    })
    assert.equal(own.stdout, 'mine --yes\n')
    assert.equal((await u.run(['guard', '--', 'no-such-command-here'], options)).code, 2)
  })
})

test('guard -- starts nothing where the module cache is not what was agreed on', { skip }, async () => {
  await withUniverse(async (u) => {
    u.sound([quote])
    flip(path.join(u.paths(quote).folder, 'quote.go'))
    const ran = await u.run(['guard', '--', 'touch', 'started'], { env: goEnvironment(u) })
    assert.equal(ran.code, 4)
    assert.match(ran.stderr, /rsc\.io\/quote@v1\.5\.2/)
    assert.equal(spawnSync('ls', [u.project], { encoding: 'utf8' }).stdout.includes('started'), false)
  })
})

test('guard -- starts nothing where the module cache has malicious code already', { skip }, async () => {
  await withUniverse(async (u) => {
    u.sound([quote, evil])
    const env = goEnvironment(u)
    const ran = await u.run(['guard', '--', 'touch', 'started'], { env })
    assert.equal(ran.code, 1)
    assert.match(
      ran.stderr,
      /MALICIOUS +rsc\.io\/evil@v1\.0\.0[^]*modwarden: nothing was started: the module cache has it/,
    )
    assert.equal(existsSync(path.join(u.project, 'started')), false)
    const told = await u.run(['guard', '--mode', 'monitor', '--', 'touch', 'started'], { env })
    assert.deepEqual([told.code, existsSync(path.join(u.project, 'started'))], [0, true])
    assert.match(told.stderr, /MALICIOUS +rsc\.io\/evil@v1\.0\.0/)
  })
})

function project(u: Universe): void {
  writeFileSync(path.join(u.project, 'go.mod'), 'module github.com/me/project\n\ngo 1.21\n')
  assert.equal(sumLines(), '')
}

function goEnvironment(u: Universe): Readonly<Record<string, string>> {
  return {
    PATH: process.env['PATH'] ?? '',
    GOCACHE: path.join(u.root, 'gocache'),
    GOFLAGS: '-mod=mod',
    GOTOOLCHAIN: 'local',
    GOWORK: 'off',
    GOVCS: '*:off',
    CGO_ENABLED: '0',
  }
}

async function goRun(u: Universe, base: string, ...args: readonly string[]): Promise<Ran> {
  const env = { ...u.environment(), ...goEnvironment(u), GOPROXY: base }
  return runProgram('go', args, { cwd: u.project, env })
}
