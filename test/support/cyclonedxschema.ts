// The official schemas of CycloneDX, as they stand in the package of its own library.
import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import Ajv from 'ajv'

const folder = path.join(import.meta.dirname, '../../node_modules/@cyclonedx/cyclonedx-library/res/schema')

/** What is wrong with a document by the schema of a version. */
export function cyclonedxTroubles(document: unknown, version: '1.6' | '1.7'): string[] {
  // Its draft-07 schemas name formats of later drafts, which the validator does not know.
  const ajv = new Ajv({ allErrors: true, unknownFormats: 'ignore', logger: false })
  for (const name of readdirSync(folder).filter((one) => /^(?:jsf|spdx|cryptography).*\.json$/.test(one))) {
    ajv.addSchema(schemaOf(name), `http://cyclonedx.org/schema/${name}`)
  }
  if (ajv.validate(schemaOf(`bom-${version}.SNAPSHOT.schema.json`), document) === true) return []
  return (ajv.errors ?? []).map((error) => `${error.dataPath} ${error.message} ${JSON.stringify(error.params)}`)
}

function schemaOf(name: string): object {
  return JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as object
}
