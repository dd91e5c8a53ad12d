// modwarden man: the manual page, made of the command line's own shape.
// Specification: man(7), as mandoc and groff read it.
import type { Command } from 'commander'
import type { ExitCode } from '../report/verify.ts'
import { wholeShape } from './completion.ts'
import type { Invocation } from './flags/reportflags.ts'
import { EXIT_CODES } from './help/helptext.ts'
import { SYSTEM_FILE } from './settings/settings.ts'
import { PROJECT_FILE } from './settings/file.ts'
import { settingRows, variableOf } from './settings/table.ts'
import { everyCommand, type CommandShape, type FlagShape } from './help/shape.ts'
import { RELEASED, VERSION } from './version.ts'

/** Runs `man`. */
export async function manCommand(program: Command, { terminal }: Invocation): Promise<ExitCode> {
  terminal.stdout.write(manPage(wholeShape(program)))
  return Promise.resolve(0)
}

/** A flag that so many commands have is told once, for all. */
const SHARED = 2

/** The page of the program, as roff, in ASCII. */
function manPage(shape: CommandShape): string {
  const commands = everyCommand(shape).filter((command) => command.words.length > 0 && command.name !== 'help')
  const shared = sharedFlags(commands)
  return lines(
    `.TH MODWARDEN 1 "${RELEASED}" ${argument(`modwarden ${VERSION}`)} "User Commands"`,
    '.SH NAME',
    `modwarden \\- ${text(shape.about.replace(/\.$/, ''))}`,
    '.SH SYNOPSIS',
    '.B modwarden',
    '.RI [ command ]',
    '.RI [ options ]',
    '.SH DESCRIPTION',
    prose(
      'modwarden proves that every Go module on a machine is the one the world agreed on: it hashes what is really there and checks it against go.sum and against the checksum database, whose answers count only with their proofs. Without a command it audits the project in this folder. Data goes to standard output, progress and notices to standard error.',
    ),
    '.SH COMMANDS',
    ...commands.flatMap((command) => commandLines(command, shared)),
    '.SH OPTIONS',
    prose('These mean the same in every command that has them.'),
    ...shared.flatMap(flagLines),
    '.SH EXIT STATUS',
    ...EXIT_CODES.flatMap(([code, meaning]) => ['.TP', `.B ${code}`, prose(meaning)]),
    '.PP',
    prose(
      'The same in every format. Where several hold, 2 comes first, then 4, 1 and 3. Could not check is never a pass.',
    ),
    '.SH ENVIRONMENT',
    prose(
      "Go's own settings hold (GOPROXY, GOSUMDB, GOPRIVATE, GONOPROXY, GONOSUMDB, GOMODCACHE, GOFLAGS and others), those of go env -w included.",
    ),
    ...settingRows().flatMap(([, spec]) => [
      '.TP',
      `.B ${text(variableOf(spec))}`,
      prose(`${spec.about}. Default: ${spec.otherwise}.`),
    ]),
    '.TP',
    '.BR CI ,',
    `.BR ${['NO_COLOR', 'FORCE_COLOR', 'CLICOLOR_FORCE', 'CLICOLOR', 'TERM'].map(text).join(' ", " ')}`,
    prose('Reading every byte is the default in CI; the others decide about colours.'),
    '.TP',
    `.BR ${['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'SSL_CERT_FILE', 'NETRC'].map(text).join(' ", " ')}`,
    prose('The way to the network, as for the go command.'),
    '.SH FILES',
    '.TP',
    `.I ${text(PROJECT_FILE)}`,
    prose('What a project sets: only what makes its own check stricter.'),
    '.TP',
    `.I ${text('~/.config/modwarden/config.yaml')}`,
    prose('What the user sets; $XDG_CONFIG_HOME is honoured.'),
    '.TP',
    `.I ${text(SYSTEM_FILE)}`,
    prose('What the system sets.'),
    '.TP',
    `.I ${text('~/.cache/modwarden')}`,
    prose('The store: verified modules, the index of stat data, statistics, evidence; $XDG_CACHE_HOME is honoured.'),
    '.TP',
    `.I ${text('go.sum.proofs.json')}`,
    prose('Proofs beside a go.sum, for where the checksum database is out of reach.'),
    '.SH EXAMPLES',
    ...exampleLines(shape.examples),
    '.SH SEE ALSO',
    `.BR ${text('go-mod')} (1)`,
    '.PP',
    text('modwarden COMMAND --help; modwarden rules list; https://go.dev/ref/mod'),
  )
}

function commandLines(command: CommandShape, shared: readonly FlagShape[]): string[] {
  const own = command.flags.filter((flag) => !shared.some((other) => isSame(other, flag)))
  const others = shared.filter((flag) => flag.long !== '--help' && command.flags.some((its) => isSame(its, flag)))
  return [
    `.SS ${argument(command.usage)}`,
    prose(sentence(command.about)),
    ...command.arguments.flatMap((arg) => ['.TP', `.I ${text(arg.shown)}`, prose(sentence(arg.about || 'see above'))]),
    ...own.flatMap(flagLines),
    ...(others.length === 0 ? [] : ['.PP', prose(`And, below: ${others.map((flag) => flag.long).join(', ')}.`)]),
    ...(command.examples.length === 0 ? [] : ['.PP', 'Examples:', ...exampleLines(command.examples)]),
  ]
}

/** Flags that several commands have, in the order in which they come; of two meanings the one that more of them have. */
function sharedFlags(commands: readonly CommandShape[]): readonly FlagShape[] {
  const all = commands.flatMap((command) => command.flags)
  const times = (flag: FlagShape): number => all.filter((other) => isSame(other, flag)).length
  const seen = new Map<string, FlagShape>()
  for (const flag of all) {
    const known = seen.get(flag.flags)
    if (known === undefined || times(flag) > times(known)) seen.set(flag.flags, flag)
  }
  return [...seen.values()].filter((flag) => times(flag) >= SHARED)
}

function isSame(a: FlagShape, b: FlagShape): boolean {
  return a.flags === b.flags && a.about === b.about
}

function flagLines(flag: FlagShape): string[] {
  return ['.TP', `.B ${text(flag.flags)}`, prose(sentence(flag.about))]
}

function exampleLines(examples: readonly string[]): string[] {
  return ['.nf', '.RS 4', ...examples.map(text), '.RE', '.fi']
}

function sentence(about: string): string {
  return `${about.replace(/\.$/, '')}.`
}

/** Running text, in lines that are not too long for a page's source. */
function prose(words: string): string {
  const short: string[] = []
  for (const word of words.split(' ')) {
    const last = short.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= 60) short[short.length - 1] = `${last} ${word}`
    else short.push(word)
  }
  return short.map(text).join('\n')
}

/** Text that means nothing to roff: no escapes, no requests, hyphens that can be copied, ASCII alone. */
function text(words: string): string {
  const escaped = words
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll(
      /[^\p{ASCII}]/gu,
      (letter) => `\\[u${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
    )
  return /^[.']/.test(escaped) ? `\\&${escaped}` : escaped
}

/** Text as one argument of a request. */
function argument(words: string): string {
  return `"${text(words).replaceAll('"', '\\(dq')}"`
}

function lines(...all: readonly string[]): string {
  return `${all.join('\n')}\n`
}
