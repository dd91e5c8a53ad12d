// Private modules from their repositories: versions, queries, go.mod files and zips, against what the go command makes of
// the same repositories with GOPROXY=direct.
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { isWardenError } from '../../src/base/errors.ts'
import { moduleName, type ModuleVersion } from '../../src/base/finding.ts'
import { mapLimit } from '../../src/base/once.ts'
import { hashGoMod } from '../../src/gomod/dirhash.ts'
import { parseGitRules } from '../../src/gomod/gitrules.ts'
import { hashContents, openModuleZip } from '../../src/gomod/modzip.ts'
import { escapeVersion } from '../../src/gomod/path.ts'
import { createClock } from '../../src/io/clock.ts'
import { createVcs } from '../../src/io/vcs.ts'
import { openZipFile } from '../../src/io/zipfile.ts'
import { createGitModules } from '../../src/jobs/source/gitmodules.ts'
import type { ModuleProxy } from '../../src/world/proxy.ts'
import { gitHandler, gitServer, withRepositories, type TestRepository } from '../support/gitrepos.ts'
import { go } from '../support/go.ts'
import { serving } from '../support/loopback.ts'
import { removeAll, runProgram } from '../support/universe.ts'

const skip = go.available ? gitServer.reason : go.reason
const PKG = 'package p\n'
const mod = (modulePath: string, more = ''): string => `module ${modulePath}\n\ngo 1.21\n${more}`

/** A repository with most of what can be in one; `hashes` are commits without a tag. */
function makeFull(r: TestRepository): readonly string[] {
  r.commit({ 'p.go': PKG, 'go.mod': mod('github.com/t/full') }, { time: 1_700_000_000 })
  r.git('tag', 'v0.9.0')
  const early = r.commit({ 'p.go': `${PKG}// 1\n` }, { time: 1_700_000_100 })
  r.commit({ 'sub/go.mod': mod('github.com/t/full/sub'), 'sub/s.go': PKG }, { time: 1_700_000_200 })
  for (const tag of ['v1.0.0', 'sub/v0.1.0', 'v1.0.5', 'random']) r.git('tag', tag)
  r.git('checkout', '-q', '-b', 'dev')
  const onDev = r.commit({ 'p.go': `${PKG}// dev\n` }, { time: 1_700_000_250 })
  r.git('checkout', '-q', 'main')
  r.commit({ 'p.go': `${PKG}// 2\n` }, { time: 1_700_000_300 })
  for (const tag of ['v1.1.0-rc.1', 'v2.0.0', 'v1.3', 'v1.0.9+meta', 'other/v1.0.0']) r.git('tag', tag)
  r.commit({ 'go.mod': mod('github.com/t/full', 'retract v1.0.5\n') }, { time: 1_700_000_400 })
  r.git('tag', '-a', '-m', 'release', 'v1.1.0')
  r.commit({ 'v2/go.mod': mod('github.com/t/full/v2'), 'v2/p.go': PKG }, { time: 1_700_000_500 })
  r.git('tag', 'v2.1.0')
  const last = r.commit({ 'p.go': `${PKG}// 3\n`, LICENSE: 'l\n' }, { time: 1_700_000_600 })
  r.git('update-ref', 'refs/heads/v1.0.0', last)
  r.git('update-ref', 'refs/heads/feature/one', early)
  // A commit that no branch or tag leads to.
  r.git('checkout', '-q', '--detach')
  const lost = r.commit({ 'p.go': `${PKG}// lost\n` }, { time: 1_700_000_700 })
  r.git('checkout', '-q', 'main')
  return [early, onDev, last, lost]
}

function makeOld(r: TestRepository): void {
  r.commit({ 'p.go': PKG }, { time: 1_600_000_000 })
  r.git('tag', 'v0.1.0')
  r.commit({ 'p.go': `${PKG}// 2\n` }, { time: 1_600_000_100 })
  for (const tag of ['v2.0.0', 'v2.3.0', 'v3.0.0']) r.git('tag', tag)
  r.commit({ 'p.go': `${PKG}// 3\n` }, { time: 1_600_000_150 })
  r.git('branch', 'between')
  r.commit({ 'go.mod': mod('github.com/t/old/v4') }, { time: 1_600_000_200 })
  r.git('tag', 'v4.0.0')
}

test('createGitModules gives what go makes of a repository', { skip }, async () => {
  await withBoth(async (ours, oracle, make) => {
    const [early = '', onDev = '', last = '', lost = ''] = makeFull(make('full'))
    makeOld(make('old'))
    const plain = make('untagged').commit({ 'go.mod': mod('github.com/t/untagged'), 'p.go': PKG })
    const full = 'github.com/t/full'
    const stamp = (seconds: number): string => new Date(seconds * 1000).toISOString().replaceAll(/[-:T]|\..*/g, '')
    const short = (hash: string): string => hash.slice(0, 12)
    const pseudo = (base: string, seconds: number, hash: string): string => `${base}${stamp(seconds)}-${short(hash)}`
    const asked: readonly (readonly [string, readonly string[]])[] = [
      [
        full,
        [
          'v0.9.0',
          'v1.0.0',
          'v1.0.5',
          'v1.1.0-rc.1',
          'v1.1.0',
          'v1.7.0',
          'v2.0.0',
          'v2.0.0+incompatible',
          'main',
          'dev',
          'random',
          'nothing',
          'v1.0.9+meta',
          early,
          short(early),
          early.slice(0, 7),
          short(onDev),
          last,
          lost,
          short(lost),
          pseudo('v0.9.1-0.', 1_700_000_100, early),
          pseudo('v0.0.0-', 1_700_000_100, early),
          pseudo('v0.0.0-', 1_700_000_101, early),
          pseudo('v1.1.1-0.', 1_700_000_100, early),
          pseudo('v1.1.1-0.', 1_700_000_600, last),
          pseudo('v1.0.0-', 1_700_000_600, last),
          pseudo('v1.1.1-0.', 1_700_000_400, last),
          pseudo('v0.0.0-', 1_700_000_100, early).slice(0, -4),
        ],
      ],
      [`${full}/sub`, ['v0.1.0', 'main', 'v1.0.0', short(early), pseudo('v0.1.1-0.', 1_700_000_600, last)]],
      [`${full}/v2`, ['v2.0.0', 'v2.1.0', 'main', short(early)]],
      [`${full}/v3`, ['main']],
      [`${full}/none`, ['main', 'v1.0.0']],
      [
        'github.com/t/old',
        ['v0.1.0', 'v2.3.0', 'v2.3.0+incompatible', 'v3.0.0+incompatible', 'v4.0.0', 'v4.0.0+incompatible', 'between'],
      ],
      ['github.com/t/old/v4', ['v4.0.0', 'main']],
      ['github.com/t/untagged', ['main', short(plain), pseudo('v0.0.0-', 1_700_000_000, plain)]],
      ['github.com/t/missing', ['v1.0.0', 'main']],
    ]
    let compared = 0
    for (const [modulePath, queries] of asked) {
      const names = queries.map((query) => `${modulePath}@${query}`)
      const theirs = await Promise.all([oracle.list(modulePath), oracle.latest(modulePath), oracle.download(names)])
      const given = await mapLimit([...queries], 4, async (query) => made(ours, modulePath, query))
      const newest = (await infoOf(ours, modulePath, undefined))?.Version
      assert.deepEqual([await listOf(ours, modulePath), newest], theirs.slice(0, 2), modulePath)
      for (const [i, name] of names.entries()) {
        assert.deepEqual(given[i], theirs[2][i], `${name}: ${JSON.stringify(theirs[2][i])}`)
      }
      compared += theirs[2].filter((one) => one !== undefined).length
    }
    assert.equal(compared, 32)
  })
})

interface Made {
  readonly version: string
  readonly time: string
  readonly sum: string
  readonly goMod: string
}

/** What ours makes of a query; `undefined` where it says that there is no such version. */
async function made(ours: Ours, modulePath: string, query: string): Promise<Made | undefined> {
  const info = await infoOf(ours, modulePath, query)
  if (info === undefined) return undefined
  const module = { path: modulePath, version: info.Version }
  // Several queries lead to one version: it is made once.
  const name = moduleName(module)
  const known = ours.made.get(name) ?? make(ours, module, info)
  ours.made.set(name, known)
  return known
}

async function make(ours: Ours, module: ModuleVersion, info: Info): Promise<Made> {
  const file = path.join(ours.folder, `${ours.count++}.zip`)
  await ours.proxy.zip(module, file)
  using source = openZipFile(file)
  const sum = await hashContents(openModuleZip(source, module), () => undefined)
  return { version: info.Version, time: info.Time, sum, goMod: hashGoMod(await ours.proxy.goMod(module)) }
}

async function infoOf(ours: Ours, modulePath: string, query: string | undefined): Promise<Info | undefined> {
  try {
    const below = query === undefined ? '@latest' : `@v/${escapeVersion(query)}.info`
    return JSON.parse(Buffer.from(await ours.proxy.raw(modulePath, below, 1 << 20)).toString()) as Info
  } catch (error) {
    if (isWardenError(error, 'not-found')) return undefined
    throw error
  }
}

async function listOf(ours: Ours, modulePath: string): Promise<readonly string[]> {
  try {
    const text = Buffer.from(await ours.proxy.raw(modulePath, '@v/list', 1 << 20)).toString()
    return text.split('\n').filter((line) => line !== '')
  } catch (error) {
    if (isWardenError(error, 'not-found')) return []
    throw error
  }
}

interface Info {
  readonly Version: string
  readonly Time: string
}

interface Ours {
  readonly proxy: ModuleProxy
  readonly folder: string
  count: number
  readonly made: Map<string, Promise<Made>>
}

interface Oracle {
  list(modulePath: string): Promise<readonly string[]>
  latest(modulePath: string): Promise<string | undefined>
  download(names: readonly string[]): Promise<readonly (Made | undefined)[]>
}

async function withBoth(
  work: (ours: Ours, oracle: Oracle, make: (name: string) => TestRepository) => Promise<void>,
): Promise<void> {
  await withRepositories(async (make, root, home) => {
    await serving(gitHandler(root), async (base) => {
      // The way to a server is tested elsewhere: without one in between git is done in half the time.
      const way = ['https://github.com/t/', `${base}/`].map((from) => `\tinsteadOf = ${from}\n`).join('')
      writeFileSync(path.join(home, '.gitconfig'), `[url "file://${root}/"]\n${way}`)
      const cwd = path.join(home, 'work')
      mkdirSync(cwd)
      const env = {
        ...process.env,
        HOME: home,
        GOPATH: path.join(home, 'go'),
        GOMODCACHE: '',
        GOPROXY: 'direct',
        GOPRIVATE: '*',
        GOFLAGS: '-mod=mod',
        GOTOOLCHAIN: 'local',
        GOWORK: 'off',
        GIT_CONFIG_NOSYSTEM: '1',
      }
      const temporary = path.join(home, 'tmp')
      const vcs = createVcs({ env: { PATH: process.env['PATH'], HOME: home }, version: '0', goauth: 'off', temporary })
      const proxy = createGitModules({
        vcs,
        rules: parseGitRules([`github.com/t/*=${base}/*`]),
        go: { GOINSECURE: '', GOVCS: '' },
        clock: createClock(),
        signal: new AbortController().signal,
      })
      const ask = async (...args: readonly string[]): Promise<Readonly<Record<string, unknown>>[]> => {
        const ran = await runProgram('go', args, { cwd, env })
        const documents = ran.stdout.split(/^\}$/m).filter((text) => text.trim() !== '')
        return documents.map((text) => JSON.parse(`${text}}`) as Record<string, unknown>)
      }
      try {
        await work(
          { proxy, folder: home, count: 0, made: new Map() },
          {
            list: async (modulePath) => {
              const [said] = await ask('list', '-m', '-versions', '-retracted', '-e', '-json', modulePath)
              const versions = said?.['Versions']
              return Array.isArray(versions) ? versions.map(String) : []
            },
            latest: async (modulePath) => {
              const [said] = await ask('list', '-m', '-e', '-json', `${modulePath}@latest`)
              const version = said?.['Error'] === undefined ? said?.['Version'] : undefined
              return typeof version === 'string' ? version : undefined
            },
            download: async (names) => {
              const said = await ask('mod', 'download', '-json', ...names)
              return said.map((one) => {
                if (one['Error'] !== undefined) return undefined
                const info = JSON.parse(readFileSync(String(one['Info']), 'utf8')) as Info
                return {
                  version: info.Version,
                  time: info.Time,
                  sum: String(one['Sum']),
                  goMod: String(one['GoModSum']),
                }
              })
            },
          },
          make,
        )
      } finally {
        await vcs.close()
        removeAll(home)
        mkdirSync(home, { recursive: true })
      }
    })
  })
}
