// What must hold whatever happened to a run of the program: what was proven is still there and still right, and what is
// there under a name that go or modwarden reads is whole.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { equalBytes } from '../../src/base/bytes.ts'
import { messageOf } from '../../src/base/errors.ts'
import { cachePaths, sumdbCachePath } from '../../src/gomod/cachelayout.ts'
import { unescapePath, unescapeVersion } from '../../src/gomod/path.ts'
import { openBundle } from '../../src/sumdb/bundle.ts'
import { openTreeHead } from '../../src/sumdb/checkpoint.ts'
import { parseAnswer, recordLines } from '../../src/sumdb/record.ts'
import { parseTilePath } from '../../src/sumdb/tile.ts'
import { filesBelow, type Universe } from '../support/universe.ts'

/** A file below a world's folder that somebody relies on, by its path from there. */
export type Memory = ReadonlyMap<string, Uint8Array>

/** The bundle of proofs that a situation writes. */
export const BUNDLE = 'carried.json'

/** Everything that a world remembers: heads, proofs, zips, bundles, evidence. */
export function remembered(u: Universe): Memory {
  const folders = [u.gopath, u.store, u.project]
  const found = folders.flatMap(filesBelow).filter((file) => !isUnfinished(path.relative(u.root, file)))
  return new Map(found.map((file) => [path.relative(u.root, file), new Uint8Array(readFileSync(file))]))
}

/**
 * What is lost or wrong in the heads, the proofs, the modules and the evidence of a world, one sentence each. `origin` is
 * the world whose database and modules are the right ones.
 */
export function brokenPromises(
  u: Universe,
  origin: Universe,
  before: Memory,
  exceptions: Exceptions = NO_EXCEPTIONS,
): string[] {
  return [
    ...headsOf(u, origin, before),
    ...proofsOf(u, origin, before, exceptions),
    ...modulesOf(u, origin, before, exceptions),
    ...evidenceOf(u, before, exceptions.bad),
  ]
}

/** What need not stay as it is; paths below the world's folder. */
export interface Exceptions {
  /** Wrong from before: it may stay so, be put right, or be gone, and then it is kept as evidence. */
  readonly bad: ReadonlySet<string>
  /** Whether it may be removed. */
  readonly mayGo: (name: string) => boolean
}

const NO_EXCEPTIONS: Exceptions = { bad: new Set(), mayGo: () => false }

/** Names that only unfinished work has, below the folders that modwarden writes to; folders count too. */
export function unfinished(u: Universe): string[] {
  const below = [u.store, u.modcache, u.project, path.join(u.root, 'tmp')].filter((folder) => existsSync(folder))
  return below
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => path.join(folder, name)),
    )
    .map((file) => path.relative(u.root, file))
    .filter(isUnfinished)
}

function isUnfinished(file: string): boolean {
  return /\.tmp$|(^|\/)\.modwarden-|\.partial$|(^|\/)fetch-|\.modwarden-[^/]*$|(^|\/)modwarden-go-|\.tmp-\d+|(^|\/)\.modwarden-removed-/.test(
    file,
  )
}

/** Both remembered heads: signed, of the one history, and never smaller than they were. */
function headsOf(u: Universe, origin: Universe, before: Memory): string[] {
  const broken: string[] = []
  for (const folder of [u.gopath, u.store]) {
    const file = path.join(folder, 'pkg', 'sumdb', origin.db.name, 'latest')
    const name = path.relative(u.root, file)
    const earlier = before.get(name)
    const now = existsSync(file) ? new Uint8Array(readFileSync(file)) : new Uint8Array(0)
    const known = earlier === undefined || earlier.length === 0 ? 0 : openTreeHead(earlier, origin.db.key.verifier).size
    if (now.length === 0) {
      if (known > 0) broken.push(`${name}: lost; it was of ${known} records`)
      continue
    }
    try {
      const head = openTreeHead(now, origin.db.key.verifier)
      if (head.size < known) broken.push(`${name}: of ${head.size} records now, and of ${known} before`)
      if (!equalBytes(head.hash, origin.db.head(head.size).hash)) broken.push(`${name}: of another history`)
    } catch (error) {
      broken.push(`${name}: ${messageOf(error)}`)
    }
  }
  return broken
}

/** Every cached lookup and tile is what the database says, and none that was there is gone; bundles prove themselves. */
function proofsOf(u: Universe, origin: Universe, before: Memory, { mayGo }: Exceptions): string[] {
  const broken: string[] = []
  for (const root of [u.modcache, u.store]) {
    const folder = path.dirname(sumdbCachePath(root, origin.db.name, 'x'))
    for (const file of filesBelow(folder)) {
      const name = path.relative(u.root, file)
      if (isUnfinished(name)) continue
      const why = wrongProof(path.relative(folder, file), readFileSync(file), origin)
      if (why !== undefined) broken.push(`${name}: ${why}`)
    }
  }
  for (const name of before.keys()) {
    if (!name.includes('/sumdb/') || mayGo(name)) continue
    if (!existsSync(path.join(u.root, name))) broken.push(`${name}: lost`)
  }
  const bundle = path.join(u.project, BUNDLE)
  const earlier = before.get(path.relative(u.root, bundle))
  if (existsSync(bundle)) {
    try {
      const { size } = openBundle(readFileSync(bundle), origin.db.key.verifier, bundle)
      if (earlier !== undefined && size < openBundle(earlier, origin.db.key.verifier, bundle).size) {
        broken.push('the bundle proves less than it did')
      }
    } catch (error) {
      broken.push(`the bundle: ${messageOf(error)}`)
    }
  } else if (earlier !== undefined) broken.push('the bundle is lost')
  return broken
}

function wrongProof(name: string, bytes: Uint8Array, { db }: Universe): string | undefined {
  try {
    if (name.startsWith('tile/')) {
      const right = db.tile(parseTilePath(name))
      return equalBytes(bytes, right) ? undefined : `not this tile (${bytes.length} bytes of ${right.length})`
    }
    const [, module = '', version = ''] = /^lookup\/(.+)@([^@]+)$/.exec(name) ?? []
    const answer = parseAnswer(bytes)
    recordLines(answer.text, unescapePath(module), unescapeVersion(version))
    if (!equalBytes(answer.text, db.records[answer.id] ?? new Uint8Array(0))) return 'not this record'
    openTreeHead(answer.head, db.key.verifier)
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}

/**
 * In go's cache and in the store: what has a module's name is that module, whole, or it is what was wrong there before;
 * and nothing right is gone but what may go.
 */
function modulesOf(u: Universe, origin: Universe, before: Memory, { bad, mayGo }: Exceptions): string[] {
  const broken: string[] = []
  for (const m of origin.served.values()) {
    for (const root of [u.modcache, path.join(u.store, 'modules')]) {
      const at = cachePaths(root, m)
      const say = (file: string, what: string): unknown => broken.push(`${path.relative(u.root, file)}: ${what}`)
      for (const [file, right] of [
        [at.zip, m.zip],
        [at.ziphash, Buffer.from(m.h1)],
        [at.mod, m.goMod],
      ] as const) {
        const name = path.relative(u.root, file)
        const earlier = before.get(name)
        if (!existsSync(file)) {
          if (earlier !== undefined && !bad.has(name) && !mayGo(name)) say(file, 'lost')
          continue
        }
        const now = readFileSync(file)
        const asBefore = bad.has(name) && earlier !== undefined && equalBytes(now, earlier)
        if (!asBefore && !equalBytes(now, right)) say(file, 'neither right nor as before')
      }
      if (root !== u.modcache && existsSync(at.zip) && !existsSync(at.ziphash))
        say(at.zip, 'without its hash beside it')
      const folder = path.relative(u.root, at.folder)
      const wasBad = [...bad].some((name) => name.startsWith(`${folder}/`))
      const now = treeOf(at.folder)
      const old = treeBefore(before, folder)
      if (now.size === 0) {
        if (old.size > 0 && !wasBad && !mayGo(folder)) say(at.folder, 'lost')
      } else if (isExtracted(at) && !sameTree(now, m.files) && !(wasBad && sameTree(now, old))) {
        say(at.folder, `go believes it, and it is neither right nor as before: ${[...now.keys()].join(' ')}`)
      }
    }
  }
  return broken
}

/** Whether go would believe the folder (cmd/go/internal/modfetch.DownloadDir). */
function isExtracted(at: Pick<ReturnType<typeof cachePaths>, 'folder' | 'partial' | 'ziphash'>): boolean {
  return existsSync(at.folder) && !existsSync(at.partial) && existsSync(at.ziphash)
}

function treeOf(folder: string): ReadonlyMap<string, string> {
  return new Map(filesBelow(folder).map((file) => [path.relative(folder, file), readFileSync(file, 'utf8')]))
}

function treeBefore(before: Memory, folder: string): ReadonlyMap<string, string> {
  const below = [...before].filter(([name]) => name.startsWith(`${folder}/`))
  return new Map(below.map(([name, bytes]) => [name.slice(folder.length + 1), Buffer.from(bytes).toString()]))
}

function sameTree(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size === b.size && [...a].every(([name, content]) => b.get(name) === content)
}

/** What was wrong and is not there any more is in an evidence folder whose description is complete. */
function evidenceOf(u: Universe, before: Memory, bad: ReadonlySet<string>): string[] {
  const folder = path.join(u.store, 'evidence')
  const complete = existsSync(folder) ? readdirSync(folder).filter((name) => isComplete(path.join(folder, name))) : []
  const kept = complete.flatMap((name) => filesBelow(path.join(folder, name))).map((file) => readFileSync(file))
  return [...bad].flatMap((name) => {
    const earlier = before.get(name)
    const file = path.join(u.root, name)
    if (earlier === undefined || (existsSync(file) && equalBytes(readFileSync(file), earlier))) return []
    return kept.some((bytes) => equalBytes(bytes, earlier)) ? [] : [`${name}: changed, and not kept as evidence`]
  })
}

/** Whether an evidence folder has a description, and every file that it lists with the hash that it says. */
function isComplete(folder: string): boolean {
  const file = path.join(folder, 'repair.json')
  // Of a go.sum only the file itself is kept: what it says is its own description.
  if (!existsSync(file)) return path.basename(folder).includes('-go.sum')
  const files = listedIn(readFileSync(file, 'utf8'))
  return (
    files?.every(({ part, name, sha256: hash }) => {
      const copy = path.join(folder, part, name)
      if (hash === undefined) return true
      return existsSync(copy) && createHash('sha256').update(readFileSync(copy)).digest('hex') === hash
    }) === true
  )
}

interface Listed {
  readonly part: string
  readonly name: string
  readonly sha256?: string
}

/** The files of a description; `undefined` where it is torn. */
function listedIn(text: string): readonly Listed[] | undefined {
  try {
    return (JSON.parse(text) as { readonly files: readonly Listed[] }).files
  } catch {
    return undefined
  }
}

/** Changes in the audit trail that began and did not end, and lines that are none. */
export function openChanges(u: Universe): string[] {
  const file = path.join(u.store, 'audit.ndjson')
  if (!existsSync(file)) return []
  const open = new Set<string>()
  const lines = readFileSync(file, 'utf8').split('\n')
  const broken = lines.at(-1) === '' ? [] : ['the audit trail ends in half a line']
  for (const line of lines.filter((text) => text !== '')) {
    try {
      const entry = JSON.parse(line) as { readonly id: string; readonly event: string; readonly path?: string }
      const { id, event } = entry
      // What has no path is a run over many modules: that one was interrupted is all that it tells.
      if (event === 'start' && entry.path !== '') open.add(id)
      else open.delete(id)
    } catch {
      // A line that a kill cut short has no meaning; the next one stands on a line of its own.
    }
  }
  return [...broken, ...[...open].map((id) => `the audit trail: change ${id} has no end`)]
}
