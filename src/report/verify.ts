// The verify report: one value that every format renders. JSON is this value as it stands.
import type { Finding, ModuleVersion } from '../base/finding.ts'
import type { FileDifference } from '../world/contents.ts'
import type { Statistics } from './statistics.ts'

/** The places that may hold or witness a module version's bytes. */
export type Part = 'folder' | 'zip' | '.ziphash' | '.mod' | 'go.sum' | 'checksum database' | 'vendor' | 'binary'

/**
 * How one part stands.
 *
 * - `ok`: it was read and is what was agreed on
 * - `differs`: it is something else
 * - `damaged`: it does not have the form it must have
 * - `absent`: it is not there, and need not be
 * - `unread`: it could not be read or asked; nothing is known
 * - `unasked`: configuration keeps it from being asked (GONOSUMDB, GOSUMDB=off)
 * - `private?`: it was not asked, because the path may be private and nobody said otherwise
 */
export type PartState = 'ok' | 'differs' | 'damaged' | 'absent' | 'unread' | 'unasked' | 'private?'

/**
 * What all parts together say of a module version.
 *
 * - `proven`: all that is there equals the checksum database's record, which is proven
 * - `unproven`: configuration keeps the database out, and all that is there equals go.sum
 * - `broken`: parts disagree; exit 4
 * - `unlisted`: the database surely has no such version; exit 1
 * - `unchecked`: something that had to be checked could not be; exit 3
 */
export type ModuleStatus = 'proven' | 'unproven' | 'broken' | 'unlisted' | 'unchecked'

/** One file that differs; `where` is the path a user would open. */
export interface FileRecord extends FileDifference {
  readonly path: string
  readonly version: string
  readonly part: 'folder' | 'vendor'
  readonly where: string
}

/** One module version of the project or the cache. */
export interface ModuleRecord extends ModuleVersion {
  readonly status: ModuleStatus
  /** Whether a main module's go.mod requires it without `// indirect`. */
  readonly direct: boolean
  /** Whether only its go.mod matters: it is in the module graph, not in the build list. */
  readonly goModOnly: boolean
  /** The `require`, `replace` or go.sum line that brings it in; the file is relative to the project's folder. */
  readonly at?: { readonly file: string; readonly line: number }
  readonly parts: Readonly<Partial<Record<Part, PartState>>>
  /** h1 of the zip and of go.mod that were agreed on, and by whom. */
  readonly expected?: { readonly h1?: string; readonly goMod?: string; readonly by: Part }
  /** h1 found where a part differs. */
  readonly found?: Readonly<Partial<Record<Part, string>>>
  /** The record's number in the checksum database. */
  readonly record?: number
  /** Why it is not proven, in a sentence each. */
  readonly reasons: readonly string[]
  /** Lines that repair or settle it, to be pasted. */
  readonly remedy: readonly string[]
  readonly byIndex: boolean
}

/** A compiled program that embeds a module version of which something here is not what was agreed on. */
export interface ProgramRecord extends ModuleVersion {
  readonly file: string
  /** What the program says of that version's zip: the `.ziphash` of its builder's cache. Empty where it says nothing. */
  readonly sum: string
  /** Whether this version stands in for another module by a `replace` line. */
  readonly replaced: boolean
  /**
   * Whether the embedded sum is not the agreed one: it was built from other bytes. Without that it may have been built
   * from a folder that somebody edited, which leaves no trace in a program.
   */
  readonly badSum: boolean
  /** The package and version that `go install` takes, where the program was built from a published version. */
  readonly install?: string
}

/** What a compiled program says of itself. */
export interface ProgramUse {
  /** The main package. */
  readonly package: string
  /** Its module and version: `(devel)` where it was built from a folder. `undefined` where it names none. */
  readonly main?: ModuleVersion
  /** `linux/amd64`. */
  readonly platform?: string
  /** The commit that it was built from, and whether files were changed since. */
  readonly revision?: string
  /** The go.sum that its sums were compared with. */
  readonly goSum?: string
}

/** How a set of checks went: all of `ok`, of `of` that could be made. */
export interface Count {
  readonly ok: number
  readonly of: number
}

/** The checksum database as it was used. */
export interface DatabaseUse {
  readonly name: string
  /** Records in the tree whose signed head all proofs lead to; 0 where there is no head. */
  readonly treeSize: number
  /** Its root hash, base64. */
  readonly rootHash: string
  /** What the head was proven consistent with. */
  readonly consistentWith: 'the remembered head' | 'nothing: first contact' | 'not checked'
  readonly lookups: number
  readonly cachedLookups: number
  readonly tileRequests: number
  readonly tileBytes: number
  /** Its answers and heads in the cache that were damaged; it was asked again where it could be. */
  readonly damaged?: number
  /** Proven answers that the cache did not take. */
  readonly unsaved?: number
  /** Why a newer head could not be remembered. */
  readonly unremembered?: readonly string[]
}

/** Exit codes, the same in every format (UX §1.1). */
export type ExitCode = 0 | 1 | 2 | 3 | 4

/** What `modwarden verify` found; `modwarden/verify/1`. */
export interface VerifyReport {
  readonly schema: 'modwarden/verify/1'
  readonly subject: {
    readonly kind: 'project' | 'cache' | 'binary'
    /** The folder of go.mod or go.work, GOMODCACHE, or the file of a compiled program. */
    readonly folder: string
    /** Paths of the main modules. */
    readonly modules: readonly string[]
    /** The version of the installed go; of a compiled program, that which built it. */
    readonly go: string | undefined
    /** For `binary`. */
    readonly program?: ProgramUse
  }
  /** `undefined` where configuration keeps every module from it. */
  readonly database: DatabaseUse | undefined
  readonly modules: readonly ModuleRecord[]
  readonly files: readonly FileRecord[]
  readonly findings: readonly Finding[]
  /** Programs that embed a broken module version; only where one is broken and programs were looked for. */
  readonly programs?: readonly ProgramRecord[]
  /** Files that may be such programs and could not be read. */
  readonly unreadPrograms?: ReadonlyArray<{ readonly file: string; readonly why: string }>
  readonly summary: {
    readonly modules: number
    readonly goModOnly: number
    readonly direct: number
    readonly status: Readonly<Record<ModuleStatus, number>>
    readonly zips: Count
    readonly folders: Count
    readonly files: Count
    readonly goMods: Count
    readonly goSum: Count
    readonly proofs: Count
    readonly vendor: Count
    /** Sums that a compiled program embeds. */
    readonly embedded?: Count
    /** Modules of the build list that are not here and that go.sum does not name: nothing of them can be built. */
    readonly unused: number
    /** Modules that a folder replaces: their bytes are the project's own. */
    readonly replaced: number
    /** Bytes of the module contents that were compared. */
    readonly bytes: number
    readonly byIndex: number
    readonly rehashed: number
    readonly fetched: number
    readonly seconds: number
  }
  /** Rates of this run and of the last days. */
  readonly statistics?: Statistics
  readonly exitCode: ExitCode
}
