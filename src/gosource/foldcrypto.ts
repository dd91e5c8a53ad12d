// Sums and ciphers over data that is known: crypto/md5, sha1, sha256, sha512, aes with its modes, rc4, subtle.
import { createDecipheriv, createCipheriv, createHash, createHmac } from 'node:crypto'
import { define, made, orError, type Raw, type Table } from './foldnative.ts'
import { BYTE } from './foldtype.ts'
import {
  bytesIn,
  bytesOf,
  intOf,
  joinSteps,
  Stop,
  tupleOf,
  unknown,
  writable,
  type ObjectValue,
  type Value,
} from './foldvalue.ts'

const SUMS: readonly (readonly [string, string, string, number])[] = [
  ['crypto/md5', 'Sum', 'md5', 16],
  ['crypto/sha1', 'Sum', 'sha1', 20],
  ['crypto/sha256', 'Sum256', 'sha256', 32],
  ['crypto/sha256', 'Sum224', 'sha224', 28],
  ['crypto/sha512', 'Sum512', 'sha512', 64],
  ['crypto/sha512', 'Sum384', 'sha384', 48],
]

/** How a cipher is set up. */
interface Cipher {
  readonly mode: string
  readonly key: Uint8Array
  readonly iv: Uint8Array
  readonly decrypts: boolean
}

/** Sums and ciphers. */
export function cryptoFunctions(table: Table): void {
  for (const [where, name, algorithm, size] of SUMS) {
    define(table, `${where}.${name}`, 'b', (call, data) => {
      const bytes = new Uint8Array(createHash(algorithm).update(data).digest())
      const store = { bytes, cells: [], unknown: false, frozen: false, steps: call.steps }
      return { kind: 'array', store, length: size, type: { kind: 'array', elem: BYTE, length: size }, steps: [] }
    })
    define(table, `${where}.${name.replace('Sum', 'New').replace(/^New(?:256|512)$/, 'New')}`, '', () =>
      hash(algorithm, undefined),
    )
  }
  table.set('crypto/hmac.New', (call) => {
    const [sum, key] = call.args
    const bytes = key === undefined ? undefined : bytesIn(key)
    const inner = sum === undefined ? undefined : call.apply(sum, [])
    if (bytes === undefined || inner?.kind !== 'object') return unknown('hmac.New', call.steps)
    return { ...hash(partsOf(inner).algorithm, bytes), steps: call.steps }
  })
  define(table, 'crypto.Hash.Write', 'ob', (call, self, data) => {
    partsOf(self).written.push(data.slice())
    return tupleOf([intOf(data.length, call.steps), { kind: 'nil', type: { kind: 'unknown' }, steps: [] }])
  })
  define(table, 'crypto.Hash.Sum', 'ob', (_, self, before) => new Uint8Array(Buffer.concat([before, summed(self)])))
  define(table, 'crypto.Hash.Reset', 'o', (_, self) => {
    partsOf(self).written.length = 0
    return tupleOf([])
  })
  ciphers(table)
}

function hash(algorithm: string, key: Uint8Array | undefined): ObjectValue {
  return made('crypto.Hash', '', { algorithm, key, written: [] })
}

function partsOf(self: ObjectValue): {
  readonly algorithm: string
  readonly key: Uint8Array | undefined
  readonly written: Uint8Array[]
} {
  if (self.name !== 'crypto.Hash') throw new Stop('no hash', false)
  return self.state.more as ReturnType<typeof partsOf> // hash alone makes them
}

function summed(self: ObjectValue): Uint8Array {
  const { algorithm, key, written } = partsOf(self)
  const sum = key === undefined ? createHash(algorithm) : createHmac(algorithm, key)
  for (const part of written) sum.update(part)
  return sum.digest()
}

function ciphers(table: Table): void {
  define(table, 'crypto/aes.NewCipher', 'b', (_, key) => {
    const good = [16, 24, 32].includes(key.length)
    return orError(
      good ? cipher('crypto/aes.Block', 'ecb', key, new Uint8Array(), true) : undefined,
      `invalid key size ${key.length}`,
    )
  })
  define(table, 'crypto/aes.Block.BlockSize', 'o', () => 16)
  const modes: readonly (readonly [string, string, boolean])[] = [
    ['NewCBCDecrypter', 'cbc', true],
    ['NewCBCEncrypter', 'cbc', false],
    ['NewCTR', 'ctr', true],
    ['NewCFBDecrypter', 'cfb', true],
    ['NewCFBEncrypter', 'cfb', false],
    ['NewOFB', 'ofb', true],
  ]
  for (const [name, mode, decrypts] of modes) {
    define(table, `crypto/cipher.${name}`, 'ob', (_, block, iv) => {
      return iv.length === 16 ? cipher('crypto/cipher.Mode', mode, of(block).key, iv, decrypts) : undefined
    })
  }
  for (const name of ['CryptBlocks', 'XORKeyStream']) {
    define(table, `crypto/cipher.Mode.${name}`, 'ovb', (call, self, to, from) => {
      const done = put(to, crypted(of(self), from), call.steps)
      // A second call goes on where the first one ended, which is not kept.
      self.state.at = -1
      return done
    })
  }
  for (const [name, decrypts] of [
    ['Decrypt', true],
    ['Encrypt', false],
  ] as const) {
    define(table, `crypto/aes.Block.${name}`, 'ovb', (call, self, to, from) => {
      return put(to, crypted({ ...of(self), decrypts }, from.subarray(0, 16)), call.steps)
    })
  }
  define(table, 'crypto/cipher.NewGCM', 'o', (_, block) =>
    orError(cipher('crypto/cipher.AEAD', 'gcm', of(block).key, new Uint8Array(), true), ''),
  )
  define(table, 'crypto/cipher.AEAD.NonceSize', 'o', () => 12)
  define(table, 'crypto/cipher.AEAD.Overhead', 'o', () => 16)
  define(table, 'crypto/cipher.AEAD.Open', 'obbbb', (_, self, before, nonce, sealed, extra) => {
    const opened = unsealed(of(self).key, nonce, sealed, extra)
    return orError(
      opened === undefined ? undefined : bytesOf(new Uint8Array(Buffer.concat([before, opened]))),
      'cipher: message authentication failed',
    )
  })
  define(table, 'crypto/rc4.NewCipher', 'b', (_, key) => {
    const good = key.length > 0 && key.length <= 256
    return orError(
      good ? cipher('crypto/rc4.Cipher', 'rc4', key, new Uint8Array(), true) : undefined,
      'invalid key size',
    )
  })
  define(table, 'crypto/rc4.Cipher.XORKeyStream', 'ovb', (call, self, to, from) => {
    const done = put(to, rc4(of(self).key, from), call.steps)
    self.state.at = -1
    return done
  })
  define(table, 'crypto/subtle.XORBytes', 'vbb', (call, to, x, y) => {
    const n = Math.min(x.length, y.length)
    put(
      to,
      x.slice(0, n).map((byte, i) => byte ^ (y[i] ?? 0)),
      call.steps,
    )
    return n
  })
  define(table, 'crypto/subtle.ConstantTimeCompare', 'bb', (_, x, y) => (Buffer.compare(x, y) === 0 ? 1 : 0))
}

function cipher(name: string, mode: string, key: Uint8Array, iv: Uint8Array, decrypts: boolean): ObjectValue {
  return made(name, '', { mode, key: key.slice(), iv: iv.slice(), decrypts })
}

function of(self: ObjectValue): Cipher {
  const { more } = self.state
  if (typeof more !== 'object' || more === null || !('mode' in more)) throw new Stop('no cipher', false)
  return more as Cipher // cipher alone makes them
}

function put(to: Value, data: Uint8Array | undefined, steps: Value['steps']): Raw {
  if (to.kind !== 'slice' || to.store.bytes === undefined) return undefined
  writable(to.store)
  if (data === undefined || data.length > to.length) {
    to.store.unknown = true
    return undefined
  }
  to.store.bytes.set(data, to.start)
  to.store.steps = joinSteps(to.store.steps, steps)
  return tupleOf([])
}

function crypted({ mode, key, iv, decrypts }: Cipher, data: Uint8Array): Uint8Array | undefined {
  const name = `aes-${key.length * 8}-${mode}`
  try {
    const work = decrypts
      ? createDecipheriv(name, key, mode === 'ecb' ? null : iv)
      : createCipheriv(name, key, mode === 'ecb' ? null : iv)
    work.setAutoPadding(false)
    return Buffer.concat([work.update(data), work.final()])
  } catch {
    // Of a length that the mode does not take: Go panics.
    return undefined
  }
}

function unsealed(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array, extra: Uint8Array): Uint8Array | undefined {
  if (nonce.length !== 12 || sealed.length < 16) return undefined
  const name = key.length === 16 ? 'aes-128-gcm' : key.length === 24 ? 'aes-192-gcm' : 'aes-256-gcm'
  try {
    const work = createDecipheriv(name, key, nonce)
    work.setAAD(extra)
    work.setAuthTag(sealed.subarray(-16))
    return Buffer.concat([work.update(sealed.subarray(0, -16)), work.final()])
  } catch {
    return undefined
  }
}

function rc4(key: Uint8Array, data: Uint8Array): Uint8Array {
  const s = Uint8Array.from({ length: 256 }, (_, i) => i)
  const at = (i: number): number => s[i & 255] ?? 0
  const swap = (i: number, j: number): void => {
    const held = at(i)
    s[i & 255] = at(j)
    s[j & 255] = held
  }
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + at(i) + (key[i % key.length] ?? 0)) & 255
    swap(i, j)
  }
  let i = 0
  let j = 0
  return data.slice().map((byte) => {
    i = (i + 1) & 255
    j = (j + at(i)) & 255
    swap(i, j)
    return byte ^ at(at(i) + at(j))
  })
}
