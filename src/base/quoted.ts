// Text from outside, as it may be shown inside a message: quoted, on one line, without anything a terminal would obey
// or a reader would not see.

/**
 * `text` in double quotes with escapes as in JSON; controls, invisible marks and direction overrides are `\u` escapes
 * too, so that a hostile name can neither move the cursor nor look like another one. Over 200 characters are cut.
 */
export function quoted(text: string): string {
  const short = text.length > longest ? `${text.slice(0, longest)}…` : text
  return JSON.stringify(short).replace(unseen, escaped)
}

const longest = 200
// Cc beyond ASCII, Cf, Zl, Zp and Zs but for the plain space; JSON.stringify already escaped the rest of Cc and Cs.
const unseen = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/gu

function escaped(c: string): string {
  let out = ''
  for (let i = 0; i < c.length; i++) out += `\\u${c.charCodeAt(i).toString(16).padStart(4, '0')}`
  return out
}
