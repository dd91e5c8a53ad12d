// What runs by itself when a folder is opened or a tool is started in it: tasks of editors, commands of development
// containers, hooks and servers of coding agents, git hooks, direnv. A weight comes from the command: what it fetches,
// decodes, or hides. A module's own copy in the module cache runs nothing; a checkout that somebody opens does.
import type { ContentFact } from '../facts.ts'
import { judgeCommands, type Deed } from './command.ts'
import { promisedBy } from './disguise.ts'
import { AUTORUNS, MOST_COMMANDS, type Command } from './autorunfiles.ts'
import { contentFact, graver, type Weight } from './fact.ts'
import { member, members, parseJson, textIn } from './jsonplaces.ts'
import { bufferOf, formatOf } from './magic.ts'
import { baseOf, extensionOf, folderOf, isForTests } from './place.ts'

/** How large such a file may be that is read. */
const LARGEST = 1 << 20
/** How much of a command or script is looked through for files that it starts. */
const LONGEST_COMMAND = 65_536

/** What commands are judged by: the module around them. */
export interface Around {
  readonly files: ReadonlyMap<string, Uint8Array>
  /** Whether a file is not what its name says. */
  readonly disguised: (file: string) => boolean
  /** What scripts have been judged to be, by name, and the scripts of package.json files; owned by `readAutorun`. */
  readonly judged: Map<string, Judgement>
  readonly scripts: Map<string, ReadonlyMap<string, string>>
}

/** What a command comes to. */
interface Judgement {
  readonly weight: Weight
  readonly why: string
}

/** Whether a file is one that this looks at: scripts in it are told here and not as scripts. */
export function isAutorunFile(name: string): boolean {
  return AUTORUNS.some((kind) => kind.name.test(name))
}

/** Facts of kind `autorun` of one file: a command is judged by what it starts. */
export function readAutorun(name: string, bytes: Uint8Array, around: Around): readonly ContentFact[] {
  const kind = AUTORUNS.find((known) => known.name.test(name))
  if (kind === undefined) return []
  if (bytes.length > LARGEST) {
    const weight = kind.onlyOdd === true ? 'low' : 'medium'
    return [
      contentFact('autorun', weight, name, 1, `${kind.what}: a file of ${bytes.length} bytes, too large to be read`),
    ]
  }
  const text = bufferOf(bytes).toString('utf8')
  const root = rootOf(name)
  const facts: ContentFact[] = []
  for (const command of kind.read(text).slice(0, MOST_COMMANDS)) {
    const { weight, why } = judge(command, root, around)
    // What a person starts by another command first is told only where it is odd.
    if (weight === 'low' && kind.onlyOdd === true) continue
    const tests = isForTests(name) && weight !== 'low'
    const shown = command.shown ?? command.text
    facts.push(contentFact('autorun', tests ? 'medium' : weight, name, command.line, `${kind.what}${why}`, [shown]))
  }
  return facts
}

/** The folder that is opened: above the hidden one that the file is in. */
function rootOf(name: string): string {
  const hidden = /^(.*?)(?:^|\/)\.[^/]+(?:\/|$)/.exec(name)
  return hidden === null ? folderOf(name) : (hidden[1] ?? '')
}

/** How many scripts a command leads through, one starting the next. */
const DEEPEST = 3

function judge(command: Command, root: string, around: Around, depth: number = 0): Judgement {
  const { deed } = judgeCommands(command.text)
  let worst: Judgement = { weight: (command.host ? HOST : CONTAINED)[deed], why: TOLD[deed] }
  const take = (weight: Weight, why: string): void => {
    if (graver(weight, worst.weight) !== worst.weight) worst = { weight, why }
  }
  const text = command.text.slice(0, LONGEST_COMMAND)
  for (const word of [...new Set(text.split(/[\s"'`;&|()=,]+/))].slice(0, MOST_COMMANDS)) {
    const file = inModule(word, root)
    const script = word === '' ? undefined : npmScript(text, word, root, around)
    if (script !== undefined && depth < DEEPEST) {
      const inner = judgeScript(`npm run ${word}`, script, command, root, around, depth + 1)
      take(inner.weight, inner.why)
    }
    if (file === '') continue
    // Whatever takes it: an interpreter that is given such a file has been told so by other words.
    if (around.disguised(file)) take('high', `: it runs ${baseOf(file)}, which is not what its name says`)
    if (!runsFile(text, word)) continue
    const promised = promisedBy(extensionOf(file))
    if (promised === 'media' || promised === 'font' || NO_PROGRAM.test(file)) {
      take('high', `: it runs ${baseOf(file)}, which by its name is no program`)
    }
    const bytes = around.files.get(file)
    const format = bytes === undefined ? undefined : formatOf(bytes)
    if (format?.class === 'executable') take('high', `: it runs ${baseOf(file)}, ${format.name}`)
    if (format?.class === 'text' && bytes !== undefined && depth < DEEPEST) {
      const script = bufferOf(bytes.subarray(0, LONGEST_COMMAND)).toString('latin1')
      const inner = judgeScript(file, script, command, root, around, depth + 1)
      // A script that installs tools is what hooks are for; one that hides what it runs is not.
      take(inner.why === TOLD['fetch-run'] || inner.why === TOLD.persist ? 'low' : inner.weight, inner.why)
    }
  }
  return worst
}

/** Texts that are for looking at: what runs one of them wants nobody to look at it. */
const NO_PROGRAM = /\.(?:svg|css|scss|less|txt|md|rst|csv|tsv|html?|xml|map|lock|sum|dat|bin|log|pem|crt|ico|po)$/i

/** A script that a command starts, judged once: scripts may start each other. */
function judgeScript(
  name: string,
  text: string,
  command: Command,
  root: string,
  around: Around,
  depth: number,
): Judgement {
  const key = `${command.host ? 'host' : 'container'} ${root} ${name}`
  const known = around.judged.get(key)
  if (known !== undefined) return known
  around.judged.set(key, { weight: 'low', why: '' })
  const judged = judge({ ...command, text }, root, around, depth)
  around.judged.set(key, judged)
  return judged
}

/** The command of the root's package.json that `npm run NAME` starts. */
function npmScript(text: string, word: string, root: string, around: Around): string | undefined {
  if (!/\b(?:npm|yarn|pnpm|bun)\b/.test(text) || !/^[\w:.-]+$/.test(word)) return undefined
  const known = around.scripts.get(root)
  if (known !== undefined) return known.get(word)
  const bytes = around.files.get(root === '' ? 'package.json' : `${root}/package.json`)
  const json = bytes === undefined || bytes.length > LARGEST ? '' : bufferOf(bytes).toString('utf8')
  const scripts = new Map(
    members(member(parseJson(json), 'scripts')).map(([name, value]) => [name, textIn(value) ?? '']),
  )
  around.scripts.set(root, scripts)
  return scripts.get(word)
}

const HOST: Readonly<Record<Deed, Weight>> = {
  'decode-run': 'critical',
  'fetch-run': 'high',
  persist: 'medium',
  inline: 'medium',
  plain: 'low',
}

/** In a container, or after a person set it up: the same words are what installs tools every day. */
const CONTAINED: Readonly<Record<Deed, Weight>> = {
  'decode-run': 'high',
  'fetch-run': 'low',
  persist: 'low',
  inline: 'low',
  plain: 'low',
}

const TOLD: Readonly<Record<Deed, string>> = {
  'decode-run': ': it decodes what it runs',
  'fetch-run': ': it fetches what it runs',
  persist: ': it leaves something that runs later',
  inline: ': it runs code of its own line',
  plain: '',
}

/** A word of a command as a file of the module. */
function inModule(word: string, root: string): string {
  const plain = word.replace(
    /^(?:\$\{(?:workspaceFolder|workspaceRoot|CLAUDE_PROJECT_DIR)\}|\$\w*PROJECT_DIR|\$PWD|\.)[\\/]/,
    '',
  )
  const name = plain.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '')
  return root === '' ? name : `${root}/${name}`
}

/** Whether a word is what a command starts: its first word, or what an interpreter is given. */
function runsFile(command: string, word: string): boolean {
  if (word === '' || /^[-$]?\w*$/.test(word)) return false
  const before = command.slice(0, command.indexOf(word)).replace(/["'`(]+$/, '')
  return (
    /(?:^|[;&|\n]\s*)$/.test(before) ||
    /(?:^|[\s;&|/\\])(?:node|deno(?: run)?|bun(?: run)?|python[\d.]*|perl|ruby|php|(?:ba|z|da|k)?sh|pwsh|powershell|cmd|source|go run|java|lua|osascript|wscript|cscript|mshta|rundll32|regsvr32)(?:\.exe)?(?:\s+[-/][\w=:.-]+)*\s+(?:\.\/)?$/i.test(
      before.slice(-200),
    )
  )
}
