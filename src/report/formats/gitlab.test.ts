import assert from 'node:assert/strict'
import test from 'node:test'
import { emptyView, HOSTILE, hostileFailure, hostileView } from '../../../test/support/reports.ts'
import { gitlab } from './gitlab.ts'
import type { Located, View } from '../view.ts'

/** The issues, each with all that GitLab requires. */
function issuesOf(view: View): { severity: string; description: string; location: { path: string } }[] {
  const issues = JSON.parse(gitlab(view))
  const prints = new Set<string>()
  for (const issue of issues) {
    assert.deepEqual(Object.keys(issue), ['description', 'check_name', 'fingerprint', 'severity', 'location'])
    assert.match(issue.severity, /^(info|minor|major|critical|blocker)$/)
    assert.ok(Number.isInteger(issue.location.lines.begin) && issue.location.lines.begin >= 1)
    assert.doesNotMatch(issue.location.path, /^\.?\/|^$/)
    assert.doesNotMatch(issue.description + issue.location.path, /[\u0000-\u0008\u007F-\u009F\u202A-\u202E]/)
    prints.add(issue.fingerprint)
  }
  assert.equal(prints.size, issues.length)
  return issues
}

const broken: Located = {
  rule: 'MW-INT-FOLDER',
  severity: 'critical',
  module: { path: 'example.com/m', version: 'v1.0.0' },
  message: 'the folder differs',
  remedy: ['modwarden repair example.com/m@v1.0.0'],
  at: { file: 'go.mod', line: 6 },
}

test('gitlab of a sound project is an empty list', () => {
  assert.equal(gitlab(emptyView()), '[]\n')
})

test('gitlab has what Code Quality requires of each finding', () => {
  const [issue, ...more] = issuesOf(emptyView({ findings: [broken], exitCode: 4 }))
  assert.deepEqual(more, [])
  assert.deepEqual(issue, {
    description: 'the folder differs (next: modwarden repair example.com/m@v1.0.0)',
    check_name: 'MW-INT-FOLDER',
    fingerprint: 'bd469372e20f0dc2e1ad657ffa94a078:1',
    severity: 'blocker',
    location: { path: 'p/go.mod', lines: { begin: 6 } },
  })
})

test('gitlab has each severity, and shows at go.mod what has no place', () => {
  const findings = (['info', 'low', 'medium', 'high', 'critical'] as const).map((severity): Located => ({
    rule: 'MW-ENV-SUMDB',
    severity,
    message: severity,
  }))
  const { folder: _, ...rest } = emptyView({ findings })
  assert.deepEqual(
    issuesOf({ ...rest, folder: undefined }).map((i) => [i.severity, i.location.path]),
    [
      ['blocker', 'go.mod'],
      ['critical', 'go.mod'],
      ['major', 'go.mod'],
      ['minor', 'go.mod'],
      ['info', 'go.mod'],
    ],
  )
})

test('gitlab has the thousand gravest and says how many more there are', () => {
  const findings = Array.from({ length: 1200 }, (_, i): Located => ({ ...broken, message: `finding ${i}` }))
  const issues = issuesOf(emptyView({ findings, exitCode: 4 }))
  assert.equal(issues.length, 1001)
  assert.match(issues.at(-1)?.description ?? '', /^200 findings more/)
})

test('gitlab of a run that failed or is incomplete is one blocker', () => {
  const error = { code: 'parse', message: 'no module line', place: { file: '/repo/p/go.mod', line: 3 } } as const
  assert.deepEqual(
    issuesOf(emptyView({ exitCode: 2, error })).map((i) => [i.severity, i.description, i.location]),
    [['blocker', 'no module line', { path: 'p/go.mod', lines: { begin: 3 } }]],
  )
  assert.equal(issuesOf(emptyView({ exitCode: 3, conclusion: 'INCOMPLETE.' })).length, 1)
})

test('gitlab of hostile words is valid', () => {
  assert.equal(issuesOf(hostileView()).length, HOSTILE.length)
  for (const text of HOSTILE) assert.equal(issuesOf(hostileFailure(text)).length, 1)
})

test('gitlab says that a run is incomplete, although there are only notes', () => {
  const note: Located = { rule: 'MW-INT-RETRIES', severity: 'low', message: 'many fetches were retried' }
  const issues = issuesOf(emptyView({ findings: [note], exitCode: 3, conclusion: 'INCOMPLETE: x' }))
  assert.deepEqual(
    issues.map((issue) => [issue.severity, issue.description]),
    [
      ['minor', 'many fetches were retried'],
      ['blocker', 'INCOMPLETE: x'],
    ],
  )
})
