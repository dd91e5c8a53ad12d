// verify --binary: are the modules that a compiled program says it was built from those the world agreed on?
//
// The linker embeds each module's h1 (gomod/buildinfo.ts); they are compared with the checksum database's records and,
// where one is at hand, with go.sum. A program can be changed after it was linked, and then says what it likes: what is
// found wrong is wrong; what is found right is so as far as the program is the one that was built.
import path from 'node:path'
import { isWardenError, messageOf, WardenError } from '../../base/errors.ts'
import type { Finding, ModuleVersion } from '../../base/finding.ts'
import { mapLimit } from '../../base/once.ts'
import type { BuildInfo, BuiltModule } from '../../gomod/buildinfo.ts'
import { cachePaths } from '../../gomod/cachelayout.ts'
import { count } from '../../report/words.ts'
import type { ProgramUse, VerifyReport } from '../../report/verify.ts'
import type { Hashed } from '../../world/contents.ts'
import type { GoSettings } from '../../world/go.ts'
import type { World } from '../../world/world.ts'
import type { Database } from '../database/database.ts'
import { judge, type Judgement } from './judge.ts'
import { compiledModule, installable } from '../cache/programs.ts'
import { loadProject, loadSums, namedAt, sumsOf, type Project } from '../project/project.ts'
import { summarize, type Counted } from './tally.ts'

/** How a program is verified. */
export interface BinaryOptions {
  readonly requireProof: boolean
  /** The go.sum, or the folder of the project, that the program was built from: absolute. */
  readonly goSum: string | undefined
  /** Whose project's go.sum counts where it is the program's own: absolute. */
  readonly folder: string
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: (text: () => string) => void
}

const ASKING = 64
const ABSENT: Hashed = { kind: 'absent' }
const H1 = /^h1:[A-Za-z0-9+/]{43}=$/
const NO_SUM = 'the program embeds no sum of it: it was built from vendor/, or without a hash in the module cache'

/** The sums that a program's are compared with. */
interface Sums {
  readonly file: string
  readonly project: Pick<Project, 'sums'>
  readonly at: (module: ModuleVersion) => ReturnType<typeof namedAt>
}

/**
 * Verifies one compiled program. What is wrong with it is in the report, also that it is no Go program or names no
 * modules: nothing is known of it then. Throws `usage` where the file or what `goSum` names is not there, `io`,
 * `parse` for a go.sum, `fork`, `aborted`.
 */
export async function verifyBinary(
  world: World,
  go: GoSettings,
  file: string,
  database: Database,
  options: BinaryOptions,
): Promise<VerifyReport> {
  const began = world.clock.now().getTime()
  const read = await readProgram(world, file)
  const info = 'why' in read ? undefined : read.info
  const sums = info === undefined ? undefined : await findSums(world, go, info, options)
  const named = info === undefined ? [] : namedModules(info)
  let done = 0
  options.onProgress?.(() => `checked ${done} of ${count(named.length, 'module')} of the program`)
  const judged = await mapLimit(named, ASKING, async (m): Promise<Counted> => {
    if (options.signal?.aborted === true) throw new WardenError('aborted', 'stopped')
    const judgement = await judgeModule(go, file, m, info, sums, database)
    done++
    return { judgement, examined: undefined, goMod: ABSENT, fetched: false, folder: '' }
  })
  await database.save()
  const open = 'why' in read ? [unknown(file, read.why)] : named.length === 0 ? nothingNamed(file, read.info) : []
  return summarize({
    subject: {
      kind: 'binary',
      folder: file,
      modules: info?.main === undefined ? [] : [info.main.path],
      go: info?.goVersion,
      ...(info === undefined ? {} : { program: programOf(info, sums) }),
    },
    database: database.use(),
    judged,
    vendor: { files: [], findings: [], of: 0, ok: 0, unchecked: [] },
    graphMissing: 0,
    findings: open,
    incomplete: open.length > 0,
    replaced: 0,
    unused: 0,
    requireProof: options.requireProof,
    seconds: (world.clock.now().getTime() - began) / 1000,
  })
}

type Read = { readonly info: BuildInfo } | { readonly why: string }

async function readProgram(world: World, file: string): Promise<Read> {
  try {
    const info = await world.programs.read(file)
    return info === undefined ? { why: 'no Go program, or what Go embeds was taken away' } : { info }
  } catch (error) {
    if (isWardenError(error, 'not-found')) {
      throw new WardenError('usage', messageOf(error), {
        remedy: 'name the file of a compiled Go program',
        cause: error,
      })
    }
    // Malformed on purpose or by accident: nothing is known of it.
    if (isWardenError(error, 'parse', 'too-large')) return { why: messageOf(error) }
    throw error
  }
}

/** The go.sum that the user names; otherwise that of the project at hand, where the program was built from it. */
async function findSums(
  world: World,
  go: GoSettings,
  info: BuildInfo,
  options: BinaryOptions,
): Promise<Sums | undefined> {
  const { goSum, folder } = options
  if (goSum === undefined) {
    const project = await loadProject(world.files, folder, go).catch((error: unknown) => {
      // No project here, or one that cannot be read: it need not be the program's. `goSum` names it for sure.
      if (isWardenError(error, 'usage', 'parse')) return undefined
      throw error
    })
    const own = project?.mains.some((main) => main.goMod.module?.path === info.main?.path) === true
    return project === undefined || !own ? undefined : sumsOfProject(project)
  }
  const kind = (await world.files.info(goSum))?.kind
  if (kind === 'folder') return sumsOfProject(await loadProject(world.files, goSum, go))
  if (kind === undefined) throw new WardenError('usage', `${goSum}: no such file or folder`)
  return {
    file: goSum,
    project: await loadSums(world.files, path.dirname(goSum), [goSum]),
    at: () => undefined,
  }
}

function sumsOfProject(project: Project): Sums {
  const file = path.join(project.folder, project.work === undefined ? 'go.sum' : 'go.work.sum')
  return { file, project, at: (module) => namedAt(project, module) }
}

/** The modules to judge: all it depends on, and its own where that is a published version. */
function namedModules(info: BuildInfo): readonly BuiltModule[] {
  const { main } = info
  return main === undefined || compiledModule(main).sum === '' ? info.deps : [main, ...info.deps]
}

async function judgeModule(
  go: GoSettings,
  file: string,
  m: BuiltModule,
  info: BuildInfo | undefined,
  sums: Sums | undefined,
  database: Database,
): Promise<Counted['judgement']> {
  const { module, sum, folder } = compiledModule(m)
  if (folder) {
    const why =
      m.replace === undefined
        ? 'it was built from a folder, as a module of a workspace: nobody else knows its bytes'
        : `it was replaced by the folder ${module.path}: nobody else knows its bytes`
    return unchecked(m, why)
  }
  let paths: ReturnType<typeof cachePaths>
  try {
    paths = cachePaths(go.GOMODCACHE, module)
  } catch (error) {
    if (!isWardenError(error, 'parse')) throw error
    return unchecked(module, `no module has that name: ${messageOf(error)}`)
  }
  const embedded: Hashed = H1.test(sum)
    ? { kind: 'hashed', h1: sum, files: 0, bytes: 0 }
    : { kind: 'unreadable', why: sum === '' ? NO_SUM : 'what the program embeds as its sum is no h1 hash' }
  const judgement = judge({
    module,
    direct: false,
    goModOnly: false,
    at: sums?.at(module),
    sums: sums === undefined ? undefined : sumsOf(sums.project, module.path, module.version),
    database: await database.prover.ask(module),
    examined: undefined,
    embedded,
    goMod: ABSENT,
    contentsNeeded: false,
    missing: undefined,
    sent: { zip: false, goMod: false },
    paths: { ...paths, binary: file },
  })
  return withRemedy(judgement, info, sums)
}

/** What to do about a program whose sums are wrong: it cannot be repaired, only built anew. */
function withRemedy(judgement: Judgement, info: BuildInfo | undefined, sums: Sums | undefined): Judgement {
  const { record } = judgement
  if (record.status === 'unchecked' && sums === undefined && record.parts['checksum database'] === 'unasked') {
    const remedy = [...record.remedy, 'run it again with --go-sum FOLDER: the project that the program was built from']
    return { ...judgement, record: { ...record, remedy } }
  }
  if (record.parts.binary !== 'differs') return judgement
  const install = info === undefined ? undefined : installable(info)
  const lines = [
    'modwarden verify --cache   # whether the module cache here is bad, too',
    install === undefined
      ? 'go build   # from proven modules; do not run the program until then'
      : `go install ${install}`,
  ]
  return { ...judgement, record: { ...record, remedy: [...record.remedy, ...lines] } }
}

function unchecked(module: ModuleVersion, why: string): Judgement {
  return {
    record: {
      path: module.path,
      version: module.version,
      status: 'unchecked',
      direct: false,
      goModOnly: false,
      parts: { binary: 'unread' },
      reasons: [why],
      remedy: [],
      byIndex: false,
    },
    findings: [],
  }
}

function nothingNamed(file: string, info: BuildInfo): Finding[] {
  const why =
    info.main !== undefined
      ? 'it names no module but its own, which no sum goes with'
      : /^cmd(?:\/|$)/.test(info.path)
        ? `a part of Go itself (${info.goVersion}), which names no modules`
        : `built by ${info.goVersion} without modules, so that it names none`
  return [unknown(file, why)]
}

function unknown(file: string, why: string): Finding {
  const message = `nothing is known of this program: ${why}`
  return { rule: 'MW-INT-UNCHECKED', severity: 'medium', file, message }
}

function programOf(info: BuildInfo, sums: Sums | undefined): ProgramUse {
  const setting = (key: string): string | undefined => info.settings.find((s) => s.key === key)?.value
  const [os, arch, revision] = [setting('GOOS'), setting('GOARCH'), setting('vcs.revision')]
  const changed = setting('vcs.modified') === 'true' ? ', with changes' : ''
  return {
    package: info.path,
    ...(info.main === undefined ? {} : { main: { path: info.main.path, version: info.main.version } }),
    ...(os === undefined || arch === undefined ? {} : { platform: `${os}/${arch}` }),
    ...(revision === undefined ? {} : { revision: `${revision}${changed}` }),
    ...(sums === undefined ? {} : { goSum: sums.file }),
  }
}
