// Who made a commit or tag, and with what key it says it was signed, read from the object's own text. Nothing is verified
// here: a signature names a key, and only somebody who has that key can tell whether it made it.
//
//   commit   tree, parent, author, committer, gpgsig headers, an empty line, the message
//   tag      object, type, tag, tagger headers, an empty line, the message, the signature
//
// Formats: gitformat-signature(5); OpenPGP, RFC 9580 (5.2) and RFC 4880; SSHSIG, PROTOCOL.sshsig of OpenSSH; CMS, RFC 5652.
import { createHash, X509Certificate } from 'node:crypto'

/** A signature as it describes itself. */
export interface Signature {
  readonly kind: 'OpenPGP' | 'SSH' | 'X.509'
  /** The key: `key 0123…`, `ssh-ed25519 SHA256:…`, a certificate's e-mail or subject; empty where it cannot be read. */
  readonly signer: string
  /** What the programs that verify call the key: OpenPGP key ID or fingerprint, `SHA256:…`, a certificate's SHA-1; or empty. */
  readonly key: string
  /** Who issued a certificate; for gitsign that is Sigstore, which vouches for the e-mail. */
  readonly issuer?: string
}

/** A person of a commit or tag. */
export interface Person {
  readonly name: string
  readonly email: string
  /** Seconds since 1970, as the person's machine said. */
  readonly time: number
}

/** The signature in the text of a commit or tag; `undefined` where there is none. Never throws. */
export function signatureOf(text: string): Signature | undefined {
  // What git verifies, and nothing else: of a commit the header for the hash that names its objects.
  const isTag = text.startsWith('object ')
  const armored = isTag ? trailing(text) : header(text, /^tree [0-9a-f]{64}\n/.test(text) ? 'gpgsig-sha256' : 'gpgsig')
  if (armored === undefined) return undefined
  const bytes = Buffer.from(armorBody(armored), 'base64')
  if (armored.startsWith('-----BEGIN SSH')) return { kind: 'SSH', ...sshSigner(bytes) }
  if (armored.startsWith('-----BEGIN SIGNED MESSAGE')) return { kind: 'X.509', ...certificateSigner(bytes) }
  return { kind: 'OpenPGP', ...openPgpSigner(bytes) }
}

/**
 * Whether what `git verify-commit --raw` said of a good signature is said of this one's key: GnuPG's status lines (its
 * doc/DETAILS), which programs for X.509 write too, some of them without VALIDSIG; the line of `ssh-keygen -Y verify`.
 */
export function confirms(raw: string, { kind, key }: Signature): boolean {
  if (key === '') return false
  const lines = raw.split(/\r?\n/)
  if (kind === 'SSH')
    return lines.some((line) => line.startsWith('Good "git" signature') && line.endsWith(` key ${key}`))
  const form = kind === 'OpenPGP' ? /^\[GNUPG:\] VALIDSIG (\S+)/ : /^\[GNUPG:\] (?:VALIDSIG|GOODSIG) (\S+)/
  return lines.some((line) => {
    const named = form.exec(line)?.[1]?.toUpperCase()
    return kind === 'OpenPGP' ? named?.endsWith(key) === true : named === key
  })
}

/** The committer of a commit or the tagger of a tag; `undefined` where the text names none. */
export function personOf(text: string): Person | undefined {
  const line = header(text, 'committer') ?? header(text, 'tagger')
  const [, name, email, time] = /^([^<\n]*?) ?<([^>\n]*)> (-?\d{1,12})/.exec(line ?? '') ?? []
  if (name === undefined || email === undefined || time === undefined) return undefined
  return { name, email, time: Number(time) }
}

/** A header's value; lines of it after the first lose the space that they begin with. */
function header(text: string, name: string): string | undefined {
  const end = text.indexOf('\n\n')
  const lines = text.slice(0, end < 0 ? text.length : end).split('\n')
  const at = lines.findIndex((line) => line.startsWith(`${name} `))
  if (at < 0) return undefined
  const value = [lines[at]?.slice(name.length + 1) ?? '']
  for (let i = at + 1; lines[i]?.startsWith(' ') === true; i++) value.push(lines[i]?.slice(1) ?? '')
  return value.join('\n')
}

const BEGIN = [
  '-----BEGIN PGP SIGNATURE-----',
  '-----BEGIN PGP MESSAGE-----',
  '-----BEGIN SSH SIGNATURE-----',
  '-----BEGIN SIGNED MESSAGE-----',
]

/** The signature after a tag's message; the last one, as git has it. */
function trailing(text: string): string | undefined {
  const at = Math.max(...BEGIN.map((begin) => text.lastIndexOf(`\n${begin}`)))
  return at < 0 ? undefined : text.slice(at + 1)
}

/** The base64 between the first and the last line, without armor headers and checksum. */
function armorBody(armored: string): string {
  const lines = armored.split('\n').slice(1)
  const end = lines.findIndex((line) => line.startsWith('-----END'))
  const inside = lines.slice(0, end < 0 ? lines.length : end)
  return inside.filter((line) => !line.includes(':') && !line.startsWith('=')).join('')
}

type Signer = Pick<Signature, 'signer' | 'key'>
const UNKNOWN: Signer = { signer: '', key: '' }

function sshSigner(bytes: Buffer): Signer {
  if (bytes.toString('latin1', 0, 6) !== 'SSHSIG' || bytes.length < 14) return UNKNOWN
  const length = bytes.readUInt32BE(10)
  const key = bytes.subarray(14, 14 + length)
  if (key.length !== length || length < 8) return UNKNOWN
  const type = key.toString('latin1', 4, 4 + key.readUInt32BE(0))
  const print = `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`
  return /^[\w@.-]{1,60}$/.test(type) ? { signer: `${type} ${print}`, key: print } : UNKNOWN
}

const SIGNATURE_PACKET = 2

function openPgpSigner(bytes: Buffer): Signer {
  const body = packetBody(bytes)
  if (body === undefined) return UNKNOWN
  if (body[0] === 3 && body.length >= 15) {
    const key = hex(body.subarray(7, 15))
    return { signer: `key ${key}`, key }
  }
  if (body[0] !== 4 && body[0] !== 5 && body[0] !== 6) return UNKNOWN
  const wide = body[0] === 6 ? 4 : 2
  const hashed = sized(body, 4, wide)
  const rest = hashed === undefined ? undefined : sized(body, 4 + wide + hashed.length, wide)
  // Anybody can add what is not hashed: it counts only where the hashed part names no key.
  const signed = subpackets(hashed)
  const key = keyIn(signed) ?? keyIn(subpackets(rest)) ?? ''
  const user = signed.find(({ kind }) => kind === 28)?.value.toString() ?? ''
  return { signer: [key === '' ? '' : `key ${key}`, user].filter((part) => part !== '').join(' '), key }
}

/** The fingerprint of the issuer, or else its key ID. */
function keyIn(packets: ReturnType<typeof subpackets>): string | undefined {
  const print = packets.find(({ kind, value }) => kind === 33 && value.length > 16)?.value.subarray(1)
  const id = packets.find(({ kind, value }) => kind === 16 && value.length === 8)?.value
  const found = print ?? id
  return found === undefined ? undefined : hex(found)
}

/** The first packet, where it is a signature. */
function packetBody(bytes: Buffer): Buffer | undefined {
  const [tag = 0, first = 0] = bytes
  if ((tag & 0x80) === 0 || bytes.length < 6) return undefined
  if ((tag & 0x40) === 0) {
    const wide = [1, 2, 4][tag & 3]
    if (((tag >> 2) & 15) !== SIGNATURE_PACKET || wide === undefined) return undefined
    return sized(bytes, 1, wide)
  }
  if ((tag & 63) !== SIGNATURE_PACKET) return undefined
  if (first < 192) return bytes.subarray(2, 2 + first)
  if (first < 224) return bytes.subarray(3, 3 + ((first - 192) << 8) + (bytes[2] ?? 0) + 192)
  return first === 255 ? sized(bytes, 2, 4) : undefined
}

/** Bytes after a length of `wide` bytes; `undefined` where they are not all there. */
function sized(bytes: Buffer, at: number, wide: number): Buffer | undefined {
  if (at + wide > bytes.length) return undefined
  const length = bytes.readUIntBE(at, wide)
  return at + wide + length > bytes.length ? undefined : bytes.subarray(at + wide, at + wide + length)
}

function subpackets(bytes: Buffer | undefined): ReadonlyArray<{ readonly kind: number; readonly value: Buffer }> {
  const found: { kind: number; value: Buffer }[] = []
  let at = 0
  while (bytes !== undefined && at < bytes.length && found.length < 100) {
    const first = bytes[at] ?? 0
    const [start, length] =
      first < 192
        ? [at + 1, first]
        : first < 255
          ? [at + 2, ((first - 192) << 8) + (bytes[at + 1] ?? 0) + 192]
          : [at + 5, at + 5 <= bytes.length ? bytes.readUInt32BE(at + 1) : 0]
    if (length === 0 || start + length > bytes.length) break
    found.push({ kind: (bytes[start] ?? 0) & 0x7f, value: bytes.subarray(start + 1, start + length) })
    at = start + length
  }
  return found
}

function hex(bytes: Buffer): string {
  return bytes.toString('hex').toUpperCase()
}

/** The signer's certificate of a CMS SignedData: ContentInfo { oid, [0] { version, digests, content, [0] certificates … } }. */
function certificateSigner(bytes: Buffer): Omit<Signature, 'kind'> {
  const [outer] = elements(bytes)
  const content = elements(outer?.value)[1]
  const [data] = elements(content?.value)
  const certificates = elements(data?.value).find(({ tag }) => tag === 0xa0)
  for (const { tag, whole } of elements(certificates?.value)) {
    if (tag !== 0x30) continue
    try {
      const certificate = new X509Certificate(whole)
      if (certificate.ca && certificate.issuer !== certificate.subject) continue
      const named = /(?:email|URI):([^\s,]+)/.exec(certificate.subjectAltName ?? '')?.[1]
      const oneLine = (text: string): string => text.split('\n').join(', ')
      const key = certificate.fingerprint.replaceAll(':', '').toUpperCase()
      return { signer: named ?? oneLine(certificate.subject), key, issuer: oneLine(certificate.issuer) }
    } catch {
      // Not a certificate that OpenSSL reads: another one may be.
    }
  }
  return UNKNOWN
}

interface Element {
  readonly tag: number
  readonly value: Buffer
  readonly whole: Buffer
}

/** The elements of DER, as far as they are whole (X.690, 8.1). */
function elements(bytes: Buffer | undefined): readonly Element[] {
  const found: Element[] = []
  let at = 0
  while (bytes !== undefined && at + 2 <= bytes.length && found.length < 100) {
    const first = bytes[at + 1] ?? 0
    const wide = first < 0x80 ? 0 : first & 0x7f
    if (wide > 4 || at + 2 + wide > bytes.length) break
    const length = wide === 0 ? first : bytes.readUIntBE(at + 2, wide)
    const start = at + 2 + wide
    if (first === 0x80 || start + length > bytes.length) break
    found.push({
      tag: bytes[at] ?? 0,
      value: bytes.subarray(start, start + length),
      whole: bytes.subarray(at, start + length),
    })
    at = start + length
  }
  return found
}
