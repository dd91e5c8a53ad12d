// The names of source, each kept once for files that are read together: a name is met again and again, and one that is
// known is found by its bytes without a new string.

/** So many names are kept, each in the one place that its bytes say; a newer one takes the place of an older one. */
const PLACES = 1 << 14

/** A keeper of names. It keeps no source alive but that of the files that it is used for. */
export class Words {
  readonly #places: string[] = Array.from({ length: PLACES }, () => '')

  /** The bytes of a text from `start` to `end`, whose mixture is `hash`. */
  get(text: string, start: number, end: number, hash: number): string {
    const at = hash & (PLACES - 1)
    const known = this.#places[at] ?? ''
    if (known.length === end - start) {
      let i = start
      while (i < end && known.charCodeAt(i - start) === text.charCodeAt(i)) i++
      if (i === end) return known
    }
    const word = text.slice(start, end)
    this.#places[at] = word
    return word
  }
}
