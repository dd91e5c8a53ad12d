// Policies: the one in force, from the policy file and, over it, that of a project.
import path from 'node:path'
import type { Place } from '../../base/errors.ts'
import { DEFAULT_LAYER, policyOf, tighten, type Layer, type Policy } from '../../policy/policy.ts'
import type { Files } from '../../world/files.ts'

/** The name of a project's own policy, beside go.mod or go.work. It can only tighten. */
const PROJECT_POLICY = '.modwarden-policy.yaml'

/** The word that stands for the policy without a file. */
export const BUILT_IN = 'default'

/** A policy with what each of its layers was read from. */
export interface LoadedPolicy {
  readonly policy: Policy
  readonly layers: ReadonlyArray<{
    readonly layer: Layer
    /** Where the settings that the file has stand; none without a file. */
    readonly places: ReadonlyMap<string, Place>
  }>
}

/**
 * The policy of a file (the default without one), tightened by that of the project in a folder, where it has one. Throws
 * `config` with the place in the file, `io`.
 */
export async function loadPolicy(
  files: Files,
  file: string | undefined,
  project: string | undefined,
): Promise<LoadedPolicy> {
  const base =
    file === undefined ? { layer: DEFAULT_LAYER, places: new Map<string, Place>() } : await read(files, file, 'company')
  const own = project === undefined ? undefined : path.join(project, PROJECT_POLICY)
  if (own === undefined || (await files.info(own)) === undefined) {
    return { policy: policyOf(base.layer), layers: [base] }
  }
  const over = await read(files, own, 'project')
  return { policy: tighten(policyOf(base.layer), over.layer), layers: [base, over] }
}

/** On demand: most runs have no policy file, and its reader costs more than a start. */
async function read(files: Files, file: string, owner: 'company' | 'project'): Promise<LoadedPolicy['layers'][number]> {
  const { readPolicyFile } = await import('./policyfile.ts')
  return readPolicyFile(files, file, owner)
}
