// The worlds that are interrupted, one for each way in which the program writes: what is there before, what is run, and
// what the next run must say.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { publish, sumLines, type Published, type Universe } from '../support/universe.ts'
import { BUNDLE } from './promises.ts'

/** One world and one command. */
export interface Situation {
  readonly name: string
  /** The command that is interrupted, without `--format json`. */
  readonly args: readonly string[]
  /** Makes the world. `run` runs the program in it, and throws where it does not exit with 0. */
  prepare(u: Universe, run: (...args: readonly string[]) => Promise<void>): Promise<void>
  /** What an undisturbed run exits with; 0 unless given. */
  readonly code?: number
  /** What a disturbed run may exit with besides; 3 unless given. */
  readonly disturbed?: readonly number[]
  /** The command that must put everything right; the interrupted one unless given. */
  readonly recovery?: readonly string[]
  /** Files that are wrong from before. */
  readonly bad?: (u: Universe) => readonly string[]
  /** What may be removed: of a path below the world's folder. */
  readonly mayGo?: (name: string, u: Universe) => boolean
  /** How many days after its making the world is looked at; 0 unless given. */
  readonly days?: number
  /** Whether go is asked right after the fault; otherwise after the recovery. */
  readonly goAtOnce: boolean
}

const sampler = publish('github.com/Acme/sampler', 'v1.3.0')
const older = publish('github.com/Acme/sampler', 'v1.2.0')
const quote = publish('rsc.io/quote', 'v1.5.2', {
  'go.mod': 'module rsc.io/quote\n\ngo 1.16\n\nrequire github.com/Acme/sampler v1.2.0\n',
  'quote.go': 'package quote\n\nimport "github.com/Acme/sampler"\n\nfunc Hello() string { return sampler.Hello() }\n',
})
const late = publish('github.com/Acme/late', 'v0.1.0')

/** A project with its go.sum, served by proxy and database; nothing is in any cache. */
function project(u: Universe, modules: readonly Published[] = [quote, sampler]): void {
  u.require(modules, { goSum: goModLine(older) })
  // So that go needs every module: what is not imported is not downloaded.
  const imports = modules.map((m) => `import _ "${m.path}"\n`).join('')
  u.write('main.go', `package main\n\n${imports}\nfunc main() {}\n`)
}

function goModLine(m: Published): string {
  return `${sumLines(m).split('\n')[1]}\n`
}

function world(u: Universe): void {
  u.db.fill(300)
  u.serve([quote, sampler, older])
  u.db.fill(20)
  project(u)
}

/** What `verify` writes while it proves: lookups, tiles, the remembered head, both indexes, fetched modules, bundles. */
const VERIFY: readonly Situation[] = [
  {
    name: 'verify, first contact',
    args: ['verify'],
    goAtOnce: true,
    async prepare(u) {
      world(u)
      u.cache([quote, sampler])
      u.cache([older])
      rmSync(u.paths(older).folder, { recursive: true })
    },
  },
  {
    name: 'verify, empty cache',
    args: ['verify'],
    goAtOnce: true,
    async prepare(u) {
      world(u)
    },
  },
  {
    name: 'verify, grown database',
    args: ['verify'],
    goAtOnce: true,
    async prepare(u, run) {
      world(u)
      await run('verify')
      u.db.fill(600)
      u.serve([late])
      project(u, [quote, sampler, late])
    },
  },
  {
    name: 'verify --into-modcache',
    args: ['verify', '--into-modcache'],
    goAtOnce: true,
    async prepare(u) {
      world(u)
    },
  },
  {
    name: 'verify --bundle, new',
    args: ['verify', '--bundle', BUNDLE],
    goAtOnce: true,
    async prepare(u, run) {
      world(u)
      await run('verify')
    },
  },
  {
    name: 'verify --bundle, again',
    args: ['verify', '--bundle', BUNDLE],
    goAtOnce: true,
    async prepare(u, run) {
      world(u)
      await run('verify', '--bundle', BUNDLE)
      u.db.fill(600)
      u.serve([late])
      project(u, [quote, sampler, late])
    },
  },
  {
    name: 'verify, forked database',
    args: ['verify'],
    code: 4,
    goAtOnce: false,
    async prepare(u, run) {
      u.db.fill(300)
      u.serve([quote, sampler, older])
      // The other history parts from here: the one that was seen is no part of it.
      const other = u.db.fork()
      other.add('evil.example/x', 'v1.0.0')
      other.fill(600)
      other.add(late.path, late.version, sumLines(late))
      u.db.fill(20)
      project(u)
      await run('verify')
      u.served.set(`${late.path}@${late.version}`, late)
      u.answerFrom(other)
      project(u, [quote, sampler, late])
    },
  },
]

const evil = publish('rsc.io/quote', 'v1.5.2', { 'quote.go': 'package quote\n\nfunc init() { println("evil") }\n' })
const unneeded = publish('github.com/Acme/unneeded', 'v0.9.0')

/**
 * A cache that somebody changed: one module whose zip, hash and folder agree with each other and with nobody else, one
 * with a changed and an added file, and a go.mod that asks for more than it did.
 */
function tampered(u: Universe): void {
  world(u)
  u.cache([quote, sampler, older])
  const at = u.paths(quote)
  writeFileSync(at.zip, evil.zip)
  writeFileSync(at.ziphash, evil.h1)
  for (const [file, content] of evil.files) writeFileSync(path.join(at.folder, file), content)
  writeFileSync(path.join(u.paths(sampler).folder, 'sampler.go'), 'package sampler // changed\n')
  writeFileSync(path.join(u.paths(sampler).folder, 'added.go'), 'package sampler\n')
  writeFileSync(u.paths(older).mod, 'module github.com/Acme/sampler\n\nretract v1.2.0\n')
}

function tamperedFiles(u: Universe): readonly string[] {
  const { zip, ziphash, folder } = u.paths(quote)
  const changed = u.paths(sampler).folder
  const files = [`${folder}/quote.go`, `${folder}/go.mod`, `${changed}/sampler.go`, `${changed}/added.go`]
  return [zip, ziphash, u.paths(older).mod, ...files].map((file) => path.relative(u.root, file))
}

const inCache = (name: string, u: Universe): boolean => name.startsWith(path.relative(u.root, u.modcache))

/** What the commands that change go's cache do to it. */
const MEND: readonly Situation[] = [
  {
    name: 'repair --all',
    args: ['repair', '--all'],
    goAtOnce: false,
    bad: tamperedFiles,
    async prepare(u) {
      tampered(u)
    },
  },
  {
    name: 'repair --all --cache',
    args: ['repair', '--all', '--cache'],
    goAtOnce: false,
    bad: tamperedFiles,
    async prepare(u) {
      tampered(u)
      u.serve([unneeded])
      u.cache([unneeded])
    },
  },
  {
    name: 'repair --all --go-sum',
    args: ['repair', '--all', '--go-sum'],
    // A line that is known to be wrong and could not be replaced is still wrong.
    disturbed: [3, 4],
    goAtOnce: false,
    bad: (u) => [path.relative(u.root, path.join(u.project, 'go.sum'))],
    async prepare(u) {
      world(u)
      u.cache([quote, sampler, older])
      const sum = path.join(u.project, 'go.sum')
      writeFileSync(sum, readFileSync(sum, 'utf8').replace(quote.h1, evil.h1))
    },
  },
  {
    name: 'clean --bad --yes',
    args: ['clean', '--bad', '--yes'],
    goAtOnce: false,
    bad: tamperedFiles,
    mayGo: inCache,
    async prepare(u) {
      tampered(u)
    },
  },
  {
    name: 'clean --older-than --yes',
    args: ['clean', '--older-than', '90d', '--yes'],
    days: 200,
    goAtOnce: true,
    mayGo: inCache,
    async prepare(u, run) {
      world(u)
      u.cache([quote, sampler, older])
      await run('verify')
    },
  },
  {
    name: 'clean --all --yes',
    args: ['clean', '--all', '--yes'],
    goAtOnce: true,
    mayGo: inCache,
    async prepare(u, run) {
      world(u)
      u.cache([quote, sampler, older])
      await run('verify')
    },
  },
  {
    name: 'rebuild --yes',
    args: ['rebuild', '--yes'],
    goAtOnce: false,
    bad: tamperedFiles,
    // Of the older sampler the build needs no more than its go.mod.
    mayGo: (name, u) => inCache(name, u) && /unneeded|sampler@v1\.2\.0|v1\.2\.0\.(zip|ziphash|info)$/.test(name),
    async prepare(u) {
      tampered(u)
      u.serve([unneeded])
      u.cache([unneeded])
    },
  },
]

/** All of them, in the order in which they are tried. */
export const SITUATIONS: readonly Situation[] = [...VERIFY, ...MEND]
