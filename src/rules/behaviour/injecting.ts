// Injecting: variables of a program's environment that make it load or run something else.
import type { Severity } from '../../base/finding.ts'
import type { Argument, Effect } from '../../gosource/facts.ts'
import type { Rule } from '../rule.ts'
import type { Deed } from './deeds.ts'
import { type Draft, draft, quote } from './draft.ts'
import { HARM } from './harm.ts'
import {
  argumentsOf,
  comesFrom,
  isAnnounced,
  isUndisclosed,
  type Scene,
  sourcesOf,
  standingOf,
  textsOf,
  valuesOf,
} from './scene.ts'
import { judgeShell } from './shellcommand.ts'

/** A variable makes another program load what the module brings. */
export const injected: Rule = {
  id: 'MW-INJECT',
  title: 'a variable makes a program run something else',
  severity: 'critical',
  summary:
    'The module starts an honest program with a variable that makes it load a library, read a start file or run a command that the module brought along: LD_PRELOAD, BASH_ENV, GIT_SSH_COMMAND, GOFLAGS and their like.',
  found:
    'The environment of started programs and the variables that the module sets are folded. A value is judged as a command line where the variable is one, and compared with the files that the module writes, whose content is judged. Libraries of the system, commands without harm and what a caller gives are no finding.',
  remedy: 'do not run this code; look at the file or command that the variable names',
  references: ['https://attack.mitre.org/techniques/T1574/006/', 'https://attack.mitre.org/techniques/T1574/007/'],
  technique: 'T1574.006 Hijack Execution Flow: Dynamic Linker Hijacking',
}

/** Judges the variables that programs are started with, and those that the module sets for what it starts later. */
export function judgeInjecting(scene: Scene): readonly Draft[] {
  const writes = scene.effects
    .filter((one) => one.kind === 'file-write' && argumentsOf(one, 'data').length > 0)
    .slice(0, MOST_WRITES)
  return scene.effects.flatMap((effect) => {
    if (effect.kind === 'process')
      return argumentsOf(effect, 'environment').flatMap((argument) =>
        argument.values.flatMap(({ text }) => ofVariable(scene, effect, argument, text, writes)),
      )
    if (effect.kind !== 'setenv') return []
    const values = argumentsOf(effect, 'value')
    return textsOf(effect, 'name').flatMap((name) =>
      values.flatMap((argument) =>
        argument.values.flatMap(({ text }) => ofVariable(scene, effect, argument, `${name}=${text}`, writes)),
      ),
    )
  })
}

/** How many writes are compared with a variable, and how many paths of its value. */
const MOST_WRITES = 256
const MOST_PARTS = 32

/** Variables whose value is a command line. */
const COMMANDS =
  /^(?:GIT_SSH_COMMAND|GIT_SSH|GIT_EXTERNAL_DIFF|GIT_PAGER|GIT_EDITOR|GIT_SEQUENCE_EDITOR|GIT_ASKPASS|GIT_PROXY_COMMAND|SSH_ASKPASS|SUDO_ASKPASS|PAGER|MANPAGER|EDITOR|VISUAL|BROWSER|PROMPT_COMMAND|PS[14]|LESSOPEN|GOCACHEPROG|GOAUTH|RUSTC_WRAPPER|GOFLAGS|CC|CXX|LD|AR|GIT_CONFIG_VALUE_\d+|CGO_\w+FLAGS|FZF_DEFAULT_COMMAND|npm_config_script_shell|MAKEFLAGS|SHELL)$/

/** Variables whose value is a file, or options that name one, that the program loads or runs at its start. */
const LOADED =
  /^(?:LD_PRELOAD|LD_AUDIT|DYLD_INSERT_LIBRARIES|BASH_ENV|ENV|ZDOTDIR|PYTHONSTARTUP|PYTHONPATH|PYTHONHOME|NODE_OPTIONS|NODE_PATH|PERL5OPT|PERL5LIB|PERL5DB|RUBYOPT|RUBYLIB|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|LD_LIBRARY_PATH|DYLD_LIBRARY_PATH|DYLD_FRAMEWORK_PATH|GCONV_PATH|GIT_TEMPLATE_DIR|GIT_EXEC_PATH|GIT_CONFIG_GLOBAL|GIT_CONFIG_SYSTEM|GOFLAGS|GOENV|BUNDLE_GEMFILE|LUA_INIT)$/

/** Of these, variables that nobody sets to run an honest program in the ordinary way. */
const RARE = /^(?:LD_PRELOAD|LD_AUDIT|DYLD_INSERT_LIBRARIES|BASH_ENV|PROMPT_COMMAND|PYTHONSTARTUP|GCONV_PATH|LUA_INIT)$/

function ofVariable(
  scene: Scene,
  effect: Effect,
  argument: Argument,
  entry: string,
  writes: readonly Effect[],
): readonly Draft[] {
  const [, name = '', value = ''] = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(entry) ?? []
  const runs = COMMANDS.test(name)
  if (!runs && !LOADED.test(name)) return []
  const standing = standingOf(effect)
  const say = (
    severity: Severity,
    why: string,
    more: readonly string[],
    writes: readonly Effect[],
  ): readonly Draft[] => [
    draft(scene, injected, severity, effect, {
      message: `${quote(entry)} makes a program ${why}`,
      folded: [entry, ...more],
      values: [...argument.values, ...writes.flatMap((write) => valuesOf(write, 'data', 'path'))],
      before: writes.map(({ file, line, call }) => ({ file, line, what: call })),
      with: writes,
    }),
  ]
  const command = name === 'GOFLAGS' ? (/-(?:tool)?exec[= ](.*)/.exec(value)?.[1] ?? '') : value
  const deed = runs ? harmIn(command) : undefined
  if (deed !== undefined)
    return say('critical', `run a command that ${HARM.get(deed.kind) ?? 'does harm'}`, [deed.text], [])
  const write = writeOf(writes, value)
  if (write !== undefined) {
    const data = argumentsOf(write, 'data')
    const harm = data.flatMap(({ values }) => values.flatMap(({ text }) => harmIn(text) ?? []))[0]
    const path = textsOf(write, 'path')
    if (harm !== undefined)
      return say('critical', `load a file that ${HARM.get(harm.kind) ?? 'does harm'}`, [...path, harm.text], [write])
    const sources = sourcesOf(write, 'data')
    if (comesFrom(sources, 'argument', 'stdin', 'env')) return []
    const brought = comesFrom(sources, 'network', 'dns', 'decrypted', 'embed') || data.some(isUndisclosed)
    if (brought && (LOADED.test(name) || name === 'GOFLAGS'))
      return say('critical', 'load a file that the module brought', path, [write])
    if (RARE.test(name) && !isAnnounced(standing))
      return say('high', 'load a file that the module wrote', path, [write])
    return []
  }
  if (!RARE.test(name)) return []
  const others = argument.sources.filter(({ kind }) => kind !== 'environ')
  if (others.length > 0) return []
  const strange = /^(?:\/tmp|\/var\/tmp|\/dev\/shm)\//.test(value) || /(?:^|\/)\.[^/.]/.test(value) || /^…$/.test(value)
  if (!strange) return []
  return say(standing.automatic ? 'critical' : 'high', 'load a file out of a place where nobody looks', [], [])
}

/** What a text would do as a script of a shell that is harm. */
export function harmIn(text: string): Deed | undefined {
  return judgeShell(text).find(({ kind }) => HARM.has(kind))
}

/** The write of the module into a file that a value names, in whatever words around it. */
function writeOf(writes: readonly Effect[], value: string): Effect | undefined {
  const parts = value
    .split(/[\s:;,="']+/)
    .filter((part) => /[^….\\/]/.test(part) && /[/\\]/.test(part))
    .slice(0, MOST_PARTS)
  if (parts.length === 0) return undefined
  return writes.find((one) =>
    textsOf(one, 'path').some((path) =>
      parts.some((part) => path === part || path.startsWith(`${part.replace(/\/$/, '')}/`)),
    ),
  )
}
