// What a workflow runs that others can change: actions, tools and scripts that no hash names.
// https://docs.github.com/en/actions/reference/security/secure-use
import { eachOnce, workflowFinding, type WorkflowRule } from './rule.ts'
import type { Placed } from './tree.ts'
import type { Workflow } from './workflow.ts'

const secureUse = 'https://docs.github.com/en/actions/reference/security/secure-use'

const unpinned: WorkflowRule = {
  id: 'MW-ENV-CI-UNPINNED',
  title: 'an action is not pinned to a commit',
  severity: 'medium',
  summary:
    "A tag or a branch of an action can be moved to other code at any time, as it was in real attacks. That code then runs with the job's token and secrets.",
  found:
    'A `uses:` names no full commit hash, or an image without a digest. Actions of the same repository are not told.',
  remedy: 'uses: OWNER/REPO@FULL_COMMIT_HASH # TAG',
  references: [`${secureUse}#using-third-party-actions`],
  check: (workflow) => {
    const uses = workflow.jobs.flatMap((job) =>
      job.steps.flatMap((step) => (step.uses === undefined ? [] : [step.uses])),
    )
    return eachOnce(uses.filter(({ text }) => !isPinned(text))).map((at) => {
      const [name = '', ref = ''] = at.text.split('@', 2)
      const repository = name.split('/', 2).join('/')
      return workflowFinding(unpinned, workflow, at, {
        message: `${at.text.slice(0, 100).toWellFormed()} is not pinned to a commit`,
        because: 'its tag or branch can be moved to other code, which then runs with the secrets of the job',
        remedy: at.text.startsWith('docker://')
          ? ['name the image by its digest: docker://NAME@sha256:…']
          : [
              `gh api repos/${safe(repository)}/commits/${safe(ref === '' ? 'HEAD' : ref)} --jq .sha   # write that after the @`,
            ],
      })
    })
  },
}

const latest: WorkflowRule = {
  id: 'MW-ENV-CI-LATEST',
  title: 'a tool is installed in whatever version is newest',
  severity: 'medium',
  summary:
    'go install …@latest runs what was published a minute ago, in a job with a token and secrets. A version that is named is checked against the checksum database and can be looked at before.',
  found: 'A command `go install`, `go run` or `go get` names @latest, @upgrade, or a branch.',
  remedy: 'go install PACKAGE@vX.Y.Z',
  references: ['https://go.dev/ref/mod#go-install'],
  check: (workflow) =>
    eachOnce(commandsOf(workflow))
      .flatMap((at) => {
        const [, verb, name, version] =
          /\bgo\s+(install|run|get)\s(?:[^;&|]*\s)?["']?([\w.~/-]+)@(latest|upgrade|main|master|HEAD|develop)\b/.exec(
            at.text,
          ) ?? []
        return verb === undefined || name === undefined || version === undefined ? [] : [{ at, verb, name, version }]
      })
      .map(({ at, verb, name, version }) =>
        workflowFinding(latest, workflow, at, {
          message: `go ${verb} ${name}@${version} runs whatever is newest`,
          because: 'a version that was published a minute ago runs here with the token of the job',
          remedy: [`name a version: go ${verb} ${name}@vX.Y.Z`],
        }),
      ),
}

const pipe: WorkflowRule = {
  id: 'MW-ENV-CI-PIPE',
  title: 'a script from the network is run unseen',
  severity: 'medium',
  summary:
    'What a server sends at that moment is run, and it can send something else to a build machine than to a browser. No hash is checked.',
  found:
    'The output of curl, wget or Invoke-WebRequest goes to a shell or an interpreter, through a pipe or a substitution.',
  remedy: 'download, compare with a hash that is kept in the repository (sha256sum -c), then run',
  references: [secureUse],
  check: (workflow) =>
    eachOnce(commandsOf(workflow).filter(({ text }) => isPiped(text))).map((at) =>
      workflowFinding(pipe, workflow, at, {
        message: 'a script from the network is run unseen',
        because: 'whoever answers for that address runs commands in the job, and no hash is checked',
        remedy: ['download it, compare it with a hash that the repository keeps (sha256sum -c), then run it'],
      }),
    ),
}

/** The rules about what a workflow runs. */
export const actionRules: readonly WorkflowRule[] = [unpinned, latest, pipe]

/** All commands of a workflow. */
export function commandsOf(workflow: Workflow): Placed[] {
  return workflow.jobs.flatMap((job) => job.steps.flatMap((step) => step.commands))
}

function isPinned(uses: string): boolean {
  if (uses.startsWith('./') || uses.startsWith('../')) return true
  if (uses.startsWith('docker://')) return /@sha256:[0-9a-f]{64}$/.test(uses)
  return /@(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(uses)
}

function isPiped(text: string): boolean {
  const fetches = /\b(?:curl|wget)\b/
  if (!fetches.test(text))
    return /\b(?:iwr|irm|Invoke-WebRequest|Invoke-RestMethod)\b.*\|\s*(?:iex|Invoke-Expression)\b/i.test(text)
  // The parts of a pipeline after the one that fetches.
  const parts = text.split('|')
  const first = parts.findIndex((part) => fetches.test(part))
  const after = parts.slice(first + 1)
  if (after.some((part) => /^\s*(?:sudo\s+(?:-\w+\s+)*)?(?:env\s+)?(?:\S*\/)?(?:ba|z|da|k)?sh\b/.test(part)))
    return true
  if (after.some((part) => /^\s*(?:sudo\s+)?(?:\S*\/)?(?:python[\d.]*|perl|ruby|node)\b/.test(part))) return true
  return /\b(?:ba|z|da)?sh\b[^|;&]*(?:<\(|\$\(|`)\s*(?:curl|wget)\b|\beval\b[^|;&]*(?:\$\(|`)\s*(?:curl|wget)\b/.test(
    text,
  )
}

/** What may stand in a command line that is pasted: names of repositories and refs. */
function safe(text: string): string {
  return /^[\w./-]+$/.test(text) && !text.startsWith('-') ? text : 'OWNER/REPO'
}
