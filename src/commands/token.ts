// modwarden token: who may do what at a guard. It writes into the guard's own tables, so whoever may write its folder may
// make tokens, and nobody can over the network.
import { randomBytes } from 'node:crypto'
import { WardenError } from '../base/errors.ts'
import { ROLES, type Role } from '../base/role.ts'
import { createClock } from '../io/clock.ts'
import { createFiles } from '../io/files.ts'
import { joinedLines, printable } from '../report/printable.ts'
import type { ExitCode } from '../report/verify.ts'
import type { Document } from '../report/view.ts'
import { count } from '../report/words.ts'
import { hashOfSecret, newSecret } from '../server/identify.ts'
import type { TokenRow } from '../world/people.ts'
import type { Invocation, ReportFlags } from './flags/reportflags.ts'
import { openGuardPeople, type GuardPeople } from './guards/guardpeople.ts'
import { dataFolder, openGuardTables, tablesFile } from './guards/guardsetup.ts'
import { emit, failed } from './run/output.ts'
import { loadSettings } from './settings/settings.ts'

/** The flags of `token create`. */
export interface TokenFlags {
  readonly name: string
  readonly role: string
  /** `90d`, `52w`. */
  readonly lasts: string
  readonly data: string | undefined
}

/** `modwarden/tokens/1`. */
export interface TokensDocument extends Document {
  readonly schema: 'modwarden/tokens/1'
  readonly tokens: readonly TokenRow[]
}

const MOST_DAYS = 400

/** Runs `token create`: the token on standard output, what it is on standard error. */
export async function tokenCreateCommand(flags: TokenFlags, invocation: Invocation): Promise<ExitCode> {
  const { terminal } = invocation
  const role = roleOf(flags.role)
  // Those of id tokens have a colon: nobody is made to look like a machine, or the other way round.
  if (!/^[\p{L}\p{N}][\p{L}\p{N}._@+-]{0,63}$/u.test(flags.name) || /^[pt]\d+$/.test(flags.name)) {
    throw new WardenError('usage', `--name ${JSON.stringify(flags.name)}: letters, digits and . _ @ + - only`, {
      remedy: 'modwarden token create --name kim --role developer',
    })
  }
  const days = daysOf(flags.lasts)
  const now = createClock().now()
  const expires = new Date(now.getTime() + days * 86_400_000)
  const secret = newSecret(randomBytes(32))
  const made = await withPeople(flags.data, invocation, 'made', async ({ people, register }) => {
    const token = await people.addToken({ name: flags.name, role, hash: hashOfSecret(secret), created: now, expires })
    await register.note(actOf(now, 'token-created', `${token.id} ${token.person} ${role}`))
    return token
  })
  terminal.stderr.write(
    joinedLines([
      printable(`token ${made.id} of ${flags.name}, ${role}, until ${expires.toISOString().slice(0, 10)}`),
      'It is shown this once. In .netrc it is the password; elsewhere: Authorization: Bearer',
    ]),
  )
  terminal.stdout.write(`${secret}\n`)
  return 0
}

/** Runs `token list`. */
export async function tokenListCommand(
  data: string | undefined,
  flags: ReportFlags,
  invocation: Invocation,
): Promise<ExitCode> {
  return failed('modwarden/tokens/1', flags, invocation, async () => {
    const tokens = await withPeople(data, invocation, 'there', async ({ people }) => people.tokens())
    const document: TokensDocument = { schema: 'modwarden/tokens/1', tokens, exitCode: 0 }
    return emit(flags, invocation, document, () => listText(tokens, createClock().now()))
  })
}

/** Runs `token revoke`. */
export async function tokenRevokeCommand(
  name: string,
  data: string | undefined,
  invocation: Invocation,
): Promise<ExitCode> {
  const now = createClock().now()
  const ended = await withPeople(data, invocation, 'there', async ({ people, register }) => {
    const number = await people.revoke(name, now)
    // A name stays out of the record, so that it can be erased.
    if (number > 0) await register.note(actOf(now, 'token-revoked', count(number, 'token')))
    return number
  })
  if (ended === 0) throw none(name)
  invocation.terminal.stdout.write(`${count(ended, 'token')} revoked: refused within seconds\n`)
  return 0
}

/** Runs `token forget`. */
export async function tokenForgetCommand(
  name: string,
  data: string | undefined,
  invocation: Invocation,
): Promise<ExitCode> {
  const now = createClock().now()
  const forgotten = await withPeople(data, invocation, 'there', async ({ people, register }) => {
    const was = await people.forget(name, now)
    if (was) await register.note(actOf(now, 'person-forgotten', ''))
    return was
  })
  if (!forgotten) throw none(name)
  invocation.terminal.stdout.write('forgotten: records keep a reference that says nothing any more\n')
  return 0
}

function none(name: string): WardenError {
  return new WardenError('usage', `${JSON.stringify(name)}: no such person, and no token of that name that counts`, {
    remedy: 'modwarden token list',
  })
}

function actOf(now: Date, what: string, about: string): Parameters<GuardPeople['register']['note']>[0] {
  return { time: now.toISOString(), by: '-', what, about, reason: 'on the command line' }
}

function roleOf(text: string): Role {
  const role = ROLES.find((one) => one === text)
  if (role === undefined) throw new WardenError('usage', `--role ${JSON.stringify(text)}: ${ROLES.join(', ')}`)
  return role
}

function daysOf(text: string): number {
  const [, digits = '', unit] = /^(\d{1,4})([dw]?)$/.exec(text) ?? []
  const days = Number(digits) * (unit === 'w' ? 7 : 1)
  if (digits !== '' && days >= 1 && days <= MOST_DAYS) return days
  throw new WardenError('usage', `--for ${JSON.stringify(text)}: from 1d to ${MOST_DAYS}d`)
}

function listText(tokens: readonly TokenRow[], now: Date): string {
  if (tokens.length === 0) return 'no tokens\n'
  const rows = tokens.map(({ id, person, name = '(forgotten)', role, expires, revoked }) => {
    const state = revoked !== undefined ? 'revoked' : new Date(expires) > now ? 'until' : 'over since'
    return [id, name, role, `${state} ${(revoked ?? expires).slice(0, 10)}`, person]
  })
  const widths = [0, 1, 2, 3].map((i) => Math.max(...rows.map((row) => (row[i] ?? '').length)))
  return joinedLines(
    rows.map((row) =>
      printable(
        row
          .map((cell, i) => cell.padEnd(widths[i] ?? 0))
          .join('  ')
          .trimEnd(),
      ),
    ),
  )
}

/** Only a first token makes a folder: who revokes one in the wrong place must hear that nothing was there. */
async function withPeople<T>(
  named: string | undefined,
  { terminal }: Invocation,
  folderIs: 'made' | 'there',
  work: (known: GuardPeople) => Promise<T>,
): Promise<T> {
  const files = createFiles()
  const folder = dataFolder(await loadSettings(files, terminal.env, undefined, { data: named }))
  if (folderIs === 'there' && (await files.info(tablesFile(folder))) === undefined) {
    throw new WardenError('usage', `${folder}: no guard keeps its data here`, { remedy: 'name its folder: --data DIR' })
  }
  const tables = openGuardTables(folder)
  try {
    return await work(openGuardPeople(tables, folder))
  } finally {
    await tables.close()
  }
}
