import assert from 'node:assert/strict'
import test from 'node:test'
import { moduleRecord, verifyReport } from '../../../test/support/reports.ts'
import { auditConclusion, auditFacts, type AuditReport } from '../audit.ts'
import type { ScanReport } from '../scan.ts'
import type { VulnsReport } from '../vulns.ts'
import { auditOverview } from './overview.ts'

const module = (path: string, verdict: string): object => ({
  path,
  version: 'v1.0.0',
  role: 'version',
  verdict,
  findings: [{ remedy: 'ask its author' }],
})

const report: AuditReport = {
  schema: 'modwarden/audit/1',
  verify: verifyReport([moduleRecord('example.com/m', 'proven')]),
  scan: {
    modules: [
      module('example.com/odd', 'suspicious'),
      module('example.com/bad', 'malicious'),
      module('x; rm -rf ~', 'suspicious'),
    ],
    summary: { malicious: 1, suspicious: 2 },
    exitCode: 1,
  } as unknown as ScanReport,
  vulns: {
    findings: [
      { id: 'GO-1', level: 'symbol', module: 'stdlib', version: 'v1.26.8', fixed: 'v1.26.9', aliases: [], systems: [] },
      { id: 'GO-2', level: 'symbol', module: 'example.com/m', version: 'v1.0.0', aliases: [], systems: [] },
    ],
    left: [],
    threshold: 'symbol',
    engine: 'modwarden',
    database: { source: '/db', modules: 1, offline: false },
    platform: { goos: 'linux', goarch: 'amd64', tags: [], tests: false },
    summary: { symbol: 2, package: 0, module: 0 },
    exitCode: 1,
  } as unknown as VulnsReport,
  exitCode: 1,
}

test('auditOverview says what to do first, with lines to paste, and none that a name would end', () => {
  assert.deepEqual(
    auditOverview(report).steps.map(({ what, commands }) => [what.split(/[.:(]/)[0], ...commands]),
    [
      ['example', 'modwarden why example.com/bad'],
      ['1 known flaw that this code calls has a repair ', 'modwarden fix', 'modwarden fix --yes --test'],
      ['1 known flaw that this code calls has no repair yet', 'modwarden vulns -v'],
      ['Read what example', 'modwarden scan -v example.com/odd@v1.0.0'],
      ['Read what x; rm -rf ~@v1'],
    ],
  )
  const well: AuditReport = { schema: report.schema, verify: report.verify, exitCode: 0 }
  assert.deepEqual(auditOverview(well).steps, [])
})

test('auditConclusion says all that made the exit code, and nothing that did not', () => {
  assert.equal(
    auditConclusion(report),
    'FAIL: 1 module would do harm. Do not build or run it. 2 known flaws are called by this code.',
  )
  const tampered = {
    ...report,
    verify: verifyReport([moduleRecord('m', 'broken')], { exitCode: 4 }),
    exitCode: 4,
  } as const
  assert.equal(auditConclusion(tampered), 'FAIL: integrity is broken. Do not build until it is repaired.')
  // A database that is named and cannot be read is no pass, whatever else is well.
  const unread = { ...report, verify: verifyReport([moduleRecord('m', 'proven')]), exitCode: 3 } as const
  const { scan: _, vulns: __, ...without } = { ...unread, unchecked: { vulns: 'not checked: /db: is no folder' } }
  assert.equal(auditConclusion(without), 'INCOMPLETE: known flaws could not be looked up.')
  assert.deepEqual(auditFacts(without), [{ name: 'vulns', state: 'open', text: 'not checked: /db: is no folder' }])
  assert.deepEqual(auditOverview(without).steps, [
    {
      what: 'Known flaws could not be looked up: /db: is no folder. Where the network was the reason, run it again.',
      commands: ['modwarden vulns'],
    },
  ])
})
