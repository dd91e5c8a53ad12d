import assert from 'node:assert/strict'
import { test } from 'node:test'
import { environment, place, USUAL } from '../../../test/support/environments.ts'
import { checkEnvironment } from './check.ts'
import { shown } from './repair.ts'

const profile = `   # and where it is set: your shell's profile, or the job's settings`

/** The first lines of all remedies, and what --fix would write. */
function lines(given: Parameters<typeof environment>[0]): unknown[] {
  return checkEnvironment(environment(given)).map(({ remedy, fix }) => [remedy?.[0], fix])
}

test('repairSetting unsets an environment variable, and what would come to light behind it', () => {
  assert.deepEqual(lines({ env: { GOSUMDB: 'off' } }), [[`unset GOSUMDB${profile}`, undefined]])
  assert.deepEqual(lines({ env: { GOSUMDB: 'off' }, file: { GOSUMDB: 'off' } }), [
    [`unset GOSUMDB && go env -u GOSUMDB${profile}`, undefined],
  ])
  assert.deepEqual(lines({ env: { GOSUMDB: 'off' }, installation: { GOSUMDB: 'off' } }), [
    [`unset GOSUMDB && go env -w GOSUMDB=sum.golang.org${profile}`, undefined],
  ])
  assert.deepEqual(lines({ env: { GOPRIVATE: '*' }, file: { GOPRIVATE: '*,corp.example' } }), [
    [`unset GOPRIVATE && go env -w GOPRIVATE=corp.example${profile}`, undefined],
  ])
})

test("repairSetting changes the user's file where the value comes from there, and --fix can do so", () => {
  assert.deepEqual(lines({ file: { GOSUMDB: 'off' } }), [
    ['go env -u GOSUMDB', { kind: 'setting', name: 'GOSUMDB', value: undefined }],
  ])
  assert.deepEqual(lines({ file: { GOPROXY: 'https://corp.example|direct' } }), [
    ['go env -w GOPROXY=https://corp.example', { kind: 'setting', name: 'GOPROXY', value: 'https://corp.example' }],
  ])
  assert.deepEqual(lines({ installation: { GOSUMDB: 'off' } }), [
    ['go env -w GOSUMDB=sum.golang.org', { kind: 'setting', name: 'GOSUMDB', value: 'sum.golang.org' }],
  ])
})

test("repairSetting goes back to go's own list rather than writing it", () => {
  assert.deepEqual(lines({ file: { GOPROXY: `${USUAL}|direct` } }), [
    ['go env -u GOPROXY', { kind: 'setting', name: 'GOPROXY', value: undefined }],
  ])
})

test('repairSetting has nothing to paste where the installation itself names no proxy', () => {
  assert.deepEqual(lines({ installation: { GOPROXY: 'direct' } }), [
    ['write a sound value: go env -w GOPROXY=VALUE', undefined],
  ])
})

test('two findings about one setting have the same line', () => {
  const found = checkEnvironment(environment({ file: { GOFLAGS: '-mod=mod -modcacherw -trimpath' } }))
  assert.deepEqual(
    found.map(({ rule, remedy }) => [rule, remedy]),
    [
      ['MW-ENV-FLAGS-MOD', ['go env -w GOFLAGS=-trimpath']],
      ['MW-ENV-FLAGS-CACHERW', ['go env -w GOFLAGS=-trimpath']],
    ],
  )
})

test("a setting of the user's file is told with file and line, one that an environment variable hides is not", () => {
  const [inFile] = checkEnvironment(environment({ file: { GOFLAGS: '-trimpath', GOSUMDB: 'off' } }))
  assert.deepEqual([inFile?.file, inFile?.line, inFile?.layer], ['/home/u/.config/go/env', 2, 'user file'])
  assert.deepEqual(checkEnvironment(environment({ env: { GOSUMDB: 'sum.golang.org' }, file: { GOSUMDB: 'off' } })), [])
})

test('findings never show a password', () => {
  for (const GOPROXY of [
    'https://user:s3cret@corp.example',
    'http://s3cret:@a.example|https://x:s3@cret@b.example,direct',
    'user:s3cret@corp.example|direct',
  ]) {
    const found = checkEnvironment(environment({ file: { GOPROXY, GOAUTH: '/opt/login --key s3cret' } }))
    assert.ok(found.some(({ rule }) => rule === 'MW-ENV-PROXY-CREDENTIALS'))
    assert.doesNotMatch(JSON.stringify(found), /s3|cret/)
    assert.equal(found.find(({ rule }) => rule === 'MW-ENV-PROXY-CREDENTIALS')?.fix, undefined)
  }
})

test('shown leaves passwords out and verifier keys as they are', () => {
  assert.equal(
    shown('GOPROXY', 'https://a:b@c@h.example/x@y,http://t@i.example|direct'),
    'https://…@h.example/x@y,http://…@i.example|direct',
  )
  assert.equal(shown('GOPROXY', 'user:s3cret@h.example'), '…@h.example')
  assert.equal(shown('GOSUMDB', 'name+hash+key https://h.example'), 'name+hash+key https://h.example')
  assert.equal(shown('GOAUTH', 'netrc; /opt/x --key y ;off'), 'netrc; /opt/x; off')
})

test('no line and no evidence has the password of a database or the arguments of a program', () => {
  const found = checkEnvironment(
    environment({
      env: { GOSUMDB: 'sum.golang.org http://u:s3cret@s.example', GOCACHEPROG: '/opt/cache --key s3cret' },
    }),
  )
  assert.deepEqual(
    found.map(({ rule, evidence }) => [rule, evidence]),
    [
      ['MW-ENV-SUMDB-HTTP', ['GOSUMDB=sum.golang.org http://…@s.example']],
      ['MW-ENV-CACHEPROG', ['GOCACHEPROG=/opt/cache …']],
    ],
  )
  assert.doesNotMatch(JSON.stringify(found), /s3cret/)
  assert.equal(shown('GOPROXY', 'https://h.example/m?token=s3cret|direct'), 'https://h.example/m?…|direct')
})

test('overrides names once what go env -w has set and no other finding names', () => {
  const found = checkEnvironment(
    environment({ file: { GOPRIVATE: 'corp.example', GOSUMDB: 'off', GOPROXY: 'https://corp.example', CC: 'clang' } }),
  )
  assert.deepEqual(
    found.map(({ rule, subject }) => `${rule} ${subject}`),
    ['MW-ENV-SUMDB-OFF GOSUMDB', 'MW-ENV-OVERRIDE GOPRIVATE GOPROXY'],
  )
  // A line that an environment variable hides is not in force.
  const hidden = environment({ file: { GOPROXY: 'https://corp.example' }, env: { GOPROXY: 'https://b.example' } })
  assert.deepEqual(checkEnvironment(hidden), [])
})

test('a believed setting in the file is removed by go env -u, a slip of GOPRIVATE counts as a leak', () => {
  const found = checkEnvironment(
    environment({ file: { GONOSUMCHECK: '1' }, env: { GOPRIVAT: 'corp.example', GO_PROXY: 'x' } }),
  )
  assert.deepEqual(
    found.map(({ subject, severity, remedy }) => [subject, severity, remedy?.[0]]),
    [
      ['GOPRIVAT', 'medium', 'unset GOPRIVAT   # if GOPRIVATE is meant, set that'],
      ['GO_PROXY', 'medium', 'unset GO_PROXY   # if GOPROXY is meant, set that'],
      ['GONOSUMCHECK', 'low', 'go env -u GONOSUMCHECK   # if GONOSUMDB is meant, set that'],
    ],
  )
})

test('a folder that several places lie in is told once, for the first of them', () => {
  const open = { '/home/u/go': { mode: 0o777 } }
  const found = checkEnvironment(
    environment({
      places: [
        place('module cache', '/home/u/go/pkg/mod', open),
        place('remembered head', '/home/u/go/pkg/sumdb', open),
        place('programs', '/home/u/go/bin', open),
      ],
    }),
  )
  assert.deepEqual(
    found.map(({ rule, fix }) => [rule, fix]),
    [['MW-ENV-CACHE-WRITABLE', { kind: 'mode', path: '/home/u/go', mode: 0o755 }]],
  )
})

test('what belongs to nobody in a container is not taken for a stranger', () => {
  const nobody = { uid: 65534, gid: 65534 }
  const links = { '/home': nobody, '/': nobody }
  assert.deepEqual(checkEnvironment(environment({ places: [place('module cache', '/home/u/go/pkg/mod', links)] })), [])
})

test('--fix as root changes no folder above a place: others may need it as it is', () => {
  const root = { uid: 0, gid: 0 }
  const fix = (at: string): unknown =>
    checkEnvironment(
      environment({ user: root, places: [place('module cache', '/srv/go/mod', { [at]: { mode: 0o777 } })] }),
    ).map((finding) => finding.fix)
  assert.deepEqual(fix('/srv'), [undefined])
  assert.deepEqual(fix('/srv/go/mod'), [{ kind: 'mode', path: '/srv/go/mod', mode: 0o755 }])
})

test('with GOENV=off the line is an export: go env -w would fail', () => {
  const facts = { ...environment({ installation: { GOSUMDB: 'off' } }), userFile: undefined }
  assert.deepEqual(
    checkEnvironment(facts).map(({ remedy, fix }) => [remedy, fix]),
    [[['export GOSUMDB=sum.golang.org'], undefined]],
  )
})

test('places say nothing where the system has no owners', () => {
  const { user: _none, ...facts } = environment({
    places: [place('module cache', '/home/u/go/pkg/mod', { '/home/u/go': { mode: 0o777 } })],
  })
  assert.deepEqual(checkEnvironment({ ...facts, user: undefined }), [])
})

test('a leak is closed in the setting that counts', () => {
  const project = { modules: ['corp.example/shop'], paths: ['corp.example/a', 'github.com/google/uuid'] }
  const remedy = (given: Parameters<typeof environment>[0]): unknown =>
    checkEnvironment(environment({ project, ...given })).find(({ rule }) => rule === 'MW-ENV-LEAK')?.remedy?.[0]
  assert.equal(remedy({}), 'go env -w GOPRIVATE=corp.example')
  assert.equal(remedy({ file: { GOPRIVATE: 'x.example' } }), 'go env -w GOPRIVATE=x.example,corp.example')
  assert.equal(remedy({ env: { GOPRIVATE: 'x.example' } }), 'export GOPRIVATE=x.example,corp.example')
  assert.equal(remedy({ file: { GOPRIVATE: 'corp.example', GONOSUMDB: 'none' } }), 'go env -w GONOSUMDB=corp.example')
  assert.equal(
    remedy({ file: { GONOSUMDB: 'x.example' } }),
    'go env -w GOPRIVATE=corp.example && go env -w GONOSUMDB=x.example,corp.example',
  )
  // Nobody public is asked: a proxy of one's own, and no database.
  assert.equal(remedy({ env: { GOPROXY: 'https://corp.example', GOSUMDB: 'off' } }), undefined)
})

test('a leak is seen by the owner on a public host, and by hosts that no public network has', () => {
  const paths = (given: Parameters<typeof environment>[0]): unknown =>
    checkEnvironment(environment(given)).find(({ rule }) => rule === 'MW-ENV-LEAK')?.evidence
  const hub = { modules: ['github.com/acme/shop'], paths: ['github.com/acme/a', 'github.com/acme/b', 'github.com/x/y'] }
  assert.deepEqual(paths({ project: hub, env: { GOPRIVATE: 'github.com/acme/a' } }), ['github.com/acme/b'])
  assert.equal(paths({ project: hub }), undefined)
  const hosts = { modules: ['example.com/m'], paths: ['git.corp/x', 'go.internal/y', 'vanity.example/z'] }
  assert.deepEqual(paths({ project: hosts }), ['git.corp/x', 'go.internal/y'])
})

test('a Go before 1.21 cannot be told to be another', () => {
  const [found] = checkEnvironment(environment({ goVersion: 'go1.20.14', installation: {} }))
  assert.deepEqual(
    [found?.rule, found?.remedy],
    ['MW-ENV-GO-FLAWED', ['install Go 1.26.6 or newer from where this one came']],
  )
})

test('a pinned toolchain with flaws is the finding, not the installed Go', () => {
  const [found, ...rest] = checkEnvironment(environment({ env: { GOTOOLCHAIN: 'go1.26.1' } }))
  assert.deepEqual(rest, [])
  assert.equal(found?.rule, 'MW-ENV-GO-FLAWED')
  assert.match(found.message, /^go1\.26\.1 has known holes in its checks: CVE-2026-56865 GO-2026-6179, and 2 more$/)
  assert.deepEqual(found.remedy, [`export GOTOOLCHAIN=go1.26.6+auto${profile}`])
})
