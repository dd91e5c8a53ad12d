// Drafts: what the rows of one layer of a policy say of a module version, kind by kind: its age, its findings, its state,
// the conditions. Waivers and lists are held against them afterwards (layerreasons.ts).
import { messageOf } from '../base/errors.ts'
import { matchPrefixPatterns } from '../base/patterns.ts'
import { verdictOf, type Verdict } from '../rules/behaviour/verdict.ts'
import { ageOf, waitOf } from './age.ts'
import type { Reason } from './decision.ts'
import { factsOf, isTimed, watchFacts } from './facts.ts'
import type { Horizon } from './horizon.ts'
import type { KnownFinding } from './known.ts'
import { licenceTrouble } from './licences.ts'
import { LEVELS, type Condition, type Layer, type Level, type LevelRow } from './policy.ts'
import { reasonOf, type Weighed } from './weighing.ts'

/** A reason before waivers are held against it. */
export type Draft = Omit<Reason, 'action' | 'change' | 'waived' | 'layer'> & {
  /** Whether no waiver and no list stands against it. */
  readonly confirmed?: boolean
}

/** What a layer says of a module version, its lists and all waivers aside. */
export function draftsOf(layer: Layer, weighed: Weighed, horizon: Horizon): readonly Draft[] {
  const all = [
    ...ageDrafts(layer, weighed, horizon),
    ...findingDrafts(layer, weighed),
    ...stateDrafts(layer, weighed),
    ...conditionDrafts(layer, weighed, horizon),
  ]
  const young = all.some(({ rule, opens }) => rule === 'MW-META-YOUNG' && opens !== undefined)
  return all.filter(
    ({ level, rule, opens }) => level !== 'off' && !(young && rule === 'MW-META-YOUNG' && opens === undefined),
  )
}

function findingDrafts(layer: Layer, { findings, known }: Weighed): readonly Draft[] {
  const judged = findings.map((finding) => ({ finding, ...levelOf(layer, finding, known.path) }))
  // What the policy takes less seriously than its severity neither makes others worse nor stands against a waiver.
  const counted = judged
    .filter(({ finding, level, row }) => row === undefined || rank(level) >= rank(layer.severities[finding.severity]))
    .map(({ finding }) => finding)
  const verdict = verdictOf(counted)
  const confirmed = new Set(
    counted.filter(({ severity }) => severity === 'critical' || (verdict === 'malicious' && severity === 'high')),
  )
  const drafts = judged.map(({ finding, level, row }): Draft => ({
    ...reasonOf(finding),
    level,
    confirmed: confirmed.has(finding),
    ...placeOf(row),
  }))
  return [...togetherDrafts(layer, counted, verdict), ...drafts]
}

/** What findings come to together, where none of them comes to it alone. */
function togetherDrafts(layer: Layer, counted: readonly KnownFinding[], verdict: Verdict): readonly Draft[] {
  if (verdict === 'clean') return []
  const alone = verdict === 'malicious' ? 'critical' : 'high'
  const parts = counted.filter(({ severity }) => severity === (verdict === 'malicious' ? 'high' : 'medium'))
  const [first] = parts
  if (first === undefined || counted.some(({ severity }) => severity === alone)) return []
  const rules = [...new Set(parts.map(({ rule }) => rule))].join(', ')
  const how = verdict === 'malicious' ? 'malicious together, on one path' : 'suspicious together'
  const { message: _, ...about } = reasonOf(first)
  return [{ ...about, level: layer.together[verdict], message: `${how}: ${rules}`, confirmed: verdict === 'malicious' }]
}

/** The level of a finding, and the row that says so; by its severity where none does. */
function levelOf(
  layer: Layer,
  { rule, severity }: KnownFinding,
  path: string,
): { readonly level: Level; readonly row?: LevelRow } {
  const row = layer.levels.find(
    (r) =>
      (r.rule === undefined || r.rule === rule || rule.startsWith(`${r.rule}-`)) &&
      (r.severity === undefined || r.severity === severity) &&
      (r.path === undefined || matchPrefixPatterns(r.path, path)),
  )
  return row === undefined ? { level: layer.severities[severity] } : { level: row.level, row }
}

function ageDrafts(layer: Layer, { known }: Weighed, horizon: Horizon): readonly Draft[] {
  const age = ageOf(layer.age, known, horizon)
  if (age.kind === 'old-enough') return []
  const early = layer.age.repairs === 'pass' && known.repairs.length > 0
  const about = { rule: 'MW-META-YOUNG', severity: 'info' } as const
  if (age.kind === 'unknown') {
    return [
      {
        ...about,
        level: early ? 'monitor' : layer.age.unknown,
        message: 'nobody can say when it was first logged',
        remedy: 'take a version whose record the log dates',
      },
    ]
  }
  const { opens } = age
  if (early) {
    const message = `young, and passes because it repairs ${known.repairs.slice(0, 3).join(', ')}`
    return [{ ...about, level: 'monitor', message, remedy: 'nothing', opens }]
  }
  const wait = waitOf(layer.age, known.path)
  return [
    {
      ...about,
      level: layer.age.level,
      message: `first logged less than ${wait === 1 ? 'a day' : `${wait} days`} ago; opens ${minute(opens)}`,
      remedy: 'wait, or take the version before it',
      opens,
    },
  ]
}

/** `2026-11-24 09:12Z`, never too early. */
function minute(time: Date): string {
  return `${new Date(Math.ceil(time.getTime() / 60_000) * 60_000).toISOString().slice(0, 16).replace('T', ' ')}Z`
}

function stateDrafts(layer: Layer, { known }: Weighed): readonly Draft[] {
  const { content, standing, retracted, deprecated } = known
  const drafts: Draft[] = []
  if (standing === 'unproven') {
    drafts.push({
      rule: 'MW-INT-UNCHECKED',
      severity: 'medium',
      level: layer.unproven,
      message: 'not proven: the settings keep it away from the checksum database',
      remedy: 'see GONOSUMDB and GOPRIVATE: modwarden doctor',
    })
  }
  if (retracted !== undefined) {
    drafts.push({
      rule: 'MW-POLICY-RETRACTED',
      level: layer.retracted,
      message: `taken back by its author${retracted === '' ? '' : `: ${retracted}`}`,
      remedy: `go get ${known.path}@latest`,
    })
  }
  if (deprecated !== undefined) {
    drafts.push({
      rule: 'MW-POLICY-DEPRECATED',
      level: layer.deprecated,
      message: `deprecated${deprecated === '' ? '' : `: ${deprecated}`}`,
      remedy: 'take what its authors name instead',
    })
  }
  if (content === undefined) return drafts
  if (content.incomplete) {
    drafts.push({
      rule: 'MW-SCAN-INCOMPLETE',
      severity: 'medium',
      level: layer.incomplete,
      message: 'it could not be looked at in full',
      remedy: `modwarden scan ${known.path}@${known.version} --explain-coverage`,
    })
  }
  if (content.source !== undefined) {
    drafts.push({
      rule: 'MW-ZIPTAG',
      level: layer.source[content.source] ?? 'off',
      message: `how it stands to its source: ${content.source}`,
      remedy: `modwarden compare ${known.path}@${known.version}`,
    })
  }
  const licence = licenceTrouble(layer.licences, content.licences)
  if (licence !== undefined) {
    const remedy = 'take a module under another licence, or ask whoever writes the policy'
    drafts.push({ rule: 'MW-POLICY-LICENCE', ...licence, remedy })
  }
  return drafts
}

function conditionDrafts(layer: Layer, weighed: Weighed, horizon: Horizon): readonly Draft[] {
  const { known } = weighed
  const asked = layer.conditions.filter(({ stage }) => stage === 'metadata' || known.content !== undefined)
  if (asked.length === 0) return []
  const facts = factsOf(weighed, horizon.now)
  if (asked.some(({ when }) => isTimed(when))) watchFacts(known, horizon)
  return asked.flatMap((condition): readonly Draft[] => {
    const message = heldMessage(condition, facts)
    if (message === undefined) return []
    const remedy = 'ask whoever writes the policy'
    return [{ rule: 'MW-POLICY-CONDITION', level: condition.level, message, remedy, ...placeOf(condition) }]
  })
}

/** What a condition says where it holds. One that fails holds: what cannot be checked is no pass. */
function heldMessage(
  { name, message = name, holds }: Condition,
  facts: Readonly<Record<string, unknown>>,
): string | undefined {
  try {
    return holds(facts) ? message : undefined
  } catch (error) {
    return `${message} (the condition ${name} could not be evaluated: ${messageOf(error)})`
  }
}

function rank(level: Level): number {
  return LEVELS.indexOf(level)
}

function placeOf({ place }: Pick<LevelRow, 'place'> = {}): Pick<Reason, 'place'> {
  return place === undefined ? {} : { place }
}
