// The tables of a guard for commands that read them, beside the guard or without it.
import { WardenError } from '../../base/errors.ts'
import { createFiles } from '../../io/files.ts'
import { openTables, type Database } from '../../store/tables.ts'
import { dataFolder, tablesFile } from './guardsetup.ts'
import type { Invocation } from '../flags/reportflags.ts'
import { loadSettings } from '../settings/settings.ts'

/** Runs `work` with the tables of the folder that is named, or that the settings name. Throws `usage` where none is. */
export async function withGuardTables<T>(
  named: string | undefined,
  { terminal }: Pick<Invocation, 'terminal'>,
  work: (tables: Database, folder: string) => Promise<T>,
): Promise<T> {
  const files = createFiles()
  const folder = dataFolder(await loadSettings(files, terminal.env, undefined, { data: named }))
  if ((await files.info(tablesFile(folder))) === undefined) {
    throw new WardenError('usage', `${folder}: no guard keeps its data here`, { remedy: 'name its folder: --data DIR' })
  }
  const tables = openTables(tablesFile(folder), { readOnly: true })
  try {
    return await work(tables, folder)
  } finally {
    await tables.close()
  }
}
