// The command line as data, read from the commander program: what the completion scripts and the man page are made of,
// so that neither can forget a flag.
import { EventEmitter } from 'node:events'
import type { Command, Option } from 'commander'
import { isWordParser } from '../flags/reportflags.ts'

/** What an argument is. */
export type Takes =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  /** `format=file`: one of the words, "=", and a file. */
  | { readonly kind: 'pair'; readonly words: readonly string[] }
  | { readonly kind: 'file' | 'folder' | 'text' }

/** A flag. */
export interface FlagShape {
  /** `-f`; `undefined` where there is none. */
  readonly short: string | undefined
  /** `--format`. */
  readonly long: string
  /** As help shows both: `-f, --format <name>`. */
  readonly flags: string
  readonly about: string
  /** `undefined` where it takes no argument. */
  readonly takes: Takes | undefined
}

/** An argument. */
export interface ArgumentShape {
  /** As help shows it: `[folder]`, `<rule...>`. */
  readonly shown: string
  readonly about: string
  readonly takes: Takes
  readonly variadic: boolean
}

/** A command, with its commands. */
export interface CommandShape {
  readonly name: string
  /** The words that call it, without the program's own name: `rules list`. */
  readonly words: readonly string[]
  /** `modwarden rules show [options] <rule>`. */
  readonly usage: string
  readonly group: string
  readonly about: string
  /** Lines that can be run. */
  readonly examples: readonly string[]
  readonly flags: readonly FlagShape[]
  readonly arguments: readonly ArgumentShape[]
  readonly commands: readonly CommandShape[]
}

/** Reads a program. `words` has the words that an argument of a name may be (`rule`), where its parser does not say. */
export function shapeOf(program: Command, words: Readonly<Record<string, readonly string[]>> = {}): CommandShape {
  return commandShape(program, [], words)
}

function commandShape(
  command: Command,
  called: readonly string[],
  words: Readonly<Record<string, readonly string[]>>,
): CommandShape {
  const help = command.createHelp()
  return {
    name: command.name(),
    words: called,
    usage: [...ancestry(command), command.usage()].join(' '),
    group: command.helpGroup().replace(/:$/, ''),
    about: command.description(),
    examples: examplesOf(command),
    flags: help.visibleOptions(command).map((option) => flagShape(option, words)),
    arguments: command.registeredArguments.map((argument) => ({
      shown: shownArgument(argument.name(), argument.required, argument.variadic),
      about: argument.description,
      takes: takesOf(argument.name(), argument.parseArg, words),
      variadic: argument.variadic,
    })),
    commands: help.visibleCommands(command).map((child) => commandShape(child, [...called, child.name()], words)),
  }
}

function ancestry(command: Command): string[] {
  return command.parent === null ? [command.name()] : [...ancestry(command.parent), command.name()]
}

/** What the command writes before its help, as lines without the heading. */
function examplesOf(command: Command): string[] {
  let text = ''
  // What `addHelpText` adds is kept in listeners only.
  if (command instanceof EventEmitter) {
    command.emit('beforeHelp', { error: false, command, write: (part: string) => (text += part) })
  }
  const lines = text.split('\n').map((line) => line.trim())
  return lines.filter((line) => line.startsWith('modwarden'))
}

function flagShape(option: Option, words: Readonly<Record<string, readonly string[]>>): FlagShape {
  const placeholder = /[<[]([^\]>]+)/.exec(option.flags)?.[1]
  return {
    short: option.short,
    long: option.long ?? option.flags,
    flags: option.flags,
    about: option.description.replaceAll(/\s*\n\s*/g, ' '),
    takes: placeholder === undefined ? undefined : takesOf(placeholder, option.parseArg, words),
  }
}

/** A parser of a few words knows them; otherwise the name in help says what it is, as it says it to people. */
function takesOf(name: string, parse: unknown, words: Readonly<Record<string, readonly string[]>>): Takes {
  const plain = name.replace(/\.{3}$/, '').toLowerCase()
  const [first = '', second] = plain.split('=')
  const known = isWordParser(parse) ? parse.words : words[first]
  if (second !== undefined) return known === undefined ? { kind: 'text' } : { kind: 'pair', words: known }
  if (known !== undefined) return { kind: 'words', words: known }
  if (plain === 'folder' || plain === 'dir' || plain === 'roots') return { kind: 'folder' }
  return { kind: plain === 'file' || plain === 'files' || plain === 'zip' ? 'file' : 'text' }
}

function shownArgument(name: string, required: boolean, variadic: boolean): string {
  const inner = `${name}${variadic ? '...' : ''}`
  return required ? `<${inner}>` : `[${inner}]`
}

/** A command and all below it, the outer ones first. */
export function everyCommand(shape: CommandShape): readonly CommandShape[] {
  return [shape, ...shape.commands.flatMap(everyCommand)]
}
