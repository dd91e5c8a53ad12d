// Drafts: what the rows of one layer of a policy say of a module version, kind by kind: its age, its findings, its state,
// the conditions. Waivers and lists are held against them afterwards (layerreasons.ts).
import { messageOf } from '../base/errors.ts'
import { matchPrefixPatterns } from '../base/patterns.ts'
import { verdictOf } from '../rules/behaviour/verdict.ts'
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

function findingDrafts(layer: Layer, weighed: Weighed): readonly Draft[] {
  const { findings, known } = weighed
  const levels = findings.map((finding) => levelOf(layer, finding, known.path))
  const drafts = findings.map((finding, i): Draft => {
    const { level, row } = levels[i] ?? { level: 'block' }
    return { ...reasonOf(finding), level, confirmed: weighed.isConfirmed(finding), ...placeOf(row) }
  })
  // What the policy takes less seriously than its severity does not make others worse.
  const counted = findings.filter((finding, i) => {
    const level = levels[i]
    return level?.row === undefined || rank(level.level) >= rank(layer.severities[finding.severity])
  })
  const verdict = verdictOf(counted)
  const worst = counted.filter(({ severity }) => severity === (verdict === 'malicious' ? 'high' : 'medium'))
  const [first] = worst
  const single = counted.some(
    ({ severity }) => severity === 'critical' || (verdict === 'suspicious' && severity === 'high'),
  )
  if (verdict === 'clean' || single || first === undefined) return drafts
  const rules = [...new Set(worst.map(({ rule }) => rule))].join(', ')
  const { message: _, ...about } = reasonOf(first)
  const together: Draft = {
    ...about,
    level: layer.together[verdict],
    message: `${verdict}: several signs on one path together (${rules})`,
    confirmed: verdict === 'malicious',
  }
  return [together, ...drafts]
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
