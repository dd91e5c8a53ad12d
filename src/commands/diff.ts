// modwarden diff: two module versions to one report.
import path from 'node:path'
import { WardenError } from '../base/errors.ts'
import { moduleName } from '../base/finding.ts'
import { createFiles } from '../io/files.ts'
import { diffVersions, type DiffSubject } from '../jobs/scan/diff.ts'
import { loadFeeds } from '../jobs/known/feed.ts'
import { localFolder, planLocal } from '../jobs/scan/local.ts'
import { diffText } from '../report/difftext.ts'
import { printable } from '../report/printable.ts'
import type { ExitCode } from '../report/verify.ts'
import type { CommonFlags, Invocation } from './flags/reportflags.ts'
import { isModuleName, moduleNamed } from './run/modulenamed.ts'
import { emit, failed } from './run/output.ts'
import { versionsRun } from './run/databaseof.ts'
import { feedSettings } from './settings/feedsettings.ts'
import { createScanner } from './scanning/scanner.ts'
import { planZip } from './scanning/zip.ts'
import { progressLine } from './run/terminal.ts'
import { setUp } from './run/world.ts'

/** The flags of `diff`. */
export interface DiffFlags extends CommonFlags {
  /** Shows the changed lines. */
  readonly source: boolean
}

const EXAMPLE = 'modwarden diff example.com/m@v1.2.3 example.com/m@v1.3.0'

/** Runs `diff`; gives the exit code. */
export async function diffCommand(
  first: string,
  second: string,
  flags: DiffFlags,
  invocation: Invocation,
): Promise<ExitCode> {
  return failed('modwarden/diff/1', flags, invocation, async () => {
    const { terminal, signal, cwd } = invocation
    const before = await subjectNamed(first, undefined, cwd)
    const after = await subjectNamed(second, before, cwd)
    if (nameOf(before) === nameOf(after)) {
      throw new WardenError('usage', `${nameOf(after)}: the same twice`, { remedy: EXAMPLE })
    }
    const progress = progressLine(terminal, !flags.progress || flags.quiet)
    const notices = new Set<string>()
    try {
      const setup = await setUp(terminal.env, cwd, flags.settings, signal, (text) => void notices.add(text))
      const scanner = createScanner({ ...setup.settings })
      try {
        const { world, settings } = setup
        const { knowledge } = await loadFeeds(world, feedSettings(settings))
        const report = await diffVersions(
          world,
          scanner,
          { before, after, knowledge, folder: cwd, began: world.clock.now().getTime() },
          versionsRun(setup, signal, progress),
        )
        progress.end()
        const options = { verbose: flags.verbose, source: flags.source }
        return await emit(flags, invocation, report, (ink) => diffText(report, ink, options))
      } finally {
        await scanner.close()
        await setup.close()
      }
    } finally {
      progress.end()
      for (const text of notices) if (!flags.quiet) terminal.stderr.write(`modwarden: ${printable(text)}\n`)
    }
  })
}

function nameOf(one: DiffSubject): string {
  return one.kind === 'version' ? moduleName(one.module) : one.plan.dir
}

/** A folder or zip that is there, otherwise a module version; a version alone is one of the first one's module. */
export async function subjectNamed(
  named: string,
  first: DiffSubject | undefined,
  cwd: string,
  example: string = EXAMPLE,
): Promise<DiffSubject> {
  const base = first?.kind === 'version' ? first.module.path : first?.plan.module.path
  const short = base !== undefined && /^v\d/.test(named)
  // A folder of such a name is meant by `./` before it: a checkout could have put one there.
  if (short || isModuleName(named)) {
    return { kind: 'version', module: moduleNamed(short ? `${base}@${named}` : named, example) }
  }
  const files = createFiles()
  const file = path.resolve(cwd, named)
  const kind = (await files.info(file))?.kind
  if (kind === 'file' && file.endsWith('.zip')) return { kind: 'here', plan: planZip(file) }
  if (kind === 'folder') {
    const [plan] = await planLocal(files, await localFolder(files, file), 'main', false)
    if (plan !== undefined) return { kind: 'here', plan }
  }
  return { kind: 'version', module: moduleNamed(named, example) }
}
