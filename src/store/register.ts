// The Register of src/world/register.ts in the guard's tables.
import { isWardenError } from '../base/errors.ts'
import { moduleName } from '../base/finding.ts'
import { diskError } from '../io/diskerror.ts'
import type { NewAct, Register, Registered } from '../world/register.ts'
import type { Database, Statements } from './tables.ts'

/** The form of the documents. */
const SCHEMA = 1

/** Opens the register of a guard's tables; `file` names them in errors. */
export function openRegister(tables: Database, file: string): Register {
  const { rows } = tables
  const atOnce = <T>(work: (now: Statements) => T): T => {
    try {
      return tables.atOnce(work)
    } catch (error) {
      throw isWardenError(error) ? error : diskError(error, 'write', file)
    }
  }
  const addAct = (now: Statements, { time, by, what, about, reason }: NewAct): void =>
    now.run(rows.insertInto('acts').values({ time, person: by, what, about, reason }).compile())

  return {
    list: async (kind, { live, about, most }) => {
      const all = rows.selectFrom('register').select('document').where('kind', '=', kind)
      const same = about === undefined ? all : all.where('about', '=', moduleName(about))
      const wanted = live === undefined ? same : same.where('last', '>=', live)
      const found = await wanted.orderBy('place', 'desc').limit(most).execute()
      return found.map(({ document }) => documentOf(kind, document))
    },
    find: async (kind, id) => {
      const row = await rows
        .selectFrom('register')
        .select('document')
        .where('kind', '=', kind)
        .where('id', '=', id)
        .executeTakeFirst()
      return row === undefined ? undefined : documentOf(kind, row.document)
    },
    change: async (kind, id, change) =>
      Promise.resolve(
        atOnce((now) => {
          const one = rows.selectFrom('register').select('document').where('kind', '=', kind).where('id', '=', id)
          const [text] = now.all(one.compile(), (row) => String(row['document']))
          const { document, last, act } = change(text === undefined ? undefined : documentOf(kind, text))
          const value = JSON.stringify(document)
          if (text === undefined) {
            const newest = rows.selectFrom('register').select('place').where('kind', '=', kind).orderBy('place', 'desc')
            const [place = 0] = now.all(newest.limit(1).compile(), (row) => Number(row['place']))
            const about = 'path' in document ? moduleName(document) : ''
            const row = { kind, id, place: place + 1, last, about, schema: SCHEMA, document: value }
            now.run(rows.insertInto('register').values(row).compile())
          } else {
            const changed = rows.updateTable('register').set({ last, schema: SCHEMA, document: value })
            now.run(changed.where('kind', '=', kind).where('id', '=', id).compile())
          }
          addAct(now, act)
          return document
        }),
      ),
    acts: async (before, most) => {
      const all = rows.selectFrom('acts').select(['number', 'time', 'person', 'what', 'about', 'reason'])
      const wanted = before === undefined ? all : all.where('number', '<', before)
      const found = await wanted.orderBy('number', 'desc').limit(most).execute()
      return found.map(({ number = 0, person, ...act }) => ({ number, by: person, ...act }))
    },
    lastAct: async () => {
      const row = await rows.selectFrom('acts').select('number').orderBy('number', 'desc').limit(1).executeTakeFirst()
      return row?.number ?? 0
    },
    note: async (act) => Promise.resolve(atOnce((now) => addAct(now, act))),
  }
}

/** Only this program writes such a document, and its schema is this one's. */
function documentOf<K extends keyof Registered>(_: K, text: string): Registered[K] {
  return JSON.parse(text) as Registered[K]
}
