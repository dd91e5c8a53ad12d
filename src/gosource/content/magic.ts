// What a file is by its first bytes, whatever its name says. Signatures: the formats' own specifications, as collected
// at https://www.garykessler.net/library/file_sigs.html and in file(1).
import { isUtf8 } from 'node:buffer'

/** What can be done with bytes of a format, as far as it matters here. */
export type FormatClass =
  /** Runs on a processor: an executable or a shared library. */
  | 'executable'
  /** For a linker: an object file, a static library. */
  | 'object'
  /** Runs in a machine of its own: Java classes, WebAssembly. */
  | 'bytecode'
  | 'archive'
  /** One compressed stream. */
  | 'compressed'
  | 'media'
  | 'font'
  | 'document'
  | 'database'
  | 'text'

/** A format that bytes have. */
export interface Format {
  /** With its article: `an ELF executable`. */
  readonly name: string
  readonly class: FormatClass
}

/** The format of bytes by their signature, or `text` for readable text; `undefined` for anything else. */
export function formatOf(bytes: Uint8Array): Format | undefined {
  const signed = signature(bytes)
  if (signed !== undefined) return signed
  return isText(bytes) ? TEXT : undefined
}

/** The format of bytes by their signature alone. Only the beginning is looked at, and a tar header's place. */
export function signature(bytes: Uint8Array): Format | undefined {
  if (bytes.length < 4) return undefined
  const head = bufferOf(bytes.subarray(0, 16))
  const found = BY_FIRST.get(head[0] ?? 0)?.find(([prefix]) => head.toString('latin1', 0, prefix.length) === prefix)
  if (found !== undefined) return found[1](bufferOf(bytes))
  for (const [at, text, look] of LATER) {
    if (bytes.length > at + text.length && bufferOf(bytes).toString('latin1', at, at + text.length) === text) {
      const found = look(bufferOf(bytes))
      if (found !== undefined) return found
    }
  }
  return bytes.length > 128 ? coffObject(bufferOf(bytes)) : undefined
}

/** Whether bytes are readable text: UTF-8 or UTF-16 with a mark, and hardly a control character in the first 4 KiB. */
export function isText(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, 4096)
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) return true
  let controls = 0
  for (const byte of head) if (byte < 32 && (byte < 8 || byte > 13) && byte !== 27) controls++
  if (controls * 100 > head.length) return false
  // Latin-1 and other old encodings of text: most bytes are ASCII all the same.
  if (isUtf8(wholeCharacters(head))) return true
  let wide = 0
  for (const byte of head) if (byte > 127) wide++
  return controls === 0 && wide * 4 < head.length
}

/** The same bytes as a Buffer, without a copy. */
export function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/**
 * Whether an object file holds nothing but Windows resources (icons, version, manifest), as tools make them for the
 * linker to take in: no section has code or data that a program could run.
 */
export function isResourceObject(bytes: Uint8Array): boolean {
  const all = bufferOf(bytes)
  if (coffObject(all) === undefined) return false
  const sections = all.readUInt16LE(2)
  const at = 20 + all.readUInt16LE(16)
  for (let i = 0; i < sections; i++) {
    const header = at + 40 * i
    if (header + 40 > all.length || !all.toString('latin1', header, header + 8).startsWith('.rsrc')) return false
    // IMAGE_SCN_CNT_CODE, IMAGE_SCN_MEM_EXECUTE
    if ((all.readUInt32LE(header + 36) & 0x20000020) !== 0) return false
  }
  return sections > 0
}

const TEXT: Format = { name: 'text', class: 'text' }

type Look = (bytes: Buffer) => Format | undefined

function is(name: string, kind: FormatClass): Look {
  const format: Format = { name, class: kind }
  return () => format
}

const zip: Look = is('a zip archive', 'archive')

/** Signatures that stand at the very beginning, one character a byte. */
const SIGNATURES: readonly (readonly [prefix: string, look: Look])[] = [
  ['\u007FELF', elf],
  ['MZ', pe],
  ['\u00CE\u00FA\u00ED\u00FE', macho],
  ['\u00CF\u00FA\u00ED\u00FE', macho],
  ['\u00FE\u00ED\u00FA\u00CE', macho],
  ['\u00FE\u00ED\u00FA\u00CF', macho],
  ['\u00CA\u00FE\u00BA\u00BE', fatOrClass],
  ['!<arch>\n', is('a static library', 'object')],
  ['!<thin>\n', is('a static library', 'object')],
  ['\0asm', is('a WebAssembly module', 'bytecode')],
  ['dex\n', is('an Android program', 'bytecode')],
  ['PK\u0003\u0004', zip],
  ['PK\u0005\u0006', zip],
  ['\u001F\u008B\u0008', is('gzip data', 'compressed')],
  ['BZh', bzip2],
  ['\u00FD7zXZ\0', is('xz data', 'compressed')],
  ['\u0028\u00B5\u002F\u00FD', is('zstd data', 'compressed')],
  ['\u0004\u0022\u004D\u0018', is('lz4 data', 'compressed')],
  ['7z\u00BC\u00AF\u0027\u001C', is('a 7z archive', 'archive')],
  ['Rar!\u001A\u0007', is('a rar archive', 'archive')],
  ['MSCF\0\0\0\0', is('a cabinet archive', 'archive')],
  ['\u0089PNG\r\n\u001A\n', is('a PNG image', 'media')],
  ['\u00FF\u00D8\u00FF', is('a JPEG image', 'media')],
  ['GIF87a', is('a GIF image', 'media')],
  ['GIF89a', is('a GIF image', 'media')],
  ['RIFF', is('RIFF media', 'media')],
  ['OggS', is('Ogg media', 'media')],
  ['ID3', is('MP3 sound', 'media')],
  ['fLaC', is('FLAC sound', 'media')],
  ['\0\0\u0001\0', is('an icon', 'media')],
  ['\u001AE\u00DF\u00A3', is('WebM media', 'media')],
  ['8BPS', is('a Photoshop image', 'media')],
  ['\u00FF\u00FB', is('MP3 sound', 'media')],
  ['\u00FF\u00F3', is('MP3 sound', 'media')],
  ['\u00FF\u00F2', is('MP3 sound', 'media')],
  ['II*\0', is('a TIFF image', 'media')],
  ['MM\0*', is('a TIFF image', 'media')],
  ['wOFF', is('a WOFF font', 'font')],
  ['wOF2', is('a WOFF2 font', 'font')],
  ['OTTO', is('an OpenType font', 'font')],
  ['\0\u0001\0\0\0', is('a TrueType font', 'font')],
  ['ttcf', is('a TrueType font', 'font')],
  ['true\0', is('a TrueType font', 'font')],
  ['%PDF-', is('a PDF document', 'document')],
  ['%!PS', is('a PostScript document', 'document')],
  ['\u00D0\u00CF\u0011\u00E0', is('an old Office document', 'document')],
  ['SQLite format 3\0', is('a SQLite database', 'database')],
]

/** Signatures that stand further behind. */
const LATER: readonly (readonly [at: number, text: string, look: Look])[] = [
  [4, 'ftyp', is('MPEG-4 media', 'media')],
  [4, 'moov', is('QuickTime media', 'media')],
  [4, 'mdat', is('QuickTime media', 'media')],
  [34, 'LP', eot],
  [257, 'ustar', is('a tar archive', 'archive')],
]

const BY_FIRST: ReadonlyMap<number, readonly (readonly [string, Look])[]> = Map.groupBy(SIGNATURES, ([prefix]) =>
  prefix.charCodeAt(0),
)

function elf(bytes: Buffer): Format {
  // e_type and e_machine, in the file's byte order; type 1 is an object.
  const half = (at: number): number =>
    bytes.length < at + 2 ? 0 : bytes[5] === 2 ? bytes.readUInt16BE(at) : bytes.readUInt16LE(at)
  const type = half(16)
  // EM_BPF: for a machine inside of the kernel.
  if (half(18) === 247) return { name: 'an eBPF program', class: 'bytecode' }
  if (type === 1) return { name: 'an ELF object', class: 'object' }
  return { name: type === 3 ? 'an ELF program or shared library' : 'an ELF executable', class: 'executable' }
}

function pe(bytes: Buffer): Format | undefined {
  // Text may begin with MZ; a program for Windows says where its header is.
  if (bytes.length < 64) return undefined
  const at = bytes.readUInt32LE(60)
  if (at + 24 > bytes.length || bytes.toString('latin1', at, at + 4) !== 'PE\0\0') return undefined
  const library = (bytes.readUInt16LE(at + 22) & 0x2000) !== 0
  return { name: library ? 'a Windows library' : 'a Windows executable', class: 'executable' }
}

function macho(bytes: Buffer): Format | undefined {
  if (bytes.length < 28) return undefined
  const type = (bytes[0] ?? 0) === 0xfe ? bytes.readUInt32BE(12) : bytes.readUInt32LE(12)
  return type === 1
    ? { name: 'a Mach-O object', class: 'object' }
    : { name: 'a Mach-O executable', class: 'executable' }
}

function fatOrClass(bytes: Buffer): Format | undefined {
  // A class file has its version there, 45 and more; no program was ever built for so many processors.
  if (bytes.length < 8) return undefined
  const count = bytes.readUInt32BE(4)
  if (count > 0 && count < 30) return { name: 'a Mach-O executable', class: 'executable' }
  return count >= 45 ? { name: 'a Java class', class: 'bytecode' } : undefined
}

/** Two letters are no signature: one of the format's three versions stands before them (https://www.w3.org/submissions/EOT/). */
function eot(bytes: Buffer): Format | undefined {
  const known = [0x00010000, 0x00020001, 0x00020002].includes(bytes.readUInt32LE(8))
  return known ? { name: 'an EOT font', class: 'font' } : undefined
}

function bzip2(bytes: Buffer): Format | undefined {
  return bytes.toString('latin1', 4, 10) === '1AY&SY' ? { name: 'bzip2 data', class: 'compressed' } : undefined
}

/** A COFF object has no signature: its machine must be known, and its section headers must lie in the file. */
function coffObject(bytes: Buffer): Format | undefined {
  if (bytes.length < 60) return undefined
  const machine = bytes.readUInt16LE(0)
  if (![0x14c, 0x8664, 0xaa64, 0x1c4].includes(machine)) return undefined
  const sections = bytes.readUInt16LE(2)
  const optional = bytes.readUInt16LE(16)
  const table = 20 + optional
  if (sections === 0 || sections > 200 || optional > 512 || table + 40 * sections > bytes.length) return undefined
  // The name of the first section is text, and its data is in the file.
  if (!/^[.$A-Za-z/_][\x20-\x7e]{0,7}\0*$/.test(bytes.toString('latin1', table, table + 8))) return undefined
  if (bytes.readUInt32LE(table + 16) + bytes.readUInt32LE(table + 20) > bytes.length) return undefined
  return { name: 'a COFF object', class: 'object' }
}

/** Without a character that the cut at the end broke. */
function wholeCharacters(bytes: Uint8Array): Uint8Array {
  let end = bytes.length
  for (let back = 1; back <= 3 && back <= end; back++) {
    const byte = bytes[end - back] ?? 0
    if (byte < 0x80) break
    if (byte >= 0xc0) {
      end -= back
      break
    }
  }
  return bytes.subarray(0, end)
}
