import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ContentFact } from '../../gosource/facts.ts'
import { contentRules } from './contentrules.ts'
import { judgeContent } from './judgecontent.ts'

function fact(kind: ContentFact['kind'], weight: ContentFact['weight'], file: string): ContentFact {
  return { kind, weight, file, line: 3, what: `something in ${file}`, values: ['value'] }
}

test('judgeContent makes one finding of the medium facts of a rule, with every place in its trace', () => {
  const [first, ...rest] = judgeContent([
    fact('binary', 'medium', 'a.a'),
    fact('disguise', 'medium', 'b.sql'),
    fact('binary', 'low', 'c'),
  ])
  assert.deepEqual(first, {
    rule: 'MW-BLOB',
    severity: 'medium',
    file: 'a.a',
    line: 3,
    message: 'something in a.a, and 1 more like it',
    folded: ['value'],
    trace: [
      { file: 'a.a', line: 3, what: 'something in a.a' },
      { file: 'b.sql', line: 3, what: 'something in b.sql' },
    ],
    trigger: 'build',
    remedy: 'Ask the author for the source of this file, or build the module from source without it',
  })
  assert.deepEqual(
    rest.map(({ severity, file }) => [severity, file]),
    [['low', 'c']],
  )
})

test('judgeContent has a rule for every kind of fact, and severities that its record allows', () => {
  const kinds = [
    ['binary', 'MW-BLOB'],
    ['disguise', 'MW-BLOB'],
    ['autorun', 'MW-IDE'],
    ['bidi', 'MW-OBF-BIDI'],
    ['off-screen', 'MW-OBF-COL'],
    ['homoglyph', 'MW-OBF-HOMO'],
    ['cgo', 'MW-CGO'],
    ['assembly', 'MW-ASM'],
    ['linkname', 'MW-LINK'],
    ['generate', 'MW-GEN'],
    ['script', 'MW-SCRIPT'],
    ['line-directive', 'MW-LINE'],
  ] as const
  for (const [kind, rule] of kinds) assert.equal(judgeContent([fact(kind, 'low', 'a')])[0]?.rule, rule)
  assert.deepEqual(new Set(contentRules.map(({ id }) => id)), new Set(kinds.map(([, rule]) => rule)))
})

test('judgeContent says that a false name is of the same attack as the task that starts it', () => {
  const task = fact('autorun', 'high', '.vscode/tasks.json')
  const triggers = judgeContent([task, fact('disguise', 'high', 'a.woff2')]).map(({ trigger }) => trigger)
  assert.deepEqual(triggers, ['ide', 'ide'])
  assert.equal(judgeContent([fact('disguise', 'high', 'a.woff2')])[0]?.trigger, 'build')
})
