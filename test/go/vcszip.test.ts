// Zips made again from repositories, against the zips that the go command makes of the same ones with GOPROXY=direct.
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { repositoryByPath, revisionOf } from '../../src/gomod/origin.ts'
import { moduleFiles, moduleFolder, repositoryPlace } from '../../src/gomod/vcszip.ts'
import { createVcs } from '../../src/io/vcs.ts'
import { isPseudoVersion } from '../../src/gomod/pseudo.ts'
import type { Checkout, Remote, Vcs } from '../../src/world/vcs.ts'
import { gitHandler, gitServer, withRepositories, type Content, type TestRepository } from '../support/gitrepos.ts'
import { go } from '../support/go.ts'
import { serving } from '../support/loopback.ts'
import { isWardenError } from '../../src/base/errors.ts'
import { removeAll, runProgram } from '../support/universe.ts'

interface Case {
  readonly name: string
  readonly files: Readonly<Record<string, Content>>
  /** Tags of the one commit. */
  readonly tags: readonly string[]
  readonly modules: readonly string[]
  readonly prepare?: (repository: TestRepository) => void
  readonly format?: string
}

const pkg = 'package p\n'
const mod = (modulePath: string, language = '1.21'): string => `module ${modulePath}\n\ngo ${language}\n`
const vendored = {
  'vendor/modules.txt': '# x\n',
  'vendor/example.com/x/x.go': pkg,
  'vendor/top.go': pkg,
  'pkg/vendor/vendor.go': pkg,
  'pkg/vendor/foo/foo.go': pkg,
  'pkg/sub/vendor/deep.go': pkg,
  'a/b.go': pkg,
}

const CASES: readonly Case[] = [
  {
    name: 'plain',
    files: { 'go.mod': mod('github.com/t/plain'), 'p.go': pkg, LICENSE: 'l\n' },
    tags: ['v1.0.0'],
    modules: ['github.com/t/plain@v1.0.0'],
  },
  {
    name: 'nogomod',
    files: { 'p.go': pkg },
    tags: ['v0.1.0', 'v2.3.0'],
    modules: ['github.com/t/nogomod@v0.1.0', 'github.com/t/nogomod@v2.3.0+incompatible'],
  },
  {
    name: 'nested',
    files: {
      'go.mod': mod('github.com/t/nested'),
      'p.go': pkg,
      LICENSE: 'the root\n',
      'sub/go.mod': mod('github.com/t/nested/sub'),
      'sub/s.go': pkg,
      'sub/deep/go.mod': mod('github.com/t/nested/sub/deep'),
      'sub/deep/d.go': pkg,
      'own/go.mod': mod('github.com/t/nested/own'),
      'own/LICENSE': 'its own\n',
      'own/o.go': pkg,
      'submarine/not.go': pkg,
    },
    tags: ['v1.0.0', 'sub/v1.2.3', 'sub/deep/v0.0.1', 'own/v1.0.0'],
    modules: [
      'github.com/t/nested@v1.0.0',
      'github.com/t/nested/sub@v1.2.3',
      'github.com/t/nested/sub/deep@v0.0.1',
      'github.com/t/nested/own@v1.0.0',
    ],
  },
  {
    name: 'major',
    files: {
      'go.mod': mod('github.com/t/major/v2'),
      'p.go': pkg,
      'v3/go.mod': mod('github.com/t/major/v3'),
      'v3/p.go': pkg,
      'x/go.mod': mod('github.com/t/major/x/v2'),
      'x/x.go': pkg,
      'y/v4/go.mod': mod('github.com/t/major/y/v4'),
      'y/v4/y.go': pkg,
      LICENSE: 'l\n',
    },
    tags: ['v2.0.0', 'v3.0.0', 'x/v2.0.1', 'y/v4.0.0'],
    modules: [
      'github.com/t/major/v2@v2.0.0',
      'github.com/t/major/v3@v3.0.0',
      'github.com/t/major/x/v2@v2.0.1',
      'github.com/t/major/y/v4@v4.0.0',
    ],
  },
  {
    name: 'vendorold',
    files: { 'go.mod': mod('github.com/t/vendorold', '1.23'), ...vendored },
    tags: ['v1.0.0'],
    modules: ['github.com/t/vendorold@v1.0.0'],
  },
  {
    name: 'vendornew',
    files: { 'go.mod': mod('github.com/t/vendornew', '1.24'), ...vendored },
    tags: ['v1.0.0'],
    modules: ['github.com/t/vendornew@v1.0.0'],
  },
  {
    name: 'vendorrc',
    files: { 'go.mod': mod('github.com/t/vendorrc', '1.24rc1'), ...vendored },
    tags: ['v1.0.0'],
    modules: ['github.com/t/vendorrc@v1.0.0'],
  },
  {
    name: 'vendornone',
    files: { 'go.mod': 'module github.com/t/vendornone\n', ...vendored },
    tags: ['v1.0.0'],
    modules: ['github.com/t/vendornone@v1.0.0'],
  },
  {
    name: 'attributes',
    files: {
      'go.mod': mod('github.com/t/attributes'),
      '.gitattributes':
        '*.txt text eol=crlf\nauto.md text=auto eol=crlf\nlf.bin -text\nid.go ident\nhidden.go export-ignore\nsubst.go export-subst\nutf16.txt working-tree-encoding=UTF-16LE\n*.big filter=lfs diff=lfs merge=lfs -text\n',
      'a.txt': 'one\ntwo\n',
      'crlf.go': 'package p\r\n\r\n',
      'auto.md': 'one\ntwo\n',
      'lf.bin': 'a\nb\r\n',
      'id.go': 'package p // $Id$\n',
      'hidden.go': pkg,
      'subst.go': 'package p // $Format:%H$\n',
      'utf16.txt': Buffer.from('one\ntwo\n', 'utf16le'),
      'data.big': 'version https://git-lfs.github.com/spec/v1\noid sha256:0000\nsize 12\n',
      'sub/.gitattributes': '*.go text eol=crlf\n',
      'sub/s.go': 'package p\n\nvar x = 1\n',
    },
    tags: ['v1.0.0'],
    modules: ['github.com/t/attributes@v1.0.0'],
  },
  {
    name: 'odd',
    files: {
      'go.mod': mod('github.com/t/odd'),
      'p.go': pkg,
      'link.go': { link: 'p.go' },
      dangling: { link: '/nowhere' },
      '.hg_archival.txt': 'x\n',
      'a b/ü[1].go': pkg,
      'empty.txt': '',
      [`long/${'d'.repeat(120)}/${'e'.repeat(120)}.go`]: pkg,
      '.dot/.file': 'x\n',
    },
    tags: ['v1.0.0'],
    modules: ['github.com/t/odd@v1.0.0'],
  },
  {
    name: 'annotated',
    files: { 'go.mod': mod('github.com/t/annotated'), 'p.go': pkg },
    tags: [],
    modules: ['github.com/t/annotated@v1.0.0'],
    prepare: (r) => void r.git('tag', '-a', '-m', 'release', 'v1.0.0'),
  },
  {
    name: 'branchlike',
    files: { 'go.mod': mod('github.com/t/branchlike'), 'p.go': pkg },
    tags: ['v1.0.0'],
    modules: ['github.com/t/branchlike@v1.0.0'],
    prepare: (r) => void r.git('update-ref', 'refs/heads/v1.0.0', r.commit({ 'p.go': 'package other\n' })),
  },
  {
    name: 'submodule',
    files: { 'go.mod': mod('github.com/t/submodule'), 'p.go': pkg },
    tags: [],
    modules: ['github.com/t/submodule@v1.0.0'],
    prepare: (r) => {
      r.git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},third/party`)
      r.git('commit', '-q', '-m', 'submodule')
      r.git('tag', 'v1.0.0')
    },
  },
  {
    name: 'licenselink',
    files: {
      'go.mod': mod('github.com/t/licenselink'),
      LICENSE: { link: 'COPYING' },
      COPYING: 'x\n',
      'sub/go.mod': mod('github.com/t/licenselink/sub'),
      'sub/s.go': pkg,
    },
    tags: ['sub/v1.0.0'],
    modules: ['github.com/t/licenselink/sub@v1.0.0'],
  },
  {
    name: 'sha256',
    files: { 'go.mod': mod('github.com/t/sha256'), 'p.go': pkg },
    tags: ['v1.0.0'],
    modules: ['github.com/t/sha256@v1.0.0'],
    format: 'sha256',
  },
  {
    name: 'big',
    files: { 'go.mod': mod('github.com/t/big'), 'big.dat': Buffer.alloc(5 << 20, 'abcdefg') },
    tags: ['v1.0.0'],
    modules: ['github.com/t/big@v1.0.0'],
  },
]

/** What go makes no zip of, and neither may we. */
const REFUSED: readonly Case[] = [
  {
    name: 'case',
    files: { 'go.mod': mod('github.com/t/case'), 'a.go': pkg, 'A.go': pkg },
    tags: ['v1.0.0'],
    modules: ['github.com/t/case@v1.0.0'],
  },
  {
    name: 'badname',
    files: { 'go.mod': mod('github.com/t/badname'), 'a:b.go': pkg },
    tags: ['v1.0.0'],
    modules: ['github.com/t/badname@v1.0.0'],
  },
  {
    name: 'gomodcase',
    files: { 'GO.MOD': mod('github.com/t/gomodcase'), 'p.go': pkg },
    tags: ['v1.0.0'],
    modules: ['github.com/t/gomodcase@v1.0.0'],
  },
  {
    name: 'licensecase',
    files: { LICENSE: 'x\n', 'sub/go.mod': mod('github.com/t/licensecase/sub'), 'sub/license': 'x\n' },
    tags: ['sub/v1.0.0'],
    modules: ['github.com/t/licensecase/sub@v1.0.0'],
  },
  {
    name: 'twice',
    files: { 'go.mod': mod('github.com/t/twice/v2'), 'v2/go.mod': mod('github.com/t/twice/v2') },
    tags: ['v2.0.0'],
    modules: ['github.com/t/twice/v2@v2.0.0'],
  },
  {
    name: 'wrong',
    files: { 'go.mod': mod('github.com/t/wrong/v2') },
    tags: ['v1.0.0'],
    modules: ['github.com/t/wrong@v1.0.0'],
  },
  { name: 'nosub', files: { 'sub/s.go': pkg }, tags: ['sub/v1.0.0'], modules: ['github.com/t/nosub/sub@v1.0.0'] },
]

const skip = go.available ? gitServer.reason : go.reason

test('moduleFiles and git archive make the zips that go makes', { skip }, async () => {
  await withCases(CASES, async (download, vcs) => {
    for (const { modules } of CASES) {
      for (const name of modules) {
        const made = await download(name)
        assert.ok(made.zip !== undefined, `${name}: ${made.error}`)
        const ours = await again(vcs, name, made.zip)
        assert.equal(ours.source, made.sum, name)
        assert.equal(ours.zip, made.sum, name)
      }
    }
  })
})

test('a pseudo-version is the zip of its commit', { skip }, async () => {
  const [first] = CASES
  await withCases(first === undefined ? [] : [first], async (download, vcs, make) => {
    const repository = make('late')
    const early = repository.commit({ 'go.mod': mod('github.com/t/late'), 'p.go': pkg })
    repository.commit({ 'p.go': 'package later\n' }, { time: 1_700_000_100 })
    const version = `v0.0.0-20231114221320-${early.slice(0, 12)}`
    const made = await download(`github.com/t/late@${version}`)
    assert.ok(made.zip !== undefined, made.error)
    assert.equal((await again(vcs, `github.com/t/late@${version}`, made.zip)).source, made.sum)
  })
})

test('what go makes no zip of is refused', { skip }, async () => {
  const [first] = CASES
  await withCases([...REFUSED, ...(first === undefined ? [] : [first])], async (download, vcs) => {
    const good = (await download('github.com/t/plain@v1.0.0')).zip ?? ''
    for (const { modules } of REFUSED) {
      for (const name of modules) {
        const made = await download(name)
        assert.equal(made.zip, undefined, name)
        await assert.rejects(again(vcs, name, good), (error) => isWardenError(error, 'parse'), `${name}: ${made.error}`)
      }
    }
  })
})

interface Downloaded {
  readonly zip: string | undefined
  readonly sum: string
  readonly error: string
}

type Make = (name: string, format?: string) => TestRepository

async function withCases(
  cases: readonly Case[],
  work: (download: (name: string) => Promise<Downloaded>, vcs: Vcs, make: Make) => Promise<void>,
): Promise<void> {
  await withRepositories(async (make, root, home) => {
    for (const { name, files, tags, prepare, format } of cases) {
      const repository = make(name, format)
      repository.commit(files)
      for (const tag of tags) repository.git('tag', tag)
      prepare?.(repository)
    }
    await serving(gitHandler(root), async (base) => {
      writeFileSync(path.join(home, '.gitconfig'), `[url "${base}/"]\n\tinsteadOf = https://github.com/t/\n`)
      const gopath = path.join(home, 'go')
      mkdirSync(path.join(home, 'work'))
      const env = {
        ...process.env,
        HOME: home,
        GOPATH: gopath,
        GOMODCACHE: '',
        GOPROXY: 'direct',
        GOPRIVATE: '*',
        GOFLAGS: '-mod=mod',
        GOTOOLCHAIN: 'local',
        GOWORK: 'off',
        GIT_CONFIG_NOSYSTEM: '1',
      }
      const vcs = createVcs({
        env: { PATH: process.env['PATH'], HOME: home, GIT_CONFIG_NOSYSTEM: '1' },
        version: '0',
        goauth: 'off',
        temporary: path.join(home, 'tmp'),
      })
      try {
        await work((name) => downloaded(name, path.join(home, 'work'), env), vcs, make)
      } finally {
        await vcs.close()
        removeAll(home)
        mkdirSync(home, { recursive: true })
      }
    })
  })
}

/** Asks go without blocking: the server lives in this process. */
async function downloaded(name: string, cwd: string, env: NodeJS.ProcessEnv): Promise<Downloaded> {
  const ran = await runProgram('go', ['mod', 'download', '-json', name], { cwd, env })
  const answer = JSON.parse(ran.stdout === '' ? '{}' : ran.stdout) as { Zip?: string; Sum?: string; Error?: string }
  return { zip: answer.Zip, sum: answer.Sum ?? '', error: answer.Error ?? ran.stderr }
}

async function again(vcs: Vcs, name: string, zip: string): Promise<{ readonly zip: string; readonly source: string }> {
  const at = name.indexOf('@')
  const module = { path: name.slice(0, at), version: name.slice(at + 1) }
  const repository = repositoryByPath(module.path)
  assert.ok(repository !== undefined)
  const place = repositoryPlace(module.path, repository.root)
  const remote: Remote = await vcs.remote(repository.url, { isPrivate: true, insecure: true }, undefined)
  const revision = revisionOf(module.version, place)
  assert.equal(revision.kind === 'commit', isPseudoVersion(module.version))
  const commit =
    revision.kind === 'tag'
      ? (remote.refs.get(revision.ref)?.commit ?? '')
      : await vcs.findCommit(remote, revision.prefix, undefined)
  const ref = revision.kind === 'tag' ? revision.ref : undefined
  const checkout: Checkout = await vcs.fetch(remote, { ref, commit }, undefined)
  const { folder } = moduleFolder(module.path, place, {
    folder: await checkout.file(`${place.tagPrefix}go.mod`),
    majorFolder: place.majorFolder === undefined ? undefined : await checkout.file(`${place.majorFolder}/go.mod`),
  })
  const tree = await checkout.archive(folder)
  const goModFile = tree.files.find((file) => file.name === 'go.mod')
  const license =
    folder === '' || tree.files.some((f) => f.name === 'LICENSE') ? undefined : await checkout.file('LICENSE')
  const added =
    license === undefined ? [] : [{ name: 'LICENSE', kind: 'file', size: license.length, bytes: license } as const]
  const files = moduleFiles(
    [...tree.files.map((file) => ({ ...file, tree: file })), ...added],
    goModFile === undefined ? undefined : await tree.read(goModFile),
  )
  return vcs.compare(module, zip, tree, files, undefined)
}
