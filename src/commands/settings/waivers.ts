// The waivers of a run: the project's and the user's own. In a pull request the project's are those of the branch that it
// goes to: who brings a finding does not accept it in the same breath.
import path from 'node:path'
import { isWardenError } from '../../base/errors.ts'
import { createGit } from '../../io/git.ts'
import { createWaiving, type Waiving } from '../../jobs/scan/waivers.ts'
import { dayOf, type Waiver } from '../../policy/waiver.ts'
import { printable } from '../../report/printable.ts'
import type { World } from '../../world/world.ts'
import { requestBase, type BaseCommit } from '../run/baseline.ts'
import { errorText } from '../run/errortext.ts'
import type { Invocation } from '../flags/reportflags.ts'
import { waiverFiles } from './waiverplaces.ts'

const MOST_BYTES = 1 << 20

/**
 * Reads them for a project's folder; `base` is the commit that the run is compared with, where there is one. `undefined`
 * where there are none. Throws `config` for a file that is malformed, `io`.
 */
export async function waivingOf(
  world: Pick<World, 'files' | 'clock'>,
  folder: string,
  base: BaseCommit | undefined,
  invocation: Invocation,
): Promise<Waiving | undefined> {
  const waivers = await waiversOf(world, folder, base, invocation)
  return waivers.length === 0 ? undefined : createWaiving(waivers, world.clock.now())
}

/** The waivers themselves. Throws `config` for a file that is malformed, `io`. */
export async function waiversOf(
  world: Pick<World, 'files' | 'clock'>,
  folder: string,
  base: BaseCommit | undefined,
  invocation: Invocation,
): Promise<readonly Waiver[]> {
  const { terminal, cwd } = invocation
  const today = dayOf(world.clock.now())
  const places = await waiverFiles(world.files, terminal.env, folder)
  const own = await userWaivers(world, places.user, today)
  const project = await projectWaivers(world, places.project, base, today, invocation)
  return [...project, ...own].map((w) => ({ ...w, place: { ...w.place, file: shownFrom(cwd, w.place.file) } }))
}

/** The user's own waivers; none where there is no file. Throws `config`, `io`. */
export async function userWaivers(
  { files }: Pick<World, 'files'>,
  file: string | undefined,
  today: string,
): Promise<readonly Waiver[]> {
  if (file === undefined || (await files.info(file)) === undefined) return []
  const { readWaivers } = await import('./waiverfile.ts')
  return readWaivers(files, file, 'user', today)
}

async function projectWaivers(
  { files }: Pick<World, 'files'>,
  file: string,
  base: BaseCommit | undefined,
  today: string,
  { terminal, cwd }: Invocation,
): Promise<readonly Waiver[]> {
  // Nearly every project has none: neither git nor the reader is needed then.
  if ((await files.info(file)) === undefined) return []
  const { parseWaivers, readWaivers } = await import('./waiverfile.ts')
  const git = createGit(terminal.env)
  const folder = path.dirname(file)
  try {
    const from = base ?? (await requestBase(git, folder, terminal.env))
    if (from === undefined) return await readWaivers(files, file, 'project', today)
    const bytes = await git.file(folder, from.commit, path.basename(file), MOST_BYTES)
    return bytes === undefined ? [] : await parseWaivers(bytes, file, 'project', today)
  } catch (error) {
    if (!isWardenError(error, 'io')) throw error
    terminal.stderr.write(printable(`modwarden: ${file}: its waivers do not count\n${errorText(error, cwd)}\n`))
    return []
  }
}

function shownFrom(cwd: string, file: string): string {
  const below = path.relative(cwd, file)
  return below.startsWith('..') ? file : below
}
