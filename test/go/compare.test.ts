// `compare --all` on a project of repositories whose zips the real go made, after some of them were changed behind its back.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { hash1, sha256 } from '../../src/gomod/dirhash.ts'
import { cachePaths } from '../../src/gomod/cachelayout.ts'
import type { ComparedModule, CompareReport } from '../../src/report/compare.ts'
import { gitHandler, gitServer, withRepositories, type Content, type TestRepository } from '../support/gitrepos.ts'
import { go } from '../support/go.ts'
import { serving } from '../support/loopback.ts'
import { put, removeAll, runProgram } from '../support/universe.ts'
import { makeZip } from '../support/zipwriter.ts'

const skip = go.available ? gitServer.reason : go.reason
const launcher = path.join(import.meta.dirname, '..', '..', 'bin', 'modwarden.mjs')
const pkg = 'package p\n'
const mod = (modulePath: string, language = '1.21'): string => `module ${modulePath}\n\ngo ${language}\n`

interface World {
  readonly repository: TestRepository
  readonly root: string
  readonly modcache: string
  readonly key: string
}

interface Subject {
  /** Path below github.com/t, and version. */
  readonly module: string
  readonly files: Readonly<Record<string, Content>>
  /** Tags the commit; the version's own tag unless given. */
  readonly publish?: (world: World) => void
  /** What happens after go has the zip. */
  readonly afterwards?: (world: World) => void
  readonly expected: Partial<ComparedModule> & { readonly severities?: readonly string[] }
}

const same = { verdict: 'same', contents: 'same', record: 'there', severities: [] } as const
const clean = 'package p\n\n// Hello greets.\nfunc Hello() string { return "hello" }\n'
const armed = `${clean}\nfunc init() { hidden() }\n\nfunc hidden() {}\n`

const SUBJECTS: readonly Subject[] = [
  {
    module: 'plain@v1.0.0',
    files: { 'go.mod': mod('github.com/t/plain'), 'p.go': pkg },
    expected: { ...same, compared: 2 },
  },
  {
    module: 'mono/sub@v1.2.3',
    files: {
      'go.mod': mod('github.com/t/mono'),
      LICENSE: 'root\n',
      'sub/go.mod': mod('github.com/t/mono/sub'),
      'sub/s.go': pkg,
    },
    publish: ({ repository }) => void repository.git('tag', 'sub/v1.2.3'),
    expected: { ...same, folder: 'sub', revision: 'refs/tags/sub/v1.2.3', compared: 3 },
  },
  {
    module: 'vendorold@v1.0.0',
    files: {
      'go.mod': mod('github.com/t/vendorold'),
      'vendor/modules.txt': '#\n',
      'vendor/x.example/x.go': pkg,
      'a/vendor/v.go': pkg,
      'p.go': pkg,
    },
    expected: same,
  },
  {
    module: 'vendornew@v1.0.0',
    files: {
      'go.mod': mod('github.com/t/vendornew', '1.24'),
      'vendor/modules.txt': '#\n',
      'vendor/x.example/x.go': pkg,
      'a/vendor/v.go': pkg,
      'p.go': pkg,
    },
    expected: same,
  },
  {
    module: 'annotated@v1.0.0',
    files: { 'go.mod': mod('github.com/t/annotated'), 'p.go': pkg },
    publish: ({ repository }) => void repository.git('tag', '-a', '-m', 'r', 'v1.0.0'),
    expected: same,
  },
  {
    module: 'signed@v1.1.0',
    files: { 'go.mod': mod('github.com/t/signed'), 'p.go': pkg },
    publish: ({ repository, key }) => {
      repository.git('tag', '-a', '-m', 'r', 'v1.0.0')
      repository.git('-c', 'gpg.format=ssh', '-c', `user.signingKey=${key}`, 'tag', '-s', '-m', 'r', 'v1.1.0')
    },
    expected: same,
  },
  { module: 'major/v2@v2.0.0', files: { 'go.mod': mod('github.com/t/major/v2'), 'p.go': pkg }, expected: same },
  {
    module: 'old@v2.0.0+incompatible',
    files: { 'p.go': pkg },
    publish: ({ repository }) => void repository.git('tag', 'v2.0.0'),
    expected: same,
  },
  {
    module: 'crlf@v1.0.0',
    files: {
      'go.mod': mod('github.com/t/crlf'),
      '.gitattributes': '*.txt text eol=crlf\n*.go ident\n',
      'a.txt': 'a\nb\n',
      'p.go': 'package p // $Id$\n',
    },
    expected: same,
  },
  {
    module: 'lfs@v1.0.0',
    files: {
      'go.mod': mod('github.com/t/lfs'),
      '.gitattributes': '*.bin filter=lfs -text\n',
      'a.bin': 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n',
      'l.go': { link: 'p.go' },
      'p.go': pkg,
    },
    expected: same,
  },
  {
    module: 'moved@v1.3.1',
    files: { 'go.mod': mod('github.com/t/moved'), 'p.go': armed },
    afterwards: ({ repository }) => {
      repository.commit({ 'p.go': clean }, { time: 1_700_000_900 })
      repository.git('tag', '-f', 'v1.3.1')
    },
    expected: {
      verdict: 'tag-moved',
      contents: 'differ',
      recordedContents: 'same',
      differenceCount: 1,
      severities: ['high'],
    },
  },
  {
    module: 'movedsub/deep@v0.1.0',
    files: {
      'deep/go.mod': mod('github.com/t/movedsub/deep'),
      'deep/d.go': armed,
      'go.mod': mod('github.com/t/movedsub'),
    },
    publish: ({ repository }) => void repository.git('tag', 'deep/v0.1.0'),
    afterwards: ({ repository }) => {
      repository.commit({ 'deep/d.go': clean })
      repository.git('tag', '-f', 'deep/v0.1.0')
    },
    expected: { verdict: 'tag-moved', contents: 'differ', folder: 'deep', severities: ['high'] },
  },
  {
    module: 'amended@v1.0.0',
    files: { 'go.mod': mod('github.com/t/amended'), 'p.go': pkg },
    afterwards: ({ repository }) => {
      repository.git('commit', '-q', '--amend', '-m', 'another message')
      repository.git('tag', '-f', 'v1.0.0')
    },
    expected: { verdict: 'tag-moved', contents: 'same', severities: ['low'] },
  },
  {
    module: 'untagged@v1.0.0',
    files: { 'go.mod': mod('github.com/t/untagged'), 'p.go': pkg },
    afterwards: ({ repository }) => void repository.git('tag', '-d', 'v1.0.0'),
    expected: { verdict: 'tag-gone', recordedContents: 'same', severities: ['low'] },
  },
  {
    module: 'erased@v1.0.0',
    files: { 'go.mod': mod('github.com/t/erased'), 'p.go': armed },
    afterwards: (world) => {
      world.repository.git('tag', '-d', 'v1.0.0')
      eraseHistory(world)
    },
    expected: { verdict: 'tag-gone', recordedContents: 'gone', severities: ['medium'] },
  },
  {
    module: 'removed@v1.0.0',
    files: { 'go.mod': mod('github.com/t/removed'), 'p.go': pkg },
    afterwards: ({ root }) => rmSync(path.join(root, 'removed'), { recursive: true }),
    expected: { verdict: 'repository-gone', severities: ['medium'] },
  },
  {
    module: 'emptied@v1.0.0',
    files: { 'go.mod': mod('github.com/t/emptied'), 'p.go': pkg },
    afterwards: ({ repository }) => {
      repository.commit({ 'go.mod': mod('github.com/t/another'), 'p.go': undefined })
      repository.git('tag', '-f', 'v1.0.0')
    },
    expected: { verdict: 'tag-moved', contents: 'differ', differenceCount: 2, severities: ['high'] },
  },
  {
    module: 'faked@v1.0.0',
    files: { 'go.mod': mod('github.com/t/faked'), 'p.go': clean },
    afterwards: ({ modcache }) =>
      replaceZip(modcache, 'github.com/t/faked', 'v1.0.0', { 'go.mod': mod('github.com/t/faked'), 'p.go': armed }),
    expected: { verdict: 'differs', contents: 'differ', record: 'there', severities: ['high'] },
  },
  {
    module: 'falseinfo@v1.0.0',
    files: { 'go.mod': mod('github.com/t/falseinfo'), 'p.go': pkg },
    afterwards: ({ modcache }) => {
      const { info } = cachePaths(modcache, { path: 'github.com/t/falseinfo', version: 'v1.0.0' })
      const document = JSON.parse(readFileSync(info, 'utf8'))
      document.Origin.URL = 'https://github.com/t/elsewhere'
      put(info, JSON.stringify(document))
    },
    expected: { verdict: 'same', record: 'false', severities: ['medium'] },
  },
  {
    module: 'noorigin@v1.0.0',
    files: { 'go.mod': mod('github.com/t/noorigin'), 'p.go': armed },
    afterwards: ({ modcache, repository }) => {
      const { info } = cachePaths(modcache, { path: 'github.com/t/noorigin', version: 'v1.0.0' })
      const { Version, Time } = JSON.parse(readFileSync(info, 'utf8'))
      put(info, JSON.stringify({ Version, Time }))
      repository.commit({ 'p.go': clean }, { time: 1_700_009_999 })
      repository.git('tag', '-f', 'v1.0.0')
    },
    expected: { verdict: 'tag-moved', record: 'missing', contents: 'differ', severities: ['high'] },
  },
]

/** Makes one commit of everything and forgets all others. */
function eraseHistory({ repository }: World): void {
  repository.git('checkout', '-q', '--orphan', 'fresh')
  repository.commit({ 'p.go': clean })
  repository.git('branch', '-q', '-D', 'main')
  repository.git('branch', '-q', '-m', 'main')
  repository.git('reflog', 'expire', '--expire=now', '--all')
  repository.git('gc', '-q', '--prune=now')
}

/** Puts another zip into the cache, with its hash, as somebody does who can write go.sum too. */
function replaceZip(
  modcache: string,
  modulePath: string,
  version: string,
  files: Readonly<Record<string, string>>,
): void {
  const { zip, ziphash } = cachePaths(modcache, { path: modulePath, version })
  const entries = Object.entries(files).map(([name, content]) => ({
    name: `${modulePath}@${version}/${name}`,
    content,
  }))
  rmSync(zip, { force: true })
  rmSync(ziphash, { force: true })
  put(zip, makeZip(entries))
  put(ziphash, hash1(entries.map(({ name, content }) => ({ name, sha256: sha256(Buffer.from(content)) }))))
}

test('compare --all is right about twenty repositories', { skip }, async () => {
  await withRepositories(async (make, root, home) => {
    const key = path.join(home, 'key')
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'kim@example.com', '-f', key])
    const modcache = path.join(home, 'go', 'pkg', 'mod')
    const worlds = SUBJECTS.map(({ module, files, publish }): World => {
      const [name = ''] = module.split(/[/@]/)
      const world = { repository: make(name), root, modcache, key }
      world.repository.commit(files)
      if (publish === undefined) world.repository.git('tag', module.slice(module.indexOf('@') + 1))
      else publish(world)
      return world
    })
    await serving(gitHandler(root), async (base) => {
      writeFileSync(path.join(home, '.gitconfig'), `[url "${base}/"]\n\tinsteadOf = https://github.com/t/\n`)
      const project = path.join(home, 'project')
      mkdirSync(project)
      const env = {
        PATH: process.env['PATH'] ?? '',
        HOME: home,
        GOENV: 'off',
        GOPROXY: 'direct',
        GOPRIVATE: 'github.com/t',
        // The user's insteadOf leads to plain http.
        GOINSECURE: 'github.com/t',
        GOFLAGS: '-mod=mod',
        GOTOOLCHAIN: 'local',
        GIT_CONFIG_NOSYSTEM: '1',
      }
      try {
        const sums: string[] = []
        for (const { module } of SUBJECTS) {
          const ran = await runProgram('go', ['mod', 'download', '-json', `github.com/t/${module}`], {
            cwd: project,
            env,
          })
          const { Path, Version, Sum, GoModSum, Error } = JSON.parse(ran.stdout)
          assert.equal(Error, undefined, module)
          sums.push(`${Path} ${Version} ${Sum}`, `${Path} ${Version}/go.mod ${GoModSum}`)
        }
        SUBJECTS.forEach(({ afterwards }, i) => {
          const world = worlds[i]
          if (world !== undefined) afterwards?.(world)
        })
        const faked = readFileSync(
          cachePaths(modcache, { path: 'github.com/t/faked', version: 'v1.0.0' }).ziphash,
          'utf8',
        )
        const lines = sums.map((line) =>
          line.startsWith('github.com/t/faked v1.0.0 ') ? `github.com/t/faked v1.0.0 ${faked}` : line,
        )
        const required = SUBJECTS.map(({ module }) => `\tgithub.com/t/${module.replace('@', ' ')}\n`)
        put(path.join(project, 'go.mod'), `module github.com/me/shop\n\ngo 1.24\n\nrequire (\n${required.join('')})\n`)
        put(path.join(project, 'go.sum'), `${lines.join('\n')}\n`)
        const ran = await runProgram(
          process.execPath,
          [launcher, 'compare', '--all', '--signers', '--json', '--no-progress'],
          { cwd: project, env },
        )
        const report = JSON.parse(ran.stdout) as CompareReport
        assert.equal(report.modules?.length, SUBJECTS.length, ran.stdout.slice(0, 2000) + ran.stderr)
        const byName = new Map(report.modules.map((m) => [`${m.path}@${m.version}`.replace('github.com/t/', ''), m]))
        for (const { module, expected } of SUBJECTS) {
          const { severities, ...members } = expected
          const found = byName.get(module)
          assert.ok(found !== undefined, module)
          const shown = Object.fromEntries(
            Object.keys(members).map((name) => [name, Object.entries(found).find(([n]) => n === name)?.[1]]),
          )
          assert.deepEqual(shown, members, `${module}: ${JSON.stringify(found)}`)
          if (severities !== undefined)
            assert.deepEqual(
              found.findings.map((f) => f.severity),
              severities,
              module,
            )
          if (found.contents === 'same') assert.equal(found.sourceH1, found.h1, module)
        }
        const signed = byName.get('signed@v1.1.0')?.signing
        assert.deepEqual(
          {
            by: signed?.by,
            kind: signed?.kind,
            verified: signed?.verified,
            earlier: signed?.earlier,
            newSigner: signed?.newSigner,
          },
          { by: 'tag', kind: 'SSH', verified: false, earlier: 1, newSigner: true },
        )
        const fingerprint = execFileSync('ssh-keygen', ['-lf', `${key}.pub`])
          .toString()
          .split(' ')[1]
        assert.equal(signed?.signer, `ssh-ed25519 ${fingerprint}`)
        const moved = byName.get('moved@v1.3.1')
        assert.deepEqual(moved?.differences[0]?.diff, [
          '5 + ',
          '6 + func init() { hidden() }',
          '7 + ',
          '8 + func hidden() {}',
        ])
        // What lies in the cache of `faked` is not what was agreed on.
        assert.equal(report.exitCode, 4)
        assert.equal(ran.code, 4)
      } finally {
        removeAll(home)
        mkdirSync(home, { recursive: true })
      }
    })
  })
})
