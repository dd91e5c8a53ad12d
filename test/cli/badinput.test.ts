// Bad input: each kind is a clear error with file and line and the right exit code, in bounded time, and never a crash.
import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { publish, put, sumLines, withUniverse, type Universe } from '../support/universe.ts'

const quote = publish('rsc.io/quote', 'v1.5.2')
/** Control characters that must not reach a terminal from a file. */
const control = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/

for (const [what, file, content, message] of [
  [
    'a malformed go.mod',
    'go.mod',
    'module github.com/me/project\n\nrequire rsc.io/quote\n',
    /^modwarden: go\.mod:3(?::\d+)?: /,
  ],
  [
    'a go.mod with NUL and ESC',
    'go.mod',
    'module github.com/me/project\n\u0000\u001B[31m\n',
    /^modwarden: go\.mod:2(?::\d+)?: /,
  ],
  ['a go.mod without a module line', 'go.mod', 'go 1.21\n', /^modwarden: go\.mod:1: no module line\n {2}add one/],
  ['an empty go.mod', 'go.mod', '', /^modwarden: go\.mod:1: no module line/],
  [
    'a go.sum line of two fields',
    'go.sum',
    `${sumLines(quote)}rsc.io/quote v1.5.2\n`,
    /^modwarden: go\.sum:3: malformed go\.sum/,
  ],
  ['a malformed go.work', 'go.work', 'go 1.21\n\nuse (\n', /^modwarden: go\.work:\d+(?::\d+)?: /],
  [
    'a go.work that uses a folder without go.mod',
    'go.work',
    'go 1.21\n\nuse ./none\n\nuse .\n',
    /^modwarden: \S*none\/go\.mod: no such file/,
  ],
  [
    'a .modwarden.yaml that is not YAML',
    '.modwarden.yaml',
    'full: true\nprivate: [\n',
    /^modwarden: \.modwarden\.yaml:\d: /,
  ],
  ['a .modwarden.yaml that is a list', '.modwarden.yaml', '- full\n', /^modwarden: \.modwarden\.yaml:1: must be a map/],
  [
    'a setting of the wrong kind',
    '.modwarden.yaml',
    'private: git.example\n',
    /^modwarden: \.modwarden\.yaml:1: private: /,
  ],
  [
    'an unknown setting',
    '.modwarden.yaml',
    'full: true\nfool: true\n',
    /^modwarden: \.modwarden\.yaml:2: unknown setting "fool"\n {2}known settings: /,
  ],
  [
    'a project that names an upstream',
    '.modwarden.yaml',
    'full: true\nupstream: https://evil.example\n',
    /^modwarden: \.modwarden\.yaml:2: a project may not set upstream\n {2}set it in your own configuration, by MODWARDEN_UPSTREAM or as a flag/,
  ],
  [
    'a project that names a database',
    '.modwarden.yaml',
    'gosumdb: off\n',
    /^modwarden: \.modwarden\.yaml:1: a project may not set gosumdb/,
  ],
  [
    'a project that names a store',
    '.modwarden.yaml',
    '\nstore: /tmp/x\n',
    /^modwarden: \.modwarden\.yaml:2: a project may not set store/,
  ],
  [
    'a deeply nested .modwarden.yaml',
    '.modwarden.yaml',
    `private: ${'['.repeat(200_000)}`,
    /^modwarden: \.modwarden\.yaml/,
  ],
  [
    'aliases in a .modwarden.yaml',
    '.modwarden.yaml',
    'full: true\nprivate: [&a x, *a]\n',
    /^modwarden: \.modwarden\.yaml:2: aliases are not supported/,
  ],
  [
    'a .modwarden.yaml that is not UTF-8',
    '.modwarden.yaml',
    Buffer.from([0xff, 0xfe, 0x0a]),
    /^modwarden: \.modwarden\.yaml: not UTF-8/,
  ],
] as const) {
  test(`verify of ${what}: exit 2, and says where`, async () => {
    await withUniverse(async (u) => {
      u.sound([quote])
      u.write(file, content)
      const { code, stdout, stderr } = await u.run(['verify'])
      assert.equal(stdout, '')
      assert.match(stderr, message)
      assert.doesNotMatch(stderr, control)
      assert.equal(code, 2)
    })
  })
}

test('verify of go.sum lines that name no module says so, and checks the others', async () => {
  await withUniverse(async (u) => {
    u.sound([quote])
    const hash = quote.h1
    const odd = [
      `../../etc/passwd v1.0.0 ${hash}`,
      `github.com/!acme/x v1.0.0 ${hash}`,
      `rsc.io/a\u0000b v1.0.0 ${hash}`,
      `rsc.io/\u001B[31mred v1.0.0 ${hash}`,
      `rsc.io/x v1 ${hash}`,
      `rsc.io/x ../v1.0.0 ${hash}`,
      `rsc.io/x v1.0.0/../../y ${hash}`,
    ]
    u.write('go.sum', `${sumLines(quote)}${odd.join('\n')}\n`)
    const { code, stdout, stderr } = await u.run(['verify'])
    assert.equal(stderr, '')
    assert.equal(code, 0)
    assert.match(stdout, /LOW[\s\S]*go\.sum:3/)
    assert.doesNotMatch(stdout, control)
    assert.ok(u.asked().every((url) => !/passwd|acme|%|\.\./.test(url)))
  })
})

test('verify of a go.mod with the toolchain line of a Go that is not there goes on without it', async () => {
  await withUniverse(async (u) => {
    u.sound([quote])
    u.require([quote], { goMod: '\ntoolchain go1.99.9\n' })
    assert.equal((await u.run(['verify'])).code, 0)
    assert.ok(u.requests.every((url) => !url.includes('toolchain')))
  })
})

test('verify without a home: exit 2 says what to set, and with that set it works', async () => {
  await withUniverse(async (u) => {
    u.sound([quote])
    const homeless = { HOME: undefined }
    const none = await u.run(['verify'], { env: homeless })
    assert.equal(none.code, 2)
    assert.match(none.stderr, /neither HOME nor XDG_CACHE_HOME is set[\s\S]*set MODWARDEN_STORE/)
    const nothing = await u.run(['verify'], {
      env: { ...homeless, GOPATH: undefined, GOMODCACHE: undefined, MODWARDEN_STORE: u.store },
    })
    assert.equal(nothing.code, 2)
    assert.match(nothing.stderr, /GOMODCACHE/)
    assert.equal((await u.run(['verify'], { env: { ...homeless, XDG_CACHE_HOME: path.join(u.root, 'xdg') } })).code, 0)
    assert.equal((await u.run(['verify'], { env: { ...homeless, MODWARDEN_STORE: u.store } })).code, 0)
  })
})

test('verify where no Go and no GOPROXY name an upstream proves what is here, and says so for the rest: exit 3', async () => {
  await withUniverse(async (u) => {
    u.sound([quote])
    const { code, stdout } = await u.run(['verify'], { env: { GOPROXY: undefined } })
    assert.equal(code, 3)
    assert.match(stdout, /GOPROXY: not set/)
  })
})

for (const [what, spoil] of [
  ['a file in place of its database folder', (u: Universe) => put(path.join(u.modcache, 'cache/download/sumdb'), 'x')],
  ['a file in place of the remembered head', (u: Universe) => put(path.join(u.gopath, 'pkg/sumdb'), 'x')],
  ['a file in place of the store', (u: Universe) => put(u.store, 'x')],
  [
    'a folder in place of the proof index',
    (u: Universe) => mkdirSync(path.join(u.store, `index/proofs/${u.db.name}/=records`), { recursive: true }),
  ],
] as const) {
  test(`verify with ${what} proves all the same`, async () => {
    await withUniverse(async (u) => {
      u.sound([quote])
      spoil(u)
      assert.equal((await u.run(['verify'])).code, 0)
      assert.equal((await u.run(['verify'])).code, 0)
    })
  })
}

const isRoot = process.getuid?.() === 0
test(
  'verify of a module cache that is read-only proves all the same',
  { skip: isRoot ? 'root writes to read-only folders too' : false },
  async () => {
    await withUniverse(async (u) => {
      u.sound([quote])
      chmodSync(u.modcache, 0o500)
      for (const folder of ['cache', 'cache/download']) chmodSync(path.join(u.modcache, folder), 0o500)
      assert.equal((await u.run(['verify'])).code, 0)
    })
  },
)

test('verify of a cache with folders, pipes and links in place of files: exit 3 or 4, and it never waits', async () => {
  await withUniverse(async (u) => {
    const modules = ['a', 'b', 'c', 'd'].map((name) => publish(`rsc.io/${name}`, 'v1.0.0'))
    u.sound(modules)
    const [a, b, c, d] = modules.map((m) => u.paths(m))
    assert.ok(a !== undefined && b !== undefined && c !== undefined && d !== undefined)
    rmSync(a.zip)
    mkdirSync(a.zip)
    rmSync(b.mod)
    mkdirSync(b.mod)
    rmSync(c.folder, { recursive: true })
    symlinkSync(d.folder, c.folder)
    rmSync(d.ziphash)
    symlinkSync('/dev/zero', d.ziphash)
    const { code, report } = await u.json(['verify'])
    assert.deepEqual(
      report.modules.map((m) => m.status),
      ['unchecked', 'unchecked', 'broken', 'proven'],
    )
    assert.equal(code, 4)
  })
})

test('verify of ten thousand go.sum lines asks for each once and ends', async () => {
  await withUniverse(async (u) => {
    u.sound([quote])
    const lines = Array.from({ length: 5000 }, (_, i) => sumLines(publish(`rsc.io/m${i}`, 'v1.0.0')))
    u.write('go.sum', sumLines(quote) + lines.join(''))
    const { code, report } = await u.json(['verify', '--offline'])
    assert.equal(code, 3)
    assert.equal(report.modules.length, 5001)
    const text = await u.run(['verify', '--offline'])
    assert.equal(text.code, 3)
    // An outage is told once, not five thousand times.
    assert.ok(text.stdout.split('\n').length < 30, text.stdout)
    assert.match(text.stdout, /UNCHECKED {2}5,001 modules/)
  })
})

test('verify of a folder that is not there, or without a project: exit 2', async () => {
  await withUniverse(async (u) => {
    const none = await u.run(['verify', 'nowhere'])
    assert.equal(none.code, 2)
    assert.match(none.stderr, /nowhere: no such folder/)
    const empty = await u.run(['verify'])
    assert.equal(empty.code, 2)
    assert.match(empty.stderr, /no go\.mod or go\.work file here or above\n {2}name the folder/)
  })
})

test('settings from the environment of the wrong kind: exit 2, and name the variable', async () => {
  await withUniverse(async (u) => {
    u.sound([quote])
    for (const [name, value] of [
      ['MODWARDEN_OFFLINE', 'perhaps'],
      ['MODWARDEN_WORKERS', '0'],
    ] as const) {
      const { code, stderr } = await u.run(['verify'], { env: { [name]: value } })
      assert.equal(code, 2)
      assert.ok(stderr.startsWith(`modwarden: ${name}: "${value}" is not `), stderr)
    }
    put(path.join(u.root, 'home/.config/modwarden/config.yaml'), 'offline: true\nworkers: 0\n')
    const file = await u.run(['verify'])
    assert.equal(file.code, 2)
    assert.match(file.stderr, /config\.yaml:2: workers: /)
    writeFileSync(path.join(u.root, 'home/.config/modwarden/config.yaml'), 'offline: true\n')
    assert.equal((await u.run(['verify'])).code, 3)
    assert.deepEqual(u.requests, [])
  })
})
