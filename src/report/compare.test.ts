import assert from 'node:assert/strict'
import test from 'node:test'
import { compareText, type ComparedModule, type CompareReport } from './compare.ts'
import { viewOf } from './views/views.ts'

const ink = {
  good: (text: string) => text,
  bad: (text: string) => text,
  doubt: (text: string) => text,
  dim: (text: string) => text,
  bold: (text: string) => text,
}

const moved: ComparedModule = {
  path: 'github.com/a/b',
  version: 'v1.3.1',
  verdict: 'tag-moved',
  direct: true,
  at: { file: 'go.mod', line: 5 },
  record: 'missing',
  recordedTime: '2021-11-01T00:00:00Z',
  repository: 'https://github.com/a/b',
  revision: 'refs/tags/v1.3.1',
  commit: 'c'.repeat(40),
  commitTime: '2022-01-01T00:00:00.000Z',
  contents: 'differ',
  h1: 'h1:zip',
  sourceH1: 'h1:source',
  integrity: 'proven',
  compared: 9,
  differences: [
    { name: 'db.go', kind: 'changed', size: 2000, expectedSize: 1000, diff: ['40 + go \u001b[2Jrun()', '7 - x'] },
  ],
  differenceCount: 2,
  inDifference: ['MW-DL-EXEC db.go:40'],
  signing: {
    by: 'tag',
    kind: 'SSH',
    signer: 'ssh-ed25519 SHA256:abc',
    verified: false,
    committer: 'Kim <kim@example.com>',
    earlier: 5,
    newSigner: true,
    newCommitter: false,
  },
  findings: [{ rule: 'MW-ZIPTAG', severity: 'high', message: 'tag v1.3.1 was moved', evidence: [], remedy: 'x' }],
  reasons: [],
  remedy: [],
}
const none = { critical: 0, high: 0, medium: 0, low: 0, info: 0 }
const verdicts = {
  same: 1,
  differs: 0,
  'tag-moved': 1,
  'tag-gone': 0,
  'repository-gone': 0,
  'origin-missing': 0,
  'not-checkable': 1,
}
const { at: _, commit: __, h1: ___, sourceH1: ____, signing: _____, contents: ______, ...rest } = moved
const open: ComparedModule = {
  ...rest,
  path: 'corp.example/x',
  verdict: 'not-checkable',
  differences: [],
  differenceCount: 0,
  inDifference: [],
  findings: [],
  reasons: ['not asked: the module may be private'],
  remedy: ['go env -w GOPRIVATE=corp.example/x'],
}
const same: ComparedModule = {
  ...open,
  path: 'github.com/c/d',
  verdict: 'same',
  contents: 'same',
  reasons: [],
  remedy: [],
}
const report: CompareReport = {
  schema: 'modwarden/compare/1',
  subject: { kind: 'project', folder: '/p', modules: ['github.com/me/shop'] },
  modules: [moved, open, same],
  summary: { modules: 3, verdicts, findings: { ...none, high: 1 }, rebuilt: 1, seconds: 2 },
  exitCode: 1,
}

test('compareText shows what is not the same with its files and lines, conclusion last', () => {
  const lines = compareText(report, ink).split('\n')
  assert.deepEqual(lines.slice(0, 14), [
    'TAG MOVED  github.com/a/b@v1.3.1   high MW-ZIPTAG',
    '  found     tag v1.3.1 was moved',
    '  source    https://github.com/a/b, tag v1.3.1',
    "  record    origin missing: the proxy's .info names no source; commit time 2021-11-01T00:00:00Z",
    `  tag today commit ${'c'.repeat(40)}, 2022-01-01T00:00:00.000Z`,
    '  zip       h1:zip, proven by the checksum database',
    '  rebuilt   h1:source',
    '  signed    tag signed by ssh-ed25519 SHA256:abc (SSH), not verified; new: none of 5 earlier tags has this signer',
    '  made by   Kim <kim@example.com>',
    '  only here MW-DL-EXEC db.go:40',
    '  differs                 db.go, 2.0 kB',
    '      40 + go \uFFFD[2Jrun()',
    '      7 - x',
    '            and 1 more file',
  ])
  assert.equal(lines.at(-2), '1 of 3 modules the same as the source · 1 tag moved · 1 not checked  2.0 s')
  assert.ok(!compareText(report, ink).includes('github.com/c/d'))
  assert.ok(compareText(report, ink, { verbose: true }).includes('SAME  github.com/c/d'))
})

test('viewOf a comparison: findings at the line of go.mod, and what could not be compared is one too', () => {
  const view = viewOf(report)
  assert.deepEqual(
    view.findings.map((f) => [f.severity, f.rule, f.at?.line, f.message]),
    [
      ['high', 'MW-ZIPTAG', 5, 'github.com/a/b@v1.3.1: tag v1.3.1 was moved'],
      [
        'medium',
        'MW-SCAN-INCOMPLETE',
        undefined,
        'corp.example/x@v1.3.1 could not be compared with its source: not asked: the module may be private',
      ],
    ],
  )
  assert.deepEqual(
    view.checks.map((c) => [c.name, c.state]),
    [
      ['github.com/a/b@v1.3.1', 'bad'],
      ['corp.example/x@v1.3.1', 'open'],
      ['github.com/c/d@v1.3.1', 'ok'],
    ],
  )
})
