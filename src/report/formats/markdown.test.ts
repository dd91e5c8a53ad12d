import assert from 'node:assert/strict'
import test from 'node:test'
import { emptyView, HOSTILE, hostileFailure, hostileView } from '../../../test/support/reports.ts'
import { markdown } from './markdown.ts'
import type { Check, Located } from '../view.ts'

const check = (name: string, more: Partial<Check> = {}): Check => ({
  name,
  state: 'bad',
  summary: 'tampered: folder',
  parts: [],
  reasons: [],
  files: [],
  remedy: [],
  ...more,
})

test('markdown of a sound project is its conclusion and the facts', () => {
  assert.equal(
    markdown(emptyView({ facts: [{ name: 'go.sum', state: 'ok', text: '184/184' }] })),
    [
      '## modwarden verify `example.com/p`',
      '✅ **ok: every module is the one the world agreed on.** exit code 0 (1.0 s)',
      '| | | |\n|---|---|---|\n| go.sum | ✅ ok | 184/184 |\n',
    ].join('\n\n'),
  )
})

test('markdown shows a finding with its evidence, the line and what to do', () => {
  const finding: Located = {
    rule: 'MW-INT-FOLDER',
    severity: 'critical',
    module: { path: 'example.com/m', version: 'v1.0.0' },
    file: '/cache/m',
    message: 'the folder is not what was agreed on',
    evidence: ['expected h1:a', 'found    h1:b'],
    remedy: ['modwarden repair example.com/m@v1.0.0'],
    at: { file: 'go.mod', line: 6 },
  }
  const text = markdown(emptyView({ findings: [finding], exitCode: 4, conclusion: 'FAIL.' }))
  assert.ok(
    text.includes(
      [
        '#### critical: the folder is not what was agreed on',
        '',
        '- rule: `MW-INT-FOLDER`, module: `example.com/m@v1.0.0`',
        '- where: `/cache/m, brought in by p/go.mod:6`',
        '',
        '```text\nexpected h1:a\nfound    h1:b\n```',
        '',
        'Next:',
        '',
        '```sh\nmodwarden repair example.com/m@v1.0.0\n```',
      ].join('\n'),
    ),
    text,
  )
})

test('markdown colours a diff by its signs', () => {
  const files = [{ name: 'x.go', text: 'changed, +1 -1', diff: ['4 - good()', '4 + evil()', '… more changed lines'] }]
  const text = markdown(emptyView({ checks: [check('m@v1', { files })], exitCode: 4 }))
  assert.ok(text.includes('```diff\n- 4 good()\n+ 4 evil()\n… more changed lines\n```'), text)
})

test('markdown stays below the limit of a step summary and says what it left out', () => {
  const long = 'x'.repeat(490)
  const findings = Array.from({ length: 1000 }, (_, i): Located => ({
    rule: 'MW-INT-ZIP',
    severity: i === 999 ? 'critical' : 'low',
    message: `finding ${i} ${'ü'.repeat(1900)}`,
    evidence: Array<string>(10).fill(long),
  }))
  const checks = Array.from({ length: 1000 }, (_, i) =>
    check(`m${i}@v1`, { files: [{ name: 'x', text: 'changed', diff: Array<string>(40).fill(`1 + ${long}`) }] }),
  )
  const text = markdown(emptyView({ findings, checks, exitCode: 4 }))
  const size = Buffer.byteLength(text)
  assert.ok(size < 900 * 1024 && size > 800 * 1024, String(size))
  assert.ok(text.indexOf('finding 999') < text.indexOf('finding 0'))
  assert.match(text, /_and \d+ more findings that are not shown here_/)
  assert.match(text, /_and 800 more lines that are not shown here_/)
})

test('markdown of a run that failed says why, where and what to do', () => {
  const error = {
    code: 'config',
    message: 'a project may not set store',
    place: { file: '/p/.modwarden.yaml', line: 2 },
    remedy: 'set it in your own configuration',
  } as const
  const text = markdown(emptyView({ command: 'audit', subject: '', exitCode: 2, conclusion: 'NOT RUN: x', error }))
  assert.match(text, /^## modwarden audit\n\n❌ \*\*NOT RUN: x\*\* exit code 2/)
  assert.ok(text.includes('- where: `/p/.modwarden.yaml:2`\n- next: set it in your own configuration'), text)
})

test('markdown of hostile words has no markup, link, mention or line of theirs', () => {
  for (const text of [markdown(hostileView()), ...HOSTILE.map((words) => markdown(hostileFailure(words)))]) {
    let fence = ''
    for (const line of text.split('\n')) {
      const mark = /^(`{3,})(\w*)$/.exec(line)
      if (fence !== '') {
        if (line === fence) fence = ''
        continue
      }
      if (mark !== null && mark[2] !== '') {
        fence = mark[1] ?? ''
        continue
      }
      const bare = withoutCode(line).replaceAll('<!-- -->', '\u0001')
      assert.doesNotMatch(bare, /<(?!\/?code>)/, line)
      assert.doesNotMatch(bare, /(?<!\\)\[[^\]]*\]\(/, line)
      assert.doesNotMatch(bare, /\/\/|www\.(?!\u0001)|@(?!\u0001)/, line)
      assert.doesNotMatch(bare, /^(# |- list|1\. one)/, line)
      assert.doesNotMatch(bare, /[\u0000\u0002-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E]/, line)
      if (line.startsWith('|')) assert.equal(line.split('|').length, 5, line)
    }
    assert.equal(fence, '')
  }
})

/** A line without its code spans, as GFM finds them. */
function withoutCode(line: string): string {
  return line.replaceAll(/(?<![`\\])(`+)(?!`)(.*?)(?<!`)\1(?!`)/g, '')
}
