// Which known licences a text holds, and where: their words in runs of three ("shingles"), so that a changed name or a
// new line costs a few of them and another clause many.
import type { FileReading } from './licences.ts'
import { licenceTexts } from './texts.ts'
import { licenceWords } from './words.ts'

/** A known text, or the words by which a project says that it is under one. */
interface Template {
  readonly id: string
  readonly notice: boolean
  /** Its shingles in order, without what may be left out: how to apply it. */
  readonly shingles: Float64Array
}

/** A shingle that a text has in common with a template: where in the text, and how far that is from its place there. */
interface Hit {
  readonly at: number
  readonly shift: number
}

/** The known texts, ready to be looked for. Made once by `makeIndex`; some 100 ms and 30 MB. */
export interface LicenceIndex {
  readonly words: ReadonlyMap<string, number>
  readonly templates: readonly Template[]
  /** Where a shingle stands: in which template, at which place, the first four of each. */
  readonly holders: ReadonlyMap<number, ReadonlyArray<{ readonly number: number; readonly place: number }>>
  /** What files said, by kind and hash: half of all modules have one of a few texts. Owned by licences.ts. */
  readonly readings: Map<string, FileReading>
  /** Shingles of what may follow a licence and is no condition. */
  readonly tails: ReadonlySet<number>
}

/** One licence in a text. */
export interface Match {
  readonly id: string
  /** In words of the text, the end not included. */
  readonly from: number
  readonly to: number
  /** How much of the licence and of the text between these words is the same (Dice): 1 for all. */
  readonly share: number
  /** Where the text has words of its own, the end not included: at least four in a row. */
  readonly added: ReadonlyArray<readonly [from: number, to: number]>
  /** The most words in a row that the text leaves out. */
  readonly removed: number
}

const SIZE = 3
/** From this on a share is that licence, changed a little: names, titles, a word spelt otherwise. */
export const alike = 0.9
/** Below this it is another text. */
const least = 0.75
/** Copies of one licence in one text. */
const most = 200
/** No word; a multiplier that keeps three word numbers apart and below 2^53. */
const unknown = 0
const base = 1 << 17

/** Where a text goes on with what is no condition: forms to fill in, or another licence that it refers to. */
const TAILS: readonly RegExp[] = [
  /\bEND OF TERMS AND CONDITIONS\b/,
  /\bHow to Apply These Terms to Your New\b/,
  /\bCreative Commons Notice\b/,
  /\bExhibit A\b[\s\S]{0,40}Source Code Form License Notice/,
]

/**
 * How projects say what they are under, as the texts themselves propose it: from where to where. Those of the General
 * Public Licenses differ by a number alone, and numbers do not count here.
 */
const NOTICES: ReadonlyArray<readonly [id: string, begin: string, end: string]> = [
  ['Apache-2.0', 'Licensed under the Apache License', 'limitations under the License'],
  ['MPL-2.0', 'This Source Code Form is subject', 'mozilla.org/MPL/2.0/'],
]

/** Makes the index. */
export function makeIndex(): LicenceIndex {
  const words = new Map<string, number>()
  const holders = new Map<number, Array<{ number: number; place: number }>>()
  const tails = new Set<number>()
  const texts = licenceTexts.map(([id, whole]) => [id, ...divided(id, whole)] as const)
  const templates: Template[] = []
  const add = (id: string, text: string, tail: string, notice: boolean): void => {
    const number = templates.length
    const numbers = (part: string): number[] =>
      licenceWords(part).map((word) => {
        const known = words.get(word) ?? words.size + 1
        words.set(word, known)
        return known
      })
    const shingles = shinglesOf(numbers(text))
    // Before the text itself: a word that only a tail has is known too.
    for (const shingle of shinglesOf(numbers(tail))) tails.add(shingle)
    for (const [place, shingle] of shingles.entries()) {
      const others = holders.get(shingle)
      if (others === undefined) holders.set(shingle, [{ number, place }])
      else if (others.filter((other) => other.number === number).length < 4) others.push({ number, place })
    }
    templates.push({ id, notice, shingles })
  }
  for (const [id, text, tail] of texts) add(id, text, tail, false)
  for (const [id, begin, end] of NOTICES) {
    const tail = texts.find(([other]) => other === id)?.[2] ?? ''
    const from = tail.indexOf(begin)
    const to = tail.indexOf(end, from)
    if (from >= 0 && to > from) add(id, tail.slice(from, to + end.length), '', true)
  }
  return { words, templates, holders, tails, readings: new Map() }
}

/** Marks the words that stand in what may follow a licence. */
export function markTails(index: LicenceIndex, words: readonly string[], known: Uint8Array): void {
  const shingles = shinglesOf(words.map((word) => index.words.get(word) ?? unknown))
  for (const [at, shingle] of shingles.entries()) if (index.tails.has(shingle)) known.fill(1, at, at + SIZE)
}

/**
 * The licences in a text, best first, none overlapping another. Not linear only in how many copies of one licence a text
 * holds: at most 200 of each are looked for.
 */
export function findLicences(index: LicenceIndex, words: readonly string[]): readonly Match[] {
  const shingles = shinglesOf(words.map((word) => index.words.get(word) ?? unknown))
  const hits = index.templates.map((): Hit[] => [])
  // A text of a few words over and over would have more hits than there is memory for.
  const times = new Map<number, number>()
  for (const [at, shingle] of shingles.entries()) {
    const holders = index.holders.get(shingle)
    if (holders === undefined) continue
    const before = times.get(shingle) ?? 0
    times.set(shingle, before + 1)
    if (before >= 2 * most) continue
    for (const { number, place } of holders) hits[number]?.push({ at, shift: at - place })
  }
  const candidates: Array<Match & { readonly number: number; readonly worth: number }> = []
  for (const [number, template] of index.templates.entries()) {
    for (const [from, to] of stretches(hits[number] ?? [], template.shingles.length)) {
      candidates.push({ ...compared(template, shingles, from, to), number })
    }
  }
  // Of two that overlap the one that explains more: each shingle in both counts for it, one in either alone against it.
  // What is hardly alike comes last, so that it hides nothing.
  const rank = ({ share, worth }: { readonly share: number; readonly worth: number }): number =>
    share >= alike ? worth : worth - 1e9
  candidates.sort((a, b) => rank(b) - rank(a) || a.number - b.number)
  const taken: Match[] = []
  for (const { number, worth: _, ...match } of candidates) {
    const { notice = false } = index.templates[number] ?? {}
    // A few words that are nearly those of a notice are in many sentences about licences.
    if (match.share < (notice ? alike : least)) continue
    if (taken.every((other) => overlap(match, other) < 0.2)) taken.push(match)
  }
  return taken
}

/**
 * Where a text may hold a licence: shingles of both whose distance is about the same, so that copies of one licence that
 * follow each other are told apart. At least three quarters of them must be there.
 */
function stretches(hits: readonly Hit[], size: number): Array<readonly [number, number]> {
  const found: Array<readonly [number, number]> = []
  const enough = size * least * 0.9
  if (hits.length < enough) return found
  const sorted = hits.toSorted((a, b) => a.shift - b.shift || a.at - b.at)
  const slack = Math.max(16, Math.ceil(size / 5))
  let end = 0
  let best: { readonly at: number; readonly end: number } | undefined
  const close = (): void => {
    if (best === undefined) return
    const places = new Set<number>()
    for (let i = best.at; i < best.end; i++) places.add(sorted[i]?.at ?? 0)
    found.push(dense([...places].toSorted((a, b) => a - b)))
    best = undefined
  }
  for (let at = 0; at < sorted.length && found.length < most; at++) {
    const shift = sorted[at]?.shift ?? 0
    if (best !== undefined && shift > (sorted[best.at]?.shift ?? 0) + size / 2) close()
    end = Math.max(end, at)
    while (end < sorted.length && (sorted[end]?.shift ?? 0) <= shift + slack) end++
    if (end - at >= enough && (best === undefined || end - at > best.end - best.at)) best = { at, end }
  }
  close()
  return found
}

/** The densest part of a few places: each counts for one, and every word between them against it. */
function dense(places: readonly number[]): readonly [number, number] {
  let sum = 0
  let from = 0
  let best = { sum: 0, from: 0, to: 0 }
  let before = -1
  for (const at of places) {
    sum -= before < 0 ? 0 : at - before - 1
    if (sum <= 0) [sum, from] = [0, at]
    sum++
    before = at
    if (sum > best.sum) best = { sum, from, to: at + 1 }
  }
  return [best.from, best.to]
}

function compared(
  template: Template,
  shingles: Float64Array,
  from: number,
  to: number,
): Match & { readonly worth: number } {
  const left = new Map<number, number>()
  for (let i = 0; i < template.shingles.length; i++) {
    const shingle = template.shingles[i] ?? 0
    left.set(shingle, (left.get(shingle) ?? 0) + 1)
  }
  const there = new Set<number>()
  let same = 0
  let run = 0
  const added: Array<readonly [number, number]> = []
  for (let i = from; i < to; i++) {
    const shingle = shingles[i] ?? -1
    there.add(shingle)
    const open = left.get(shingle)
    // The words of a shingle before and after the run stand in the licence.
    if (open !== undefined && run - SIZE + 1 >= 4) added.push([i - run + SIZE - 1, i])
    run = open === undefined ? run + 1 : 0
    if (open === undefined || open === 0) continue
    left.set(shingle, open - 1)
    same++
  }
  let removed = 0
  run = 0
  for (let i = 0; i < template.shingles.length; i++) {
    run = there.has(template.shingles[i] ?? 0) ? 0 : run + 1
    removed = Math.max(removed, run)
  }
  return {
    id: template.id,
    from,
    to: to + SIZE - 1,
    share: (2 * same) / (to - from + template.shingles.length),
    worth: 3 * same - (to - from) - template.shingles.length,
    added,
    removed: Math.max(0, removed - SIZE + 1),
  }
}

/** How much of the shorter of two lies in both. */
function overlap(a: Match, b: Match): number {
  const both = Math.min(a.to, b.to) - Math.max(a.from, b.from)
  return Math.max(0, both) / Math.min(a.to - a.from, b.to - b.from)
}

function divided(id: string, text: string): readonly [string, string] {
  // The list's text of it goes on with the whole General Public License.
  if (id === 'LGPL-3.0-only') {
    const gpl = text.indexOf('GNU GENERAL PUBLIC LICENSE', 200)
    if (gpl > 0) return [text.slice(0, gpl), '']
  }
  for (const tail of TAILS) {
    const at = text.search(tail)
    // Near the beginning it is a title.
    if (at > text.length / 3) return [text.slice(0, at), text.slice(at)]
  }
  return [text, '']
}

function shinglesOf(numbers: readonly number[]): Float64Array {
  const shingles = new Float64Array(Math.max(0, numbers.length - SIZE + 1))
  for (let i = 0; i < shingles.length; i++) {
    const [a = 0, b = 0, c = 0] = [numbers[i], numbers[i + 1], numbers[i + 2]]
    shingles[i] = a === unknown || b === unknown || c === unknown ? -1 : (a * base + b) * base + c
  }
  return shingles
}
