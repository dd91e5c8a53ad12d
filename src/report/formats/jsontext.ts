// A value as JSON that is safe to print and to read line by line, and is the same value.

/**
 * Compact JSON in one line. Control and direction characters, which JSON.stringify leaves as they are from U+007F on, are
 * written as escapes: they would reach the terminal of whoever prints the document, and U+2028 and U+2029 end a line for
 * some readers.
 */
export function jsonText(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
