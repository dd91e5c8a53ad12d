// The import table of src/: which room may import which, and what of Node and of npm each may touch. ARCHITECTURE.md
// says the same for people; the two change in one commit.
import { posix } from 'node:path'

/** What the files of one room may import. */
export interface Room {
  /** Rooms of src/ that it may import; its own is understood. */
  readonly rooms: readonly string[]
  /** `node:` modules, without the prefix; `*` for all. */
  readonly node: readonly string[]
  readonly packages: readonly string[]
  /** Whether it may see the outside itself: the network, time, timers, the process. */
  readonly outside: boolean
}

const pureModules = ['buffer', 'crypto', 'zlib', 'path/posix']
const pure = { node: pureModules, packages: [], outside: false }

/** The rooms that there are, lowest first. `.` is src/ itself: cli.ts and index.ts. */
export const rooms: Readonly<Record<string, Room>> = {
  base: { ...pure, rooms: [] },
  // spdx-license-list: the texts, loaded where somebody asks for licences.
  licence: { ...pure, packages: ['spdx-license-list'], rooms: ['base'] },
  gomod: { ...pure, rooms: ['base'] },
  sumdb: { ...pure, rooms: ['base', 'gomod'] },
  gosource: { ...pure, rooms: ['base', 'gomod'] },
  // ae-cvss-calculator: src/advisories/cvss.ts alone, which is loaded where an advisory has a CVSS vector.
  advisories: { ...pure, packages: ['ae-cvss-calculator'], rooms: ['base', 'gomod', 'gosource'] },
  graph: { ...pure, rooms: ['base', 'gomod', 'gosource', 'advisories'] },
  world: { ...pure, node: [], rooms: ['base', 'gomod', 'sumdb'] },
  rules: { ...pure, rooms: ['base', 'gomod', 'gosource', 'sumdb', 'advisories', 'graph', 'world'] },
  // cel-js: src/policy/condition.ts alone, which is loaded where a policy has conditions.
  policy: { ...pure, packages: ['@marcbachmann/cel-js'], rooms: ['base', 'licence', 'gomod', 'graph', 'rules'] },
  // zod: src/report/schemas.ts alone, which is loaded by `convert` alone; the others: bills of materials and VEX.
  report: {
    ...pure,
    packages: ['zod', '@cyclonedx/cyclonedx-library', 'packageurl-js'],
    rooms: ['base', 'licence', 'gomod', 'sumdb', 'gosource', 'advisories', 'graph', 'world', 'rules', 'policy'],
  },
  jobs: {
    ...pure,
    node: [...pureModules, 'path'],
    rooms: [
      'base',
      'licence',
      'gomod',
      'sumdb',
      'gosource',
      'advisories',
      'graph',
      'rules',
      'policy',
      'report',
      'world',
    ],
  },
  io: { rooms: ['base', 'gomod', 'sumdb', 'world'], node: ['*'], packages: ['diff'], outside: true },
  // Code hosts' APIs.
  connect: { rooms: ['base', 'gomod', 'sumdb', 'world'], node: ['*'], packages: [], outside: true },
  store: { rooms: ['base', 'gomod', 'sumdb', 'world', 'io'], node: ['*'], packages: ['kysely'], outside: true },
  // Only listen.ts opens a socket.
  server: {
    rooms: ['base', 'gomod', 'sumdb', 'policy', 'report', 'jobs', 'world'],
    node: [...pureModules, 'http', 'https', 'net', 'util'],
    // zod and jose: loaded with the first request that needs them.
    packages: ['prom-client', 'zod', 'jose'],
    outside: true,
  },
  commands: {
    rooms: [
      'base',
      'licence',
      'gomod',
      'sumdb',
      'gosource',
      'advisories',
      'graph',
      'rules',
      'policy',
      'report',
      'jobs',
      'io',
      'connect',
      'store',
      'server',
      'world',
    ],
    node: ['*'],
    packages: ['commander', 'yaml', 'zod'],
    outside: true,
  },
  '.': {
    rooms: [
      'base',
      'licence',
      'gomod',
      'sumdb',
      'gosource',
      'advisories',
      'graph',
      'rules',
      'policy',
      'report',
      'jobs',
      'io',
      'connect',
      'store',
      'server',
      'world',
      'commands',
    ],
    node: ['*'],
    packages: ['commander'],
    outside: true,
  },
}

/** What tests beside the code may import besides. */
const testPackages = ['fast-check']

/** The room of a file of src/, named from the repository's root with slashes; `undefined` for any other file. */
export function roomOf(path: string): string | undefined {
  const parts = path.split('/')
  if (parts[0] !== 'src') return undefined
  return parts.length === 2 ? '.' : parts[1]
}

/** What is wrong with one file of src/ importing `specifier`; `undefined` where it may. */
export function importTrouble(path: string, specifier: string, typeOnly: boolean): string | undefined {
  const name = roomOf(path)
  const room = name === undefined ? undefined : rooms[name]
  if (name === undefined || room === undefined) return `src/${name ?? ''} is no room of the house`
  const test = path.endsWith('.test.ts')

  if (specifier.startsWith('node:')) {
    const module = specifier.slice(5)
    if (test || room.node.includes('*') || room.node.includes(module)) return undefined
    return `${name} may not import ${specifier}`
  }
  if (!specifier.startsWith('.')) {
    const parts = specifier.split('/')
    const dependency = specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '')
    if (room.packages.includes(dependency) || (test && testPackages.includes(dependency))) return undefined
    return `${name} may not import the package ${dependency}`
  }

  const target = posix.normalize(posix.join(posix.dirname(path), specifier))
  if (target === 'package.json' && (name === '.' || name === 'commands')) return undefined
  if (!target.endsWith('.ts')) return `${specifier} does not end in .ts`
  if (target.endsWith('.test.ts')) return `${specifier} is a test`
  const other = roomOf(target)
  if (other === undefined) {
    return test && target.startsWith('test/support/') ? undefined : `${specifier} is outside src/`
  }
  if (name === 'world' && !typeOnly) return `world holds types only, and ${specifier} is imported as a value`
  // A test may build what it needs from above its room only where it lives in test/.
  if (other === name || room.rooms.includes(other)) return undefined
  return `${name} may not import ${other} (${specifier})`
}
