// The zsh completion script: one function a command, over zsh's own _arguments.
// Specification: zshcompsys(1), _arguments and _describe.
import { everyCommand, type ArgumentShape, type CommandShape, type FlagShape, type Takes } from '../help/shape.ts'

/** The script, as a file `_modwarden` of the fpath, or to be sourced. */
export function zshCompletion(shape: CommandShape): string {
  return `#compdef modwarden
# zsh completion for modwarden, made by: modwarden completion zsh

# A word, "=", and a file.
_modwarden_pair() {
  if compset -P '*='; then
    _files
  else
    compadd -S = -- "$@"
  fi
}

${everyCommand(shape).map(commandFunction).join('\n')}
if [[ $funcstack[1] == _modwarden ]]; then
  _modwarden "$@"
else
  compdef _modwarden modwarden
fi
`
}

function commandFunction(command: CommandShape): string {
  const flags = command.flags.map(flagSpec)
  const name = functionName(command.words)
  if (command.commands.length === 0) {
    return `${name}() {\n  _arguments -s -S : \\\n${indented([...flags, ...command.arguments.map(argumentSpec)])}\n}\n`
  }
  const described = command.commands.map((child) => quoted(`${child.name}:${child.about.replaceAll(':', '\\:')}`))
  const cases = command.commands.map((child) => `      ${quoted(child.name)}) ${functionName(child.words)} && ret=0 ;;`)
  return `${name}() {
  local curcontext=$curcontext state line ret=1
  local -a commands
  _arguments -s -S -C : \\
${indented([...flags, quoted('1: :->command'), quoted('*:: :->arguments')])} && ret=0
  case $state in
    command)
      commands=(
${described.map((line) => `        ${line}`).join('\n')}
      )
      _describe -t commands command commands && ret=0
      ;;
    arguments)
      case $line[1] in
${cases.join('\n')}
      esac
      ;;
  esac
  return ret
}
`
}

function functionName(words: readonly string[]): string {
  return ['_modwarden', ...words].join('_')
}

/** `'*'{-o,--output}'[what]:name:action'`; without the star a flag is offered once. */
function flagSpec(flag: FlagShape): string {
  const spellings = [...(flag.short === undefined ? [] : [flag.short]), flag.long]
  const about = `[${flag.about.replaceAll(/[[\]\\]/g, '\\$&')}]`
  const action = flag.takes === undefined ? '' : `:${actionName(flag)}:${actionOf(flag.takes)}`
  const once = flag.takes?.kind === 'pair' ? '*' : `(${spellings.join(' ')})`
  const spelled = spellings.length === 1 ? quoted(spellings[0] ?? '') : `{${spellings.join(',')}}`
  return `${quoted(once)}${spelled}${quoted(`${about}${action}`)}`
}

function actionName(flag: FlagShape): string {
  return (/[<[]([^\]>]+)/.exec(flag.flags)?.[1] ?? 'value').replaceAll(':', ' ')
}

function argumentSpec(argument: ArgumentShape): string {
  const name = argument.shown.replaceAll(/[<>[\].:]/g, '')
  const optional = argument.shown.startsWith('[') && !argument.variadic ? ':' : ''
  return quoted(`${argument.variadic ? '*' : ''}:${optional}${name}:${actionOf(argument.takes)}`)
}

function actionOf(takes: Takes): string {
  switch (takes.kind) {
    case 'words':
      return `(${takes.words.join(' ')})`
    case 'pair':
      return `{_modwarden_pair ${takes.words.join(' ')}}`
    case 'file':
      return '_files'
    case 'folder':
      return '_files -/'
    case 'text':
      return ' '
  }
}

function indented(specs: readonly string[]): string {
  return specs.map((spec) => `    ${spec}`).join(' \\\n')
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
