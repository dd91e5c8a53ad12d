import assert from 'node:assert/strict'
import test from 'node:test'
import type { CleanReport } from '../clean.ts'
import type { DoctorReport } from '../doctor.ts'
import type { RebuildReport } from '../rebuild.ts'
import type { RepairReport } from '../repair.ts'
import type { View } from '../view.ts'
import { viewOf } from './views.ts'

const m = { path: 'example.com/m', version: 'v1.0.0' }

const summaryOf = (view: View): object => ({
  command: view.command,
  conclusion: view.conclusion,
  findings: view.findings.map((f) => `${f.severity} ${f.rule} ${f.message}`),
  checks: view.checks.map((c) => `${c.state} ${c.group} ${c.name}: ${c.summary}`),
})

test('viewOf a repair: what is wrong still is a finding, what was repaired is none', () => {
  const record = { ...m, parts: [], reasons: [], remedy: [] }
  const report: RepairReport = {
    schema: 'modwarden/repair/1',
    subject: { kind: 'project', folder: '/p' },
    modules: [
      { ...record, path: 'a', status: 'repaired', parts: ['zip'], evidence: '/store/evidence/a' },
      { ...record, path: 'b', status: 'broken', parts: ['folder', '.mod'], reasons: ['the disk is full'] },
      { ...record, path: 'c', status: 'failed', reasons: ['no network'] },
      { ...record, path: 'd', status: 'unchecked' },
    ],
    goSum: [{ ...m, file: 'go.sum', line: 3, found: 'x', right: 'y', status: 'told' }],
    vendor: true,
    findings: [],
    summary: {
      checked: 4,
      status: { repaired: 1, removed: 0, sound: 0, broken: 1, failed: 1, unchecked: 1 },
      leftovers: 0,
      seconds: 1,
    },
    exitCode: 4,
  }
  const view = viewOf(report)
  assert.deepEqual(summaryOf(view), {
    command: 'repair',
    conclusion: 'BROKEN: something is wrong still.',
    findings: [
      'critical MW-INT-FOLDER the folder of b@v1.0.0 is wrong still: the disk is full',
      'critical MW-INT-GOMOD the .mod of b@v1.0.0 is wrong still: the disk is full',
      'critical MW-INT-GOSUM go.sum has another hash for example.com/m@v1.0.0 than was agreed on',
      'critical MW-INT-VENDOR vendor/ is not what the modules hold',
      'medium MW-INT-UNCHECKED c@v1.0.0 could not be repaired: no network',
      'medium MW-INT-UNCHECKED d@v1.0.0 could not be checked',
    ],
    checks: [
      'bad modules b@v1.0.0: broken: folder, .mod',
      'bad go.sum lines go.sum:3: names other bytes than were agreed on',
      'bad vendor vendor/: not what the modules hold',
      'open modules c@v1.0.0: failed',
      'open modules d@v1.0.0: unchecked',
      'ok modules a@v1.0.0: repaired: zip',
    ],
  })
  assert.deepEqual(view.facts[1], {
    name: 'repaired',
    state: 'ok',
    text: 'a@v1.0.0: zip; the bad files are kept in /store/evidence/a',
  })
})

test('viewOf a clean: every item, and what could not be removed or checked is a finding', () => {
  const report: CleanReport = {
    schema: 'modwarden/clean/1',
    subject: { kind: 'cache', folder: '/go/pkg/mod' },
    choice: 'bad',
    dryRun: false,
    items: [
      { name: 'example.com/m@v1.0.0', module: m, bytes: 2_100_000, files: 3, status: 'removed' },
      { name: 'cache/vcs', bytes: 10, files: 1, status: 'failed', reason: 'permission denied' },
    ],
    notes: ['a note'],
    unchecked: 2,
    summary: { modules: 9, chosen: 1, bytes: 2_100_000, leftovers: 0, seconds: 1 },
    exitCode: 3,
  }
  assert.deepEqual(summaryOf(viewOf(report)), {
    command: 'clean',
    conclusion: 'removed 2.1 MB in 1 of 9 module versions',
    findings: [
      'medium MW-INT-UNCHECKED cache/vcs could not be removed: permission denied',
      'medium MW-INT-UNCHECKED 2 module versions could not be checked',
    ],
    checks: [
      'open parts of the cache cache/vcs: not removed, 10 B in 1 file',
      'ok modules example.com/m@v1.0.0: removed, 2.1 MB in 3 files',
    ],
  })
})

test('viewOf a rebuild: what is needed and what is not', () => {
  const record = { ...m, goModOnly: false, parts: [], reasons: [] }
  const report: RebuildReport = {
    schema: 'modwarden/rebuild/1',
    subject: { kind: 'project', folder: '/p', cache: '/go/pkg/mod' },
    dryRun: true,
    modules: [
      { ...record, path: 'a', status: 'sound' },
      { ...record, path: 'b', status: 'lacking', reasons: ['no network'] },
      { ...record, path: 'c', status: 'ready', parts: ['zip'], reasons: ['the zip differs'], goModOnly: true },
    ],
    goSum: [],
    others: [{ name: 'old@v1', bytes: 10, files: 1, status: 'planned' }],
    notes: [],
    summary: {
      modules: 2,
      goModOnly: 1,
      status: { sound: 1, ready: 1, added: 0, replaced: 0, broken: 0, lacking: 1 },
      fetchedBytes: 0,
      otherBytes: 10,
      seconds: 1,
    },
    exitCode: 3,
  }
  assert.deepEqual(summaryOf(viewOf(report)), {
    command: 'rebuild',
    conclusion: 'INCOMPLETE: 1 cannot be had, so nothing in the cache was touched.',
    findings: ['medium MW-INT-UNCHECKED proven bytes of b@v1.0.0 cannot be had: no network'],
    checks: [
      'bad go.mod files c@v1.0.0: to put in place: zip',
      'open modules b@v1.0.0: proven bytes cannot be had',
      'ok modules a@v1.0.0: as it should be',
      'ok not needed old@v1: would be removed, 10 B in 1 file',
    ],
  })
})

test('viewOf a doctor report shows settings in the project', () => {
  const report: DoctorReport = {
    schema: 'modwarden/doctor/1',
    subject: { kind: 'environment', folder: '/p' },
    settings: [],
    findings: [
      {
        rule: 'MW-ENV-SUMDB-OFF',
        severity: 'high',
        message: 'GOSUMDB is off',
        subject: 'GOSUMDB',
        because: 'nothing is checked',
        fixable: true,
      },
    ],
    changes: [],
    unchecked: [],
    exitCode: 1,
  }
  const view = viewOf(report)
  assert.deepEqual([view.command, view.folderKind, view.findings.length], ['doctor', 'project', 1])
})

test('viewOf a failure has its error, whatever its schema', () => {
  const failed = (schema: string, exitCode: 2 | 3 | 4): View =>
    viewOf({ schema, exitCode, error: { code: 'io', message: 'it broke' } } as never)
  assert.deepEqual(
    [failed('modwarden/verify/1', 2), failed('modwarden/error/1', 3), failed('modwarden/later/9', 4)].map((view) => [
      view.command,
      view.conclusion,
      view.error?.message,
    ]),
    [
      ['verify', 'NOT RUN: it broke', 'it broke'],
      ['modwarden', 'INCOMPLETE: it broke', 'it broke'],
      ['later', 'FAIL: it broke', 'it broke'],
    ],
  )
})

test('viewOf a document that is not known here says how it ended', () => {
  assert.equal(viewOf({ schema: 'modwarden/later/1', exitCode: 0 }).conclusion, 'ok.')
  assert.match(viewOf({ schema: 'modwarden/later/1', exitCode: 4 }).conclusion, /^exit code 4/)
})
