// Workflow files as the rules see them, whichever CI service reads them.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax, https://docs.gitlab.com/ci/yaml/
import { at, entriesOf, itemsOf, textAt, textsOf, type Placed, type TreeNode } from './tree.ts'

/** One file. */
export interface Workflow {
  readonly file: string
  readonly service: 'github' | 'gitlab'
  /** What starts it: `push`, `pull_request_target`. */
  readonly events: readonly Placed[]
  /** Whether its jobs get a token whose rights the file should set: not where it is a part of another workflow. */
  readonly grants: boolean
  readonly permissions: Placed | undefined
  readonly env: readonly Variable[]
  readonly jobs: readonly Job[]
}

/** One job. */
export interface Job {
  readonly name: string
  readonly line: number
  /** `undefined` where it says nothing; a text of what it says otherwise (`write-all`, or '' for a map). */
  readonly permissions: Placed | undefined
  readonly env: readonly Variable[]
  readonly steps: readonly Step[]
}

/** One step: an action, or commands. */
export interface Step {
  readonly line: number
  readonly uses: Placed | undefined
  /** Whether the job goes on where it fails. */
  readonly ignored: boolean
  /** What an action is given. */
  readonly inputs: ReadonlyMap<string, Placed>
  /** Commands, a logical line each: continued lines are joined. */
  readonly commands: readonly Placed[]
  readonly env: readonly Variable[]
  /** Folders that a cache of the service itself brings (GitLab). */
  readonly cached: readonly Placed[]
}

/** A variable that is set. */
export interface Variable extends Placed {
  readonly name: string
}

/** How many characters of a command line are looked at; longer ones are no commands that anybody wrote. */
export const MOST_COMMAND = 4096

/** A file's workflow; `undefined` where it is none that is known. */
export function readWorkflow(file: string, documents: readonly TreeNode[]): Workflow | undefined {
  const [first] = documents
  if (first === undefined) return undefined
  if (at(first, 'jobs') !== undefined && at(first, 'on') !== undefined) return githubWorkflow(file, first)
  if (at(at(first, 'runs'), 'steps') !== undefined) return compositeAction(file, first)
  const gitlab = documents.find((document) => entriesOf(document).some(({ value }) => isGitlabJob(value)))
  return gitlab === undefined ? undefined : gitlabWorkflow(file, gitlab)
}

function githubWorkflow(file: string, root: TreeNode): Workflow {
  const on = at(root, 'on')
  const events = on?.kind === 'map' ? on.entries.map(({ key, line }) => ({ text: key, line })) : textsOf(on)
  return {
    file,
    service: 'github',
    events,
    // A workflow that only others call gets their token.
    grants: events.some(({ text }) => text !== 'workflow_call'),
    permissions: permissionsOf(root),
    env: variablesOf(at(root, 'env')),
    jobs: entriesOf(at(root, 'jobs')).map(({ key, line, value }) => {
      const uses = textAt(value, 'uses')
      return {
        name: key,
        line,
        permissions: permissionsOf(value),
        env: variablesOf(at(value, 'env')),
        steps: [
          ...(uses === undefined ? [] : [{ ...emptyStep(uses.line), uses }]),
          ...itemsOf(at(value, 'steps')).map(githubStep),
        ],
      }
    }),
  }
}

function compositeAction(file: string, root: TreeNode): Workflow {
  const steps = itemsOf(at(at(root, 'runs'), 'steps')).map(githubStep)
  return {
    file,
    service: 'github',
    events: [],
    grants: false,
    permissions: undefined,
    env: [],
    jobs: [{ name: 'action', line: 1, permissions: undefined, env: [], steps }],
  }
}

function githubStep(node: TreeNode): Step {
  const inputs = new Map<string, Placed>()
  for (const { key, value } of entriesOf(at(node, 'with'))) {
    if (value.kind === 'text') inputs.set(key, { text: value.text, line: value.line })
  }
  const run = textAt(node, 'run')
  return {
    line: node.line,
    uses: textAt(node, 'uses'),
    ignored: textAt(node, 'continue-on-error')?.text === 'true',
    inputs,
    commands: run === undefined ? [] : logicalLines(run),
    env: variablesOf(at(node, 'env')),
    cached: [],
  }
}

/** Keys of a .gitlab-ci.yml that are no jobs. https://docs.gitlab.com/ci/yaml/#global-keywords */
const GITLAB_GLOBAL = [
  'default',
  'include',
  'stages',
  'variables',
  'workflow',
  'spec',
  'cache',
  'image',
  'services',
  'pages',
]

function isGitlabJob(node: TreeNode): boolean {
  return ['script', 'before_script', 'trigger', 'extends', 'run'].some((key) => at(node, key) !== undefined)
}

function gitlabWorkflow(file: string, root: TreeNode): Workflow {
  const common = gitlabSteps(root, ['before_script'])
  const shared = gitlabSteps(at(root, 'default'), ['before_script'])
  const jobs = entriesOf(root).filter(
    ({ key, value }) => isGitlabJob(value) && !GITLAB_GLOBAL.slice(0, -1).includes(key),
  )
  return {
    file,
    service: 'gitlab',
    events: [],
    grants: false,
    permissions: undefined,
    env: variablesOf(at(root, 'variables')),
    jobs: jobs.map(({ key, line, value }) => ({
      name: key,
      line,
      permissions: undefined,
      env: variablesOf(at(value, 'variables')),
      // A job's own cache and before_script replace the common ones.
      steps: [
        ...[...common, ...shared].filter((step) =>
          step.cached.length > 0 ? at(value, 'cache') === undefined : at(value, 'before_script') === undefined,
        ),
        ...gitlabSteps(value, ['before_script', 'script', 'after_script']),
      ],
    })),
  }
}

function gitlabSteps(node: TreeNode | undefined, scripts: readonly string[]): Step[] {
  const cached = itemsOf(at(node, 'cache')).flatMap((cache) => textsOf(at(cache, 'paths')))
  return [
    ...(cached.length === 0 ? [] : [{ ...emptyStep(cached[0]?.line ?? 1), cached }]),
    ...scripts.flatMap((key) =>
      textsOf(at(node, key)).map((text): Step => ({ ...emptyStep(text.line), commands: logicalLines(text) })),
    ),
  ]
}

function emptyStep(line: number): Step {
  return { line, uses: undefined, ignored: false, inputs: new Map(), commands: [], env: [], cached: [] }
}

function permissionsOf(node: TreeNode): Placed | undefined {
  const entry = entriesOf(node).find(({ key }) => key === 'permissions')
  if (entry === undefined) return undefined
  return { text: entry.value.kind === 'text' ? entry.value.text : '', line: entry.line }
}

function variablesOf(node: TreeNode | undefined): Variable[] {
  return entriesOf(node).flatMap(({ key, value }) => {
    // GitLab has the long form { value, description } as well.
    const text = value.kind === 'text' ? value : at(value, 'value')
    return text?.kind === 'text' ? [{ name: key, text: text.text, line: text.line }] : []
  })
}

/** Lines of a script with `\` at the end are one; comments go. */
function logicalLines({ text, line }: Placed): Placed[] {
  const lines: Placed[] = []
  let begun: { text: string; line: number } | undefined
  for (const [i, part] of text.split('\n').entries()) {
    begun ??= { text: '', line: line + i }
    const continued = /\\\s*$/.test(part.slice(-200))
    if (begun.text.length < MOST_COMMAND) begun.text += continued ? `${part.replace(/\\\s*$/, '')} ` : part
    if (continued) continue
    push(lines, begun)
    begun = undefined
  }
  if (begun !== undefined) push(lines, begun)
  return lines
}

function push(lines: Placed[], { text, line }: Placed): void {
  const trimmed = text.trim().slice(0, MOST_COMMAND)
  if (trimmed !== '' && !trimmed.startsWith('#')) lines.push({ text: trimmed, line })
}
