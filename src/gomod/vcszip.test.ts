import assert from 'node:assert/strict'
import test from 'node:test'
import { isWardenError } from '../base/errors.ts'
import { moduleFiles, moduleFolder, repositoryPlace, type TreeFile } from './vcszip.ts'

const files = (...names: readonly string[]): TreeFile[] => names.map((name) => ({ name, kind: 'file', size: 1 }))
const chosen = (names: readonly string[], goMod?: string): string[] =>
  moduleFiles(files(...names), goMod === undefined ? undefined : Buffer.from(goMod)).map(({ name }) => name)
const refused = (work: () => unknown, code: 'parse' | 'too-large' = 'parse'): void =>
  assert.throws(work, (error) => isWardenError(error, code))

test('moduleFiles leaves out nested modules, links and what hg archives', () => {
  assert.deepEqual(chosen(['go.mod', 'a.go', 'sub/go.mod', 'sub/x/y.go', 'submarine/z.go', '.hg_archival.txt']), [
    'go.mod',
    'a.go',
    'submarine/z.go',
  ])
  const link: TreeFile = { name: 'l.go', kind: 'link', size: 0 }
  assert.deepEqual(moduleFiles([...files('a.go'), link], undefined), files('a.go'))
  // A link named go.mod makes no module.
  assert.deepEqual(chosen(['sub/a.go']), ['sub/a.go'])
})

test('moduleFiles knows both rules for vendor folders', () => {
  const names = ['vendor/modules.txt', 'vendor/x/x.go', 'vendor/top.go', 'pkg/vendor/v.go', 'pkg/vendor/x/x.go']
  assert.deepEqual(chosen(names, 'module m\n\ngo 1.23\n'), ['vendor/modules.txt', 'vendor/top.go'])
  assert.deepEqual(chosen(names, 'module m\n\ngo 1.24\n'), ['vendor/top.go', 'pkg/vendor/v.go'])
  assert.deepEqual(chosen(names, 'module m\n\ngo 1.24rc2\n'), ['vendor/top.go', 'pkg/vendor/v.go'])
  assert.deepEqual(chosen(names, 'nothing that can be read ('), ['vendor/modules.txt', 'vendor/top.go'])
})

test('moduleFiles refuses names and sizes that no module zip may have', () => {
  refused(() => chosen(['a.go', 'A.go']))
  refused(() => chosen(['../evil.go']))
  refused(() => chosen(['/etc/passwd']))
  refused(() => chosen(['a//b.go']))
  refused(() => chosen(['a\\b.go']))
  refused(() => chosen(['a\nb.go']))
  refused(() => chosen(['GO.MOD']))
  refused(() => chosen(['con.go']))
  refused(() => moduleFiles([{ name: 'a.bin', kind: 'file', size: 500 * 1024 * 1024 + 1 }], undefined), 'too-large')
  refused(() => moduleFiles([{ name: 'LICENSE', kind: 'file', size: 17 << 20 }], undefined), 'too-large')
  // What is left out may have any name.
  assert.deepEqual(chosen(['sub/go.mod', 'sub/con.go', 'a.go']), ['a.go'])
})

test('repositoryPlace finds the folder, the second one of a major version, and what tags begin with', () => {
  assert.deepEqual(repositoryPlace('github.com/a/b', 'github.com/a/b'), {
    folder: '',
    majorFolder: undefined,
    tagPrefix: '',
  })
  assert.deepEqual(repositoryPlace('github.com/a/b/c/v2', 'github.com/a/b'), {
    folder: 'c',
    majorFolder: 'c/v2',
    tagPrefix: 'c/',
  })
  assert.deepEqual(repositoryPlace('gopkg.in/y.v2', 'gopkg.in/y.v2'), {
    folder: '',
    majorFolder: undefined,
    tagPrefix: '',
  })
  assert.equal(repositoryPlace('go.example.com/m', 'go.example.com/m', 'deep/in').folder, 'deep/in')
  refused(() => repositoryPlace('github.com/a/b', 'github.com/a/c'))
  refused(() => repositoryPlace('go.example.com/m', 'go.example.com/m', '../up'))
})

test('moduleFolder wants exactly one go.mod of the right major version', () => {
  const place = repositoryPlace('github.com/a/b/v2', 'github.com/a/b')
  const goMod = (text: string): Uint8Array => Buffer.from(`module ${text}\n`)
  const v2 = goMod('github.com/a/b/v2')
  const v1 = goMod('github.com/a/b')
  assert.equal(moduleFolder('github.com/a/b/v2', place, { folder: v2, majorFolder: undefined }).folder, '')
  assert.equal(moduleFolder('github.com/a/b/v2', place, { folder: v1, majorFolder: v2 }).folder, 'v2')
  refused(() => moduleFolder('github.com/a/b/v2', place, { folder: v2, majorFolder: v2 }))
  refused(() => moduleFolder('github.com/a/b/v2', place, { folder: v1, majorFolder: undefined }))
  refused(() => moduleFolder('github.com/a/b/v2', place, { folder: undefined, majorFolder: undefined }))
  const root = repositoryPlace('github.com/a/b', 'github.com/a/b')
  const none = { folder: undefined, majorFolder: undefined }
  assert.deepEqual(moduleFolder('github.com/a/b', root, none), { folder: '', goMod: undefined })
})
