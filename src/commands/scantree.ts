// One module looked at: its files read, its facts made or remembered, and judged. Runs in a worker thread.
import { compareBytes, textOf } from '../base/bytes.ts'
import { FACTS_VERSION, type Facts, type Gap, type Told } from '../gosource/facts.ts'
import type { CallCatalogue } from '../gosource/flow/catalogue.ts'
import { readFacts } from '../gosource/readfacts.ts'
import { keptFile, readKept, writeKept, type KeptKey } from '../io/factsstore.ts'
import { readTree, type ReadTree } from '../io/moduletree.ts'
import type { JudgedFinding, ScanAnswer, Scanned, ScanTask } from '../jobs/scanner.ts'
import type { TraceStep } from '../report/scan.ts'
import type { BehaviourFinding } from '../rules/behaviour/finding.ts'
import { judgeFacts } from '../rules/behaviour/judge.ts'
import { keepJudgement, keptJudgement, type Keeping } from './scankept.ts'

const MOST_GAPS = 200
const MOST_CODE = 200

/**
 * Reads a module, makes its facts and judges them; keeps both where every byte was read. Throws `parse`, `too-large` and
 * `io` for what cannot be read at all.
 */
export async function scanTree(task: ScanTask, keeping: Keeping, catalogue: CallCatalogue): Promise<ScanAnswer> {
  const { module } = task.tree
  const read = await readTree(task.tree)
  if (task.h1 !== undefined && read.h1 !== undefined && read.h1 !== task.h1) {
    return { kind: 'failed', why: 'its files changed between hashing and reading; run it again' }
  }
  const { h1 } = read
  const known = h1 === undefined ? undefined : keptJudgement(keeping, h1)
  if (known !== undefined) return { ...known, cached: true }
  const facts =
    (h1 === undefined ? undefined : keptFacts(keeping, h1)) ?? readFacts(module.path, read.contents, catalogue)
  const scanned = judged(facts, read)
  if (h1 !== undefined) {
    writeKept(keptFile(keeping.folder, 'facts', h1), factsKey(keeping, h1), JSON.stringify(facts))
    keepJudgement(keeping, h1, scanned)
  }
  return { ...scanned, cached: false }
}

function factsKey({ engine }: Keeping, h1: string): KeptKey {
  return { h1, maker: `${FACTS_VERSION}.${engine}` }
}

function keptFacts(keeping: Keeping, h1: string): Facts | undefined {
  if (!keeping.trust) return undefined
  const text = readKept(keptFile(keeping.folder, 'facts', h1), factsKey(keeping, h1))
  // Only this program writes such a file for this key, and its digest held.
  return text === undefined ? undefined : (JSON.parse(text) as Facts)
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

function shown(finding: BehaviourFinding, lines: SourceLines): JudgedFinding {
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
class SourceLines {
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
