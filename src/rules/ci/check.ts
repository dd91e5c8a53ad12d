// All rules about workflow files together.
import { compareBytes } from '../../base/bytes.ts'
import type { EnvironmentFinding } from '../environment/facts.ts'
import { actionRules } from './actions.ts'
import { cacheRules } from './cache.ts'
import type { WorkflowContext, WorkflowRule } from './rule.ts'
import { settingRules } from './settings.ts'
import { trustRules } from './trust.ts'
import type { Workflow } from './workflow.ts'

/** Every rule about workflow files. */
export const workflowRules: readonly WorkflowRule[] = [...trustRules, ...cacheRules, ...settingRules, ...actionRules]

/** Judges workflow files; gravest first, then by file and line. */
export function checkWorkflows(
  workflows: readonly Workflow[],
  context: WorkflowContext,
): readonly EnvironmentFinding[] {
  const findings = workflows.flatMap((workflow) => workflowRules.flatMap((rule) => rule.check(workflow, context)))
  return findings.toSorted(
    (a, b) => rank(a) - rank(b) || compareBytes(a.file ?? '', b.file ?? '') || (a.line ?? 0) - (b.line ?? 0),
  )
}

function rank(finding: EnvironmentFinding): number {
  return ['critical', 'high', 'medium', 'low', 'info'].indexOf(finding.severity)
}
