import assert from 'node:assert/strict'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { inFolder } from '../../test/support/contracts.ts'
import { buildAndTest } from './gobuild.ts'

/** A go that is a script, first on the PATH. */
function withGo(folder: string, script: string): Readonly<Record<string, string>> {
  const file = path.join(folder, 'go')
  writeFileSync(file, `#!/bin/sh\n${script}\n`)
  chmodSync(file, 0o755)
  return { PATH: `${folder}:${process.env['PATH'] ?? ''}`, MY_TOKEN: 'secret', GOPROXY: 'https://proxy.example' }
}

test('buildAndTest gives the environment to go alone, and its secrets to nothing that runs code', () =>
  inFolder(async (folder) => {
    const seen = path.join(folder, 'seen')
    const env = withGo(folder, `echo "$1 $GOFLAGS $GOPROXY $GOTOOLCHAIN [$MY_TOKEN]" >> '${seen}'`)
    const ran = await buildAndTest(folder, 'vendor', { ...env, GOFLAGS: '-tags=mine' }, AbortSignal.timeout(60_000))
    assert.deepEqual(
      ran.map(({ command, ok, output }) => [command, ok, output]),
      [
        ['go build ./...', true, ''],
        ['go test ./...', true, ''],
      ],
    )
    assert.deepEqual(readFileSync(seen, 'utf8').trimEnd().split('\n'), [
      'list -tags=mine -mod=vendor https://proxy.example local [secret]',
      'build -tags=mine -mod=vendor off local []',
      'test -tags=mine -mod=vendor off local []',
    ])
  }))

test('buildAndTest ends what is not finished in time, and says so', () =>
  inFolder(async (folder) => {
    const env = withGo(folder, 'test "$1" = test || exit 0; echo begun; sleep 600')
    const ran = await buildAndTest(folder, 'readonly', env, AbortSignal.timeout(60_000), 3_000)
    assert.deepEqual(
      ran.map(({ command, ok, output }) => [command, ok, output]),
      [
        ['go build ./...', true, ''],
        ['go test ./...', false, 'begun\ngo test ./...: not finished after 0.05 min, so it was ended'],
      ],
    )
  }))

test('buildAndTest goes no further where go cannot have what is to be built', () =>
  inFolder(async (folder) => {
    const env = withGo(folder, 'echo "$1: no such module" >&2; exit 1')
    const [only, ...more] = await buildAndTest(folder, 'readonly', env, AbortSignal.timeout(60_000))
    assert.deepEqual(
      [only?.command, only?.ok, only?.output, more],
      ['go list ./...', false, 'list: no such module', []],
    )
  }))
