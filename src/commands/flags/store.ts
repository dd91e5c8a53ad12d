// modwarden store verify, scrub, gc, export <file>, import <file>
import { InvalidArgumentError, Option, type Command } from 'commander'
import { parseAge } from '../../jobs/cache/cleanage.ts'
import { whenOf } from './when.ts'
import type { StoreFlags } from '../store.ts'
import { plainFlags, withPlain, type RawPlainFlags } from './plain.ts'
import type { Define } from './reportflags.ts'

interface RawStoreFlags extends RawPlainFlags {
  readonly data?: string
}

interface RawScrubFlags extends RawStoreFlags {
  readonly rate?: number
}

interface RawGcFlags extends RawStoreFlags {
  readonly olderThan?: number
  readonly maxSize?: number
  readonly project?: readonly string[]
  readonly yes?: boolean
}

interface RawExportFlags extends RawStoreFlags {
  readonly since?: Date
}

const EXAMPLES = `Examples:
  modwarden store verify                   every file, every proof, the log
  modwarden store gc --older-than 180d     what would go; --yes does it
  modwarden store export guard.tar         for a guard without a network
  modwarden store import guard.tar --data DIR

All of it works beside a guard that runs.
`

/** Adds `store`. */
export const store: Define = (program, call) => {
  const group = program
    .command('store')
    .summary('what a guard keeps: verify, scrub, gc, export, import')
    .description('what a guard keeps: verify, scrub, gc, export, import')
    .helpCommand(false)
    .addHelpText('before', EXAMPLES)
  withStore(group.command('verify'))
    .description('hash every file, prove every version offline, check the log; 4 where something is broken')
    .addHelpText('before', 'Examples:\n  modwarden store verify --data /var/lib/modwarden\n')
    .action(async (flags: RawStoreFlags) =>
      call(async (invocation) => {
        const { storeVerifyCommand } = await import('../store.ts')
        return storeVerifyCommand(storeFlags(flags), invocation)
      }),
    )
  withStore(group.command('scrub'))
    .description('read every file again, slowly, from where the last one stopped; serve does it by itself')
    .addHelpText('before', 'Examples:\n  modwarden store scrub --rate 50\n')
    .addOption(new Option('--rate <megabytes>', 'read so many a second (default: scrub-rate)').argParser(rateOf))
    .action(async (flags: RawScrubFlags) =>
      call(async (invocation) => {
        const { storeScrubCommand } = await import('../store.ts')
        return storeScrubCommand(flags.rate, storeFlags(flags), invocation)
      }),
    )
  withStore(group.command('gc'))
    .description('remove zips that nobody fetched for long; only says what, without --yes')
    .addHelpText(
      'before',
      'Examples:\n  modwarden store gc --older-than 180d --project ~/src/shop\n  modwarden store gc --max-size 50G --yes\n\nWhat is held or blocked stays: it is evidence.\n',
    )
    .addOption(new Option('--older-than <age>', 'not fetched for 180d, 12h, 4w, 1y').argParser(ageOf))
    .addOption(
      new Option('--max-size <size>', 'leave at most 500M, 50G of zips; the last 7 days stay').argParser(sizeOf),
    )
    .option('--project <folder...>', 'keep what its go.sum names')
    .option('--yes', 'do it')
    .action(async (flags: RawGcFlags) =>
      call(async (invocation) => {
        const { olderThan, maxSize, project = [], yes = false } = flags
        const { storeGcCommand } = await import('../store.ts')
        return storeGcCommand({ ...storeFlags(flags), olderThan, maxSize, projects: project, yes }, invocation)
      }),
    )
  withStore(group.command('export').argument('<file>', 'the file to write'))
    .description('modules with their proofs, and the decision log, as one tar file')
    .addHelpText(
      'before',
      'Examples:\n  modwarden store export guard.tar\n  modwarden store export new.tar --since 7d\n',
    )
    .addOption(new Option('--since <when>', 'what is kept since 7d, or a day: 2026-11-01').argParser(whenOf))
    .action(async (file: string, flags: RawExportFlags) =>
      call(async (invocation) => {
        const { storeExportCommand } = await import('../store.ts')
        return storeExportCommand(file, flags.since, storeFlags(flags), invocation)
      }),
    )
  withStore(group.command('import').argument('<file>', 'what export wrote'))
    .description('take such a file; each version is proven before it is kept, without a network')
    .addHelpText('before', 'Examples:\n  modwarden store import guard.tar --data /var/lib/modwarden\n')
    .action(async (file: string, flags: RawStoreFlags) =>
      call(async (invocation) => {
        const { storeImportCommand } = await import('../store.ts')
        return storeImportCommand(file, storeFlags(flags), invocation)
      }),
    )
}

function withStore(command: Command): Command {
  return withPlain(command).option('--data <folder>', 'what the guard keeps (default: guard in the store)')
}

function storeFlags(flags: RawStoreFlags): StoreFlags {
  return { ...plainFlags(flags), progress: true, data: flags.data }
}

function rateOf(text: string): number {
  const rate = Number(text)
  if (!Number.isInteger(rate) || rate < 1 || rate > 100_000) throw new InvalidArgumentError('A whole number from 1.')
  return rate
}

function ageOf(text: string): number {
  const ms = parseAge(text)
  if (ms === undefined) throw new InvalidArgumentError('Write a number and h, d, w or y, as in 180d.')
  return ms
}

function sizeOf(text: string): number {
  const [, digits = '', unit = ''] = /^(\d{1,6})([MGT])B?$/i.exec(text) ?? []
  const factor = { m: 1e6, g: 1e9, t: 1e12 }[unit.toLowerCase()]
  if (factor === undefined) throw new InvalidArgumentError('Write a number and M, G or T, as in 50G.')
  return Number(digits) * factor
}
