import assert from 'node:assert/strict'
import test from 'node:test'
import { emptyView, HOSTILE, hostileFailure, hostileView } from '../../../test/support/reports.ts'
import { github } from './github.ts'
import type { Located, View } from '../view.ts'

const broken: Located = {
  rule: 'MW-INT-FOLDER',
  severity: 'critical',
  module: { path: 'example.com/m', version: 'v1.0.0' },
  message: 'the folder differs: 100%',
  evidence: ['found h1:b'],
  remedy: ['modwarden repair example.com/m@v1.0.0'],
  at: { file: 'go.mod', line: 6 },
}

/** The commands as GitHub's runner reads them: https://github.com/actions/runner, ActionCommand.cs. */
function commandsOf(view: View): { level: string; properties: Record<string, string>; message: string }[] {
  const text = github(view)
  assert.ok(text === '' || text.endsWith('\n'))
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const [all, level = '', properties = '', message = ''] = /^::(\w+) ([^:]*)::(.*)$/.exec(line) ?? []
      assert.equal(all, line)
      const unescape = (value: string): string =>
        value
          .replaceAll('%2C', ',')
          .replaceAll('%3A', ':')
          .replaceAll('%0A', '\n')
          .replaceAll('%0D', '\r')
          .replaceAll('%25', '%')
      const pairs = properties.split(',').map((pair): [string, string] => {
        const [name = '', ...value] = pair.split('=')
        return [name, unescape(value.join('='))]
      })
      return { level, properties: Object.fromEntries(pairs), message: unescape(message) }
    })
}

test('github says nothing of a sound project', () => {
  assert.equal(github(emptyView()), '')
})

test('github says why a run without findings has another exit code', () => {
  const text = github({ ...emptyView(), exitCode: 1, conclusion: 'PLAN: nothing was written.' })
  assert.match(text, /^::error title=modwarden \w+::PLAN: nothing was written\.\n$/)
})

test('github puts an error at the line, relative to the repository', () => {
  assert.deepEqual(commandsOf(emptyView({ findings: [broken], exitCode: 4 })), [
    {
      level: 'error',
      properties: { file: 'p/go.mod', line: '6', title: 'MW-INT-FOLDER example.com/m@v1.0.0' },
      message: 'the folder differs: 100%\nfound h1:b\nnext: modwarden repair example.com/m@v1.0.0',
    },
  ])
})

test('github shows ten errors, ten warnings and nine notes, worst first, and counts the rest', () => {
  const findings = (['low', 'medium', 'high'] as const).flatMap((severity) =>
    Array.from({ length: 15 }, (_, i): Located => ({ ...broken, severity, message: `${severity} ${i}` })),
  )
  const commands = commandsOf(emptyView({ findings, exitCode: 1 }))
  const levels = commands.map((c) => c.level)
  assert.deepEqual(levels, [
    ...Array<string>(10).fill('error'),
    ...Array<string>(10).fill('warning'),
    ...Array<string>(10).fill('notice'),
  ])
  assert.match(commands.at(-1)?.message ?? '', /^16 findings more than GitHub shows/)
})

test('github of a run that failed is an error at its place', () => {
  const error = { code: 'parse', message: 'no module line', place: { file: '/repo/p/go.mod', line: 3 } } as const
  assert.deepEqual(commandsOf(emptyView({ folder: undefined, exitCode: 2, error })), [
    {
      level: 'error',
      properties: { file: 'p/go.mod', line: '3', title: 'modwarden verify' },
      message: 'no module line',
    },
  ])
  assert.equal(commandsOf(emptyView({ exitCode: 3, conclusion: 'INCOMPLETE.' }))[0]?.message, 'INCOMPLETE.')
})

test('github names no file for what lies in the module cache', () => {
  const view = emptyView({ folder: '/go/pkg/mod', folderKind: 'modcache', findings: [broken], exitCode: 4 })
  assert.deepEqual(Object.keys(commandsOf(view)[0]?.properties ?? {}), ['title'])
})

test('github of hostile words is one command a line, and none of theirs', () => {
  const commands = commandsOf(hostileView())
  assert.equal(commands.length, HOSTILE.length)
  for (const { level, properties } of commands) {
    assert.equal(level, 'error')
    assert.deepEqual(Object.keys(properties), ['file', 'line', 'title'])
    assert.equal(properties['line'], '7')
  }
  for (const text of HOSTILE) assert.equal(commandsOf(hostileFailure(text)).length, 1)
})
