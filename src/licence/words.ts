// The words of a licence text, as the SPDX matching guidelines compare them (https://spdx.github.io/spdx-spec/v2.3/
// license-matching-guidelines-and-templates/): case, white space, punctuation, quotes, bullets, comment signs and
// copyright lines do not count, nor do numbers, and words that are spelt in two ways are one.

/** Spelt in two ways, or said in two ways (guidelines, "varietal word spelling"). */
const VARIANTS: ReadonlyMap<string, string> = new Map([
  ['acknowledgement', 'acknowledgment'],
  ['analogue', 'analog'],
  ['analyse', 'analyze'],
  ['artefact', 'artifact'],
  ['authorisation', 'authorization'],
  ['authorised', 'authorized'],
  ['calibre', 'caliber'],
  ['cancelled', 'canceled'],
  ['capitalisations', 'capitalizations'],
  ['catalogue', 'catalog'],
  ['categorise', 'categorize'],
  ['centre', 'center'],
  ['emphasised', 'emphasized'],
  ['favour', 'favor'],
  ['favourite', 'favorite'],
  ['fulfil', 'fulfill'],
  ['fulfilment', 'fulfillment'],
  ['https', 'http'],
  ['initialise', 'initialize'],
  ['judgement', 'judgment'],
  ['labelling', 'labeling'],
  ['labour', 'labor'],
  ['licence', 'license'],
  ['licences', 'licenses'],
  ['maximise', 'maximize'],
  ['modelled', 'modeled'],
  ['modelling', 'modeling'],
  ['offence', 'offense'],
  ['optimise', 'optimize'],
  ['organisation', 'organization'],
  ['organise', 'organize'],
  ['owner', 'holder'],
  ['owners', 'holders'],
  ['practise', 'practice'],
  ['programme', 'program'],
  ['realise', 'realize'],
  ['recognise', 'recognize'],
  ['signalling', 'signaling'],
  ['sublicence', 'sublicense'],
  ['utilisation', 'utilization'],
  ['whilst', 'while'],
  ['wilful', 'willful'],
])

/**
 * A line that says whose work it is: it begins with the sign, or with the word and what only such a line has. The line
 * "Copyright and related rights may be protected …" of a licence does not.
 */
const COPYRIGHT =
  /^[^a-z0-9©(\n]*(?:(?:portions )?copyright(?: holders?:|s?:? *(?:\(c\)|©|<|\[|\{|\d{4}|\d{2}\b))|©|\(c\) +(?:copyright|\d{4}|by)).*$/gm
const RIGHTS = /\b(?:all|some) rights reserved\b\.?/g
/** `<year>`, `<name of author>`: what a text leaves open. An address in such signs is none. */
const PLACEHOLDER = /<[a-z][^<>\n:/@]{0,60}>/g

/** The words of a text, in order. Linear in its length. */
export function licenceWords(text: string): readonly string[] {
  const plain = text
    .toLowerCase()
    .replaceAll('\r', '\n')
    .replaceAll(/[\u2018\u2019\u201b'`\u00b4"\u201c\u201d\u00ad]/g, '')
    .replace(/&(?:quot|lt|gt|nbsp|amp);/g, ' ')
    .replaceAll(COPYRIGHT, ' ')
    .replaceAll(RIGHTS, ' ')
    .replaceAll(PLACEHOLDER, ' ')
    // A word that a line ends in the middle of, and one that is written with a hyphen or without.
    .replaceAll(/(?<=[a-z])[-\u2010\u2011](?:[ \t]*\n[^a-z0-9\n]*)?(?=[a-z])/g, '')
  const words: string[] = []
  for (const [word] of plain.matchAll(/[a-z][a-z0-9]*|[^\u0000-\u007f]+/g)) {
    // Bullets: `a)`, `(b)`, `c.`
    if (word.length === 1) continue
    words.push(VARIANTS.get(word) ?? word)
  }
  return words
}
