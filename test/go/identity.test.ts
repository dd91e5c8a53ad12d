// The real go command before a guard that wants to know who asks: what .netrc has opens it, over TLS.
import assert from 'node:assert/strict'
import path from 'node:path'
import test from 'node:test'
import { selfSigned } from '../support/certificate.ts'
import { gitHandler, gitServer, withRepositories } from '../support/gitrepos.ts'
import { go } from '../support/go.ts'
import { tokenFor, withGuard, type TestGuard } from '../support/guard.ts'
import { serving } from '../support/loopback.ts'
import { HARMFUL } from '../support/scanning.ts'
import { publish, put, runProgram, withUniverse } from '../support/universe.ts'

const skip = go.available ? false : go.reason
const quote = publish('rsc.io/quote', 'v1.5.2')

test('go gets in with the token in .netrc, and is told what to do without one', { skip }, async () => {
  await withUniverse(async (u) => {
    u.serve([quote])
    const pair = selfSigned()
    const cert = put(path.join(u.root, 'cert.pem'), pair.cert)
    const key = put(path.join(u.root, 'key.pem'), pair.key)
    put(path.join(u.project, 'go.mod'), 'module github.com/me/project\n\ngo 1.21\n')
    const flags = ['--require-identity', '--tls-cert', cert, '--tls-key', key]
    const work = async (guard: { readonly base: string; readonly data: string }): Promise<void> => {
      const { port } = new URL(guard.base)
      const netrc = path.join(u.root, 'netrc')
      const get = async () =>
        runProgram('go', ['mod', 'download', 'rsc.io/quote@v1.5.2'], {
          cwd: u.project,
          env: {
            ...u.environment(),
            PATH: process.env['PATH'] ?? '',
            GOCACHE: path.join(u.root, 'gocache'),
            GOTOOLCHAIN: 'local',
            GOWORK: 'off',
            GOPROXY: `https://127.0.0.1:${port}`,
            SSL_CERT_FILE: cert,
            NETRC: netrc,
          },
        })
      const without = await get()
      assert.equal(without.code, 1)
      assert.match(
        without.stderr,
        /401 Unauthorized\n\tserver response:\n\t\[modwarden\] this guard answers only to who shows a token/,
      )
      // go looks for the host with its port, where that is not the usual one.
      put(netrc, `machine 127.0.0.1:${port} login ci password ${await tokenFor(guard.data, 'ci', 'reader')}\n`)
      const got = await get()
      assert.equal(got.code, 0, got.stderr)
    }
    await withGuard(u, work, flags)
  })
})

test(
  'private modules are for those who are known: their zips, their events, and what is said of them',
  {
    skip: go.available ? gitServer.reason : go.reason,
  },
  async () => {
    await withRepositories(async (make, root) => {
      for (const [name, source] of [
        ['lib', 'package lib\n'],
        ['bad', HARMFUL.replace('package evil', 'package bad')],
      ] as const) {
        const repository = make(name)
        repository.commit({ 'go.mod': `module corp.example/secret/${name}\n\ngo 1.21\n`, 'a.go': source })
        repository.git('tag', 'v1.0.0')
      }
      await serving(gitHandler(root), async (base) => {
        await withUniverse(async (u) => {
          const env = {
            PATH: process.env['PATH'] ?? '',
            GOPRIVATE: 'corp.example',
            MODWARDEN_PRIVATE_GIT: `corp.example/secret/*=${base}/*`,
          }
          const work = async (guard: TestGuard): Promise<void> => {
            const headers = { authorization: `Bearer ${await tokenFor(guard.data, 'rita', 'reader')}` }
            const zip = '/corp.example/secret/lib/@v/v1.0.0.zip'
            for (let i = 0; i < 2; i++) {
              assert.equal((await guard.get(zip, { headers })).status, 200)
              assert.equal((await guard.get(zip)).status, 403)
            }
            const blocked = await guard.get('/corp.example/secret/bad/@v/v1.0.0.zip', { headers })
            const event = /E-[A-Z2-7]{10}/.exec(blocked.text)?.[0] ?? ''
            assert.equal((await guard.get(`/e/${event}`, { headers })).status, 200)
            for (const below of [`/e/${event}`, `/api/v1/events/${event}`]) {
              assert.equal((await guard.get(below)).status, 404, below)
            }
            const asked = '/api/v1/decisions?module=corp.example/secret/bad'
            assert.match((await guard.get(asked, { headers })).text, new RegExp(event))
            assert.deepEqual(JSON.parse((await guard.get(asked)).text), { decisions: [] })
            assert.match((await guard.get('/', { headers })).text, /corp\.example/)
            assert.doesNotMatch((await guard.get('/')).text, /corp\.example/)
          }
          await withGuard(u, work, [], env)
        })
      })
    })
  },
)
