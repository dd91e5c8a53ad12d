import assert from 'node:assert/strict'
import test from 'node:test'
import { emptyView, HOSTILE, hostileFailure, hostileView } from '../../../test/support/reports.ts'
import { ndjson } from './ndjson.ts'
import type { View } from '../view.ts'

function linesOf(view: View): Record<string, unknown>[] {
  const text = ndjson(view)
  assert.ok(text.endsWith('\n'))
  // Whatever a reader takes for the end of a line.
  const lines = text.slice(0, -1).split(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/)
  const values = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  assert.equal(values[0]?.['kind'], 'start')
  assert.equal(values.at(-1)?.['kind'], 'end')
  return values
}

test('ndjson begins with its schema and ends with the exit code', () => {
  assert.deepEqual(linesOf(emptyView()), [
    {
      kind: 'start',
      schema: 'modwarden/ndjson/1',
      version: '0.1.0',
      command: 'verify',
      subject: 'example.com/p',
      folder: '/repo/p',
    },
    { kind: 'end', exitCode: 0, conclusion: 'ok: every module is the one the world agreed on.', seconds: 1 },
  ])
})

test('ndjson has a line for each module, file, check, fact and finding', () => {
  const more = { state: 'bad', summary: 'tampered', parts: [], reasons: [], remedy: [] } as const
  const view = emptyView({
    exitCode: 4,
    facts: [{ name: 'go.sum', state: 'ok', text: '1/1' }],
    checks: [
      {
        name: 'm@v1',
        module: { path: 'm', version: 'v1' },
        group: 'modules',
        files: [{ name: 'a.go', text: 'changed', diff: ['1 + x'] }],
        ...more,
      },
      { name: 'vendor/', files: [], ...more },
    ],
    findings: [{ rule: 'R', severity: 'high', message: 'bad', at: { file: 'go.mod', line: 3 } }],
  })
  assert.deepEqual(linesOf(view).slice(1, -1), [
    { kind: 'fact', name: 'go.sum', state: 'ok', text: '1/1' },
    { kind: 'module', path: 'm', version: 'v1', name: 'm@v1', group: 'modules', ...more },
    { kind: 'file', of: 'm@v1', name: 'a.go', text: 'changed', diff: ['1 + x'] },
    { kind: 'check', name: 'vendor/', ...more },
    { kind: 'finding', rule: 'R', severity: 'high', message: 'bad', at: { file: 'go.mod', line: 3 } },
  ])
})

test('ndjson of hostile words is one object a line, the same words, and safe to print', () => {
  const lines = linesOf(hostileView())
  const names = lines.flatMap((line) => (line['kind'] === 'check' ? [line['name']] : []))
  // JSON has no lone surrogates.
  assert.deepEqual(names, HOSTILE)
  assert.doesNotMatch(ndjson(hostileView()), /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/)
  for (const text of HOSTILE)
    assert.deepEqual(linesOf(hostileFailure(text)).at(-1)?.['error'], hostileFailure(text).error)
})
