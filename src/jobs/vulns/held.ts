// Which advisories hold for which module of a build, and which packages and functions they are about.
import type { AdvisoryBook } from '../../advisories/book.ts'
import { vulnerabilitiesOf, type Match, type Platform, type VulnerablePackage } from '../../advisories/match.ts'
import { stdlibVersion } from '../../advisories/stdlib.ts'
import { moduleName, type ModuleVersion } from '../../base/finding.ts'
import type { BuildModule } from '../../gomod/buildlist.ts'
import type { Target } from '../../gosource/callgraph/question.ts'

/** The module path of the standard library's advisories. */
export const STDLIB = 'stdlib'
/** That of the go command's. */
export const TOOLCHAIN = 'toolchain'

/** A match, and the module that it is about. */
export interface Held {
  readonly match: Match
  /** What is built. */
  readonly module: ModuleVersion
  /** The path under which its packages are imported; of a replacement that of the module it stands for. */
  readonly importedAs: string
  readonly build: BuildModule | undefined
  /** Vulnerable packages as they are imported. */
  readonly packages: readonly VulnerablePackage[]
}

/** A project is bound to no system; what holds on one alone says so. */
export const ALL_PLATFORMS: Platform = { goos: '', goarch: '' }

/** The matches of a build list, Go itself first; `goVersion` is as `go1.26.8`. */
export function heldBy(
  book: AdvisoryBook,
  buildList: readonly BuildModule[],
  goVersion: string | undefined,
  platform: Platform,
): readonly Held[] {
  const version = goVersion === undefined ? undefined : stdlibVersion(goVersion)
  const ofGo = version === undefined ? [] : [STDLIB, TOOLCHAIN].map((path) => ({ path, version }))
  return [
    ...ofGo.flatMap((module) =>
      vulnerabilitiesOf(book, module, platform).map((match): Held => ({
        match,
        module,
        importedAs: '',
        build: undefined,
        packages: match.packages,
      })),
    ),
    ...buildList.filter((build) => !build.main).flatMap((build) => heldByModule(book, build, platform)),
  ]
}

function heldByModule(book: AdvisoryBook, build: BuildModule, platform: Platform): readonly Held[] {
  const actual = build.replacedBy ?? build
  // The version of a folder is unknown; its code is the project's own.
  if (actual.version === '') return []
  const module = { path: actual.path, version: actual.version }
  const own = vulnerabilitiesOf(book, module, platform).map((match): Held => ({
    match,
    module,
    importedAs: build.path,
    build,
    packages: match.packages.map((one) => ({ ...one, path: importedPath(one.path, actual.path, build.path) })),
  }))
  if (actual.path === build.path) return own
  // A fork has the flaws of what it was made from, or has repaired them: its versions are its own.
  const doubt = `${moduleName(module)} stands in for ${moduleName(build)}; whether it has the repair is not known`
  const inherited = vulnerabilitiesOf(book, build, platform).map((match): Held => ({
    match: { ...match, doubt, fixed: undefined },
    module,
    importedAs: build.path,
    build,
    packages: match.packages,
  }))
  return [...own, ...inherited]
}

function importedPath(name: string, from: string, to: string): string {
  return name === from ? to : name.startsWith(`${from}/`) ? to + name.slice(from.length) : name
}

/**
 * What is to be asked of the call graph: each vulnerable package once, for all functions or for some; of a module that is
 * vulnerable as a whole, all packages of it that are there.
 */
export function targetsOf(
  held: readonly Held[],
  packages: readonly { readonly path: string; readonly module: string }[],
): readonly Target[] {
  const wanted = new Map<string, Set<string> | 'all'>()
  const byModule = Map.groupBy(packages, ({ module }) => module)
  for (const { match, packages: named, importedAs } of held) {
    if (match.packages.length === 0) for (const { path } of byModule.get(importedAs) ?? []) wanted.set(path, 'all')
    for (const { path, symbols } of named) {
      const before = wanted.get(path)
      if (before === 'all' || symbols.length === 0) wanted.set(path, 'all')
      else wanted.set(path, new Set([...(before ?? []), ...symbols]))
    }
  }
  return [...wanted].map(([name, symbols]) => ({ package: name, symbols: symbols === 'all' ? [] : [...symbols] }))
}
