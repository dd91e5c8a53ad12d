// Policy files: YAML (or JSON, which is YAML) to a layer of a policy, with file, line and column of whatever is wrong
// and what to write instead. The form is src/commands/settings/policyschema.ts; what the values must be besides is here. Loaded
// where there is a policy file: zod costs more than a start.
import { WardenError, type Place } from '../../base/errors.ts'
import { similar } from '../../base/similar.ts'
import { isH1 } from '../../gomod/dirhash.ts'
import { canonicalVersion } from '../../gomod/version.ts'
import { VERSION_BOUND } from '../../policy/lists.ts'
import { DEFAULT_LAYER, EMPTY_LAYER, type Condition, type Layer, type ListRow } from '../../policy/policy.ts'
import { isDay } from '../../policy/waiver.ts'
import { allRules } from '../../rules/registry.ts'
import type { Files } from '../../world/files.ts'
import { policyFileSchema, type PolicyFile, type PolicyRow } from './policyschema.ts'
import { checkYaml, keyPlace, openYaml, placeOf, within, type Path, type YamlSource } from './yamlsource.ts'

/** A policy file as it was read. */
export interface ReadPolicy {
  readonly layer: Layer
  /** Where each setting that the file has stands, by its name: `age.days`. */
  readonly places: ReadonlyMap<string, Place>
}

/** Whose file it is: a project's is written over nothing, because it can only tighten. */
export type PolicyOwner = 'company' | 'project'

const MOST_BYTES = 1 << 20

/** Reads a policy file. Throws `config` with the place and what to write instead, `io`. */
export async function readPolicyFile(files: Files, file: string, owner: PolicyOwner): Promise<ReadPolicy> {
  const bytes = await files.read(file, MOST_BYTES)
  if (bytes === undefined) {
    throw new WardenError('config', 'no such policy file', { place: { file }, remedy: 'modwarden policy show' })
  }
  return parsePolicy(bytes, file, owner)
}

/** The policy in the bytes of a file. Throws as `readPolicyFile`. */
export async function parsePolicy(bytes: Uint8Array, file: string, owner: PolicyOwner): Promise<ReadPolicy> {
  const source = await openYaml(bytes, file)
  const said = checkYaml(source, policyFileSchema(), {})
  return { layer: await layerOf(said, source, owner), places: placesOf(said, source) }
}

/** The file over what holds without it, which is nothing for a project's. */
async function layerOf(said: PolicyFile, source: YamlSource, owner: PolicyOwner): Promise<Layer> {
  const under = owner === 'project' ? EMPTY_LAYER : DEFAULT_LAYER
  const { levels = [], age = {}, together = {}, licences, allow = [], deny = [], conditions = [], waivers = {} } = said
  return {
    ...under,
    ...given({
      unproven: said.unproven,
      incomplete: said.incomplete,
      retracted: said.retracted,
      deprecated: said.deprecated,
    }),
    name: source.file,
    levels: [
      ...levels.map(({ level, rule, severity, path }, i) => ({
        level,
        ...given({ rule: rule === undefined ? undefined : ruleOf(rule, source, ['levels', i, 'rule']), severity }),
        ...given({ path: patternsOf(path, source, ['levels', i, 'path']) }),
        place: placeOf(source, ['levels', i]),
      })),
      ...under.levels,
    ],
    together: { ...under.together, ...given(together) },
    age: {
      ...under.age,
      ...given({ days: age.days, level: age.level, unknown: age.unknown, repairs: age.repairs }),
      paths: (age.paths ?? []).map(({ path, days }, i) => ({
        path: patternsOf(path, source, ['age', 'paths', i, 'path']) ?? '',
        days,
      })),
    },
    source: given(said.source ?? {}),
    licences:
      licences === undefined ? under.licences : { level: 'block', unknown: 'warn', ...licencesOf(licences, source) },
    allow: allow.map((row, i) => listRowOf(row, source, ['allow', i])),
    deny: deny.map((row, i) => listRowOf(row, source, ['deny', i])),
    conditions: await conditionsOf(conditions, source),
    waivers: { ...under.waivers, ...given(waivers) },
  }
}

/** Without the members that are not given: they would hide those under them. */
function given<T extends object>(members: T): { readonly [K in keyof T]?: Exclude<T[K], undefined> } {
  // What is left has no member that is undefined.
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    readonly [K in keyof T]?: Exclude<T[K], undefined>
  }
}

function refuse(source: YamlSource, path: Path, message: string, remedy: string): never {
  throw new WardenError('config', message, { place: placeOf(source, path), remedy })
}

/** Rules that are not a matter of levels. */
const SETTLED: readonly (readonly [string, string, string])[] = [
  ['MW-INT', 'proof is not up to a policy', 'for private modules: private: HOST/OWNER in the settings'],
  ['MW-KNOWN', 'known malware is not up to a policy', 'a wrong entry is disputed, or left out of the feed'],
  ['MW-POLICY', 'is what a policy itself says', 'set deny, licences, retracted, deprecated or conditions'],
  ['MW-META-YOUNG', 'is what age says', 'set age: {days: …, level: …}'],
  ['MW-SCAN-INCOMPLETE', 'is what incomplete says', 'set incomplete: warn'],
]

function ruleOf(said: string, source: YamlSource, path: Path): string {
  const rule = said.toUpperCase()
  for (const [family, why, remedy] of SETTLED) {
    if (rule === family || rule.startsWith(`${family}-`)) refuse(source, path, `${rule}: ${why}`, remedy)
  }
  const ids = allRules.map(({ id }) => id)
  if (rule === 'MW-DEMO' || ids.some((id) => id === rule || id.startsWith(`${rule}-`))) return rule
  const meant = similar(rule, ids)
  return refuse(
    source,
    path,
    `${JSON.stringify(said)}: no such rule, and no family of rules`,
    `${meant === undefined ? '' : `did you mean ${meant}? `}all of them: modwarden rules list`,
  )
}

/** Patterns as one comma list. One that is malformed matches nothing, which nobody means. */
function patternsOf(said: string | readonly string[] | undefined, source: YamlSource, path: Path): string | undefined {
  if (said === undefined) return undefined
  const patterns = [said].flat().flatMap((text) => text.split(','))
  for (const pattern of patterns) {
    if (pattern.trim() !== pattern || pattern === '' || /:\/\/|@/.test(pattern) || !matchable(pattern)) {
      refuse(
        source,
        path,
        `${JSON.stringify(pattern)}: no pattern of module paths`,
        'write it as in GOPRIVATE: github.com/acme/*',
      )
    }
  }
  return patterns.join(',')
}

/** Whether brackets are closed and nothing ends in a backslash. */
function matchable(pattern: string): boolean {
  return /^(?:[^[\\]|\\.|\[\^?(?:[^\]\\]|\\.)+\])*$/.test(pattern)
}

function listRowOf({ path, version, owner, h1, reason, until }: PolicyRow, source: YamlSource, at: Path): ListRow {
  if (path === undefined && version === undefined && owner === undefined && h1 === undefined) {
    refuse(source, at, 'a row names a path, a version, an owner or an h1', 'write what the row is about')
  }
  if (version !== undefined && !version.split(' ').every(isVersionOrBound)) {
    refuse(
      source,
      [...at, 'version'],
      `${JSON.stringify(version)}: no version`,
      'write v1.2.3, or bounds: ">=v1.2.0 <v1.4.0"',
    )
  }
  if (owner !== undefined && !/^[\w.-]+\.[\w-]+(?:\/[\w.-]+)?$/.test(owner)) {
    refuse(source, [...at, 'owner'], `${JSON.stringify(owner)}: no owner`, 'write github.com/acme, or a host')
  }
  if (h1 !== undefined && !isH1(h1)) {
    refuse(source, [...at, 'h1'], `${JSON.stringify(h1)}: no h1 hash`, 'write it as it stands in go.sum: h1:…=')
  }
  if (until !== undefined && !isDay(until)) {
    refuse(source, [...at, 'until'], `${JSON.stringify(until)}: no day`, 'write it like 2026-12-02')
  }
  const patterns = patternsOf(path, source, [...at, 'path'])
  return { ...given({ path: patterns, version, owner, h1, reason, until }), place: placeOf(source, at) }
}

function isVersionOrBound(text: string): boolean {
  const version = VERSION_BOUND.exec(text)?.[2] ?? text
  return canonicalVersion(version) === version
}

function licencesOf(said: NonNullable<PolicyFile['licences']>, source: YamlSource): Partial<Layer['licences']> {
  for (const key of ['allow', 'deny'] as const) {
    for (const [i, licence] of (said[key] ?? []).entries()) {
      if (!/^[\w.+-]+$/.test(licence)) {
        refuse(source, ['licences', key, i], `${JSON.stringify(licence)}: no SPDX identifier`, 'write MIT, Apache-2.0')
      }
    }
  }
  return given(said)
}

async function conditionsOf(
  said: NonNullable<PolicyFile['conditions']>,
  source: YamlSource,
): Promise<readonly Condition[]> {
  if (said.length === 0) return []
  const { compileCondition } = await import('../../policy/condition.ts')
  return said.map(({ name, when, level, message, stage = 'content' }, i): Condition => {
    const path = ['conditions', i, 'when'] as const
    const compiled = compileCondition(when, stage)
    if (compiled.kind === 'wrong') {
      const { message: why, remedy, offset } = compiled
      throw new WardenError('config', `the condition ${JSON.stringify(name)}: ${why}`, {
        place: within(source, path, when, offset),
        ...(remedy === undefined ? {} : { remedy }),
      })
    }
    const place = placeOf(source, ['conditions', i])
    return { name, when, stage, level, ...given({ message }), holds: compiled.holds, place }
  })
}

/** Where each setting of the file stands, by its name. */
function placesOf(said: PolicyFile, source: YamlSource): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>()
  for (const [key, value] of Object.entries(said)) {
    const plain = typeof value === 'object' && !Array.isArray(value)
    if (!plain) places.set(key, keyPlace(source, [], key))
    for (const inner of plain ? Object.keys(value) : []) {
      places.set(`${key}.${inner}`, keyPlace(source, [key], inner))
    }
  }
  return places
}
