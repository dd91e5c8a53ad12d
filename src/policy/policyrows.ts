// A layer of a policy as rows of name and value, for people, and for telling two policies apart.
import type { Place } from '../base/errors.ts'
import type { Layer, LevelRow, ListRow } from './policy.ts'

/** One setting of a layer. */
export interface PolicyRow {
  /** `age.days`, `deny`: several rows of a list have the same name. */
  readonly name: string
  readonly value: string
  /** Where it stands, for rows of lists. */
  readonly place?: Place
}

/** All settings of a layer, in the order in which people read them. */
export function rowsOf(layer: Layer): readonly PolicyRow[] {
  const { age, licences, waivers } = layer
  const several = (name: string, values: readonly string[] | undefined): PolicyRow[] =>
    values === undefined ? [] : [{ name, value: values.length === 0 ? 'none' : values.join(', ') }]
  return [
    ...layer.levels.map((row) => ({ name: 'levels', value: levelText(row), ...placeOf(row) })),
    ...Object.entries(layer.severities).map(([severity, level]) => ({ name: `otherwise.${severity}`, value: level })),
    ...Object.entries(layer.together).map(([verdict, level]) => ({ name: `together.${verdict}`, value: level })),
    { name: 'age.days', value: String(age.days) },
    { name: 'age.level', value: age.level },
    { name: 'age.unknown', value: age.unknown },
    { name: 'age.repairs', value: age.repairs },
    ...age.paths.map(({ path, days }) => ({ name: 'age.paths', value: `${path}: ${days} days` })),
    { name: 'unproven', value: layer.unproven },
    { name: 'incomplete', value: layer.incomplete },
    { name: 'retracted', value: layer.retracted },
    { name: 'deprecated', value: layer.deprecated },
    ...Object.entries(layer.source).map(([verdict, level]) => ({ name: `source.${verdict}`, value: level })),
    ...several('licences.allow', licences.allow),
    ...several('licences.deny', licences.deny),
    { name: 'licences.level', value: licences.level },
    { name: 'licences.unknown', value: licences.unknown },
    ...layer.allow.map((row) => ({ name: 'allow', value: listText(row), ...placeOf(row) })),
    ...layer.deny.map((row) => ({ name: 'deny', value: listText(row), ...placeOf(row) })),
    ...layer.conditions.map((condition) => ({
      name: 'conditions',
      value: `${condition.level} where ${condition.when} (${condition.name}, ${condition.stage})`,
      ...placeOf(condition),
    })),
    { name: 'waivers.longest', value: `${waivers.longest} days` },
    { name: 'waivers.project', value: String(waivers.project) },
  ]
}

/** A setting that two layers do not have alike. */
export interface RowDifference {
  readonly name: string
  /** Absent where only the other has it. */
  readonly before?: string
  readonly after?: string
}

/** What differs between two layers. Of lists every row is told that only one of them has, and that their order differs. */
export function rowDifferences(before: Layer, after: Layer): readonly RowDifference[] {
  const [left, right] = [rowsOf(before), rowsOf(after)]
  const names = [...new Set([...left, ...right].map(({ name }) => name))]
  return names.flatMap((name): readonly RowDifference[] => {
    const values = (rows: readonly PolicyRow[]): string[] => rows.flatMap((row) => (row.name === name ? row.value : []))
    const [old, fresh] = [values(left), values(right)]
    if (old.join('\n') === fresh.join('\n')) return []
    if (!LISTS.has(name)) return [{ name, ...part('before', old[0]), ...part('after', fresh[0]) }]
    const gone = old.filter((value) => !fresh.includes(value)).map((value) => ({ name, before: value }))
    const come = fresh.filter((value) => !old.includes(value)).map((value) => ({ name, after: value }))
    if (gone.length > 0 || come.length > 0) return [...gone, ...come]
    return [{ name, before: 'in another order', after: 'in another order' }]
  })
}

const LISTS: ReadonlySet<string> = new Set(['levels', 'age.paths', 'allow', 'deny', 'conditions'])

function part<K extends string>(key: K, value: string | undefined): { readonly [P in K]?: string } {
  // One key, and its value is a text.
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]: string })
}

function levelText({ level, rule, severity, path }: LevelRow): string {
  const what = [rule ?? 'every rule', ...(severity === undefined ? [] : [severity])].join(', ')
  return `${level}: ${what}${path === undefined ? '' : `, in ${path}`}`
}

function listText({ path, version, owner, h1, reason, until }: ListRow): string {
  const what = [path, version, owner === undefined ? undefined : `of ${owner}`, h1].filter((one) => one !== undefined)
  const why = reason === undefined ? '' : ` (${reason})`
  return `${what.join(' ')}${until === undefined ? '' : `, until ${until}`}${why}`
}

function placeOf({ place }: { readonly place?: Place }): Pick<PolicyRow, 'place'> {
  return place === undefined ? {} : { place }
}
