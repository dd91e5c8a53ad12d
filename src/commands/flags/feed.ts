// modwarden feed update, status, export <file>, import <file>
import path from 'node:path'
import { plainFlags, withPlain, type RawPlainFlags } from './plain.ts'
import type { Define } from './reportflags.ts'

interface RawUpdateFlags extends RawPlainFlags {
  readonly offline?: boolean
}

const EXAMPLES = `Examples:
  modwarden feed update             fetch what malware-feeds, known-bad and known-good name
  modwarden feed status             each feed with its date
  modwarden feed export feeds.json  for a machine without a network
  modwarden feed import feeds.json
`

/** Adds `feed`. */
export const feed: Define = (program, call) => {
  const group = program
    .command('feed')
    .summary('what is known of bad and good modules')
    .description('what is known of bad and good modules: update, status, export, import')
    .helpCommand(false)
    .addHelpText('before', EXAMPLES)
  withPlain(group.command('update'))
    .description('fetch every feed of your configuration; what cannot be had leaves the old one')
    .addHelpText(
      'before',
      'Examples:\n  modwarden feed update\n  MODWARDEN_MALWARE_FEEDS=/srv/malicious-packages modwarden feed update\n',
    )
    .option('--offline', 'open no connection: files and folders alone')
    .action(async (flags: RawUpdateFlags) =>
      call(async (invocation) => {
        const { feedUpdateCommand } = await import('../feed.ts')
        return feedUpdateCommand(plainFlags(flags), flags.offline === true, invocation)
      }),
    )
  withPlain(group.command('status'))
    .description('each feed: its date, its entries, its signature')
    .addHelpText('before', 'Examples:\n  modwarden feed status\n  modwarden feed status --format json\n')
    .action(async (flags: RawPlainFlags) =>
      call(async (invocation) => {
        const { feedStatusCommand } = await import('../feed.ts')
        return feedStatusCommand(plainFlags(flags), invocation)
      }),
    )
  withPlain(group.command('export').argument('<file>', 'the file to write'))
    .description('write all stored feeds, with their signatures, into one file')
    .addHelpText('before', 'Examples:\n  modwarden feed export feeds.json\n')
    .action(async (file: string, flags: RawPlainFlags) =>
      call(async (invocation) => {
        const { feedExportCommand } = await import('../feed.ts')
        return feedExportCommand(path.resolve(invocation.cwd, file), plainFlags(flags), invocation)
      }),
    )
  withPlain(group.command('import').argument('<file>', 'what export wrote'))
    .description('take feeds from such a file: those that are configured here, too')
    .addHelpText('before', 'Examples:\n  modwarden feed import feeds.json\n')
    .action(async (file: string, flags: RawPlainFlags) =>
      call(async (invocation) => {
        const { feedImportCommand } = await import('../feed.ts')
        return feedImportCommand(path.resolve(invocation.cwd, file), plainFlags(flags), invocation)
      }),
    )
}
