import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isWardenError } from '../base/errors.ts'
import { hostsOf, parseGitRules, placeByRules } from './gitrules.ts'

const rules = parseGitRules([
  'corp.example/*/*=https://git.corp.example/*/*.git',
  'ssh.example/team-?/*=ssh://git@ssh.example/*/*',
  'one.example/lib=https://git.corp.example/single',
  'go.example=discover',
])

for (const [path, root, url] of [
  ['corp.example/team/lib', 'corp.example/team/lib', 'https://git.corp.example/team/lib.git'],
  ['corp.example/team/lib/v2', 'corp.example/team/lib', 'https://git.corp.example/team/lib.git'],
  ['corp.example/team/lib/sub/deep', 'corp.example/team/lib', 'https://git.corp.example/team/lib.git'],
  ['ssh.example/team-a/x', 'ssh.example/team-a/x', 'ssh://git@ssh.example/team-a/x'],
  ['one.example/lib/below', 'one.example/lib', 'https://git.corp.example/single'],
] as const) {
  test(`placeByRules ${path} is in ${url}`, () =>
    assert.deepEqual(placeByRules(rules, path), { kind: 'repository', repository: { root, url, subfolder: '' } }))
}

for (const [path, kind] of [
  ['go.example/anything/v3', 'discover'],
  // The repository's path has three elements, and a final /v2 is none of them.
  ['corp.example/team/v2', 'none'],
  ['corp.example/team', 'none'],
  ['ssh.example/team-ab/x', 'none'],
  ['other.example/x', 'none'],
] as const) {
  test(`placeByRules ${path} is ${kind}`, () => assert.deepEqual(placeByRules(rules, path), { kind }))
}

test('hostsOf names the hosts of addresses, and those that are asked for pages', () =>
  assert.deepEqual(hostsOf(rules), ['git.corp.example', 'ssh.example', 'git.corp.example', 'go.example']))

for (const [what, item] of [
  ['no pattern', '=https://x.example'],
  ['no address', 'corp.example/*'],
  ['several patterns', 'a.example,b.example=https://x.example'],
  ['a file', 'corp.example/*=file:///srv/git/*'],
  ['an option', 'corp.example/*=--upload-pack=x'],
  ['a password', 'corp.example/*=https://u:p@x.example/*'],
  ['a user over https', 'corp.example/*=https://u@x.example/*'],
  ['a wildcard as host', 'corp.example/*=https://*/x'],
  ['more wildcards than the pattern', 'corp.example/*=https://x.example/*/*'],
  ['a query', 'corp.example/*=https://x.example/*?a=b'],
] as const) {
  test(`parseGitRules refuses ${what}`, () =>
    assert.throws(
      () => parseGitRules([item]),
      (error) => isWardenError(error, 'config'),
    ))
}
