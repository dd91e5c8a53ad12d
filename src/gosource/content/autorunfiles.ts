// The files from which editors, agents, containers and shells take commands, and how each is read: which commands start,
// at which line, and whether on the machine itself. JSON may have comments; what is half written is read as far as it
// goes.
import { judgeCommands } from './command.ts'
import { lineAt } from './fact.ts'
import { elements, member, members, parseJson, textIn, type JsonValue } from './jsonplaces.ts'

/** A command that something starts. */
export interface Command {
  readonly text: string
  /** What is told of it, where that is not all. */
  readonly shown?: string
  readonly line: number
  /** Whether it starts without being asked for, outside of any container. */
  readonly host: boolean
}

/** One kind of file: which names it has, what starts its commands, and how they are read. */
export interface Autorun {
  readonly name: RegExp
  readonly what: string
  readonly read: (text: string) => readonly Command[]
  /** A person starts it by another command first: told only where it is odd. */
  readonly onlyOdd?: boolean
}

/** How many commands of one file are read. */
export const MOST_COMMANDS = 100

/** Every kind of such a file. */
export const AUTORUNS: readonly Autorun[] = [
  {
    name: at(String.raw`\.vscode\/tasks\.json`),
    what: 'an editor task that starts when the folder is opened',
    read: tasks,
  },
  { name: /\.code-workspace$/, what: 'an editor task that starts when the workspace is opened', read: workspaceTasks },
  { name: at(String.raw`\.vscode\/settings\.json`), what: 'an editor setting', read: editorSettings },
  {
    name: at(String.raw`(?:\.devcontainer\/(?:[^/]+\/)?devcontainer|\.devcontainer)\.json`),
    what: 'a development container that starts a command',
    read: devcontainer,
  },
  {
    name: at(
      String.raw`(?:\.(?:claude|cursor|gemini|codex|windsurf|kiro|roo|amazonq|continue|qwen|copilot|factory|opencode|crush|junie|augment|trae|cline)\/(?:[^/]+\/)*[\w.-]+\.json|\.vscode\/mcp\.json|\.zed\/settings\.json|\.?mcp(?:_config)?\.json|opencode\.jsonc?|\.claude\.json)`,
    ),
    what: 'a hook or a server of a coding agent',
    read: agent,
  },
  { name: at(String.raw`\.codex\/config\.toml`), what: 'a server of a coding agent', read: agentToml },
  {
    name: at(String.raw`(?:\.?githooks|\.husky|\.git-hooks|\.git\/hooks|\.git_hooks)\/[\w.-]+`),
    what: 'a git hook',
    read: wholeText(false),
  },
  { name: at(String.raw`\.envrc`), what: 'direnv, which runs when the folder is entered', read: wholeText(true) },
  {
    name: at(String.raw`\.?(?:mise|rtx)(?:\.local)?\.toml`),
    what: 'mise, which runs when the folder is entered',
    read: hookLines,
  },
  {
    name: at(String.raw`(?:\.nvim\.lua|\.nvimrc|\.exrc|\.vimrc|\.lvimrc|\.dir-locals\.el|\.gdbinit|\.lldbinit)`),
    what: 'a file that an editor or debugger runs when it starts here',
    read: wholeText(true),
  },
  { name: at(String.raw`\.gitpod\.ya?ml`), what: 'a task of a development container', read: wholeText(false) },
  {
    name: at(String.raw`\.idea\/(?:startup|workspace|runConfigurations\/[^/]+)\.xml`),
    what: 'a run configuration of an editor',
    read: ideaScripts,
    onlyOdd: true,
  },
  { name: at(String.raw`package\.json`), what: 'a script that npm install starts', read: npmScripts, onlyOdd: true },
]

function at(pattern: string): RegExp {
  return new RegExp(`(?:^|/)${pattern}$`)
}

function tasks(text: string): readonly Command[] {
  return tasksOf(text, parseJson(text))
}

function workspaceTasks(text: string): readonly Command[] {
  return tasksOf(text, member(parseJson(text), 'tasks'))
}

function tasksOf(text: string, json: JsonValue | undefined): readonly Command[] {
  const all = elements(member(json, 'tasks'))
  const byLabel = new Map(all.map((task) => [textIn(member(task, 'label')) ?? textIn(member(task, 'taskName')), task]))
  const found: Command[] = []
  const taken = new Set<JsonValue>()
  // A task that starts by itself starts those that it depends on.
  const take = (task: JsonValue | undefined): void => {
    if (task === undefined || taken.has(task) || taken.size > MOST_COMMANDS) return
    taken.add(task)
    found.push(...commandsOf(text, task, true))
    const needs = member(task, 'dependsOn')
    for (const need of [needs, ...elements(needs)])
      take(byLabel.get(textIn(need) ?? textIn(member(need, 'task')) ?? ''))
  }
  for (const task of all) if (textIn(member(member(task, 'runOptions'), 'runOn')) === 'folderOpen') take(task)
  return found
}

/** `command` with its `args`, for every platform that a task names. */
function commandsOf(text: string, json: JsonValue, host: boolean): readonly Command[] {
  const found: Command[] = []
  for (const one of [json, member(json, 'windows'), member(json, 'linux'), member(json, 'osx')]) {
    const command = member(one, 'command')
    const script = one === json ? member(json, 'script') : undefined
    const first = textIn(command) ?? textIn(member(command, 'value')) ?? (script && `npm run ${textIn(script) ?? ''}`)
    const place = command ?? script
    if (first === undefined || place === undefined) continue
    const args = [member(one, 'args'), ...(one === json ? [] : [member(json, 'args')])].find(
      (list) => list !== undefined,
    )
    const words = elements(args).map((arg) => textIn(arg) ?? textIn(member(arg, 'value')) ?? '')
    found.push({ text: [first, ...words].join(' '), line: lineAt(text, place.pos), host })
  }
  return found
}

function editorSettings(text: string): readonly Command[] {
  const found: Command[] = []
  const tell = (value: JsonValue): void => {
    const profile = textIn(member(value, 'path'))
    if (profile !== undefined) {
      const words = [profile, ...elements(member(value, 'args')).map((word) => textIn(word) ?? '')]
      found.push({ text: words.join(' '), line: lineAt(text, value.pos), host: true })
      return
    }
    const path = textIn(value)
    if (path !== undefined) found.push({ text: path, line: lineAt(text, value.pos), host: true })
    for (const inner of elements(value)) tell(inner)
    for (const [name, inner] of members(value)) if (/path|command|args|gopls|^go/i.test(name)) tell(inner)
  }
  for (const [key, value] of members(parseJson(text))) {
    // What an editor starts by itself: interpreters, tools and terminals that a folder's settings choose.
    if (
      /interpreter|alternatetools|automationprofile|executablepath|serverpath|\.path$|nodepath|profiles\./i.test(key)
    ) {
      tell(value)
    }
    if (key === 'task.allowAutomaticTasks' && textIn(value) === 'on') {
      found.push({ text: 'task.allowAutomaticTasks: on', line: lineAt(text, value.pos), host: true })
    }
  }
  return found
}

function devcontainer(text: string): readonly Command[] {
  const found: Command[] = []
  for (const [key, value] of members(parseJson(text))) {
    if (!/^(?:initialize|onCreate|updateContent|postCreate|postStart|postAttach)Command$/.test(key)) continue
    for (const one of [value, ...members(value).map(([, inner]) => inner)]) {
      const command =
        textIn(one) ??
        elements(one)
          .map((word) => textIn(word) ?? '')
          .join(' ')
      // https://containers.dev/implementors/json_reference/#lifecycle-scripts: only this one runs outside.
      if (command !== '') found.push({ text: command, line: lineAt(text, one.pos), host: key === 'initializeCommand' })
    }
  }
  return found
}

/** Whatever has a `command` at any depth, and the settings whose value is a command. */
function agent(text: string): readonly Command[] {
  const found: Command[] = []
  const look = (json: JsonValue, key: string): void => {
    if (found.length >= MOST_COMMANDS) return
    const list = elements(member(json, 'command'))
    if (list.length > 0) {
      const words = list.map((word) => textIn(word) ?? '').join(' ')
      found.push({ text: words, line: lineAt(text, list[0]?.pos ?? 0), host: true })
    } else found.push(...commandsOf(text, json, true))
    const helper = /^(?:apiKeyHelper|awsAuthRefresh|awsCredentialExport|otelHeadersHelper)$/.test(key)
      ? textIn(json)
      : undefined
    if (helper !== undefined) found.push({ text: helper, line: lineAt(text, json.pos), host: true })
    for (const [name, inner] of members(json)) look(inner, name)
    for (const inner of elements(json)) look(inner, key)
  }
  const json = parseJson(text)
  if (json !== undefined) look(json, '')
  return found
}

function agentToml(text: string): readonly Command[] {
  return matches(text, /^\s*(?:command|args|notify)\s*=\s*(.{1,2000})$/gm, true)
}

function hookLines(text: string): readonly Command[] {
  return matches(
    text,
    /^\s*(?:enter|cd|leave|preinstall|postinstall|\w+\s*=\s*"\{\{\s*exec)\s*=?\s*(.{1,2000})$/gm,
    true,
  )
}

function ideaScripts(text: string): readonly Command[] {
  return matches(
    text,
    /name="(?:SCRIPT_TEXT|SCRIPT_PATH|INTERPRETER_PATH|PROGRAM_PARAMS)" value="([^"\n]{1,2000})"/g,
    false,
  )
}

function npmScripts(text: string): readonly Command[] {
  return members(member(parseJson(text), 'scripts')).flatMap(([key, value]) => {
    const command = textIn(value)
    if (command === undefined || !/^(?:pre|post)?install$|^prepare$/.test(key)) return []
    return [{ text: command, line: lineAt(text, value.pos), host: true }]
  })
}

function matches(text: string, pattern: RegExp, host: boolean): readonly Command[] {
  return [...text.matchAll(pattern)].slice(0, MOST_COMMANDS).map((found) => ({
    text: unescaped(found[1] ?? ''),
    line: lineAt(text, found.index),
    host,
  }))
}

function unescaped(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&#10;', '\n').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}

/** The file as one command, told at the line that is gravest. */
function wholeText(host: boolean): (text: string) => readonly Command[] {
  return (text) => {
    const { line, text: telling } = judgeCommands(text)
    return [{ text, shown: telling === '' ? text.trim().slice(0, 300) : telling, line, host }]
  }
}
