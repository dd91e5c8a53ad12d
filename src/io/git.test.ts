import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import test from 'node:test'
import { createGit } from './git.ts'

const env = { PATH: process.env['PATH'], HOME: '/nonexistent' }

async function inRepository(
  work: (folder: string, git: (...args: string[]) => string) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'modwarden-git-'))
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=kim', '-c', 'user.email=kim@example.com', ...args], { cwd: folder })
      .toString()
      .trim()
  try {
    git('init', '-q', '-b', 'main')
    mkdirSync(path.join(folder, 'sub'))
    writeFileSync(path.join(folder, 'sub', 'go.sum'), 'one\n')
    writeFileSync(path.join(folder, 'sub', 'big.bin'), Buffer.alloc(300_000, 7))
    symlinkSync('/etc/hostname', path.join(folder, 'sub', 'link.go'))
    git('add', '.')
    git('commit', '-q', '-m', 'first')
    await work(folder, git)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('git gives commits, merge bases and files of a folder as they were', async () => {
  await inRepository(async (folder, git) => {
    const first = git('rev-parse', 'HEAD')
    git('checkout', '-q', '-b', 'work')
    writeFileSync(path.join(folder, 'sub', 'go.sum'), 'two\n')
    git('commit', '-qam', 'second')
    const port = createGit(env)
    const sub = path.join(folder, 'sub')
    assert.equal(await port.commit(sub, 'main'), first)
    assert.equal(await port.commit(sub, 'nothing'), undefined)
    assert.equal(await port.commit(sub, '--help'), undefined)
    assert.equal(await port.commit(tmpdir(), 'main'), undefined)
    assert.equal(await port.mergeBase(sub, 'work', 'main'), first)
    assert.equal(Buffer.from((await port.file(sub, first, 'go.sum', 100)) ?? []).toString(), 'one\n')
    assert.equal(await port.file(sub, first, 'go.mod', 100), undefined)
  })
})

test('git writes the files of a folder as they were, and no links', async () => {
  await inRepository(async (folder) => {
    const port = createGit(env)
    const into = mkdtempSync(path.join(tmpdir(), 'modwarden-git-into-'))
    try {
      await port.checkout(path.join(folder, 'sub'), (await port.commit(folder, 'main')) ?? '', into)
      assert.deepEqual(readdirSync(into).sort(), ['big.bin', 'go.sum'])
      assert.deepEqual(readFileSync(path.join(into, 'big.bin')), Buffer.alloc(300_000, 7))
    } finally {
      rmSync(into, { recursive: true })
    }
  })
})

test('git runs nothing that the repository names', async () => {
  await inRepository(async (folder, git) => {
    const mark = path.join(folder, 'ran')
    const script = path.join(folder, 'script')
    writeFileSync(script, `#!/bin/sh\ntouch ${mark}\n`)
    chmodSync(script, 0o755)
    for (const key of ['core.fsmonitor', 'core.pager', 'core.sshCommand', 'diff.external', 'core.askPass']) {
      git('config', key, script)
    }
    git('config', 'core.hooksPath', folder)
    git('config', 'filter.x.smudge', script)
    git('config', 'diff.x.textconv', script)
    writeFileSync(path.join(folder, '.git', 'info', 'attributes'), '* filter=x diff=x\n')
    rmSync(mark, { force: true })
    const port = createGit(env)
    const into = mkdtempSync(path.join(tmpdir(), 'modwarden-git-into-'))
    try {
      const commit = (await port.commit(folder, 'main')) ?? ''
      await port.file(path.join(folder, 'sub'), commit, 'go.sum', 100)
      await port.checkout(folder, commit, into)
      assert.equal(existsSync(mark), false)
    } finally {
      rmSync(into, { recursive: true })
    }
  })
})
