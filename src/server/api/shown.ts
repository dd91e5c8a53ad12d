// Records as the API's documents: people by name where they have one, states as of today.
import type { Severity } from '../../base/finding.ts'
import { ACTIONS, type Action } from '../../policy/decision.ts'
import { outcomeOf } from '../../policy/dispute.ts'
import { dayOf } from '../../policy/waiver.ts'
import { disputeOf, waiverState } from '../../jobs/guard/orders.ts'
import type { Steered } from '../../jobs/guard/steer.ts'
import type { LoggedDecision } from '../../world/decisionlog.ts'
import type { Identity } from '../../world/people.ts'
import type { ModeSwitch, RegisteredDispute, RegisteredWaiver } from '../../world/register.ts'
import type { KeptVersion } from '../../world/vault.ts'
import type {
  DecisionRow,
  DisputeDocument,
  KeptDocument,
  ModeDocument,
  PersonDocument,
  WaiverDocument,
} from './documents.ts'

/** What they are made with. */
export interface ShowService extends Pick<Steered, 'people' | 'now' | 'ruling'> {
  readonly switched: () => ModeSwitch | undefined
}

/** A decision in a list. */
export function rowOf(one: LoggedDecision): DecisionRow {
  const { event: name, number, time, path, version, stage, action, enforced, reasons, until } = one
  const [first] = reasons
  return {
    event: name,
    number,
    time,
    path,
    version,
    stage,
    action: actionOf(action),
    enforced: actionOf(enforced),
    ...(first === undefined ? {} : { rule: first.rule, message: first.message }),
    ...(until === undefined ? {} : { until }),
  }
}

/** As the log has it; whatever a later version may write is the strictest. */
export function actionOf(text: string): Action {
  return ACTIONS.find((one) => one === text) ?? 'block'
}

const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info']

/** The same of a severity. */
export function severityOf(text: string): Severity {
  return SEVERITIES.find((one) => one === text) ?? 'critical'
}

/** Somebody, by the names that are known. */
export function personShown(person: string, names: ReadonlyMap<string, string>): PersonDocument {
  const name = names.get(person)
  return { person, ...(name === undefined ? {} : { name }) }
}

/** One waiver. */
export async function waiverShown(service: ShowService, waiver: RegisteredWaiver): Promise<WaiverDocument> {
  const [shown] = await waiversShown(service, [waiver])
  return shown ?? missing()
}

/** Waivers, in their order. */
export async function waiversShown(
  { people, now }: ShowService,
  found: readonly RegisteredWaiver[],
): Promise<WaiverDocument[]> {
  const today = dayOf(now())
  const names = await people.names(
    found.flatMap(({ owner, granted, revoked }) => [owner, granted?.by ?? owner, revoked?.by ?? owner]),
  )
  return found.map(({ owner, granted, revoked, ...waiver }) => ({
    ...waiver,
    owner: personShown(owner, names),
    state: waiverState({ owner, ...waiver, ...(granted && { granted }), ...(revoked && { revoked }) }, today),
    ...(granted === undefined ? {} : { granted: { by: personShown(granted.by, names), at: granted.at } }),
    ...(revoked === undefined ? {} : { revoked: { by: personShown(revoked.by, names), at: revoked.at } }),
  }))
}

/** One dispute. */
export async function disputeShown(service: ShowService, found: RegisteredDispute): Promise<DisputeDocument> {
  const [shown] = await disputesShown(service, [found])
  return shown ?? missing()
}

/** Disputes, in their order. */
export async function disputesShown(
  { people, now }: ShowService,
  found: readonly RegisteredDispute[],
): Promise<DisputeDocument[]> {
  const names = await people.names(found.flatMap(({ by, votes }) => [by, ...votes.map((cast) => cast.by)]))
  const administrators = await people.administrators(now())
  const outcome = (one: RegisteredDispute): DisputeDocument['outcome'] => {
    if (one.expires < dayOf(now())) return 'expired'
    if (outcomeOf(disputeOf(one), administrators) !== undefined) return 'overruled'
    return one.votes.some(({ overrule }) => !overrule) ? 'upheld' : 'open'
  }
  return found.map((one) => ({
    ...one,
    by: personShown(one.by, names),
    votes: one.votes.map((cast) => ({ ...cast, by: personShown(cast.by, names) })),
    outcome: outcome(one),
  }))
}

/** The mode; the name of who switched it is for who is known. */
export async function modeShown(
  { ruling, switched, people }: ShowService,
  who: Identity | undefined,
): Promise<ModeDocument> {
  const { mode: current } = ruling()
  const by = switched()
  const names = by === undefined || who === undefined ? new Map<string, string>() : await people.names([by.by])
  return {
    mode: current.kind,
    ...(current.kind === 'break-glass' ? { until: current.until.toISOString() } : {}),
    ...(by === undefined ? {} : { switched: { by: personShown(by.by, names), at: by.at, reason: by.reason } }),
  }
}

/** A version that is kept. */
export function keptShown({ path, version, firstSeen, info, goMod, zip, proof }: KeptVersion): KeptDocument {
  return {
    path,
    version,
    first_seen: firstSeen,
    info: info !== undefined,
    ...(goMod === undefined ? {} : { mod: goMod.h1 }),
    ...(zip === undefined ? {} : { zip: { h1: zip.h1, sha256: zip.sha256, size: zip.size } }),
    ...(proof === undefined ? {} : { record: proof.record }),
  }
}

function missing(): never {
  throw new Error('a document that was written is missing')
}
