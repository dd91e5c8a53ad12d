// The corpus's tools: mutants that keep their labels, and the score of what a scanner said.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Case } from '../corpus/case.ts'
import { formatCase, lineOf, parseCase, readCases } from '../corpus/case.ts'
import { mutate, MUTATORS, mutateWith } from '../corpus/mutate.ts'
import { randomFrom } from '../corpus/random.ts'
import { scoreCase, total } from '../corpus/score.ts'
import type { Answer, Reported } from '../corpus/tools.ts'
import { commandTool, guarddog, runTool } from '../corpus/tools.ts'
import { parseFile } from '../src/gosource/parsedecl.ts'

const cases = readCases()
const bad = cases.filter(({ name }) => name.startsWith('D'))

function caseOf(prefix: string): Case {
  const found = cases.find(({ name }) => name.startsWith(prefix))
  assert.ok(found !== undefined, prefix)
  return found
}

describe('mutants', () => {
  test('mutate gives the same mutant for a seed and number, and others for others', () => {
    const item = caseOf('D07')
    assert.equal(formatCase(mutate(item, 3, 1)), formatCase(mutate(item, 3, 1)))
    const different = new Set([1, 2, 3, 4, 5].map((index) => [...mutate(item, 3, index).files.values()].join('')))
    assert.equal(different.size, 5)
  })

  test('mutate gives modules that parse, differ from the case, and whose labels name lines that are there', () => {
    for (const item of bad) {
      const mutant = mutate(item, 11, 1)
      assert.notDeepEqual(mutant.files, item.files, item.name)
      assert.equal(mutant.findings.length, item.findings.length)
      for (const [file, text] of mutant.files) {
        if (file.endsWith('.go'))
          assert.deepEqual(parseFile(Buffer.from(text, 'latin1')).errors, [], `${mutant.name}: ${file}`)
      }
      for (const { mark, line, or } of mutant.findings) {
        for (const one of [mark, ...or]) {
          assert.notEqual(
            (mutant.files.get(one.file) ?? '').split('\n')[(lineOf(mutant, one) ?? 0) - 1] ?? '',
            '',
            mutant.name,
          )
        }
        assert.equal(lineOf(mutant, mark), line)
      }
      assert.deepEqual(parseCase(mutant.name, formatCase(mutant)), mutant, mutant.name)
    }
  })

  test('mutators that move code leave the line of each finding as it was written', () => {
    const moving = ['files', 'reorder', 'tags']
    for (const item of bad) {
      const mutant = mutateWith(item, moving, randomFrom(item.name), 'm')
      mutant.findings.forEach(({ mark, line }, i) => {
        const before = item.findings[i]?.mark.text ?? ''
        if (before === '@base64') return
        assert.ok(
          (mutant.files.get(mark.file) ?? '').split('\n')[line - 1]?.includes(before),
          `${item.name}: ${before}`,
        )
      })
    }
  })

  test('MUTATORS each change most of the cases that they may change', () => {
    const changed = new Map<string, number>()
    for (const [name] of MUTATORS) {
      const n = bad.filter((item) =>
        mutateWith(item, [name], randomFrom(`${name} ${item.name}`), 'm').title.endsWith(`[${name}]`),
      ).length
      changed.set(name, n)
    }
    const least = { encode: 20, sinks: 25, packages: 20, files: 40, reorder: 40, imports: 40, rename: 40, tags: 30 }
    for (const [name, n] of Object.entries(least))
      assert.ok((changed.get(name) ?? 0) >= n, `${name}: ${changed.get(name)}`)
  })

  test('encode leaves no plain address in D01, and rename none of its own names in D08', () => {
    const encoded = mutateWith(caseOf('D33'), ['encode'], randomFrom('e'), 'm')
    assert.equal(
      [...encoded.files.values()].some((text) => text.includes('raw.pointer-content.invalid/qdoc-team')),
      false,
    )
    const renamed = mutateWith(caseOf('D08'), ['rename'], randomFrom('r'), 'm')
    const left = ['lowWater', 'highWater', 'slack', 'sweep', 'peer'].filter((name) =>
      renamed.files.get('janitor.go')?.includes(name),
    )
    assert.ok(left.length <= 1, left.join(' '))
  })
})

describe('the score', () => {
  const item = caseOf('D07')
  const right: Reported = {
    rule: 'MW-HOST-IP',
    severity: 'high',
    file: 'db.go',
    line: item.findings[1]?.line ?? 0,
    folded: ['203.0.113.84:20022'],
    message: '',
  }
  const said = (answer: Partial<Answer>): ReadonlyMap<string, Answer> =>
    new Map([['.', { verdict: 'malicious', findings: [], error: '', ...answer }]])

  test('scoreCase counts evidence only with file, line and folded value', () => {
    assert.deepEqual(scoreCase(item, said({ findings: [right] })), {
      name: item.name,
      verdict: 'malicious',
      judged: 'malicious',
      falseAlarms: 0,
      evidence: true,
      exact: 1,
      expected: 3,
      errors: [],
    })
    for (const wrong of [{ file: 'tx.go' }, { line: right.line + 1 }, { folded: ['203.0.113.84'] }]) {
      assert.equal(scoreCase(item, said({ findings: [{ ...right, ...wrong }] })).evidence, false)
    }
    const other = scoreCase(
      item,
      said({ findings: [{ ...right, rule: 'X', folded: [], message: 'dials 203.0.113.84:20022' }] }),
    )
    assert.deepEqual([other.evidence, other.exact], [true, 0])
  })

  test('scoreCase takes the mildest of several modules, and counts alarms on clean ones', () => {
    const three = caseOf('D35')
    const answer = (verdict: Answer['verdict']): Answer => ({ verdict, findings: [], error: '' })
    const answers = (last: Answer): ReadonlyMap<string, Answer> =>
      new Map([
        ['discord', answer('malicious')],
        ['bin', answer('suspicious')],
        ['tunnel', last],
      ])
    assert.equal(scoreCase(three, answers(answer('suspicious'))).judged, 'suspicious')
    assert.equal(scoreCase(three, answers(answer('clean'))).judged, 'clean')
    assert.equal(scoreCase(three, answers(answer(undefined))).judged, undefined)
    const update = scoreCase(
      caseOf('D44'),
      new Map([
        ['v1.0.0', answer('suspicious')],
        ['v1.0.1', answer('malicious')],
      ]),
    )
    assert.deepEqual([update.judged, update.falseAlarms], ['malicious', 1])
  })

  test('total counts suspicious cases towards recall, and never as malicious', () => {
    const scores = ['D07', 'D34', 'B01'].map((prefix) => scoreCase(caseOf(prefix), said({ verdict: 'suspicious' })))
    const { cases: n, suspicious, malicious, maliciousCases, falseAlarms } = total(scores)
    assert.deepEqual(
      { n, suspicious, malicious, maliciousCases, falseAlarms },
      { n: 2, suspicious: 2, malicious: 0, maliciousCases: 1, falseAlarms: 1 },
    )
  })

  test('guarddog is read with its score; a rule that failed is no answer', () => {
    const match = { location: 'a/b.go:19', code: 'http.Get("https://a.invalid")', message: 'Detects' }
    const results = { 'threat-x': [match], 'threat-y': {} }
    const answer = (score: number): Answer =>
      guarddog.read(JSON.stringify({ results, errors: {}, risk_score: { score } }), '/m')
    assert.equal(answer(4.9).verdict, 'clean')
    assert.equal(answer(5).verdict, 'malicious')
    const message = 'Detects http.Get("https://a.invalid")'
    assert.deepEqual(answer(0).findings, [
      { rule: 'threat-x', severity: '', file: 'a/b.go', line: 19, folded: [], message },
    ])
    assert.throws(() => guarddog.read(JSON.stringify({ results, errors: { 'threat-y': 'time' } }), '/m'), /threat-y/)
  })

  test('commandTool runs any command; one that gives no JSON has given no answer', async () => {
    const node = commandTool(
      'node -p JSON.stringify({verdict:"suspicious",findings:[{rule:"R",file:"./a.go",line:3}]})',
    )
    const answer = await runTool(node, '.', 30_000)
    assert.equal(answer.verdict, 'suspicious')
    assert.deepEqual(answer.findings, [{ rule: 'R', severity: '', file: 'a.go', line: 3, folded: [], message: '' }])
    const none = await runTool(commandTool('node -e process.exit(3)'), '.', 30_000)
    assert.equal(none.verdict, undefined)
    assert.match(none.error, /^exit 3: /)
  })
})
