// Signed notes: a text, a blank line, and a line for each signature. https://pkg.go.dev/golang.org/x/mod/sumdb/note
//
//   note      = text "\n" signature { signature }          UTF-8, no control character but newline; text ends in "\n"
//   signature = "— " name " " base64( key hash, 4 bytes; signature of text ) "\n"
//   key       = name "+" key hash, 8 hex digits "+" base64( 0x01, ed25519 public key, 32 bytes )
//   key hash  = the first 4 bytes of SHA-256( name "\n" 0x01 public key )
import { type KeyObject, createPublicKey, hash, verify } from 'node:crypto'
import { textOf, utf8 } from '../base/bytes.ts'
import { WardenError } from '../base/errors.ts'

/** A public key that can check signatures. */
export interface Verifier {
  readonly name: string
  /** Names the key among those of the same name. */
  readonly keyHash: number
  /** The key as text, `name+hash+key`. */
  readonly key: string
  /** Whether `signature` is this key's signature of `message`. */
  verify(message: Uint8Array, signature: Uint8Array): boolean
}

/** One signature line. */
export interface Signature {
  readonly name: string
  readonly keyHash: number
  /** The key hash and the signature, as they stood in the note. */
  readonly base64: string
}

/** A note with at least one signature that was verified. */
export interface Note {
  /** The signed text, with its last newline. */
  readonly text: string
  readonly signatures: readonly Signature[]
  /** Of keys that are not known: they say nothing. */
  readonly unverified: readonly Signature[]
}

/** Parses a verifier key, `name+hash+key`. Throws `parse`. */
export function parseVerifier(key: string): Verifier {
  const [name = '', hexHash = '', ...rest] = key.split('+')
  // Base64 has "+" too, so what follows the second one belongs together.
  const bytes = decodeBase64(rest.join('+'))
  if (!isKeyName(name) || !/^[0-9a-fA-F]{8}$/.test(hexHash) || bytes === undefined || bytes.length === 0) {
    throw new WardenError('parse', `verifier key: malformed, it must be name+hash+key`)
  }
  const keyHash = Number.parseInt(hexHash, 16)
  if (keyHash !== hashOfKey(name, bytes)) {
    throw new WardenError('parse', `verifier key of ${name}: the hash in it does not belong to the key`)
  }
  if (bytes[0] !== ALGORITHM_ED25519) {
    throw new WardenError('parse', `verifier key of ${name}: algorithm ${bytes[0]} is not known`)
  }
  if (bytes.length !== 33) throw new WardenError('parse', `verifier key of ${name}: must be 32 bytes long`)
  const publicKey = ed25519Key(bytes.subarray(1))
  return { name, keyHash, key, verify: (message, signature) => verify(null, message, publicKey, signature) }
}

/**
 * Opens a note: parses it strictly and checks every signature of a key in `known`. Throws `parse` where it is
 * malformed or has more than 100 signatures, and `mismatch` where a known key's signature is wrong or none is known.
 */
export function openNote(message: Uint8Array, known: readonly Verifier[]): Note {
  const bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength)
  if (textOf(bytes) === undefined || hasControl(bytes)) throw malformed()
  // The last blank line: the text before it may have blank lines of its own.
  const split = bytes.lastIndexOf('\n\n')
  if (split < 0 || split + 2 === bytes.length || bytes.at(-1) !== NEWLINE) throw malformed()
  const text = bytes.subarray(0, split + 1)
  const lines = bytes
    .subarray(split + 2, -1)
    .toString('utf8')
    .split('\n', MAX_SIGNATURES + 1)
  if (lines.length > MAX_SIGNATURES) throw malformed()

  const signatures = new Map<string, Signature>()
  const unverified = new Map<string, Signature>()
  for (const line of lines) {
    const { signature, bytes: signed } = parseSignature(line)
    const verifier = known.find((v) => v.name === signature.name && v.keyHash === signature.keyHash)
    if (verifier === undefined) {
      if (!unverified.has(line)) unverified.set(line, signature)
      continue
    }
    // One key signs once: what it says a second time is ignored, as Go does, not checked.
    const id = `${signature.name}+${signature.keyHash}`
    if (signatures.has(id)) continue
    if (!verifier.verify(text, signed)) {
      throw new WardenError('mismatch', `note: the signature of ${signature.name} is wrong`)
    }
    signatures.set(id, signature)
  }
  if (signatures.size === 0) {
    const names = known.map((v) => v.name).join(', ')
    throw new WardenError('mismatch', `note: not signed by ${names === '' ? 'a known key' : names}`)
  }
  return { text: text.toString('utf8'), signatures: [...signatures.values()], unverified: [...unverified.values()] }
}

/** Decodes base64 with padding, in Go's reading of it: no other alphabet, no white space; `undefined` otherwise. */
export function decodeBase64(text: string): Uint8Array | undefined {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text) ? Buffer.from(text, 'base64') : undefined
}

const ALGORITHM_ED25519 = 1
const MAX_SIGNATURES = 100
const NEWLINE = 0x0a
const SIGNATURE_PREFIX = '— '

function malformed(): WardenError {
  return new WardenError('parse', 'note: malformed')
}

function hasControl(bytes: Uint8Array): boolean {
  return bytes.some((byte) => byte < 0x20 && byte !== NEWLINE)
}

function parseSignature(line: string): { readonly signature: Signature; readonly bytes: Uint8Array } {
  if (!line.startsWith(SIGNATURE_PREFIX)) throw malformed()
  const space = line.indexOf(' ', SIGNATURE_PREFIX.length)
  const name = line.slice(SIGNATURE_PREFIX.length, space)
  const base64 = line.slice(space + 1)
  const bytes = decodeBase64(base64)
  // Four bytes of key hash and at least one of signature.
  if (space < 0 || !isKeyName(name) || bytes === undefined || bytes.length < 5) throw malformed()
  const keyHash = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
  return { signature: { name, keyHash, base64 }, bytes: bytes.subarray(4) }
}

// Not empty, and neither "+" nor what Go calls a space (\s differs: it has U+FEFF and lacks U+0085).
function isKeyName(name: string): boolean {
  return name !== '' && !/[+\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/.test(name)
}

function hashOfKey(name: string, key: Uint8Array): number {
  const sum = hash('sha256', Buffer.concat([utf8(`${name}\n`), key]), 'buffer')
  return sum.readUInt32BE(0)
}

function ed25519Key(bytes: Uint8Array): KeyObject {
  const x = Buffer.from(bytes).toString('base64url')
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
}
