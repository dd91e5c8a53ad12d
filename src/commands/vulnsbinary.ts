// vulns --binary: what a compiled program was built from, and which functions it holds.
import { WardenError } from '../base/errors.ts'
import { readFunctionNames } from '../gomod/functionnames.ts'
import { openZipFile } from '../io/zipfile.ts'
import { loadAdvisories } from '../jobs/vulns/database.ts'
import { vulnerabilitiesOfProgram, wantedOfProgram, type BinaryInput } from '../jobs/vulns/binary.ts'
import type { VulnsReport } from '../report/vulns.ts'
import type { Invocation } from './flags/reportflags.ts'
import { advisorySources, exploitsOf } from './vulnssources.ts'
import type { VulnsFlags } from './vulns.ts'
import { waivedReport } from './vulnswaived.ts'
import type { Setup } from './run/world.ts'

/** The report of a program. Throws `usage` where it is none of Go's, `not-found`, `parse`, and as `loadAdvisories`. */
export async function vulnsOfBinary(
  setup: Setup,
  file: string,
  flags: Pick<VulnsFlags, 'db' | 'level' | 'ignores'>,
  invocation: Invocation,
): Promise<VulnsReport> {
  const info = await setup.world.programs.read(file)
  if (info === undefined) {
    throw new WardenError('not-found', `${file}: no Go program, or its build info was taken away`, {
      remedy: 'look at its source instead: modwarden vulns FOLDER',
    })
  }
  using source = openZipFile(file)
  const functions = readFunctionNames(source)
  const [report] = await vulnsOfPrograms(setup, [{ file, info, functions }], flags, invocation.cwd, invocation)
  if (report === undefined) throw new Error('a program without a report')
  return report
}

/** A report for each program that was read; `folder` is where waivers are looked for. Throws as `loadAdvisories`. */
export async function vulnsOfPrograms(
  setup: Setup,
  programs: ReadonlyArray<Pick<BinaryInput, 'file' | 'info' | 'functions'>>,
  { db, level, ignores }: Pick<VulnsFlags, 'db' | 'level' | 'ignores'>,
  folder: string,
  invocation: Invocation,
): Promise<readonly VulnsReport[]> {
  const { world, settings } = setup
  const { terminal, cwd, signal } = invocation
  const began = world.clock.now().getTime()
  const wanted = [...new Set(programs.flatMap(({ info }) => wantedOfProgram(info)))]
  const loaded = await loadAdvisories(world, advisorySources(settings, terminal.env, db, cwd), wanted, signal)
  const exploits = await exploitsOf(world.files, settings)
  const reports: VulnsReport[] = []
  for (const program of programs) {
    const report = await vulnerabilitiesOfProgram(world, { ...program, threshold: level, exploits, began }, loaded)
    reports.push(await waivedReport(setup, report, folder, undefined, ignores, invocation))
  }
  return reports
}
