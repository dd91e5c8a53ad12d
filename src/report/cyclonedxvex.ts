// Vulnerabilities and what is said of each (VEX) as parts of a CycloneDX document.
import { Enums, Models } from '@cyclonedx/cyclonedx-library'
import { compareBytes } from '../base/bytes.ts'
import { moduleName } from '../base/finding.ts'
import type { Bill } from './bom.ts'
import {
  vexStatements,
  type VexJustification,
  type VexReport,
  type VexStatement,
  type VexStatus,
} from './vexstatements.ts'
import type { VulnFinding } from './vulns.ts'

const { AnalysisJustification, AnalysisState } = Enums.Vulnerability

const STATES: Readonly<Record<VexStatus, Enums.Vulnerability.AnalysisState>> = {
  affected: AnalysisState.Exploitable,
  fixed: AnalysisState.Resolved,
  not_affected: AnalysisState.NotAffected,
  under_investigation: AnalysisState.InTriage,
}

/** CycloneDX has fewer words for it; the sentence in `detail` says the rest. */
const JUSTIFICATIONS: Readonly<Record<VexJustification, Enums.Vulnerability.AnalysisJustification>> = {
  component_not_present: AnalysisJustification.CodeNotPresent,
  vulnerable_code_not_present: AnalysisJustification.CodeNotPresent,
  vulnerable_code_not_in_execute_path: AnalysisJustification.CodeNotReachable,
  vulnerable_code_cannot_be_controlled_by_adversary: AnalysisJustification.RequiresEnvironment,
  inline_mitigations_already_exist: AnalysisJustification.ProtectedByMitigatingControl,
}

/** How a component is found: by `path@version`, Go's standard library by `stdlib@go1.26.8`. */
export type RefOf = (ref: string) => Models.BomRef | undefined

/** One entry for each advisory and module version. */
export function cyclonedxVulnerabilities(
  report: VexReport,
  refOf: RefOf,
  statements: readonly VexStatement[] = vexStatements(report),
): Models.Vulnerability.Vulnerability[] {
  return statements.map((statement) => {
    const ref = refOf(partRef(statement))
    return vulnerabilityOf(statement, findingOf(report, statement), ref === undefined ? [] : [ref])
  })
}

/**
 * One entry for each advisory, module version and what is said of it: it affects the programs of which that is said. The
 * gravest of several names the module, too: who only looks at modules must not be told less.
 */
export function programVulnerabilities(
  bill: Pick<Bill, 'programVulns' | 'edges' | 'parts'>,
  refOf: RefOf,
): Models.Vulnerability.Vulnerability[] {
  const said = (bill.programVulns ?? []).flatMap(({ ref, report }) =>
    vexStatements(report).map((statement) => ({ ref, statement, finding: findingOf(report, statement) })),
  )
  const needs = new Map(bill.edges.map(({ from, to }) => [from, new Set(to)]))
  const held = Map.groupBy(bill.parts, (part) => moduleName(part))
  const entries: Models.Vulnerability.Vulnerability[] = []
  const flaws = Map.groupBy(said, ({ statement: { id, module, version } }) => JSON.stringify([id, module, version]))
  for (const [, ofFlaw] of [...flaws].toSorted(([a], [b]) => compareBytes(a, b))) {
    const alike = [...Map.groupBy(ofFlaw, ({ statement: { status, why } }) => JSON.stringify([status, why])).values()]
    const sorted = alike.toSorted(
      ([a], [b]) =>
        gravity(a?.statement.status) - gravity(b?.statement.status) ||
        compareBytes(a?.statement.why ?? '', b?.statement.why ?? ''),
    )
    for (const [i, group] of sorted.entries()) {
      const [first] = group
      if (first === undefined) continue
      const programs = group.map(({ ref }) => ref)
      // Two programs may embed two sums for one version: each its own part.
      const modules = (held.get(partRef(first.statement)) ?? [])
        .map(({ ref }) => ref)
        .filter((ref) => i === 0 && ofFlaw.some((one) => needs.get(one.ref)?.has(ref) === true))
      const refs = [...new Set([...modules, ...programs])]
        .flatMap((ref) => refOf(ref) ?? [])
        .toSorted((a, b) => compareBytes(a.value ?? '', b.value ?? ''))
      entries.push(vulnerabilityOf(first.statement, first.finding, refs, i === 0 ? '' : ` (${i + 1})`))
    }
  }
  return entries
}

/** The gravest first. */
function gravity(status: VexStatus | undefined): number {
  const order: readonly (VexStatus | undefined)[] = ['affected', 'under_investigation', 'not_affected', 'fixed']
  return order.indexOf(status)
}

function findingOf({ findings }: VexReport, { id, module, version }: VexStatement): VulnFinding | undefined {
  return findings.find((one) => one.id === id && one.module === module && one.version === version)
}

function vulnerabilityOf(
  statement: VexStatement,
  finding: VulnFinding | undefined,
  refs: readonly Models.BomRef[],
  suffix = '',
): Models.Vulnerability.Vulnerability {
  const { id, aliases, status, justification, why, action } = statement
  const { AdvisoryRepository, Advisory, AffectRepository, Affect, Analysis, RatingRepository, ReferenceRepository } =
    Models.Vulnerability
  const source = new Models.Vulnerability.Source({ name: sourceName(id) })
  return new Models.Vulnerability.Vulnerability({
    // The go command and the standard library are one part of a bill, with a statement each.
    bomRef: `${id} ${partRef(statement).replace(/^stdlib@/, `${statement.module}@`)}${suffix}`,
    id,
    source,
    references: new ReferenceRepository(
      aliases
        .toSorted(compareBytes)
        .map(
          (alias) =>
            new Models.Vulnerability.Reference(alias, new Models.Vulnerability.Source({ name: sourceName(alias) })),
        ),
    ),
    ratings: new RatingRepository(finding === undefined ? [] : [ratingOf(finding)]),
    ...(finding === undefined || finding.summary === '' ? {} : { description: finding.summary }),
    ...(action === undefined ? {} : { recommendation: action }),
    advisories: new AdvisoryRepository(
      (finding?.references ?? [])
        .filter((url) => URL.canParse(url))
        .toSorted(compareBytes)
        .map((url) => new Advisory(url)),
    ),
    ...dated(finding?.published ?? ''),
    analysis: new Analysis({
      state: STATES[status],
      ...(justification === undefined ? {} : { justification: JUSTIFICATIONS[justification] }),
      detail: why,
    }),
    affects: new AffectRepository(refs.map((ref) => new Affect(ref))),
  })
}

/** How a bill names the part that a statement is about. */
function partRef({ module, version }: { readonly module: string; readonly version: string }): string {
  if (module !== 'stdlib' && module !== 'toolchain') return moduleName({ path: module, version })
  return `stdlib@go${version.replace(/^(?:go|v)/, '')}`
}

function ratingOf({ severity, score, vector, rated }: VulnFinding): Models.Vulnerability.Rating {
  const { RatingMethod, Severity } = Enums.Vulnerability
  const severities = {
    critical: Severity.Critical,
    high: Severity.High,
    medium: Severity.Medium,
    low: Severity.Low,
    info: Severity.Info,
  } as const
  const method = vector?.startsWith('CVSS:4') === true ? RatingMethod.CVSSv4 : RatingMethod.CVSSv31
  return new Models.Vulnerability.Rating({
    severity: severities[severity],
    ...(score === undefined ? {} : { score }),
    ...(vector === undefined ? {} : { vector }),
    method: rated && vector !== undefined ? method : RatingMethod.Other,
  })
}

function dated(published: string): { published?: Date } {
  const time = new Date(published)
  return Number.isNaN(time.getTime()) ? {} : { published: time }
}

function sourceName(id: string): string {
  if (id.startsWith('GO-')) return 'Go vulnerability database'
  if (id.startsWith('CVE-')) return 'CVE'
  return id.startsWith('GHSA-') ? 'GitHub advisory database' : 'OSV'
}
