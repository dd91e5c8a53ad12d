// Bills of materials and VEX as documents: valid by the official schemas, the same bytes again, nothing lost. Over
// 400 lines: all of them share one bill.
import assert from 'node:assert/strict'
import test from 'node:test'
import { utf8 } from '../src/base/bytes.ts'
import { readVex } from '../src/advisories/vex.ts'
import { withWaivers, type Ignored } from '../src/jobs/vulns/waivers.ts'
import type { Bill, BillPart } from '../src/report/bom.ts'
import { cyclonedx } from '../src/report/cyclonedx.ts'
import { openvex } from '../src/report/openvex.ts'
import { spdx } from '../src/report/spdx.ts'
import { gravestOf, sinceEarlier, vexStatements, type VexStatement } from '../src/report/vexstatements.ts'
import type { VulnFinding, VulnLevel, VulnsReport } from '../src/report/vulns.ts'
import { cyclonedxTroubles } from './support/cyclonedxschema.ts'

const sha256 = 'c39e70b056124141413ba8c80cfca8a5f6becd0c870a4c48788cd15d625db975'
const h1 = 'h1:K6j46C81hXtZQfuX60cVWQFBJahKSE2gfRbNuvr5bFs='
const toml: BillPart = {
  ref: 'example.com/BurntSushi/toml@v1.4.0+incompatible',
  kind: 'module',
  path: 'example.com/BurntSushi/toml',
  version: 'v1.4.0+incompatible',
  direct: true,
  scope: 'required',
  h1,
  sha256,
  provenance: { status: 'proven', by: 'checksum database', record: 42, reasons: [] },
  licences: {
    expression: 'BSD-3-Clause AND (Apache-2.0 OR MIT)',
    declared: 'Apache-2.0 OR MIT',
    evidence: [
      { file: 'LICENSE', id: 'Apache-2.0', share: 1 },
      { file: 'LICENSE', id: 'MIT', share: 0.994 },
      { file: 'internal/LICENSE', id: 'BSD-3-Clause', share: 0.97 },
    ],
  },
}
const fork: BillPart = {
  ref: 'example.com/fork@v1.0.0',
  kind: 'module',
  path: 'example.com/fork',
  version: 'v1.0.0',
  replaces: { path: 'example.com/orig', version: 'v0.9.0' },
  direct: false,
  scope: 'excluded',
  h1,
  provenance: { status: 'unproven', by: 'go.sum', reasons: ['GONOSUMDB keeps it from the checksum database'] },
  licences: {
    expression: 'NOASSERTION',
    declared: 'NOASSERTION',
    evidence: [{ file: 'LICENSE', id: 'NOASSERTION', share: 0.8, nearest: 'MIT' }],
  },
}
const local: BillPart = {
  ref: 'example.com/local',
  kind: 'folder',
  path: 'example.com/local',
  version: '',
  direct: true,
  facts: { folder: '../local' },
}
const standard: BillPart = {
  ref: 'stdlib@go1.26.8',
  kind: 'standard',
  path: 'stdlib',
  version: 'go1.26.8',
  direct: true,
  scope: 'required',
}
const subject: BillPart = {
  ref: 'example.com/app',
  kind: 'project',
  path: 'example.com/app',
  version: 'v1.2.3',
  direct: true,
  licences: {
    expression: 'LicenseRef-own',
    declared: 'LicenseRef-own',
    evidence: [{ file: 'LICENSE', id: 'LicenseRef-own', share: 1 }],
  },
}
const bill: Bill = {
  subject,
  parts: [toml, fork, local, standard],
  edges: [
    { from: subject.ref, to: [toml.ref, fork.ref, local.ref, standard.ref] },
    { from: toml.ref, to: [fork.ref] },
  ],
  timestamp: '2026-01-02T03:04:05Z',
  database: { name: 'sum.example', treeSize: 1000, rootHash: 'KknkYm4hx0y71VQ4E6FoF3fdumxzXU5QwTwo+kVX+2I=' },
  left: ['example.com/gone@v1.0.0: its zip is not here'],
  exitCode: 0,
}

function finding(level: VulnLevel, more: Partial<VulnFinding> = {}): VulnFinding {
  return {
    id: 'GO-2024-0001',
    aliases: ['GHSA-aaaa-bbbb-cccc', 'CVE-2024-0001'],
    module: toml.path,
    version: toml.version,
    direct: true,
    level,
    certain: true,
    fixed: 'v1.4.1',
    severity: 'high',
    rated: true,
    score: 7.5,
    vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H',
    exploited: false,
    reviewed: true,
    summary: 'Reading a file never ends',
    published: '2024-05-06T07:08:09Z',
    systems: [],
    packages: [{ path: toml.path, symbols: ['Decode'] }],
    used: true,
    traces: level === 'symbol' ? [{ package: toml.path, symbol: 'Decode', certain: true, steps: [] }] : [],
    imports: [],
    remedy: `go get ${toml.path}@v1.4.1`,
    references: ['https://advisories.example/GO-2024-0001'],
    ...more,
  }
}

const vulns = {
  schema: 'modwarden/vulns/1',
  subject: { kind: 'project', folder: '/p', modules: ['example.com/app'] },
  engine: 'modwarden',
  database: { source: 'x', modules: 1, offline: true },
  threshold: 'symbol',
  platform: { goos: 'linux', goarch: 'amd64', tags: [], tests: false },
  findings: [finding('symbol'), finding('package', { id: 'GO-2024-0002', module: 'stdlib', version: 'v1.26.8' })],
  left: [],
  notes: [],
  summary: { symbol: 1, package: 1, module: 0, doubtful: 0, waived: 0, before: 0, modules: 1, packages: 1, seconds: 0 },
  exitCode: 1,
} as const

for (const version of ['1.6', '1.7'] as const) {
  test(`cyclonedx ${version} is valid by the official schema, with vulnerabilities and without`, () => {
    assert.deepEqual(cyclonedxTroubles(JSON.parse(cyclonedx(bill, version, '1.0.0')), version), [])
    const whole = JSON.parse(cyclonedx({ ...bill, vulns }, version, '1.0.0')) as { specVersion: string }
    assert.deepEqual(cyclonedxTroubles(whole, version), [])
    assert.equal(whole.specVersion, version)
  })
}

interface Document {
  readonly serialNumber: string
  readonly metadata: { readonly properties: readonly Named[]; readonly component: Component }
  readonly components: readonly Component[]
  readonly dependencies: ReadonlyArray<{ readonly ref: string; readonly dependsOn?: readonly string[] }>
  readonly vulnerabilities: ReadonlyArray<
    Readonly<Record<string, unknown>> & { readonly affects: ReadonlyArray<{ readonly ref: string }> }
  >
}
interface Named {
  readonly name: string
  readonly value: string
}
interface Component {
  readonly name: string
  readonly version?: string
  readonly purl?: string
  readonly 'bom-ref': string
  readonly scope?: string
  readonly hashes?: ReadonlyArray<{ readonly alg: string; readonly content: string }>
  readonly licenses?: readonly unknown[]
  readonly evidence?: {
    readonly licenses: ReadonlyArray<{
      readonly license: { readonly id: string; readonly properties: readonly Named[] }
    }>
  }
  readonly properties: readonly Named[]
}

const parsed = (made: Bill): Document => JSON.parse(cyclonedx(made, '1.6', '1.0.0')) as Document

test('cyclonedx tells hash, h1, licences with evidence and the provenance of a module', () => {
  const { components, metadata, dependencies } = parsed(bill)
  const one = components.find(({ name }) => name === toml.path)
  assert.equal(one?.purl, 'pkg:golang/example.com/burntsushi/toml@v1.4.0%2Bincompatible')
  assert.equal(one['bom-ref'], 'pkg:golang/example.com/BurntSushi/toml@v1.4.0%2Bincompatible')
  assert.deepEqual(one.hashes, [{ alg: 'SHA-256', content: sha256 }])
  assert.deepEqual(one.licenses, [{ expression: 'Apache-2.0 OR MIT', acknowledgement: 'declared' }])
  assert.deepEqual(
    one.evidence?.licenses.map(({ license }) => [license.id, ...license.properties.map(({ value }) => value)]),
    [
      ['Apache-2.0', 'LICENSE', '1'],
      ['BSD-3-Clause', 'internal/LICENSE', '0.97'],
      ['MIT', 'LICENSE', '0.994'],
    ],
  )
  const properties = new Map(one.properties.map(({ name, value }) => [name, value]))
  assert.equal(properties.get('modwarden:h1'), h1)
  assert.equal(properties.get('modwarden:provenance'), 'proven')
  assert.equal(properties.get('modwarden:sumdb:record'), '42')
  assert.ok(metadata.properties.some(({ name, value }) => name === 'modwarden:sumdb:treeSize' && value === '1000'))
  assert.deepEqual(dependencies.find(({ ref }) => ref === one['bom-ref'])?.dependsOn, [
    'pkg:golang/example.com/fork@v1.0.0',
  ])
  assert.deepEqual(
    components.map(({ name, scope }) => [name, scope]),
    [
      ['example.com/BurntSushi/toml', 'required'],
      ['example.com/fork', 'excluded'],
      ['example.com/local', undefined],
      ['stdlib', 'required'],
    ],
  )
})

test('cyclonedx and spdx name themselves by their content: the same again, another for any change', () => {
  assert.equal(cyclonedx(bill, '1.6', '1.0.0'), cyclonedx({ ...bill, parts: bill.parts.toReversed() }, '1.6', '1.0.0'))
  const other = { ...bill, parts: [{ ...toml, sha256: sha256.replace('c', 'd') }, fork, local, standard] }
  assert.notEqual(parsed(bill).serialNumber, parsed(other).serialNumber)
  assert.match(
    parsed(bill).serialNumber,
    /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  )
  assert.equal(spdx(bill, '1.0.0'), spdx(bill, '1.0.0'))
  assert.notEqual(spdx(bill, '1.0.0'), spdx(other, '1.0.0'))
})

test('cyclonedx has the same order on a machine of any language', (context) => {
  // In Danish `aa` comes after `z`, and elsewhere upper case among lower case.
  const named = ['example.com/zz', 'example.com/aa', 'example.com/B', 'example.com/b'].map((path): BillPart => ({
    ...local,
    ref: path,
    path,
  }))
  context.mock.method(String.prototype, 'localeCompare', () => assert.fail('asked for the order of a language'))
  const made = parsed({ ...bill, vulns, parts: [toml, standard, ...named], edges: [] })
  assert.deepEqual(
    made.components.map(({ name }) => name),
    ['example.com/B', toml.path, 'example.com/aa', 'example.com/b', 'example.com/zz', 'stdlib'],
  )
})

test('cyclonedx names two statements of one advisory, about the go command and the standard library, by two names', () => {
  const about = { id: 'GO-2024-0002', version: 'v1.26.8' }
  const both = {
    ...vulns,
    findings: [finding('module', { ...about, module: 'toolchain' }), finding('module', { ...about, module: 'stdlib' })],
  }
  const made = (): string => cyclonedx({ ...bill, vulns: both }, '1.6', '1.0.0')
  assert.equal(made(), made())
  assert.deepEqual(
    parsed({ ...bill, vulns: both }).vulnerabilities.map((one) => one['bom-ref']),
    ['GO-2024-0002 stdlib@go1.26.8', 'GO-2024-0002 toolchain@go1.26.8'],
  )
})

test('cyclonedx gives Go a CPE where its version is one', () => {
  const cpes = ['go1.26.8', 'go1.26rc2', 'devel'].map((version) => {
    const part: BillPart = { ...standard, ref: `stdlib@${version}`, version }
    const { components } = JSON.parse(cyclonedx({ ...bill, parts: [part], edges: [] }, '1.6', '1.0.0')) as {
      components: ReadonlyArray<{ readonly cpe?: string }>
    }
    return components[0]?.cpe
  })
  assert.deepEqual(cpes, [
    'cpe:2.3:a:golang:go:1.26.8:-:*:*:*:*:*:*',
    'cpe:2.3:a:golang:go:1.26:rc2:*:*:*:*:*:*',
    undefined,
  ])
})

test('spdx is quick where thousands of paths differ in signs alone', () => {
  const signs = ['-', '_', '~', '/']
  const many = Array.from({ length: 1 << 14 }, (_, i): BillPart => {
    const name = Array.from({ length: 7 }, (__, at) => `x${signs[(i >> (2 * at)) & 3] ?? ''}`).join('')
    return { ...local, ref: `example.com/${name}x`, path: `example.com/${name}x` }
  })
  const began = performance.now()
  spdx({ ...bill, parts: many, edges: [] }, '1.0.0')
  assert.ok(performance.now() - began < 3000)
})

test('cyclonedx says of each vulnerability what it affects and why', () => {
  const { vulnerabilities } = parsed({ ...bill, vulns })
  assert.deepEqual(
    vulnerabilities.map((one) => [one['id'], one.affects[0]?.ref, one['analysis']]),
    [
      [
        'GO-2024-0001',
        'pkg:golang/example.com/BurntSushi/toml@v1.4.0%2Bincompatible',
        { state: 'exploitable', detail: `the project's own code calls ${toml.path}.Decode` },
      ],
      [
        'GO-2024-0002',
        'pkg:golang/stdlib@go1.26.8',
        {
          state: 'not_affected',
          justification: 'code_not_reachable',
          detail: 'a vulnerable package is imported, and none of its vulnerable functions is called (for linux/amd64)',
        },
      ],
    ],
  )
})

interface Spdx {
  readonly packages: ReadonlyArray<
    Readonly<Record<string, unknown>> & { readonly SPDXID: string; readonly name: string }
  >
  readonly relationships: ReadonlyArray<{
    readonly spdxElementId: string
    readonly relationshipType: string
    readonly relatedSpdxElement: string
  }>
  readonly hasExtractedLicensingInfos: ReadonlyArray<{ readonly licenseId: string }>
}

test('spdx has an element for every part, and relationships between elements that are there', () => {
  const { packages, relationships, hasExtractedLicensingInfos } = JSON.parse(spdx(bill, '1.0.0')) as Spdx
  const ids = new Set(['SPDXRef-DOCUMENT', ...packages.map(({ SPDXID }) => SPDXID)])
  assert.equal(ids.size, 6)
  for (const id of ids) assert.match(id, /^SPDXRef-[A-Za-z0-9.-]+$/)
  for (const { spdxElementId, relatedSpdxElement } of relationships) {
    assert.ok(ids.has(spdxElementId) && ids.has(relatedSpdxElement), `${spdxElementId} ${relatedSpdxElement}`)
  }
  const one = packages.find(({ name }) => name === toml.path)
  assert.equal(one?.['licenseDeclared'], 'Apache-2.0 OR MIT')
  assert.equal(one['licenseConcluded'], 'BSD-3-Clause AND (Apache-2.0 OR MIT)')
  assert.match(String(one['sourceInfo']), /^its hash is proven: record 42 of sum\.example, tree size 1000/)
  assert.deepEqual(one['checksums'], [{ algorithm: 'SHA256', checksumValue: sha256 }])
  assert.ok(relationships.some(({ relationshipType }) => relationshipType === 'TEST_DEPENDENCY_OF'))
  assert.deepEqual(
    hasExtractedLicensingInfos.map(({ licenseId }) => licenseId),
    ['LicenseRef-own'],
  )
})

test('spdx tells parts apart whose names differ in signs alone', () => {
  const twins = ['a_b', 'a-b', 'a.b'].map((name): BillPart => ({ ...local, ref: name, path: name }))
  const { packages } = JSON.parse(spdx({ ...bill, parts: twins, edges: [] }, '1.0.0')) as Spdx
  assert.equal(new Set(packages.map(({ SPDXID }) => SPDXID)).size, 4)
})

for (const [what, given, status, justification] of [
  ['called', finding('symbol'), 'affected', undefined],
  [
    'called by reflection',
    finding('symbol', { traces: [{ package: 'p', symbol: 'F', certain: false, steps: [] }] }),
    'under_investigation',
    undefined,
  ],
  ['imported', finding('package'), 'not_affected', 'vulnerable_code_not_in_execute_path'],
  ['imported and maybe called', finding('package', { certain: false }), 'under_investigation', undefined],
  ['required', finding('module'), 'not_affected', 'vulnerable_code_not_present'],
  ['in doubt', finding('symbol', { doubt: 'its range is nonsense' }), 'under_investigation', undefined],
  [
    'accepted',
    finding('symbol', { waived: { owner: 'ann', reason: 'behind a wall', expires: '2027-01-01' } }),
    'affected',
    undefined,
  ],
  [
    'accepted with a justification',
    finding('symbol', {
      waived: { owner: 'ann', reason: 'inline_mitigations_already_exist: input is checked', expires: '2027-01-01' },
    }),
    'not_affected',
    'inline_mitigations_already_exist',
  ],
] as const) {
  test(`vexStatements says ${status} of what is ${what}`, () => {
    const [statement] = vexStatements({ findings: [given], left: [] })
    assert.deepEqual([statement?.status, statement?.justification], [status, justification])
  })
}

for (const [what, given, status] of [
  ['holds the function', finding('symbol'), 'affected'],
  ['holds others of the package', finding('package', { used: true }), 'not_affected'],
  ['holds others of the module', finding('module', { used: true }), 'not_affected'],
  ['holds nothing of the module that it names', finding('module', { used: false }), 'under_investigation'],
  [
    'holds a package that is vulnerable as a whole',
    finding('package', { used: true, packages: [{ path: 'p', symbols: [] }] }),
    'under_investigation',
  ],
] as const) {
  test(`vexStatements says ${status} where a program ${what}`, () => {
    const subject = { kind: 'binary', folder: '/p/app', modules: [] } as const
    const [statement] = vexStatements({ findings: [given], left: [], subject })
    assert.deepEqual(
      [statement?.status, statement?.justification],
      [status, status === 'not_affected' ? 'vulnerable_code_not_present' : undefined],
    )
    const [partial] = vexStatements({ findings: [given], left: ['no table of functions'], subject })
    assert.notEqual(partial?.status, 'not_affected')
  })
}

test('cyclonedx tells a flaw of several programs once for each thing that is said, and the gravest of the module, too', () => {
  const program = (ref: string): BillPart => ({ ref, kind: 'program', path: ref, version: '', direct: true })
  const report = (level: VulnLevel): VulnsReport => ({
    ...vulns,
    subject: { kind: 'binary', folder: '/p', modules: [] },
    findings: [finding(level, { used: true })],
  })
  const made = cyclonedx(
    {
      ...bill,
      parts: [toml, ...['/a', '/b', '/c'].map(program)],
      edges: ['/a', '/b', '/c'].map((from) => ({ from, to: [toml.ref] })),
      programVulns: [
        { ref: '/a', report: report('module') },
        { ref: '/b', report: report('symbol') },
        { ref: '/c', report: report('symbol') },
      ],
    },
    '1.6',
    '1.0.0',
  )
  assert.deepEqual(cyclonedxTroubles(JSON.parse(made), '1.6'), [])
  const { vulnerabilities } = JSON.parse(made) as Document
  const module = 'pkg:golang/example.com/BurntSushi/toml@v1.4.0%2Bincompatible'
  assert.deepEqual(
    vulnerabilities.map((one) => [
      (one['analysis'] as { state: string }).state,
      one.affects.map(({ ref }) => ref),
      one['bom-ref'],
    ]),
    [
      ['exploitable', ['/b', '/c', module], `GO-2024-0001 ${toml.ref}`],
      ['not_affected', ['/a'], `GO-2024-0001 ${toml.ref} (2)`],
    ],
  )
})

test('vexStatements does not say that code is not built or called where not all code could be read', () => {
  for (const level of ['module', 'package'] as const) {
    const [statement] = vexStatements({ findings: [finding(level)], left: ['example.com/x: could not be read'] })
    assert.equal(statement?.status, 'under_investigation')
  }
})

test('gravestOf takes of each flaw what comes closest on any platform, and vexStatements names them all', () => {
  const report = (goos: string, level: VulnLevel, left: readonly string[] = []): VulnsReport => ({
    ...vulns,
    platform: { ...vulns.platform, goos },
    findings: [finding(level)],
    left,
  })
  const reports = [report('linux', 'module'), report('windows', 'symbol')]
  const platforms = reports.map(({ platform }) => platform)
  assert.deepEqual(
    vexStatements({ ...gravestOf(reports), platforms }).map(({ status }) => status),
    ['affected'],
  )
  const [well] = vexStatements({ ...gravestOf([report('linux', 'module'), report('windows', 'package')]), platforms })
  assert.deepEqual(
    [well?.status, well?.why],
    [
      'not_affected',
      'a vulnerable package is imported, and none of its vulnerable functions is called (for linux/amd64; windows/amd64)',
    ],
  )
  const partial = gravestOf([report('linux', 'module'), report('windows', 'module', ['not read'])])
  assert.equal(vexStatements(partial)[0]?.status, 'under_investigation')
})

test('sinceEarlier says fixed of another version, not present of none, and nothing of what the database took back', () => {
  const earlier = [toml, fork, standard].map(({ path, version }) => ({
    id: 'GO-2024-0003',
    aliases: [],
    modules: [{ path: path.toLowerCase(), version }],
  }))
  const built = {
    mains: ['example.com/app'],
    modules: [
      { path: toml.path, version: 'v1.5.0' },
      { path: 'stdlib', version: 'go1.26.8' },
    ],
  }
  assert.deepEqual(
    sinceEarlier([], earlier, built, false).map(({ module, version, status, justification }) => [
      module,
      version,
      status,
      justification,
    ]),
    [
      [toml.path, 'v1.5.0', 'fixed', undefined],
      ['example.com/fork', 'v1.0.0', 'not_affected', 'component_not_present'],
    ],
  )
  const partial = sinceEarlier([], earlier, built, true)
  assert.deepEqual(
    partial.map(({ status }) => status),
    ['under_investigation', 'under_investigation'],
  )
})

test('sinceEarlier promises nothing of what no version is known, what is another project, and what something stands in for', () => {
  const built = {
    mains: ['example.com/App'],
    modules: [
      { path: 'example.com/same', version: 'v1.0.0' },
      { path: 'example.com/fork', version: 'v1.1.0', replaces: 'example.com/Original' },
      { path: '../folder', version: '', replaces: 'example.com/local' },
      { path: 'stdlib', version: '' },
      { path: 'toolchain', version: 'v1.26.8' },
    ],
  }
  const since = (path: string, version: string, within?: string): unknown => {
    const modules = [{ path, version, ...(within === undefined ? {} : { within }) }]
    return sinceEarlier([], [{ id: 'GO-2024-0003', aliases: [], modules }], built, false).map(({ status, why }) => [
      status,
      why,
    ])
  }
  // Every version; one that another tool writes without its v; the project itself; another project; Go, of whatever version.
  assert.deepEqual(since('example.com/same', ''), [])
  assert.deepEqual(since('example.com/same', '1.0.0'), [])
  assert.deepEqual(since('example.com/app', 'v0.1.0'), [])
  assert.deepEqual(since('example.com/gone', 'v1.0.0', 'example.com/other'), [])
  assert.deepEqual(since('stdlib', 'v1.26.7'), [])
  assert.deepEqual(since('toolchain', 'go1.26.8'), [])
  assert.deepEqual(since('example.com/original', 'v1.0.0'), [
    [
      'under_investigation',
      'example.com/fork@v1.1.0 is built in place of example.com/original@v1.0.0, and may have the flaw as well',
    ],
  ])
  assert.deepEqual(since('example.com/local', 'v1.0.0'), [
    ['under_investigation', '../folder is built in place of example.com/local@v1.0.0, and may have the flaw as well'],
  ])
  assert.deepEqual(since('example.com/gone', '', 'example.com/app'), [
    ['not_affected', 'example.com/gone is not built any more'],
  ])
})

const statements: readonly VexStatement[] = vexStatements(vulns)

test('openvex has what its specification wants of each status, and readVex reads the same again', () => {
  const about = {
    path: 'example.com/app',
    version: 'v1.2.3',
    author: 'Ann <ann@example.com>',
    timestamp: '2026-01-02T03:04:05Z',
  }
  const text = openvex(about, statements, '1.0.0')
  const document = JSON.parse(text) as {
    readonly statements: ReadonlyArray<Readonly<Record<string, unknown>>>
  } & Readonly<Record<string, unknown>>
  assert.equal(document['@context'], 'https://openvex.dev/ns/v0.2.0')
  assert.deepEqual([document['author'], document['timestamp'], document['version']], [about.author, about.timestamp, 1])
  assert.match(String(document['@id']), /^urn:uuid:/)
  assert.equal(document.statements[0]?.['action_statement'], `go get ${toml.path}@v1.4.1`)
  assert.equal(document.statements[1]?.['justification'], 'vulnerable_code_not_in_execute_path')
  assert.deepEqual(
    readVex(utf8(text), 'a.json').map(({ id, aliases, status, modules }) => [id, aliases, status, modules]),
    [
      [
        'GO-2024-0001',
        ['CVE-2024-0001', 'GHSA-aaaa-bbbb-cccc'],
        'affected',
        [{ path: toml.path, version: toml.version, within: 'example.com/app' }],
      ],
      [
        'GO-2024-0002',
        ['CVE-2024-0001', 'GHSA-aaaa-bbbb-cccc'],
        'not_affected',
        [{ path: 'stdlib', version: 'v1.26.8', within: 'example.com/app' }],
      ],
    ],
  )
})

test('readVex reads a CycloneDX document of ours', () => {
  const text = cyclonedx({ ...bill, vulns }, '1.6', '1.0.0')
  assert.deepEqual(
    readVex(utf8(text), 'a.json').map(({ id, status, justification, modules }) => [id, status, justification, modules]),
    [
      ['GO-2024-0001', 'affected', undefined, [{ path: toml.path, version: toml.version, within: 'example.com/app' }]],
      [
        'GO-2024-0002',
        'not_affected',
        'code_not_reachable',
        [{ path: 'stdlib', version: 'go1.26.8', within: 'example.com/app' }],
      ],
    ],
  )
})

test('withWaivers accepts what a document says of this project and of that part, and nothing else', () => {
  const place = { file: 'vex.json', line: 1 }
  const said = { id: 'GO-2024-0001', module: toml.path, reason: 'not_affected', owner: 'vex.json', place }
  const now = new Date('2026-11-22T00:00:00Z')
  const accepts = (more: Partial<Ignored>): boolean =>
    withWaivers(vulns, [], [{ ...said, ...more }], now).findings.some((f) => f.id === said.id && f.waived !== undefined)
  for (const [more, accepted] of [
    [{}, true],
    [{ within: 'example.com/app' }, true],
    // Said by who ships another program with the same module in it.
    [{ within: 'example.com/other' }, false],
    // Purls have no case.
    [{ module: toml.path.toLowerCase() }, true],
    [{ module: toml.path.toUpperCase() }, false],
    [{ package: vulns.findings[0].packages[0]?.path ?? '' }, vulns.findings[0].packages.length > 0],
    [{ package: `${toml.path}/other` }, false],
    [{ version: '1.4.0+incompatible' }, true],
    [{ version: 'v1.4.1' }, false],
  ] as const) {
    assert.equal(accepts(more), accepted, JSON.stringify(more))
  }
})
