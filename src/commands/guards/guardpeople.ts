// The people of a guard that runs: its tokens, what they ordered, and the first token of one that has none.
import { randomBytes } from 'node:crypto'
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { isWardenError, WardenError } from '../../base/errors.ts'
import { diskError, isAbsent } from '../../io/diskerror.ts'
import {
  createIdentifying,
  hashOfSecret,
  newSecret,
  type Identifying,
  type VerifyIdToken,
} from '../../server/identify.ts'
import { openPeople } from '../../store/people.ts'
import { openRegister } from '../../store/register.ts'
import type { Database } from '../../store/tables.ts'
import type { People } from '../../world/people.ts'
import type { Register } from '../../world/register.ts'
import { tablesFile } from './guardsetup.ts'
import type { Setup } from '../run/world.ts'

/** Who a guard knows, and what they ordered. */
export interface GuardPeople {
  readonly people: People
  readonly register: Register
}

/** Opens them over a guard's tables. */
export function openGuardPeople(tables: Database, data: string): GuardPeople {
  const file = tablesFile(data)
  return { people: openPeople(tables, file), register: openRegister(tables, file) }
}

/** How requests show who asks. Throws `config` for rules of issuers that cannot be read, `io`. */
export async function openIdentifying(
  { people }: GuardPeople,
  setup: Setup,
  data: string,
  origin: () => string,
): Promise<Identifying> {
  const { world, settings } = setup
  const key = sessionKey(path.join(data, 'session.key'))
  const now = (): Date => world.clock.now()
  const verifyIdToken = settings.idTokens === undefined ? undefined : await idTokens(settings.idTokens, people, setup)
  return createIdentifying({ people, key, now, random: (bytes) => randomBytes(bytes), verifyIdToken, origin })
}

/** What signs logins, made at the first start. Not in the tables: whoever gets a copy of those is still nobody. */
function sessionKey(file: string): string {
  for (;;) {
    try {
      const text = readFileSync(file, 'latin1')
      if (/^[0-9a-f]{64}\n$/.test(text)) return text.trim()
      throw new WardenError('io', `${file}: is damaged`, { remedy: 'remove it: everybody has to log in again' })
    } catch (error) {
      if (!isAbsent(error)) throw isWardenError(error) ? error : diskError(error, 'read', file)
    }
    writeNew(file, randomBytes(32).toString('hex'))
  }
}

/** Writes a line that only this user can read, whole or not at all; where another process was first, its file stays. */
function writeNew(file: string, line: string): void {
  const temporary = `${file}.${randomBytes(6).toString('hex')}`
  try {
    writeFileSync(temporary, `${line}\n`, { mode: 0o600, flag: 'wx', flush: true })
    try {
      linkSync(temporary, file)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    } finally {
      rmSync(temporary, { force: true })
    }
  } catch (error) {
    throw diskError(error, 'write', file)
  }
}

/** Loaded where there are rules alone. */
async function idTokens(file: string, people: People, { world }: Setup): Promise<VerifyIdToken> {
  const { readIdTokenRules } = await import('../settings/idtokenfile.ts')
  const { createIdTokens } = await import('../../server/idtokens.ts')
  return createIdTokens({ rules: await readIdTokenRules(world.files, path.resolve(file)), people, http: world.http })
}

/** The name of whoever holds the first token. */
const FIRST = 'first'
const FIRST_DAYS = 90

/**
 * Makes an administrator's token for a guard on loopback that has none, in a file that only this user can read; gives the
 * file's path where it still holds the only tokens there are. Whoever can read the folder could write the tables anyway.
 */
export async function firstToken({ people }: GuardPeople, data: string, now: Date): Promise<string | undefined> {
  const file = path.join(data, 'admin.token')
  const tokens = await people.tokens()
  const live = tokens.filter(({ revoked, expires }) => revoked === undefined && new Date(expires) > now)
  if (live.some(({ name }) => name !== FIRST)) return undefined
  if (live.length > 0 && (await holds(people, file, now))) return file
  await people.revoke(FIRST, now)
  const secret = newSecret(randomBytes(32))
  const expires = new Date(now.getTime() + FIRST_DAYS * 86_400_000)
  await people.addToken({ name: FIRST, role: 'admin', hash: hashOfSecret(secret), created: now, expires })
  rmSync(file, { force: true })
  writeNew(file, secret)
  return file
}

/** Whether it still lets in: a start that was broken off, or two at once, leave one that does not. */
async function holds(people: People, file: string, now: Date): Promise<boolean> {
  try {
    return (await people.identify(hashOfSecret(readFileSync(file, 'latin1').trim()), now)) !== undefined
  } catch (error) {
    if (isAbsent(error)) return false
    throw isWardenError(error) ? error : diskError(error, 'read', file)
  }
}
