// Our settings are go's: asked of the real go, and read from its files without it.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { createGo } from '../../src/io/goenv.ts'
import type { GoSettings } from '../../src/world/go.ts'
import { inFolder } from '../support/contracts.ts'
import { go, goEnv } from '../support/go.ts'

const skip = !go.available && go.reason
const compared = [
  ...(['GOPROXY', 'GOSUMDB', 'GOPRIVATE', 'GONOPROXY', 'GONOSUMDB', 'GOINSECURE', 'GOFLAGS', 'GOMODCACHE'] as const),
  ...(['GOPATH', 'GOTOOLCHAIN', 'GOAUTH', 'GOVCS', 'GOBIN', 'GOENV', 'GOROOT'] as const),
]

/** What go itself says in `env`, outside of any project. */
function said(env: NodeJS.ProcessEnv, cwd: string): Record<string, string> {
  const text = execFileSync('go', ['env', '-json', ...compared], { cwd, env, encoding: 'utf8' })
  return JSON.parse(text) as Record<string, string>
}

function picked(settings: GoSettings): Record<string, string> {
  return Object.fromEntries(compared.map((name) => [name, settings[name]]))
}

/** Environments in which go's answers differ. */
function environments(home: string): ReadonlyArray<Readonly<Record<string, string>>> {
  const base = { HOME: home, GOTOOLCHAIN: 'local' }
  return [
    base,
    { ...base, GOPRIVATE: 'corp.example', GONOSUMDB: 'none' },
    { ...base, GOPATH: '/a:/b', GOFLAGS: '-mod=mod', GOAUTH: 'off' },
    { ...base, GOMODCACHE: '/cache', GOPROXY: 'https://p.example|direct', GOSUMDB: 'off' },
    { ...base, GOENV: 'off', XDG_CONFIG_HOME: '/nowhere' },
    { ...base, XDG_CONFIG_HOME: path.join(home, 'xdg') },
  ]
}

test('settings with go are what `go env` says, `go env -w` included', { skip }, () =>
  inFolder(async (folder) => {
    const PATH = process.env['PATH'] ?? ''
    for (const more of environments(folder)) {
      const env = { ...more, PATH }
      const settings = await createGo({ env }).settings()
      assert.equal(settings.source, 'go')
      assert.match(settings.goVersion ?? '', /^go1\./)
      assert.deepEqual(picked(settings), said(env, folder), JSON.stringify(more))
    }
    const env = { HOME: folder, PATH, GOTOOLCHAIN: 'local' }
    execFileSync('go', ['env', '-w', 'GOPROXY=https://w.example', 'GOPRIVATE=w.example', 'GOFLAGS=-mod=mod'], {
      cwd: folder,
      env,
    })
    const settings = await createGo({ env }).settings()
    assert.deepEqual(picked(settings), said(env, folder))
    assert.equal(settings.GONOPROXY, 'w.example')
    assert.equal(settings.GOFLAGS, '-mod=mod')
  }),
)

test('settings without go are what `go env` would say, where GOROOT is known', { skip }, () =>
  inFolder(async (folder) => {
    const PATH = process.env['PATH'] ?? ''
    const GOROOT = goEnv('GOROOT')
    execFileSync('go', ['env', '-w', 'GOPRIVATE=w.example', 'GOVCS=*:git'], {
      cwd: folder,
      env: { HOME: folder, PATH, GOTOOLCHAIN: 'local' },
    })
    for (const more of environments(folder)) {
      const env = { ...more, GOROOT }
      const settings = await createGo({ env }).settings()
      assert.equal(settings.source, 'files')
      assert.deepEqual(picked(settings), said({ ...env, PATH }, folder), JSON.stringify(more))
    }
  }),
)

test('settings run no other toolchain and read no project, whatever a project says', { skip }, () =>
  inFolder(async (folder) => {
    const project = path.join(folder, 'project')
    mkdirSync(project)
    writeFileSync(path.join(project, 'go.mod'), 'module m.example/p\n\ngo 1.99.0\n\ntoolchain go1.99.9\n')
    const env = { HOME: folder, PATH: process.env['PATH'] ?? '', GOTOOLCHAIN: 'auto', GOPROXY: 'file:///nowhere' }
    const before = process.cwd()
    process.chdir(project)
    try {
      const settings = await createGo({ env }).settings()
      assert.equal(settings.GOTOOLCHAIN, 'auto')
      assert.equal(settings.goVersion, goEnv('GOVERSION'))
    } finally {
      process.chdir(before)
    }
    assert.equal(existsSync(path.join(folder, 'go')), false)
  }),
)
