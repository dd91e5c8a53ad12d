// MW-CLONE: how much of a module's code is that of another one, and what was added to it.
import type { Severity } from '../../base/finding.ts'
import type { At } from '../../gosource/facts.ts'
import type { BehaviourFinding } from '../behaviour/finding.ts'
import type { FilePrint, Fingerprint, FunctionPrint } from './fingerprint.ts'

/** What two modules have in common. Shares are from 0 to 1, by tokens, of functions or of whole files, whichever is more. */
export interface Overlap {
  /** The share of the copy's code that the original has, too. */
  readonly ofCopy: number
  /** The share of the original's code that the copy has. */
  readonly ofOriginal: number
  /** Files of the copy that are, token for token, files of the original. */
  readonly files: { readonly same: number; readonly of: number }
  readonly functions: { readonly same: number; readonly of: number }
  /** The functions of the copy that the original has not. */
  readonly added: readonly FunctionPrint[]
  /** Those that it has. */
  readonly shared: readonly FunctionPrint[]
  /** The names, in the copy, of all files that the original has, tests and data too. */
  readonly sameFiles: ReadonlySet<string>
  /** How many tokens are compared of the smaller one. */
  readonly tokens: number
}

/** From this share on a module is a copy. */
const CLONE_SHARE = 0.8

/** Below so many tokens, likeness is chance. */
const LEAST_CODE = 400

/**
 * Measures what `copy` has of `original`. Generated code of the original counts for nothing; code of the copy that only
 * says it is generated does. Linear in both.
 */
export function overlapOf(copy: Fingerprint, original: Fingerprint): Overlap {
  const theirs = original.functions.filter(isWritten)
  const left = new Map<string, number>()
  for (const { hash } of theirs) left.set(hash, (left.get(hash) ?? 0) + 1)
  const added: FunctionPrint[] = []
  const shared: FunctionPrint[] = []
  for (const one of copy.functions) {
    const there = left.get(one.hash) ?? 0
    if (there > 0) {
      left.set(one.hash, there - 1)
      shared.push(one)
    } else if (isWritten(one)) added.push(one)
  }
  const originals = [...original.files.values()].filter(isWritten)
  const known = new Set(originals.map(({ hash }) => hash))
  const equal = [...copy.files.values()].filter(({ hash }) => known.has(hash))
  const files = [...copy.files.values()].filter((file) => isWritten(file) || known.has(file.hash))
  return {
    ofCopy: Math.max(share(shared, [...shared, ...added]), share(equal, files)),
    ofOriginal: Math.min(1, Math.max(share(shared, theirs), share(equal, originals))),
    files: { same: equal.length, of: files.length },
    functions: { same: shared.length, of: shared.length + added.length },
    added,
    shared,
    sameFiles: sameFilesOf(copy, original),
    tokens: Math.min(weight(files), weight(originals)),
  }
}

/** Whether what is shared makes a copy: most of it, or most of the original with as much put to it at most. */
export function isClone({ ofCopy, ofOriginal, tokens }: Overlap): boolean {
  return tokens >= LEAST_CODE && (ofCopy >= CLONE_SHARE || (ofOriginal >= CLONE_SHARE && ofCopy >= 0.5))
}

/** What a copy is judged by, besides the overlap. */
export interface CloneContext {
  /** The module, as `path@version`. */
  readonly copy: string
  /** The original, whose path `likenessOf` or `namesakes` gave, as `path@version`. */
  readonly original: string
  /** Whether the name of the module resembles the original's at all. */
  readonly named: boolean
  /** What was found in the code of the copy. */
  readonly code: readonly BehaviourFinding[]
}

/**
 * Judges a copy: medium alone, high where its name resembles the original's, critical where there is a finding of medium
 * or more in what was added to it. Nothing where it is none.
 */
export function judgeClone(overlap: Overlap, { copy, original, named, code }: CloneContext): BehaviourFinding[] {
  if (!isClone(overlap)) return []
  const inAdded = named ? code.find((one) => GRAVE.has(one.severity) && isAdded(overlap, one)) : undefined
  const severity: Severity = inAdded === undefined ? (named ? 'high' : 'medium') : 'critical'
  const { ofCopy, functions, added } = overlap
  const what = `${Math.round(ofCopy * 100)} % of its code is that of ${original}`
  return [
    {
      rule: 'MW-CLONE',
      severity,
      file: inAdded?.file ?? '',
      line: inAdded?.line ?? 0,
      message: inAdded === undefined ? what : `${what}, and what was added is ${inAdded.rule}: ${inAdded.message}`,
      folded: [original],
      trace: [
        { file: '', line: 0, what: `${functions.same} of ${functions.of} functions are the same` },
        ...added.slice(0, MOST_SHOWN).map(({ file, line }) => ({ file, line, what: 'not in the original' })),
      ],
      trigger: 'record',
      remedy: `modwarden diff ${original} ${copy}`,
    },
  ]
}

const GRAVE: ReadonlySet<Severity> = new Set(['critical', 'high', 'medium'])
const MOST_SHOWN = 10

/** Whether a step of a finding about code lies in what the original has not: a file of its own, outside what is shared. */
function isAdded(overlap: Overlap, { file, line, trace, trigger }: BehaviourFinding): boolean {
  if (trigger === 'record') return false
  return [{ file, line }, ...trace].some((at) => at.file !== '' && !isShared(overlap, at))
}

function isShared({ shared, sameFiles }: Overlap, at: At): boolean {
  return (
    sameFiles.has(at.file) ||
    shared.some((one) => one.file === at.file && at.line >= one.line && at.line <= one.endLine)
  )
}

function sameFilesOf(copy: Fingerprint, original: Fingerprint): ReadonlySet<string> {
  const theirs = new Set([...[...original.files.values()].map((file) => file.hash), ...original.others.values()])
  const mine = [...[...copy.files].map(([name, { hash }]) => [name, hash] as const), ...copy.others]
  return new Set(mine.flatMap(([name, hash]) => (theirs.has(hash) ? name : [])))
}

function isWritten({ generated }: FilePrint): boolean {
  return !generated
}

function share(part: readonly FilePrint[], whole: readonly FilePrint[]): number {
  return whole.length === 0 ? 0 : weight(part) / weight(whole)
}

function weight(parts: readonly FilePrint[]): number {
  return parts.reduce((sum, { tokens }) => sum + tokens, 0)
}
