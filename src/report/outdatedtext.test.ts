import assert from 'node:assert/strict'
import test from 'node:test'
import type { OutdatedModule, OutdatedReport } from './outdated.ts'
import { outdatedText } from './outdatedtext.ts'
import type { Ink } from './verifytext.ts'

const plain = (text: string): string => text
const ink: Ink = { good: plain, bad: plain, doubt: plain, dim: plain, bold: plain }

test('outdatedText fits 80 columns with long paths', () => {
  const path = 'github.com/an-organisation-of-some-size/its-library-for-things'
  const version = 'v1.10.0'
  const module: OutdatedModule = {
    path,
    version,
    direct: true,
    scope: 'code',
    state: 'outdated',
    newest: 'v1.11.0',
    behind: 1,
    majors: [{ path: `${path}/v2`, version: 'v2.0.0' }],
    replacedBy: { path: `${path}-fork`, version },
  }
  const report: OutdatedReport = {
    schema: 'modwarden/outdated/1',
    subject: { folder: '/p', modules: ['example.com/m'], platform: 'any platform', goVersion: '1.26' },
    modules: [module],
    conflicts: { majors: [{ name: path, modules: [module, { path: `${path}/v2`, version: 'v2.0.0' }] }], drags: [] },
    requirements: [],
    gaps: [],
    exitCode: 0,
    seconds: 1,
  }
  const lines = outdatedText(report, ink).split('\n')
  assert.deepEqual(
    lines.filter((line) => line.length > 80),
    [],
  )
  assert.ok(lines.includes(`  ${path}@v1.10.0`))
  assert.ok(lines.includes(`    ->  ${path}/v2@v2.0.0`))
})
