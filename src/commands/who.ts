// modwarden who: who fetched a module version through a guard. Reads the guard's tables, beside it or without it.
import { isWardenError, messageOf, WardenError } from '../base/errors.ts'
import { checkImportPath } from '../gomod/path.ts'
import { canonicalVersion } from '../gomod/version.ts'
import { createClock } from '../io/clock.ts'
import { whoFetched, type WhoQuestion } from '../jobs/guard/who.ts'
import type { ExitCode } from '../report/verify.ts'
import { whoText } from '../report/who.ts'
import { decisionsAbout } from '../store/decisionlog.ts'
import { downloadsOf, gapsOf } from '../store/downloads.ts'
import { openPeople } from '../store/people.ts'
import type { Invocation, ReportFlags } from './flags/reportflags.ts'
import { tablesFile } from './guards/guardsetup.ts'
import { withGuardTables } from './guards/guardtables.ts'
import { emit, failed } from './run/output.ts'

/** The flags of `who`. */
export interface WhoFlags extends ReportFlags {
  readonly data: string | undefined
  readonly module: string | undefined
  readonly since: Date | undefined
}

/** Runs `who`: exit code 1 where somebody has what is blocked now. */
export async function whoCommand(
  named: string | undefined,
  flags: WhoFlags,
  invocation: Invocation,
): Promise<ExitCode> {
  return failed('modwarden/who/1', flags, invocation, async () => {
    const question = questionOf(named, flags)
    return withGuardTables(flags.data, invocation, async (tables, folder) => {
      if (tables.form < FIRST_FORM) {
        throw new WardenError('config', 'an older modwarden keeps this folder, and it recorded no downloads', {
          remedy: 'modwarden serve records them from now on',
        })
      }
      const now = createClock().now()
      const report = await whoFetched(
        {
          downloads: {
            of: async (path, version, since) => downloadsOf(tables, path, version, since),
            gaps: async () => gapsOf(tables, now),
          },
          log: { history: async (path, version, most) => decisionsAbout(tables, path, version, most) },
          names: async (references) => openPeople(tables, tablesFile(folder)).names(references),
        },
        question,
      )
      return emit(flags, invocation, report, (ink) => whoText(report, ink))
    })
  })
}

/** The first form of the tables that has downloads and people. */
const FIRST_FORM = 3

function questionOf(named: string | undefined, { module, since }: WhoFlags): WhoQuestion {
  const text = named ?? module
  if (text === undefined || (named !== undefined && module !== undefined)) {
    throw new WardenError('usage', text === undefined ? 'who fetched what?' : 'a module is named twice', {
      remedy: 'modwarden who example.com/m@v1.2.3   or   modwarden who --module example.com/m',
    })
  }
  const at = text.lastIndexOf('@')
  const path = at < 0 ? text : text.slice(0, at)
  const version = at < 0 ? undefined : text.slice(at + 1)
  try {
    checkImportPath(path)
  } catch (error) {
    if (!isWardenError(error)) throw error
    throw new WardenError('usage', messageOf(error), { remedy: 'modwarden who example.com/m@v1.2.3', cause: error })
  }
  if (version !== undefined && canonicalVersion(version) !== version) {
    throw new WardenError('usage', `${text}: not an exact version`, { remedy: 'write it as in go.mod' })
  }
  return { path, version, since }
}
