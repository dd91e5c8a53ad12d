// What Go and CI trust: settings that switch a proof off, beside those that anybody may set.
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

const setting = (text: string): GivenEffect => ({
  kind: 'file-write',
  call: 'io.WriteString',
  line: 4,
  given: [
    ['path', { sources: [source('env', 3, 'os.Getenv', ['GITHUB_ENV'])] }],
    ['data', text],
  ],
  reach: [reached('exported', 'SetupGo')],
})

test('MW-CI-POISON: settings of a workflow that leave every proof in place are no finding above low', () => {
  assert.deepEqual(said(setting('GOFLAGS=-mod=readonly\n')), ['MW-CI-POISON low 4'])
  assert.deepEqual(said(setting('GOTOOLCHAIN<<EOF\nlocal\nEOF\n')), ['MW-CI-POISON low 4'])
  assert.deepEqual(said(setting('GOFLAGS=-toolexec=/opt/x\n')), ['MW-CI-POISON critical 4'])
  assert.deepEqual(said(setting('GOSUMDB=off\n')), ['MW-CI-POISON critical 4'])
})

test('MW-CI-POISON: a module that is fetched without proof is critical, and one with proof is none', () => {
  const get = (entry: string): GivenEffect => ({
    kind: 'process',
    call: 'os/exec.Command',
    line: 7,
    given: [
      ['command', 'go'],
      ['argument', 'get'],
      ['argument', 'example.com/rt/v2@latest'],
      ['environment', entry],
    ],
    reach: open,
  })
  assert.deepEqual(said(get('GONOSUMDB=*')), ['MW-CI-POISON critical 7'])
  assert.deepEqual(said(get('GOFLAGS=-mod=mod')), [])
  // What a caller may pass is the caller's.
  const words = get('').given?.slice(0, 3) ?? []
  const passed = { values: ['GONOSUMDB=*'], sources: [source('argument', 2, 'Download env')] }
  assert.deepEqual(said({ ...get(''), given: [...words, ['environment', passed]] }), [])
})

test('MW-CI-POISON: a setting of Go that a call writes is high where it switches a proof off', () => {
  const write = (data: string): GivenEffect => ({
    kind: 'file-write',
    call: 'os.WriteFile',
    line: 5,
    given: [
      ['path', '…/.config/go/env'],
      ['data', data],
    ],
    reach: open,
  })
  assert.deepEqual(said(write('GOSUMDB=off\n')), ['MW-CI-POISON high 5'])
  assert.deepEqual(said(write('GOFLAGS=-mod=readonly\n')), [])
})
