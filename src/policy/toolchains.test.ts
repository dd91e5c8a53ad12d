import assert from 'node:assert/strict'
import { test } from 'node:test'
import { at, known } from '../../test/support/decisions.ts'
import { decide } from './decide.ts'
import { policyOf, tighten } from './policy.ts'
import { isToolchainAllowed, releaseOf, toolchainLayer } from './toolchains.ts'

for (const [version, release] of [
  ['v0.0.1-go1.26.8.linux-amd64', 'go1.26.8'],
  ['v0.0.1-go1.27rc1.windows-arm64', 'go1.27rc1'],
  ['v0.0.1-go1.21.linux-386', 'go1.21'],
  ['v0.0.1-go1.26.8', undefined],
  ['v1.2.3', undefined],
] as const) {
  test(`releaseOf ${version} is ${release}`, () => assert.equal(releaseOf(version), release))
}

for (const [pattern, version, allowed] of [
  ['go1.26.*', 'v0.0.1-go1.26.8.linux-amd64', true],
  ['go1.26.*', 'v0.0.1-go1.2.6.linux-amd64', false],
  ['go1.26.8', 'v0.0.1-go1.26.8.linux-amd64', true],
  ['go1.26.8', 'v0.0.1-go1.26.80.linux-amd64', false],
  ['go1.*rc*', 'v0.0.1-go1.27rc1.linux-amd64', true],
  ['go1.26*6', 'v0.0.1-go1.26.linux-amd64', false],
  ['*', 'v0.0.1-go1.26.8.linux-amd64', true],
  ['*', 'v0.0.1-other', false],
] as const) {
  test(`isToolchainAllowed ${pattern} ${version}: ${allowed}`, () =>
    assert.equal(isToolchainAllowed([pattern], version), allowed))
}

test('isToolchainAllowed lets all in where nothing is named', () =>
  assert.equal(isToolchainAllowed([], 'v0.0.1-go1.26.8.linux-amd64'), true))

test('toolchainLayer blocks releases that are not named, with what is, and nothing else', () => {
  const layer = toolchainLayer(['go1.26.*', 'go1.27.1'])
  assert.ok(layer !== undefined)
  const policy = tighten(policyOf(), layer)
  assert.notEqual(policy.digest, policyOf().digest)
  const decided = (path: string, version: string): string => {
    const { action, reasons } = decide(policy, { ...known(), path, version }, at())
    return `${action} ${reasons[0]?.message ?? ''}`
  }
  assert.equal(
    decided('golang.org/toolchain', 'v0.0.1-go1.25.3.linux-amd64'),
    'block not among the Go toolchains that are allowed here: go1.26.*, go1.27.1',
  )
  assert.equal(decided('golang.org/toolchain', 'v0.0.1-go1.27.1.linux-amd64'), 'allow ')
  assert.equal(decided('example.com/toolchain', 'v0.0.1-go1.25.3.linux-amd64'), 'allow ')
  assert.equal(toolchainLayer([]), undefined)
})
