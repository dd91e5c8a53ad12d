import assert from 'node:assert/strict'
import test from 'node:test'
import { WardenError } from '../base/errors.ts'
import type { Identity, People } from '../world/people.ts'
import { cookieName, createIdentifying, hashOfSecret, newSecret, type Identifying } from './identify.ts'

const CLIENT = '203.0.113.7'
const good = newSecret(new Uint8Array(32))
const kim: Identity = { person: 'p1', name: 'kim', role: 'reader', by: 't1', until: new Date(9e12) }

function identifying(): { readonly of: Identifying; readonly asked: () => number } {
  let asked = 0
  let made = 0
  const ended = new Set<string>()
  const people: Pick<People, 'identify' | 'identifyToken' | 'endSession' | 'isEnded'> = {
    identify: async (hash) => Promise.resolve(hash === hashOfSecret(good) ? kim : undefined),
    identifyToken: async (id) => Promise.resolve(id === 't1' ? kim : undefined),
    endSession: async (session) => Promise.resolve(void ended.add(session)),
    isEnded: async (session) => Promise.resolve(ended.has(session)),
  }
  const of = createIdentifying({
    people: people as People,
    key: 'k',
    now: () => new Date(0),
    random: (bytes) => new Uint8Array(bytes).fill(++made),
    origin: () => 'https://guard.example',
    verifyIdToken: async () => {
      asked++
      return Promise.reject(new WardenError('refused', 'the id token does not hold: over'))
    },
  })
  return { of, asked: () => asked }
}

const shows = (token: string): { readonly client: string; readonly header: (name: string) => string | undefined } => ({
  client: CLIENT,
  header: (name) => (name === 'authorization' ? `Bearer ${token}` : undefined),
})

async function statusOf({ of }: { readonly of: Identifying }, token: string): Promise<number> {
  const shown = await of.identify(shows(token))
  return shown.kind === 'wrong' ? shown.status : 200
}

test('identify lets in who has a token, whatever others at the same address show', async () => {
  const door = identifying()
  const seen = new Set<number>()
  for (let i = 0; i < 40; i++) seen.add(await statusOf(door, `mwt_wrong${i}`))
  assert.deepEqual([...seen], [401, 429])
  assert.equal(await statusOf(door, good), 200)
  assert.equal((await door.of.login('mwt_wrong', CLIENT)) === 'busy', true)
  assert.equal(typeof (await door.of.login(good, CLIENT)), 'object')
})

test('identify verifies an id token that is over once, and counts it as one', async () => {
  const door = identifying()
  for (let i = 0; i < 100; i++) assert.equal(await statusOf(door, 'a.b.over'), 401)
  assert.equal(door.asked(), 1)
  assert.equal(await statusOf(door, 'a.b.other'), 401)
  for (let i = 0; i < 40; i++) await statusOf(door, `a.b.${i}`)
  assert.equal(await statusOf(door, 'a.b.last'), 429)
  assert.equal(door.asked(), 30)
})

test('cookieName keeps other subdomains and plain http from setting one where there is TLS', () => {
  assert.deepEqual(['http://127.0.0.1:4080', 'https://guard.example', 'https://guard.example/mod'].map(cookieName), [
    'modwarden-session',
    '__Host-modwarden-session',
    '__Secure-modwarden-session',
  ])
})

test('logout ends a login wherever its cookie is, and no other', async () => {
  const { of } = identifying()
  const [one, other] = [await of.login(good, CLIENT), await of.login(good, CLIENT)]
  if (typeof one !== 'object' || typeof other !== 'object') throw new Error('nobody was let in')
  const ask = (value: string, name = '__Host-modwarden-session'): Parameters<Identifying['identify']>[0] => ({
    client: CLIENT,
    header: (wanted) => (wanted === 'cookie' ? `a=b; ${name}=${value}` : undefined),
  })
  assert.equal((await of.identify(ask(one.value))).kind, 'known')
  assert.equal((await of.identify(ask(one.value, 'modwarden-session'))).kind, 'nothing')
  // Nobody ends one whose cookie they do not have.
  await of.logout(ask(`${one.value.slice(0, -43)}${'A'.repeat(43)}`))
  assert.equal((await of.identify(ask(one.value))).kind, 'known')
  await of.logout(ask(one.value))
  assert.equal((await of.identify(ask(one.value))).kind, 'nothing')
  assert.equal((await of.identify(ask(other.value))).kind, 'known')
})
