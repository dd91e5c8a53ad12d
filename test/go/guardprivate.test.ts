// Private modules through a guard: fetched from their repository, for whoever may have them, and nobody else hears of them.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { gitHandler, gitServer, withRepositories } from '../support/gitrepos.ts'
import { go } from '../support/go.ts'
import { withGuard } from '../support/guard.ts'
import { serving } from '../support/loopback.ts'
import { HARMFUL } from '../support/scanning.ts'
import { filesBelow, publish, withUniverse, type Universe } from '../support/universe.ts'

const skip = go.available ? gitServer.reason : go.reason
const quote = publish('rsc.io/quote', 'v1.5.2')
const SECRET = 'corp-secret-team'

test(
  'guard -- gives private modules from git, judged, unproven, and asks nobody else about them',
  { skip },
  async () => {
    await withPrivate(async (u, env) => {
      const got = await u.run(
        ['guard', '--', 'go', 'get', `corp.example/${SECRET}/lib@v1.1.0`, 'rsc.io/quote@v1.5.2'],
        { env },
      )
      assert.equal(got.code, 0, got.stderr)
      const sums = readFileSync(path.join(u.project, 'go.sum'), 'utf8')
      assert.match(sums, /^corp\.example\/corp-secret-team\/lib v1\.1\.0 h1:/m)
      // A package below is looked for in every prefix of its path.
      const below = await u.run(['guard', '--', 'go', 'get', `corp.example/${SECRET}/lib/deep@latest`], { env })
      assert.equal(below.code, 0, below.stderr)
      const bad = await u.run(['guard', '--', 'go', 'get', `corp.example/${SECRET}/bad@v1.0.0`], { env })
      assert.equal(bad.code, 1)
      assert.match(
        bad.stderr,
        /\[modwarden\] BLOCKED E-\S+ corp\.example\/corp-secret-team\/bad@v1\.0\.0\n\twhy {3}: MALWARE/,
      )
      // go checks what it has against go.sum by itself.
      writeFileSync(path.join(u.project, 'go.sum'), sums.replace(/(lib v1\.1\.0 h1:)..../, '$1AAAA'))
      const cold = { ...env, GOMODCACHE: path.join(u.root, 'cold') }
      const wrong = await u.run(['guard', '--', 'go', 'mod', 'download', `corp.example/${SECRET}/lib@v1.1.0`], {
        env: cold,
      })
      assert.notEqual(wrong.code, 0)
      assert.match(wrong.stderr, /SECURITY ERROR/)
      assert.deepEqual(
        u.requests.filter((url) => url.includes(SECRET) || url.includes('corp.example')),
        [],
      )
    })
  },
)

test(
  'serve gives private modules to nobody who is not known, and its home page names them to nobody',
  { skip },
  async () => {
    await withPrivate(async (u, env) => {
      await withGuard(
        u,
        async (guard) => {
          const answers = []
          for (const below of ['lib/@v/v1.1.0.zip', 'lib/@v/list', 'lib/@latest', 'nil/@v/list', 'lib/@v/main.info']) {
            const { status, text } = await guard.get(`/corp.example/${SECRET}/${below}`)
            answers.push([status, text.replaceAll(/lib|nil/g, 'X')])
          }
          const [first] = answers
          assert.equal(first?.[0], 403)
          for (const answer of answers) assert.deepEqual(answer, first)
          const home = await guard.get('/')
          assert.match(home.text, /GONOPROXY=none/)
          assert.doesNotMatch(home.text, new RegExp(SECRET))
          assert.equal((await guard.get(`/sumdb/${u.db.name}/lookup/corp.example/${SECRET}/lib@v1.1.0`)).status, 403)
        },
        [],
        env,
      )
      assert.deepEqual(
        u.requests.filter((url) => url.includes(SECRET)),
        [],
      )
    })
  },
)

test('a guard sends credentials to their host alone, and writes them nowhere', { skip }, async () => {
  await withUniverse(async (u) => {
    const seen: string[] = []
    await serving(
      (request, response) => {
        seen.push(String(request.headers.authorization))
        response.writeHead(302, { location: `${u.base}${request.url}` }).end()
      },
      async (base) => {
        u.serve([quote])
        const { host } = new URL(base)
        const upstream = `http://kim:canary-password@${host}`
        const env = { GOINSECURE: '127.0.0.1*', GOPROXY: upstream }
        const passed: string[] = []
        u.lie = (_, response) => {
          passed.push(String(response.req.headers.authorization))
          return false
        }
        await withGuard(
          u,
          async (guard) => {
            const got = await guard.get('/rsc.io/quote/@v/v1.5.2.zip')
            const gone = await guard.get('/rsc.io/none/@v/v1.0.0.info')
            const shown = [
              guard.output(),
              got.text,
              gone.text,
              (await guard.get('/metrics')).text,
              (await guard.get('/')).text,
            ]
            assert.doesNotMatch(shown.join('\n'), /canary|Y2FuYXJ5/)
            await guard.stop()
            for (const file of filesBelow(guard.data))
              assert.doesNotMatch(readFileSync(file, 'latin1'), /canary-password/, file)
          },
          [],
          env,
        )
        assert.ok(seen.length > 0)
        assert.ok(seen.every((one) => one === `Basic ${Buffer.from('kim:canary-password').toString('base64')}`))
        assert.ok(passed.every((one) => one === 'undefined'))
      },
    )
  })
})

async function withPrivate(work: (u: Universe, env: Readonly<Record<string, string>>) => Promise<void>): Promise<void> {
  await withRepositories(async (make, root) => {
    const lib = make('lib')
    lib.commit({
      'go.mod': `module corp.example/${SECRET}/lib\n\ngo 1.21\n`,
      'lib.go': 'package lib\n',
      'deep/d.go': 'package deep\n',
    })
    for (const tag of ['v1.0.0', 'v1.1.0']) lib.git('tag', tag)
    const bad = make('bad')
    bad.commit({
      'go.mod': `module corp.example/${SECRET}/bad\n\ngo 1.21\n`,
      'bad.go': HARMFUL.replace('package evil', 'package bad'),
    })
    bad.git('tag', 'v1.0.0')
    await serving(gitHandler(root), async (base) => {
      await withUniverse(async (u) => {
        u.serve([quote])
        writeFileSync(path.join(u.project, 'go.mod'), 'module github.com/me/project\n\ngo 1.21\n')
        await work(u, {
          PATH: process.env['PATH'] ?? '',
          GOCACHE: path.join(u.root, 'gocache'),
          GOFLAGS: '-mod=mod',
          GOTOOLCHAIN: 'local',
          GOWORK: 'off',
          GOPRIVATE: 'corp.example',
          MODWARDEN_PRIVATE_GIT: `corp.example/${SECRET}/*=${base}/*`,
        })
      })
    })
  })
}
