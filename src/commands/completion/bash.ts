// The bash completion script. It runs in bash 3.2 too, which macOS has.
// Specification: bash(1), Programmable Completion.
import { everyCommand, type CommandShape, type Takes } from '../help/shape.ts'

/** The script, to be sourced. */
export function bashCompletion(shape: CommandShape): string {
  const all = everyCommand(shape)
  const flagCases = all.flatMap((command) =>
    command.flags.flatMap((flag) =>
      flag.takes === undefined
        ? []
        : [`${pattern(command, [flag.short, flag.long])}) takes=${quoted(takesText(flag.takes))} ;;`],
    ),
  )
  const argumentCases = all.flatMap((command) => {
    const [first] = command.arguments
    return first === undefined ? [] : [`${quoted(command.words.join(' '))}) takes=${quoted(takesText(first.takes))} ;;`]
  })
  const commandCases = all
    .filter((command) => command.words.length > 0)
    .map((command) => quoted(command.words.join(' ')))
  const offers = all.map((command) => {
    const flags = command.flags.flatMap((flag) => [flag.long, ...(flag.short === undefined ? [] : [flag.short])])
    const names = command.commands.map((child) => child.name)
    return `${quoted(command.words.join(' '))}) flags=${quoted(flags.join(' '))} commands=${quoted(names.join(' '))} ;;`
  })
  return `# bash completion for modwarden, made by: modwarden completion bash

# What the argument of a flag is: "words …", "pair …" (word=file), file, folder or text; status 1 where it takes none.
_modwarden_flag() {
  case "$1|$2" in
${indented(flagCases)}
    *) takes=''; return 1 ;;
  esac
}

# What the arguments of a command are.
_modwarden_argument() {
  case "$1" in
${indented(argumentCases)}
    *) takes='' ;;
  esac
}

_modwarden_is_command() {
  case "$1" in
    ${commandCases.join(' | ')}) return 0 ;;
  esac
  return 1
}

_modwarden_offers() {
  case "$1" in
${indented(offers)}
  esac
}

# Offers what $1 says for the word $2; $3 stands before it in the same word.
_modwarden_reply() {
  local IFS=$'\\n' offered before=$3
  # Where "=" breaks words, only what follows it is replaced.
  [[ $COMP_WORDBREAKS == *=* ]] && before=''
  case "$1" in
    'words '*)
      offered=\${1#words }
      COMPREPLY=($(compgen -P "$before" -W "\${offered// /$IFS}" -- "$2"))
      ;;
    'pair '*)
      if [[ $2 == *=* ]]; then
        _modwarden_reply file "\${2#*=}" "$3\${2%%=*}="
        return
      fi
      offered=\${1#pair }
      COMPREPLY=($(compgen -P "$before" -S = -W "\${offered// /$IFS}" -- "$2"))
      compopt -o nospace 2>/dev/null
      ;;
    file)
      COMPREPLY=($(compgen -P "$before" -f -- "$2"))
      compopt -o filenames 2>/dev/null
      ;;
    folder)
      COMPREPLY=($(compgen -P "$before" -d -- "$2"))
      compopt -o filenames 2>/dev/null
      ;;
  esac
}

_modwarden() {
  local words word path='' takes='' flags='' commands='' current='' only='' i count=0
  COMPREPLY=()
  words=()
  # "=" may be a word of its own: it is joined to what it is part of.
  for ((i = 1; i <= COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if ((count > 0)) && [[ $word == =* || \${words[count - 1]} == *= ]]; then
      words[count - 1]+=$word
    else
      words[count]=$word
      count=$((count + 1))
    fi
  done
  ((count > 0)) && current=\${words[count - 1]}
  for ((i = 0; i < count - 1; i++)); do
    word=\${words[i]}
    if [[ -n $takes ]]; then
      takes=''
    elif [[ -n $only ]]; then
      continue
    elif [[ $word == -- ]]; then
      only=1
    elif [[ $word == -* ]]; then
      [[ $word == *=* ]] || _modwarden_flag "$path" "$word"
    elif _modwarden_is_command "\${path:+$path }$word"; then
      path=\${path:+$path }$word
    fi
  done
  if [[ -n $takes ]]; then
    _modwarden_reply "$takes" "$current" ''
  elif [[ -z $only && $current == --*=* ]]; then
    _modwarden_flag "$path" "\${current%%=*}" && _modwarden_reply "$takes" "\${current#*=}" "\${current%%=*}="
  else
    _modwarden_offers "$path"
    if [[ -z $only && $current == -* ]]; then
      COMPREPLY=($(compgen -W "$flags" -- "$current"))
    elif [[ -n $commands ]]; then
      COMPREPLY=($(compgen -W "$commands" -- "$current"))
    else
      _modwarden_argument "$path"
      _modwarden_reply "$takes" "$current" ''
    fi
  fi
  return 0
}

complete -F _modwarden modwarden
`
}

function pattern(command: CommandShape, flags: ReadonlyArray<string | undefined>): string {
  const path = command.words.join(' ')
  return flags
    .filter((flag) => flag !== undefined)
    .map((flag) => quoted(`${path}|${flag}`))
    .join(' | ')
}

function takesText(takes: Takes): string {
  return takes.kind === 'words' || takes.kind === 'pair' ? `${takes.kind} ${takes.words.join(' ')}` : takes.kind
}

function indented(lines: readonly string[]): string {
  return lines.map((line) => `    ${line}`).join('\n')
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
