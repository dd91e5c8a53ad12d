// Constructed projects with a flaw in a dependency, and what govulncheck says of each: test/go/reach/*.txtar. The comment
// of such an archive is its label, a line each:
//
//     title: WORDS
//     advisory: ID MODULE introduced=V|fixed=V|goos=OS|withdrawn… [PACKAGE [SYMBOL…]]
//     tags: TAG,…          build tags that are set
//     vendor: yes          the project is built from its vendor folder
//     modules: FOLDER…     those of a workspace, in each of which govulncheck is asked
//     want: ID LEVEL       govulncheck's verdict: symbol, package or module
//     more: ID LEVEL       what modwarden says beyond it, for the reason in `note`
//     note: WORDS
//
// Files below modules/PATH@VERSION/ are the dependencies', the others the project's.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { parseTxtar } from '../../corpus/case.ts'
import { publishExactly, sumLines, type Published, type Universe } from './universe.ts'

/** One constructed project. */
export interface ReachCase {
  readonly name: string
  readonly title: string
  readonly files: ReadonlyMap<string, string>
  readonly modules: readonly Published[]
  /** OSV records, as JSON values. */
  readonly advisories: readonly OsvRecord[]
  readonly tags: string
  readonly vendor: boolean
  /** Folders in which govulncheck is asked. */
  readonly folders: readonly string[]
  /** Levels by id. */
  readonly want: ReadonlyMap<string, string>
  readonly more: ReadonlyMap<string, string>
}

/** A record of the database as it is written. */
export interface OsvRecord {
  readonly id: string
  readonly modified: string
  readonly affected: readonly {
    readonly package: { readonly name: string; readonly ecosystem: 'Go' }
    readonly [member: string]: unknown
  }[]
  readonly [member: string]: unknown
}

const FOLDER = join(import.meta.dirname, '..', 'go', 'reach')
const MODIFIED = '2026-01-02T03:04:05Z'

/** All cases, by name. */
export function reachCases(): readonly ReachCase[] {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.txtar'))
  return names
    .toSorted()
    .map((name) => parseReachCase(basename(name, '.txtar'), readFileSync(join(FOLDER, name), 'utf8')))
}

/** Writes a case into a universe: its modules into the proxy and the cache, its project with go.sum. */
export function placeCase(u: Universe, one: ReachCase): void {
  u.serve(one.modules)
  u.cache(one.modules)
  for (const [name, content] of one.files) u.write(name, content)
  u.write('go.sum', sumLines(...one.modules))
}

/** Writes records as a folder in the layout of https://go.dev/doc/security/vuln/database. */
export function writeDatabase(folder: string, advisories: readonly OsvRecord[]): void {
  const modules = new Map<string, { id: string; modified: string }[]>()
  for (const { id, modified, affected } of advisories) {
    for (const name of new Set(affected.map((item) => item.package.name))) {
      modules.set(name, [...(modules.get(name) ?? []), { id, modified }])
    }
  }
  const index = [...modules].map(([path, vulns]) => ({ path, vulns }))
  const newest = advisories.reduce((latest, { modified }) => (modified > latest ? modified : latest), MODIFIED)
  write(join(folder, 'index', 'db.json'), { modified: newest })
  write(join(folder, 'index', 'modules.json'), index)
  for (const record of advisories) write(join(folder, 'ID', `${record.id}.json`), record)
}

function parseReachCase(name: string, archive: string): ReachCase {
  const { comment, files: all } = parseTxtar(archive)
  const labels = comment.split('\n').flatMap((line) => {
    const at = line.indexOf(': ')
    return at < 0 ? [] : [{ key: line.slice(0, at), value: line.slice(at + 2) }]
  })
  const of = (key: string): readonly string[] => labels.filter((one) => one.key === key).map(({ value }) => value)
  const levels = (key: string): ReadonlyMap<string, string> =>
    new Map(of(key).map((value): [string, string] => [value.split(' ')[0] ?? '', value.split(' ')[1] ?? '']))
  const modules = new Map<string, Record<string, string>>()
  const files = new Map<string, string>()
  for (const [file, content] of all) {
    const found = /^modules\/(.+?@[^/]+)\/(.+)$/.exec(file)
    if (found?.[1] === undefined || found[2] === undefined) files.set(file, content)
    else modules.set(found[1], { ...modules.get(found[1]), [found[2]]: content })
  }
  return {
    name,
    title: of('title')[0] ?? '',
    files,
    modules: [...modules].map(([key, content]) => {
      const at = key.lastIndexOf('@')
      return publishExactly(key.slice(0, at), key.slice(at + 1), content)
    }),
    advisories: of('advisory').map(recordOf),
    tags: of('tags')[0] ?? '',
    vendor: of('vendor').length > 0,
    folders: (of('modules')[0] ?? '.').split(' '),
    want: levels('want'),
    more: levels('more'),
  }
}

function recordOf(line: string): OsvRecord {
  const [id = '', module = '', ...words] = line.split(' ')
  const events = words
    .filter((word) => /^(?:introduced|fixed)=/.test(word))
    .map((word) => Object.fromEntries([word.split('=')]))
  const goos = words.filter((word) => word.startsWith('goos=')).map((word) => word.slice('goos='.length))
  const withdrawn = words.includes('withdrawn') ? { withdrawn: MODIFIED } : {}
  const [path, ...symbols] = words.filter((word) => !word.includes('=') && word !== 'withdrawn')
  const named = {
    path,
    ...(symbols.length === 0 ? {} : { symbols }),
    ...(goos.length === 0 ? {} : { goos }),
  }
  return {
    schema_version: '1.3.1',
    id,
    modified: MODIFIED,
    published: MODIFIED,
    ...withdrawn,
    summary: `A flaw in ${module}`,
    details: 'Made for a test.',
    affected: [
      {
        package: { name: module, ecosystem: 'Go' },
        ranges: [{ type: 'SEMVER', events }],
        ecosystem_specific: path === undefined ? {} : { imports: [named] },
      },
    ],
    database_specific: { review_status: 'REVIEWED' },
  }
}

function write(file: string, value: unknown): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, JSON.stringify(value))
}
