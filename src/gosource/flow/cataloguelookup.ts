// Finds in the catalogue of calls: under any major version of a module, and in types that are embedded.
import type { CallCatalogue, TypeModel } from './catalogue.ts'

/** What is listed, by names in full. */
type Listed = Pick<CallCatalogue, 'calls' | 'types' | 'vars' | 'sources' | 'packages'>

/** How deep embedding is followed: the standard library's deepest is 3. */
const MOST_EMBEDDING = 6

/** A catalogue of what is listed. */
export function withLookups(listed: Listed): CallCatalogue {
  const { calls, types, vars, sources, packages } = listed
  const type = (name: string): TypeModel | undefined => types.get(name) ?? types.get(unversioned(name))
  return {
    ...listed,
    lookup(path) {
      if (packages.has(path)) return path
      const bare = unversioned(path)
      return packages.has(bare) ? bare : undefined
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
