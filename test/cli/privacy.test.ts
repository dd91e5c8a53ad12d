// The canary: a private path reaches neither the checksum database nor, where go keeps it from proxies, a proxy.
import assert from 'node:assert/strict'
import path from 'node:path'
import test from 'node:test'
import { publish, put, withUniverse } from '../support/universe.ts'

const known = publish('rsc.io/quote', 'v1.5.2')
const canary = publish('git.canary.example/secret/tool', 'v1.0.0')

test('verify asks nothing about a host that is not known to be public: exit 3, and says what settles it', async () => {
  await withUniverse(async (u) => {
    u.sound([known, canary])
    const { code, stdout } = await u.run(['verify'])
    assert.equal(code, 3)
    assert.ok(u.asked().includes('/lookup/rsc.io/quote@v1.5.2'))
    assert.ok(u.requests.every((url) => !url.includes('canary')))
    assert.match(
      stdout,
      /UNCHECKED {2}git\.canary\.example\/secret\/tool@v1\.0\.0\n {2}because {3}not asked \(private\?\)/,
    )
    assert.match(
      stdout,
      /next {6}go env -w GONOSUMDB=git\.canary\.example\/secret\/tool .*--ask-all, or the setting public-hosts: \[git\.canary\.example\]/,
    )
    const { report } = await u.json(['verify'])
    assert.deepEqual(
      report.modules.map((m) => [m.path, m.status, m.parts['checksum database']]),
      [
        ['git.canary.example/secret/tool', 'unchecked', 'private?'],
        ['rsc.io/quote', 'proven', 'ok'],
      ],
    )
    // What is here is compared with go.sum all the same.
    put(path.join(u.paths(canary).folder, 'tool.go'), 'package tool\n')
    assert.equal((await u.run(['verify'])).code, 4)
    assert.ok(u.requests.every((url) => !url.includes('canary')))
  })
})

for (const [what, env, file] of [
  ['GOPRIVATE', { GOPRIVATE: 'git.canary.example' }, undefined],
  ['GONOSUMDB', { GONOSUMDB: '*.canary.example/secret' }, undefined],
  ['MODWARDEN_PRIVATE', { MODWARDEN_PRIVATE: 'git.canary.example' }, undefined],
  ['the setting private of the project', {}, 'private: [git.canary.example/secret]\n'],
] as const) {
  test(`verify keeps what ${what} names from the database, even with --ask-all: exit 0, unproven`, async () => {
    await withUniverse(async (u) => {
      u.sound([known, canary])
      if (file !== undefined) u.write('.modwarden.yaml', file)
      // The settings of a project count in all of its folders.
      const cwd = path.dirname(u.write('cmd/tool/main.go', 'package main\n'))
      const { code, report } = await u.json(['verify', '--ask-all'], { env, cwd })
      assert.equal(code, 0)
      assert.deepEqual(
        report.modules.map((m) => [m.path, m.status, m.parts['checksum database']]),
        [
          ['git.canary.example/secret/tool', 'unproven', 'unasked'],
          ['rsc.io/quote', 'proven', 'ok'],
        ],
      )
      assert.ok(u.requests.every((url) => !url.includes('canary')))
      const strict = await u.run(['verify', '--require-proof'], { env, cwd })
      assert.equal(strict.code, 3)
      assert.match(strict.stdout, /1 unproven by configuration, equal to go\.sum/)
    })
  })
}

test('verify asks no proxy for a private module that is missing: exit 3', async () => {
  await withUniverse(async (u) => {
    u.serve([known, canary])
    u.require([known, canary])
    for (const env of [{ GOPRIVATE: 'git.canary.example' }, { MODWARDEN_PRIVATE: 'git.canary.example' }]) {
      const { code, stdout } = await u.run(['verify'], { env })
      assert.equal(code, 3)
      assert.match(stdout, /UNCHECKED {2}git\.canary\.example\/secret\/tool@v1\.0\.0/)
      assert.ok(u.requests.every((url) => !url.includes('canary')))
    }
  })
})

for (const [what, args, env] of [
  ['--ask-all', ['--ask-all'], {}],
  ['public-hosts', [], { MODWARDEN_PUBLIC_HOSTS: 'git.canary.example' }],
] as const) {
  test(`verify asks about every host with ${what}`, async () => {
    await withUniverse(async (u) => {
      u.sound([known, canary])
      assert.equal((await u.run(['verify', ...args], { env })).code, 0)
      assert.ok(u.asked().includes('/lookup/git.canary.example/secret/tool@v1.0.0'))
      // The answer is in go's cache now, and needs no asking.
      assert.equal((await u.run(['verify', '--full'])).code, 0)
    })
  })
}
