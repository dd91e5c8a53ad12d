// Two modules compared: their facts, what is found in the second alone, their files. Runs in a worker thread.
import { textOf } from '../../base/bytes.ts'
import { moduleName } from '../../base/finding.ts'
import type { Facts, Gap } from '../../gosource/facts.ts'
import type { CallCatalogue } from '../../gosource/flow/catalogue.ts'
import { diffContents, differing } from '../../io/treediff.ts'
import type { ReadTree } from '../../io/moduletree.ts'
import type { Diffed, DiffTask, Judged, JudgedFinding, OverlapTask, ScanTask } from '../../jobs/scan/scanner.ts'
import type { BehaviourFinding } from '../../rules/behaviour/finding.ts'
import { judgeFacts, type Judgement } from '../../rules/behaviour/judge.ts'
import { overlapOf, type Overlap } from '../../rules/record/clone.ts'
import { fingerprintOf, type Fingerprint } from '../../rules/record/fingerprint.ts'
import { deltaOf } from '../../rules/record/delta.ts'
import { judgeDelta } from '../../rules/record/deltarules.ts'
import type { Keeping } from './kept.ts'
import { reachedPackages } from './reach.ts'
import { factsOf, readTask, shown, SourceLines } from './tree.ts'

/** Compares two modules. Throws `parse`, `too-large` and `io` for one that cannot be read at all. */
export async function diffTrees(task: DiffTask, keeping: Keeping, catalogue: CallCatalogue): Promise<Diffed> {
  const old = await readTask(task.before)
  const oldFacts = factsOf(task.before, old, keeping, catalogue)
  const oldJudged = judgeFacts(oldFacts)
  const now = await readTask(task.after)
  const facts = factsOf(task.after, now, keeping, catalogue)
  const judged = judgeFacts(facts)
  const delta = deltaOf(oldFacts, facts)
  const { module } = task.before.tree
  const same = module.path === task.after.tree.module.path
  const earlier = same ? module.version || 'the one before it' : moduleName(module)
  const fresh = [...judgeDelta(delta, task.step, earlier), ...beyond(judged.findings, oldJudged.findings)]
  const lines = new SourceLines(now.contents)
  const findings = fresh.map((finding): JudgedFinding => shown(finding, lines))
  const telling = new Set([...fresh.map(({ file }) => file), ...delta.effects.map(({ effect }) => effect.file)])
  const { files, count } = task.source
    ? diffContents(old.contents, now.contents, telling)
    : { files: [], count: differing(old.contents, now.contents).length }
  const to = task.after.tree.module.path
  const reached = task.users.own === 0 ? undefined : reachedPackages(task.users, to, now.contents)
  const goMod = (contents: ReadonlyMap<string, Uint8Array>): string => textOf(contents.get('go.mod') ?? NONE) ?? ''
  return {
    kind: 'diffed',
    delta,
    before: sideOf(oldFacts, oldJudged, old),
    after: sideOf(facts, judged, now),
    findings,
    goMod: { before: goMod(old.contents), after: goMod(now.contents) },
    files,
    fileCount: count,
    ...(reached === undefined ? {} : { reached }),
  }
}

/** What one module's code has of another's. Throws as `diffTrees` does. */
export async function overlapOfTrees({ copy, original }: OverlapTask): Promise<Overlap> {
  return overlapOf(await fingerprint(copy), await fingerprint(original))
}

async function fingerprint(task: ScanTask): Promise<Fingerprint> {
  const { contents } = await readTask(task)
  return fingerprintOf(task.tree.module.path, contents)
}

const NONE = new Uint8Array(0)

function sideOf(facts: Facts, { verdict }: Judgement, { unread, h1 }: ReadTree): Judged {
  const missing = unread.map((u): Gap => ({ file: u.file, line: 0, why: u.why, grave: u.grave }))
  const gaps = [...missing, ...facts.gaps].filter((gap) => gap.grave)
  return { verdict, incomplete: gaps.length > 0, gaps, ...(h1 === undefined ? {} : { h1 }) }
}

/** The findings that are more than those before: of equal ones, as many as were added. */
function beyond(now: readonly BehaviourFinding[], before: readonly BehaviourFinding[]): BehaviourFinding[] {
  const left = new Map<string, number>()
  for (const key of before.map(findingKey)) left.set(key, (left.get(key) ?? 0) + 1)
  // Where the file is the same one, it is that finding which was there.
  const files = new Set(before.map((f) => `${f.file} ${findingKey(f)}`))
  const known = (f: BehaviourFinding): boolean => files.has(`${f.file} ${findingKey(f)}`)
  return now
    .toSorted((a, b) => Number(known(b)) - Number(known(a)))
    .filter((finding) => {
      const key = findingKey(finding)
      const still = left.get(key) ?? 0
      left.set(key, still - 1)
      return still <= 0
    })
}

/** What makes a finding the same one in another version: not its line. */
function findingKey({ rule, severity, message, folded, trigger }: BehaviourFinding): string {
  return JSON.stringify([rule, severity, message, folded, trigger])
}
