// vulns --binary: what a compiled program was built from, and which functions it holds.
import { WardenError } from '../base/errors.ts'
import { readFunctionNames } from '../gomod/functionnames.ts'
import { openZipFile } from '../io/zipfile.ts'
import { loadAdvisories } from '../jobs/vulndb.ts'
import { vulnerabilitiesOfProgram, wantedOfProgram } from '../jobs/vulnsbinary.ts'
import type { VulnsReport } from '../report/vulns.ts'
import type { Invocation } from './flags/reportflags.ts'
import { advisorySources, exploitsOf } from './vulnssources.ts'
import type { VulnsFlags } from './vulns.ts'
import { waivedReport } from './vulnswaived.ts'
import type { Setup } from './world.ts'

/** The report of a program. Throws `usage` where it is none of Go's, `not-found`, `parse`, and as `loadAdvisories`. */
export async function vulnsOfBinary(
  setup: Setup,
  file: string,
  flags: Pick<VulnsFlags, 'db' | 'level' | 'ignores'>,
  invocation: Invocation,
): Promise<VulnsReport> {
  const { world, settings } = setup
  const { terminal, cwd, signal } = invocation
  const began = world.clock.now().getTime()
  const info = await world.programs.read(file)
  if (info === undefined) {
    throw new WardenError('not-found', `${file}: no Go program, or its build info was taken away`, {
      remedy: 'look at its source instead: modwarden vulns FOLDER',
    })
  }
  const loaded = await loadAdvisories(
    world,
    advisorySources(settings, terminal.env, flags.db, cwd),
    wantedOfProgram(info),
    signal,
  )
  using source = openZipFile(file)
  const functions = readFunctionNames(source)
  const exploits = await exploitsOf(world.files, settings)
  const report = await vulnerabilitiesOfProgram(
    world,
    { file, info, functions, threshold: flags.level, exploits, began },
    loaded,
  )
  return await waivedReport(setup, report, cwd, undefined, flags.ignores, invocation)
}
