// Flags of the commands that say something about modwarden itself: text for people, or one JSON document.
import { Option, type Command } from 'commander'
import { oneOf, type ReportFlags } from './reportflags.ts'

/** Those flags as commander gives them. */
export interface RawPlainFlags {
  readonly format: string
  readonly json?: boolean
}

/** Adds the flags. */
export function withPlain(command: Command): Command {
  return command
    .addOption(new Option('-f, --format <name>', 'text or json').default('text').argParser(oneOf('text', 'json')))
    .option('--json', 'short for --format json')
}

/** Those flags, read. */
export function plainFlags(flags: RawPlainFlags): ReportFlags {
  return {
    format: flags.json === true || flags.format === 'json' ? 'json' : 'text',
    outputs: [],
    color: 'auto',
    quiet: false,
    verbose: false,
    progress: false,
  }
}
