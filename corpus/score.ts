// Runs a tool over the corpus and says what it found: `npm run corpus -- --help`.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Case, Expected, Verdict } from './case.ts'
import { extractCase, lineOf, readCases, VERDICTS, withRealHosts } from './case.ts'
import { mutate } from './mutate.ts'
import type { Answer, Reported, Tool } from './tools.ts'
import { commandTool, guarddog, modwarden, onPath, runTool } from './tools.ts'

/** What a tool said about each module of a case, by its folder. */
export type Answers = ReadonlyMap<string, Answer>

/** How a tool did on one case. */
export interface CaseScore {
  readonly name: string
  readonly verdict: Verdict
  /** The mildest judgement of the modules that are not clean; for a clean case the harshest of all. */
  readonly judged: Verdict | undefined
  /** The modules of the label that are clean and were judged worse. */
  readonly falseAlarms: number
  /**
   * Whether the case was found, and in each module that is not clean a finding has the file, the line and the folded
   * value: one whose value the label says, where it says any.
   */
  readonly evidence: boolean
  /** The expected findings that were reported with rule, file, line and folded value, and how many there are. */
  readonly exact: number
  readonly expected: number
  readonly errors: readonly string[]
}

/** Sums over cases. */
export interface Totals {
  readonly cases: number
  readonly suspicious: number
  readonly malicious: number
  readonly maliciousCases: number
  readonly evidence: number
  readonly exact: number
  readonly expected: number
  readonly falseAlarms: number
  readonly errors: number
}

const USAGE = `Usage: npm run corpus -- [--tool modwarden|guarddog] [--command 'TOOL {dir}'] [--mutants N] [--seed N]
       [--case PREFIX]… [--real-hosts] [--format text|json] [--verbose] [--timeout SECONDS]

Without --tool and --command: modwarden, and GuardDog where it is on PATH.
`

/** Judges what a tool said about a case. */
export function scoreCase(item: Case, answers: Answers): CaseScore {
  const level = (verdict: Verdict | undefined): number => (verdict === undefined ? -1 : VERDICTS.indexOf(verdict))
  const bad = [...item.modules].filter(([, verdict]) => verdict !== 'clean')
  const judgements = (bad.length > 0 ? bad : [...item.modules]).map(([folder]) => level(answers.get(folder)?.verdict))
  const worst = bad.length > 0 ? Math.min(...judgements) : Math.max(...judgements)
  let falseAlarms = 0
  for (const [folder, verdict] of item.modules)
    if (verdict === 'clean' && level(answers.get(folder)?.verdict) > 0) falseAlarms++
  const evidence = bad.every(([folder]) => {
    const all = item.findings.filter((finding) => moduleOf(item, finding.mark.file) === folder)
    const telling = all.filter(({ folded }) => folded.length > 0)
    const own = telling.length > 0 ? telling : all
    return own.some((finding) =>
      answers.get(folder)?.findings.some((reported) => shows(item, finding, reported, folder)),
    )
  })
  const exact = item.findings.filter((finding) => {
    const folder = moduleOf(item, finding.mark.file)
    const reported = answers.get(folder)?.findings ?? []
    return reported.some((one) => one.rule === finding.rule && shows(item, finding, one, folder))
  })
  return {
    name: item.name,
    verdict: item.verdict,
    judged: VERDICTS[worst],
    falseAlarms,
    evidence: bad.length > 0 && worst > 0 && evidence,
    exact: exact.length,
    expected: item.findings.length,
    errors: [...answers.values()].map(({ error }) => error).filter((error) => error !== ''),
  }
}

/** Sums up scores; the clean cases count only as false alarms. */
export function total(scores: readonly CaseScore[]): Totals {
  const bad = scores.filter(({ verdict }) => verdict !== 'clean')
  const malicious = bad.filter(({ verdict }) => verdict === 'malicious')
  const count = (list: readonly CaseScore[], test: (score: CaseScore) => boolean): number => list.filter(test).length
  const sum = (of: (score: CaseScore) => number): number => scores.reduce((all, score) => all + of(score), 0)
  return {
    cases: bad.length,
    suspicious: count(bad, ({ judged }) => judged === 'suspicious' || judged === 'malicious'),
    malicious: count(malicious, ({ judged }) => judged === 'malicious'),
    maliciousCases: malicious.length,
    evidence: count(bad, ({ evidence }) => evidence),
    exact: sum(({ exact }) => exact),
    expected: sum(({ expected }) => expected),
    falseAlarms: sum(({ falseAlarms }) => falseAlarms),
    errors: sum(({ errors }) => errors.length),
  }
}

/** Whether a report has a finding's file, line and folded values, whatever its rule. */
function shows(item: Case, finding: Expected, reported: Reported, folder: string): boolean {
  const name = folder === '.' ? reported.file : `${folder}/${reported.file}`
  const placed = [finding.mark, ...finding.or].some(
    (mark) => mark.file === name && (mark.text === '@base64' || lineOf(item, mark) === reported.line),
  )
  const says = (value: string): boolean =>
    reported.folded.some((folded) => folded.includes(value)) || reported.message.includes(value)
  return placed && finding.folded.every(says)
}

/** The folder of the module that a file belongs to: the deepest. */
function moduleOf(item: Case, file: string): string {
  const folders = [...item.modules.keys()].filter((folder) => folder === '.' || file.startsWith(`${folder}/`))
  return folders.toSorted((a, b) => b.length - a.length)[0] ?? '.'
}

/** Runs a tool over every module of the cases, in folders that are gone afterwards. */
async function measure(tool: Tool, cases: readonly Case[], timeoutMs: number): Promise<Measured> {
  const root = mkdtempSync(join(tmpdir(), 'modwarden-corpus-'))
  const scores: CaseScore[] = []
  let ms = 0
  let bytes = 0
  try {
    for (const [i, item] of cases.entries()) {
      // The name of the folder says nothing about the case.
      const folder = join(root, `m${i}`)
      extractCase(item, folder)
      const answers = new Map<string, Answer>()
      for (const module of item.modules.keys()) {
        const answer = await runTool(tool, join(folder, module), timeoutMs)
        ms += answer.ms
        answers.set(module, answer)
      }
      for (const text of item.files.values()) bytes += text.length
      scores.push(scoreCase(item, answers))
      rmSync(folder, { recursive: true, force: true })
      // Where nothing at all can be scanned, one failure says so.
      const first = scores[0]
      if (i === 0 && first !== undefined && first.errors.length === item.modules.size) {
        const again = await runTool(tool, root, timeoutMs)
        if (again.error !== '' && again.error.startsWith('exit 2'))
          return { scores, ms, bytes, stopped: first.errors[0] ?? '' }
      }
    }
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
  return { scores, ms, bytes, stopped: '' }
}

interface Measured {
  readonly scores: readonly CaseScore[]
  readonly ms: number
  readonly bytes: number
  /** Why the tool was not run to the end; empty where it was. */
  readonly stopped: string
}

function report(tool: string, title: string, { scores, ms, bytes, stopped }: Measured, verbose: boolean): string {
  if (stopped !== '') return `${tool}: cannot scan: ${stopped}\n`
  const t = total(scores)
  const share = (n: number, of: number): string => `${n}/${of}${of > 0 ? ` (${((100 * n) / of).toFixed(1)} %)` : ''}`
  const benign = scores.filter(({ verdict }) => verdict === 'clean')
  const lines = [`${tool}, ${title}:`]
  if (t.cases > 0) {
    lines.push(
      `  at suspicious or above  ${share(t.suspicious, t.cases)}`,
      `  malicious as malicious  ${share(t.malicious, t.maliciousCases)}`,
      `  evidence, of those      ${share(t.evidence, t.suspicious)}`,
      `  findings exact          ${share(t.exact, t.expected)}`,
    )
  }
  if (benign.length > 0) {
    const as = (wanted: Verdict): number => benign.filter(({ judged }) => judged === wanted).length
    lines.push(
      `  false alarms            ${as('malicious')} malicious, ${as('suspicious')} suspicious of ${benign.length} look-alikes`,
    )
  }
  const clean = t.falseAlarms - benign.reduce((all, score) => all + score.falseAlarms, 0)
  if (clean > 0) lines.push(`  and                     ${clean} clean versions of malicious modules`)
  lines.push(
    `  time                    ${(ms / 1000).toFixed(1)} s, ${(ms / 1000 / (bytes / 1e6)).toFixed(1)} s/MB with the starts of the program`,
  )
  if (t.errors > 0)
    lines.push(`  without an answer       ${t.errors}, the first: ${scores.flatMap(({ errors }) => errors)[0] ?? ''}`)
  for (const score of verbose ? scores : []) {
    const { name, verdict, judged, evidence, exact, expected } = score
    const proof = verdict === 'clean' ? '' : `  evidence ${evidence ? 'yes' : 'no '}  findings ${exact}/${expected}`
    lines.push(`    ${name.padEnd(44)} ${verdict.padEnd(10)} ${(judged ?? 'no answer').padEnd(10)}${proof}`)
  }
  return `${lines.join('\n')}\n`
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      tool: { type: 'string', multiple: true },
      command: { type: 'string', multiple: true },
      mutants: { type: 'string', default: '0' },
      seed: { type: 'string', default: '1' },
      case: { type: 'string', multiple: true },
      'real-hosts': { type: 'boolean', default: false },
      format: { type: 'string', default: 'text' },
      verbose: { type: 'boolean', default: false },
      timeout: { type: 'string', default: '60' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(USAGE)
    return
  }
  const named = (values.tool ?? []).map(
    (name) => [modwarden, guarddog].find((tool) => tool.name === name) ?? unknownTool(name),
  )
  const given = [...named, ...(values.command ?? []).map(commandTool)]
  const tools = given.length > 0 ? given : onPath('guarddog') ? [modwarden, guarddog] : [modwarden]
  const wanted = values.case ?? ['']
  const chosen = readCases().filter(({ name }) => wanted.some((prefix) => name.startsWith(prefix)))
  const plain = values['real-hosts'] ? chosen.map(withRealHosts) : chosen
  const seed = Number(values.seed)
  const mutants = plain
    .filter(({ verdict }) => verdict !== 'clean')
    .flatMap((item) => Array.from({ length: Number(values.mutants) }, (_, i) => mutate(item, seed, i + 1)))
  const timeoutMs = Number(values.timeout) * 1000
  const documents: unknown[] = []
  for (const tool of tools) {
    const sets = [
      { title: `${plain.length} cases`, cases: plain },
      { title: `${mutants.length} mutants, seed ${seed}`, cases: mutants },
    ]
    for (const { title, cases } of sets) {
      if (cases.length === 0) continue
      const measured = await measure(tool, cases, timeoutMs)
      if (values.format === 'json') {
        const { scores, ms, bytes, stopped } = measured
        documents.push({
          tool: tool.name,
          title,
          stopped,
          totals: total(scores),
          seconds: ms / 1000,
          bytes,
          cases: scores,
        })
      } else process.stdout.write(report(tool.name, title, measured, values.verbose))
      if (measured.stopped !== '') break
    }
  }
  if (values.format === 'json')
    process.stdout.write(`${JSON.stringify({ schema: 'modwarden/corpus/1', runs: documents }, undefined, 2)}\n`)
}

function unknownTool(name: string): never {
  throw new Error(`${name}: the tools are modwarden and guarddog; --command takes any other`)
}

if (import.meta.main) await main()
