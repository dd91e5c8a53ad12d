// What somebody accepted, applied to a vulnerability report: the project's and the user's waivers, and other tools' files.
import path from 'node:path'
import { withWaivers, type Ignored } from '../jobs/vulns/waivers.ts'
import type { VulnsReport } from '../report/vulns.ts'
import type { BaseCommit } from './run/baseline.ts'
import type { Invocation } from './flags/reportflags.ts'
import { waiversOf } from './settings/waivers.ts'
import type { Setup } from './run/world.ts'

/** Applies the waivers that count for a folder, and the files of other tools that the command line names. */
export async function waivedReport(
  { world }: Setup,
  report: VulnsReport,
  folder: string,
  base: BaseCommit | undefined,
  files: readonly string[],
  invocation: Invocation,
): Promise<VulnsReport> {
  const waivers = await waiversOf(world, folder, base, invocation)
  const ignored: Ignored[] = []
  if (files.length > 0) {
    const { readIgnores } = await import('./settings/ignorefile.ts')
    for (const file of files)
      ignored.push(...(await readIgnores(world.files, path.resolve(invocation.cwd, file), file)))
  }
  if (waivers.length === 0 && ignored.length === 0) return report
  return withWaivers(report, waivers, ignored, world.clock.now())
}
