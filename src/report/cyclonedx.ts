// A bill of materials as CycloneDX 1.6 or 1.7 JSON (https://cyclonedx.org/docs/1.6/json/). The same bill gives the same
// bytes: the serial number is made from the content, and lists are in the order of bytes. The library's own order is that
// of the machine's language.
import { Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library'
import { compareBytes } from '../base/bytes.ts'
import { licenceIds, noAssertion, parseLicenceExpression } from '../licence/expression.ts'
import type { Licences } from '../licence/licences.ts'
import type { Bill, BillPart } from './bom.ts'
import { contentUuid } from './contentuuid.ts'
import { purlOf } from './partpurl.ts'
import { modulePurl } from './purl.ts'
import { cyclonedxVulnerabilities, programVulnerabilities } from './cyclonedxvex.ts'

/** A version of the format. */
export type CyclonedxVersion = '1.6' | '1.7'

const SPECS = { '1.6': Spec.Spec1dot6, '1.7': Spec.Spec1dot7 } as const

/** The document, with a final newline; `tool` is the version of modwarden. */
export function cyclonedx(bill: Bill, version: CyclonedxVersion, tool: string): string {
  const components = new Map<string, Models.Component>()
  const parts = bill.parts.toSorted((a, b) => compareBytes(bomRefOf(a), bomRefOf(b)))
  for (const part of [bill.subject, ...parts]) components.set(part.ref, componentOf(part))
  for (const { from, to } of bill.edges) {
    for (const ref of to.toSorted(compareBytes)) {
      const bomRef = components.get(ref)?.bomRef
      if (bomRef !== undefined) components.get(from)?.dependencies.add(bomRef)
    }
  }
  const subject = components.get(bill.subject.ref)
  const document = new Models.Bom({
    metadata: new Models.Metadata({
      ...(bill.timestamp === undefined ? {} : { timestamp: new Date(bill.timestamp) }),
      ...(subject === undefined ? {} : { component: subject }),
      lifecycles: new Models.LifecycleRepository([
        bill.subject.kind === 'project' ? Enums.LifecyclePhase.PreBuild : Enums.LifecyclePhase.PostBuild,
      ]),
      tools: new Models.Tools({
        components: new Models.ComponentRepository([
          new Models.Component(Enums.ComponentType.Application, 'modwarden', { version: tool }),
        ]),
      }),
      properties: properties({
        'modwarden:sumdb:name': bill.database?.name,
        'modwarden:sumdb:treeSize': bill.database?.treeSize.toString(),
        'modwarden:sumdb:rootHash': bill.database?.rootHash,
        ...Object.fromEntries(bill.left.map((why, i) => [`modwarden:left:${i + 1}`, why])),
      }),
    }),
    components: new Models.ComponentRepository([...components.values()].filter((one) => one !== subject)),
    vulnerabilities: new Models.Vulnerability.VulnerabilityRepository([
      ...(bill.vulns === undefined
        ? []
        : cyclonedxVulnerabilities(bill.vulns, (ref) => components.get(ref)?.bomRef, bill.statements)),
      ...programVulnerabilities(bill, (ref) => components.get(ref)?.bomRef),
    ]),
  })
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(SPECS[version]))
  const text = (): string => serializer.serialize(document, { sortLists: false, space: 2 })
  document.serialNumber = `urn:uuid:${contentUuid(text())}`
  return `${text()}\n`
}

function componentOf(part: BillPart): Models.Component {
  const { kind, path, version, scope, sha256, licences, provenance } = part
  const declared = licences?.declared
  const stated = declared === undefined || declared === noAssertion ? [] : [licenceOf(declared)]
  const evidence = licences === undefined ? [] : evidenceOf(licences)
  const purl = purlOf(part)
  return new Models.Component(TYPES[kind], path, {
    bomRef: bomRefOf(part),
    ...(version === '' ? {} : { version }),
    ...(purl === undefined ? {} : { purl }),
    ...(scope === undefined || kind === 'project' ? {} : { scope: SCOPES[scope] }),
    hashes: new Models.HashDictionary(sha256 === undefined ? [] : [[Enums.HashAlgorithm['SHA-256'], sha256]]),
    licenses: new Models.LicenseRepository(stated),
    ...(kind === 'standard' ? cpeOf(version) : {}),
    ...(evidence.length === 0
      ? {}
      : { evidence: new Models.ComponentEvidence({ licenses: new Models.LicenseRepository(evidence) }) }),
    properties: properties({
      'modwarden:kind': kind,
      'modwarden:direct': kind === 'module' || kind === 'folder' ? String(part.direct) : undefined,
      'modwarden:replaces': part.replaces === undefined ? undefined : `${part.replaces.path}@${part.replaces.version}`,
      'modwarden:h1': part.h1,
      'modwarden:provenance': provenance?.status,
      'modwarden:provenance:by': provenance?.by,
      'modwarden:sumdb:record': provenance?.record?.toString(),
      'modwarden:provenance:why': provenance === undefined ? undefined : provenance.reasons.join('; ') || undefined,
      'modwarden:licences': licences?.expression,
      ...Object.fromEntries(Object.entries(part.facts ?? {}).map(([name, value]) => [`modwarden:${name}`, value])),
    }),
  })
}

/** Of a release of Go, and of no other build of it: a program says of itself what it likes. */
function cpeOf(version: string): { cpe?: string } {
  const [, number, update = '-'] = /^go(\d[\d.]{0,20})((?:rc|beta)\d{1,3})?$/.exec(version) ?? []
  return number === undefined ? {} : { cpe: `cpe:2.3:a:golang:go:${number}:${update}:*:*:*:*:*:*` }
}

const TYPES: Readonly<Record<BillPart['kind'], Enums.ComponentType>> = {
  project: Enums.ComponentType.Application,
  program: Enums.ComponentType.Application,
  image: Enums.ComponentType.Container,
  module: Enums.ComponentType.Library,
  folder: Enums.ComponentType.Library,
  standard: Enums.ComponentType.Library,
}

const SCOPES: Readonly<Record<NonNullable<BillPart['scope']>, Enums.ComponentScope>> = {
  required: Enums.ComponentScope.Required,
  optional: Enums.ComponentScope.Optional,
  excluded: Enums.ComponentScope.Excluded,
}

/** As a purl, but with the path's own case: it names the part in the document, and whoever reads it back knows the module. */
function bomRefOf({ kind, ref }: BillPart): string {
  return kind === 'module' || kind === 'folder' || kind === 'standard' ? modulePurl(ref) : ref
}

function licenceOf(expression: string): Models.License {
  const parsed = parseLicenceExpression(expression)
  const licence =
    parsed.kind === 'id' && !/ WITH |\+$|^LicenseRef-/.test(parsed.id)
      ? new Models.SpdxLicense(parsed.id)
      : new Models.LicenseExpression(expression)
  licence.acknowledgement = Enums.LicenseAcknowledgement.Declared
  return licence
}

/** One entry for each licence in each file; what is not known has no entry. */
function evidenceOf({ evidence, expression }: Licences): Models.License[] {
  const known = expression === noAssertion ? undefined : new Set(licenceIds(parseLicenceExpression(expression)))
  const sorted = evidence.toSorted((a, b) => compareBytes(a.id, b.id) || compareBytes(a.file, b.file))
  return sorted.flatMap(({ file, id, share }) => {
    if (id === noAssertion || / WITH |\+$|^LicenseRef-/.test(id) || known?.has(id) === false) return []
    const licence = new Models.SpdxLicense(id)
    licence.acknowledgement = Enums.LicenseAcknowledgement.Concluded
    licence.properties.add(new Models.Property('modwarden:file', file))
    licence.properties.add(new Models.Property('modwarden:share', share.toString()))
    return [licence]
  })
}

/** Properties with a value, in a fixed order. */
function properties(values: Readonly<Record<string, string | undefined>>): Models.PropertyRepository {
  const all = new Models.PropertyRepository()
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== '') all.add(new Models.Property(name, value))
  }
  return all
}
