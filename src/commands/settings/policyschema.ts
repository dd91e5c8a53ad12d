// The policy file as a zod schema, and as JSON Schema for editors (docs/schemas/policy.json). Loaded where a policy is
// read, not before: zod costs more than the whole start.
//
//   levels:                          # the first row that fits counts
//     - {level: block, rule: MW-HOST}
//     - {level: off, rule: MW-CGO, path: github.com/acme/*}
//   age: {days: 7, unknown: hold}
//   deny:
//     - {owner: github.com/mallory, reason: SEC-118}
//   conditions:
//     - {name: no new shells, when: '"process" in capabilities && age_days < 30', level: hold}
import { z } from 'zod'
import type { Severity } from '../../base/finding.ts'
import type { Stage } from '../../policy/known.ts'
import type { Level } from '../../policy/policy.ts'
import type { SourceVerdict } from '../../rules/record/source.ts'

/** What a policy file says. */
export type PolicyFile = Some<{
  readonly levels: readonly {
    readonly level: Level
    readonly rule?: string | undefined
    readonly severity?: Severity | undefined
    readonly path?: Patterns | undefined
  }[]
  readonly together: Some<Record<'malicious' | 'suspicious', Level>>
  readonly age: Some<{
    readonly days: number
    readonly level: Level
    readonly unknown: Level
    readonly repairs: 'pass' | 'wait'
    readonly paths: readonly { readonly path: Patterns; readonly days: number }[]
  }>
  readonly unproven: Level
  readonly incomplete: Level
  readonly retracted: Level
  readonly deprecated: Level
  readonly source: Some<Record<SourceVerdict, Level>>
  readonly licences: Some<{
    readonly allow: readonly string[]
    readonly deny: readonly string[]
    readonly level: Level
    readonly unknown: Level
  }>
  readonly allow: readonly PolicyRow[]
  readonly deny: readonly PolicyRow[]
  readonly conditions: readonly {
    readonly name: string
    readonly when: string
    readonly level: Exclude<Level, 'off'>
    readonly stage?: Stage | undefined
    readonly message?: string | undefined
  }[]
  readonly waivers: Some<{ readonly longest: number; readonly project: boolean }>
}>

/** A row of a list in a policy file. */
export type PolicyRow = Some<{
  readonly path: Patterns
  readonly version: string
  readonly owner: string
  readonly h1: string
  readonly reason: string
  readonly until: string
}>

/** One pattern of module paths, a comma list, or a list. */
export type Patterns = string | readonly string[]

type Some<T> = { readonly [K in keyof T]?: T[K] | undefined }

const level = z.enum(['off', 'monitor', 'warn', 'hold', 'block'])
const active = z.enum(['monitor', 'warn', 'hold', 'block'])
const text = z.string().min(1)
const texts = z.union([text, z.array(text).min(1)])
const path = texts.describe('patterns of module paths as in GOPRIVATE')
const days = z.number().min(0).max(3650)
const severity = z.enum(['critical', 'high', 'medium', 'low', 'info'])

const listRow = z.strictObject({
  path: path.optional(),
  version: text.optional().describe('an exact version, or bounds: ">=v1.2.0 <v1.4.0"'),
  owner: text.optional().describe('github.com/acme, or a host'),
  h1: text.optional().describe('the hash of the zip'),
  reason: text.optional(),
  until: text.optional().describe('the last day on which the row counts: 2026-12-02'),
})

const file = z.strictObject({
  levels: z
    .array(
      z.strictObject({
        level,
        rule: text.optional().describe('MW-HOST-IP, or a family: MW-HOST'),
        severity: severity.optional(),
        path: path.optional(),
      }),
    )
    .optional()
    .describe('what is done about findings; the first row that fits counts, otherwise the severity'),
  together: z
    .strictObject({ malicious: level.optional(), suspicious: level.optional() })
    .optional()
    .describe('what is done about findings that are malicious or suspicious only together'),
  age: z
    .strictObject({
      days: days.optional().describe('how long a version waits after it was first logged'),
      level: level.optional(),
      unknown: level.optional().describe('what is done where the log does not say'),
      repairs: z.enum(['pass', 'wait']).optional().describe('whether a version that repairs an advisory waits'),
      paths: z.array(z.strictObject({ path, days })).optional(),
    })
    .optional(),
  unproven: level.optional().describe('a version that the database is not asked about, by configuration'),
  incomplete: level.optional().describe('a module that could not be looked at in full'),
  retracted: level.optional(),
  deprecated: level.optional(),
  source: z
    .strictObject({
      same: level.optional(),
      differs: level.optional(),
      'tag-moved': level.optional(),
      'tag-gone': level.optional(),
      'repository-gone': level.optional(),
      'origin-missing': level.optional(),
      'not-checkable': level.optional(),
    })
    .optional()
    .describe('how the zip stands to its source repository'),
  licences: z
    .strictObject({
      allow: z.array(text).optional().describe('SPDX identifiers; nothing else is allowed then'),
      deny: z.array(text).optional(),
      level: level.optional(),
      unknown: level.optional().describe('what is done where no licence was found'),
    })
    .optional(),
  allow: z.array(listRow).optional().describe('passes all but proofs, known malware and what makes it malicious'),
  deny: z.array(listRow).optional().describe('the most exact row of allow and deny counts; of equals, deny'),
  conditions: z
    .array(
      z.strictObject({
        name: text,
        when: text.describe('CEL over the facts that modwarden policy facts lists'),
        level: active,
        stage: z.enum(['metadata', 'content']).optional(),
        message: text.optional(),
      }),
    )
    .max(100)
    .optional(),
  waivers: z
    .strictObject({
      longest: z.number().int().min(1).max(90).optional().describe('days'),
      project: z.boolean().optional().describe('whether those of a project’s own file count'),
    })
    .optional(),
}) satisfies z.ZodType<PolicyFile>

/** The schema of a policy file. */
export function policyFileSchema(): z.ZodType<PolicyFile> {
  return file
}

/** The JSON schema of a policy file, by the name of its file in docs/schemas/. */
export function policySchemas(): ReadonlyMap<string, object> {
  const title = 'The policy file of modwarden: what is done about what is known of module versions'
  return new Map([['policy.json', z.toJSONSchema(file.meta({ title }), { target: 'draft-7', io: 'input' })]])
}
