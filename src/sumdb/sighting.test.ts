// What a client notes of the log's time. The rest of a client is in client.test.ts.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TestSumdb, testOps, type TestOps } from '../../test/support/sumdbserver.ts'
import { WardenError } from '../base/errors.ts'
import { createSumdbClient, type Sighting, type SumdbClient } from './client.ts'

function noting(db: TestSumdb): { readonly ops: TestOps; readonly client: SumdbClient; readonly noted: Sighting[] } {
  const ops = testOps(db)
  const noted: Sighting[] = []
  ops.noteSighting = async (sighting) => void noted.push(sighting)
  return { ops, noted, client: createSumdbClient({ verifier: db.key.verifier, ops, mayAsk: () => true }) }
}

test('lookup notes the size of the newest tree, once', async () => {
  const { client, noted } = noting(new TestSumdb().fill(300))
  await client.lookup('example.com/m7', 'v1.0.0')
  await client.lookup('example.com/m8', 'v1.0.0')
  assert.deepEqual(noted, [{ kind: 'newest', size: 300 }])
})

test('lookup notes a record that the newest tree did not have', async () => {
  const db = new TestSumdb().fill(300)
  const { client, noted } = noting(db)
  await client.update()
  db.add('example.com/first', 'v1.0.0')
  await client.lookup('example.com/first', 'v1.0.0')
  assert.deepEqual(noted, [
    { kind: 'newest', size: 300 },
    { kind: 'asked', record: 300 },
  ])
})

test('lookup takes a newest head that is smaller than the remembered one for none', async () => {
  const db = new TestSumdb().fill(300)
  const { ops, client, noted } = noting(db)
  ops.head = db.signedHead(300)
  ops.lie = (path, honest) => (path === '/latest' ? db.signedHead(200) : honest())
  await client.lookup('example.com/m250', 'v1.0.0')
  assert.deepEqual(noted, [{ kind: 'signed', size: 300 }])
})

test('lookup notes a signed tree, once, where the database tells no newest head', async () => {
  const { ops, client, noted } = noting(new TestSumdb().fill(300))
  ops.lie = (path, honest) => {
    if (path === '/latest') throw new WardenError('not-found', 'no such file')
    return honest()
  }
  await client.lookup('example.com/m7', 'v1.0.0')
  await client.lookup('example.com/m8', 'v1.0.0')
  assert.deepEqual(noted, [{ kind: 'signed', size: 300 }])
})

test('lookup notes nothing for what the cache answers', async () => {
  const db = new TestSumdb().fill(300)
  const first = noting(db)
  await first.client.lookup('example.com/m7', 'v1.0.0')
  const noted: Sighting[] = []
  first.ops.noteSighting = async (sighting) => void noted.push(sighting)
  const again = createSumdbClient({ verifier: db.key.verifier, ops: first.ops, mayAsk: () => true })
  await again.lookup('example.com/m7', 'v1.0.0')
  assert.deepEqual(noted, [])
})
