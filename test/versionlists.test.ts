// The lists of versions that are remembered between runs: when they are believed, and what becomes of damaged ones.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import test, { after } from 'node:test'
import { WardenError } from '../src/base/errors.ts'
import { createFiles } from '../src/io/files.ts'
import { openVersionLists, type VersionList } from '../src/jobs/project/versionlists.ts'
import type { ModuleProxy } from '../src/world/proxy.ts'
import { fakeClock } from './support/fakes.ts'

const store = mkdtempSync(path.join(tmpdir(), 'modwarden-lists-'))
after(() => rmSync(store, { recursive: true, force: true }))
const file = path.join(store, 'index', 'versions.json')
const noProxy = async (): Promise<never> => Promise.reject(new WardenError('unreachable', 'nobody is asked'))

/** What a run at `time` says of one module, and how often the proxy was asked for it. */
async function listAt(
  time: string,
  options: { readonly offline?: boolean; readonly full?: boolean; readonly proxy?: string } = {},
): Promise<{ readonly list: VersionList; readonly asked: number }> {
  let asked = 0
  const proxy: ModuleProxy = {
    list: async () => Promise.resolve(['v1.0.0', `v1.${++asked}.0`]),
    info: noProxy,
    goMod: noProxy,
    raw: noProxy,
    zip: noProxy,
  }
  const world = { files: createFiles(), store, clock: fakeClock(time), proxy }
  const { offline = false, full = false } = options
  const go = { GOPROXY: options.proxy ?? 'https://proxy.invalid', GONOPROXY: '' }
  const lists = await openVersionLists(world, { go, offline, full, signal: undefined })
  const list = await lists.of('example.com/m')
  await lists.save()
  return { list, asked }
}

test('openVersionLists believes a list for an hour, offline for ever, never with full or for another proxy', async () => {
  const first = await listAt('2026-01-02T10:00:00Z')
  const versions = ['v1.0.0', 'v1.1.0']
  assert.deepEqual(first, { list: { kind: 'listed', versions, asked: new Date('2026-01-02T10:00:00Z') }, asked: 1 })
  assert.deepEqual(await listAt('2026-01-02T10:59:59Z'), { list: first.list, asked: 0 })
  assert.deepEqual(await listAt('2026-03-02T10:00:00Z', { offline: true }), { list: first.list, asked: 0 })
  assert.equal((await listAt('2026-01-02T10:30:00Z', { offline: true, full: true })).list.kind, 'failed')
  assert.equal(
    (await listAt('2026-01-02T10:30:00Z', { offline: true, proxy: 'https://b.invalid' })).list.kind,
    'failed',
  )
  assert.equal((await listAt('2026-01-02T11:00:00Z')).asked, 1)
  assert.equal((await listAt('2026-01-02T11:00:00Z', { full: true })).asked, 1)
  // A clock that was wrong.
  assert.equal((await listAt('2026-01-02T09:00:00Z')).asked, 1)
})

test('openVersionLists asks again where the file is damaged, and says offline that nobody asked', async () => {
  await listAt('2026-01-02T10:00:00Z', { full: true })
  const kept = readFileSync(file, 'utf8')
  const damaged: readonly string[] = [
    '',
    '\0\0\0\0',
    'null',
    '[]',
    kept.slice(0, -9),
    kept.replace(/"lists":.*$/, '"lists":null}'),
    kept.replace(/\{"asked".*?\}/, 'null'),
    kept.replace('"asked":"', '"asked":"when'),
    kept.replace('"asked":"2026-01-02T10:00:00.000Z",', ''),
    kept.replace('"versions":[', '"versions":["\\u001b[2J",'),
    kept.replace('"versions":[', '"versions":[1,'),
  ]
  for (const text of damaged) {
    assert.notEqual(text, kept)
    writeFileSync(file, text)
    const offline = await listAt('2026-01-02T10:10:00Z', { offline: true })
    assert.deepEqual(offline.list, {
      kind: 'failed',
      why: 'its versions were not asked for yet, and --offline asks nobody',
    })
    assert.equal((await listAt('2026-01-02T10:10:00Z')).asked, 1, text)
  }
})
