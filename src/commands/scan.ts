// modwarden scan: flags to one scan, its report to stdout.
import path from 'node:path'
import { WardenError } from '../base/errors.ts'
import { moduleName, type ModuleVersion } from '../base/finding.ts'
import { matchPrefixPatterns } from '../base/patterns.ts'
import { createClock } from '../io/clock.ts'
import { createFiles } from '../io/files.ts'
import { createGit } from '../io/git.ts'
import { loadFeeds } from '../jobs/known/feed.ts'
import type { DiffSubject } from '../jobs/scan/diff.ts'
import { scanModules, type ScanInput, type ScanOptions } from '../jobs/scan/scan.ts'
import { earlierOf, planEarlier, versionBefore, type Earlier } from '../jobs/scan/earlier.ts'
import { planBinary, planCache, planNamed, type VersionsRun } from '../jobs/scan/elsewhere.ts'
import { localFolder, planLocal } from '../jobs/scan/local.ts'
import type { PlannedModule } from '../jobs/scan/plan.ts'
import { planFolder } from '../jobs/scan/project.ts'
import { printable } from '../report/printable.ts'
import type { FailOn, ScanReport } from '../report/scan.ts'
import { scanText, type ScanTextOptions } from '../report/scantext.ts'
import type { ExitCode } from '../report/verify.ts'
import type { World } from '../world/world.ts'
import { baseCommit, openBaseline } from './run/baseline.ts'
import { versionsRun } from './run/databaseof.ts'
import { feedSettings } from './settings/feedsettings.ts'
import { subjectNamed } from './diff.ts'
import type { CommonFlags, Invocation } from './flags/reportflags.ts'
import { isModuleName, moduleNamed } from './run/modulenamed.ts'
import { emit, failed } from './run/output.ts'
import { openRecords } from './run/records.ts'
import { createScanner } from './scanning/scanner.ts'
import { planZip } from './scanning/zip.ts'
import { progressLine, type ProgressLine } from './run/terminal.ts'
import { waivingOf } from './settings/waivers.ts'
import { readSettings, setUp, type Setup } from './run/world.ts'

/** The flags of `scan`. */
export interface ScanFlags extends CommonFlags {
  /** Only the module in the folder, without its dependencies. */
  readonly module: boolean
  readonly cache: boolean
  readonly binary: string | undefined
  readonly failOn: FailOn
  readonly baseline: string | undefined
  /** What one module is compared with. */
  readonly against: string | undefined
  readonly capabilities: boolean
  readonly explainCoverage: boolean
}

/** What is to be scanned. */
type Target =
  | { readonly kind: 'folder' | 'module' | 'zip' | 'binary'; readonly file: string }
  | { readonly kind: 'version'; readonly module: ModuleVersion }
  | { readonly kind: 'cache' }

/** Runs `scan`; gives the exit code. */
export async function scanCommand(
  named: string | undefined,
  flags: ScanFlags,
  invocation: Invocation,
): Promise<ExitCode> {
  return failed('modwarden/scan/1', flags, invocation, async () => {
    const report = await makeScan(await targetOf(named, flags, invocation.cwd), flags, invocation)
    const options: ScanTextOptions = {
      verbose: flags.verbose,
      capabilities: flags.capabilities,
      coverage: flags.explainCoverage,
    }
    return emit(flags, invocation, report, (ink) => scanText(report, ink, options))
  })
}

/** What the command line names. What reads as a module version is one, whatever a checkout has put into this folder. */
async function targetOf(named: string | undefined, flags: ScanFlags, cwd: string): Promise<Target> {
  if (flags.cache) return { kind: 'cache' }
  if (flags.binary !== undefined) return { kind: 'binary', file: path.resolve(cwd, flags.binary) }
  if (named !== undefined && isModuleName(named)) {
    return { kind: 'version', module: moduleNamed(named, 'modwarden scan example.com/m@v1.2.3') }
  }
  const file = path.resolve(cwd, named ?? '.')
  const info = await createFiles().info(file)
  if (info?.kind === 'folder') return { kind: flags.module ? 'module' : 'folder', file }
  // A link to a folder or zip is followed here: the user named it.
  if (info?.kind === 'file' || info?.kind === 'link')
    return file.endsWith('.zip') ? { kind: 'zip', file } : followed(file, flags)
  if (named === undefined || !named.includes('@')) {
    throw new WardenError('usage', `${file}: no such file or folder`, {
      remedy: 'name a folder, a module zip, or a module version: modwarden scan example.com/m@v1.2.3',
    })
  }
  return { kind: 'version', module: moduleNamed(named, 'modwarden scan example.com/m@v1.2.3') }
}

function followed(file: string, flags: ScanFlags): Target {
  return { kind: flags.module ? 'module' : 'folder', file }
}

/** Scans and gives the report. */
async function makeScan(target: Target, flags: ScanFlags, invocation: Invocation): Promise<ScanReport> {
  const { terminal, signal } = invocation
  const progress = progressLine(terminal, !flags.progress || flags.quiet)
  const notices: string[] = []
  const hear = (text: string): void => void notices.push(text)
  try {
    if (target.kind === 'module' || target.kind === 'zip') {
      return await scanHere(target, flags, invocation, progress, hear)
    }
    const folder = target.kind === 'folder' ? target.file : undefined
    // What the project here keeps private is private, whatever is named.
    const setup = await setUp(terminal.env, folder ?? invocation.cwd, flags.settings, signal, hear)
    const scanner = createScanner({ ...setup.settings })
    try {
      const run = versionsRun(setup, signal, progress)
      const input = await plan(setup, target, run, invocation)
      const at = folder ?? invocation.cwd
      const options = await optionsOf(setup.world, at, flags, invocation, progress)
      const earlier = await earlierThan(setup.world, target, input.planned, options, flags, run, invocation)
      // What was hashed is hashed: its threads make room for those that read.
      await setup.world.contents.rest()
      const { records, missing } = await openRecords(setup, input.planned, run, target.kind === 'version', terminal.env)
      const whole = { ...input, left: [...input.left, ...missing] }
      return await scanModules(setup.world, scanner, whole, { ...options, earlier, records })
    } finally {
      await scanner.close()
      await setup.close()
    }
  } finally {
    progress.end()
    for (const text of new Set(notices)) if (!flags.quiet) terminal.stderr.write(`modwarden: ${printable(text)}\n`)
  }
}

/** A folder or zip alone: nothing is proven, nobody is asked, and neither go nor the network is needed. */
async function scanHere(
  target: Extract<Target, { kind: 'folder' | 'module' | 'zip' | 'binary' }>,
  flags: ScanFlags,
  invocation: Invocation,
  progress: ProgressLine,
  onNotice: (text: string) => void,
): Promise<ScanReport> {
  const { terminal } = invocation
  const clock = createClock()
  const began = clock.now().getTime()
  const project = target.kind === 'module' ? target.file : undefined
  const settings = await readSettings(createFiles(), terminal.env, project, flags.settings, onNotice)
  const files = createFiles({ temporary: `${settings.store}/tmp` })
  const scanner = createScanner({ ...settings })
  try {
    const planned =
      target.kind === 'zip'
        ? [planZip(target.file)]
        : await planLocal(files, await localFolder(files, target.file), 'main', true)
    const [first] = planned
    const subject = {
      kind: target.kind === 'zip' ? 'zip' : 'module',
      folder: target.file,
      modules: first === undefined ? [] : [first.module.path],
    } as const
    const input: ScanInput = { subject, planned, verified: [], left: [], began }
    const at = target.kind === 'module' ? target.file : invocation.cwd
    const options = await optionsOf({ files, clock }, at, flags, invocation, progress)
    const earlier = await earlierHere(planned[0], flags, invocation)
    // Known malware is known without a network, and without what else a project would tell.
    const feeds = await loadFeeds({ files, clock, store: settings.store }, feedSettings(settings))
    return await scanModules({ clock }, scanner, input, { ...options, earlier, knowledge: feeds.knowledge })
  } finally {
    await scanner.close()
  }
}

/** What `--against` names for a folder or zip: another one. */
async function earlierHere(
  plan: PlannedModule | undefined,
  { against }: ScanFlags,
  { cwd }: Invocation,
): Promise<ReadonlyMap<string, Earlier> | undefined> {
  if (against === undefined || plan === undefined) return undefined
  const named = await againstNamed(against, plan.module, cwd)
  if (named.kind === 'here') return hereEarlier(moduleName(plan.module), named.plan)
  throw new WardenError('usage', `--against ${against}: a folder or zip is compared with another one`, {
    remedy: `modwarden diff ${moduleName(named.module)} ${plan.dir}`,
  })
}

/** The baseline and the waivers that count for a folder. */
async function optionsOf(
  world: Pick<World, 'files' | 'clock'>,
  folder: string,
  flags: ScanFlags,
  invocation: Invocation,
  progress: ProgressLine,
): Promise<ScanOptions> {
  const { terminal, cwd, signal } = invocation
  const { baseline: named, failOn } = flags
  const git = createGit(terminal.env)
  const base = named === undefined ? undefined : await baseCommit(git, named, folder, terminal.env)
  const baseline =
    named === undefined ? undefined : await openBaseline({ git, files: world.files }, named, base, folder, cwd)
  const waivers = await waivingOf(world, folder, base, invocation)
  return { failOn, baseline, waivers, signal, onProgress: (text) => progress.update(text) }
}

/**
 * What modules are compared with: what `--against` names; otherwise, of a module that is named, the release before it, and
 * of a project's, the versions that the baseline had.
 */
async function earlierThan(
  world: World,
  target: Target,
  planned: readonly PlannedModule[],
  { baseline }: ScanOptions,
  flags: ScanFlags,
  run: VersionsRun,
  { cwd, signal }: Invocation,
): Promise<ReadonlyMap<string, Earlier>> {
  const pairs = new Map<string, ModuleVersion>()
  if (target.kind === 'version') {
    const { module } = target
    const named = flags.against === undefined ? undefined : await againstNamed(flags.against, module, cwd)
    if (named?.kind === 'here') return hereEarlier(moduleName(module), named.plan)
    // Nobody is asked about a module that no proxy may hear of, nor by a run that asks nobody.
    const quiet = run.options.offline || matchPrefixPatterns(run.go.GONOPROXY, module.path)
    const before = named === undefined ? (quiet ? undefined : await versionBefore(world, module, signal)) : named.module
    if (before !== undefined && 'why' in before) return new Map([[moduleName(module), { kind: 'missing', ...before }]])
    if (before !== undefined) pairs.set(moduleName(module), before)
  } else if (baseline !== undefined) {
    for (const plan of planned) {
      const { path: modulePath, version } = plan.module
      // Of what configuration keeps from the database nothing says any more what the earlier bytes should be.
      const isComparable = plan.role === 'version' && plan.integrity !== 'unproven' && !baseline.has(plan)
      const before = isComparable ? baseline.versionOf(modulePath) : undefined
      if (before !== undefined && before !== version)
        pairs.set(moduleName(plan.module), { path: modulePath, version: before })
    }
  }
  return planEarlier(world, pairs, run)
}

function hereEarlier(later: string, plan: PlannedModule): ReadonlyMap<string, Earlier> {
  return new Map([[later, earlierOf(plan, plan.module)]])
}

async function againstNamed(named: string, module: ModuleVersion, cwd: string): Promise<DiffSubject> {
  return subjectNamed(named, { kind: 'version', module }, cwd, 'modwarden scan example.com/m@v1.3.0 --against v1.2.3')
}

/** Verifies what is named, and plans what is to be read of it. */
async function plan(setup: Setup, target: Target, run: VersionsRun, { cwd }: Invocation): Promise<ScanInput> {
  const { world } = setup
  const began = world.clock.now().getTime()
  switch (target.kind) {
    case 'cache':
      return { ...(await planCache(world, run)), began }
    case 'binary':
      return { ...(await planBinary(world, target.file, cwd, run)), began }
    case 'version':
      return { ...(await planNamed(world, [target.module], run)), began }
    default: {
      const planned = await planFolder(world, target.file, run)
      const mains = planned.planned.filter((p) => p.role === 'main').map((p) => p.module.path)
      return { ...planned, subject: { kind: 'project', folder: target.file, modules: mains }, began }
    }
  }
}
