// What each module of a build requires, as its go.mod file and the project's replace and exclude directives have it.
// https://go.dev/ref/mod#go-mod-file; the behaviour is that of goModSummary in cmd/go/internal/modload.

import { isWardenError, WardenError } from '../base/errors.ts'
import { moduleName } from '../base/finding.ts'
import type { ModuleVersion } from '../base/finding.ts'
import { compareGoVersions, defaultWorkVersion, isStrictGoVersion, prunesGraph } from './goversion.ts'
import type { GoWork } from './gowork.ts'
import type { GoMod, GoModRequirements, Requirement } from './modfile.ts'
import { ModuleTable } from './mvs.ts'
import { checkImportPath } from './path.ts'
import { replacementsOf } from './replacements.ts'
import type { MainModule, Replacements } from './replacements.ts'

/** What one module version requires, without what the project excludes. */
export interface Summary {
  readonly require: readonly ModuleVersion[]
  /** Whether its go.mod names all that its packages need (go 1.17), so that nobody need look deeper. */
  readonly pruned: boolean
}

/** How go.mod files are read. */
export interface ReadOptions {
  /** The go.work file of a workspace; without it there is one main module. */
  readonly work?: GoWork
  /** How many go.mod files may be read before `too-large` is thrown; 50,000 without it. */
  readonly limit?: number
  /** Throws the error of the first go.mod file that cannot be had instead of collecting it. */
  readonly failFast?: boolean
  readonly signal?: AbortSignal
}

/** Whether `path` stands for Go itself in a module graph: no module that could be downloaded. */
export function isGoItself(path: string): boolean {
  return path === 'go' || path === 'toolchain'
}

/** The requirements of a project's modules, read when they are asked for, each go.mod file once. */
export class Requirements {
  /** The objects that stand for module versions here. */
  readonly table: ModuleTable = new ModuleTable()
  /** The main modules, in their given order. */
  readonly mains: ReadonlyMap<ModuleVersion, GoMod>
  readonly mainPaths: ReadonlySet<string>
  /** The paths that a main module requires without an `// indirect` comment. */
  readonly direct: ReadonlySet<string>
  /** Whose go.mod files could not be had, and why. */
  readonly failed: Map<ModuleVersion, WardenError> = new Map()
  /** Whose go.mod files were had; replacements stand in place of what they replace. */
  readonly loaded: Set<ModuleVersion> = new Set()
  /** Of the requirements of each module version that was read, the paths of those with an `// indirect` comment. */
  readonly indirect: Map<ModuleVersion, ReadonlySet<string>> = new Map()
  /** The project's name in messages. */
  readonly name: string
  readonly #requirementsOf: (m: ModuleVersion) => Promise<GoModRequirements>
  readonly #options: ReadOptions
  readonly #replacements: Replacements
  readonly #excluded: ReadonlySet<ModuleVersion>
  readonly #raw = new Map<ModuleVersion, Promise<GoModRequirements>>()
  readonly #goVersions = new Map<string, { readonly strict: boolean; readonly prunes: boolean }>()
  readonly #summaries = new Map<ModuleVersion, Promise<Summary | undefined>>()

  /** Throws `usage`, `config` or `parse` where the main modules cannot be one build. */
  constructor(
    mains: readonly MainModule[],
    requirementsOf: (m: ModuleVersion) => Promise<GoModRequirements>,
    options: ReadOptions,
  ) {
    const { work } = options
    if (work === undefined && mains.length !== 1) {
      throw new WardenError('usage', `${mains.length} main modules: more or fewer than one need a go.work file`)
    }
    this.#requirementsOf = requirementsOf
    this.#options = options
    const byModule = new Map<ModuleVersion, GoMod>()
    for (const { dir, goMod } of mains) {
      if (work !== undefined) checkWorkVersion(work, dir, goMod)
      const main = this.table.get(checkedPath(goMod), '')
      if (byModule.has(main)) {
        const place = { file: work?.file ?? goMod.file }
        throw new WardenError('config', `${main.path}: appears multiple times in the workspace`, { place })
      }
      byModule.set(main, goMod)
      this.#noteIndirect(main, goMod.require)
    }
    this.mains = byModule
    this.mainPaths = new Set([...byModule.keys()].map((main) => main.path))
    this.name = work?.file ?? [...this.mainPaths].join(' ')
    this.#replacements = replacementsOf(mains, work)
    this.#excluded = new Set(mains.flatMap(({ goMod }) => goMod.exclude.map((m) => this.table.get(m.path, m.version))))
    // An excluded requirement is as if it were not there; only in a workspace go still takes it for a direct one.
    const counts = (m: ModuleVersion): boolean => work !== undefined || !this.isExcluded(m)
    this.direct = new Set(
      mains.flatMap(({ goMod }) => goMod.require.filter((m) => !m.indirect && counts(m)).map((m) => m.path)),
    )
  }

  /** Whether a main module excludes this version. */
  isExcluded(m: ModuleVersion): boolean {
    return this.#excluded.has(this.table.get(m.path, m.version))
  }

  /** What stands in for `m`, if anything. */
  replacement(m: ModuleVersion): ModuleVersion | undefined {
    return this.#replacements.find(m)
  }

  /** `m`, or what stands in for it. */
  actual(m: ModuleVersion): ModuleVersion {
    const replacement = this.replacement(m)
    return replacement === undefined ? m : this.table.get(replacement.path, replacement.version)
  }

  /** What `m` requires, or `undefined` with the reason in `failed`. */
  of(m: ModuleVersion): Promise<Summary | undefined> {
    let known = this.#summaries.get(m)
    if (known === undefined) this.#summaries.set(m, (known = this.#load(m)))
    return known
  }

  async #load(m: ModuleVersion): Promise<Summary | undefined> {
    if (isGoItself(m.path)) return this.#goSummary(m)
    const goMod = this.mains.get(m)
    if (goMod !== undefined) return this.#summaryOf(m, goMod.require, goMod.go?.version)
    const actual = this.actual(m)
    this.#checkMayLoad(actual)
    try {
      const summary = await this.#goMod(actual)
      this.loaded.add(actual)
      checkDeclared(summary, m, actual)
      return this.#summaryOf(m, summary.require, summary.go)
    } catch (error) {
      if (!isWardenError(error) || isWardenError(error, 'aborted') || this.#options.failFast === true) throw error
      this.failed.set(m, error)
      return undefined
    }
  }

  /** Go 1.21.3 needs a toolchain of that version. */
  #goSummary(m: ModuleVersion): Summary {
    const strict = m.path === 'go' && isStrictGoVersion(m.version)
    return { require: strict ? [this.table.get('toolchain', `go${m.version}`)] : [], pruned: true }
  }

  #summaryOf(m: ModuleVersion, required: readonly Requirement[], goVersion: string | undefined): Summary {
    this.#noteIndirect(m, required)
    const require = required.map((r) => this.table.get(r.path, r.version)).filter((r) => !this.#excluded.has(r))
    const kind = goVersion === undefined ? undefined : this.#goVersionKind(goVersion)
    if (goVersion !== undefined && kind?.strict === true) require.push(this.table.get('go', goVersion))
    return { require, pruned: kind?.prunes === true }
  }

  /** Thousands of files name a few dozen versions: each is read once. */
  #goVersionKind(version: string): { readonly strict: boolean; readonly prunes: boolean } {
    let known = this.#goVersions.get(version)
    if (known === undefined) {
      known = { strict: isStrictGoVersion(version), prunes: prunesGraph(version) }
      this.#goVersions.set(version, known)
    }
    return known
  }

  #noteIndirect(m: ModuleVersion, required: readonly Requirement[]): void {
    let indirect: Set<string> | undefined
    for (const r of required) if (r.indirect) (indirect ??= new Set()).add(r.path)
    if (indirect !== undefined) this.indirect.set(m, indirect)
  }

  #checkMayLoad(actual: ModuleVersion): void {
    if (this.#options.signal?.aborted === true) {
      throw new WardenError('aborted', `${this.name}: loading its module graph was stopped`)
    }
    const limit = this.#options.limit ?? 50_000
    if (!this.#raw.has(actual) && this.#raw.size >= limit) {
      throw new WardenError('too-large', `${this.name}: its module graph has more than ${limit} go.mod files`)
    }
  }

  /** The go.mod file of a module version or folder, asked for once although several modules may be replaced by it. */
  async #goMod(actual: ModuleVersion): Promise<GoModRequirements> {
    let known = this.#raw.get(actual)
    if (known === undefined) this.#raw.set(actual, (known = this.#requirementsOf(actual)))
    return known
  }
}

/** A workspace must name a version of Go that all of its modules can be built with; go refuses it otherwise. */
function checkWorkVersion(work: GoWork, dir: string, { go }: GoMod): void {
  const needs = go?.version
  const has = work.go?.version ?? defaultWorkVersion
  if (needs === undefined || !isStrictGoVersion(needs) || compareGoVersions(needs, has) <= 0) return
  const says = work.go === undefined ? 'implicitly requires' : 'lists'
  const place = work.go === undefined ? { file: work.file } : { file: work.file, line: work.go.line }
  throw new WardenError(
    'config',
    `module ${dir} of the workspace requires go >= ${needs}, but go.work ${says} go ${has}`,
    {
      place,
      remedy: 'go work use',
    },
  )
}

/** The path of a main module, which must have one that packages can be imported from. */
function checkedPath(goMod: GoMod): string {
  const place = { file: goMod.file }
  if (goMod.module === undefined) {
    const remedy = 'go mod edit -module=example.com/mod'
    throw new WardenError('parse', 'missing module declaration', { place, remedy })
  }
  const { path, line, column } = goMod.module
  if (isGoItself(path)) {
    throw new WardenError('parse', `${path}: module path is reserved`, { place: { ...place, line, column } })
  }
  checkImportPath(path)
  return path
}

/** A dependency must say that it is what it was required as; a folder may say anything. */
function checkDeclared(summary: GoModRequirements, m: ModuleVersion, actual: ModuleVersion): void {
  if (actual.version === '') return
  if (summary.module === undefined) {
    throw new WardenError('parse', `${moduleName(actual)}: parsing go.mod: missing module line`)
  }
  if (summary.module === m.path || summary.module === actual.path) return
  const declares = `module declares its path as ${summary.module} but was required as ${m.path}`
  throw new WardenError('parse', `${moduleName(actual)}: parsing go.mod: ${declares}`, {
    remedy: `replace ${m.path} => ${summary.module} ${actual.version}`,
  })
}
