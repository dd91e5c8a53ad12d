// Module caches that a job takes over from others, and whether anything looks at them: whoever poisons a cache once
// has every job that restores it. https://adnanthekhan.com/2024/05/06/the-monsters-in-your-build-cache-github-actions-cache-poisoning/
import { workflowFinding, type WorkflowRule } from './rule.ts'
import type { Placed } from './tree.ts'
import { privileged } from './trust.ts'
import type { Job, Step, Workflow } from './workflow.ts'

const poisoning = 'https://adnanthekhan.com/2024/05/06/the-monsters-in-your-build-cache-github-actions-cache-poisoning/'
const githubCache = 'https://docs.github.com/en/actions/reference/workflows-and-actions/dependency-caching'
const verify = 'after the restore, before the first build: run: npx modwarden verify --full'

const shared: WorkflowRule = {
  id: 'MW-ENV-CI-CACHE-SHARED',
  title: 'outsiders can write the cache of the main branch',
  severity: 'high',
  summary:
    "A workflow on pull_request_target or workflow_run saves into the main branch's cache. Code of a pull request that runs there can leave a poisoned module cache for every later build, the release too.",
  found: 'A workflow that such an event starts uses a cache with the module cache in it.',
  remedy: 'actions/setup-go with cache: false in such workflows',
  references: [poisoning, githubCache],
  check: (workflow) => {
    const event = privileged(workflow)
    if (event === undefined) return []
    return restores(workflow).map(({ at }) =>
      workflowFinding(shared, workflow, at, {
        message: `a workflow on ${event.text} uses the cache of the main branch`,
        because: 'what code of a pull request leaves in it is restored by every later build, the release too',
        remedy: ['leave the cache out of this workflow (actions/setup-go: cache: false)'],
      }),
    )
  },
}

const unverified: WorkflowRule = {
  id: 'MW-ENV-CI-CACHE',
  title: 'a restored module cache is not verified',
  severity: 'medium',
  summary:
    'go build does not hash extracted modules again, so that a job builds whatever earlier jobs left in the cache. A key by prefix (restore-keys) takes caches of other states of the project too.',
  found:
    'A job restores a cache with the module cache in it (actions/cache, actions/setup-go, GitLab cache), and no later step of it runs modwarden verify or go mod verify.',
  remedy: verify,
  references: [poisoning, githubCache, 'https://go.dev/issue/47752'],
  check: (workflow) => {
    if (privileged(workflow) !== undefined) return []
    return restores(workflow)
      .filter(({ job, index }) => !job.steps.slice(index).some(isVerifying))
      .map(({ at, step }) =>
        workflowFinding(unverified, workflow, at, {
          message: step.inputs.has('restore-keys')
            ? 'a module cache is restored by prefix and not verified'
            : 'a restored module cache is not verified',
          because: 'go build does not hash extracted modules again: it builds what earlier jobs left there',
          remedy: [verify],
        }),
      )
  },
}

const never: WorkflowRule = {
  id: 'MW-ENV-CI-UNVERIFIED',
  title: 'no job verifies the modules',
  severity: 'low',
  summary:
    'Nothing in the file checks the modules beyond what go does while it downloads them. A wrong line in go.sum, which go believes, goes unnoticed.',
  found:
    'The file runs go commands that build, restores no module cache (that has a rule of its own), and has no modwarden verify, go mod verify or -mod=readonly.',
  remedy: 'a step with npx modwarden verify',
  references: ['https://go.dev/ref/mod#authenticating'],
  check: (workflow) => {
    const steps = workflow.jobs.flatMap((job) => job.steps)
    if (restores(workflow).length > 0 || steps.some(isVerifying)) return []
    const commands = steps.flatMap((step) => step.commands)
    const settings = [workflow.env, ...workflow.jobs.map((job) => job.env), ...steps.map((step) => step.env)].flat()
    if ([...commands, ...settings].some(({ text }) => /-mod=readonly\b/.test(text))) return []
    const first = commands.find(({ text }) => /\bgo\s+(?:build|test|run|install|vet|generate)\b/.test(text))
    if (first === undefined) return []
    return [
      workflowFinding(never, workflow, first, {
        message: 'nothing verifies the modules that are built here',
        because: 'a wrong line in go.sum is believed, and a build from it goes unnoticed',
        remedy: ['add a step before it: run: npx modwarden verify'],
      }),
    ]
  },
}

/** The rules about caches. */
export const cacheRules: readonly WorkflowRule[] = [shared, unverified, never]

interface Restore {
  readonly job: Job
  readonly index: number
  readonly step: Step
  readonly at: Placed
}

/** Every step that brings a module cache from elsewhere. */
function restores(workflow: Workflow): Restore[] {
  return workflow.jobs.flatMap((job) =>
    job.steps.flatMap((step, index) => {
      const at = restored(step)
      return at === undefined ? [] : [{ job, index, step, at }]
    }),
  )
}

function restored(step: Step): Placed | undefined {
  const inGitlab = step.cached.find(({ text }) => holdsModules(text))
  if (inGitlab !== undefined) return inGitlab
  const { uses } = step
  if (uses === undefined) return undefined
  // Names of owners and repositories are the same in any case.
  const [action = '', ref = ''] = uses.text.toLowerCase().split('@', 2)
  if (action === 'actions/cache' || action === 'actions/cache/restore') {
    return holdsModules(step.inputs.get('path')?.text ?? '') ? uses : undefined
  }
  if (action !== 'actions/setup-go') return undefined
  const cache = step.inputs.get('cache')?.text.trim().toLowerCase()
  // From v4 on it caches unless it is told not to; of a commit the version is not known.
  const byDefault = !/^v[123](?:\.|$)/.test(ref)
  return cache === 'true' || (cache !== 'false' && byDefault) ? uses : undefined
}

function holdsModules(paths: string): boolean {
  return /pkg\/mod|GOMODCACHE|\bGOPATH\b|(?:^|[\s~/])\.?go\/?(?:\s|$)|go env/.test(paths.slice(0, 4096))
}

function isVerifying(step: Step): boolean {
  // A check whose failure stops nothing is none.
  if (step.ignored) return false
  if (/\bmodwarden\b/.test(step.uses?.text ?? '')) return true
  return step.commands.some(
    ({ text }) =>
      /\bmodwarden(?:\.mjs|@[\w.^~-]+)?\s+(?:verify|audit|rebuild)\b|\bgo\s+mod\s+verify\b/.test(text) &&
      !/^\s*echo\b|\|\|\s*(?:true\b|:|exit\s+0\b|echo\b)/.test(text),
  )
}
