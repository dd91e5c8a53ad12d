// The People of src/world/people.ts in the guard's tables. A secret is 256 random bits, so that one SHA-256 of it is
// enough: slow hashes are for what can be guessed. The tables alone let nobody in.
import { timingSafeEqual } from 'node:crypto'
import { isWardenError } from '../base/errors.ts'
import { ROLES, type Role } from '../base/role.ts'
import { diskError } from '../io/diskerror.ts'
import type { Identity, People, TokenRow } from '../world/people.ts'
import type { Database, Statements } from './tables.ts'

/** Opens the people of a guard's tables; `file` names them in errors. */
export function openPeople(tables: Database, file: string): People {
  const { rows } = tables
  const atOnce = <T>(work: (now: Statements) => T): T => {
    try {
      return tables.atOnce(work)
    } catch (error) {
      throw isWardenError(error) ? error : diskError(error, 'write', file)
    }
  }
  const idOf = (now: Statements, name: string): number | undefined =>
    now.all(rows.selectFrom('people').select('id').where('name', '=', name).compile(), (row) => Number(row['id']))[0]
  const known = (now: Statements, name: string, created: Date): number => {
    const id = idOf(now, name)
    if (id !== undefined) return id
    now.run(rows.insertInto('people').values({ name, created: created.toISOString() }).compile())
    return idOf(now, name) ?? missing(name)
  }
  const withNames = rows
    .selectFrom('tokens')
    .leftJoin('people', 'people.id', 'tokens.person')
    .select(['tokens.id', 'person', 'name', 'role', 'hash', 'tokens.created', 'expires', 'revoked'])
  const identityOf = (row: JoinedRow | undefined, now: Date): Identity | undefined => {
    const found = row === undefined ? undefined : tokenOf(row)
    if (found?.name === undefined || found.revoked !== undefined) return undefined
    const until = new Date(found.expires)
    if (!(until > now)) return undefined
    return { person: found.person, name: found.name, role: found.role, by: found.id, until }
  }
  const end = (now: Statements, person: number, at: Date): number => {
    const open = rows.selectFrom('tokens').select('id').where('person', '=', person).where('revoked', '=', '').compile()
    const ids = now.all(open, (row) => Number(row['id']))
    const revoked = at.toISOString()
    now.run(
      rows.updateTable('tokens').set({ revoked }).where('person', '=', person).where('revoked', '=', '').compile(),
    )
    return ids.length
  }

  return {
    addToken: async ({ name, role, hash, created, expires }) => {
      atOnce((now) => {
        const person = known(now, name, created)
        const times = { created: created.toISOString(), expires: expires.toISOString(), revoked: '' }
        now.run(
          rows
            .insertInto('tokens')
            .values({ hash, person, role, ...times })
            .compile(),
        )
      })
      return tokenOf(await withNames.where('hash', '=', hash).executeTakeFirstOrThrow())
    },
    tokens: async () => (await withNames.orderBy('tokens.id').execute()).map(tokenOf),
    identify: async (hash, now) => {
      const row = await withNames.where('hash', '=', hash).executeTakeFirst()
      // The index compares byte by byte, of a hash that whoever asks cannot choose; what it found is compared whole.
      if (row === undefined || !timingSafeEqual(Buffer.from(row.hash), Buffer.from(hash))) return undefined
      return identityOf(row, now)
    },
    identifyToken: async (id, now) => {
      const number = numberOf(id, 't')
      if (number === undefined) return undefined
      return identityOf(await withNames.where('tokens.id', '=', number).executeTakeFirst(), now)
    },
    endSession: async (session, until, at) =>
      Promise.resolve(
        atOnce((now) => {
          now.run(rows.deleteFrom('ended').where('until', '<', at.toISOString()).compile())
          const row = rows.insertInto('ended').values({ session, until: until.toISOString() })
          now.run(row.onConflict((conflict) => conflict.column('session').doNothing()).compile())
        }),
      ),
    isEnded: async (session) => {
      const row = await rows.selectFrom('ended').select('until').where('session', '=', session).executeTakeFirst()
      return row !== undefined
    },
    revoke: async (nameOrId, at) =>
      Promise.resolve(
        atOnce((now) => {
          const person = idOf(now, nameOrId)
          if (person !== undefined) return end(now, person, at)
          const number = numberOf(nameOrId, 't')
          if (number === undefined) return 0
          const open = rows.selectFrom('tokens').select('id').where('id', '=', number).where('revoked', '=', '')
          const found = now.all(open.compile(), () => 1).length
          now.run(rows.updateTable('tokens').set({ revoked: at.toISOString() }).where('id', '=', number).compile())
          return found
        }),
      ),
    forget: async (name, at) =>
      Promise.resolve(
        atOnce((now) => {
          const person = idOf(now, name)
          if (person === undefined) return false
          end(now, person, at)
          now.run(rows.deleteFrom('people').where('id', '=', person).compile())
          return true
        }),
      ),
    personOf: async (name, now) => {
      // Asked for whenever somebody shows an id token: who is known waits for no writer.
      const found = await rows.selectFrom('people').select('id').where('name', '=', name).executeTakeFirst()
      return `p${found?.id ?? atOnce((at) => known(at, name, now))}`
    },
    names: async (references) => {
      const ids = references.flatMap((reference) => numberOf(reference, 'p') ?? [])
      if (ids.length === 0) return new Map()
      const found = await rows.selectFrom('people').select(['id', 'name']).where('id', 'in', ids).execute()
      return new Map(found.map(({ id, name }) => [`p${id}`, name]))
    },
    administrators: async (now) => {
      const found = await withNames.where('role', '=', 'admin').where('revoked', '=', '').execute()
      return new Set(found.flatMap((row) => identityOf(row, now)?.person ?? []))
    },
  }
}

interface JoinedRow {
  readonly id?: number | undefined
  readonly person: number
  readonly name: string | null
  readonly role: string
  readonly created: string
  readonly expires: string
  readonly revoked: string
}

function tokenOf({ id = 0, person, name, role, created, expires, revoked }: JoinedRow): TokenRow {
  return {
    id: `t${id}`,
    person: `p${person}`,
    ...(name === null ? {} : { name }),
    role: roleOf(role),
    created,
    expires,
    ...(revoked === '' ? {} : { revoked }),
  }
}

/** What only a newer modwarden knows may do the least. */
function roleOf(text: string): Role {
  return ROLES.find((role) => role === text) ?? 'reader'
}

/** `t7` as 7; `undefined` for any other text. */
function numberOf(text: string, letter: string): number | undefined {
  return text.startsWith(letter) && /^[1-9]\d{0,14}$/.test(text.slice(1)) ? Number(text.slice(1)) : undefined
}

function missing(name: string): never {
  throw new Error(`no row was written for ${JSON.stringify(name)}`)
}
