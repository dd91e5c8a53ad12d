// What surrounds a run of git: what lies above its folder, what it may use, and what becomes of it.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import type { RequestListener } from 'node:http'
import path from 'node:path'
import test from 'node:test'
import { gitHandler, gitServer, withRepositories } from '../../test/support/gitrepos.ts'
import { serving } from '../../test/support/loopback.ts'
import { isWardenError } from '../base/errors.ts'
import { runGit } from './gitrun.ts'
import { createVcs } from './vcs.ts'

const skip = gitServer.reason

test('a repository above the folder of a run says nothing to git', { skip }, async () => {
  await withRepositories(async (make, root, home) => {
    const repository = make('r')
    const commit = repository.commit({ 'a.go': 'package a\n' })
    repository.git('tag', 'v1.0.0')
    const workspace = path.join(home, 'workspace')
    execFileSync('git', ['init', '-q', workspace])
    execFileSync('git', ['config', 'http.extraHeader', 'X-Token: secret'], { cwd: workspace })
    const answer = gitHandler(root)
    const tokens: unknown[] = []
    const handler: RequestListener = (request, response) => {
      tokens.push(request.headers['x-token'])
      answer(request, response)
    }
    await serving(handler, async (base) => {
      // As if it were a host of the internet: the proxy answers itself.
      const env = { PATH: process.env['PATH'], HOME: home, HTTP_PROXY: base, GIT_CONFIG_NOSYSTEM: '1' }
      const vcs = createVcs({ env, version: '0', goauth: 'off', temporary: path.join(workspace, 'tmp') })
      try {
        const remote = await vcs.remote('http://git.example.com/r', { isPrivate: false, insecure: true }, undefined)
        const checkout = await vcs.fetch(remote, { ref: 'refs/tags/v1.0.0', commit }, undefined)
        await checkout.dispose()
      } finally {
        await vcs.close()
      }
      assert.ok(tokens.length > 3)
      assert.deepEqual(new Set(tokens), new Set([undefined]))
    })
  })
})

// git itself leaves a server that is silent after 20 s.
test('git ends with a program that was killed', { skip, timeout: 15_000 }, async () => {
  const asked = Promise.withResolvers<void>()
  const left = Promise.withResolvers<void>()
  const handler: RequestListener = (_, response) => {
    response.on('close', () => left.resolve())
    asked.resolve()
  }
  await withRepositories(async (_, __, home) => {
    await serving(handler, async (base) => {
      const text = `const { createVcs } = await import(${JSON.stringify(import.meta.resolve('./vcs.ts'))})
        const vcs = createVcs({ env: process.env, version: '0', goauth: 'off', temporary: process.argv[1] })
        await vcs.remote(process.argv[2], { isPrivate: true, insecure: true })`
      const args = ['--input-type=module', '-e', text, path.join(home, 'tmp'), `${base}/r`]
      const env = { PATH: process.env['PATH'], HOME: home, GIT_CONFIG_NOSYSTEM: '1' }
      const child = spawn(process.execPath, args, { env, stdio: 'ignore' })
      await asked.promise
      child.kill('SIGKILL')
      await left.promise
    })
  })
})

test('runGit ends a run that uses more of a processor than it may', { skip }, async () => {
  await withRepositories(async (make, _, home) => {
    const repository = make('r')
    repository.commit({ a: '1' })
    // Each tree holds the one before sixteen times, and none a file.
    let tree = repository.feed(Buffer.alloc(0), 'hash-object', '-t', 'tree', '-w', '--stdin')
    for (let depth = 0; depth < 12; depth++) {
      const inner = Buffer.from(tree, 'hex')
      const entries = [...'abcdefghijklmnop'].map((name) => Buffer.concat([Buffer.from(`40000 ${name}\0`), inner]))
      tree = repository.feed(Buffer.concat(entries), 'hash-object', '-t', 'tree', '-w', '--stdin', '--literally')
    }
    const run = runGit({
      env: { PATH: process.env['PATH'] ?? '', HOME: home },
      folder: repository.folder,
      settings: [],
      args: ['archive', '--format=tar', tree],
      timeoutMs: 60_000,
      maxProcessor: 1,
      maxOutput: 1 << 30,
      signal: undefined,
      name: 'git archive',
      onOutput: () => undefined,
    })
    await assert.rejects(run, (error) => isWardenError(error, 'too-large'))
  })
})
