// fix beside the go command: the same files as `go get` writes, nothing left for `go mod tidy` to change in go.mod, and
// a build of what was written.
import assert from 'node:assert/strict'
import { cpSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import type { FixReport } from '../../src/report/fix.ts'
import { FIX_WORLDS, makeFixWorld } from '../support/fixworlds.ts'
import { go, goEnv } from '../support/go.ts'
import { publish, put, runProgram, sumLines, withUniverse, type Universe } from '../support/universe.ts'

const skip = go.available ? false : go.reason

async function runGo(u: Universe, folder: string, args: readonly string[]): Promise<void> {
  const env = {
    ...u.environment(),
    PATH: process.env['PATH'] ?? '',
    GOFLAGS: '-mod=mod',
    GOTOOLCHAIN: 'local',
    GOROOT: goEnv('GOROOT'),
    GOCACHE: goEnv('GOCACHE'),
  }
  // Not in this thread: the proxy answers here.
  const ran = await runProgram('go', args, { cwd: folder, env })
  assert.equal(ran.code, 0, `go ${args.join(' ')}: ${ran.stdout}${ran.stderr}`)
}

function read(folder: string, name: string): string {
  return readFileSync(path.join(folder, name), 'utf8')
}

const told = [
  'an indirect one is asked for itself',
  'a new requirement gets its line',
  'two flaws, two upgrades',
  'before go 1.17 an indirect fix gets a line',
  'a diamond keeps both sides',
]

for (const world of FIX_WORLDS.filter(({ name }) => told.includes(name))) {
  test(`fix writes what go get writes: ${world.name}`, { skip }, async () => {
    await withUniverse(async (u) => {
      const { db } = makeFixWorld(u, world)
      const beside = path.join(u.root, 'beside')
      cpSync(u.project, beside, { recursive: true })
      const ran = await u.run(['fix', '--yes', '--db', db, '--format', 'json', '--no-progress'])
      const report = JSON.parse(ran.stdout) as FixReport
      const asked = report.moves.filter((m) => m.asked).map((m) => `${m.path}@${m.to}`)
      await runGo(u, beside, ['get', ...asked])
      // go get alone leaves what the packages need to the next build.
      await runGo(u, beside, ['build', './...'])
      assert.equal(read(u.project, 'go.mod'), read(beside, 'go.mod'))
      assert.equal(read(u.project, 'go.sum'), read(beside, 'go.sum'))
      await runGo(u, u.project, ['build', '-mod=readonly', './...'])
      await runGo(u, u.project, ['mod', 'tidy'])
      assert.equal(read(u.project, 'go.mod'), read(beside, 'go.mod'))
    })
  })
}

test('fix --test builds and tests what it wrote, and says what fails', { skip }, async () => {
  const [world] = FIX_WORLDS
  if (world === undefined) throw new Error('no world')
  await withUniverse(async (u) => {
    const { db } = makeFixWorld(u, world)
    u.write('main_test.go', 'package main\n\nimport "testing"\n\nfunc TestIt(t *testing.T) { t.Error("not yet") }\n')
    const env = { PATH: process.env['PATH'], GOROOT: goEnv('GOROOT'), GOCACHE: goEnv('GOCACHE'), GOTOOLCHAIN: 'local' }
    const ran = await u.run(['fix', '--yes', '--test', '--db', db, '--format', 'json', '--no-progress'], { env })
    const report = JSON.parse(ran.stdout) as FixReport
    assert.deepEqual(
      report.tests.map((t) => [t.command, t.ok]),
      [
        ['go build ./...', true],
        ['go test ./...', false],
      ],
      JSON.stringify(report),
    )
    assert.match(report.tests[1]?.output ?? '', /not yet/)
    assert.equal(ran.code, 1)
  })
})

test('fix --replace writes other imports, and go builds them', { skip }, async () => {
  await withUniverse(async (u) => {
    const old = publish('github.com/old/kv', 'v1.0.0')
    const now = publish('github.com/new/kv', 'v1.2.0')
    u.serve([old, now])
    u.cache([old])
    u.require([old])
    u.write('go.sum', sumLines(old))
    u.write(
      'main.go',
      'package main\n\nimport db "github.com/old/kv" // "github.com/old/kv"\n\nfunc main() { println(db.Hello()) }\n',
    )
    const db = put(
      path.join(u.root, 'db.json'),
      JSON.stringify([
        {
          id: 'GO-2026-0001',
          modified: '2026-01-01T00:00:00Z',
          affected: [
            {
              package: { ecosystem: 'Go', name: 'github.com/x/x' },
              ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }],
            },
          ],
        },
      ]),
    )
    const ran = await u.run([
      'fix',
      '--yes',
      '--replace',
      'github.com/old/kv=github.com/new/kv',
      '--db',
      db,
      '--format',
      'json',
      '--no-progress',
    ])
    assert.equal(ran.code, 0, ran.stdout + ran.stderr)
    assert.equal(
      read(u.project, 'main.go'),
      'package main\n\nimport db "github.com/new/kv" // "github.com/old/kv"\n\nfunc main() { println(db.Hello()) }\n',
    )
    assert.equal(
      read(u.project, 'go.mod'),
      'module github.com/me/project\n\ngo 1.21\n\nrequire github.com/new/kv v1.2.0\n',
    )
    await runGo(u, u.project, ['build', '-mod=readonly', './...'])
  })
})
