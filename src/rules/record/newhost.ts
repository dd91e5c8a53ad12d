// MW-NAME-NEWHOST: a young module on a host that no well-known module has. A domain is bought in a minute, and a lure looks
// like a community of its own.
import type { BehaviourFinding } from '../behaviour/finding.ts'
import type { Rule } from '../rule.ts'
import { FORGES, nameOf } from './modulename.ts'
import type { NameIndex } from './nameindex.ts'
import type { ModuleAge } from './slop.ts'

/** The rule. */
export const newHostRule: Rule = {
  id: 'MW-NAME-NEWHOST',
  title: 'a young module on a host of its own',
  severity: 'medium',
  summary:
    'The module has a host of its own, which no well-known module has, and nobody had asked for it until a few days ago. So begin new projects, and lures that were sent to somebody.',
  found:
    'The host of the path is looked up among those of the well-known modules and the public code hosts, and the first version of the module in the log of the checksum database. Modules that configuration makes private are not asked about.',
  remedy: 'find out who is behind the host before you run anything of it',
  references: ['https://attack.mitre.org/techniques/T1583/001/'],
  technique: 'T1583.001 Acquire Infrastructure: Domains',
  precision: 'Not measured: it says something about new modules alone.',
}

const YOUNG_DAYS = 14

/** Judges the host of a module that was first logged at some time. */
export function judgeNewHost(index: NameIndex, path: string, age: ModuleAge, now: Date): BehaviourFinding[] {
  const name = nameOf(path)
  if (name === undefined || age.kind === 'absent' || FORGES.has(name.host) || index.byHost.has(name.host)) return []
  const days = Math.floor((now.getTime() - age.since.getTime()) / 86_400_000)
  if (days >= YOUNG_DAYS) return []
  const when = days <= 0 ? 'today' : days === 1 ? 'yesterday' : `${days} days ago`
  return [
    {
      rule: newHostRule.id,
      severity: 'medium',
      file: '',
      line: 0,
      message: `no well-known module is on ${name.host}, and nobody had asked for this one before ${when}`,
      folded: [name.host],
      trace: [],
      trigger: 'record',
      remedy: newHostRule.remedy,
    },
  ]
}
