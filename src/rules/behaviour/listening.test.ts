import assert from 'node:assert/strict'
import test from 'node:test'
import { factsOf, reached, source, type GivenEffect } from '../../../test/support/facts.ts'
import { judgeFacts } from './judge.ts'

test('MW-REVSHELL: what comes back over a tunnel that the module chose, and none over one of the caller', () => {
  const reach = [reached('exported', 'New', true)]
  const tunnel = (host: string | { readonly sources: readonly ReturnType<typeof source>[] }): GivenEffect[] => [
    { kind: 'connect', call: 'golang.org/x/crypto/ssh.Dial', line: 3, given: [['host', host]], reach, object: ['a:1'] },
    {
      kind: 'listen',
      call: 'golang.org/x/crypto/ssh.Client.Listen',
      line: 4,
      given: [['host', '127.0.0.1:0']],
      reach,
      object: ['a:1'],
    },
    {
      kind: 'process',
      call: 'os/exec.Command',
      line: 5,
      given: [
        ['command', '/bin/bash'],
        ['stdin', { sources: [source('network', 5, 'net.Listener.Accept')] }],
      ],
      reach,
    },
  ]
  const said = (effects: readonly GivenEffect[]): string[] =>
    judgeFacts(factsOf(effects)).findings.flatMap(({ rule, severity }) =>
      severity === 'info' ? [] : [`${rule} ${severity}`],
    )
  assert.deepEqual(said(tunnel('relay.example.com:22')), ['MW-REVSHELL critical'])
  assert.deepEqual(said(tunnel({ sources: [source('argument', 2, 'New relay')] })), [])
})
