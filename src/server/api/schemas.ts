// What the API takes and gives, as zod schemas: requests are checked by them, docs are made of them (openapi.ts), and
// answers are held against them by the tests.
import { z } from 'zod'
import { EVENT } from '../../policy/event.ts'
import type { WhoReport } from '../../report/who.ts'
import type * as document from './documents.ts'

const maybe = z.exactOptional
const time = z.iso.datetime().describe('RFC 3339, in UTC')
const day = z.iso.date().describe('a day of UTC: the last on which it counts')
const action = z.enum(['allow', 'warn', 'hold', 'block'])
const stage = z.enum(['metadata', 'content'])

/** The name of an event. */
export const eventName: z.ZodType<string> = z.string().regex(EVENT).describe('E- and ten letters')
/** The name of a waiver. */
export const waiverName: z.ZodType<string> = z.string().regex(/^W-[A-Z2-7]{10}$/)
/** The name of a dispute. */
export const disputeName: z.ZodType<string> = z.string().regex(/^D-[A-Z2-7]{10}$/)
/** In the words of whoever does it. */
export const reasonText: z.ZodType<string> = z.string().min(5).max(1000)

/** Somebody: the reference that records keep, and the name, unless it was erased. */
const person = z
  .strictObject({ person: z.string().describe('a reference: p3'), name: maybe(z.string()) })
  .meta({ id: 'Person' })

/** What is said of trouble. */
export const problem: z.ZodType<document.ProblemDocument> = z
  .strictObject({
    error: z.strictObject({
      code: z.string().describe('a word for programs'),
      message: z.string(),
      remedy: maybe(z.string().describe('what can be done about it')),
    }),
  })
  .meta({ id: 'Problem' })

const reason = z.strictObject({
  rule: z.string(),
  action,
  message: z.string(),
  file: maybe(z.string()),
  line: maybe(z.int().min(1)),
  remedy: z.string(),
})

const row = z.strictObject({
  event: eventName,
  number: z.int().min(0).describe('its place in the log'),
  time,
  path: z.string(),
  version: z.string(),
  stage,
  action: action.describe('what is done'),
  enforced: action.describe('what would be done where every decision is done'),
  rule: maybe(z.string().describe('of the first reason')),
  message: maybe(z.string()),
  until: maybe(time.describe('when it may change by itself')),
})

/** One decision in a list. */
export const decisionRow: z.ZodType<document.DecisionRow> = row.meta({ id: 'Decision' })

/** All of a decision, and what would become of it now. */
export const eventDocument: z.ZodType<document.EventDocument> = row
  .omit({ rule: true, message: true })
  .extend({
    reasons: z.array(reason),
    findings: z.array(
      z.strictObject({
        rule: z.string(),
        severity: z.enum(['critical', 'high', 'medium', 'low', 'info']),
        file: z.string(),
        line: z.int().min(0),
        message: z.string(),
        folded: z.array(z.string()).describe('values as they are when the code runs'),
        trace: z.array(z.strictObject({ file: z.string(), line: z.int().min(0), what: z.string() })),
        code: maybe(z.string()),
      }),
    ),
    h1: maybe(z.string()),
    record: maybe(z.int().min(0).describe('its number in the checksum database')),
    policy: z.string().describe('the digest of the policy'),
    now: maybe(
      z
        .strictObject({
          action,
          open: z
            .enum(['nothing', 'waive', 'dispute', 'policy', 'nobody'])
            .describe(
              'what would let it through: nothing is needed, waivers, a dispute, another policy, or nothing can',
            ),
          rules: z.array(z.string()).describe('those that waivers are for'),
        })
        .describe('the same facts, decided on now'),
    ),
  })
  .meta({ id: 'Event' })

/** A waiver. */
export const waiverDocument: z.ZodType<document.WaiverDocument> = z
  .strictObject({
    id: waiverName,
    path: z.string(),
    version: z.string(),
    rule: z.string(),
    reason: z.string(),
    owner: person,
    created: day,
    expires: day,
    ticket: maybe(z.string()),
    event: maybe(eventName),
    state: z.enum(['asked', 'active', 'expired', 'revoked']),
    granted: maybe(z.strictObject({ by: person, at: time })),
    revoked: maybe(z.strictObject({ by: person, at: time })),
  })
  .meta({ id: 'Waiver' })

/** A dispute. */
export const disputeDocument: z.ZodType<document.DisputeDocument> = z
  .strictObject({
    id: disputeName,
    path: z.string(),
    version: z.string(),
    h1: z.string(),
    event: eventName,
    reason: z.string(),
    by: person,
    opened: time,
    expires: day,
    votes: z.array(z.strictObject({ by: person, at: time, overrule: z.boolean(), reason: z.string() })),
    outcome: z.enum(['open', 'overruled', 'upheld', 'expired']),
  })
  .meta({ id: 'Dispute' })

/** The mode. */
export const modeDocument: z.ZodType<document.ModeDocument> = z
  .strictObject({
    mode: z.enum(['enforce', 'monitor', 'break-glass']),
    until: maybe(time),
    switched: maybe(
      z.strictObject({ by: person, at: time, reason: z.string() }).describe('absent: as the settings say'),
    ),
  })
  .meta({ id: 'Mode' })

/** The policy in force. */
export const policyDocument: z.ZodType<document.PolicyDocument> = z
  .strictObject({
    digest: z.string(),
    layers: z.array(z.record(z.string(), z.unknown())).describe('each decides for itself, and the strictest counts'),
  })
  .meta({ id: 'Policy' })

/** A version that is kept. */
export const keptDocument: z.ZodType<document.KeptDocument> = z
  .strictObject({
    path: z.string(),
    version: z.string(),
    first_seen: time,
    info: z.boolean(),
    mod: maybe(z.string().describe('h1 of the go.mod file')),
    zip: maybe(z.strictObject({ h1: z.string(), sha256: z.string(), size: z.int().min(0) })),
    record: maybe(z.int().min(0)),
  })
  .meta({ id: 'KeptVersion' })

/** Who did what. */
export const actDocument: z.ZodType<document.ActDocument> = z
  .strictObject({
    number: z.int().min(1),
    time,
    by: person,
    what: z.string(),
    about: z.string(),
    reason: z.string(),
  })
  .meta({ id: 'Act' })

const whoDecision = z.strictObject({
  event: eventName,
  time,
  action,
  enforced: action,
  reason: z.string(),
  until: maybe(time),
})
const whole = z.int().min(0)

/** Who fetched a module, as modwarden who says it. */
export const whoDocument: z.ZodType<WhoReport> = z
  .strictObject({
    schema: z.literal('modwarden/who/1'),
    asked: z.string(),
    since: maybe(time),
    versions: z.array(
      z.strictObject({
        path: z.string(),
        version: z.string(),
        now: maybe(whoDecision),
        fetched: z.array(
          z.strictObject({
            who: z.string().describe('a reference: p3, or anonymous'),
            name: maybe(z.string()),
            client: maybe(z.string()),
            zips: whole,
            mods: whole,
            infos: whole,
            first: time,
            last: time,
            decided: maybe(whoDecision),
          }),
        ),
      }),
    ),
    gaps: z.array(z.strictObject({ after: time, seconds: z.number() })),
    summary: z.strictObject({ versions: whole, holders: whole, zips: whole, bad: whole }),
    exitCode: z.literal([0, 1]),
  })
  .meta({ id: 'WhoFetched' })

/** Who asks, as the guard sees it. */
export const selfDocument: z.ZodType<document.SelfDocument> = z
  .strictObject({
    person: z.string(),
    name: z.string(),
    role: z.enum(['reader', 'developer', 'approver', 'admin']),
    until: time,
  })
  .meta({ id: 'Self' })

/** How many of a list are wanted. */
export const limit: z.ZodType<number> = z.coerce.number().int().min(1).max(500).default(50)
