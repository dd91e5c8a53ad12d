// The file of the issuers whose id tokens serve takes. A list, each item a map:
//
//   - issuer: https://ci.example       as the tokens name it; https, but for this machine
//     audience: modwarden              whom the token is made for
//     role: reader                     reader, developer or approver: no machine is an administrator
//     claims:                          what it must say; a * at the end stands for anything
//       repository_owner: acme
//       ref: refs/heads/*
//     name: "{repository}"             who it is; the subject unless given
import { z } from 'zod'
import { textOf } from '../../base/bytes.ts'
import { messageOf, WardenError } from '../../base/errors.ts'
import type { IdTokenRule } from '../../server/idtokens.ts'
import type { Files } from '../../world/files.ts'

const MOST_BYTES = 1 << 20

/** Reads the rules. Throws `config` for what is missing, unknown or of the wrong form, `io`. */
export async function readIdTokenRules(files: Files, file: string): Promise<readonly IdTokenRule[]> {
  const wrong = (why: string, cause?: unknown): WardenError =>
    new WardenError('config', `id-tokens: ${why}`, { place: { file }, ...(cause === undefined ? {} : { cause }) })
  const bytes = await files.read(file, MOST_BYTES)
  if (bytes === undefined) throw wrong('no such file')
  const { parse } = await import('yaml')
  let value: unknown
  try {
    value = parse(textOf(bytes) ?? '', { strict: true, uniqueKeys: true, maxAliasCount: 0 })
  } catch (error) {
    throw wrong(messageOf(error), error)
  }
  const read = z.array(RULE).max(100).safeParse(value)
  if (!read.success) {
    const [issue] = read.error.issues
    throw wrong(`${(issue?.path ?? []).map(String).join('.')}: ${issue?.message ?? 'has not the form of a rule'}`)
  }
  return read.data
}

const RULE = z.strictObject({
  issuer: z.string().refine(isIssuer, 'an https address'),
  audience: z.string().min(1),
  role: z.enum(['reader', 'developer', 'approver']),
  // A rule without claims would let in everybody who has an account there.
  claims: z.record(z.string(), z.string()).refine((claims) => Object.keys(claims).length > 0, 'at least one'),
  name: z.string().min(1).max(100).default('{sub}'),
})

function isIssuer(text: string): boolean {
  const url = URL.parse(text)
  if (url === null || url.username !== '' || url.search !== '' || url.hash !== '') return false
  return (
    url.protocol === 'https:' ||
    (url.protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname))
  )
}
