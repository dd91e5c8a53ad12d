import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isWardenError } from '../base/errors.ts'
import { CodeHostServer } from '../../test/support/codehosts.ts'
import { serving } from '../../test/support/loopback.ts'
import { createGithub } from './github.ts'
import { createGitlab } from './gitlab.ts'
import { checkedApi } from './rest.ts'

const CHANGE = { branch: 'b', base: 'main', title: 'a title', body: 'a body' }

for (const [status, body, headers, code, message, remedy] of [
  [429, {}, { 'retry-after': '30' }, 'unreachable', /too many requests for now \(429\)$/, 'run it again after 30 s'],
  [
    403,
    { message: 'secondary rate limit' },
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1795000000' },
    'unreachable',
    /too many requests for now \(403\)$/,
    'run it again after 2026-11-18T11:06Z',
  ],
  [403, { message: 'not yours' }, {}, 'refused', /403: .*not yours/, /may write contents and requests/],
  [401, {}, {}, 'refused', /401/, /may write contents and requests/],
  [404, {}, {}, 'not-found', /404/, /named right/],
  [422, { message: 'Validation Failed' }, {}, 'refused', /422: .*Validation Failed/, undefined],
  [
    301,
    {},
    { location: 'https://elsewhere.example/' },
    'refused',
    /301: it has moved, and the token is not sent/,
    /where it is now/,
  ],
  [200, 'nothing', {}, 'unreachable', /names no page of the request/, /address of its API/],
  [502, {}, {}, 'unreachable', /502/, undefined],
] as const) {
  test(`propose says what a code host answered: ${status}${Object.keys(headers).join(' ')}`, async () => {
    for (const kind of ['github', 'gitlab'] as const) {
      const server = new CodeHostServer('secret-token')
      server.trouble = (call) => (call.startsWith('POST ') ? [status, body, headers] : undefined)
      await serving(server.listener, async (api) => {
        const options = { api, token: 'secret-token', project: 'me/project' }
        const host = kind === 'github' ? createGithub(options) : createGitlab(options)
        await assert.rejects(host.propose(CHANGE, AbortSignal.timeout(10_000)), (error) => {
          assert.ok(isWardenError(error))
          assert.equal(error.code, code)
          assert.match(error.message, message)
          assert.doesNotMatch(`${error.message}${error.remedy ?? ''}`, /secret-token/)
          if (remedy === undefined) assert.equal(error.remedy, undefined)
          else assert.match(error.remedy ?? '', typeof remedy === 'string' ? new RegExp(`^${remedy}$`) : remedy)
          return true
        })
      })
    }
  })
}

test('checkedApi takes https, and http on this machine alone', () => {
  assert.equal(checkedApi('https://host.example/api/v4/', 'X'), 'https://host.example/api/v4')
  assert.equal(checkedApi('http://127.0.0.1:80/', 'X'), 'http://127.0.0.1')
  for (const bad of [
    'http://host.example',
    'https://me:pw@host.example',
    'https://host.example/?a=b',
    'host.example',
    'file:///x',
  ])
    assert.throws(
      () => checkedApi(bad, 'X'),
      (error) => isWardenError(error, 'config') && !error.message.includes('pw'),
    )
})

test('a token that cannot be sent is refused without a word of it, and one with a line end after it is taken', async () => {
  for (const make of [createGithub, createGitlab]) {
    for (const token of ['secret-1\nsecret-2', 'secret-1\u0001', 'secret…', 'secret 1', ''])
      assert.throws(
        () => make({ api: 'http://127.0.0.1:1', token, project: 'me/project' }),
        (error) => isWardenError(error, 'config') && !/secret/.test(error.message),
      )
    const server = new CodeHostServer('secret-token')
    await serving(server.listener, async (api) => {
      const host = make({ api, token: 'secret-token\r\n', project: 'me/project' })
      assert.equal((await host.propose(CHANGE, AbortSignal.timeout(10_000))).state, 'created')
    })
  }
})

test('propose says why nobody answers', async () => {
  const host = createGithub({ api: 'http://127.0.0.1:1', token: 'secret-token', project: 'me/project' })
  await assert.rejects(host.propose(CHANGE, AbortSignal.timeout(10_000)), {
    code: 'unreachable',
    message: /^GET http:\/\/127\.0\.0\.1:1\/repos\/me\/project\/pulls: (?!fetch failed)/,
  })
})
