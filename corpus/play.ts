// Scenes: attacks on the supply chain that are in no code, played by servers on loopback: a module mirror, a checksum
// database, a git server, each with its lie. A scene is a txtar archive in corpus/scenes whose comment is the label.
//
//     title: what happens, in a line
//     command: the words of modwarden's command line
//     exit: the exit code
//     verdict: malicious | suspicious | clean | incomplete      of the module that is named or installed
//     finding: RULE SEVERITY                                    that must be reported; may be repeated
//     silent: RULE                                              prefix of rules of which none may be above low
//     says: TEXT                                                that stands in the text for people
//     lie: KIND PATH@VERSION                                    refuses, empty-lookup, unrelated-lookup, forged-tile
//     recorded: VERSION N                                       .info names commit N of the repository
//     committed: VERSION TIME                                   .info has that time
//     seen: DAYS SIZE                                           this machine saw a log of that size so many days ago
//     cached: yes                                               what the mirror has is in the module cache too
//
//     -- mirror/PATH@VERSION/FILE --       what the mirror serves, logged in this order
//     -- repository/NAME/N TAG/FILE --     commit N of a repository, and the tag that is set, or moved, to it
//     -- project/FILE --
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { goImport, withInternet, type Internet } from '../test/support/internet.ts'
import { publishExactly, put, sumLines, withUniverse, type Published, type Universe } from '../test/support/universe.ts'
import { parseTxtar } from './case.ts'

/** A scene. */
export interface Scene {
  readonly name: string
  readonly title: string
  /** The values of each key, in order. */
  readonly label: ReadonlyMap<string, readonly string[]>
  readonly files: ReadonlyMap<string, string>
}

const KEYS: ReadonlySet<string> = new Set(
  'title command exit verdict finding silent says lie recorded committed seen cached'.split(' '),
)

/** Reads every scene, in the order of their names. Throws an Error that names the one that is not well-formed. */
export function readScenes(folder: string = path.join(import.meta.dirname, 'scenes')): readonly Scene[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.txtar'))
  return names
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((name) => parseScene(path.basename(name, '.txtar'), readFileSync(path.join(folder, name), 'utf8')))
}

function parseScene(name: string, archive: string): Scene {
  const { comment, files } = parseTxtar(archive)
  const label = new Map<string, string[]>()
  for (const line of comment.split('\n').filter((text) => text !== '')) {
    const [, key = '', value = ''] = /^([a-z]+): (.*)$/.exec(line) ?? []
    if (!KEYS.has(key)) throw new Error(`${name}: the label's line ${JSON.stringify(line)} is not understood`)
    label.set(key, [...(label.get(key) ?? []), value])
  }
  for (const key of ['title', 'command', 'exit']) if (!label.has(key)) throw new Error(`${name}: no ${key}`)
  return { name, title: label.get('title')?.[0] ?? '', label, files }
}

/** What was expected of a scene and did not come true; empty where all did. */
export async function playScene(scene: Scene): Promise<readonly string[]> {
  let troubles: readonly string[] = ['it was not played']
  await withUniverse(async (u) =>
    withInternet(async (internet) => {
      await setUp(scene, u, internet)
      troubles = await judge(scene, u, internet)
    }),
  )
  return troubles
}

function values(scene: Scene, key: string): readonly (readonly string[])[] {
  return (scene.label.get(key) ?? []).map((value) => value.split(' '))
}

async function setUp(scene: Scene, u: Universe, internet: Internet): Promise<void> {
  const commits = commitAll(scene, internet)
  const published = publishAll(scene)
  u.serve(published)
  if (scene.label.has('cached')) u.cache(published)
  for (const [name, text] of scene.files) {
    const [, below] = /^project\/(.+)$/.exec(name) ?? []
    if (below !== undefined) u.write(below, text)
  }
  if (scene.files.has('project/go.mod')) u.write('go.sum', sumLines(...published))
  for (const [days = '', size = ''] of values(scene, 'seen')) {
    const at = Math.floor(Date.now() / 1000) - Number(days) * 86_400
    put(path.join(u.store, 'pkg', 'sumdb', u.db.name, 'sightings'), `newest ${at} ${size}\n`)
  }
  const origins = new Map<string, object>()
  for (const [version = '', number = ''] of values(scene, 'recorded')) {
    const hash = commits.get(Number(number)) ?? ''
    const origin = { VCS: 'git', URL: 'http://git.example.com/kv', Ref: `refs/tags/${version}`, Hash: hash }
    origins.set(version, { Time: '2023-11-14T22:13:20Z', Origin: origin })
  }
  for (const [version = '', time = ''] of values(scene, 'committed')) origins.set(version, { Time: time })
  const lies = values(scene, 'lie')
  u.lie = (url, response) => {
    const [, infoVersion] = /\/@v\/(.+)\.info$/.exec(url) ?? []
    const origin = infoVersion === undefined ? undefined : origins.get(infoVersion)
    if (origin !== undefined) {
      response.end(JSON.stringify({ Version: infoVersion, ...origin }))
      return true
    }
    return lies.some(([kind = '', module = '']) => LIES[kind]?.(u, url, module, response) === true)
  }
}

type Telling = (u: Universe, url: string, module: string, response: Parameters<Universe['lie']>[1]) => boolean

const LIES: Readonly<Record<string, Telling>> = {
  refuses: (_, url, module, response) => {
    const [modulePath = '', version = ''] = module.split('@')
    if (!url.startsWith(`/${modulePath}/@v/${version}.`)) return false
    response
      .writeHead(403, { 'content-type': 'text/plain; charset=utf-8' })
      .end('SECURITY ERROR\nThis mirror considers this module to be malicious. It is not served.\n')
    return true
  },
  'empty-lookup': (_, url, module, response) => {
    if (!url.endsWith(`/lookup/${module}`)) return false
    response.end()
    return true
  },
  'unrelated-lookup': (u, url, module, response) => {
    if (!url.endsWith(`/lookup/${module}`)) return false
    response.end(u.db.get('/lookup/src.example.com/other@v1.0.0'))
    return true
  },
  'forged-tile': (u, url, _, response) => {
    const [, tile] = /(\/tile\/8\/0\/.+)$/.exec(url) ?? []
    if (tile === undefined) return false
    response.end(Uint8Array.from(u.db.get(tile), (byte) => byte ^ 1))
    return true
  },
}

/** Makes the commits of all repositories in their order; gives the commits by their numbers. */
function commitAll({ files }: Scene, internet: Internet): ReadonlyMap<number, string> {
  const commits = new Map<
    number,
    { readonly repository: string; readonly tag: string; files: Record<string, string> }
  >()
  for (const [name, text] of files) {
    const [, repository, number, tag = '', below] = /^repository\/([^/]+)\/(\d+)(?: ([^/]+))?\/(.+)$/.exec(name) ?? []
    if (repository === undefined || below === undefined) continue
    const entry = commits.get(Number(number)) ?? { repository, tag, files: {} }
    entry.files[below] = text
    commits.set(Number(number), entry)
  }
  const made = new Map<number, string>()
  const repositories = new Map<string, ReturnType<Internet['make']>>()
  const before = new Map<string, Record<string, string>>()
  for (const [number, { repository, tag, files: now }] of commits) {
    const at = repositories.get(repository) ?? internet.make(repository)
    repositories.set(repository, at)
    const gone = Object.keys(before.get(repository) ?? {}).filter((name) => !(name in now))
    made.set(number, at.commit({ ...now, ...Object.fromEntries(gone.map((name) => [name, undefined])) }))
    if (tag !== '') at.git('tag', '-f', tag)
    before.set(repository, now)
  }
  internet.pages.set('src.example.com/kv/store', goImport('src.example.com/kv/store', 'http://git.example.com/kv'))
  return made
}

function publishAll({ files }: Scene): readonly Published[] {
  const modules = new Map<string, Record<string, string>>()
  for (const [name, text] of files) {
    const [, module, below] = /^mirror\/([^@]+@[^/]+)\/(.+)$/.exec(name) ?? []
    if (module !== undefined && below !== undefined) modules.set(module, { ...modules.get(module), [below]: text })
  }
  return [...modules].map(([module, own]) => {
    const [modulePath = '', version = ''] = module.split('@')
    return publishExactly(modulePath, version, own)
  })
}

interface Found {
  readonly rule: string
  readonly severity: string
}

interface Said {
  readonly modules?: ReadonlyArray<{
    readonly verdict: string
    readonly incomplete?: boolean
    readonly role?: string
    readonly findings: readonly Found[]
  }>
}

async function judge(scene: Scene, u: Universe, internet: Internet): Promise<readonly string[]> {
  const words = scene.label.get('command')?.[0]?.split(' ') ?? []
  const options = { env: { ...internet.env, GOPROXY: `${u.base},direct` } }
  const { code, stdout, stderr } = await u.run([...words, '--json', '--no-progress'], options)
  const document = JSON.parse(stdout) as Said
  const modules = (document.modules ?? []).filter((m) => m.role !== 'main')
  const findings = modules.flatMap((m) => m.findings)
  const text = scene.label.has('says') ? (await u.run([...words, '--no-progress'], options)).stdout : ''
  const troubles = [
    ...values(scene, 'exit').flatMap(([exit]) =>
      code === Number(exit) ? [] : [`exit ${code}, not ${exit}: ${stderr}`],
    ),
    ...values(scene, 'verdict').flatMap(([verdict = '']) => {
      const said = modules.map((m) => (m.incomplete === true && m.verdict === 'clean' ? 'incomplete' : m.verdict))
      return said.every((one) => one === verdict) && said.length > 0 ? [] : [`${said.join(', ')}, not ${verdict}`]
    }),
    ...values(scene, 'finding').flatMap(([rule, severity]) =>
      findings.some((f) => f.rule === rule && f.severity === severity) ? [] : [`no ${severity} ${rule}`],
    ),
    ...values(scene, 'silent').flatMap(([rule = '']) =>
      findings
        .filter((f) => f.rule.startsWith(rule) && f.severity !== 'low' && f.severity !== 'info')
        .map((f) => f.rule),
    ),
    ...(scene.label.get('says') ?? []).flatMap((part) => (text.includes(part) ? [] : [`does not say "${part}"`])),
  ]
  if (troubles.length === 0) return troubles
  return [...troubles, `reported: ${findings.map((f) => `${f.severity} ${f.rule}`).join(', ')}`]
}

if (import.meta.main) {
  const wanted = process.argv.slice(2)
  let right = 0
  const scenes = readScenes().filter(({ name }) => wanted.length === 0 || wanted.some((one) => name.startsWith(one)))
  for (const scene of scenes) {
    const troubles = await playScene(scene)
    if (troubles.length === 0) right++
    process.stdout.write(`${troubles.length === 0 ? 'right' : 'WRONG'}  ${scene.name}   ${scene.title}\n`)
    for (const trouble of troubles) process.stdout.write(`       ${trouble.trim().split('\n').join('\n       ')}\n`)
  }
  process.stdout.write(`${right} of ${scenes.length} scenes as labelled\n`)
  process.exitCode = right === scenes.length ? 0 : 1
}
