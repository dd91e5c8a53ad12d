// Lists of unknown length, put together without waste: a parser reads them one inside another, so that all of one kind
// lie on one pile, and each is cut off it at its exact size when it ends.

/** A pile of things; the innermost list lies on top. */
export class Pile<T> {
  readonly #items: T[] = []
  #top = 0

  /** Where a list begins that is begun now. */
  get top(): number {
    return this.#top
  }

  /** Puts one more thing on top. */
  add(item: T): void {
    this.#items[this.#top++] = item
  }

  /** Takes the list that began at `from` off the pile. */
  cut(from: number): readonly T[] {
    if (from === this.#top) return NOTHING
    const list = this.#items.slice(from, this.#top)
    this.#top = from
    return list
  }

  /** Gives up all lists. */
  clear(): void {
    this.#top = 0
  }
}

const NOTHING: readonly never[] = []
