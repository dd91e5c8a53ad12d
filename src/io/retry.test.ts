import assert from 'node:assert/strict'
import test from 'node:test'
import { WardenError } from '../base/errors.ts'
import { fakeClock } from '../../test/support/fakes.ts'
import type { Answer, Http } from '../world/http.ts'
import { withRetries } from './retry.ts'

type Step = number | { readonly status: number; readonly after: string } | Error

/** A client whose requests go as the steps say, one after the other; 200 at their end. */
function steps(...all: readonly Step[]): Http & { readonly asked: string[] } {
  const asked: string[] = []
  const get: Http['get'] = async (url): Promise<Answer> => {
    const step = all[asked.length] ?? 200
    asked.push(url)
    if (step instanceof Error) throw step
    const status = typeof step === 'number' ? step : step.status
    const headers = new Map(typeof step === 'number' ? [] : [['retry-after', step.after]])
    return { status, headers, body: Buffer.from('said') }
  }
  return { asked, get, download: async (url, _to, options) => get(url, options) }
}

const broken = (code: string): WardenError =>
  new WardenError('unreachable', 'broken off', { cause: Object.assign(new Error(code), { code }) })
const limits = { maxBytes: 100 }
const url = 'https://proxy.example/x'

for (const [what, step] of [
  ['a busy server', 503],
  ['too many requests', { status: 429, after: '1' }],
  ['a broken connection', broken('ECONNRESET')],
] as const) {
  test(`withRetries asks once more after ${what}`, async () => {
    const http = steps(step)
    const client = withRetries(http, fakeClock())
    assert.equal((await client.get(url, limits)).status, 200)
    assert.equal((await client.download(url, '/nowhere', limits)).status, 200)
    assert.equal(http.asked.length, 3)
    assert.deepEqual(client.counts(), { made: 2, retried: 1 })
  })
}

test('withRetries asks twice at most, and gives the last answer', async () => {
  const http = steps(500, 502)
  const client = withRetries(http, fakeClock())
  assert.equal((await client.get(url, limits)).status, 502)
  assert.equal(http.asked.length, 2)
})

for (const [what, step, counts] of [
  ['a 404', 404, { made: 1, retried: 0 }],
  ['a server that wants to be left alone for longer', { status: 503, after: '3600' }, { made: 1, retried: 1 }],
  ['a refused connection', broken('ECONNREFUSED'), { made: 1, retried: 1 }],
  ['a time-out', new WardenError('unreachable', 'silent for 30 s'), { made: 1, retried: 1 }],
  ['a refusal', new WardenError('refused', '--offline'), { made: 0, retried: 0 }],
] as const) {
  test(`withRetries does not ask again after ${what}`, async () => {
    const http = steps(step)
    const client = withRetries(http, fakeClock())
    const asking = client.get(url, limits)
    if (step instanceof Error) await assert.rejects(asking, step)
    else await asking
    assert.equal(http.asked.length, 1)
    assert.deepEqual(client.counts(), counts)
  })
}

test('withRetries takes a server for down after three attempts in vain, and for up after an answer', async () => {
  const http = steps(...Array.from({ length: 8 }, () => 503))
  const client = withRetries(http, fakeClock())
  for (let i = 0; i < 5; i++) await client.get(url, limits)
  assert.equal(http.asked.length, 3 * 2 + 2)
  await client.get('https://other.example/x', limits)
  assert.deepEqual(client.counts(), { made: 6, retried: 5 })
})

test('withRetries does not ask again when the user stops meanwhile', async () => {
  const http = steps(503)
  const client = withRetries(http, fakeClock())
  const signal = AbortSignal.abort()
  await assert.rejects(client.get(url, { ...limits, signal }), { code: 'aborted' })
  assert.equal(http.asked.length, 1)
})

test('withRetries counts no file', async () => {
  const client = withRetries(steps(), fakeClock())
  await client.get('file:///x', limits)
  assert.deepEqual(client.counts(), { made: 0, retried: 0 })
})
