// Proof bundles.
import assert from 'node:assert/strict'
import { formatBundle, openBundle, type Bundle } from '../../src/sumdb/bundle.ts'
import type { ProvenRecord } from '../../src/sumdb/client.ts'
import { openTreeHead, formatTreeHead } from '../../src/sumdb/checkpoint.ts'
import { proveRecord, recordHash, treeHash } from '../../src/sumdb/tlog.ts'
import { TestSumdb } from '../../test/support/sumdbserver.ts'
import { inclusionRoot } from '../rfc9162.ts'
import { known, signed, signLine } from '../signing.ts'
import { attempt, bytesOf, type Target } from '../target.ts'

const db = new TestSumdb().fill(9)
const note = `${formatTreeHead({ size: 9, hash: treeHash(9, nodeOf) })}\n`

/** The target. */
export const target: Target = {
  about: 'openBundle: every record that it gives is in the tree of the signed head, under the name it is asked by',
  seeds: [bundleOf(0), bundleOf(0, 5, 8), bundleOf(1, 1, 2)],
  dictionary: [
    signLine,
    '"records":[',
    '"path":"',
    '"version":"',
    '"id":',
    '"proof":[',
    '"text":"',
    'example.com/m1',
    '\\n',
  ],
  maxBytes: 16_384,
  run(input) {
    const codes = ['parse', 'config', 'mismatch'] as const
    const raw = attempt(codes, () => openBundle(input, known.verifier, 'b.json'))
    const bytes = withSignature(input)
    const opened = bytes === undefined ? raw : attempt(codes, () => openBundle(bytes, known.verifier, 'b.json'))
    if (opened.ok) proven(bytes ?? input, opened.value)
  },
}

function proven(bytes: Uint8Array, bundle: Bundle): void {
  // It is JSON and of this shape: openBundle has accepted it.
  const document = JSON.parse(Buffer.from(bytes).toString('utf8')) as {
    readonly records: readonly { path: string; version: string; id: number; text: string; proof: string[] }[]
  }
  const { size, hash } = openTreeHead(bundle.head.note, known.verifier)
  assert.ok(bundle.size <= document.records.length)
  for (const { path, version, id, text, proof } of document.records) {
    const leaf = recordHash(bytesOf(text))
    const root = inclusionRoot(
      BigInt(size),
      BigInt(id),
      leaf,
      proof.map((h) => Buffer.from(h, 'base64')),
    )
    assert.ok(root !== undefined && Buffer.compare(root, hash) === 0, `record ${id} is not in the tree`)
    const found = bundle.lookup({ path, version })
    assert.ok(found !== undefined)
    for (const h of found.zip) assert.ok(document.records.some((r) => r.text.includes(`${path} ${version} ${h}\n`)))
    for (const h of found.goMod)
      assert.ok(document.records.some((r) => r.text.includes(`${path} ${version}/go.mod ${h}\n`)))
  }
}

/** The bundle with a signed head in place of one that ends in `{sign A}`; `undefined` where there is none. */
function withSignature(input: Uint8Array): Uint8Array | undefined {
  const text = Buffer.from(input).toString('utf8')
  const head = /"head":("(?:[^"\\]|\\.)*\{sign [ABC]\}(?:[^"\\]|\\.)*")/.exec(text)?.[1]
  if (head === undefined) return undefined
  try {
    const plain: unknown = JSON.parse(head)
    if (typeof plain !== 'string') return undefined
    return bytesOf(text.replace(head, () => JSON.stringify(Buffer.from(signed(bytesOf(plain))).toString('utf8'))))
  } catch {
    return undefined
  }
}

function nodeOf({ level, index }: { readonly level: number; readonly index: number }): Uint8Array {
  const hash = db.nodes[level]?.[index]
  assert.ok(hash !== undefined)
  return hash
}

function bundleOf(...ids: readonly number[]): Uint8Array {
  const records = ids.map((id): ProvenRecord => {
    const text = Buffer.from(db.records[id] ?? '').toString('utf8')
    const [path = '', version = ''] = text.split(' ')
    const head = { size: 9, hash: treeHash(9, nodeOf), note: bytesOf(`${note}${signLine}\n`) }
    return { path, version, id, text, lines: [], zip: [], goMod: [], head, proof: proveRecord(9, id, nodeOf) }
  })
  return formatBundle(db.name, records)
}
