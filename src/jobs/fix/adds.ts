// What one upgrade of a plan adds, as `diff` finds it, and whether its bytes are proven.
import { isWardenError, messageOf } from '../../base/errors.ts'
import { moduleName, type ModuleVersion } from '../../base/finding.ts'
import type { Knowledge } from '../../advisories/known.ts'
import type { DiffReport } from '../../report/diff.ts'
import type { FixAdds, FixMove } from '../../report/fix.ts'
import type { ScannedModule } from '../../report/scan.ts'
import type { World } from '../../world/world.ts'
import { agreedOn } from '../verify/agreed.ts'
import { diffVersions, stepOf } from '../scan/diff.ts'
import type { Project } from '../project/project.ts'
import type { Prover } from '../database/prove.ts'
import { planNamed, type VersionsRun } from '../scan/elsewhere.ts'
import { scanModules } from '../scan/scan.ts'
import type { Scanner } from '../scan/scanner.ts'

/** What is judged with. */
export interface AddsInput {
  readonly folder: string
  readonly began: number
  readonly knowledge: Knowledge
  /** Reads what has not been read by an earlier run; otherwise only what is kept is compared. */
  readonly isWhole: boolean
}

/**
 * The move with what it adds. Throws `fork`, `aborted`; what cannot be looked at is told in `doubt`; without both, it was
 * not looked at yet.
 */
export async function addsOf(
  world: World,
  scanner: Scanner,
  input: AddsInput,
  run: VersionsRun,
  project: Project,
  move: Omit<FixMove, 'step' | 'adds' | 'proof' | 'doubt'>,
): Promise<FixMove> {
  if (move.to === '') return { ...move, step: 'gone' }
  const after = { path: move.path, version: move.to }
  const { prover } = await run.openDatabase(project)
  const agreed = await agreedOn(prover, project, after)
  const [h1] = agreed.zip
  const proof =
    h1 === undefined
      ? {}
      : { proof: { h1, by: agreed.by, ...(agreed.record === undefined ? {} : { record: agreed.record }) } }
  const step = move.from === '' ? 'new' : stepOf({ ...after, version: move.from }, after)
  // Of what is not built nobody's bytes count: go reads its go.mod alone, which is proven.
  if (!move.used) return { ...move, step, ...proof }
  if (!input.isWhole && !(await isKept(scanner, prover, project, move))) return { ...move, step, ...proof }
  try {
    if (move.from === '') return { ...move, step, ...proof, ...(await addedModule(world, scanner, input, run, after)) }
    const before = { path: move.path, version: move.from }
    const report = await diffVersions(
      world,
      scanner,
      { ...input, before: { kind: 'version', module: before }, after: { kind: 'version', module: after }, brief: true },
      run,
    )
    const { integrity, reasons } = report.to
    if (integrity === 'broken' || report.to.dir === '') {
      return { ...move, step, ...proof, doubt: reasons[0] ?? 'its bytes are not what was agreed on' }
    }
    return { ...move, step, ...proof, adds: addsIn(report) }
  } catch (error) {
    if (!isWardenError(error) || isWardenError(error, 'fork', 'aborted')) throw error
    return { ...move, step, ...proof, doubt: messageOf(error) }
  }
}

/** Whether both versions were read by an earlier run; of a new module that one. */
async function isKept(
  scanner: Scanner,
  prover: Prover,
  project: Project,
  { path, from, to }: Pick<FixMove, 'path' | 'from' | 'to'>,
): Promise<boolean> {
  for (const version of from === '' ? [to] : [from, to]) {
    const [h1] = (await agreedOn(prover, project, { path, version })).zip
    if (h1 === undefined || !scanner.isKept(h1)) return false
  }
  return true
}

function addsIn({ to, risk, because, capabilities, effects, requirements, fileCount }: DiffReport): FixAdds {
  return {
    verdict: to.verdict,
    incomplete: to.incomplete,
    risk,
    because,
    capabilities: capabilities.added.map((c) => c.capability),
    effects: effects.length,
    requirements: requirements
      .filter((r) => r.before === undefined && !r.indirect)
      .map((r) => `${r.path}@${r.after ?? ''}`),
    files: fileCount,
  }
}

/** A module that was not there before is looked at as a whole. */
async function addedModule(
  world: World,
  scanner: Scanner,
  { began, knowledge }: AddsInput,
  run: VersionsRun,
  module: ModuleVersion,
): Promise<Pick<FixMove, 'adds' | 'doubt'>> {
  const planned = await planNamed(world, [module], run)
  const report = await scanModules(
    world,
    scanner,
    { ...planned, began },
    { failOn: 'suspicious', knowledge, signal: run.options.signal },
  )
  const found: ScannedModule | undefined = report.modules.find(
    (m) => m.path === module.path && m.version === module.version,
  )
  if (found === undefined) return { doubt: `${moduleName(module)}: it could not be read` }
  const [first] = found.findings
  return {
    adds: {
      verdict: found.verdict,
      incomplete: found.incomplete,
      risk: first?.severity ?? 'none',
      because: first?.message ?? 'a module that was not there before',
      capabilities: found.capabilities.map((c) => c.capability),
      effects: 0,
      requirements: [],
      files: 0,
    },
  }
}
