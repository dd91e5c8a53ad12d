// The rules about a module's dates, in the order in which they are listed. What finds them is dates.ts.
import type { Rule } from '../rule.ts'
import { retractedRule } from './retracted.ts'

const LOG = 'https://go.dev/design/25530-sumdb'
const INFO = 'https://go.dev/ref/mod#goproxy-protocol'
const technique = 'T1195.001 Compromise Software Dependencies and Development Tools'

/** The rules about dates. */
export const dateRules: readonly Rule[] = [
  {
    id: 'MW-META-BACKDATED',
    title: 'the commit is dated long before anyone could ask for the version',
    severity: 'medium',
    summary:
      "A version's date is its commit's, which the author chooses; a young module passes for an old one. The checksum database's log cannot be written into the past: the number of the record says when it was first asked for.",
    found:
      'The commit date is more than 30 days before the earliest date at which the record can have been logged. Rare versions are honestly old and asked for late, so that alone it is no more than information; it is `medium` where the owner or host is new, the module copies another, or the version adds capabilities.',
    remedy: 'judge its age by the date of the log; modwarden diff MODULE@OLD MODULE@NEW shows what the version adds',
    references: [LOG, INFO],
    technique,
    precision:
      'Of 1,408 versions that popular modules require, 45 are told as information: old versions that were asked for late. Of 276 versions of four projects that release every week, none.',
  },
  {
    id: 'MW-META-POSTDATED',
    title: 'the commit is younger than the version',
    severity: 'medium',
    summary:
      'The version was logged before its commit was made, by their dates. Either the date is made up, or the tag now names another commit than the one that was published.',
    found:
      'The commit date is more than 7 days after the last date at which the record can have been logged, or more than a day from now. It is `medium` where the owner or host is new, the module copies another, or the version adds capabilities; otherwise `low`.',
    remedy: 'compare the module with its repository: modwarden compare MODULE@VERSION',
    references: [LOG, INFO],
    technique,
    precision: 'Of 1,408 versions that popular modules require, none.',
  },
  {
    id: 'MW-META-FLOOD',
    title: 'many versions on one day',
    severity: 'medium',
    summary:
      'More than 20 versions were released within 24 hours. That is how lists are flooded and how releases are tried out until one is caught by nobody; robots that release every commit do it too.',
    found:
      'The commit dates of the tagged versions that the list has, or the dates of the log where a commit date is missing or false. Pseudo-versions are not counted: anyone can ask for any commit.',
    remedy: 'take a version from before that day, or find out why there are so many',
    references: [INFO],
    technique,
  },
  {
    id: 'MW-META-SLEEPER',
    title: 'a version with new capabilities, minutes after one without',
    severity: 'medium',
    summary:
      'The version does more than the one before it, and the two were made within an hour. A clean release that is read, and an armed one that is installed, are published so.',
    found:
      'The commit dates of the version and of the one before it, or the dates of the log where a commit date is missing or false; and what the second one adds, by what its code does. Releases within an hour that add nothing are common and not found.',
    remedy: 'modwarden diff MODULE@OLD MODULE@NEW shows what was added',
    references: ['https://attack.mitre.org/techniques/T1195/001/'],
    technique,
  },
  {
    id: 'MW-META-YOUNG',
    title: 'the version is only days old',
    severity: 'info',
    summary:
      'Nobody had asked for the version until a few days ago. Most malicious versions are found within days; who waits is not among the first to run them.',
    found:
      "The record's number in the checksum database's log, never the commit's date. Where the log says nothing of a date, or the database has no such record, nothing is found.",
    remedy: 'wait some days, or take the version before it',
    references: [LOG],
    technique,
  },
  retractedRule,
]
