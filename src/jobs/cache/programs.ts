// Compiled programs that embed a bad module version: those in GOBIN and in folders that the user names. A module that is
// put right in the cache stays bad in every program that was built from it meanwhile.
//
// A program embeds the hash that lay beside the zip when it was built, not one of what the compiler read: with another
// sum than the agreed one it was built from other bytes; with the agreed one it may still come from an edited folder.
import path from 'node:path'
import { compareBytes } from '../../base/bytes.ts'
import { isWardenError, messageOf, WardenError } from '../../base/errors.ts'
import { moduleName, type ModuleVersion } from '../../base/finding.ts'
import { mapLimit } from '../../base/once.ts'
import type { BuildInfo, BuiltModule } from '../../gomod/buildinfo.ts'
import { checkImportPath, checkModule } from '../../gomod/path.ts'
import { canonicalVersion } from '../../gomod/version.ts'
import type { ModuleRecord, Part, ProgramRecord, VerifyReport } from '../../report/verify.ts'
import type { GoSettings } from '../../world/go.ts'
import type { World } from '../../world/world.ts'

/** A module version of which something is not what was agreed on. */
export interface BadModule extends ModuleVersion {
  /** The h1 that was agreed on; `undefined` where nobody says. */
  readonly agreed: string | undefined
  /** The h1 hashes of what was found instead. */
  readonly found: readonly string[]
}

/** Programs that embed bad modules, and what could not be read. */
export interface FoundPrograms {
  /** Ordered by file, then module. */
  readonly programs: readonly ProgramRecord[]
  readonly unread: ReadonlyArray<{ readonly file: string; readonly why: string }>
}

/** How programs are looked for. */
export interface ProgramOptions {
  /** Absolute folders besides GOBIN. */
  readonly folders: readonly string[]
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: (text: () => string) => void
}

const READING = 4

/**
 * The report with the programs that embed its broken modules; as it is where none is broken. Only modules of which
 * bytes are bad count: a wrong go.mod file is in no program. Throws `aborted` only: a folder that is not there or cannot
 * be read is told in the report.
 */
export async function withPrograms(
  world: World,
  go: GoSettings,
  report: VerifyReport,
  options: ProgramOptions,
): Promise<VerifyReport> {
  const bad = report.modules.flatMap(badModule)
  if (bad.length === 0) return report
  options.onProgress?.(() => 'looking for programs that embed a bad module')
  const { programs, unread } = await findPrograms(world, go, bad, options)
  // The program that is judged is not told a second time.
  const own = report.subject.kind === 'binary' ? report.subject.folder : undefined
  const others = programs.filter((p) => p.file !== own)
  return { ...report, programs: others, ...(unread.length === 0 ? {} : { unreadPrograms: unread }) }
}

/** The programs in GOBIN (otherwise each GOPATH's bin) and further folders that embed one of `bad`. Throws as above. */
export async function findPrograms(
  world: Pick<World, 'programs'>,
  go: Pick<GoSettings, 'GOBIN' | 'GOPATH'>,
  bad: readonly BadModule[],
  options: ProgramOptions,
): Promise<FoundPrograms> {
  const byName = new Map(bad.map((m) => [moduleName(m), m]))
  const { files, unread } = await listAll(world, go, options.folders)
  const found = await mapLimit(files, READING, async (file): Promise<readonly ProgramRecord[]> => {
    if (options.signal?.aborted === true) throw new WardenError('aborted', 'stopped')
    try {
      const info = await world.programs.read(file)
      return info === undefined ? [] : embedded(file, info, byName)
    } catch (error) {
      if (!isWardenError(error) || error.code === 'aborted') throw error
      unread.push({ file, why: whyOf(error, file) })
      return []
    }
  })
  unread.sort((a, b) => compareBytes(a.file, b.file))
  return { programs: found.flat(), unread }
}

/** What was compiled: the module itself, or what replaces it. A folder has no version that anyone else knows. */
export function compiledModule(m: BuiltModule): {
  readonly module: ModuleVersion
  readonly sum: string
  readonly replaced: boolean
  readonly folder: boolean
} {
  const actual = m.replace ?? m
  return {
    module: { path: actual.path, version: actual.version },
    sum: actual.sum,
    replaced: m.replace !== undefined,
    folder: actual.version === '' || actual.version === '(devel)',
  }
}

/** What `go install` takes to build a program anew; `undefined` where it was not built from a published version. */
export function installable(info: BuildInfo): string | undefined {
  const { main, path: packagePath } = info
  if (main === undefined || main.sum === '' || main.replace !== undefined) return undefined
  try {
    // Printed to be pasted: what these let pass is no more than a word to a shell.
    checkImportPath(packagePath)
    checkModule(main.path, main.version)
  } catch (error) {
    if (isWardenError(error)) return undefined
    throw error
  }
  const within = packagePath === main.path || packagePath.startsWith(`${main.path}/`)
  return within && canonicalVersion(main.version) === main.version ? `${packagePath}@${main.version}` : undefined
}

function badModule(m: ModuleRecord): BadModule[] {
  const parts: readonly Part[] = ['zip', 'folder', '.ziphash', 'go.sum', 'binary']
  const wrong = parts.filter((part) => m.parts[part] === 'differs' || m.parts[part] === 'damaged')
  if (m.status !== 'broken' || m.goModOnly || wrong.length === 0) return []
  const found = wrong.flatMap((part) => m.found?.[part] ?? [])
  return [{ path: m.path, version: m.version, agreed: m.expected?.h1, found }]
}

async function listAll(
  world: Pick<World, 'programs'>,
  go: Pick<GoSettings, 'GOBIN' | 'GOPATH'>,
  more: readonly string[],
): Promise<{ readonly files: readonly string[]; readonly unread: { file: string; why: string }[] }> {
  const files = new Set<string>()
  const unread: { file: string; why: string }[] = []
  const own =
    go.GOBIN === '' ? go.GOPATH.split(path.delimiter).map((p) => (p === '' ? '' : path.join(p, 'bin'))) : [go.GOBIN]
  for (const folder of new Set([...more, ...own])) {
    if (folder === '') continue
    try {
      const list = await world.programs.list(folder)
      for (const file of list?.files ?? []) files.add(file)
      unread.push(...(list?.left ?? []))
      // Most users have no GOBIN yet; a folder that was named is a mistake, but not worth more than the report.
      if (list === undefined && more.includes(folder)) unread.push({ file: folder, why: 'no such folder' })
    } catch (error) {
      if (!isWardenError(error, 'io')) throw error
      unread.push({ file: folder, why: whyOf(error, folder) })
    }
  }
  return { files: [...files].sort(compareBytes), unread }
}

/** The message without the file's name, which is told beside it. */
function whyOf(error: unknown, file: string): string {
  const message = messageOf(error)
  return message.startsWith(`${file}: `) ? message.slice(file.length + 2) : message
}

function embedded(file: string, info: BuildInfo, bad: ReadonlyMap<string, BadModule>): ProgramRecord[] {
  const install = installable(info)
  const records = new Map<string, ProgramRecord>()
  for (const m of [...(info.main === undefined ? [] : [info.main]), ...info.deps]) {
    const { module, sum, replaced } = compiledModule(m)
    const known = bad.get(moduleName(module))
    if (known === undefined) continue
    const badSum = sum !== '' && (known.agreed === undefined ? known.found.includes(sum) : sum !== known.agreed)
    const record = { ...module, file, sum, replaced, badSum, ...(install === undefined ? {} : { install }) }
    // A module may be named twice, as itself and as another's replacement: the bad one counts.
    if (records.get(moduleName(module))?.badSum !== true) records.set(moduleName(module), record)
  }
  return [...records.values()].sort((a, b) => compareBytes(moduleName(a), moduleName(b)))
}
