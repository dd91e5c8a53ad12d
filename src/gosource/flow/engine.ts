// What effects are found with.
import type { Expr } from '../ast.ts'
import type { Folder } from '../fold.ts'
import type { SourceFile } from '../scope.ts'
import type { CallCatalogue } from './catalogue.ts'
import type { Resolver } from './callees.ts'
import type { Slicer } from './origins.ts'
import type { Program, Unit } from './program.ts'
import type { Reacher } from './reach.ts'
import type { Typing } from './typing.ts'

/** What effects are found with. */
export interface Engine {
  readonly program: Program
  readonly typing: Typing
  readonly resolver: Resolver
  readonly slicer: Slicer
  readonly reacher: Reacher
  readonly folder: Folder
  /** For test files, whose folds take nothing from the others. */
  readonly testFolder: Folder
  readonly catalogue: CallCatalogue
  readonly lineOf: (file: SourceFile, pos: number) => number
}

/** Where an expression stands. */
export function placeOf(
  { lineOf }: Engine,
  { file }: Unit,
  at: Expr,
): { readonly file: string; readonly line: number } {
  return { file: file.name, line: lineOf(file, at.pos) }
}
