// modwarden demo, end to end: the story that it tells, and that nothing is left of it.
import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { go } from '../support/go.ts'
import { withUniverse, type Universe } from '../support/universe.ts'

/** Harmful to the demonstration if it counted. */
const strange = { MODWARDEN_MODE: 'monitor', MODWARDEN_LISTEN: 'nonsense', MODWARDEN_PRIVATE: 'example.invalid' }

test('demo --check plays itself without go, and leaves nothing', async () => {
  await withUniverse(async (u) => {
    const { code, stdout, stderr } = await u.run(['demo', '--check'], { cwd: u.root, env: strange })
    assert.deepEqual([code, stderr], [0, ''])
    assert.equal(
      stdout
        .replaceAll(/127\.0\.0\.1:\d+/g, 'HOST')
        .replaceAll(/\bE-[A-Z2-7]{10}\b/g, 'EVENT')
        .replace(/\d+ bytes/, 'N bytes'),
      `go is not installed: the guard is asked as go would ask it
$ GET http://HOST/example.invalid/demo/@v/v1.0.0.zip
    [modwarden] HELD EVENT example.invalid/demo@v1.0.0
    why   : the demonstration module of modwarden, which is harmless
    rule  : MW-DEMO
    do    : go get example.invalid/demo@v0.9.0   (newest allowed)
    waiver: ask for one on the page below: why, and until when
    info  : http://HOST/e/EVENT
    note  : do not retry with GOPROXY=direct: it would not be checked
ok    example.invalid/demo@v1.0.0 is held, and the reason is told
ok    its page says the same: http://HOST/e/EVENT
ok    a waiver is granted: owner, reason, until tomorrow
$ GET http://HOST/example.invalid/demo/@v/v1.0.0.zip
    N bytes
ok    example.invalid/demo@v1.0.0 comes in
`,
    )
    assert.deepEqual(left(u), [])
    assert.deepEqual(u.requests, [])
  })
})

test(
  'demo --check plays itself with go, whatever its settings are',
  { skip: go.available ? false : go.reason },
  async () => {
    await withUniverse(async (u) => {
      const env = {
        ...strange,
        PATH: process.env['PATH'] ?? '',
        GOFLAGS: '-mod=vendor',
        GOSUMDB: 'off',
        GONOPROXY: '*',
      }
      const { code, stdout, stderr } = await u.run(['demo', '--check'], { cwd: u.root, env })
      assert.deepEqual([code, stderr], [0, ''], stdout)
      assert.match(
        stdout,
        /^\$ go get example\.invalid\/demo@v1\.0\.0\n {4}go: .*: 403 Forbidden\n {4}\tserver response:\n/,
      )
      assert.match(
        stdout,
        /\n {4}go: added example\.invalid\/demo v1\.0\.0\nok {4}example\.invalid\/demo@v1\.0\.0 comes in\n$/,
      )
      assert.deepEqual(left(u), [])
    })
  },
)

test('demo shows two lines that work as they are, and Ctrl-C leaves nothing', async () => {
  await withUniverse(async (u) => {
    let shown: readonly string[] = []
    const ran = await u.run(['demo'], {
      cwd: u.root,
      onStart: (kill) => {
        const look = setInterval(() => {
          const [folder] = left(u)
          const settings = folder === undefined ? undefined : read(path.join(folder, 'go.env'))
          if (folder === undefined || settings === undefined) return
          shown = [folder, settings]
          clearInterval(look)
          setTimeout(() => kill('SIGINT'), 500)
        }, 50)
      },
    })
    const [folder = '', settings = ''] = shown
    assert.equal(ran.code, 130)
    assert.ok(ran.stdout.includes(`\n  cd ${folder}/project\n  env -u GOPROXY -u GOSUMDB -u GOPATH`), ran.stdout)
    assert.ok(ran.stdout.includes(`GOENV=${folder}/go.env go get example.invalid/demo@v1.0.0\n`), ran.stdout)
    assert.match(settings, /^GOPROXY=http:\/\/127\.0\.0\.1:\d+\nGOSUMDB=modwarden-demo-[0-9a-f]{8}\.invalid\+/)
    assert.deepEqual(left(u), [])
  })
})

test('demo --check that is broken off ends the go that it started, and leaves nothing', async () => {
  await withUniverse(async (u) => {
    const PATH = path.join(u.root, 'slow')
    mkdirSync(PATH)
    const script = `#!/bin/sh
[ "$1" = env ] && echo '{"GOVERSION":"go1.26.0","GOMODCACHE":"/nowhere"}' && exit
: >started
exec /bin/sleep 60
`
    writeFileSync(path.join(PATH, 'go'), script, { mode: 0o755 })
    let look: NodeJS.Timeout | undefined
    const { code, stderr } = await u.run(['demo', '--check'], {
      cwd: u.root,
      env: { PATH },
      onStart: (kill) => {
        look = setInterval(() => {
          const folder = left(u).find((one) => one.includes('-demo-')) ?? ''
          if (read(path.join(folder, 'project', 'started')) === undefined) return
          clearInterval(look)
          kill('SIGINT')
        }, 50)
      },
    })
    clearInterval(look)
    assert.equal(code, 130)
    assert.doesNotMatch(stderr, /a bug/)
    assert.deepEqual(left(u), [])
  })
})

function left(u: Universe): readonly string[] {
  const folder = path.join(u.root, 'tmp')
  return readdirSync(folder)
    .filter((name) => name.startsWith('modwarden-'))
    .map((name) => path.join(folder, name))
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
