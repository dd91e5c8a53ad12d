// What tools/clock.ts calibrates with: records of modules that release often, each with its proven number in the log and
// the date of its commit. The go command fetches them, through the GOPROXY that it is set to, and checks them; our own
// client proves the numbers again from go's cache, and asks nobody.
import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { isWardenError } from '../src/base/errors.ts'
import { mapLimit } from '../src/base/once.ts'
import { createClock } from '../src/io/clock.ts'
import { createFiles } from '../src/io/files.ts'
import { offlineHttp } from '../src/io/http.ts'
import { createLocks } from '../src/io/lock.ts'
import { createSumdbOps } from '../src/io/sumdbops.ts'
import { createSumdbClient } from '../src/sumdb/client.ts'
import { DEFAULT_SUMDB, parseGoSumdb } from '../src/sumdb/gosumdb.ts'

/** A module whose versions are dated, and how many of them are asked for at most, spread over all that are listed. */
export interface DatedModule {
  readonly path: string
  readonly most: number
}

/** A module version with its commit's date and its proven number. */
export interface DatedRecord {
  readonly path: string
  readonly version: string
  readonly number: number
  readonly committed: Date
}

/** What was had, and what was not. */
export interface Gathered {
  readonly records: readonly DatedRecord[]
  /** Versions that the proxy did not give. */
  readonly refused: number
  /** Records that our client could not prove from what go had fetched. */
  readonly unproven: number
}

/** How many versions go is asked about at once. */
const BATCH = 40
const run = promisify(execFile)

/**
 * The records of `modules`. Everything that is fetched is kept in `folder`, which is a GOPATH: what is there is not
 * fetched again.
 */
export async function gatherRecords(modules: readonly DatedModule[], folder: string): Promise<Gathered> {
  const infos: Info[] = []
  let asked = 0
  for (const { path: modulePath, most } of modules) {
    const versions = spread(await listVersions(modulePath, folder), most)
    asked += versions.length
    const got = await readInfos(modulePath, versions, folder)
    infos.push(...got)
    process.stderr.write(`${modulePath}: ${got.length} of ${versions.length}\n`)
  }
  const client = offlineClient(folder)
  const records = await mapLimit(infos, 8, async (info) => {
    try {
      const { id } = await client.lookup(info.Path, info.Version)
      return { path: info.Path, version: info.Version, number: id, committed: new Date(info.Time) }
    } catch (error) {
      if (!isWardenError(error, 'unreachable', 'not-found')) throw error
      return undefined
    }
  })
  const proven = records.filter((record) => record !== undefined)
  return { records: proven, refused: asked - infos.length, unproven: infos.length - proven.length }
}

/** Evenly spread over the list, the first and the last of it among them. */
function spread<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items]
  const step = (items.length - 1) / (most - 1)
  return Array.from({ length: most }, (_, i) => items[Math.round(i * step)]).filter((item) => item !== undefined)
}

/** What go says of a version: the fields that are read here. */
interface Info {
  readonly Path: string
  readonly Version: string
  readonly Time: string
}

async function listVersions(modulePath: string, folder: string): Promise<readonly string[]> {
  const file = path.join(folder, 'versions', `${encodeURIComponent(modulePath)}.json`)
  try {
    return texts(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    // Not asked yet.
  }
  const listed: unknown = JSON.parse(await go(['list', '-m', '-e', '-versions', '-json', modulePath], folder))
  const versions = texts(fieldOf(listed, 'Versions'))
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, JSON.stringify(versions))
  return versions
}

/** `go list -m -json M@V` fetches the .info and the go.mod, and has the checksum database prove the go.mod. */
async function readInfos(modulePath: string, versions: readonly string[], folder: string): Promise<Info[]> {
  const infos: Info[] = []
  for (let i = 0; i < versions.length; i += BATCH) {
    const names = versions.slice(i, i + BATCH).map((version) => `${modulePath}@${version}`)
    const text = await go(['list', '-m', '-e', '-json', ...names], folder)
    const documents: unknown = JSON.parse(`[${text.replaceAll(/^\}\n\{/gm, '},{')}]`)
    if (!Array.isArray(documents)) continue
    for (const document of documents as readonly unknown[]) {
      const [Path, Version, Time] = ['Path', 'Version', 'Time'].map((name) => fieldOf(document, name))
      if (fieldOf(document, 'Error') !== undefined || fieldOf(document, 'GoMod') === undefined) continue
      if (typeof Path === 'string' && typeof Version === 'string' && typeof Time === 'string') {
        infos.push({ Path, Version, Time })
      }
    }
  }
  return infos
}

/** Runs go in `folder`, away from every module, with its caches there and Go's own database whatever is configured. */
async function go(args: readonly string[], folder: string): Promise<string> {
  const env = {
    ...process.env,
    GOPATH: folder,
    GOMODCACHE: path.join(folder, 'mod'),
    GOSUMDB: DEFAULT_SUMDB,
    GONOSUMDB: 'none',
    GOFLAGS: '',
    GOWORK: 'off',
    GO111MODULE: 'on',
  }
  const { stdout } = await run('go', [...args], { cwd: folder, env, maxBuffer: 256 << 20 })
  return stdout
}

function offlineClient(folder: string): ReturnType<typeof createSumdbClient> {
  const sumdb = parseGoSumdb(DEFAULT_SUMDB)
  if (sumdb.kind === 'off') throw new Error('clock: there is no database')
  const ops = createSumdbOps({
    name: sumdb.name,
    settings: { GOPROXY: 'off', GOPATH: folder, GOMODCACHE: path.join(folder, 'mod') },
    http: offlineHttp(),
    files: createFiles(),
    locks: createLocks(process.env),
    clock: createClock(),
    store: path.join(folder, 'store'),
  })
  return createSumdbClient({ verifier: sumdb.verifier, ops, mayAsk: () => false, offline: true })
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? (value as readonly unknown[]).filter((item) => typeof item === 'string') : []
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined
}
