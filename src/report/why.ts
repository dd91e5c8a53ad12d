// The report of `why`: who requires a module, whose requirement decided, what of it is used. The JSON document is this
// value.
import type { ModuleVersion } from '../base/finding.ts'
import type { TreeGap, TreeScope, TreeSubject } from './tree.ts'
import type { ExitCode } from './verify.ts'

/** One module that requires it. */
export interface WhyRequirer extends ModuleVersion {
  readonly needs: string
  readonly indirect: boolean
  /** Whether this version of it is in the build. */
  readonly selected: boolean
  /** Whether it asks for the version that was chosen. */
  readonly decides: boolean
  /** From the project to it, both included; empty where it is not selected. */
  readonly way: readonly ModuleVersion[]
  /** The line of the project's own file, where the way begins: `go.mod:7`. */
  readonly line?: string
}

/** A package that imports one of the module. */
export interface WhyImporter {
  readonly package: string
  readonly module: string
  /** The first file that names it, and the line. */
  readonly file: string
  readonly line: number
  readonly own: boolean
}

/** One package of the module that is used. */
export interface WhyPackage {
  readonly path: string
  readonly scope: 'code' | 'test' | 'tool'
  /** The shortest chain of imports from the project's code, itself last. */
  readonly chain: readonly { readonly package: string; readonly at?: string }[]
  /** The project's own first. */
  readonly importers: readonly WhyImporter[]
  readonly importerCount: number
  /** Exported names that importers use, with the first place of each: `Parse` at `example.com/app/a.go:7`. */
  readonly symbols: readonly { readonly name: string; readonly at: string; readonly own: boolean }[]
  readonly symbolCount: number
}

/** A report of `why`. */
export interface WhyReport {
  readonly schema: 'modwarden/why/1'
  readonly subject: TreeSubject
  /** What was asked for. */
  readonly asked: string
  /** The module that it is, or that has the package; empty version for a main module. `undefined` for Go's own packages. */
  readonly module?: ModuleVersion & {
    readonly direct: boolean
    readonly scope: TreeScope
    readonly replacedBy?: ModuleVersion
    /** How many packages it has in all; those of its tests and examples included. */
    readonly packages: number
  }
  /** The first of `requirerCount`. */
  readonly requirers: readonly WhyRequirer[]
  readonly requirerCount: number
  /** What would be chosen without the requirements that decided; absent where it would leave. */
  readonly without?: string
  /** The first of `packageCount`. */
  readonly packages: readonly WhyPackage[]
  readonly packageCount: number
  /** Modules that would leave with it. */
  readonly alone: readonly ModuleVersion[]
  readonly gaps: readonly TreeGap[]
  readonly exitCode: ExitCode
  readonly seconds: number
}
