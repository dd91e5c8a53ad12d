// How grave a command is that runs by itself, or a script: whether it fetches what it runs, decodes what it runs, or
// leaves something behind that runs later. By the words of shells and PowerShell; commands are never run. The Go code's
// commands are judged in src/rules/behaviour, where values and flows are known.

/** What a command does that a build step does not. */
export type Deed = 'fetch-run' | 'decode-run' | 'persist' | 'inline' | 'plain'

/** What a text of commands does, and the line of it, from 1, where it does. */
export interface Judged {
  readonly deed: Deed
  readonly line: number
  /** The telling line, shortened. */
  readonly text: string
}

/** How much of a text is judged. */
const LONGEST = 1 << 20
/** A longer line is judged in pieces that overlap. */
const LONGEST_LINE = 4096
/** How many fetched files are remembered. */
const MOST_FETCHED = 20

const RUNNER = String.raw`(?:(?:sudo|env|exec|nohup|command|time|xargs)\s+(?:-\S+\s+|\w+=\S*\s+)*)*(?:[^\s|;&]{0,100}\/)?(?:(?:ba|z|da|k|a|fi)?sh\b|(?:python[\d.]*|node|perl|ruby|php|osascript|pwsh|powershell(?:\.exe)?|iex|invoke-expression|deno|bun)\b)`
const FETCH =
  /(?:^|[\s;&|("'`=\\/])(?:curl|wget|aria2c|iwr|irm|invoke-webrequest|invoke-restmethod|start-bitstransfer|bitsadmin)(?:\.exe)?\b|\bdownload(?:string|file|data)\b|\bcertutil(?:\.exe)?\b.{0,200}-urlcache|\/dev\/tcp\/|\bfetch\s+-\S*o/i
const DECODE =
  /\bbase64\s+(?:-d|-D|--decode)|\bopenssl\s+(?:enc\s+.{0,200}-d|base64\s+-d)\b|\bxxd\s+.{0,20}-r\b|\bfrombase64string\b|\bb64decode\b|\batob\s*\(|\brev\b|\buudecode\b/i
const INTO_RUNNER = new RegExp(String.raw`\|\s*(?:${RUNNER})(?!\s*-c\b)`, 'i')
const SUBSTITUTED = new RegExp(
  String.raw`(?:^|[\s;&|])(?:(?:${RUNNER})\s+(?:-\w+\s+)*["']?(?:\$\(|<\(|${'`'})|eval\s+["']?(?:\$\(|${'`'})|(?:iex|invoke-expression|\.\s*<\()[\s("'(]|source\s+<\()`,
  'i',
)
const ENCODED = /\b(?:powershell|pwsh)(?:\.exe)?\b.{0,300}\s-e(?:n|nc|nco\w*|c)?\s+["']?[A-Za-z0-9+/=]{16}/i
const PERSIST =
  />>?\s*["']?[^\s>]{0,200}(?:\.bashrc|\.bash_profile|\.zshrc|\.zprofile|\.profile|authorized_keys|\/etc\/(?:crontab|cron\.\S+|rc\.local|ld\.so\.preload))\b|\|\s*crontab\s+-|\bschtasks\S*\s+\/create\b|\breg\S*\s+add\s+\S*\\run\b|\blaunchctl\s+(?:load|bootstrap)\b|\bregister-scheduledtask\b/i
/** What installers write into a shell's start file: a variable, a path, completions. */
const SETTING = /\b(?:export|alias|source|completion|PATH|eval "?\$\()/
const INLINE =
  /\b(?:node|deno|bun)\s+(?:eval|-e|-p|--eval)\b|\bpython[\d.]*\s+-c\b|\b(?:perl|ruby)\s+-e\b|\bphp\s+-r\b/i

/** What code on a command line does where it is more than a filter of text. */
const ACTIVE =
  /\b(?:eval|exec|execSync|spawn|child_process|fromCharCode|atob|Buffer\.from|__import__|urllib|requests|https?|socket|subprocess|require)\b/

/** The gravest thing that a text of commands does; the first line of it where there are several. */
export function judgeCommands(text: string): Judged {
  let best: Judged = { deed: 'plain', line: 1, text: '' }
  const lines = text.slice(0, LONGEST).split('\n')
  // Files that the text fetched, by name: what runs them later is found by it.
  const fetched = new Set<string>()
  for (let i = 0; i < lines.length; i++) {
    const line = i + 1
    let one = squeezed(lines[i] ?? '')
    // A line that ends in a backslash, a pipe or a backtick goes on.
    while (/(?:[\\`|]|&&) ?$/.test(one) && i + 1 < lines.length && one.length < LONGEST_LINE) {
      one = `${one.trimEnd().replace(/[\\`]$/, '')} ${squeezed(lines[++i] ?? '').trim()}`
    }
    if (/^ ?(?:#|\/\/|::|rem )/i.test(one) || one.trim() === '') continue
    for (let at = 0; at === 0 || at + LONGEST_LINE / 2 < one.length; at += LONGEST_LINE / 2) {
      const piece = one.slice(at, at + LONGEST_LINE)
      const deed = deedOf(piece, fetched)
      if (ORDER.indexOf(deed) < ORDER.indexOf(best.deed)) best = { deed, line, text: piece.trim().slice(0, 300) }
    }
  }
  return best
}

/** With one space for each run of blanks: thousands of them hide the rest of a line from who reads it. */
function squeezed(line: string): string {
  return line.replaceAll(/\s+/g, ' ')
}

const ORDER: readonly Deed[] = ['decode-run', 'fetch-run', 'persist', 'inline', 'plain']

function deedOf(line: string, fetched: Set<string>): Deed {
  if (ENCODED.test(line)) return 'decode-run'
  const decodes = DECODE.test(line)
  const fetches = FETCH.test(line)
  const runs = (decodes || fetches) && (INTO_RUNNER.test(line) || SUBSTITUTED.test(line))
  if (runs && decodes) return 'decode-run'
  if (fetches) {
    if (runs && !isHarmlessPipe(line)) return 'fetch-run'
    const target = /(?:\s-o\s*|\s-O\s*|\s--output[= ]|\s-OutFile\s+|>\s*)["']?([\w./$~{}\\%-]{1,200})/i.exec(line)?.[1]
    if (target !== undefined && !target.startsWith('/dev/') && fetched.size < MOST_FETCHED) fetched.add(target)
  }
  for (const file of fetched) if (startsFile(line, file)) return 'fetch-run'
  if (PERSIST.test(line) && !SETTING.test(line)) return 'persist'
  return INLINE.test(line) && ACTIVE.test(line) ? 'inline' : 'plain'
}

/** A fetched text that a program filters: `curl … | python -m json.tool`, `curl … | perl -ne …`. */
function isHarmlessPipe(line: string): boolean {
  return /\|\s*(?:\S*\/)?(?:python[\d.]*\s+-(?:m\s+json|c)|perl\s+-|ruby\s+-|node\s+-[ep]|php\s+-r)/i.test(line)
}

function startsFile(line: string, file: string): boolean {
  const at = line.lastIndexOf(file)
  if (at < 0) return false
  const before = line.slice(Math.max(0, at - 40), at)
  const name = file.startsWith('/') || file.startsWith('.') || file.startsWith('$') || file.startsWith('~')
  // As a command of its own, or as the argument of an interpreter.
  if (/(?:^|[;&|]\s*|\bthen\s+|\bdo\s+)(?:sudo\s+)?["']?(?:\.\/)?$/.test(before)) return name || before.endsWith('./')
  return /(?:^|[\s;&|/])(?:(?:ba|z|da|k)?sh|source|python[\d.]*|node|perl)\s+(?:-\w+\s+)?["']?$/.test(before)
}
