// Archives over data that is known: archive/tar and archive/zip, read with what node has for their packing. Sizes and
// counts are bounded, because what is scanned is hostile.
import { inflateRawSync } from 'node:zlib'
import { allocate, type Call } from './foldmachine.ts'
import { define, made, type Table } from './foldnative.ts'
import { drained, END_OF_FILE, readerOf } from './foldreader.ts'
import type { Type } from './foldtype.ts'
import {
  intOf,
  MAX_VALUE,
  nilOf,
  type ObjectValue,
  pointerTo,
  sliceOfValues,
  stringOf,
  tupleOf,
  type Value,
  withSteps,
} from './foldvalue.ts'

/** How many entries of an archive are read. */
const MOST_ENTRIES = 256

/** archive/tar and archive/zip, for reading. */
export function archiveFunctions(table: Table): void {
  define(table, 'archive/tar.NewReader', 'v', (call, from) => {
    const rest = drained(call, from)
    const entries = rest === undefined ? undefined : tarEntries(rest.text)
    if (rest === undefined || entries === undefined) return undefined
    const state: Entries = { entries, next: 0 }
    return withSteps(made('archive/tar.Reader', '', state), rest.steps)
  })
  define(table, 'archive/tar.Reader.Next', 'o', (call, self) => nextEntry(call, self))
  const read = table.get('io.Reader.Read')
  if (read !== undefined) table.set('archive/tar.Reader.Read', read)
  define(table, 'archive/zip.NewReader', 'vi', (call, from) => zipReader(call, from))
  define(table, 'archive/zip.File.Open', 'v', (call, self) => {
    const data = self.kind === 'struct' ? self.fields.get(DATA) : undefined
    if (data?.kind !== 'string') return undefined
    allocate(call.machine, data.text.length)
    return tupleOf([readerOf(data.text, call.steps), nilOf()])
  })
}

/** The field that holds what a file of a zip unpacks to: no name in Go. */
const DATA = '\0data'

interface Entry {
  readonly name: string
  readonly data: string
  readonly mode: number
  readonly type: number
}

interface Entries {
  readonly entries: readonly Entry[]
  next: number
}

function nextEntry(call: Call, self: ObjectValue): Value {
  const state = self.state.more as Entries // NewReader alone makes them
  const entry = state.entries[state.next++]
  if (entry === undefined) return tupleOf([nilOf(), END_OF_FILE])
  self.state.text = entry.data
  self.state.at = 0
  return tupleOf([header('archive/tar.Header', entry, call), nilOf()])
}

function header(name: string, entry: Entry, call: Call): Value {
  const type: Type = { kind: 'named', name, entity: undefined, underlying: { kind: 'struct', fields: [] } }
  const fields = new Map<string, Value>([
    ['Name', stringOf(entry.name, call.steps)],
    ['Size', intOf(entry.data.length, undefined, { kind: 'basic', name: 'int64' })],
    ['Mode', intOf(entry.mode, undefined, { kind: 'basic', name: 'int64' })],
    ['Typeflag', intOf(entry.type, undefined, { kind: 'basic', name: 'uint8' })],
    [DATA, stringOf(entry.data, call.steps)],
  ])
  return pointerTo({ kind: 'struct', fields, state: { frozen: false }, type, steps: call.steps })
}

/** The plain files of a tar (https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html); `undefined` for extensions. */
function tarEntries(text: string): Entry[] | undefined {
  const entries: Entry[] = []
  for (let at = 0; at + 512 <= text.length;) {
    const block = text.slice(at, at + 512)
    if (/^\0*$/.test(block)) return entries
    const field = (from: number, length: number): string => block.slice(from, from + length).split('\0', 1)[0] ?? ''
    const size = Number.parseInt(field(124, 12).trim() || '0', 8)
    const flag = block.charCodeAt(156)
    const prefix = block.slice(257, 262) === 'ustar' ? field(345, 155) : ''
    // A long name or other records of its own stand in front of what they are about.
    if (
      !Number.isSafeInteger(size) ||
      !'\x0001257'.includes(String.fromCharCode(flag)) ||
      entries.length >= MOST_ENTRIES
    )
      return undefined
    const name = prefix === '' ? field(0, 100) : `${prefix}/${field(0, 100)}`
    const data = text.slice(at + 512, at + 512 + size)
    if (data.length !== size) return undefined
    entries.push({ name, data, mode: Number.parseInt(field(100, 8).trim() || '0', 8), type: flag === 0 ? 48 : flag })
    at += 512 + Math.ceil(size / 512) * 512
  }
  return entries
}

/** A zip's files by its directory (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT). */
function zipReader(call: Call, from: Value): Value | undefined {
  const rest = drained(call, from)
  const entries = rest === undefined ? undefined : zipEntries(Buffer.from(rest.text, 'latin1'))
  if (entries === undefined) return undefined
  const files = entries.map((entry) => header('archive/zip.File', entry, call))
  const [first] = files
  const type: Type = {
    kind: 'named',
    name: 'archive/zip.Reader',
    entity: undefined,
    underlying: { kind: 'struct', fields: [] },
  }
  const list = sliceOfValues(files, { kind: 'slice', elem: first?.type ?? { kind: 'unknown' } }, call.steps)
  const fields = new Map<string, Value>([['File', list]])
  return tupleOf([pointerTo({ kind: 'struct', fields, state: { frozen: false }, type, steps: call.steps }), nilOf()])
}

function zipEntries(data: Buffer): Entry[] | undefined {
  const end = data.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  if (end < 0 || end + 22 > data.length) return undefined
  const count = data.readUInt16LE(end + 10)
  let at = data.readUInt32LE(end + 16)
  let room = MAX_VALUE
  if (count > MOST_ENTRIES) return undefined
  const entries: Entry[] = []
  for (let i = 0; i < count; i++) {
    if (at + 46 > data.length || data.readUInt32LE(at) !== 0x02014b50) return undefined
    const packed = data.readUInt32LE(at + 20)
    const names = data.readUInt16LE(at + 28)
    const local = data.readUInt32LE(at + 42)
    const method = data.readUInt16LE(at + 10)
    const name = data.toString('latin1', at + 46, at + 46 + names)
    if (local + 30 > data.length) return undefined
    const start = local + 30 + data.readUInt16LE(local + 26) + data.readUInt16LE(local + 28)
    const part = data.subarray(start, start + packed)
    let plain: Buffer
    try {
      if (method !== 0 && method !== 8) return undefined
      plain = method === 0 ? part : inflateRawSync(part, { maxOutputLength: Math.max(1, room) })
    } catch {
      return undefined
    }
    room -= plain.length
    if (room < 0) return undefined
    entries.push({ name, data: plain.toString('latin1'), mode: 0, type: 48 })
    at += 46 + names + data.readUInt16LE(at + 30) + data.readUInt16LE(at + 32)
  }
  return entries
}
