// scan --binary end to end: the modules that a compiled program says it was built from.
import assert from 'node:assert/strict'
import path from 'node:path'
import test from 'node:test'
import { makeProgram } from '../support/programwriter.ts'
import { evil, moduleAt, scan } from '../support/scanning.ts'
import { publish, put, withUniverse } from '../support/universe.ts'

const quote = publish('rsc.io/quote', 'v1.5.2')

test('scan --binary reads what a program was built from, and only those bytes', async () => {
  await withUniverse(async (u) => {
    u.serve([quote, evil])
    const main = { path: 'github.com/me/project', version: '(devel)' }
    const deps = [quote, evil].map((m) => ({ path: m.path, version: m.version, sum: m.h1 }))
    const file = put(path.join(u.root, 'app'), makeProgram({ main, deps }))
    const { code, report } = await scan(u, ['--binary', file])
    assert.equal(code, 1)
    assert.deepEqual([report.subject.kind, report.subject.folder], ['binary', file])
    assert.deepEqual(
      report.modules.map((m) => [m.path, m.verdict, m.incomplete, m.integrity]),
      [
        ['rsc.io/evil', 'malicious', false, 'proven'],
        ['rsc.io/quote', 'clean', false, 'proven'],
      ],
    )
    // Built from other bytes than the ones that everybody has: nothing is known of those.
    const other = makeProgram({ main, deps: [{ ...quote, sum: evil.h1 }] })
    const odd = await scan(u, ['--binary', put(path.join(u.root, 'odd'), other)])
    assert.equal(odd.code, 4)
    assert.equal(moduleAt(odd.report, 'rsc.io/quote').incomplete, true)
    assert.match(moduleAt(odd.report, 'rsc.io/quote').reasons.join(' '), /the program was built from other bytes: h1:/)
  })
})
