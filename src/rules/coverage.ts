// The rule of what a scan could not look at. The finding is made in src/report/views/scan.ts.
import type { Rule } from './rule.ts'

/** A module that could not be looked at in full. */
export const coverageRule: Rule = {
  id: 'MW-SCAN-INCOMPLETE',
  title: 'a module could not be looked at in full',
  severity: 'medium',
  summary:
    'A part of the module was not understood, could not be read, or is not proven to be this version. What hides there would not be found: nothing is known of it, and that is not a pass.',
  found:
    'A Go file that cannot be parsed, a limit that was reached, a file or link that cannot be read, contents that are not here, or bytes that nothing vouches for.',
  remedy: 'modwarden scan --explain-coverage says what and where',
  references: ['https://cwe.mitre.org/data/definitions/693.html'],
}
