// `/e/EVENT`: why something was stopped, what it would be now, and what somebody can do about it: waivers for what may be
// waived, a dispute for what may not.
import { isWardenError, messageOf, WardenError, type ErrorCode } from '../base/errors.ts'
import { mayAs } from '../base/role.ts'
import { outcomeOf } from '../policy/dispute.ts'
import { EVENT } from '../policy/event.ts'
import { dayOf, LONGEST_DAYS } from '../policy/waiver.ts'
import { disputeOf, waiverState } from '../jobs/guard/orders.ts'
import { restate, type Restated } from '../jobs/guard/restate.ts'
import {
  askForWaivers,
  grantWaiver,
  longestWaiver,
  openDispute,
  revokeWaiver,
  voteOnDispute,
  type Steered,
} from '../jobs/guard/steer.ts'
import type { LoggedDecision } from '../world/decisionlog.ts'
import type { RegisteredDispute, RegisteredWaiver } from '../world/register.ts'
import { text, type Ask, type Handler, type Reply } from './exchange.ts'
import { badRequest, failureReply } from './failure.ts'
import { formOf, senderOf, type Form } from './forms.ts'
import { loginForm, seeOther } from './loginpage.ts'
import { chip, escaped, framed, hidden, timeShown, type Frame } from './pageframe.ts'

/** What the page is made from. */
export interface EventService {
  readonly steered: Steered
  readonly origin: () => string
  readonly frame: (ask: Ask) => Frame
  /** Whether nobody unknown may hear of a path. */
  readonly isPrivate: (modulePath: string) => boolean
  readonly tokenFile: () => string | undefined
}

/** The handler of `/e/EVENT`. */
export function serveEvents(service: EventService): Handler {
  const { steered, isPrivate } = service
  return async (ask) => {
    const name = ask.path.slice('/e/'.length)
    if (!EVENT.test(name)) return badRequest('no such event', 404)
    try {
      const found = await steered.log.find(name)
      if (found === undefined || (ask.who === undefined && isPrivate(found.path))) {
        return text(404, 'event', `no event ${name} in this guard's log\n`)
      }
      if (ask.method === 'POST') return await act(service, ask, found)
      if (ask.header('accept')?.includes('application/json') === true) {
        return text(200, 'event', `${JSON.stringify(found, undefined, 2)}\n`, JSON_HEADERS)
      }
      return await shown(service, ask, found, 200, undefined)
    } catch (error) {
      return failureReply('event', error)
    }
  }
}

/** As the page: it may be about a private module, and the address is the page's. */
const JSON_HEADERS: Reply['headers'] = {
  'content-type': 'application/json',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
}

async function act(service: EventService, ask: Ask, event: LoggedDecision): Promise<Reply> {
  try {
    const form = await formOf(ask, service.origin())
    await done(service.steered, ask, event, form)
    // A page that is loaded again must do nothing again.
    return { ...seeOther(service.origin(), `/e/${event.event}`), route: 'event' }
  } catch (error) {
    if (!isWardenError(error, 'refused', 'usage', 'too-large', 'not-found')) throw error
    const status = STATUS[error.code] ?? 400
    const remedy = error.remedy === undefined ? '' : `; ${error.remedy}`
    return shown(service, ask, event, status, `${messageOf(error)}${remedy}`)
  }
}

const STATUS: Readonly<Partial<Record<ErrorCode, number>>> = { refused: 403, 'not-found': 404, 'too-large': 413 }

async function done(steered: Steered, ask: Ask, { event }: LoggedDecision, form: Form): Promise<void> {
  const who = senderOf(ask, form)
  const reason = form.value('reason')
  const days = /^\d{1,3}$/.test(form.value('days')) ? Number(form.value('days')) : Number.NaN
  switch (form.value('do')) {
    case 'waive':
      return void (await askForWaivers(steered, who, {
        event,
        rules: form.values('rule'),
        reason,
        days,
        ticket: form.value('ticket'),
      }))
    case 'grant':
      return void (await grantWaiver(steered, who, form.value('id')))
    case 'revoke':
      return void (await revokeWaiver(steered, who, form.value('id'), reason))
    case 'dispute':
      return void (await openDispute(steered, who, { event, reason, days }))
    case 'overrule':
    case 'uphold':
      return void (await voteOnDispute(steered, who, form.value('id'), {
        overrule: form.value('do') === 'overrule',
        reason,
      }))
    default:
      throw new WardenError('usage', 'the form does nothing that this page does')
  }
}

async function shown(
  service: EventService,
  ask: Ask,
  event: LoggedDecision,
  status: number,
  trouble: string | undefined,
): Promise<Reply> {
  const { steered } = service
  const name = `${event.path}@${event.version}`
  const again = restate(event, steered.ruling(), steered.now())
  const parts = [
    `<h1>${escaped(name)}</h1>`,
    `<p>${chip(event.action)} ${timeShown(event.time)}${nowPart(event, again)}`,
    event.enforced === event.action
      ? ''
      : `<p>Where every decision is done it would have been: ${chip(event.enforced)}`,
    trouble === undefined ? '' : `<p class="told trouble" role="alert">${escaped(trouble)}</p>`,
    event.until === undefined ? '' : `<p>It opens by itself at <b>${timeShown(event.until)}</b>.`,
    '<h2>Why</h2>',
    ...event.reasons.map(reasonPart),
    ...(await remedyParts(service, ask, event, again)),
    event.findings.length === 0 ? '' : '<h2>Evidence</h2>',
    ...event.findings.map(findingPart),
    recordPart(event),
  ]
  return framed({ status, route: 'event', title: `${name} · modwarden`, parts }, service.frame(ask))
}

function nowPart(event: LoggedDecision, again: Restated | undefined): string {
  if (again === undefined || again.decision.action === event.action) return ''
  return ` · now: ${chip(again.decision.action)}`
}

function reasonPart(reason: LoggedDecision['reasons'][number]): string {
  const { rule, action, message, file, line, remedy } = reason
  const place =
    file === undefined ? '' : ` at <code>${escaped(`${file}${line === undefined ? '' : `:${line}`}`)}</code>`
  return `<div class="reason"><b>${escaped(message)}</b> ${REASON[action] ?? chip(action)}<br><code>${escaped(rule)}</code>${place}<br><span class="faint">${escaped(remedy)}</span></div>`
}

/** What a reason leads to: one that stops nothing is only told. */
const REASON: Readonly<Record<string, string>> = { allow: chip('allow', 'recorded'), warn: chip('warn', 'warned of') }

/** What can be done, and what was. */
async function remedyParts(
  service: EventService,
  ask: Ask,
  event: LoggedDecision,
  again: Restated | undefined,
): Promise<readonly string[]> {
  const { steered, frame, tokenFile } = service
  const { base, csrf } = frame(ask)
  const today = dayOf(steered.now())
  const wanted = { live: today, about: event, most: MOST_READ }
  const [waivers, disputes] = await Promise.all([
    steered.register.list('waiver', wanted),
    steered.register.list('dispute', wanted),
  ])
  const people = [
    ...waivers.flatMap(({ owner, granted, revoked }) => [owner, granted?.by ?? owner, revoked?.by ?? owner]),
    ...disputes.flatMap(({ by, votes }) => [by, ...votes.map((vote) => vote.by)]),
  ]
  // Names are for who is known.
  const names = ask.who === undefined ? new Map<string, string>() : await steered.people.names(people)
  const administrators = await steered.people.administrators(steered.now())
  const view: View = {
    ask,
    csrf: csrf ?? '',
    action: `${base}/e/${event.event}`,
    today,
    administrators,
    name: (person) => escaped(names.get(person) ?? person),
  }
  const login = csrf === undefined ? loginForm(base, `/e/${event.event}`, tokenFile()) : undefined
  const disputed = disputes.some(({ h1 }) => event.h1 === undefined || h1 === event.h1)
  const offer = again === undefined ? [] : offerParts(again, view, login, longestWaiver(steered.ruling()), disputed)
  return [
    ...(offer.length === 0 ? [] : ['<div class="box">', ...offer, '</div>']),
    ...(waivers.length === 0
      ? []
      : ['<h2>Waivers of this version</h2>', ...waivers.map((one) => waiverPart(one, view))]),
    ...(disputes.length === 0
      ? []
      : ['<h2>Disputes about this version</h2>', ...disputes.map((one) => disputePart(one, view))]),
  ]
}

/** What the parts are made with. */
interface View {
  readonly ask: Ask
  readonly csrf: string
  readonly action: string
  readonly today: string
  readonly administrators: ReadonlySet<string>
  /** As HTML. */
  readonly name: (person: string) => string
}

function offerParts(
  again: Restated,
  view: View,
  login: string | undefined,
  longest: number,
  disputed: boolean,
): readonly string[] {
  switch (again.open) {
    case 'nothing':
      return ['<h2>Nothing keeps it back now</h2>', '<p>Ask for it again: <code>go get</code> does.']
    case 'nobody':
      return [
        '<h2>This cannot be waived</h2>',
        '<p>Its bytes are not what the world agreed on, or nobody agreed on any. No list, waiver or mode stands against that.',
      ]
    case 'policy':
      return ['<h2>The policy denies it</h2>', '<p>A waiver does not help; whoever writes the policy can change it.']
    case 'waive':
      return [
        '<h2>Accept it for some days</h2>',
        '<p>A waiver is for exactly this version, and ends by itself. Your name stands on it.',
        login ?? waiverForm(again, view, longest),
      ]
    case 'dispute':
      if (disputed) {
        return [
          '<h2>The verdict is disputed</h2>',
          '<p>Malware is waived by nobody: two administrators together overrule the verdict, below.',
          login ?? '',
        ]
      }
      return [
        '<h2>Dispute the verdict</h2>',
        '<p>Malware is waived by nobody. If this is none, say why: two administrators together overrule the verdict on exactly these bytes.',
        login ?? disputeForm(view),
      ]
  }
}

function waiverForm(again: Restated, view: View, longest: number): string {
  const { who } = view.ask
  if (who === undefined || !mayAs(who.role, 'developer')) return needsRole('developer')
  const rules = [...new Map(again.reasons.map((reason) => [reason.rule, reason.message]))]
  const boxes = rules.map(
    ([rule, message]) =>
      `<label class="one"><input type="checkbox" name="rule" value="${escaped(rule)}" checked> <code>${escaped(rule)}</code> ${escaped(message)}</label>`,
  )
  const button = mayAs(who.role, 'approver') ? 'Waive' : 'Ask for a waiver'
  return [
    formHead(view, 'waive'),
    `<fieldset><legend>What is accepted</legend>${boxes.join('')}</fieldset>`,
    reasonField('Why is it acceptable?'),
    daysField(Math.min(14, longest), longest),
    '<label for="ticket">Ticket, if there is one</label><input id="ticket" name="ticket" maxlength="100" autocomplete="off">',
    `<button>${button}</button>`,
    mayAs(who.role, 'approver') ? '' : '<span class="faint">It counts when an approver grants it.</span>',
    '</form>',
  ].join('\n')
}

function disputeForm(view: View): string {
  const { who } = view.ask
  if (who === undefined || !mayAs(who.role, 'developer')) return needsRole('developer')
  return [
    formHead(view, 'dispute'),
    reasonField('Why is it no malware?'),
    daysField(14, LONGEST_DAYS),
    '<button>Dispute it</button></form>',
  ].join('\n')
}

function waiverPart(waiver: RegisteredWaiver, view: View): string {
  const { id, rule, reason, owner, expires, ticket, granted } = waiver
  const { who } = view.ask
  const state = waiverState(waiver, view.today)
  const open = state === 'asked' || state === 'active'
  const mayGrant = who !== undefined && mayAs(who.role, 'approver')
  const mayEnd = open && who !== undefined && (mayGrant || owner === who.person)
  const button = (what: string, word: string, style: string): string =>
    `${formHead(view, what)}${hidden('id', id)}<button${style}>${word}</button></form>`
  const grantedBy = granted === undefined || granted.by === owner ? '' : `, granted by ${view.name(granted.by)}`
  return [
    `<div class="reason"><b>${escaped(rule)}</b> ${escaped(STATES[state])} until ${escaped(expires)}: ${escaped(reason)}`,
    `<br><span class="faint">by ${view.name(owner)}${grantedBy}${ticket === undefined ? '' : `, ${escaped(ticket)}`} · ${escaped(id)}</span>`,
    state === 'asked' && mayGrant && view.csrf !== '' ? button('grant', 'Grant', '') : '',
    mayEnd && view.csrf !== '' ? button('revoke', 'Revoke', ' class="quiet"') : '',
    '</div>',
  ].join('')
}

const STATES = { asked: 'asked for', active: 'waived', expired: 'over', revoked: 'revoked' } as const

function disputePart(dispute: RegisteredDispute, view: View): string {
  const { id, reason, by, expires, votes } = dispute
  const overruled = outcomeOf(disputeOf(dispute), view.administrators) !== undefined
  const { who } = view.ask
  const mayVote = view.csrf !== '' && who !== undefined && mayAs(who.role, 'admin')
  const said = votes.map(
    (vote) =>
      `<li>${view.name(vote.by)}: ${vote.overrule ? 'overrule' : 'uphold'}: ${escaped(vote.reason)} <span class="faint">${timeShown(vote.at)}</span>`,
  )
  return [
    `<div class="reason"><b>${overruled ? 'Overruled' : 'Open'}</b> until ${escaped(expires)}: ${escaped(reason)}`,
    `<br><span class="faint">by ${view.name(by)} · ${escaped(id)} · two administrators must agree, and none may say no</span>`,
    said.length === 0 ? '' : `<ol>${said.join('')}</ol>`,
    mayVote
      ? `<form method="post" action="${escaped(view.action)}">${hidden('csrf', view.csrf)}${hidden('id', id)}${reasonField('Your reason', id)}<button name="do" value="overrule">Overrule the verdict</button><button name="do" value="uphold" class="quiet">Uphold it</button></form>`
      : '',
    '</div>',
  ].join('')
}

function formHead({ action, csrf }: View, what: string): string {
  return `<form method="post" action="${escaped(action)}">${hidden('csrf', csrf)}${hidden('do', what)}`
}

function reasonField(label: string, id: string = 'reason'): string {
  return `<label for="${escaped(id)}">${escaped(label)}</label><textarea id="${escaped(id)}" name="reason" rows="3" minlength="5" maxlength="1000" required></textarea>`
}

function daysField(value: number, most: number): string {
  return `<label for="days">For how many days? At most ${most}.</label><input id="days" name="days" type="number" min="1" max="${most}" value="${value}" required>`
}

function needsRole(role: string): string {
  return `<p class="faint">This needs the role ${role}, which your token does not have.`
}

function findingPart(finding: LoggedDecision['findings'][number]): string {
  const { rule, severity, file, line, message, folded, trace, code } = finding
  const place = file === '' ? '' : `<p><code>${escaped(`${file}${line > 0 ? `:${line}` : ''}`)}</code>`
  const steps = trace.map(
    (step) =>
      `<li><code>${escaped(`${step.file}${step.line > 0 ? `:${step.line}` : ''}`)}</code> ${escaped(step.what)}`,
  )
  return [
    `<h3>${escaped(severity)}: ${escaped(message)} <code>${escaped(rule)}</code></h3>`,
    place,
    code === undefined ? '' : `<pre>${escaped(code)}</pre>`,
    folded.length === 0
      ? ''
      : `<p>As it is when it runs: ${folded.map((one) => `<code>${escaped(one)}</code>`).join(', ')}`,
    steps.length === 0 ? '' : `<ol>${steps.join('')}</ol>`,
  ].join('')
}

function recordPart(event: LoggedDecision): string {
  const { number, time, record, h1, policy, stage } = event
  const facts = Object.entries({
    event: event.event,
    number,
    time,
    stage,
    h1,
    'checksum database record': record,
    policy,
  })
  const rows = facts.flatMap(([key, value]) =>
    value === undefined ? [] : [`<tr><th>${escaped(key)}<td><code>${escaped(String(value))}</code>`],
  )
  return `<h2>Record</h2><table class="facts">${rows.join('')}</table>`
}

const MOST_READ = 200
