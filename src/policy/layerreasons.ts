// Reasons of one layer of a policy: its lists first, then what it says of a module version, with waivers held against it.
import type { Action, Reason } from './decision.ts'
import { endOf } from './dispute.ts'
import { draftsOf, type Draft } from './drafts.ts'
import type { Horizon } from './horizon.ts'
import { listedIn } from './lists.ts'
import type { Layer, Level } from './policy.ts'
import { concerns, dayOf, daysLeft, mayWaive, type Waiver } from './waiver.ts'
import type { Weighed } from './weighing.ts'

/** What a layer judges by besides itself. */
export interface Context {
  readonly waivers: readonly Waiver[]
  readonly horizon: Horizon
}

/** All reasons of a layer, monitored ones too. */
export function layerReasons(layer: Layer, weighed: Weighed, { waivers, horizon }: Context): readonly Reason[] {
  const { known } = weighed
  const listed = listedIn(layer, known, horizon)
  if (listed?.kind === 'deny') {
    const { row } = listed
    return [
      {
        rule: 'MW-POLICY-DENY',
        level: 'block',
        action: 'block',
        message: row.reason === undefined ? 'denied by the policy' : `denied by the policy: ${row.reason}`,
        remedy: 'take another module, or ask whoever writes the policy',
        change: 'policy',
        layer: layer.name,
        ...(row.place === undefined ? {} : { place: row.place }),
      },
      ...draftsOf(layer, weighed, horizon)
        .filter(({ confirmed }) => confirmed === true)
        .map(settledBy([])),
    ]
  }
  const drafts = draftsOf(layer, weighed, horizon)
  const left = listed === undefined ? drafts : drafts.filter(({ confirmed }) => confirmed === true)
  return left.map(settledBy(waivers))

  function settledBy(those: readonly Waiver[]): (draft: Draft) => Reason {
    return ({ confirmed = false, ...draft }) => {
      const waiver = confirmed ? undefined : waiverFor(draft, those)
      return {
        ...draft,
        layer: layer.name,
        change: confirmed ? 'administrators' : 'waiver',
        action: waiver === undefined ? actionOf(draft.level) : 'allow',
        ...(waiver === undefined
          ? {}
          : { waived: { owner: waiver.owner, reason: waiver.reason, expires: waiver.expires } }),
      }
    }
  }

  /** The first waiver of exactly this version that may stand for the reason and is not over. */
  function waiverFor({ rule, severity = 'info', file = '' }: Draft, those: readonly Waiver[]): Waiver | undefined {
    const subject = { rule, severity, module: known.path, version: known.version, file }
    return those.find(
      (waiver) =>
        waiver.module !== undefined &&
        waiver.version !== undefined &&
        concerns(waiver, subject) &&
        mayWaive(waiver, subject) &&
        (waiver.from !== 'project' || layer.waivers.project) &&
        isInTime(waiver, layer, horizon),
    )
  }
}

/** Whether a waiver is neither over nor longer than the policy has it. */
function isInTime(waiver: Waiver, layer: Layer, horizon: Horizon): boolean {
  const { longest } = layer.waivers
  // What is no day is refused, too.
  if (waiver.created !== undefined && !(daysLeft(waiver, waiver.created) <= longest)) return false
  // Without the day on which it was made, what is left of it may be no longer.
  const early = waiver.created === undefined && daysLeft(waiver, dayOf(horizon.now)) > longest
  if (early) horizon.before(endOf(waiver.expires) - (longest + 1) * 86_400_000)
  return !early && horizon.before(endOf(waiver.expires))
}

function actionOf(level: Level): Action {
  return level === 'off' || level === 'monitor' ? 'allow' : level
}
