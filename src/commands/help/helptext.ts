// What --help and the man page say around the commands: examples, groups, exit codes.
import { Help, type Command } from 'commander'
import type { ExitCode } from '../../report/verify.ts'

/** The examples of the whole program, first thing in `--help`. */
export const EXAMPLES = `Examples:
  modwarden verify ../shop              prove every module of a project
  modwarden scan example.com/m@v1.0.0   what a module would do`

/** What each exit code means, for every command and format. */
export const EXIT_CODES: ReadonlyArray<readonly [ExitCode, string]> = [
  [0, 'fine'],
  [1, 'findings'],
  [2, 'usage or configuration'],
  [3, 'a check could not be completed'],
  [4, 'integrity broken'],
]

/** The groups of `--help`, in order; what is in none of them belongs to the last. */
const GROUPS: ReadonlyArray<readonly [string, readonly string[]]> = [
  ['Integrity:', ['audit', 'verify', 'repair', 'clean']],
  [
    'Code, tree and environment:',
    ['scan', 'compare', 'diff', 'why', 'tree', 'outdated', 'vulns', 'fix', 'waive', 'doctor'],
  ],
  ['Guard:', ['guard', 'serve', 'policy']],
  [
    'Reports and modwarden itself:',
    // One list would be a line a word.
    'report sbom vex rebuild feed token log who store demo convert statistics explain rules config completion man version'.split(
      ' ',
    ),
  ],
]

/** The end of `--help`. */
export const CODES: string = `
More commands: ${(GROUPS.at(-1)?.[1].join(', ') ?? '').replace(/^(.{40,60}), /, '$1,\n')}.
Exit codes: 0 fine · 1 findings · 2 usage or configuration · 3 a check could not
be completed · 4 integrity broken. Settings: modwarden config show --origin.`

/** How help looks, for the program and the commands that it is given afterwards: each in as few words as it needs. */
export function styleHelp(program: Command): void {
  const plain = new Help()
  const last = new Set(GROUPS.at(-1)?.[1] ?? [])
  program.configureHelp({
    subcommandTerm: (command) => `${command.name()} ${command.usage().replace(/\[options\] ?/, '')}`.trim(),
    visibleCommands: (command) => command.commands.toSorted((a, b) => placeOf(a) - placeOf(b)),
    // All commands on one screen: those that are about no module are only named, at the end.
    formatHelp: (command, helper) => {
      const main = command.parent === null
      const short = Object.assign(new Help(), helper, {
        visibleCommands: (of: Command) => helper.visibleCommands(of).filter((one) => !main || !last.has(one.name())),
      })
      return plain.formatHelp(command, short)
    },
    // What nobody asked for is not done: that a default is nothing need not be said.
    optionDescription: (option) =>
      option.defaultValueDescription === 'none' ? option.description : plain.optionDescription(option),
  })
}

/** Puts every command of the program into its group. */
export function groupCommands(program: Command): void {
  // Everybody knows it or does not need it: it works without being listed.
  program.addHelpCommand(program.createCommand('help').argument('[command]').description('the same as --help'))
  for (const command of program.commands) command.helpGroup(GROUPS[groupOf(command)]?.[0] ?? '')
}

function groupOf(command: Command): number {
  const found = GROUPS.findIndex(([, names]) => names.includes(command.name()))
  return found < 0 ? GROUPS.length - 1 : found
}

/** Commands of one group stay together; one that is not listed comes last in the last. */
function placeOf(command: Command): number {
  const names = GROUPS.flatMap(([, members]) => members)
  const place = names.indexOf(command.name())
  return place < 0 ? names.length : place
}
