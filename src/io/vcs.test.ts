// The port against real git servers on loopback, and against servers that hang, lie, redirect and flood.
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import test from 'node:test'
import { isWardenError, type ErrorCode } from '../base/errors.ts'
import type { Remote, Vcs } from '../world/vcs.ts'
import { gitHandler, gitServer, withRepositories, type TestRepository } from '../../test/support/gitrepos.ts'
import { serving } from '../../test/support/loopback.ts'
import { createVcs, type VcsOptions } from './vcs.ts'

const skip = gitServer.reason
/** What the tests' own servers need: the user says that they are their own. */
const own = { isPrivate: true, insecure: true }
const stranger = { isPrivate: false, insecure: true }

type Make = (name: string, format?: string) => TestRepository

async function withVcs(
  work: (vcs: Vcs, base: string, make: Make, temporary: string) => Promise<void>,
  options: Partial<VcsOptions> = {},
  handler?: RequestListener,
): Promise<void> {
  await withRepositories(async (make, root, home) => {
    await serving(handler ?? gitHandler(root), async (base) => {
      const temporary = path.join(home, 'tmp')
      const env = { PATH: process.env['PATH'], HOME: home, GIT_CONFIG_NOSYSTEM: '1' }
      const vcs = createVcs({ env, version: '0', goauth: 'off', temporary, ...options })
      try {
        await work(vcs, base, make, temporary)
      } finally {
        await vcs.close()
      }
      assert.deepEqual(existsSync(temporary) ? readdirSync(temporary) : [], [])
    })
  })
}

const fails = async (work: Promise<unknown>, ...codes: readonly ErrorCode[]): Promise<void> =>
  assert.rejects(work, (error) => {
    assert.ok(isWardenError(error, ...codes), String(error))
    return true
  })

const remoteOf = async (vcs: Vcs, base: string, name: string): Promise<Remote> =>
  vcs.remote(`${base}/${name}`, own, undefined)

const tagOf = (remote: Remote, tag: string): { readonly ref: string; readonly commit: string } => {
  const ref = `refs/tags/${tag}`
  return { ref, commit: remote.refs.get(ref)?.commit ?? '' }
}

test('remote lists tags with what they lead to, and fetch gives the files of one commit', { skip }, async () => {
  await withVcs(async (vcs, base, make) => {
    const repository = make('r')
    const first = repository.commit({ 'go.mod': 'module m\n', 'sub/a.go': 'package a\n', 'sub/l.go': { link: 'a.go' } })
    repository.git('tag', 'v1.0.0')
    repository.git('tag', '-a', '-m', 'release', 'v1.1.0')
    const remote = await remoteOf(vcs, base, 'r')
    assert.equal(remote.refs.get('refs/tags/v1.0.0')?.object, first)
    assert.equal(remote.refs.get('refs/tags/v1.1.0')?.commit, first)
    assert.notEqual(remote.refs.get('refs/tags/v1.1.0')?.object, first)
    assert.equal(remote.refs.get('refs/heads/main')?.commit, first)
    const checkout = await vcs.fetch(remote, tagOf(remote, 'v1.1.0'), undefined)
    assert.equal(checkout.commit, first)
    assert.match(checkout.tagText ?? '', /^object .*\ntype commit\ntag v1\.1\.0\n/)
    assert.equal(Buffer.from((await checkout.file('go.mod')) ?? []).toString(), 'module m\n')
    assert.equal(Buffer.from((await checkout.file('sub/l.go')) ?? []).toString(), 'a.go')
    assert.equal(await checkout.file('sub'), undefined)
    assert.equal(await checkout.file('--help'), undefined)
    const tree = await checkout.archive('sub')
    assert.deepEqual(
      tree.files.map(({ name, kind, size }) => [name, kind, size]),
      [
        ['a.go', 'file', 10],
        ['l.go', 'link', 0],
      ],
    )
    const [file] = tree.files
    assert.equal(file === undefined ? '' : Buffer.from(await tree.read(file)).toString(), 'package a\n')
    assert.equal(await checkout.verified(), false)
    await checkout.dispose()
  })
})

test('findCommit finds what a branch leads to, and nothing else', { skip }, async () => {
  await withVcs(async (vcs, base, make) => {
    const repository = make('r')
    const lost = repository.commit({ a: '1' })
    repository.git('commit', '-q', '--amend', '-m', 'other')
    const early = repository.git('rev-parse', 'HEAD')
    const late = repository.commit({ a: '2' })
    const remote = await remoteOf(vcs, base, 'r')
    assert.equal(await vcs.findCommit(remote, early.slice(0, 12), undefined), early)
    assert.equal(await vcs.findCommit(remote, late.slice(0, 12), undefined), late)
    await fails(vcs.findCommit(remote, lost.slice(0, 12), undefined), 'not-found')
    await fails(vcs.findCommit(remote, 'ffffffffffff', undefined), 'not-found')
    await fails(vcs.findCommit(remote, '--all', undefined), 'not-found')
  })
})

test('history gives earlier tags without their files', { skip }, async () => {
  await withVcs(
    async (vcs, base, make) => {
      const repository = make('r')
      repository.commit({ 'big.bin': randomBytes(2 << 20) }, { email: 'one@example.com' })
      repository.git('tag', 'v1.0.0')
      const remote = await remoteOf(vcs, base, 'r')
      const [tag] = await vcs.history(remote, ['refs/tags/v1.0.0'], undefined)
      assert.match(tag?.commitText ?? '', /committer Kim <one@example\.com>/)
      assert.equal(tag?.tagText, undefined)
    },
    { maxFetch: 1 << 20 },
  )
})

test('a repository that is not there is told from a server that cannot be asked', { skip }, async () => {
  await withVcs(async (vcs, base) => {
    await fails(vcs.remote(`${base}/nothing`, own, undefined), 'not-found')
    await fails(vcs.remote('http://127.0.0.1:1/x', own, undefined), 'unreachable')
  })
})

test('addresses that strangers may not lead to are refused before anything is sent', { skip }, async () => {
  let asked = 0
  await withVcs(
    async (vcs, base) => {
      for (const url of [
        `${base}/r`,
        'http://169.254.169.254/r',
        'http://[::1]/r',
        'http://[::ffff:127.0.0.1]/r',
        'http://localhost/r',
        'http://0x7f.1/r',
      ]) {
        await fails(vcs.remote(url, stranger, undefined), 'refused')
        await fails(vcs.page(url, stranger, undefined), 'refused')
      }
      for (const url of [
        'file:///etc',
        'git://example.com/r',
        'ext::sh -c true',
        '-x',
        'https://user:secret@example.com/r',
        'ssh://-oProxyCommand=x/r',
        '',
      ]) {
        await fails(vcs.remote(url, own, undefined), 'refused')
      }
      await fails(vcs.remote('ssh://git@example.com/r', stranger, undefined), 'refused')
      await fails(vcs.remote('http://example.com/r', { isPrivate: false, insecure: false }, undefined), 'refused')
      assert.equal(asked, 0)
    },
    {},
    (_, response) => {
      asked++
      response.end()
    },
  )
})

test('a server that is silent or drips is left after its time', { skip }, async () => {
  await withVcs(
    async (vcs, base) => {
      await fails(vcs.remote(`${base}/r`, own, undefined), 'unreachable')
      const stop = new AbortController()
      setTimeout(() => stop.abort(), 100)
      await fails(vcs.remote(`${base}/r`, own, stop.signal), 'aborted')
    },
    { askMs: 700 },
    (_, response) => {
      response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-advertisement' })
      response.write('001e# service=git-upload-pack\n')
    },
  )
})

test('a server that sends more than it may is cut off', { skip }, async () => {
  await withVcs(
    async (vcs, base, make) => {
      const repository = make('r')
      repository.commit({ 'big.bin': randomBytes(24 << 20) })
      repository.git('tag', 'v1.0.0')
      const remote = await remoteOf(vcs, base, 'r')
      await fails(vcs.fetch(remote, tagOf(remote, 'v1.0.0'), undefined), 'too-large')
    },
    { maxFetch: 4 << 20 },
  )
})

test('a small pack that stands for much is cut off when it is unpacked', { skip }, async () => {
  await withVcs(
    async (vcs, base, make) => {
      const repository = make('r')
      repository.commit({ 'zeros.bin': Buffer.alloc(64 << 20) })
      repository.git('tag', 'v1.0.0')
      const remote = await remoteOf(vcs, base, 'r')
      const checkout = await vcs.fetch(remote, tagOf(remote, 'v1.0.0'), undefined)
      await fails(checkout.archive(''), 'too-large')
      assert.equal(await checkout.file('zeros.bin'), undefined)
    },
    { maxFetch: 1 << 20, maxArchive: 8 << 20 },
  )
})

const noKeygen = spawnSync('ssh-keygen', ['-?']).error === undefined ? skip : 'ssh-keygen is not installed'

test('verified holds only with a key that the user has put down', { skip: noKeygen }, async () => {
  await withRepositories(async (make, root, home) => {
    const key = path.join(home, 'key')
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'kim@example.com', '-f', key])
    const repository = make('r')
    repository.commit({ a: '1' })
    repository.git('-c', 'gpg.format=ssh', '-c', `user.signingKey=${key}`, 'tag', '-s', '-m', 'r', 'v1.0.0')
    await serving(gitHandler(root), async (base) => {
      const env = { PATH: process.env['PATH'], HOME: home, GIT_CONFIG_NOSYSTEM: '1' }
      const vcs = createVcs({ env, version: '0', goauth: 'off', temporary: path.join(home, 'tmp') })
      try {
        const remote = await vcs.remote(`${base}/r`, own, undefined)
        const checkout = await vcs.fetch(remote, tagOf(remote, 'v1.0.0'), undefined)
        assert.equal(await checkout.verified(), false)
        const signers = path.join(home, 'signers')
        repository.git('config', '--global', 'gpg.ssh.allowedSignersFile', signers)
        writeFileSync(signers, '')
        assert.equal(await checkout.verified(), false)
        writeFileSync(signers, `kim@example.com ${readFileSync(`${key}.pub`, 'utf8')}`)
        assert.equal(await checkout.verified(), true)
      } finally {
        await vcs.close()
      }
    })
  })
})

test('verified looks at the commit where the tag is not signed', { skip: noKeygen }, async () => {
  await withVcs(async (vcs, base, make, temporary) => {
    const home = path.dirname(temporary)
    const key = path.join(home, 'key')
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'kim@example.com', '-f', key])
    const repository = make('r')
    repository.commit({ a: '1' })
    repository.git('-c', 'gpg.format=ssh', '-c', `user.signingKey=${key}`, 'commit', '-q', '--amend', '-S', '-m', 'x')
    repository.git('tag', '-a', '-m', 'release', 'v1.0.0')
    const signers = path.join(home, 'signers')
    repository.git('config', '--global', 'gpg.ssh.allowedSignersFile', signers)
    writeFileSync(signers, `kim@example.com ${readFileSync(`${key}.pub`, 'utf8')}`)
    const remote = await remoteOf(vcs, base, 'r')
    assert.equal(await (await vcs.fetch(remote, tagOf(remote, 'v1.0.0'), undefined)).verified(), true)
  })
})

test('a server that says one commit and gives another is caught', { skip }, async () => {
  await withVcs(async (vcs, base, make) => {
    const repository = make('r')
    repository.commit({ a: '1' })
    repository.git('tag', 'v1.0.0')
    const remote = await remoteOf(vcs, base, 'r')
    repository.commit({ a: '2' })
    repository.git('tag', '-f', 'v1.0.0')
    await fails(vcs.fetch(remote, tagOf(remote, 'v1.0.0'), undefined), 'mismatch')
    await fails(vcs.fetch(remote, { ref: undefined, commit: 'f'.repeat(40) }, undefined), 'not-found')
    await fails(vcs.fetch(remote, { ref: undefined, commit: '--upload-pack=x' }, undefined), 'parse')
  })
})

test('what a server sends instead of git is an error of its own', { skip }, async () => {
  for (const body of [
    '',
    '<html>',
    '0000',
    'ffff',
    '001e# service=git-upload-pack\n0000zzzz',
    randomBytes(5000).toString('latin1'),
  ]) {
    await withVcs(
      async (vcs, base) => fails(vcs.remote(`${base}/r`, own, undefined), 'unreachable', 'not-found'),
      {},
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-advertisement' }).end(body, 'latin1')
      },
    )
  }
})

test('names that are arguments or lead elsewhere are names, and nothing is written outside', { skip }, async () => {
  await withVcs(async (vcs, base, make) => {
    const repository = make('r')
    const outside = mkdtempSync(path.join(tmpdir(), 'modwarden-outside-'))
    try {
      const mark = path.join(outside, 'mark')
      repository.commit({ '--upload-pack=touch': 'x\n', '-oProxyCommand=x.go': 'package x\n', 'a.go': 'package a\n' })
      const blob = repository.git('rev-parse', 'HEAD:a.go')
      const entry = (name: string): Buffer => Buffer.concat([Buffer.from(`100644 ${name}\0`), Buffer.from(blob, 'hex')])
      const tree = hashObject(repository, 'tree', Buffer.concat([entry('../../escape.go'), entry(`..${mark}`)]))
      const commit = repository.git('commit-tree', '-m', 'odd', tree)
      repository.git('update-ref', 'refs/tags/v1.0.0', commit)
      repository.git('update-ref', 'refs/tags/--upload-pack=touch${IFS}x', commit)
      repository.git('tag', 'v1.1.0')
      const remote = await remoteOf(vcs, base, 'r')
      const odd = await vcs.fetch(remote, tagOf(remote, 'v1.0.0'), undefined)
      await fails(odd.archive(''), 'parse')
      const checkout = await vcs.fetch(remote, tagOf(remote, 'v1.1.0'), undefined)
      const names = (await checkout.archive('')).files.map(({ name }) => name)
      assert.deepEqual(names, ['--upload-pack=touch', '-oProxyCommand=x.go', 'a.go'])
      assert.deepEqual(readdirSync(outside), [])
    } finally {
      rmSync(outside, { recursive: true })
    }
  })
})

test('nothing that the user configured for git runs on what strangers sent', { skip }, async () => {
  await withRepositories(async (make, root, home) => {
    const mark = path.join(home, 'ran')
    const repository = make('r')
    repository.commit({ 'a.go': 'package a\n', '.gitattributes': '*.go filter=evil diff=evil\n' })
    repository.git('tag', 'v1.0.0')
    const config = (key: string, value: string): string => repository.git('config', '--global', key, value)
    config('filter.evil.smudge', `touch ${mark}`)
    config('filter.evil.process', `touch ${mark}`)
    config('core.fsmonitor', `touch ${mark}`)
    config('core.hooksPath', home)
    await serving(gitHandler(root), async (base) => {
      const env = { PATH: process.env['PATH'], HOME: home, GIT_CONFIG_NOSYSTEM: '1' }
      const vcs = createVcs({ env, version: '0', goauth: 'off', temporary: path.join(home, 'tmp') })
      try {
        const remote = await vcs.remote(`${base}/r`, own, undefined)
        const checkout = await vcs.fetch(remote, tagOf(remote, 'v1.0.0'), undefined)
        assert.equal((await checkout.archive('')).files.length, 2)
      } finally {
        await vcs.close()
      }
      assert.equal(existsSync(mark), false)
    })
  })
})

test('a private repository is fetched where the user lets git find no bare ones', { skip }, async () => {
  await withVcs(async (vcs, base, make) => {
    const repository = make('r')
    const commit = repository.commit({ 'a.go': 'package a\n' })
    repository.git('tag', 'v1.0.0')
    repository.git('config', '--global', 'safe.bareRepository', 'explicit')
    const remote = await remoteOf(vcs, base, 'r')
    assert.equal((await vcs.fetch(remote, tagOf(remote, 'v1.0.0'), undefined)).commit, commit)
  })
})

test('findCommit is refused where there are more branches and tags than files should be', { skip }, async () => {
  await withVcs(async (vcs, base) => {
    const ref = { object: 'a'.repeat(40), commit: 'a'.repeat(40) }
    const refs = new Map(Array.from({ length: 50_001 }, (_, i) => [`refs/tags/t${i}`, ref]))
    await fails(vcs.findCommit({ url: `${base}/r`, access: own, refs }, 'bbbbbbbbbbbb', undefined), 'too-large')
  })
})

function hashObject(repository: TestRepository, kind: string, bytes: Buffer): string {
  return repository.feed(bytes, 'hash-object', '-t', kind, '-w', '--literally', '--stdin')
}
