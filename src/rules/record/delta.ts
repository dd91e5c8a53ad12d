// What one module does that another does not: a version and the one before it, or an imitator and what it imitates.
// Facts are compared by what they mean, not by where they stand, so that moved code is no news.
import type { Capable, ContentFact, Effect, EffectKind, Facts, TriggerKind } from '../../gosource/facts.ts'
import { sceneOf, type Scene } from '../behaviour/scene.ts'

/** An effect that the second module has and the first has not. */
export interface AddedEffect {
  readonly effect: Effect
  /** Whether importing the module is enough. */
  readonly automatic: boolean
  /** Whether only tests, or nothing at all, reach it. */
  readonly idle: boolean
  /** The telling values: commands, addresses, paths. */
  readonly values: readonly string[]
  /** Whether the source hides one of them. */
  readonly hidden: boolean
  /** Whether the first module does nothing of this kind, or, of an import's effect, no import of it does. */
  readonly newKind: boolean
}

/** What the second module has more, and less. */
export interface FactsDelta {
  readonly capabilities: { readonly added: readonly Capable[]; readonly removed: readonly string[] }
  /** What matters most first. */
  readonly effects: readonly AddedEffect[]
  /** How many effects are gone. */
  readonly removedEffects: number
  readonly content: readonly ContentFact[]
}

/** Effects that lead out of the process, or bring code into it. */
export const STRONG: ReadonlySet<EffectKind> = new Set(['process', 'connect', 'load', 'memory', 'interpret'])

/** Compares the facts of two modules. */
export function deltaOf(before: Facts, after: Facts): FactsDelta {
  const had = new Set(before.capabilities.map((c) => c.capability))
  const has = new Set(after.capabilities.map((c) => c.capability))
  const earlier = tallied(before.effects)
  const kinds = new Set(before.effects.filter(isOfLibrary).flatMap(kindsOf))
  const left = new Map(earlier)
  const scene = sceneOf(after)
  const added: AddedEffect[] = []
  for (const effect of after.effects) {
    const key = keyOf(effect)
    const still = left.get(key) ?? 0
    if (still > 0) left.set(key, still - 1)
    else
      added.push(
        describe(
          effect,
          kindsOf(effect).some((kind) => !kinds.has(kind)),
          scene,
        ),
      )
  }
  const known = new Set(before.content.map(contentKey))
  return {
    capabilities: {
      added: after.capabilities.filter((c) => !had.has(c.capability)),
      removed: [...had].filter((capability) => !has.has(capability)),
    },
    effects: distinct(added).toSorted((a, b) => weightOf(b) - weightOf(a)),
    removedEffects: [...left.values()].reduce((sum, n) => sum + n, 0),
    content: after.content.filter((fact) => !known.has(contentKey(fact))),
  }
}

/** How often each effect is there, by what it is. */
function tallied(effects: readonly Effect[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const effect of effects) {
    const key = keyOf(effect)
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

/** The kind of an effect, and as another one that an import has it. */
function kindsOf(effect: Effect): string[] {
  return isAutomatic(effect) ? [effect.kind, `import ${effect.kind}`] : [effect.kind]
}

/** An effect without its place: what is called, with which values, and how it is reached. */
function keyOf(effect: Effect): string {
  return JSON.stringify([effect.kind, effect.call, valuesOf(effect), isAutomatic(effect), isIdle(effect)])
}

function contentKey({ kind, what, values, file }: ContentFact): string {
  return JSON.stringify([kind, what, values, file.slice(file.lastIndexOf('/') + 1)])
}

function describe(effect: Effect, newKind: boolean, scene: Scene): AddedEffect {
  return {
    effect,
    automatic: isAutomatic(effect),
    idle: isIdle(effect),
    values: valuesOf(effect),
    hidden: effect.arguments.some(
      (a) => TELLING.has(a.role) && a.values.some((value) => scene.unveil(value) !== undefined),
    ),
    newKind,
  }
}

const TELLING = new Set(['command', 'argument', 'url', 'host', 'path', 'name'])

function valuesOf(effect: Effect): string[] {
  const texts = effect.arguments.filter((a) => TELLING.has(a.role)).flatMap((a) => a.values.map((value) => value.text))
  return [...new Set(texts)].filter((text) => text !== '' && text !== '…')
}

const AUTOMATIC: ReadonlySet<TriggerKind> = new Set(['init', 'var'])

function isAutomatic(effect: Effect): boolean {
  return effect.reach.some(({ trigger }) => AUTOMATIC.has(trigger))
}

function isIdle(effect: Effect): boolean {
  return effect.reach.every(({ trigger }) => trigger === 'test')
}

/** Whether a user of the library gets to it: what only the module's own programs and tests do is theirs. */
export function isOfLibrary({ reach }: Effect): boolean {
  return reach.some(({ trigger }) => trigger !== 'main' && trigger !== 'test')
}

/** One call in several contexts of callers is one. */
function distinct(added: readonly AddedEffect[]): AddedEffect[] {
  const kept = new Map<string, AddedEffect>()
  for (const one of added) {
    const { effect, values } = one
    const key = JSON.stringify([effect.file, effect.line, effect.call, values])
    if (!kept.has(key)) kept.set(key, one)
  }
  return [...kept.values()]
}

function weightOf({ effect, automatic, idle, hidden, newKind }: AddedEffect): number {
  return (
    (STRONG.has(effect.kind) ? 8 : 0) + (automatic ? 16 : 0) + (hidden ? 6 : 0) + (newKind ? 4 : 0) - (idle ? 40 : 0)
  )
}
