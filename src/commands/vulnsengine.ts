// --engine govulncheck: it answers what is reached, over the advisories that hold; all else is as without it.
import { osvOf, parseGovulncheck } from '../advisories/govulncheck.ts'
import type { Advisory } from '../advisories/osv.ts'
import { DB_FILE, MODULES_FILE, recordFile } from '../advisories/vulndb.ts'
import { utf8 } from '../base/bytes.ts'
import { runGovulncheck } from '../io/govulncheck.ts'
import type { VulnsInput } from '../jobs/vulns/vulns.ts'
import type { Files } from '../world/files.ts'
import type { Invocation } from './flags/reportflags.ts'

/** The engine for a project's folder. */
export function govulncheckEngine(
  files: Files,
  folder: string,
  { tags, tests }: { readonly tags: readonly string[]; readonly tests: boolean },
  { terminal, signal }: Invocation,
): NonNullable<VulnsInput['engine']> {
  return {
    name: 'govulncheck',
    ask: async (advisories) => {
      const database = await files.temporaryFolder('vulndb-')
      try {
        await writeDatabase(files, database, advisories)
        const output = await runGovulncheck({ folder, database, tags, tests, env: terminal.env, signal })
        return { ...parseGovulncheck(output), imports: () => [], troubles: [] }
      } finally {
        await files.remove(database)
      }
    },
  }
}

async function writeDatabase(files: Files, folder: string, advisories: readonly Advisory[]): Promise<void> {
  const byId = new Map(advisories.map((one) => [one.id, one]))
  const modules = new Map<string, { readonly id: string; readonly modified: string }[]>()
  for (const { id, modified, affected } of byId.values()) {
    for (const module of new Set(affected.map((item) => item.module))) {
      modules.set(module, [...(modules.get(module) ?? []), { id, modified: modified === '' ? NOBODY : modified }])
    }
  }
  const write = async (name: string, value: unknown): Promise<void> =>
    files.write(`${folder}/${name}`, utf8(JSON.stringify(value)))
  await write(DB_FILE, { modified: NOBODY })
  await write(
    MODULES_FILE,
    [...modules].map(([path, vulns]) => ({ path, vulns })),
  )
  for (const one of byId.values()) await write(recordFile(one.id), osvOf(one))
}

const NOBODY = '0001-01-01T00:00:00Z'
