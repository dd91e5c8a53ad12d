// Which of a view's findings are about which of its bad checks. A view has both lists, because some formats show the
// one and some the other; the page tells each trouble once.
import { moduleName } from '../../base/finding.ts'
import type { Check, Located } from '../view.ts'

/** Findings by the place of the check that they are about, and those that are about none. */
export interface Assigned {
  readonly byCheck: ReadonlyMap<number, readonly Located[]>
  readonly loose: readonly Located[]
}

/**
 * A finding is about the check that it names itself; a mild one about a check that is well is told by the table of checks
 * alone. Otherwise it is about the bad check that has the name of its line (`go.sum:37`) or of its module, or says the same
 * sentence, or has the name that the sentence begins with. Of checks that say the same, each gets one in turn.
 */
export function assign(findings: readonly Located[], checks: readonly Check[]): Assigned {
  const names = new Map<string, number>()
  const well = new Set<string>()
  const sentences = new Map<string, number[]>()
  for (const [at, check] of checks.entries()) {
    if (check.state !== 'bad') {
      well.add(check.name)
      continue
    }
    if (!names.has(check.name)) names.set(check.name, at)
    for (const sentence of new Set([check.summary, ...check.reasons])) {
      const list = sentences.get(sentence)
      if (list === undefined) sentences.set(sentence, [at])
      else list.push(at)
    }
  }
  const used = new Map<string, number>()
  const byCheck = new Map<number, Located[]>()
  const loose: Located[] = []
  for (const f of findings) {
    const same = sentences.get(f.message) ?? []
    const turn = used.get(f.message) ?? 0
    used.set(f.message, turn + 1)
    const mild = f.severity === 'info' || f.severity === 'low'
    if (mild && f.about !== undefined && well.has(f.about) && !names.has(f.about)) continue
    const at =
      (f.about === undefined ? undefined : names.get(f.about)) ??
      (f.file === undefined || f.line === undefined ? undefined : names.get(`${f.file}:${f.line}`)) ??
      (f.module === undefined ? undefined : names.get(moduleName(f.module))) ??
      same[Math.min(turn, same.length - 1)] ??
      names.get(/^\S*/.exec(f.message)?.[0] ?? '')
    const list = at === undefined ? undefined : byCheck.get(at)
    if (at === undefined) loose.push(f)
    else if (list === undefined) byCheck.set(at, [f])
    else list.push(f)
  }
  return { byCheck, loose }
}
