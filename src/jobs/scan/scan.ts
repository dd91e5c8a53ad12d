// scan: what would the code of these modules do? The order: verification says which bytes are what was agreed on, and
// fetches what is missing; what each module consists of is planned; worker threads read, judge and remember; the
// findings meet the waivers and the baseline; all of it becomes one report.
import { moduleName } from '../../base/finding.ts'
import { mapLimit } from '../../base/once.ts'
import type { Capability, Gap } from '../../gosource/facts.ts'
import type { FailOn, ScannedModule, ScanReport } from '../../report/scan.ts'
import type { VerifyReport } from '../../report/verify.ts'
import { count, number } from '../../report/words.ts'
import { verdictOf, type Verdict } from '../../rules/behaviour/verdict.ts'
import type { World } from '../../world/world.ts'
import { stepOf } from './diff.ts'
import { findingKey, type Baseline } from './baseline.ts'
import type { Earlier } from './earlier.ts'
import type { Knowledge } from '../../advisories/known.ts'
import { judgeKnown } from '../../rules/record/known.ts'
import { asJudged, judgeRecord, type Records } from '../known/records.ts'
import type { PlannedModule } from './plan.ts'
import type { JudgedFinding, ScanAnswer, Scanned, Scanner } from './scanner.ts'
import { summarizeScan } from './tally.ts'
import type { Waiving } from './waivers.ts'

/** How a scan is done. */
export interface ScanOptions {
  readonly failOn: FailOn
  readonly baseline?: Baseline | undefined
  /** What modules are compared with, by their names: what was added is found then. */
  readonly earlier?: ReadonlyMap<string, Earlier> | undefined
  readonly waivers?: Waiving | undefined
  /** Names, feeds and dates; nothing is said of them without. */
  readonly records?: Records | undefined
  /** Feeds alone, where there are no records. */
  readonly knowledge?: Knowledge | undefined
  readonly signal?: AbortSignal | undefined
  /** Hears what is under way; the text is made only when it is shown. */
  readonly onProgress?: ((text: () => string) => void) | undefined
}

/** What is to be scanned, and what verification said of it. */
export interface ScanInput {
  readonly subject: ScanReport['subject']
  readonly planned: readonly PlannedModule[]
  readonly verified: readonly VerifyReport[]
  /** What could not be looked at besides modules. */
  readonly left: readonly string[]
  /** When the run began, in ms. */
  readonly began: number
}

/** Scans and reports. Throws `aborted`; what is found in modules is in the report. */
export async function scanModules(
  world: Pick<World, 'clock'>,
  scanner: Scanner,
  input: ScanInput,
  options: ScanOptions,
): Promise<ScanReport> {
  const { baseline, waivers, signal } = options
  // What became known as malware since the baseline is looked at again.
  const known = options.records?.knowledge ?? options.knowledge
  const wanted = input.planned.filter(
    (plan) =>
      baseline?.has(plan) !== true ||
      (known !== undefined && judgeKnown(known, { ...plan.module, h1: plan.h1 }).length > 0),
  )
  const answers = await readAll(scanner, wanted, options)
  const added = await addedSince(scanner, wanted, answers, options.earlier ?? new Map<string, Earlier>(), signal)
  const assembled = wanted.map((plan, i) => assemble(plan, answers[i] ?? [], added.get(plan)))
  const judged = await withRecords(scanner, wanted, assembled, added, options)
  const fresh = baseline === undefined ? judged : await withoutKnown(judged, baseline, scanner)
  const waiving = waivers === undefined ? undefined : waivers.apply(fresh.map(({ module }) => module))
  const waived = fresh.map((m, i) => ({ ...m, module: waiving?.modules[i] ?? m.module }))
  const final = waived.map(({ module, findings }) => verdictAfter(module, findings))
  // What was not looked at in this run may be what a waiver is for.
  const isWhole = input.subject.kind === 'project' && baseline === undefined
  const reached = await withReach(scanner, input, final, signal)
  return summarizeScan({
    ...input,
    modules: reached,
    failOn: options.failOn,
    ...(baseline === undefined
      ? {}
      : {
          baseline: {
            name: baseline.name,
            modules: input.planned.length - wanted.length,
            findings: fresh.reduce((sum, m) => sum + m.known, 0),
          },
        }),
    ...(waiving === undefined ? {} : { waivers: isWhole ? waiving.use : { ...waiving.use, unused: [] } }),
    seconds: (world.clock.now().getTime() - input.began) / 1000,
  })
}

/** The answers about every tree of every module. */
async function readAll(
  scanner: Scanner,
  planned: readonly PlannedModule[],
  { signal, onProgress }: ScanOptions,
): Promise<ScanAnswer[][]> {
  const answers: ScanAnswer[][] = planned.map(() => [])
  const tasks = planned.flatMap((plan, module) => plan.trees.map((task, tree) => ({ module, tree, task })))
  let done = 0
  let latest = ''
  onProgress?.(() => `read ${number(done)} of ${count(tasks.length, 'module')}${latest === '' ? '' : ` · ${latest}`}`)
  await scanner.scan(
    tasks.map(({ task }) => task),
    (index, answer) => {
      const at = tasks[index]
      if (at === undefined) return
      done++
      latest = moduleName(at.task.tree.module)
      const list = answers[at.module]
      if (list !== undefined) list[at.tree] = answer
    },
    signal,
  )
  return answers
}

/** A module with its findings as they were judged. */
interface Assembled {
  readonly module: ScannedModule
  readonly findings: readonly JudgedFinding[]
  /** How many of its findings the baseline has. */
  readonly known: number
}

const VERDICTS: readonly Verdict[] = ['clean', 'suspicious', 'malicious']

/** Whether a module can do anything that would be worth a word if it were new: most cannot, and need no comparison. */
function canHarm(answers: readonly ScanAnswer[]): boolean {
  return answers.some(
    (a) => a.kind === 'scanned' && a.capabilities.some(({ capability }) => STRONG_ONES.has(capability)),
  )
}

const STRONG_ONES: ReadonlySet<Capability> = new Set([
  'EXEC',
  'NETWORK',
  'ARBITRARY_EXECUTION',
  'SYSTEM_CALLS',
  'OPERATING_SYSTEM',
  'CGO',
])

/** What a module has that the one it is compared with has not, as findings; or why that is not known. */
interface Added {
  readonly findings: readonly JudgedFinding[]
  readonly why?: string
}

async function addedSince(
  scanner: Scanner,
  planned: readonly PlannedModule[],
  answers: readonly (readonly ScanAnswer[])[],
  earlier: ReadonlyMap<string, Earlier>,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<PlannedModule, Added>> {
  const found = new Map<PlannedModule, Added>()
  await mapLimit(planned, 2, async (plan, i) => {
    const before = earlier.get(moduleName(plan.module))
    const [after] = plan.trees
    if (before === undefined || after === undefined || !canHarm(answers[i] ?? [])) return
    if (before.kind === 'missing') return void found.set(plan, { findings: [], why: before.why })
    const step = stepOf(before.module, plan.module)
    const answer = await scanner.diff(
      { before: before.task, after, step, users: { own: 0, trees: [] }, source: false },
      signal,
    )
    if (answer.kind === 'failed') return void found.set(plan, { findings: [], why: answer.why })
    found.set(plan, { findings: answer.findings.filter(({ rule }) => rule === 'MW-DELTA') })
  })
  return found
}

/** Each module with what is known of it besides its bytes. */
async function withRecords(
  scanner: Scanner,
  planned: readonly PlannedModule[],
  assembled: readonly Assembled[],
  added: ReadonlyMap<PlannedModule, Added>,
  { records, knowledge = records?.knowledge, onProgress }: ScanOptions,
): Promise<readonly Assembled[]> {
  if (knowledge === undefined) return assembled
  onProgress?.(() => 'names, feeds and dates')
  return mapLimit(planned, RECORDS_AT_ONCE, async (plan, i) => {
    const one = assembled[i]
    if (one === undefined) throw new TypeError('each planned module was assembled')
    const { findings: was, module } = one
    if (plan.role !== 'version' || records === undefined) {
      const bad = judgeKnown(knowledge, { ...plan.module, h1: module.h1 }).map(asJudged)
      if (bad.length === 0) return one
      const findings = [...was, ...bad]
      return { ...one, findings, module: { ...module, findings: findings.map(plain), verdict: 'malicious' as const } }
    }
    const more = added.get(plan)
    const adds = more === undefined || more.why !== undefined ? undefined : more.findings.length > 0
    const { findings, record } = await judgeRecord(scanner, records, { plan, findings: was, h1: module.h1, adds })
    const verdict =
      record?.knownGood === undefined ? worstOf([module.verdict, verdictOf(findings)]) : verdictOf(findings)
    return {
      ...one,
      findings,
      module: { ...module, findings: findings.map(plain), verdict, ...(record === undefined ? {} : { record }) },
    }
  })
}

const RECORDS_AT_ONCE = 8

function assemble(plan: PlannedModule, answers: readonly ScanAnswer[], added: Added | undefined): Assembled {
  const scanned = answers.filter((a): a is Scanned & { readonly cached: boolean } => a.kind === 'scanned')
  const failed = answers.flatMap((a) => (a.kind === 'failed' ? [a.why] : []))
  const findings = distinct([...scanned.flatMap((a) => a.findings), ...(added?.findings ?? [])])
  const gaps = distinct(scanned.flatMap((a) => a.gaps))
  const [first] = scanned
  const sum = (of: (a: Scanned) => number): number => scanned.reduce((total, a) => total + of(a), 0)
  const module: ScannedModule = {
    ...plan.module,
    dir: plan.dir,
    verdict: worstOf([...scanned.map((a) => a.verdict), verdictOf(findings)]),
    incomplete: plan.incomplete || failed.length > 0 || scanned.some((a) => a.incomplete) || added?.why !== undefined,
    role: plan.role,
    ...(plan.direct === undefined ? {} : { direct: plan.direct }),
    ...(plan.replaces === undefined ? {} : { replaces: plan.replaces }),
    ...(plan.at === undefined ? {} : { at: plan.at }),
    ...(first?.h1 === undefined ? {} : { h1: first.h1 }),
    ...(plan.integrity === undefined ? {} : { integrity: plan.integrity }),
    reasons: [
      ...plan.reasons,
      ...failed.map((why) => `it could not be read: ${why}`),
      ...graveWords(gaps),
      ...(added?.why === undefined ? [] : [`what it adds to the version before is not known: ${added.why}`]),
    ],
    findings: findings.map(plain),
    capabilities: first?.capabilities ?? [],
    coverage: {
      files: sum((a) => a.files),
      goFiles: sum((a) => a.goFiles),
      goBytes: sum((a) => a.goBytes),
      gaps,
      gapCount: sum((a) => a.gapCount),
    },
    cached: scanned.length > 0 && scanned.every((a) => a.cached),
  }
  return { module, findings, known: 0 }
}

/** Why something is not known in full, in a sentence. */
export function graveWords(gaps: readonly Gap[]): string[] {
  const grave = gaps.filter((gap) => gap.grave)
  const [first] = grave
  if (first === undefined) return []
  const at = first.file === '' ? '' : `${first.file}${first.line > 0 ? `:${first.line}` : ''}: `
  const more = grave.length === 1 ? '' : `, and ${number(grave.length - 1)} more (--explain-coverage lists them)`
  return [`${at}${first.why}${more}`]
}

/** The names of paths are the verdict's business alone. */
function plain({ path: _, ...finding }: JudgedFinding): ScannedModule['findings'][number] {
  return finding
}

function worstOf(verdicts: readonly Verdict[]): Verdict {
  return verdicts.reduce<Verdict>((a, b) => (VERDICTS.indexOf(b) > VERDICTS.indexOf(a) ? b : a), 'clean')
}

function distinct<T>(items: readonly T[]): T[] {
  const kept = new Map<string, T>()
  for (const item of items) {
    const key = JSON.stringify(item)
    if (!kept.has(key)) kept.set(key, item)
  }
  return [...kept.values()]
}

/** Takes out of the modules in folders what the baseline has; one after another, because each needs its own room. */
async function withoutKnown(
  judged: readonly Assembled[],
  baseline: Baseline,
  scanner: Scanner,
): Promise<readonly Assembled[]> {
  const after: Assembled[] = []
  for (const one of judged) {
    const { module, findings } = one
    const local = module.role !== 'version' && findings.length > 0
    const known = local ? await baseline.knownFindings(module, scanner) : new Set<string>()
    const fresh = findings.filter((finding) => !known.has(findingKey(plain(finding))))
    if (fresh.length === findings.length) after.push(one)
    else {
      after.push({
        module: { ...module, findings: fresh.map(plain), verdict: verdictOf(fresh) },
        findings: fresh,
        known: findings.length - fresh.length,
      })
    }
  }
  return after
}

/** The verdict on what nobody waived. */
function verdictAfter(module: ScannedModule, findings: readonly JudgedFinding[]): ScannedModule {
  if (module.findings.every((finding) => finding.waived === undefined)) return module
  return { ...module, verdict: verdictOf(findings.filter((_, i) => module.findings[i]?.waived === undefined)) }
}

/** How the project's own code comes to the modules that are not clean. */
async function withReach(
  scanner: Scanner,
  { planned }: ScanInput,
  modules: readonly ScannedModule[],
  signal: AbortSignal | undefined,
): Promise<ScannedModule[]> {
  const bad = modules.filter((m) => m.role !== 'main' && m.verdict !== 'clean')
  const mains = planned.filter((plan) => plan.role === 'main')
  if (bad.length === 0 || mains.length === 0) return [...modules]
  const others = planned.filter((plan) => plan.role !== 'main')
  const trees = others.flatMap((plan) => plan.trees.slice(0, 1).map(({ tree }) => tree))
  const ways = await mapLimit(mains, 2, async (main) => {
    const own = main.trees.slice(0, 1).map(({ tree }) => tree)
    return scanner.reach({ trees: [...own, ...trees], wanted: bad.map((m) => m.path) }, signal)
  })
  return modules.map((m) => {
    const way = bad.includes(m)
      ? ways.map((found) => found.get(m.path)).find((found) => found !== undefined)
      : undefined
    return way === undefined ? m : { ...m, reached: way }
  })
}
