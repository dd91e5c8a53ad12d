// A case of the corpus: a txtar archive (https://pkg.go.dev/golang.org/x/tools/txtar) whose comment is the label.
//
//     title: what the module does, in a line
//     verdict: malicious | suspicious | clean
//     module: FOLDER VERDICT              where a case has modules of different verdicts
//     external: MODULE                    a requirement that is not in the corpus: the case is parsed, not built
//     cgo: yes                            needs a C compiler to be built
//     base64: FILE                        this file's bytes are written in base64
//     stands-for: HOST REAL               a reserved host in the place of a service's own
//     finding: RULE SEVERITY FILE:LINE TRIGGER
//     marker: TEXT                        stands in the finding's line, once in the file; `@base64` means the file as a
//                                         whole, `@line 7` (in mutants) a line by its number
//     folded: VALUE                       what the tool should have evaluated; may be repeated
//     or: FILE TEXT                       another line that is as good; may be repeated
//
// Lines of a finding follow it. Everything is bytes, a byte a character, as in src/gosource.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** What a module is judged to be, from good to bad. */
export const VERDICTS = ['clean', 'suspicious', 'malicious'] as const

/** One of `VERDICTS`. */
export type Verdict = (typeof VERDICTS)[number]

/** What makes code run. */
export const TRIGGERS = ['init', 'var', 'exported', 'test', 'build', 'ide', 'cgo', 'main'] as const

/** The severities of findings. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const

/** A place that a label names: its line follows from the text that stands in it. */
export interface Mark {
  readonly file: string
  readonly text: string
}

/** What a tool should report. */
export interface Expected {
  readonly rule: string
  readonly severity: string
  readonly trigger: string
  /** The place of the call that acts, or of the expression that unveils. */
  readonly mark: Mark
  /** As written in the label; `lineOf` computes it. */
  readonly line: number
  readonly folded: readonly string[]
  readonly or: readonly Mark[]
}

/** A labelled module, or several. */
export interface Case {
  /** Such as `D07-integers-replaceall-dial`. */
  readonly name: string
  readonly title: string
  readonly verdict: Verdict
  /** The verdict of each module by its folder, `.` for the root. */
  readonly modules: ReadonlyMap<string, Verdict>
  readonly external: readonly string[]
  readonly cgo: boolean
  readonly base64: readonly string[]
  readonly standsFor: readonly (readonly [host: string, real: string])[]
  readonly findings: readonly Expected[]
  /** The bytes of each file, in order. */
  readonly files: ReadonlyMap<string, string>
}

const FILE_LINE = /^-- (.+) --$/
const KEYS = ['title', 'verdict', 'module', 'external', 'cgo', 'base64', 'stands-for']

/** Reads every case of a folder, in the order of their names. */
export function readCases(folder: string = import.meta.dirname): readonly Case[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.txtar'))
  return names
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((name) => parseCase(basename(name, '.txtar'), readFileSync(join(folder, name), 'latin1')))
}

/** Reads a case from its archive, a byte a character; throws an Error that names the case where it is not well-formed. */
export function parseCase(name: string, archive: string): Case {
  const { comment, files } = parseTxtar(archive)
  const fail = (what: string): never => {
    throw new Error(`${name}: ${what}`)
  }
  const values = new Map<string, string[]>(KEYS.map((key) => [key, []]))
  const findings: (Expected & { folded: string[]; or: Mark[] })[] = []
  for (const line of comment.split('\n')) {
    if (line === '') continue
    const [, key = '', value = ''] = /^([a-z0-9-]+): (.*)$/.exec(line) ?? []
    const last = findings.at(-1)
    if (key === 'finding') findings.push(parseFinding(value, fail))
    else if (key === 'marker' && last?.mark.text === '')
      findings[findings.length - 1] = { ...last, mark: { ...last.mark, text: value } }
    else if (key === 'folded' && last !== undefined) last.folded.push(value)
    else if (key === 'or' && last !== undefined) last.or.push(parseMark(value))
    else if (values.has(key) && last === undefined) values.get(key)?.push(value)
    else fail(`the label's line ${JSON.stringify(line)} is not understood`)
  }
  const one = (key: string): string => values.get(key)?.[0] ?? ''
  const verdict = toVerdict(one('verdict')) ?? fail(`no verdict`)
  const base64 = values.get('base64') ?? []
  for (const file of base64)
    files.set(file, Buffer.from(files.get(file) ?? fail(`no file ${file}`), 'base64').toString('latin1'))
  const modules = new Map<string, Verdict>()
  for (const file of files.keys()) if (basename(file) === 'go.mod') modules.set(dirname(file), verdict)
  for (const text of values.get('module') ?? []) {
    const [folder = '', own = ''] = text.split(' ')
    modules.set(folder, toVerdict(own) ?? fail(`module ${text}`))
  }
  return {
    name,
    title: one('title'),
    verdict,
    modules,
    external: values.get('external') ?? [],
    cgo: one('cgo') === 'yes',
    base64,
    standsFor: (values.get('stands-for') ?? []).map((text) => {
      const [host = '', real = ''] = text.split(' ')
      return [host, real]
    }),
    findings,
    files,
  }
}

/** Writes a case as an archive with its lines computed anew. */
export function formatCase(item: Case): string {
  const lines = [`title: ${item.title}`, `verdict: ${item.verdict}`]
  for (const [folder, verdict] of item.modules) if (verdict !== item.verdict) lines.push(`module: ${folder} ${verdict}`)
  for (const path of item.external) lines.push(`external: ${path}`)
  if (item.cgo) lines.push('cgo: yes')
  for (const file of item.base64) lines.push(`base64: ${file}`)
  for (const [host, real] of item.standsFor) lines.push(`stands-for: ${host} ${real}`)
  for (const finding of item.findings) {
    const { rule, severity, mark, trigger } = finding
    lines.push(
      `finding: ${rule} ${severity} ${mark.file}:${lineOf(item, mark) ?? 0} ${trigger}`,
      `marker: ${mark.text}`,
    )
    for (const { file, text } of finding.or) lines.push(`or: ${file} ${text}`)
    for (const value of finding.folded) lines.push(`folded: ${value}`)
  }
  let text = `${lines.join('\n')}\n\n`
  for (const [name, bytes] of item.files) {
    const body = item.base64.includes(name) ? wrapped(Buffer.from(bytes, 'latin1').toString('base64')) : bytes
    text += `-- ${name} --\n${body}`
  }
  return text
}

/** The line of a mark, from 1; `undefined` where the file or the text is not there. */
export function lineOf(item: Pick<Case, 'files'>, mark: Mark): number | undefined {
  const text = item.files.get(mark.file)
  if (text === undefined) return undefined
  if (mark.text.startsWith('@')) return Number(/^@line (\d+)$/.exec(mark.text)?.[1] ?? 1)
  const at = text.indexOf(mark.text)
  if (at < 0) return undefined
  return text.slice(0, at).split('\n').length
}

/** Writes a case's files below a folder, which is made. */
export function extractCase(item: Case, folder: string): void {
  for (const [name, bytes] of item.files) {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, bytes, 'latin1')
  }
}

/** The case with the services' own hosts in the place of reserved ones: for measuring only, never to be built or run. */
export function withRealHosts(item: Case): Case {
  const real = (text: string): string => item.standsFor.reduce((all, [host, own]) => all.replaceAll(host, own), text)
  const mark = ({ file, text }: Mark): Mark => ({ file, text: real(text) })
  return {
    ...item,
    files: new Map([...item.files].map(([name, bytes]) => [name, real(bytes)])),
    findings: item.findings.map((finding) => ({
      ...finding,
      mark: mark(finding.mark),
      or: finding.or.map(mark),
      folded: finding.folded.map(real),
    })),
  }
}

/** The label's word for a verdict, checked. */
export function toVerdict(text: unknown): Verdict | undefined {
  return VERDICTS.find((verdict) => verdict === text)
}

/** Reads a txtar archive: the comment, and the files in order. A repeated name is an error. */
export function parseTxtar(archive: string): { comment: string; files: Map<string, string> } {
  const files = new Map<string, string>()
  let comment = ''
  let name: string | undefined
  let body: string[] = []
  const close = (): void => {
    const text = body.map((line) => `${line}\n`).join('')
    if (name === undefined) comment = text
    else files.set(name, text)
    body = []
  }
  const lines = archive.split('\n')
  if (lines.at(-1) === '') lines.pop()
  for (const line of lines) {
    const [, next] = FILE_LINE.exec(line) ?? []
    if (next === undefined) {
      body.push(line)
      continue
    }
    close()
    name = next.trim()
    if (files.has(name)) throw new Error(`the archive has ${name} twice`)
  }
  close()
  return { comment, files }
}

function parseFinding(value: string, fail: (what: string) => never): Expected & { folded: string[]; or: Mark[] } {
  const [, rule = '', severity = '', file = '', line = '', trigger = ''] =
    /^(\S+) (\S+) (\S+):(\d+) (\S+)$/.exec(value) ?? fail(`the finding ${value} is not understood`)
  return { rule, severity, trigger, mark: { file, text: '' }, line: Number(line), folded: [], or: [] }
}

function parseMark(value: string): Mark {
  const space = value.indexOf(' ')
  return { file: value.slice(0, space), text: value.slice(space + 1) }
}

function wrapped(base64: string): string {
  return base64.replaceAll(/.{76}/g, '$&\n').replace(/\n?$/, '\n')
}
