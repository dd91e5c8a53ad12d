// One module looked at: its files read, its facts made or remembered, and judged. Runs in a worker thread.
import { compareBytes, textOf } from '../../base/bytes.ts'
import { WardenError } from '../../base/errors.ts'
import type { Facts, Gap, Told } from '../../gosource/facts.ts'
import type { CallCatalogue } from '../../gosource/flow/catalogue.ts'
import { readFacts } from '../../gosource/readfacts.ts'
import { readTree, type ReadTree } from '../../io/moduletree.ts'
import type { JudgedFinding, ScanAnswer, Scanned, ScanTask } from '../../jobs/scan/scanner.ts'
import type { TraceStep } from '../../report/scan.ts'
import type { BehaviourFinding } from '../../rules/behaviour/finding.ts'
import { judgeFacts } from '../../rules/behaviour/judge.ts'
import { keepFacts, keepJudgement, keptFacts, keptJudgement, type Keeping } from './kept.ts'

const MOST_GAPS = 200
const MOST_CODE = 200

/**
 * Reads a module, makes its facts and judges them; keeps both where every byte was read. Throws `parse`, `too-large` and
 * `io` for what cannot be read at all.
 */
export async function scanTree(task: ScanTask, keeping: Keeping, catalogue: CallCatalogue): Promise<ScanAnswer> {
  const read = await readTask(task)
  const { h1 } = read
  const known = h1 === undefined ? undefined : keptJudgement(keeping, h1)
  if (known !== undefined) return { ...known, cached: true }
  const scanned = judged(factsOf(task, read, keeping, catalogue), read)
  if (h1 !== undefined) keepJudgement(keeping, h1, scanned)
  return { ...scanned, cached: false }
}

/** Reads a task's files. Throws as `scanTree` does, and `io` where they are not the ones that were hashed. */
export async function readTask({ tree, h1 }: ScanTask): Promise<ReadTree> {
  const read = await readTree(tree)
  if (h1 !== undefined && read.h1 !== undefined && read.h1 !== h1) {
    throw new WardenError('io', 'its files changed between hashing and reading; run it again')
  }
  return read
}

/** The facts of what was read: those that are kept, otherwise made, and kept where every byte was read. */
export function factsOf({ tree }: ScanTask, read: ReadTree, keeping: Keeping, catalogue: CallCatalogue): Facts {
  const { h1, contents } = read
  const known = h1 === undefined ? undefined : keptFacts(keeping, h1)
  if (known !== undefined) return known
  const facts = readFacts(tree.module.path, contents, catalogue)
  if (h1 !== undefined) keepFacts(keeping, h1, facts)
  return facts
}

function judged(facts: Facts, read: ReadTree): Scanned {
  const judgement = judgeFacts(facts)
  const unread = read.unread.map((u): Gap => ({ file: u.file, line: 0, why: u.why, grave: u.grave }))
  // What makes a module incomplete is told before what is only worth a word.
  const gaps = [...unread, ...facts.gaps].toSorted(
    (a, b) => Number(b.grave) - Number(a.grave) || compareBytes(a.file, b.file) || a.line - b.line,
  )
  const lines = new SourceLines(read.contents)
  return {
    kind: 'scanned',
    verdict: judgement.verdict,
    incomplete: judgement.incomplete || unread.some((u) => u.grave),
    findings: judgement.findings.map((finding) => shown(finding, lines)),
    capabilities: facts.capabilities,
    gaps: gaps.slice(0, MOST_GAPS),
    gapCount: gaps.length,
    files: facts.files,
    goFiles: facts.goFiles,
    goBytes: facts.goBytes,
    bytes: read.bytes,
    ...(read.h1 === undefined ? {} : { h1: read.h1 }),
  }
}

/** A finding with the lines of source that it is about. */
export function shown(finding: BehaviourFinding, lines: SourceLines): JudgedFinding {
  const { rule, severity, file, line, message, folded, trigger, remedy, path } = finding
  const code = lines.at(file, line)
  return {
    rule,
    severity,
    file,
    line,
    message,
    folded,
    trace: finding.trace.map((step) => stepOf(step, lines)),
    trigger,
    remedy,
    ...(code === undefined ? {} : { code }),
    ...(path === undefined ? {} : { path }),
  }
}

function stepOf({ file, line, what }: Told, lines: SourceLines): TraceStep {
  const code = lines.at(file, line)
  return { file, line, what, ...(code === undefined ? {} : { code }) }
}

/** Lines of source for evidence: each file is cut into lines once. */
export class SourceLines {
  readonly #contents: ReadonlyMap<string, Uint8Array>
  readonly #starts = new Map<string, { readonly bytes: Uint8Array; readonly starts: readonly number[] }>()

  constructor(contents: ReadonlyMap<string, Uint8Array>) {
    this.#contents = contents
  }

  /** A line without the blanks at its ends, cut; `undefined` where there is none, or it is no text. */
  at(file: string, line: number): string | undefined {
    if (line < 1) return undefined
    const known = this.#starts.get(file) ?? this.#read(file)
    const start = known?.starts[line - 1]
    if (known === undefined || start === undefined) return undefined
    const end = known.starts[line] ?? known.bytes.length
    const bytes = known.bytes.subarray(start, end)
    const text = (textOf(bytes) ?? Buffer.from(bytes).toString('latin1')).trim()
    if (text === '') return undefined
    return text.length <= MOST_CODE ? text : `${text.slice(0, MOST_CODE).toWellFormed()} …`
  }

  #read(file: string): { readonly bytes: Uint8Array; readonly starts: readonly number[] } | undefined {
    const bytes = this.#contents.get(file)
    if (bytes === undefined) return undefined
    const starts = [0]
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) starts.push(at + 1)
    const entry = { bytes, starts }
    this.#starts.set(file, entry)
    return entry
  }
}
