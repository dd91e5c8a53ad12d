// What is said of each advisory that holds for a module of the build: OpenVEX's words (https://github.com/openvex/spec,
// v0.2.0), from how close the project's own code comes and from what people accepted. openvex.ts and cyclonedxvex.ts write
// it down.
import { compareBytes } from '../base/bytes.ts'
import { moduleName, type ModuleVersion } from '../base/finding.ts'
import { worstExit } from './exit.ts'
import type { VulnFinding, VulnsReport } from './vulns.ts'

/** OpenVEX's justifications for `not_affected`. */
export const VEX_JUSTIFICATIONS = [
  'component_not_present',
  'vulnerable_code_not_present',
  'vulnerable_code_not_in_execute_path',
  'vulnerable_code_cannot_be_controlled_by_adversary',
  'inline_mitigations_already_exist',
] as const

/** One of them. */
export type VexJustification = (typeof VEX_JUSTIFICATIONS)[number]

/** How a product stands to a vulnerability. */
export type VexStatus = 'not_affected' | 'affected' | 'fixed' | 'under_investigation'

/** One statement, about one module version. */
export interface VexStatement {
  /** `GO-2024-2887`. */
  readonly id: string
  readonly aliases: readonly string[]
  readonly module: string
  readonly version: string
  readonly status: VexStatus
  /** With `not_affected`. */
  readonly justification?: VexJustification
  /** Why, in a sentence. */
  readonly why: string
  /** What is to be done; with `affected`. */
  readonly action?: string
}

/** What statements are made from. */
export type VexReport = Pick<VulnsReport, 'findings' | 'left'> &
  Partial<Pick<VulnsReport, 'subject' | 'platform'>> & {
    /** Of several platforms all. */
    readonly platforms?: ReadonlyArray<VulnsReport['platform']>
  }

/** Reports of one project for several platforms as one: of each flaw what comes closest on any of them. At least one. */
export function gravestOf(reports: readonly VulnsReport[]): VulnsReport {
  const [first] = reports
  if (first === undefined) throw new Error('no report')
  const gravest = new Map<string, VulnFinding>()
  for (const finding of reports.flatMap(({ findings }) => findings)) {
    const key = JSON.stringify([finding.id, finding.module, finding.version])
    const other = gravest.get(key)
    if (other === undefined || closeness(finding) < closeness(other)) gravest.set(key, finding)
  }
  return {
    ...first,
    findings: [...gravest.values()],
    left: [...new Set(reports.flatMap(({ left }) => left))],
    exitCode: worstExit(reports.map(({ exitCode }) => exitCode)),
  }
}

function closeness({ level, certain, doubt, traces }: VulnFinding): number {
  if (doubt !== undefined) return 2
  if (level === 'symbol') return traces.some((trace) => trace.certain) ? 0 : 1
  return level === 'module' ? 4 : certain ? 3 : 2
}

/** The statements of a report, by advisory, module and version. */
export function vexStatements(report: VexReport): readonly VexStatement[] {
  const { findings, left, subject, platform } = report
  const platforms = (report.platforms ?? (platform === undefined ? [] : [platform])).filter(({ goos }) => goos !== '')
  const context: Context = {
    isPartial: left.length > 0,
    isProgram: subject?.kind === 'binary',
    // What is built for another system may come to other code.
    where:
      platforms.length === 0
        ? ''
        : ` (for ${platforms.map(({ goos, goarch, tags }) => [`${goos}/${goarch}`, ...tags].join(', ')).join('; ')})`,
  }
  return findings.map((finding) => statementOf(finding, context)).toSorted(inOrder)
}

interface Context {
  /** Whether there is something that could not be looked at: then nothing is said not to be affected. */
  readonly isPartial: boolean
  /** Whether it is about a compiled program: what its table of functions holds, and not what calls what. */
  readonly isProgram: boolean
  readonly where: string
}

/** What an earlier document said of a vulnerability. */
export interface EarlierStatement {
  readonly id: string
  readonly aliases: readonly string[]
  /** Without a version: every one. `within`: the product that it was said of. */
  readonly modules: ReadonlyArray<ModuleVersion & { readonly within?: string }>
}

/** What is built. */
export interface BuiltModules {
  /** The paths of the project's own modules. */
  readonly mains: readonly string[]
  /**
   * The others, Go's standard library and command among them, without a version where it is not known; one that stands in
   * for another, a fork or a folder, says so.
   */
  readonly modules: ReadonlyArray<ModuleVersion & { readonly replaces?: string }>
}

/**
 * The statements of now, and of each module that an earlier document spoke of and that has the flaw no more: `fixed` where
 * another version of it is built, `not_affected` where it is not built at all. One that is still built in the same version
 * is left out, because the database says of it no more; so is what was said of the project's own modules, or of another
 * project. Where the look-up was not whole, or something else stands in for the module, neither is said: what was not found
 * may be there.
 */
export function sinceEarlier(
  now: readonly VexStatement[],
  earlier: readonly EarlierStatement[],
  built: BuiltModules,
  isPartial: boolean,
): readonly VexStatement[] {
  const key = (id: string, module: string): string => JSON.stringify([id, module.toLowerCase()])
  const spoken = new Set(now.flatMap(({ id, aliases, module }) => [id, ...aliases].map((one) => key(one, module))))
  // Purls of others have no case.
  const mains = new Set(built.mains.map((one) => one.toLowerCase()))
  const modules = new Map(built.modules.map((one) => [one.path.toLowerCase(), one]))
  const replaced = new Map(
    built.modules.flatMap((one) => (one.replaces === undefined ? [] : [[one.replaces.toLowerCase(), one]])),
  )
  const found = new Map<string, VexStatement>()
  for (const { id, aliases, modules: about } of earlier) {
    for (const { path, version, within } of about) {
      if (within !== undefined && !mains.has(within.toLowerCase())) continue
      if (mains.has(path.toLowerCase())) continue
      if ([id, ...aliases].some((one) => spoken.has(key(one, path)))) continue
      const said = saidSince(
        { path, version },
        modules.get(path.toLowerCase()),
        replaced.get(path.toLowerCase()),
        isPartial,
      )
      if (said !== undefined) found.set(key(id, path), { id, aliases: aliases.toSorted(compareBytes), ...said })
    }
  }
  return [...now, ...found.values()].toSorted(inOrder)
}

function saidSince(
  { path, version }: ModuleVersion,
  there: ModuleVersion | undefined,
  instead: ModuleVersion | undefined,
  isPartial: boolean,
): (Said & Pick<VexStatement, 'module' | 'version'>) | undefined {
  const named = moduleName({ path, version })
  if (there !== undefined) {
    const isKnown = version !== '' && there.version !== ''
    if (!isKnown || plainVersion(version) === plainVersion(there.version)) return undefined
    const why = `${moduleName(there)} is built instead of ${version}`
    return { module: there.path, version: there.version, ...(isPartial ? unknown(why) : { status: 'fixed', why }) }
  }
  if (instead !== undefined) {
    const why = `${moduleName(instead)} is built in place of ${named}, and may have the flaw as well`
    return { module: path, version, status: 'under_investigation', why }
  }
  const why = `${named} is not built any more`
  if (isPartial) return { module: path, version, ...unknown(why) }
  return { module: path, version, status: 'not_affected', justification: 'component_not_present', why }
}

/** Other tools write versions without their `v`. */
function plainVersion(version: string): string {
  return version.replace(/^(?:v|go)(?=\d)/, '')
}

function unknown(why: string): Said {
  return { status: 'under_investigation', why: `${why}, and not all could be looked at` }
}

function inOrder(a: VexStatement, b: VexStatement): number {
  return compareBytes(a.id, b.id) || compareBytes(a.module, b.module) || compareBytes(a.version, b.version)
}

function statementOf(finding: VulnFinding, context: Context): VexStatement {
  const { id, aliases, module, version, waived } = finding
  const about = { id, aliases: aliases.toSorted(compareBytes), module, version }
  if (waived !== undefined) {
    const accepted = `${waived.reason} (${waived.owner}, until ${waived.expires})`
    // A waiver says why it is no trouble only where it says it in these words; otherwise a risk was accepted.
    const justification = VEX_JUSTIFICATIONS.find((word) => waived.reason.startsWith(`${word}:`))
    return justification === undefined
      ? { ...about, status: 'affected', why: `the risk was accepted: ${accepted}`, action: repair(finding) }
      : { ...about, status: 'not_affected', justification, why: accepted }
  }
  if (finding.doubt !== undefined) return { ...about, status: 'under_investigation', why: finding.doubt }
  return { ...about, ...(context.isProgram ? ofProgram(finding, context) : ofSource(finding, context)) }
}

type Said = Pick<VexStatement, 'status' | 'justification' | 'why' | 'action'>

function ofSource(finding: VulnFinding, { isPartial, where }: Context): Said {
  switch (finding.level) {
    case 'symbol': {
      const called = finding.traces.find(({ certain }) => certain)
      if (called !== undefined || finding.traces.length === 0) {
        const what = called === undefined ? 'a vulnerable function' : `${called.package}.${called.symbol}`
        return { status: 'affected', why: `the project's own code calls ${what}`, action: repair(finding) }
      }
      return {
        status: 'under_investigation',
        why: 'a vulnerable function may be called, by a step that the source does not show',
      }
    }
    case 'package':
      if (finding.certain && !isPartial) {
        const why = `a vulnerable package is imported, and none of its vulnerable functions is called${where}`
        return { status: 'not_affected', justification: 'vulnerable_code_not_in_execute_path', why }
      }
      return {
        status: 'under_investigation',
        why: 'a vulnerable package is imported; whether its functions are called is not certain',
      }
    case 'module':
      if (!isPartial) {
        const why = `no vulnerable package of it is imported, so none of that code is built${where}`
        return { status: 'not_affected', justification: 'vulnerable_code_not_present', why }
      }
      return {
        status: 'under_investigation',
        why: 'no import of a vulnerable package was found, and not all code could be read',
      }
  }
}

/** The linker leaves out what nothing comes to, so that a function that is not there cannot be called. */
function ofProgram(finding: VulnFinding, { isPartial }: Context): Said {
  const [trace] = finding.traces
  if (finding.level === 'symbol') {
    const what = trace === undefined ? 'a vulnerable function' : `${trace.package}.${trace.symbol}`
    return { status: 'affected', why: `the program holds ${what}; what calls it is not known`, action: repair(finding) }
  }
  // What is built from a module has functions of it, unless somebody changed their names.
  const named = finding.used && finding.packages.every(({ symbols }) => symbols.length > 0)
  if (isPartial || !finding.certain || !named) {
    return {
      status: 'under_investigation',
      why: 'which functions the program holds is not known, or not which of them are vulnerable',
    }
  }
  const what = finding.level === 'package' ? 'none of its vulnerable functions is' : 'no vulnerable package of it is'
  return {
    status: 'not_affected',
    justification: 'vulnerable_code_not_present',
    why: `${what} in the program: the linker left it out`,
  }
}

function repair({ remedy, fixed, module }: VulnFinding): string {
  if (remedy !== '') return remedy
  return fixed === undefined ? `no version of ${module} has a repair yet` : `update ${module} to ${fixed}`
}
