// modwarden vex: flags to one document of statements about vulnerabilities, to stdout or to files.
import path from 'node:path'
import { utf8 } from '../base/bytes.ts'
import { isWardenError, WardenError } from '../base/errors.ts'
import { maxVex, readVex } from '../advisories/vex.ts'
import { stdlibVersion } from '../advisories/stdlib.ts'
import { moduleName } from '../base/finding.ts'
import { loadGraph } from '../jobs/project/modulegraph.ts'
import { loadProject, type Project } from '../jobs/project/project.ts'
import { createSources } from '../jobs/project/sources.ts'
import { stampedVersion } from '../jobs/project/stampedversion.ts'
import { isoTime } from '../jobs/bill/sbom.ts'
import { chosenGo } from '../jobs/vulns/go.ts'
import type { Bill, BillPart } from '../report/bom.ts'
import { worstExit } from '../report/exit.ts'
import { openvex, type VexSubject } from '../report/openvex.ts'
import { printable } from '../report/printable.ts'
import type { ExitCode } from '../report/verify.ts'
import {
  gravestOf,
  sinceEarlier,
  vexStatements,
  type BuiltModules,
  type VexStatement,
  type VexStatus,
} from '../report/vexstatements.ts'
import type { VulnsReport } from '../report/vulns.ts'
import { count } from '../report/words.ts'
import type { Head } from '../world/git.ts'
import { databaseOf } from './run/databaseof.ts'
import { epochOf, headOf } from './run/documentdate.ts'
import { errorText } from './run/errortext.ts'
import type { Platform, VexFormat, VexOutput } from './flags/vex.ts'
import type { Invocation } from './flags/reportflags.ts'
import type { SettingValues } from './settings/settings.ts'
import { progressLine } from './run/terminal.ts'
import { VERSION } from './version.ts'
import { vulnsOfProject } from './vulns.ts'
import { waivedReport } from './vulnswaived.ts'
import { setUp, type Setup } from './run/world.ts'

/** The flags of `vex`. */
export interface VexFlags {
  /** What goes to stdout; `undefined` for nothing. */
  readonly format: VexFormat | undefined
  readonly outputs: readonly VexOutput[]
  readonly author: string
  readonly since: string | undefined
  readonly db: string | undefined
  readonly ignores: readonly string[]
  /** Empty: this machine's. */
  readonly platforms: readonly Platform[]
  readonly tests: boolean
  readonly quiet: boolean
  readonly progress: boolean
  readonly settings: SettingValues
}

/** What is written. */
interface Statements {
  readonly subject: VexSubject
  readonly statements: readonly VexStatement[]
  readonly report: VulnsReport
}

/** Runs `vex`; gives the exit code. Throws what keeps it from making a document at all. */
export async function vexCommand(folder: string, flags: VexFlags, invocation: Invocation): Promise<ExitCode> {
  const { terminal, signal } = invocation
  const progress = progressLine(terminal, !flags.progress || flags.quiet)
  const notices = new Set<string>()
  const setup = await setUp(terminal.env, folder, flags.settings, signal, (text) => void notices.add(text))
  let made: Statements
  try {
    made = await makeStatements(setup, folder, flags, invocation, (text) => progress.update(text))
  } finally {
    progress.end()
    for (const text of notices) if (!flags.quiet) terminal.stderr.write(`modwarden: ${printable(text)}\n`)
    await setup.close()
  }
  const { report } = made
  // That something holds is no failure of a document that says so; that it could not be looked at is one.
  const code = worstExit([report.exitCode === 1 ? 0 : report.exitCode, await write(made, setup, flags, invocation)])
  if (!flags.quiet || code !== 0) terminal.stderr.write(printable(`${verdict(made, code)}\n`))
  return code
}

async function makeStatements(
  setup: Setup,
  folder: string,
  flags: VexFlags,
  invocation: Invocation,
  onProgress: (text: () => string) => void,
): Promise<Statements> {
  const { world, go } = setup
  const epoch = epochOf(invocation.terminal.env['SOURCE_DATE_EPOCH'])
  const earlier = flags.since === undefined ? undefined : await readEarlier(setup, flags.since, invocation.cwd)
  const project = await loadProject(world.files, folder, go)
  const { db, tests, platforms } = flags
  const reports: VulnsReport[] = []
  for (const platform of platforms.length === 0 ? [undefined] : platforms) {
    const asked = { db, level: 'symbol', tags: [], platform, tests, engine: 'modwarden' } as const
    const plain = await vulnsOfProject(setup, project, asked, invocation, onProgress)
    reports.push(await waivedReport(setup, plain, project.folder, undefined, flags.ignores, invocation))
  }
  const report = gravestOf(reports)
  const [main] = project.mains
  const head = await headOf(project.folder, invocation)
  const modulePath = main?.goMod.module?.path ?? ''
  const below = main === undefined ? '' : path.relative(project.folder, main.folder)
  const version = head === undefined ? '' : await stampedVersion(modulePath, head, below)
  const now = vexStatements({ ...report, platforms: reports.map((one) => one.platform) })
  return {
    subject: {
      path: modulePath,
      version,
      author: flags.author,
      timestamp: dateOf(report, head, epoch, world.clock.now()),
    },
    statements:
      earlier === undefined
        ? now
        : sinceEarlier(now, earlier, await builtModules(setup, project, invocation), report.left.length > 0),
    report,
  }
}

/** The module versions of the build list, and Go's standard library and command as advisories name them. */
async function builtModules(setup: Setup, project: Project, { signal }: Invocation): Promise<BuiltModules> {
  const { world, go, settings } = setup
  const { prover } = await databaseOf(setup, project)
  const sources = createSources(world, { modcache: go.GOMODCACHE, project, prover, full: settings.full, signal })
  const graph = await loadGraph(world, project, sources, signal)
  const chosen = chosenGo(go, project, graph)
  // Some Go is always there, of whatever version.
  const version = chosen === undefined ? '' : (stdlibVersion(chosen.note.version) ?? '')
  const modules = graph.buildList.flatMap((module): BuiltModules['modules'] => {
    if (module.main) return []
    const { path: name, version: built } = module.replacedBy ?? module
    return [{ path: name, version: built, ...(name === module.path ? {} : { replaces: module.path }) }]
  })
  return {
    mains: graph.buildList.flatMap((module) => (module.main ? [module.path] : [])),
    modules: [...modules, { path: 'stdlib', version }, { path: 'toolchain', version }],
  }
}

async function readEarlier({ world }: Setup, file: string, cwd: string): Promise<ReturnType<typeof readVex>> {
  const bytes = await world.files.read(path.resolve(cwd, file), maxVex)
  if (bytes === undefined) {
    throw new WardenError('usage', `--since ${file}: no such file`, {
      remedy: 'name a document that modwarden vex wrote',
    })
  }
  return readVex(bytes, file)
}

/** SOURCE_DATE_EPOCH; otherwise the later of the commit and the database, which the statements follow from. */
function dateOf(report: VulnsReport, head: Head | undefined, epoch: number | undefined, now: Date): string {
  if (epoch !== undefined) return isoTime(new Date(epoch * 1000))
  const times = [head?.time, report.database.modified === undefined ? undefined : new Date(report.database.modified)]
  const known = times.flatMap((time) => (time === undefined || Number.isNaN(time.getTime()) ? [] : [time.getTime()]))
  return isoTime(known.length === 0 ? now : new Date(Math.max(...known)))
}

async function write(
  made: Statements,
  { world }: Setup,
  flags: VexFlags,
  { terminal, cwd }: Invocation,
): Promise<ExitCode> {
  const rendered = async (format: VexFormat): Promise<string> => {
    const { subject, statements } = made
    if (format === 'openvex') return openvex(subject, statements, VERSION)
    const { cyclonedx } = await import('../report/cyclonedx.ts')
    return cyclonedx(billOf(made), '1.6', VERSION)
  }
  if (flags.format !== undefined) terminal.stdout.write(await rendered(flags.format))
  let code: ExitCode = 0
  for (const { format, file } of flags.outputs) {
    try {
      await world.files.write(path.resolve(cwd, file), utf8(await rendered(format)))
    } catch (error) {
      if (!isWardenError(error)) throw error
      terminal.stderr.write(`${errorText(error, cwd)}\n`)
      code = 3
    }
  }
  return code
}

/** The modules that something is said of, and nothing else. */
function billOf({ subject, statements, report }: Statements): Bill {
  const { path: name, version, timestamp } = subject
  const parts = new Map<string, BillPart>()
  for (const { module, version: of } of statements) {
    const isStandard = module === 'stdlib' || module === 'toolchain'
    const goVersion = `go${of.replace(/^(?:go|v)/, '')}`
    const part: BillPart = isStandard
      ? { ref: `stdlib@${goVersion}`, kind: 'standard', path: 'stdlib', version: goVersion, direct: true }
      : { ref: moduleName({ path: module, version: of }), kind: 'module', path: module, version: of, direct: false }
    parts.set(part.ref, part)
  }
  return {
    subject: { ref: name, kind: 'project', path: name, version, direct: true },
    parts: [...parts.values()],
    edges: [],
    timestamp,
    left: report.left,
    vulns: report,
    statements,
    exitCode: report.exitCode,
  }
}

function verdict({ subject, statements, report }: Statements, code: ExitCode): string {
  const of = (status: VexStatus): number => statements.filter((one) => one.status === status).length
  const parts = [
    `${of('affected')} affected`,
    `${of('not_affected')} not affected`,
    `${of('under_investigation')} under investigation`,
    ...(of('fixed') > 0 ? [`${of('fixed')} fixed`] : []),
  ]
  const mark = code === 0 ? 'ok ' : '?? '
  return [
    ...report.left.slice(0, 20).map((why) => `  ${why}`),
    `${mark} ${subject.path}: ${count(statements.length, 'statement')}: ${parts.join(', ')}`,
  ].join('\n')
}
