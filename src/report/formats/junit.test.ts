import assert from 'node:assert/strict'
import test from 'node:test'
import { emptyView, HOSTILE, hostileFailure, hostileView } from '../../../test/support/reports.ts'
import { parseXml, type XmlElement } from '../../../test/support/xml.ts'
import { junit } from './junit.ts'
import type { Check, State, View } from '../view.ts'

/** Every case as `suite/name=result`; totals are checked on the way. */
function casesOf(view: View): string[] {
  const root = parseXml(junit(view))
  assert.equal(root.name, 'testsuites')
  allowed(root)
  const cases = root.children.flatMap((suite) => {
    assert.equal(suite.name, 'testsuite')
    totals(suite, suite.children)
    assert.equal(
      suite.attributes.get('skipped'),
      String(suite.children.filter((one) => one.children[0]?.name === 'skipped').length),
    )
    return suite.children.map((one) => {
      assert.equal(one.name, 'testcase')
      assert.ok(one.attributes.has('classname'))
      return `${suite.attributes.get('name')}/${one.attributes.get('name')}=${one.children[0]?.name ?? 'ok'}`
    })
  })
  totals(
    root,
    root.children.flatMap((suite) => suite.children),
  )
  return cases
}

function totals(of: XmlElement, cases: readonly XmlElement[]): void {
  const count = (name: string): string => String(cases.filter((one) => one.children[0]?.name === name).length)
  const names = ['tests', 'failures', 'errors']
  assert.deepEqual(
    names.map((name) => of.attributes.get(name)),
    [String(cases.length), count('failure'), count('error')],
  )
}

/** What Jenkins' junit-10.xsd lets an element have: attributes, of which those before the bar must be there, and elements. */
const GRAMMAR: Readonly<Record<string, readonly [must: string, may: string, elements: string]>> = {
  testsuites: ['', 'name time tests failures errors', 'testsuite'],
  testsuite: ['name tests failures errors', 'time skipped', 'testcase'],
  testcase: ['name', 'time classname', 'skipped error failure'],
  failure: ['', 'type message', ''],
  error: ['', 'type message', ''],
  skipped: ['', 'type message', ''],
}

function allowed(element: XmlElement): void {
  const [must, may, elements] = GRAMMAR[element.name] ?? ['', '', '']
  const names = [...element.attributes.keys()]
  for (const name of must.split(' ')) assert.ok(name === '' || names.includes(name), `${element.name}: no ${name}`)
  for (const name of names) assert.ok(`${must} ${may}`.split(' ').includes(name), `${element.name}: ${name}`)
  assert.match(element.attributes.get('time') ?? '0', /^\d+(\.\d+)?$/)
  for (const child of element.children) {
    assert.ok(elements.split(' ').includes(child.name), `${child.name} in ${element.name}`)
    allowed(child)
  }
}

const check = (name: string, state: State, more: Partial<Check> = {}): Check => ({
  name,
  group: 'modules',
  state,
  summary: state,
  parts: [],
  reasons: [],
  files: [],
  remedy: [],
  ...more,
})

test('junit has a suite for each group and a case for each thing', () => {
  const checks = [
    check('a@v1', 'ok'),
    check('b@v1', 'bad'),
    check('c@v1', 'open'),
    check('d@v1', 'skipped'),
    check('vendor/', 'ok', { group: 'vendor' }),
  ]
  assert.deepEqual(casesOf(emptyView({ checks, exitCode: 4 })), [
    'modules/a@v1=ok',
    'modules/b@v1=failure',
    'modules/c@v1=error',
    'modules/d@v1=skipped',
    'vendor/vendor/=ok',
  ])
})

test('junit says in a failed case what differs and what to do', () => {
  const bad = check('b@v1', 'bad', {
    reasons: ['edited'],
    parts: [
      { name: 'zip', state: 'ok', text: 'as agreed' },
      { name: 'folder', state: 'bad', text: 'differs' },
    ],
    files: [{ name: 'x.go', text: 'changed', diff: ['1 + evil("<&>")'] }],
    remedy: ['modwarden repair b@v1'],
  })
  const failure = parseXml(junit(emptyView({ checks: [bad], exitCode: 4 }))).children[0]?.children[0]?.children[0]
  assert.equal(failure?.text, 'edited\nfolder: differs\nx.go: changed\n1 + evil("<&>")\nnext: modwarden repair b@v1')
})

test('junit lists findings that are of no checked thing, or of one that is otherwise well', () => {
  const module = { path: 'b', version: 'v1' }
  const findings = [
    { rule: 'R-1', severity: 'critical', module, message: 'told by its case' },
    { rule: 'R-2', severity: 'high', message: 'loose' },
    { rule: 'R-3', severity: 'medium', message: 'unknown' },
    { rule: 'R-4', severity: 'low', module: { path: 'a', version: 'v1' }, message: 'odd' },
  ] as const
  const checks = [check('a@v1', 'ok'), check('b@v1', 'bad')]
  assert.deepEqual(casesOf(emptyView({ checks, findings, exitCode: 4 })).slice(2), [
    'findings/R-2: loose=failure',
    'findings/R-3: unknown=error',
    'findings/R-4: odd=skipped',
  ])
})

test('junit never fails where the run does not, and always where it does', () => {
  assert.deepEqual(casesOf(emptyView({ checks: [check('GOPROXY', 'bad')] })), ['modules/GOPROXY=skipped'])
  assert.deepEqual(casesOf(emptyView({ checks: [check('a@v1', 'ok')], exitCode: 3 })), [
    'modules/a@v1=ok',
    'run/the run=error',
  ])
  assert.deepEqual(casesOf(emptyView({ exitCode: 1 })), ['run/the run=failure'])
  const error = { code: 'fork', message: 'two histories' } as const
  assert.deepEqual(casesOf(emptyView({ exitCode: 4, error })), ['run/the run=failure'])
})

test('junit of hostile words is well-formed and says them', () => {
  const cases = casesOf(hostileView())
  assert.equal(cases.length, HOSTILE.length)
  assert.ok(cases.includes('<script>alert(1)</script>/<script>alert(1)</script>=failure'))
  for (const text of HOSTILE) assert.deepEqual(casesOf(hostileFailure(text)), ['run/the run=error'])
})
