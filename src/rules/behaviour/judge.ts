// Judging: facts in, findings and a verdict out. What is not Go code is judged by src/rules/content and joined here.
import { compareBytes } from '../../base/bytes.ts'
import type { Facts } from '../../gosource/facts.ts'
import { judgeContent } from '../content/judgecontent.ts'
import { judgeCarrying } from './carrying.ts'
import { judgeConnecting } from './connecting.ts'
import { withContext } from './context.ts'
import { joinDrafts } from './draft.ts'
import { judgeExfiltrating } from './exfiltrating.ts'
import { judgeFiling } from './filing.ts'
import type { BehaviourFinding } from './finding.ts'
import { judgeHiding } from './hiding.ts'
import { judgeInjecting } from './injecting.ts'
import { judgeLoading } from './loading.ts'
import { judgeMemory } from './memory.ts'
import { judgePlanting } from './planting.ts'
import { judgeRunning } from './running.ts'
import { isGraver, sceneOf } from './scene.ts'
import { judgeSwapping } from './swapping.ts'
import { type Verdict, verdictOf } from './verdict.ts'

/** What is said about the bytes of a module. */
export interface Judgement {
  readonly verdict: Verdict
  /** Whether a part of the module was not understood: then `clean` is no promise. */
  readonly incomplete: boolean
  /** The gravest first, then by file and line. */
  readonly findings: readonly BehaviourFinding[]
}

/** Judges the facts of a module. */
export function judgeFacts(facts: Facts): Judgement {
  const scene = sceneOf(facts)
  const loading = judgeLoading(scene)
  const executed = new Set(loading.flatMap(({ touches }) => touches))
  const drafts = joinDrafts([
    ...judgeRunning(scene),
    ...loading,
    ...judgeCarrying(scene),
    ...judgeMemory(scene),
    ...judgeInjecting(scene),
    ...judgeConnecting(scene, executed),
    ...judgeExfiltrating(scene),
    ...judgeFiling(scene),
    ...judgePlanting(scene),
    ...judgeSwapping(scene),
    ...judgeHiding(scene),
  ])
  const own = joinDrafts(withContext(scene, drafts)).map(({ finding }) => finding)
  const findings = [...own, ...judgeContent(facts.content)].toSorted(byGravity)
  return { verdict: verdictOf(findings), incomplete: facts.gaps.some(({ grave }) => grave), findings }
}

function byGravity(a: BehaviourFinding, b: BehaviourFinding): number {
  if (a.severity !== b.severity) return isGraver(a.severity, b.severity) ? -1 : 1
  return compareBytes(a.file, b.file) || a.line - b.line || compareBytes(a.rule, b.rule)
}
