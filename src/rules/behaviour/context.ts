// Context: what stands beside the findings: what guards them, what only tests reach, which library does the work, and
// what an import reads of the environment.
import type { Effect, Gate, GateKind } from '../../gosource/facts.ts'
import type { Rule } from '../rule.ts'
import { type Draft, draft } from './draft.ts'
import type { BehaviourFinding } from './finding.ts'
import { graver, isGraver, placeOf, type Scene, standingOf, textsOf } from './scene.ts'

/** An import reads the environment. */
export const initEnv: Rule = {
  id: 'MW-INIT-ENV',
  title: 'importing the package uses the environment',
  severity: 'info',
  summary:
    'What an import does stands on variables of the environment. Many good packages read settings so; it is context.',
  found:
    'Data is followed from the environment to what an import does outside. That a variable is read and nothing is done with it is not told.',
  remedy: 'nothing needs to be done; read it together with the other findings',
  references: ['https://go.dev/ref/spec#Package_initialization'],
}

/** Something guards what is found. */
export const gate: Rule = {
  id: 'MW-GATE',
  title: 'what is found runs only under a condition',
  severity: 'high',
  summary:
    'A condition on the system, the machine, the time or the input, a long sleep, or a restart after each panic guards what another rule found: it stays away from tests and analysts, or cannot be stopped.',
  found:
    'The conditions and delays on the way from a trigger to a grave finding are kept with it. A condition without such a finding is never told: good code is full of them. A guard by time, by the machine or by a restart raises a high finding to critical.',
  remedy: 'do not take a test in which nothing happened for a proof',
  references: ['https://attack.mitre.org/techniques/T1480/', 'https://attack.mitre.org/techniques/T1497/'],
  technique: 'T1480 Execution Guardrails',
}

/** A library of others does it. */
export const wrapper: Rule = {
  id: 'MW-WRAP',
  title: 'a library of others starts, fetches or sends',
  severity: 'critical',
  summary:
    "The effect goes through a library that wraps processes or requests, so that the standard library's names stand nowhere. It is as grave as what it is a part of.",
  found:
    'A catalogue of such libraries says what their calls do. Libraries that are not in it are followed where their source is at hand.',
  remedy: 'judge it by the finding that it is a part of',
  references: ['https://attack.mitre.org/techniques/T1059/'],
  technique: 'T1059 Command and Scripting Interpreter',
}

/** Only tests do it. */
export const testOnly: Rule = {
  id: 'MW-TEST',
  title: 'a test does what would be critical elsewhere',
  severity: 'high',
  summary:
    "A test, a benchmark or an init in a test file does it. It never runs with whoever imports the module, but with whoever tests it: the module's own developers and those who run the tests of their dependencies.",
  found: 'Tests are followed like any other trigger; what is critical elsewhere is high in a test, the rest is low.',
  remedy: 'do not run the tests of this module',
  references: ['https://attack.mitre.org/techniques/T1195/'],
  technique: 'T1195 Supply Chain Compromise',
}

/** Adds what stands beside findings, and raises those whose guards tell. */
export function withContext(scene: Scene, drafts: readonly Draft[]): readonly Draft[] {
  const raised = drafts.map(raisedByGate)
  const grave = raised.filter(({ finding }) => finding.severity === 'critical' || finding.severity === 'high')
  return [
    ...raised,
    ...grave.flatMap((one) => ofGate(scene, one)),
    ...grave.filter(({ finding }) => finding.trigger === 'test').map((one) => ofTest(scene, one)),
    ...ofWrappers(scene, grave),
    ...ofEnvironment(scene),
  ]
}

/** What tells most about a guard first; conditions that good code is full of last. */
const TELLING: readonly GateKind[] = [
  'recover',
  'time',
  'input',
  'host-info',
  'env',
  'sleep',
  'os',
  'random',
  'network',
]

/** Guards that good code does not put before what is found: they raise it by one level. */
const RAISES: ReadonlySet<GateKind> = new Set(['time', 'host-info'])

/** A recover alone keeps a server alive; with a loop or a sleep it brings back what was stopped. */
function raises({ gates }: Effect): boolean {
  const kinds = new Set(gates.map(({ kind }) => kind))
  return (
    gates.some(({ kind }) => RAISES.has(kind)) || (kinds.has('recover') && (kinds.has('loop') || kinds.has('sleep')))
  )
}

function raisedByGate(one: Draft): Draft {
  const { finding, effect } = one
  if (finding.severity !== 'high' || finding.trigger === 'test' || !raises(effect)) return one
  return { ...one, finding: { ...finding, severity: graver(finding.severity) } }
}

function ofGate(scene: Scene, { finding, effect }: Draft): readonly Draft[] {
  const told = TELLING.map((kind) => effect.gates.find((one) => one.kind === kind)).find((one) => one !== undefined)
  if (told === undefined) return []
  const one = draft(scene, gate, 'high', effect, {
    message: `${GUARDS[told.kind]}: ${told.text}; it guards ${finding.rule}`,
    folded: [told.text],
  })
  // A guard is as grave as what it guards allows, and never decides alone.
  return [{ ...one, finding: { ...one.finding, severity: 'high', ...placed(told) } }]
}

function placed({ file, line }: Gate): Pick<BehaviourFinding, 'file' | 'line'> {
  return { file, line }
}

const GUARDS: Readonly<Record<GateKind, string>> = {
  os: 'it runs on one system only',
  'host-info': 'it looks at the machine before',
  env: 'it looks at the environment before',
  time: 'it waits for a time',
  input: 'it waits for one input',
  network: 'it waits for an answer from outside',
  sleep: 'it sleeps before',
  recover: 'it goes on after every panic',
  loop: 'it repeats',
  random: 'it runs at random',
}

function ofTest(scene: Scene, { finding, effect }: Draft): Draft {
  return draft(scene, testOnly, 'critical', effect, {
    message: `${finding.rule}: ${finding.message.replace(/ \(a test\)$/, '')}`,
    folded: finding.folded,
  })
}

/** Calls of other libraries that a grave finding is about or takes data from. */
function ofWrappers(scene: Scene, grave: readonly Draft[]): readonly Draft[] {
  const wrappers = scene.effects.filter((effect) => libraryOf(scene, effect) !== undefined)
  if (wrappers.length === 0) return []
  const gravest = new Map<string, Draft>()
  for (const one of grave) {
    for (const place of one.touches) {
      const other = gravest.get(place)
      if (other === undefined || isGraver(one.finding.severity, other.finding.severity)) gravest.set(place, one)
    }
  }
  const told = new Set<string>()
  return wrappers.flatMap((effect) => {
    const library = libraryOf(scene, effect) ?? ''
    const part = gravest.get(placeOf(effect))
    // As context each library is told once.
    if (part === undefined && told.has(library)) return []
    told.add(library)
    const folded = part === undefined ? [] : textsOf(effect, 'url', 'host', 'command', 'argument', 'path')
    const message =
      part === undefined
        ? `uses ${library} to ${VERBS[effect.kind] ?? 'act'}`
        : `${effect.call} is a part of ${part.finding.rule}`
    const one = draft(scene, wrapper, 'info', effect, { message, folded })
    return [{ ...one, finding: { ...one.finding, severity: part?.finding.severity ?? 'info' } }]
  })
}

const VERBS: Partial<Readonly<Record<Effect['kind'], string>>> = {
  process: 'start programs',
  connect: 'connect',
  interpret: 'run scripts',
  'file-write': 'write files',
}

/** The library of others that a call belongs to; `undefined` for the standard library, Go's own and the module itself. */
function libraryOf(scene: Scene, { call, kind }: Effect): string | undefined {
  if (kind !== 'process' && kind !== 'connect' && kind !== 'interpret') return undefined
  const slash = call.lastIndexOf('/')
  const dot = call.indexOf('.', slash + 1)
  const path = call.slice(0, dot < 0 ? undefined : dot)
  const [host = ''] = path.split('/')
  if (!host.includes('.') || path.startsWith('golang.org/x/') || (scene.module !== '' && path.startsWith(scene.module)))
    return undefined
  return path
}

function ofEnvironment(scene: Scene): readonly Draft[] {
  return scene.effects.flatMap((effect) => {
    const { automatic } = standingOf(effect)
    const names = effect.arguments.flatMap(({ sources }) =>
      sources.flatMap(({ kind, values }) =>
        kind === 'environ' ? ['the whole environment'] : kind === 'env' ? values : [],
      ),
    )
    if (!automatic || names.length === 0) return []
    const message = `what an import does stands on ${[...new Set(names)].join(', ')}`
    return [draft(scene, initEnv, 'info', effect, { message, folded: [] })]
  })
}
