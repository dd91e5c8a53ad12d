// Where advisories come from, by flag, environment and settings; and what is known of flaws in use.
import path from 'node:path'
import { parseEpss, parseKev } from '../advisories/exploited.ts'
import { unzipped } from '../advisories/vulndb.ts'
import { WardenError } from '../base/errors.ts'
import type { Environment } from '../io/environment.ts'
import { isUrl } from '../jobs/known/feedsource.ts'
import type { AdvisorySources } from '../jobs/vulns/database.ts'
import type { Exploits } from '../jobs/vulns/rating.ts'
import type { Files } from '../world/files.ts'
import type { Settings } from './settings/table.ts'

const MOST_BYTES = 256 << 20

/**
 * The sources of a run: the flag's database, else GOVULNDB's, as govulncheck has it, else the setting's. Throws `config`
 * for a setting that is no URL and no absolute path.
 */
export function advisorySources(
  settings: Pick<Settings, 'vulndb' | 'advisories' | 'offline'>,
  env: Environment,
  named: string | undefined,
  cwd: string,
): AdvisorySources {
  const variable = env['GOVULNDB'] ?? ''
  const fromEnvironment = variable === '' || variable === 'off' ? undefined : absolute(variable, 'GOVULNDB')
  const flag = named === undefined || isUrl(named) ? named : path.resolve(cwd, named)
  const setting = settings.vulndb === undefined ? undefined : absolute(settings.vulndb, 'vulndb')
  return {
    database: flag ?? fromEnvironment ?? setting,
    more: settings.advisories.map((one) => absolute(one, 'advisories')),
    offline: settings.offline,
  }
}

/** Reads the files of EPSS scores and of exploited flaws, where they are set. Throws `config`, `parse`, `not-found`, `io`. */
export async function exploitsOf(files: Files, settings: Pick<Settings, 'epss' | 'exploited'>): Promise<Exploits> {
  const read = async <T>(
    file: string | undefined,
    name: string,
    parse: (bytes: Uint8Array, name: string) => T,
    none: T,
  ): Promise<T> => {
    if (file === undefined) return none
    const bytes = await files.read(absolute(file, name), MOST_BYTES)
    if (bytes === undefined) throw new WardenError('not-found', `${name}: ${file}: no such file`)
    // EPSS comes gzipped.
    return parse(unzipped(bytes, MOST_BYTES, file), file)
  }
  return {
    epss: await read(settings.epss, 'epss', parseEpss, new Map<string, number>()),
    known: await read(settings.exploited, 'exploited', parseKev, new Set<string>()),
  }
}

function absolute(source: string, name: string): string {
  if (isUrl(source)) return source
  if (path.isAbsolute(source)) return path.resolve(source)
  throw new WardenError('config', `${name}: ${source}: neither a URL nor an absolute path`, {
    remedy: 'settings hold wherever modwarden runs: write the whole path',
  })
}
