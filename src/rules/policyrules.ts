// The rules of what only a policy says: nothing is wrong with the module, somebody decided so. Their findings are the
// reasons of a decision (src/policy/drafts.ts).
import type { Rule } from './rule.ts'

const references = ['https://go.dev/ref/mod#goproxy-protocol']

/** All of them. */
export const policyRules: readonly Rule[] = [
  {
    id: 'MW-POLICY-DENY',
    title: 'the policy denies the module',
    severity: 'info',
    summary: 'A row of the list of what is denied is about this module version. Nothing need be wrong with its code.',
    found:
      'By path pattern, version, owner or hash, in the policy file. The most exact row counts; of two that are as exact, the one that denies.',
    remedy: 'modwarden policy show names the row and its file; ask whoever writes it',
    references,
  },
  {
    id: 'MW-POLICY-LICENCE',
    title: 'the policy does not allow the licence',
    severity: 'info',
    summary: 'The policy names the licences that may come in, or those that may not, and the module has another one.',
    found:
      'The identifiers of the licence files that were recognised, held against the policy; none found is told apart.',
    remedy: 'take a module under another licence, or ask whoever writes the policy',
    references: ['https://spdx.org/licenses/'],
  },
  {
    id: 'MW-POLICY-RETRACTED',
    title: 'the author took the version back',
    severity: 'info',
    summary: 'A retracted version should not be used: its author says so, and most often why.',
    found: 'The retract directives in the go.mod of the newest version of the module.',
    remedy: 'go get MODULE@latest',
    references: ['https://go.dev/ref/mod#go-mod-file-retract'],
  },
  {
    id: 'MW-POLICY-DEPRECATED',
    title: 'the module is deprecated',
    severity: 'info',
    summary: 'Its authors no longer keep it up and most often name another one.',
    found: 'The comment `Deprecated:` before the module directive in the go.mod of its newest version.',
    remedy: 'take what its authors name instead',
    references: ['https://go.dev/ref/mod#go-mod-file-module-deprecation'],
  },
  {
    id: 'MW-POLICY-CONDITION',
    title: 'a condition of the policy holds',
    severity: 'info',
    summary:
      'The policy has a condition over facts of the module version, and it holds. One that cannot be evaluated counts as one that holds: what could not be checked is no pass.',
    found: 'Expressions in CEL over the facts that modwarden policy facts lists.',
    remedy: 'modwarden policy show names the condition and its file; ask whoever writes it',
    references: ['https://cel.dev'],
  },
]
