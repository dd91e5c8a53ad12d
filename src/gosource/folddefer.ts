// What a function does when it ends: deferred calls (https://go.dev/ref/spec#Defer_statements), and the results that
// have names, which they may change.
import type { DeferStmt, Field } from './ast.ts'
import { startLater } from './foldcall.ts'
import type { Frame, Machine } from './foldmachine.ts'
import { forgetChanges } from './foldplace.ts'
import { typeOf, zero } from './foldtypes.ts'
import { tupleOf, unknown, type Value } from './foldvalue.ts'
import type { Entity } from './scope.ts'

/** Makes the results that have names; one that has none is `undefined`. */
export function resultNames(m: Machine, frame: Frame, fields: readonly Field[]): (Entity | undefined)[] {
  return fields.flatMap((field) => {
    if (field.names.length === 0) return [undefined]
    const type = typeOf(m, frame, field.type)
    return field.names.map(({ entity }) => {
      if (entity !== undefined) frame.vars.set(entity, { value: zero(m, type), type })
      return entity
    })
  })
}

/** Notes what is to be run at the end, with the arguments of now; of what is not known the results are not known. */
export function defer(m: Machine, frame: Frame, stmt: DeferStmt): void {
  if (frame.deferred === undefined) return
  // All others change nothing that is looked at: they close files, and unlock.
  const named = frame.fn?.type.results.some(({ names }) => names.length > 0) === true
  if (!named && !/\bclose\(|<-/.test(frame.file.text.slice(stmt.pos, Math.min(stmt.end, stmt.pos + 2000)))) return
  const forget = (): void => forgetChanges(m, frame, stmt, 'changed by a deferred function')
  const run = startLater(m, frame, stmt.call, forget)
  if (frame.deferred.length === 0) m.recovering++
  frame.deferred.push(run ?? forget)
}

/** Runs what was deferred, the last one first. */
export function runDeferred(m: Machine, frame: Frame): void {
  const { deferred } = frame
  if (deferred !== undefined && deferred.length > 0) m.recovering--
  for (let next = deferred?.pop(); next !== undefined; next = deferred?.pop()) next()
}

/** Forgets what was deferred: the function was given up. */
export function endDeferred(m: Machine, frame: Frame): void {
  if (frame.deferred === undefined || frame.deferred.length === 0) return
  m.recovering--
  frame.deferred.length = 0
}

/** What the results with names are by now; several are a tuple. */
export function resultOf(frame: Frame, results: readonly (Entity | undefined)[]): Value {
  const values = results.map((entity) =>
    entity === undefined ? unknown('no value') : (frame.vars.get(entity)?.value ?? unknown('no value')),
  )
  const [only] = values
  return values.length === 1 && only !== undefined ? only : tupleOf(values)
}
