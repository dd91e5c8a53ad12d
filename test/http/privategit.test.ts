// Private modules may be kept in a private network, and only at the hosts that the user named: wherever pages, redirects
// and names lead, every hop is looked at, as an address.
import assert from 'node:assert/strict'
import type { RequestListener } from 'node:http'
import path from 'node:path'
import { test } from 'node:test'
import { gitHandler, gitServer, withRepositories } from '../support/gitrepos.ts'
import { rejectsWith } from '../support/contracts.ts'
import { serving } from '../support/loopback.ts'
import { parseGitRules } from '../../src/gomod/gitrules.ts'
import { createGitModules } from '../../src/jobs/source/gitmodules.ts'
import type { Access, Vcs } from '../../src/world/vcs.ts'
import { createClock } from '../../src/io/clock.ts'
import { createVcs } from '../../src/io/vcs.ts'

const skip = gitServer.reason
const PRIVATE = /an address of a private network|a name of a private network/
const access: Access = { isPrivate: true, insecure: true, hosts: ['127.0.0.1'] }

test(
  'remote asks a private repository at a host that was named, and follows redirects to named hosts',
  { skip },
  async () => {
    await withServer(async ({ vcs, base, asked }) => {
      assert.ok((await vcs.remote(`${base}/lib`, access, undefined)).refs.has('refs/tags/v1.0.0'))
      const moved = await vcs.remote(`${base}/to/127.0.0.1/lib`, access, undefined)
      assert.equal(moved.url, `${base}/lib`)
      assert.ok(moved.refs.has('refs/tags/v1.0.0'))
      assert.ok(asked.length > 0)
    })
  },
)

for (const [what, below] of [
  ['by its name', '/to/localhost/lib'],
  ['by its address', '/to/127.0.0.2/lib'],
  ['in two hops', '/to/127.0.0.1/to/localhost/lib'],
] as const) {
  test(`remote follows no redirect of a private repository into the private network, ${what}`, { skip }, async () => {
    await withServer(async ({ vcs, base, others }) => {
      await rejectsWith(vcs.remote(`${base}${below}`, access, undefined), 'refused', PRIVATE)
      assert.deepEqual(others, [])
    })
  })
}

test(
  'remote asks no other host of the private network, nor one where clouds keep secrets, named or not',
  { skip },
  async () => {
    await withServer(async ({ vcs, base, others }) => {
      const { port } = new URL(base)
      await rejectsWith(vcs.remote(`http://localhost:${port}/lib`, access, undefined), 'refused', PRIVATE)
      const named = { ...access, hosts: ['169.254.169.254', '[::1]'] }
      await rejectsWith(
        vcs.remote('http://169.254.169.254/lib', named, undefined),
        'refused',
        /nothing is fetched from/,
      )
      await rejectsWith(vcs.remote('ssh://git@127.0.0.1/lib', named, undefined), 'refused', PRIVATE)
      assert.deepEqual(others, [])
    })
  },
)

test('page asks only named hosts of the private network, on every hop', { skip }, async () => {
  await withServer(async ({ vcs, base, others }) => {
    assert.equal((await vcs.page(`${base}/page/x`, access, undefined)).status, 200)
    await rejectsWith(vcs.page(`${base}/to/localhost/page/x`, access, undefined), 'refused', PRIVATE)
    await rejectsWith(vcs.page(`${base}/to/127.0.0.2/page/x`, access, undefined), 'refused', PRIVATE)
    await rejectsWith(vcs.page(`${base}/to/169.254.169.254/page/x`, access, undefined), 'refused', /nothing is fetched/)
    assert.deepEqual(others, [])
  })
})

test(
  'createGitModules follows no go-import page to a host of the private network that no rule names',
  { skip },
  async () => {
    await withServer(async ({ vcs, base, others }) => {
      const repositories: string[] = []
      const unasked = async (): Promise<never> => Promise.reject(new Error('not asked'))
      // The page itself is given: what counts is where it leads.
      const paged: Vcs = {
        fetch: vcs.fetch.bind(vcs),
        findCommit: vcs.findCommit.bind(vcs),
        history: vcs.history.bind(vcs),
        head: vcs.head.bind(vcs),
        tagsBefore: vcs.tagsBefore.bind(vcs),
        zip: unasked,
        compare: unasked,
        close: async () => Promise.resolve(),
        page: async () => {
          const to = base.replace('127.0.0.1', 'localhost')
          const body = Buffer.from(`<meta name="go-import" content="corp.example/lib git ${to}/lib">`)
          return Promise.resolve({ status: 200, body, url: 'https://corp.example/lib' })
        },
        remote: async (url, how, signal) => {
          repositories.push(url)
          return vcs.remote(url, how, signal)
        },
      }
      const options = {
        vcs: paged,
        rules: parseGitRules(['corp.example/*=discover']),
        go: { GOINSECURE: 'corp.example', GOVCS: '' },
        clock: createClock(),
        signal: new AbortController().signal,
      }
      await rejectsWith(createGitModules(options).list('corp.example/lib'), 'refused', PRIVATE)
      assert.equal(repositories.length, 1)
      assert.deepEqual(others, [])
      const named = { ...options, rules: parseGitRules(['corp.example/*=discover', 'x.example=http://localhost/x']) }
      assert.deepEqual(await createGitModules(named).list('corp.example/lib'), ['v1.0.0'])
    })
  },
)

interface Served {
  readonly vcs: Vcs
  readonly base: string
  /** Requests for the address that was named, and for others. */
  readonly asked: readonly string[]
  readonly others: readonly string[]
}

/** `/to/HOST/REST` redirects to REST at HOST, `/page/…` is a page, everything else a repository. */
async function withServer(work: (served: Served) => Promise<void>): Promise<void> {
  await withRepositories(async (make, root, home) => {
    const lib = make('lib')
    lib.commit({ 'go.mod': 'module corp.example/lib\n' })
    lib.git('tag', 'v1.0.0')
    const git = gitHandler(root)
    const [asked, others]: [string[], string[]] = [[], []]
    const listener: RequestListener = (request, response) => {
      const url = request.url ?? ''
      const host = request.headers.host ?? ''
      ;(host.startsWith('127.0.0.1:') ? asked : others).push(`${host}${url}`)
      const [, to, rest = ''] = /^\/to\/([^/]+)(\/.*)$/.exec(url) ?? []
      if (to !== undefined)
        return void response.writeHead(302, { location: `http://${to}:${host.split(':')[1]}${rest}` }).end()
      if (url.startsWith('/page/')) return void response.end('<meta>')
      git(request, response)
    }
    await serving(listener, async (base) => {
      const env = { PATH: process.env['PATH'], HOME: home, GIT_CONFIG_NOSYSTEM: '1' }
      const vcs = createVcs({ env, version: '0', goauth: 'off', temporary: path.join(home, 'tmp') })
      try {
        await work({ vcs, base, asked, others })
      } finally {
        await vcs.close()
      }
    })
  })
}
