// Text from outside made safe to print. Names of files, lines of code and the words of servers are chosen by whoever
// is being checked; control characters in them would move the cursor, recolour or hide what is printed, and those
// that change the direction of text would reorder it (https://trojansource.codes).

/** The text with every control, direction and line-ending character but newline and tab replaced by U+FFFD. */
export function printable(text: string): string {
  // Half a character, which saved JSON can name, is none that can be encoded.
  return text
    .toWellFormed()
    .replaceAll(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/g, '\uFFFD')
}

/**
 * Lines as one text. A newline inside of one is replaced: whatever file has it in its name, or whatever value of a
 * workflow, it must not begin a line of its own that looks like a conclusion, a command or an annotation.
 */
export function joinedLines(lines: readonly string[]): string {
  return lines.map((line) => `${line.replaceAll('\n', '\uFFFD')}\n`).join('')
}

/** A value of a report with `printable` done to every string in it, however deep; keys are our own words. */
export function printableAll<T>(value: T): T {
  if (typeof value === 'string') return printable(value) as T & string
  if (Array.isArray(value)) return value.map((item: unknown) => printableAll(item)) as T & unknown[]
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, printableAll<unknown>(item)])) as T &
    object
}
