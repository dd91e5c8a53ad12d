// `node tools/schemas.ts` writes docs/schemas/ from the zod schemas that the program itself uses. With --check nothing is
// written, and it fails where a file is not what would be written.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { metaSchemas } from '../src/commands/settings/metaschemas.ts'
import { policySchemas } from '../src/commands/settings/policyschema.ts'
import { settingsSchemas } from '../src/commands/settings/schema.ts'
import { documentSchemas } from '../src/report/schemas.ts'

/** docs/schemas/ as it should be: the text of each file by its name. */
export function schemaFiles(): ReadonlyMap<string, string> {
  const schemas = [...documentSchemas(), ...metaSchemas(), ...policySchemas(), ...settingsSchemas()]
  return new Map(schemas.map(([name, schema]) => [name, `${JSON.stringify(schema, undefined, 2)}\n`]))
}

const folder = join(import.meta.dirname, '..', 'docs', 'schemas')

/** The files of docs/schemas/ that are not what they should be, missing and surplus ones too. */
export function staleSchemas(): string[] {
  const wanted = schemaFiles()
  const there = new Set(readdirSync(folder))
  const wrong = [...wanted].filter(
    ([name, text]) => !there.has(name) || readFileSync(join(folder, name), 'utf8') !== text,
  )
  return [...wrong.map(([name]) => name), ...[...there].filter((name) => !wanted.has(name))]
}

if (import.meta.main) {
  mkdirSync(folder, { recursive: true })
  if (process.argv.includes('--check')) {
    const stale = staleSchemas()
    if (stale.length > 0) process.stderr.write(`stale, run node tools/schemas.ts: ${stale.join(', ')}\n`)
    process.exitCode = stale.length > 0 ? 1 : 0
  } else {
    for (const [name, text] of schemaFiles()) writeFileSync(join(folder, name), text)
  }
}
