// The compare report: how each module's zip stands to its source repository. JSON is this value as it stands; the text is
// for people, what is the same on one line, the rest with its files and lines.
import { moduleName, type ModuleVersion, type Severity } from '../base/finding.ts'
import type { SourceVerdict } from '../rules/record/source.ts'
import type { FileDifference } from '../world/contents.ts'
import { joinedLines, printableAll } from './printable.ts'
import type { ExitCode } from './verify.ts'
import type { Ink } from './verifytext.ts'
import { bytes, count, number, seconds } from './words.ts'

/** What is known of who made the tag or commit. */
export interface SourceSigning {
  /** Whether the tag, or only the commit, is signed; `none` is context, not a finding. */
  readonly by: 'tag' | 'commit' | 'none'
  readonly kind?: 'OpenPGP' | 'SSH' | 'X.509'
  /** As the signature names it: `key 0123…`, `ssh-ed25519 SHA256:…`, an e-mail. */
  readonly signer?: string
  readonly issuer?: string
  /** Whether git took it for good with keys that the user has; without keys nothing is verified. */
  readonly verified: boolean
  /** Who tagged or committed, as git was told. */
  readonly committer?: string
  /** Earlier tags that were looked at; 0 where none were. */
  readonly earlier: number
  /** Whether none of them has this signer, or this committer. */
  readonly newSigner: boolean
  readonly newCommitter: boolean
}

/** A finding of MW-ZIPTAG. */
export interface SourceFinding {
  readonly rule: string
  readonly severity: Severity
  readonly message: string
  readonly evidence: readonly string[]
  readonly remedy: string
}

/** One module version. */
export interface ComparedModule extends ModuleVersion {
  readonly verdict: SourceVerdict
  readonly direct: boolean
  /** The line of the project that brings it in. */
  readonly at?: { readonly file: string; readonly line: number }
  /** What the proxy's `.info` says of the source: something that can be true, nothing, or what cannot be. */
  readonly record: 'there' | 'missing' | 'false'
  /** Who says where the repository is: `record` where only `.info` does, which a proxy may have made up. */
  readonly by?: 'path' | 'record'
  readonly repository?: string
  /** The module's folder in it; absent for the root. */
  readonly folder?: string
  /** `refs/tags/sub/v1.0.0`, or the beginning of a commit. */
  readonly revision?: string
  /** The commit that was compared: where the tag leads today. */
  readonly commit?: string
  /** When it was made, as its author's machine said. */
  readonly commitTime?: string
  /** The commit and time in `.info`. */
  readonly recordedCommit?: string
  readonly recordedTime?: string
  readonly contents?: 'same' | 'differ'
  readonly recordedContents?: 'same' | 'differ' | 'gone'
  /** h1 of the zip, and of the one made from the source. */
  readonly h1?: string
  readonly sourceH1?: string
  /** Whether the zip is what was agreed on. */
  readonly integrity: 'proven' | 'unproven' | 'broken' | 'unlisted' | 'unchecked'
  /** Files in both. */
  readonly compared: number
  readonly differences: readonly FileDifference[]
  readonly differenceCount: number
  /** Findings about its code that lie in what the source does not have. */
  readonly inDifference: readonly string[]
  readonly signing?: SourceSigning
  readonly findings: readonly SourceFinding[]
  /** Why it could not be compared, and what else a reader must know, in a sentence each. */
  readonly reasons: readonly string[]
  readonly remedy: readonly string[]
}

/** What `modwarden compare` found; `modwarden/compare/1`. */
export interface CompareReport {
  readonly schema: 'modwarden/compare/1'
  readonly subject: {
    readonly kind: 'project' | 'version'
    /** The project's folder, or GOMODCACHE. */
    readonly folder: string
    /** Paths of the main modules, or the module version. */
    readonly modules: readonly string[]
  }
  readonly modules: readonly ComparedModule[]
  readonly summary: {
    readonly modules: number
    readonly verdicts: Readonly<Record<SourceVerdict, number>>
    readonly findings: Readonly<Record<Severity, number>>
    /** Those whose zip, made again from the source, has the same h1. */
    readonly rebuilt: number
    readonly seconds: number
  }
  readonly exitCode: ExitCode
}

const MOST = 20
const MOST_FILES = 10

/** The whole text, with a final newline. */
export function compareText(unsafe: CompareReport, ink: Ink, options: { readonly verbose?: boolean } = {}): string {
  const report = printableAll(unsafe)
  const verbose = options.verbose === true
  const most = verbose ? Number.POSITIVE_INFINITY : MOST
  const told = report.modules.filter(
    (m) =>
      verbose ||
      report.subject.kind === 'version' ||
      m.verdict !== 'same' ||
      m.findings.length > 0 ||
      !isAgreed(m) ||
      m.by === 'record',
  )
  const lines = told.slice(0, most).flatMap((m) => [...moduleLines(m, ink, verbose), ''])
  if (told.length > most) lines.push(`and ${number(told.length - most)} more (-v shows all)`, '')
  return joinedLines([...lines, conclusion(report, ink)])
}

function moduleLines(m: ComparedModule, ink: Ink, verbose: boolean): string[] {
  const row = (name: string, text: string): string => `  ${name.padEnd(10)}${text}`
  const fact = (name: string, text: string | undefined): string[] => (text === undefined ? [] : [row(name, text)])
  const shown = m.differences.slice(0, verbose ? undefined : MOST_FILES)
  const left = m.differenceCount - shown.length
  return [
    `${labelOf(m, ink)}  ${ink.bold(moduleName(m))}   ${ink.dim(m.findings.map((f) => `${f.severity} ${f.rule}`).join(' '))}`.trimEnd(),
    ...m.findings.map((f) => row('found', f.message)),
    ...fact('source', sourceWords(m)),
    ...fact('record', recordWords(m)),
    ...fact(
      'tag today',
      m.commit === undefined ? undefined : `commit ${m.commit}${m.commitTime === undefined ? '' : `, ${m.commitTime}`}`,
    ),
    ...fact('zip', m.h1 === undefined ? undefined : `${m.h1}, ${integrityWords(m)}`),
    ...fact('rebuilt', m.sourceH1 === undefined || m.contents === 'same' ? undefined : m.sourceH1),
    ...fact('signed', m.signing === undefined ? undefined : signingWords(m.signing)),
    ...fact('made by', m.signing === undefined ? undefined : committerWords(m.signing)),
    ...m.inDifference.map((text) => row('only here', text)),
    ...shown.flatMap((d) => differenceLines(d, ink)),
    ...(left > 0 ? [row('', `and ${count(left, 'more file')}`)] : []),
    ...m.reasons.map((reason) => row('because', reason)),
    ...m.remedy.map((line, i) => row(i === 0 ? 'do' : '', line)),
  ]
}

function labelOf(m: ComparedModule, ink: Ink): string {
  switch (m.verdict) {
    case 'same':
      return ink.good('SAME')
    case 'differs':
      return ink.bad('DIFFERS')
    case 'tag-moved':
      return m.contents === 'differ' ? ink.bad('TAG MOVED') : ink.doubt('TAG MOVED')
    case 'tag-gone':
      return ink.doubt('TAG GONE')
    case 'repository-gone':
      return ink.doubt('REPOSITORY GONE')
    case 'origin-missing':
      return ink.doubt('ORIGIN MISSING')
    case 'not-checkable':
      return ink.doubt('NOT CHECKED')
  }
}

/** `https://github.com/acme/log, tag v1.0.0, folder sub`. */
function sourceWords(m: ComparedModule): string | undefined {
  if (m.repository === undefined) return undefined
  const tag = m.revision?.replace(/^refs\/tags\//, '')
  const what = tag === undefined ? '' : `, ${tag === m.revision ? 'commit' : 'tag'} ${tag}`
  return `${m.repository}${what}${m.folder === undefined ? '' : `, folder ${m.folder}`}`
}

function recordWords(m: ComparedModule): string {
  if (m.record === 'missing')
    return `origin missing: the proxy's .info names no source${m.recordedTime === undefined ? '' : `; commit time ${m.recordedTime}`}`
  const when = [m.recordedCommit === undefined ? '' : `commit ${m.recordedCommit}`, m.recordedTime ?? ''].filter(
    (part) => part !== '',
  )
  const contents =
    m.recordedContents === undefined
      ? ''
      : {
          same: "; its files are the zip's",
          differ: "; its files are not the zip's either",
          gone: '; the server no longer gives it',
        }[m.recordedContents]
  return `${m.record === 'false' ? 'false: ' : ''}${when.length === 0 ? 'names the repository only' : when.join(', ')}${contents}`
}

function integrityWords(m: ComparedModule): string {
  return m.integrity === 'proven' ? 'proven by the checksum database' : m.integrity
}

/** `tag signed by ssh-ed25519 SHA256:… (SSH), not verified; new: none of 5 earlier tags has this signer`. */
export function signingWords(signing: SourceSigning): string {
  const { by, kind, signer, issuer, verified, earlier, newSigner } = signing
  if (by === 'none') return newSigner ? 'no, though an earlier tag is' : 'no'
  const who = signer === undefined || signer === '' ? 'somebody whose key cannot be read' : signer
  const issued = issuer === undefined ? '' : `, certified by ${issuer}`
  const fresh = newSigner ? `; new: none of ${count(earlier, 'earlier tag')} has this signer` : ''
  return `${by} signed by ${who} (${kind ?? ''}${issued}), ${verified ? 'verified' : 'not verified'}${fresh}`
}

function committerWords({ committer, earlier, newCommitter }: SourceSigning): string | undefined {
  if (committer === undefined) return undefined
  return `${committer}${newCommitter ? `   new: of none of ${count(earlier, 'earlier tag')}` : ''}`
}

function differenceLines(d: FileDifference, ink: Ink): string[] {
  const words = {
    changed: 'differs',
    added: 'only in the zip',
    removed: 'only in the repository',
    'not a file': 'not a file',
  }
  const size = d.kind === 'removed' ? d.expectedSize : d.size
  const diff = (d.diff ?? []).map((line) => `      ${/^\d+ \+/.test(line) ? ink.bad(line) : ink.dim(line)}`)
  return [
    `  ${words[d.kind].padEnd(22)}  ${d.name}${size === undefined ? '' : `, ${bytes(size)}`}`,
    ...diff,
    ...(d.diffCut === true ? ['      …'] : []),
  ]
}

function conclusion(report: CompareReport, ink: Ink): string {
  const line = `${compareConclusion(report)}  ${seconds(report.summary.seconds)}`
  return report.exitCode === 0 ? ink.good(line) : report.exitCode === 3 ? ink.doubt(line) : ink.bad(line)
}

/** Whether what is installed is what was agreed on. */
function isAgreed({ integrity }: ComparedModule): boolean {
  return integrity === 'proven' || integrity === 'unproven'
}

/** How it ended: `18 of 20 modules are what their tags hold · 1 differs · 1 tag moved`. */
export function compareConclusion({ summary, subject, modules: all }: CompareReport): string {
  const { verdicts, modules } = summary
  const parts: readonly (readonly [SourceVerdict, string])[] = [
    ['differs', 'not what its tag holds'],
    ['tag-moved', 'tag moved'],
    ['tag-gone', 'tag gone'],
    ['repository-gone', 'repository gone'],
    ['origin-missing', 'origin missing'],
    ['not-checkable', 'not checked'],
  ]
  const rest = parts.filter(([verdict]) => verdicts[verdict] > 0).map(([v, words]) => `${number(verdicts[v])} ${words}`)
  if (modules === 0) return 'nothing to compare: no module version here'
  const start =
    subject.kind === 'version' && modules === 1 && verdicts.same === 1 && all.every(isAgreed)
      ? 'same: the zip is what go makes of the tag'
      : `${number(verdicts.same)} of ${count(modules, 'module')} the same as the source`
  const bad = all.filter((m) => !isAgreed(m)).length
  const noted = bad === 0 ? [] : [`${number(bad)} not what was agreed on: modwarden verify`]
  return [start, ...rest, ...noted].join(' · ')
}
