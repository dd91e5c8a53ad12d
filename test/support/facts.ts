// Facts for tests of rules, written by hand: effects in a few words.
import {
  FACTS_VERSION,
  type Argument,
  type Effect,
  type EffectKind,
  type Facts,
  type Gate,
  type KnownValue,
  type Reach,
  type Role,
  type Source,
  type SourceKind,
  type Told,
  type TriggerKind,
} from '../../src/gosource/facts.ts'

/** What an argument is said to be. */
export interface Given {
  /** Texts stand in the source as they are. */
  readonly values?: readonly (string | KnownValue)[]
  readonly sources?: readonly Source[]
  readonly roots?: readonly string[]
}

/** What an effect is said to be; the rest is as in a call of `a.go`. */
export interface GivenEffect {
  readonly kind: EffectKind
  readonly call: string
  readonly line: number
  readonly file?: string
  /** In the order of the arguments. */
  readonly given?: readonly (readonly [Role, Given | string])[]
  readonly reach?: readonly Reach[]
  readonly gates?: readonly Gate[]
  readonly object?: readonly string[]
}

/** The facts of a module with these effects. */
export function factsOf(effects: readonly GivenEffect[], path: string = 'example.com/lib'): Facts {
  return {
    version: FACTS_VERSION,
    path,
    goFiles: 1,
    goBytes: 1,
    files: 1,
    effects: effects.map(effectOf),
    content: [],
    capabilities: [],
    gaps: [],
  }
}

/** A way from a trigger; of exported functions with their name. */
export function reached(trigger: TriggerKind, name: string = trigger, background: boolean = false): Reach {
  return { trigger, name, background, path: [{ file: 'a.go', line: 1, what: `${name} calls work` }] }
}

/** A source in `a.go`. */
export function source(
  kind: SourceKind,
  line: number,
  call: string,
  values: readonly string[] = [],
  trace: readonly Told[] = [],
): Source {
  return { kind, file: 'a.go', line, call, values, trace }
}

/** A value that was hidden: `by` made it of `from`. */
export function hidden(text: string, by: string, from: readonly string[], line: number = 3): KnownValue {
  return { text, plain: false, steps: [{ file: 'a.go', line, what: `${by}(…) = ${JSON.stringify(text)}`, by, from }] }
}

function effectOf({
  kind,
  call,
  line,
  file = 'a.go',
  given = [],
  reach = [],
  gates = [],
  object = [],
}: GivenEffect): Effect {
  return {
    kind,
    call,
    file,
    line,
    function: 'work',
    arguments: given.map(([role, argument]) =>
      argumentOf(role, typeof argument === 'string' ? { values: [argument] } : argument),
    ),
    reach,
    gates,
    site: `${file}:${line}:${call}`,
    object,
  }
}

function argumentOf(role: Role, { values = [], sources = [], roots = [] }: Given): Argument {
  return {
    role,
    values: values.map((value) => (typeof value === 'string' ? { text: value, plain: true, steps: [] } : value)),
    sources,
    roots,
  }
}
