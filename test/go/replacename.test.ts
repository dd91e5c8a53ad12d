// What a finding about a name says to paste, done by the real go: the imitation leaves go.mod, the build names each import
// of it that is left, and builds once they are changed.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { buildNameIndex } from '../../src/rules/record/nameindex.ts'
import { judgeName } from '../../src/rules/record/names.ts'
import { go, goEnv } from '../support/go.ts'
import { publish, runProgram, withUniverse, type Ran, type Universe } from '../support/universe.ts'

const meant = publish('github.com/sirupsen/logrus', 'v1.9.0')
const typo = publish('github.com/siruspen/logrus', 'v1.8.1')

/** Not in one blocking call: the proxy that go asks lives in this process. */
async function shell(u: Universe, command: string): Promise<Ran> {
  const env = {
    PATH: process.env['PATH'] ?? '',
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
  return runProgram('sh', ['-c', command], { cwd: u.project, env })
}

test('the remedy of a name finding replaces the module, by go’s own rules', { skip: go.reason || false }, async () => {
  await withUniverse(async (u) => {
    u.sound([typo])
    u.serve([meant])
    const source = `package main\n\nimport "${typo.path}"\n\nfunc main() { println(logrus.Hello()) }\n`
    const main = u.write('main.go', source)
    const [finding] = judgeName(buildNameIndex([meant.path], []), typo.path)
    const remedy = finding?.remedy ?? ''

    const pasted = await shell(u, remedy)
    assert.notEqual(pasted.code, 0)
    assert.match(pasted.stderr, /main\.go:3:8: cannot find module providing package github\.com\/siruspen\/logrus/)
    assert.doesNotMatch(readFileSync(path.join(u.project, 'go.mod'), 'utf8'), /siruspen/)

    u.write(path.basename(main), source.replace(typo.path, meant.path))
    const again = await shell(u, `${remedy} && go mod tidy`)
    assert.equal(again.code, 0, again.stderr)
    assert.match(
      readFileSync(path.join(u.project, 'go.mod'), 'utf8'),
      /^require github\.com\/sirupsen\/logrus v1\.9\.0$/m,
    )
    assert.doesNotMatch(readFileSync(path.join(u.project, 'go.sum'), 'utf8'), /siruspen/)
  })
})
