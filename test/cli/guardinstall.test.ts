// guard install and guard uninstall, end to end: what they show, what they write, and that it is taken back to the byte.
import assert from 'node:assert/strict'
import { chmodSync, existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { put, withUniverse, type Ran, type Universe } from '../support/universe.ts'

const ORIGIN = 'https://guard.example'

test('guard install shows its line, and writes nothing without --yes', async () => {
  await withUniverse(async (u) => {
    const { file, run } = settingsOf(u)
    const shown = await run('install', ORIGIN, '--private', 'corp.example/*,x.example')
    assert.deepEqual(
      [shown.code, shown.stdout],
      [
        0,
        `go env -w GOPROXY=${ORIGIN} GONOPROXY=none GONOSUMDB='corp.example/*,x.example'
  GOPROXY: go's default until now
  GONOPROXY: go's default until now
  GONOSUMDB: go's default until now
nothing is written; with --yes this goes into ${file}
`,
      ],
    )
    assert.equal(existsSync(file), false)
  })
})

for (const [what, before] of [
  ['without a file', undefined],
  [
    'over other lines',
    'GOFLAGS=-mod=mod\nGOPROXY=https://u:s3cret@old.example,direct\n# note\nGOPROXY=https://new.example',
  ],
] as const) {
  test(`guard uninstall takes back to the byte what guard install wrote ${what}`, async () => {
    await withUniverse(async (u) => {
      const { file, run } = settingsOf(u)
      if (before !== undefined) put(file, before)
      const written = await run('install', ORIGIN, '--yes')
      assert.equal(written.code, 0, written.stderr)
      assert.match(readFileSync(file, 'utf8'), /^GOPROXY=https:\/\/guard\.example$/m)
      assert.match((await run('install', ORIGIN, '--yes')).stdout, /^installed already: /)
      const other = await run('install', 'https://other.example', '--yes')
      assert.deepEqual([other.code, other.stderr.includes('modwarden guard uninstall --yes')], [2, true])
      assert.match((await run('uninstall')).stdout, /^go env -[uw] GOPROXY\S*\nnothing is written; with --yes/)
      const undone = await run('uninstall', '--yes')
      assert.equal(undone.code, 0, undone.stderr)
      assert.equal(existsSync(file) ? readFileSync(file, 'utf8') : undefined, before)
      assert.doesNotMatch([written, undone].map(({ stdout, stderr }) => stdout + stderr).join(), /s3cret/)
      assert.equal((await run('uninstall', '--yes')).code, 3)
    })
  })
}

test('guard uninstall leaves what somebody changed since, and other lines', async () => {
  await withUniverse(async (u) => {
    const { file, run } = settingsOf(u)
    put(file, 'GONOSUMDB=a.example\n')
    await run('install', ORIGIN, '--private', 'corp.example', '--yes')
    put(file, readFileSync(file, 'utf8').replace('GONOPROXY=none', 'GONOPROXY=mine.example') + 'GOFLAGS=-v\n')
    const undone = await run('uninstall', '--yes')
    assert.match(undone.stdout, /^GONOPROXY: changed since, and left as it is$/m)
    assert.equal(readFileSync(file, 'utf8'), 'GONOSUMDB=a.example\nGONOPROXY=mine.example\nGOFLAGS=-v\n')
  })
})

test('guard uninstall believes no record that names another file, or that others can write', async () => {
  await withUniverse(async (u) => {
    const { file, run } = settingsOf(u)
    await run('install', ORIGIN, '--yes')
    const written = readFileSync(file, 'utf8')
    const record = path.join(u.store, 'guard-install.json')
    const own = readFileSync(record, 'utf8')
    const victim = put(path.join(u.root, 'home/.profile'), written)
    put(record, own.replace(JSON.stringify(file), JSON.stringify(victim)))
    const aimed = await run('uninstall', '--yes')
    assert.equal(aimed.code, 3)
    assert.match(aimed.stderr, /not taken back: \S+\.profile is not the settings file/)
    assert.equal(readFileSync(victim, 'utf8'), written)
    put(record, own)
    chmodSync(record, 0o666)
    const open = await run('uninstall', '--yes')
    assert.equal(open.code, 3)
    assert.match(open.stderr, /not taken back: others can write it/)
    assert.equal(readFileSync(file, 'utf8'), written)
  })
})

for (const [what, args, env, remedy] of [
  [
    'the environment says otherwise',
    [ORIGIN],
    { GOPROXY: 'https://x.example' },
    /unset GOPROXY {3}# and where it is set/,
  ],
  ['GOENV is off', [ORIGIN], { GOENV: 'off' }, /export GOPROXY=https:\/\/guard\.example/],
  ['the address holds a password', ['https://u:s3cret@guard.example'], {}, /put it into ~\/\.netrc/],
  [
    'the address is plain http of another machine',
    ['http://guard.example'],
    {},
    /guard install https:\/\/guard\.example/,
  ],
  ['the address is a list', [`${ORIGIN},direct`], {}, /guard install https:\/\/guard\.example/],
] as const) {
  test(`guard install refuses where ${what}`, async () => {
    await withUniverse(async (u) => {
      const { file, run } = settingsOf(u, env)
      const { code, stderr } = await run('install', ...args, '--yes')
      assert.equal(code, 2)
      assert.match(stderr, remedy)
      assert.doesNotMatch(stderr, /s3cret/)
      assert.equal(existsSync(file), false)
    })
  })
}

interface Told {
  readonly file: string
  readonly run: (...args: readonly string[]) => Promise<Ran>
}

function settingsOf(u: Universe, more: Readonly<Record<string, string>> = {}): Told {
  const file = path.join(u.root, 'home', 'go.env')
  const env = { GOPROXY: undefined, GOSUMDB: undefined, GOENV: file, ...more }
  return { file, run: async (...args) => u.run(['guard', ...args], { env }) }
}
