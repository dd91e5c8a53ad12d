import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import test, { type TestContext } from 'node:test'
import { createFiles } from '../../io/files.ts'
import { isCI, loadSettings, traceSettings, type Settings } from './settings.ts'

/** A home and a project in it, with files. */
function home(
  t: TestContext,
  files: Readonly<Record<string, string>> = {},
): { root: string; env: Record<string, string> } {
  const root = mkdtempSync(path.join(tmpdir(), 'modwarden-settings-'))
  t.after(() => rmSync(root, { recursive: true }))
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(root, name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  return { root, env: { HOME: root } }
}

const user = '.config/modwarden/config.yaml'
const load = async (
  env: Readonly<Record<string, string>>,
  project?: string,
  flags: Parameters<typeof loadSettings>[3] = {},
): Promise<Settings> => loadSettings(createFiles(), env, project, flags)

test('loadSettings without any setting gives the defaults', async (t) => {
  const { root, env } = home(t)
  assert.deepEqual(await load(env, root), {
    upstream: undefined,
    gosumdb: undefined,
    store: path.join(root, '.cache/modwarden'),
    private: [],
    publicHosts: [],
    malwareFeeds: [],
    knownGood: [],
    knownBad: [],
    feedKeys: [],
    privateGit: [],
    netrc: undefined,
    toolchains: [],
    vulndb: undefined,
    advisories: [],
    epss: undefined,
    exploited: undefined,
    askAll: false,
    recordClients: false,
    scrubRate: 8,
    requireProof: false,
    offline: false,
    full: false,
    workers: undefined,
    matchRate: 99.9,
    matchRateReaction: ['alarm', 'sample'],
    sample: 5,
    retryShare: 5,
    retryShareReaction: ['full'],
    listen: '127.0.0.1:4080',
    data: undefined,
    url: undefined,
    policy: undefined,
    mode: 'enforce',
    requireIdentity: false,
    tlsCert: undefined,
    tlsKey: undefined,
    trustedProxies: [],
    idTokens: undefined,
  })
})

test('loadSettings lets each layer override those before it', async (t) => {
  const { env } = home(t, { [user]: 'upstream: https://file.example\nworkers: 3\noffline: true\n' })
  const file = await load(env)
  assert.deepEqual([file.upstream, file.workers, file.offline], ['https://file.example', 3, true])
  const variables = {
    ...env,
    MODWARDEN_UPSTREAM: 'https://env.example',
    MODWARDEN_OFFLINE: 'false',
    MODWARDEN_WORKERS: '',
  }
  const over = await load(variables)
  assert.deepEqual([over.upstream, over.workers, over.offline], ['https://env.example', 3, false])
  assert.equal((await load(variables, undefined, { offline: true })).offline, true)
})

test('loadSettings adds up what is private and who is public, from every layer', async (t) => {
  const { root, env } = home(t, {
    [user]: 'private: [a.example]\npublic-hosts: [p.example]\n',
    'project/go.mod': '',
    'project/.modwarden.yaml': 'private: [b.example]\n',
  })
  const settings = await load(
    { ...env, MODWARDEN_PRIVATE: ' c.example, ,d.example ', MODWARDEN_PUBLIC_HOSTS: 'q.example' },
    path.join(root, 'project'),
  )
  assert.deepEqual(settings.private.toSorted(), ['a.example', 'b.example', 'c.example', 'd.example'])
  assert.deepEqual(settings.publicHosts.toSorted(), ['p.example', 'q.example'])
})

test('loadSettings lets a project tighten, and never loosen', async (t) => {
  const { root, env } = home(t, { 'go.mod': '', '.modwarden.yaml': 'require-proof: true\nfull: true\n' })
  const loose = { ...env, MODWARDEN_REQUIRE_PROOF: 'false', MODWARDEN_FULL: 'false' }
  const strict = await load(loose, root, { full: false, requireProof: false })
  assert.deepEqual([strict.requireProof, strict.full], [true, true])
  writeFileSync(path.join(root, '.modwarden.yaml'), 'require-proof: false\nfull: false\n')
  const still = await load({ ...env, MODWARDEN_REQUIRE_PROOF: '1', CI: 'true' }, root)
  assert.deepEqual([still.requireProof, still.full], [true, true])
})

for (const name of ['upstream', 'gosumdb', 'store', 'public-hosts', 'ask-all', 'offline', 'workers']) {
  test(`loadSettings refuses ${name} in a project's file`, async (t) => {
    const { root, env } = home(t, { 'go.mod': '', '.modwarden.yaml': `full: true\n${name}: x\n` })
    await assert.rejects(load(env, root), {
      code: 'config',
      message: `a project may not set ${name}`,
      place: { file: path.join(root, '.modwarden.yaml'), line: 2 },
    })
  })
}

test('loadSettings takes the files of a project from its root down to the folder, and none from above', async (t) => {
  const { root, env } = home(t, {
    '.modwarden.yaml': 'private: [above.example]\n',
    'work/go.work': '',
    'work/.modwarden.yaml': 'private: [work.example]\n',
    'work/a/go.mod': '',
    'work/a/.modwarden.yaml': 'private: [a.example]\n',
    'work/a/cmd/x/main.go': '',
    'work/a/cmd/.modwarden.yaml': 'full: true\n',
    'alone/.modwarden.yaml': 'private: [alone.example]\n',
  })
  const inside = await load(env, path.join(root, 'work/a/cmd/x'))
  assert.deepEqual(inside.private.toSorted(), ['a.example', 'work.example'])
  assert.equal(inside.full, true)
  assert.deepEqual((await load(env, path.join(root, 'alone'))).private, ['alone.example'])
  const elsewhere = await load({ ...env, GOWORK: path.join(root, 'work/go.work') }, path.join(root, 'alone'))
  assert.deepEqual(elsewhere.private.toSorted(), ['alone.example', 'work.example'])
  assert.deepEqual((await load(env)).private, [])
})

test('loadSettings lets no project take public modules out of the check', async (t) => {
  for (const wide of ['"*"', 'github.com', 'golang.org/x', '"*.io"']) {
    const { root, env } = home(t, { '.modwarden.yaml': `private: [a.example, ${wide}]\n` })
    await assert.rejects(load(env, root), { code: 'config', message: /^private: a project may not make public/ })
  }
  const { root, env } = home(t, { '.modwarden.yaml': 'private: [github.com/acme]\n', [user]: 'private: ["*"]\n' })
  assert.deepEqual((await load(env, root)).private.toSorted(), ['*', 'github.com/acme'])
})

test('loadSettings finds the store by MODWARDEN_STORE, then XDG_CACHE_HOME, then HOME, and ignores relative ones', async (t) => {
  const { root, env } = home(t)
  assert.equal((await load({ ...env, XDG_CACHE_HOME: '/xdg' })).store, '/xdg/modwarden')
  assert.equal((await load({ ...env, XDG_CACHE_HOME: 'xdg' })).store, path.join(root, '.cache/modwarden'))
  assert.equal((await load({ ...env, MODWARDEN_STORE: '/own' })).store, '/own')
  await assert.rejects(load({}), { code: 'config', remedy: 'set MODWARDEN_STORE to a folder that only you can write' })
  assert.equal((await load({ MODWARDEN_STORE: '/own' })).store, '/own')
})

test('loadSettings reads the configuration where XDG_CONFIG_HOME says', async (t) => {
  const { root, env } = home(t, { 'xdg/modwarden/config.yaml': 'workers: 7\n', [user]: 'workers: 3\n' })
  assert.equal((await load({ ...env, XDG_CONFIG_HOME: path.join(root, 'xdg') })).workers, 7)
  assert.equal((await load({ ...env, XDG_CONFIG_HOME: 'xdg' })).workers, 3)
})

for (const [text, message] of [
  ['workers: 0\n', /^workers: /],
  ['workers: 257\n', /^workers: /],
  ['workers: many\n', /^workers: /],
  ['offline: maybe\n', /^offline: /],
  ['upstream: ""\n', /^upstream: /],
  ['private: x.example\n', /^private: /],
  ['private: [1]\n', /^private: /],
  ['offline: true\noffline: false\n', /unique/i],
  ['__proto__: 1\n', /^unknown setting "__proto__"/],
  ['? [a]\n: b\n', /^unknown setting ""/],
  ['"a', /./],
  ['[m,"\\\u{1f600}"', /^Invalid escape sequence \\\ufffd/],
] as const) {
  test(`loadSettings refuses ${JSON.stringify(text)} with its place`, async (t) => {
    const { root, env } = home(t, { [user]: text })
    await assert.rejects(
      load(env),
      (error: { code: string; message: string; place: { file: string; line: number } }) => {
        assert.equal(error.code, 'config')
        assert.match(error.message, message)
        assert.equal(error.place.file, path.join(root, user))
        assert.ok(error.place.line >= 1)
        return true
      },
    )
  })
}

test('loadSettings says what an unknown setting may be meant to be', async (t) => {
  const { env } = home(t, { [user]: 'privat: [x.example]\n' })
  await assert.rejects(load(env), (error: { remedy: string }) => {
    assert.match(error.remedy, /^did you mean private\? known settings: private, require-proof, /)
    return true
  })
})

test('loadSettings takes an empty file for no settings', async (t) => {
  for (const text of ['', '# nothing\n', '---\n']) {
    const { env } = home(t, { [user]: text })
    assert.equal((await load(env)).workers, undefined)
  }
})

test('isCI believes the variable CI', () => {
  assert.deepEqual(
    [{}, { CI: '' }, { CI: '0' }, { CI: 'false' }, { CI: 'False' }, { CI: 'true' }, { CI: '1' }].map(isCI),
    [false, false, false, false, false, true, true],
  )
})

test('loadSettings reads the files of all modules that go.work uses, from the root of the workspace', async (t) => {
  const { root, env } = home(t, {
    'ws/go.work': 'go 1.21\n\nuse (\n\t.\n\t./svc\n)\n',
    'ws/svc/.modwarden.yaml': 'private: [corp.example/secret]\nrequire-proof: true\n',
  })
  const settings = await load(env, path.join(root, 'ws'))
  assert.deepEqual([settings.private, settings.requireProof], [['corp.example/secret'], true])
})

test('loadSettings lets a project raise a rate and lower a share, and never the other way', async (t) => {
  const { root, env } = home(t, {
    [user]: 'match-rate: 99\nsample: 10\nretry-share: 4\nmatch-rate-reaction: none\nretry-share-reaction: []\n',
    'go.mod': '',
    '.modwarden.yaml': 'match-rate: 99.5\nsample: 20\nretry-share: 2\nmatch-rate-reaction: sample\n',
  })
  const strict = await load(env, root)
  assert.deepEqual([strict.matchRate, strict.sample, strict.retryShare], [99.5, 20, 2])
  assert.deepEqual([strict.matchRateReaction, strict.retryShareReaction], [['sample'], []])
  writeFileSync(
    path.join(root, '.modwarden.yaml'),
    'match-rate: 1\nsample: 1\nretry-share: 100\nmatch-rate-reaction: none\nretry-share-reaction: none\n',
  )
  const still = await load(
    { ...env, MODWARDEN_MATCH_RATE_REACTION: 'alarm', MODWARDEN_RETRY_SHARE_REACTION: 'full' },
    root,
  )
  assert.deepEqual([still.matchRate, still.sample, still.retryShare], [99, 10, 4])
  assert.deepEqual([still.matchRateReaction, still.retryShareReaction], [['alarm'], ['full']])
})

for (const [name, value, form] of [
  ['MODWARDEN_MATCH_RATE', '101', 'a number from 0 to 100'],
  ['MODWARDEN_MATCH_RATE', '1e1', 'a number from 0 to 100'],
  ['MODWARDEN_SAMPLE', '-1', 'a number from 0 to 100'],
  ['MODWARDEN_MATCH_RATE_REACTION', 'alarm,none', 'none, or some of alarm, sample'],
  ['MODWARDEN_RETRY_SHARE_REACTION', ',', 'none, or some of full'],
] as const) {
  test(`loadSettings refuses ${name}=${value}`, async (t) => {
    const { env } = home(t)
    await assert.rejects(load({ ...env, [name]: value }), {
      code: 'config',
      message: `${name}: ${JSON.stringify(value)} is not ${form}`,
    })
  })
}

test('traceSettings says where each value comes from', async (t) => {
  const { root, env } = home(t, {
    [user]: '# mine\nworkers: 3\nprivate: [a.example]\nmatch-rate: 99\n',
    'go.mod': '',
    '.modwarden.yaml': 'require-proof: true\nprivate: [b.example]\nmatch-rate: 99.5\nretry-share: 50\n',
  })
  const variables = { ...env, CI: 'true', MODWARDEN_WORKERS: '4' }
  const { origins } = await traceSettings(createFiles(), variables, root, { askAll: true, offline: undefined })
  const project = path.join(root, '.modwarden.yaml')
  const mine = path.join(root, user)
  assert.deepEqual(
    {
      workers: origins.workers,
      private: origins.private,
      requireProof: origins.requireProof,
      askAll: origins.askAll,
      offline: origins.offline,
      full: origins.full,
      matchRate: origins.matchRate,
      retryShare: origins.retryShare,
    },
    {
      workers: [{ kind: 'variable', name: 'MODWARDEN_WORKERS' }],
      private: [
        { kind: 'file', file: project, line: 2 },
        { kind: 'file', file: mine, line: 3 },
      ],
      requireProof: [{ kind: 'file', file: project, line: 1 }],
      askAll: [{ kind: 'flag', name: '--ask-all' }],
      offline: [{ kind: 'default' }],
      full: [{ kind: 'variable', name: 'CI' }],
      matchRate: [{ kind: 'file', file: project, line: 3 }],
      retryShare: [{ kind: 'default' }],
    },
  )
  const flagged = await traceSettings(createFiles(), { ...env, MODWARDEN_FULL: '1' }, undefined, { full: false })
  assert.deepEqual(flagged.origins.full, [{ kind: 'flag', name: '--no-full' }])
})
