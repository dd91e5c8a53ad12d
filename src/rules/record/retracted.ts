// MW-META-RETRACTED: the author took the version back, and it is still installed.
import type { ModuleVersion } from '../../base/finding.ts'
import type { Retract } from '../../gomod/modfile.ts'
import { compareVersions } from '../../gomod/version.ts'
import type { BehaviourFinding } from '../behaviour/finding.ts'
import type { Rule } from '../rule.ts'

/** The rule. */
export const retractedRule: Rule = {
  id: 'MW-META-RETRACTED',
  title: 'the author took the version back',
  severity: 'low',
  summary:
    'A later go.mod of the module retracts this version. It is served for ever all the same, and what has it installed goes on to build it.',
  found:
    'The newest go.mod of the module that is in the module cache is read; of a module that is named, the newest that there is. It counts only if it is the one that the checksum database has.',
  remedy: 'go get MODULE@latest',
  references: ['https://go.dev/ref/mod#go-mod-file-retract'],
}

/** Judges a version by the retractions in a later go.mod file of the module, whose version is `later`. */
export function judgeRetracted(
  module: ModuleVersion,
  later: string,
  retractions: readonly Pick<Retract, 'low' | 'high' | 'rationale'>[],
): BehaviourFinding[] {
  const found = retractions.find(
    ({ low, high }) => compareVersions(module.version, low) >= 0 && compareVersions(module.version, high) <= 0,
  )
  if (found === undefined) return []
  const why = found.rationale.split('\n').find((line) => line.trim() !== '') ?? ''
  return [
    {
      rule: retractedRule.id,
      severity: 'low',
      file: 'go.mod',
      line: 0,
      message: `its author retracted it in ${later}${why === '' ? '' : `: ${why.trim()}`}`,
      folded: [],
      trace: [],
      trigger: 'record',
      remedy: `go get ${module.path}@latest`,
    },
  ]
}
