// A type as it is evident from source.
import type { Expr } from '../ast.ts'
import type { Entity, SourceFile } from '../scope.ts'

/** A type: one that is declared in the modules at hand, one of the catalogue by its name, or one without a name. */
export type GoType =
  | { readonly kind: 'own'; readonly entity: Entity }
  | { readonly kind: 'other'; readonly name: string }
  | { readonly kind: 'unnamed'; readonly x: Expr; readonly file: SourceFile }

/** A type by its name in the catalogue. */
export function otherType(name: string): GoType {
  return { kind: 'other', name }
}
