import assert from 'node:assert/strict'
import test from 'node:test'
import { isWardenError } from '../base/errors.ts'
import {
  govcsAllowsGit,
  originTroubles,
  parseInfo,
  repositoryByPath,
  repositoryMoved,
  revisionOf,
  type Info,
} from './origin.ts'
import { repositoryPlace } from './vcszip.ts'

const refused = (work: () => unknown): void => assert.throws(work, (error) => isWardenError(error, 'parse'))

test('repositoryByPath knows the hosts of the table, gopkg.in and .git paths', () => {
  const found = (path: string): readonly (string | undefined)[] => {
    const repository = repositoryByPath(path)
    return [repository?.root, repository?.url]
  }
  assert.deepEqual(found('github.com/a/b/c/v2'), ['github.com/a/b', 'https://github.com/a/b'])
  assert.deepEqual(found('bitbucket.org/a/b'), ['bitbucket.org/a/b', 'https://bitbucket.org/a/b'])
  assert.deepEqual(found('gopkg.in/yaml.v3'), ['gopkg.in/yaml.v3', 'https://gopkg.in/yaml.v3'])
  assert.deepEqual(found('gopkg.in/a/b.v1-unstable'), ['gopkg.in/a/b.v1-unstable', 'https://gopkg.in/a/b.v1-unstable'])
  assert.deepEqual(found('git.example.com/x/y.git/sub'), ['git.example.com/x/y.git', 'https://git.example.com/x/y'])
  assert.deepEqual(found('gitlab.com/group/deep/project'), [undefined, undefined])
  assert.deepEqual(found('golang.org/x/text'), [undefined, undefined])
  refused(() => repositoryByPath('github.com/a'))
  refused(() => repositoryByPath('github.com/a/b.git'))
  refused(() => repositoryByPath('svn.example.com/x.svn/y'))
})

test('repositoryByPath takes no long time for a long path', () => {
  assert.equal(repositoryByPath(`example.com${'/a.b'.repeat(20_000)}`), undefined)
})

test('revisionOf gives the tag of a version and the commit of a pseudo-version', () => {
  const root = repositoryPlace('github.com/a/b', 'github.com/a/b')
  const sub = repositoryPlace('github.com/a/b/c', 'github.com/a/b')
  assert.deepEqual(revisionOf('v2.0.0+incompatible', root), { kind: 'tag', ref: 'refs/tags/v2.0.0' })
  assert.deepEqual(revisionOf('v1.2.3', sub), { kind: 'tag', ref: 'refs/tags/c/v1.2.3' })
  assert.deepEqual(revisionOf('v0.0.0-20200101000000-0123456789ab', sub), { kind: 'commit', prefix: '0123456789ab' })
})

test('parseInfo reads what is there and refuses what is no document', () => {
  const of = (value: unknown): Info => parseInfo(Buffer.from(JSON.stringify(value)))
  assert.deepEqual(of({ Version: 'v1.0.0', Origin: { URL: 'https://x', Hash: 7, Ref: 'r' } }), {
    version: 'v1.0.0',
    time: '',
    origin: { vcs: '', url: 'https://x', subdir: '', hash: '', ref: 'r' },
  })
  assert.equal(of({ Version: 'v1.0.0', Time: 't', Origin: { VCS: 'git' } }).origin, undefined)
  assert.equal(of({ Version: 'v1.0.0', __proto__: { URL: 'x' } }).origin, undefined)
  for (const text of ['', '[]', 'null', '{}', '{"Version":1}', '{', '\xff']) {
    refused(() => parseInfo(Buffer.from(text, 'latin1')))
  }
  refused(() => parseInfo(Buffer.alloc((1 << 20) + 1, 32)))
})

test('originTroubles names each field that cannot be true', () => {
  const module = { path: 'github.com/a/b/c', version: 'v1.0.0' }
  const repository = { root: 'github.com/a/b', url: 'https://github.com/a/b', subfolder: '' }
  const place = repositoryPlace(module.path, repository.root)
  const origin = {
    vcs: 'git',
    url: 'https://github.com/a/b',
    subdir: 'c',
    hash: 'a'.repeat(40),
    ref: 'refs/tags/c/v1.0.0',
  }
  const info = (changes: object): Info => ({ version: 'v1.0.0', time: '', origin: { ...origin, ...changes } })
  const troubles = (changes: object): number => originTroubles(module, info(changes), repository, place).length
  assert.equal(troubles({}), 0)
  assert.equal(troubles({ url: 'https://github.com/a/b.git/' }), 0)
  assert.equal(troubles({ url: 'https://github.com/evil/b' }), 1)
  assert.equal(troubles({ vcs: 'hg' }), 1)
  assert.equal(troubles({ hash: '--upload-pack=x' }), 1)
  assert.equal(troubles({ subdir: '../d' }), 1)
  assert.equal(troubles({ ref: 'refs/heads/main' }), 1)
  const other: Info = { version: 'v2.0.0', time: '', origin: undefined }
  assert.deepEqual(originTroubles(module, other, repository, place), ['it is about version "v2.0.0"'])
  const pseudo = { path: 'github.com/a/b/c', version: 'v0.0.0-20200101000000-0123456789ab' }
  const early: Info = { version: pseudo.version, time: '', origin: { ...origin, ref: '' } }
  assert.equal(originTroubles(pseudo, early, repository, place).length, 1)
})

test('govcsAllowsGit follows the first pattern that matches', () => {
  assert.equal(govcsAllowsGit('', 'example.com/x', false), true)
  assert.equal(govcsAllowsGit('public:off', 'example.com/x', false), false)
  assert.equal(govcsAllowsGit('public:off', 'example.com/x', true), true)
  assert.equal(govcsAllowsGit('example.com:git|hg,*:off', 'example.com/x', false), true)
  assert.equal(govcsAllowsGit('example.com:svn,public:all', 'example.com/x', false), false)
  assert.equal(govcsAllowsGit('private:all,public:off', 'example.com/x', true), true)
})

test('repositoryMoved takes another address for a move only where the path is none itself', () => {
  const moved = (path: string, from: string, to: string): readonly (number | boolean)[] => {
    const module = { path, version: 'v1.0.0' }
    const repository = { root: path, url: to, subfolder: '' }
    const origin = { vcs: 'git', url: from, subdir: '', hash: '', ref: '' }
    const info: Info = { version: 'v1.0.0', time: '', origin }
    return [repositoryMoved(module, info, repository), originTroubles(module, info, repository, undefined).length]
  }
  const today = 'https://new.example.com/m'
  assert.deepEqual(moved('go.example.com/m', 'https://old.example.com/m', today), [true, 0])
  assert.deepEqual(moved('go.example.com/m', `${today}.git`, today), [false, 0])
  assert.deepEqual(moved('go.example.com/m', 'https://127.0.0.1/m', today), [false, 1])
  assert.deepEqual(moved('go.example.com/m', 'ssh://git@old.example.com/m', today), [false, 1])
  assert.deepEqual(moved('github.com/a/b', 'https://old.example.com/m', 'https://github.com/a/b'), [false, 1])
})
