// modwarden completion <shell>
import { oneOf, type Define } from './reportflags.ts'

/** Adds `completion`. */
export const completion: Define = (program, call) => {
  program
    .command('completion')
    .argument('<shell>', 'bash, zsh, fish or powershell', oneOf('bash', 'zsh', 'fish', 'powershell'))
    .description('a completion script for your shell')
    .addHelpText(
      'before',
      'Examples:\n  modwarden completion bash > ~/.local/share/bash-completion/completions/modwarden\n  modwarden completion zsh > "${fpath[1]}/_modwarden"\n  modwarden completion fish > ~/.config/fish/completions/modwarden.fish\n  modwarden completion powershell >> $PROFILE\n',
    )
    .action(async (shell: string) =>
      call(async (invocation) => {
        const { completionCommand } = await import('../completion.ts')
        return completionCommand(shell, program, invocation)
      }),
    )
}
