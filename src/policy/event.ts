// Events: the names of what a guard did, by which a message, its page and the log find one another: `E-` and ten letters
// of base32 (RFC 4648), fifty bits.
import { WardenError } from '../base/errors.ts'

/** The form of an event's name. */
export const EVENT: RegExp = /^E-[A-Z2-7]{10}$/

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** The name of an event from ten random bytes, or the first ten of more. Throws `usage` for fewer. */
export function eventName(random: Uint8Array): string {
  if (random.length < 10) throw new WardenError('usage', 'an event needs ten random bytes')
  return `E-${Array.from(random.subarray(0, 10), (byte) => ALPHABET[byte % 32]).join('')}`
}
