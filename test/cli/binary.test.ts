// verify --binary, and programs that embed what is broken: hand-made programs, no Go needed.
import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { inlineStrings, makeElf, makeProgram, type Embedded, type ProgramText } from '../support/programwriter.ts'
import { publish, put, withUniverse, type Published, type Universe } from '../support/universe.ts'

const log = publish('github.com/acme/log', 'v1.4.2')
const errors = publish('github.com/acme/errors', 'v0.9.1')
const tool = publish('github.com/acme/tool', 'v2.0.0+incompatible')
const secret = publish('git.corp.example/team/secret', 'v1.0.0')
const other = 'h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='

function embedded(m: Published, sum: string = m.h1): Embedded {
  return { path: m.path, version: m.version, sum }
}

/** A program of the project in the universe, with these modules in it. */
function program(u: Universe, text: ProgramText, name: string = 'app'): string {
  const main: Embedded = { path: 'github.com/me/project', version: '(devel)' }
  const file = put(path.join(u.root, 'programs', name), makeProgram({ main, ...text }))
  chmodSync(file, 0o755)
  return file
}

test('verify --binary proves the modules that a program embeds, its own where it was published', async () => {
  await withUniverse(async (u) => {
    u.serve([log, errors, tool])
    const file = program(u, {
      main: embedded(tool),
      path: `${tool.path}/cmd/t`,
      deps: [embedded(log), embedded(errors)],
    })
    const { code, stdout, stderr } = await u.run(['verify', '--binary', file, '--no-progress'])
    assert.equal(stderr, '')
    assert.equal(code, 0)
    const lines = stdout.split('\n')
    assert.equal(lines[0], 'ok  3 modules   embedded sums 3/3 · sumdb proofs 3/3')
    assert.equal(lines[1], `    program   ${file}`)
    assert.equal(
      lines[2],
      '    says      github.com/acme/tool/cmd/t of github.com/acme/tool@v2.0.0+incompatible, built by go1.26.8, for linux/amd64',
    )
    assert.equal(lines[3], '    so        3 of 3 modules proven, if nobody changed the program since it was built')
  })
})

test('verify --binary says that the code of a program built from a folder is not checked', async () => {
  await withUniverse(async (u) => {
    u.serve([log])
    const ran = await u.run(['verify', '--binary', program(u, { deps: [embedded(log)] })])
    assert.equal(ran.code, 0)
    assert.match(ran.stdout, /1 of 1 module proven, if nobody changed [^\n]*; its own code is not checked/)
    const alone = await u.run(['verify', '--binary', program(u, { deps: [] })])
    // Nothing was compared: that is no pass.
    assert.equal(alone.code, 3)
    assert.match(alone.stdout, /nothing is known of this program: it names no module but its own/)
  })
})

test('verify --binary exits 4 where an embedded sum is not the one that was agreed on', async () => {
  await withUniverse(async (u) => {
    u.serve([log, errors, tool])
    const deps = [embedded(log, other), embedded(errors)]
    const file = program(u, { main: embedded(tool), path: tool.path, deps })
    const { code, report } = await u.json(['verify', '--binary', file])
    assert.equal(code, 4)
    assert.equal(report.schema, 'modwarden/verify/1')
    assert.deepEqual(
      report.findings.map((f) => [f.rule, f.severity, f.file]),
      [['MW-INT-BINARY', 'critical', file]],
    )
    const bad = report.modules.find((m) => m.status === 'broken')
    assert.deepEqual([bad?.path, bad?.parts], [log.path, { 'checksum database': 'ok', binary: 'differs' }])
    const { stdout } = await u.run(['verify', '--binary', file])
    assert.match(stdout, /TAMPERED {2}github\.com\/acme\/log@v1\.4\.2 {3}MW-INT-BINARY\n/)
    assert.match(stdout, /differs {3}binary; checksum database is as agreed\n/)
    assert.ok(stdout.includes(`expected  ${log.h1}   checksum database record `))
    assert.ok(stdout.includes(`found     ${other}   binary\n`))
    assert.match(stdout, /meaning {3}the program was built from other bytes than the world agreed on/)
    assert.match(stdout, /go install github\.com\/acme\/tool@v2\.0\.0\+incompatible\n/)
  })
})

test('verify --binary judges what replaces a module, and a replacing folder is unchecked', async () => {
  await withUniverse(async (u) => {
    u.serve([log, errors])
    const replaced: Embedded = { path: 'github.com/acme/old', version: 'v1.0.0', replace: embedded(log) }
    assert.equal((await u.run(['verify', '--binary', program(u, { deps: [replaced] })])).code, 0)
    const wrong: Embedded = { ...replaced, replace: embedded(log, other) }
    const { code, report } = await u.json(['verify', '--binary', program(u, { deps: [wrong] })])
    assert.equal(code, 4)
    assert.deepEqual(
      report.modules.map((m) => [m.path, m.status]),
      [[log.path, 'broken']],
    )
    const folder: Embedded = { path: log.path, version: 'v1.4.2', replace: { path: '../log', version: '(devel)' } }
    const ran = await u.json(['verify', '--binary', program(u, { deps: [folder, embedded(errors)] })])
    assert.equal(ran.code, 3)
    assert.deepEqual(ran.report.modules[0]?.reasons, [
      'it was replaced by the folder ../log: nobody else knows its bytes',
    ])
    const workspace: Embedded = { path: 'github.com/me/other', version: '(devel)' }
    assert.equal((await u.run(['verify', '--binary', program(u, { deps: [workspace] })])).code, 3)
  })
})

test('verify --binary does not pass a module without a sum', async () => {
  await withUniverse(async (u) => {
    u.serve([log, errors])
    const deps = [embedded(log, ''), embedded(errors, '')]
    const { code, stdout } = await u.run(['verify', '--binary', program(u, { deps })])
    assert.equal(code, 3)
    assert.match(
      stdout,
      /UNCHECKED {2}2 modules\n {2}because {3}the program embeds no sum of it: it was built from vendor/,
    )
    const odd = await u.run(['verify', '--binary', program(u, { deps: [embedded(log, 'h2:what')] })])
    assert.equal(odd.code, 3)
    assert.match(odd.stdout, /what the program embeds as its sum is no h1 hash/)
    const name = await u.run([
      'verify',
      '--binary',
      program(u, { deps: [{ path: '../../etc', version: 'v1.0.0', sum: other }] }),
    ])
    assert.equal(name.code, 3)
    assert.match(name.stdout, /no module has that name/)
  })
})

test('verify --binary says of a version that the database lacks that it is unlisted', async () => {
  await withUniverse(async (u) => {
    u.serve([errors])
    u.serve([log], { unlogged: true })
    const { code, report } = await u.json([
      'verify',
      '--binary',
      program(u, { deps: [embedded(log), embedded(errors)] }),
    ])
    assert.equal(code, 1)
    assert.deepEqual(
      report.modules.map((m) => m.status),
      ['unlisted', 'proven'],
    )
  })
})

test('verify --binary takes go.sum for what the database is not asked about', async () => {
  await withUniverse(async (u) => {
    u.serve([log])
    const env = { GONOSUMDB: 'git.corp.example' }
    const file = program(u, { deps: [embedded(log), embedded(secret)] })
    const elsewhere = { env, cwd: u.root }
    // Nothing says what it should be.
    const alone = await u.run(['verify', '--binary', file], elsewhere)
    assert.equal(alone.code, 3)
    assert.match(alone.stdout, /next {6}run it again with --go-sum FOLDER/)
    u.require([log, secret])
    const named = ['verify', '--binary', file, '--go-sum']
    const byFolder = await u.json([...named, u.project], elsewhere)
    assert.equal(byFolder.code, 0)
    assert.deepEqual(
      byFolder.report.modules.map((m) => m.status),
      ['proven', 'unproven'],
    )
    assert.equal((await u.run([...named, path.join(u.project, 'go.sum')], elsewhere)).code, 0)
    assert.equal((await u.run([...named, u.project, '--require-proof'], elsewhere)).code, 3)
    // The project at hand is the program's own.
    assert.equal((await u.run(['verify', '--binary', file], { env })).code, 0)
    const wrong = program(u, { deps: [embedded(secret, other)] })
    assert.equal((await u.run(['verify', '--binary', wrong], { env })).code, 4)
    // Another project's go.sum says nothing of it.
    put(path.join(u.project, 'go.mod'), 'module github.com/me/another\n\ngo 1.21\n')
    assert.equal((await u.run(['verify', '--binary', wrong], { env })).code, 3)
  })
})

test('verify --binary sends no private path to the database, unless it is told to', async () => {
  await withUniverse(async (u) => {
    u.serve([log, secret])
    const file = program(u, { deps: [embedded(log), embedded(secret)] })
    const { code, stdout } = await u.run(['verify', '--binary', file])
    assert.equal(code, 3)
    assert.match(stdout, /not asked \(private\?\)/)
    assert.equal(
      u.requests.some((url) => url.includes('corp.example')),
      false,
    )
    assert.equal((await u.run(['verify', '--binary', file, '--ask-all'])).code, 0)
  })
})

test('verify --binary opens no connection with --offline, and proves with what is remembered', async () => {
  await withUniverse(async (u) => {
    u.serve([log])
    const file = program(u, { deps: [embedded(log)] })
    assert.equal((await u.run(['verify', '--binary', file])).code, 0)
    const before = u.requests.length
    assert.equal((await u.run(['verify', '--binary', file, '--offline', '--full'])).code, 0)
    assert.equal(u.requests.length, before)
  })
})

test('verify --binary exits 3 on what it knows nothing of', async () => {
  await withUniverse(async (u) => {
    const at = (name: string, bytes: Uint8Array | string): string => put(path.join(u.root, 'programs', name), bytes)
    const broken = makeProgram({ deps: [embedded(log)] })
    broken.writeUInt16LE(0xffff, 54)
    for (const [name, bytes, why] of [
      ['script', '#!/bin/sh\necho hello\n', /no Go program, or what Go embeds was taken away/],
      ['c', makeElf(Buffer.alloc(64), {}), /no Go program, or what Go embeds was taken away/],
      ['broken', broken, /ELF program: 2 headers of 65535 bytes/],
      [
        'gopath',
        makeElf(inlineStrings(Buffer.from('go1.20'), Buffer.from('')), {}),
        /built by go1\.20 without modules/,
      ],
      ['go', makeProgram({ path: 'cmd/go' }), /a part of Go itself \(go1\.26\.8\)/],
    ] as const) {
      const { code, report } = await u.json(['verify', '--binary', at(name, bytes)])
      assert.equal(code, 3, name)
      assert.deepEqual(
        report.findings.map((f) => f.rule),
        ['MW-INT-UNCHECKED'],
        name,
      )
      assert.match(report.findings[0]?.message ?? '', why, name)
    }
    const text = await u.run(['verify', '--binary', at('script', '#!/bin/sh\n')])
    assert.match(text.stdout, /nothing is known of this program: no Go program/)
    assert.match(text.stdout, /\nINCOMPLETE {2}0 modules/)
  })
})

test('verify --binary refuses a file that is not there and flags that do not go together', async () => {
  await withUniverse(async (u) => {
    const file = program(u, {})
    for (const [args, message] of [
      [['--binary', 'nowhere'], /nowhere: no such file/],
      [['--binary', file, '--go-sum', 'nowhere'], /nowhere: no such file or folder/],
      [['--binary', file, '--cache'], /--binary goes without --cache/],
      [['--binary', file, '--into-modcache'], /--binary goes without --into-modcache/],
      [['.', '--binary', file], /--binary goes without a folder/],
      [['--go-sum', 'go.sum'], /--go-sum goes with --binary/],
      [['--binary', file, '--binary', file], /--binary takes one program/],
    ] as const) {
      const { code, stderr } = await u.run(['verify', ...args])
      assert.equal(code, 2, args.join(' '))
      assert.match(stderr, message)
    }
  })
})

test('verify --binary lets no program write into its report', async () => {
  await withUniverse(async (u) => {
    u.serve([log])
    const settings = ['vcs.revision="abc\\nok  every module is proven\\x1b[2J"', 'GOOS=linux', 'GOARCH=amd64']
    const file = program(u, { path: 'x\u001b[31m', deps: [embedded(log, other)], settings })
    const { code, stdout } = await u.run(['verify', '--binary', file])
    assert.equal(code, 4)
    assert.doesNotMatch(stdout, /\u001b/)
    assert.doesNotMatch(stdout, /^ok {2}/m)
  })
})

test('verify --binary --bundle writes proofs of what was asked about, and asks about nothing else', async () => {
  await withUniverse(async (u) => {
    u.serve([log])
    const sibling: Embedded = { path: 'github.com/me/sibling', version: '(devel)' }
    const file = program(u, { deps: [embedded(log), sibling] })
    const bundle = path.join(u.root, 'proofs.json')
    const { code, stderr } = await u.run(['verify', '--binary', file, '--bundle', bundle])
    assert.equal(code, 3)
    assert.match(stderr, /1 proof in /)
    assert.equal(
      u.requests.some((url) => url.includes('sibling')),
      false,
    )
    const env = { GOPATH: path.join(u.root, 'fresh'), GOMODCACHE: path.join(u.root, 'fresh', 'mod') }
    const store = { MODWARDEN_STORE: path.join(u.root, 'fresh', 'store') }
    const alone = program(u, { deps: [embedded(log)] })
    const offline = ['verify', '--binary', alone, '--offline', '--bundle', bundle]
    assert.equal((await u.run(offline, { env: { ...env, ...store } })).code, 0)
  })
})

test('verify names the programs in GOBIN and given folders that embed a broken module', async () => {
  await withUniverse(async (u) => {
    u.sound([log, errors])
    const gobin = path.join(u.root, 'gobin')
    const place = (folder: string, name: string, text: ProgramText): string => {
      const file = put(path.join(folder, name), makeProgram(text))
      chmodSync(file, 0o755)
      return file
    }
    const rebuilt = place(gobin, 'bad', { main: embedded(tool), path: tool.path, deps: [embedded(log, other)] })
    const same = place(gobin, 'linux_arm64/same', {
      deps: [{ path: 'a.example/b', version: 'v1.0.0', replace: embedded(log) }],
    })
    place(gobin, 'unconcerned', { deps: [embedded(errors)] })
    const torn = makeProgram({ deps: [embedded(log)] })
    torn.writeUInt16LE(0xffff, 54)
    chmodSync(put(path.join(gobin, 'torn'), torn), 0o755)
    put(path.join(gobin, 'notes.txt'), 'not a program')
    const more = place(path.join(u.root, 'more'), 'third', { deps: [embedded(log, '')] })
    const env = { GOBIN: gobin }
    // Nothing is broken: nobody looks.
    const sound = await u.json(['verify', '--programs', '../more'], { env })
    assert.deepEqual([sound.code, sound.report.programs], [0, undefined])

    put(path.join(u.paths(log).folder, 'log.go'), 'package log\n')
    const { code, report } = await u.json(['verify', '--programs', '../more', '--programs', '../nowhere'], { env })
    assert.equal(code, 4)
    const base = { path: log.path, version: log.version }
    assert.deepEqual(report.programs, [
      { ...base, file: rebuilt, sum: other, replaced: false, badSum: true, install: `${tool.path}@${tool.version}` },
      { ...base, file: same, sum: log.h1, replaced: true, badSum: false },
      { ...base, file: more, sum: '', replaced: false, badSum: false },
    ])
    assert.deepEqual(
      report.unreadPrograms?.map((p) => path.basename(p.file)),
      ['torn', 'nowhere'],
    )
    const { stdout } = await u.run(['verify', '--programs', '../more'], { env })
    assert.ok(stdout.includes(`  programs  ${rebuilt} was built from other bytes than were agreed on: build it anew\n`))
    assert.ok(stdout.includes(`            go install ${tool.path}@${tool.version}\n`))
    assert.match(stdout, /same embeds it with the agreed hash; if it was built from the bad files that does not show/)
    assert.match(stdout, /third embeds it, and says no hash of it/)
    assert.match(
      stdout,
      /NOT LOOKED INTO {2}1 file that may be programs with a broken module\n {2}because {3}\S*torn: /,
    )
  })
})

test('verify looks into GOPATH/bin where there is no GOBIN, and follows no link out of it', async () => {
  await withUniverse(async (u) => {
    u.sound([log])
    const bin = path.join(u.gopath, 'bin')
    mkdirSync(bin, { recursive: true })
    const file = program(u, { deps: [embedded(log)] })
    symlinkSync(file, path.join(bin, 'link'))
    const own = put(path.join(bin, 'own.exe'), makeProgram({ deps: [embedded(log)] }))
    put(path.join(u.paths(log).folder, 'log.go'), 'package log\n')
    const { code, report } = await u.json(['verify', '--cache'])
    assert.equal(code, 4)
    assert.deepEqual(
      report.programs?.map((p) => p.file),
      [own],
    )
    assert.deepEqual(report.unreadPrograms, [{ file: path.join(bin, 'link'), why: 'a link, which is not followed' }])
  })
})
