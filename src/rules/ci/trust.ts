// Whom a workflow trusts: what strangers can make it run, and with which rights.
// https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/
import { eachOnce, workflowFinding, type WorkflowRule } from './rule.ts'
import type { Placed } from './tree.ts'
import { MOST_COMMAND, type Step, type Workflow } from './workflow.ts'

const pwnRequests = 'https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/'

const permissions: WorkflowRule = {
  id: 'MW-ENV-CI-PERMISSIONS',
  title: "the job's token has more rights than it needs",
  severity: 'medium',
  summary:
    'Without `permissions:` a job gets what the repository gives by default, which may be writing everything. A dependency that runs in a test can then push to the repository.',
  found: 'A job has no `permissions:`, nor has the workflow; or one of them says write-all.',
  remedy: 'permissions: {contents: read}',
  references: ['https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions'],
  check: (workflow) => {
    if (!workflow.grants) return []
    const all = [workflow.permissions, ...workflow.jobs.map((job) => job.permissions)]
    const wide = all.find((at) => at?.text === 'write-all')
    const job = workflow.jobs.find(({ permissions: own }) => own === undefined)
    const missing = workflow.permissions === undefined && job !== undefined ? { text: '', line: job.line } : undefined
    const at = wide ?? missing
    if (at === undefined) return []
    return [
      workflowFinding(permissions, workflow, at, {
        message:
          wide === undefined
            ? 'no permissions are set for the token of the job'
            : 'the token of the job may write everything',
        because: 'code that runs in the job, a dependency in a test too, can use the token',
        remedy: ['at the top of the file: permissions: {contents: read}'],
      }),
    ]
  },
}

const target: WorkflowRule = {
  id: 'MW-ENV-CI-TARGET',
  title: "a stranger's code runs with the repository's secrets",
  severity: 'high',
  summary:
    'pull_request_target and workflow_run run with the rights of the repository. Checking out the head of the pull request there lets anyone who opens one run code with them.',
  found: 'A workflow that such an event starts checks out the head of the pull request or of the run.',
  remedy: 'on: pull_request, without secrets; or leave the checkout out',
  references: [pwnRequests],
  check: (workflow) => {
    const event = privileged(workflow)
    if (event === undefined) return []
    const checkouts = workflow.jobs.flatMap((job) => job.steps.flatMap(headOf))
    return eachOnce(checkouts).map((at) =>
      workflowFinding(target, workflow, at, {
        message: `${event.text} checks out the code of the pull request`,
        because: 'anyone who opens a pull request runs code with the secrets and the token of the repository',
        remedy: ['build pull requests on: pull_request, and give that workflow no secrets'],
      }),
    )
  },
}

const injection: WorkflowRule = {
  id: 'MW-ENV-CI-INJECTION',
  title: "a stranger's text becomes part of a command",
  severity: 'high',
  summary:
    'An expression is put into the script before the shell reads it. A title such as `"; curl … | sh; "` then runs as a command, with the token of the job.',
  found:
    'A `run:` or the script of actions/github-script holds an expression over text that outsiders choose: titles, bodies, messages, names of branches.',
  remedy: 'give it as env: and write "$NAME" in the script',
  references: [
    'https://docs.github.com/en/actions/concepts/security/script-injections',
    'https://securitylab.github.com/resources/github-actions-untrusted-input/',
  ],
  check: (workflow) => {
    const scripts = workflow.jobs.flatMap((job) =>
      job.steps.flatMap((step) => [
        ...step.commands,
        ...(isAction(step, 'actions/github-script') ? linesOf(step.inputs.get('script')) : []),
      ]),
    )
    return eachOnce(scripts).flatMap((at) => {
      const expression = untrusted(at.text)
      if (expression === undefined) return []
      return [
        workflowFinding(injection, workflow, at, {
          message: `a command is made of ${expression}, which outsiders choose`,
          because: 'the expression is put into the script before the shell reads it, so that its text is run',
          remedy: [`env: {TEXT: "\${{ ${expression} }}"} for the step, and "$TEXT" in its script`],
        }),
      ]
    })
  },
}

/** The rules about trust. */
export const trustRules: readonly WorkflowRule[] = [target, injection, permissions]

/** The event by which outsiders start a workflow that has the repository's rights. */
export function privileged(workflow: Workflow): Placed | undefined {
  return workflow.events.find(({ text }) => ['pull_request_target', 'workflow_run'].includes(text))
}

/** Whether a step uses this action, in whatever version and case. */
function isAction(step: Step, name: string): boolean {
  return step.uses?.text.toLowerCase().startsWith(`${name}@`) === true
}

/** Where a step gets the code of the pull request. */
function headOf(step: Step): Placed[] {
  const ref = [step.inputs.get('ref'), step.inputs.get('repository')].find((input) => isHead(input?.text ?? ''))
  if (isAction(step, 'actions/checkout') && ref !== undefined) return [ref]
  return step.commands.filter(
    ({ text }) =>
      /\bgh\s+pr\s+checkout\b/.test(text) ||
      (/\bgit\b/.test(text) && /\b(?:fetch|checkout|pull)\b/.test(text) && isHead(text)),
  )
}

function isHead(text: string): boolean {
  return /github\.event\.pull_request\.head\.|github\.head_ref|github\.event\.workflow_run\.head_|refs\/pull\//i.test(
    text,
  )
}

/** Fields whose text outsiders choose. */
const FIELDS: readonly RegExp[] = [
  /^github\.head_ref$/,
  /^github\.event\.(?:issue|pull_request|discussion)\.(?:title|body)$/,
  /^github\.event\.(?:comment|review|review_comment)\.body$/,
  /^github\.event\.(?:pages|commits)(?:\.\*|\[\d+\])?\.(?:page_name|message|author\.(?:name|email))$/,
  /^github\.event\.head_commit\.(?:message|author\.(?:name|email))$/,
  /^github\.event\.pull_request\.head\.(?:ref|label|repo\.default_branch)$/,
  /^github\.event\.workflow_run\.(?:head_branch|display_title|head_commit\.(?:message|author\.(?:name|email)))$/,
]

/** The first such field in the expressions of a text. */
function untrusted(text: string): string | undefined {
  for (const [, written = ''] of text.matchAll(/\$\{\{(.*?)\}\}/g)) {
    // a['b'] is a.b, and upper case is lower case.
    const expression = written.replaceAll(/\[\s*'(\w+)'\s*\]/g, '.$1').toLowerCase()
    for (const [field] of expression.matchAll(/github\.[\w.*[\]]+/g)) {
      if (FIELDS.some((pattern) => pattern.test(field))) return field
    }
  }
  return undefined
}

function linesOf(script: Placed | undefined): Placed[] {
  return (script?.text.split('\n') ?? []).map((text, i) => ({
    text: text.slice(0, MOST_COMMAND),
    line: (script?.line ?? 1) + i,
  }))
}
