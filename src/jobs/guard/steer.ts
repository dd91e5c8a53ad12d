// Steering a guard: what people may do to it while it runs, each act with its author and its reason. Roles are looked at
// here, not in the doors (the API, the pages), so that no door can forget it.
import { isWardenError, WardenError } from '../../base/errors.ts'
import { moduleName, type ModuleVersion } from '../../base/finding.ts'
import { mayAs, type Role } from '../../base/role.ts'
import { eventName } from '../../policy/event.ts'
import { dayAfter, dayOf, LONGEST_DAYS } from '../../policy/waiver.ts'
import type { DecisionLog, LoggedDecision } from '../../world/decisionlog.ts'
import type { Identity, People } from '../../world/people.ts'
import type { ModeSwitch, NewAct, Register, RegisteredDispute, RegisteredWaiver } from '../../world/register.ts'
import type { Made } from './decide.ts'
import type { Ruling } from './guardworld.ts'
import { waiverState } from './orders.ts'
import { restate, type Restated } from './restate.ts'

/** What steering works with. */
export interface Steered {
  readonly register: Register
  readonly people: People
  readonly log: DecisionLog
  readonly ruling: () => Ruling
  readonly now: () => Date
  readonly random: (bytes: number) => Uint8Array
  /** Makes what was written count in this process at once; others see it within seconds. */
  readonly refresh: () => Promise<void>
  /** Fetches, reads and decides on a version. */
  readonly judge: (module: ModuleVersion) => Promise<Made>
  /** Says aloud what somebody did. */
  readonly tell: (act: NewAct) => void
}

/** What somebody wants to have accepted. */
export interface WaiverWish {
  /** The event that stopped it. */
  readonly event: string
  /** Some of its rules; all that refuse, unless given. */
  readonly rules?: readonly string[] | undefined
  readonly reason: string
  readonly days: number
  readonly ticket?: string | undefined
}

/** How long (minutes) break-glass may last. */
export const LONGEST_BREAK: number = 24 * 60
/** How long (minutes) it lasts unless said. */
export const USUAL_BREAK = 60
const MOST_REASON = 1000
const SHORTEST_REASON = 5
const MOST_RULES = 20

/**
 * Asks for waivers: one for each rule that keeps the version back. Who may grant them grants them by asking. Throws
 * `refused` (not the role, or not to be waived), `not-found`, `usage`, `io`.
 */
export async function askForWaivers(
  steered: Steered,
  who: Identity,
  wish: WaiverWish,
): Promise<readonly RegisteredWaiver[]> {
  need(who, 'developer')
  const { register, now } = steered
  const { event, restated } = await eventNow(steered, wish.event)
  if (restated.open !== 'waive') throw new WardenError('refused', `${moduleName(event)}: ${WHY_NOT[restated.open]}`)
  const rules = [...new Set(restated.reasons.map(({ rule }) => rule))]
  const wanted = wish.rules ?? rules
  const other = wanted.find((rule) => !rules.includes(rule))
  if (other !== undefined || wanted.length === 0) {
    throw new WardenError('usage', `${other ?? 'no rule'}: does not keep ${moduleName(event)} back`, {
      remedy: `rules that do: ${rules.join(', ')}`,
    })
  }
  if (wanted.length > MOST_RULES) throw new WardenError('usage', `more than ${MOST_RULES} rules at once`)
  const reason = reasonIn(wish.reason)
  const ticket = wish.ticket === undefined || wish.ticket === '' ? {} : { ticket: wish.ticket.slice(0, 100) }
  const longest = longestWaiver(steered.ruling())
  checkDays(wish.days, longest)
  const at = now().toISOString()
  const today = dayOf(now())
  const grants = mayAs(who.role, 'approver')
  if (!grants) await checkAsked(steered, who, event, wanted)
  const made: RegisteredWaiver[] = []
  for (const rule of wanted) {
    const id = nameWith('W', steered)
    const document: RegisteredWaiver = {
      id,
      path: event.path,
      version: event.version,
      rule,
      reason,
      owner: who.person,
      created: today,
      expires: dayAfter(today, wish.days),
      ...ticket,
      event: event.event,
      ...(grants ? { granted: { by: who.person, at } } : {}),
    }
    const what = grants ? 'waiver-granted' : 'waiver-asked'
    const act = actOf(steered, who, what, `${id} ${rule} ${moduleName(event)}`, reason)
    made.push(await register.change('waiver', id, () => ({ document, last: document.expires, act })))
    steered.tell(act)
  }
  await steered.refresh()
  return made
}

/** Grants a waiver that was asked for. Throws `refused`, `not-found`, `usage`, `io`. */
export async function grantWaiver(steered: Steered, who: Identity, id: string): Promise<RegisteredWaiver> {
  need(who, 'approver')
  return changeWaiver(steered, who, id, 'waiver-granted', '', (waiver, at) => {
    if (waiver.revoked !== undefined) throw new WardenError('usage', `${id}: was revoked`)
    if (waiver.granted !== undefined) throw new WardenError('usage', `${id}: is granted already`)
    return { ...waiver, granted: { by: who.person, at } }
  })
}

/** Ends a waiver, granted or asked for: its owner may, and whoever may grant it. Throws as `grantWaiver`. */
export async function revokeWaiver(
  steered: Steered,
  who: Identity,
  id: string,
  reason: string,
): Promise<RegisteredWaiver> {
  need(who, 'developer')
  return changeWaiver(steered, who, id, 'waiver-revoked', reason.slice(0, MOST_REASON), (waiver, at) => {
    if (waiver.owner !== who.person) need(who, 'approver')
    if (waiver.revoked !== undefined) throw new WardenError('usage', `${id}: was revoked already`)
    return { ...waiver, revoked: { by: who.person, at } }
  })
}

/** Doubts the verdict of an event. Throws `refused`, `not-found`, `usage`, `io`; what fetching the version throws. */
export async function openDispute(
  steered: Steered,
  who: Identity,
  wish: { readonly event: string; readonly reason: string; readonly days: number },
): Promise<RegisteredDispute> {
  need(who, 'developer')
  const { event, restated } = await eventNow(steered, wish.event)
  if (restated.open !== 'dispute') {
    throw new WardenError('refused', `${moduleName(event)}: no verdict of malware keeps it back`, {
      remedy: restated.open === 'waive' ? 'a waiver does' : `ask for event ${event.event} again`,
    })
  }
  const reason = reasonIn(wish.reason)
  checkDays(wish.days, LONGEST_DAYS)
  const h1 = event.h1 ?? (await hashJudged(steered, event))
  const { register, now } = steered
  const open = await register.list('dispute', { live: dayOf(now()), most: MOST_OPEN })
  const same = open.find((one) => one.path === event.path && one.version === event.version && one.h1 === h1)
  if (same !== undefined) {
    throw new WardenError('usage', `${moduleName(event)}: is disputed already: ${same.id}`)
  }
  if (open.length >= MOST_OPEN) throw new WardenError('refused', `${MOST_OPEN} disputes are open: settle some first`)
  const id = nameWith('D', steered)
  const document: RegisteredDispute = {
    id,
    path: event.path,
    version: event.version,
    h1,
    event: event.event,
    reason,
    by: who.person,
    opened: now().toISOString(),
    expires: dayAfter(dayOf(now()), wish.days),
    votes: [],
  }
  const act = actOf(steered, who, 'dispute-opened', `${id} ${moduleName(event)}`, reason)
  const made = await register.change('dispute', id, () => ({ document, last: document.expires, act }))
  steered.tell(act)
  return made
}

/**
 * Says what an administrator thinks of a dispute; of several votes of one person the last counts. Two who agree overrule
 * the verdict (src/policy/dispute.ts). Throws `refused`, `not-found`, `usage`, `io`.
 */
export async function voteOnDispute(
  steered: Steered,
  who: Identity,
  id: string,
  vote: { readonly overrule: boolean; readonly reason: string },
): Promise<RegisteredDispute> {
  need(who, 'admin')
  const { register, now } = steered
  const reason = reasonIn(vote.reason)
  const act = actOf(steered, who, vote.overrule ? 'dispute-overrule' : 'dispute-uphold', id, reason)
  const changed = await register.change('dispute', id, (dispute) => {
    if (dispute === undefined) throw noSuch(id)
    if (dispute.expires < dayOf(now())) throw new WardenError('usage', `${id}: is over since ${dispute.expires}`)
    if (dispute.votes.length >= MOST_VOTES) throw new WardenError('refused', `${id}: has ${MOST_VOTES} votes`)
    const cast = { by: who.person, at: now().toISOString(), overrule: vote.overrule, reason }
    const document = { ...dispute, votes: [...dispute.votes, cast] }
    return { document, last: dispute.expires, act }
  })
  steered.tell(act)
  await steered.refresh()
  return changed
}

/** Switches the mode until somebody switches it again. Throws `refused`, `usage`, `io`. */
export async function switchMode(
  steered: Steered,
  who: Identity,
  { mode, reason }: { readonly mode: 'enforce' | 'monitor'; readonly reason: string },
): Promise<ModeSwitch> {
  return setMode(steered, who, `mode-${mode}`, { mode, reason })
}

/** Lets everything through but what fails its proof, for so many minutes. Throws `refused`, `usage`, `io`. */
export async function breakGlass(
  steered: Steered,
  who: Identity,
  { minutes, reason }: { readonly minutes: number; readonly reason: string },
): Promise<ModeSwitch> {
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > LONGEST_BREAK) {
    throw new WardenError('usage', `${minutes} minutes: break-glass lasts from 1 minute to 24 hours`)
  }
  const until = new Date(steered.now().getTime() + minutes * 60_000).toISOString()
  return setMode(steered, who, 'break-glass', { mode: 'break-glass', reason, until })
}

/** The event, and what may be done about it now. Throws `not-found`, `refused`, `io`. */
async function eventNow(
  { log, ruling, now }: Pick<Steered, 'log' | 'ruling' | 'now'>,
  name: string,
): Promise<{ readonly event: LoggedDecision; readonly restated: Restated }> {
  const event = await log.find(name)
  if (event === undefined) throw noSuch(name)
  const restated = restate(event, ruling(), now())
  if (restated === undefined) throw new WardenError('refused', `${name}: was recorded without what it was made from`)
  return { event, restated }
}

/** The most days that a waiver may last by every layer of the policy. */
export function longestWaiver({ policy }: Pick<Ruling, 'policy'>): number {
  return Math.min(LONGEST_DAYS, ...policy.layers.map(({ waivers }) => waivers.longest))
}

const MOST_OPEN = 200
/** Waivers that one person asked for and nobody granted. */
const MOST_ASKED = 100
const MOST_READ = 5000
const MOST_VOTES = 100

const WHY_NOT = {
  nothing: 'nothing keeps it back any more',
  dispute: 'a verdict of malware is waived by nobody: dispute it, and two administrators may overrule it',
  policy: 'the policy denies it: whoever writes the policy may change it',
  nobody: 'it fails its proof, and nobody can waive that',
} as const

async function changeWaiver(
  steered: Steered,
  who: Identity,
  id: string,
  what: string,
  reason: string,
  change: (waiver: RegisteredWaiver, at: string) => RegisteredWaiver,
): Promise<RegisteredWaiver> {
  const act = actOf(steered, who, what, id, reason)
  const changed = await steered.register.change('waiver', id, (waiver) => {
    if (waiver === undefined) throw noSuch(id)
    const document = change(waiver, act.time)
    return { document, last: document.expires, act }
  })
  steered.tell(act)
  await steered.refresh()
  return changed
}

async function setMode(
  steered: Steered,
  who: Identity,
  what: string,
  wish: Pick<ModeSwitch, 'mode' | 'reason' | 'until'>,
): Promise<ModeSwitch> {
  need(who, 'admin')
  const reason = reasonIn(wish.reason)
  const act = actOf(steered, who, what, wish.until ?? '', reason)
  const document: ModeSwitch = { ...wish, reason, by: who.person, at: act.time }
  const made = await steered.register.change('mode', 'mode', () => ({ document, last: FOR_EVER, act }))
  steered.tell(act)
  await steered.refresh()
  return made
}

const FOR_EVER = '9999-12-31'

/** The h1 of a version that was refused before anybody fetched its zip: a dispute is about bytes. */
async function hashJudged({ judge, log }: Steered, event: LoggedDecision): Promise<string> {
  try {
    await judge(event)
  } catch (error) {
    if (!isWardenError(error)) throw error
    throw new WardenError('refused', `${moduleName(event)}: its bytes cannot be had, so there is nothing to overrule`, {
      cause: error,
      remedy: 'dispute it with whoever calls it malicious',
    })
  }
  const h1 = (await log.last(event, 'content'))?.h1
  if (h1 !== undefined) return h1
  throw new WardenError('refused', `${moduleName(event)}: its bytes cannot be had, so there is nothing to overrule`)
}

function need(who: Identity, role: Role): void {
  if (mayAs(who.role, role)) return
  throw new WardenError('refused', `this needs the role ${role}, and you are ${who.role}`, {
    remedy: 'ask somebody who has it',
  })
}

function reasonIn(text: string): string {
  const reason = text.trim().toWellFormed()
  if (reason.length >= SHORTEST_REASON && reason.length <= MOST_REASON) return reason
  throw new WardenError('usage', `a reason has from ${SHORTEST_REASON} to ${MOST_REASON} characters`)
}

function checkDays(days: number, longest: number): void {
  if (Number.isInteger(days) && days >= 1 && days <= longest) return
  throw new WardenError('usage', `${days} days: from 1 to ${longest}`)
}

/** Throws for who asks for the same twice, or for so much that what others were granted would go under. */
async function checkAsked(
  { register, now }: Pick<Steered, 'register' | 'now'>,
  who: Identity,
  { path, version }: ModuleVersion,
  rules: readonly string[],
): Promise<void> {
  const today = dayOf(now())
  const all = await register.list('waiver', { live: today, most: MOST_READ })
  // Those that were revoked take up room as long.
  const own = all.filter(({ owner, granted }) => owner === who.person && granted === undefined)
  const same = own.find(
    (one) =>
      one.path === path && one.version === version && rules.includes(one.rule) && waiverState(one, today) === 'asked',
  )
  if (same !== undefined) throw new WardenError('usage', `${same.rule}: you asked for it already: ${same.id}`)
  if (own.length + rules.length <= MOST_ASKED) return
  throw new WardenError('refused', `${own.length} waivers that you asked for were not granted`, {
    remedy: 'ask somebody who may grant them',
  })
}

/** As an event's name, with another letter. */
function nameWith(letter: 'W' | 'D', { random }: Steered): string {
  return `${letter}${eventName(random(10)).slice(1)}`
}

function actOf({ now }: Steered, who: Identity, what: string, about: string, reason: string): NewAct {
  return { time: now().toISOString(), by: who.person, what, about, reason }
}

function noSuch(id: string): WardenError {
  return new WardenError('not-found', `${id}: there is none`)
}
