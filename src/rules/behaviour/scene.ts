// Scene: the effects of a module as rules look at them: by place, by object, by file; what an argument is known to be,
// how code gets there, and where a connection leads. Nothing is judged here but places and reach.
import type { Severity } from '../../base/finding.ts'
import type {
  Argument,
  At,
  Effect,
  Facts,
  KnownValue,
  Reach,
  Role,
  Source,
  SourceKind,
  TriggerKind,
} from '../../gosource/facts.ts'
import { classifyPath, type JudgedPath } from './filepath.ts'
import { classifyHost, type JudgedHost } from './hostname.ts'
import { type Unveiled, unveil } from './unveiling.ts'

/** The effects of a module, found by what they have in common. */
export interface Scene {
  /** The module's path. */
  readonly module: string
  readonly effects: readonly Effect[]
  /** Effects by `placeOf`. */
  readonly places: ReadonlyMap<string, readonly Effect[]>
  /** Effects by each object that they work on. */
  readonly objects: ReadonlyMap<string, readonly Effect[]>
  /** At most 64 effects by the named function that they stand in, as `functionOf`. */
  readonly functions: ReadonlyMap<string, readonly Effect[]>
  /** How values were hidden, each found once. */
  readonly unveil: (value: KnownValue) => Unveiled | undefined
  /** What paths are for, each found once. */
  readonly place: (path: string) => JudgedPath
}

/** How code gets to an effect, by the gravest trigger. */
export interface Standing {
  readonly trigger: TriggerKind
  readonly reach: Reach | undefined
  /** Importing the package is enough: init and package variables. */
  readonly automatic: boolean
  /** An import only hands it to another function, which may call it or keep it. */
  readonly handed: boolean
  /** Only tests get there. */
  readonly test: boolean
}

/** Where a connection leads. */
export interface Destination {
  readonly hosts: readonly JudgedHost[]
  /** The addresses as they are known. */
  readonly texts: readonly string[]
  /** The module says where it leads: a known host that no caller chooses. */
  readonly fixed: boolean
  /** Another server said where it leads. */
  readonly remote: boolean
  /** A caller, the environment or a file of settings says where it leads. */
  readonly configured: boolean
  /** Where they say nothing, it leads to a host of the module's choice. */
  readonly preset: boolean
  /** The module hides where it leads. */
  readonly hidden: readonly Unveiled[]
  /** The module alone decides where it leads, and no text of it says where: worse than any place that is known. */
  readonly undisclosed: boolean
}

/** Looks at the facts of a module. */
export function sceneOf(facts: Facts): Scene {
  const places = new Map<string, Effect[]>()
  const objects = new Map<string, Effect[]>()
  for (const effect of facts.effects) {
    push(places, placeOf(effect), effect)
    for (const object of effect.object) push(objects, object, effect)
  }
  const functions = Map.groupBy(facts.effects, functionOf)
  for (const [key, all] of functions) if (all.length > MOST_TOGETHER) functions.set(key, all.slice(0, MOST_TOGETHER))
  const memo = new Map<string, Unveiled | undefined>()
  const paths = new Map<string, JudgedPath>()
  return {
    module: facts.path,
    effects: facts.effects,
    places,
    objects,
    functions,
    unveil(value) {
      if (value.plain) return undefined
      const last = value.steps.at(-1)
      const key = `${last?.file}:${last?.line}:${value.steps.length}:${value.text}`
      if (!memo.has(key)) memo.set(key, unveil(value))
      return memo.get(key)
    },
    place(path) {
      let judged = paths.get(path)
      if (judged === undefined) {
        judged = classifyPath(path)
        paths.set(path, judged)
      }
      return judged
    },
  }
}

/** A place as text: `db.go:91`. */
export function placeOf({ file, line }: At): string {
  return `${file}:${line}`
}

/** How many effects of one function are looked at together. */
const MOST_TOGETHER = 64

/** The named function that an effect stands in, with its file. */
export function functionOf({ file, function: name }: Pick<Effect, 'file' | 'function'>): string {
  return `${file} ${name.replace(/^(?:func in )+/, '')}`
}

/** The arguments of an effect in these roles. */
export function argumentsOf(effect: Effect, ...roles: readonly Role[]): readonly Argument[] {
  return effect.arguments.filter(({ role }) => roles.includes(role))
}

/** What the arguments in these roles are known to be. */
export function valuesOf(effect: Effect, ...roles: readonly Role[]): readonly KnownValue[] {
  return argumentsOf(effect, ...roles).flatMap(({ values }) => values)
}

/** What the arguments in these roles are known to be, as texts, each once. */
export function textsOf(effect: Effect, ...roles: readonly Role[]): readonly string[] {
  return [...new Set(valuesOf(effect, ...roles).map(({ text }) => text))]
}

/** Where the arguments in these roles come from. */
export function sourcesOf(effect: Effect, ...roles: readonly Role[]): readonly Source[] {
  return argumentsOf(effect, ...roles).flatMap(({ sources }) => sources.filter(({ call }) => !OF_THE_BUILD.has(call)))
}

/** What these say was decided when the program was built: whoever chooses a file to fetch asks them, and no machine is told. */
const OF_THE_BUILD: ReadonlySet<string> = new Set(['runtime.GOOS', 'runtime.GOARCH', 'runtime.Compiler'])

/** Whether one of the sources is of one of the kinds. */
export function comesFrom(sources: readonly Source[], ...kinds: readonly SourceKind[]): boolean {
  return sources.some(({ kind }) => kinds.includes(kind))
}

/**
 * The argument lists that a process may be started with, at most eight, `…` for an argument that is not known. An
 * argument of several values is one of them at a time, or, where a list was spread, all of them in order.
 */
export function argumentLists(effect: Effect): readonly (readonly string[])[] {
  const all = argumentsOf(effect, 'command', 'argument')
  const most = Math.min(7, Math.max(1, ...all.map(({ values }) => values.length)))
  const lists = Array.from({ length: most }, (_, i) =>
    all.map(({ values }) => (values[i] ?? values.at(-1))?.text ?? '…'),
  )
  if (most > 1) lists.push(all.flatMap(({ values }) => (values.length > 0 ? values.map(({ text }) => text) : ['…'])))
  // Below os/exec the list of arguments begins with the name of the program once more.
  return NAMED_TWICE.test(effect.call) ? lists.map(([program, , ...rest]) => [program ?? '…', ...rest]) : lists
}

const NAMED_TWICE =
  /^(?:os\.StartProcess|os\/exec\.Cmd|(?:syscall|golang\.org\/x\/sys\/\w+)\.(?:Exec|ForkExec|StartProcess))$/

/** The gravest way to an effect. */
export function standingOf(effect: Effect): Standing {
  for (const trigger of GRAVEST) {
    const reach = effect.reach.find((one) => one.trigger === trigger && !isKept(one))
    if (reach !== undefined)
      return {
        trigger,
        reach,
        automatic: trigger === 'init' || trigger === 'var',
        handed: false,
        test: trigger === 'test',
      }
  }
  // What an import only hands to another function, as to a registry, may run when that one pleases.
  const kept = effect.reach.find(({ trigger }) => trigger !== 'test') ?? effect.reach[0]
  if (kept === undefined) {
    const tested = effect.file.endsWith('_test.go')
    return { trigger: tested ? 'test' : 'exported', reach: undefined, automatic: false, handed: false, test: tested }
  }
  const test = kept.trigger === 'test'
  return { trigger: kept.trigger, reach: kept, automatic: false, handed: !test, test }
}

/** Whether an import only hands the function on that leads to an effect. */
function isKept({ trigger, path }: Reach): boolean {
  return (trigger === 'init' || trigger === 'var') && path.some(({ what }) => / hands on /.test(what))
}

const GRAVEST: readonly TriggerKind[] = ['init', 'var', 'hook', 'exported', 'main', 'test']

/**
 * A severity where it applies: what only tests reach never runs with whoever imports the module, so that what would be
 * critical is high and the rest low; what nothing reaches, as far as is seen, is one level milder.
 */
export function severityAt(severity: Severity, { test, reach }: Standing): Severity {
  if (test) return severity === 'critical' ? 'high' : severity === 'info' ? 'info' : 'low'
  return reach === undefined ? milder(severity) : severity
}

/** One level milder. */
export function milder(severity: Severity): Severity {
  return ORDER[Math.min(ORDER.indexOf(severity) + 1, 3)] ?? severity
}

/** One level graver. */
export function graver(severity: Severity): Severity {
  return ORDER[Math.max(ORDER.indexOf(severity) - 1, 0)] ?? severity
}

const ORDER: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info']

/** Whether the first severity is graver than the second. */
export function isGraver(a: Severity, b: Severity): boolean {
  return ORDER.indexOf(a) < ORDER.indexOf(b)
}

/** Whether the caller asked for it: the exported function that begins it says that it installs, fetches or updates. */
export function isAnnounced({ trigger, reach }: Standing): boolean {
  if (reach === undefined || trigger === 'init' || trigger === 'var' || trigger === 'test') return false
  // A program is started by its name, which is its folder's.
  const folder = trigger === 'main' ? (reach.path[0]?.file ?? '').split('/').slice(0, -1).join('/') : ''
  const name = `${folder} ${reach.name.slice(reach.name.lastIndexOf('.') + 1)}`
  return /install|download|updat|upgrad|fetch|setup|bootstrap|provision|deploy|launch|pull|acquire|restart|daemon|service/i.test(
    name,
  )
}

/** Whether something guards the effect that compares a hash or checks a signature. */
export function isVerified({ gates }: Effect): boolean {
  return gates.some(
    ({ kind, text }) =>
      kind === 'input' && /verif|checksum|signature|digest|sha(?:1|256|512)|hash|hmac|\bsum\b/i.test(text),
  )
}

/** Who else than the module may say where a connection leads or what is started. */
const OTHERS: readonly SourceKind[] = [
  'argument',
  'env',
  'environ',
  'file',
  'stdin',
  'secret-input',
  'process-output',
  'capture',
]

/** Whether the module alone decides what an argument is, and nothing in it says what: no value is known, no source is seen. */
export function isUndisclosed({ values, sources, roots }: Argument): boolean {
  // What stands on nothing that was seen was lost on the way, not hidden.
  if (roots.length === 0) return false
  return !comesFrom(sources, ...OTHERS, 'network', 'dns') && values.every(({ text }) => /^[….:/\s-]*$/.test(text))
}

/** Whether a connection only looks up a name. */
export function isLookup({ call }: Effect): boolean {
  return /\bLookup\w*$|Resolver\.|dns\.(?:Exchange|Client)/.test(call)
}

/** Whether what is looked up are labels below a name of the module: they say something to whoever serves that name. */
export function isLabelled(effect: Effect, text: string): boolean {
  return isLookup(effect) && text.length < 512 && /^….*\.[\w-]+\.[a-z]{2,}\.?$/i.test(text)
}

/** Where a connection leads. */
export function destinationOf(scene: Scene, effect: Effect): Destination {
  const all = argumentsOf(effect, 'host', 'url')
  const values = all.flatMap((one) => one.values)
  const sources = all.flatMap((one) => one.sources)
  const hosts = values.map(({ text }) => classifyHost(text))
  const configured = comesFrom(sources, ...CONFIGURING)
  // What a caller gives may stand behind a known host, in a path; a whole address beside it is only a default.
  // So is one beside another that begins with what is not known.
  const isDefault = configured && hosts.some(({ kind }) => kind === 'unknown')
  const known = hosts.filter(({ kind }, i) => {
    const text = values[i]?.text ?? ''
    if (isLabelled(effect, text)) return true
    return kind !== 'unknown' && kind !== 'local' && !isDefault && (!configured || text.includes('…'))
  })
  const remote = comesFrom(sources, 'network', 'dns')
  const hidden = values.flatMap((value) => scene.unveil(value) ?? [])
  return {
    hosts,
    texts: [...new Set(values.map(({ text }) => text))],
    fixed: known.length > 0 || isDiverted(effect, configured),
    remote,
    configured,
    preset:
      configured &&
      // A name without a dot belongs to the user's own network.
      hosts.some(
        ({ kind, host }, i) =>
          kind !== 'unknown' && kind !== 'local' && host.includes('.') && values[i]?.text.includes('…') === false,
      ),
    hidden,
    // A test's server says itself where it listens, which is not followed.
    undisclosed:
      all.length > 0 &&
      hidden.length === 0 &&
      !standingOf(effect).test &&
      !comesFrom(sources, ...OTHERS, 'network', 'dns') &&
      hosts.every(({ kind }) => kind === 'unknown'),
  }
}

/** Whether a request that somebody else addressed is given another host, which is known in full. */
function isDiverted(effect: Effect, configured: boolean): boolean {
  if (!configured || argumentsOf(effect, 'url').length === 0) return false
  const hosts = argumentsOf(effect, 'host')
  // Where others may set the host as well, the known one is a default.
  if (hosts.some(({ sources }) => comesFrom(sources, ...CONFIGURING))) return false
  return hosts.some(
    ({ values, sources }) =>
      sources.length === 0 &&
      values.some(({ text }) => text.includes('.') && !text.includes('…') && classifyHost(text).kind !== 'local'),
  )
}

/** Who says where a connection of the user's leads. */
const CONFIGURING: readonly SourceKind[] = ['argument', 'env', 'environ', 'file', 'stdin']

/** The connections that gave what a source stands for: those at its place. */
export function connectionsOf(scene: Scene, source: Source): readonly Effect[] {
  return (scene.places.get(placeOf(source)) ?? []).filter(({ kind }) => kind === 'connect')
}

/** Where what a source gives comes from: what its connections say, and what it says itself. */
export function originOf(scene: Scene, source: Source): Destination {
  const all = connectionsOf(scene, source).map((effect) => destinationOf(scene, effect))
  const own = source.values.map((text) => classifyHost(text))
  return {
    hosts: [...all.flatMap(({ hosts }) => hosts), ...own],
    texts: [...new Set([...source.values, ...all.flatMap(({ texts }) => texts)])],
    fixed:
      all.some(({ fixed }) => fixed) ||
      (all.length === 0 && own.some(({ kind }) => kind !== 'unknown' && kind !== 'local')),
    remote: all.some(({ remote }) => remote),
    configured: all.some(({ configured }) => configured),
    preset: all.some(({ preset }) => preset),
    hidden: all.flatMap(({ hidden }) => hidden),
    undisclosed:
      all.length > 0 && own.every(({ kind }) => kind === 'unknown') && all.every(({ undisclosed }) => undisclosed),
  }
}

/** Whether the module itself says where it leads, in the open or not. */
export function isDecided({ fixed, hidden, undisclosed }: Destination): boolean {
  return fixed || hidden.length > 0 || undisclosed
}

/**
 * The same, or where others who could say something say nothing: what no setting makes good is judged by where it goes
 * without one.
 */
export function isDecidedUnlessSet(destination: Destination): boolean {
  return isDecided(destination) || destination.preset
}

/** Whether whom it leads to is not to be seen: a hidden or undisclosed address, one without a name, a service for anyone. */
export function isConcealed({ hidden, undisclosed, hosts }: Destination): boolean {
  return hidden.length > 0 || undisclosed || hosts.some(({ kind }) => kind === 'address' || kind === 'listed')
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}
