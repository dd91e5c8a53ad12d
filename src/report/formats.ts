// The formats a report can be had in, by the names that `--format` takes.

/** All of them; `text` is for people at a terminal, the others are whole documents. */
export const FORMATS = ['text', 'json', 'ndjson', 'sarif', 'markdown', 'html', 'junit', 'github', 'gitlab'] as const

/** One format's name. */
export type Format = (typeof FORMATS)[number]

/** Whether a word names a format. */
export function isFormat(word: string): word is Format {
  return FORMATS.some((format) => format === word)
}
