// Which telling calls a C program reaches from a set of its functions, how grave they are there, and what they are given:
// process starts, connections, code loading, executable memory.
import { judgeCommands } from './command.ts'
import { closing, type CProgram, type CText, type CToken } from './ctext.ts'
import type { Weight } from './fact.ts'

/** A call of a sink that a root reaches. */
export interface Hit {
  readonly call: CToken
  readonly source: CText
  /** The arguments, and the body that they stand in. */
  readonly args: readonly (readonly CToken[])[]
  readonly body: readonly CToken[]
  /** The functions from the root to the one with the call. */
  readonly path: readonly string[]
}

/** How many calls of one package are told. */
const MOST_HITS = 100
/** How many tokens around a call are looked at for what it is given, and in all. */
const AROUND = 10_000
const MOST_STEPS = 20_000

/** Whether a text has a word that is worth reading it as C, or makes words. */
export function isTelling(text: string): boolean {
  return TELLING.test(text) || text.includes('##')
}

/** The calls that roots reach, through functions of the program by name. */
export function hitsFrom(roots: ReadonlySet<string>, program: CProgram): readonly Hit[] {
  const hits: Hit[] = []
  const seen = new Set(roots)
  const queue: { readonly name: string; readonly path: readonly string[] }[] = [...roots].map((name) => ({
    name,
    path: [name],
  }))
  // The queue grows while it is walked; a name comes into it once.
  for (const { name, path } of queue) {
    if (hits.length >= MOST_HITS) break
    for (const { source, body } of program.functions.get(name) ?? []) {
      body.forEach((token, i) => {
        if (token.kind !== 'name' || hits.length >= MOST_HITS) return
        const sink = SINKS.has(token.value) ? token.value : standsFor(token.value, program)
        if (program.functions.has(token.value) && !seen.has(token.value)) {
          seen.add(token.value)
          queue.push({ name: token.value, path: [...path.slice(0, 20), token.value] })
        }
        if (sink === undefined) return
        const args = body[i + 1]?.value === '(' ? argumentsOf(body, i + 1) : []
        // A member of that name is another function. A definition of the package's own may stand behind an #if.
        if (body[i - 1]?.value === '.' || body[i - 1]?.value === '->') return
        if (program.functions.has(sink) && SINKS.get(sink) !== RUNS) return
        const near = body.slice(Math.max(0, i - AROUND), i + AROUND)
        hits.push({ call: { ...token, value: sink }, source, args, body: near, path })
      })
    }
  }
  return hits
}

/** How grave a call is that runs when the program is loaded; `undefined` where it is harmless. */
export function weightAtLoad(hit: Hit, program: CProgram): Weight | undefined {
  const sink = SINKS.get(hit.call.value)
  if (sink === undefined || isHarmless(hit)) return undefined
  // A function that is looked up by its name is as good as called.
  if (sink === LOADS && commandOf(hit, program).some((text) => RUNNERS.some((name) => text.endsWith(name)))) {
    return 'critical'
  }
  // A program that starts itself again hands its own arguments on.
  if (sink === RUNS && hit.call.value.startsWith('exec') && commandOf(hit, program).length === 0) return 'medium'
  return sink.atLoad
}

/** The same of a call that Go code reaches. */
export function weightFromGo(hit: Hit, program: CProgram): Weight | undefined {
  if (SINKS.get(hit.call.value) !== RUNS || isHarmless(hit)) return undefined
  const { deed } = judgeCommands(commandOf(hit, program).join(' '))
  return deed === 'fetch-run' || deed === 'decode-run' ? 'critical' : 'medium'
}

/** Whether a C function of this name starts programs. */
export function startsPrograms(name: string): boolean {
  return name !== 'syscall' && SINKS.get(name) === RUNS
}

/** The texts that a call is given, as far as they are constants. */
export function commandOf({ args, body, call }: Hit, program: CProgram): readonly string[] {
  const folding: Folding = { body, program, left: MOST_STEPS }
  // What follows a command for a shell is how it is opened: "r", "w".
  const telling = /^_?w?(?:system|popen)$/.test(call.value) ? args.slice(0, 1) : args
  const texts = telling.map((arg) => folded(arg, folding, 0)).filter((text) => text !== '')
  return texts.length > 1 ? [texts.join(' '), ...texts.filter((text) => text.includes(' '))] : texts
}

/** What calls do: how grave one is where the program's start reaches it. */
interface Sink {
  readonly atLoad: Weight
}

const RUNS: Sink = { atLoad: 'critical' }
const CONNECTS: Sink = { atLoad: 'critical' }
const LOADS: Sink = { atLoad: 'medium' }
const WRITES_CODE: Sink = { atLoad: 'high' }

const SINKS: ReadonlyMap<string, Sink> = new Map(
  (
    [
      [RUNS, 'system _wsystem popen _popen _wpopen execl execlp execle execv execve execvp execvpe posix_spawn'],
      [RUNS, 'posix_spawnp WinExec syscall CreateProcessA CreateProcessW CreateProcess ShellExecuteA ShellExecuteW'],
      [RUNS, 'ShellExecute ShellExecuteExA ShellExecuteExW NSTask _execl _execv _execvp _spawnl _spawnv'],
      [CONNECTS, 'socket WSASocketA WSASocketW gethostbyname getaddrinfo InternetOpenA InternetOpenW'],
      [
        CONNECTS,
        'InternetOpenUrlA InternetOpenUrlW URLDownloadToFileA URLDownloadToFileW WinHttpOpen curl_easy_perform',
      ],
      [LOADS, 'dlopen LoadLibrary LoadLibraryA LoadLibraryW LoadLibraryExA LoadLibraryExW dlsym GetProcAddress'],
      [WRITES_CODE, 'mprotect mmap VirtualAlloc VirtualAllocEx VirtualProtect memfd_create fexecve'],
    ] as const
  ).flatMap(([sink, names]) => names.split(' ').map((name): [string, Sink] => [name, sink])),
)

/** The functions that start programs. */
const RUNNERS: readonly string[] = [...SINKS].filter(([, sink]) => sink === RUNS).map(([name]) => name)

const TELLING = new RegExp(String.raw`\b(?:${[...SINKS.keys()].join('|')})\b`)

/** The sink that a macro or a function pointer of this name stands for. */
function standsFor(name: string, program: CProgram): string | undefined {
  let tokens = program.macros.get(name) ?? program.variables.get(name)
  for (let depth = 0; depth < 4 && tokens !== undefined; depth++) {
    const found = tokens.slice(0, 16).find((token) => token.kind === 'name')
    if (found === undefined) return undefined
    if (SINKS.has(found.value)) return found.value
    tokens = program.macros.get(found.value) ?? program.variables.get(found.value)
  }
  return undefined
}

function argumentsOf(body: readonly CToken[], open: number): readonly (readonly CToken[])[] {
  const end = closing(body, open)
  const args: CToken[][] = [[]]
  for (let i = open + 1; i < end; i++) {
    const token = body[i] as CToken // the index is within bounds
    if (token.kind === 'mark' && token.value === ',') {
      args.push([])
      continue
    }
    const close = token.kind === 'mark' && /^[([{]$/.test(token.value) ? closing(body, i) : i
    args.at(-1)?.push(...body.slice(i, Math.min(close + 1, end)))
    i = close
  }
  return args
}

/** Sockets of this machine alone, and memory that is not executable. */
function isHarmless({ call, args }: Hit): boolean {
  const names = args.flat().filter(({ kind }) => kind === 'name')
  if (call.value === 'syscall') return !names.some(({ value }) => /execve(?:at)?$/.test(value))
  if (call.value === 'socket') return names.some(({ value }) => /^[AP]F_(?:UNIX|LOCAL|NETLINK|ALG|PACKET)$/.test(value))
  if (/^(?:mmap|mprotect|Virtual\w+)$/.test(call.value)) {
    return !names.some(({ value }) => value === 'PROT_EXEC' || value.startsWith('PAGE_EXECUTE'))
  }
  return false
}

/** What a text is put together from; `left` is how many steps are left, for names that stand for each other. */
interface Folding {
  readonly body: readonly CToken[]
  readonly program: CProgram
  left: number
}

/** The text of an expression: literals side by side, lists of characters, and what names stand for. */
function folded(tokens: readonly CToken[], folding: Folding, depth: number): string {
  let text = ''
  for (let i = 0; i < tokens.length && depth < 8 && text.length < LONGEST_TEXT && folding.left-- > 0; i++) {
    const { kind, value } = tokens[i] as CToken // the index is within bounds
    // A list of texts is a list of arguments.
    if (kind === 'string') text += tokens[i - 1]?.value === ',' && tokens[0]?.value === '{' ? ` ${value}` : value
    else if (kind === 'char') text += value
    else if (kind === 'number' && tokens[0]?.value === '{') {
      const code = Number.parseInt(value)
      if (code > 0 && code < 256) text += String.fromCharCode(code)
    } else if (kind === 'name') {
      const { program, body } = folding
      const stands = program.macros.get(value) ?? local(value, folding) ?? program.variables.get(value)
      const own = stands === undefined ? '' : folded(stands, folding, depth + 1)
      // What stands for nothing that is known is a buffer at most, which may be cleared before it is filled.
      text += own === '' ? built(value, body, folding, depth) : own
    }
  }
  return text
}

/** How long a text may become, in bytes. */
const LONGEST_TEXT = 65_536

/** What a variable of the function is given where it is declared: `char c[] = {…}`. */
function local(name: string, folding: Folding): readonly CToken[] | undefined {
  const { body } = folding
  for (let i = 0; i < body.length; i++) {
    if (body[i]?.kind !== 'name' || body[i]?.value !== name) continue
    let next = i + 1
    if (body[next]?.value === '[') next = closing(body, next) + 1
    if (body[next]?.value !== '=' || body[next + 1]?.value === '=') continue
    let end = next + 1
    while (end < body.length && body[end]?.value !== ';') {
      end = body[end]?.kind === 'mark' && /^[([{]$/.test(body[end]?.value ?? '') ? closing(body, end) + 1 : end + 1
    }
    return body.slice(next + 1, end)
  }
  folding.left -= 100
  return undefined
}

/** What is copied into a buffer piece by piece: strcpy, strcat, sprintf and their kin, in order. */
function built(name: string, body: readonly CToken[], folding: Folding, depth: number): string {
  let text = ''
  for (let i = 0; i + 2 < body.length && text.length < LONGEST_TEXT && folding.left > 0; i++) {
    if (!/^(?:str[ln]?(?:cpy|cat)|stpcpy|strncpy|strncat|v?sn?printf|memcpy)$/.test(body[i]?.value ?? '')) continue
    if (body[i + 1]?.value !== '(' || body[i + 2]?.value !== name) continue
    const [, ...rest] = argumentsOf(body, i + 1)
    for (const arg of rest) {
      if (arg.some((token) => token.value === name)) continue
      text += folded(arg, folding, depth + 1).replaceAll('%s', '')
    }
  }
  return text
}
