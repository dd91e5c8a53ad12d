// The facts that the environment rules judge, gathered: go's settings layer by layer, who may write where go looks, and
// the project in the folder. Nothing is changed and nobody is asked over the network.
import path from 'node:path'

import { compareBytes } from '../../base/bytes.ts'
import { isWardenError, messageOf, WardenError } from '../../base/errors.ts'
import { mapLimit } from '../../base/once.ts'
import { sumdbLookupPath } from '../../gomod/cachelayout.ts'
import { parseGoSum } from '../../gomod/gosum.ts'
import { parseGoWork } from '../../gomod/gowork.ts'
import { parseGoMod } from '../../gomod/modfile.ts'
import { maxModFileSize } from '../../gomod/modlex.ts'
import { isModulePath } from '../../gomod/path.ts'
import type { EnvLine, EnvironmentFacts, Layer, Place, ProjectFacts, Setting } from '../../rules/environment/facts.ts'
import { programSettings } from '../../rules/environment/programs.ts'
import { parseGoSumdb } from '../../sumdb/gosumdb.ts'
import type { Files } from '../../world/files.ts'
import type { GoLayers, GoLayersPort } from '../../world/golayers.ts'
import type { Inodes } from '../../world/inodes.ts'

/** What gathering needs of the outside. */
export interface DoctorWorld {
  readonly files: Files
  readonly inodes: Inodes
  readonly layers: GoLayersPort
  /** modwarden's own store. */
  readonly store: string
}

/** What is judged besides the machine. */
export interface Surroundings {
  /** A folder whose project is looked at, where there is one. */
  readonly folder: string
  readonly ci: boolean
  /** modwarden's own settings that the user made. */
  readonly own: EnvironmentFacts['own']
}

/**
 * Settings that are read besides those that every run needs. PKG_CONFIG is not asked of go: for it go looks for the C
 * compiler, starts what GOCACHEPROG names, and fails where either is not right.
 */
const ASKED: readonly string[] = ['GO111MODULE', 'GOCACHE', ...programSettings()].filter(
  (name) => name !== 'PKG_CONFIG',
)

/** Settings of which no layer may be asked of go: it is told others when it is asked. Their default is go's own. */
const TOLD = ['GOFLAGS', 'GOWORK', 'GOTOOLCHAIN']

const MOST_SUM = 64 << 20
/** How many modules of a project are looked at: a go.sum of an honest project has a few thousand. */
const MOST_PATHS = 20_000
/** How many folders and files of a restored cache are looked at. */
const MOST_FOLDERS = 400
const MOST_FILES = 60
/** A file that is this much (ms) older than its inode was unpacked, not downloaded: go renames what it just wrote. */
const UNPACKED_MS = 10 * 60 * 1000

/** Gathers the facts. Throws `config` where go does not work, `parse` where the project's files are malformed, `io`. */
export async function gatherFacts(
  world: DoctorWorld,
  { folder, ci, own }: Surroundings,
  signal: AbortSignal,
): Promise<EnvironmentFacts> {
  const layers = await world.layers.layers(ASKED)
  const settings = settingsOf(layers)
  const value = (name: string): string => settings.get(name)?.value ?? ''
  stopIf(signal)
  const project = await projectOf(world.files, folder, value)
  return {
    goVersion: layers.goVersion,
    settings,
    userFile:
      layers.userFile === undefined ? undefined : { file: layers.userFile.file, lines: linesOf(layers.userFile.text) },
    variables: [...layers.environment.keys()].toSorted(compareBytes),
    places: await placesOf(world, layers, value),
    user: world.inodes.user,
    ...project,
    own,
    restored: ci ? await restoredCache(world, value('GOMODCACHE'), signal) : undefined,
  }
}

function settingsOf(layers: GoLayers): Map<string, Setting> {
  const user = new Map(linesOf(layers.userFile?.text ?? '').map((line) => [line.name, line.value]))
  const settings = new Map<string, Setting>()
  for (const name of new Set([...layers.inForce.keys(), ...layers.environment.keys(), ...user.keys()])) {
    const said: { environment?: string; 'user file'?: string; installation?: string } = {}
    const inEnvironment = layers.environment.get(name)
    const inFile = user.get(name)
    const installed = layers.installation.get(name)
    if (inEnvironment !== undefined) said.environment = inEnvironment
    if (inFile !== undefined) said['user file'] = inFile
    if (installed !== undefined) said.installation = installed
    const layer: Layer =
      inEnvironment !== undefined
        ? 'environment'
        : inFile !== undefined
          ? 'user file'
          : installed !== undefined
            ? 'installation'
            : 'default'
    const own = inEnvironment ?? inFile ?? installed ?? ''
    const value = TOLD.includes(name) ? own : (layers.inForce.get(name) ?? own)
    settings.set(name, { name, value, layer, layers: said })
  }
  return settings
}

/** Lines as go reads them: `NAME=value`, the name begins with a capital letter, of several the last one counts. */
function linesOf(text: string): readonly EnvLine[] {
  return text.split('\n').flatMap((line, i) => {
    const equals = line.indexOf('=')
    if (equals < 0 || !/^[A-Z]/.test(line)) return []
    return [{ name: line.slice(0, equals), value: line.slice(equals + 1), line: i + 1 }]
  })
}

async function placesOf(
  { inodes, store }: DoctorWorld,
  layers: GoLayers,
  value: (name: string) => string,
): Promise<readonly Place[]> {
  const first = value('GOPATH').split(path.delimiter)[0] ?? ''
  const modcache = value('GOMODCACHE')
  const bin = value('GOBIN') === '' ? below(first, 'bin') : value('GOBIN')
  const wanted: ReadonlyArray<readonly [Place['kind'], string | undefined]> = [
    ['module cache', below(modcache, 'cache', 'download', 'sumdb')],
    ['module cache', below(modcache, 'cache', 'download')],
    ['module cache', modcache],
    ['build cache', value('GOCACHE') === 'off' ? undefined : value('GOCACHE')],
    ['remembered head', below(first, 'pkg', 'sumdb')],
    ['settings', layers.userFile?.file],
    ['Go', below(value('GOROOT'), 'bin')],
    ['Go', below(value('GOROOT'), 'src')],
    ['programs', bin],
    ['store', store],
    ['netrc', layers.netrc],
  ]
  const places: Place[] = []
  for (const [kind, at] of wanted) {
    if (at === undefined || !path.isAbsolute(at)) continue
    const found = await inodes.chain(at)
    // What is not there yet is guarded by the folders above it; only a netrc has to exist to be read.
    if (kind !== 'netrc' || found.exists) places.push({ kind, path: at, ...found })
  }
  return places
}

function below(folder: string, ...names: readonly string[]): string | undefined {
  return folder === '' ? undefined : path.join(folder, ...names)
}

type Project = Pick<EnvironmentFacts, 'project' | 'unchecked'>

/** The project of the nearest go.mod, upwards. What cannot be read is told as not checked. */
async function projectOf(files: Files, folder: string, value: (name: string) => string): Promise<Project> {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    const goMod = path.join(at, 'go.mod')
    if ((await files.info(goMod))?.kind === 'file') {
      try {
        return { project: await readProject(files, at, goMod, value), unchecked: [] }
      } catch (error) {
        if (!isWardenError(error, 'parse', 'too-large', 'io')) throw error
        const where = error.place === undefined ? '' : `${error.place.file}: `
        return { project: undefined, unchecked: [`private paths of the project: ${where}${messageOf(error)}`] }
      }
    }
    if (at === path.dirname(at)) return { project: undefined, unchecked: [] }
  }
}

async function readProject(
  files: Files,
  folder: string,
  goMod: string,
  value: (name: string) => string,
): Promise<ProjectFacts> {
  const work = path.join(folder, 'go.work')
  const workBytes = await files.read(work, maxModFileSize)
  const used =
    workBytes === undefined ? [] : parseGoWork(workBytes, work).use.map((use) => path.resolve(folder, use.path))
  const modules: string[] = []
  const paths = new Set<string>()
  const replaced = new Set<string>()
  for (const file of new Set([goMod, ...used.map((at) => path.join(at, 'go.mod'))])) {
    const bytes = await files.read(file, maxModFileSize)
    if (bytes === undefined) continue
    const parsed = parseGoMod(bytes, file)
    if (parsed.module !== undefined) modules.push(parsed.module.path)
    for (const require of parsed.require) paths.add(require.path)
    for (const replace of parsed.replace) {
      if (replace.new.version === '') replaced.add(replace.old.path)
      else paths.add(replace.new.path)
    }
  }
  const sum = await files.read(path.join(folder, 'go.sum'), MOST_SUM)
  for (const line of sum === undefined ? [] : parseGoSum(sum, 'go.sum').lines) paths.add(line.path)
  // A module that a folder replaces is never asked for by its own name; one that has no valid path, never at all.
  const asked = [...paths]
    .filter((p) => !modules.includes(p) && !replaced.has(p) && isModulePath(p))
    .slice(0, MOST_PATHS)
  const ordered = asked.toSorted(compareBytes)
  return { goMod, modules, paths: ordered, asked: await lookedUp(files, ordered, value) }
}

/** The modules that the checksum database was asked about before: their lookups lie in go's cache. */
async function lookedUp(
  files: Files,
  paths: readonly string[],
  value: (name: string) => string,
): Promise<ReadonlySet<string>> {
  const name = databaseName(value('GOSUMDB'))
  const found = new Set<string>()
  if (name === undefined || value('GOMODCACHE') === '') return found
  const byFolder = new Map<string, Map<string, string>>()
  for (const modulePath of paths) {
    const lookup = sumdbLookupPath(value('GOMODCACHE'), name, { path: modulePath, version: 'v0.0.0' })
    const folder = path.dirname(lookup)
    const names = byFolder.get(folder) ?? new Map<string, string>()
    byFolder.set(folder, names.set(path.basename(lookup).slice(0, -'@v0.0.0'.length), modulePath))
  }
  await mapLimit([...byFolder], 16, async ([folder, names]) => {
    for (const entry of (await files.list(folder).catch(() => undefined)) ?? []) {
      const modulePath = names.get(entry.name.slice(0, Math.max(0, entry.name.lastIndexOf('@'))))
      if (modulePath !== undefined) found.add(modulePath)
    }
  })
  return found
}

function databaseName(setting: string): string | undefined {
  try {
    const database = parseGoSumdb(setting)
    return database.kind === 'on' ? database.name : undefined
  } catch (error) {
    if (isWardenError(error)) return undefined
    throw error
  }
}

/** Whether zips of the cache were unpacked from an archive, and no verification ran since. */
async function restoredCache(
  { files, inodes, store }: DoctorWorld,
  modcache: string,
  signal: AbortSignal,
): Promise<EnvironmentFacts['restored']> {
  if (modcache === '') return undefined
  // Every verification leaves a line here, whatever it found; it told that to whoever ran it.
  // One that was unpacked from an archive, with the time that the archive says, is no verification here.
  const noted = await inodes.times(path.join(store, 'statistics.ndjson'))
  const verified = noted !== undefined && noted.modified === noted.changed ? noted.modified : 0
  const unpacked: string[] = []
  for (const zip of await someZips(files, path.join(modcache, 'cache', 'download'), signal)) {
    const times = await inodes.times(zip)
    if (times === undefined || times.changed - times.modified < UNPACKED_MS || verified > times.changed) continue
    unpacked.push(zip)
  }
  const [example] = unpacked
  return example === undefined ? undefined : { folder: modcache, files: unpacked.length, example }
}

/** The first zips of a download cache, breadth first, within limits. */
async function someZips(files: Files, root: string, signal: AbortSignal): Promise<readonly string[]> {
  const zips: string[] = []
  const waiting = [root]
  for (let looked = 0; looked < MOST_FOLDERS && zips.length < MOST_FILES; looked++) {
    stopIf(signal)
    const folder = waiting.shift()
    if (folder === undefined) break
    for (const entry of (await files.list(folder).catch(() => undefined)) ?? []) {
      const at = path.join(folder, entry.name)
      if (entry.kind === 'folder' && at !== path.join(root, 'sumdb')) waiting.push(at)
      else if (entry.kind === 'file' && entry.name.endsWith('.zip') && path.basename(folder) === '@v') zips.push(at)
    }
  }
  return zips.slice(0, MOST_FILES)
}

function stopIf(signal: AbortSignal): void {
  if (signal.aborted) throw new WardenError('aborted', 'doctor: stopped')
}
