// fix --replace without a name: what the table of successors knows, and what a run that was stopped leaves.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import type { FixReport } from '../../src/report/fix.ts'
import { publish, put, sumLines, withUniverse } from '../support/universe.ts'

/** Of another module: nothing is flawed here. */
const DATABASE = JSON.stringify([
  {
    id: 'GO-2026-0001',
    modified: '2026-01-01T00:00:00Z',
    affected: [
      {
        package: { ecosystem: 'Go', name: 'github.com/x/x' },
        ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }],
      },
    ],
  },
])

test('fix --replace takes the successor of an abandoned module from the table, and says where it is said', async () => {
  await withUniverse(async (u) => {
    const old = publish('github.com/boltdb/bolt', 'v1.3.1')
    const now = publish('go.etcd.io/bbolt', 'v1.4.0')
    u.serve([old, now])
    u.cache([old])
    u.require([old])
    u.write('go.sum', sumLines(old))
    u.write('main.go', 'package main\n\nimport db "github.com/boltdb/bolt"\n\nfunc main() { println(db.Hello()) }\n')
    const db = put(path.join(u.root, 'db.json'), DATABASE)
    const args = ['fix', '--db', db, '--no-progress', '--replace']
    const plan = await u.run(args)
    assert.equal(plan.code, 1, plan.stderr)
    assert.match(plan.stdout, /^github\.com\/me\/project: 1 module to be replaced\n/)
    assert.match(
      plan.stdout,
      /modwarden fix --replace github\.com\/boltdb\/bolt=go\.etcd\.io\/bbolt@v1\.4\.0 --db \S+ --yes/,
    )
    const ran = await u.run([...args, '--yes', '--json'])
    const report = JSON.parse(ran.stdout) as FixReport
    assert.equal(ran.code, 0, ran.stdout + ran.stderr)
    assert.deepEqual(report.replaced, [
      {
        from: 'github.com/boltdb/bolt',
        to: 'go.etcd.io/bbolt',
        version: 'v1.4.0',
        files: [{ file: 'main.go', imports: 1 }],
        note: 'the same API; build it before you trust that',
        source: 'https://github.com/boltdb/bolt#readme',
      },
    ])
    assert.match(readFileSync(path.join(u.project, 'go.mod'), 'utf8'), /^require go\.etcd\.io\/bbolt v1\.4\.0$/m)
    assert.match(readFileSync(path.join(u.project, 'main.go'), 'utf8'), /import db "go\.etcd\.io\/bbolt"/)
    const again = await u.run([...args, '--yes'])
    assert.equal(again.code, 0, again.stderr)
    assert.match(again.stdout, /^github\.com\/me\/project: nothing that is imported here has a known successor\n/)
  })
})

test('fix refuses flags that contradict each other, and modules that are not imported', async () => {
  await withUniverse(async (u) => {
    u.write('go.mod', 'module github.com/me/project\n\ngo 1.21\n')
    const db = put(path.join(u.root, 'db.json'), DATABASE)
    for (const [flags, said] of [
      [['--yes', '--pr', '--dry-run'], /--dry-run and --yes/],
      [['--dry-run'], /--dry-run: shows what --pr would ask/],
      [['--test'], /--test: builds what --yes has written/],
      [['--replace', 'github.com/boltdb/bolt', '--reachable'], /--reachable and --only choose nothing/],
      [['--replace', 'github.com/boltdb/bolt'], /the project does not use it/],
    ] as const) {
      const ran = await u.run(['fix', ...flags, '--db', db, '--no-progress'])
      assert.equal(ran.code, 2, ran.stdout + ran.stderr)
      assert.match(ran.stderr, said)
    }
  })
})

test('fix --replace adds a requirement to the module of a workspace that imports it, and to none around it', async () => {
  await withUniverse(async (u) => {
    const old = publish('github.com/boltdb/bolt', 'v1.3.1')
    const now = publish('go.etcd.io/bbolt', 'v1.4.0')
    u.serve([old, now])
    u.cache([old])
    const inner = `module github.com/me/project/inner\n\ngo 1.21\n\nrequire ${old.path} ${old.version}\n`
    u.write('go.work', 'go 1.21\n\nuse (\n\t.\n\t./inner\n)\n')
    u.write('go.mod', 'module github.com/me/project\n\ngo 1.21\n')
    u.write('main.go', 'package main\n\nfunc main() {}\n')
    u.write('inner/go.mod', inner)
    u.write('inner/go.sum', sumLines(old))
    u.write('inner/inner.go', `package inner\n\nimport db "${old.path}"\n\nvar It = db.Hello()\n`)
    const db = put(path.join(u.root, 'db.json'), DATABASE)
    const ran = await u.run(['fix', '--db', db, '--replace', '--yes', '--json'])
    assert.equal(ran.code, 0, ran.stdout + ran.stderr)
    assert.deepEqual(
      (JSON.parse(ran.stdout) as FixReport).files.map(({ file }) => file),
      ['inner/go.sum', 'inner/inner.go', 'inner/go.mod'],
    )
  })
})
