// diff: what one module version does that another does not. Both are proven, or said not to be, before anything counts;
// where the caller's project uses the module, what its code comes to is told first.
import path from 'node:path'
import { isWardenError } from '../../base/errors.ts'
import { moduleName, type ModuleVersion, type Severity } from '../../base/finding.ts'
import type { Knowledge } from '../../advisories/known.ts'
import { parseGoMod, type GoMod } from '../../gomod/modfile.ts'
import { splitPathVersion } from '../../gomod/path.ts'
import { compareVersions, major, majorMinor } from '../../gomod/version.ts'
import type { DiffEffect, DiffReport, DiffRequirement, DiffSide } from '../../report/diff.ts'
import { worstExit } from '../../report/exit.ts'
import type { ScanFinding } from '../../report/scan.ts'
import type { ExitCode } from '../../report/verify.ts'
import { verdictOf } from '../../rules/behaviour/verdict.ts'
import { judgeKnown } from '../../rules/record/known.ts'
import type { AddedEffect } from '../../rules/record/delta.ts'
import type { Step } from '../../rules/record/deltarules.ts'
import type { Tree } from '../../world/trees.ts'
import type { World } from '../../world/world.ts'
import { loadGraph } from '../project/modulegraph.ts'
import { asJudged } from '../known/records.ts'
import { loadProject, type Project } from '../project/project.ts'
import { planNamed, type VersionsRun } from './elsewhere.ts'
import { planLocal } from './local.ts'
import { graveWords } from './scan.ts'
import type { PlannedModule } from './plan.ts'
import type { Diffed, Judged, Scanner, Users } from './scanner.ts'
import { createSources, type Sources } from '../project/sources.ts'

/** A module version, which is proven first; or what lies in a folder or zip, as it is. */
export type DiffSubject =
  | { readonly kind: 'version'; readonly module: ModuleVersion }
  | { readonly kind: 'here'; readonly plan: PlannedModule }

/** What is compared. */
export interface DiffInput {
  readonly before: DiffSubject
  readonly after: DiffSubject
  /** What feeds know. */
  readonly knowledge: Knowledge
  /** A folder in which a project may lie whose code uses the module. */
  readonly folder: string
  /** What is added alone: no lines of files, and nobody looks for what the project's code comes to. */
  readonly brief?: true
  /** When the run began, in ms. */
  readonly began: number
}

/** The step from one version of a module to another. */
export function stepOf(before: ModuleVersion, after: ModuleVersion): Step {
  const same = splitPathVersion(before.path).prefix === splitPathVersion(after.path).prefix
  const { version } = after
  // A working copy is taken for the next release of whatever it is compared with.
  if (same && (version === '' || before.version === '')) return 'minor'
  if (!same || compareVersions(before.version, version) >= 0) return 'other'
  // Another path is another module to go, which nobody gets by an update; v0 to v1 is the same path.
  if (before.path !== after.path) return 'major'
  if (major(before.version) !== major(after.version)) return 'minor'
  return majorMinor(before.version) === majorMinor(after.version) ? 'patch' : 'minor'
}

const NOBODY: Users = { own: 0, trees: [] }

/** Compares two module versions. Throws `fork`, `aborted`, and `io` where a thread ended. */
export async function diffVersions(
  world: World,
  scanner: Scanner,
  input: DiffInput,
  run: VersionsRun,
): Promise<DiffReport> {
  const [before, after] = [moduleOf(input.before), moduleOf(input.after)]
  const { signal } = run.options
  const named = [input.before, input.after].flatMap((one) => (one.kind === 'version' ? [one.module] : []))
  const project = await projectOf(world, input.folder, run)
  // go.sum counts for what it names; for the others there is no project.
  const isListed = ({ path: named, version }: ModuleVersion): boolean =>
    project?.sums.has(`${named} ${version}`) === true
  const plans = await Promise.all(
    [named.filter(isListed), named.filter((m) => !isListed(m))].map(async (modules, i) =>
      modules.length === 0 ? undefined : planNamed(world, modules, run, i === 0 ? project : undefined),
    ),
  )
  const planned = plans.flatMap((plan) => plan?.planned ?? [])
  const verified = plans.flatMap((plan) => plan?.verified ?? [])
  const integrity = verified.map((report) => report.exitCode)
  const planOf = (one: DiffSubject): PlannedModule | undefined =>
    one.kind === 'here' ? one.plan : planned.find((p) => moduleName(p.module) === moduleName(one.module))
  const [old, now] = [planOf(input.before), planOf(input.after)]
  const [oldTree, nowTree] = [old?.trees[0], now?.trees[0]]
  const step = stepOf(before, after)
  if (oldTree === undefined || nowTree === undefined) {
    return nothing(input, step, [sideOf(before, old, undefined), sideOf(after, now, undefined)], world, integrity)
  }
  run.options.onProgress?.(() => `reading ${moduleName(before)} and ${moduleName(after)}`)
  const brief = input.brief === true
  const users = project === undefined || brief ? NOBODY : await usersOf(world, project, nowTree.tree, run)
  const answer = await scanner.diff({ before: oldTree, after: nowTree, step, users, source: !brief }, signal)
  if (answer.kind === 'failed') {
    const why = `it could not be read: ${answer.why}`
    const failed = sideOf(after, now, undefined)
    const to = { ...failed, reasons: [...failed.reasons, why] }
    return nothing(input, step, [sideOf(before, old, undefined), to], world, integrity)
  }
  const sides = [sideOf(before, old, answer.before), sideOf(after, now, answer.after)] as const
  return reportOf(input, step, sides, answer, world, integrity)
}

function moduleOf(one: DiffSubject): ModuleVersion {
  return one.kind === 'version' ? one.module : one.plan.module
}

function reportOf(
  { began, knowledge }: DiffInput,
  step: Step,
  [from, judged]: readonly [DiffSide, DiffSide],
  answer: Diffed,
  world: Pick<World, 'clock'>,
  integrity: readonly ExitCode[],
): DiffReport {
  const known = judgeKnown(knowledge, { path: judged.path, version: judged.version, h1: judged.h1 }).map(asJudged)
  const to: DiffSide = known.length === 0 ? judged : { ...judged, verdict: 'malicious' }
  const fresh = [...known, ...answer.findings]
  const findings = fresh.map(({ path: _, ...finding }): ScanFinding => finding)
  const verdict = verdictOf(fresh)
  const risk = riskOf(findings)
  const reached = answer.reached === undefined ? undefined : new Set(answer.reached)
  const effects = answer.delta.effects.map((one) => effectOf(one, reached))
  const codes: ExitCode[] = [
    ...integrity,
    verdict === 'clean' && to.verdict !== 'malicious' ? 0 : 1,
    from.incomplete || to.incomplete ? 3 : 0,
  ]
  return {
    schema: 'modwarden/diff/1',
    from,
    to,
    step,
    risk,
    because: findings[0]?.message ?? quietWords(answer, effects),
    findings,
    capabilities: answer.delta.capabilities,
    effects: effects.toSorted((a, b) => Number(b.reached === true) - Number(a.reached === true)),
    removedEffects: answer.delta.removedEffects,
    content: answer.delta.content,
    requirements: requirementsOf(answer.goMod.before, answer.goMod.after),
    files: answer.files,
    fileCount: answer.fileCount,
    ...(answer.reached === undefined ? {} : { reached: answer.reached }),
    exitCode: worstExit(codes),
    seconds: (world.clock.now().getTime() - began) / 1000,
  }
}

const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info']

function riskOf(findings: readonly ScanFinding[]): DiffReport['risk'] {
  return SEVERITIES.slice(0, 4).find((severity) => findings.some((f) => f.severity === severity)) ?? 'none'
}

function quietWords({ fileCount, delta }: Diffed, effects: readonly DiffEffect[]): string {
  if (fileCount === 0) return 'the files are the same'
  const strong = effects.filter((one) => one.triggers.some((trigger) => trigger !== 'test'))
  if (strong.length === 0 && delta.capabilities.added.length === 0) return 'nothing was added that reaches outside'
  return 'nothing was added that such a release does not usually add'
}

function effectOf(
  { effect, values, hidden, newKind }: AddedEffect,
  reached: ReadonlySet<string> | undefined,
): DiffEffect {
  const { kind, call, file, line } = effect
  const slash = file.lastIndexOf('/')
  return {
    kind,
    call,
    file,
    line,
    function: effect.function,
    values,
    hidden,
    triggers: [...new Set(effect.reach.map(({ trigger }) => trigger))],
    newKind,
    ...(reached === undefined ? {} : { reached: reached.has(slash < 0 ? '' : file.slice(0, slash)) }),
  }
}

function sideOf(module: ModuleVersion, plan: PlannedModule | undefined, judged: Judged | undefined): DiffSide {
  return {
    ...module,
    dir: plan?.dir ?? '',
    verdict: judged?.verdict ?? 'clean',
    incomplete: judged === undefined || judged.incomplete || plan === undefined || plan.incomplete,
    ...(judged?.h1 === undefined ? {} : { h1: judged.h1 }),
    ...(plan?.integrity === undefined ? {} : { integrity: plan.integrity }),
    reasons: [...(plan?.reasons ?? ['its contents are not here']), ...graveWords(judged?.gaps ?? [])],
  }
}

/** The report where one side could not be read. */
function nothing(
  { began }: DiffInput,
  step: Step,
  [from, to]: readonly [DiffSide, DiffSide],
  world: Pick<World, 'clock'>,
  integrity: readonly ExitCode[],
): DiffReport {
  return {
    schema: 'modwarden/diff/1',
    from,
    to,
    step,
    risk: 'none',
    because: 'they could not be compared',
    findings: [],
    capabilities: { added: [], removed: [] },
    effects: [],
    removedEffects: 0,
    content: [],
    requirements: [],
    files: [],
    fileCount: 0,
    exitCode: worstExit([...integrity, 3]),
    seconds: (world.clock.now().getTime() - began) / 1000,
  }
}

/** What go.mod asks for that it did not, or otherwise. */
function requirementsOf(before: string, after: string): DiffRequirement[] {
  const [old, now] = [requiresOf(before), requiresOf(after)]
  const paths = [...new Set([...now.keys(), ...old.keys()])]
  return paths.flatMap((path): DiffRequirement[] => {
    const [was, is] = [old.get(path), now.get(path)]
    if (was?.version === is?.version) return []
    return [
      {
        path,
        ...(was === undefined ? {} : { before: was.version }),
        ...(is === undefined ? {} : { after: is.version }),
        indirect: (is ?? was)?.indirect ?? false,
      },
    ]
  })
}

function requiresOf(text: string): Map<string, { readonly version: string; readonly indirect: boolean }> {
  const mod = lenient(text)
  const requires = (mod?.require ?? []).map(({ path, version, indirect }) => [path, { version, indirect }] as const)
  const lines = [
    ['go', mod?.go?.version],
    ['toolchain', mod?.toolchain?.version],
  ].flatMap(([name, version]) =>
    name === undefined || version === undefined ? [] : ([[name, { version, indirect: false }]] as const),
  )
  return new Map([...lines, ...requires])
}

function lenient(text: string): GoMod | undefined {
  try {
    return parseGoMod(text, 'go.mod', { lax: true })
  } catch (error) {
    // go reads it no better; the difference of the file itself is shown.
    if (!isWardenError(error)) throw error
    return undefined
  }
}

/**
 * The trees of the project that a folder lies in, its own first, if its build list has the module; with the tree that
 * is compared in place of the one that it has. Nobody where it has not.
 */
async function usersOf(world: World, project: Project, tree: Tree, run: VersionsRun): Promise<Users> {
  const database = await run.openDatabase(undefined)
  const { full, signal } = run.options
  const sources = createSources(world, {
    modcache: run.go.GOMODCACHE,
    project,
    prover: database.prover,
    full,
    signal,
  })
  // Nobody is asked about what the project requires: this is about another module.
  const here: Sources = { ...sources, goMod: async (module) => sources.goMod(module, false) }
  const graph = await loadGraph(world, project, here, signal)
  if (!graph.buildList.some((m) => m.path === tree.module.path)) return NOBODY
  const own: Tree[] = []
  for (const main of project.mains) {
    const name = { folder: main.folder, path: main.goMod.module?.path ?? path.basename(main.folder) }
    const [planned] = await planLocal(world.files, name, 'main', false)
    if (planned !== undefined) own.push(...planned.trees.map((task) => task.tree))
  }
  const others = graph.buildList
    .filter((m) => !m.main && m.path !== tree.module.path)
    .flatMap((m): Tree[] => {
      const actual = m.replacedBy ?? m
      const at = actual.version === '' ? path.resolve(project.folder, actual.path) : sources.paths(actual).folder
      return [{ kind: 'folder', module: { path: m.path, version: m.version }, folder: at }]
    })
  return { own: own.length, trees: [...own, tree, ...others] }
}

async function projectOf(world: World, folder: string, { go }: VersionsRun): Promise<Project | undefined> {
  try {
    return await loadProject(world.files, folder, go)
  } catch (error) {
    // What is compared does not depend on it.
    if (!isWardenError(error)) throw error
    return undefined
  }
}
