// clean: what is chosen and nothing else, told before it is done, and never what must stay.
import assert from 'node:assert/strict'
import {
  appendFileSync,
  chmodSync,
  existsSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { makeProgram } from '../support/programwriter.ts'
import { filesBelow, publish, put, sumLines, withUniverse, type Published, type Universe } from '../support/universe.ts'

const quote = publish('rsc.io/quote', 'v1.5.2')
const sampler = publish('rsc.io/sampler', 'v1.3.0')
const old = publish('rsc.io/sampler', 'v1.2.0')
const large = publish('github.com/acme/large', 'v1.0.0', { 'data.txt': 'x'.repeat(5000) })

interface Cleaned {
  readonly dryRun: boolean
  readonly choice: string
  readonly items: ReadonlyArray<{ name: string; bytes: number; status: string; evidence?: string; used?: string }>
  readonly notes: readonly string[]
  readonly summary: {
    readonly modules: number
    readonly chosen: number
    readonly bytes: number
    readonly leftovers: number
  }
  readonly exitCode: number
}

async function clean(u: Universe, ...args: string[]): Promise<Cleaned> {
  const { report, stderr } = await u.json(['clean', ...args])
  assert.equal(report.schema, 'modwarden/clean/1', stderr)
  return report as unknown as Cleaned
}

/** Files of a module version in the cache but for its lock. */
function there(u: Universe, m: Published): string[] {
  const { zip, ziphash, mod, info, folder, partial } = u.paths(m)
  return [zip, ziphash, mod, info, folder, partial].filter((file) => existsSync(file))
}

test('clean without --yes says what it would remove, largest first, and touches nothing', async () => {
  await withUniverse(async (u) => {
    u.cache([quote, large])
    const before = filesBelow(u.modcache).map((file) => [file, statSync(file).ino])
    const { code, stdout } = await u.run(['clean', '--all'])
    assert.equal(code, 0)
    assert.match(stdout, /^ {2}\d\.\d kB {2}github\.com\/acme\/large@v1\.0\.0\n +\d+ B {2}rsc\.io\/quote@v1\.5\.2\n/)
    assert.match(stdout, /^would remove .* in 2 of 2 module versions; nothing was touched: --yes does it$/m)
    assert.deepEqual(
      filesBelow(u.modcache).map((file) => [file, statSync(file).ino]),
      before,
    )
    const { items, summary } = await clean(u, '--all')
    const all = filesBelow(u.modcache).filter((file) => !file.endsWith('.lock'))
    assert.equal(
      summary.bytes,
      all.reduce((n, file) => n + statSync(file).size, 0),
    )
    assert.deepEqual(
      items.map((item) => item.status),
      ['planned', 'planned'],
    )
    assert.equal(existsSync(path.join(u.store, 'audit.ndjson')), false)
  })
})

test('clean --bad removes what is broken, keeps it as evidence, and leaves the rest', async () => {
  await withUniverse(async (u) => {
    u.sound([quote, sampler, large])
    appendFileSync(path.join(u.paths(quote).folder, 'quote.go'), '// x\n')
    writeFileSync(u.paths(large).mod, 'module github.com/acme/large // x\n')
    const planned = await clean(u, '--bad')
    assert.deepEqual(
      planned.items.map((item) => item.name),
      ['github.com/acme/large@v1.0.0', 'rsc.io/quote@v1.5.2'],
    )
    assert.equal(planned.dryRun, true)
    const done = await clean(u, '--bad', '--yes')
    assert.equal(done.exitCode, 0)
    assert.deepEqual(
      done.items.map((item) => item.status),
      ['removed', 'removed'],
    )
    const evidence = done.items.find((item) => item.name.startsWith('rsc.io'))?.evidence ?? ''
    assert.match(readFileSync(path.join(evidence, 'folder/quote.go'), 'utf8'), /\/\/ x\n$/)
    // Contents and go.mod are each removed only where they are bad.
    assert.deepEqual(there(u, quote), [u.paths(quote).mod, u.paths(quote).info])
    const { zip, ziphash, folder } = u.paths(large)
    assert.deepEqual(there(u, large), [zip, ziphash, folder])
    assert.equal(there(u, sampler).length, 5)
    assert.equal((await u.run(['verify', '--cache', '--full'])).code, 0)
    assert.deepEqual(u.leftovers(), [])
    assert.match(
      (await u.run(['clean', '--bad'])).stdout,
      /^nothing to remove: nothing in the module cache is broken$/m,
    )
  })
})

test('clean --unused keeps what a module graph, a go.sum, a vendor folder or a program names', async () => {
  await withUniverse(async (u) => {
    const root = publish('rsc.io/root', 'v1.0.0', { 'go.mod': 'module rsc.io/root\n\nrequire rsc.io/sampler v1.2.0\n' })
    const inSum = publish('github.com/acme/insum', 'v1.0.0')
    const vendored = publish('github.com/acme/vendored', 'v1.0.0')
    const compiled = publish('github.com/acme/compiled', 'v1.0.0')
    const replacing = publish('github.com/acme/replacing', 'v1.0.0')
    u.cache([root, old, sampler, inSum, vendored, compiled, replacing, large])
    const src = path.join(u.root, 'src')
    put(
      path.join(src, 'a/go.mod'),
      'module a.example/a\n\ngo 1.16\n\nrequire rsc.io/root v1.0.0\n\nreplace rsc.io/x => github.com/acme/replacing v1.0.0\n',
    )
    put(path.join(src, 'b/go.sum'), sumLines(inSum))
    put(
      path.join(src, 'c/vendor/modules.txt'),
      '# github.com/acme/vendored v1.0.0\n## explicit\ngithub.com/acme/vendored\n',
    )
    const deps = [{ path: compiled.path, version: compiled.version, sum: compiled.h1 }]
    chmodSync(put(path.join(src, 'bin/app'), makeProgram({ deps })), 0o755)
    chmodSync(put(path.join(src, 'bin/script'), '#!/bin/sh\n'), 0o755)
    // A go.mod of no words keeps go out of a folder; in testdata it may be anything.
    put(path.join(src, 'node/go.mod'), '')
    put(path.join(src, 'd/testdata/go.mod'), 'this is no go.mod {{\n')
    symlinkSync('elsewhere', path.join(src, 'link'))
    const { items, notes } = await clean(u, '--unused', src, '--yes')
    assert.deepEqual(
      items.map((item) => item.name),
      ['github.com/acme/large@v1.0.0', 'rsc.io/sampler@v1.3.0'],
    )
    assert.match(notes[0] ?? '', /3 go\.mod files, 1 go\.sum file and 1 Go program were read/)
    assert.match(notes[1] ?? '', /^1 link was not followed/)
    for (const m of [large, sampler]) assert.deepEqual(there(u, m), [])
    for (const m of [root, old, inSum, vendored, compiled, replacing]) assert.equal(there(u, m).length, 5, m.path)
    const list = path.join(path.dirname(u.paths(sampler).mod), 'list')
    assert.equal(existsSync(list), false)
  })
})

test('clean --unused calls nothing unused where something cannot be read, and does not count the cache itself', async () => {
  await withUniverse(async (u) => {
    u.cache([quote, large])
    // The home folder holds the cache: what lies there is not what uses it.
    const everything = await clean(u, '--unused', u.root)
    assert.deepEqual(everything.items.length, 2)
    for (const [file, text] of [
      ['go.mod', 'module a.example/a\n\nrequire {{ .Version }}\n'],
      ['go.sum', 'one two three four\n'],
      ['go.work', 'go 1.21\n\nuse ./none\n'],
    ] as const) {
      const folder = path.join(u.root, 'src', file)
      put(path.join(folder, file), text)
      const { code, stderr } = await u.run(['clean', '--unused', '--yes', folder])
      assert.ok(code === 2 || code === 3, stderr)
      assert.match(stderr, /cannot be read, so nothing can be called unused/)
    }
    const none = await u.run(['clean', '--unused', '--yes', path.join(u.root, 'nowhere')])
    assert.equal(none.code, 2)
    assert.equal(there(u, quote).length, 5)
  })
})

test('clean --older-than goes by the newest time of any file, and says where no access is kept', async () => {
  await withUniverse(async (u) => {
    u.cache([quote, sampler])
    const long = new Date(Date.now() - 100 * 24 * 3_600_000)
    for (const m of [quote, sampler]) {
      const { zip, ziphash, mod, info, lock, folder } = u.paths(m)
      for (const file of [zip, ziphash, mod, info, lock, folder]) utimesSync(file, long, long)
    }
    utimesSync(u.paths(sampler).zip, new Date(), long)
    const { items, notes } = await clean(u, '--older-than', '90d', '--yes')
    assert.deepEqual(
      items.map((item) => item.name),
      ['rsc.io/quote@v1.5.2'],
    )
    assert.equal(items[0]?.used, long.toISOString())
    assert.deepEqual(notes, [])
    assert.equal(there(u, sampler).length, 5)
    utimesSync(u.paths(sampler).zip, long, long)
    const told = await clean(u, '--older-than', '101d')
    assert.deepEqual(told.items, [])
    assert.match(told.notes[0] ?? '', /the age is that of the download/)
  })
})

test('clean --all refuses a folder that is no module cache or holds what must stay', async () => {
  await withUniverse(async (u) => {
    u.cache([quote])
    const head = put(path.join(u.gopath, 'pkg/sumdb/sumdb.example/db/latest'), 'head')
    const refused = async (modcache: string, why: RegExp): Promise<void> => {
      const { code, stderr } = await u.run(['clean', '--all', '--yes'], { env: { GOMODCACHE: modcache } })
      assert.equal(code, 2, stderr)
      assert.match(stderr, why)
    }
    put(path.join(u.root, 'work/notes.txt'), 'x')
    await refused(path.join(u.root, 'work'), /does not look like a module cache/)
    await refused(u.root, /lies? in it/)
    await refused(path.join(u.gopath, 'pkg'), /remembered heads/)
    await refused(path.join(u.root, 'home'), /home folder|store/)
    assert.equal(there(u, quote).length, 5)
    const { code, stdout } = await u.run(['clean', '--all', '--yes'])
    assert.equal(code, 0)
    assert.match(stdout, /^removed .* in 1 of 1 module version/m)
    assert.equal(existsSync(u.modcache), false)
    assert.equal(readFileSync(head, 'utf8'), 'head')
    assert.match((await u.run(['clean', '--all', '--yes'])).stdout, /nothing to remove: there is no module cache/)
  })
})

test('clean sweeps what killed runs left, and leaves what may be under way', async () => {
  await withUniverse(async (u) => {
    u.cache([quote])
    const { zip, folder, mod } = u.paths(quote)
    put(`${zip}123.tmp`, 'x')
    put(`${folder}.tmp-77/x.go`, 'package x\n')
    const fresh = put(`${mod}99.tmp`, 'x')
    const stale = put(`${mod}98.tmp`, 'x')
    utimesSync(stale, 1, 1)
    const planned = await clean(u, '--bad')
    assert.equal(planned.summary.leftovers, 2)
    const done = await clean(u, '--bad', '--yes')
    assert.equal(done.summary.leftovers, 3)
    assert.deepEqual(u.leftovers(), [fresh])
    rmSync(fresh)
  })
})

test('clean takes one question a run', async () => {
  await withUniverse(async (u) => {
    u.cache([quote])
    for (const [args, message] of [
      [[], /clean what\?/],
      [['--bad', '--all'], /one of its questions a run/],
      [['--older-than', '90d', '--unused', '.'], /one of its questions a run/],
      [['--unused'], /--unused by whom\?/],
      [['--all', '.'], /folders go with --unused/],
      [['--older-than', '90'], /Write a number and h, d, w or y/],
    ] as const) {
      const { code, stderr } = await u.run(['clean', '--yes', ...args])
      assert.equal(code, 2, args.join(' '))
      assert.match(stderr, message)
    }
    assert.equal(there(u, quote).length, 5)
  })
})
