// A loop over a table: what an expression is worth is worth it once for each row, so that what belongs together stays
// together, and so that the row that matters is not the one too many.
import type { Expr } from '../ast.ts'
import type { Folder } from '../fold.ts'
import { textOfValue } from '../fold.ts'
import type { Value } from '../foldvalue.ts'
import type { Entity, SourceFile } from '../scope.ts'
import { walk } from '../walk.ts'
import { isTelling } from './interest.ts'

/** How many rows are told apart. */
const MOST_ROWS = 8
/** How many rows a table has that is looked at. */
const LONGEST = 256
/** How much of an expression is looked at for the variable of a loop. */
const MOST_NODES = 40

/** The variable of a loop, and what it is worth in turn. */
export interface Rows {
  readonly entity: Entity
  readonly values: readonly Value[]
}

/** Finds rows; each loop is looked at once. */
export class RowFinder {
  readonly #known = new Map<Entity, Rows | undefined>()

  /** The rows that an expression stands on; `undefined` where it stands on none, or on one that is not known. */
  of(folder: Folder, x: Expr, file: SourceFile): Rows | undefined {
    const entity = loopVariable(x)
    if (entity === undefined) return undefined
    if (!this.#known.has(entity)) {
      this.#known.set(entity, undefined)
      this.#known.set(entity, rowsOf(folder, entity, file))
    }
    return this.#known.get(entity)
  }
}

function loopVariable(x: Expr): Entity | undefined {
  if (x.kind === 'BasicLit' || x.kind === 'FuncLit') return undefined
  let found: Entity | undefined
  let nodes = 0
  walk([x], (node) => {
    if (node.kind === 'Ident' && node.entity?.decl?.kind === 'RangeStmt' && node.entity.index === 1)
      found ??= node.entity.writes.length === 0 ? node.entity : undefined
    return found === undefined && ++nodes < MOST_NODES && node.kind !== 'FuncLit'
  })
  return found
}

function rowsOf(folder: Folder, entity: Entity, file: SourceFile): Rows | undefined {
  const { decl } = entity
  if (decl?.kind !== 'RangeStmt') return undefined
  const list = folder.fold(file, decl.x)
  if ((list.kind !== 'slice' && list.kind !== 'array') || list.store.bytes !== undefined) return undefined
  const from = list.kind === 'slice' ? list.start : 0
  if (list.length < 2 || list.length > LONGEST) return undefined
  const all = list.store.cells.slice(from, from + list.length)
  const telling = all.length <= MOST_ROWS ? all : all.filter((row) => textsIn(row, 0).some(isTelling))
  const others = telling.length >= MOST_ROWS ? [] : all.filter((row) => !telling.includes(row))
  return { entity, values: [...telling, ...others].slice(0, MOST_ROWS) }
}

/** The texts in a value, of its fields and elements too. */
function textsIn(value: Value, depth: number): readonly string[] {
  const text = textOfValue(value)
  if (text !== undefined) return [text]
  if (depth > 3) return []
  if (value.kind === 'struct') return [...value.fields.values()].flatMap((one) => textsIn(one, depth + 1))
  if (value.kind === 'slice' || value.kind === 'array') {
    const from = value.kind === 'slice' ? value.start : 0
    return value.store.cells.slice(from, from + Math.min(value.length, 16)).flatMap((one) => textsIn(one, depth + 1))
  }
  return []
}
