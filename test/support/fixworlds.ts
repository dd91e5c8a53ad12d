// Constructed projects for `fix`: published versions, advisories, what the project requires, and what must come of it.
import { utf8 } from '../../src/base/bytes.ts'
import { publish, put, sumLines, type Published, type Universe } from './universe.ts'

/** One project. Modules are named by a letter: `a` is `github.com/fix/a`. */
export interface FixWorld {
  readonly name: string
  /** `a v1.0.0` to what it requires and imports, `b v1.0.0`. */
  readonly versions: Readonly<Record<string, readonly string[]>>
  /** What the project requires and imports directly. */
  readonly main: readonly string[]
  readonly indirect?: readonly string[]
  /** Letter to the first versions without the flaw; empty for none. The flaw is there from the start. */
  readonly flaws: Readonly<Record<string, string>>
  /** The modules that move, `a v1.0.0 v1.0.1`, and how many advisories stay. */
  readonly moves: readonly string[]
  readonly left: number
  readonly go?: string
  readonly more?: string
}

/** The path of a module. */
export function fixPath(letter: string): string {
  return `github.com/fix/${letter}`
}

/** The projects. */
export const FIX_WORLDS: readonly FixWorld[] = [
  {
    name: 'a direct requirement goes to its next patch',
    versions: { 'a v1.0.0': [], 'a v1.0.1': [], 'a v1.0.2': [], 'a v1.1.0': [] },
    main: ['a v1.0.0'],
    flaws: { a: 'v1.0.1' },
    moves: ['a v1.0.0 v1.0.1'],
    left: 0,
  },
  {
    name: 'an indirect one is asked for itself',
    versions: { 'a v1.0.0': ['b v1.0.0'], 'a v1.1.0': ['b v1.0.1'], 'b v1.0.0': [], 'b v1.0.1': [] },
    main: ['a v1.0.0'],
    indirect: ['b v1.0.0'],
    flaws: { b: 'v1.0.1' },
    moves: ['b v1.0.0 v1.0.1'],
    left: 0,
  },
  {
    name: 'the fix is a minor release',
    versions: { 'a v1.0.0': [], 'a v1.0.9': [], 'a v1.2.0': [], 'a v1.3.0': [] },
    main: ['a v1.0.0'],
    flaws: { a: 'v1.2.0' },
    moves: ['a v1.0.0 v1.2.0'],
    left: 0,
  },
  {
    name: 'the nearest fix that needs nothing new wins over one that does',
    versions: { 'a v1.0.0': [], 'a v1.0.1': ['b v1.0.0'], 'a v1.0.2': [], 'b v1.0.0': [] },
    main: ['a v1.0.0'],
    flaws: { a: 'v1.0.1' },
    moves: ['a v1.0.0 v1.0.2'],
    left: 0,
  },
  {
    name: 'a fix that brings a flaw along is passed over',
    versions: { 'a v1.0.0': [], 'a v1.0.1': ['b v1.0.0'], 'a v1.1.0': [], 'b v1.0.0': [] },
    main: ['a v1.0.0'],
    flaws: { a: 'v1.0.1', b: '' },
    moves: ['a v1.0.0 v1.1.0'],
    left: 0,
  },
  {
    name: 'without a fix it stays',
    versions: { 'a v1.0.0': [], 'a v1.1.0': [] },
    main: ['a v1.0.0'],
    flaws: { a: '' },
    moves: [],
    left: 1,
  },
  {
    name: 'what has no fix goes with an upgrade that no longer needs it',
    versions: { 'a v1.0.0': ['b v1.0.0'], 'a v1.1.0': [], 'b v1.0.0': [] },
    main: ['a v1.0.0'],
    indirect: ['b v1.0.0'],
    flaws: { b: '' },
    moves: ['a v1.0.0 v1.1.0', 'b v1.0.0 '],
    left: 0,
  },
  {
    name: 'two flaws, two upgrades',
    versions: { 'a v1.0.0': [], 'a v1.0.1': [], 'b v1.4.0': [], 'b v1.4.1': [] },
    main: ['a v1.0.0', 'b v1.4.0'],
    flaws: { a: 'v1.0.1', b: 'v1.4.1' },
    moves: ['a v1.0.0 v1.0.1', 'b v1.4.0 v1.4.1'],
    left: 0,
  },
  {
    name: 'one upgrade brings the other fix along',
    versions: {
      'a v1.0.0': ['b v1.0.0'],
      'a v1.0.1': ['b v1.0.1'],
      'b v1.0.0': [],
      'b v1.0.1': [],
    },
    main: ['a v1.0.0'],
    indirect: ['b v1.0.0'],
    flaws: { a: 'v1.0.1', b: 'v1.0.1' },
    moves: ['a v1.0.0 v1.0.1', 'b v1.0.0 v1.0.1'],
    left: 0,
  },
  {
    name: 'a chain of three moves at its end alone',
    versions: {
      'a v1.0.0': ['b v1.0.0'],
      'b v1.0.0': ['c v1.0.0'],
      'c v1.0.0': [],
      'c v1.0.1': [],
      'c v1.1.0': [],
    },
    main: ['a v1.0.0'],
    indirect: ['b v1.0.0', 'c v1.0.0'],
    flaws: { c: 'v1.0.1' },
    moves: ['c v1.0.0 v1.0.1'],
    left: 0,
  },
  {
    name: 'a diamond keeps both sides',
    versions: {
      'a v1.0.0': ['c v1.0.0'],
      'b v1.0.0': ['c v1.1.0'],
      'c v1.0.0': [],
      'c v1.1.0': [],
      'c v1.1.1': [],
    },
    main: ['a v1.0.0', 'b v1.0.0'],
    indirect: ['c v1.1.0'],
    flaws: { c: 'v1.1.1' },
    moves: ['c v1.1.0 v1.1.1'],
    left: 0,
  },
  {
    name: 'a new requirement gets its line',
    versions: { 'a v1.0.0': [], 'a v1.0.1': ['b v1.0.0'], 'b v1.0.0': [] },
    main: ['a v1.0.0'],
    flaws: { a: 'v1.0.1' },
    moves: ['a v1.0.0 v1.0.1', 'b  v1.0.0'],
    left: 0,
  },
  {
    name: 'before go 1.17 an indirect fix gets a line',
    versions: { 'a v1.0.0': ['b v1.0.0'], 'b v1.0.0': [], 'b v1.0.1': [] },
    main: ['a v1.0.0'],
    flaws: { b: 'v1.0.1' },
    moves: ['b v1.0.0 v1.0.1'],
    left: 0,
    go: '1.16',
  },
  {
    name: 'before go 1.17 nothing is lowered',
    versions: { 'a v1.0.0': ['b v1.5.0'], 'a v1.0.1': ['b v1.2.0'], 'b v1.2.0': [], 'b v1.5.0': [] },
    main: ['a v1.0.0'],
    flaws: { a: 'v1.0.1' },
    moves: ['a v1.0.0 v1.0.1'],
    left: 0,
    go: '1.16',
  },
  {
    name: 'pre-releases are no fix for a release',
    versions: { 'a v1.0.0': [], 'a v1.0.1-rc.1': [], 'a v1.0.1': [] },
    main: ['a v1.0.0'],
    flaws: { a: 'v1.0.1-rc.1' },
    moves: ['a v1.0.0 v1.0.1'],
    left: 0,
  },
  {
    name: 'one is repaired and another stays',
    versions: { 'a v1.0.0': [], 'a v1.0.1': [], 'b v1.0.0': [], 'b v1.0.1': [] },
    main: ['a v1.0.0', 'b v1.0.0'],
    flaws: { a: 'v1.0.1', b: '' },
    moves: ['a v1.0.0 v1.0.1'],
    left: 1,
  },
  {
    name: 'a version that its author took back is passed over',
    versions: { 'a v1.0.0': [], 'a v1.0.1': [], 'a v1.0.2': ['retract v1.0.1'] },
    main: ['a v1.0.0'],
    flaws: { a: 'v1.0.1' },
    moves: ['a v1.0.0 v1.0.2'],
    left: 0,
  },
  {
    name: 'an excluded version is passed over',
    versions: { 'a v1.0.0': [], 'a v1.0.1': [], 'a v1.0.2': [] },
    main: ['a v1.0.0'],
    flaws: { a: 'v1.0.1' },
    moves: ['a v1.0.0 v1.0.2'],
    left: 0,
    more: '\nexclude github.com/fix/a v1.0.1\n',
  },
  {
    name: 'a replaced module is left to its replace line',
    versions: { 'a v1.0.0': [], 'a v1.0.1': [] },
    main: ['a v1.0.0'],
    flaws: { a: 'v1.0.1' },
    moves: [],
    left: 1,
    more: '\nreplace github.com/fix/a => github.com/fix/a v1.0.0\n',
  },
  {
    name: 'nothing to do',
    versions: { 'a v1.0.0': [] },
    main: ['a v1.0.0'],
    flaws: { z: '' },
    moves: [],
    left: 0,
  },
]

/** A module by its letter whose package has `Bad`, which flaws are about, and `Good`; it imports what it requires. */
export function fixModule(
  key: string,
  requires: readonly string[] = [],
  more: { readonly go?: string; readonly goMod?: string; readonly files?: Readonly<Record<string, string>> } = {},
): Published {
  const [letter = '', version = ''] = key.split(' ')
  const imports = requires.map((r) => `import _ "${fixPath(r.split(' ')[0] ?? '')}"\n`).join('')
  return publish(fixPath(letter), version, {
    'go.mod': `module ${fixPath(letter)}\n\ngo ${more.go ?? '1.21'}\n${requires.map((r) => `\nrequire ${fixPath(r)}\n`).join('')}${more.goMod ?? ''}`,
    [`${letter}.go`]: `package ${letter}\n\n${imports}\nfunc Bad() string { return "${version}" }\n\nfunc Good() string { return "good" }\n`,
    ...more.files,
  })
}

/** A database with a flaw in each of these modules, fixed in the version named; `symbols` are what is flawed. */
export function fixDatabase(u: Universe, flaws: Readonly<Record<string, string>>, symbols?: readonly string[]): string {
  const records = Object.entries(flaws).map(([letter, fixed]) => record(letter, fixed, symbols))
  return put(`${u.root}/db.json`, utf8(JSON.stringify(records)))
}

/** Publishes a world in a universe, writes its project and its database; gives the database's file. */
export function makeFixWorld(
  u: Universe,
  world: FixWorld,
): { readonly db: string; readonly published: readonly Published[] } {
  const go = world.go ?? '1.21'
  const published = Object.entries(world.versions).map(([key, requires]) => {
    const [letter = '', version = ''] = key.split(' ')
    const real = requires.filter((r) => !r.startsWith('retract '))
    const retract = requires.filter((r) => r.startsWith('retract ')).map((r) => `\n${r}\n`)
    return publish(fixPath(letter), version, {
      'go.mod': `module ${fixPath(letter)}\n\ngo ${go}\n${real.map((r) => `\nrequire ${fixPath(r)}\n`).join('')}${retract.join('')}`,
      [`${letter}.go`]: source(letter, real, version),
    })
  })
  u.serve(published)
  const named = (key: string): Published | undefined => published.find((p) => `${p.path} ${p.version}` === fixPath(key))
  const cached = [...world.main, ...(world.indirect ?? [])].flatMap((key) => named(key) ?? [])
  const older = go === '1.16' ? published : cached
  u.cache(older)
  const blocks = world.main.map((m) => `\t${fixPath(m)}\n`)
  const indirect = (world.indirect ?? []).map((m) => `\t${fixPath(m)} // indirect\n`)
  const block = (lines: readonly string[]): string =>
    lines.length === 0
      ? ''
      : lines.length === 1
        ? `\nrequire ${(lines[0] ?? '').trim()}\n`
        : `\nrequire (\n${lines.join('')})\n`
  u.write('go.mod', `module github.com/me/project\n\ngo ${go}\n${block(blocks)}${block(indirect)}${world.more ?? ''}`)
  u.write('go.sum', sumLines(...(go === '1.16' ? published.filter((p) => isIn(p, world)) : cached)))
  u.write('main.go', source('main', world.main, ''))
  return { db: fixDatabase(u, world.flaws), published }
}

/** Versions that the project's build list had before, as its go.sum names them. */
function isIn(p: Published, world: FixWorld): boolean {
  const reached = new Set(world.main)
  for (const key of reached) for (const r of world.versions[key] ?? []) reached.add(r)
  return [...reached].some((key) => fixPath(key) === `${p.path} ${p.version}`)
}

function source(name: string, requires: readonly string[], version: string): string {
  const imports = requires.map((r) => `import _ "${fixPath(r.split(' ')[0] ?? '')}"\n`)
  const body = name === 'main' ? 'func main() {}\n' : `// Version says which it is.\nconst Version = "${version}"\n`
  return `package ${name}\n\n${imports.join('')}\n${body}`
}

function record(letter: string, fixed: string, symbols?: readonly string[]): object {
  const events = [{ introduced: '0' }, ...(fixed === '' ? [] : [{ fixed: fixed.slice(1) }])]
  return {
    schema_version: '1.3.1',
    id: `GO-2026-000${letter.charCodeAt(0) - 96}`,
    modified: '2026-01-01T00:00:00Z',
    published: '2026-01-01T00:00:00Z',
    summary: `A flaw in ${letter}`,
    affected: [
      {
        package: { ecosystem: 'Go', name: fixPath(letter) },
        ranges: [{ type: 'SEMVER', events }],
        ...(symbols === undefined ? {} : { ecosystem_specific: { imports: [{ path: fixPath(letter), symbols }] } }),
      },
    ],
  }
}
