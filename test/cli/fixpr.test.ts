// fix --pr against code hosts on loopback: a branch, one request, and the same one again.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import type { FixReport } from '../../src/report/fix.ts'
import { CodeHostServer } from '../support/codehosts.ts'
import { fixDatabase, fixModule, FIX_WORLDS, makeFixWorld } from '../support/fixworlds.ts'
import { serving } from '../support/loopback.ts'
import { put, withUniverse, type Universe } from '../support/universe.ts'

const [world] = FIX_WORLDS

function git(u: Universe, args: readonly string[], cwd: string = u.project): string {
  const env = { PATH: process.env['PATH'] ?? '', HOME: u.root, GIT_CONFIG_NOSYSTEM: '1' }
  const who = ['-c', 'user.name=me', '-c', 'user.email=me@host.example']
  return execFileSync('git', [...who, ...args], { cwd, env, encoding: 'utf8' }).trim()
}

function cloned(u: Universe): string {
  const bare = path.join(u.root, 'origin.git')
  git(u, ['init', '--quiet', '--bare', bare], u.root)
  git(u, ['init', '--quiet', '-b', 'main'])
  git(u, ['add', '.'])
  git(u, ['commit', '--quiet', '-m', 'first'])
  git(u, ['remote', 'add', 'origin', bare])
  git(u, ['push', '--quiet', 'origin', 'main'])
  return bare
}

for (const kind of ['github', 'gitlab'] as const) {
  test(`fix --pr makes one request at ${kind} and gives it the same text again`, async () => {
    if (world === undefined) throw new Error('no world')
    const host = new CodeHostServer('secret-token')
    await serving(host.listener, async (api) => {
      await withUniverse(async (u) => {
        const { db } = makeFixWorld(u, world)
        const bare = cloned(u)
        const goMod = readFileSync(path.join(u.project, 'go.mod'), 'utf8')
        const env = {
          PATH: process.env['PATH'],
          GIT_AUTHOR_NAME: 'Ann',
          GIT_AUTHOR_EMAIL: 'ann@host.example',
          ...(kind === 'github'
            ? { GITHUB_API_URL: api, GITHUB_TOKEN: 'secret-token', GITHUB_REPOSITORY: 'me/project' }
            : { CI_API_V4_URL: `${api}/api/v4`, GITLAB_TOKEN: 'secret-token', CI_PROJECT_PATH: 'me/project' }),
        }
        const run = async (more: readonly string[] = []): Promise<FixReport & { error?: unknown }> => {
          const ran = await u.run(['fix', '--pr', '--db', db, '--format', 'json', '--no-progress', ...more], { env })
          assert.doesNotMatch(ran.stdout + ran.stderr, /secret-token/)
          return JSON.parse(ran.stdout) as FixReport
        }
        const planned = await run(['--dry-run'])
        assert.equal(planned.request?.state, 'planned', JSON.stringify(planned))
        assert.equal(planned.exitCode, 1)
        assert.deepEqual(host.calls, [])
        const first = await run()
        assert.equal(first.request?.state, 'created', JSON.stringify(first))
        assert.equal(first.exitCode, 0)
        const [open] = host.requests
        if (kind === 'gitlab' && open !== undefined) open.title = 'somebody changed it'
        assert.equal((await run()).request?.state, kind === 'gitlab' ? 'updated' : 'unchanged')
        assert.deepEqual(
          host.requests.map(({ branch, base, title }) => `${branch} ${base} ${title}`),
          ['modwarden/fix main go.mod: remove 1 advisory (github.com/fix/a v1.0.1)'],
        )
        assert.match(host.requests[0]?.body ?? '', /^<!-- modwarden:fix -->\n/)
        const branch = git(u, ['show', 'modwarden/fix:go.mod'], bare)
        assert.match(branch, /github\.com\/fix\/a v1\.0\.1/)
        assert.equal(git(u, ['rev-list', '--count', 'main..modwarden/fix'], bare), '1')
        const who = git(u, ['log', '-1', '--format=%an <%ae>, %cn', 'modwarden/fix'], bare)
        assert.equal(who, 'Ann <ann@host.example>, modwarden')
        // Nothing here is touched.
        assert.equal(readFileSync(path.join(u.project, 'go.mod'), 'utf8'), goMod)
        assert.equal(git(u, ['status', '--porcelain']), '')
        if (kind === 'gitlab') return
        // Nobody's work goes along, and nobody's is lost.
        u.write('go.mod', `${goMod}\n// mine\n`)
        assert.match(JSON.stringify((await run()).error), /has changes that are not committed/)
        u.write('go.mod', goMod)
        git(u, ['fetch', '--quiet', 'origin', 'modwarden/fix'])
        const more = git(u, ['commit-tree', 'FETCH_HEAD^{tree}', '-p', 'FETCH_HEAD', '-m', 'by hand'])
        git(u, ['push', '--quiet', 'origin', `${more}:refs/heads/modwarden/fix`])
        assert.match(JSON.stringify((await run()).error), /is not of modwarden/)
        assert.equal(git(u, ['rev-parse', 'modwarden/fix'], bare), more)
      })
    })
  })
}

test('fix --pr says what is missing before it plans anything, and sends no token where only the clone says', async () => {
  if (world === undefined) throw new Error('no world')
  await withUniverse(async (u) => {
    const { db } = makeFixWorld(u, world)
    cloned(u)
    for (const [remote, env, said] of [
      [
        '/srv/git/project.git',
        { GITHUB_TOKEN: 'secret-token' },
        /origin is at no host that is known, and neither GITHUB_API_URL nor CI_API_V4_URL is set/,
      ],
      ['https://github.example/me/project', { GITHUB_API_URL: 'https://api.host.example' }, /GITHUB_TOKEN is not set/],
      [
        'git@gitlab.example:group/project.git',
        {},
        /no token for gitlab\.example.*\n {2}CI_API_V4_URL=https:\/\/gitlab\.example\/api\/v4 GITLAB_TOKEN=… modwarden fix --pr/,
      ],
      [
        'https://github.example/me/project',
        { GITHUB_TOKEN: 'secret-token' },
        /only this clone names github\.example.*\n {2}GITHUB_API_URL=https:\/\/api\.github\.example modwarden fix --pr/,
      ],
    ] as const) {
      git(u, ['remote', 'set-url', 'origin', remote])
      const ran = await u.run(['fix', '--pr', '--db', db, '--no-progress'], {
        env: { PATH: process.env['PATH'], ...env },
      })
      assert.equal(ran.code, 2, ran.stderr)
      assert.match(ran.stderr, said)
      assert.doesNotMatch(ran.stdout + ran.stderr, /secret-token/)
      assert.deepEqual(u.requests, [])
    }
  })
})

test('fix --pr takes the token that git has for the host of the remote, from the user’s own settings', async () => {
  if (world === undefined) throw new Error('no world')
  await withUniverse(async (u) => {
    const { db } = makeFixWorld(u, world)
    cloned(u)
    git(u, ['remote', 'set-url', 'origin', 'https://github.invalid/me/project'])
    const helper = '!f() { cat >> "$HOME/asked"; echo username=me; echo password=secret-token; }; f'
    put(path.join(u.root, 'home', '.gitconfig'), `[credential]\n\thelper = ${JSON.stringify(helper)}\n`)
    // What the clone says is not asked for a token.
    git(u, ['config', 'credential.helper', '!touch "$HOME/theirs"; echo password=wrong'])
    const ran = await u.run(['fix', '--pr', '--db', db, '--no-progress'], { env: { PATH: process.env['PATH'] } })
    // It got as far as the remote, which is nowhere.
    assert.match(ran.stderr, /git ls-remote: .*github\.invalid/)
    assert.doesNotMatch(ran.stdout + ran.stderr, /secret-token/)
    assert.match(readFileSync(path.join(u.root, 'home', 'asked'), 'utf8'), /^host=github\.invalid$/m)
    assert.equal(existsSync(path.join(u.root, 'home', 'theirs')), false)
  })
})

for (const [inside, isIgnored] of [
  ['', false],
  ['', true],
  ['sub/', false],
] as const) {
  const what = isIgnored
    ? 'leaves vendor/ out that nobody commits'
    : 'takes vendor/ along, with modes and removed files'
  test(`fix --pr ${what}${inside === '' ? '' : ', of a project inside of a repository that a link leads to'}`, async () => {
    const [old, now] = [
      fixModule('a v1.0.0', [], { files: { 'old.go': 'package a\n' } }),
      fixModule('a v1.0.1', [], { files: { 'new.bin': '\u0000\u0001' } }),
    ]
    const host = new CodeHostServer('secret-token')
    await serving(host.listener, async (api) => {
      await withUniverse(async (u) => {
        u.serve([old, now])
        u.cache([old])
        u.require([old])
        for (const name of ['go.mod', 'go.sum']) {
          const text = readFileSync(path.join(u.project, name))
          rmSync(path.join(u.project, name))
          put(path.join(u.project, inside, name), text)
        }
        u.write(`${inside}main.go`, `package main\n\nimport "${old.path}"\n\nfunc main() { println(a.Bad()) }\n`)
        const vendored = path.join(u.project, inside, 'vendor', old.path)
        for (const name of ['LICENSE', 'a.go', 'old.go']) put(path.join(vendored, name), old.files.get(name) ?? '')
        u.write(`${inside}vendor/modules.txt`, `# ${old.path} v1.0.0\n## explicit; go 1.21\n${old.path}\n`)
        if (isIgnored) u.write('.gitignore', 'vendor/\n')
        chmodSync(path.join(u.project, inside, 'go.sum'), 0o755)
        const bare = cloned(u)
        const env = {
          PATH: process.env['PATH'],
          GITHUB_API_URL: api,
          GH_TOKEN: 'secret-token',
          GITHUB_REPOSITORY: 'me/p',
        }
        const link = path.join(u.root, 'link')
        symlinkSync(u.project, link)
        const folder = inside === '' ? u.project : path.join(link, inside)
        const ran = await u.run(['fix', folder, '--pr', '--db', fixDatabase(u, { a: 'v1.0.1' }), '--no-progress'], {
          env,
        })
        assert.equal(host.requests.length, 1, ran.stdout + ran.stderr)
        const branch = host.requests[0]?.branch ?? ''
        const changes = git(u, ['diff', '--raw', '--no-renames', 'main', branch], bare)
        const told = changes.split('\n').map((line) => line.replaceAll(/[0-9a-f]{7,} [0-9a-f]{7,} /g, ''))
        const mine = [`:100644 100644 M\t${inside}go.mod`, `:100755 100755 M\t${inside}go.sum`]
        const theirs = [
          `:100644 100644 M\t${inside}vendor/${old.path}/a.go`,
          `:000000 100644 A\t${inside}vendor/${old.path}/new.bin`,
          `:100644 000000 D\t${inside}vendor/${old.path}/old.go`,
          `:100644 100644 M\t${inside}vendor/modules.txt`,
        ]
        assert.deepEqual(told, isIgnored ? mine : [...mine, ...theirs])
      })
    })
  })
}

test('fix --pr commits the line ends that the repository has, whatever those of the working tree are', async () => {
  const host = new CodeHostServer('secret-token')
  await serving(host.listener, async (api) => {
    await withUniverse(async (u) => {
      const [old, now] = [fixModule('a v1.0.0'), fixModule('b v1.0.0')]
      u.serve([old, now])
      u.cache([old])
      u.require([old])
      const main = `package main\n\nimport a "${old.path}"\n\nfunc main() { println(a.Bad()) }\n`
      u.write('main.go', main)
      const bare = cloned(u)
      u.write('main.go', main.replaceAll('\n', '\r\n'))
      const env = {
        PATH: process.env['PATH'],
        GITHUB_API_URL: api,
        GITHUB_TOKEN: 'secret-token',
        GITHUB_REPOSITORY: 'me/p',
      }
      const wanted = `${old.path}=${now.path}@v1.0.0`
      const ran = await u.run(
        ['fix', '--pr', '--replace', wanted, '--db', fixDatabase(u, { a: 'v1.0.1' }), '--no-progress'],
        {
          env,
        },
      )
      assert.equal(host.requests.length, 1, ran.stdout + ran.stderr)
      assert.equal(git(u, ['diff', '--numstat', 'main', 'modwarden/replace', '--', 'main.go'], bare), '1\t1\tmain.go')
    })
  })
})
