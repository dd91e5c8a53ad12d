// Where waivers are written: beside a project's go.work or go.mod, and in the user's own configuration.
import path from 'node:path'
import type { Files } from '../../world/files.ts'
import type { Invocation } from '../flags/reportflags.ts'
import { userFolder } from './settings.ts'

/** The name of a project's file. */
const WAIVERS_FILE = '.modwarden-waivers.yaml'

/** The project's file of waivers, and the user's own; `undefined` where there is no home. */
export interface WaiverFiles {
  readonly project: string
  readonly user: string | undefined
}

/** Where waivers stand for a folder of a project, whether or not the files are there. Throws `io`. */
export async function waiverFiles(
  files: Files,
  env: Invocation['terminal']['env'],
  folder: string,
): Promise<WaiverFiles> {
  const own = userFolder(env)
  return {
    project: path.join(await projectRoot(files, folder), WAIVERS_FILE),
    user: own === undefined ? undefined : path.join(own, 'waivers.yaml'),
  }
}

/** The nearest folder above with a go.work or a go.mod file, otherwise the folder itself. */
async function projectRoot(files: Files, folder: string): Promise<string> {
  for (const name of ['go.work', 'go.mod']) {
    for (let at = path.resolve(folder); ; at = path.dirname(at)) {
      if ((await files.info(path.join(at, name)))?.kind === 'file') return at
      if (at === path.dirname(at)) break
    }
  }
  return folder
}
