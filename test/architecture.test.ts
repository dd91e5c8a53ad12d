// The house as ARCHITECTURE.md and the style rules describe it, checked over the whole repository. Each rule is also
// run over a planted source that breaks it: a rule that cannot fail guards nothing.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { troubles } from './support/house.ts'
import { importTrouble, roomOf, rooms } from './support/rooms.ts'

const root = join(import.meta.dirname, '..')
const files = repositoryFiles()
const sources = files.filter((path) => path.endsWith('.ts') && !path.startsWith('examples/'))

/** Service hosts and machine paths, put together here so that this file does not name them either. */
const foreignText = [
  ['registry', 'npmjs', 'org'].join('.'),
  ['registry', 'yarnpkg', 'com'].join('.'),
  ['proxy', 'golang', 'org'].join('.'),
  ['goproxy', 'io'].join('.'),
  ['goproxy', 'cn'].join('.'),
  ['', 'root', ''].join('/'),
  ['', 'work', ''].join('/'),
]

test('every source file keeps the house rules', () => {
  assert.ok(sources.length > 20)
  assert.deepEqual(
    sources.flatMap((path) => troubles(path, read(path))),
    [],
  )
})

test('every room of src/ is in the import table and in ARCHITECTURE.md', () => {
  const page = read('ARCHITECTURE.md')
  const found = new Set(sources.filter((path) => path.startsWith('src/')).map((path) => roomOf(path) ?? ''))
  for (const room of found) {
    assert.ok(room in rooms, `src/${room} is in no table`)
    if (room !== '.') assert.match(page, new RegExp(`\\b${room}/`), `ARCHITECTURE.md does not name ${room}/`)
  }
})

test('the import table points only downward', () => {
  const order = Object.keys(rooms)
  const upward = Object.entries(rooms).flatMap(([name, room]) =>
    room.rooms.filter((other) => !order.includes(other) || order.indexOf(other) >= order.indexOf(name)),
  )
  assert.deepEqual(upward, [])
})

test('no file names a public service or a path of one machine', () => {
  const found = files.flatMap((path) => foreignLines(path, read(path)))
  assert.deepEqual(found, [])
})

test('the lockfile names no registry and holds every optional dependency that it names', () => {
  assert.deepEqual(lockTroubles(read('package-lock.json')), [])
})

test('dependencies are exact and none is needed at run time', () => {
  const about = JSON.parse(read('package.json'))
  assert.equal(about.dependencies, undefined)
  for (const [name, version] of Object.entries(about.devDependencies)) {
    assert.match(String(version), /^(\d+\.\d+\.\d+(-[\w.]+)?|file:tools\/\w+)$/, name)
  }
})

test('decisions are numbered without a gap and at most 40 lines long', () => {
  const pages = files.filter((path) => path.startsWith('docs/decisions/'))
  const numbers = pages.map((path) => Number(/decisions\/(\d{4})-[a-z0-9-]+\.md$/.exec(path)?.[1]))
  assert.deepEqual(
    numbers,
    numbers.map((_, index) => index + 1),
  )
  for (const page of pages) assert.ok(read(page).trimEnd().split('\n').length <= 40, `${page} is too long`)
})

for (const [what, path, text, expected] of [
  ['a file without a first comment', 'src/gomod/x.ts', 'const a = 1\n', /^src\/gomod\/x\.ts:1: the first comment/],
  ['a long file', 'src/gomod/x.ts', `// X.\n${'void 0\n'.repeat(400)}`, /401 lines, and the first comment/],
  ['a file for anything', 'src/gomod/utils.ts', '// X.\n', /:1: a file called utils/],
  ['a default export', 'src/gomod/x.ts', '// X.\nexport default 1\n', /:2: export default/],
  ['an enum', 'src/gomod/x.ts', '// X.\nenum A { B }\n', /:2: enum/],
  ['a namespace', 'src/gomod/x.ts', '// X.\nnamespace A { void 0 }\n', /:2: namespace/],
  ['any', 'src/gomod/x.ts', '// X.\nconst a: any = 1\n', /:2: any/],
  ['a class family', 'src/gomod/x.ts', '// X.\nclass A extends B {}\n', /:2: inheritance/],
  ['a bare sort', 'src/gomod/x.ts', '// X.\nnames.sort()\n', /:2: bare sort/],
  ['a bare toSorted', 'src/gomod/x.ts', '// X.\nf(names.toSorted())\n', /:2: bare toSorted/],
  ['a barrel', 'src/gomod/x.ts', "// X.\nexport { a } from './y.ts'\n", /:2: a barrel/],
  ['another barrel', 'src/sumdb/x.ts', "// X.\nexport { a } from '../base/y.ts'\n", /:2: a barrel: passes on/],
  ['code in index.ts', 'src/index.ts', '// X.\n/** A. */\nexport const a = 1\n', /:3: index.ts only re-exports/],
  ['an upward import', 'src/gomod/x.ts', "// X.\nimport { a } from '../io/files.ts'\n", /:2: gomod may not import io/],
  ['an upward type', 'src/sumdb/x.ts', "// X.\ntype A = import('../io/a.ts').A\n", /:2: sumdb may not import io/],
  ['an upward import()', 'src/base/x.ts', "// X.\nawait import('../io/a.ts')\n", /:2: base may not import io/],
  ['a computed import()', 'src/io/x.ts', '// X.\nawait import(name)\n', /:2: import\(\) of something/],
  ['node:fs in a pure room', 'src/sumdb/x.ts', "// X.\nimport 'node:fs'\n", /:2: sumdb may not import node:fs/],
  [
    'a package in a pure room',
    'src/gomod/x.ts',
    "// X.\nimport 'zod/mini'\n",
    /:2: gomod may not import the package zod/,
  ],
  ['a value in world', 'src/world/x.ts', "// X.\nimport { a } from '../base/b.ts'\n", /:2: world holds types only/],
  ['an unknown room', 'src/attic/x.ts', "// X.\nimport '../base/b.ts'\n", /:2: src\/attic is no room/],
  ['an import without .ts', 'src/gomod/x.ts', "// X.\nimport './y.js'\n", /:2: \.\/y\.js does not end in \.ts/],
  ['a test as a library', 'src/gomod/x.ts', "// X.\nimport './y.test.ts'\n", /:2: \.\/y\.test\.ts is a test/],
  ['module-level let', 'src/io/x.ts', '// X.\nlet a = 1\n', /:2: module-level state: let/],
  [
    'a module-level cache',
    'src/io/x.ts',
    '// X.\nconst a = new Map<string, number>()\n',
    /:2: module-level state: a coll/,
  ],
  ['an export without words', 'src/gomod/x.ts', '// X.\n\nexport const a = 1\n', /:3: the export has no doc comment/],
  [
    'a nameless export',
    'src/gomod/x.ts',
    '// X.\n// y\nexport function a() {}\n',
    /:3: the export a has no doc comment/,
  ],
  ['process.exit', 'src/io/x.ts', '// X.\nprocess.exit(1)\n', /:2: process\.exit is for cli\.ts/],
  ['process.env', 'src/commands/x.ts', '// X.\nf(process.env)\n', /:2: process\.env is for cli\.ts/],
  ['process by name', 'src/io/x.ts', "// X.\nf(process['env'])\n", /:2: process\.\? is for cli\.ts/],
  ['node:process', 'src/io/x.ts', "// X.\nimport { env } from 'node:process'\n", /:2: node:process is for cli\.ts/],
  ['a clock in a pure room', 'src/jobs/x.ts', '// X.\nf(Date.now())\n', /:2: Date\.now/],
  ['another clock in a pure room', 'src/jobs/x.ts', '// X.\nf(new Date())\n', /:2: new Date/],
  ['the network in a pure room', 'src/jobs/x.ts', '// X.\nawait fetch(url)\n', /:2: fetch\(\) reaches outside/],
  ['the console in a pure room', 'src/report/x.ts', "// X.\nconsole.log('a')\n", /:2: console\.log reaches outside/],
  ['what does not parse', 'src/gomod/x.ts', '// X.\nconst = 1\n', /^src\/gomod\/x\.ts:2: /],
] as const) {
  test(`troubles finds ${what}`, () => {
    const found = troubles(path, text)
    assert.equal(found.length, 1, found.join('\n'))
    assert.match(found[0] ?? '', expected)
  })
}

test('troubles finds nothing in a file that keeps the rules', () => {
  const text = [
    "// Names: what they are.\nimport { createHash } from 'node:crypto'",
    "import { compareBytes } from '../base/bytes.ts'\n",
    '/** The names in order. */',
    'export function ordered(names: readonly string[], fetch: () => string): string[] {',
    '  return [...none, ...names, fetch()].toSorted(compareBytes)',
    '}\n',
    'const none: readonly string[] = []\n',
  ].join('\n')
  assert.deepEqual(troubles('src/gomod/names.ts', text), [])
})

test('importTrouble lets tests use test/support and node, and no room above', () => {
  assert.equal(importTrouble('src/gomod/x.test.ts', '../../test/support/go.ts', false), undefined)
  assert.equal(importTrouble('src/gomod/x.test.ts', 'node:fs', false), undefined)
  assert.equal(
    importTrouble('src/gomod/x.test.ts', '../io/files.ts', false),
    'gomod may not import io (../io/files.ts)',
  )
  assert.equal(
    importTrouble('src/gomod/x.ts', '../../test/support/go.ts', false),
    '../../test/support/go.ts is outside src/',
  )
})

test('foreignLines finds a host and a machine path', () => {
  assert.deepEqual(foreignLines('a.md', `one\nhttps://${foreignText[2]}/x\ncd ${foreignText[5]}x\n`), [
    'a.md:2',
    'a.md:3',
  ])
  assert.deepEqual(foreignLines('a.md', 'the default upstream is what go says\n'), [])
})

test('lockTroubles finds a registry and a dependency that is not held', () => {
  const lock = {
    packages: {
      '': {},
      'node_modules/a': { resolved: 'https://example.com/a.tgz', optionalDependencies: { '@b/c': '1.0.0' } },
      'node_modules/d': { resolved: 'tools/d', optionalDependencies: { a: '1.0.0' } },
    },
  }
  assert.deepEqual(lockTroubles(JSON.stringify(lock)), [
    'node_modules/a comes from https://example.com/a.tgz',
    'node_modules/a may use @b/c, which the lockfile does not hold: run node tools/lockfile.mjs',
  ])
})

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

/** The repository's text files, with slashes, without what is built, installed or versioned elsewhere. */
function repositoryFiles(): string[] {
  const skipped = new Set(['node_modules', 'dist', 'coverage', '.git', '.cache'])
  const found: string[] = []
  const walk = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (skipped.has(entry.name) || entry.name.endsWith('.tgz')) continue
      if (entry.isDirectory()) walk(path)
      else if (entry.isFile()) found.push(path)
    }
  }
  walk('')
  return found.toSorted()
}

function foreignLines(path: string, text: string): string[] {
  return text
    .split('\n')
    .flatMap((line, index) => (foreignText.some((foreign) => line.includes(foreign)) ? [`${path}:${index + 1}`] : []))
}

function lockTroubles(text: string): string[] {
  const packages: Record<string, { resolved?: string; optionalDependencies?: object }> = JSON.parse(text).packages
  const held = new Set(Object.keys(packages).map((place) => place.slice(place.lastIndexOf('node_modules/') + 13)))
  return Object.entries(packages).flatMap(([place, entry]) => [
    ...(entry.resolved?.includes('://') ? [`${place} comes from ${entry.resolved}`] : []),
    ...Object.keys(entry.optionalDependencies ?? {})
      .filter((name) => !held.has(name))
      .map((name) => `${place} may use ${name}, which the lockfile does not hold: run node tools/lockfile.mjs`),
  ])
}
