// modwarden vulns: flags to one look-up of advisories, its report to stdout.
import path from 'node:path'
import { WardenError } from '../base/errors.ts'
import { createGit } from '../io/git.ts'
import { createSourceFolders } from '../io/sourcefolders.ts'
import { loadGraph } from '../jobs/project/modulegraph.ts'
import { loadProject, type Project } from '../jobs/project/project.ts'
import { createSources } from '../jobs/project/sources.ts'
import { loadAdvisories, type LoadedAdvisories } from '../jobs/vulns/database.ts'
import { findVulnerabilities, wantedModules, type VulnsInput } from '../jobs/vulns/vulns.ts'
import { sinceBaseline } from '../jobs/vulns/waivers.ts'
import type { BuildContext } from '../gosource/callgraph/constraints.ts'
import { goFlagTags } from '../gomod/goflags.ts'
import { printable } from '../report/printable.ts'
import type { ExitCode } from '../report/verify.ts'
import type { VulnLevel, VulnsReport } from '../report/vulns.ts'
import { vulnsText } from '../report/vulnstext.ts'
import type { Files } from '../world/files.ts'
import { baseCommit } from './run/baseline.ts'
import { databaseOf } from './run/databaseof.ts'
import type { CommonFlags, Invocation } from './flags/reportflags.ts'
import { emit, failed } from './run/output.ts'
import { progressLine } from './run/terminal.ts'
import { vulnsOfBinary } from './vulnsbinary.ts'
import { govulncheckEngine } from './vulnsengine.ts'
import { advisorySources, exploitsOf } from './vulnssources.ts'
import { waivedReport } from './vulnswaived.ts'
import { setUp, type Setup } from './run/world.ts'

/** The flags of `vulns`. */
export interface VulnsFlags extends CommonFlags {
  /** A URL, or a path relative to where the run began. */
  readonly db: string | undefined
  readonly binary: string | undefined
  readonly engine: VulnsReport['engine']
  readonly level: VulnLevel
  readonly baseline: string | undefined
  readonly ignores: readonly string[]
  readonly tags: readonly string[]
  readonly platform: { readonly goos: string; readonly goarch: string } | undefined
  readonly tests: boolean
}

/** Runs `vulns`; gives the exit code. */
export async function vulnsCommand(folder: string, flags: VulnsFlags, invocation: Invocation): Promise<ExitCode> {
  return failed('modwarden/vulns/1', flags, invocation, async () => {
    const { terminal, signal, cwd } = invocation
    const progress = progressLine(terminal, !flags.progress || flags.quiet)
    const notices: string[] = []
    const at = path.resolve(cwd, folder)
    const setup = await setUp(terminal.env, at, flags.settings, signal, (text) => notices.push(text))
    try {
      const report = await makeVulns(setup, at, flags, invocation, (text) => progress.update(text))
      progress.end()
      return await emit(flags, invocation, report, (ink) => vulnsText(report, ink, { verbose: flags.verbose }))
    } finally {
      progress.end()
      for (const text of new Set(notices)) if (!flags.quiet) terminal.stderr.write(`modwarden: ${printable(text)}\n`)
      await setup.close()
    }
  })
}

async function makeVulns(
  setup: Setup,
  folder: string,
  flags: VulnsFlags,
  invocation: Invocation,
  onProgress: (text: () => string) => void,
): Promise<VulnsReport> {
  const { world, go } = setup
  const { terminal, cwd } = invocation
  if (flags.binary !== undefined) return vulnsOfBinary(setup, path.resolve(cwd, flags.binary), flags, invocation)
  const project = await loadProject(world.files, folder, go)
  const git = createGit(terminal.env)
  const { baseline } = flags
  const base = baseline === undefined ? undefined : await baseCommit(git, baseline, project.folder, terminal.env)
  const report = await vulnsOfProject(setup, project, flags, invocation, onProgress)
  const waived = await waivedReport(setup, report, project.folder, base, flags.ignores, invocation)
  if (baseline === undefined) return waived
  if (base === undefined) return sinceBaseline(waived, await savedReport(world.files, baseline, cwd), baseline)
  const into = await world.files.temporaryFolder('fetch-')
  try {
    await git.checkout(project.folder, base.commit, into)
    return sinceBaseline(waived, await reportThen(setup, into, waived, flags, invocation, onProgress), base.name)
  } finally {
    await world.files.remove(into)
  }
}

/** The report of an earlier state; where there was no project yet, nothing was found. */
async function reportThen(
  setup: Setup,
  folder: string,
  now: VulnsReport,
  flags: VulnsFlags,
  invocation: Invocation,
  onProgress: (text: () => string) => void,
): Promise<VulnsReport> {
  if ((await setup.world.files.info(path.join(folder, 'go.mod'))) === undefined) {
    const work = await setup.world.files.info(path.join(folder, 'go.work'))
    if (work === undefined) return { ...now, findings: [], left: [] }
  }
  const project = await loadProject(setup.world.files, folder, setup.go)
  return vulnsOfProject(setup, project, flags, invocation, onProgress)
}

async function savedReport(files: Files, named: string, cwd: string): Promise<VulnsReport> {
  const file = path.resolve(cwd, named)
  const remedy = 'save one: modwarden vulns -o json=vulns.json; or name a commit: --baseline git:main'
  const bytes = await files.read(file, MOST_SAVED)
  if (bytes === undefined) throw new WardenError('usage', `${named}: no such file`, { remedy })
  const { parseDocument } = await import('./convert.ts')
  const document = parseDocument(bytes, { file })
  if (document.schema !== 'modwarden/vulns/1' || 'error' in document) {
    throw new WardenError('usage', `${named}: no report of modwarden vulns`, { remedy })
  }
  // Its schema held.
  return document as VulnsReport
}

const MOST_SAVED = 128 << 20

/** What `vulns` and `audit` need to know of the flags. */
export type ProjectFlags = Pick<VulnsFlags, 'db' | 'level' | 'tags' | 'platform' | 'tests'> &
  Partial<Pick<VulnsFlags, 'engine'>>

/** The report of a project. Throws as `loadAdvisories` and `findVulnerabilities` do. */
export async function vulnsOfProject(
  setup: Setup,
  project: Project,
  flags: ProjectFlags,
  invocation: Invocation,
  onProgress: (text: () => string) => void,
): Promise<VulnsReport> {
  const { world, go, settings } = setup
  const { terminal, cwd, signal } = invocation
  const began = world.clock.now().getTime()
  const sources = advisorySources(settings, terminal.env, flags.db, cwd)
  if (sources.database === undefined) await loadAdvisories(world, sources, [], signal)
  const database = await databaseOf(setup, project)
  const files = createSources(world, {
    modcache: go.GOMODCACHE,
    project,
    prover: database.prover,
    full: settings.full,
    signal,
  })
  onProgress(() => 'reading go.mod files')
  const graph = await loadGraph(world, project, files, signal)
  onProgress(() => 'reading advisories')
  const loaded: LoadedAdvisories = await loadAdvisories(world, sources, wantedModules(graph), signal)
  const input: VulnsInput = {
    go,
    project,
    graph,
    sources: files,
    folders: createSourceFolders(),
    context: contextOf(go.goVersion ?? graph.goVersion, go.GOFLAGS, flags, terminal.env),
    tests: flags.tests,
    threshold: flags.level,
    exploits: await exploitsOf(world.files, settings),
    fetch: !settings.offline,
    ...(flags.engine === 'govulncheck'
      ? { engine: govulncheckEngine(world.files, project.folder, flags, invocation) }
      : {}),
    began,
    signal,
    onProgress,
  }
  const report = await findVulnerabilities(world, input, loaded)
  await database.save()
  return report
}

/** The system that is built for: the flag's, the environment's, or this one. */
function contextOf(
  goVersion: string,
  goflags: string,
  { tags, platform }: Pick<VulnsFlags, 'tags' | 'platform'>,
  env: Invocation['terminal']['env'],
): BuildContext {
  const host = { goos: hostOf(process.platform), goarch: hostOf(process.arch) }
  const goos = platform?.goos ?? env['GOOS'] ?? host.goos
  const goarch = platform?.goarch ?? env['GOARCH'] ?? host.goarch
  // go builds with cgo where a C compiler is there and the system is its own; what is behind `import "C"` is Go, too.
  const native = goos === host.goos && goarch === host.goarch
  const cgo = (env['CGO_ENABLED'] ?? '') === '' ? native : env['CGO_ENABLED'] === '1'
  if (goos === '' || goarch === '') throw new WardenError('config', 'GOOS or GOARCH is empty')
  return { goos, goarch, tags: tags.length > 0 ? tags : goFlagTags(goflags), cgo, goVersion }
}

/** Node's name of a system or machine as Go has it. */
function hostOf(name: string): string {
  const names: Readonly<Record<string, string>> = { win32: 'windows', sunos: 'solaris', x64: 'amd64', ia32: '386' }
  return names[name] ?? name
}
