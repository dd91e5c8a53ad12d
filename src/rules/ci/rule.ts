// A rule about workflow files, and how its findings are made.
import type { Severity } from '../../base/finding.ts'
import type { EnvironmentFinding } from '../environment/facts.ts'
import type { Rule } from '../rule.ts'
import type { Placed } from './tree.ts'
import type { Workflow } from './workflow.ts'

/** What the rules know besides the file. */
export interface WorkflowContext {
  /** The first proxy of Go's own default, as the installation here has it; `undefined` where no Go is installed. */
  readonly usualProxy: string | undefined
}

/** A rule about workflow files: its record and its judgement. */
export interface WorkflowRule extends Rule {
  readonly check: (workflow: Workflow, context: WorkflowContext) => readonly EnvironmentFinding[]
}

/** A finding at a line of a workflow file. */
export function workflowFinding(
  rule: Rule,
  workflow: Workflow,
  at: Placed,
  said: {
    readonly severity?: Severity
    readonly message: string
    readonly because: string
    readonly remedy: readonly string[]
  },
): EnvironmentFinding {
  const shown = at.text.split('\n', 1)[0]?.slice(0, 160).toWellFormed() ?? ''
  return {
    rule: rule.id,
    severity: rule.severity,
    subject: workflow.file,
    file: workflow.file,
    line: at.line,
    ...(shown === '' ? {} : { evidence: [shown] }),
    ...said,
  }
}

/** Only the first finding of each text: an action that is used in ten steps is one weakness. */
export function eachOnce<T extends Placed>(texts: readonly T[]): T[] {
  const seen = new Set<string>()
  return texts.filter(({ text }) => !seen.has(text) && seen.add(text))
}
