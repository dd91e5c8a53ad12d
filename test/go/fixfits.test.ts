// fix beside the go command where the nearest repaired version does not compile with who imports it.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { fixed, mustGo } from '../support/fixbeside.ts'
import { CLASHES, makeClash } from '../support/fixclashes.ts'
import { go } from '../support/go.ts'
import { withUniverse } from '../support/universe.ts'

const skip = go.available ? false : go.reason

for (const clash of CLASHES) {
  test(`fix makes a project that go builds, where go get alone does not: ${clash.name}`, { skip }, async () => {
    await withUniverse(async (u) => {
      const db = makeClash(u, clash, true)
      const build = ['build', '-o', os.devNull, './...']
      await mustGo(u, u.project, build)
      const report = await fixed(u, ['--yes', '--db', db])
      assert.equal(report.status, 'written', JSON.stringify(report.unchecked))
      await mustGo(u, u.project, build)
      const file = path.join(u.project, 'go.mod')
      u.write('go.mod', readFileSync(file, 'utf8').replace('fix/b v1.1.0', 'fix/b v1.0.1'))
      await assert.rejects(mustGo(u, u.project, build, { GOFLAGS: '-mod=mod' }), /github\.com\/fix\/b/)
    })
  })
}
