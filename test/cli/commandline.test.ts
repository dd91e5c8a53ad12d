// The command line itself: help, suggestions, colours, and one valid JSON document for every exit code.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import test from 'node:test'
import { publish, withUniverse } from '../support/universe.ts'

const quote = publish('rsc.io/quote', 'v1.5.2')

test('--help is under 40 lines, examples first, for every command', async () => {
  await withUniverse(async (u) => {
    for (const args of [['--help'], ['verify', '--help'], ['audit', '--help']]) {
      const { code, stdout, stderr } = await u.run(args)
      assert.equal(code, 0)
      assert.equal(stderr, '')
      assert.match(stdout, /^Examples:\n {2}modwarden /)
      assert.ok(stdout.trimEnd().split('\n').length < 40, stdout)
      assert.ok(
        stdout.split('\n').every((line) => line.length <= 100),
        stdout,
      )
    }
    const { stdout } = await u.run(['--help'])
    assert.match(
      stdout,
      /Exit codes: 0 fine · 1 findings · 2 usage or configuration · 3 a check could not\nbe completed · 4 integrity broken/,
    )
    const version = await u.run(['--version'])
    assert.deepEqual([version.code, /^\d+\.\d+\.\d+\n$/.test(version.stdout)], [0, true])
  })
})

for (const [args, said] of [
  [['verfy'], /unknown command 'verfy'\n\(Did you mean verify\?\)/],
  [['verify', '--ful'], /unknown option '--ful'\n\(Did you mean --full\?\)/],
  [['verify', '--format', 'xml'], /'xml' is invalid\. Allowed: text, json/],
  [['verify', 'a', 'b'], /too many arguments/],
] as const) {
  test(`modwarden ${args.join(' ')}: exit 2, and helps`, async () => {
    await withUniverse(async (u) => {
      const { code, stdout, stderr } = await u.run(args)
      assert.equal(code, 2)
      assert.equal(stdout, '')
      assert.match(stderr, said)
    })
  })
}

test('modwarden without a command audits the project in this folder', async () => {
  await withUniverse(async (u) => {
    u.sound([quote])
    const { code, stdout } = await u.run([])
    assert.equal(code, 0)
    assert.match(stdout, /^github\.com\/me\/project {2}1 module \(1 direct\)/)
  })
})

test('every exit code has a JSON document that says it, of verify and of audit', async () => {
  await withUniverse(async (u) => {
    const other = publish('rsc.io/other', 'v1.0.0')
    u.serve([quote])
    u.serve([other], { unlogged: true })
    u.cache([quote, other])
    const codes: [number, string, number | undefined, boolean][] = []
    const note = async (args: readonly string[], env = {}): Promise<void> => {
      const { code, report } = await u.json(args, { env })
      codes.push([code, report.schema, report.exitCode, report.error === undefined])
    }
    u.require([quote])
    await note(['verify'])
    await note(['audit'])
    await note(['verify', '--require-proof'], { GONOSUMDB: 'rsc.io' })
    u.require([quote, other])
    await note(['verify'])
    writeFileSync(u.paths(quote).ziphash, other.h1)
    await note(['audit'])
    u.write('go.mod', 'nonsense\n')
    await note(['verify'])
    await note(['audit'])
    await note(['verify', '--nonsense'])
    assert.deepEqual(codes, [
      [0, 'modwarden/verify/1', 0, true],
      [0, 'modwarden/audit/1', 0, true],
      [3, 'modwarden/verify/1', 3, true],
      [1, 'modwarden/verify/1', 1, true],
      [4, 'modwarden/audit/1', 4, true],
      [2, 'modwarden/verify/1', 2, false],
      [2, 'modwarden/audit/1', 2, false],
      [2, 'modwarden/error/1', 2, false],
    ])
  })
})

test('an error in JSON has its code, place and remedy', async () => {
  await withUniverse(async (u) => {
    u.require([quote])
    const file = u.write('.modwarden.yaml', 'full: true\nstore: x\n')
    const { stdout, stderr } = await u.run(['verify', '--json'])
    assert.deepEqual(JSON.parse(stdout), {
      schema: 'modwarden/verify/1',
      error: {
        code: 'config',
        message: 'a project may not set store',
        place: { file, line: 2 },
        remedy: 'set it in your own configuration, by MODWARDEN_STORE or as a flag',
      },
      exitCode: 2,
    })
    assert.match(stderr, /^modwarden: \.modwarden\.yaml:2: /)
  })
})

test('colours only where they were asked for, or the stream is a terminal', async () => {
  await withUniverse(async (u) => {
    u.sound([quote])
    const plain = async (args: readonly string[], env: Readonly<Record<string, string>>): Promise<boolean> =>
      !(await u.run(['verify', ...args], { env })).stdout.includes('\u001B[')
    assert.deepEqual(
      [
        await plain([], {}),
        await plain(['--color', 'always'], { NO_COLOR: '1' }),
        await plain([], { FORCE_COLOR: '1' }),
        await plain([], { FORCE_COLOR: '1', NO_COLOR: '1' }),
      ],
      [true, false, false, true],
    )
  })
})
