// What `rebuild` leaves in GOMODCACHE is what the real go needs to verify and build without a network, and what `clean
// --all` leaves is what `go clean -modcache` leaves.
import assert from 'node:assert/strict'
import { spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { appendFileSync, cpSync, existsSync, lstatSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { go, goEnv } from '../support/go.ts'
import { filesBelow, publish, put, runProgram, sumLines, withUniverse, type Universe } from '../support/universe.ts'

const skip = go.available ? false : go.reason
const sampler = publish('github.com/Acme/sampler', 'v1.3.0')
const older = publish('github.com/Acme/sampler', 'v1.2.0')
const quote = publish('rsc.io/quote', 'v1.5.2', {
  'go.mod': 'module rsc.io/quote\n\ngo 1.16\n\nrequire github.com/Acme/sampler v1.2.0\n',
  'quote.go': 'package quote\n\nimport "github.com/Acme/sampler"\n\nfunc Hello() string { return sampler.Hello() }\n',
})
const other = publish('example.com/other', 'v1.0.0')

function environment(u: Universe, more: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: path.join(u.root, 'home'),
    GOCACHE: goEnv('GOCACHE'),
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
  u.serve([quote, sampler, older, other])
  u.require([quote, sampler], { goSum: `${sumLines(older).split('\n')[1]}\n` })
  u.write('main.go', 'package main\n\nimport "rsc.io/quote"\n\nfunc main() { println(quote.Hello()) }\n')
}

/** Runs go offline in the project. */
function offline(u: Universe, ...args: string[]): SpawnSyncReturns<string> {
  return spawnSync('go', args, { cwd: u.project, env: environment(u, { GOPROXY: 'off' }), encoding: 'utf8' })
}

test(
  'after rebuild --yes go verifies and builds without a network, from a poisoned cache and from none',
  { skip },
  async () => {
    for (const poisoned of [true, false]) {
      await withUniverse(async (u) => {
        project(u)
        if (poisoned) {
          const env = environment(u, { GOPROXY: u.base })
          for (const args of [
            ['mod', 'download', 'all'],
            ['mod', 'download', 'example.com/other@v1.0.0'],
          ]) {
            assert.equal((await runProgram('go', args, { cwd: u.project, env })).code, 0)
          }
          appendFileSync(u.paths(quote).zip, 'x')
          writeFileSync(u.paths(quote).ziphash, sampler.h1)
          appendFileSync(u.paths(sampler).mod, '// x\n')
        }
        const { code, stdout } = await u.run(['rebuild', '--yes'])
        assert.equal(code, 0, stdout)
        assert.equal(existsSync(u.paths(other).zip), false)
        const verified = offline(u, 'mod', 'verify')
        assert.equal(verified.status, 0, verified.stderr)
        assert.equal(verified.stdout, 'all modules verified\n')
        const built = offline(u, 'build', '-o', path.join(u.root, 'out'), '.')
        assert.equal(built.status, 0, built.stderr)
        assert.equal(spawnSync(path.join(u.root, 'out'), { encoding: 'utf8' }).stderr, 'hello\n')
        const again = await u.json(['verify', '--full'])
        assert.equal(again.code, 0)
        assert.deepEqual(u.leftovers(), [])
      })
    }
  },
)

test('rebuild extracts what go mod download extracts, with the same permissions', { skip }, async () => {
  for (const GOFLAGS of ['-mod=mod', '-mod=mod -modcacherw']) {
    await withUniverse(async (u) => {
      project(u)
      const modes = (): string[] => {
        const { folder } = u.paths(quote)
        const below = readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted((a, b) => (a < b ? -1 : 1))
        return ['', ...below].map((name) => `${lstatSync(path.join(folder, name)).mode.toString(8)} ${name}`)
      }
      assert.equal((await u.run(['rebuild', '--yes'], { env: { GOFLAGS } })).code, 0)
      const ours = modes()
      const env = environment(u, { GOPROXY: u.base, GOFLAGS })
      for (const args of [
        ['clean', '-modcache'],
        ['mod', 'download', 'rsc.io/quote'],
      ]) {
        assert.equal((await runProgram('go', args, { cwd: u.project, env })).code, 0)
      }
      assert.deepEqual(ours, modes())
    })
  }
})

test('clean --all leaves what go clean -modcache leaves, and the remembered head', { skip }, async () => {
  await withUniverse(async (u) => {
    project(u)
    u.write('go.sum', '')
    const env = environment(u, { GOPROXY: u.base })
    const tidied = await runProgram('go', ['mod', 'tidy'], { cwd: u.project, env })
    assert.equal(tidied.code, 0, tidied.stderr)
    put(path.join(u.modcache, 'cache/vcs/0123.info'), 'git')
    const copy = path.join(u.root, 'copy')
    cpSync(u.gopath, copy, { recursive: true })
    const ours = await u.run(['clean', '--all', '--yes'])
    assert.equal(ours.code, 0, ours.stderr)
    const copied = environment(u, { GOPATH: copy, GOMODCACHE: path.join(copy, 'pkg/mod') })
    assert.equal(spawnSync('go', ['clean', '-modcache'], { cwd: u.project, env: copied }).status, 0)
    const left = (root: string): string[] =>
      readdirSync(root, { recursive: true, encoding: 'utf8' }).toSorted((a, b) => (a < b ? -1 : 1))
    assert.deepEqual(left(u.gopath), left(copy))
    assert.equal(filesBelow(path.join(u.gopath, 'pkg/sumdb')).length > 0, true)
  })
})
