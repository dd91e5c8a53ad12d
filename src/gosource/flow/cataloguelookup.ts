// Finds in the catalogue of calls: under any major version of a module, and in types that are embedded.
import type { CallCatalogue, TypeModel } from './catalogue.ts'

/** What is listed, by names in full. */
type Listed = Pick<CallCatalogue, 'calls' | 'types' | 'vars' | 'sources' | 'packages'>

/** How deep embedding is followed: the standard library's deepest is 3. */
const MOST_EMBEDDING = 6

/** A catalogue of what is listed. */
export function withLookups(listed: Listed): CallCatalogue {
  const { calls, types, vars, sources, packages } = listed
  let callingBack: ReadonlySet<string> | undefined
  let acting: ReadonlyMap<string, ReadonlySet<string>> | undefined
  const type = (name: string): TypeModel | undefined => types.get(name) ?? types.get(unversioned(name))
  return {
    ...listed,
    lookup(path) {
      if (packages.has(path)) return path
      const bare = unversioned(path)
      return packages.has(bare) ? bare : undefined
    },
    acting(path) {
      acting ??= actingNames(listed)
      const own = acting.get(path)
      const bare = acting.get(unversioned(path))
      return own === undefined || bare === undefined || own === bare ? (own ?? bare) : own.union(bare)
    },
    callsBack(name) {
      callingBack ??= namesThatCallBack(calls)
      return callingBack.has(name)
    },
    call(name) {
      const found = calls.get(name) ?? calls.get(unversioned(name))
      const dot = name.lastIndexOf('.')
      if (found !== undefined || dot < 0) return found
      return promoted(type, name.slice(0, dot), (owner) => calls.get(`${owner.name}${name.slice(dot)}`))
    },
    type,
    field: (owner, name) => promoted(type, owner, (one) => one.fields.get(name)),
    variable: (name) => vars.get(name) ?? vars.get(unversioned(name)),
    sourceOf: (name) => sources.get(name) ?? sources.get(unversioned(name)),
  }
}

function namesThatCallBack(all: Listed['calls']): ReadonlySet<string> {
  const names = new Set<string>()
  for (const { name, calls, starts, keeps } of all.values())
    if (calls.length + starts.length + keeps.length > 0) names.add(name.slice(name.lastIndexOf('.') + 1))
  return names
}

/**
 * By package, the last names of calls and types by which effects come. A call that writes has one only where another call
 * made what it writes to, so that it does not count; what gives a value of a type that has effects does.
 */
function actingNames({ calls, types, vars, packages }: Listed): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>()
  /** Packages by those whose types their calls, fields, types and variables give. */
  const givenBy = new Map<string, Set<string>>()
  const acts = (name: string): void => addTo(names, packageOf(name, packages), name.slice(name.lastIndexOf('.') + 1))
  const gives = (by: string, type: string): void =>
    addTo(givenBy, packageOf(type.replace(/^(?:\[\]|\*)+/, ''), packages), packageOf(by, packages))
  for (const { name, effect, source, standsFor, results } of calls.values()) {
    if (effect !== undefined || source === 'file' || standsFor !== undefined) acts(name)
    for (const result of results) gives(name, result)
  }
  for (const { name, effect, fields, embeds } of types.values()) {
    if (effect !== undefined) acts(name)
    for (const { type } of fields.values()) gives(name, type)
    for (const type of embeds) gives(name, type)
  }
  for (const [name, type] of vars) gives(name, type)
  const work = [...names.keys()]
  for (let of = work.pop(); of !== undefined; of = work.pop()) {
    const own = names.get(of) ?? []
    for (const by of givenBy.get(of) ?? []) {
      const before = names.get(by)?.size
      for (const name of own) addTo(names, by, name)
      if (names.get(by)?.size !== before) work.push(by)
    }
  }
  return names
}

function addTo(map: Map<string, Set<string>>, key: string, value: string): void {
  const known = map.get(key)
  if (known === undefined) map.set(key, new Set([value]))
  else known.add(value)
}

/** The import path in front of a name: its last element may have dots of its own. */
function packageOf(name: string, packages: ReadonlySet<string>): string {
  for (let dot = name.indexOf('.', name.lastIndexOf('/')); dot >= 0; dot = name.indexOf('.', dot + 1))
    if (packages.has(name.slice(0, dot))) return name.slice(0, dot)
  return ''
}

/** An import path, or a name with one in front, without major versions: `/v3` anywhere, `.v3` in a `gopkg.in` path. */
function unversioned(name: string): string {
  // Every call of a module is looked up here; few have a version in their name.
  if (!name.includes('/v') && !name.startsWith('gopkg.in/')) return name
  const bare = name.replaceAll(/\/v[0-9]{1,6}(?=[/.]|$)/g, '')
  return bare.startsWith('gopkg.in/') ? bare.replace(/\.v[0-9]{1,6}(?=[/.]|$)/, '') : bare
}

/** Looks into a type, then into what it embeds, level by level, as Go does. */
function promoted<T>(
  type: (name: string) => TypeModel | undefined,
  name: string,
  look: (owner: TypeModel) => T | undefined,
): T | undefined {
  const own = type(name)
  if (own === undefined) return undefined
  const here = look(own)
  if (here !== undefined || own.embeds.length === 0) return here
  let level = [...own.embeds]
  for (let depth = 1; depth < MOST_EMBEDDING && level.length > 0; depth++) {
    const owners = level.flatMap((one) => type(one) ?? [])
    for (const owner of owners) {
      const found = look(owner)
      if (found !== undefined) return found
    }
    level = owners.flatMap((owner) => owner.embeds)
  }
  return undefined
}
