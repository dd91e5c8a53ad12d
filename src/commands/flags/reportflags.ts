// What every command that makes a report accepts, and what a command is given when it is called.
import path from 'node:path'
import { Option, InvalidArgumentError, type Command } from 'commander'
import { FORMATS, type Format } from '../../report/formats.ts'
import type { SettingValues } from '../settings/settings.ts'
import type { ColorChoice, Terminal } from '../run/terminal.ts'

/** What a command gets besides its flags. */
export interface Invocation {
  readonly terminal: Terminal
  readonly cwd: string
  readonly signal: AbortSignal
}

/** Adds a command to the program; the command's own code is imported when it is called, so that `--help` loads none. */
export type Define = (program: Command, call: Call) => void

/** Runs one command and keeps its exit code: one of `ExitCode`, or that of a command that it ran. */
export type Call = (command: (invocation: Invocation) => Promise<number>) => Promise<void>

/** A report to be written to a file. */
export interface Output {
  readonly format: Format
  readonly file: string
  /** Nobody named the file: its name is told, and whatever stands there is never written through. */
  readonly implied?: true
}

/** Flags of every command that makes a report. */
export interface ReportFlags {
  /** What goes to stdout. */
  readonly format: Format
  /** What goes to files besides. */
  readonly outputs: readonly Output[]
  readonly color: ColorChoice
  readonly quiet: boolean
  readonly verbose: boolean
  readonly progress: boolean
}

/** Flags of every command that looks at modules. */
export interface CommonFlags extends ReportFlags {
  /** What flags set of the settings. */
  readonly settings: SettingValues
}

/** Those flags as commander gives them. */
export interface RawReportFlags {
  readonly format: Format
  readonly json?: boolean
  readonly output: readonly Output[]
  readonly color: ColorChoice
  readonly quiet?: boolean
  readonly verbose?: boolean
  readonly progress: boolean
}

/** Those flags as commander gives them. */
export interface RawFlags extends RawReportFlags {
  readonly full?: boolean
  readonly offline?: boolean
  readonly requireProof?: boolean
  readonly askAll?: boolean
}

/** Adds the flags of a command that looks at modules. */
export function withCommon(command: Command, formats: readonly Format[] = FORMATS): Command {
  return withReport(
    command
      .option('--full', 'ignore the index: read every byte (default in CI)')
      .option('--no-full', 'use the index, in CI too')
      .option('--offline', 'open no connection')
      .option('--require-proof', 'exit 3 where GONOSUMDB keeps a proof away')
      .option('--ask-all', 'ask about hosts that may be private, too'),
    formats,
  )
}

/** Adds the flags of a command that makes a report; `formats` are those that it has. */
export function withReport(command: Command, formats: readonly Format[] = FORMATS): Command {
  return command
    .addOption(
      new Option('-f, --format <name>', `${formats.slice(0, 6).join(', ')},\n${formats.slice(6).join(', ')}`)
        .default('text')
        .argParser(oneOf(...formats)),
    )
    .option('--json', 'short for --format json')
    .addOption(
      new Option('-o, --output <format=file>', 'write a report to a file as well; repeatable')
        .default([], 'none')
        .argParser((value: string, before: readonly Output[]) => outputOf(value, before, formats)),
    )
    .addOption(
      new Option('--color <when>', 'auto, always or never').default('auto').argParser(oneOf('auto', 'always', 'never')),
    )
    .option('-q, --quiet', 'print nothing when all is well')
    .option('-v, --verbose', 'show all that is wrong, not the first 20')
    .option('--no-progress', 'no progress on stderr')
}

/** Reads one of a few words, and knows them: completion offers them. */
export interface WordParser {
  (value: string): string
  readonly words: readonly string[]
}

/** One of a few words; `choices` would list them a second time, on a line of their own. */
export function oneOf(...words: readonly string[]): WordParser {
  const parse = (value: string): string => {
    if (words.includes(value)) return value
    throw new InvalidArgumentError(`Allowed: ${words.join(', ')}.`)
  }
  return Object.assign(parse, { words })
}

/** Whether the parser of a flag or argument came from `oneOf`. */
export function isWordParser(parse: unknown): parse is WordParser {
  return typeof parse === 'function' && 'words' in parse && Array.isArray(parse.words)
}

/** Adds one value of a repeatable flag. */
export function repeated(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value]
}

function outputOf(value: string, before: readonly Output[], formats: readonly Format[]): readonly Output[] {
  const equals = value.indexOf('=')
  const format = formats.find((name) => name === value.slice(0, equals))
  const file = value.slice(equals + 1)
  if (format === undefined || file === '') {
    throw new InvalidArgumentError(`Write FORMAT=FILE, as in sarif=modwarden.sarif. Formats: ${formats.join(', ')}.`)
  }
  // The second report would replace the first, and whoever reads it would wait for another format.
  const twice = before.some((earlier) => path.resolve(earlier.file) === path.resolve(file))
  if (twice) throw new InvalidArgumentError(`${file} is named twice; each report needs a file of its own.`)
  return [...before, { format, file }]
}

/** The flags of a report, read. */
export function reportFlags(flags: RawReportFlags): ReportFlags {
  return {
    format: flags.json === true ? 'json' : flags.format,
    outputs: flags.output,
    color: flags.color,
    quiet: flags.quiet === true,
    verbose: flags.verbose === true,
    progress: flags.progress,
  }
}

/** The common flags, read. */
export function common(flags: RawFlags): CommonFlags {
  return {
    ...reportFlags(flags),
    settings: {
      full: flags.full,
      offline: flags.offline === true ? true : undefined,
      requireProof: flags.requireProof === true ? true : undefined,
      askAll: flags.askAll === true ? true : undefined,
    },
  }
}
