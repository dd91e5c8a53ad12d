// docs/schemas/ as an oracle: whether a document is what its published schema says, without a member that it leaves out.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Ajv from 'ajv'

const folder = join(import.meta.dirname, '..', '..', 'docs', 'schemas')

/** What is wrong with a document by `docs/schemas/<name>`; members that the schema does not name are wrong too. */
export function schemaTroubles(name: string, document: unknown): string[] {
  const schema = JSON.parse(readFileSync(join(folder, name), 'utf8')) as object
  const troubles = (form: object): string[] => {
    const ajv = new Ajv({ allErrors: true })
    return ajv.validate(form, document) === true
      ? []
      : (ajv.errors ?? []).map((e) => `${e.dataPath} ${e.message} ${JSON.stringify(e.params)}`)
  }
  return [...new Set([...troubles(schema), ...troubles(closed(schema) as object)])]
}

/** The schema with every object of named members closed to others. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed)
  if (typeof schema !== 'object' || schema === null) return schema
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]))
  return 'properties' in copy && !('additionalProperties' in copy) ? { ...copy, additionalProperties: false } : copy
}
