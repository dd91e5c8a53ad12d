// Running: programs that an import starts, and command lines that do what good code almost never does.
import type { Severity } from '../../base/finding.ts'
import type { Argument, Effect, Source } from '../../gosource/facts.ts'
import type { Rule } from '../rule.ts'
import type { Deed } from './deeds.ts'
import { type Draft, draft, quote } from './draft.ts'
import { judgeScript } from './foreignscript.ts'
import { HARM } from './harm.ts'
import { INTERPRETERS, OPENERS, POWERSHELLS, READERS, SHELLS } from './programs.ts'
import {
  argumentLists,
  argumentsOf,
  comesFrom,
  isUndisclosed,
  placeOf,
  type Scene,
  type Standing,
  sourcesOf,
  standingOf,
  textsOf,
  valuesOf,
} from './scene.ts'
import { withoutPrefixes } from './fetching.ts'
import { commandLine, judgeCommand, judgeShell } from './shellcommand.ts'
import { programName } from './shellwords.ts'

/** A program is started by an import. */
export const initExec: Rule = {
  id: 'MW-INIT-EXEC',
  title: 'importing the package starts a program',
  severity: 'critical',
  summary:
    'An init function or the value of a package variable starts a program: it runs in every program and test that imports the package, whoever calls nothing of it.',
  found:
    'Every way from init functions and package variables to a call that starts a process is followed, through functions, methods, goroutines and wrappers of other modules. It is critical where the command was hidden, comes from a network or does harm by itself, and low where the program only says something about the machine.',
  remedy: 'do not import the package; take a module that starts programs only when it is asked to',
  references: ['https://go.dev/ref/spec#Package_initialization', 'https://attack.mitre.org/techniques/T1059/'],
  technique: 'T1059 Command and Scripting Interpreter',
}

/** A command line that fetches and runs, destroys, steals or switches protection off. */
export const pipeShell: Rule = {
  id: 'MW-PIPE-SH',
  title: 'a command line fetches and runs, destroys or steals',
  severity: 'critical',
  summary:
    'A command line of the module, hidden or not, downloads a program and runs it, decodes one and runs it, overwrites a disk, sends secrets away or switches a protection off.',
  found:
    'What is known of a command line is read as the shell, cmd.exe, PowerShell or interpreter would read it: pipes, files that are fetched and then run, encoded commands, scripts on standard input, in a file that the module writes, or in an order to a daemon. What is put together from parts that are not known is not found.',
  remedy: 'do not run this code; if it ran, treat the machine and its secrets as lost',
  references: ['https://attack.mitre.org/techniques/T1059/004/', 'https://attack.mitre.org/techniques/T1105/'],
  technique: 'T1059.004 Command and Scripting Interpreter: Unix Shell',
}

/** A shell is started. */
export const shellNote: Rule = {
  id: 'MW-SHELL',
  title: 'a shell is started',
  severity: 'info',
  summary: 'The module starts a shell or an interpreter with a command line. Many good modules do; it is context.',
  found: 'The program of each started process is compared with the names of shells.',
  remedy: 'nothing needs to be done; read the command line where another finding names it',
  references: ['https://attack.mitre.org/techniques/T1059/'],
  technique: 'T1059 Command and Scripting Interpreter',
}

/** Judges the started programs of a module. */
export function judgeRunning(scene: Scene): readonly Draft[] {
  return scene.effects.flatMap((effect) =>
    effect.kind === 'process' || effect.kind === 'interpret' ? ofProcess(scene, effect) : [],
  )
}

/** What the command lines of a process or interpreter do. */
export function deedsOf(effect: Effect): readonly Deed[] {
  const stdin = textsOf(effect, 'stdin', 'data').join('\n')
  if (effect.kind === 'interpret') {
    const scripts = textsOf(effect, 'command', 'data', 'argument')
    return scripts.flatMap((text) => (isShellInterpreter(effect) ? judgeShell(text) : judgeScript(text)))
  }
  return argumentLists(effect).flatMap((list) => {
    const [first = ''] = list
    // Wrappers take a whole command line as one text.
    const whole = list.length === 1 && /\s/.test(first)
    return whole ? judgeShell(first) : judgeCommand(list, stdin)
  })
}

function ofProcess(scene: Scene, effect: Effect): readonly Draft[] {
  const found: Draft[] = []
  const standing = standingOf(effect)
  const lists = argumentLists(effect)
  const stdin = textsOf(effect, 'stdin')
  const values = valuesOf(effect, 'command', 'argument', 'stdin', 'data')
  const deeds = deedsOf(effect)
  const lines = [...lists.map((list) => list.join(' ')), ...deeds.map(({ text }) => text)]
  const folded = [...values.map(({ text }) => text), ...lines].filter((text) => text !== '…')
  const shown = quote(lists.map(commandLine)[0] ?? '')
  for (const [kind, does] of HARM) {
    const deed = deeds.find((one) => one.kind === kind)
    if (deed === undefined) continue
    const severity: Severity = kind === 'disable' && !standing.automatic ? 'high' : 'critical'
    found.push(
      draft(scene, pipeShell, severity, effect, {
        message: `a command line ${does}: ${quote(deed.text)}`,
        folded,
        values,
      }),
    )
  }
  const [program = '…'] = withoutPrefixes(lists[0] ?? [])
  const name = programName(program)
  if (SHELLS.has(name) || name === 'cmd' || name === 'powershell' || name === 'pwsh')
    found.push(draft(scene, shellNote, 'info', effect, { message: `starts a shell: ${shown}`, folded: [] }))
  if ((standing.automatic || standing.handed) && !isAnyCaller(scene, effect)) {
    const severity = initSeverity(scene, effect, deeds, name, lists, standing)
    const more = stdin.length > 0 ? ` with ${quote(stdin.join(' '))} on its standard input` : ''
    const message = `importing the package starts ${shown === '' || shown === '…' ? 'a program' : shown}${more}`
    found.push(
      draft(scene, initExec, severity, effect, {
        message,
        folded,
        values,
        flows: sourcesOf(effect, 'command', 'argument', 'stdin'),
      }),
    )
  }
  return found
}

/**
 * Whether this is what a function does for whoever calls it, beside what it does for its known callers: an import
 * passes no arguments.
 */
function isAnyCaller(scene: Scene, effect: Effect): boolean {
  const sources = sourcesOf(effect, 'command')
  if (
    valuesOf(effect, 'command').length > 0 ||
    sources.length === 0 ||
    !sources.every(({ kind }) => kind === 'argument')
  )
    return false
  return (scene.places.get(placeOf(effect)) ?? []).some((other) => valuesOf(other, 'command').length > 0)
}

function initSeverity(
  scene: Scene,
  effect: Effect,
  deeds: readonly Deed[],
  name: string,
  lists: readonly (readonly string[])[],
  { handed }: Standing,
): Severity {
  const harm = deeds.some(({ kind }) => HARM.has(kind) || kind === 'persist')
  const hidden = valuesOf(effect, 'command', 'argument', 'stdin').some((value) => scene.unveil(value) !== undefined)
  const tainted = comesFrom(sourcesOf(effect, 'command', 'argument', 'stdin'), 'network', 'dns', 'decrypted')
  // Nobody but the module says what is started, and its text does not show it.
  const undisclosed = argumentsOf(effect, 'command').some(isUndisclosed) || isOpaque(scene, effect)
  if (harm || hidden || (tainted && !handed) || (undisclosed && !handed)) return 'critical'
  const known = lists.length > 0 && lists.every((list) => list.length > 0 && list[0] !== '…')
  const reads = READERS.has(name) || OPENERS.has(name) || lists.every(isQuestion)
  if (known && (reads || lists.every(([first]) => first === '/proc/self/exe'))) return 'low'
  // A program that a file of settings or a variable names is the user's; an import passes no arguments.
  const configured = comesFrom(sourcesOf(effect, 'command'), 'env', 'environ', 'file')
  return handed || (!known && configured) ? 'medium' : 'high'
}

/** Whether a program that is found by its name is only asked what it is and where it lies: `brew --prefix nss`. */
function isQuestion([program = '', ...rest]: readonly string[]): boolean {
  const [first = '', second = ''] = rest[0] === '/c' || rest[0] === '/C' ? rest.slice(1) : rest
  return (
    /^(?:\/(?:usr\/)?(?:local\/)?s?bin\/)?[\w.-]+$/.test(program) &&
    /^(?:--?version|-V|--prefix|version|ver)$/.test(first) &&
    /^[\w@.-]*$/.test(second)
  )
}

/** Whether an interpreter is given what only the module knows. */
export function isOpaque(scene: Scene, effect: Effect): boolean {
  const all = argumentsOf(effect, 'command', 'argument', 'stdin', 'data')
  const hook = standingOf(effect).trigger === 'hook'
  // What a function inside another one is given comes from that one, unless somebody else calls it.
  const own = ({ kind, call }: Source): boolean => !hook && kind === 'argument' && call.startsWith('func in ')
  return all.some(
    (argument, i) =>
      isScriptOf(effect, argument, i) &&
      isUndisclosed({ ...argument, sources: argument.sources.filter((one) => !own(one)) }) &&
      // What stands on a connection or a file is judged by that.
      !argument.roots.some((root) => scene.objects.has(root)),
  )
}

/** Whether an argument is the script of an interpreter: behind -c, on standard input, or given to one in the process. */
function isScriptOf(effect: Effect, argument: Argument, index: number): boolean {
  if (effect.kind === 'interpret') return argument.role === 'command' || argument.role === 'data'
  const programs = textsOf(effect, 'command').map(programName)
  if (!programs.some((name) => SHELLS.has(name) || INTERPRETERS.has(name) || POWERSHELLS.has(name) || name === 'cmd'))
    return false
  if (argument.role === 'stdin') return true
  if (argument.role !== 'argument') return false
  const before = argumentsOf(effect, 'command', 'argument')[index - 1]?.values.at(-1)?.text ?? ''
  return /^-[a-z]*[ce]$|^\/[ck]$|^-(?:Command|EncodedCommand|enc?)$/i.test(before)
}

/** Whether an interpreter reads the language of a shell. */
function isShellInterpreter({ call }: Effect): boolean {
  return /\/sh\b|shell|script\.Exec|\bsh\./i.test(call)
}
