// The formats a report can be had in, by the names that `--format` takes.

/** All of them; `text` is for people at a terminal, the others are whole documents. */
export const FORMATS = ['text', 'json', 'ndjson', 'sarif', 'markdown', 'html', 'junit', 'github', 'gitlab'] as const

/** Drawings of a tree, for other programs: `tree` alone has them. */
export const DRAWINGS = ['dot', 'mermaid'] as const

/** One format's name. */
export type Format = (typeof FORMATS)[number] | (typeof DRAWINGS)[number]

/** Whether a word names a format that every command has. */
export function isFormat(word: string): word is (typeof FORMATS)[number] {
  return FORMATS.some((format) => format === word)
}
