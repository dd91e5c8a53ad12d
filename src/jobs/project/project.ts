// A Go project on disk: its main modules, its go.sum files and its vendor folder, found as the go command finds them.
import path from 'node:path'
import { textOf } from '../../base/bytes.ts'
import { WardenError } from '../../base/errors.ts'
import type { Finding, ModuleVersion } from '../../base/finding.ts'
import { goFlagValues } from '../../gomod/goflags.ts'
import { oddLines, parseGoSum } from '../../gomod/gosum.ts'
import { parseGoWork, type GoWork } from '../../gomod/gowork.ts'
import { parseGoMod, type GoMod } from '../../gomod/modfile.ts'
import { maxModFileSize } from '../../gomod/modlex.ts'
import { parseModulesTxt, type ModulesTxt } from '../../gomod/modulestxt.ts'
import type { Files } from '../../world/files.ts'
import type { GoSettings } from '../../world/go.ts'
import type { SumLine } from '../verify/evidence.ts'

/** A main module: one whose go.mod is the project's own. */
export interface MainModule {
  readonly folder: string
  readonly goMod: GoMod
}

/** The h1 lines of one module version, over all go.sum files of the project. */
export interface SumLines {
  readonly zip: readonly SumLine[]
  readonly goMod: readonly SumLine[]
}

/** A line of one of the project's files, named relative to its folder. */
export interface FileLine {
  readonly file: string
  readonly line: number
}

/** A project. */
export interface Project {
  /** The folder of go.mod or go.work. */
  readonly folder: string
  readonly mains: readonly MainModule[]
  readonly work: GoWork | undefined
  /** By `path version`, without the lines that go can never look up. */
  readonly sums: ReadonlyMap<string, SumLines>
  /** The `require` line of each module path, and by `path version` the `replace` line that brings in another one. */
  readonly named: ReadonlyMap<string, FileLine>
  /** Lines of go.sum that go ignores or never looks up. */
  readonly odd: readonly Finding[]
  readonly vendor: { readonly folder: string; readonly modules: ModulesTxt } | undefined
}

const MOST_SUM = 256 << 20
const NONE: SumLines = { zip: [], goMod: [] }

/** The go.sum lines of a module version; empty lists where there are none. */
export function sumsOf(project: Pick<Project, 'sums'>, modulePath: string, version: string): SumLines {
  return project.sums.get(`${modulePath} ${version}`) ?? NONE
}

/** The line of the project's own files that brings a module version in: `replace`, `require`, else go.sum's. */
export function namedAt(project: Project, module: ModuleVersion): FileLine | undefined {
  const { path: modulePath, version } = module
  const inMod = project.named.get(`${modulePath} ${version}`) ?? project.named.get(modulePath)
  if (inMod !== undefined) return inMod
  const { zip, goMod } = sumsOf(project, modulePath, version)
  const [line] = [...zip, ...goMod]
  return line === undefined ? undefined : { file: line.file, line: line.line }
}

/** Whether go builds from vendor/ here, by -mod in GOFLAGS and the go line: https://go.dev/ref/mod#build-commands. */
export function buildsFromVendor(project: Project, settings: GoSettings): boolean {
  if (project.vendor === undefined) return false
  const flag = goFlagValues(settings.GOFLAGS, 'mod').findLast((value) => value !== '')
  if (flag !== undefined) return flag === 'vendor'
  // A vendor/ that was made for a workspace is no module's, and the other way round.
  if (project.vendor.modules.workspace !== (project.work !== undefined)) return false
  if (project.work !== undefined) return true
  const minor = Number(/^1\.(\d+)/.exec(project.mains[0]?.goMod.go?.version ?? '1.11')?.[1] ?? '99')
  return minor >= 14
}

/**
 * Loads the project that `folder` lies in. Throws `usage` where there is none, `parse` with file and line where its
 * files are malformed, `io`.
 */
export async function loadProject(files: Files, folder: string, go: GoSettings): Promise<Project> {
  if ((await files.info(folder))?.kind !== 'folder') {
    throw new WardenError('usage', `${folder}: no such folder`, {
      remedy: 'name the folder of a go.mod or go.work file',
    })
  }
  const goModFile = await findUp(files, folder, 'go.mod')
  const workFile = await findWork(files, folder, go)
  const work =
    workFile === undefined ? undefined : parseGoWork(await mustRead(files, workFile, maxModFileSize), workFile)
  const uses = (work?.use ?? []).map((use) => path.resolve(path.dirname(workFile ?? ''), use.path))
  const inWork = work !== undefined && (goModFile === undefined || uses.includes(path.dirname(goModFile)))
  if (inWork && workFile !== undefined) {
    const mains = await Promise.all(uses.map(async (use) => loadMain(files, path.join(use, 'go.mod'))))
    const sumFiles = [`${workFile}.sum`, ...uses.map((use) => path.join(use, 'go.sum'))]
    return assemble(files, path.dirname(workFile), mains, work, sumFiles)
  }
  if (goModFile === undefined) {
    throw new WardenError('usage', `${folder}: no go.mod or go.work file here or above`, {
      remedy: 'name the folder of a Go project, or use verify --cache for the whole module cache',
    })
  }
  // -modfile changes what is read, not where the project is: vendor/ and replacement folders stay beside go.mod.
  const read = modfileFlag(go, folder) ?? goModFile
  const main = { ...(await loadMain(files, read)), folder: path.dirname(goModFile) }
  return assemble(files, main.folder, [main], undefined, [read.replace(/\.mod$/, '.sum')])
}

async function assemble(
  files: Files,
  folder: string,
  mains: readonly MainModule[],
  work: GoWork | undefined,
  sumFiles: readonly string[],
): Promise<Project> {
  const vendorFolder = path.join(folder, 'vendor')
  const modulesFile = path.join(vendorFolder, 'modules.txt')
  const modulesBytes = await files.read(modulesFile, maxModFileSize)
  const vendor =
    modulesBytes === undefined
      ? undefined
      : {
          folder: vendorFolder,
          modules: parseModulesTxt(textOf(modulesBytes) ?? '', path.join('vendor', 'modules.txt')),
        }
  const read = await loadSums(files, folder, sumFiles)
  return { folder, mains, work, ...read, named: namedLines(folder, mains), vendor }
}

/**
 * Reads go.sum files, of which any may be missing; the places of their lines are relative to `folder`. Throws `parse`
 * with file and line, `io`.
 */
export async function loadSums(
  files: Files,
  folder: string,
  sumFiles: readonly string[],
): Promise<Pick<Project, 'sums' | 'odd'>> {
  const sums = new Map<string, { zip: SumLine[]; goMod: SumLine[] }>()
  const odd: Finding[] = []
  for (const file of sumFiles) {
    const bytes = await readSoon(files, file, MOST_SUM)
    if (bytes === undefined) continue
    const shown = path.relative(folder, file)
    const sum = parseGoSum(bytes, shown)
    const dead = new Set<number>()
    for (const found of oddLines(sum)) {
      const { line, message } = found
      odd.push({ rule: 'MW-INT-GOSUM', severity: 'low', file: shown, line, message, remedy: ['go mod tidy'] })
      if (found.dead) dead.add(line)
    }
    for (const line of sum.lines) {
      if (dead.has(line.line)) continue
      const key = `${line.path} ${line.version}`
      let entry = sums.get(key)
      if (entry === undefined) sums.set(key, (entry = { zip: [], goMod: [] }))
      ;(line.goMod ? entry.goMod : entry.zip).push({ hash: line.hash, file: shown, line: line.line })
    }
  }
  return { sums, odd }
}

function namedLines(folder: string, mains: readonly MainModule[]): Map<string, FileLine> {
  const named = new Map<string, FileLine>()
  for (const { goMod } of mains) {
    const file = path.relative(folder, goMod.file)
    for (const { path: key, line } of goMod.require) if (!named.has(key)) named.set(key, { file, line })
    for (const replace of goMod.replace) {
      const key = `${replace.new.path} ${replace.new.version}`
      if (replace.new.version !== '' && !named.has(key)) named.set(key, { file, line: replace.line })
    }
  }
  return named
}

async function loadMain(files: Files, file: string): Promise<MainModule> {
  const goMod = parseGoMod(await mustRead(files, file, maxModFileSize), file)
  if (goMod.module === undefined) {
    throw new WardenError('parse', 'no module line', {
      place: { file, line: 1 },
      remedy: 'add one: module example.com/name',
    })
  }
  return { folder: path.dirname(file), goMod }
}

async function mustRead(files: Files, file: string, most: number): Promise<Uint8Array> {
  const bytes = await readSoon(files, file, most)
  if (bytes !== undefined) return bytes
  throw new WardenError('usage', `${file}: no such file`, { remedy: 'check the go.work file and the folder' })
}

/** Nothing goes on before these are read: the quickest way is right, and where that has nothing to say, the other. */
async function readSoon(files: Files, file: string, most: number): Promise<Uint8Array | undefined> {
  const [bytes] = await files.readMany([file], most)
  return bytes ?? files.read(file, most)
}

/** `-modfile` of GOFLAGS names another go.mod for the same folder. */
function modfileFlag(go: GoSettings, folder: string): string | undefined {
  const file = goFlagValues(go.GOFLAGS, 'modfile').findLast((value) => value !== '')
  return file === undefined ? undefined : path.resolve(folder, file)
}

async function findWork(files: Files, folder: string, go: GoSettings): Promise<string | undefined> {
  if (go.GOWORK === 'off') return undefined
  if (path.isAbsolute(go.GOWORK)) return go.GOWORK
  if (go.GOWORK !== '' && go.GOWORK !== 'auto') {
    throw new WardenError('config', `GOWORK: ${go.GOWORK}: not an absolute path, as go wants it`, {
      remedy: 'go env -u GOWORK, or unset it',
    })
  }
  return findUp(files, folder, 'go.work')
}

async function findUp(files: Files, folder: string, name: string): Promise<string | undefined> {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    const file = path.join(at, name)
    if ((await files.info(file))?.kind === 'file') return file
    if (at === path.dirname(at)) return undefined
  }
}
