// The refusal of a module mirror that takes a module for malicious. Its status (403) says nothing by itself: mirrors of
// companies answer so for many reasons. https://github.com/golang/go/issues/72106

/**
 * Whether a server's answer, or an error message that quotes it, says that it refuses a module because it is malicious:
 * `SECURITY ERROR … considers this module to be malicious`.
 */
export function isMalwareRefusal(text: string): boolean {
  const at = text.indexOf('SECURITY ERROR')
  if (at < 0) return false
  return /considers? this module to be malicious/i.test(text.slice(at, at + MOST_BETWEEN).replaceAll(/\s+/g, ' '))
}

const MOST_BETWEEN = 2000
