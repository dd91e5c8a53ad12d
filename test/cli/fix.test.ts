// modwarden fix on constructed projects: what moves, what stays, what is written; test/go/fix.test.ts asks go.
import assert from 'node:assert/strict'
import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import type { FixReport } from '../../src/report/fix.ts'
import { FIX_WORLDS, makeFixWorld } from '../support/fixworlds.ts'
import { put, withUniverse, type Universe } from '../support/universe.ts'

async function fixed(
  u: Universe,
  args: readonly string[],
): Promise<{ report: FixReport; stderr: string; code: number }> {
  const ran = await u.run(['fix', ...args, '--format', 'json', '--no-progress'])
  return { report: JSON.parse(ran.stdout) as FixReport, stderr: ran.stderr, code: ran.code }
}

for (const world of FIX_WORLDS) {
  test(`fix: ${world.name}`, async () => {
    await withUniverse(async (u) => {
      const { db } = makeFixWorld(u, world)
      const before = readFileSync(path.join(u.project, 'go.mod'), 'utf8')
      const { report, stderr } = await fixed(u, ['--yes', '--db', db])
      assert.deepEqual(
        report.moves?.map((m) => `${m.path} ${m.from} ${m.to}`),
        world.moves.map((m) => `github.com/fix/${m}`),
        JSON.stringify(report) + stderr,
      )
      assert.equal(report.left.length, world.left)
      assert.equal(report.exact, true)
      assert.deepEqual(report.unchecked, [])
      assert.equal(report.exitCode, world.left === 0 ? 0 : 1)
      const after = readFileSync(path.join(u.project, 'go.mod'), 'utf8')
      if (world.moves.length === 0) assert.equal(after, before)
      else {
        assert.equal(report.after?.advisories, world.left)
        assert.equal(report.after?.integrity?.exitCode, 0)
      }
    })
  })
}

const FLAWED = FIX_WORLDS[0]

for (const [name, make] of Object.entries({
  'an empty folder': (u: Universe) => put(path.join(u.root, 'empty', '.keep'), ''),
  'a list of nothing': (u: Universe) => put(path.join(u.root, 'empty', 'list.json'), '[]'),
  'a file that was cut': (u: Universe) => put(path.join(u.root, 'empty', 'list.json'), '[{"id":"GO-2026-0001",'),
  'no such folder': (u: Universe) => path.join(u.root, 'nothing', 'here'),
})) {
  test(`fix does not take for well what it could not check: the database is ${name}`, async () => {
    await withUniverse(async (u) => {
      if (FLAWED === undefined) throw new Error('no world')
      makeFixWorld(u, FLAWED)
      const file = make(u)
      const ran = await u.run(['fix', '--db', name === 'an empty folder' ? path.dirname(file) : file, '--no-progress'])
      assert.equal(ran.code, 3, ran.stdout + ran.stderr)
      assert.doesNotMatch(ran.stdout, /no advisory/)
    })
  })
}

for (const [name, text] of Object.entries({
  'there is no Go file': undefined,
  'it imports nothing that go.mod requires': 'package main\n\nfunc main() {}\n',
  'its imports cannot be read': 'package main\n\nimport (\n',
})) {
  test(`fix does not take for well what it could not check: ${name}`, async () => {
    await withUniverse(async (u) => {
      if (FLAWED === undefined) throw new Error('no world')
      const { db } = makeFixWorld(u, FLAWED)
      if (text === undefined) rmSync(path.join(u.project, 'main.go'))
      else u.write('main.go', text)
      const { report, code } = await fixed(u, ['--db', db])
      assert.equal(code, 3)
      assert.notDeepEqual(report.unchecked, [])
    })
  })
}

test('fix --only removes one advisory and leaves the others', async () => {
  await withUniverse(async (u) => {
    const world = FIX_WORLDS.find((w) => w.name === 'two flaws, two upgrades')
    if (world === undefined) throw new Error('no world')
    const { db } = makeFixWorld(u, world)
    const { report } = await fixed(u, ['--db', db, '--only', 'GO-2026-0002'])
    assert.deepEqual(
      report.moves.map((m) => m.path),
      ['github.com/fix/b'],
    )
  })
})
