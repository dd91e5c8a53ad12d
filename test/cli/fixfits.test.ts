// fix where the nearest repaired version does not compile with who imports it: test/go/fixfits.test.ts asks go.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FixReport } from '../../src/report/fix.ts'
import { CLASHES, makeClash } from '../support/fixclashes.ts'
import { withUniverse } from '../support/universe.ts'

// The other kinds: src/gosource/apifit.test.ts and test/go/fixfits.test.ts.
for (const clash of CLASHES.slice(0, 2)) {
  test(`fix raises an importer that does not compile with a repaired version: ${clash.name}`, async () => {
    await withUniverse(async (u) => {
      const db = makeClash(u, clash, true)
      const ran = await u.run(['fix', '--db', db, '--format', 'json', '--no-progress'])
      const report = JSON.parse(ran.stdout) as FixReport
      assert.deepEqual(
        report.moves.map((m) => `${m.path} ${m.from} ${m.to}`),
        ['github.com/fix/a v1.0.0 v1.0.1', 'github.com/fix/b v1.0.0 v1.1.0'],
      )
      assert.equal(
        report.moves[1]?.because,
        `v1.0.0 does not compile with github.com/fix/a v1.0.1: a.${clash.why} (github.com/fix/b/b.go:5)`,
      )
      assert.equal(report.moves[1]?.asked, true)
      assert.deepEqual([report.left, report.unchecked, ran.code], [[], [], 1])
      const text = await u.run(['fix', '--db', db, '--no-progress'])
      assert.match(
        text.stdout,
        /UPGRADE {2}github\.com\/fix\/b v1\.0\.0 -> v1\.1\.0.*\n {2}because {3}v1\.0\.0 does not compile/,
      )
    })
  })

  test(`fix does not take a repaired version that no importer compiles with: ${clash.name}`, async () => {
    await withUniverse(async (u) => {
      const ran = await u.run(['fix', '--db', makeClash(u, clash, false), '--format', 'json', '--no-progress'])
      const report = JSON.parse(ran.stdout) as FixReport
      assert.deepEqual(report.moves, [])
      assert.deepEqual(
        report.left.map((l) => [l.id, l.kind, l.why]),
        [
          [
            'GO-2026-0001',
            'held',
            `fixed in v1.0.1: github.com/fix/b@v1.0.0 does not compile with v1.0.1: a.${clash.why} (github.com/fix/b/b.go:5)`,
          ],
        ],
      )
    })
  })
}

test('fix does not take a version that the project’s own tests do not compile with', async () => {
  await withUniverse(async (u) => {
    const [clash] = CLASHES
    assert.ok(clash !== undefined)
    const db = makeClash(u, clash, true)
    u.write('main_test.go', 'package main\n\nimport "github.com/fix/a"\n\nvar _ = a.Gone()\n')
    const ran = await u.run(['fix', '--db', db, '--format', 'json', '--no-progress'])
    const report = JSON.parse(ran.stdout) as FixReport
    assert.deepEqual(report.moves, [])
    assert.match(
      report.left[0]?.why ?? '',
      /the project does not compile with v1\.0\.1: a\.Gone is gone \(main_test\.go:5\)$/,
    )
  })
})
