// Text from outside inside XML 1.0 (https://www.w3.org/TR/xml/#charsets).
import { printable } from '../printable.ts'

/** Text for an element or an attribute in double quotes: without markup, and without characters that XML forbids. */
export function xmlText(text: string): string {
  return (
    printable(text.toWellFormed())
      // What printable() leaves of those that XML has no way to write.
      .replaceAll(/[\uFFFE\uFFFF]/g, '\uFFFD')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&#39;')
      // Written plainly they would become spaces in an attribute.
      .replaceAll('\n', '&#10;')
      .replaceAll('\t', '&#9;')
  )
}
