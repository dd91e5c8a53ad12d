// What is found about one module version before it is judged: facts from go.sum, the checksum database and the disk.
import type { ModuleVersion } from '../../base/finding.ts'
import type { Examined, Hashed } from '../../world/contents.ts'

/** What the checksum database says of a module version, or why it says nothing. */
export type DatabaseAnswer =
  | {
      readonly kind: 'proven'
      readonly record: number
      readonly h1: readonly string[]
      readonly goMod: readonly string[]
    }
  | { readonly kind: 'absent'; readonly remedy?: string }
  | { readonly kind: 'unasked'; readonly why: string }
  | { readonly kind: 'private?'; readonly remedy: string }
  | { readonly kind: 'unread'; readonly why: string; readonly remedy?: string | undefined }
  | { readonly kind: 'refuted'; readonly why: string }

/** One h1 line of a go.sum (or go.work.sum) and where it stands. */
export interface SumLine {
  readonly hash: string
  readonly file: string
  readonly line: number
}

/** All that was found about one module version. */
export interface Evidence {
  readonly module: ModuleVersion
  readonly direct: boolean
  readonly goModOnly: boolean
  /** The line of the project's own files that brings it in. */
  readonly at?: { readonly file: string; readonly line: number } | undefined
  /** `undefined` where there is no project, so that no go.sum is asked. */
  readonly sums: { readonly zip: readonly SumLine[]; readonly goMod: readonly SumLine[] } | undefined
  readonly database: DatabaseAnswer
  /** `undefined` for a go.mod-only version. */
  readonly examined: Examined | undefined
  /** The sum of the zip that a compiled program embeds; only where a program is judged. */
  readonly embedded?: Hashed
  readonly goMod: Hashed
  /** Whether the build needs the contents, so that they must be somewhere to be checked. */
  readonly contentsNeeded: boolean
  /** Why contents that are needed are not there. */
  readonly missing: string | undefined
  /** Why it could not be put where go looks, where that was asked for. */
  readonly notInstalled?: string
  /** What a proxy sent in this run and was not kept, because it is not what was agreed on. */
  readonly sent: { readonly zip: boolean; readonly goMod: boolean }
  /** Where the cache's files lie, for findings and remedies. */
  readonly paths: {
    readonly zip: string
    readonly ziphash: string
    readonly mod: string
    readonly folder: string
    /** The compiled program. */
    readonly binary?: string
  }
}
