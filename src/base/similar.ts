// What a word was meant to be: the nearest of a few words, for "did you mean".

/**
 * The candidate that is nearest to `word`, in any case; `undefined` where none is near: more than two edits away, or
 * more than a third of its own length. Words longer than 100 characters are near to nothing. O(length²) each.
 */
export function similar(word: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined
  let least = 3
  if (word.length > 100) return undefined
  for (const candidate of candidates) {
    if (candidate.length > 100) continue
    const edits = editDistance(word.toLowerCase(), candidate.toLowerCase())
    if (edits >= least || edits * 3 > candidate.length) continue
    best = candidate
    least = edits
  }
  return best
}

/**
 * How many letters must be inserted, removed, replaced or swapped with their neighbour to make `b` of `a` (optimal
 * string alignment, Damerau 1964).
 */
export function editDistance(a: string, b: string): number {
  let twoAbove: number[] = []
  let above = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let edits = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + cost)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        edits = Math.min(edits, (twoAbove[j - 2] ?? 0) + 1)
      }
      row.push(edits)
    }
    twoAbove = above
    above = row
  }
  return above[b.length] ?? 0
}
