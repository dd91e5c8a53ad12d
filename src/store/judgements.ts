// The Judgements of src/world/judgements.ts over the guard's database.
import type { Judgements } from '../world/judgements.ts'
import type { Database } from './tables.ts'

/** A day, in the minutes of `uses`. */
const DAY = 1440

/** Opens them. */
export function openJudgements(tables: Database): Judgements {
  const { rows } = tables
  return {
    pending: async (basis, now, most) =>
      rows
        .selectFrom('versions as v')
        .leftJoin('judgements as j', (join) => join.onRef('j.path', '=', 'v.path').onRef('j.version', '=', 'v.version'))
        .leftJoin('uses as u', (join) => join.onRef('u.path', '=', 'v.path').onRef('u.version', '=', 'v.version'))
        .select(['v.path as path', 'v.version as version'])
        .where((eb) =>
          eb.or([
            eb('j.basis', 'is', null),
            eb('j.basis', '!=', basis),
            eb.and([eb('j.until', '!=', ''), eb('j.until', '<=', now.toISOString())]),
          ]),
        )
        .orderBy((eb) => eb(eb.fn.coalesce('u.last', eb.lit(0)), '/', eb.lit(DAY)), 'desc')
        .orderBy((eb) => eb.fn.coalesce('u.count', eb.lit(0)), 'desc')
        .limit(most)
        .execute(),
    mark: async ({ path, version }, basis, until) => {
      const values = { basis, until: until?.toISOString() ?? '' }
      const statement = rows
        .insertInto('judgements')
        .values({ path, version, ...values })
        .onConflict((conflict) => conflict.columns(['path', 'version']).doUpdateSet(values))
      tables.relaxed((at) => at.run(statement.compile()))
      return Promise.resolve()
    },
    next: async () => {
      const wanted = rows.selectFrom('judgements').select('until').where('until', '!=', '').orderBy('until').limit(1)
      const row = await wanted.executeTakeFirst()
      return row === undefined ? undefined : new Date(row.until)
    },
    place: async (name) =>
      (await rows.selectFrom('places').select('document').where('name', '=', name).executeTakeFirst())?.document,
    setPlace: async (name, document) => {
      const statement = rows
        .insertInto('places')
        .values({ name, document })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ document }))
      tables.relaxed((at) => at.run(statement.compile()))
      return Promise.resolve()
    },
  }
}
