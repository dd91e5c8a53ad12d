// What `verify --into-modcache` puts into GOMODCACHE is what the real go command needs to build without a network, and
// what `go mod download` filled is what verify proves.
import assert from 'node:assert/strict'
import { execFileSync, spawnSync, type SpawnSyncReturns } from 'node:child_process'
import path from 'node:path'
import test from 'node:test'
import { go } from '../support/go.ts'
import { publish, runProgram, sumLines, withUniverse, type Universe } from '../support/universe.ts'

const skip = go.available ? false : go.reason
const sampler = publish('github.com/Acme/sampler', 'v1.3.0')
const older = publish('github.com/Acme/sampler', 'v1.2.0')
const quote = publish('rsc.io/quote', 'v1.5.2', {
  'go.mod': 'module rsc.io/quote\n\ngo 1.16\n\nrequire github.com/Acme/sampler v1.2.0\n',
  'quote.go': 'package quote\n\nimport "github.com/Acme/sampler"\n\nfunc Hello() string { return sampler.Hello() }\n',
})

function goEnvironment(u: Universe, more: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: path.join(u.root, 'home'),
    GOCACHE: path.join(u.root, 'gocache'),
    GOENV: 'off',
    GOFLAGS: '-mod=mod',
    GOTOOLCHAIN: 'local',
    GOWORK: 'off',
    GOPATH: u.gopath,
    GOMODCACHE: u.modcache,
    GOSUMDB: u.db.key.verifier.key,
    CGO_ENABLED: '0',
    ...more,
  }
}

function project(u: Universe): void {
  u.serve([quote, sampler, older])
  u.require([quote, sampler], { goSum: `${sumLines(older).split('\n')[1]}\n` })
  u.write('main.go', 'package main\n\nimport "rsc.io/quote"\n\nfunc main() { println(quote.Hello()) }\n')
}

test('after verify --into-modcache go verifies and builds without a network', { skip }, async () => {
  await withUniverse(async (u) => {
    project(u)
    assert.equal((await u.run(['verify', '--into-modcache'])).code, 0)
    const env = goEnvironment(u, { GOPROXY: 'off' })
    const run = (...args: string[]): SpawnSyncReturns<string> =>
      spawnSync('go', args, { cwd: u.project, env, encoding: 'utf8' })
    const built = run('build', '-o', path.join(u.root, 'out'), '.')
    assert.equal(built.status, 0, built.stderr)
    const verified = run('mod', 'verify')
    assert.equal(verified.status, 0, verified.stderr)
    assert.equal(verified.stdout, 'all modules verified\n')
    assert.equal(spawnSync(path.join(u.root, 'out'), { encoding: 'utf8' }).stderr, 'hello\n')
    // go extracted the folders meanwhile; they are as agreed.
    const { code, report } = await u.json(['verify'])
    assert.equal(code, 0)
    assert.deepEqual(
      report.modules.filter((m) => !m.goModOnly).map((m) => [m.path, m.parts['folder']]),
      [
        ['github.com/Acme/sampler', 'ok'],
        ['rsc.io/quote', 'ok'],
      ],
    )
  })
})

test(
  'verify proves what the real go downloaded and vendored, with the head and the proofs that go cached',
  { skip },
  async () => {
    await withUniverse(async (u) => {
      u.db.fill(50)
      project(u)
      const env = goEnvironment(u, { GOPROXY: u.base })
      // Without lines in go.sum, go asks the database for them.
      u.write('go.sum', '')
      await runGo(u, env, ['mod', 'tidy'])
      await runGo(u, env, ['mod', 'vendor'])
      u.requests.length = 0
      const { code, report, stdout } = await u.json(['verify'])
      assert.equal(code, 0, stdout)
      assert.equal(report.database?.consistentWith, 'the remembered head')
      assert.deepEqual(
        u.asked().filter((url) => url.startsWith('/lookup/')),
        [],
      )
      assert.ok(report.modules.every((m) => m.status === 'proven'))
      assert.deepEqual(report.summary['vendor'], { ok: 4, of: 4 })
      // With the go command on its PATH the program takes go's own settings.
      const asked = await u.run(['verify', '--full'], {
        env: { PATH: path.dirname(execFileSync('which', ['go'], { encoding: 'utf8' })) },
      })
      assert.equal(asked.code, 0)
    })
  },
)

async function runGo(u: Universe, env: NodeJS.ProcessEnv, args: readonly string[]): Promise<void> {
  const { code, stderr } = await runProgram('go', args, { cwd: u.project, env })
  assert.equal(code, 0, stderr)
}
