import assert from 'node:assert/strict'
import test from 'node:test'
import { moduleRecord, verifyReport } from '../../../test/support/reports.ts'
import { auditView, verifyView } from './verify.ts'

test('verifyView of a sound project has a check for each module and no finding', () => {
  const view = verifyView(
    verifyReport([moduleRecord('b', 'proven', { record: 31208411 }), moduleRecord('a', 'proven')]),
  )
  assert.deepEqual(view.findings, [])
  assert.deepEqual(
    view.checks.map((c) => [c.name, c.group, c.state, c.summary]),
    [
      ['a@v1.0.0', 'modules', 'ok', 'proven'],
      ['b@v1.0.0', 'modules', 'ok', 'proven, record 31,208,411'],
    ],
  )
  assert.equal(view.conclusion, 'ok: every module is the one the world agreed on.')
  assert.deepEqual(view.facts[0], { name: 'modules', state: 'ok', text: '2 modules, 2.1 GB (2 direct), go1.26.8' })
})

test('verifyView lists what is worst first, and gives a finding its line, files and remedy', () => {
  const module = { path: 'm', version: 'v1.0.0' }
  const report = verifyReport(
    [
      moduleRecord('a', 'proven'),
      moduleRecord('z', 'unchecked', { reasons: ['no network'] }),
      moduleRecord('m', 'broken', {
        at: { file: 'go.mod', line: 7 },
        parts: { zip: 'ok', folder: 'differs' },
        expected: { h1: 'h1:a', by: 'checksum database' },
        found: { folder: 'h1:b' },
        remedy: ['modwarden repair m@v1.0.0'],
      }),
    ],
    {
      findings: [
        { rule: 'MW-INT-FOLDER', severity: 'critical', module, file: '/cache/m', message: 'it differs' },
        { rule: 'MW-INT-GOSUM', severity: 'low', file: 'go.sum', line: 3, message: 'an odd line' },
      ],
      files: [{ ...module, name: 'x.go', kind: 'added', part: 'folder', where: '/cache/m/x.go', size: 3 }],
    },
  )
  const view = verifyView(report)
  assert.deepEqual(view.findings, [
    {
      rule: 'MW-INT-FOLDER',
      severity: 'critical',
      module,
      file: '/cache/m',
      message: 'it differs',
      evidence: ['x.go: added'],
      remedy: ['modwarden repair m@v1.0.0'],
      at: { file: 'go.mod', line: 7 },
    },
    {
      rule: 'MW-INT-UNCHECKED',
      severity: 'medium',
      module: { path: 'z', version: 'v1.0.0' },
      message: 'z@v1.0.0 could not be checked: no network',
    },
    {
      rule: 'MW-INT-GOSUM',
      severity: 'low',
      file: 'go.sum',
      line: 3,
      message: 'an odd line',
      at: { file: 'go.sum', line: 3 },
    },
  ])
  assert.deepEqual(
    view.checks.map((c) => `${c.state} ${c.name}`),
    ['bad m@v1.0.0', 'open z@v1.0.0', 'ok a@v1.0.0'],
  )
  assert.deepEqual(view.checks[0]?.parts, [
    { name: 'zip', state: 'ok', text: 'as agreed' },
    { name: 'folder', state: 'bad', text: 'differs: found h1:b' },
  ])
  assert.deepEqual(view.checks[0]?.files, [{ name: 'x.go', text: 'added', diff: [] }])
})

test('verifyView tells an outage once, and a few alike one by one', () => {
  const down = (n: number): ReturnType<typeof verifyView> =>
    verifyView(
      verifyReport(
        Array.from({ length: n }, (_, i) =>
          moduleRecord(`example.com/m${i}`, 'unchecked', {
            reasons: [`example.com/m${i}@v1.0.0: the network is down`],
            at: { file: 'go.mod', line: i + 5 },
          }),
        ),
      ),
    )
  assert.equal(down(10).findings.length, 10)
  const [outage, ...more] = down(700).findings
  assert.deepEqual(more, [])
  assert.equal(outage?.message, '700 modules could not be checked: …@…: the network is down')
  assert.deepEqual(outage?.at, { file: 'go.mod', line: 5 })
  assert.equal(outage?.evidence?.at(-1), 'and 690 more')
  // Each has its own check all the same.
  assert.equal(down(700).checks.length, 700)
})

test('verifyView tells go.mod files that could not be had together, but none that is not what was agreed on', () => {
  const graph = (n: number, severity: 'medium' | 'critical'): object[] =>
    Array.from({ length: n }, (_, i) => ({
      rule: 'MW-INT-GRAPH',
      severity,
      module: { path: `m${i}`, version: 'v1.0.0' },
      message: `the go.mod file of m${i}: the network is down`,
    }))
  const findings = [...graph(50, 'medium'), ...graph(12, 'critical')] as never
  const view = verifyView(verifyReport([], { findings, exitCode: 4 }))
  assert.equal(view.findings.filter((f) => f.severity === 'critical').length, 12)
  assert.deepEqual(
    view.findings.filter((f) => f.severity === 'medium').map((f) => f.message),
    ['50 go.mod files could not be had, so the build list may be incomplete: the network is down'],
  )
})

test('verifyView leaves modules open that lack a proof which was required', () => {
  const modules = [moduleRecord('m', 'unproven')]
  assert.equal(verifyView(verifyReport(modules)).checks[0]?.state, 'ok')
  assert.equal(verifyView(verifyReport(modules, { exitCode: 3 })).checks[0]?.state, 'open')
})

test('verifyView has vendor/ as one check', () => {
  const { summary } = verifyReport([])
  const vendored = (ok: number, more: object): string | undefined =>
    verifyView(verifyReport([], { summary: { ...summary, vendor: { ok, of: 3 } }, ...more })).checks[0]?.state
  const finding = { rule: 'MW-INT-VENDOR', severity: 'critical', file: '/p/vendor/x', message: 'x' }
  assert.equal(vendored(3, {}), 'ok')
  assert.equal(vendored(2, { findings: [{ ...finding, severity: 'medium' }] }), 'open')
  assert.equal(vendored(2, { findings: [finding] }), 'bad')
})

test('verifyView of the module cache and of a program say what was looked at', () => {
  const cache = verifyView(
    verifyReport([], { subject: { kind: 'cache', folder: '/go/pkg/mod', modules: [], go: undefined } }),
  )
  assert.deepEqual([cache.subject, cache.folder, cache.folderKind], ['the module cache', '/go/pkg/mod', 'modcache'])
  const program = verifyView(
    verifyReport([], {
      subject: { kind: 'binary', folder: '/bin/tool', modules: [], go: 'go1.26.8' },
      programs: [
        { path: 'm', version: 'v1', file: '/bin/a', sum: '', replaced: false, badSum: true, install: 'x@v1' },
        { path: 'n', version: 'v1', file: '/bin/a', sum: 'h1:', replaced: false, badSum: false },
      ],
      unreadPrograms: [{ file: '/bin/b', why: 'permission denied' }],
    }),
  )
  assert.deepEqual([program.subject, program.folder, program.folderKind], ['/bin/tool', '/bin', 'programs'])
  assert.deepEqual(
    program.checks.map((c) => [c.name, c.group, c.state, c.summary, c.remedy]),
    [
      ['/bin/a', 'programs', 'bad', 'embeds 2 broken modules', ['go install x@v1']],
      ['/bin/b', 'programs', 'open', 'could not be looked into', []],
    ],
  )
})

test('auditView leads with the integrity line', () => {
  const verify = verifyReport([moduleRecord('m', 'proven')])
  const view = auditView({ schema: 'modwarden/audit/1', verify, exitCode: 0 })
  assert.equal(view.command, 'audit')
  assert.deepEqual(view.facts[0], {
    name: 'integrity',
    state: 'ok',
    text: '1/1 module versions proven, sum.example tree 71,769,961',
  })
})
