// The rules about names: the records of what namechecks.ts, slop.ts and clone.ts tell.
import type { Rule } from '../rule.ts'
import { newHostRule } from './newhost.ts'

const MASQUERADE = 'T1036.005 Masquerading: Match Legitimate Resource Name or Location'

const REFERENCES = ['https://attack.mitre.org/techniques/T1036/005/', 'https://go.dev/ref/mod#module-path']

const REMEDY = 'go get MEANT@latest && go mod edit -droprequire=MODULE && go build -mod=readonly ./...'

const AGAINST =
  'The path is compared with some 4,500 well-known modules and with those of the project. Modules of well-known owners, and renames that are known, are left out.'

const NONE =
  'Of 4,501 well-known modules, each judged as though it were unknown, none has this finding but for renames that are known. Of the 1,373 module paths in the Go vulnerability database one has a name that is found to be high, and it is the malicious one.'

/** One record a likeness, then invented names and copies. */
export const nameRules: readonly Rule[] = [
  rule('CASE', 'a path differs from another by case alone', 'high', {
    summary:
      'Two module paths that differ by the case of letters are two modules for Go and one for the eye, and one folder on macOS and Windows.',
    found: AGAINST,
  }),
  rule('HOMOGLYPH', 'a path looks like another, letter for letter', 'high', {
    summary:
      'Digits and letters that look alike (0 and o, 1, l and i, rn and m, vv and w), or letters of another script in a host, make a path that a reader takes for another.',
    found: `${AGAINST} Hosts written in punycode are decoded.`,
  }),
  rule('HOST', 'a known path on another host', 'high', {
    summary:
      'The path is that of a well-known module on another code host or on a host that is nearly the same (githud.com, golang.com). Whoever registers that name there serves other code.',
    found: `${AGAINST} A host that is one letter from a well-known one is told whatever follows it.`,
  }),
  rule('OWNER1', 'an owner one letter from another, with the same repository', 'high', {
    summary:
      'The owner is one letter (put in, left out, replaced, swapped) from the owner of a module with the same repository name. Several backdoors in Go modules came by exactly this.',
    found: AGAINST,
  }),
  rule('OWNER2', 'an owner two letters from another, with the same repository', 'high', {
    summary: 'The owner is two letters from the owner of a module with the same repository name.',
    found: `${AGAINST} Owners of less than six letters are medium, of less than four are not compared.`,
  }),
  rule('AFFIX', "an owner that is another's with something added", 'high', {
    summary:
      'The owner is that of a module with the same repository name with -go, -io, org, labs or the like added or left out, as a project would call its organisation.',
    found: AGAINST,
  }),
  rule('SWAP', 'owner and repository of another module, swapped', 'medium', {
    summary: 'What is owner and what is repository in a well-known path stands the other way round.',
    found: AGAINST,
  }),
  rule('GOPKG', 'a path of gopkg.in one letter from another', 'medium', {
    summary:
      'gopkg.in/NAME.vN is the repository NAME of the owner go-NAME on GitHub. A NAME with a letter wrong is an owner that anybody may register.',
    found: AGAINST,
  }),
  rule('VANITY', 'the name of a module that has a host of its own', 'high', {
    summary:
      'The module has the name of one of golang.org/x, k8s.io and the like under an owner that is not its known mirror.',
    found: `${AGAINST} It is high where the owner alludes to the host, otherwise low: content and copy decide.`,
    precision:
      'Of 4,501 well-known modules, each judged as though it were unknown, nine have a low finding and none a higher one.',
  }),
  rule('SAMENAME', "the name of another owner's module", 'low', {
    summary:
      'The repository has the name, or nearly the name, of a better known one. So have one in seven good modules, forks among them, and half of the known malicious copies: together with a copy of its code it counts (MW-CLONE).',
    found: `${AGAINST} A name that more than six known owners use is nobody's. What goes on with the major versions of the other is told so.`,
    precision:
      'Of 4,501 well-known modules, each judged as though it were unknown, 268 have this finding: it is where a comparison begins, not a verdict.',
  }),
  rule('SLOP', 'a young module with a name put together from known ones', 'medium', {
    summary:
      'The name is one that a language model makes up from well-known ones, and the module did not exist two weeks ago, or does not exist. Such names are registered by those who wait for them to be pasted.',
    found:
      'The words of the repository name are looked up among those of the well-known modules, where the checksum database first logged the module less than 14 days ago or does not know it.',
    precision: 'Not measured: it says something about new modules alone.',
  }),
  newHostRule,
  {
    id: 'MW-CLONE',
    title: "most of the code is another owner's module",
    severity: 'critical',
    summary:
      'The module is a copy of a better known one of another owner. Forks are; so are the imitations that most users would not tell from the original, with a few lines added.',
    found:
      'The functions of both modules are compared by their tokens, without comments, names of variables and import paths of their own; 80 % of the code of either makes a copy. Alone it is medium, with a name that resembles the original high, and critical where what was added does something that code alone has a finding for.',
    remedy: 'modwarden diff ORIGINAL@VERSION MODULE@VERSION shows what was added',
    references: ['https://attack.mitre.org/techniques/T1036/'],
    technique: 'T1036 Masquerading',
    precision: 'Forks that are honest are found, as medium or high: it says that it is a copy, not what for.',
  },
]

function rule(
  kind: string,
  title: string,
  severity: Rule['severity'],
  texts: Pick<Rule, 'summary' | 'found'> & { readonly precision?: string },
): Rule {
  return {
    id: `MW-NAME-${kind}`,
    title,
    severity,
    remedy: REMEDY,
    references: REFERENCES,
    technique: MASQUERADE,
    precision: NONE,
    ...texts,
  }
}
