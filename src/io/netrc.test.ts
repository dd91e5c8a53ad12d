import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseNetrc } from './netrc.ts'

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
