// The key of the decision log: an ed25519 key pair in a file that only this user can read, and the notes that it signs.
// https://pkg.go.dev/golang.org/x/mod/sumdb/note
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  type KeyObject,
} from 'node:crypto'
import { textOf, utf8 } from '../base/bytes.ts'
import { WardenError } from '../base/errors.ts'
import { openNote, parseVerifier, type Verifier } from '../sumdb/note.ts'
import type { Files } from '../world/files.ts'

/** A key pair. */
export interface LogKey {
  readonly verifier: Verifier
  /** A note of the text, which ends in a newline. */
  sign(text: string): string
}

/** The key of a file; made where there is none. Throws `io`, `parse`. */
export async function openLogKey(files: Files, file: string): Promise<LogKey> {
  const kept = await files.read(file, 4096)
  if (kept !== undefined) return parseLogKey(kept, file)
  const { privateKey } = generateKeyPairSync('ed25519')
  const seed = privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32)
  // Random, so that two guards' logs are never taken for one.
  const text = `modwarden/log-${randomBytes(4).toString('hex')} ${seed.toString('base64')}\n`
  await files.create(file, utf8(text), { mode: 0o600 })
  return parseLogKey(utf8(text), file)
}

/** The text of a head. */
export function formatLogHead(size: number, hash: string): string {
  return `${PREFIX}${size}\n${hash}\n`
}

/** Opens a signed head. Throws `parse`, `mismatch`. */
export function openLogHead(note: string, verifier: Verifier): { readonly size: number; readonly hash: string } {
  const [first, size = '', hash = ''] = openNote(utf8(note), [verifier]).text.split('\n')
  if (`${first}\n` !== PREFIX || !/^\d{1,15}$/.test(size)) throw new WardenError('parse', 'log head: malformed')
  return { size: Number(size), hash }
}

const PREFIX = 'modwarden decision log\n'

/** What a private ed25519 key's seed stands in (RFC 8410, section 7). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')

function parseLogKey(bytes: Uint8Array, file: string): LogKey {
  const [, name = '', seed = ''] =
    /^(modwarden\/log-[0-9a-f]{8}) ([A-Za-z0-9+/]{43}=)\n$/.exec(textOf(bytes) ?? '') ?? []
  if (name === '') {
    throw new WardenError('parse', `${file}: is no key of a decision log`, {
      remedy: 'put the file back from a copy; a new key begins a new log',
    })
  }
  const der = Buffer.concat([PKCS8, Buffer.from(seed, 'base64')])
  const key: KeyObject = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' })
  const publicKey = Buffer.concat([Buffer.of(1), spki.subarray(-32)])
  const keyHash = createHash('sha256').update(`${name}\n`).update(publicKey).digest().subarray(0, 4)
  return {
    verifier: parseVerifier(`${name}+${keyHash.toString('hex')}+${publicKey.toString('base64')}`),
    sign: (text) => `${text}\n— ${name} ${Buffer.concat([keyHash, sign(null, utf8(text), key)]).toString('base64')}\n`,
  }
}
