// The names of the functions in a compiled Go program, inlined ones among them: the table that the runtime itself needs, so
// that it is there in stripped programs, too. https://go.dev/s/go12symtab, runtime/symtab.go (pcHeader) of Go 1.16 to 1.26.
//
//   magic  0 0  minLC  ptrSize  nfunc nfiles [textStart] funcname cu file pc pcln     each a word of ptrSize bytes
//
// The words after nfiles are offsets from the header's begin, in this order of size; names end with a zero byte.
import { textOf } from '../base/bytes.ts'
import type { FileSource } from './executable.ts'

const CHUNK = 4 << 20
const MOST_NAMES = 256 << 20
const MOST_FUNCTIONS = 20_000_000
const MOST_CANDIDATES = 10_000
const HEADER = 8 + 9 * 8

/** Layouts by the first byte of the magic number (little-endian): whether there is a textStart. */
const LAYOUTS: ReadonlyMap<number, { readonly textStart: boolean }> = new Map([
  [0xfa, { textStart: false }],
  [0xf0, { textStart: true }],
  [0xf1, { textStart: true }],
])

/**
 * The names as the linker wrote them: `example.com/m/pkg.(*T).Method`. `undefined` where there is no such table: not built
 * by Go 1.16 or later, or it was made unreadable. Memory: the names'; the file is read in pieces.
 */
export function readFunctionNames(source: FileSource): ReadonlySet<string> | undefined {
  let candidates = 0
  for (let start = 0; start < source.size; start += CHUNK) {
    const length = Math.min(CHUNK + HEADER, source.size - start)
    const chunk = Buffer.from(source.read(start, length))
    for (const at of magicsIn(chunk)) {
      if (at >= CHUNK || at + HEADER > chunk.length) continue
      if (++candidates > MOST_CANDIDATES) return undefined
      const names = namesAt(source, start + at, chunk.subarray(at, at + HEADER))
      if (names !== undefined) return names
    }
  }
  return undefined
}

/** A function's name as the linker writes it, as a package and a symbol (`Func`, `Type.Method`); `undefined` for others. */
export function symbolOfName(name: string): { readonly package: string; readonly symbol: string } | undefined {
  const bracket = name.indexOf('[')
  const head = bracket < 0 ? name : name.slice(0, bracket)
  const slash = head.lastIndexOf('/')
  const dot = head.indexOf('.', slash + 1)
  // `type:.eq.T`, `go:main.inittasks`: the linker's own.
  if (dot <= 0 || head.slice(0, dot).includes(':')) return undefined
  // `F[…]`, `(*T[…]).M`: what is generic has its arguments left away in the advisories.
  const plain = name
    .slice(dot + 1)
    .replaceAll(/\[[^[\]]*\]/g, '')
    .replace(/^\(\*([^)]*)\)/, '$1')
  if (!/^[\p{L}_][\p{L}\p{Nd}_]*(?:\.[\p{L}_][\p{L}\p{Nd}_]*)?(?:-fm)?$/u.test(plain)) return undefined
  // The linker escapes dots in the last element of a path.
  const path = name
    .slice(0, dot)
    .replaceAll(/%([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return { package: path, symbol: plain.replace(/-fm$/, '') }
}

/** Where one of the magic numbers stands, in either order of bytes, with the two zeros after it. */
function* magicsIn(chunk: Buffer): Generator<number> {
  for (const pattern of [Buffer.from([0xff, 0xff, 0xff, 0, 0]), Buffer.from([0xff, 0xff, 0xff])]) {
    const little = pattern.length === 5
    for (let at = chunk.indexOf(pattern); at >= 0; at = chunk.indexOf(pattern, at + 1)) {
      const first = little ? at - 1 : at + 3
      const begin = little ? at - 1 : at
      const magic = chunk[first]
      if (begin < 0 || begin % 4 !== 0 || magic === undefined || !LAYOUTS.has(magic)) continue
      if (!little && (chunk[at + 4] !== 0 || chunk[at + 5] !== 0)) continue
      const [minLC, ptrSize] = [chunk[begin + 6], chunk[begin + 7]]
      if ((minLC === 1 || minLC === 2 || minLC === 4) && (ptrSize === 4 || ptrSize === 8)) yield begin
    }
  }
}

/** The names behind a header that may be one; `undefined` where it is none. */
function namesAt(source: FileSource, offset: number, header: Buffer): ReadonlySet<string> | undefined {
  const little = header[0] !== 0xff
  const layout = LAYOUTS.get((little ? header[0] : header[3]) ?? 0)
  const size = header[7] === 8 ? 8 : 4
  if (layout === undefined) return undefined
  const word = (i: number): number => {
    const at = 8 + i * size
    if (size === 4) return little ? header.readUInt32LE(at) : header.readUInt32BE(at)
    return Number(little ? header.readBigUInt64LE(at) : header.readBigUInt64BE(at))
  }
  const functions = word(0)
  const first = layout.textStart ? 3 : 2
  const [names, cu, files, pc, pcln] = [word(first), word(first + 1), word(first + 2), word(first + 3), word(first + 4)]
  const ordered = [names, cu, files, pc, pcln].every(
    (value, i, all) => Number.isSafeInteger(value) && value > (all[i - 1] ?? 0),
  )
  if (!ordered || functions === 0 || functions > MOST_FUNCTIONS || offset + pcln > source.size) return undefined
  if (cu - names > MOST_NAMES) return undefined
  const found = new Set<string>()
  const bytes = Buffer.concat(pieces(source, offset + names, cu - names))
  const text = textOf(bytes)
  if (text === undefined) return undefined
  for (const name of text.split('\0')) if (name !== '') found.add(name)
  // Each function has a name; a table with fewer than a tenth as many is none.
  return found.size * 10 >= functions ? found : undefined
}

function pieces(source: FileSource, offset: number, length: number): readonly Buffer[] {
  const all: Buffer[] = []
  for (let at = 0; at < length; at += CHUNK)
    all.push(Buffer.from(source.read(offset + at, Math.min(CHUNK, length - at))))
  return all
}
