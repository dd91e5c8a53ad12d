// Build info, asked of Go: debug/buildinfo reads the same programs, real ones for several systems, hand-made ones of
// every format, Go's own test data, and changed ones. What Go finds, we find; where Go gives up, we may read on, because
// a system may still start such a program. TEST_SEED=n makes the same changes again.
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { isWardenError } from '../../src/base/errors.ts'
import { readBuildInfo, type BuildInfo, type BuiltModule } from '../../src/gomod/buildinfo.ts'
import { memorySource } from '../../src/gomod/zipformat.ts'
import { createPrograms } from '../../src/io/programs.ts'
import { generator } from '../support/generate.ts'
import { go, goEnv, runGo, xmodReason } from '../support/go.ts'
import {
  inlineInfo,
  makeElf,
  makeFat,
  makeMachO,
  makePe,
  makePlan9,
  makeXcoff,
  peAddress,
  pointerInfo,
  type ProgramText,
} from '../support/programwriter.ts'
import { publish, put, sumLines, withUniverse, type Universe } from '../support/universe.ts'

const skip = go.available ? false : go.reason
const sampler = publish('github.com/Acme/sampler', 'v1.3.0')
const fork = publish('github.com/Acme/fork', 'v1.0.1', { 'go.mod': 'module github.com/Acme/quote\n\ngo 1.21\n' })

/** A stream of programs, each after its length (4 bytes), to a line of JSON each. */
const oracle = `package main

import (
	"bufio"
	"bytes"
	"debug/buildinfo"
	"encoding/binary"
	"encoding/json"
	"io"
	"os"
)

func main() {
	in := bufio.NewReader(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for {
		var size uint32
		if err := binary.Read(in, binary.BigEndian, &size); err != nil {
			return
		}
		data := make([]byte, size)
		if _, err := io.ReadFull(in, data); err != nil {
			panic(err)
		}
		info, err := buildinfo.Read(bytes.NewReader(data))
		if err != nil {
			info = nil
		}
		line, err := json.Marshal(info)
		if err != nil {
			panic(err)
		}
		out.Write(append(line, '\\n'))
	}
}
`

interface GoModule {
  readonly Path?: string
  readonly Version?: string
  readonly Sum?: string
  readonly Replace?: GoModule
}

interface GoInfo {
  readonly GoVersion?: string
  readonly Path?: string
  readonly Main: GoModule
  readonly Deps?: readonly GoModule[]
  readonly Settings?: ReadonlyArray<{ readonly Key?: string; readonly Value?: string }>
}

for (const [os, arch] of [
  ['linux', 'amd64'],
  ['windows', 'amd64'],
  ['darwin', 'arm64'],
] as const) {
  test(`readBuildInfo finds in a program for ${os} what go version -m finds`, { skip }, async () => {
    await withUniverse(async (u) => {
      project(u)
      const file = path.join(u.root, 'gobin', 'tool')
      build(u, file, { GOOS: os, GOARCH: arch })
      const said = execFileSync('go', ['version', '-m', '-json', file], { encoding: 'utf8', env: environment(u) })
      const info = await createPrograms().read(file)
      assert.deepEqual(info, fromGo(JSON.parse(said) as GoInfo))
      assert.deepEqual(
        info?.deps,
        [
          {
            path: 'github.com/Acme/quote',
            version: 'v1.0.0',
            sum: '',
            replace: { path: fork.path, version: fork.version, sum: fork.h1 },
          },
          { path: sampler.path, version: sampler.version, sum: sampler.h1 },
          {
            path: 'example.com/local',
            version: 'v0.0.0',
            sum: '',
            replace: { path: './local', version: '(devel)', sum: '' },
          },
        ].toSorted((a, b) => (a.path < b.path ? -1 : 1)),
      )
    })
  })
}

test('verify --binary tells a program of sound modules from one of a poisoned cache', { skip }, async () => {
  await withUniverse(async (u) => {
    u.sound([sampler])
    u.write('main.go', `package main\n\nimport "${sampler.path}"\n\nfunc main() { println(sampler.Hello()) }\n`)
    const sound = path.join(u.root, 'gobin', 'sound')
    build(u, sound)
    assert.equal((await u.run(['verify', '--binary', sound])).code, 0)
    // Somebody with access to the cache changes a file, and makes zip, .ziphash and go.sum agree with it.
    const poisoned = publish(sampler.path, sampler.version, {
      'sampler.go': 'package sampler\n\nfunc Hello() string { return "evil" }\n',
    })
    u.cache([poisoned])
    put(path.join(u.project, 'go.sum'), sumLines(poisoned))
    const bad = path.join(u.root, 'gobin', 'bad')
    build(u, bad)
    assert.match(spawnSync(bad, { encoding: 'utf8' }).stderr, /evil/)
    // The cache is put right, and the program stays what it is.
    u.cache([sampler])
    put(path.join(u.project, 'go.sum'), sumLines(sampler))
    const { code, report } = await u.json(['verify', '--binary', bad])
    assert.equal(code, 4)
    assert.deepEqual(
      report.findings.map((f) => f.rule),
      ['MW-INT-BINARY'],
    )
    assert.equal((await u.run(['verify', '--binary', sound])).code, 0)
    // And a project whose cache is bad has both named, each with what its sum says.
    put(path.join(u.paths(sampler).folder, 'sampler.go'), 'package sampler\n')
    const project = await u.json(['verify'], { env: { GOBIN: path.join(u.root, 'gobin') } })
    assert.equal(project.code, 4)
    assert.deepEqual(
      project.report.programs?.map((p) => [path.basename(p.file), p.path, p.badSum]),
      [
        ['bad', sampler.path, true],
        ['sound', sampler.path, false],
      ],
    )
  })
})

test('readBuildInfo finds in Go’s own programs what Go finds', { skip: xmodReason() }, async () => {
  const bin = path.join(goEnv('GOROOT'), 'bin')
  const files = readdirSync(bin).map((name) => path.join(bin, name))
  assert.ok(files.length >= 1)
  const said = ask(files.map((file) => readFileSync(file)))
  for (const [i, file] of files.entries()) assert.deepEqual(await createPrograms().read(file), said[i], file)
})

test('readBuildInfo agrees with debug/buildinfo on Go’s test data', { skip: xmodReason() }, (t) => {
  const testdata = path.join(goEnv('GOROOT'), 'src', 'debug', 'buildinfo', 'testdata')
  if (!existsSync(testdata)) return t.skip('this Go has no testdata of debug/buildinfo')
  const programs = [
    ...['go117/go117', 'notgo/notgo'].map((name) =>
      Buffer.from(readFileSync(path.join(testdata, `${name}.base64`), 'latin1'), 'base64'),
    ),
    ...readdirSync(path.join(testdata, 'fuzz', 'FuzzRead')).map((name) =>
      fuzzInput(readFileSync(path.join(testdata, 'fuzz', 'FuzzRead', name), 'latin1')),
    ),
  ]
  const said = ask(programs)
  programs.forEach((program, i) => assert.deepEqual(readOrNothing(program), said[i]))
  assert.equal(said[0]?.goVersion, 'go1.17')
  assert.equal(said[1], undefined)
})

const text: ProgramText = {
  path: 'example.com/tool/cmd/tool',
  main: { path: 'example.com/tool', version: '(devel)' },
  deps: [
    { path: 'example.com/a', version: 'v1.0.0', sum: sampler.h1 },
    {
      path: 'example.com/b',
      version: 'v1.1.0',
      replace: { path: 'example.com/fork', version: 'v1.1.1', sum: fork.h1 },
    },
  ],
  settings: ['GOOS=linux', '-ldflags="-s -w"', '"a key"=`v`', 'vcs.modified=true', 'empty='],
}

/** Programs of every format, which Go reads all. */
function handMade(): Buffer[] {
  // What Go finds only where ten more bytes follow the last string.
  const room = Buffer.concat([inlineInfo(text), Buffer.alloc(16)])
  const both = [true, false]
  return [
    ...both.flatMap((wide) =>
      both.flatMap((little) =>
        both.flatMap((section) => [
          makeElf(room, { wide, little, section }),
          makeElf(pointerInfo(text, { wide, little }), { wide, little, section }),
          makeMachO(room, { wide, little, section }),
          makeMachO(pointerInfo(text, { wide, little }), { wide, little, section }),
        ]),
      ),
    ),
    ...both.flatMap((wide) => [
      makePe(room, { wide }),
      makePe(pointerInfo(text, { wide }, peAddress(wide)), { wide }),
      makePlan9(room, { wide }),
    ]),
    makeXcoff(room, {}),
    makeFat([makeMachO(room, {}), makeMachO(room, { wide: false })]),
    makeElf(room, { section: false, before: 3 * 1024 * 1024 + 16 }),
  ]
}

test('debug/buildinfo reads every hand-made program, and as readBuildInfo does', { skip: xmodReason() }, () => {
  const programs = handMade()
  const said = ask(programs)
  programs.forEach((program, i) => {
    assert.notEqual(said[i], undefined, `Go finds nothing in program ${i}`)
    assert.deepEqual(readOrNothing(program), said[i], `program ${i}`)
  })
})

test('whatever debug/buildinfo finds in changed programs, readBuildInfo finds', { skip: xmodReason() }, (t) => {
  const random = generator()
  t.diagnostic(`seed ${random.seed}`)
  // Go reads the first image of a fat file only; where a change made the others differ we refuse it.
  const sound = handMade().filter((program) => program.length < 1 << 20 && program.readUInt32BE(0) !== 0xcafebabe)
  const programs = Array.from({ length: 20_000 }, () => {
    const bytes = Buffer.from(random.pick(sound))
    const near = random.below(2) === 0 ? bytes.length : 0x200
    for (let n = 1 + random.below(4); n > 0; n--) {
      bytes[random.below(near)] = random.below(3) === 0 ? random.pick([0, 1, 9, 10, 127, 128, 255]) : random.below(256)
    }
    return random.below(20) === 0 ? bytes.subarray(0, random.below(bytes.length)) : bytes
  })
  const said = ask(programs)
  let found = 0
  programs.forEach((program, i) => {
    const theirs = said[i]
    if (theirs === undefined) return void readOrNothing(program)
    found++
    assert.equal(legible(readOrNothing(program)), legible(theirs), `seed ${random.seed}, program ${i}`)
  })
  // Changes that leave nothing to find would test nothing.
  assert.ok(found > 2000, `only ${found} were found`)
})

/** As text, with one U+FFFD for bytes that are not UTF-8: how many stand for them is not the same everywhere. */
function legible(info: BuildInfo | undefined): string | undefined {
  return info === undefined ? undefined : JSON.stringify(info, undefined, 1).replaceAll(/\ufffd+/g, '\ufffd')
}

/** What Go says of each program. */
function ask(programs: readonly Uint8Array[]): ReadonlyArray<BuildInfo | undefined> {
  const input = Buffer.concat(
    programs.flatMap((program) => {
      const size = Buffer.alloc(4)
      size.writeUInt32BE(program.length)
      return [size, program]
    }),
  )
  const lines = runGo(oracle, input).trimEnd().split('\n')
  assert.equal(lines.length, programs.length)
  return lines.map((line) => {
    const info = JSON.parse(line) as GoInfo | null
    return info === null ? undefined : fromGo(info)
  })
}

function fromGo(info: GoInfo): BuildInfo {
  const moduleOf = (m: GoModule): BuiltModule => ({
    path: m.Path ?? '',
    version: m.Version ?? '',
    sum: m.Sum ?? '',
    ...(m.Replace === undefined ? {} : { replace: moduleOf(m.Replace) }),
  })
  const hasMain = Object.keys(info.Main).length > 0
  return {
    goVersion: info.GoVersion ?? '',
    path: info.Path ?? '',
    ...(hasMain ? { main: moduleOf(info.Main) } : {}),
    deps: (info.Deps ?? []).map(moduleOf),
    settings: (info.Settings ?? []).map((s) => ({ key: s.Key ?? '', value: s.Value ?? '' })),
  }
}

function readOrNothing(program: Uint8Array): BuildInfo | undefined {
  try {
    return readBuildInfo(memorySource(program))
  } catch (error) {
    assert.ok(isWardenError(error, 'parse'), String(error))
    return undefined
  }
}

/** The bytes in a file of `go test fuzz v1`. */
function fuzzInput(file: string): Buffer {
  const literal = /^\[\]byte\("(.*)"\)$/m.exec(file)?.[1] ?? ''
  const named: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' }
  const text = literal.replaceAll(/\\(x[0-9a-fA-F]{2}|[0-7]{3}|.)/g, (_, escape: string) => {
    if (escape.startsWith('x')) return String.fromCharCode(Number.parseInt(escape.slice(1), 16))
    return /^[0-7]{3}$/.test(escape) ? String.fromCharCode(Number.parseInt(escape, 8)) : (named[escape] ?? escape)
  })
  return Buffer.from(text, 'latin1')
}

function environment(u: Universe): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: path.join(u.root, 'home'),
    // The user's: the standard library is compiled once for each system, not for each test.
    GOCACHE: goEnv('GOCACHE'),
    GOENV: 'off',
    GOFLAGS: '',
    GOTOOLCHAIN: 'local',
    GOWORK: 'off',
    GOPATH: u.gopath,
    GOMODCACHE: u.modcache,
    GOPROXY: 'off',
    GOSUMDB: 'off',
    CGO_ENABLED: '0',
  }
}

/** A program with a plain module, a module that replaces another, and a folder that replaces one. */
function project(u: Universe): void {
  u.cache([sampler, fork])
  u.require([sampler], {
    goMod: [
      `\nrequire (\n\tgithub.com/Acme/quote v1.0.0\n\texample.com/local v0.0.0\n)\n`,
      `replace github.com/Acme/quote => ${fork.path} ${fork.version}\n`,
      `replace example.com/local => ./local\n`,
    ].join('\n'),
    goSum: sumLines(fork),
  })
  u.write('local/go.mod', 'module example.com/local\n')
  u.write('local/local.go', 'package local\n\nfunc Hello() string { return "local" }\n')
  const imports = [sampler.path, 'github.com/Acme/quote', 'example.com/local'].map((p) => `\t"${p}"\n`).join('')
  const calls = 'println(sampler.Hello(), fork.Hello(), local.Hello())'
  u.write('main.go', `package main\n\nimport (\n${imports})\n\nfunc main() { ${calls} }\n`)
}

function build(u: Universe, file: string, more: Readonly<Record<string, string>> = {}): void {
  const built = spawnSync('go', ['build', '-o', file, '.'], {
    cwd: u.project,
    env: { ...environment(u), ...more },
    encoding: 'utf8',
  })
  assert.equal(built.status, 0, built.stderr)
}
