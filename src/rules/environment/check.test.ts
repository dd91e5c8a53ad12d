// What each rule of the environment fires on and what it leaves alone: one table, so that its lines can be read beside
// each other.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { environment, place, USUAL, type Given } from '../../../test/support/environments.ts'
import { checkEnvironment, environmentRules } from './check.ts'

/** A rule's fixtures: what must fire, the line that repairs it, and near misses in which no rule says a word. */
interface Fixture {
  readonly fires: readonly Given[]
  readonly next: string
  readonly silent: readonly Given[]
}

/** Verifier keys of a key that nobody holds. */
const otherKey = 'sumdb.example+a97493e5+AQcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH'
const impostor = 'sum.golang.org+27e69dc2+AQcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH'
const cacheAt = '/home/u/go/pkg/mod'
const profile = `   # and where it is set: your shell's profile, or the job's settings`
const shop = { modules: ['corp.example/shop'], paths: ['corp.example/lib', 'github.com/google/uuid'] }
const hub = { modules: ['github.com/acme/shop'], paths: ['github.com/acme/a', 'github.com/acme/b'] }

const fixtures: Readonly<Record<string, Fixture>> = {
  'MW-ENV-SUMDB-OFF': {
    fires: [{ env: { GOSUMDB: 'off' } }, { file: { GOSUMDB: 'off' } }, { installation: { GOSUMDB: 'off' } }],
    next: `unset GOSUMDB${profile}`,
    silent: [{ env: { GOSUMDB: 'sum.golang.org' } }],
  },
  'MW-ENV-SUMDB-REPLACED': {
    fires: [{ env: { GOSUMDB: otherKey } }, { file: { GOSUMDB: `${impostor} https://s.example` } }],
    next: `unset GOSUMDB${profile}`,
    silent: [{ env: { GOSUMDB: 'sum.golang.google.cn' } }, { env: { GOSUMDB: otherKey }, own: { gosumdb: otherKey } }],
  },
  'MW-ENV-SUMDB-HTTP': {
    fires: [{ env: { GOSUMDB: 'sum.golang.org http://s.example' } }],
    next: `export GOSUMDB='sum.golang.org https://s.example'${profile}`,
    silent: [
      { env: { GOSUMDB: 'sum.golang.org http://127.0.0.1:8080' } },
      { env: { GOSUMDB: 'sum.golang.org https://s.example' } },
    ],
  },
  'MW-ENV-SUMDB-INVALID': {
    fires: [{ env: { GOSUMDB: 'of' } }, { env: { GOSUMDB: 'sumdb.example+a97493e5+AQcH' } }],
    next: `unset GOSUMDB${profile}`,
    silent: [{}],
  },
  'MW-ENV-PRIVATE-WIDE': {
    fires: [
      { env: { GOPRIVATE: '*,corp.example' } },
      ...[
        'github.com,corp.example',
        'corp.example,*.org',
        'golang.org/x,corp.example',
        'github.com/*,corp.example',
      ].map((GOPRIVATE) => ({ env: { GOPRIVATE } })),
    ],
    next: `export GOPRIVATE=corp.example${profile}`,
    silent: [
      { env: { GOPRIVATE: 'corp.example,*.corp.example,github.com/acme,gitlab.com/acme/*' } },
      { env: { GOPRIVATE: 'github.com/acme*' } },
    ],
  },
  'MW-ENV-NOSUMDB-WIDE': {
    fires: [{ env: { GONOSUMDB: 'golang.org' } }, { env: { GONOSUMDB: '*.io/*' } }, { env: { GONOSUMDB: '*.com' } }],
    next: `unset GONOSUMDB${profile}`,
    silent: [{ env: { GONOSUMDB: 'corp.example' } }, { env: { GONOSUMDB: 'none' } }, { env: { GONOSUMDB: ',/,' } }],
  },
  'MW-ENV-NOPROXY-WIDE': {
    fires: [{ env: { GONOPROXY: 'github.com' } }, { env: { GONOPROXY: '*' } }],
    next: `unset GONOPROXY${profile}`,
    silent: [{ env: { GONOPROXY: 'github.com/acme' } }],
  },
  'MW-ENV-INSECURE': {
    fires: [{ env: { GOINSECURE: 'corp.example' } }, { env: { GOINSECURE: '*' } }],
    next: `unset GOINSECURE${profile}`,
    silent: [{ env: { GOINSECURE: ',' } }],
  },
  'MW-ENV-PROXY-DIRECT': {
    fires: [
      { env: { GOPROXY: 'https://corp.example,direct' } },
      { env: { GOPROXY: `https://corp.example,${USUAL},direct` } },
    ],
    next: `export GOPROXY=https://corp.example${profile}`,
    silent: [
      { env: { GOPROXY: `${USUAL},direct` } },
      { env: { GOPROXY: `${USUAL}/,direct` } },
      { env: { GOPROXY: 'https://corp.example' } },
      { env: { GOPROXY: 'https://corp.example,off' } },
    ],
  },
  'MW-ENV-PROXY-PIPE': {
    fires: [
      { env: { GOPROXY: 'https://corp.example|direct' } },
      { env: { GOPROXY: `https://corp.example|${USUAL},direct` } },
    ],
    next: `export GOPROXY=https://corp.example${profile}`,
    silent: [{ env: { GOPROXY: 'https://corp.example,https://b.example' } }],
  },
  'MW-ENV-PROXY-HTTP': {
    fires: [{ env: { GOPROXY: 'http://corp.example' } }, { env: { GOPROXY: 'HTTP://corp.example' } }],
    next: `export GOPROXY=https://corp.example${profile}`,
    silent: [
      { env: { GOPROXY: 'http://127.0.0.1:3000' } },
      { env: { GOPROXY: 'http://localhost:3000/x' } },
      { env: { GOPROXY: 'http://[::1]:3000' } },
    ],
  },
  'MW-ENV-PROXY-CREDENTIALS': {
    fires: [
      { env: { GOPROXY: 'https://u:s3cret@corp.example' } },
      { env: { GOPROXY: 'https://s3c@ret@corp.example' } },
    ],
    next: '# first, in ~/.netrc (chmod 600): machine corp.example login … password …',
    silent: [{ env: { GOPROXY: 'https://corp.example/a@b' } }],
  },
  'MW-ENV-PROXY-OFF': {
    fires: [{ env: { GOPROXY: 'off' } }],
    next: `unset GOPROXY${profile}`,
    silent: [{ env: { GOPROXY: 'https://corp.example,off' } }],
  },
  'MW-ENV-PROXY-NONE': {
    fires: [{ env: { GOPROXY: 'direct' } }],
    next: `unset GOPROXY${profile}`,
    silent: [{ env: { GOPROXY: 'https://direct' } }],
  },
  'MW-ENV-PROXY-FILE': {
    fires: [{ env: { GOPROXY: 'file:///srv/mods' } }],
    next: `unset GOPROXY${profile}`,
    silent: [{ env: { GOPROXY: 'https://file.example' } }],
  },
  'MW-ENV-PROXY-LIST': {
    fires: [
      { env: { GOPROXY: 'https://corp.example,,off' } },
      { env: { GOPROXY: 'https://corp.example,off,' } },
      { env: { GOPROXY: 'https://corp.example,off,https://b.example' } },
    ],
    next: `export GOPROXY=https://corp.example,off${profile}`,
    silent: [{ env: { GOPROXY: ' https://corp.example , https://b.example ' } }],
  },
  'MW-ENV-FLAGS-MOD': {
    fires: [{ env: { GOFLAGS: '-mod=mod' } }, { env: { GOFLAGS: '--mod=mod' } }, { env: { GOFLAGS: "'-mod=mod'" } }],
    next: `unset GOFLAGS${profile}`,
    silent: [{ env: { GOFLAGS: '-mod=readonly -tags=mod' } }, { env: { GOFLAGS: '-modmod' } }],
  },
  'MW-ENV-FLAGS-VENDOR': {
    fires: [{ env: { GOFLAGS: '-mod=vendor' } }],
    next: `unset GOFLAGS${profile}`,
    silent: [{ env: { GOFLAGS: '-tags=vendor' } }],
  },
  'MW-ENV-FLAGS-INSECURE': {
    fires: [{ env: { GOFLAGS: '-insecure -trimpath' } }, { env: { GOFLAGS: '-insecure=true -trimpath' } }],
    next: `export GOFLAGS=-trimpath${profile}`,
    silent: [{ env: { GOFLAGS: '-insecure=false' } }],
  },
  'MW-ENV-FLAGS-CACHERW': {
    fires: [{ env: { GOFLAGS: '-modcacherw' } }],
    next: `unset GOFLAGS${profile}`,
    silent: [{ env: { GOFLAGS: '-modcacherw=false' } }],
  },
  'MW-ENV-FLAGS-TOOLEXEC': {
    fires: [{ env: { GOFLAGS: `-toolexec=/x '-ldflags=-s -w'` } }],
    next: `export GOFLAGS=''\\''-ldflags=-s -w'\\'''${profile}`,
    silent: [{ env: { GOFLAGS: '-tags=toolexec' } }],
  },
  'MW-ENV-FLAGS-OVERLAY': {
    fires: [{ env: { GOFLAGS: '-overlay=/x.json' } }],
    next: `unset GOFLAGS${profile}`,
    silent: [{ env: { GOFLAGS: '-trimpath' } }],
  },
  'MW-ENV-FLAGS-MODFILE': {
    fires: [{ env: { GOFLAGS: '-modfile=other.mod' } }],
    next: `unset GOFLAGS${profile}`,
    silent: [{ env: { GOFLAGS: '-buildvcs=false' } }],
  },
  'MW-ENV-MODULES-OFF': {
    fires: [{ env: { GO111MODULE: 'off' } }],
    next: `unset GO111MODULE${profile}`,
    silent: [{ env: { GO111MODULE: 'on' } }, { env: { GO111MODULE: 'auto' } }],
  },
  'MW-ENV-CACHE-RESTORED': {
    fires: [{ restored: { folder: cacheAt, files: 3, example: `${cacheAt}/cache/download/x/@v/v1.0.0.zip` } }],
    next: 'modwarden verify --cache --full',
    silent: [{ env: { CI: 'true' } }],
  },
  'MW-ENV-TOOLCHAIN-PATH': {
    fires: [{ env: { GOTOOLCHAIN: 'path' } }, { env: { GOTOOLCHAIN: 'go1.27.0+path' } }],
    next: `export GOTOOLCHAIN=auto${profile}`,
    silent: [
      { env: { GOTOOLCHAIN: 'local' } },
      { env: { GOTOOLCHAIN: 'go1.27.0+auto' } },
      { env: { GOTOOLCHAIN: 'local+auto' } },
    ],
  },
  'MW-ENV-TOOLCHAIN-FORK': {
    fires: [{ env: { GOTOOLCHAIN: 'go1.27.1-corp' } }, { env: { GOTOOLCHAIN: 'go1.27.1-corp+auto' } }],
    next: `unset GOTOOLCHAIN${profile}`,
    silent: [{ env: { GOTOOLCHAIN: 'go1.27.1' } }],
  },
  'MW-ENV-GO-FLAWED': {
    fires: [
      { goVersion: 'go1.26.5' },
      { goVersion: 'go1.25.12' },
      { goVersion: 'go1.26.2' },
      { goVersion: 'go1.27rc1' },
      { goVersion: 'go1.24.13' },
      { goVersion: 'go1.21.0' },
    ],
    next: 'go env -w GOTOOLCHAIN=go1.26.6+auto',
    silent: [
      { goVersion: 'go1.26.6' },
      { goVersion: 'go1.27.0' },
      { goVersion: 'go1.28.1' },
      { goVersion: 'devel go1.28-abcdef' },
      { goVersion: undefined },
      { goVersion: 'go1.26.5', env: { GOTOOLCHAIN: 'go1.27.1+auto' } },
    ],
  },
  'MW-ENV-GO-OLD': {
    fires: [{ goVersion: 'go1.25.13' }, { goVersion: 'go1.25.14-corp' }],
    next: 'go env -w GOTOOLCHAIN=go1.26.6+auto',
    silent: [{ goVersion: 'go1.26.8' }],
  },
  'MW-ENV-VCS-WIDE': {
    fires: [
      { env: { GOVCS: 'public:all,corp.example:svn' } },
      { env: { GOVCS: '*:all,corp.example:svn' } },
      { env: { GOVCS: 'corp.example:svn, github.com:git|bzr' } },
    ],
    next: `export GOVCS=corp.example:svn${profile}`,
    silent: [
      { env: { GOVCS: 'public:git|hg,private:all' } },
      { env: { GOVCS: 'public:git|hg,*:all' } },
      { env: { GOVCS: '*:git,public:all' } },
      { env: { GOVCS: '*:git' } },
      { env: { GOVCS: '*:off' } },
      { env: { GOVCS: 'corp.example:all' } },
    ],
  },
  'MW-ENV-AUTH-COMMAND': {
    fires: [{ env: { GOAUTH: '/opt/token --secret=s3cret' } }, { env: { GOAUTH: 'netrc; token s3cret' } }],
    next: `unset GOAUTH${profile}`,
    silent: [{ env: { GOAUTH: 'netrc' } }, { env: { GOAUTH: 'off' } }, { env: { GOAUTH: 'netrc; git /home/u/x' } }],
  },
  'MW-ENV-CGO-ALLOW': {
    fires: [
      '.*',
      '^.*$',
      '(.*)',
      '-O2|.*',
      String.raw`[\s\S]+`,
      '-.*',
      '-f.*',
      '-fplugin=.*',
      '(?s).*',
      '(?i:.+)',
      '.{0,}',
      '[^ ]*',
      '.+=.*',
      '-f.+=.+',
    ].map((value) => ({ env: { CGO_CFLAGS_ALLOW: value } })),
    next: `unset CGO_CFLAGS_ALLOW${profile}`,
    silent: [
      { env: { CGO_CFLAGS_ALLOW: '-fstack-protector' } },
      { env: { CGO_LDFLAGS_ALLOW: '-Wl,.*' } },
      { env: { CGO_LDFLAGS_ALLOW: '.*', CGO_ENABLED: '0' } },
    ],
  },
  'MW-ENV-CGO-PROGRAM': {
    fires: [{ env: { CC: './cc' } }, { env: { CC: 'tools/cc -m64' } }, { env: { CC: '/tmp/cc' } }],
    next: `unset CC${profile}`,
    silent: [{ env: { CC: 'clang -m64' } }, { env: { CC: '/usr/bin/gcc' } }, { env: { CC: './cc', CGO_ENABLED: '0' } }],
  },
  'MW-ENV-CACHEPROG': {
    fires: [{ env: { GOCACHEPROG: '/opt/cacher' } }],
    next: `unset GOCACHEPROG${profile}`,
    silent: [{ env: { GOCACHE: '/home/u/.cache/go-build' } }],
  },
  'MW-ENV-UNKNOWN': {
    fires: [{ env: { GONOSUMCHECK: '1' } }],
    next: 'unset GONOSUMCHECK   # if GONOSUMDB is meant, set that',
    silent: [
      {
        env: { GOOGLE_APPLICATION_CREDENTIALS: 'x', GOPASS: 'x', GOTAGS: 'x', GOLANG_VERSION: '1.27', GOENV_ROOT: 'x' },
      },
      {
        env: { GOMAXPROCS: '2', GOGC: 'off', GODEBUG: 'x', GOROOT_FINAL: '/x', GOVULNDB: 'x', GOPACKAGESDRIVER: 'off' },
      },
    ],
  },
  'MW-ENV-LEAK': {
    fires: [
      { project: shop },
      { project: { ...shop, modules: ['example.com/shop'] }, own: { private: ['corp.example'] } },
      {
        project: { modules: ['github.com/acme/shop'], paths: ['corp.example/lib'] },
        own: { private: ['corp.example'] },
      },
    ],
    next: 'go env -w GOPRIVATE=corp.example',
    silent: [
      { project: shop, env: { GOPRIVATE: 'corp.example' } },
      { project: { ...shop, asked: new Set(['corp.example/lib']) } },
      { project: hub },
      { project: { modules: ['example.com/shop'], paths: ['vanity.example/x'] } },
    ],
  },
  'MW-ENV-CACHE-WRITABLE': {
    fires: [
      { places: [place('module cache', cacheAt, { [cacheAt]: { mode: 0o777 } })] },
      { places: [place('module cache', cacheAt, { [cacheAt]: { mode: 0o775, gid: 50 } })] },
      { places: [place('module cache', cacheAt, { [cacheAt]: { mode: 0o1777 } })] },
    ],
    next: `chmod go-w ${cacheAt}`,
    silent: [
      { places: [place('module cache', cacheAt)] },
      // A private group of the user's own, as Debian and Fedora make it.
      { places: [place('module cache', cacheAt, { [cacheAt]: { mode: 0o775 } })] },
      // A sticky folder above, as /tmp is; a group of the system's above that.
      { places: [place('module cache', '/tmp/u/mod', { '/tmp/u/mod': { uid: 1000 }, '/tmp': { mode: 0o1777 } })] },
      { places: [place('module cache', '/tmp/mod', { '/tmp': { mode: 0o1777 } }, false)] },
      { places: [place('module cache', '/usr/local/mod', { '/usr/local': { mode: 0o2775 & 0o1777, gid: 50 } })] },
    ],
  },
  'MW-ENV-BUILDCACHE-WRITABLE': {
    fires: [
      { places: [place('build cache', '/home/u/.cache/go-build', { '/home/u/.cache/go-build': { mode: 0o777 } })] },
    ],
    next: 'chmod go-w /home/u/.cache/go-build',
    silent: [{ places: [place('build cache', '/home/u/.cache/go-build')] }],
  },
  'MW-ENV-HEAD-WRITABLE': {
    fires: [
      { places: [place('remembered head', '/home/u/go/pkg/sumdb', { '/home/u/go/pkg/sumdb': { mode: 0o757 } })] },
    ],
    next: 'chmod go-w /home/u/go/pkg/sumdb',
    silent: [{ places: [place('remembered head', '/home/u/go/pkg/sumdb')] }],
  },
  'MW-ENV-SETTINGS-WRITABLE': {
    fires: [{ places: [place('settings', '/home/u/.config/go/env', { '/home/u/.config': { mode: 0o777 } })] }],
    next: 'chmod go-w /home/u/.config',
    silent: [{ places: [place('settings', '/home/u/.config/go/env', { '/home/u/.config/go/env': { mode: 0o644 } })] }],
  },
  'MW-ENV-GOROOT-WRITABLE': {
    fires: [{ places: [place('Go', '/opt/go/bin', { '/opt/go': { uid: 1001 } })] }],
    next: 'sudo chown "$(id -u)" /opt/go && chmod go-w /opt/go',
    silent: [{ places: [place('Go', '/opt/go/bin')] }],
  },
  'MW-ENV-BIN-WRITABLE': {
    fires: [{ places: [place('programs', '/home/u/go/bin', { '/home/u/go/bin': { mode: 0o777 } })] }],
    next: 'chmod go-w /home/u/go/bin',
    silent: [{ places: [place('programs', '/home/u/go/bin', {}, false)] }],
  },
  'MW-ENV-STORE-WRITABLE': {
    fires: [{ places: [place('store', '/home/u/.cache/modwarden', { '/home/u/.cache': { mode: 0o777 } })] }],
    next: 'chmod go-w /home/u/.cache',
    silent: [{ places: [place('store', '/home/u/.cache/modwarden', { '/home/u/.cache/modwarden': { mode: 0o700 } })] }],
  },
  'MW-ENV-NETRC-READABLE': {
    fires: [
      { places: [place('netrc', '/home/u/.netrc', { '/home/u/.netrc': { mode: 0o644 } })] },
      { places: [place('netrc', '/home/u/.netrc', { '/home/u/.netrc': { mode: 0o640, gid: 50 } })] },
    ],
    next: 'chmod go-rwx /home/u/.netrc',
    silent: [
      { places: [place('netrc', '/home/u/.netrc', { '/home/u/.netrc': { mode: 0o600 } })] },
      { places: [place('netrc', '/home/u/.netrc', { '/home/u/.netrc': { mode: 0o640 } })] },
    ],
  },
}

test('every environment rule has fixtures', () => {
  assert.deepEqual(
    environmentRules.map((rule) => rule.id).filter((id) => fixtures[id] === undefined),
    [],
  )
})

for (const [id, { fires, next, silent }] of Object.entries(fixtures)) {
  test(`${id} is found, alone, with the line that repairs it`, () => {
    for (const given of fires) {
      const findings = checkEnvironment(environment(given))
      assert.deepEqual(
        findings.map((finding) => finding.rule),
        [id],
        JSON.stringify(given),
      )
      assert.ok((findings[0]?.because.length ?? 0) > 10)
    }
    assert.equal(checkEnvironment(environment(fires[0]))[0]?.remedy?.[0], next)
  })
  test(`${id} says nothing of a near miss`, () => {
    for (const given of silent) {
      assert.deepEqual(
        checkEnvironment(environment(given)).map((f) => `${f.rule}: ${f.message}`),
        [],
        JSON.stringify(given),
      )
    }
  })
}

test('checkEnvironment says nothing of a fresh installation', () => {
  assert.deepEqual(checkEnvironment(environment()), [])
})
