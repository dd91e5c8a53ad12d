// The corpus as far as it is about content: false names, tasks, objects, hidden text, cgo; and that the look-alikes are
// clean. The whole of it is asked by `npm run corpus`.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lineOf, readCases, type Case } from '../corpus/case.ts'
import { readContent } from '../src/gosource/content/readcontent.ts'
import { readModule } from '../src/gosource/package.ts'
import type { BehaviourFinding } from '../src/rules/behaviour/finding.ts'
import { verdictOf } from '../src/rules/behaviour/verdict.ts'
import { judgeContent } from '../src/rules/content/judgecontent.ts'

const cases = new Map(readCases().map((item) => [item.name.slice(0, 3), item]))

/** The findings about the content of a case of the corpus. */
function findingsOf(name: string): { readonly item: Case; readonly findings: readonly BehaviourFinding[] } {
  const item = cases.get(name) ?? assert.fail(`no case ${name}`)
  const files = new Map([...item.files].map(([file, text]) => [file, Buffer.from(text, 'latin1')]))
  const { packages } = readModule('example.com/m', files)
  const facts = readContent(
    files,
    packages.flatMap(({ scope }) => scope.files),
  )
  return { item, findings: judgeContent(facts) }
}

for (const [name, verdict] of [
  ['D39', 'malicious'],
  ['D41', 'suspicious'],
  ['D42', 'malicious'],
  ['D43', 'suspicious'],
] as const) {
  test(`judgeContent finds what the label of ${name} says, at its line, and the module is ${verdict}`, () => {
    const { item, findings } = findingsOf(name)
    for (const { rule, severity, mark, or, folded } of item.findings) {
      const places = [mark, ...or].map((place) => `${place.file}:${lineOf(item, place) ?? 0}`)
      const found = findings.find((one) => one.rule === rule && places.includes(`${one.file}:${one.line}`))
      assert.equal(found?.severity, severity, `${rule} ${places.join(' or ')}`)
      for (const value of folded) assert.ok(found?.folded.includes(value), value)
    }
    assert.equal(findings.filter((one) => ['critical', 'high'].includes(one.severity)).length, item.findings.length)
    assert.equal(verdictOf(findings), verdict)
  })
}

test('judgeContent says nothing above low of the look-alikes of the corpus', () => {
  for (const name of [...cases.keys()].filter((name) => name.startsWith('B'))) {
    const { findings } = findingsOf(name)
    assert.deepEqual(
      findings.filter(({ severity }) => severity !== 'low' && severity !== 'info'),
      [],
      name,
    )
  }
})
