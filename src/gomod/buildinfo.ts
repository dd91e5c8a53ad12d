// Build info: what the go linker writes into every program about the modules it was built from. Read as debug/buildinfo
// of Go 1.26 reads it (https://pkg.go.dev/debug/buildinfo): whatever that finds is found here.
//
//   magic "\xff Go buildinf:" (14 bytes, aligned to 16), pointer size, flags; 32 bytes with what follows
//   since Go 1.18, flag 2: after the 32 bytes two strings, each a varint length and its bytes: go version, modules
//   before: at 16 two pointers to Go strings (pointer, length); flag 1: they are big-endian
//
//   path\texample.com/cmd/tool
//   mod\texample.com\t(devel)\t
//   dep\texample.com/m\tv1.2.0\th1:…
//   =>\texample.com/fork\tv1.2.1\th1:…        what replaces the module of the line before
//   build\tGOOS=linux
//
// The program says this about itself, and whoever can change the program can change it. The sums are those of the
// .ziphash files beside the zips that the builder's module cache held (modfetch.Sum), not of what the compiler read.
import { textOf } from '../base/bytes.ts'
import { WardenError } from '../base/errors.ts'
import type { ModuleVersion } from '../base/finding.ts'
import { readPlan9, readXcoff } from './aout.ts'
import { readElf } from './elf.ts'
import { bytesAt, type Executable, type FileSource } from './executable.ts'
import { unquoteBytes } from './goquote.ts'
import { readFat, readMachO } from './macho.ts'
import { readPe } from './pe.ts'

/** A module that a program was built from. */
export interface BuiltModule extends ModuleVersion {
  /** `h1:…`; empty where the builder had none: the main module, a folder, a build from vendor/. */
  readonly sum: string
  /** What was built instead; a folder has the version `(devel)`. */
  readonly replace?: BuiltModule
}

/** What a program says of its build. */
export interface BuildInfo {
  /** `go1.26.8`. */
  readonly goVersion: string
  /** The main package; empty where the program was built without modules. */
  readonly path: string
  /** `undefined` where the main package is in no module: Go's own programs. */
  readonly main?: BuiltModule
  readonly deps: readonly BuiltModule[]
  readonly settings: ReadonlyArray<{ readonly key: string; readonly value: string }>
}

const MAGIC = Buffer.from('\xff Go buildinf:', 'latin1')
const ALIGN = 16
const HEADER_SIZE = 32
const CHUNK = 1 << 20
/** The linker writes build info near the start of the data, or into a section of its own. */
const MOST_SEARCHED = 256n << 20n
const MOST_TEXT = 8 << 20
const MOST_LINES = 50_000
const MOST_ADDRESS = (1n << 64n) - 1n

/**
 * The build info of a program. `undefined` where the file is no program, or one without build info: not built by Go,
 * or it was taken away. Throws `parse` where the file says that it has some and it is malformed, passes a limit, or
 * differs between the images of a fat file; and what `source` throws. Memory: some MB, whatever the file's size.
 */
export function readBuildInfo(source: FileSource): BuildInfo | undefined {
  // One for all images of a fat file: 32 of them may share the same bytes.
  const search = { left: MOST_SEARCHED }
  let first: BuildInfo | undefined
  let images = 0
  for (const executable of openExecutables(source)) {
    const info = infoOf(executable, search)
    if (images++ === 0) first = info
    // Which image runs depends on the machine: Go reads the first, but the others must not hide what they hold.
    else if (info?.path !== first?.path || modulesOf(info) !== modulesOf(first)) {
      throw malformed('the images of this fat file are of different modules')
    }
  }
  return first
}

/** The text after the go version: lines as above. Throws `parse`. Lines of an unknown kind are skipped, as in Go. */
export function parseBuildInfo(text: string): Omit<BuildInfo, 'goVersion'> {
  let path = ''
  let main: BuiltModule | undefined
  const deps: BuiltModule[] = []
  const settings: { key: string; value: string }[] = []
  // What a `=>` line would replace.
  let last: ((replace: BuiltModule) => void) | undefined
  let line = 0
  // What follows the last newline is no line.
  for (let start = 0, end = text.indexOf('\n'); end >= 0; start = end + 1, end = text.indexOf('\n', start)) {
    line++
    if (line > MOST_LINES) throw malformed(`more than ${MOST_LINES} lines`)
    const row = text.slice(start, end)
    const tab = row.indexOf('\t')
    const rest = row.slice(tab + 1)
    switch (tab < 0 ? '' : row.slice(0, tab)) {
      case 'path':
        path = rest
        break
      case 'mod': {
        const read = moduleOf(rest, line, 2)
        main = read
        last = (replace) => (main = { ...read, replace })
        break
      }
      case 'dep': {
        const read = moduleOf(rest, line, 2)
        const at = deps.push(read) - 1
        last = (replace) => (deps[at] = { ...read, replace })
        break
      }
      case '=>':
        if (last === undefined) throw malformed('a replacement of nothing', line)
        last(moduleOf(rest, line, 3))
        last = undefined
        break
      case 'build':
        settings.push(settingOf(rest, line))
    }
  }
  // Go writes no line for a main module that it does not know.
  const known = main !== undefined && (main.path !== '' || main.version !== '' || main.sum !== '')
  return { path, ...(known && main !== undefined ? { main } : {}), deps, settings }
}

function openExecutables(source: FileSource): Iterable<Executable> {
  if (source.size < 16) return []
  const magic = Buffer.from(source.read(0, 16)).readUInt32BE(0)
  if (magic === 0x7f454c46) return [readElf(source)]
  if (magic >>> 16 === 0x4d5a) return asList(readPe(source))
  if ([0xfeedface, 0xfeedfacf, 0xcefaedfe, 0xcffaedfe].includes(magic)) return [readMachO(source)]
  if (magic === 0xcafebabe) return readFat(source)
  if (magic >>> 16 === 0x01df || magic >>> 16 === 0x01f7) return [readXcoff(source)]
  return [0x1eb, 0x8a97, 0x647].includes(magic) ? [readPlan9(source)] : []
}

function asList(executable: Executable | undefined): readonly Executable[] {
  return executable === undefined ? [] : [executable]
}

function infoOf(executable: Executable, search: Search): BuildInfo | undefined {
  const address = findMagic(executable, search)
  if (address === undefined) return undefined
  const header = Buffer.from(bytesAt(executable, address, HEADER_SIZE))
  if (header.length < HEADER_SIZE) return undefined
  const strings =
    ((header[15] ?? 0) & 2) === 0 ? pointedStrings(executable, header) : inlineStrings(executable, address)
  const [version, modules] = strings ?? []
  if (version === undefined || modules === undefined || version.length === 0) return undefined
  // Sentinels of 16 bytes stand around the modules, for programs that look for them in memory.
  const framed = modules.length >= 33 && modules[modules.length - 17] === 0x0a
  const text = framed ? lenient(modules.subarray(16, modules.length - 16)) : ''
  return { goVersion: lenient(version), ...parseBuildInfo(text) }
}

/** How many bytes may be searched still. */
interface Search {
  left: bigint
}

/** The address of the first aligned magic. The magic and its alignment divide a chunk, so none crosses two. */
function findMagic(executable: Executable, search: Search): bigint | undefined {
  const { data } = executable
  if (data === undefined) return undefined
  const end = data.address + data.size
  if (end > MOST_ADDRESS) throw malformed('the data ends after the last address')
  const begin = aligned(data.address)
  for (let start = begin; start < end; start += BigInt(CHUNK)) {
    if (search.left <= 0n) throw malformed(`not in the first ${MOST_SEARCHED} bytes of the data`)
    search.left -= BigInt(CHUNK)
    const remaining = end - start
    const chunk = Buffer.from(bytesAt(executable, start, remaining < BigInt(CHUNK) ? Number(remaining) : CHUNK).buffer)
    if (chunk.length === 0) return undefined
    for (let at = chunk.indexOf(MAGIC); at >= 0; at = chunk.indexOf(MAGIC, at + 1)) {
      if (at % ALIGN !== 0) continue
      return remaining - BigInt(at) < BigInt(HEADER_SIZE) ? undefined : start + BigInt(at)
    }
  }
  return undefined
}

function aligned(address: bigint): bigint {
  const by = BigInt(ALIGN)
  return ((address + by - 1n) / by) * by
}

type Strings = readonly [version: Uint8Array, modules: Uint8Array]

function inlineStrings(executable: Executable, header: bigint): Strings | undefined {
  const version = inlineString(executable, header + BigInt(HEADER_SIZE))
  const modules = version === undefined ? undefined : inlineString(executable, version.end)
  return version === undefined || modules === undefined ? undefined : [version.bytes, modules.bytes]
}

function inlineString(
  executable: Executable,
  address: bigint,
): { readonly bytes: Uint8Array; readonly end: bigint } | undefined {
  let length = 0n
  let size = 0
  const prefix = bytesAt(executable, address, 10)
  for (const byte of prefix) {
    length |= BigInt(byte & 0x7f) << BigInt(7 * size)
    size++
    if (byte < 0x80) {
      const at = address + BigInt(size)
      const bytes = stringAt(executable, at, length)
      return bytes === undefined ? undefined : { bytes, end: at + length }
    }
  }
  return undefined
}

function pointedStrings(executable: Executable, header: Buffer): Strings | undefined {
  const size = header[14] ?? 0
  const little = ((header[15] ?? 0) & 1) === 0
  if (size !== 4 && size !== 8) return undefined
  const pointer = (bytes: Uint8Array, at: number): bigint => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    return size === 8 ? view.getBigUint64(at, little) : BigInt(view.getUint32(at, little))
  }
  const pointed = (address: bigint): Uint8Array => {
    const pair = bytesAt(executable, address, 2 * size)
    // An absent string is an empty one, as in Go.
    if (pair.length < 2 * size) return new Uint8Array(0)
    return stringAt(executable, pointer(pair, 0), pointer(pair, size)) ?? new Uint8Array(0)
  }
  return [pointed(pointer(header, 16)), pointed(pointer(header, 16 + size))]
}

/** A string of exactly `length` bytes, or `undefined` where the program ends before. */
function stringAt(executable: Executable, address: bigint, length: bigint): Uint8Array | undefined {
  if (length > BigInt(executable.source.size)) return undefined
  if (length > BigInt(MOST_TEXT)) throw malformed(`${length} bytes of it`)
  const bytes = bytesAt(executable, address, Number(length))
  return BigInt(bytes.length) < length ? undefined : bytes
}

function moduleOf(columns: string, line: number, least: 2 | 3): BuiltModule {
  const all = columns.split('\t', 4)
  const [path = '', version = '', sum = ''] = all
  if (all.length < least || all.length > 3)
    throw malformed(`a module of ${all.length < 4 ? all.length : 'too many'} columns`, line)
  return { path, version, sum }
}

function settingOf(text: string, line: number): { readonly key: string; readonly value: string } {
  const end = /^["`]/.test(text) ? afterQuoted(text) : text.indexOf('=')
  const rawKey = text.slice(0, end)
  if (end <= 0 || text[end] !== '=') throw malformed('a setting without a key', line)
  const rawValue = text.slice(end + 1)
  const key = plain(rawKey)
  const value = plain(rawValue)
  if (key === undefined || value === undefined) throw malformed('a setting that is not quoted as it must be', line)
  return { key, value }
}

/** The end of the Go string literal that `text` begins with; -1 where it has none. */
function afterQuoted(text: string): number {
  if (text.startsWith('`')) return text.indexOf('`', 1) + 1
  // Not an expression: its stack would not hold a literal of some MB.
  for (let i = 1; i < text.length; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === '"') return i + 1
  }
  return -1
}

/** A key or value: as it stands, or what its quotes hold. */
function plain(text: string): string | undefined {
  if (/^["`]/.test(text)) return unquoted(text)
  return /[ \t\r\n"`]/.test(text) ? undefined : text
}

/** The value of a Go string literal, raw ones too; bytes that are not UTF-8 become U+FFFD. */
function unquoted(literal: string): string | undefined {
  if (literal.startsWith('`')) {
    const body = literal.slice(1, -1)
    return literal.length < 2 || !literal.endsWith('`') || body.includes('`') ? undefined : body.replaceAll('\r', '')
  }
  const bytes = unquoteBytes(literal)
  return bytes === undefined ? undefined : lenient(bytes)
}

function modulesOf(info: BuildInfo | undefined): string {
  return JSON.stringify([info?.main, info?.deps])
}

function lenient(bytes: Uint8Array): string {
  return textOf(bytes) ?? Buffer.from(bytes).toString('utf8')
}

function malformed(why: string, line?: number): WardenError {
  return new WardenError('parse', `build info${line === undefined ? '' : `, line ${line}`}: ${why}`)
}
