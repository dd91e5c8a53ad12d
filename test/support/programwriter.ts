// Compiled programs for tests, as small as they can be: headers, one data segment, and in it what the go linker embeds.
// Addresses and offsets differ, so that a reader that mixes them up finds nothing.

/** A module line: path, version and sum; `replace` is what was built instead. */
export interface Embedded {
  readonly path: string
  readonly version: string
  readonly sum?: string
  readonly replace?: Embedded
}

/** What a test program says of itself. */
export interface ProgramText {
  /** Default go1.26.8. */
  readonly goVersion?: string
  /** The main package; default the main module's path. */
  readonly path?: string
  readonly main?: Embedded
  readonly deps?: readonly Embedded[]
  /** `GOOS=linux`, a line each. */
  readonly settings?: readonly string[]
}

/** How a program's file looks. */
export interface Shape {
  /** 64 bits; default true. */
  readonly wide?: boolean
  /** Default true where the format leaves it open. */
  readonly little?: boolean
  /** Whether build info is in a section that is named for it; default true where the format has that. */
  readonly section?: boolean
  /** Bytes of zeros before the build info; default 48. */
  readonly before?: number
}

const MAGIC = Buffer.from('\xff Go buildinf:', 'latin1')
const SENTINEL = Buffer.alloc(16, 0x5a)
const OFFSET = 0x400
const ADDRESS = 0x530000

/** An ELF program for linux/amd64 that says this, as a Go of today links it. */
export function makeProgram(text: ProgramText): Buffer {
  return makeElf(inlineInfo(text), {})
}

/** A program with a table of these functions. */
export function withFunctions(program: Uint8Array, names: readonly string[]): Buffer {
  return Buffer.concat([program, Buffer.alloc((8 - (program.length % 8)) % 8), functionTable(names)])
}

/** A table of functions as Go 1.20 and later write it, little-endian with words of eight bytes; `functions` is what it claims. */
export function functionTable(names: readonly string[], functions: number = names.length): Buffer {
  const text = Buffer.from(names.map((name) => `${name}\0`).join(''))
  const header = Buffer.alloc(8 + 8 * 8)
  header.set([0xf1, 0xff, 0xff, 0xff, 0, 0, 1, 8])
  const first = header.length
  const end = first + text.length
  const words = [functions, 1, 0, first, end, end + 8, end + 16, end + 24]
  words.forEach((word, i) => header.writeBigUInt64LE(BigInt(word), 8 + i * 8))
  return Buffer.concat([Buffer.alloc(64), header, text, Buffer.alloc(64)])
}

/** The lines of build info, as debug.BuildInfo prints them. */
export function infoText(text: ProgramText): string {
  const line = (word: string, m: Embedded): string => {
    const sum = m.replace === undefined ? `\t${m.sum ?? ''}` : ''
    return `${word}\t${m.path}\t${m.version}${sum}\n${m.replace === undefined ? '' : line('=>', m.replace)}`
  }
  return [
    `path\t${text.path ?? text.main?.path ?? 'command-line-arguments'}\n`,
    ...(text.main === undefined ? [] : [line('mod', text.main)]),
    ...(text.deps ?? []).map((m) => line('dep', m)),
    ...(text.settings ?? ['GOARCH=amd64', 'GOOS=linux']).map((setting) => `build\t${setting}\n`),
  ].join('')
}

/** Build info as since Go 1.18: two strings behind the header. */
export function inlineInfo(text: ProgramText | { readonly goVersion: string; readonly raw: string }): Buffer {
  const lines = 'raw' in text ? text.raw : infoText(text)
  return inlineStrings(Buffer.from(text.goVersion ?? 'go1.26.8'), framed(lines))
}

/** The same of any two strings. */
export function inlineStrings(version: Uint8Array, modules: Uint8Array): Buffer {
  const header = Buffer.alloc(32)
  MAGIC.copy(header)
  header[15] = 2
  return Buffer.concat([header, varint(version.length), version, varint(modules.length), modules])
}

/** Build info as before Go 1.18: pointers to Go strings; for a data segment that begins at `address`. */
export function pointerInfo(text: ProgramText, shape: Shape, address: number = ADDRESS): Buffer {
  const size = shape.wide === false ? 4 : 8
  const little = shape.little !== false
  const before = shape.before ?? 48
  const strings = [Buffer.from(text.goVersion ?? 'go1.17'), framed(infoText(text))]
  const pairs = before + 32
  let at = address + pairs + 4 * size
  const header = Buffer.alloc(32)
  MAGIC.copy(header)
  header[14] = size
  header[15] = little ? 0 : 1
  header.set(word(address + pairs, size, little), 16)
  header.set(word(address + pairs + 2 * size, size, little), 16 + size)
  const tables = strings.flatMap((s) => {
    const pair = [word(at, size, little), word(s.length, size, little)]
    at += s.length
    return pair
  })
  return Buffer.concat([header, ...tables, ...strings])
}

/** An ELF program with this in its data segment. */
export function makeElf(info: Buffer, { wide = true, little = true, section = true, before = 48 }: Shape): Buffer {
  const data = Buffer.concat([Buffer.alloc(before), info])
  const w = (value: number): Buffer => word(value, wide ? 8 : 4, little)
  const n = (value: number, size: 2 | 4): Buffer => word(value, size, little)
  const names = Buffer.from('\0.go.buildinfo\0.shstrtab\0')
  const namesAt = OFFSET + data.length
  const sectionsAt = namesAt + names.length
  const [headerSize, programSize, sectionSize] = wide ? [64, 56, 64] : [52, 32, 40]
  const ident = Buffer.from([0x7f, 0x45, 0x4c, 0x46, wide ? 2 : 1, little ? 1 : 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0])
  const sizes = [headerSize, programSize, 2, sectionSize, section ? 3 : 0, section ? 2 : 0]
  const header = [
    ident,
    n(2, 2),
    n(62, 2),
    n(1, 4),
    ...[ADDRESS, headerSize, section ? sectionsAt : 0].map(w),
    n(0, 4),
    ...sizes.map((value) => n(value, 2)),
  ]
  const program = (flags: number, offset: number, address: number, size: number): Buffer[] => {
    const rest = [offset, address, address, size, size].map(w)
    const align = w(4096)
    return wide ? [n(1, 4), n(flags, 4), ...rest, align] : [n(1, 4), ...rest, n(flags, 4), align]
  }
  const sectionHeader = (name: number, kind: number, address: number, offset: number, size: number): Buffer =>
    pad(Buffer.concat([n(name, 4), n(kind, 4), w(0), w(address), w(offset), w(size)]), sectionSize)
  const sections = [
    sectionHeader(0, 0, 0, 0, 0),
    sectionHeader(1, 1, ADDRESS + before, OFFSET + before, info.length),
    sectionHeader(15, 3, 0, namesAt, names.length),
  ]
  const head = Buffer.concat([
    ...header,
    ...program(5, 0, 0x400000, OFFSET),
    ...program(6, OFFSET, ADDRESS, data.length),
  ])
  return Buffer.concat([pad(head, OFFSET), data, names, ...(section ? sections : [])])
}

/** A PE program with this in its first writable section. */
export function makePe(info: Buffer, { wide = true, before = 48 }: Shape): Buffer {
  const data = Buffer.concat([Buffer.alloc(before), info])
  const base = wide ? 0x140000000 : 0x400000
  const n = (value: number, size: 2 | 4 | 8): Buffer => word(value, size, true)
  const dos = pad(Buffer.concat([pad(Buffer.from('MZ'), 60), n(0x80, 4)]), 0x80)
  const optional = wide
    ? [n(0x20b, 2), Buffer.alloc(22), n(base, 8), Buffer.alloc(76), n(16, 4), Buffer.alloc(128)]
    : [n(0x10b, 2), Buffer.alloc(26), n(base, 4), Buffer.alloc(60), n(16, 4), Buffer.alloc(128)]
  const section = (name: string, address: number, size: number, offset: number, kind: number): Buffer =>
    Buffer.concat([
      pad(Buffer.from(name), 8),
      ...[size, address, size, offset, 0, 0, 0].map((value) => n(value, 4)),
      n(kind, 4),
    ])
  const file = [n(wide ? 0x8664 : 0x14c, 2), n(2, 2), Buffer.alloc(12), n(wide ? 240 : 224, 2), n(0x22, 2)]
  const sections = [
    section('.text', 0x1000, 16, OFFSET - 16, 0x60000020),
    section('.data', ADDRESS, data.length, OFFSET, 0xc0000040),
  ]
  const head = Buffer.concat([dos, Buffer.from('PE\0\0'), ...file, ...optional, ...sections])
  return Buffer.concat([pad(head, OFFSET), data])
}

/** Where a PE program's data segment begins, for `pointerInfo`. */
export function peAddress(wide: boolean): number {
  return ADDRESS + (wide ? 0x140000000 : 0x400000)
}

/** A Mach-O program with this in its data segment. */
export function makeMachO(info: Buffer, { wide = true, little = true, section = true, before = 48 }: Shape): Buffer {
  const data = Buffer.concat([Buffer.alloc(before), info])
  const n = (value: number): Buffer => word(value, 4, little)
  const w = (value: number): Buffer => word(value, wide ? 8 : 4, little)
  const name = (text: string): Buffer => pad(Buffer.from(text), 16)
  const named = Buffer.concat([
    name('__go_buildinfo'),
    name('__DATA'),
    w(ADDRESS + before),
    w(info.length),
    ...[OFFSET + before, 4, 0, 0, 0, 0, 0].map(n),
    ...(wide ? [n(0)] : []),
  ])
  const segment = (
    title: string,
    address: number,
    offset: number,
    size: number,
    sections: readonly Buffer[],
  ): Buffer => {
    const body = Buffer.concat([
      name(title),
      ...[address, size, offset, size].map(w),
      ...[3, 3, sections.length, 0].map(n),
      ...sections,
    ])
    return Buffer.concat([n(wide ? 0x19 : 1), n(body.length + 8), body])
  }
  const commands = [
    segment('__PAGEZERO', 0, 0, 0, []),
    segment('__DATA', ADDRESS, OFFSET, data.length, section ? [named] : []),
  ]
  const all = Buffer.concat(commands)
  const header = [wide ? 0xfeedfacf : 0xfeedface, 0x01000007, 3, 2, commands.length, all.length, 0].map(n)
  return Buffer.concat([pad(Buffer.concat([...header, ...(wide ? [n(0)] : []), all]), OFFSET), data])
}

/** A fat file of Mach-O programs. */
export function makeFat(images: readonly Buffer[]): Buffer {
  let at = 0x1000
  const n = (value: number): Buffer => word(value, 4, false)
  const table = images.map((image, i) => {
    const entry = Buffer.concat([0x01000007 + i, 3, at, image.length, 12].map(n))
    at += image.length
    return entry
  })
  return Buffer.concat([pad(Buffer.concat([n(0xcafebabe), n(images.length), ...table]), 0x1000), ...images])
}

/** An XCOFF program with this in its data section. */
export function makeXcoff(info: Buffer, { wide = true, before = 48 }: Shape): Buffer {
  const data = Buffer.concat([Buffer.alloc(before), info])
  const n = (value: number, size: 2 | 4 | 8): Buffer => word(value, size, false)
  const w = (value: number): Buffer => n(value, wide ? 8 : 4)
  const symbols = OFFSET + data.length
  const header = wide
    ? [n(0x01f7, 2), n(1, 2), n(0, 4), w(symbols), n(0, 2), n(2, 2), n(1, 4)]
    : [n(0x01df, 2), n(1, 2), n(0, 4), w(symbols), n(1, 4), n(0, 2), n(2, 2)]
  const section = [pad(Buffer.from('.data'), 8), ...[ADDRESS, ADDRESS, data.length, OFFSET, 0, 0].map(w)]
  const rest = wide ? [n(0, 4), n(0, 4), n(0x40, 4), n(0, 4)] : [n(0, 2), n(0, 2), n(0x40, 4)]
  // One symbol of 18 bytes and an empty string table: Go wants both.
  const tail = [Buffer.alloc(18), n(4, 4)]
  return Buffer.concat([pad(Buffer.concat([...header, ...section, ...rest]), OFFSET), data, ...tail])
}

/** A Plan 9 program with this in its data. */
export function makePlan9(info: Buffer, { wide = true, before = 48 }: Shape): Buffer {
  const data = Buffer.concat([Buffer.alloc(before), info])
  // The data begins at a multiple of 16, as build info does.
  const text = Buffer.alloc(128 - (wide ? 40 : 32))
  const header = [wide ? 0x8a97 : 0x1eb, text.length, data.length, 0, 0, 0x1000, 0, 0].map((value) =>
    word(value, 4, false),
  )
  return Buffer.concat([...header, ...(wide ? [Buffer.alloc(8)] : []), text, data])
}

function framed(lines: string): Buffer {
  return Buffer.concat([SENTINEL, Buffer.from(lines), SENTINEL])
}

function varint(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 0x80; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128)
  return Buffer.from([...bytes, rest])
}

function word(value: number, size: 2 | 4 | 8, little: boolean): Buffer {
  const out = Buffer.alloc(size)
  if (size === 8) out.writeBigUInt64BE(BigInt(value))
  else out.writeUIntBE(value, 0, size)
  return little ? out.reverse() : out
}

function pad(bytes: Buffer, size: number): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(size - bytes.length)])
}
