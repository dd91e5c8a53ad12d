// Who fetched what, as a port: counted in memory as it happens, and written in batches, so that no answer waits for it.
// Implemented in src/store/downloads.ts. Of people there are references only; a client's address only where it is wanted.
import type { ModuleVersion } from '../base/finding.ts'

/** What is given of a module version. */
export type DownloadKind = 'info' | 'mod' | 'zip'

/** Something that was given. The same object is the same thing. */
export interface Given extends ModuleVersion {
  readonly kind: DownloadKind
}

/** So often was it given to the same one in a minute. */
export interface Download extends Given {
  /** A reference to an identity, or `anonymous`. */
  readonly who: string
  /** The client's address; empty where it is not kept. */
  readonly client: string
  /** The minute's beginning, RFC 3339; long after, the last minute of its day may stand for the whole day. */
  readonly time: string
  readonly count: number
}

/** What is known of all downloads of a version. */
export interface Uses {
  /** How many have it, as far as they can be told apart. */
  readonly people: number
  /** Zips that were given. */
  readonly count: number
  /** The minute of the last download of any kind, RFC 3339. */
  readonly last: string
}

/** When downloads may be missing: a guard was killed, and had so much not written yet. */
export interface Gap {
  /** RFC 3339: when it last wrote that it lived. */
  readonly after: string
  /** At most so many seconds before its end. */
  readonly seconds: number
}

/** The record. Reading throws `io`. */
export interface Downloads {
  /** Counts one; waits for nothing, and never throws. */
  count(given: Given, who: string, client: string): void
  /** Downloads of a module's versions, or of one, oldest first; those that are not written yet, too. */
  of(path: string, version: string | undefined, since?: Date): Promise<readonly Download[]>
  /** `undefined` where nobody fetched it. `since` leaves out earlier ones. */
  uses(module: ModuleVersion, since?: Date): Promise<Uses | undefined>
  gaps(): Promise<readonly Gap[]>
  /** How many wait to be written; how many were lost, because they could not be. */
  readonly waiting: () => number
  readonly lost: () => number
  /** Writes what waits, for good. Throws `io`. */
  flush(): Promise<void>
}
