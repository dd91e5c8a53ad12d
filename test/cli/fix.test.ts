// modwarden fix on constructed projects: what moves, what stays, what is written; test/go/fix.test.ts asks go.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import type { FixReport } from '../../src/report/fix.ts'
import { FIX_WORLDS, makeFixWorld } from '../support/fixworlds.ts'
import { withUniverse, type Universe } from '../support/universe.ts'

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
