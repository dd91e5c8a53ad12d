// Command lines: what a started program does that good code almost never does. It reads the argument list as the
// program would: `sh -c TEXT`, `cmd /C TEXT`, `powershell -EncodedCommand …`, `python -c TEXT`, scripts on a shell's
// standard input. Signs are flows inside the text (what is fetched reaches an interpreter), never names alone.
import type { Deed } from './deeds.ts'
import { deedOfWords } from './deedtable.ts'
import { copies, fetches, filesOf, last, plainPath, uploads, withoutPrefixes } from './fetching.ts'
import { judgePowerShell, judgeScript } from './foreignscript.ts'
import { classifyPath } from './filepath.ts'
import { DECODERS, INTERPRETERS, POWERSHELLS, SHELLS } from './programs.ts'
import { type Pipeline, pipelines, programName, type Shell, type Simple } from './shellwords.ts'

/** How deep shells may start shells. */
const DEEPEST = 6

/** How many programs of a pipeline a deed shows, and how much of their text. */
const MOST_SHOWN = 32
const MOST_TEXT = 4096

/** How many variables are remembered that hold what was fetched or decoded. */
const MOST_VARIABLES = 64

/** What a program with these arguments, and this on its standard input, does; `…` stands for what is not known. */
export function judgeCommand(argv: readonly string[], stdin: string = '', depth: number = 0): readonly Deed[] {
  const words = withoutPrefixes(argv)
  const [program = ''] = words
  const name = programName(program)
  if (depth > DEEPEST) return []
  if (SHELLS.has(name)) {
    const script = scriptOf(words)
    if (script !== undefined) return judgeShell(script, 'posix', depth + 1)
    return stdin === '' ? judgeSimple(words, depth) : judgeShell(stdin, 'posix', depth + 1)
  }
  if (name === 'cmd') return judgeShell(afterFlag(words, /^\/[ckr]$/i).join(' '), 'cmd', depth + 1)
  if (POWERSHELLS.has(name)) return [...judgePowerShell(words.slice(1), stdin), ...judgeSimple(words, depth)]
  if (INTERPRETERS.has(name)) {
    const text = scriptOf(words) ?? (name === 'mshta' ? words.slice(1).join(' ') : stdin)
    return text === '' ? [] : judgeScript(text)
  }
  if (name === 'crontab') return judgeSchedule(words, stdin)
  return judgeSimple(words, depth)
}

/** What a shell script does. */
export function judgeShell(text: string, shell: Shell = 'posix', depth: number = 0): readonly Deed[] {
  if (depth > DEEPEST) return []
  if (/^\s*(?:iex|invoke-expression)\b/i.test(text)) return judgePowerShell(['-Command', text], '')
  return judgeList(pipelines(text, shell), depth)
}

/** Whether a text reads like a script that a shell or an interpreter would run. */
export function isScript(text: string): boolean {
  return /^#!\s*\/|^@echo off|^\s*param\s*\(|\b(?:set -e|fi|done|esac)\s*(?:\n|$)/i.test(text)
}

/** The command line of an argument list, as people write it. */
export function commandLine(argv: readonly string[]): string {
  return argv.map((word) => (word === '' || /\s/.test(word) ? `'${word}'` : word)).join(' ')
}

/** The text behind `-c`, `-e`, `-lc`; `undefined` where there is none. */
function scriptOf(words: readonly string[]): string | undefined {
  for (const [i, word] of words.entries()) {
    if (i === 0) continue
    if (/^-[a-z]*[cer]$/i.test(word) || word === '--eval' || word === '--command' || word === '-p')
      return words[i + 1] ?? ''
    if (!word.startsWith('-')) return undefined
  }
  return undefined
}

function afterFlag(words: readonly string[], flag: RegExp): readonly string[] {
  const at = words.findIndex((word) => flag.test(word))
  return at < 0 ? [] : words.slice(at + 1)
}

function judgeList(list: readonly Pipeline[], depth: number): readonly Deed[] {
  const deeds: Deed[] = []
  const fetched = new Set<string>()
  const decoded = new Set<string>()
  const variables = new Map<string, 'fetch' | 'decode'>()
  const add = (kind: Deed['kind'], of: Pipeline, files?: readonly string[]): void => {
    deeds.push({ kind, text: textOf(of), ...(files === undefined ? {} : { files }) })
  }
  for (const pipeline of list) {
    for (const command of pipeline) for (const inner of command.inside) deeds.push(...judgeList(inner, depth + 1))
    const first = pipeline.findIndex((command) => fetches(command))
    const source = first >= 0 ? first : pipeline.findIndex((command) => decodes(command))
    const kind = first >= 0 ? 'fetch-run' : 'decode-run'
    const runner = pipeline.findIndex((command, i) => i > source && runsInput(command))
    if (source >= 0 && runner >= 0) add(kind, pipeline)
    for (const command of pipeline) {
      const words = withoutPrefixes(command.words)
      const name = programName(words[0] ?? '')
      const nested = command.inside.flat(2)
      // sh -c "$(curl …)", eval $(…), . <(…): the output of one is the other's program.
      if (runsText(words) && nested.length > 0) {
        if (nested.some(fetches)) add('fetch-run', [...pipeline, ...nested])
        else if (nested.some(decodes)) add('decode-run', [...pipeline, ...nested])
      }
      for (const word of command.assigned) {
        if (variables.size >= MOST_VARIABLES) break
        const variable = word.slice(0, word.indexOf('='))
        if (nested.some(fetches)) variables.set(variable, 'fetch')
        else if (nested.some(decodes)) variables.set(variable, 'decode')
      }
      if (runsText(words) || words[0]?.startsWith('$') === true) {
        for (const [variable, what] of variables)
          if (words.some((word) => word.includes(`$${variable}`) || word.includes(`\${${variable}}`)))
            add(what === 'fetch' ? 'fetch-run' : 'decode-run', pipeline)
      }
      const used = words.filter((word) => fetched.has(plainPath(word)))
      if (used.length > 0 && (name === 'chmod' || runsFile(words, fetched))) add('fetch-run', pipeline)
      if (words.some((word) => decoded.has(plainPath(word))) && runsFile(words, decoded)) add('decode-run', pipeline)
      const files = filesOf(command, pipeline, first)
      if (files.length > 0) add('fetch', pipeline, files)
      for (const file of files) fetched.add(plainPath(file))
      if (decodes(command))
        for (const { kind: way, file } of last(pipeline).redirections) if (way === 'out') decoded.add(plainPath(file))
      for (const file of copies(words, fetched)) fetched.add(plainPath(file))
      deeds.push(...judgeCommandOf(command, words, depth))
    }
    deeds.push(...judgePipeline(pipeline))
  }
  return unique(deeds)
}

/** What one program of a script does by itself: shells inside shells too. */
function judgeCommandOf(command: Simple, words: readonly string[], depth: number): readonly Deed[] {
  const name = programName(words[0] ?? '')
  const deeds: Deed[] = []
  for (const { kind, file } of command.redirections) {
    if (kind !== 'out') continue
    const place = classifyPath(file)
    if (place.kind === 'autostart') deeds.push({ kind: 'persist', text: textOf([command]) })
    if (place.kind === 'device') deeds.push({ kind: 'destroy', text: textOf([command]) })
    if (/^\/dev\/(?:tcp|udp)\//.test(file) && SHELLS.has(name))
      deeds.push({ kind: 'remote-shell', text: textOf([command]) })
  }
  if (SHELLS.has(name) || INTERPRETERS.has(name) || POWERSHELLS.has(name) || name === 'cmd' || name === 'crontab')
    return [...deeds, ...judgeCommand(words, command.given, depth + 1)]
  return [...deeds, ...judgeSimple(words, depth)]
}

/** Deeds of one program without a shell. */
function judgeSimple(all: readonly string[], depth: number): readonly Deed[] {
  const words = withoutPrefixes(all)
  const name = programName(words[0] ?? '')
  const text = commandLine(words)
  if (name === 'eval') return judgeShell(words.slice(1).join(' '), 'posix', depth + 1)
  if (name === 'git') return judgeGit(words, depth)
  const known = deedOfWords(words, text)
  if (known !== undefined) return [{ kind: known, text }]
  const files = filesOf({ words: all, assigned: [], redirections: [], inside: [], given: '' }, [], -1)
  return files.length > 0 ? [{ kind: 'fetch', text, files }] : []
}

/** Settings of git that are commands, given by -c or kept by config, and remotes that are. */
function judgeGit(words: readonly string[], depth: number): readonly Deed[] {
  const commands: string[] = []
  for (const [i, word] of words.entries()) {
    const next = words[i + 1] ?? ''
    const pair = word === '-c' ? /^([^=]+)=([\s\S]*)$/.exec(next) : null
    const [key = '', value = ''] = pair === null ? [word, next] : [pair[1], pair[2]]
    if (GIT_COMMANDS.test(key)) commands.push(value.replace(/^!/, ''))
    const [, remote] = /^ext::([\s\S]*)$/.exec(word) ?? []
    if (remote !== undefined) commands.push(remote.replaceAll('% ', ' '))
  }
  return commands.flatMap((command) => judgeShell(command, 'posix', depth + 1))
}

const GIT_COMMANDS =
  /^(?:core\.(?:fsmonitor|sshcommand|pager|editor|askpass|gitproxy)|sequence\.editor|diff\.external|credential(?:\..*)?\.helper|alias\..+|filter\..+\.(?:clean|smudge|process)|diff\..+\.(?:command|textconv)|merge\..+\.driver|gpg\.program|(?:difftool|mergetool)\..+\.cmd|uploadpack\.packobjectshook)$/i

/** `crontab -`: what is read from its input, or a file, runs by itself from then on. */
function judgeSchedule(words: readonly string[], stdin: string): readonly Deed[] {
  const reads = words.slice(1).some((word) => word === '-e' || word === '-l' || word === '-r')
  if (reads) return []
  const text = stdin === '' ? commandLine(words) : `${commandLine(words)} << ${stdin}`
  const minutes = /^\s*(?:@\w+|(?:\S+\s+){5})/
  const inner = stdin.split('\n').flatMap((line) => judgeShell(line.replace(minutes, ''), 'posix', 1))
  return [{ kind: 'persist', text }, ...inner]
}

/** Reverse shells and thefts that need a whole pipeline. */
function judgePipeline(pipeline: Pipeline): readonly Deed[] {
  const deeds: Deed[] = []
  const names = pipeline.map(({ words }) => programName(withoutPrefixes(words)[0] ?? ''))
  const text = textOf(pipeline)
  const listens = names.some((name) => name === 'nc' || name === 'ncat' || name === 'netcat' || name === 'telnet')
  if (listens && names.some((name) => SHELLS.has(name)) && pipeline.length > 1 && names.indexOf('cat') >= 0)
    deeds.push({ kind: 'remote-shell', text })
  const sends = pipeline.some(({ words }) => uploads(words))
  const secret = pipeline.some(
    ({ words, redirections }) =>
      words.slice(1).some((word) => classifyPath(word.replace(/^.*@/, '')).kind === 'secret') ||
      redirections.some(({ kind, file }) => kind === 'in' && classifyPath(file).kind === 'secret'),
  )
  const environment = pipeline.length > 1 && (names[0] === 'env' || names[0] === 'printenv' || names[0] === 'set')
  if (sends && (secret || environment)) deeds.push({ kind: 'steal', text })
  return deeds
}

/** Whether a program gives out something else than what stands in the command line. */
function decodes(command: Simple): boolean {
  const words = withoutPrefixes(command.words)
  const name = programName(words[0] ?? '')
  if (!DECODERS.has(name)) return false
  const flags = words.slice(1).join(' ')
  switch (name) {
    case 'base64':
    case 'base32':
    case 'gbase64':
      return /(?:^|\s)(?:-\w*[dD]|--decode)/.test(flags)
    case 'xxd':
      return /(?:^|\s)-\w*r/.test(flags)
    case 'openssl':
      return (
        /\b(?:enc|base64|aes\S*|des\S*|bf\S*|rsautl|smime|cms)\b/.test(flags) &&
        /(?:^|\s)-(?:d|A -d|decrypt)\b/.test(flags)
      )
    case 'gpg':
      return /(?:^|\s)(?:-\w*d|--decrypt)/.test(flags)
    case 'printf':
    case 'echo':
      return /(?:\\x[0-9a-f]{2}|\\[0-7]{3}){4}/i.test(flags)
    case 'sed':
      return false
    case 'tr':
      return (
        /^(?:-\S+ )?'?\[?[A-Za-z]-[A-Za-z]/.test(flags) &&
        /[n-z]-[a-m]|[N-Z]-[A-M]|a-m/i.test(flags) &&
        !/A-Z a-z|a-z A-Z/.test(flags)
      )
    case 'gzip':
    case 'bzip2':
    case 'xz':
    case 'zstd':
      return /(?:^|\s)-\w*d/.test(flags)
    default:
      return true
  }
}

/** Whether a program runs what comes on its standard input: a shell without a file. */
function runsInput(command: Simple): boolean {
  const words = withoutPrefixes(command.words)
  const name = programName(words[0] ?? '')
  if (words[0]?.startsWith('$SHELL') === true || words[0]?.startsWith('${SHELL') === true) return true
  if (!SHELLS.has(name) && !INTERPRETERS.has(name) && !POWERSHELLS.has(name)) return false
  if (name === 'awk' || name === 'gawk') return false
  if (name === 'busybox') return words[1] === 'sh' || words[1] === 'ash'
  const own = words.slice(1).filter((word) => !word.startsWith('-') || word === '-')
  const scripted = words.some((word) => /^-[a-z]*[ce]$|^--eval$|^-m$/.test(word))
  return !scripted && (own.length === 0 || own[0] === '-' || own[0] === '/dev/stdin' || words.includes('-s'))
}

/** Whether a program takes a script as words: `sh -c`, `eval`, `source`, `.`. */
function runsText(words: readonly string[]): boolean {
  const name = programName(words[0] ?? '')
  if (name === 'eval' || name === 'source' || words[0] === '.') return true
  if (words[0] === '$()') return true
  return (SHELLS.has(name) || INTERPRETERS.has(name)) && words.length > 1
}

/** Whether a command starts one of these files. */
function runsFile(words: readonly string[], files: ReadonlySet<string>): boolean {
  if (files.has(plainPath(words[0] ?? ''))) return true
  const name = programName(words[0] ?? '')
  const runs = [
    'source',
    '.',
    'start',
    'msiexec',
    'regsvr32',
    'rundll32',
    'insmod',
    'dpkg',
    'rpm',
    'installer',
    'open',
    'wmic',
    'call',
  ]
  if (
    !SHELLS.has(name) &&
    !INTERPRETERS.has(name) &&
    !POWERSHELLS.has(name) &&
    !runs.includes(words[0] ?? '') &&
    !runs.includes(name)
  )
    return false
  return words.slice(1).some((word) => files.has(plainPath(word)))
}

function textOf(pipeline: Pipeline): string {
  const shown = pipeline.slice(0, MOST_SHOWN).map(({ words }) => commandLine(words))
  return shown.join(' | ').slice(0, MOST_TEXT)
}

function unique(deeds: readonly Deed[]): readonly Deed[] {
  const seen = new Set<string>()
  return deeds.filter(({ kind, text }) => {
    const key = `${kind} ${text}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}
