// A bill of materials as SPDX 2.3 JSON (https://spdx.github.io/spdx-spec/v2.3/). The same bill gives the same bytes: the
// document's namespace is made from its content. SPDX has no place for vulnerabilities.
import { licenceIds, noAssertion, parseLicenceExpression } from '../licence/expression.ts'
import type { Licences } from '../licence/licences.ts'
import type { Bill, BillPart } from './bom.ts'
import { contentUuid } from './contentuuid.ts'
import { purlOf } from './partpurl.ts'

/** The document, with a final newline; `tool` is the version of modwarden. */
export function spdx(bill: Bill, tool: string): string {
  const parts = [bill.subject, ...bill.parts]
  const ids = idsOf(parts)
  const id = (ref: string): string => ids.get(ref) ?? 'NONE'
  const { path, version } = bill.subject
  const relationships = [
    { spdxElementId: 'SPDXRef-DOCUMENT', relationshipType: 'DESCRIBES', relatedSpdxElement: id(bill.subject.ref) },
    ...bill.edges.flatMap(({ from, to }) =>
      to.map((ref) => ({ spdxElementId: id(from), relationshipType: 'DEPENDS_ON', relatedSpdxElement: id(ref) })),
    ),
    ...parts.flatMap(({ ref, scope }) =>
      scope === 'excluded'
        ? [{ spdxElementId: id(ref), relationshipType: 'TEST_DEPENDENCY_OF', relatedSpdxElement: id(bill.subject.ref) }]
        : [],
    ),
  ]
  const own = [...new Set(parts.flatMap(({ licences }) => ownLicences(licences)))]
  const document = {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: version === '' ? path : `${path}@${version}`,
    documentNamespace: '',
    creationInfo: {
      creators: [`Tool: modwarden-${tool}`],
      created: bill.timestamp ?? '1970-01-01T00:00:00Z',
      ...(bill.timestamp === undefined
        ? { comment: 'no date is known: no commit, and SOURCE_DATE_EPOCH is not set' }
        : {}),
    },
    ...comment(commentOf(bill)),
    packages: parts.map((part) => packageOf(part, id(part.ref), bill)),
    relationships,
    ...(own.length === 0
      ? {}
      : {
          hasExtractedLicensingInfos: own.map((licenseId) => ({
            licenseId,
            extractedText: 'see the licence files of the package',
          })),
        }),
  }
  const text = (): string => `${JSON.stringify(document, undefined, 2)}\n`
  document.documentNamespace = `urn:uuid:${contentUuid(text())}`
  return text()
}

/** `SPDXRef-` and letters, digits, `.` and `-` alone; two refs that would be the same are told apart by a number. */
function idsOf(parts: readonly BillPart[]): ReadonlyMap<string, string> {
  const ids = new Map<string, string>()
  const taken = new Set<string>()
  const last = new Map<string, number>()
  for (const { ref } of parts) {
    const plain = `SPDXRef-${ref.replaceAll(/[^A-Za-z0-9.]+/g, '-')}`
    let id = plain
    // Thousands may be the same: none is counted twice.
    let number = last.get(plain) ?? 1
    while (taken.has(id)) id = `${plain}.${++number}`
    last.set(plain, number)
    taken.add(id)
    ids.set(ref, id)
  }
  return ids
}

function packageOf(part: BillPart, id: string, bill: Bill): object {
  const { path, version, kind, sha256, licences } = part
  const purl = purlOf(part)
  return {
    SPDXID: id,
    name: path,
    ...(version === '' ? {} : { versionInfo: version }),
    downloadLocation: noAssertion,
    filesAnalyzed: false,
    primaryPackagePurpose:
      kind === 'image' ? 'CONTAINER' : kind === 'project' || kind === 'program' ? 'APPLICATION' : 'LIBRARY',
    ...(sha256 === undefined ? {} : { checksums: [{ algorithm: 'SHA256', checksumValue: sha256 }] }),
    licenseConcluded: licences?.expression ?? noAssertion,
    licenseDeclared: licences?.declared ?? noAssertion,
    ...evidenceText(licences),
    copyrightText: noAssertion,
    ...sourceText(part, bill),
    ...comment(factsText(part)),
    ...(purl === undefined
      ? {}
      : {
          externalRefs: [{ referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: purl }],
        }),
  }
}

function comment(text: string): { comment?: string } {
  return text === '' ? {} : { comment: text }
}

function commentOf({ database, left }: Bill): string {
  const head =
    database === undefined || database.treeSize === 0
      ? []
      : [`hashes are proven in ${database.name}, tree size ${database.treeSize}, root hash ${database.rootHash}`]
  return [...head, ...left.map((why) => `missing: ${why}`)].join('\n')
}

function evidenceText(licences: Licences | undefined): { licenseComments?: string } {
  if (licences === undefined || licences.evidence.length === 0) return {}
  const lines = licences.evidence.map(({ file, id, share, nearest }) => {
    const like = nearest === undefined ? '' : `, most like ${nearest}`
    return `${file}: ${id} (${(share * 100).toFixed(1)} % the same${like})`
  })
  return { licenseComments: lines.join('\n') }
}

function sourceText({ provenance }: BillPart, { database }: Bill): { sourceInfo?: string } {
  if (provenance === undefined) return {}
  if (provenance.status === 'proven' && provenance.record !== undefined && database !== undefined) {
    const tree = `tree size ${database.treeSize}, root hash ${database.rootHash}`
    return { sourceInfo: `its hash is proven: record ${provenance.record} of ${database.name}, ${tree}` }
  }
  return { sourceInfo: [`its hash is ${provenance.status}`, ...provenance.reasons].join(': ') }
}

function factsText({ h1, replaces, scope, facts }: BillPart): string {
  return [
    ...(h1 === undefined ? [] : [h1]),
    ...(scope === undefined ? [] : [`scope: ${scope}`]),
    ...(replaces === undefined ? [] : [`in place of ${replaces.path}@${replaces.version}`]),
    ...Object.entries(facts ?? {}).map(([name, value]) => `${name}: ${value}`),
  ].join('\n')
}

/** `LicenseRef-…` of a tag, which a document must explain. */
function ownLicences(licences: Licences | undefined): readonly string[] {
  if (licences === undefined) return []
  return [licences.expression, licences.declared].flatMap((expression) =>
    expression === noAssertion
      ? []
      : licenceIds(parseLicenceExpression(expression)).filter((id) => id.startsWith('LicenseRef-')),
  )
}
