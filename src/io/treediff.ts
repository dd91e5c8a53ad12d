// What differs between the files of two modules that were read whole, with the lines of those that matter most.
import { compareBytes, equalBytes, textOf } from '../base/bytes.ts'
import type { FileDifference } from '../world/contents.ts'
import { unified } from './folderdiff.ts'

/** How much is described and shown. */
const MOST_FILES = 2000
const MOST_DIFFS = 60
const MOST_BYTES = 512 << 10
const MOST_LINES = 200
const MOST_MS = 10_000

/** What differs. */
export interface TreeDifferences {
  /** What the caller named first, then Go code, then the rest. */
  readonly files: readonly FileDifference[]
  /** How many differ in all. */
  readonly count: number
}

/** Compares two modules' contents; `first` names files whose lines are to be shown before others'. */
export function diffContents(
  before: ReadonlyMap<string, Uint8Array>,
  after: ReadonlyMap<string, Uint8Array>,
  first: ReadonlySet<string>,
): TreeDifferences {
  const names = differing(before, after)
  const rank = (name: string): number =>
    (first.has(name) ? 0 : 4) + (name.endsWith('_test.go') ? 1 : name.endsWith('.go') ? 0 : name === 'go.mod' ? 0 : 2)
  names.sort((a, b) => rank(a) - rank(b) || compareBytes(a, b))
  const until = performance.now() + MOST_MS
  let diffs = 0
  const files = names.slice(0, MOST_FILES).map((name): FileDifference => {
    const [old, now] = [before.get(name), after.get(name)]
    const described: FileDifference = {
      name,
      kind: old === undefined ? 'added' : now === undefined ? 'removed' : 'changed',
      ...(now === undefined ? {} : { size: now.length }),
      ...(old === undefined ? {} : { expectedSize: old.length }),
    }
    const shown = now !== undefined && diffs < MOST_DIFFS && performance.now() < until
    const text = shown ? smallText(now) : undefined
    const earlier = shown ? (old === undefined ? '' : smallText(old)) : undefined
    if (text === undefined || earlier === undefined) return described
    diffs++
    return { ...described, ...unified(earlier, text, MOST_LINES) }
  })
  return { files, count: names.length }
}

/** The names of files that are not the same in both, in no order. */
export function differing(before: ReadonlyMap<string, Uint8Array>, after: ReadonlyMap<string, Uint8Array>): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((name) => {
    const [old, now] = [before.get(name), after.get(name)]
    return old === undefined || now === undefined || !equalBytes(old, now)
  })
}

function smallText(bytes: Uint8Array): string | undefined {
  return bytes.length > MOST_BYTES ? undefined : textOf(bytes)
}
