// All rules that there are, in the order in which they are listed.
import { behaviourRules } from './behaviour/rules.ts'
import { workflowRules } from './ci/check.ts'
import { environmentRules } from './environment/check.ts'
import { overrideRule } from './environment/names.ts'
import { contentRules } from './content/contentrules.ts'
import { coverageRule } from './coverage.ts'
import { dateRules } from './record/daterules.ts'
import { demoRule } from './record/demo.ts'
import { deltaRules } from './record/deltarules.ts'
import { sourceRules } from './record/source.ts'
import { integrityRules } from './integrity.ts'
import { knownRules } from './record/known.ts'
import { nameRules } from './record/namerules.ts'
import { policyRules } from './policyrules.ts'
import type { Rule } from './rule.ts'

/** Every rule: integrity, the environment, workflow files, then what code does and what is beside it. */
export const allRules: readonly Rule[] = [
  ...integrityRules,
  ...environmentRules,
  overrideRule,
  ...workflowRules,
  ...behaviourRules,
  ...contentRules,
  ...knownRules,
  ...nameRules,
  ...dateRules,
  ...deltaRules,
  ...sourceRules,
  ...policyRules,
  demoRule,
  coverageRule,
]

/** The rule of this id, in any case; `undefined` where there is none. */
export function findRule(id: string): Rule | undefined {
  const wanted = id.toUpperCase()
  return allRules.find((rule) => rule.id === wanted)
}
