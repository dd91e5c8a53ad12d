// The verify report: one value that every format renders. JSON is this value as it stands.
import type { Finding, ModuleVersion } from '../base/finding.ts'
import type { FileDifference } from '../world/contents.ts'

/** The places that may hold or witness a module version's bytes. */
export type Part = 'folder' | 'zip' | '.ziphash' | '.mod' | 'go.sum' | 'checksum database' | 'vendor'

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
}

/** Exit codes, the same in every format (UX §1.1). */
export type ExitCode = 0 | 1 | 2 | 3 | 4

/** What `modwarden verify` found; `modwarden/verify/1`. */
export interface VerifyReport {
  readonly schema: 'modwarden/verify/1'
  readonly subject: {
    readonly kind: 'project' | 'cache'
    /** The folder of go.mod or go.work, or GOMODCACHE. */
    readonly folder: string
    /** Paths of the main modules. */
    readonly modules: readonly string[]
    readonly go: string | undefined
  }
  /** `undefined` where configuration keeps every module from it. */
  readonly database: DatabaseUse | undefined
  readonly modules: readonly ModuleRecord[]
  readonly files: readonly FileRecord[]
  readonly findings: readonly Finding[]
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
  readonly exitCode: ExitCode
}
