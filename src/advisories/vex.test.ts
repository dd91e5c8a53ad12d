import assert from 'node:assert/strict'
import test from 'node:test'
import { assert as always, jsonValue, property, uint8Array } from 'fast-check'
import { utf8 } from '../base/bytes.ts'
import { isWardenError } from '../base/errors.ts'
import { maxVex, readVex } from './vex.ts'

const context = 'https://openvex.dev/ns/v0.2.0'

function read(document: unknown): ReturnType<typeof readVex> {
  return readVex(utf8(JSON.stringify(document)), 'a.json')
}

function open(statement: object): ReturnType<typeof readVex> {
  return read({ '@context': context, statements: [statement] })
}

test('readVex takes subcomponents for the modules of a statement, otherwise the products', () => {
  const statement = { vulnerability: { name: 'GO-2024-0001' }, status: 'affected' }
  const product = { '@id': 'pkg:golang/example.com/app@v1.0.0' }
  const part = { '@id': 'pkg:golang/example.com/M@v1.2.3%2Bincompatible?type=module#sub' }
  assert.deepEqual(open({ ...statement, products: [{ ...product, subcomponents: [part] }] }), [
    {
      id: 'GO-2024-0001',
      aliases: [],
      status: 'affected',
      modules: [{ path: 'example.com/M', version: 'v1.2.3+incompatible', package: 'sub', within: 'example.com/app' }],
      products: ['pkg:golang/example.com/app@v1.0.0'],
    },
  ])
  assert.deepEqual(open({ ...statement, products: [product, 'pkg:npm/left-pad@1.0.0'] })[0]?.modules, [
    { path: 'example.com/app', version: 'v1.0.0' },
  ])
})

test('readVex reads the plain names of OpenVEX before 0.2.0, and a purl among identifiers', () => {
  const products = [{ identifiers: { purl: 'pkg:golang/example.com/m' } }]
  const [statement] = open({ vulnerability: 'CVE-2024-1', status: 'fixed', products })
  assert.deepEqual([statement?.id, statement?.modules], ['CVE-2024-1', [{ path: 'example.com/m', version: '' }]])
})

test('readVex finds the purl of a CycloneDX component by its bom-ref, and passes over what has no analysis', () => {
  const components = [{ 'bom-ref': 'a', purl: 'pkg:golang/example.com/m@v1.0.0' }]
  const analysis = { state: 'false_positive', justification: 'code_not_present' }
  const vulnerabilities = [
    { id: 'CVE-1' },
    { id: 'CVE-2', analysis, affects: [{ ref: 'a' }], references: [{ id: 'GO-2' }] },
  ]
  assert.deepEqual(read({ bomFormat: 'CycloneDX', components, vulnerabilities }), [
    {
      id: 'CVE-2',
      aliases: ['GO-2'],
      status: 'not_affected',
      justification: 'code_not_present',
      modules: [{ path: 'example.com/m', version: 'v1.0.0' }],
      products: ['a'],
    },
  ])
})

test('readVex takes purls in every form, and keeps what narrows them', () => {
  const statement = { vulnerability: { name: 'GO-2024-0001' }, status: 'affected' }
  const products = [
    'pkg:golang/example.com/a',
    'pkg:golang/example.com/b@v1.0.0?type=module&repository_url=proxy.example',
    'pkg:golang/example.com/c@v1.0.0?goos=windows&type=module',
    'pkg:golang/example.com/d@v1.0.0#unicode/norm',
    'https://example.com/e',
    { '@id': 'pkg:golang/example.com/app', subcomponents: ['pkg:golang/example.com/f', 'pkg:npm/left-pad'] },
    { '@id': 'pkg:oci/app@sha256%3Aabc', subcomponents: ['pkg:golang/example.com/g'] },
  ]
  assert.deepEqual(open({ ...statement, products })[0]?.modules, [
    { path: 'example.com/a', version: '' },
    { path: 'example.com/b', version: 'v1.0.0' },
    { path: 'example.com/c', version: 'v1.0.0', qualifiers: 'goos=windows' },
    { path: 'example.com/d', version: 'v1.0.0', package: 'unicode/norm' },
    { path: 'example.com/f', version: '', within: 'example.com/app' },
    { path: 'example.com/g', version: '' },
  ])
})

test('readVex lets a later statement take back what an earlier one said of the same module', () => {
  const say = (status: string, timestamp: string, ...products: readonly string[]): object => ({
    vulnerability: { name: 'GO-2024-0001' },
    status,
    timestamp,
    ...(status === 'not_affected' ? { justification: 'component_not_present' } : {}),
    products,
  })
  const [a, b] = ['pkg:golang/example.com/a', 'pkg:golang/example.com/b']
  const said = (...statements: readonly object[]): unknown =>
    read({ '@context': context, timestamp: '2026-01-01T00:00:00Z', statements }).map(({ status, modules }) => [
      status,
      ...modules.map(({ path, version }) => `${path}@${version}`),
    ])
  // In whatever order they stand.
  assert.deepEqual(
    said(say('affected', '2026-03-01T00:00:00Z', a), say('not_affected', '2026-02-01T00:00:00Z', a, b)),
    [
      ['not_affected', 'example.com/b@'],
      ['affected', 'example.com/a@'],
    ],
  )
  const [old, now] = ['2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z']
  // Of every version, of another version, of the whole project.
  assert.deepEqual(said(say('not_affected', old, `${a}@v1.0.0`), say('affected', now, a)), [
    ['affected', 'example.com/a@'],
  ])
  assert.deepEqual(said(say('not_affected', old, `${a}@v1.0.0`), say('affected', now, `${a}@v2.0.0`)), [
    ['not_affected', 'example.com/a@v1.0.0'],
    ['affected', 'example.com/a@v2.0.0'],
  ])
  assert.deepEqual(said(say('not_affected', old), say('affected', now)), [['affected']])
  // Whatever was said of another version in between, however either is written.
  const between = say('not_affected', '2026-02-15T00:00:00Z', `${a}@v2.0.0`)
  assert.deepEqual(said(say('not_affected', old, `${a}@v1.0.0`), between, say('affected', now, `${a}@1.0.0`)), [
    ['not_affected', 'example.com/a@v2.0.0'],
    ['affected', 'example.com/a@1.0.0'],
  ])
})

test('readVex lets what is said of a part not to be safe take back what was said of the whole', () => {
  const a = 'pkg:golang/example.com/a'
  const within = { '@id': 'pkg:golang/example.com/app', subcomponents: [`${a}@v1.0.0`] }
  const stands = (status: string, before: readonly unknown[], after: readonly unknown[]): unknown => {
    const vulnerability = { name: 'GO-2024-0001', aliases: ['CVE-2024-1'] }
    const justification = 'component_not_present'
    const statements = [
      { vulnerability, status: 'not_affected', justification, products: before },
      { vulnerability: { name: 'cve-2024-1' }, status, justification, products: after },
    ]
    return read({ '@context': context, statements }).map((one) => one.status)
  }
  for (const [before, after] of [
    [[a], [`${a}@v1.0.0`]],
    [[`${a}@v1.0.0`], [`${a}@v1.0.0#inner`]],
    [[`${a}@v1.0.0#inner`], [a]],
    [[`${a}@v1.0.0`], [within]],
    [[within], [`${a}@v1.0.0`]],
    [[], [`${a}@v1.0.0`]],
  ]) {
    for (const status of ['affected', 'under_investigation'] as const) {
      assert.deepEqual(stands(status, before ?? [], after ?? []), [status], JSON.stringify([before, after]))
    }
  }
  // What is safe takes back the same alone, and other parts are not touched.
  assert.deepEqual(stands('fixed', [a], [`${a}@v1.0.0`]), ['not_affected', 'fixed'])
  assert.deepEqual(stands('affected', [`${a}@v1.0.0#inner`], [`${a}@v1.0.0#other`]), ['not_affected', 'affected'])
})

const good = { vulnerability: { name: 'X' }, status: 'affected' }
for (const [what, document, message] of [
  ['no object', [], /is no JSON object/],
  ['another context', { '@context': 'https://example.com', statements: [] }, /neither OpenVEX nor CycloneDX/],
  ['no statements', { '@context': context }, /has no list of statements/],
  ['a statement that is a text', { '@context': context, statements: ['x'] }, /statement 1: is no JSON object/],
  [
    'a status that there is not',
    { '@context': context, statements: [{ ...good, status: 'fine' }] },
    /"fine" is no status/,
  ],
  [
    'a status of every object',
    { '@context': context, statements: [{ ...good, status: 'constructor' }] },
    /is no status/,
  ],
  [
    'a justification that there is not',
    { '@context': context, statements: [{ ...good, justification: 'trust me' }] },
    /is no justification/,
  ],
  [
    'not_affected without a reason',
    { '@context': context, statements: [{ ...good, status: 'not_affected' }] },
    /without a justification/,
  ],
  ['no name', { '@context': context, statements: [{ ...good, vulnerability: {} }] }, /statement 1: name: is no text/],
  [
    'a product without a name',
    { '@context': context, statements: [{ ...good, products: [{}] }] },
    /a product without @id/,
  ],
  [
    'a CycloneDX state that there is not',
    { bomFormat: 'CycloneDX', vulnerabilities: [{ id: 'X', analysis: { state: 'toString' } }] },
    /is no state/,
  ],
] as const) {
  test(`readVex refuses a document with ${what}`, () => {
    assert.throws(
      () => read(document),
      (error) => isWardenError(error, 'parse') && message.test(error.message) && error.message.startsWith('a.json: '),
    )
  })
}

test('readVex refuses what is too large or too deep before it is used', () => {
  const refused = (bytes: Uint8Array): void =>
    assert.throws(
      () => readVex(bytes, 'a.json'),
      (error) => isWardenError(error, 'too-large', 'parse'),
    )
  refused(new Uint8Array(maxVex + 1))
  refused(utf8('['.repeat(1_000_000)))
  refused(utf8(`{"@context":"${context}","statements":[${'0,'.repeat(30_000)}0]}`))
  refused(utf8(JSON.stringify({ '@context': context, statements: [{ ...good, status: 'x'.repeat(5000) }] })))
})

test('readVex throws nothing but WardenError, whatever it is given', () => {
  const attempt = (bytes: Uint8Array): void => {
    try {
      readVex(bytes, 'a.json')
    } catch (error) {
      assert.ok(isWardenError(error), String(error))
    }
  }
  always(property(uint8Array({ maxLength: 200 }), attempt), { numRuns: 200 })
  always(
    property(jsonValue(), (value) => {
      attempt(utf8(JSON.stringify({ '@context': context, statements: value })))
      attempt(utf8(JSON.stringify({ '@context': context, statements: [value] })))
      attempt(utf8(JSON.stringify({ bomFormat: 'CycloneDX', vulnerabilities: [value], components: [value] })))
      attempt(
        utf8(
          JSON.stringify({
            bomFormat: 'CycloneDX',
            vulnerabilities: [{ id: 'a', analysis: { state: 'in_triage' }, affects: [value] }],
          }),
        ),
      )
    }),
    { numRuns: 500 },
  )
})
