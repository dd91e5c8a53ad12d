// What is run out of memory, beside what compilers, debuggers and rings of buffers do with memory.
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

const call = (line: number, name: string, values: readonly string[], given: string = ''): GivenEffect => ({
  kind: 'memory',
  call: 'syscall.LazyProc.Call',
  line,
  given: [
    ...values.map((value) => ['argument', value] as const),
    ...(given === '' ? [] : [['argument', { sources: [source('argument', 1, given)] }] as const]),
    ['name', name],
  ],
  reach: open,
})

test('MW-MEMORY: a thread in memory that was made executable is critical', () => {
  const made = call(4, 'VirtualAlloc', ['0', '4096', '12288', '64'])
  assert.deepEqual(said(made, call(6, 'CreateThread', ['0', '0', '…'])), ['MW-MEMORY critical 6'])
  assert.deepEqual(said(made), [])
})

test('MW-MEMORY: memory for data, and a thread that a caller asks for, are none', () => {
  const ring = call(4, 'VirtualAlloc', ['0', '4096', '12288', '4'])
  assert.deepEqual(said(ring, call(6, 'CreateThread', ['0', '0'], 'Thread fn')), [])
})

test('MW-MEMORY: executable memory and a thread of what a caller passes is high', () => {
  const made = call(4, 'VirtualAlloc', ['0', '4096', '12288', '64'])
  assert.deepEqual(said(made, call(6, 'CreateThread', ['0', '0'], 'Run code')), ['MW-MEMORY high 6'])
})

test('MW-MEMORY: protection of memory counts where the rights stand', () => {
  const thread = call(6, 'CreateThread', ['0'])
  assert.deepEqual(said(call(4, 'VirtualProtect', ['…', '64', '4', '…']), thread), [])
  assert.deepEqual(said(call(4, 'VirtualProtect', ['…', '4', '32', '…']), thread), ['MW-MEMORY critical 6'])
})

test('MW-MEMORY: a program that is named by a descriptor is critical, and itself is none', () => {
  const start = (path: string): GivenEffect => ({
    kind: 'process',
    call: 'syscall.ForkExec',
    line: 9,
    given: [['command', path]],
    reach: [reached('exported', 'Sum')],
  })
  assert.deepEqual(said(start('/proc/self/fd/…')), ['MW-MEMORY critical 9'])
  assert.deepEqual(said(start('/proc/self/exe')), [])
})
