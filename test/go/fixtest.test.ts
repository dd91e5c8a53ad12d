// fix --test: what the code that it runs may see, and that every file is as it was where it fails or is stopped.
import assert from 'node:assert/strict'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { fixDatabase, fixModule, fixPath } from '../support/fixworlds.ts'
import { fixed, mustGo, snapshot } from '../support/fixbeside.ts'
import { go, goEnv } from '../support/go.ts'
import { put, withUniverse } from '../support/universe.ts'

const skip = go.available ? false : go.reason

const SECRETS = {
  GITHUB_TOKEN: 'sec-ret-1',
  AWS_SECRET_ACCESS_KEY: 'sec-ret-2',
  DATABASE_URL: 'postgres://me:sec-ret-3@db.example/x',
  MY_COMPANY_PAT: 'sec-ret-4',
  GOAUTH: 'sec-ret-5',
  SSH_AUTH_SOCK: '/sec-ret-6',
  HTTPS_PROXY: 'http://me:sec-ret-7@proxy.example',
}

function environmentTest(body: string): string {
  return `package main\n\nimport (\n\t"os"\n\t"strings"\n\t"testing"\n)\n\nfunc TestIt(t *testing.T) {\n\tos.WriteFile("seen.txt", []byte(strings.Join(os.Environ(), "\\n")), 0o600)\n${body}}\n`
}

test('fix --test gives the code that it runs no secret of the environment, and no proxy', { skip }, async () => {
  await withUniverse(async (u) => {
    const all = [fixModule('a v1.0.0'), fixModule('a v1.0.1')]
    u.serve(all)
    u.cache(all.slice(0, 1))
    u.require(all.slice(0, 1))
    u.write('main.go', `package main\n\nimport "${fixPath('a')}"\n\nfunc main() { println(a.Bad()) }\n`)
    u.write('main_test.go', environmentTest(''))
    const report = await fixed(u, ['--yes', '--test', '--db', fixDatabase(u, { a: 'v1.0.1' })], {
      ...SECRETS,
      LC_ALL: 'C',
      // As `go env -w` keeps it.
      GOENV: put(path.join(u.root, 'goenv'), 'GOFLAGS=-tags=mine\n'),
      GOFLAGS: undefined,
    })
    assert.equal(report.exitCode, 0, JSON.stringify([report.unchecked, report.left]))
    assert.deepEqual(
      report.tests.map((t) => [t.command, t.ok]),
      [
        ['go build ./...', true],
        ['go test ./...', true],
      ],
    )
    const seen = readFileSync(path.join(u.project, 'seen.txt'), 'utf8')
    assert.doesNotMatch(seen, /sec-ret/)
    assert.match(seen, /^GOPROXY=off$/m)
    assert.match(seen, /^LC_ALL=C$/m)
    assert.match(seen, /^GOFLAGS=-tags=mine -mod=readonly$/m)
  })
})

test('fix --test puts every file back, byte for byte, where a test fails', { skip }, async () => {
  await withUniverse(async (u) => {
    const all = [fixModule('a v1.0.0'), fixModule('a v1.0.1')]
    u.serve(all)
    u.write(
      'go.mod',
      `// mine\r\nmodule github.com/me/project\r\n\r\ngo 1.21\r\n\r\nrequire ${fixPath('a v1.0.0')}\r\n`,
    )
    u.write('main.go', `package main\n\nimport "${fixPath('a')}"\n\nfunc main() { println(a.Bad()) }\n`)
    await mustGo(u, u.project, ['mod', 'download', 'all'])
    await mustGo(u, u.project, ['mod', 'vendor'])
    const crlf = readFileSync(path.join(u.project, 'go.mod'), 'utf8').replaceAll(/\r?\n/g, '\r\n')
    put(path.join(u.project, 'go.mod'), crlf)
    u.write('main_test.go', `package main\n\nimport "testing"\n\nfunc TestIt(t *testing.T) { t.Error("not yet") }\n`)
    const before = snapshot(u.project)
    const report = await fixed(u, ['--yes', '--test', '--db', fixDatabase(u, { a: 'v1.0.1' })])
    assert.equal(report.status, 'undone', JSON.stringify(report))
    assert.equal(report.code, 1)
    assert.match(report.tests.at(-1)?.output ?? '', /not yet/)
    assert.deepEqual(snapshot(u.project), before)
  })
})

test('fix --test that is stopped ends what it started, and puts every file back', { skip }, async () => {
  await withUniverse(async (u) => {
    const all = [fixModule('a v1.0.0'), fixModule('a v1.0.1')]
    u.serve(all)
    u.cache(all.slice(0, 1))
    u.require(all.slice(0, 1))
    u.write('main.go', `package main\n\nimport "${fixPath('a')}"\n\nfunc main() { println(a.Bad()) }\n`)
    const started = path.join(u.root, 'started')
    const body = `\tos.WriteFile("${started}", []byte(strings.Repeat("1", os.Getpid())), 0o600)\n\tfor {\n\t}\n`
    u.write('main_test.go', environmentTest(body))
    const before = snapshot(u.project)
    const env = { PATH: process.env['PATH'], GOROOT: goEnv('GOROOT'), GOCACHE: goEnv('GOCACHE'), GOTOOLCHAIN: 'local' }
    let waiting: NodeJS.Timeout | undefined
    const ran = await u.run(['fix', '--yes', '--test', '--db', fixDatabase(u, { a: 'v1.0.1' }), '--no-progress'], {
      env,
      onStart: (kill) => {
        waiting = setInterval(() => {
          if (!existsSync(started) || readFileSync(started).length === 0) return
          // Once: a second one ends the program at once.
          clearInterval(waiting)
          kill('SIGINT')
        }, 50)
      },
    })
    clearInterval(waiting)
    assert.match(ran.stderr, /go test \.\/\.\.\.: stopped/)
    assert.notEqual(ran.code, 0)
    rmSync(path.join(u.project, 'seen.txt'))
    assert.deepEqual(snapshot(u.project), before)
    // Nothing of it runs on; who is killed may take a moment to go.
    const isThere = (): boolean => {
      try {
        return process.kill(readFileSync(started).length, 0)
      } catch {
        return false
      }
    }
    for (let left = 200; left > 0 && isThere(); left--) await setTimeout(25)
    assert.equal(isThere(), false)
  })
})
