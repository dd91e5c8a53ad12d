// MW-DELTA: what a version adds to the one before it, or an imitator to what it imitates, that releases of that size
// hardly ever add. What is added is shown by `diff` whether it is a finding or not.
import type { Severity } from '../../base/finding.ts'
import type { Effect, Reach, Told } from '../../gosource/facts.ts'
import type { BehaviourFinding, FindingTrigger } from '../behaviour/finding.ts'
import type { Rule } from '../rule.ts'
import { type AddedEffect, type FactsDelta, isOfLibrary, STRONG } from './delta.ts'

/** How two modules stand to each other: the size of the step between versions, or two modules. */
export type Step = 'patch' | 'minor' | 'major' | 'other'

/** The rules about what is added. */
export const deltaRules: readonly Rule[] = [
  {
    id: 'MW-DELTA',
    title: 'a version does what the one before it did not',
    severity: 'critical',
    summary:
      'Something was added that a release of this size hardly ever adds: an import that now starts programs, connects or loads code, or programs and connections in a module that had neither. Sleepers are published clean, gather users, and are armed by an update.',
    found:
      "The facts of the two versions are compared by what calls do, with which values and by what they are reached. An import that starts programs and connects, and did neither, is critical; programs alone are high, connections alone medium. What only a caller's call brings is medium where the module had nothing of the kind, and high where programs and connections belong together. What tests and programs of the module do is not counted.",
    remedy: 'modwarden diff MODULE@OLD MODULE@NEW shows what was added',
    references: ['https://attack.mitre.org/techniques/T1195/001/'],
    technique: 'T1195.001 Compromise Software Dependencies and Development Tools',
  },
]

const RUNS = new Set(['process', 'interpret', 'load', 'memory'])

/** Judges what is added to `earlier`, which is named in the message: `v1.0.0`. */
export function judgeDelta(delta: FactsDelta, step: Step, earlier: string): BehaviourFinding[] {
  const counted = delta.effects.filter((one) => !one.idle && STRONG.has(one.effect.kind) && isOfLibrary(one.effect))
  const automatic = counted.filter((one) => one.automatic && one.newKind)
  const runs = (one: AddedEffect): boolean => RUNS.has(one.effect.kind)
  const connects = (one: AddedEffect): boolean => one.effect.kind === 'connect'
  const small = step === 'patch' || step === 'minor'
  const first = automatic.find(runs) ?? automatic[0]
  if (first !== undefined) {
    const both = automatic.some(runs) && automatic.some((one) => connects(one))
    const severity: Severity = both ? (step === 'major' ? 'high' : 'critical') : runs(first) ? 'high' : 'medium'
    return [findingOf(automatic, first, severity, `importing it now ${deeds(automatic)}, which ${earlier} did not`)]
  }
  const fresh = counted.filter((one) => one.newKind)
  const [one] = fresh
  if (one === undefined) return ofCapability(delta, small ? 'medium' : 'low', earlier)
  const both = fresh.some(runs) && fresh.some((other) => connects(other))
  const joined = both && fresh.some((a) => runs(a) && fresh.some((b) => connects(b) && meet(a.effect, b.effect)))
  const severity = joined && small ? 'high' : small ? 'medium' : 'low'
  return [findingOf(fresh, one, severity, `it now ${deeds(fresh)}, and ${earlier} did nothing of the kind`)]
}

const CAN: ReadonlyMap<string, string> = new Map([
  ['EXEC', 'start programs'],
  ['NETWORK', 'use the network'],
  ['ARBITRARY_EXECUTION', 'run machine code'],
])

/** What the module can do now, on a caller's word: no value of it is known, so it is no effect of its own. */
function ofCapability({ capabilities }: FactsDelta, severity: Severity, earlier: string): BehaviourFinding[] {
  const found = capabilities.added.filter(({ capability }) => CAN.has(capability))
  const [first] = found
  if (first === undefined) return []
  const words = found.map(({ capability }) => CAN.get(capability) ?? capability).join(' and ')
  return [
    {
      rule: 'MW-DELTA',
      severity,
      file: first.file,
      line: first.line,
      message: `it can now ${words}, and ${earlier} could not`,
      folded: [],
      trace: found.map(({ file, line, capability }) => ({ file, line, what: `added: ${capability}` })),
      trigger: 'exported',
      remedy: REMEDY,
    },
  ]
}

const REMEDY = 'stay with the version before it until someone has read what was added'

/** Whether two effects are reached from one function, or work on one object. */
function meet(a: Effect, b: Effect): boolean {
  const names = new Set(a.reach.map(({ trigger, name }) => `${trigger} ${name}`))
  if (b.reach.some(({ trigger, name }) => names.has(`${trigger} ${name}`))) return true
  const objects = new Set(a.arguments.flatMap(({ roots }) => roots).concat(a.object))
  return b.object.some((object) => objects.has(object))
}

const WORDS: Readonly<Record<string, string>> = {
  process: 'starts programs',
  interpret: 'interprets scripts',
  load: 'loads code',
  memory: 'calls the system past the library',
  connect: 'connects',
}

function deeds(effects: readonly AddedEffect[]): string {
  const words = [...new Set(effects.map((one) => WORDS[one.effect.kind] ?? one.effect.kind))]
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`
}

const MOST_TOLD = 6

function findingOf(
  effects: readonly AddedEffect[],
  { effect }: AddedEffect,
  severity: Severity,
  message: string,
): BehaviourFinding {
  const reach = nearest(effect)
  const others = effects.filter((one) => one.effect !== effect).slice(0, MOST_TOLD)
  return {
    rule: 'MW-DELTA',
    severity,
    file: effect.file,
    line: effect.line,
    message,
    folded: [...new Set(effects.flatMap((one) => one.values))].slice(0, 2 * MOST_TOLD),
    trace: [
      ...(reach?.path ?? []),
      ...others.map((one): Told => ({
        file: one.effect.file,
        line: one.effect.line,
        what: `added: ${one.effect.call}`,
      })),
      { file: effect.file, line: effect.line, what: `added: ${effect.call}` },
    ],
    trigger: triggerOf(reach),
    remedy: REMEDY,
    path: effects.map((one) => one.effect.site),
  }
}

function nearest({ reach }: Effect): Reach | undefined {
  const order = ['init', 'var', 'hook', 'exported', 'main', 'test']
  return reach.toSorted((a, b) => order.indexOf(a.trigger) - order.indexOf(b.trigger))[0]
}

function triggerOf(reach: Reach | undefined): FindingTrigger {
  return reach?.trigger ?? 'exported'
}
