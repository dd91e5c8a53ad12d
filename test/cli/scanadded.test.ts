// scan end to end: what a version adds to the one before it, to another one that is named, and to what a branch had.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import path from 'node:path'
import test from 'node:test'
import { moduleAt, scan } from '../support/scanning.ts'
import { publish, put, withUniverse } from '../support/universe.ts'

const STARTS = `package cache

import "os/exec"

func init() { exec.Command("git", "gc").Run() }
`
const first = publish('rsc.io/cache', 'v1.0.0')
const second = publish('rsc.io/cache', 'v1.0.1', { 'init.go': STARTS })
const third = publish('rsc.io/cache', 'v1.0.2', { 'init.go': STARTS, 'more.go': 'package cache\n' })

function rulesOf(report: Awaited<ReturnType<typeof scan>>['report'], modulePath = 'rsc.io/cache'): string[] {
  return moduleAt(report, modulePath)
    .findings.filter((f) => f.rule === 'MW-DELTA')
    .map((f) => `${f.severity}: ${f.message}`)
}

const ADDED = 'high: importing it now starts programs, which v1.0.0 did not'

test('a version that is named is compared with the release before it', async () => {
  await withUniverse(async (u) => {
    u.serve([first, second, third])
    const { report } = await scan(u, ['rsc.io/cache@v1.0.1'])
    assert.deepEqual(rulesOf(report), [ADDED])
    // The release before had it already.
    assert.deepEqual(rulesOf((await scan(u, ['rsc.io/cache@v1.0.2'])).report), [])
    assert.deepEqual(rulesOf((await scan(u, ['rsc.io/cache@v1.0.0'])).report), [])
    const named = await scan(u, ['rsc.io/cache@v1.0.2', '--against', 'v1.0.0'])
    assert.deepEqual(rulesOf(named.report), [ADDED])
  })
})

test('a folder is compared with the one that --against names', async () => {
  await withUniverse(async (u) => {
    for (const [name, content] of second.files) u.write(name, content)
    const before = path.join(u.root, 'before')
    for (const [name, content] of first.files) put(path.join(before, name), content)
    const { report } = await scan(u, ['--module', '--against', before])
    assert.deepEqual(rulesOf(report), ['high: importing it now starts programs, which the one before it did not'])
    assert.deepEqual(rulesOf((await scan(u, ['--module'])).report), [])
    const wrong = await u.run(['scan', '--against', before])
    assert.deepEqual([wrong.code, wrong.stdout], [2, ''])
    assert.match(wrong.stderr, /--against goes with one module/)
    assert.equal((await u.run(['scan', '--cache', '--against', before])).code, 2)
  })
})

test('with --baseline an upgrade is compared with the version that the branch had', async () => {
  await withUniverse(async (u) => {
    const git = (...args: readonly string[]): void => {
      execFileSync('git', ['-C', u.project, '-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args])
    }
    u.serve([first, third])
    u.require([first])
    git('init', '-q', '-b', 'main')
    git('add', '.')
    git('commit', '-q', '-m', 'first')
    u.require([third])
    const env = { PATH: process.env['PATH'] }
    const { report } = await scan(u, ['--baseline', 'git:main'], { env })
    assert.deepEqual(rulesOf(report), [ADDED])
    assert.deepEqual(rulesOf((await scan(u, [], { env })).report), [])
  })
})

test('an earlier version that cannot be had or proven leaves the question open: exit 3', async () => {
  await withUniverse(async (u) => {
    u.serve([first, second])
    const missing = await scan(u, ['rsc.io/cache@v1.0.1', '--against', 'v0.0.9'])
    assert.deepEqual([missing.code, moduleAt(missing.report, 'rsc.io/cache').incomplete], [3, true])
    assert.match(
      moduleAt(missing.report, 'rsc.io/cache').reasons.join(' '),
      /what it adds to the version before is not known/,
    )
    u.lie = (url, response) => {
      if (url.endsWith('/@v/list')) response.writeHead(500).end('later')
      return url.endsWith('/@v/list')
    }
    assert.equal((await scan(u, ['rsc.io/cache@v1.0.1'])).code, 3)
    u.lie = () => false
    u.cache([first])
    put(path.join(u.paths(first).folder, 'stray.go'), 'package cache\n')
    assert.equal((await scan(u, ['rsc.io/cache@v1.0.1'])).code, 3)
  })
})

test('what the baseline had and became known as malware since is found', async () => {
  await withUniverse(async (u) => {
    const git = (...args: readonly string[]): void => {
      execFileSync('git', ['-C', u.project, '-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args])
    }
    const known = publish('github.com/boltdb-go/bolt', 'v1.3.1', { 'bolt.go': 'package bolt\n' })
    u.sound([known])
    git('init', '-q', '-b', 'main')
    git('add', '.')
    git('commit', '-q', '-m', 'first')
    const { code, report } = await scan(u, ['--baseline', 'git:main'], { env: { PATH: process.env['PATH'] } })
    assert.deepEqual([code, moduleAt(report, known.path).verdict], [1, 'malicious'])
  })
})
