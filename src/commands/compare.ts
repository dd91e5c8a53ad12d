// modwarden compare: flags to one comparison of zips with their source repositories, its report to stdout.
import path from 'node:path'
import { WardenError } from '../base/errors.ts'
import { moduleName, type ModuleVersion } from '../base/finding.ts'
import { createVcs } from '../io/vcs.ts'
import type { VerifyOptions } from '../jobs/verify/check.ts'
import { compareSources, type CompareInput } from '../jobs/source/compare.ts'
import type { CodeFinding } from '../jobs/source/module.ts'
import type { Database } from '../jobs/database/database.ts'
import { keepSources } from '../jobs/source/kept.ts'
import { loadProject } from '../jobs/project/project.ts'
import { privacyOf } from '../jobs/database/prove.ts'
import { verifyVersions } from '../jobs/verify/cache.ts'
import { createSources } from '../jobs/project/sources.ts'
import { verifyProject } from '../jobs/verify/verify.ts'
import { compareText, type ComparedModule, type CompareReport } from '../report/compare.ts'
import { printable } from '../report/printable.ts'
import type { ExitCode } from '../report/verify.ts'
import type { CommonFlags, Invocation } from './flags/reportflags.ts'
import { moduleNamed } from './run/modulenamed.ts'
import { emit, failed } from './run/output.ts'
import { databaseOf } from './run/databaseof.ts'
import { progressLine, type ProgressLine } from './run/terminal.ts'
import { VERSION } from './version.ts'
import { setUp, type Setup } from './run/world.ts'

/** The flags of `compare`. */
export interface CompareFlags extends CommonFlags {
  readonly all: boolean
  /** Looks at the earlier tags of every module. */
  readonly signers: boolean
}

/** Runs `compare`; gives the exit code. */
export async function compareCommand(
  target: string | undefined,
  flags: CompareFlags,
  invocation: Invocation,
): Promise<ExitCode> {
  return failed('modwarden/compare/1', flags, invocation, async () => {
    const report = await makeComparison(target, flags, invocation)
    return emit(flags, invocation, report, (ink) => compareText(report, ink, { verbose: flags.verbose }))
  })
}

async function makeComparison(
  target: string | undefined,
  flags: CompareFlags,
  invocation: Invocation,
): Promise<CompareReport> {
  const { terminal, signal, cwd } = invocation
  const progress = progressLine(terminal, !flags.progress || flags.quiet)
  const notices: string[] = []
  const folder = flags.all ? path.resolve(cwd, target ?? '.') : undefined
  try {
    const setup = await setUp(terminal.env, folder ?? cwd, flags.settings, signal, (text) => void notices.push(text))
    try {
      return await withSources(setup, folder ?? target ?? '', flags, invocation, progress)
    } finally {
      await setup.close()
    }
  } finally {
    progress.end()
    for (const text of new Set(notices)) if (!flags.quiet) terminal.stderr.write(`modwarden: ${printable(text)}\n`)
  }
}

async function withSources(
  setup: Setup,
  target: string,
  flags: CompareFlags,
  { terminal, signal }: Invocation,
  progress: ProgressLine,
): Promise<CompareReport> {
  const { world, go, settings } = setup
  if (settings.offline) {
    throw new WardenError(
      'refused',
      'compare: the source is fetched from its server, and --offline opens no connection',
      {
        remedy: 'run it again without --offline; verify and scan work without a network',
      },
    )
  }
  const onProgress = (text: () => string): void => progress.update(text)
  const options: VerifyOptions = {
    full: settings.full,
    offline: settings.offline,
    intoModcache: false,
    requireProof: settings.requireProof,
    signal,
    onProgress,
  }
  const [input, database] = flags.all
    ? await inputOfProject(setup, target, options)
    : await inputOfVersion(setup, target, options)
  const vcs = createVcs({
    env: terminal.env,
    version: VERSION,
    goauth: go.GOAUTH,
    temporary: path.join(settings.store, 'tmp'),
  })
  try {
    const report = await compareSources(world, vcs, input, {
      go,
      privacy: privacyOf(go, settings),
      prover: database.prover,
      history: flags.signers || !flags.all ? 'all' : 'doubtful',
      signal,
      onProgress,
    })
    await keepSources(world, report.modules)
    return report
  } finally {
    await vcs.close()
  }
}

/** Compares one module version whose code was looked at. Throws `aborted`, `fork`. */
export async function compareVersion(
  setup: Setup,
  module: ModuleVersion,
  findings: readonly CodeFinding[],
  env: Invocation['terminal']['env'],
  options: VerifyOptions,
): Promise<ComparedModule | undefined> {
  const { world, go, settings } = setup
  const [input, database] = await inputOfVersion(setup, moduleName(module), options)
  const vcs = createVcs({ env, version: VERSION, goauth: go.GOAUTH, temporary: path.join(settings.store, 'tmp') })
  try {
    const { signal, onProgress } = options
    const report = await compareSources(
      world,
      vcs,
      { ...input, findings: new Map([[moduleName(module), findings]]) },
      {
        go,
        privacy: privacyOf(go, settings),
        prover: database.prover,
        history: 'doubtful',
        signal,
        ...(onProgress === undefined ? {} : { onProgress }),
      },
    )
    await keepSources(world, report.modules)
    return report.modules[0]
  } finally {
    await vcs.close()
  }
}

async function inputOfProject(
  setup: Setup,
  folder: string,
  options: VerifyOptions,
): Promise<readonly [CompareInput, Database]> {
  const { world, go } = setup
  const began = world.clock.now().getTime()
  const project = await loadProject(world.files, folder, go)
  const database = await databaseOf(setup, project)
  const verified = await verifyProject(world, go, project, database, options)
  const { full, signal } = options
  const sources = createSources(world, { modcache: go.GOMODCACHE, project, prover: database.prover, full, signal })
  const modules = project.mains.map((main) => main.goMod.module?.path ?? '')
  return [
    { subject: { kind: 'project', folder: project.folder, modules }, verified, sources, project, began },
    database,
  ]
}

async function inputOfVersion(
  setup: Setup,
  name: string,
  options: VerifyOptions,
): Promise<readonly [CompareInput, Database]> {
  const { world, go } = setup
  const began = world.clock.now().getTime()
  const module = moduleNamed(name, 'modwarden compare example.com/m@v1.2.3')
  const database = await databaseOf(setup, undefined)
  const { full, signal } = options
  const modcache = go.GOMODCACHE
  const sources = createSources(world, { modcache, project: undefined, prover: database.prover, full, signal })
  const verified = await verifyVersions(world, go, [module], sources, database, options)
  const subject = { kind: 'version', folder: modcache, modules: [name] } as const
  return [{ subject, verified, sources, project: undefined, began }, database]
}
