// All environment rules together: from facts to findings, each weakness named once.
import type { EnvironmentFacts, EnvironmentFinding, EnvironmentRule } from './facts.ts'
import { goflagsRules } from './goflags.ts'
import { goproxyRules } from './goproxy.ts'
import { gosumdbRules } from './gosumdb.ts'
import { leakRules } from './leaks.ts'
import { moduleRules } from './modules.ts'
import { nameRules, overrides } from './names.ts'
import { patternRules } from './patterns.ts'
import { netrcRule, placeRules } from './places.ts'
import { programRules } from './programs.ts'
import { toolchainRules } from './toolchain.ts'

/** The rules that judge by themselves, in the order in which findings are told; MW-ENV-OVERRIDE comes after them. */
export const environmentRules: readonly EnvironmentRule[] = [
  ...gosumdbRules,
  ...patternRules,
  ...goproxyRules,
  ...goflagsRules,
  ...moduleRules,
  ...toolchainRules,
  ...programRules,
  ...nameRules,
  ...leakRules,
  ...placeRules,
  netrcRule,
]

/** Judges an environment; gravest first, otherwise in the rules' order. */
export function checkEnvironment(facts: EnvironmentFacts): readonly EnvironmentFinding[] {
  const findings = environmentRules.flatMap((rule) => rule.check(facts))
  const named = new Set(findings.map((finding) => finding.subject))
  return [...findings, ...overrides(facts, named)].toSorted((a, b) => rank(a) - rank(b))
}

function rank(finding: EnvironmentFinding): number {
  return ['critical', 'high', 'medium', 'low', 'info'].indexOf(finding.severity)
}
