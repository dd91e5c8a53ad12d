// One finding of a vulnerability report, from a match and what the call graph says of it.
import path from 'node:path'
import { isUnreviewed, type VulnerablePackage } from '../../advisories/match.ts'
import { goReleaseName } from '../../advisories/stdlib.ts'
import { moduleName, type ModuleVersion } from '../../base/finding.ts'
import type { BuildModule } from '../../gomod/buildlist.ts'
import type { ReachAnswer, Reached } from '../../gosource/callgraph/question.ts'
import type { VulnFinding, VulnLevel, VulnStep, VulnTrace } from '../../report/vulns.ts'
import type { FileLine } from '../project/project.ts'
import { STDLIB, TOOLCHAIN, type Held } from './held.ts'
import { ratedOf, type Exploits } from './rating.ts'

/** What findings of one build have in common. */
export interface FindingContext {
  /** `undefined` where nothing was asked. */
  readonly answer: Pick<ReachAnswer, 'packages' | 'reached' | 'imports'> | undefined
  /** What is built, by path. */
  readonly modules: ReadonlyMap<string, BuildModule>
  /** Files below it are shown relative to it. */
  readonly folder: string
  /** Where a package imports another one: the file as a user would open it, and the line. */
  readonly importAt: (from: string, to: string) => { readonly file: string; readonly line: number } | undefined
  /** The line of the project that brings a module in. */
  readonly lineOf: (module: ModuleVersion) => FileLine | undefined
  readonly vendored: boolean
  /** Whether there is a go.mod that a remedy could change. */
  readonly repairable: boolean
  readonly exploits: Exploits
}

/** Ways that are told of one finding; a package that is vulnerable as a whole has many. */
const MOST_TRACES = 10

/** Makes one. */
export async function findingOf(held: Held, context: FindingContext): Promise<VulnFinding> {
  const { match, module, importedAs, build, packages } = held
  const { answer } = context
  const { advisory, fixed, doubt } = match
  const imported = new Set(answer?.packages)
  const whole = match.packages.length === 0
  const here = whole
    ? [...imported]
        .filter((name) => providerOf(name, context.modules)?.path === importedAs)
        .map((name) => ({ path: name, symbols: [] as string[] }))
    : packages.filter(({ path: name }) => imported.has(name))
  const hits = (answer?.reached ?? []).filter((hit) => here.some((one) => isHit(one, hit)))
  // Of one symbol the call that is certain says more than the one that is not.
  const called = hits.some(({ certain }) => certain)
  const traces = hits
    .filter(({ certain }) => certain || !called)
    .toSorted((a, b) => a.path.length - b.path.length)
    .slice(0, MOST_TRACES)
    .map((hit) => traceOf(hit, context))
  const level: VulnLevel = called ? 'symbol' : here.length > 0 ? 'package' : 'module'
  const rated = await ratedOf(advisory, level, context.exploits)
  const at = context.lineOf(module)
  return {
    id: advisory.id,
    aliases: advisory.aliases,
    module: module.path,
    version: module.version,
    ...(build !== undefined && build.path !== module.path ? { replaces: build.path } : {}),
    direct: build?.direct ?? false,
    level,
    certain: level === 'package' ? hits.length === 0 : true,
    ...(fixed === undefined ? {} : { fixed }),
    ...rated,
    reviewed: !isUnreviewed(advisory),
    used: importedAs === '' || [...imported].some((name) => providerOf(name, context.modules)?.path === importedAs),
    summary: advisory.summary === '' ? (advisory.details.split('\n', 1)[0] ?? '').slice(0, 200) : advisory.summary,
    published: advisory.published,
    ...(doubt === undefined ? {} : { doubt }),
    systems: systemsOf(match.packages),
    packages: here.map(({ path: name, symbols }) => ({ path: name, symbols })),
    traces,
    imports: answer === undefined || here[0] === undefined ? [] : answer.imports(here[0].path),
    ...(at === undefined ? {} : { at: { file: at.file, line: at.line } }),
    remedy: context.repairable ? remedyOf(module, fixed, build, context.vendored) : '',
    references: advisory.references.slice(0, 10).map(({ url }) => url),
  }
}

function isHit(one: { readonly path: string; readonly symbols: readonly string[] }, hit: Reached): boolean {
  return one.path === hit.package && (one.symbols.length === 0 || one.symbols.includes(hit.symbol))
}

/** The module that a package comes from: the one with the longest path that is a part of the package's. */
function providerOf(importPath: string, modules: FindingContext['modules']): BuildModule | undefined {
  for (let at = importPath; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) {
    const found = modules.get(at)
    if (found !== undefined) return found
  }
  return undefined
}

function traceOf(
  { package: name, symbol, certain, path: way }: Reached,
  { modules, folder, importAt }: FindingContext,
): VulnTrace {
  const moduleOf = (importPath: string): string | undefined => {
    const found = providerOf(importPath, modules)
    return found === undefined ? 'std' : found.main ? undefined : moduleName(found.replacedBy ?? found)
  }
  const steps = way.map((step, i): VulnStep => {
    const module = moduleOf(step.package)
    // What runs when a package is loaded is called by no line: the import is what does it.
    const imported = step.line === 0 ? importAt(step.package, way[i + 1]?.package ?? '') : undefined
    const { file, line } = imported ?? step
    const below = path.isAbsolute(file) ? path.relative(folder, file) : file
    return {
      function: step.function,
      package: step.package,
      file: below.startsWith('..') || path.isAbsolute(below) ? file : below,
      line,
      ...(module === undefined ? {} : { module }),
    }
  })
  return { package: name, symbol, certain, steps }
}

/** The systems on which alone it holds. */
function systemsOf(packages: readonly VulnerablePackage[]): readonly string[] {
  if (packages.length === 0 || packages.some(({ goos, goarch }) => goos.length === 0 && goarch.length === 0)) return []
  return [...new Set(packages.flatMap(({ goos, goarch }) => (goos.length === 0 ? goarch : goos)))]
}

function remedyOf(
  module: ModuleVersion,
  fixed: string | undefined,
  build: BuildModule | undefined,
  isVendored: boolean,
): string {
  if (fixed === undefined) return ''
  if (module.path === STDLIB || module.path === TOOLCHAIN) return `go get toolchain@${goReleaseName(fixed)}`
  const vendored = !isVendored ? '' : ' && go mod vendor'
  if (build?.replacedBy !== undefined) {
    return `go mod edit -replace=${build.path}=${module.path}@${fixed} && go mod tidy${vendored}`
  }
  return `go get ${module.path}@${fixed}${vendored}`
}
