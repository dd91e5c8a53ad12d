// Which advisories hold for what a project builds, and how close its own code comes to each.
import path from 'node:path'
import type { AdvisoryBook } from '../../advisories/book.ts'
import { oddRanges } from '../../advisories/match.ts'
import type { Advisory } from '../../advisories/osv.ts'
import { compareRanked } from '../../advisories/rank.ts'
import { moduleName } from '../../base/finding.ts'
import type { ModuleGraph } from '../../gomod/buildlist.ts'
import type { BuildContext } from '../../gosource/callgraph/constraints.ts'
import type { ReachAnswer } from '../../gosource/callgraph/question.ts'
import { worstExit } from '../../report/exit.ts'
import { countsFor, type VulnFinding, type VulnLevel, type VulnsReport } from '../../report/vulns.ts'
import type { ExitCode } from '../../report/verify.ts'
import type { GoSettings } from '../../world/go.ts'
import type { SourceFolders } from '../../world/sourcefolders.ts'
import type { World } from '../../world/world.ts'
import { loadPackages } from '../project/packagegraph.ts'
import { buildsFromVendor, namedAt, type Project } from '../project/project.ts'
import type { Sources } from '../project/sources.ts'
import type { LoadedAdvisories } from './database.ts'
import { findingOf, type FindingContext } from './finding.ts'
import { chosenGo } from './go.ts'
import { ALL_PLATFORMS, heldBy, STDLIB, targetsOf, TOOLCHAIN } from './held.ts'
import type { Exploits } from './rating.ts'
import { askReach, gapsOf, importLines } from './reach.ts'

/** What is asked. */
export interface VulnsInput {
  readonly go: GoSettings
  readonly project: Project
  readonly graph: ModuleGraph
  readonly sources: Sources
  readonly folders: SourceFolders
  readonly context: BuildContext
  /** Whether the project's tests are entered too. */
  readonly tests: boolean
  readonly threshold: VulnLevel
  readonly exploits: Exploits
  /** Who answers what is reached, instead of the call graph here; it gets the advisories that hold. */
  readonly engine?: {
    readonly name: VulnsReport['engine']
    readonly ask: (advisories: readonly Advisory[]) => Promise<ReachAnswer>
  }
  /** Fetches modules whose source is not here. */
  readonly fetch: boolean
  readonly began: number
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((text: () => string) => void) | undefined
}

/** The module paths that a project's advisories are about: what it builds, Go itself and its own. */
export function wantedModules(graph: ModuleGraph): readonly string[] {
  const named = graph.buildList.flatMap((m) => [m.path, ...(m.replacedBy === undefined ? [] : [m.replacedBy.path])])
  return [...new Set([...named, STDLIB, TOOLCHAIN])]
}

/** Finds them. Throws `aborted`, `fork`. Waivers and a baseline are applied to what it gives (waivers.ts). */
export async function findVulnerabilities(
  world: World,
  input: VulnsInput,
  { book, database, left: unread }: LoadedAdvisories,
): Promise<VulnsReport> {
  const { project, graph, context, tests } = input
  const chosen = chosenGo(input.go, project, graph)
  const held = heldBy(book, graph.buildList, chosen?.note.version, ALL_PLATFORMS)
  // What is built from vendor/ is there, whatever else its modules require.
  const missing = buildsFromVendor(project, input.go) ? [] : graph.missing
  const left = [
    ...unread,
    ...missing.map(
      ({ actual, error }) =>
        `${moduleName(actual)}: its go.mod could not be had, so modules may be missing: ${error.message}`,
    ),
  ]
  if (chosen === undefined)
    left.push('nothing says with which Go this is built, so its standard library was not looked up')
  for (const { module, match } of held) {
    left.push(...oddRanges(match.advisory, module.path).map((odd) => `${match.advisory.id}: ${module.path}: ${odd}`))
  }
  let answer: ReachAnswer | undefined
  let importAt: FindingContext['importAt'] = () => undefined
  if (held.length > 0) {
    const { target, fetch, signal, onProgress } = { ...input, target: context }
    const loaded = await loadPackages(world, input.folders, input.go, project, graph, input.sources, {
      target,
      fetch,
      signal,
      onProgress,
    })
    onProgress?.(() => 'reading the code')
    importAt = importLines(loaded.graph, project, graph)
    const targets = targetsOf(held, [...loaded.graph.packages.values()])
    const asked =
      input.engine?.ask ??
      (async (): Promise<ReachAnswer> => askReach({ ...input, loaded, goroot: input.go.GOROOT, targets, signal }))
    answer = await asked(held.map(({ match }) => match.advisory))
    // Files of the project are named as its user names them.
    const troubles = answer.troubles.map((trouble) => trouble.replace(`${project.folder}${path.sep}`, ''))
    left.push(...gapsOf(loaded.graph, tests), ...troubles)
    if (input.go.GOROOT === '')
      left.push('no Go installation is here, so what is called inside the standard library is not seen')
  }
  const about: FindingContext = {
    answer,
    modules: new Map(graph.buildList.map((m) => [m.path, m])),
    folder: project.folder,
    importAt,
    lineOf: (module) => (module.path === STDLIB || module.path === TOOLCHAIN ? chosen?.at : namedAt(project, module)),
    vendored: project.vendor !== undefined,
    repairable: true,
    exploits: input.exploits,
  }
  const findings: VulnFinding[] = []
  for (const one of held) findings.push(await findingOf(one, about))
  return {
    schema: 'modwarden/vulns/1',
    subject: {
      kind: 'project',
      folder: project.folder,
      modules: project.mains.map((main) => main.goMod.module?.path ?? ''),
    },
    engine: input.engine?.name ?? 'modwarden',
    database,
    ...(chosen === undefined ? {} : { go: chosen.note }),
    threshold: input.threshold,
    platform: { goos: context.goos, goarch: context.goarch, tags: context.tags, tests },
    findings: findings.toSorted(compareRanked),
    left: [...new Set(left)],
    notes: notesOf(book, graph),
    ...tallied(input.threshold, findings, left, {
      before: 0,
      modules: graph.buildList.length + 1,
      packages: answer?.packages.length ?? 0,
      seconds: (world.clock.now().getTime() - input.began) / 1000,
    }),
  }
}

/** The summary and the exit code of findings. */
export function tallied(
  threshold: VulnLevel,
  findings: readonly VulnFinding[],
  left: readonly string[],
  rest: Pick<VulnsReport['summary'], 'before' | 'modules' | 'packages' | 'seconds'>,
): Pick<VulnsReport, 'summary' | 'exitCode'> {
  const counted = findings.filter(({ waived, doubt }) => waived === undefined && doubt === undefined)
  const at = (level: VulnLevel): number => counted.filter((finding) => finding.level === level).length
  const codes: ExitCode[] = []
  if (findings.some((finding) => countsFor(threshold, finding))) codes.push(1)
  if (left.length > 0) codes.push(3)
  return {
    summary: {
      symbol: at('symbol'),
      package: at('package'),
      module: at('module'),
      doubtful: findings.filter(({ waived, doubt }) => waived === undefined && doubt !== undefined).length,
      waived: findings.filter(({ waived }) => waived !== undefined).length,
      before: rest.before,
      modules: rest.modules,
      packages: rest.packages,
      seconds: rest.seconds,
    },
    exitCode: worstExit(codes),
  }
}

/** Advisories about the project itself, whose version nobody wrote down, and folders that stand in for modules. */
function notesOf(book: AdvisoryBook, graph: ModuleGraph): readonly string[] {
  const notes: string[] = []
  for (const { path: name, main, replacedBy } of graph.buildList) {
    const ids = book.about(name).map(({ id }) => id)
    if (ids.length === 0) continue
    const listed = `${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ` and ${ids.length - 5} more` : ''}`
    if (main) notes.push(`${name} is the project itself, whose version is not known here; it has ${listed}`)
    else if (replacedBy?.version === '') {
      notes.push(`${name} is replaced by the folder ${replacedBy.path}, whose version is not known; it has ${listed}`)
    }
  }
  return notes
}
