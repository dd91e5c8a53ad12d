// Which programs embed a bad module, over programs that exist in memory only.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isWardenError, WardenError } from '../../base/errors.ts'
import type { BuildInfo, BuiltModule } from '../../gomod/buildinfo.ts'
import type { Programs } from '../../world/programs.ts'
import { findPrograms, installable } from './programs.ts'

const good = 'h1:gooooooooooooooooooooooooooooooooooooooood0='
const evil = 'h1:eviiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiil0='
const m = (path: string, version: string, sum: string): BuiltModule => ({ path, version, sum })
const info = (deps: readonly BuiltModule[], more: Partial<BuildInfo> = {}): BuildInfo => ({
  goVersion: 'go1.26.8',
  path: 'example.com/tool',
  deps,
  settings: [],
  ...more,
})

/** Folders of programs; an error is what reading or listing throws. */
function programs(folders: Readonly<Record<string, Readonly<Record<string, BuildInfo | Error>> | Error>>): Programs {
  return {
    async list(folder) {
      const here = folders[folder]
      if (here instanceof Error) throw here
      return Promise.resolve(
        here === undefined ? undefined : { files: Object.keys(here).map((name) => `${folder}/${name}`), left: [] },
      )
    },
    async read(file) {
      const at = file.lastIndexOf('/')
      const here = folders[file.slice(0, at)]
      const found = here instanceof Error ? here : here?.[file.slice(at + 1)]
      if (found instanceof Error) throw found
      return Promise.resolve(found)
    },
  }
}

const bad = [{ path: 'example.com/m', version: 'v1.0.0', agreed: good, found: [evil] }]
const none = { GOBIN: '', GOPATH: '' }

test('findPrograms looks in GOBIN, otherwise in the bin of each GOPATH, and in each named folder', async () => {
  const app = { app: info([m('example.com/m', 'v1.0.0', evil)]) }
  const world = { programs: programs({ '/bin': app, '/a/bin': app, '/b/bin': app, '/more': app }) }
  const files = async (go: typeof none, folders: readonly string[]): Promise<string[]> =>
    (await findPrograms(world, go, bad, { folders })).programs.map((p) => p.file)
  assert.deepEqual(await files({ GOBIN: '/bin', GOPATH: '/a' }, []), ['/bin/app'])
  assert.deepEqual(await files({ GOBIN: '', GOPATH: '/a:/b' }, ['/more', '/a/bin']), [
    '/a/bin/app',
    '/b/bin/app',
    '/more/app',
  ])
  assert.deepEqual(await files(none, []), [])
})

test('findPrograms takes another version and another module for what they are', async () => {
  const world = {
    programs: programs({
      '/bin': { app: info([m('example.com/m', 'v1.0.1', evil), m('example.com/m/v2', 'v1.0.0', evil)]) },
    }),
  }
  assert.deepEqual((await findPrograms(world, { ...none, GOBIN: '/bin' }, bad, { folders: [] })).programs, [])
})

test('findPrograms calls a sum bad where it is not the agreed one, or one that was found where nobody agreed', async () => {
  const unknown = 'h1:unknooooooooooooooooooooooooooooooooooooown='
  const world = {
    programs: programs({
      '/bin': Object.fromEntries(
        [good, evil, unknown, ''].map((sum, i) => [String(i), info([m('example.com/m', 'v1.0.0', sum)])]),
      ),
    }),
  }
  const go = { ...none, GOBIN: '/bin' }
  const agreed = await findPrograms(world, go, bad, { folders: [] })
  assert.deepEqual(
    agreed.programs.map((p) => p.badSum),
    [false, true, true, false],
  )
  const nobody = await findPrograms(world, go, [{ ...bad[0]!, agreed: undefined }], { folders: [] })
  assert.deepEqual(
    nobody.programs.map((p) => p.badSum),
    [false, true, false, false],
  )
})

test('findPrograms names a module once that is there as itself and as a replacement, by its worse sum', async () => {
  const replaced = { ...m('example.com/old', 'v1.0.0', ''), replace: m('example.com/m', 'v1.0.0', evil) }
  const own = m('example.com/m', 'v1.0.0', good)
  for (const deps of [
    [own, replaced],
    [replaced, own],
  ]) {
    const world = { programs: programs({ '/bin': { app: info(deps) } }) }
    const found = await findPrograms(world, { ...none, GOBIN: '/bin' }, bad, { folders: [] })
    assert.deepEqual(
      found.programs.map((p) => [p.sum, p.replaced, p.badSum]),
      [[evil, true, true]],
    )
  }
})

test('findPrograms counts what it could not read, and goes on', async () => {
  const world = {
    programs: programs({
      '/bin': {
        a: new WardenError('io', '/bin/a: permission denied'),
        b: new WardenError('parse', 'malformed'),
        c: info([m('example.com/m', 'v1.0.0', evil)]),
      },
      '/locked': new WardenError('io', '/locked: permission denied'),
    }),
  }
  const found = await findPrograms(world, { ...none, GOBIN: '/bin' }, bad, { folders: ['/locked', '/gone'] })
  assert.deepEqual(
    found.programs.map((p) => p.file),
    ['/bin/c'],
  )
  assert.deepEqual(found.unread, [
    { file: '/bin/a', why: 'permission denied' },
    { file: '/bin/b', why: 'malformed' },
    { file: '/gone', why: 'no such folder' },
    { file: '/locked', why: 'permission denied' },
  ])
})

test('findPrograms stops when somebody asks it to', async () => {
  const world = { programs: programs({ '/bin': { app: info([]) } }) }
  const signal = AbortSignal.abort()
  await assert.rejects(findPrograms(world, { ...none, GOBIN: '/bin' }, bad, { folders: [], signal }), (error) =>
    isWardenError(error, 'aborted'),
  )
})

test('installable gives what go install takes, and nothing that a shell would read otherwise', () => {
  const main = m('example.com/tool', 'v1.2.0', good)
  assert.equal(installable(info([], { main })), 'example.com/tool@v1.2.0')
  assert.equal(installable(info([], { main, path: 'example.com/tool/cmd/x' })), 'example.com/tool/cmd/x@v1.2.0')
  for (const more of [
    {},
    { main: { ...main, sum: '' } },
    { main: { ...main, version: '(devel)' } },
    { main: { ...main, version: 'v1.2' } },
    { main: { ...main, version: 'v1.2.0;id' } },
    { main: { ...main, replace: m('example.com/fork', 'v1.0.0', good) } },
    { main, path: 'example.com/toolbox' },
    { main, path: 'example.com/tool/$(id)' },
    { main, path: 'example.com/tool/a b' },
    { main, path: 'example.com/tool/../../x' },
    { main: m('-x', 'v1.2.0', good), path: '-x' },
  ]) {
    assert.equal(installable(info([], more)), undefined, JSON.stringify(more))
  }
})
