// Settings of go that a workflow makes: judged by the environment rules, as if the job were the environment.
import { DEFAULT_SUMDB } from '../../sumdb/gosumdb.ts'
import { goflagsRules } from '../environment/goflags.ts'
import { goproxyRules } from '../environment/goproxy.ts'
import { gosumdbRules } from '../environment/gosumdb.ts'
import type { EnvironmentFacts, EnvironmentRule, Setting } from '../environment/facts.ts'
import { moduleRules } from '../environment/modules.ts'
import { nameRules } from '../environment/names.ts'
import { patternRules } from '../environment/patterns.ts'
import { programRules } from '../environment/programs.ts'
import { commandsOf } from './actions.ts'
import { workflowFinding, type WorkflowContext, type WorkflowRule } from './rule.ts'
import type { Placed } from './tree.ts'
import type { Variable, Workflow } from './workflow.ts'

/** The rules that judge a setting by itself. */
const JUDGES: readonly EnvironmentRule[] = [
  ...gosumdbRules,
  ...patternRules,
  ...goproxyRules,
  ...goflagsRules,
  ...moduleRules,
  ...programRules,
  ...nameRules,
]

const setting: WorkflowRule = {
  id: 'MW-ENV-CI-SETTING',
  title: 'a workflow weakens the checks of go',
  severity: 'high',
  summary:
    'A setting in a workflow holds for every build that comes out of it, and nobody sees it who builds at home. What is weak in an environment is weak here.',
  found:
    'Variables in `env:` or `variables:`, and those that commands set (NAME=value, export, go env -w, GITHUB_ENV), are judged by the environment rules; -mod=mod and -insecure on the command line of go as well. Values that are computed are not known.',
  remedy: 'take the line out',
  references: ['https://go.dev/ref/mod#environment-variables'],
  check: (workflow, context) => {
    const seen = new Set<string>()
    return [
      ...variablesOf(workflow).flatMap((variable) => judged(workflow, variable, context)),
      ...commandsOf(workflow).flatMap((at) => flagged(workflow, at)),
    ].filter(({ message }) => !seen.has(message) && seen.add(message))
  },
}

/** The rules about settings. */
export const settingRules: readonly WorkflowRule[] = [setting]

function judged(workflow: Workflow, variable: Variable, context: WorkflowContext): ReturnType<WorkflowRule['check']> {
  // What an expression or another variable gives is not known here.
  if (variable.text.includes('$')) return []
  const facts = factsOf(variable, context)
  return JUDGES.flatMap((rule) => rule.check(facts))
    .filter(
      ({ rule, severity }) =>
        severity !== 'info' && !(rule === 'MW-ENV-PROXY-DIRECT' && context.usualProxy === undefined),
    )
    .map(({ rule, severity, message, because, evidence }) => ({
      ...workflowFinding(setting, workflow, variable, {
        severity,
        message: `${message} (${rule})`,
        because,
        remedy: [`take ${variable.name} out of ${workflow.file.slice(workflow.file.lastIndexOf('/') + 1)}`],
      }),
      ...(evidence === undefined ? {} : { evidence }),
    }))
}

function flagged(workflow: Workflow, at: Placed): ReturnType<WorkflowRule['check']> {
  if (!/\bgo\s+(?:build|test|run|install|get|vet|generate|list|mod)\b/.test(at.text)) return []
  const flag = /\s(--?mod=mod|--?insecure)(?=\s|$)/.exec(at.text)?.[1]
  if (flag === undefined) return []
  const insecure = flag.endsWith('insecure')
  return [
    workflowFinding(setting, workflow, at, {
      severity: 'medium',
      message: `a command of go has ${flag}`,
      because: insecure
        ? 'an older go skips TLS and the checksum database with it'
        : 'it writes missing lines of go.mod and go.sum instead of failing',
      remedy: [insecure ? 'take the flag out' : 'take the flag out, and commit what go mod tidy changes'],
    }),
  ]
}

/** Facts of an environment in which only this one variable is set. */
function factsOf({ name, text: value }: Variable, { usualProxy }: WorkflowContext): EnvironmentFacts {
  const known = new Map<string, Setting>([
    [
      'GOSUMDB',
      { name: 'GOSUMDB', value: DEFAULT_SUMDB, layer: 'installation', layers: { installation: DEFAULT_SUMDB } },
    ],
    ...(usualProxy === undefined
      ? []
      : [['GOPROXY', { name: 'GOPROXY', value: '', layer: 'default', layers: { installation: usualProxy } }] as const]),
  ])
  const installation = known.get(name)?.layers.installation
  const layers = { environment: value, ...(installation === undefined ? {} : { installation }) }
  return {
    goVersion: undefined,
    settings: known.set(name, { name, value, layer: 'environment', layers }),
    userFile: undefined,
    variables: [name],
    places: [],
    user: undefined,
    project: undefined,
    unchecked: [],
    own: { gosumdb: undefined, private: [] },
    restored: undefined,
  }
}

/** Every variable of go that the file sets, in whatever way. */
function variablesOf(workflow: Workflow): Variable[] {
  const declared = [
    ...workflow.env,
    ...workflow.jobs.flatMap((job) => [...job.env, ...job.steps.flatMap((step) => step.env)]),
  ]
  const set = commandsOf(workflow).flatMap((at) =>
    [...at.text.matchAll(/(?:^|[\s"';&])((?:GO|CGO_)[A-Z0-9_]*)=(?:"([^"]*)"|'([^']*)'|([^\s"';&]*))/g)].map(
      ([, name = '', double, single, plain]) => ({ name, text: double ?? single ?? plain ?? '', line: at.line }),
    ),
  )
  return [...declared.filter(({ name }) => /^(?:GO|CGO_)/.test(name)), ...set.filter(({ text }) => text !== '')]
}
