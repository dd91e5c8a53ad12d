// Drafts: findings before they are joined, with what other rules need to know of them.
import type { Severity } from '../../base/finding.ts'
import type { Effect, KnownValue, Role, Source, Told } from '../../gosource/facts.ts'
import type { Rule } from '../rule.ts'
import type { BehaviourFinding } from './finding.ts'
import { isGraver, milder, placeOf, type Scene, severityAt, standingOf } from './scene.ts'

/** A finding, the effect that it is about, and the places that its data came from. */
export interface Draft {
  readonly finding: BehaviourFinding
  readonly effect: Effect
  /** As `placeOf`: the sources of the flow. */
  readonly touches: readonly string[]
}

/** What a rule says about an effect. */
export interface Said {
  /** A sentence without a full stop, lower-case first. */
  readonly message: string
  readonly folded: readonly string[]
  /** What flows into it. */
  readonly flows?: readonly Source[]
  /** Values whose steps are shown where they were hidden. */
  readonly values?: readonly KnownValue[]
  /** Further steps behind the flow: the writing of the file that is started. */
  readonly before?: readonly Told[]
  /** Another effect on the same path. */
  readonly with?: readonly Effect[]
}

const ADDRESS: ReadonlySet<Role> = new Set(['host', 'url', 'network'])

/** How many telling values a finding keeps, and how long each is. */
const MOST_FOLDED = 12
const MOST_TEXT = 4096

/** A finding at an effect; its severity is what it would be for code that an import or a call reaches. */
export function draft(scene: Scene, rule: Rule, severity: Severity, effect: Effect, said: Said): Draft {
  const standing = standingOf(effect)
  const { flows = [], before = [] } = said
  const hidden = (said.values ?? []).flatMap((value) => scene.unveil(value)?.steps ?? [])
  const here: Told = { file: effect.file, line: effect.line, what: effect.call }
  const path = [
    ...[effect, ...(said.with ?? [])].flatMap(({ site, object, arguments: all }) => [
      `site ${site}`,
      ...object.map((name) => `root ${name}`),
      // That two connections use the same port or host says nothing about what else is done.
      ...all.flatMap(({ role, roots }) => (ADDRESS.has(role) ? [] : roots)).map((name) => `root ${name}`),
    ]),
    ...flows.map((source) => `place ${placeOf(source)}`),
    `place ${placeOf(effect)}`,
  ]
  const trace = [
    ...(standing.reach?.path ?? []),
    ...hidden,
    ...flows.flatMap((source) => [{ file: source.file, line: source.line, what: source.call }, ...source.trace]),
    ...before,
    here,
  ]
  return {
    finding: {
      rule: rule.id,
      severity: severityAt(isFar(flows, effect) && !standing.automatic ? milder(severity) : severity, standing),
      file: effect.file,
      line: effect.line,
      message: standing.test
        ? `${said.message} (a test)`
        : standing.reach === undefined
          ? `${said.message} (no caller is seen)`
          : said.message,
      folded: shortened(said.folded),
      trace: trace.filter((step, i) => !isSame(step, trace[i - 1])),
      trigger: standing.trigger,
      remedy: rule.remedy,
      ...(effect.gates.length > 0 ? { gates: effect.gates } : {}),
      path: [...new Set(path)],
    },
    effect,
    touches: [placeOf(effect), ...flows.map(placeOf), ...(said.with ?? []).map(placeOf)],
  }
}

/** How many packages data may go through until its way is more likely one of the analysis than of the program. */
const MOST_PACKAGES = 3

/** Whether all data comes a long way: what is passed on as part of larger things, from package to package. */
function isFar(flows: readonly Source[], effect: Effect): boolean {
  return (
    flows.length > 0 &&
    flows.every(
      ({ file, trace }) =>
        new Set([file, ...trace.map((step) => step.file), effect.file].map(folderOf)).size > MOST_PACKAGES,
    )
  )
}

function folderOf(file: string): string {
  return file.slice(0, Math.max(0, file.lastIndexOf('/')))
}

/** One draft for each rule and place: the gravest, with the telling values of all. */
export function joinDrafts(drafts: readonly Draft[]): readonly Draft[] {
  const joined = new Map<string, Draft>()
  for (const one of drafts) {
    const key = `${one.finding.rule} ${placeOf(one.finding)}`
    const other = joined.get(key)
    if (other === undefined) {
      joined.set(key, one)
      continue
    }
    const best = isGraver(one.finding.severity, other.finding.severity) ? one : other
    const folded = shortened([...best.finding.folded, ...other.finding.folded, ...one.finding.folded])
    const path = [...new Set([...(other.finding.path ?? []), ...(one.finding.path ?? [])])]
    const touches = [...new Set([...other.touches, ...one.touches])]
    joined.set(key, { effect: best.effect, touches, finding: { ...best.finding, folded, path } })
  }
  return [...joined.values()]
}

/** A text of a message: one line, shortened. */
export function quote(text: string): string {
  const line = text.replaceAll(/\s*\n\s*/g, ' ⏎ ').trim()
  return line.length > 160 ? `${line.slice(0, 157)}...` : line
}

function shortened(texts: readonly string[]): readonly string[] {
  return [...new Set(texts.filter((text) => text !== ''))].slice(0, MOST_FOLDED).map((text) => text.slice(0, MOST_TEXT))
}

function isSame(a: Told, b: Told | undefined): boolean {
  return b !== undefined && a.file === b.file && a.line === b.line && a.what === b.what
}
