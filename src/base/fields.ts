// Go's white space: what strings.Fields and strings.TrimSpace take for it, which is not what \s and trim() take
// (they lack U+0085 and have U+FEFF). Go's line formats are split with it: https://pkg.go.dev/strings#Fields

/** The runs of characters of `text` that are not white space, as Go's strings.Fields gives them. */
export function fields(text: string): string[] {
  // Nearly all lines are printable ASCII with single spaces, for which the RegExp would be most of the time.
  if (!unusual.test(text)) return text === '' ? [] : text.split(' ')
  const found = text.split(space)
  // Only the ends can be empty: runs of white space are one separator.
  if (found[0] === '') found.shift()
  if (found.at(-1) === '') found.pop()
  return found
}

/** `text` without white space at its ends, as Go's strings.TrimSpace. */
export function trimSpace(text: string): string {
  // Two scans instead of one RegExp with `$`, which would look at every inner run again: quadratic.
  let start = 0
  let end = text.length
  while (start < end && isSpace(text.charCodeAt(start))) start++
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

const unusual = /[^!-~ ]|^ | {2}| $/
const space = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/

/** Whether Go's unicode.IsSpace holds for a UTF-16 unit (every such code point is one unit). */
export function isSpace(unit: number): boolean {
  if (unit <= 0x20) return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d)
  if (unit < 0x1680) return unit === 0x85 || unit === 0xa0
  if (unit <= 0x200a) return unit === 0x1680 || unit >= 0x2000
  return unit === 0x2028 || unit === 0x2029 || unit === 0x202f || unit === 0x205f || unit === 0x3000
}
