// Names that look alike in different scripts (https://www.unicode.org/reports/tr39/#Confusable_Detection): a Cyrillic or
// Greek letter in the place of a Latin one makes another name that nobody can tell from the first.
import type { ContentFact } from '../facts.ts'
import { Lexer } from '../lexer.ts'
import type { SourceFile } from '../scope.ts'
import { KEYWORDS } from '../token.ts'
import { contentFact, lineAt, milder } from './fact.ts'
import { isForTests } from './place.ts'

/** Facts of kind `homoglyph` of one Go file; `others` are the names that its package declares elsewhere. */
export function readHomoglyphs(file: SourceFile, others: ReadonlySet<string>): readonly ContentFact[] {
  const { name, text } = file
  if (!LOOKS_BYTES.test(text)) return []
  const wide = new Map<string, number>()
  const plain = new Set<string>(others)
  const lexer = new Lexer(text, () => undefined)
  do {
    lexer.next()
    if (lexer.token !== 'ident') continue
    if (/[\u0080-\u00FF]/.test(lexer.literal)) {
      const written = Buffer.from(lexer.literal, 'latin1').toString('utf8')
      if (!wide.has(written)) wide.set(written, lexer.start)
    } else plain.add(lexer.literal)
  } while (lexer.token !== 'EOF')
  const facts: ContentFact[] = []
  for (const [written, at] of wide) {
    const skeleton = skeletonOf(written)
    if (skeleton === undefined) continue
    // Formulas have v beside a Greek nu: a single letter is a name for itself.
    if ([...written].length === 1 && /\p{Script=Greek}/u.test(written)) continue
    const twin = plain.has(skeleton) || KEYWORDS.has(skeleton) || UNIVERSE.has(skeleton)
    const mixed = /[A-Za-z]/.test(written)
    if (!twin && !mixed) continue
    const what = twin
      ? `a name that looks like ${skeleton} and is another`
      : 'a name of letters of several scripts that look Latin'
    const weight = twin ? 'high' : 'medium'
    const values = [escaped(written), skeleton]
    facts.push(
      contentFact('homoglyph', isForTests(name) ? milder(weight) : weight, name, lineAt(text, at), what, values),
    )
  }
  return facts
}

/** The names that files of a package declare on their top level. */
export function declaredNames(files: readonly SourceFile[]): ReadonlySet<string> {
  const names = new Set<string>()
  for (const file of files) {
    for (const decl of file.decls) {
      if (decl.kind === 'FuncDecl') names.add(decl.name.name)
      if (decl.kind !== 'GenDecl') continue
      for (const spec of decl.specs) {
        if (spec.kind === 'TypeSpec') names.add(spec.name.name)
        if (spec.kind === 'ValueSpec') for (const ident of spec.names) names.add(ident.name)
        if (spec.kind === 'ImportSpec' && spec.name !== undefined) names.add(spec.name.name)
      }
    }
  }
  return names
}

const UNIVERSE: ReadonlySet<string> = new Set(
  'append any bool byte cap clear close copy delete error false iota int len make max min new nil panic print recover rune string true uint'.split(
    ' ',
  ),
)

/** How the letters of the table below begin in UTF-8, so that a file with a dash or an arrow is not read again. */
const LOOKS_BYTES =
  /[\u00CD-\u00D6]|\u00C4\u00B1|[\u00C6\u00C9\u00CA][\u0080-\u00BF]|\u00E1[\u008E-\u008F\u00B4]|\u00E2\u00B2|\u00EA\u009C|\u00EF[\u00BC\u00BD]|\u00F0\u009D/

/** Letters and what they look like; those of mathematics and full width follow from their place. */
const LOOKS: ReadonlyMap<string, string> = new Map(
  [
    // Cyrillic
    'аa еe оo рp сc уy хx ѕs іi јj ԁd һh ӏl ԛq ԝw ьb гr пn тt вB кk мM нH АA ВB ЕE КK МM НH ОO РP СC ТT УY ХX ЅS ІI ЈJ ԌG ԜW ᴦr ѵv ѡw ґr',
    // Greek
    'αa οo ρp νv ιi κk υu τt γy ηn χx ωw ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX ϲc ϳj ϹC ͿJ',
    // Armenian, Cherokee, Coptic, Latin beyond ASCII
    'օo ոn սu հh ցg զq ԍG ՏS ՍU ᎪA ᏴB ᏟC ᎠD ᎬE ᎻH ᎫJ ᏦK ᏞL ᎷM ᏢP ᏒR ᏚS ᎢT ᏙV ᎳW ᏃZ ⲟo ⲣp ⲥc ıi ɑa ɡg ɩi ʟl ƽs ᴄc ᴏo ᴠv ᴡw ᴢz ꜱs ｏo',
  ]
    .join(' ')
    .split(' ')
    .flatMap((pair): [string, string][] => {
      const [letter = '', looks = ''] = [...pair]
      return /^[A-Za-z]$/.test(looks) ? [[letter, looks]] : []
    }),
)

/** The Latin name that a name looks like; `undefined` where a letter of it looks like no Latin one. */
export function skeletonOf(written: string): string | undefined {
  let skeleton = ''
  for (const c of written) {
    const latin = c < '\u0080' ? c : (LOOKS.get(c) ?? compatible(c))
    if (latin === undefined) return undefined
    skeleton += latin
  }
  return skeleton
}

/** Full-width and mathematical letters are compatible with plain ones (https://www.unicode.org/reports/tr15/). */
function compatible(c: string): string | undefined {
  const plain = c.normalize('NFKC')
  return /^[A-Za-z0-9]$/.test(plain) ? plain : undefined
}

function escaped(name: string): string {
  return [...name]
    .map((c) => (c < '\u0080' ? c : `\\u${(c.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`))
    .join('')
}
