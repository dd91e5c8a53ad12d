// modwarden doctor --ci: the workflow files of a project, found, read and judged. Only files are read.
import path from 'node:path'
import { textOf } from '../../base/bytes.ts'
import { isWardenError, messageOf, WardenError } from '../../base/errors.ts'
import type { DoctorReport } from '../../report/doctor.ts'
import { doctorExit } from '../../report/doctor.ts'
import { checkWorkflows } from '../../rules/ci/check.ts'
import type { TreeNode } from '../../rules/ci/tree.ts'
import { readWorkflow, type Workflow } from '../../rules/ci/workflow.ts'
import type { Files } from '../../world/files.ts'

/** What is needed besides the paths. */
export interface WorkflowWorld {
  readonly files: Files
  /** YAML to a tree. Throws `parse` and `too-large`. */
  readonly parse: (text: string, file: string) => Promise<readonly TreeNode[]>
  /** The first proxy of Go's own default; `undefined` where no Go is installed. */
  readonly usualProxy: string | undefined
}

const MOST_BYTES = 512 << 10
/** How many files of one folder are read. */
const MOST_FILES = 500

/**
 * Judges workflow files; a folder stands for those that a CI service reads in it or above it. A file that cannot be
 * read is told as not checked. Throws `usage` for a path that is not there, `io`, `aborted`.
 */
export async function workflowReport(
  world: WorkflowWorld,
  named: readonly string[],
  folder: string,
  signal: AbortSignal,
): Promise<DoctorReport> {
  const files = [...new Set((await Promise.all(named.map((at) => filesOf(world.files, at)))).flat())]
  const workflows: Workflow[] = []
  const unchecked: string[] = []
  for (const file of files) {
    if (signal.aborted) throw new WardenError('aborted', 'doctor: stopped')
    try {
      const workflow = readWorkflow(file, await world.parse(await textIn(world.files, file), file))
      if (workflow !== undefined) workflows.push(workflow)
      else unchecked.push(`${file}: no workflow of GitHub Actions or GitLab CI`)
    } catch (error) {
      if (!isWardenError(error, 'parse', 'too-large', 'io')) throw error
      const line = error.place?.line === undefined ? '' : `:${error.place.line}`
      unchecked.push(`${file}${line}: ${messageOf(error).replace(`${file}: `, '')}`)
    }
  }
  const findings = checkWorkflows(workflows, { usualProxy: world.usualProxy })
  return {
    schema: 'modwarden/doctor/1',
    subject: { kind: 'workflows', folder, files },
    settings: [],
    findings: findings.map(({ fix: _never, ...finding }) => ({ ...finding, fixable: false })),
    changes: [],
    unchecked,
    exitCode: doctorExit(findings, unchecked.length),
  }
}

async function textIn(files: Files, file: string): Promise<string> {
  const text = textOf((await files.read(file, MOST_BYTES)) ?? new Uint8Array(0))
  if (text === undefined) throw new WardenError('parse', 'not UTF-8 text')
  return text
}

async function filesOf(files: Files, at: string): Promise<readonly string[]> {
  const kind = (await files.info(at))?.kind
  if (kind === undefined) {
    throw new WardenError('usage', `${at}: no such file or folder`, {
      remedy: 'name workflow files, or a folder with .github/workflows or .gitlab-ci.yml',
    })
  }
  if (kind !== 'folder') return [at]
  for (let folder = at; ; folder = path.dirname(folder)) {
    const found = [
      ...(await yamlIn(files, path.join(folder, '.github', 'workflows'))),
      ...(await present(files, ['.gitlab-ci.yml', '.gitlab-ci.yaml', 'action.yml', 'action.yaml'], folder)),
    ]
    if (found.length > 0) return found
    if (folder === path.dirname(folder)) break
  }
  // A folder of workflow files by itself.
  return yamlIn(files, at)
}

async function yamlIn(files: Files, folder: string): Promise<readonly string[]> {
  // A folder that cannot be read is no folder without workflows: that is told.
  const kind = (await files.info(folder))?.kind
  const entries = kind === 'folder' || kind === 'link' ? ((await files.list(folder)) ?? []) : []
  const names = entries.filter(({ name, kind }) => kind !== 'folder' && /\.ya?ml$/.test(name))
  if (names.length > MOST_FILES) {
    throw new WardenError('too-large', `${folder}: more than ${MOST_FILES} workflow files`, {
      remedy: 'name those that are to be looked at',
    })
  }
  return names.map(({ name }) => path.join(folder, name))
}

async function present(files: Files, names: readonly string[], folder: string): Promise<readonly string[]> {
  const found: string[] = []
  for (const name of names) {
    const file = path.join(folder, name)
    if ((await files.info(file))?.kind === 'file') found.push(file)
  }
  return found
}
