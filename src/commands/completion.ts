// modwarden completion: scripts for four shells, made of the command line's own shape. They hold everything that they
// offer, so that no TAB starts a program.
import type { Command } from 'commander'
import { FORMATS } from '../report/formats.ts'
import type { ExitCode } from '../report/verify.ts'
import { allRules } from '../rules/registry.ts'
import { bashCompletion } from './completion/bash.ts'
import { fishCompletion } from './completion/fish.ts'
import { powershellCompletion } from './completion/powershell.ts'
import { zshCompletion } from './completion/zsh.ts'
import type { Invocation } from './flags/reportflags.ts'
import { shapeOf, type CommandShape } from './help/shape.ts'

/** Runs `completion`; `shell` is one of bash, zsh, fish and powershell. */
export async function completionCommand(shell: string, program: Command, { terminal }: Invocation): Promise<ExitCode> {
  terminal.stdout.write(completionScript(shell, wholeShape(program)))
  return Promise.resolve(0)
}

/** The script for one shell. */
function completionScript(shell: string, shape: CommandShape): string {
  switch (shell) {
    case 'bash':
      return bashCompletion(shape)
    case 'zsh':
      return zshCompletion(shape)
    case 'fish':
      return fishCompletion(shape)
    default:
      return powershellCompletion(shape)
  }
}

/** The program's shape with the words that its arguments may be. */
export function wholeShape(program: Command): CommandShape {
  const commands = program.commands.map((command) => command.name())
  return shapeOf(program, { rule: allRules.map((rule) => rule.id), format: FORMATS, command: commands })
}
