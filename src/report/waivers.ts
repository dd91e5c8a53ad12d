// Waivers as a report shows them: which findings somebody accepted, until when, and which waivers are of no use.

/** A line of one of the project's files, named relative to its folder. */
export interface FileLine {
  readonly file: string
  readonly line: number
}

/** One waiver, wherever it is written. */
export interface WaiverNote extends FileLine {
  /** What it is about: `MW-DL-EXEC in example.com/m@v1.0.0`. */
  readonly what: string
  readonly owner: string
  readonly reason: string
  /** The day on which it ends: `2026-12-02`. */
  readonly expires: string
  /** Days from now to that; negative where it is over. */
  readonly days: number
}

/** What the waivers of a run did. */
export interface WaiverUse {
  /** Those that stand for at least one finding. */
  readonly used: readonly WaiverNote[]
  /** Those that would, but for their end. */
  readonly expired: readonly WaiverNote[]
  /** Those that stand for nothing. */
  readonly unused: readonly WaiverNote[]
  /** Those that may not stand for what they name: malware is waived by no project. */
  readonly refused: readonly WaiverNote[]
}
