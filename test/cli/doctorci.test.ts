// modwarden doctor --ci from end to end: workflow files as projects have them, good ones and bad ones.
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { soundMachine } from '../support/doctorworlds.ts'
import { withUniverse, type Ran, type Universe } from '../support/universe.ts'

const sha = '0123456789abcdef0123456789abcdef01234567'

const good = `# A workflow that is as it should be.
name: ci
on:
  push: {branches: [main]}
  pull_request:
permissions:
  contents: read
env:
  GOFLAGS: -mod=readonly
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@${sha} # v6
      - uses: actions/setup-go@${sha} # v6
        with:
          go-version-file: go.mod
      - name: Prove the modules
        run: npx modwarden@0.1.0 verify --full
      - run: |
          go vet ./...
          go test -race ./...
      - run: go install honnef.co/go/tools/cmd/staticcheck@v0.6.1
      - run: echo "$TITLE"
        env:
          TITLE: \${{ github.event.pull_request.title }}
`

const bad = `on: [push, pull_request_target]
jobs:
  test:
    runs-on: ubuntu-latest
    env: {GONOSUMDB: github.com}
    steps:
      - uses: actions/checkout@v4
        with:
          ref: \${{ github.event.pull_request.head.sha }}
      - uses: actions/cache@${sha}
        with:
          path: |
            ~/.cache/go-build
            ~/go/pkg/mod
          key: go-\${{ hashFiles('go.sum') }}
          restore-keys: go-
      - run: |
          set -e
          curl -sSL https://tools.invalid/install.sh \\
            | bash
          go install example.com/lint@latest
          echo "\${{ github.event.pull_request.body }}" # body
          GOSUMDB=off go build ./...
`

interface Report {
  readonly findings: ReadonlyArray<{
    readonly rule: string
    readonly file: string
    readonly line: number
    readonly severity: string
  }>
  readonly unchecked: readonly string[]
  readonly exitCode: number
  readonly subject: { readonly files: readonly string[] }
}

async function ci(u: Universe, args: readonly string[], cwd = u.project): Promise<Ran & { readonly report: Report }> {
  const ran = await u.run(['doctor', '--format', 'json', ...args], { env: soundMachine(u), cwd })
  return { ...ran, report: JSON.parse(ran.stdout) as Report }
}

test('--ci says no word of good workflows', async () => {
  await withUniverse(async (u) => {
    u.write('.github/workflows/ci.yml', good)
    u.write('.gitlab-ci.yml', 'test:\n  image: golang:1.27\n  script:\n    - go mod verify\n    - go test ./...\n')
    assert.deepEqual(await u.run(['doctor', '--ci'], { env: soundMachine(u) }), { code: 0, stdout: '', stderr: '' })
    const { report } = await ci(u, ['--ci'])
    assert.equal(report.subject.files.length, 2)
  })
})

test('--ci names each weakness of a bad workflow with its line, once', async () => {
  await withUniverse(async (u) => {
    const file = u.write('.github/workflows/bad.yaml', bad)
    const { code, report } = await ci(u, ['--ci'])
    assert.equal(code, 1)
    assert.ok(report.findings.every((finding) => finding.file === file))
    assert.deepEqual(
      report.findings
        .map(({ rule, line, severity }) => `${line} ${severity} ${rule}`)
        .toSorted((a, b) => parseInt(a) - parseInt(b)),
      [
        '3 medium MW-ENV-CI-PERMISSIONS',
        '5 high MW-ENV-CI-SETTING',
        '7 medium MW-ENV-CI-UNPINNED',
        '9 high MW-ENV-CI-TARGET',
        '10 high MW-ENV-CI-CACHE-SHARED',
        '19 medium MW-ENV-CI-PIPE',
        '21 medium MW-ENV-CI-LATEST',
        '22 high MW-ENV-CI-INJECTION',
        '23 high MW-ENV-CI-SETTING',
      ],
    )
    const text = await u.run(['doctor', '--ci'], { env: soundMachine(u) })
    assert.match(text.stdout, /^ {2}where {5}\.github\/workflows\/bad\.yaml:22$/m)
    assert.match(text.stdout, /^FINDINGS {2}5 high · 4 medium$/m)
  })
})

test('--ci finds the workflows of the repository from a folder in it, and reads files that are named', async () => {
  await withUniverse(async (u) => {
    u.write('.github/workflows/good.yml', good)
    const file = u.write('elsewhere/bad.yml', bad)
    const below = path.join(u.project, 'cmd', 'x')
    mkdirSync(below, { recursive: true })
    assert.equal((await ci(u, ['--ci'], below)).report.subject.files.length, 1)
    assert.deepEqual((await ci(u, ['--ci', 'elsewhere/bad.yml'])).report.subject.files, [file])
    assert.equal(
      (await ci(u, ['--ci', 'elsewhere/bad.yml', '.github/workflows/good.yml'])).report.subject.files.length,
      2,
    )
  })
})

test('--ci is not a pass where a file cannot be read as a workflow', async () => {
  await withUniverse(async (u) => {
    u.write('.github/workflows/a.yml', 'on: push\njobs: [\n')
    u.write('.github/workflows/b.yml', 'something: else\n')
    u.write('.github/workflows/c.yml', Buffer.from([0xff, 0xfe, 0x00]))
    u.write('.github/workflows/d.yml', `a: "${'x'.repeat(600_000)}"\n`)
    const { code, report } = await ci(u, ['--ci'])
    assert.equal(code, 3)
    assert.deepEqual(
      report.unchecked.map((what) => /([a-d]\.yml)/.exec(what)?.[1]),
      ['a.yml', 'b.yml', 'c.yml', 'd.yml'],
    )
  })
})

test('--ci without workflow files is fine and says so; a file that is not there is not', async () => {
  await withUniverse(async (u) => {
    const none = await u.run(['doctor', '--ci'], { env: soundMachine(u) })
    assert.deepEqual([none.code, none.stdout, none.stderr], [0, '', 'modwarden: there are no workflow files here\n'])
    const missing = await u.run(['doctor', '--ci', 'nowhere.yml'], { env: soundMachine(u) })
    assert.equal(missing.code, 2)
    assert.match(missing.stderr, /nowhere\.yml: no such file or folder/)
  })
})

test('--ci ends soon on a file that was made to take long', async () => {
  await withUniverse(async (u) => {
    const lines = [
      'go get '.repeat(580),
      'curl '.repeat(800),
      `echo ${'${{ '.repeat(100)}`,
      `bash ${'$(curl '.repeat(580)}`,
      'iwr | '.repeat(680),
      'GOSUMDB= '.repeat(450),
      `a${' \\'.repeat(2000)}`,
    ]
    const run = Array.from({ length: 100 }, (_, i) => `          ${lines[i % lines.length] ?? ''}`).join('\n')
    u.write(
      '.github/workflows/long.yml',
      `on: push\npermissions: {}\njobs:\n  a:\n    steps:\n      - run: |\n${run}\n`,
    )
    // A run that hangs is killed, and fails the test.
    const { code } = await ci(u, ['--ci'])
    assert.equal(code, 0)
  })
})

test('doctor --ci says so where a folder has more workflow files than it reads', async () => {
  await withUniverse(async (u) => {
    for (let i = 0; i <= 500; i++) u.write(`.github/workflows/${i}.yml`, 'on: push\njobs: {}\n')
    const ran = await u.run(['doctor', '--ci', '.'], { env: soundMachine(u) })
    assert.equal(ran.code, 3, ran.stdout)
    assert.match(ran.stderr, /more than 500 workflow files/)
  })
})
