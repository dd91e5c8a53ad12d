// What a finding about a name says to paste, done by the real go: the imitation leaves go.mod, the build names each import
// of it that is left, and builds once they are changed.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { buildNameIndex } from '../../src/rules/record/nameindex.ts'
import { judgeName } from '../../src/rules/record/names.ts'
import { go, goEnv } from '../support/go.ts'
import { publish, withUniverse, type Universe } from '../support/universe.ts'

const meant = publish('github.com/sirupsen/logrus', 'v1.9.0')
const typo = publish('github.com/siruspen/logrus', 'v1.8.1')

function shell(u: Universe, command: string): { readonly status: number | null; readonly stderr: string } {
  const env = {
    PATH: process.env['PATH'],
    HOME: path.join(u.root, 'home'),
    GOCACHE: goEnv('GOCACHE'),
    GOENV: 'off',
    GOTOOLCHAIN: 'local',
    GOWORK: 'off',
    // What a user may have set must not bring the imitation back.
    GOFLAGS: '-mod=mod',
    GOPATH: u.gopath,
    GOMODCACHE: u.modcache,
    GOPROXY: u.base,
    GOSUMDB: u.db.key.verifier.key,
  }
  return spawnSync('sh', ['-c', command], { cwd: u.project, env, encoding: 'utf8' })
}

test('the remedy of a name finding replaces the module, by go’s own rules', { skip: go.reason || false }, async () => {
  await withUniverse(async (u) => {
    u.sound([typo])
    u.serve([meant])
    const source = `package main\n\nimport "${typo.path}"\n\nfunc main() { println(logrus.Hello()) }\n`
    const main = u.write('main.go', source)
    const [finding] = judgeName(buildNameIndex([meant.path], []), typo.path)
    const remedy = finding?.remedy ?? ''

    const pasted = shell(u, remedy)
    assert.notEqual(pasted.status, 0)
    assert.match(pasted.stderr, /main\.go:3:8: no required module provides package github\.com\/siruspen\/logrus/)
    assert.doesNotMatch(readFileSync(path.join(u.project, 'go.mod'), 'utf8'), /siruspen/)

    u.write(path.basename(main), source.replace(typo.path, meant.path))
    const again = shell(u, `${remedy} && go mod tidy`)
    assert.equal(again.status, 0, again.stderr)
    assert.match(
      readFileSync(path.join(u.project, 'go.mod'), 'utf8'),
      /^require github\.com\/sirupsen\/logrus v1\.9\.0$/m,
    )
    assert.doesNotMatch(readFileSync(path.join(u.project, 'go.sum'), 'utf8'), /siruspen/)
  })
})
