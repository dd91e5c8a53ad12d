// What a module carries and runs, beside tools that are brought along in the open.
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

const write = (asset: string, path: string, reach = open): GivenEffect => ({
  kind: 'file-write',
  call: 'os.WriteFile',
  line: 5,
  given: [
    ['path', path],
    ['data', { sources: [source('embed', 2, asset, [asset])] }],
    ['mode', '493'],
  ],
  reach,
})

const start = (path: string, reach = open): GivenEffect => ({
  kind: 'process',
  call: 'os/exec.Command',
  line: 8,
  given: [['command', path]],
  reach,
})

test('MW-BLOB-EXEC: an embedded font or a hidden file that is run is critical', () => {
  assert.deepEqual(said(write('fonts/mono.ttf', '/var/x/mono'), start('/var/x/mono')), ['MW-BLOB-EXEC critical 8'])
  assert.deepEqual(said(write('data/names.bin', '/var/x/.names'), start('/var/x/.names')), ['MW-BLOB-EXEC critical 8'])
})

test('MW-BLOB-EXEC: a tool under its own name is none, another name is high, and an import is critical', () => {
  assert.deepEqual(said(write('bin/sqlfmt.gz', '/var/x/sqlfmt-7f'), start('/var/x/sqlfmt-7f')), [])
  assert.deepEqual(said(write('bin/sqlfmt.gz', '/var/x/update'), start('/var/x/update')), ['MW-BLOB-EXEC high 8'])
  const asked = [reached('exported', 'Install')]
  assert.deepEqual(said(write('bin/sqlfmt.gz', '/var/x/tool', asked), start('/var/x/tool', asked)), [])
  const init = [reached('init')]
  assert.ok(
    said(write('bin/sqlfmt.gz', '/var/x/sqlfmt', init), start('/var/x/sqlfmt', init)).includes(
      'MW-BLOB-EXEC critical 8',
    ),
  )
})

test('MW-BLOB-EXEC: a program whose bytes stand in the source is critical, and a script that can be read is none', () => {
  const literal = (data: string): GivenEffect => ({
    ...write('x', '/var/x/agent'),
    given: [
      ['path', '/var/x/agent'],
      ['data', data],
      ['mode', '493'],
    ],
  })
  assert.deepEqual(said(literal('\x7fELF\x02\x01\x01'), start('/var/x/agent')), ['MW-BLOB-EXEC critical 8'])
  assert.deepEqual(said(literal('#!/bin/sh\nuname -a\n'), start('/var/x/agent')), [])
})

test('MW-BLOB-EXEC: what an interpreter reads out of a picture is critical, and out of a script is none', () => {
  const shell = (asset: string): GivenEffect => ({
    ...start('sh'),
    given: [
      ['command', 'sh'],
      ['argument', '-s'],
      ['stdin', { sources: [source('embed', 2, asset, [asset])] }],
    ],
  })
  assert.deepEqual(said(shell('icon.png')), ['MW-BLOB-EXEC critical 8'])
  assert.deepEqual(said(shell('scripts/packages.sh')), [])
})

test('MW-OBF-OPAQUE: a script that only the module knows is medium once, and critical for an import', () => {
  const shell = (line: number, reach = open): GivenEffect => ({
    ...start('sh', reach),
    line,
    given: [
      ['command', 'sh'],
      ['argument', '-c'],
      ['argument', { roots: ['a.go:5'] }],
    ],
  })
  assert.deepEqual(said(shell(8), shell(9)), ['MW-OBF-OPAQUE medium 8', 'MW-OBF-OPAQUE low 9'])
  assert.deepEqual(said(shell(8, [reached('init')])), ['MW-INIT-EXEC critical 8', 'MW-OBF-OPAQUE critical 8'])
  // Where the same function opens a connection, the text comes from there.
  const dial: GivenEffect = {
    kind: 'connect',
    call: 'net.Dial',
    line: 7,
    given: [['host', 'x.example.com:22']],
    reach: open,
  }
  assert.deepEqual(said(dial, shell(8)), ['MW-OBF-OPAQUE critical 8'])
  const given: GivenEffect = {
    ...shell(8),
    given: [
      ['command', 'sh'],
      ['argument', '-c'],
      ['argument', { sources: [source('argument', 1, 'Run line')] }],
    ],
  }
  assert.deepEqual(said(given), [])
})

test('MW-DL-EXEC: what a program fetches and another one runs, without a shell between them', () => {
  const fetcher: GivenEffect = {
    ...start('curl'),
    line: 7,
    given: [
      ['command', 'curl'],
      ['argument', '-fsS'],
      ['argument', 'https://x.example.com/t'],
    ],
  }
  const output = source('process-output', 7, 'os/exec.Cmd.StdoutPipe', ['curl', '-fsS', 'https://x.example.com/t'])
  const shell: GivenEffect = {
    ...start('sh'),
    given: [
      ['command', 'sh'],
      ['stdin', { sources: [output] }],
    ],
  }
  assert.deepEqual(said(fetcher, shell), ['MW-DL-EXEC critical 8'])
  const sort: GivenEffect = {
    ...shell,
    given: [
      ['command', 'sort'],
      ['stdin', { sources: [output] }],
    ],
  }
  assert.deepEqual(said(fetcher, sort), [])
})
