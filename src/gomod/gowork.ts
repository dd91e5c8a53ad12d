// go.work files: the modules of a workspace, and the replacements that count for all of them.
// https://go.dev/ref/mod#workspaces; judged by golang.org/x/mod/modfile.ParseWork.

import {
  forEachLine,
  godebugLine,
  goLine,
  keep,
  ModFileErrors,
  pathLine,
  replaceLine,
  toolchainLine,
} from './moddirective.ts'
import type { Args, Godebug, GoLine, PathLine, Replace } from './moddirective.ts'
import { formatSyntax } from './modprint.ts'
import { parseSyntax } from './modsyntax.ts'
import type { Line, Syntax } from './modsyntax.ts'

/** A go.work file. */
export interface GoWork {
  readonly file: string
  readonly go: GoLine | undefined
  readonly toolchain: GoLine | undefined
  readonly godebug: readonly Godebug[]
  /** The folders of the workspace's modules, as written: relative ones count from the go.work file's folder. */
  readonly use: readonly PathLine[]
  readonly replace: readonly Replace[]
  /** The tree that `formatGoWork` prints. */
  readonly syntax: Syntax
}

/**
 * A go.work file; `file` is its name in errors. Throws a `WardenError` `parse` (`too-large` over 16 MiB) with the place
 * and go's words; `modFileErrors` lists several. That a folder is named twice is for the loader to refuse.
 */
export function parseGoWork(content: Uint8Array | string, file: string): GoWork {
  const work = new WorkDraft(parseSyntax(content, file))
  forEachLine(work.syntax, work.errors, false, workBlocks, (line, verb, args) => work.add(line, verb, args))
  work.errors.throwIfAny()
  return work
}

/** The text of a go.work file as go prints it. */
export function formatGoWork(work: GoWork): string {
  return formatSyntax(work.syntax)
}

const workBlocks = new Set(['godebug', 'use', 'replace'])

/** A go.work file while its lines are read; then it is the `GoWork`. */
class WorkDraft implements GoWork {
  readonly file: string
  readonly syntax: Syntax
  readonly errors: ModFileErrors
  go: GoLine | undefined = undefined
  toolchain: GoLine | undefined = undefined
  readonly godebug: Godebug[] = []
  readonly use: PathLine[] = []
  readonly replace: Replace[] = []

  constructor(syntax: Syntax) {
    this.file = syntax.file
    this.syntax = syntax
    this.errors = new ModFileErrors(syntax.file)
  }

  add(line: Line, verb: string, args: Args): void {
    const { errors } = this
    switch (verb) {
      case 'go':
        this.go = goLine(line, args, this.go, false, errors)
        return
      case 'toolchain':
        this.toolchain = toolchainLine(line, args, this.toolchain, errors)
        return
      case 'godebug':
        return keep(this.godebug, godebugLine(line, args, errors))
      case 'use':
        return keep(this.use, pathLine(line, args, 'usage: use local/dir', errors))
      case 'replace':
        return keep(
          this.replace,
          replaceLine(line, args, errors, () => {}),
        )
      default:
        errors.add(line, `unknown directive: ${verb}`)
    }
  }
}
