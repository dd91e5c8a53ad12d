// The documents about modwarden itself as JSON Schema: what config show, rules, statistics and version print.
// Loaded by tools/schemas.ts alone; the compiler holds each schema to its type.
import { z } from 'zod'
import type { ConfigDocument } from '../config.ts'
import type { FeedReport } from '../../report/feed.ts'
import type { PolicyDiffDocument, PolicyDocument, PolicyFactsDocument } from '../policy.ts'
import type { PolicyReplayDocument } from '../policyreplay.ts'
import type { PolicyTestDocument } from '../policytest.ts'
import type { RulesDocument } from '../rules.ts'
import type { StatisticsDocument } from '../statistics.ts'
import { storeDocument, whoDocument } from './storeschemas.ts'
import type { TokensDocument } from '../token.ts'
import type { VersionDocument } from '../versions.ts'
import type { WaiversDocument } from '../waive.ts'

/** The schemas, by the names of their files in docs/schemas/. */
export function metaSchemas(): ReadonlyMap<string, object> {
  const schemas = {
    'config-1': configDocument,
    'feed-1': feedReport,
    'policy-1': policyDocument,
    'policy-diff-1': policyDiffDocument,
    'policy-facts-1': policyFactsDocument,
    'policy-replay-1': policyReplayDocument,
    'policy-test-1': policyTestDocument,
    'rules-1': rulesDocument,
    'statistics-1': statisticsDocument,
    'store-1': storeDocument,
    'tokens-1': tokensDocument,
    'version-1': versionDocument,
    'waivers-1': waiversDocument,
    'who-1': whoDocument,
  }
  return new Map(
    Object.entries(schemas).map(([name, schema]) => [`${name}.json`, z.toJSONSchema(schema, { target: 'draft-7' })]),
  )
}

const strings = z.array(z.string())
const whole = z.int().min(0)
const sound = z.literal(0)

const origin = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['default', 'go']) }),
  z.object({ kind: z.literal('file'), file: z.string(), line: z.int().min(1) }),
  z.object({ kind: z.enum(['variable', 'flag', 'setting']), name: z.string() }),
])

const configRow = z.object({
  name: z.string(),
  value: z.union([z.string(), z.number(), z.boolean(), strings, z.null()]),
  origins: z.array(origin),
})

const configDocument = z
  .object({
    schema: z.literal('modwarden/config/1'),
    settings: z.array(configRow),
    go: z.array(configRow),
    exitCode: sound,
  })
  .meta({ title: 'What modwarden config show says' }) satisfies z.ZodType<ConfigDocument>

const feedReport = z
  .object({
    schema: z.literal('modwarden/feed/1'),
    action: z.enum(['update', 'status', 'export', 'import']),
    feeds: z.array(
      z.object({
        kind: z.enum(['malicious', 'known-good', 'known-bad', 'vulnerabilities']),
        source: z.string(),
        state: z.enum(['built-in', 'current', 'updated', 'unchanged', 'stale', 'missing', 'failed']),
        entries: whole,
        date: z.string().exactOptional().describe('what it says of itself'),
        fetched: z.string().exactOptional(),
        signedBy: strings.exactOptional(),
        reason: z.string().exactOptional(),
        remedy: z.string().exactOptional(),
      }),
    ),
    file: z.string().exactOptional(),
    exitCode: z.literal([0, 3]),
  })
  .meta({ title: 'What modwarden feed says' }) satisfies z.ZodType<FeedReport>

const action = z.enum(['allow', 'warn', 'hold', 'block'])
const place = z.object({ file: z.string(), line: z.int().exactOptional(), column: z.int().exactOptional() })
const foundOrNot = z.literal([0, 1])

const policyDocument = z
  .object({
    schema: z.literal('modwarden/policy/1'),
    digest: z.string(),
    layers: z.array(
      z.object({
        name: z.string(),
        settings: z.array(z.object({ name: z.string(), value: z.string(), place: place.exactOptional() })),
      }),
    ),
    exitCode: sound,
  })
  .meta({ title: 'What modwarden policy show says' }) satisfies z.ZodType<PolicyDocument>

const policySide = z.object({ name: z.string(), digest: z.string() })

const policyDiffDocument = z
  .object({
    schema: z.literal('modwarden/policy-diff/1'),
    before: policySide,
    after: policySide,
    settings: z.array(
      z.object({ name: z.string(), before: z.string().exactOptional(), after: z.string().exactOptional() }),
    ),
    situations: z.array(z.object({ name: z.string(), before: action, after: action })),
    exitCode: foundOrNot,
  })
  .meta({ title: 'What modwarden policy diff says' }) satisfies z.ZodType<PolicyDiffDocument>

const policyFactsDocument = z
  .object({
    schema: z.literal('modwarden/policy-facts/1'),
    facts: z.array(z.object({ name: z.string(), type: z.string(), stage: z.string(), about: z.string() })),
    exitCode: sound,
  })
  .meta({ title: 'What modwarden policy facts says' }) satisfies z.ZodType<PolicyFactsDocument>

const policyTestDocument = z
  .object({
    schema: z.literal('modwarden/policy-test/1'),
    policy: policySide,
    tested: z.array(
      z.object({
        name: z.string(),
        action,
        by: z.string().exactOptional(),
        message: z.string().exactOptional(),
        expected: z.object({ action, by: z.string().exactOptional(), place, met: z.boolean() }).exactOptional(),
      }),
    ),
    summary: z.object({ cases: whole, failed: whole }),
    exitCode: foundOrNot,
  })
  .meta({ title: 'What modwarden policy test says' }) satisfies z.ZodType<PolicyTestDocument>

const policyReplayDocument = z
  .object({
    schema: z.literal('modwarden/policy-replay/1'),
    policy: z.string(),
    days: whole,
    changed: z.array(
      z.object({
        path: z.string(),
        version: z.string(),
        stage: z.string(),
        before: action,
        after: action,
        by: z.string(),
        message: z.string(),
        event: z.string(),
        decisions: whole,
      }),
    ),
    summary: z.object({ decisions: whole, older: whole, withoutBasis: whole, stricter: whole, laxer: whole }),
    exitCode: foundOrNot,
  })
  .meta({ title: 'What modwarden policy replay says' }) satisfies z.ZodType<PolicyReplayDocument>

const rule = z.object({
  id: z.string(),
  title: z.string(),
  severity: z.enum(['critical', 'high', 'medium', 'low', 'info']),
  summary: z.string(),
  found: z.string(),
  remedy: z.string(),
  references: strings,
  technique: z.string().exactOptional(),
  precision: z.string().exactOptional(),
})

const rulesDocument = z
  .object({ schema: z.literal('modwarden/rules/1'), rules: z.array(rule), exitCode: sound })
  .meta({ title: 'What modwarden rules says' }) satisfies z.ZodType<RulesDocument>

const counts = z.object({ compared: whole, matched: whole, fetches: whole, retried: whole, damaged: whole })

const statisticsDocument = z
  .object({
    schema: z.literal('modwarden/statistics/1'),
    thresholds: z.object({ matchRate: z.number(), retryShare: z.number() }),
    window: counts.extend({ days: whole, runs: whole }),
    matchRate: z.number(),
    retryShare: z.number(),
    days: z.array(counts.extend({ date: z.string(), runs: whole })),
    exitCode: z.literal([0, 1]),
  })
  .meta({ title: 'What modwarden statistics says' }) satisfies z.ZodType<StatisticsDocument>

const tokensDocument = z
  .object({
    schema: z.literal('modwarden/tokens/1'),
    tokens: z.array(
      z.object({
        id: z.string().describe('t7: revoke takes it'),
        person: z.string().describe('p3: what records keep'),
        name: z.string().exactOptional().describe('absent where it was erased'),
        role: z.enum(['reader', 'developer', 'approver', 'admin']),
        created: z.string(),
        expires: z.string(),
        revoked: z.string().exactOptional(),
      }),
    ),
    exitCode: sound,
  })
  .meta({ title: 'What modwarden token list says' }) satisfies z.ZodType<TokensDocument>

const versionDocument = z
  .object({
    schema: z.literal('modwarden/version/1'),
    version: z.string(),
    runtime: z.object({ name: z.enum(['node', 'bun']), version: z.string() }),
    platform: z.string(),
    go: z.union([z.string(), z.null()]),
    databases: strings,
    schemas: strings,
    exitCode: sound,
  })
  .meta({ title: 'What modwarden version says' }) satisfies z.ZodType<VersionDocument>

const waiversDocument = z
  .object({
    schema: z.literal('modwarden/waivers/1'),
    waivers: z.array(
      z.object({
        file: z.string(),
        line: z.int().min(1),
        what: z.string(),
        owner: z.string(),
        reason: z.string(),
        expires: z.string(),
        days: z.int(),
      }),
    ),
    exitCode: sound,
  })
  .meta({ title: 'What modwarden waive list says' }) satisfies z.ZodType<WaiversDocument>
