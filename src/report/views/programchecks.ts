// Compiled programs in a view: those that embed a broken module, and files that could not be looked into.
import { moduleName } from '../../base/finding.ts'
import { embeddedWords } from '../modulewords.ts'
import type { ProgramRecord, VerifyReport } from '../verify.ts'
import type { Check } from '../view.ts'
import { count } from '../words.ts'

/** A check for each program that embeds a broken module, and for each file that may be such a program. */
export function programChecks(report: Pick<VerifyReport, 'programs' | 'unreadPrograms'>): Check[] {
  const byFile = new Map<string, ProgramRecord[]>()
  for (const p of report.programs ?? []) {
    const list = byFile.get(p.file)
    if (list === undefined) byFile.set(p.file, [p])
    else list.push(p)
  }
  const named = [...byFile].map(([file, embedded]): Check => {
    const installs = embedded.flatMap((p) => (p.install === undefined ? [] : [`go install ${p.install}`]))
    const bad = embedded.some((p) => p.badSum)
    return {
      name: file,
      group: 'programs',
      state: bad ? 'bad' : 'open',
      summary: `embeds ${count(embedded.length, 'broken module')}`,
      parts: [],
      reasons: embedded.map((p) => `${moduleName(p)}: ${embeddedWords(p)}`),
      files: [],
      remedy: [...new Set(installs)],
    }
  })
  const unread = (report.unreadPrograms ?? []).map(({ file, why }): Check => ({
    name: file,
    group: 'programs',
    state: 'open',
    summary: 'could not be looked into',
    parts: [],
    reasons: [why],
    files: [],
    remedy: [],
  }))
  return [...named, ...unread]
}
