// vendor/ file by file against the zips of its modules, with and without a module cache.
import assert from 'node:assert/strict'
import { appendFileSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { publish, put, withUniverse, type Universe } from '../support/universe.ts'

const quote = publish('rsc.io/quote', 'v1.5.2', {
  'quote_test.go': 'package quote\n',
  'ignored.go': '//go:build ignore\n\npackage main\n',
  'deep/deep.go': 'package deep\n',
  'deep/data.txt': 'data\n',
  'other/other.go': 'package other\n',
})
const nested = publish('rsc.io/quote/v3', 'v3.0.0')
const modulesTxt = `# rsc.io/quote v1.5.2
## explicit; go 1.21
rsc.io/quote
rsc.io/quote/deep
# rsc.io/quote/v3 v3.0.0
## explicit; go 1.21
rsc.io/quote/v3
`

/** A project with the vendor folder that `go mod vendor` makes. */
function vendored(u: Universe, cached = true): string {
  u.serve([quote, nested])
  if (cached) u.cache([quote, nested])
  u.require([quote, nested])
  u.write('vendor/modules.txt', modulesTxt)
  for (const name of ['LICENSE', 'quote.go', 'deep/deep.go', 'deep/data.txt']) {
    u.write(`vendor/rsc.io/quote/${name}`, quote.files.get(name) ?? '')
  }
  for (const name of ['LICENSE', 'v3.go']) u.write(`vendor/rsc.io/quote/v3/${name}`, nested.files.get(name) ?? '')
  return path.join(u.project, 'vendor')
}

test('verify compares vendor/ with the modules: all of it as agreed, from the cache or fetched', async () => {
  for (const cached of [true, false]) {
    await withUniverse(async (u) => {
      vendored(u, cached)
      const { code, report, stdout } = await u.json(['verify'])
      assert.equal(code, 0, stdout)
      assert.deepEqual(report.summary['vendor'], { ok: 6, of: 6 })
    })
  }
})

for (const [what, change, file, kind] of [
  [
    'an edited file',
    (v: string) => appendFileSync(`${v}/rsc.io/quote/quote.go`, '// x\n'),
    'rsc.io/quote/quote.go',
    'changed',
  ],
  [
    'an edited file of a nested module',
    (v: string) => appendFileSync(`${v}/rsc.io/quote/v3/v3.go`, '// x\n'),
    'rsc.io/quote/v3/v3.go',
    'changed',
  ],
  [
    'an added file',
    (v: string) => put(`${v}/rsc.io/quote/evil.go`, 'package quote\n'),
    'rsc.io/quote/evil.go',
    'added',
  ],
  [
    'an added data file',
    (v: string) => put(`${v}/rsc.io/quote/deep/evil.syso`, 'x'),
    'rsc.io/quote/deep/evil.syso',
    'added',
  ],
  [
    'a removed file that a build needs',
    (v: string) => rmSync(`${v}/rsc.io/quote/deep/deep.go`),
    'rsc.io/quote/deep/deep.go',
    'removed',
  ],
  [
    'a link in place of a file',
    (v: string) => {
      rmSync(`${v}/rsc.io/quote/quote.go`)
      symlinkSync('/nonexistent', `${v}/rsc.io/quote/quote.go`)
    },
    'rsc.io/quote/quote.go',
    'not a file',
  ],
  [
    'a file that no module claims',
    (v: string) => put(`${v}/example.com/x/x.go`, 'package x\n'),
    'example.com/x/x.go',
    'added',
  ],
  ['a file in the vendor folder itself', (v: string) => put(`${v}/main.go`, 'package main\n'), 'main.go', 'added'],
] as const) {
  test(`verify of a vendor folder with ${what}: exit 4, and names the file`, async () => {
    await withUniverse(async (u) => {
      change(vendored(u))
      const { code, report } = await u.json(['verify'])
      assert.equal(code, 4)
      const at = path.posix.join('vendor', file)
      const files = report.files.filter((f) => f.part === 'vendor')
      assert.ok(
        files.some((f) => f.kind === kind && report.findings.some((d) => d.message.includes(`${at} is ${kind}`))),
        JSON.stringify(files),
      )
      assert.ok(report.modules.every((m) => m.status === 'proven'))
    })
  })
}

test('verify of a vendor folder tells the file, its diff and what repairs it', async () => {
  await withUniverse(async (u) => {
    const folder = vendored(u)
    appendFileSync(`${folder}/rsc.io/quote/quote.go`, '// x\n')
    const { code, stdout } = await u.run(['verify'])
    assert.equal(code, 4)
    assert.match(
      stdout,
      /^TAMPERED {2}vendor\/ {3}MW-INT-VENDOR\n {2}in {8}rsc\.io\/quote@v1\.5\.2\n {2}file {6}\S+vendor\/rsc\.io\/quote\/quote\.go {3}changed, \+1 -0/m,
    )
    assert.match(stdout, /next {6}go mod vendor/)
    assert.match(stdout, /vendor 5\/6/)
  })
})

test('verify of a stale vendor/modules.txt: exit 1', async () => {
  await withUniverse(async (u) => {
    vendored(u)
    const newer = publish('rsc.io/quote', 'v1.6.0', Object.fromEntries(quote.files))
    u.serve([newer])
    u.cache([newer])
    u.require([newer, nested])
    const { code, stdout } = await u.run(['verify'])
    assert.equal(code, 1)
    assert.match(stdout, /vendor\/modules\.txt has rsc\.io\/quote at v1\.5\.2, go\.mod selects v1\.6\.0/)
    assert.match(stdout, /vendor\/modules\.txt:1/)
  })
})

test('verify of a vendor folder whose module cannot be had: exit 3', async () => {
  await withUniverse(async (u) => {
    vendored(u, false)
    assert.equal((await u.run(['verify', '--offline'])).code, 3)
  })
})

test('verify with -modfile in GOFLAGS compares the vendor folder beside go.mod all the same', async () => {
  await withUniverse(async (u) => {
    u.sound([quote])
    u.write('vendor/modules.txt', `# ${quote.path} ${quote.version}\n## explicit\n${quote.path}\n`)
    u.write(`vendor/${quote.path}/quote.go`, 'package quote\n\nfunc init() { println("evil") }\n')
    const at = (name: string): string => readFileSync(path.join(u.root, 'project', name), 'utf8')
    put(path.join(u.root, 'elsewhere/go.alt.mod'), at('go.mod'))
    put(path.join(u.root, 'elsewhere/go.alt.sum'), at('go.sum'))
    const env = { GOFLAGS: `-modfile=${path.join(u.root, 'elsewhere/go.alt.mod')}` }
    const { code, stdout } = await u.run(['verify'], { env })
    assert.equal(code, 4)
    assert.match(stdout, /TAMPERED {2}vendor\//)
  })
})
