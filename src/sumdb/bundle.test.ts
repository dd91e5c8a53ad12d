import assert from 'node:assert/strict'
import test from 'node:test'
import { utf8 } from '../base/bytes.ts'
import { testKey, testLines, testOps, TestSumdb } from '../../test/support/sumdbserver.ts'
import { formatBundle, openBundle } from './bundle.ts'
import { createSumdbClient, type ProvenRecord } from './client.ts'

interface Document {
  schema: string
  database: string
  head: string
  records: { path: string; version: string; id: number; text: string; proof: string[] }[]
}

const db = new TestSumdb().fill(77)
const { verifier } = db.key

async function prove(...modules: readonly number[]): Promise<ProvenRecord[]> {
  const client = createSumdbClient({ verifier, ops: testOps(db), mayAsk: () => true })
  return Promise.all(modules.map(async (i) => client.lookup(`example.com/m${i}`, 'v1.0.0')))
}

const bytes = formatBundle(db.name, await prove(0, 33, 76))

/** The bundle with a change made to its document. */
function altered(change: (document: Document) => void): Uint8Array {
  const document = JSON.parse(Buffer.from(bytes).toString()) as Document
  change(document)
  return utf8(JSON.stringify(document))
}

const first = (document: Document): Document['records'][number] => document.records[0] as Document['records'][number]

test('openBundle gives the records that formatBundle wrote, proven', () => {
  const bundle = openBundle(bytes, verifier, 'x.json')
  assert.equal(bundle.size, 3)
  assert.equal(bundle.head.size, 77)
  const [zip, goMod] = testLines('example.com/m33', 'v1.0.0')
    .trimEnd()
    .split('\n')
    .map((line) => line.split(' ')[2])
  assert.deepEqual(bundle.lookup({ path: 'example.com/m33', version: 'v1.0.0' }), {
    id: 33,
    zip: [zip],
    goMod: [goMod],
  })
  assert.equal(bundle.lookup({ path: 'example.com/m1', version: 'v1.0.0' }), undefined)
  assert.equal(bundle.lookup({ path: 'example.com/m33', version: 'v1.0.1' }), undefined)
})

test('openBundle takes the document however it is laid out', () => {
  assert.equal(
    openBundle(
      altered(() => undefined),
      verifier,
      'x.json',
    ).size,
    3,
  )
})

for (const [what, change, code] of [
  ['another schema', (d: Document) => (d.schema = 'modwarden/proofs/2'), 'parse'],
  ['another database', (d: Document) => (d.database = 'sum.example'), 'config'],
  ['another size in the head', (d: Document) => (d.head = d.head.replace('\n77\n', '\n78\n')), 'mismatch'],
  ['a head without signature', (d: Document) => (d.head = d.head.slice(0, d.head.indexOf('—'))), 'parse or mismatch'],
  [
    'a head of another signer',
    (d: Document) =>
      (d.head =
        d.head.slice(0, d.head.indexOf('—')) +
        testKey(db.name, 8).signature(d.head.slice(0, d.head.indexOf('\n\n') + 1))),
    'mismatch',
  ],
  ['an older head', (d: Document) => (d.head = Buffer.from(db.signedHead(50)).toString()), 'mismatch'],
  ['another path', (d: Document) => (first(d).path = 'example.com/evil'), 'mismatch or parse'],
  ['another version', (d: Document) => (first(d).version = 'v1.0.1'), 'mismatch or parse'],
  ['another number', (d: Document) => (first(d).id = 1), 'mismatch'],
  ['a number beyond the tree', (d: Document) => (first(d).id = 77), 'mismatch'],
  ['a number that is none', (d: Document) => (first(d).id = 0.5), 'parse'],
  ['a negative number', (d: Document) => (first(d).id = -1), 'parse'],
  ['another hash in the text', (d: Document) => (first(d).text = first(d).text.replace('h1:', 'h1:x')), 'mismatch'],
  ['a text of another record', (d: Document) => (first(d).text = d.records[1]?.text ?? ''), 'mismatch'],
  ['an empty text', (d: Document) => (first(d).text = ''), 'mismatch'],
  ['an empty proof', (d: Document) => (first(d).proof = []), 'mismatch'],
  ['a proof with one hash less', (d: Document) => void first(d).proof.pop(), 'mismatch'],
  ['a proof with one hash more', (d: Document) => void first(d).proof.push(first(d).proof[0] ?? ''), 'mismatch'],
  ['a proof in another order', (d: Document) => void first(d).proof.reverse(), 'mismatch'],
  ['a proof with a short hash', (d: Document) => (first(d).proof[0] = 'AAAA'), 'parse'],
  ['a proof that is no base64', (d: Document) => (first(d).proof[0] = '!'.repeat(44)), 'parse'],
  [
    'a proof of 65 hashes',
    (d: Document) => (first(d).proof = Array.from({ length: 65 }, () => first(d).proof[0] ?? '')),
    'parse',
  ],
  ['no records', (d: Document) => Reflect.deleteProperty(d, 'records'), 'parse'],
  ['a record that is null', (d: Document) => (d.records[0] = null as never), 'parse'],
  ['a record without text', (d: Document) => Reflect.deleteProperty(first(d), 'text'), 'parse'],
] as const) {
  test(`openBundle refuses ${what}`, () => {
    assert.throws(
      () => openBundle(altered(change), verifier, 'x.json'),
      (error: { code: string; place?: { file: string } }) => code.split(' or ').includes(error.code),
    )
  })
}

test('openBundle refuses every altered hash of every proof', () => {
  const { records } = JSON.parse(Buffer.from(bytes).toString()) as Document
  records.forEach(({ proof }, r) => {
    for (const i of proof.keys()) {
      const change = (d: Document): void => {
        const hash = Buffer.from(proof[i] ?? '', 'base64')
        hash[i % 32] = (hash[i % 32] ?? 0) ^ 1
        const list = d.records[r]?.proof ?? []
        list[i] = hash.toString('base64')
      }
      assert.throws(() => openBundle(altered(change), verifier, 'x.json'), { code: 'mismatch' })
    }
  })
})

test('openBundle refuses what is no JSON', () => {
  for (const text of ['', 'null', '[]', '{', '1', '"x"']) {
    assert.throws(() => openBundle(utf8(text), verifier, 'x.json'), { code: 'parse', place: { file: 'x.json' } })
  }
  assert.throws(() => openBundle(Uint8Array.of(0xff), verifier, 'x.json'), { code: 'parse' })
})

test('formatBundle leaves out what was proven in an older tree, and refuses to write nothing', async () => {
  const old = await prove(1)
  db.fill(10)
  const bundle = openBundle(formatBundle(db.name, [...old, ...(await prove(2))]), verifier, 'x.json')
  assert.equal(bundle.size, 1)
  assert.equal(bundle.head.size, 87)
  assert.equal(bundle.lookup({ path: 'example.com/m1', version: 'v1.0.0' }), undefined)
  assert.throws(() => formatBundle(db.name, []), { code: 'not-found' })
})
