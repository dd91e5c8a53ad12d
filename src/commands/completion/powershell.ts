// The PowerShell completion script, for Windows PowerShell 5.1 and PowerShell 7.
// Specification: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/register-argumentcompleter
import { everyCommand, type CommandShape, type FlagShape } from '../help/shape.ts'

/** The script, for $PROFILE. Where it offers nothing, PowerShell offers files. */
export function powershellCompletion(shape: CommandShape): string {
  const all = everyCommand(shape)
  const commands = all.map((command) =>
    entry(
      command,
      command.commands.map((c) => item(c.name, c.about, [])),
    ),
  )
  const flags = all.map((command) => entry(command, command.flags.flatMap(flagItems)))
  const given = all.flatMap((command) => {
    const takes = command.arguments[0]?.takes
    return takes?.kind === 'words' ? [entry(command, takes.words.map(quoted))] : []
  })
  return `# PowerShell completion for modwarden, made by: modwarden completion powershell
Register-ArgumentCompleter -Native -CommandName modwarden -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    # By the commands before the cursor: what may follow, with what it means; Words are what a flag's argument may be.
    $commands = @{
${commands.join('\n')}
    }
    $flags = @{
${flags.join('\n')}
    }
    $given = @{
${given.join('\n')}
    }

    $path = ''
    $flag = $null
    foreach ($element in ($commandAst.CommandElements | Select-Object -Skip 1)) {
        # The word under the cursor is not before it.
        if ($element.Extent.EndOffset -ge $cursorPosition -and $wordToComplete -ne '') { break }
        $word = $element.ToString()
        if ($null -ne $flag) { $flag = $null; continue }
        if ($word.StartsWith('-')) {
            $flag = $flags[$path] | Where-Object { $_.Name -ceq $word -and $_.Takes } | Select-Object -First 1
            continue
        }
        $next = ($path + ' ' + $word).Trim()
        if ($commands.ContainsKey($next)) { $path = $next }
    }

    if ($null -ne $flag) {
        $offers = $flag.Words | ForEach-Object { @{ Name = $_; About = $_ } }
    } elseif ($wordToComplete.StartsWith('-')) {
        $offers = $flags[$path]
    } elseif ($given.ContainsKey($path)) {
        $offers = $given[$path] | ForEach-Object { @{ Name = $_; About = $_ } }
    } else {
        $offers = $commands[$path]
    }
    $offers | Where-Object { $_.Name -like "$wordToComplete*" } | ForEach-Object {
        [System.Management.Automation.CompletionResult]::new($_.Name, $_.Name, 'ParameterValue', $_.About)
    }
}
`
}

function entry(command: CommandShape, items: readonly string[]): string {
  const name = `        ${quoted(command.words.join(' '))} = @(`
  return items.length === 0
    ? `${name})`
    : `${name}\n${items.map((line) => `            ${line}`).join('\n')}\n        )`
}

function flagItems(flag: FlagShape): string[] {
  const { takes } = flag
  const words =
    takes?.kind === 'words' ? takes.words : takes?.kind === 'pair' ? takes.words.map((word) => `${word}=`) : []
  return [flag.long, ...(flag.short === undefined ? [] : [flag.short])].map((name) =>
    item(name, flag.about, [
      `Takes = ${takes === undefined ? '$false' : '$true'}`,
      `Words = @(${words.map(quoted).join(', ')})`,
    ]),
  )
}

function item(name: string, about: string, more: readonly string[]): string {
  return `@{ ${[`Name = ${quoted(name)}`, `About = ${quoted(about)}`, ...more].join('; ')} }`
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
