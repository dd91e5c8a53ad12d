// Words of lines that are printed to be pasted.

/**
 * `word` as one word of a POSIX shell, which expands nothing in it: unchanged where it is harmless, otherwise in single
 * quotes. A `~` is left alone where no shell replaces it: not at the start, nor behind `=` or `:`.
 */
export function shellQuoted(word: string): string {
  return /^(?:[\w./:=,@%+-]|(?<![=:]|^)~)+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}
