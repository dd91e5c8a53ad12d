// Programs in a module, and content of another kind than the file's name says. A name is judged only where it promises
// something: a font, a picture, an archive, text of some form. What is weighed is what is hidden: a program or a script
// is grave, an archive or bytes without a form less so, and files for tests are often odd on purpose.
import type { ContentFact } from '../facts.ts'
import { readArchive } from './archive.ts'
import { entropy, looksRandom } from './entropy.ts'
import { contentFact, milder, type Weight } from './fact.ts'
import { bufferOf, formatOf, isResourceObject, signature, type Format } from './magic.ts'
import { baseOf, extensionOf, isBuilt, isForTests } from './place.ts'
import { hasInterpreterLine, scriptLanguage } from './scriptlanguage.ts'

/** What a name promises. */
type Promised = 'media' | 'font' | 'archive' | 'database' | 'document' | 'text' | 'data'

/** Facts of kind `binary` and `disguise` of one file; Go source is read elsewhere. */
export function readFormat(name: string, bytes: Uint8Array): readonly ContentFact[] {
  if (bytes.length < 4) return []
  const format = formatOf(bytes)
  const promised = PROMISES.get(extensionOf(name))
  // The linker is given every such file, whatever format it is told to be.
  if (extensionOf(name) === 'syso')
    return [program(name, bytes, format ?? { name: 'an object', class: 'object' }, promised)]
  if (format?.class === 'executable' || format?.class === 'object' || format?.class === 'bytecode') {
    return [program(name, bytes, format, promised)]
  }
  const found = promised === undefined ? undefined : otherThan(promised, name, bytes, format)
  if (found !== undefined) return [found]
  if (format?.class === 'archive' || format?.class === 'compressed') return packed(name, bytes, format)
  return format?.class === 'media' ? appended(name, bytes, format) : []
}

/** Whether a file's content is of another kind than its name says, so that who runs it means to hide it. */
export function isDisguised(name: string, bytes: Uint8Array): boolean {
  return readFormat(name, bytes).some((fact) => fact.kind === 'disguise' && fact.weight !== 'low')
}

/** What a name of this extension promises; `undefined` where it promises nothing. */
export function promisedBy(extension: string): Promised | undefined {
  return PROMISES.get(extension)
}

const PROMISES: ReadonlyMap<string, Promised> = new Map(
  (
    [
      ['media', 'png jpg jpeg gif webp bmp tif tiff ico mp3 mp4 m4a wav ogg flac avi mov mkv webm psd'],
      ['font', 'woff woff2 ttf otf eot'],
      ['archive', 'zip gz tgz tar xz bz2 zst 7z rar'],
      ['database', 'sqlite sqlite3'],
      ['document', 'pdf'],
      [
        'text',
        'sql txt text csv tsv json yaml yml toml xml md markdown rst html htm css svg ini conf cfg env log proto',
      ],
      ['text', 'license tmpl graphql pem srt po properties'],
      ['data', 'dat data db golden out cache bak tmp map idx'],
    ] as const
  ).flatMap(([promised, extensions]) => extensions.split(' ').map((ext): [string, Promised] => [ext, promised])),
)

/** Names without an extension that promise text all the same. */
const PROMISING =
  /^(?:LICEN[CS]E|COPYING|README|NOTICE|AUTHORS|CONTRIBUTORS|CHANGELOG|CHANGES|VERSION|PATENTS|Makefile|Dockerfile)$/i

function program(name: string, bytes: Uint8Array, format: Format, promised: Promised | undefined): ContentFact {
  const extension = extensionOf(name)
  const tests = isForTests(name)
  const named = `${format.name} named ${baseOf(name)}`
  const fact = (kind: 'binary' | 'disguise', weight: Weight, what: string = named): ContentFact =>
    contentFact(kind, weight, name, 1, what)
  if (isResourceObject(bytes)) return fact('binary', 'low', 'an object file of Windows resources, without code')
  if (extension === 'syso') {
    if (!isBuilt(name)) return fact('binary', 'low')
    return fact('binary', 'critical', `${named}, which go build links into every program that imports the package`)
  }
  if (format.class === 'bytecode')
    return fact(promised === undefined ? 'binary' : 'disguise', tests || promised === undefined ? 'low' : 'medium')
  if (promised !== undefined || PROMISING.test(baseOf(name))) {
    return fact('disguise', format.class === 'object' && tests ? 'low' : 'high')
  }
  if (tests) return fact('binary', 'low')
  // What go test -c leaves behind, and Apple's bundles, are forgotten more often than hidden.
  const forgotten = extension === 'test' || /\.framework\//.test(name)
  return fact('binary', format.class === 'object' || forgotten ? 'medium' : 'high')
}

function otherThan(
  promised: Promised,
  name: string,
  bytes: Uint8Array,
  format: Format | undefined,
): ContentFact | undefined {
  const tests = isForTests(name)
  const disguise = (weight: Weight, what: string, values: readonly string[] = []): ContentFact =>
    contentFact('disguise', tests ? milder(weight) : weight, name, 1, `${what} named ${baseOf(name)}`, values)
  if (format?.class === 'text' && (promised === 'media' || promised === 'font')) {
    const text = bufferOf(bytes.subarray(0, 64 * 1024)).toString('latin1')
    const language = scriptLanguage(text)
    if (language === 'HTML with a script') return disguise('medium', language)
    return language === undefined ? disguise('low', 'text') : disguise('high', `${an(language)} script`)
  }
  if (promised === 'text' || promised === 'database' || promised === 'document') {
    if (format?.class === 'archive' || format?.class === 'compressed') {
      const inside = readArchive(bytes, format)
      const what = inside.encrypted ? `${format.name} with a password` : format.name
      return disguise(inside.programs.length > 0 || !tests ? 'high' : 'medium', what, inside.programs)
    }
    if (format === undefined && looksRandom(bytes)) {
      return disguise('high', `bytes without a form (${entropy(bytes).toFixed(2)} bits of entropy each)`)
    }
    if (promised === 'text' && format?.class === 'text') {
      const language = behindData(name, bytes)
      return language === undefined ? encoded(name, bytes, tests) : disguise('high', language)
    }
    return undefined
  }
  if (
    (promised === 'media' || promised === 'font') &&
    (format?.class === 'archive' || format?.class === 'compressed')
  ) {
    const inside = readArchive(bytes, format)
    return disguise(inside.programs.length > 0 ? 'high' : 'medium', format.name, inside.programs)
  }
  if ((promised === 'media' || promised === 'font') && format === undefined && looksRandom(bytes)) {
    return disguise('medium', `bytes without a form (${entropy(bytes).toFixed(2)} bits of entropy each)`)
  }
  return undefined
}

/** The language of a script under the name of a format that no script has: a shell script is no JSON. */
function behindData(name: string, bytes: Uint8Array): string | undefined {
  const extension = extensionOf(name)
  if (!/^(?:json|csv|tsv|sql|xml|proto|graphql|pem|svg)$/.test(extension)) return undefined
  const text = bufferOf(bytes.subarray(0, 64 * 1024)).toString('latin1')
  const language = hasInterpreterLine(text) || isForeign(extension, text) ? scriptLanguage(text) : undefined
  return language === undefined ? undefined : `${an(language)} script`
}

/** Whether a text cannot be of the format, by how it begins. */
function isForeign(extension: string, text: string): boolean {
  if (extension === 'json') return !/^(?:\u00EF\u00BB\u00BF)?\s*(?:[{["\d/#<-]|true|false|null|$)/.test(text)
  return extension === 'pem' && !text.includes('-----BEGIN') && !/^[\s\w+/=]*$/.test(text.slice(0, 1000))
}

/** A text that is base64 or hexadecimal digits from end to end, and a program or an archive behind them. */
function encoded(name: string, bytes: Uint8Array, tests: boolean): ContentFact | undefined {
  if (bytes.length < 512) return undefined
  const head = bufferOf(bytes.subarray(0, 4096)).toString('latin1')
  const digits = head.replaceAll(/\s/g, '')
  if (/\s\S{0,40}\s\S{0,40}\s/.test(head)) return undefined
  const hex = /^[0-9a-fA-F]+$/.test(digits)
  if (!hex && !/^[A-Za-z0-9+/_-]+={0,2}$/.test(digits)) return undefined
  const format = signature(Buffer.from(digits, hex ? 'hex' : 'base64'))
  if (format === undefined || !['executable', 'object', 'archive', 'compressed'].includes(format.class))
    return undefined
  const code = format.class === 'executable' || format.class === 'object'
  const weight: Weight = code ? (tests ? 'medium' : 'high') : tests ? 'low' : 'medium'
  return contentFact(
    'disguise',
    weight,
    name,
    1,
    `${format.name} in ${hex ? 'hexadecimal' : 'base64'}, named ${baseOf(name)}`,
  )
}

/** An archive under its own name: worth a word only where a program is in it. */
function packed(name: string, bytes: Uint8Array, format: Format): readonly ContentFact[] {
  const inside = readArchive(bytes, format)
  if (inside.programs.length === 0 && !inside.encrypted) return []
  const tests = isForTests(name)
  // Jars and wheels are archives of programs by their nature.
  const usual = /^(?:jar|war|whl|apk|nupkg)$/.test(extensionOf(name))
  const what = inside.programs.length > 0 ? `${format.name} that holds a program` : `${format.name} with a password`
  return [
    contentFact(
      'binary',
      tests || usual ? 'low' : 'medium',
      name,
      1,
      `${what}, named ${baseOf(name)}`,
      inside.programs,
    ),
  ]
}

/** What stands behind the end of a picture, where a viewer does not look. */
function appended(name: string, bytes: Uint8Array, format: Format): readonly ContentFact[] {
  const end = pictureEnd(bufferOf(bytes))
  if (end === undefined || bytes.length - end < 16) return []
  const rest = bytes.subarray(end)
  const hidden = signature(rest)
  if (hidden !== undefined && hidden.class !== 'media') {
    return [
      contentFact('disguise', isForTests(name) ? 'medium' : 'high', name, 1, `${hidden.name} behind ${format.name}`),
    ]
  }
  if (rest.length < 1024 || !looksRandom(rest)) return []
  const what = `${rest.length} bytes without a form behind the end of ${format.name}`
  return [contentFact('disguise', isForTests(name) ? 'low' : 'medium', name, 1, what)]
}

/** Where a PNG ends (https://www.w3.org/TR/png/#11IEND), or a JPEG or GIF by its last mark. */
function pictureEnd(bytes: Buffer): number | undefined {
  if (bytes[0] === 0x89) {
    for (let at = 8; at + 12 <= bytes.length;) {
      const next = at + 12 + bytes.readUInt32BE(at)
      if (bytes.toString('latin1', at + 4, at + 8) === 'IEND') return next
      at = next
    }
    return undefined
  }
  // Archives are read from their end: one that begins behind a picture's end mark is looked for by its own beginning.
  const mark = bytes[0] === 0xff ? '\u00FF\u00D9' : bytes[0] === 0x47 ? '\0;' : undefined
  if (mark === undefined) return undefined
  for (const begin of ['PK\u0003\u0004', '\u007FELF', 'MZ', '7z\u00BC\u00AF']) {
    const at = bytes.indexOf(`${mark}${begin}`, 0, 'latin1')
    if (at >= 0) return at + 2
  }
  return undefined
}

function an(word: string): string {
  return /^[AEIOU]/i.test(word) ? `an ${word}` : `a ${word}`
}
