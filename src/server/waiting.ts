// What waits for whoever is logged in: waivers that somebody asked for, verdicts that somebody disputes.
import { mayAs } from '../base/role.ts'
import { outcomeOf } from '../policy/dispute.ts'
import { dayOf } from '../policy/waiver.ts'
import { disputeOf, waiverState } from '../jobs/guard/orders.ts'
import type { Steered } from '../jobs/guard/steer.ts'
import type { Ask } from './exchange.ts'
import { escaped } from './pageframe.ts'

/** Where it is. */
export type WaitingService = Pick<Steered, 'register' | 'people' | 'now'>

/** It as HTML; nothing for who cannot do anything about it. Throws `io`. */
export async function waitingParts(
  { register, people, now }: WaitingService,
  { who }: Ask,
  base: string,
): Promise<readonly string[]> {
  if (who === undefined || !mayAs(who.role, 'approver')) return []
  const today = dayOf(now())
  const live = { live: today, most: MOST_READ }
  const asked = (await register.list('waiver', live)).filter((one) => waiverState(one, today) === 'asked')
  const administrators = await people.administrators(now())
  const disputed = mayAs(who.role, 'admin')
    ? (await register.list('dispute', live)).filter(
        (one) =>
          outcomeOf(disputeOf(one), administrators) === undefined && one.votes.every(({ by }) => by !== who.person),
      )
    : []
  const names = await people.names([...asked.map(({ owner }) => owner), ...disputed.map(({ by }) => by)])
  const rows = [
    ...asked.map(({ path, version, event, owner, reason }) => ({
      name: `${path}@${version}`,
      event,
      what: `waiver asked for by ${names.get(owner) ?? owner}: ${reason}`,
    })),
    ...disputed.map(({ path, version, event, by, reason }) => ({
      name: `${path}@${version}`,
      event,
      what: `malware verdict disputed by ${names.get(by) ?? by}: ${reason}`,
    })),
  ]
  if (rows.length === 0) return []
  const cells = rows.slice(0, MOST_SHOWN).map(({ name, event, what }) => {
    const link = event === undefined ? '' : `<a href="${escaped(base)}/e/${escaped(event)}">${escaped(event)}</a>`
    return `<tr><td><b>${escaped(name)}</b><td>${escaped(what)}<td>${link}`
  })
  return [
    '<h2>Waits for you</h2>',
    `<table class="rows"><thead><tr><th>module<th>what<th>event</thead>${cells.join('')}</table>`,
    rows.length > MOST_SHOWN ? `<p class="faint">And ${rows.length - MOST_SHOWN} more.` : '',
  ]
}

const MOST_READ = 5000
const MOST_SHOWN = 50
