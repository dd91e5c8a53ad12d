import assert from 'node:assert/strict'
import test from 'node:test'
import { emptyView } from '../../../test/support/reports.ts'
import { inRepository, repositoryLine, worstFirst } from './located.ts'
import type { Located } from '../view.ts'

const finding = (message: string, more: Partial<Located> = {}): Located => ({
  rule: 'R',
  severity: 'high',
  message,
  ...more,
})

test('worstFirst orders by severity, rule, module and place, and keeps each finding once', () => {
  const findings = [
    finding('e', { severity: 'info' }),
    finding('d', { severity: 'low' }),
    finding('c', { severity: 'critical', rule: 'S' }),
    finding('b', { severity: 'critical', module: { path: 'n', version: '' } }),
    finding('a', { severity: 'critical', module: { path: 'm', version: '' }, line: 9, file: 'x' }),
    finding('a', { severity: 'critical', module: { path: 'm', version: '' }, line: 9, file: 'x' }),
    finding('a', { severity: 'critical', module: { path: 'm', version: '' }, line: 3, file: 'x' }),
  ]
  assert.deepEqual(
    worstFirst(findings).map((f) => `${f.message}${f.line ?? ''}`),
    ['a3', 'a9', 'b', 'c', 'd', 'e'],
  )
})

test('inRepository names files from the root of the repository', () => {
  const view = emptyView()
  assert.deepEqual(inRepository(view, 'go.mod', 3), { file: 'p/go.mod', line: 3 })
  assert.deepEqual(inRepository(view, '../go.work', 3), { file: 'go.work', line: 3 })
  assert.deepEqual(inRepository(view, '/repo/p/vendor/x.go', 0), { file: 'p/vendor/x.go', line: 1 })
})

test('inRepository does not name what lies outside', () => {
  const view = emptyView()
  for (const file of ['/etc/passwd', '../../x', '/repo', '/repository/x', '/']) {
    assert.equal(inRepository(view, file, 1), undefined, file)
  }
  assert.equal(inRepository({ ...emptyView(), folder: undefined, root: '/repo' }, 'a', 1)?.file, 'a')
  const { root: _, ...rootless } = emptyView({ folder: undefined })
  assert.equal(inRepository(rootless, 'a', 1), undefined)
})

test('repositoryLine prefers the line that brings a module in, then the file, then go.mod', () => {
  const view = emptyView()
  const at = { file: 'go.mod', line: 6 }
  assert.deepEqual(repositoryLine(view, finding('x', { at, file: '/repo/p/a.go', line: 2 })), {
    file: 'p/go.mod',
    line: 6,
  })
  assert.deepEqual(repositoryLine(view, finding('x', { file: '/repo/p/a.go', line: 2 })), { file: 'p/a.go', line: 2 })
  assert.deepEqual(repositoryLine(view, finding('x', { file: '/cache/a.zip' })), { file: 'p/go.mod', line: 1 })
  const { folderKind: _, ...other } = view
  assert.equal(repositoryLine(other, finding('x', { file: '/cache/a.zip' })), undefined)
})

test('repositoryLine of the module cache is relative to it', () => {
  const view = emptyView({ folder: '/go/pkg/mod', folderKind: 'modcache' })
  assert.deepEqual(repositoryLine(view, finding('x', { file: '/go/pkg/mod/a@v1' })), { file: 'a@v1', line: 1 })
  assert.equal(repositoryLine(view, finding('x')), undefined)
})
