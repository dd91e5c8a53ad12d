// The fish completion script. Specification: https://fishshell.com/docs/current/cmds/complete.html
import { everyCommand, type CommandShape, type Takes } from '../help/shape.ts'

/** The script, for ~/.config/fish/completions/modwarden.fish. */
export function fishCompletion(shape: CommandShape): string {
  const all = everyCommand(shape)
  const withArgument = all.flatMap((command) =>
    command.flags
      .filter((flag) => flag.takes !== undefined)
      .flatMap((flag) => [flag.short, flag.long].filter((spelling) => spelling !== undefined))
      .map((spelling) => quoted(`${command.words.join(' ')}|${spelling}`)),
  )
  const paths = all.filter((command) => command.words.length > 0).map((command) => quoted(command.words.join(' ')))
  return `# fish completion for modwarden, made by: modwarden completion fish

# The commands before the cursor: "rules list".
function __modwarden_path
    set -l takes ${withArgument.join(' ')}
    set -l paths ${paths.join(' ')}
    set -l path
    set -l skip 0
    set -l words (commandline -opc)
    for word in $words[2..-1]
        if test $skip = 1
            set skip 0
            continue
        end
        switch $word
            case '--*=*'
            case '-*'
                contains -- "$path|$word" $takes; and set skip 1
            case '*'
                set -l next (string trim -- "$path $word")
                contains -- $next $paths; and set path $next
        end
    end
    echo "$path"
end

function __modwarden_at
    set -l path (__modwarden_path)
    test "$path" = "$argv"
end

# A word, "=", and a file.
function __modwarden_pair
    set -l token (string replace -r -- '^(-[a-z]|--[a-z-]+=)' '' (commandline -ct))
    if string match -q -- '*=*' $token
        set -l head (string replace -r -- '=.*' '=' $token)
        for file in (__fish_complete_path (string replace -r -- '^[^=]*=' '' $token))
            echo $head$file
        end
    else
        printf '%s=\\n' $argv
    end
end

complete -c modwarden -f
${all.map(commandLines).join('\n')}
`
}

function commandLines(command: CommandShape): string {
  const at = `complete -c modwarden -n ${quoted(['__modwarden_at', ...command.words].join(' '))}`
  const lines = [
    ...command.commands.map((child) => `${at} -a ${child.name} -d ${quoted(child.about)}`),
    ...command.flags.map((flag) => {
      const short = flag.short === undefined ? '' : ` -s ${flag.short.slice(1)}`
      const takes = flag.takes === undefined ? '' : ` ${takesFlags(flag.takes)}`
      return `${at}${short} -l ${flag.long.slice(2)}${takes} -d ${quoted(flag.about)}`
    }),
    // The path before the cursor is a leaf's own: what follows are its arguments.
    ...(command.commands.length > 0 ? [] : command.arguments.map((argument) => argumentLine(at, argument.takes))),
  ]
  return [...new Set(lines.filter((line) => line !== ''))].join('\n')
}

function takesFlags(takes: Takes): string {
  switch (takes.kind) {
    case 'words':
      return `-x -a ${quoted(takes.words.join(' '))}`
    case 'pair':
      return `-x -a ${quoted(`(__modwarden_pair ${takes.words.join(' ')})`)}`
    case 'folder':
      return `-x -a '(__fish_complete_directories)'`
    case 'file':
      return '-r -F'
    case 'text':
      return '-x'
  }
}

function argumentLine(at: string, takes: Takes): string {
  if (takes.kind === 'text' || takes.kind === 'pair') return ''
  return takes.kind === 'file' ? `${at} -F` : `${at} ${takesFlags(takes).replace('-x ', '')}`
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
