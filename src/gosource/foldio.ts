// Text that is written bit by bit and read bit by bit: strings.Builder, bytes.Buffer, readers, bufio, io; and embedded
// files. A reader is its whole text and a place in it.
import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib'
import type { Call, Native } from './foldmachine.ts'
import { define, orError, type Table } from './foldnative.ts'
import { drained, END_OF_FILE, readerOf } from './foldreader.ts'
import { poison } from './foldshared.ts'
import { INT } from './foldtype.ts'
import {
  boolOf,
  bytesIn,
  bytesOf,
  intOf,
  joinSteps,
  MAX_VALUE,
  nilOf,
  objectOf,
  type ObjectValue,
  partialOf,
  partsOf,
  type Step,
  stepsOf,
  Stop,
  stringOf,
  tupleOf,
  unknown,
  type Value,
  withSteps,
  writable,
} from './foldvalue.ts'
import { encodeRune } from './runes.ts'

/** What was written to a builder or buffer so far. */
interface Written {
  parts: (string | undefined)[]
  steps: readonly Step[]
  size: number
}

/** strings.Builder, bytes.Buffer, readers, bufio, io, compress/*, embed.FS. */
export function ioFunctions(table: Table, zeros: Map<string, () => Value>): void {
  zeros.set('strings.Builder', () => builder('strings.Builder'))
  zeros.set('bytes.Buffer', () => builder('bytes.Buffer'))
  for (const name of ['strings.Builder', 'bytes.Buffer']) writers(table, name)
  define(table, 'bytes.NewBuffer', 'v', (_, b) => bufferOf(b))
  define(table, 'bytes.NewBufferString', 'v', (_, s) => bufferOf(s))
  define(table, 'bytes.Buffer.Bytes', 'v', (_, self) => {
    const whole = wholeOf(self)
    return whole.kind === 'string' ? bytesOf(new Uint8Array(Buffer.from(whole.text, 'latin1')), whole.steps) : whole
  })
  define(table, 'bytes.Buffer.Truncate', 'vi', (_, self, n) => {
    const whole = wholeOf(self)
    const written = writtenIn(self)
    if (whole.kind !== 'string' || written === undefined) return undefined
    written.parts = [whole.text.slice(0, n)]
    written.size = n
    return tupleOf([])
  })
  readers(table)
  compressed(table)
  table.set('fmt.Fprintf', (call) => fprint(call, table.get('fmt.Sprintf')))
  table.set('fmt.Fprint', (call) => fprint(call, table.get('fmt.Sprint')))
  table.set('fmt.Fprintln', (call) => fprint(call, table.get('fmt.Sprintln')))
  embedFunctions(table)
}

function builder(name: string): ObjectValue {
  const written: Written = { parts: [], steps: [], size: 0 }
  return objectOf(name, { text: '', at: 0, more: written })
}

function bufferOf(value: Value): Value {
  const buffer = builder('bytes.Buffer')
  if (value.kind !== 'nil') write(buffer, partsIn(value), stepsOf(value))
  return buffer
}

function writtenIn(value: Value): Written | undefined {
  const at = value.kind === 'pointer' ? value.place.get() : value
  if (at.kind !== 'object' || at.state.at < 0 || (at.name !== 'strings.Builder' && at.name !== 'bytes.Buffer'))
    return undefined
  return at.state.more as Written // builder alone makes them
}

function partsIn(value: Value): readonly (string | undefined)[] {
  if (value.kind === 'string' || value.kind === 'partial') return partsOf(value)
  const bytes = bytesIn(value)
  return [bytes === undefined ? undefined : Buffer.from(bytes).toString('latin1')]
}

/** Writes to a builder or buffer; gives how many bytes, where that is known. */
function write(to: Value, parts: readonly (string | undefined)[], steps: readonly Step[]): Value {
  const written = writtenIn(to)
  if (written === undefined) {
    poison(to, 'written to')
    return unknown('a write to what is not known')
  }
  let count = 0
  for (const part of parts) {
    const last = written.parts.length - 1
    const before = written.parts[last]
    if (last >= 0 && part !== undefined && before !== undefined) written.parts[last] = before + part
    else if (!(last >= 0 && part === undefined && before === undefined)) written.parts.push(part)
    count += part?.length ?? 0
  }
  written.size += count
  written.steps = joinSteps(written.steps, steps)
  if (written.size > MAX_VALUE) throw new Stop('limit: a value larger than 1 MiB', true)
  return parts.includes(undefined) ? unknown('a count') : intOf(count)
}

/** All that was written to a builder or buffer. */
export function wholeOf(value: Value): Value {
  const written = writtenIn(value)
  if (written === undefined) return unknown('a buffer that is not known')
  if (written.parts.length === 0) return stringOf('')
  return partialOf(written.parts, written.steps)
}

/** Empties a builder or buffer. */
export function resetWritten(value: Value): void {
  const written = writtenIn(value)
  if (written === undefined) return
  written.parts = []
  written.size = 0
}

function writers(table: Table, name: string): void {
  const writes = (method: string, partsOfArg: (value: Value) => readonly (string | undefined)[]): void => {
    define(table, `${name}.${method}`, 'vv', (_, self, value) => {
      const count = write(self, partsOfArg(value), stepsOf(value))
      return method === 'WriteByte' ? nilOf() : tupleOf([count, nilOf()])
    })
  }
  writes('WriteString', partsIn)
  writes('Write', partsIn)
  writes('WriteByte', (value) => [
    value.kind === 'int' ? String.fromCharCode(Number(BigInt.asUintN(8, value.value))) : undefined,
  ])
  writes('WriteRune', (value) => [value.kind === 'int' ? encodeRune(Number(value.value)) : undefined])
  define(table, `${name}.String`, 'v', (_, self) => wholeOf(self))
  define(table, `${name}.Len`, 'v', (_, self) => {
    const whole = wholeOf(self)
    return whole.kind === 'string' ? whole.text.length : undefined
  })
  define(table, `${name}.Reset`, 'v', (_, self) => {
    resetWritten(self)
    return tupleOf([])
  })
  define(table, `${name}.Grow`, 'vv', () => tupleOf([]))
  define(table, `${name}.Flush`, 'v', () => nilOf())
}

function fprint(call: Call, sprint: Native | undefined): Value {
  const [to, ...args] = call.args
  const text = sprint?.({ ...call, args }) ?? unknown('fmt')
  if (to === undefined) return unknown('fmt')
  return tupleOf([write(to, partsOf(text), text.steps), nilOf()])
}

function readers(table: Table): void {
  for (const name of ['strings.NewReader', 'bytes.NewReader']) {
    define(table, name, 'v', (call, value) => {
      const [text] = partsIn(value)
      return text === undefined || value.kind === 'partial' ? undefined : readerOf(text, call.steps)
    })
  }
  const same = (call: Call, name: string, value: Value): Value => {
    const rest = drained(call, value)
    return rest === undefined ? unknown(`${name} of what is not known`) : readerOf(rest.text, rest.steps)
  }
  for (const name of ['io.NopCloser', 'bufio.NewReader', 'bufio.NewScanner'])
    define(table, name, 'v', (call, r) => same(call, name, r))
  // What is written to a writer with a buffer is there at once: nobody looks before it is flushed.
  define(table, 'bufio.NewWriter', 'v', (_, w) => (writtenIn(w) === undefined ? undefined : w))
  define(table, 'bufio.NewReaderSize', 'vi', (call, r) => same(call, 'bufio.NewReaderSize', r))
  define(table, 'io.TeeReader', 'vv', (call, r, w) => {
    const rest = drained(call, r)
    if (rest === undefined) return undefined
    write(w, [rest.text], rest.steps)
    return readerOf(rest.text, rest.steps)
  })
  table.set('io.MultiReader', (call) => {
    const all = call.args.map((r) => drained(call, r))
    return all.every((rest) => rest !== undefined)
      ? readerOf(all.map(({ text }) => text).join(''), call.steps)
      : unknown('io.MultiReader', call.steps)
  })
  define(table, 'io.ReadFull', 'vv', (call, r, to) => {
    const rest = drained(call, r)
    if (rest === undefined || to.kind !== 'slice' || to.store.bytes === undefined || rest.text.length < to.length)
      return undefined
    const back = r.kind === 'object' && r.name === 'io.Reader' ? r.state : undefined
    if (back !== undefined) back.at -= rest.text.length - to.length
    writable(to.store)
    to.store.bytes.set(Buffer.from(rest.text.slice(0, to.length), 'latin1'), to.start)
    to.store.steps = joinSteps(to.store.steps, rest.steps)
    return tupleOf([intOf(to.length), nilOf()])
  })
  define(table, 'io.LimitReader', 'vi', (call, r, n) => {
    const rest = drained(call, r)
    return rest === undefined ? undefined : readerOf(rest.text.slice(0, n), rest.steps)
  })
  for (const name of ['io.ReadAll', 'io/ioutil.ReadAll']) {
    define(table, name, 'v', (call, r) => {
      const rest = drained(call, r)
      return rest === undefined
        ? undefined
        : tupleOf([bytesOf(new Uint8Array(Buffer.from(rest.text, 'latin1')), rest.steps), nilOf()])
    })
  }
  define(table, 'io.Copy', 'vv', (call, to, from) => {
    const rest = drained(call, from)
    return tupleOf([write(to, [rest?.text], rest?.steps ?? []), rest === undefined ? unknown('an error') : nilOf()])
  })
  define(table, 'io.WriteString', 'vv', (_, to, text) => tupleOf([write(to, partsIn(text), stepsOf(text)), nilOf()]))
  for (const name of ['bytes.Buffer.ReadFrom', 'strings.Builder.ReadFrom']) {
    define(table, name, 'vv', (call, self, from) => {
      const rest = drained(call, from)
      return tupleOf([write(self, [rest?.text], rest?.steps ?? []), nilOf()])
    })
  }
  define(table, 'io.Reader.Close', 'o', () => nilOf())
  define(table, 'io.Reader.Len', 'o', (_, self) => self.state.text.length - self.state.at)
  define(table, 'io.Reader.ReadByte', 'o', (_, self) => {
    const { state } = self
    if (state.at >= state.text.length) return tupleOf([intOf(0), END_OF_FILE])
    return tupleOf([intOf(state.text.charCodeAt(state.at++), self.steps, { kind: 'basic', name: 'uint8' }), nilOf()])
  })
  define(table, 'io.Reader.ReadString', 'oi', (_, self, until) => {
    const { state } = self
    const end = state.text.indexOf(String.fromCharCode(until), state.at)
    const line = state.text.slice(state.at, end < 0 ? state.text.length : end + 1)
    state.at += line.length
    return tupleOf([stringOf(line, self.steps), end < 0 ? END_OF_FILE : nilOf()])
  })
  define(table, 'io.Reader.Buffer', 'ovv', () => tupleOf([]))
  define(table, 'io.Reader.Err', 'o', () => nilOf())
  for (const name of ['ScanWords', 'ScanLines']) table.set(`bufio.${name}`, () => unknown(name))
  define(table, 'io.Reader.Split', 'ov', (_, self, how) => {
    if (how.kind !== 'native' || (how.name !== 'bufio.ScanWords' && how.name !== 'bufio.ScanLines')) return undefined
    if (how.name === 'bufio.ScanWords') words.add(self.state)
    return tupleOf([])
  })
  define(table, 'io.Reader.Scan', 'o', (_, self) => {
    const { state } = self
    if (words.has(state)) {
      const word = /^\s*(\S+)\s?/.exec(state.text.slice(state.at))
      if (word === null) return false
      scanned.set(state, state.at + word[0].indexOf(word[1] ?? ''))
      state.at += word[0].length
      return boolOf(true)
    }
    if (state.at >= state.text.length) return false
    scanned.set(state, state.at)
    const end = state.text.indexOf('\n', state.at)
    state.at = end < 0 ? state.text.length : end + 1
    return boolOf(true)
  })
  define(table, 'io.Reader.Text', 'o', (_, self) => {
    const start = scanned.get(self.state)
    return start === undefined ? '' : stringOf(scannedText(self, start), self.steps)
  })
  define(table, 'io.Reader.Bytes', 'o', (_, self) => {
    const start = scanned.get(self.state)
    return start === undefined ? new Uint8Array() : new Uint8Array(Buffer.from(scannedText(self, start), 'latin1'))
  })
  define(table, 'io.Reader.Read', 'ov', (_, self, to) => {
    if (to.kind !== 'slice' || to.store.bytes === undefined) return undefined
    writable(to.store)
    const { state } = self
    if (state.at >= state.text.length) return tupleOf([intOf(0), END_OF_FILE])
    const part = state.text.slice(state.at, state.at + to.length)
    to.store.bytes.set(Buffer.from(part, 'latin1'), to.start)
    to.store.steps = joinSteps(to.store.steps, self.steps)
    state.at += part.length
    return tupleOf([intOf(part.length, undefined, INT), nilOf()])
  })
  const scanned = new WeakMap<object, number>()
  const words = new WeakSet<object>()
  function scannedText({ state }: ObjectValue, start: number): string {
    const text = state.text.slice(start, state.at)
    return words.has(state) ? text.trimEnd() : text.replace(/\r?\n$/, '')
  }
}

/** gzip, zlib and flate, of constant data, never more than a value may hold. */
function compressed(table: Table): void {
  const open = (name: string, inflate: (data: Uint8Array) => Uint8Array): void => {
    define(table, name, 'v', (call, from) => {
      const rest = drained(call, from)
      if (rest === undefined) return undefined
      const text = inflated(Buffer.from(rest.text, 'latin1'), inflate)
      const reader = text === undefined ? undefined : readerOf(text, rest.steps)
      if (name.startsWith('compress/flate')) return reader
      return orError(reader, 'invalid header')
    })
  }
  const options = { maxOutputLength: MAX_VALUE }
  open('compress/gzip.NewReader', (data) => gunzipSync(data, options))
  open('compress/zlib.NewReader', (data) => inflateSync(data, options))
  open('compress/flate.NewReader', (data) => inflateRawSync(data, options))
}

function inflated(data: Uint8Array, inflate: (data: Uint8Array) => Uint8Array): string | undefined {
  try {
    return Buffer.from(inflate(data)).toString('latin1')
  } catch (error) {
    if (error instanceof RangeError) throw new Stop('limit: packed data larger than 1 MiB', true)
    return undefined
  }
}

function embedFunctions(table: Table): void {
  const read = (value: Value, name: string): Uint8Array | undefined => {
    const { more } = value.kind === 'object' ? value.state : { more: undefined }
    const bytes: unknown = more instanceof Map ? more.get(name) : undefined
    if (!(bytes instanceof Uint8Array)) return undefined
    if (bytes.length > MAX_VALUE) throw new Stop('limit: an embedded file larger than 1 MiB', true)
    return bytes.slice()
  }
  define(table, 'embed.FS.ReadFile', 'os', (call, self, name) => {
    const bytes = read(self, Buffer.from(name, 'latin1').toString('utf8'))
    return orError(
      bytes === undefined ? undefined : withSteps(bytesOf(bytes), call.steps),
      `open ${name}: file does not exist`,
    )
  })
  define(table, 'embed.FS.Open', 'os', (call, self, name) => {
    const bytes = read(self, Buffer.from(name, 'latin1').toString('utf8'))
    const reader = bytes === undefined ? undefined : readerOf(Buffer.from(bytes).toString('latin1'), call.steps)
    return orError(reader, `open ${name}: file does not exist`)
  })
  define(table, 'io/fs.ReadFile', 'os', (call, self, name) => {
    const bytes = read(self, Buffer.from(name, 'latin1').toString('utf8'))
    return orError(bytes === undefined ? undefined : withSteps(bytesOf(bytes), call.steps), 'file does not exist')
  })
}
