import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { inFolder } from '../../test/support/contracts.ts'
import { createCredentials, entryFor, parseNetrc } from './netrc.ts'

test('parseNetrc reads entries on one line and on many', () => {
  const text = 'machine a.example login me password one\n\nmachine b.example\n\tlogin you\n\tpassword two\n'
  assert.deepEqual(parseNetrc(text), [
    { machine: 'a.example', login: 'me', password: 'one' },
    { machine: 'b.example', login: 'you', password: 'two' },
  ])
})

test('parseNetrc leaves out what is not whole, and unknown words with their values', () => {
  const text = 'machine a.example login me\nmachine b.example account x login you password two\npassword lonely\n'
  assert.deepEqual(parseNetrc(text), [{ machine: 'b.example', login: 'you', password: 'two' }])
})

test('parseNetrc skips macros up to an empty line', () => {
  const text = 'macdef run\nmachine x login y password z\n\nmachine a login b password c\n'
  assert.deepEqual(parseNetrc(text), [{ machine: 'a', login: 'b', password: 'c' }])
})

test('parseNetrc ends at the default entry, which is for nobody', () => {
  const text = 'machine a login b password c\ndefault login d password e\nmachine f login g password h\n'
  assert.deepEqual(parseNetrc(text), [{ machine: 'a', login: 'b', password: 'c' }])
})

test('entryFor takes the longest path, then the host with its port, and the first of two', () => {
  const entries = parseNetrc(
    'machine h.example login a password 1\nmachine h.example login b password 2\n' +
      'machine h.example/deep login c password 3\nmachine h.example:8443 login d password 4\n',
  )
  const login = (url: string): string | undefined => entryFor(entries, new URL(url))?.login
  assert.equal(login('https://h.example/x/y'), 'a')
  assert.equal(login('https://h.example/deep/y'), 'c')
  assert.equal(login('https://h.example/deeper'), 'a')
  assert.equal(login('https://h.example:8443/x'), 'd')
  assert.equal(login('https://sub.h.example/'), undefined)
})

test('createCredentials reads NETRC, or .netrc of the home, once', () =>
  inFolder(async (folder) => {
    const file = path.join(folder, '.netrc')
    writeFileSync(file, 'machine h.example login me password it\n')
    const expected = `Basic ${Buffer.from('me:it').toString('base64')}`
    for (const env of [{ HOME: folder }, { HOME: '/nowhere', NETRC: file }]) {
      const credentials = createCredentials(env, 'netrc')
      assert.equal(await credentials(new URL('https://h.example/a')), expected)
      assert.equal(await credentials(new URL('https://i.example/a')), undefined)
    }
    assert.equal(await createCredentials({ HOME: folder }, 'off')(new URL('https://h.example/')), undefined)
    assert.equal(await createCredentials({}, 'netrc')(new URL('https://h.example/')), undefined)
  }))

test('createCredentials names a method that is not supported once, without its arguments', async () => {
  const heard: string[] = []
  const credentials = createCredentials({}, 'git /secret/dir; netrc', (text) => heard.push(text))
  await credentials(new URL('https://h.example/'))
  await credentials(new URL('https://h.example/'))
  assert.deepEqual(heard, ['GOAUTH: the method "git" is not supported and was skipped'])
})

test('createCredentials says that a netrc file cannot be read', () =>
  inFolder(async (folder) => {
    const heard: string[] = []
    const credentials = createCredentials({ NETRC: folder }, 'netrc', (text) => heard.push(text))
    assert.equal(await credentials(new URL('https://h.example/')), undefined)
    assert.match(heard.join(), /cannot be read, so nobody is logged in/)
  }))
