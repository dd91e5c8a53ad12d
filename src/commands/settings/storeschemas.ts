// The documents about what a guard remembers as JSON Schema: what who and store print. Loaded by tools/schemas.ts alone;
// the compiler holds each schema to its type.
import { z } from 'zod'
import type { StoreReport } from '../../report/store.ts'
import type { WhoReport } from '../../report/who.ts'

const whole = z.int().min(0)
const time = z.string().describe('RFC 3339')
const action = z.string().describe('allow, warn, hold or block')

const decision = z.object({
  event: z.string(),
  time,
  action,
  enforced: action,
  reason: z.string().describe("the first reason's; empty where nothing is against it"),
  until: time.exactOptional(),
})

/** `modwarden/who/1`. */
export const whoDocument: z.ZodType<WhoReport> = z
  .object({
    schema: z.literal('modwarden/who/1'),
    asked: z.string(),
    since: time.exactOptional(),
    versions: z.array(
      z.object({
        path: z.string(),
        version: z.string(),
        now: decision.exactOptional(),
        fetched: z.array(
          z.object({
            who: z.string().describe('a reference to an identity, or anonymous'),
            name: z.string().exactOptional(),
            client: z.string().exactOptional(),
            zips: whole,
            mods: whole,
            infos: whole,
            first: time,
            last: time,
            decided: decision.exactOptional(),
          }),
        ),
      }),
    ),
    gaps: z.array(z.object({ after: time, seconds: z.number() })),
    summary: z.object({ versions: whole, holders: whole, zips: whole, bad: whole }),
    exitCode: z.literal([0, 1]),
  })
  .meta({ title: 'What modwarden who says' })

const problem = z.object({ what: z.string(), part: z.string(), why: z.string() })

/** `modwarden/store/1`. */
export const storeDocument: z.ZodType<StoreReport> = z
  .object({
    schema: z.literal('modwarden/store/1'),
    action: z.enum(['verify', 'scrub', 'gc', 'export', 'import']),
    data: z.string(),
    file: z.string().exactOptional(),
    versions: whole,
    bytes: whole,
    proven: whole.exactOptional(),
    unproven: whole.exactOptional(),
    decisions: whole.exactOptional(),
    broken: z.array(problem),
    unchecked: z.array(problem),
    removed: z.array(z.object({ path: z.string(), version: z.string(), bytes: whole, used: time })).exactOptional(),
    done: z.boolean().exactOptional(),
    left: whole.exactOptional(),
    known: whole.exactOptional(),
    exitCode: z.literal([0, 3, 4]),
  })
  .meta({ title: 'What modwarden store says' })
