import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { inFolder, rejectsWith } from '../../test/support/contracts.ts'
import { createGo, firstGoPath, parseEnvFile } from './goenv.ts'

/** A program named go that runs `script` in a shell. */
function fakeGo(folder: string, script: string): string {
  const bin = path.join(folder, 'bin')
  mkdirSync(bin, { recursive: true })
  writeFileSync(path.join(bin, 'go'), `#!/bin/sh\n${script}\n`)
  chmodSync(path.join(bin, 'go'), 0o755)
  return bin
}

test('settings asks go in an empty folder of its own, as itself and outside of any workspace', () =>
  inFolder(async (folder) => {
    const seen = path.join(folder, 'seen')
    const script = `{ /bin/pwd; echo "$GOTOOLCHAIN $GOWORK [$GOFLAGS]"; /bin/ls -A | /usr/bin/wc -l; echo "$@"; } >${seen}
      echo '{"GOVERSION":"go9.9.9","GOPROXY":"https://p.example","GOMODCACHE":"/m","GOPATH":"/g"}'`
    const env = { PATH: fakeGo(folder, script), GOTOOLCHAIN: 'go1.2.3', GOWORK: '/w/go.work', GOFLAGS: '-mod=mod' }
    const settings = await createGo({ env }).settings()
    const [cwd, told, entries, args] = readFileSync(seen, 'utf8').split('\n')
    assert.match(cwd ?? '', /modwarden-go-/)
    assert.equal(told, 'local off []')
    assert.equal(entries?.trim(), '0')
    assert.match(args ?? '', /^env -json GOVERSION GOPROXY /)
    assert.equal(settings.source, 'go')
    assert.equal(settings.goVersion, 'go9.9.9')
    assert.equal(settings.GOPROXY, 'https://p.example')
    // What the child was told is not what the user said.
    assert.equal(settings.GOTOOLCHAIN, 'go1.2.3')
    assert.equal(settings.GOWORK, '/w/go.work')
    assert.equal(settings.GOFLAGS, '-mod=mod')
  }))

test('settings asks go once', () =>
  inFolder(async (folder) => {
    const count = path.join(folder, 'count')
    const env = { PATH: fakeGo(folder, `echo x >>${count}; echo '{"GOMODCACHE":"/m"}'`) }
    const go = createGo({ env })
    await Promise.all([go.settings(), go.settings()])
    await go.settings()
    assert.equal(readFileSync(count, 'utf8'), 'x\n')
  }))

test('settings takes GOTOOLCHAIN from the user file of `go env -w` and then from GOROOT', () =>
  inFolder(async (folder) => {
    mkdirSync(path.join(folder, 'root'))
    writeFileSync(path.join(folder, 'root', 'go.env'), '# defaults\nGOTOOLCHAIN=auto\n')
    const json = JSON.stringify({
      GOMODCACHE: '/m',
      GOENV: path.join(folder, 'env'),
      GOROOT: path.join(folder, 'root'),
    })
    const env = { PATH: fakeGo(folder, `echo '${json}'`) }
    assert.equal((await createGo({ env }).settings()).GOTOOLCHAIN, 'auto')
    writeFileSync(path.join(folder, 'env'), 'GOTOOLCHAIN=go1.25.0\n')
    assert.equal((await createGo({ env }).settings()).GOTOOLCHAIN, 'go1.25.0')
    assert.equal((await createGo({ env: { ...env, GOTOOLCHAIN: 'path' } }).settings()).GOTOOLCHAIN, 'path')
  }))

test('settings says what a go that does not work said', () =>
  inFolder(async (folder) => {
    const bin = fakeGo(folder, 'echo "go: broken" >&2; exit 3')
    await rejectsWith(createGo({ env: { PATH: bin } }).settings(), 'config', /bin\/go: does not work: go: broken$/)
    fakeGo(folder, 'echo nonsense')
    await rejectsWith(createGo({ env: { PATH: bin } }).settings(), 'config', /is not JSON/)
  }))

test('settings runs no go from a relative entry of PATH', () =>
  inFolder(async (folder) => {
    fakeGo(folder, 'exit 1')
    const relative = path.relative(process.cwd(), path.join(folder, 'bin'))
    const settings = await createGo({ env: { PATH: `${relative}::.`, HOME: '/home/u' } }).settings()
    assert.equal(settings.source, 'files')
  }))

test('settings without go reads the user file, GOROOT/go.env and the environment, in the order of go', () =>
  inFolder(async (folder) => {
    const config = path.join(folder, '.config', 'go')
    mkdirSync(config, { recursive: true })
    mkdirSync(path.join(folder, 'root'))
    const user = ['GOPROXY=https://user.example', 'GOPRIVATE=corp.example', `GOROOT=${path.join(folder, 'root')}`]
    writeFileSync(path.join(config, 'env'), user.join('\n'))
    writeFileSync(path.join(folder, 'root', 'go.env'), 'GOPROXY=https://root.example\nGOTOOLCHAIN=auto\n')
    const settings = await createGo({ env: { HOME: folder, GONOSUMDB: 'other.example', GOVCS: '' } }).settings()
    assert.deepEqual(settings, {
      source: 'files',
      goVersion: undefined,
      GOPROXY: 'https://user.example',
      GOSUMDB: 'sum.golang.org',
      GOPRIVATE: 'corp.example',
      GONOPROXY: 'corp.example',
      GONOSUMDB: 'other.example',
      GOINSECURE: '',
      GOFLAGS: '',
      GOMODCACHE: path.join(folder, 'go/pkg/mod'),
      GOPATH: path.join(folder, 'go'),
      GOWORK: '',
      GOTOOLCHAIN: 'auto',
      GOAUTH: 'netrc',
      GOVCS: '',
      GOBIN: '',
      GOENV: path.join(config, 'env'),
      GOROOT: path.join(folder, 'root'),
    })
  }))

test('settings without go and without GOPROXY leaves it empty: nobody is named by default', () =>
  inFolder(async (folder) => {
    assert.equal((await createGo({ env: { HOME: folder } }).settings()).GOPROXY, '')
  }))

test('settings without go honours GOENV, and its off', () =>
  inFolder(async (folder) => {
    writeFileSync(path.join(folder, 'env'), 'GOPROXY=https://named.example\n')
    const named = { HOME: folder, GOENV: path.join(folder, 'env') }
    assert.equal((await createGo({ env: named }).settings()).GOPROXY, 'https://named.example')
    assert.equal((await createGo({ env: { ...named, GOENV: 'off' } }).settings()).GOPROXY, '')
  }))

test('settings without a home says which setting is missing', async () => {
  const missing = /^module cache not found: neither GOMODCACHE, GOPATH nor HOME is set$/
  await rejectsWith(createGo({ env: {}, platform: 'linux' }).settings(), 'config', missing)
  const settings = await createGo({ env: { GOMODCACHE: '/m' }, platform: 'linux' }).settings()
  assert.equal(settings.GOMODCACHE, '/m')
  assert.equal(firstGoPath(settings), undefined)
})

test('settings refuses a relative GOMODCACHE or GOPATH', async () => {
  await rejectsWith(createGo({ env: { GOMODCACHE: 'cache' } }).settings(), 'config', /^GOMODCACHE: must be an absolute/)
  const env = { GOMODCACHE: '/m', GOPATH: 'a:/b' }
  await rejectsWith(createGo({ env }).settings(), 'config', /^GOPATH: must be an absolute path: "a"$/)
})

test('firstGoPath is the first folder of the list', () => {
  assert.equal(firstGoPath({ GOPATH: '/a:/b' }), '/a')
  assert.equal(firstGoPath({ GOPATH: '' }), undefined)
})

test('parseEnvFile keeps NAME=value lines whole and ignores all others', () => {
  const text = '# comment\nGOA=1\ngob=2\n\n=x\nGOC\nGOD=a=b \nGOA=3\n'
  assert.deepEqual(
    [...parseEnvFile(text)],
    [
      ['GOA', '3'],
      ['GOD', 'a=b '],
    ],
  )
})
