// MW-ZIPTAG: what is installed is not what the source repository shows. Whoever reads the repository, or a code host's
// page of it, reads something else than what is built.
import type { Severity } from '../../base/finding.ts'
import type { Told } from '../../gosource/facts.ts'
import type { BehaviourFinding } from '../behaviour/finding.ts'
import type { Rule } from '../rule.ts'

/**
 * How a module version's zip stands to its source repository.
 *
 * - `same`: the zip is what go makes of the tag (or commit)
 * - `differs`: it is not, and nothing says that the tag has moved
 * - `tag-moved`: the tag leads to another commit than when the version was recorded
 * - `tag-gone`: the repository has no such tag, or no ref leads to the commit
 * - `repository-gone`: the server says that there is no such repository
 * - `origin-missing`: neither the record nor the path says where the source is
 * - `not-checkable`: it could not be compared; the reasons say why
 */
export type SourceVerdict = (typeof SOURCE_VERDICTS)[number]

/** All of them, from good to unknown. */
export const SOURCE_VERDICTS = [
  'same',
  'differs',
  'tag-moved',
  'tag-gone',
  'repository-gone',
  'origin-missing',
  'not-checkable',
] as const

/** What a comparison found, as far as the rule needs it. */
export interface SourceFacts {
  readonly verdict: SourceVerdict
  /** How the zip stands to what the tag holds today; `undefined` where that was not compared. */
  readonly contents?: 'same' | 'differ'
  /** How it stands to the commit that was recorded, where that is another one. */
  readonly recordedContents?: 'same' | 'differ' | 'gone'
  /** `https://github.com/acme/log`; empty where none is known. */
  readonly repository: string
  /** `refs/tags/v1.0.0`, or the beginning of a commit. */
  readonly revision: string
  readonly commit?: string
  readonly recordedCommit?: string
  /** Names of files that differ, those that go builds first; and how many in all. */
  readonly files: readonly string[]
  readonly fileCount: number
  /** Why the `.info` record cannot be true, in sentences. */
  readonly falseRecord: readonly string[]
  /** Findings about the code that lie in lines or files that the source does not have: `MW-DL-EXEC db.go:40`. */
  readonly inDifference: readonly string[]
}

const ID = 'MW-ZIPTAG'

/** The rule of the module's source. */
export const sourceRules: readonly Rule[] = [
  {
    id: ID,
    title: 'what is installed is not what the source repository shows',
    severity: 'high',
    summary:
      'The zip of a module version holds other files than its tag. Mirrors keep a version for ever: an author can publish bad code, wait until it is kept, and move the tag to clean code, so that whoever reads the repository sees nothing.',
    found:
      "The tag or commit is fetched and a zip is made of it by go's own rules; then h1 and files are compared. A tag that has moved to a commit with the same files is low, a tag or repository that is gone is medium, because there is nothing left to compare with.",
    remedy: 'modwarden compare MODULE@VERSION, then use a version that is the same, or leave the module out',
    references: ['https://go.dev/ref/mod#vcs', 'https://attack.mitre.org/techniques/T1195/002/'],
    technique: 'T1195.002 Compromise Software Supply Chain',
  },
]

/** What the comparison of one module gives to be told; nothing where all is well or nothing could be compared. */
export function judgeSource(module: string, facts: SourceFacts): BehaviourFinding[] {
  const findings: BehaviourFinding[] = []
  const said = sentenceOf(facts)
  if (said !== undefined) {
    const [severity, message] = said
    // Several places of one finding are one.
    const rules = new Set(facts.inDifference.map((text) => text.slice(0, text.indexOf(' ')))).size
    const inside =
      rules === 0
        ? ''
        : `; ${rules === 1 ? 'a finding about its code lies' : `${rules} findings about its code lie`} in the difference`
    findings.push(finding(module, severity, `${message}${inside}`, facts))
  }
  if (facts.falseRecord.length > 0) {
    const message = `the proxy's record of where it comes from cannot be true: ${facts.falseRecord.join('; ')}`
    findings.push(finding(module, 'medium', message, facts))
  }
  return findings
}

function sentenceOf(facts: SourceFacts): readonly [Severity, string] | undefined {
  const { verdict, contents, recordedContents, revision, repository, fileCount } = facts
  const files = `${fileCount} ${fileCount === 1 ? 'file differs' : 'files differ'}`
  const isRecorded =
    facts.commit !== undefined && facts.commit === facts.recordedCommit && recordedContents === 'differ'
  const place = isRecorded ? `the recorded commit of ${repository}` : `${shortRevision(revision)} of ${repository}`
  const detail = fileCount === 0 ? 'the repository no longer holds the module there' : files
  switch (verdict) {
    case 'differs':
      return [severityOfFiles(facts), `the installed zip is not what ${place} holds: ${detail}`]
    case 'tag-moved':
      if (contents !== 'differ') {
        return [
          'low',
          `${shortRevision(revision)} leads to another commit than when it was recorded, with the same files`,
        ]
      }
      return [
        severityOfFiles(facts),
        `${shortRevision(revision)} was moved after this version was published: ${detail} from what is installed`,
      ]
    case 'tag-gone':
      return [
        recordedContents === 'same' ? 'low' : 'medium',
        `${repository} has no ${shortRevision(revision)} any more${recordedContents === 'same' ? '; the commit is there and has the same files' : ''}`,
      ]
    case 'repository-gone':
      return ['medium', `its source repository is gone: ${repository}`]
    default:
      return undefined
  }
}

/** Files that are built or chosen by go, and those that code may embed, weigh more than a text for people. */
function severityOfFiles({ files, fileCount }: SourceFacts): Severity {
  const isPlain = (name: string): boolean =>
    /(?:^|\/)(?:README|CHANGELOG|CHANGES|HISTORY|AUTHORS|CONTRIBUTORS|CONTRIBUTING|LICENSE|NOTICE|SECURITY|CODE_OF_CONDUCT)[^/]*$|(?:^|\/)(?:\.gitattributes|\.gitignore|\.gitmodules)$/i.test(
      name,
    ) && !/\.(?:go|s|S|c|h|cc|cpp|sh|py|js|exe|so)$/.test(name)
  const allKnown = fileCount > 0 && files.length === fileCount
  return allKnown && files.every(isPlain) ? 'medium' : 'high'
}

function shortRevision(revision: string): string {
  const tag = revision.replace(/^refs\/tags\//, '')
  return tag === revision ? `commit ${revision}` : `tag ${tag}`
}

function finding(module: string, severity: Severity, message: string, facts: SourceFacts): BehaviourFinding {
  const { repository, commit, recordedCommit, files, fileCount, inDifference } = facts
  const told = (what: string): Told => ({ file: '', line: 0, what })
  const left = fileCount - Math.min(files.length, MOST_FILES)
  return {
    rule: ID,
    severity,
    file: '',
    line: 0,
    message,
    folded: [...(repository === '' ? [] : [repository]), ...(commit === undefined ? [] : [commit])],
    trace: [
      ...(recordedCommit === undefined ? [] : [told(`recorded when it was published: commit ${recordedCommit}`)]),
      ...(commit === undefined ? [] : [told(`the tag leads today to commit ${commit}`)]),
      ...inDifference.slice(0, MOST_FILES).map((name) => told(`only in the zip: ${name}`)),
      ...files.slice(0, MOST_FILES).map((file) => ({ ...told('differs from the repository'), file })),
      ...(left > 0 && files.length > 0 ? [told(`and ${left} more`)] : []),
    ],
    trigger: 'record',
    remedy: `modwarden compare ${module}`,
  }
}

const MOST_FILES = 10
