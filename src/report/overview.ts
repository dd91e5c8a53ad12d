// What a page about a whole project shows besides what was looked at: for who decides, the score and how it comes about;
// for who acts, what to do first; and lists of what there is. A report's own values become it in a file in views/.
import type { State } from './view.ts'

/** A score and the parts that it is the sum of. */
export interface ScoreView {
  /** Absent where a part is missing. */
  readonly value?: number
  readonly of: number
  readonly parts: ReadonlyArray<{
    readonly name: string
    readonly points: number
    readonly of: number
    readonly why: string
    readonly rule: string
  }>
  /** How it is made, in sentences. */
  readonly rules: readonly string[]
}

/** One thing to do. */
export interface Step {
  readonly what: string
  /** Lines to be pasted, one after the other. */
  readonly commands: readonly string[]
}

/** A cell of a list: a few words, as they are. */
export interface Cell {
  readonly text: string
  /** A name, a path or a version. */
  readonly code?: boolean
  /** Said a second time by a sign. */
  readonly state?: State
  /** More of it, below. */
  readonly note?: string
}

/** A list of things of one kind. */
export interface Listing {
  /** Names it on the page: `flaws`. */
  readonly id: string
  readonly title: string
  /** A sentence. */
  readonly lead: string
  readonly columns: readonly string[]
  /** A cell for each column; the first one says what the row is. */
  readonly rows: ReadonlyArray<readonly Cell[]>
  /** Kept folded, whatever its length. */
  readonly folded?: boolean
}

/** The whole. */
export interface Overview {
  /** When it was made, RFC 3339. */
  readonly at?: string
  readonly score?: ScoreView
  /** The most urgent first; none where nothing is to be done. */
  readonly steps: readonly Step[]
  readonly listings: readonly Listing[]
  /** What it was made with and from: tools, databases, dates. */
  readonly made: ReadonlyArray<{ readonly name: string; readonly text: string; readonly code?: boolean }>
}
