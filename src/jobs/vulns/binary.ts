// Which advisories hold for a compiled program: its modules from build info, its functions from the table of the runtime.
// Which of its functions run is not known: a vulnerable one that was linked in counts as called, as govulncheck has it.
import type { AdvisoryBook } from '../../advisories/book.ts'
import { oddRanges } from '../../advisories/match.ts'
import { compareRanked } from '../../advisories/rank.ts'
import type { BuildInfo, BuiltModule } from '../../gomod/buildinfo.ts'
import type { BuildModule } from '../../gomod/buildlist.ts'
import { symbolOfName } from '../../gomod/functionnames.ts'
import type { Reached } from '../../gosource/callgraph/question.ts'
import type { VulnFinding, VulnLevel, VulnsReport } from '../../report/vulns.ts'
import type { World } from '../../world/world.ts'
import type { LoadedAdvisories } from './database.ts'
import { tallied } from './vulns.ts'
import { findingOf } from './finding.ts'
import { heldBy, STDLIB, TOOLCHAIN } from './held.ts'
import type { Exploits } from './rating.ts'

/** A program, read. */
export interface BinaryInput {
  /** Absolute. */
  readonly file: string
  readonly info: BuildInfo
  /** As the linker wrote them; `undefined` where it has no table of them. */
  readonly functions: ReadonlySet<string> | undefined
  readonly threshold: VulnLevel
  readonly exploits: Exploits
  readonly began: number
}

/** The module paths that a program's advisories are about. */
export function wantedOfProgram({ main, deps }: BuildInfo): readonly string[] {
  const modules = [...(main === undefined ? [] : [main]), ...deps]
  return [
    ...new Set([...modules.flatMap((m) => [m.path, ...(m.replace === undefined ? [] : [m.replace.path])]), STDLIB]),
  ]
}

/** Finds them. */
export async function vulnerabilitiesOfProgram(
  world: Pick<World, 'clock'>,
  input: BinaryInput,
  { book, database, left: unread }: LoadedAdvisories,
): Promise<VulnsReport> {
  const { file, info, functions, threshold, exploits, began } = input
  const setting = (key: string): string => info.settings.find((one) => one.key === key)?.value ?? ''
  const platform = { goos: setting('GOOS'), goarch: setting('GOARCH') }
  const buildList = [...(info.main === undefined ? [] : [info.main]), ...info.deps].map(buildModule)
  // The go command is no part of the program.
  const held = heldBy(book, buildList, info.goVersion, platform).filter(({ module }) => module.path !== TOOLCHAIN)
  const found = functions === undefined ? undefined : symbolsIn(functions, info.path)
  // Tools that hide what a program is made of change the names of its functions: then what is missing says nothing.
  const renamed = found !== undefined && info.deps.length > 0 && !holdsAny(found.packages, info.deps)
  const symbols = renamed ? undefined : found
  const left = [
    ...unread,
    ...held.flatMap(({ module, match }) =>
      oddRanges(match.advisory, module.path).map((odd) => `${match.advisory.id}: ${module.path}: ${odd}`),
    ),
    ...(functions === undefined && held.length > 0
      ? [`${file}: holds no table of its functions, so which of the flaws are in it is not known`]
      : []),
    ...(renamed && held.length > 0
      ? [`${file}: holds no function of any module that it names, so which of the flaws are in it is not known`]
      : []),
    ...(info.deps.length === 0 && info.main === undefined
      ? [`${file}: names no modules; only Go itself was looked up`]
      : []),
  ]
  const findings: VulnFinding[] = []
  for (const one of held) {
    findings.push(
      await findingOf(one, {
        answer: symbols === undefined ? undefined : { ...symbols, imports: () => [] },
        modules: new Map(buildList.map((m) => [m.path, m])),
        folder: file,
        importAt: () => undefined,
        lineOf: () => undefined,
        vendored: false,
        repairable: false,
        exploits,
      }),
    )
  }
  return {
    schema: 'modwarden/vulns/1',
    subject: { kind: 'binary', folder: file, modules: info.main === undefined ? [] : [info.main.path] },
    engine: 'modwarden',
    database,
    go: { version: info.goVersion, from: 'program' },
    threshold,
    platform: {
      ...platform,
      tags: setting('-tags')
        .split(',')
        .filter((tag) => tag !== ''),
      tests: false,
    },
    findings: findings.toSorted(compareRanked),
    left,
    notes: mainNotes(book, info.main),
    ...tallied(threshold, findings, left, {
      before: 0,
      modules: buildList.length + 1,
      packages: symbols?.packages.length ?? 0,
      seconds: (world.clock.now().getTime() - began) / 1000,
    }),
  }
}

/** A main module that was built from a version is looked up like another one. */
function buildModule({ path, version, replace }: BuiltModule): BuildModule {
  const known = (one: string): string => (one === '(devel)' ? '' : one)
  return {
    path,
    version: known(version),
    main: false,
    direct: false,
    ...(replace === undefined ? {} : { replacedBy: { path: replace.path, version: known(replace.version) } }),
  }
}

function holdsAny(packages: readonly string[], modules: readonly BuiltModule[]): boolean {
  const paths = new Set(modules.map(({ path }) => path))
  return packages.some((name) => {
    for (let at = name.length; at > 0; at = name.lastIndexOf('/', at - 1)) if (paths.has(name.slice(0, at))) return true
    return false
  })
}

function symbolsIn(
  functions: ReadonlySet<string>,
  mainPackage: string,
): { readonly packages: readonly string[]; readonly reached: readonly Reached[] } {
  const packages = new Set<string>()
  const reached: Reached[] = []
  for (const name of functions) {
    const found = symbolOfName(name)
    if (found === undefined) continue
    // The linker calls the main package `main`, whatever its path is.
    const path = found.package === 'main' ? mainPackage : found.package
    packages.add(path)
    reached.push({ package: path, symbol: found.symbol, certain: true, path: [] })
  }
  return { packages: [...packages], reached }
}

function mainNotes(book: AdvisoryBook, main: BuiltModule | undefined): readonly string[] {
  if (main === undefined || (main.version !== '' && main.version !== '(devel)')) return []
  const ids = book.about(main.path).map(({ id }) => id)
  return ids.length === 0
    ? []
    : [`${main.path} was built from a folder, so its version is not known; it has ${ids.slice(0, 5).join(', ')}`]
}
