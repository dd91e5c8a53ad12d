// A bill of materials as a value: what a project, a program or an image is made of, and how each part is known. CycloneDX
// and SPDX are written from it (cyclonedx.ts, spdx.ts).
import type { ModuleVersion } from '../base/finding.ts'
import type { Licences } from '../licence/licences.ts'
import type { ExitCode, ModuleStatus } from './verify.ts'
import type { VexStatement } from './vexstatements.ts'
import type { VulnsReport } from './vulns.ts'

/**
 * What a part is.
 *
 * - `project`: a main module; `program`: a compiled one; `image`: a container image
 * - `module`: a module version; `folder`: a folder that a replace line names
 * - `standard`: Go's standard library
 */
export type PartKind = 'project' | 'program' | 'image' | 'module' | 'folder' | 'standard'

/** Whether the shipped code needs a part: no, by tests alone, by tools or by nothing that was found, or it is not known. */
export type PartScope = 'required' | 'optional' | 'excluded'

/** How the hash of a module version is known. */
export interface Provenance {
  readonly status: ModuleStatus
  /** Who holds the hash that it was compared with: `checksum database`, `go.sum`. */
  readonly by?: string
  /** The record in the checksum database; its inclusion in the tree of `BillDatabase` is proven. */
  readonly record?: number
  /** Why it is not proven. */
  readonly reasons: readonly string[]
}

/** One part. */
export interface BillPart {
  /** Names it in the document: `path@version`; of a file in an image its path. */
  readonly ref: string
  readonly kind: PartKind
  readonly path: string
  /** As Go writes it; empty where it has none. */
  readonly version: string
  /** The module that it stands in for by a replace line. */
  readonly replaces?: ModuleVersion
  readonly direct: boolean
  readonly scope?: PartScope
  /** Of the module's contents, as go.sum has it. */
  readonly h1?: string
  /** Of the zip (of a program: the file), hexadecimal. */
  readonly sha256?: string
  readonly provenance?: Provenance
  readonly licences?: Licences
  /** A commit or what else is known of it, by name. */
  readonly facts?: Readonly<Record<string, string>>
}

/** What requires what, by `ref`. */
export interface BillEdge {
  readonly from: string
  readonly to: readonly string[]
}

/** The checksum database that proofs lead to. */
export interface BillDatabase {
  readonly name: string
  readonly treeSize: number
  /** Base64. */
  readonly rootHash: string
}

/** The vulnerabilities of a compiled program. */
export interface ProgramVulns {
  readonly ref: string
  readonly report: VulnsReport
}

/** The bill. */
export interface Bill {
  /** The part that it is about; the first main module of a workspace. */
  readonly subject: BillPart
  /** Ordered by `ref`. */
  readonly parts: readonly BillPart[]
  readonly edges: readonly BillEdge[]
  /** RFC 3339; absent where nothing but the clock says. */
  readonly timestamp?: string
  readonly database?: BillDatabase
  /** What is missing in it, in sentences. */
  readonly left: readonly string[]
  /** With `--vulns`, and for VEX. */
  readonly vulns?: VulnsReport
  /** The same of each compiled program that the bill is about, by its `ref`. */
  readonly programVulns?: readonly ProgramVulns[]
  /** What is said of the vulnerabilities, where it is more than what follows from `vulns`. */
  readonly statements?: readonly VexStatement[]
  readonly exitCode: ExitCode
}
