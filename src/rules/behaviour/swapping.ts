// Swapping: what a user copies is replaced by what the module wants to be pasted.
import type { Rule } from '../rule.ts'
import { type Draft, draft, quote } from './draft.ts'
import { comesFrom, type Scene, sourcesOf, standingOf, textsOf } from './scene.ts'

/** An address for payments takes the place of another one in the clipboard. */
export const swapped: Rule = {
  id: 'MW-CLIPBOARD',
  title: 'what is copied is replaced by an address of the module',
  severity: 'critical',
  summary:
    'The module reads the clipboard, or waits beside it, and writes an address for payments of its own into it: whoever pastes pays somebody else.',
  found:
    'Data is followed into the clipboard. It is told where the code that it goes through holds an address of a currency in its usual form, and what is written was read from the clipboard, or is written in a loop or in the background. A button that copies an address is no finding.',
  remedy: 'do not run this code; compare the address before every payment that was pasted while it ran',
  references: ['https://attack.mitre.org/techniques/T1115/', 'https://attack.mitre.org/techniques/T1565/002/'],
  technique: 'T1565.002 Data Manipulation: Transmitted Data Manipulation',
}

/** Judges what a module writes into the clipboard. */
export function judgeSwapping(scene: Scene): readonly Draft[] {
  return scene.effects.flatMap((effect) => {
    if (!/\bclipboard\.Write(?:All)?$/.test(effect.call)) return []
    const texts = textsOf(effect, 'value')
    const read = comesFrom(sourcesOf(effect, 'value'), 'capture')
    // Who looks for addresses in what was copied, and writes it back, has another one for them, however it is kept.
    const own = texts.filter(isPaymentAddress)
    const addresses = own.length > 0 || !read ? own : texts.filter(isPaymentPattern)
    const standing = standingOf(effect)
    const waits = effect.gates.some(({ kind }) => kind === 'loop') || standing.reach?.background === true
    if (addresses.length === 0 || (!read && !waits)) return []
    return [
      draft(scene, swapped, 'critical', effect, {
        message: `what is copied is replaced ${own.length > 0 ? 'by' : 'where it is'} ${quote(addresses.slice(0, 4).join(', '))}`,
        folded: addresses,
        flows: sourcesOf(effect, 'value'),
      }),
    ]
  })
}

/** Whether a text is a pattern for addresses of payments: how they begin, their letters, and how many of these there are. */
export function isPaymentPattern(text: string): boolean {
  const [, begin = '', letters = '', least = ''] = /^(.*?)\[([^\]]+)\]\{(\d+)(?:,\d+)?\}/.exec(text) ?? []
  const count = Number(least)
  if (/0x/i.test(begin)) return count === 40
  if (/(?:bc1|ltc1|tb1|addr1)/i.test(begin)) return count >= 20
  // The letters of base58, without those that look alike.
  const base58 = /1-9/.test(letters) && /[A-Z]-[A-Z]/.test(letters) && /[a-z]-[a-z]/.test(letters)
  return base58 && !/[0l_]/.test(letters.replaceAll(/[a-zA-Z0-9]-[a-zA-Z0-9]/g, '')) && count >= 24
}

/** Whether a text is an address for payments: of Bitcoin and what came of it, Ethereum, Tron, Monero, Ripple, Cardano, Solana. */
export function isPaymentAddress(text: string): boolean {
  if (/^(?:bc1|ltc1|tb1)[02-9ac-hj-np-z]{20,71}$|^0x[0-9a-f]{40}$|^addr1[02-9ac-hj-np-z]{50,110}$/i.test(text))
    return true
  // Letters and digits without those that look alike; a word has no digits, and a hash no large letters.
  const mixed = /[0-9]/.test(text) && /[A-Z]/.test(text) && /[a-z]/.test(text)
  return mixed && /^(?:[13LMDTr][1-9A-HJ-NP-Za-km-z]{25,34}|[48][1-9A-HJ-NP-Za-km-z]{94})$/.test(text)
}
