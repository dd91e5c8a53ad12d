// modwarden audit: everything about one project on one page: integrity, behaviour, known flaws; later parts add their lines.
import path from 'node:path'
import { isWardenError, messageOf } from '../base/errors.ts'
import { auditTree } from '../jobs/tree/audittree.ts'
import { openLicences } from '../jobs/bill/keptlicences.ts'
import { loadProject, type Project } from '../jobs/project/project.ts'
import { stampedVersion } from '../jobs/project/stampedversion.ts'
import { auditText, NO_DATABASE, type AuditReport } from '../report/audit.ts'
import type { AuditTree } from '../report/audittree.ts'
import { worstExit } from '../report/exit.ts'
import { auditScore } from '../report/score.ts'
import type { ScanReport } from '../report/scan.ts'
import type { ExitCode } from '../report/verify.ts'
import type { VulnsReport } from '../report/vulns.ts'
import { headOf } from './run/documentdate.ts'
import type { CommonFlags, Invocation } from './flags/reportflags.ts'
import { emit, failed } from './run/output.ts'
import { scanVerified } from './run/projectscan.ts'
import { makeReport, type After } from './verify.ts'
import { vulnsOfProject } from './vulns.ts'
import { advisorySources } from './vulnssources.ts'
import { waivedReport } from './vulnswaived.ts'
import { ownTree } from './run/withtree.ts'
import type { Setup } from './run/world.ts'

/** Runs `audit`; gives the exit code. */
export async function auditCommand(folder: string, flags: CommonFlags, invocation: Invocation): Promise<ExitCode> {
  return failed('modwarden/audit/1', flags, invocation, async () => {
    let scan: ScanReport | undefined
    let flaws: Flaws = {}
    let tree: Tree = {}
    let at = ''
    let source: AuditReport['source']
    const after: After = async (setup, report, onProgress) => {
      scan = await scanVerified(setup, folder, report, invocation, onProgress)
      const project = await loadProject(setup.world.files, folder, setup.go)
      flaws = await flawsOf(setup, project, invocation, onProgress)
      tree = await treeOf(setup, project, invocation, onProgress)
      source = await sourceOf(project, invocation)
      at = setup.world.clock.now().toISOString()
    }
    const verify = await makeReport(folder, flags, invocation, after)
    const { vulns, why, failed: notDone } = flaws
    const codes = [
      verify.exitCode,
      ...(scan === undefined ? [] : [scan.exitCode]),
      ...(vulns === undefined ? [] : [vulns.exitCode]),
      ...(notDone === true ? ([3] as const) : []),
    ]
    const report: AuditReport = {
      schema: 'modwarden/audit/1',
      verify,
      ...(scan === undefined ? {} : { scan }),
      ...(vulns === undefined ? {} : { vulns }),
      ...(tree.tree === undefined ? {} : { tree: tree.tree }),
      ...(why === undefined && tree.why === undefined
        ? {}
        : {
            unchecked: {
              ...(why === undefined ? {} : { vulns: why }),
              ...(tree.why === undefined ? {} : { tree: tree.why }),
            },
          }),
      at,
      ...(source === undefined ? {} : { source }),
      score: auditScore(verify, scan, vulns, at),
      exitCode: worstExit(codes),
    }
    return emit(flags, invocation, report, (ink) => auditText(report, ink, { verbose: flags.verbose }))
  })
}

/** The name of the page where none is given. */
const PAGE = 'modwarden-report.html'

/**
 * Runs `report`: an audit that is written as one HTML file, under a name of its own where none is given. `-f html` writes
 * to a pipe as every command does, and to the file on a terminal, where nobody reads HTML.
 */
export async function reportCommand(folder: string, flags: CommonFlags, invocation: Invocation): Promise<ExitCode> {
  const page = flags.format === 'text' || (flags.format === 'html' && invocation.terminal.stdout.isTTY)
  if (!page) return auditCommand(folder, flags, invocation)
  const outputs = flags.outputs.length > 0 ? flags.outputs : [{ format: 'html', file: PAGE, implied: true } as const]
  return auditCommand(folder, { ...flags, format: 'text', outputs }, invocation)
}

async function sourceOf(project: Project, invocation: Invocation): Promise<AuditReport['source']> {
  const head = await headOf(project.folder, invocation)
  if (head === undefined) return undefined
  const [main] = project.mains
  const below = main === undefined ? '' : path.relative(project.folder, main.folder)
  const version = await stampedVersion(main?.goMod.module?.path ?? '', head, below)
  return { version, commit: head.commit, changed: head.changed }
}

/** The tree in numbers, or why it could not be read. */
interface Tree {
  readonly tree?: AuditTree
  readonly why?: string
}

/** What goes wrong with go.mod files is told by integrity, which decides the exit code; this line only shows. */
async function treeOf(
  setup: Setup,
  project: Project,
  invocation: Invocation,
  onProgress: (text: () => string) => void,
): Promise<Tree> {
  const { world, settings } = setup
  try {
    const tree = await ownTree(setup, project, invocation, onProgress)
    return { tree: await auditTree(world, tree, await openLicences(world.files, world.store, settings.full)) }
  } catch (error) {
    if (!isWardenError(error) || error.code === 'aborted' || error.code === 'fork') throw error
    return { why: `not read: ${messageOf(error)}` }
  }
}

/** Known flaws, or why they were not looked up; `failed` where they should have been. */
interface Flaws {
  readonly vulns?: VulnsReport
  readonly why?: string
  readonly failed?: boolean
}

/** Without a database nothing is looked up, and that is no failure: the line says how to name one. */
async function flawsOf(
  setup: Setup,
  project: Project,
  invocation: Invocation,
  onProgress: (text: () => string) => void,
): Promise<Flaws> {
  const { terminal, cwd } = invocation
  if (advisorySources(setup.settings, terminal.env, undefined, cwd).database === undefined) {
    return { why: NO_DATABASE }
  }
  const flags = {
    db: undefined,
    level: 'symbol',
    tags: [],
    platform: undefined,
    tests: false,
    engine: 'modwarden',
  } as const
  try {
    const report = await vulnsOfProject(setup, project, flags, invocation, onProgress)
    return { vulns: await waivedReport(setup, report, project.folder, undefined, [], invocation) }
  } catch (error) {
    if (!isWardenError(error) || error.code === 'aborted' || error.code === 'fork') throw error
    return { why: `not checked: ${messageOf(error)}`, failed: true }
  }
}
