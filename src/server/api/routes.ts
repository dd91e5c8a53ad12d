// Every route of the API. What is done is done by src/jobs/guard/steer.ts, which looks at roles itself; what is needed here is
// what keeps strangers out before anything is read.
import { z } from 'zod'
import { WardenError } from '../../base/errors.ts'
import { dayOf } from '../../policy/waiver.ts'
import { waiverState } from '../../jobs/guard/orders.ts'
import { restate } from '../../jobs/guard/restate.ts'
import { whoFetched } from '../../jobs/guard/who.ts'
import type { Downloads } from '../../world/downloads.ts'
import {
  askForWaivers,
  breakGlass,
  grantWaiver,
  LONGEST_BREAK,
  openDispute,
  revokeWaiver,
  switchMode,
  USUAL_BREAK,
  voteOnDispute,
  type Steered,
} from '../../jobs/guard/steer.ts'
import type { Identity } from '../../world/people.ts'
import type { ModeSwitch } from '../../world/register.ts'
import type { Vault } from '../../world/vault.ts'
import { route, type Route } from './route.ts'
import * as form from './schemas.ts'
import {
  actionOf,
  disputeShown,
  disputesShown,
  keptShown,
  modeShown,
  personShown,
  rowOf,
  severityOf,
  waiverShown,
  waiversShown,
} from './shown.ts'

/** What the API is served from. */
export interface ApiService extends Steered {
  readonly vault: Pick<Vault, 'page'>
  readonly downloads: Pick<Downloads, 'of' | 'gaps'>
  /** Whether nobody unknown may hear of a path. */
  readonly isPrivate: (modulePath: string) => boolean
  readonly switched: () => ModeSwitch | undefined
}

/** All routes, in the order of the document. */
export function apiRoutes(): readonly Route<ApiService>[] {
  return [
    decisions,
    event,
    waivers,
    waive,
    grant,
    revoke,
    disputes,
    dispute,
    vote,
    mode,
    setMode,
    glass,
    policy,
    kept,
    who,
    acts,
    self,
  ]
}

const days = z.int().min(1).max(90).default(14)

const decisions = route({
  id: 'listDecisions',
  method: 'GET',
  path: '/api/v1/decisions',
  about: 'What was decided, the newest first',
  needs: 'anyone',
  query: z.strictObject({
    module: z.string().max(500).optional().describe('a path, or path@version'),
    action: z.enum(['allow', 'warn', 'hold', 'block']).optional(),
    since: z.iso.datetime({ offset: true }).optional(),
    until: z.iso.datetime({ offset: true }).optional(),
    before: z.coerce.number().int().min(0).optional().describe('`next` of the page before'),
    limit: form.limit,
  }),
  answer: z.strictObject({ decisions: z.array(form.decisionRow), next: z.exactOptional(z.int().min(0)) }),
  does: async ({ log, isPrivate }: ApiService, { query, who }) => {
    const { module = '', action, since, until, before, limit } = query
    const [path = '', version] = module.split('@', 2)
    // Not even `next` says whether there is one.
    if (who === undefined && path !== '' && isPrivate(path)) return { decisions: [] }
    const found = await log.page({
      path: path === '' ? undefined : path,
      version,
      action,
      since: since === undefined ? undefined : new Date(since),
      until: until === undefined ? undefined : new Date(until),
      before,
      most: limit,
    })
    const shown = found.filter((one) => who !== undefined || !isPrivate(one.path))
    const last = found.length === limit ? found.at(-1) : undefined
    return { decisions: shown.map(rowOf), ...(last === undefined ? {} : { next: last.number }) }
  },
})

const event = route({
  id: 'getEvent',
  method: 'GET',
  path: '/api/v1/events/{event}',
  about: 'One decision with its evidence, and what would become of it now',
  needs: 'anyone',
  params: { event: form.eventName },
  answer: form.eventDocument,
  does: async ({ log, isPrivate, ruling, now }: ApiService, { param, who }) => {
    const found = await log.find(param('event'))
    if (found === undefined || (who === undefined && isPrivate(found.path))) throw none(param('event'))
    const { rule: _, message: __, ...row } = rowOf(found)
    const again = restate(found, ruling(), now())
    return {
      ...row,
      reasons: found.reasons.map((one) => ({ ...one, action: actionOf(one.action) })),
      findings: found.findings.map((one) => ({
        ...one,
        severity: severityOf(one.severity),
        folded: [...one.folded],
        trace: one.trace.map((step) => ({ ...step })),
      })),
      ...(found.h1 === undefined ? {} : { h1: found.h1 }),
      ...(found.record === undefined ? {} : { record: found.record }),
      policy: found.policy,
      ...(again === undefined
        ? {}
        : {
            now: {
              action: again.decision.action,
              open: again.open,
              rules: [...new Set(again.reasons.map(({ rule }) => rule))],
            },
          }),
    }
  },
})

const waivers = route({
  id: 'listWaivers',
  method: 'GET',
  path: '/api/v1/waivers',
  about: 'Waivers of this guard, the newest first',
  needs: 'reader',
  query: z.strictObject({
    state: z.enum(['asked', 'active', 'expired', 'revoked']).optional(),
    limit: form.limit,
  }),
  answer: z.strictObject({ waivers: z.array(form.waiverDocument) }),
  does: async (service: ApiService, { query }) => {
    const today = dayOf(service.now())
    const found = await service.register.list('waiver', { most: MOST_LISTED })
    const wanted = found.filter((one) => query.state === undefined || waiverState(one, today) === query.state)
    return { waivers: await waiversShown(service, wanted.slice(0, query.limit)) }
  },
})

const waive = route({
  id: 'createWaivers',
  method: 'POST',
  path: '/api/v1/waivers',
  about: 'Ask for waivers of what keeps an exact version back; granted at once where you may grant them',
  needs: 'developer',
  body: z.strictObject({
    event: form.eventName,
    rules: z.array(z.string().max(100)).min(1).max(20).optional().describe('all that refuse, unless given'),
    reason: form.reasonText,
    days,
    ticket: z.string().max(100).optional(),
  }),
  answer: z.strictObject({ waivers: z.array(form.waiverDocument) }),
  does: async (service: ApiService, { body, who }) => ({
    waivers: await waiversShown(service, await askForWaivers(service, known(who), body)),
  }),
})

const grant = route({
  id: 'grantWaiver',
  method: 'POST',
  path: '/api/v1/waivers/{id}/grant',
  about: 'Grant a waiver that somebody asked for',
  needs: 'approver',
  params: { id: form.waiverName },
  body: z.strictObject({}),
  answer: form.waiverDocument,
  does: async (service: ApiService, { param, who }) =>
    waiverShown(service, await grantWaiver(service, known(who), param('id'))),
})

const revoke = route({
  id: 'revokeWaiver',
  method: 'POST',
  path: '/api/v1/waivers/{id}/revoke',
  about: 'End a waiver: your own, or any where you may grant them',
  needs: 'developer',
  params: { id: form.waiverName },
  body: z.strictObject({ reason: z.string().max(1000).default('') }),
  answer: form.waiverDocument,
  does: async (service: ApiService, { param, body, who }) =>
    waiverShown(service, await revokeWaiver(service, known(who), param('id'), body.reason)),
})

const disputes = route({
  id: 'listDisputes',
  method: 'GET',
  path: '/api/v1/disputes',
  about: 'Disputed verdicts, the newest first',
  needs: 'reader',
  query: z.strictObject({ limit: form.limit }),
  answer: z.strictObject({ disputes: z.array(form.disputeDocument) }),
  does: async (service: ApiService, { query }) => ({
    disputes: await disputesShown(service, await service.register.list('dispute', { most: query.limit })),
  }),
})

const dispute = route({
  id: 'openDispute',
  method: 'POST',
  path: '/api/v1/disputes',
  about: 'Dispute a verdict of malware; two administrators together overrule it',
  needs: 'developer',
  body: z.strictObject({ event: form.eventName, reason: form.reasonText, days }),
  answer: form.disputeDocument,
  does: async (service: ApiService, { body, who }) =>
    disputeShown(service, await openDispute(service, known(who), body)),
})

const vote = route({
  id: 'voteOnDispute',
  method: 'POST',
  path: '/api/v1/disputes/{id}/votes',
  about: 'Say whether a verdict is overruled; of several votes of one person the last counts',
  needs: 'admin',
  params: { id: form.disputeName },
  body: z.strictObject({ overrule: z.boolean(), reason: form.reasonText }),
  answer: form.disputeDocument,
  does: async (service: ApiService, { param, body, who }) =>
    disputeShown(service, await voteOnDispute(service, known(who), param('id'), body)),
})

const mode = route({
  id: 'getMode',
  method: 'GET',
  path: '/api/v1/mode',
  about: 'Whether what is decided is done',
  needs: 'anyone',
  answer: form.modeDocument,
  does: async (service: ApiService, { who }) => modeShown(service, who),
})

const setMode = route({
  id: 'setMode',
  method: 'POST',
  path: '/api/v1/mode',
  about: 'Switch between enforce and monitor; ends break-glass',
  needs: 'admin',
  body: z.strictObject({ mode: z.enum(['enforce', 'monitor']), reason: form.reasonText }),
  answer: form.modeDocument,
  does: async (service: ApiService, { body, who }) => {
    await switchMode(service, known(who), body)
    return modeShown(service, who)
  },
})

const glass = route({
  id: 'breakGlass',
  method: 'POST',
  path: '/api/v1/mode/break-glass',
  about: 'Refuse nothing but what fails its proof, for a time',
  needs: 'admin',
  body: z.strictObject({ minutes: z.int().min(1).max(LONGEST_BREAK).default(USUAL_BREAK), reason: form.reasonText }),
  answer: form.modeDocument,
  does: async (service: ApiService, { body, who }) => {
    await breakGlass(service, known(who), body)
    return modeShown(service, who)
  },
})

const policy = route({
  id: 'getPolicy',
  method: 'GET',
  path: '/api/v1/policy',
  about: 'The policy in force',
  needs: 'reader',
  answer: form.policyDocument,
  does: async ({ ruling }: ApiService) => {
    const { digest, layers } = ruling().policy
    // Where a row stands is a path of this machine; functions are no JSON.
    const plain = JSON.stringify(layers, (key, value: unknown) => (key === 'place' ? undefined : value))
    const shown = z.array(z.record(z.string(), z.unknown())).parse(JSON.parse(plain))
    return Promise.resolve({ digest, layers: shown })
  },
})

const kept = route({
  id: 'listVersions',
  method: 'GET',
  path: '/api/v1/versions',
  about: 'Module versions that are kept, by path and version',
  needs: 'reader',
  query: z.strictObject({
    after: z.string().max(600).optional().describe('`next` of the page before'),
    limit: form.limit,
  }),
  answer: z.strictObject({ versions: z.array(form.keptDocument), next: z.exactOptional(z.string()) }),
  does: async ({ vault }: ApiService, { query }) => {
    const [path = '', version = ''] = (query.after ?? '').split('@', 2)
    const found = await vault.page(query.after === undefined ? undefined : { path, version }, query.limit)
    const last = found.length === query.limit ? found.at(-1) : undefined
    return { versions: found.map(keptShown), ...(last === undefined ? {} : { next: `${last.path}@${last.version}` }) }
  },
})

const who = route({
  id: 'whoFetched',
  method: 'GET',
  path: '/api/v1/who',
  about: 'Who fetched a module, or a version of it, through this guard, and what is decided about it now',
  needs: 'approver',
  query: z.strictObject({
    module: z.string().min(1).max(500).describe('a path, or path@version'),
    since: z.iso.datetime({ offset: true }).optional(),
  }),
  answer: form.whoDocument,
  does: async ({ downloads, log, people }: ApiService, { query }) => {
    const [path = '', version] = query.module.split('@', 2)
    const since = query.since === undefined ? undefined : new Date(query.since)
    const records = { downloads, log, names: async (references: readonly string[]) => people.names(references) }
    return whoFetched(records, { path, version, since })
  },
})

const acts = route({
  id: 'listActs',
  method: 'GET',
  path: '/api/v1/acts',
  about: 'Who did what to this guard, the newest first',
  needs: 'approver',
  query: z.strictObject({ before: z.coerce.number().int().min(1).optional(), limit: form.limit }),
  answer: z.strictObject({ acts: z.array(form.actDocument), next: z.exactOptional(z.int().min(1)) }),
  does: async ({ register, people }: ApiService, { query }) => {
    const found = await register.acts(query.before, query.limit)
    const names = await people.names(found.map(({ by }) => by))
    const last = found.length === query.limit ? found.at(-1) : undefined
    return {
      acts: found.map((act) => ({ ...act, by: personShown(act.by, names) })),
      ...(last === undefined ? {} : { next: last.number }),
    }
  },
})

const self = route({
  id: 'getSelf',
  method: 'GET',
  path: '/api/v1/self',
  about: 'Who you are, as the guard sees it',
  needs: 'reader',
  answer: form.selfDocument,
  does: async (_: ApiService, { who }) => {
    const { person, name, role, until } = known(who)
    return Promise.resolve({ person, name, role, until: until.toISOString() })
  },
})

/** More are not looked through for those of a state. */
const MOST_LISTED = 5000

function known(who: Identity | undefined): Identity {
  if (who !== undefined) return who
  throw new WardenError('refused', 'nobody is known to ask')
}

function none(name: string): WardenError {
  return new WardenError('not-found', `${name}: there is none`)
}
