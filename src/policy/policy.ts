// Policy: what is done about what is known. A policy is one or more layers, each a whole opinion of its own; the
// strictest counts. The first layer is the default with the policy file over it, the others are those of projects,
// which can only tighten, because nothing that a layer allows takes anything back that another one refuses.
import { createHash } from 'node:crypto'
import { compareBytes } from '../base/bytes.ts'
import type { Place } from '../base/errors.ts'
import type { Severity } from '../base/finding.ts'
import type { SourceVerdict } from '../rules/record/source.ts'
import type { Facts } from './facts.ts'
import type { Stage } from './known.ts'

/** What is done about something, from nothing to everything. `monitor` records it and lets it pass. */
export type Level = 'off' | 'monitor' | 'warn' | 'hold' | 'block'

/** All levels, from lax to strict. */
export const LEVELS: readonly Level[] = ['off', 'monitor', 'warn', 'hold', 'block']

/** Which findings are at which level; of several rows that fit, the first counts. */
export interface LevelRow {
  readonly level: Level
  /** A rule's id, or the beginning of one up to a hyphen: `MW-NAME` is every name rule. */
  readonly rule?: string
  readonly severity?: Severity
  /** Patterns of module paths as in GOPRIVATE. */
  readonly path?: string
  readonly place?: Place
}

/** Which module versions a list is about: whatever is named must fit. A row names something. */
export interface ListRow {
  /** Patterns of module paths as in GOPRIVATE. */
  readonly path?: string
  /** An exact version, or bounds: `>=v1.2.0 <v1.4.0`. */
  readonly version?: string
  /** An owner on a code host, or a host: `github.com/acme`, `acme.example`. */
  readonly owner?: string
  /** Of the zip. */
  readonly h1?: string
  readonly reason?: string
  /** The last day on which it counts, in UTC: `2026-12-02`. */
  readonly until?: string
  readonly place?: Place
}

/** How long versions wait after they were first logged. */
export interface AgeRule {
  /** From 0; 0 is no waiting. */
  readonly days: number
  readonly level: Level
  /** What is done about a version of which the log says nothing. */
  readonly unknown: Level
  /** Whether a version that repairs an advisory waits, too. */
  readonly repairs: 'pass' | 'wait'
  /** Other times for some paths; the first row that fits counts. */
  readonly paths: readonly { readonly path: string; readonly days: number }[]
}

/** Which licences may come in. */
export interface LicenceRule {
  /** SPDX identifiers; nothing else is allowed then. */
  readonly allow?: readonly string[]
  readonly deny?: readonly string[]
  readonly level: Level
  /** What is done where no licence was found. */
  readonly unknown: Level
}

/** A condition over facts in CEL (https://cel.dev), see src/policy/condition.ts. */
export interface Condition {
  readonly name: string
  readonly when: string
  readonly stage: Stage
  readonly level: Level
  /** What people are told; the name unless given. */
  readonly message?: string
  /** Whether it holds; throws what the expression throws. */
  readonly holds: (facts: Facts) => boolean
  readonly place?: Place
}

/** One opinion. */
export interface Layer {
  /** For people: `default`, or the file. */
  readonly name: string
  readonly levels: readonly LevelRow[]
  /** For findings that no row fits. */
  readonly severities: Readonly<Record<Severity, Level>>
  /** For findings that are malicious or suspicious only together. */
  readonly together: Readonly<Record<'malicious' | 'suspicious', Level>>
  readonly age: AgeRule
  /** What is done about a version that the database is not asked about, by configuration. */
  readonly unproven: Level
  /** What is done about a module that could not be looked at in full. */
  readonly incomplete: Level
  readonly retracted: Level
  readonly deprecated: Level
  readonly source: Readonly<Partial<Record<SourceVerdict, Level>>>
  readonly licences: LicenceRule
  readonly allow: readonly ListRow[]
  readonly deny: readonly ListRow[]
  readonly conditions: readonly Condition[]
  readonly waivers: WaiverRule
}

/** What waivers may do. */
export interface WaiverRule {
  /** The longest time, in days. */
  readonly longest: number
  /** Whether those of a project's own file count. */
  readonly project: boolean
}

/** What is decided by. */
export interface Policy {
  readonly layers: readonly [Layer, ...Layer[]]
  /** What tells this policy from another one: 24 hexadecimal digits. */
  readonly digest: string
}

/** What holds without a file: block malicious, tampered, unproven and known-bad, hold three days, warn on suspicious. */
export const DEFAULT_LAYER: Layer = {
  name: 'default',
  // The demonstration module is held, so that anyone can see what that looks like.
  levels: [{ rule: 'MW-DEMO', level: 'hold' }],
  severities: { critical: 'block', high: 'warn', medium: 'monitor', low: 'monitor', info: 'monitor' },
  together: { malicious: 'block', suspicious: 'warn' },
  age: { days: 3, level: 'hold', unknown: 'off', repairs: 'pass', paths: [] },
  unproven: 'monitor',
  incomplete: 'warn',
  retracted: 'monitor',
  deprecated: 'monitor',
  source: {},
  licences: { level: 'off', unknown: 'off' },
  allow: [],
  deny: [],
  conditions: [],
  waivers: { longest: 90, project: true },
}

/** A layer that refuses nothing: what a project's own policy is written over. */
export const EMPTY_LAYER: Layer = {
  ...DEFAULT_LAYER,
  name: 'project',
  levels: [],
  severities: { critical: 'off', high: 'off', medium: 'off', low: 'off', info: 'off' },
  together: { malicious: 'off', suspicious: 'off' },
  age: { ...DEFAULT_LAYER.age, days: 0 },
  unproven: 'off',
  incomplete: 'off',
  retracted: 'off',
  deprecated: 'off',
}

/** The policy of one layer: the default one unless another is given. */
export function policyOf(layer: Layer = DEFAULT_LAYER): Policy {
  return { layers: [layer], digest: digestOf([layer]) }
}

/** A policy with a project's own layer over it. It refuses whatever `base` refuses, whatever the layer says. */
export function tighten(base: Policy, project: Layer): Policy {
  const layers: Policy['layers'] = [...base.layers, project]
  return { layers, digest: digestOf(layers) }
}

/** Where something stands in a file does not count, what it says does. */
function digestOf(layers: Policy['layers']): string {
  const plain = layers.map(({ name: _, ...layer }) => sorted(layer))
  return createHash('sha256').update(JSON.stringify(plain)).digest('hex').slice(0, 24)
}

/** Members in the order of their names, so that it does not matter how a value was made; functions and places left out. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => sorted(item))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([key, item]) => key !== 'place' && typeof item !== 'function')
  return Object.fromEntries(
    entries.toSorted(([a], [b]) => compareBytes(a, b)).map(([key, item]) => [key, sorted(item)]),
  )
}
