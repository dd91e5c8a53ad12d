import assert from 'node:assert/strict'
import test from 'node:test'
import {
  emptyView,
  HOSTILE,
  hostileFailure,
  hostileView,
  moduleRecord,
  verifyReport,
} from '../../../test/support/reports.ts'
import { checkSarif, type SarifLog } from '../../../test/support/sarifschema.ts'
import { sarif } from './sarif.ts'
import { verifyView } from '../views/verify.ts'
import type { Located } from '../view.ts'

type Run = SarifLog['runs'][number]

/** The run of a view whose SARIF is valid and acceptable. */
function runOf(view: Parameters<typeof sarif>[0]): Run {
  const { log, troubles } = checkSarif(sarif(view))
  assert.deepEqual(troubles, [])
  const [run] = log.runs
  assert.ok(run !== undefined)
  return run
}

const broken: Located = {
  rule: 'MW-INT-FOLDER',
  severity: 'critical',
  module: { path: 'example.com/m', version: 'v1.0.0' },
  file: '/cache/example.com/m@v1.0.0',
  message: 'the extracted folder is not what was agreed on',
  evidence: ['expected h1:a', 'found    h1:b'],
  remedy: ['modwarden repair example.com/m@v1.0.0'],
  at: { file: 'go.mod', line: 6 },
}

test('checkSarif refuses a log that the schema or code scanning refuses', () => {
  const log = JSON.parse(sarif(emptyView({ findings: [broken], exitCode: 4 })))
  const changed = (from: string, to: string): readonly string[] => {
    const text = JSON.stringify(log)
    assert.ok(text.includes(from), from)
    return checkSarif(text.replace(from, to)).troubles
  }
  assert.deepEqual(changed('"level"', '"level"'), [])
  assert.match(String(changed('"level":"error"', '"level":"grave"')), /level/)
  assert.match(String(changed('"columnKind"', '"columnSort"')), /additional properties/)
  assert.match(String(changed('"ruleIndex":0', '"ruleIndex":3')), /ruleIndex/)
  assert.match(String(changed('"uri":"p/go.mod"', '"uri":"file:///go.mod"')), /not below the root/)
  assert.match(String(changed('"startLine":6', '"startLine":0')), /startLine/)
  assert.match(String(changed('"primaryLocationLineHash"', '"other"')), /fingerprint/)
})

test('sarif of a sound project is a run without results that was successful', () => {
  const run = runOf(emptyView())
  assert.deepEqual(run.results, [])
  assert.deepEqual(
    run.invocations.map((i) => [i.executionSuccessful, i.exitCode, i.toolExecutionNotifications]),
    [[true, 0, undefined]],
  )
  assert.equal(run.automationDetails.id, 'modwarden/verify/example.com/p/')
})

test('sarif puts a finding at the require line, below the root of the repository', () => {
  const run = runOf(emptyView({ findings: [broken], exitCode: 4 }))
  assert.deepEqual(run.originalUriBaseIds, { '%SRCROOT%': { uri: 'file:///repo/' } })
  assert.deepEqual(run.results[0]?.locations[0]?.physicalLocation, {
    artifactLocation: { uri: 'p/go.mod', uriBaseId: '%SRCROOT%' },
    region: { startLine: 6 },
  })
  assert.equal(run.results[0]?.level, 'error')
  assert.equal(
    run.results[0]?.message.text,
    'the extracted folder is not what was agreed on.\nexpected h1:a\nfound    h1:b\nnext: modwarden repair example.com/m@v1.0.0',
  )
  const [rule] = run.tool.driver.rules
  assert.equal(rule?.properties['security-severity'], '9.5')
  assert.equal(rule?.properties.precision, 'very-high')
  assert.match(rule?.help.markdown ?? '', /\*\*What to do\.\*\* `modwarden repair MODULE@VERSION/)
  // The cache of one machine is nobody's file in the repository.
  assert.ok(!JSON.stringify(run.results[0]?.locations).includes('/cache/'))
})

test('sarif keeps the fingerprint over versions and gives equal ones a number', () => {
  const prints = (findings: readonly Located[]): (string | undefined)[] =>
    runOf(emptyView({ findings, exitCode: 4 })).results.map((r) => r.partialFingerprints['primaryLocationLineHash'])
  const [first] = prints([broken])
  const upgraded = { ...broken, module: { path: 'example.com/m', version: 'v1.0.1' }, at: { file: 'go.mod', line: 9 } }
  assert.deepEqual(prints([upgraded]), [first])
  assert.match(first ?? '', /^[0-9a-f]{32}:1$/)
  const twice = prints([broken, { ...broken, message: 'another' }])
  assert.deepEqual(twice, [first, `${first?.slice(0, -1)}2`])
  assert.notDeepEqual(prints([{ ...broken, module: { path: 'example.com/n', version: 'v1.0.0' } }]), [first])
})

test('sarif tells a finding once, and one that is milder than its rule by a rule of its own', () => {
  const low: Located = {
    rule: 'MW-INT-GOSUM',
    severity: 'low',
    message: 'an odd line',
    at: { file: 'go.sum', line: 2 },
  }
  const run = runOf(emptyView({ findings: [low, broken, { ...broken }, { ...low }] }))
  assert.deepEqual(
    run.results.map((r) => [r.ruleId, r.level]),
    [
      ['MW-INT-FOLDER', 'error'],
      ['MW-INT-GOSUM/low', 'note'],
    ],
  )
  assert.deepEqual(
    run.tool.driver.rules.map((r) => r.properties['security-severity']),
    ['9.5', '2.5'],
  )
})

test('sarif has the thousand gravest results and says how many more there are', () => {
  const findings = Array.from({ length: 1500 }, (_, i): Located => ({
    ...broken,
    severity: i < 1400 ? 'low' : 'critical',
    message: `finding ${i}`,
  }))
  const run = runOf(emptyView({ findings, exitCode: 4 }))
  assert.equal(run.results.length, 1000)
  assert.equal(run.results.filter((r) => r.level === 'error').length, 100)
  assert.match(
    run.invocations[0]?.toolExecutionNotifications?.[0]?.message.text ?? '',
    /^500 findings more than the 1,000 gravest/,
  )
})

test('sarif tells what has no place in the repository as a notification', () => {
  const finding: Located = { rule: 'MW-ENV-SUMDB', severity: 'high', message: 'GOSUMDB is off', file: '/home/u/go/env' }
  const { folderKind: _, ...view } = emptyView({ findings: [finding], exitCode: 1 })
  const run = runOf(view)
  assert.deepEqual(run.results, [])
  assert.deepEqual(
    run.invocations[0]?.toolExecutionNotifications?.map((n) => [n.level, n.message.text]),
    [['error', 'GOSUMDB is off.']],
  )
})

test('sarif of the module cache puts findings below a base of their own', () => {
  const run = runOf(
    emptyView({
      folder: '/go/pkg/mod',
      folderKind: 'modcache',
      root: '/repo',
      findings: [{ ...broken, file: '/go/pkg/mod/cache/download/a b/@v/v1.zip', at: undefined } as unknown as Located],
      exitCode: 4,
    }),
  )
  assert.deepEqual(run.originalUriBaseIds, { GOMODCACHE: { uri: 'file:///go/pkg/mod/' } })
  assert.deepEqual(run.results[0]?.locations[0]?.physicalLocation.artifactLocation, {
    uri: 'cache/download/a%20b/%40v/v1.zip',
    uriBaseId: 'GOMODCACHE',
  })
})

test('sarif of an incomplete run was not successful, and says why', () => {
  const report = verifyReport([moduleRecord('example.com/m', 'unchecked', { reasons: ['the network is down'] })])
  const run = runOf(verifyView(report))
  assert.equal(run.invocations[0]?.executionSuccessful, false)
  assert.equal(run.results[0]?.ruleId, 'MW-INT-UNCHECKED')
  assert.equal(run.results[0]?.locations[0]?.physicalLocation.artifactLocation.uri, 'go.mod')
})

test('sarif of a run that failed is a run without results, with a notification', () => {
  for (const [code, member] of [
    [2, 'toolConfigurationNotifications'],
    [3, 'toolExecutionNotifications'],
    [4, 'toolExecutionNotifications'],
  ] as const) {
    const error = { code: 'config' as const, message: 'no module line', place: { file: '/repo/p/go.mod', line: 1 } }
    const run = runOf(emptyView({ folder: undefined, exitCode: code, error }))
    assert.deepEqual(run.results, [])
    assert.equal(run.invocations[0]?.executionSuccessful, false)
    assert.equal(run.invocations[0]?.[member]?.[0]?.message.text, '/repo/p/go.mod:1: no module line.')
  }
})

test('sarif of hostile words is valid, and none is a link, a placeholder or a control character', () => {
  const run = runOf(hostileView())
  assert.equal(run.results.length, HOSTILE.length)
  for (const { message } of run.results) {
    assert.doesNotMatch(message.text, /(?<!\\)(\\\\)*[[\]]/)
    assert.doesNotMatch(message.text.replaceAll(/\{\{|\}\}/g, ''), /[{}]/)
    assert.doesNotMatch(message.text, /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/)
  }
  for (const text of HOSTILE) runOf(hostileFailure(text))
})
