// How tools are run over a module's folder, and how their answers are read.
import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { basename, delimiter, dirname, join, relative } from 'node:path'
import type { Verdict } from './case.ts'
import { toVerdict } from './case.ts'

/** One statement of a tool. */
export interface Reported {
  readonly rule: string
  readonly severity: string
  /** Relative to the module, with slashes; empty where the tool names none. */
  readonly file: string
  /** 0 where the tool names none. */
  readonly line: number
  readonly folded: readonly string[]
  readonly message: string
}

/** What a tool said about a module. */
export interface Answer {
  /** `undefined` where it gave no answer: then `error` says why. */
  readonly verdict: Verdict | undefined
  readonly findings: readonly Reported[]
  readonly error: string
}

/** A scanner that can be measured. */
export interface Tool {
  readonly name: string
  /** The command for a folder. */
  readonly argv: (folder: string) => readonly string[]
  /** Reads what it printed, where it ended with a code that is an answer; throws where it is none. */
  readonly read: (stdout: string, folder: string) => Answer
}

/** Proxies that refuse: a tool that would fetch lists of names when it starts does without, in every run alike. */
const NO_NETWORK: Readonly<Record<string, string>> = Object.fromEntries(
  ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy']
    .map((name): [string, string] => [name, 'http://127.0.0.1:9'])
    .concat([
      ['NO_PROXY', ''],
      ['no_proxy', ''],
    ]),
)

/** How much a tool may print about one module. */
const MAX_OUTPUT = 64 << 20

const repository = join(import.meta.dirname, '..')

/** The folder of the version before, where a case has several: `v1.0.0` beside `v1.0.1`. */
function earlierBeside(folder: string): string | undefined {
  const above = dirname(folder)
  const versions = /^v\d/.test(basename(folder)) ? readdirSync(above).filter((name) => /^v\d/.test(name)) : []
  const before = versions.toSorted().filter((name) => name < basename(folder))
  return before.length === 0 ? undefined : join(above, before.at(-1) ?? '')
}

/** This repository's own scanner. */
export const modwarden: Tool = {
  name: 'modwarden',
  argv: (folder) => {
    const program = join(repository, 'bin', 'modwarden.mjs')
    const earlier = earlierBeside(folder)
    const against = earlier === undefined ? [] : ['--against', earlier]
    return [process.execPath, program, 'scan', folder, '--module', '--offline', '--format', 'json', ...against]
  },
  read: readScan,
}

/** GuardDog (https://github.com/DataDog/guarddog), by default with its sandbox and rules as they are. */
export const guarddog: Tool = {
  name: 'guarddog',
  argv: (folder) => ['guarddog', 'go', 'scan', folder, '--output-format', 'json'],
  read: readGuarddog,
}

/**
 * Any command: words between blanks, `{dir}` for the folder. It prints `{"verdict": …, "findings": [{"rule", "severity",
 * "file", "line", "folded": […], "message"}]}`, or the form of `modwarden scan`.
 */
export function commandTool(line: string): Tool {
  const words = line.split(/\s+/).filter((word) => word !== '')
  return {
    name: words[0] ?? '',
    argv: (folder) => words.map((word) => word.replaceAll('{dir}', folder)),
    read: (stdout, folder) => readScan(stdout, folder),
  }
}

/** Whether a program can be found on PATH. */
export function onPath(name: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, name)))
}

/** Runs a tool over a folder, at most `timeoutMs`; a failure is an answer without a verdict. */
export async function runTool(
  tool: Tool,
  folder: string,
  timeoutMs: number,
): Promise<Answer & { readonly ms: number }> {
  const [program = '', ...args] = tool.argv(folder)
  const start = performance.now()
  const { code, stdout, stderr } = await capture(program, args, timeoutMs)
  const ms = performance.now() - start
  try {
    return { ...tool.read(stdout, folder), ms }
  } catch (error) {
    const why = stderr.trim().split('\n')[0] ?? ''
    const said = why === '' ? String(error) : why
    return { verdict: undefined, findings: [], error: `exit ${code}: ${said.slice(0, 200)}`, ms }
  }
}

function capture(
  program: string,
  args: readonly string[],
  timeout: number,
): Promise<{ code: string; stdout: string; stderr: string }> {
  const { promise, resolve } = Promise.withResolvers<{ code: string; stdout: string; stderr: string }>()
  const env = { ...process.env, ...NO_NETWORK }
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'], timeout, killSignal: 'SIGKILL' })
  const out: Buffer[] = []
  const err: Buffer[] = []
  let size = 0
  const keep = (into: Buffer[], data: Buffer): void => {
    size += data.length
    if (size > MAX_OUTPUT) child.kill('SIGKILL')
    else into.push(data)
  }
  child.stdout.on('data', (data: Buffer) => keep(out, data))
  child.stderr.on('data', (data: Buffer) => keep(err, data))
  child.on('error', (error) => resolve({ code: 'none', stdout: '', stderr: error.message }))
  child.on('close', (code, signal) => {
    const ended = code === null ? String(signal) : String(code)
    resolve({ code: ended, stdout: Buffer.concat(out).toString('utf8'), stderr: Buffer.concat(err).toString('utf8') })
  })
  return promise
}

type Json = Readonly<Record<string, unknown>>

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** The form of `modwarden scan --format json`, or one module of it. */
function readScan(stdout: string, folder: string): Answer {
  const document: unknown = JSON.parse(stdout)
  if (!isObject(document)) throw new Error('the output is no JSON object')
  const modules = 'modules' in document ? listOf(document['modules']).filter(isObject) : [document]
  // A tool that lists several modules for one folder answers with the one that lies there.
  const own = modules.find((module) => relative(text(module['dir']), folder) === '') ?? modules[0]
  const verdict = toVerdict(own?.['verdict'])
  if (own === undefined || verdict === undefined) throw new Error('the output has no verdict')
  const findings = listOf(own['findings'])
    .filter(isObject)
    .map((finding) => ({
      rule: text(finding['rule']),
      severity: text(finding['severity']),
      file: text(finding['file']).replace(/^\.\//, ''),
      line: typeof finding['line'] === 'number' ? finding['line'] : 0,
      folded: listOf(finding['folded']).map(text),
      message: text(finding['message']),
    }))
  return { verdict, findings, error: '' }
}

/** GuardDog's report: matches by rule, and since version 3 a risk score whose threshold is 5 by default. */
function readGuarddog(stdout: string, folder: string): Answer {
  const document: unknown = JSON.parse(stdout)
  const one: unknown = Array.isArray(document) ? document[0] : document
  if (!isObject(one)) throw new Error('the output is no JSON object')
  const report = isObject(one['result']) ? one['result'] : one
  const [failed] = isObject(report['errors']) ? Object.entries(report['errors']) : []
  // A rule that could not run is no answer, not silence.
  if (failed !== undefined) throw new Error(`${failed[0]}: ${JSON.stringify(failed[1])}`)
  const findings: Reported[] = []
  for (const [rule, matches] of Object.entries(isObject(report['results']) ? report['results'] : {})) {
    for (const match of listOf(matches).filter(isObject)) {
      const [, file = '', line = '0'] = /^(.*?):(\d+)/.exec(text(match['location'])) ?? []
      const name = file.startsWith(folder) ? relative(folder, file) : file.replace(/^\/+/, '')
      findings.push({
        rule,
        severity: '',
        file: name,
        line: Number(line),
        folded: [],
        message: `${text(match['message'])} ${text(match['code'])}`,
      })
    }
    if (typeof matches === 'string')
      findings.push({ rule, severity: '', file: '', line: 0, folded: [], message: matches })
  }
  const risk = isObject(report['risk_score']) ? report['risk_score']['score'] : report['risk_score']
  const flagged = typeof risk === 'number' ? risk >= 5 : findings.length > 0
  return { verdict: flagged ? 'malicious' : 'clean', findings, error: '' }
}
