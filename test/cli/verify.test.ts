// modwarden verify and audit on sound worlds: what is proven, and how it is told.
import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { publish, publishExactly, put, sumLines, withUniverse } from '../support/universe.ts'

const quote = publish('rsc.io/quote', 'v1.5.2', {
  'go.mod': 'module rsc.io/quote\n\ngo 1.21\n\nrequire github.com/Acme/sampler v1.3.0\n',
})
const sampler = publish('github.com/Acme/sampler', 'v1.3.0')
const text = publish('golang.org/x/text', 'v0.3.0')

test('verify proves a sound project and says so, in text and JSON', async () => {
  await withUniverse(async (u) => {
    u.db.fill(300)
    u.sound([quote, sampler, text])
    const first = await u.run(['verify'])
    assert.equal(first.stderr, '')
    assert.equal(first.code, 0)
    assert.match(
      first.stdout,
      /^ok {2}3 modules, \d+ B {3}go\.sum 3\/3 · zip hash 3\/3 · folders 3\/3 · extracted files 9\/9 · go\.mod 3\/3 · sumdb proofs 3\/3$/m,
    )
    assert.match(
      first.stdout,
      /^ {4}checked against sumdb\.example\/db, tree 303 \(first contact: remembered from now on\)/m,
    )

    const { code, stderr, report } = await u.json(['verify'])
    assert.equal(code, 0)
    assert.equal(stderr, '')
    assert.equal(report.schema, 'modwarden/verify/1')
    assert.equal(report.exitCode, 0)
    assert.deepEqual(
      report.modules.map((m) => [m.path, m.version, m.status, m.direct, m.parts]),
      [
        [
          'github.com/Acme/sampler',
          'v1.3.0',
          'proven',
          true,
          { 'checksum database': 'ok', 'go.sum': 'ok', '.mod': 'ok', zip: 'ok', folder: 'ok', '.ziphash': 'ok' },
        ],
        [
          'golang.org/x/text',
          'v0.3.0',
          'proven',
          true,
          { 'checksum database': 'ok', 'go.sum': 'ok', '.mod': 'ok', zip: 'ok', folder: 'ok', '.ziphash': 'ok' },
        ],
        [
          'rsc.io/quote',
          'v1.5.2',
          'proven',
          true,
          { 'checksum database': 'ok', 'go.sum': 'ok', '.mod': 'ok', zip: 'ok', folder: 'ok', '.ziphash': 'ok' },
        ],
      ],
    )
    assert.equal(report.database?.treeSize, 303)
    assert.equal(report.database?.consistentWith, 'the remembered head')
    assert.deepEqual(report.findings, [])
    assert.deepEqual(report.files, [])

    const quiet = await u.run(['verify', '-q'])
    assert.deepEqual(quiet, { code: 0, stdout: '', stderr: '' })
    assert.deepEqual(u.leftovers(), [])
  })
})

test('verify asks the database once: a second run opens no lookup, and go finds its head and cache', async () => {
  await withUniverse(async (u) => {
    u.sound([quote, sampler])
    assert.equal((await u.run(['verify'])).code, 0)
    const before = u.requests.length
    const again = await u.json(['verify', '--full'])
    assert.equal(again.code, 0)
    assert.deepEqual(u.requests.slice(before), [])
    assert.equal(again.report.database?.lookups, 0)
    assert.equal(again.report.database?.cachedLookups, 2)
  })
})

test('audit tells one page, in text and JSON', async () => {
  await withUniverse(async (u) => {
    u.sound([quote, sampler])
    const page = await u.run(['audit'])
    assert.equal(page.code, 0)
    assert.match(
      page.stdout,
      /^github\.com\/me\/project {2}2 modules \(2 direct\) {2}no go command\n {2}integrity {3}ok {4}2\/2 module versions proven, sumdb\.example\/db tree 2\n {2}behaviour {3}ok {4}0 malicious, 0 suspicious of 3\n {2}names {7}ok {4}2 modules: none known as malware, none that imitates another\n {2}dates {7}- {5}0 of 2 dated by the log\n {2}source {6}- {5}0 of 2 compared with their source and the same · modwarden compare --all\n {2}vulns {7}- {5}not checked: no vulnerability database is named \(modwarden vulns --help\)\n {2}tree {8}ok {4}0 of 2 modules used\n {2}score {7}- {5}none, because a part was not looked at: integrity 40\/40, behaviour 25\/25\nok: every module is the one the world agreed on\./,
    )
    const { code, report } = await u.json(['audit'])
    assert.equal(code, 0)
    assert.equal(report.schema, 'modwarden/audit/1')
    assert.equal(report.verify?.schema, 'modwarden/verify/1')
  })
})

test('verify takes the folder as an argument and finds the project from a folder inside', async () => {
  await withUniverse(async (u) => {
    u.sound([sampler])
    const inside = path.dirname(u.write('cmd/tool/main.go', 'package main\n'))
    assert.equal((await u.run(['verify', 'project'], { cwd: u.root })).code, 0)
    assert.equal((await u.run(['verify'], { cwd: inside })).code, 0)
  })
})

test('verify checks what stands in for a replaced module, and counts what a folder replaces', async () => {
  await withUniverse(async (u) => {
    const fork = publish('github.com/fork/quote', 'v1.9.0', { 'go.mod': 'module rsc.io/quote\n' })
    u.serve([quote, fork, text])
    u.cache([fork])
    u.require([quote, text], {
      goMod: '\nreplace rsc.io/quote => github.com/fork/quote v1.9.0\n\nreplace golang.org/x/text => ./text\n',
      goSum: sumLines(fork),
    })
    u.write('go.sum', sumLines(fork))
    u.write('text/go.mod', 'module golang.org/x/text\n')
    const { code, report } = await u.json(['verify'])
    assert.equal(code, 0)
    assert.deepEqual(
      report.modules.map((m) => [m.path, m.version, m.status]),
      [['github.com/fork/quote', 'v1.9.0', 'proven']],
    )
    assert.equal(report.summary['replaced'], 1)

    put(path.join(u.paths(fork).folder, 'LICENSE'), 'other\n')
    const bad = await u.run(['verify'])
    assert.equal(bad.code, 4)
    assert.match(bad.stdout, /TAMPERED {2}github\.com\/fork\/quote@v1\.9\.0/)
  })
})

test('verify reads go.work, the go.sum files of its modules and go.work.sum', async () => {
  await withUniverse(async (u) => {
    u.serve([quote, sampler, text])
    u.cache([quote, sampler, text])
    u.write('go.work', 'go 1.21\n\nuse (\n\t./a\n\t./b\n)\n')
    u.write('a/go.mod', 'module github.com/me/a\n\ngo 1.21\n\nrequire rsc.io/quote v1.5.2\n')
    u.write('a/go.sum', sumLines(quote))
    u.write('b/go.mod', 'module github.com/me/b\n\ngo 1.21\n\nrequire golang.org/x/text v0.3.0\n')
    u.write('b/go.sum', sumLines(text))
    u.write('go.work.sum', sumLines(sampler))
    const { code, report } = await u.json(['verify'], { cwd: path.join(u.project, 'a') })
    assert.equal(code, 0)
    assert.deepEqual(
      report.modules.map((m) => `${m.path} ${m.status}`),
      ['github.com/Acme/sampler proven', 'golang.org/x/text proven', 'rsc.io/quote proven'],
    )
    put(path.join(u.project, 'go.work.sum'), sumLines(sampler).replace(sampler.h1, text.h1))
    const bad = await u.run(['verify'], { cwd: path.join(u.project, 'b') })
    assert.equal(bad.code, 4)
    assert.match(bad.stdout, /go\.work\.sum:1/)
    const alone = await u.run(['verify'], { cwd: path.join(u.project, 'b'), env: { GOWORK: 'off' } })
    assert.equal(alone.code, 0)
  })
})

test('verify checks a downloaded toolchain that the project selects, with the copies that go adds', async () => {
  await withUniverse(async (u) => {
    const toolchain = publishExactly('golang.org/toolchain', 'v0.0.1-go1.99.9.linux-amd64', {
      'bin/go': 'the go command',
      'src/_go.mod': 'module std\n',
    })
    u.serve([toolchain])
    u.cache([toolchain])
    rmSync(u.paths(toolchain).mod)
    const { folder } = u.paths(toolchain)
    put(path.join(folder, 'src/go.mod'), 'module std\n')
    u.require([], { goMod: '\ntoolchain go1.99.9\n' })
    const { code, report } = await u.json(['verify'])
    assert.equal(code, 0)
    assert.deepEqual(
      report.modules.map((m) => [m.path, m.status, m.parts['folder']]),
      [['golang.org/toolchain', 'proven', 'ok']],
    )
    assert.equal((await u.run(['verify', '--cache'])).code, 0)

    put(path.join(folder, 'bin/go'), 'THE go command')
    const bad = await u.run(['verify'])
    assert.equal(bad.code, 4)
    assert.match(bad.stdout, /TAMPERED {2}golang\.org\/toolchain@v0\.0\.1-go1\.99\.9\.linux-amd64/)
    put(path.join(folder, 'bin/go'), 'the go command')
    put(path.join(folder, 'src/go.mod'), 'module other\n')
    assert.equal((await u.run(['verify', '--cache'])).code, 4)
  })
})

test('verify --cache proves every version in GOMODCACHE without a project', async () => {
  await withUniverse(async (u) => {
    u.serve([quote, sampler, text])
    u.cache([quote, sampler, text])
    rmSync(u.paths(text).zip)
    const sound = await u.json(['verify', '--cache'], { cwd: u.root })
    assert.equal(sound.code, 0)
    assert.deepEqual(
      sound.report.modules.map((m) => `${m.path} ${m.status} ${m.parts['zip']} ${m.parts['folder']}`).sort(),
      ['github.com/Acme/sampler proven ok ok', 'golang.org/x/text proven undefined ok', 'rsc.io/quote proven ok ok'],
    )
    put(path.join(u.paths(text).folder, 'evil.go'), 'package text\n')
    const bad = await u.run(['verify', '--cache'], { cwd: u.root })
    assert.equal(bad.code, 4)
    assert.match(bad.stdout, /TAMPERED {2}golang\.org\/x\/text@v0\.3\.0/)
    rmSync(u.modcache, { recursive: true })
    const none = await u.run(['verify', '--cache'], { cwd: u.root })
    assert.equal(none.code, 2)
    assert.match(none.stderr, /there is no module cache/)
  })
})
