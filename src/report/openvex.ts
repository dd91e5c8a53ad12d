// Statements about vulnerabilities as OpenVEX (https://github.com/openvex/spec/blob/main/OPENVEX-SPEC.md, v0.2.0). The same
// statements give the same bytes: the document's name is made from its content.
import { contentUuid } from './contentuuid.ts'
import { golangPurl, modulePurl } from './purl.ts'
import type { VexStatement } from './vexstatements.ts'

/** What the statements are about, and who says them. */
export interface VexSubject {
  /** The main module, and its version where it is known. */
  readonly path: string
  readonly version: string
  readonly author: string
  /** RFC 3339. */
  readonly timestamp: string
}

/** The document, with a final newline; `tool` is the version of modwarden. */
export function openvex(subject: VexSubject, statements: readonly VexStatement[], tool: string): string {
  const document = {
    '@context': 'https://openvex.dev/ns/v0.2.0',
    '@id': '',
    author: subject.author,
    timestamp: subject.timestamp,
    version: 1,
    tooling: `modwarden ${tool}`,
    statements: statements.map((statement) => statementOf(subject, statement)),
  }
  const text = (): string => `${JSON.stringify(document, undefined, 2)}\n`
  document['@id'] = `urn:uuid:${contentUuid(text())}`
  return text()
}

function statementOf({ path, version }: VexSubject, statement: VexStatement): object {
  const { id, aliases, status, justification, why, action } = statement
  return {
    vulnerability: { name: id, ...(aliases.length === 0 ? {} : { aliases }) },
    products: [{ ...named(path, version), subcomponents: [named(statement.module, statement.version)] }],
    status,
    ...(justification === undefined ? {} : { justification }),
    // The sentence has another name for each status.
    ...(status === 'not_affected' ? { impact_statement: why } : { status_notes: why }),
    ...(action === undefined ? {} : { action_statement: action }),
  }
}

/** By a name that keeps the path's case, and by its purl, which does not. */
function named(path: string, version: string): object {
  return {
    '@id': modulePurl(version === '' ? path : `${path}@${version}`),
    identifiers: { purl: golangPurl(path, version) },
  }
}
