import assert from 'node:assert/strict'
import test from 'node:test'
import { moduleRecord, verifyReport } from '../../test/support/reports.ts'
import { auditText } from './audit.ts'
import type { ExitCode, ModuleRecord, ModuleStatus, VerifyReport } from './verify.ts'
import { verifyText, type Ink } from './verifytext.ts'

const plain = (text: string): string => text
const ink: Ink = { good: plain, bad: plain, doubt: plain, dim: plain, bold: plain }
const hues: Ink = {
  good: (text) => `<good>${text}</>`,
  bad: (text) => `<bad>${text}</>`,
  doubt: (text) => `<doubt>${text}</>`,
  dim: plain,
  bold: plain,
}

const record = moduleRecord

function report(modules: readonly ModuleRecord[], exitCode: ExitCode, more: Partial<VerifyReport> = {}): VerifyReport {
  return verifyReport(modules, { exitCode, ...more })
}

test('verifyText of a sound project is its conclusion', () => {
  assert.equal(
    verifyText(report([record('a.example/a', 'proven'), record('a.example/b', 'proven')], 0), ink),
    'ok  2 modules, 2.1 GB   zip hash 2/2\n' +
      '    checked against sum.example, tree 71,769,961 (consistent with the remembered head)   1.9 s\n',
  )
})

test('verifyText says which head there is', () => {
  const sound = report([record('a.example/a', 'proven')], 0)
  const database = sound.database
  assert.ok(database !== undefined)
  const text = (consistentWith: 'nothing: first contact' | 'not checked'): string =>
    verifyText({ ...sound, database: { ...database, consistentWith } }, ink)
  assert.match(text('nothing: first contact'), /\(first contact: remembered from now on\)/)
  assert.match(text('not checked'), /\(not compared with an earlier head\)/)
  assert.doesNotMatch(verifyText({ ...sound, database: undefined }, ink), /checked against/)
})

test('verifyText tells equal troubles once', () => {
  const modules = Array.from({ length: 700 }, (_, i) =>
    record(`a.example/m${i}`, 'unchecked', {
      reasons: [`the checksum database could not be asked: a.example/m${i}@v1.0.0: no route`],
    }),
  )
  const text = verifyText(report(modules, 3), ink)
  assert.match(
    text,
    /^UNCHECKED {2}700 modules\n {2}because {3}the checksum database could not be asked: a\.example\/m0@v1\.0\.0: no route\n {2}these {5}a\.example\/m0@v1\.0\.0, a\.example\/m1@v1\.0\.0, a\.example\/m2@v1\.0\.0, and 697 more\n\nINCOMPLETE {2}700 modules/,
  )
  assert.ok(text.split('\n').length < 10)
})

test('verifyText shows twenty broken modules and counts the rest, unless it shall show all', () => {
  const broken = Array.from({ length: 25 }, (_, i) =>
    record(`a.example/m${i}`, 'broken', { parts: { zip: 'differs' } }),
  )
  const text = verifyText(report(broken, 4), ink)
  assert.equal(text.match(/^TAMPERED/gm)?.length, 20)
  assert.match(text, /and 5 more modules are broken \(-v shows all\)/)
  assert.equal(verifyText(report(broken, 4), ink, { verbose: true }).match(/^TAMPERED/gm)?.length, 25)
  assert.match(text, /0 of 25 module versions ok · 25 tampered · 1\.9 s\n$/)
})

test('verifyText lets no control character of a file reach the terminal', () => {
  const m = record('a.example/a', 'broken', { parts: { folder: 'differs', zip: 'ok' } })
  const name = 'x\u001B]0;owned\u0007\u202E\nok: every module is the one the world agreed on.\n::error::y.go'
  const file = {
    path: m.path,
    version: m.version,
    part: 'folder',
    where: `/c/${name}`,
    name,
    kind: 'changed',
    diff: ['1 + \u001B[2J'],
  } as const
  const finding = {
    rule: 'MW-INT-FOLDER',
    severity: 'critical',
    module: m,
    file: '/c/a\u001B[1m',
    message: 'x',
  } as const
  for (const part of ['folder', 'vendor'] as const) {
    const text = verifyText(report([m], 4, { files: [{ ...file, part }], findings: [finding] }), ink)
    assert.doesNotMatch(text, /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E]/)
    assert.doesNotMatch(text, /^(?:ok|::)/m)
  }
})

test('verifyText colours what is good, bad and in doubt', () => {
  const text = (status: ModuleStatus, exit: ExitCode): string =>
    verifyText(report([record('a.example/a', status)], exit), hues)
  assert.match(text('proven', 0), /^<good>ok<\/>/m)
  assert.match(text('broken', 4), /^<bad>BROKEN<\/>/m)
  assert.match(text('unlisted', 1), /^<bad>FINDINGS<\/>/m)
  assert.match(text('unchecked', 3), /^<doubt>INCOMPLETE<\/>/m)
})

test('verifyText tells go.mod files that could not be had together', () => {
  const missing = ['a', 'b', 'c', 'd'].map(
    (name) =>
      ({
        rule: 'MW-INT-GRAPH',
        severity: 'medium',
        module: { path: `a.example/${name}`, version: 'v1.0.0' },
        message: `the go.mod file of a.example/${name}@v1.0.0 could not be had: no route`,
        remedy: ['try again'],
      }) as const,
  )
  const text = verifyText(report([], 3, { findings: missing }), ink)
  assert.match(
    text,
    /^INCOMPLETE {2}4 go\.mod files could not be had, so the build list may be incomplete\n {2}because {3}no route\n {2}these {5}a\.example\/a@v1\.0\.0, a\.example\/b@v1\.0\.0, a\.example\/c@v1\.0\.0, and 1 more\n {2}next {6}try again\n/,
  )
})

test('auditText ends with the conclusion of each exit code', () => {
  const page = (status: ModuleStatus, exit: ExitCode): string => {
    const verify = report([record('a.example/a', status)], exit)
    return auditText({ schema: 'modwarden/audit/1', verify, exitCode: exit }, ink)
  }
  assert.equal(
    page('proven', 0),
    'example.com/p  1 module (1 direct)  go1.26.8\n' +
      '  integrity   ok    1/1 module versions proven, sum.example tree 71,769,961\n' +
      'ok: every module is the one the world agreed on.   1.9 s\n',
  )
  assert.match(page('unchecked', 3), /integrity {3}open {2}0\/1 [^\n]* · 1 could not be checked\nINCOMPLETE: /)
  assert.match(page('broken', 4), /integrity {3}FAIL {2}0\/1 [^\n]* · 1 tampered\nFAIL: integrity is broken/)
  assert.match(page('unlisted', 1), /1 not in the database\nFAIL: see the findings\./)
  assert.doesNotMatch(page('unproven', 0), /ok: every module is the one the world agreed on/)
})
