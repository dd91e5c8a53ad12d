// MW-DEMO: the demonstration module of `modwarden demo`, which does nothing and is held so that anyone can see a hold, its
// page and a waiver. Its path is of a domain that nobody can have (RFC 6761, `.invalid`): no other guard ever meets it.
import type { ModuleVersion } from '../../base/finding.ts'
import type { BehaviourFinding } from '../behaviour/finding.ts'
import type { Rule } from '../rule.ts'

/** The module that is held, and the version of it that is not. */
export const DEMO_MODULE: ModuleVersion = { path: 'example.invalid/demo', version: 'v1.0.0' }
/** As `DEMO_MODULE`. */
export const DEMO_ALLOWED = 'v0.9.0'

/** The rule. */
export const demoRule: Rule = {
  id: 'MW-DEMO',
  title: 'the demonstration module is held',
  severity: 'info',
  summary:
    'Nothing is wrong with it: its code is one function that returns a greeting. A guard holds it so that anyone can see what a hold looks like, open its page, waive it and fetch it.',
  found: `The module path ${DEMO_MODULE.path} and the version ${DEMO_MODULE.version} are compared. No such module is published anywhere; only \`modwarden demo\` serves it.`,
  remedy: 'waive it on the page that the message links to',
  references: ['https://www.rfc-editor.org/rfc/rfc6761#section-6.4'],
}

/** The finding about the demonstration module; none about any other. */
export function judgeDemo({ path, version }: ModuleVersion): BehaviourFinding[] {
  if (path !== DEMO_MODULE.path || version !== DEMO_MODULE.version) return []
  return [
    {
      rule: demoRule.id,
      severity: demoRule.severity,
      file: '',
      line: 0,
      message: 'the demonstration module of modwarden, which is harmless',
      folded: [],
      trace: [],
      trigger: 'record',
      remedy: demoRule.remedy,
    },
  ]
}
