// What is known already: findings that somebody accepted, and those that an earlier state of the project has.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import test from 'node:test'
import { doubt, DOUBTFUL, evil, moduleAt, scan } from '../support/scanning.ts'
import { withUniverse, type Universe } from '../support/universe.ts'

/** Runs git in the project, as somebody. */
function git(u: Universe, ...args: readonly string[]): void {
  execFileSync('git', ['-c', 'user.name=kim', '-c', 'user.email=kim@example.com', ...args], { cwd: u.project })
}

test('a doubtful finding can be waived in the project, with owner, reason and end; it stays to be seen', async () => {
  await withUniverse(async (u) => {
    u.sound([doubt])
    const before = await scan(u)
    assert.deepEqual([before.code, moduleAt(before.report, 'rsc.io/doubt').verdict], [1, 'suspicious'])
    const waive = ['waive', 'rsc.io/doubt@v1.0.0', '--owner', 'kim', '--reason', 'the appliance', '--for', '6d']
    assert.equal((await u.run(waive)).code, 0)
    const { code, report } = await scan(u)
    assert.equal(code, 0)
    assert.deepEqual([moduleAt(report, 'rsc.io/doubt').verdict, report.summary.waived > 0], ['clean', true])
    assert.deepEqual(
      report.waivers?.used.map((w) => [w.file, w.what, w.owner, w.days]),
      [['.modwarden-waivers.yaml', 'rsc.io/doubt@v1.0.0', 'kim', 6]],
    )
    const { stdout } = await u.run(['scan'])
    assert.match(stdout, /waived by kim until \d{4}-\d\d-\d\d: the appliance\n/)
    assert.match(stdout, / · \d+ waived \(expires in 6 d\)\n/)
  })
})

test('a waiver that is over, idle or not allowed counts for nothing, and that is said', async () => {
  await withUniverse(async (u) => {
    u.sound([doubt, evil])
    u.write(
      '.modwarden-waivers.yaml',
      [
        '- {module: rsc.io/doubt, reason: r, owner: kim, expires: 2020-01-01}',
        '- {rule: MW-PERSIST, module: rsc.io/gone, reason: r, owner: kim, expires: 2020-01-01}',
        `- {module: rsc.io/evil, reason: r, owner: kim, expires: ${new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)}}`,
      ].join('\n'),
    )
    const { code, report } = await scan(u)
    assert.equal(code, 1)
    assert.deepEqual(
      [report.waivers?.expired.length, report.waivers?.unused.length, report.waivers?.refused.length],
      [1, 1, 1],
    )
    assert.equal(moduleAt(report, 'rsc.io/evil').verdict, 'malicious')
    const { stdout } = await u.run(['scan'])
    assert.match(stdout, /\nEXPIRED WAIVER {2}rsc\.io\/doubt {3}\.modwarden-waivers\.yaml:1 {3}expired [\d,]+ d ago\n/)
    assert.match(stdout, /\nNOT WAIVED {2}rsc\.io\/evil {3}\.modwarden-waivers\.yaml:3 /)
    assert.match(stdout, /\nUNUSED WAIVER {2}MW-PERSIST in rsc\.io\/gone /)
    // Only in the user's own configuration.
    assert.equal((await u.run(['waive', 'rsc.io/evil', '--owner', 'kim', '--reason', 'lab', '--user'])).code, 0)
    assert.equal(moduleAt((await scan(u)).report, 'rsc.io/evil').verdict, 'clean')
  })
})

test('--baseline passes over what an earlier scan or commit has, and not what is new', async () => {
  await withUniverse(async (u) => {
    u.sound([doubt])
    u.write('own.go', DOUBTFUL.replace('package doubt', 'package project'))
    assert.equal((await u.run(['scan', '-o', 'json=../base.json'])).code, 1)
    git(u, 'init', '-q', '-b', 'main')
    git(u, 'add', '.')
    git(u, 'commit', '-q', '-m', 'first')
    const env = { PATH: process.env['PATH'] ?? '' }
    for (const baseline of ['../base.json', 'git:main', 'auto']) {
      const same = await scan(u, ['--baseline', baseline], { env })
      assert.deepEqual([same.code, same.report.summary.suspicious], [0, 0], baseline)
      assert.deepEqual([same.report.baseline?.modules, (same.report.baseline?.findings ?? 0) > 0], [1, true], baseline)
    }
    u.sound([doubt, evil])
    u.write('own.go', DOUBTFUL.replace('package doubt', 'package project').replace('203.0.113.9', '203.0.113.10'))
    for (const baseline of ['../base.json', 'git:main', 'auto']) {
      const { code, report } = await scan(u, ['--baseline', baseline], { env })
      assert.equal(code, 1, baseline)
      assert.deepEqual(
        report.modules.map((m) => [m.path, m.verdict]),
        [
          ['rsc.io/evil', 'malicious'],
          ['github.com/me/project', 'suspicious'],
        ],
        baseline,
      )
    }
    assert.equal((await scan(u, ['--baseline', 'git:nothing'], { env })).code, 2)
    assert.equal((await scan(u, ['--baseline', 'missing.json'], { env })).code, 2)
  })
})

test('in a pull request the waivers of its own branch do not count', async () => {
  await withUniverse(async (u) => {
    u.sound([doubt])
    git(u, 'init', '-q', '-b', 'main')
    git(u, 'add', '.')
    git(u, 'commit', '-q', '-m', 'first')
    await u.run(['waive', 'rsc.io/doubt', '--owner', 'kim', '--reason', 'mine'])
    const env = { PATH: process.env['PATH'] ?? '', GITHUB_BASE_REF: 'main' }
    assert.equal((await scan(u, [], { env })).code, 1)
    git(u, 'add', '.')
    git(u, 'commit', '-q', '-m', 'accepted')
    assert.equal((await scan(u, [], { env })).code, 0)
  })
})
