// Whatever bytes come from outside: each reader of this room answers, or says with a WardenError what is wrong.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { isWardenError } from '../base/errors.ts'
import { readFunctionNames } from '../gomod/functionnames.ts'
import { memorySource } from '../gomod/modzip.ts'
import { makeTar } from '../../test/support/tarwriter.ts'
import { filesOfArchive } from './archive.ts'
import { bookOf } from './book.ts'
import { parseEpss, parseKev } from './exploited.ts'
import { parseGovulncheck } from './govulncheck.ts'
import { oddRanges, vulnerabilitiesOf } from './match.ts'
import { parseAdvisory } from './osv.ts'
import { parseDbFile, parseModulesFile, parseRecord } from './vulndb.ts'

function answers(work: () => unknown): void {
  try {
    work()
  } catch (error) {
    assert.ok(isWardenError(error), String(error))
  }
}

const TAR = makeTar([{ name: 'db/ID/GO-1.json', content: '{"id":"GO-1"}' }])

test('no bytes make the readers of advisories crash', () => {
  const bent = fc
    .array(fc.tuple(fc.nat(TAR.length - 1), fc.nat(255)), { maxLength: 8 })
    .map((changes) => changes.reduce((bytes, [at, byte]) => (bytes.writeUInt8(byte, at), bytes), Buffer.from(TAR)))
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), bent, bent.map(gzipSync)), (bytes) => {
      answers(() => [...filesOfArchive(bytes, 'f').values()].forEach((read) => read()))
      answers(() => readFunctionNames(memorySource(bytes)))
      answers(() => parseModulesFile(bytes, 'f'))
      answers(() => parseDbFile(bytes, 'f'))
      answers(() => parseRecord(bytes, 'GO-1', 'f'))
      answers(() => parseEpss(bytes, 'f'))
      answers(() => parseKev(bytes, 'f'))
      answers(() => parseGovulncheck(Buffer.from(bytes).toString()))
    }),
    { numRuns: 300 },
  )
})

test('no JSON makes them crash, nor what is matched of it', () => {
  const version = fc.oneof(
    fc.constantFrom('0', '1.0.0', '1.2.3-rc.1', '0.0.0-20210102030405-abcdefabcdef', '2.0.0+incompatible'),
    fc.string(),
  )
  const event = fc.dictionary(fc.constantFrom('introduced', 'fixed', 'last_affected', 'limit'), version, {
    minKeys: 1,
    maxKeys: 1,
  })
  const affected = fc.record(
    {
      package: fc.constant({ ecosystem: 'Go', name: 'example.com/m' }),
      ranges: fc.array(fc.record({ type: fc.constant('SEMVER'), events: fc.array(event, { maxLength: 5 }) }), {
        maxLength: 3,
      }),
      versions: fc.array(version, { maxLength: 3 }),
      ecosystem_specific: fc.jsonValue(),
    },
    { requiredKeys: ['package'] },
  )
  fc.assert(
    fc.property(fc.array(affected, { maxLength: 3 }), version, fc.jsonValue(), (list, at, other) => {
      answers(() => {
        const advisory = parseAdvisory({ id: 'GO-1', published: '2024-01-01T00:00:00Z', affected: list }, 'f')
        const module = { path: 'example.com/m', version: `v${at}` }
        vulnerabilitiesOf(bookOf([advisory], ''), module, { goos: '', goarch: '' })
        oddRanges(advisory, 'example.com/m')
      })
      answers(() => parseModulesFile(Buffer.from(JSON.stringify(other)), 'f'))
      answers(() => parseGovulncheck(JSON.stringify(other)))
    }),
    { numRuns: 500 },
  )
})
