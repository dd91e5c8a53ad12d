// Values that several folds share, and values that something unknown was done to: all that can be reached from one.
import { unknown, type Value } from './foldvalue.ts'

/** Marks a value and all below it as shared. Bounded, because what it is used on was bounded. */
export function freeze(value: Value): void {
  const stack: Value[] = [value]
  const seen = new Set<object>()
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (at.kind === 'slice' || at.kind === 'array') {
      if (seen.has(at.store)) continue
      seen.add(at.store)
      at.store.frozen = true
      for (const cell of at.store.cells) stack.push(cell)
    } else if (at.kind === 'map') {
      if (seen.has(at.state)) continue
      seen.add(at.state)
      at.state.frozen = true
      for (const entry of at.entries.values()) stack.push(entry.key, entry.value)
    } else if (at.kind === 'struct') {
      if (seen.has(at.state)) continue
      seen.add(at.state)
      at.state.frozen = true
      for (const field of at.fields.values()) stack.push(field)
    }
  }
}

/** Whether a value is one of the standard library that no method changes, once it is made. */
export function isConstantObject(value: Value): boolean {
  return value.kind === 'object' && /(?:Encoding|Regexp|Replacer|Endian|error|\/template\.Template)$/.test(value.name)
}

/** Whether a value, once made, can be given to several folds: nothing in it points to memory that cannot be frozen. */
export function isShareable(value: Value): boolean {
  const stack: Value[] = [value]
  const seen = new Set<object>()
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (at.kind === 'pointer' || at.kind === 'tuple') return false
    if (at.kind === 'object' && !isConstantObject(at)) return false
    if (at.kind === 'func' && at.captured.size > 0) return false
    const holder =
      at.kind === 'slice' || at.kind === 'array'
        ? at.store
        : at.kind === 'map' || at.kind === 'struct'
          ? at.state
          : undefined
    if (holder === undefined || seen.has(holder)) continue
    seen.add(holder)
    if (at.kind === 'slice' || at.kind === 'array') for (const cell of at.store.cells) stack.push(cell)
    else if (at.kind === 'map') for (const entry of at.entries.values()) stack.push(entry.key, entry.value)
    else if (at.kind === 'struct') for (const field of at.fields.values()) stack.push(field)
  }
  return true
}

/** Forgets everything that can be reached through a value: after it was given to something that is not known. */
export function poison(value: Value, why: string): void {
  const stack: Value[] = [value]
  const seen = new Set<object>()
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (at.kind === 'slice') {
      if (seen.has(at.store) || at.store.frozen) continue
      seen.add(at.store)
      at.store.unknown = true
    } else if (at.kind === 'map') {
      if (!at.state.frozen) at.state.unknown = true
    } else if (at.kind === 'pointer') {
      if (seen.has(at.place)) continue
      seen.add(at.place)
      stack.push(at.place.get())
      at.place.set(unknown(why))
    } else if (at.kind === 'object') {
      if (!isConstantObject(at)) at.state.at = -1
    } else if (at.kind === 'struct') for (const field of at.fields.values()) stack.push(field)
  }
}
