// The licences of a module, from the files in it that state them: an SPDX expression and where each part of it stands.
// Nothing is guessed: where a file has terms that no known text has, the answer is NOASSERTION.
//
// How the files are joined: all of a file's licences apply (AND) unless it says that one of them may be chosen ("dual
// licensed", "at your option", a tag with OR); all files apply (AND), but a text of its own of a licence that another
// file lets choose adds nothing. Text of a General Public License alone says `-only`: the words "or any later version"
// stand beside the code, not in the text.
import { createHash } from 'node:crypto'
import { compareBytes, textOf } from '../base/bytes.ts'
import { isWardenError } from '../base/errors.ts'
import { maxLicenceFile } from './engine.ts'
import {
  join,
  licenceIds,
  noAssertion,
  parseLicenceExpression,
  printLicenceExpression,
  type LicenceExpression,
} from './expression.ts'
import { isKnownLicence } from './identifiers.ts'
import { alike, findLicences, markTails, type LicenceIndex, type Match } from './match.ts'
import { licenceFileKind } from './names.ts'
import { licenceWords } from './words.ts'

/** A file of a module; its name is the path in the module. */
export interface NamedFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/** One licence in one file. */
export interface LicenceEvidence {
  readonly file: string
  /** An SPDX identifier, or NOASSERTION for terms that are not known. */
  readonly id: string
  /** How much of the licence's text is the same, from 0 to 1; 1 for a tag. */
  readonly share: number
  /** With NOASSERTION: the known text that it is most like, where there is one. */
  readonly nearest?: string
}

/** What a module is licensed under. */
export interface Licences {
  /** All that is in it, as an SPDX expression; NOASSERTION where any of it is not known, or nothing was found. */
  readonly expression: string
  /** The same of the files in its root folder, without those that quote what others state. */
  readonly declared: string
  /** By file, then as in the file. */
  readonly evidence: readonly LicenceEvidence[]
}

export { maxLicenceFile } from './engine.ts'
export { requiredLicences } from './expression.ts'

/** Files of one module that are read; its others count as not known. */
const mostFiles = 1000

/** So many bytes of one module are compared, texts that were met before left out; what is beyond is not known. */
const mostBytes = 8 << 20

/** Makes the index of known texts, some 100 ms of work; keep it as long as there are modules to read. */
export { makeIndex as makeLicenceIndex, type LicenceIndex } from './match.ts'

/** The licences of a module from its files: of those, the ones that `isLicenceFile` names are read. */
export function licencesOf(index: LicenceIndex, files: readonly NamedFile[]): Licences {
  const named = files
    .filter(({ name }) => licenceFileKind(name) !== undefined)
    .toSorted((a, b) => compareBytes(a.name, b.name))
  const budget = { left: mostBytes }
  const read = named.slice(0, mostFiles).map((file) => ({ name: file.name, ...readFile(index, file, budget) }))
  const whole = named.length <= mostFiles
  return {
    expression: whole ? joinFiles(read) : noAssertion,
    declared: declaredBy(read.filter(({ name }) => !name.includes('/') || name.startsWith('LICENSES/'))),
    evidence: read.flatMap(({ name, found }) => found.map((one) => ({ file: name, ...one }))),
  }
}

/** What the files state; those that quote what others state count where nothing else does. */
function declaredBy(root: ReadonlyArray<FileReading & { readonly name: string }>): string {
  const own = root.filter(({ name }) => licenceFileKind(name) !== 'notice')
  return joinFiles(own.some(({ says }) => says !== 'none') ? own : root)
}

/** What one file says; without its name, so that files with the same bytes share it. */
export interface FileReading {
  /** `undefined`: it has terms that are not known. `none`: it states nothing. */
  readonly says: LicenceExpression | 'none' | undefined
  readonly found: ReadonlyArray<Omit<LicenceEvidence, 'file'>>
}

function readFile(index: LicenceIndex, { name, bytes }: NamedFile, budget: { left: number }): FileReading {
  const kind = licenceFileKind(name) ?? 'notice'
  const unread = { says: undefined, found: [{ id: noAssertion, share: 0 }] }
  if (bytes.length > maxLicenceFile) return unread
  const key = `${kind} ${createHash('sha256').update(bytes).digest('base64')}`
  const known = index.readings.get(key)
  if (known !== undefined) return known
  budget.left -= bytes.length
  if (budget.left < 0) return unread
  const reading = readText(index, kind, textOf(bytes) ?? Buffer.from(bytes).toString('latin1'))
  index.readings.set(key, reading)
  return reading
}

function readText(index: LicenceIndex, kind: 'licence' | 'copyright' | 'notice', text: string): FileReading {
  const words = licenceWords(text)
  const matches = findLicences(index, words)
  const known = new Uint8Array(words.length)
  for (const { from, to } of matches) known.fill(1, from, to)
  markTails(index, words, known)
  const found = new Map<string, Omit<LicenceEvidence, 'file'>>()
  let unsure = false
  for (const match of matches) {
    const sure = isSure(match, words)
    unsure ||= !sure
    const share = Math.floor(match.share * 1000) / 1000
    const id = sure ? match.id : noAssertion
    const before = found.get(`${id} ${match.id}`)
    if (before === undefined || before.share < share) {
      found.set(`${id} ${match.id}`, { id, share, ...(sure ? {} : { nearest: match.id }) })
    }
  }
  const tags = tagsOf(text)
  for (const tag of tags) {
    for (const id of licenceIds(tag).toSorted(compareBytes))
      if (!found.has(`${id} ${id}`)) found.set(`${id} ${id}`, { id, share: 1 })
  }
  // What a notice quotes of others' terms beside their licences is no licence of this module.
  if (
    kind !== 'notice' &&
    (hasTerms(words, known) || forbids(words, matches.length === 0 ? new Uint8Array(words.length) : known))
  ) {
    unsure = true
    if ([...found.values()].every(({ id }) => id !== noAssertion)) found.set(noAssertion, { id: noAssertion, share: 0 })
  }
  if (kind === 'licence' && found.size === 0 && words.length > 20) {
    return { says: undefined, found: [{ id: noAssertion, share: 0 }] }
  }
  const evidence = [...found.values()]
  if (unsure) return { says: undefined, found: evidence }
  if (evidence.length === 0) return { says: 'none', found: evidence }
  return {
    says: joinedOf(
      tags,
      evidence.map(({ id }) => id),
      words,
      known,
    ),
    found: evidence,
  }
}

/** Whether a stretch is the licence that it is like: what it adds must not limit anything. */
function isSure({ share, added, removed }: Match, words: readonly string[]): boolean {
  return share >= alike && removed <= 15 && added.every(([from, to]) => to - from <= 15 && !limits(words, from, to))
}

const LIMITS: ReadonlySet<string> = new Set(
  (
    'commercial except forbidden may military must no noncommercial not only prohibited restricted sell shall unless ' +
    'without'
  ).split(' '),
)

function limits(words: readonly string[], from: number, to: number): boolean {
  // "The name of X may not be used to endorse or promote": said in many ways, always the same.
  if (words.slice(from, to + 12).includes('endorse')) return false
  return words.slice(from, to).some((word) => LIMITS.has(word))
}

const TERMS: ReadonlySet<string> = new Set(
  (
    'condition conditions commercial forbidden grant granted grants liability liable must noncommercial permission ' +
    'permitted prohibited redistribute redistribution redistributions restricted restriction restrictions royalty sell ' +
    'shall warranties warranty'
  ).split(' '),
)

/** Whether words that belong to no known licence state terms: eight or more together, two of them such as terms have. */
function hasTerms(words: readonly string[], known: Uint8Array): boolean {
  let own = 0
  let between = 0
  let terms = new Set<string>()
  for (const [at, word] of words.entries()) {
    if (known[at] === 1) {
      // A few words that a known text has too, by chance, end no sentence.
      if (++between < 6) continue
      own = 0
      terms = new Set()
      continue
    }
    between = 0
    own++
    if (TERMS.has(word)) terms.add(word)
    if (own >= 8 && terms.size >= 2) return true
  }
  return false
}

const FORBIDS =
  /\b(?:(?:must|may|shall|can) not (?:be )?(?:use|used|sell|sold|modify|modified|distribute|distributed|redistribute|redistributed|copy|copied)|non ?commercial|(?:no|not|without|except) (?:for )?commercial|commercial (?:use|usage|purposes?) (?:is|are|requires?|prohibited|forbidden|not)|(?:is|are) (?:prohibited|forbidden)|strictly (?:prohibited|forbidden))\b/

/** Whether words that belong to no known licence take something back, however few they are. */
function forbids(words: readonly string[], known: Uint8Array): boolean {
  let run: string[] = []
  for (const [at, word] of words.entries()) {
    if (known[at] !== 1) run.push(word)
    else if (run.length > 0) {
      if (FORBIDS.test(run.join(' '))) return true
      run = []
    }
  }
  return FORBIDS.test(run.join(' '))
}

/** `SPDX-License-Identifier: MIT`; one that is no expression of known identifiers says nothing. */
function tagsOf(text: string): LicenceExpression[] {
  const tags: LicenceExpression[] = []
  for (const [, written] of text.matchAll(/SPDX-License-Identifier:[ \t]*([^\r\n]{1,200})/g)) {
    if (tags.length >= 100) break
    try {
      const tag = parseLicenceExpression((written ?? '').replace(/\*\/|-->/, '').trim())
      if (licenceIds(tag).every(isKnownLicence)) tags.push(tag)
    } catch (error) {
      if (!isWardenError(error)) throw error
    }
  }
  return tags
}

/** How the licences of one file are joined. */
function joinedOf(
  tags: readonly LicenceExpression[],
  ids: readonly string[],
  words: readonly string[],
  known: Uint8Array,
): LicenceExpression {
  const [tag] = tags
  if (tag !== undefined && tags.length === 1 && ids.every((id) => licenceIds(tag).includes(id))) return tag
  const own = words.filter((_, at) => known[at] !== 1).join(' ')
  const chosen =
    /(?<!\b(?:not|never|longer|no|without)\b.{0,20})\b(?:dual ?licensed|at your (?:option|choice|discretion)|your choice of)\b/.test(
      own,
    )
  const all: LicenceExpression[] = ids.toSorted(compareBytes).map((id) => ({ kind: 'id', id }))
  return join(chosen && all.length === 2 ? 'or' : 'and', all)
}

function joinFiles(read: readonly FileReading[]): string {
  const said: LicenceExpression[] = []
  for (const { says } of read) {
    if (says === undefined) return noAssertion
    if (says !== 'none') said.push(says)
  }
  const choices = new Set(said.flatMap((one) => (one.kind === 'or' ? licenceIds(one) : [])))
  const all = said
    .flatMap((one) => (one.kind === 'and' ? one.parts : [one]))
    .filter((one) => one.kind !== 'id' || !choices.has(one.id))
    .toSorted((a, b) => compareBytes(printLicenceExpression(a), printLicenceExpression(b)))
  return all.length === 0 ? noAssertion : printLicenceExpression(join('and', all))
}
